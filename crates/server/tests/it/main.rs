//! The whole product as its users meet it: the binary as a process, real mail servers, both databases.

mod commands;
mod stories;
mod support;
