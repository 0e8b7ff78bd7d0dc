//! Planning of a customer-service department: what is asked, and the plan.
//!
//! Units throughout: seconds for times unless the name says otherwise, shares between 0 and 1, money in the currency of the
//! question. `docs/WORKFORCE.md` has the formulas and their sources.

mod budget;
mod history;
mod plan;
mod question;
mod roster;

pub use budget::*;
pub use history::*;
pub use plan::*;
pub use question::*;
pub use roster::*;
