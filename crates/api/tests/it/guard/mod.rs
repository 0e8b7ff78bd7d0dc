//! What stands around every route.

mod forgery;
mod headers;
mod idempotency;
mod limits;
mod once;
mod pages;
mod problems;
