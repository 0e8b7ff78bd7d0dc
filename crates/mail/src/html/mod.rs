//! Reading HTML: a small tokenizer that takes linear time on anything, and HTML to plain text.

pub mod entities;
pub mod text;
pub mod tokens;

pub use text::{Links, quoted, to_text};
