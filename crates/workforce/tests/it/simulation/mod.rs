//! The simulation against formulas, limits, calculations by hand and its own laws.

mod by_hand;
mod conservation;
mod exact;
mod formulas;
mod limits;
mod refusals;
mod same_result;
mod scenarios;
mod staff;
