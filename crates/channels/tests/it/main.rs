//! The email channel against real servers (Dovecot, Postfix) and against scripted ones that misbehave.

mod support;

mod dovecot;
mod faults;
mod oauth;
mod probe;
mod smtp;
