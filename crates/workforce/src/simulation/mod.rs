//! Discrete-event simulation of a contact centre: what a given team does with a given load, where formulas stop being
//! exact (several channels and skills, chats side by side, mail in between, breaks, people who hang up or change channel).
//!
//! [`Scenario`] says what arrives and who works, [`Run`] how often and with which seed it is played, [`simulate`] plays it
//! and [`Report`] is the answer, every figure with its 95 % confidence interval ([`Estimate`]).
//!
//! What must stay true:
//! - The same scenario, run and seed give the same report, whatever the number of threads: each replication has
//!   generators of its own, and results are added up in the order of replications.
//! - Of the contacts that arrived in the measured time, each is served, abandoned, deflected or still there at the end.
//! - Two scenarios with one seed see the same customers (arrival, handling, patience are drawn per channel at arrival,
//!   never from a generator that agents draw from): differences between them are due to the scenario.
//!
//! Where it is checked: Erlang B, C and A (Garnett, Mandelbaum, Reiman 2002: "Designing a call center with impatient
//! customers"), Pollaczek-Khinchine, Cobham's priorities, the limits of Halfin and Whitt; see
//! `docs/workforce/simulation-and-rosters.md`. Service level is the share of all who arrived (and were not deflected) who
//! were answered in time, as in Gans, Koole, Mandelbaum 2003: "Telephone call centers".

mod distribution;
mod engine;
mod estimate;
mod model;
mod plan;
mod replicate;
mod report;
mod table;
mod tally;
mod validate;

pub use crate::error::Problem as InvalidInput;
pub use distribution::Distribution;
pub use estimate::Estimate;
pub use model::{
    Arrivals, Channel, Recorded, Routing, Run, Scenario, Service, Shift, Shrinkage, Skills, Span, Team,
    Transfer,
};
pub use report::{Assumption, ChannelReport, Counts, IntervalReport, QuantileOfWait, Report, StaffReport};

/// Plays `scenario` as `run` says.
///
/// The work is done on up to `run.threads` threads of this call alone; when it returns, none is left.
///
/// # Errors
/// [`InvalidInput`] with the field and the reason when a value is outside its range, when nobody can ever serve a channel,
/// or when the run would be larger than [`Run::MAX_CONTACTS`].
pub fn simulate(scenario: &Scenario, run: &Run) -> Result<Report, InvalidInput> {
    validate::check(scenario, run)?;
    let plan = plan::Plan::new(scenario)?;
    let batches = replicate::replicate(&plan, run);
    Ok(report::report(scenario, &plan, run, &batches))
}
