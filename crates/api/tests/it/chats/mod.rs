//! Live chat as agents see it, through HTTP.

mod blocks;
mod contents;
mod continuity;
mod desk;
mod hours;
mod replies;
mod routing;
mod sites;
mod visitors;
mod watch;
pub mod world;
