//! Live sync: one node, several nodes around a real NATS server, and the browser protocol.

mod access;
mod nats;
mod presence;
mod protocol;
mod scale;
mod session;
mod single;
mod support;
