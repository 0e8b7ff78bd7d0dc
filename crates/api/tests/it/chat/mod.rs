//! Live chat as visitors use it.

mod basics;
mod ending;
mod faults;
mod files;
mod guard;
mod identity;
mod live;
mod pages;
mod poll;
mod privacy;
