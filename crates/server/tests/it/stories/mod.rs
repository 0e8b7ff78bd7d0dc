//! Stories: what must be true when real servers, real networks and real accidents meet.

mod chat;
mod chat_by_mail;
mod gate;
mod incoming;
mod nodes;
mod outgoing;
mod restart;
