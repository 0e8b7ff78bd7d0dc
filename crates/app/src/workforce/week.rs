//! A week as a problem for the solver.
//!
//! The shifts to choose from follow from the hours in which anybody is needed: whole ones with a break, and halves. Contracts are those
//! of the field: five shifts a week, two days off in a row, eleven hours between two shifts.

use ::workforce::schedule::{
    Break, Contract, Effort, InvalidInput, Past, Person, Premiums, Problem, Requirement, Skills, Template,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Minutes of a week.
pub(super) const WEEK: u32 = 7 * 1440;
/// A whole shift: eight hours and a break in the middle of them.
const WHOLE: u16 = 510;
/// Half a shift, without a break.
const HALF: u16 = 240;
/// The break.
const BREAK: Break = Break {
    after_minutes: 240,
    minutes: 30,
    paid: false,
};
/// Pay is 1 an hour: an agent who is lacking is far worse.
const SHORTAGE: f64 = 20.0;

/// What a week needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Week<'a> {
    /// The first day, a Monday.
    pub start: Date,
    /// Agents needed at work in each interval of the week, Monday 00:00 first.
    pub agents: &'a [u32],
    /// Minutes of an interval.
    pub interval: u16,
    /// IANA time zone of its days.
    pub time_zone: &'a str,
    /// Names of a whole shift and of half of one.
    pub shifts: &'a [String; 2],
}

/// Somebody who can be planned.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// Name.
    pub name: String,
    /// Hours of the contract a week.
    pub hours_per_week: f64,
    /// Days on which no shift may begin.
    pub leave: Vec<Date>,
    /// What was before the week.
    pub past: Past,
}

impl Candidate {
    /// Somebody of whom nothing else is known.
    pub(crate) fn new(name: String, hours_per_week: f64) -> Self {
        Self {
            name,
            hours_per_week,
            leave: Vec::new(),
            past: Past::default(),
        }
    }
}

/// The problem of planning these people in a week.
pub(crate) fn problem(week: &Week<'_>, people: Vec<Candidate>) -> Result<Problem, InvalidInput> {
    let mut contracts: Vec<Contract> = Vec::new();
    let people = people
        .into_iter()
        .map(|one| {
            let minutes = ::workforce::units::whole(one.hours_per_week * 60.0).unwrap_or(2_400);
            // People with the same contract are planned as a group.
            let known = contracts.iter().position(|it| it.most_minutes == minutes);
            let contract = known.unwrap_or_else(|| {
                contracts.push(contract(minutes));
                contracts.len() - 1
            });
            Person {
                name: one.name,
                contract,
                skills: Skills::default(),
                time_zone: None,
                leave: one.leave,
                wishes: Vec::new(),
                past: one.past,
            }
        })
        .collect();
    let mut problem = Problem {
        start: week.start,
        days: 7,
        time_zone: week.time_zone.to_owned(),
        interval_minutes: week.interval,
        requirements: Vec::new(),
        templates: templates(week.agents, week.interval, week.shifts),
        contracts,
        people,
        vendors: Vec::new(),
        premiums: Premiums::default(),
        shortage_per_hour: SHORTAGE,
        fairness: 0.1,
        effort: Effort {
            gap: 0.01,
            nodes: 60,
            seconds: 8,
            seed: 1,
        },
    };
    let intervals = problem.intervals()?;
    problem.requirements.push(Requirement {
        name: String::new(),
        needs: Skills::default(),
        agents: elapsed(week, intervals),
    });
    Ok(problem)
}

const fn contract(most_minutes: u32) -> Contract {
    Contract {
        name: String::new(),
        pay_per_hour: 1.0,
        guaranteed_minutes: 0,
        most_minutes,
        most_shifts: 5,
        days_in_a_row: 5,
        days_off_in_a_row: 2,
        rest_minutes: 660,
        templates: None,
    }
}

/// The week's agents in elapsed time: where clocks change, an hour of the wall is there twice or not at all.
fn elapsed(week: &Week<'_>, intervals: usize) -> Vec<u32> {
    let minutes = week.interval;
    let zone = TimeZone::get(week.time_zone).unwrap_or(TimeZone::UTC);
    let Ok(begin) = week.start.to_zoned(zone.clone()) else {
        return vec![0; intervals];
    };
    let begin = begin.timestamp().as_second();
    (0_i64..)
        .take(intervals)
        .map(|index| {
            let at = jiff::Timestamp::from_second(begin + index * 60 * i64::from(minutes)).ok()?;
            let local = zone.to_datetime(at);
            let day = week.start.until(local.date()).ok()?.get_days();
            let minute = day * 1440 + i32::from(local.hour()) * 60 + i32::from(local.minute());
            let place = usize::try_from(minute / i32::from(minutes)).ok()?;
            week.agents.get(place).copied()
        })
        .map(Option::unwrap_or_default)
        .collect()
}

/// Whole shifts and halves that begin on the hour, within the hours of the day in which anybody is needed on any day.
fn templates(agents: &[u32], interval: u16, names: &[String; 2]) -> Vec<Template> {
    let per_day = usize::from(1440 / interval);
    let needed = |place: usize| {
        agents
            .iter()
            .skip(place)
            .step_by(per_day)
            .any(|agents| *agents > 0)
    };
    let minute = |place: usize| u16::try_from(place * usize::from(interval)).unwrap_or(1440);
    let first = (0..per_day).find(|place| needed(*place)).map_or(480, minute);
    let last = (0..per_day)
        .rfind(|place| needed(*place))
        .map_or(1080, |place| minute(place + 1));
    let open = last.saturating_sub(first).max(60);
    [(WHOLE, true), (HALF, false)]
        .into_iter()
        .zip(names)
        .map(|((minutes, pause), name)| {
            let minutes = minutes.min(open);
            let latest = last.saturating_sub(minutes).max(first);
            // Around the clock a shift may run into the next day.
            let latest = if open >= 1440 { 1439 } else { latest };
            let step = if open >= 1440 { 120 } else { 60 };
            let mut starts: Vec<u16> = (first..=latest).step_by(step).collect();
            if open < 1440 && starts.last() != Some(&latest) {
                starts.push(latest);
            }
            Template {
                name: name.clone(),
                starts,
                minutes,
                breaks: if pause && minutes == WHOLE {
                    vec![vec![BREAK]]
                } else {
                    Vec::new()
                },
                weekdays: [true; 7],
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> [String; 2] {
        ["Whole".to_owned(), "Half".to_owned()]
    }

    #[test]
    fn shifts_lie_in_the_hours_in_which_anybody_is_needed() {
        let mut agents = vec![0; 336];
        // Tuesday from 07:30 to 18:00.
        agents[48 + 15..48 + 36].fill(2);
        let templates = templates(&agents, 30, &names());
        assert_eq!(
            (templates[0].minutes, templates[0].starts.as_slice()),
            (510, &[450, 510, 570][..])
        );
        assert_eq!(templates[0].breaks, [[BREAK]]);
        assert_eq!(templates[1].starts.last(), Some(&840));
        assert!(templates[1].breaks.is_empty());
    }

    #[test]
    fn around_the_clock_shifts_begin_at_any_second_hour_and_short_days_have_short_shifts() {
        let always = templates(&vec![1; 168], 60, &names());
        assert_eq!(always[0].starts.len(), 12);
        let mut agents = vec![0; 168];
        agents[9..12].fill(1);
        let short = templates(&agents, 60, &names());
        assert_eq!((short[0].minutes, short[0].starts.as_slice()), (180, &[540][..]));
        assert!(short[0].breaks.is_empty());
    }
}
