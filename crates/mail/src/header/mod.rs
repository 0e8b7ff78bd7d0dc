//! Header fields: from the raw block to decoded values.

pub mod address;
pub mod auth;
pub mod date;
pub mod fields;
pub mod ids;
pub mod params;
pub mod words;

pub use fields::{Field, Fields};
