//! What if: changes to a plan, side by side.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::demand::{Channel, PerChannel};
use crate::planner::{PlanInput, Staffing, staff};
use crate::staffing::with_part;
use crate::units::{Share, not_negative};

/// Something that may be otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// So many times as many customers: 1.2 for 20 % more.
    Customers(f64),
    /// A bot answers this share of the contacts.
    Bot(f64),
    /// Mail is answered within so many hours of opening time.
    MailWithinHours(f64),
    /// Calls and chats are answered within so many seconds.
    LiveWithin(f64),
    /// Handling takes so many times as long.
    HandlingTime(f64),
    /// Also open on Saturday, from and until which minute of the day.
    OpenSaturday(u32, u32),
    /// Also open on Sunday, from and until which minute of the day.
    OpenSunday(u32, u32),
    /// Day and night, all week.
    AroundTheClock,
    /// So many agents leave, and nobody follows.
    AgentsLeave(u32),
    /// Another share of paid time is not spent on contacts.
    Shrinkage(f64),
}

/// Changes that come together, and their name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// What is otherwise.
    pub changes: Vec<Change>,
}

/// How a scenario turns out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// What it is called.
    pub name: String,
    /// Contacts a month that agents handle, those that moved counted twice.
    pub contacts: f64,
    /// Agent-hours a week.
    pub agent_hours: f64,
    /// The most agents at work at once.
    pub peak: u32,
    /// People on the payroll that it takes; with people who leave, those that are left.
    pub headcount: u32,
    /// How many more than now.
    pub more_people: i64,
    /// Yearly cost in-house.
    pub in_house: f64,
    /// Yearly cost at the vendor.
    pub vendor: f64,
    /// Share handled as promised, by channel; none where there is no work.
    pub reached: PerChannel<Option<f64>>,
}

impl Change {
    /// Makes the change.
    ///
    /// # Errors
    /// Names what is out of range.
    pub fn apply(self, input: &mut PlanInput) -> Result<(), Problem> {
        match self {
            Self::Customers(factor) => {
                not_negative("customers", factor)?;
                let volume = &mut input.volume;
                volume.tickets = volume.tickets.map(|tickets| tickets * factor);
                volume.customers = volume.customers.map(|customers| customers * factor);
            }
            Self::Bot(share) => input.bot_deflection = Share::new("bot", share)?.get(),
            Self::MailWithinHours(hours) => {
                input.rules.channels.email.threshold_s = not_negative("mail_within_hours", hours)? * 3600.0;
            }
            Self::LiveWithin(seconds) => {
                input.rules.channels.phone.threshold_s = not_negative("live_within", seconds)?;
                input.rules.channels.chat.threshold_s = seconds;
            }
            Self::HandlingTime(factor) => {
                not_negative("handling_time", factor)?;
                for channel in Channel::ALL {
                    input.rules.channels.get_mut(channel).aht_s *= factor;
                }
            }
            Self::OpenSaturday(from, until) => open(input, 5, from, until)?,
            Self::OpenSunday(from, until) => open(input, 6, from, until)?,
            Self::AroundTheClock => {
                input.opening = crate::demand::Opening::ALWAYS;
                input.needs.around_the_clock = true;
            }
            Self::AgentsLeave(_) => {}
            Self::Shrinkage(share) => input.rules.shrinkage = Share::new("shrinkage", share)?.get(),
        }
        Ok(())
    }
}

fn open(input: &mut PlanInput, day: usize, from: u32, until: u32) -> Result<(), Problem> {
    if from >= until || until > 1440 {
        return Err(Problem::new(
            "opening",
            "must be from a minute of the day until a later one, 1440 at most",
        ));
    }
    if let Some(hours) = input.opening.0.get_mut(day) {
        *hours = Some((from, until));
    }
    Ok(())
}

