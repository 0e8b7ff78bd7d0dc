//! Written with its module.
