//! From three numbers to an answer: agents by the hour, people on the payroll, cost in-house and at a vendor, and what
//! to do. Everything else has a default, and every default can be replaced.

mod curve;
mod input;
mod money;

use serde::Serialize;

pub use curve::Curve;
pub use input::PlanInput;
pub use money::{Benchmarks, Comparison};

use crate::Problem;
use crate::cost::Work;
use crate::demand::volume::{WEEKS_PER_MONTH, WEEKS_PER_YEAR};
use crate::demand::{Channel, PerChannel, VolumeResult};
use crate::staffing::{Headcount, WeekStaffing, week};
use crate::units::Share;

/// A plan without its money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Staffing {
    /// Contacts a month and how they were come by.
    pub volume: VolumeResult,
    /// Contacts a month that a bot answers.
    pub deflected: f64,
    /// Contacts a month by the channel in which they come first.
    pub first: PerChannel<f64>,
    /// Contacts a month by the channel in which they are handled, those that moved counted in both.
    pub handled: PerChannel<f64>,
    /// Agents through the week.
    pub week: WeekStaffing,
    /// People on the payroll.
    pub headcount: Headcount,
    /// The work of a year.
    pub work: Work,
}

/// A whole plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Demand, agents and people.
    #[serde(flatten)]
    pub staffing: Staffing,
    /// What it costs, and which option to choose.
    pub money: Comparison,
    /// What the plan takes for granted, in words.
    pub assumptions: Vec<String>,
}

/// Demand, agents and people.
///
/// # Errors
/// Names the input that is wrong.
pub fn staff(input: &PlanInput) -> Result<Staffing, Problem> {
    let volume = input.volume.resolve()?;
    let bot = Share::new("bot_deflection", input.bot_deflection)?.get();
    let shares = input.mix.shares()?;
    let answered = volume.contacts * (1.0 - bot);
    let first = PerChannel::from_fn(|channel| answered * shares.get(channel));
    let handled = input.switching.handled(&first)?;
    let weekly = PerChannel::from_fn(|channel| handled.get(channel) / WEEKS_PER_MONTH);
    let week = week(&weekly, &input.week_profiles()?, &input.opening, &input.rules)?;
    let headcount = Headcount::of(
        &week,
        Share::new("shrinkage", input.rules.shrinkage)?,
        &input.roster,
    )?;
    let part = |hours: f64| {
        if week.agent_hours > 0.0 {
            hours / week.agent_hours
        } else {
            0.0
        }
    };
    let work = Work {
        agents: f64::from(headcount.agents),
        hours: week.agent_hours * (1.0 + input.roster.loss) * WEEKS_PER_YEAR,
        night: part(week.night_hours),
        weekend: part(week.weekend_hours),
        contacts: week.contacts() * WEEKS_PER_YEAR,
        resolutions: first.total() * 12.0,
        handling_hours: week.handling_hours() * WEEKS_PER_YEAR,
    };
    Ok(Staffing {
        deflected: volume.contacts * bot,
        volume,
        first,
        handled,
        week,
        headcount,
        work,
    })
}

/// The whole plan.
///
/// # Errors
/// Names the input that is wrong.
pub fn plan(input: &PlanInput) -> Result<Plan, Problem> {
    let staffing = staff(input)?;
    let money = money::compare(input, &staffing)?;
    let mut assumptions: Vec<String> = input
        .assumed()
        .iter()
        .map(|name| format!("{name}: the default was taken, not a figure of yours"))
        .collect();
    assumptions
        .push("one month is like another; special days and seasons are planned by the calendar".to_owned());
    assumptions.push("who would call while it is closed calls while it is open".to_owned());
    assumptions.extend(staffing.week.assumptions.iter().map(|&text| text.to_owned()));
    Ok(Plan {
        staffing,
        money,
        assumptions,
    })
}

/// For each hour of the day the most agents at work, over the days on which it is open then.
#[must_use]
pub fn by_hour(week: &WeekStaffing) -> Vec<(u32, u32)> {
    (0..24)
        .map(|hour| {
            let most = week
                .intervals
                .iter()
                .filter(|interval| interval.minute % 1440 / 60 == hour)
                .map(|interval| interval.total)
                .max();
            (hour, most.unwrap_or_default())
        })
        .collect()
}

/// Whether a channel has work in a plan.
#[must_use]
pub fn has_work(staffing: &Staffing, channel: Channel) -> bool {
    *staffing.handled.get(channel) > 0.0
}
