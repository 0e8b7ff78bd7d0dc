//! What stands around every route.

mod forgery;
mod headers;
mod idempotency;
mod limits;
mod pages;
mod problems;