/// The plan as it is, and each scenario beside it.
///
/// # Errors
/// Names the input or change that is wrong; in a scenario with its name before it.
pub fn compare(input: &PlanInput, scenarios: &[Scenario]) -> Result<Vec<Outcome>, Problem> {
    let base = staff(input)?;
    let mut outcomes = vec![outcome("as planned", input, &base, base.headcount.agents, 0)?];
    for scenario in scenarios {
        let wrong =
            |problem: Problem| Problem::new(format!("{}: {}", scenario.name, problem.field), problem.reason);
        let mut changed = input.clone();
        scenario
            .changes
            .iter()
            .try_for_each(|change| change.apply(&mut changed))
            .map_err(wrong)?;
        let staffing = staff(&changed).map_err(wrong)?;
        let leaving = scenario
            .changes
            .iter()
            .map(|change| {
                if let Change::AgentsLeave(number) = change {
                    *number
                } else {
                    0
                }
            })
            .sum();
        outcomes.push(
            outcome(
                &scenario.name,
                &changed,
                &staffing,
                base.headcount.agents,
                leaving,
            )
            .map_err(wrong)?,
        );
    }
    Ok(outcomes)
}

fn outcome(
    name: &str,
    input: &PlanInput,
    staffing: &Staffing,
    now: u32,
    leaving: u32,
) -> Result<Outcome, Problem> {
    let needed = staffing.headcount.agents;
    let left = if leaving > 0 {
        now.min(needed).saturating_sub(leaving)
    } else {
        needed
    };
    let part = if needed > 0 {
        f64::from(left) / f64::from(needed)
    } else {
        1.0
    };
    let channels = if leaving > 0 {
        with_part(&staffing.week, &input.rules, part)?
    } else {
        staffing.week.channels.clone()
    };
    let mut reached = PerChannel::from_fn(|_| None);
    for channel in &channels {
        *reached.get_mut(channel.channel) = Some(channel.reached);
    }
    let mut work = staffing.work;
    (work.agents, work.hours) = (f64::from(left), work.hours * part);
    Ok(Outcome {
        name: name.to_owned(),
        contacts: staffing.handled.total(),
        agent_hours: staffing.week.agent_hours * part,
        peak: staffing.week.peak,
        headcount: left,
        more_people: i64::from(left) - i64::from(now),
        in_house: input.in_house.cost(&work).yearly,
        vendor: input.vendor.cost(&work).yearly,
        reached,
    })
}

#[cfg(test)]
mod tests {
    use super::{Change, Scenario, compare};
    use crate::planner::PlanInput;

    fn one(name: &str, change: Change) -> Scenario {
        Scenario {
            name: name.to_owned(),
            changes: vec![change],
        }
    }

    #[test]
    fn scenarios_stand_beside_the_plan() {
        let input = PlanInput::tickets(12_000.0);
        let scenarios = [
            one("+20 % customers", Change::Customers(1.2)),
            one("bot answers 15 %", Change::Bot(0.15)),
            one("mail within 1 h", Change::MailWithinHours(1.0)),
            one("open on Sunday", Change::OpenSunday(600, 960)),
            one("two leave", Change::AgentsLeave(2)),
        ];
        let rows = compare(&input, &scenarios).unwrap();
        let [base, more, bot, fast, sunday, fewer] = rows.as_slice() else {
            panic!("six rows")
        };
        assert!((more.contacts / base.contacts - 1.2).abs() < 1e-9 && more.headcount > base.headcount);
        assert!((bot.contacts / base.contacts - 0.85).abs() < 1e-9 && bot.headcount < base.headcount);
        assert!(fast.agent_hours >= base.agent_hours);
        // What waited for Monday is done on Sunday, at a premium.
        assert!(sunday.peak <= base.peak && sunday.agent_hours != base.agent_hours);
        assert_eq!(fewer.more_people, -2);
        for (with, without) in [
            (base.reached.phone, fewer.reached.phone),
            (base.reached.email, fewer.reached.email),
        ] {
            assert!(without.unwrap() < with.unwrap(), "{with:?} {without:?}");
        }
        assert!(fewer.in_house < base.in_house);
    }

    #[test]
    fn a_wrong_change_names_its_scenario() {
        let error = compare(&PlanInput::tickets(100.0), &[one("odd", Change::Bot(2.0))]).unwrap_err();
        assert_eq!(error.field, "odd: bot");
        let error = compare(
            &PlanInput::tickets(100.0),
            &[one("late", Change::OpenSunday(900, 600))],
        )
        .unwrap_err();
        assert_eq!(error.field, "late: opening");
    }
}
