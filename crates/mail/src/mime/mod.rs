//! The MIME structure of a mail: parts as byte ranges, decoded only when asked for.

pub mod body;
pub mod files;
pub mod flowed;
pub mod names;
pub mod transfer;
pub mod tree;
pub mod uuencode;

pub use tree::{Part, Tree};
