//! Mails and their parts, read from bytes.

mod autoreply;
mod bounce;
mod compose;
mod dkim;
mod reply;
mod support;

mod agent_cases;
mod bodies;
mod files;
mod forwards;
mod hostile;
mod mail_cases;
mod scale;
mod threading;
mod xss;
