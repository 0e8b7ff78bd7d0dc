//! Rosters against calculations by hand, the rules written anew, and their bound.

mod by_hand;
mod files;
mod money;
mod problems;
mod refusals;
mod rules;
mod shortages;
mod zones;
