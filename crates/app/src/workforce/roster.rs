//! From the agents that a week needs to a roster of people.
//!
//! The shifts to choose from follow from the hours in which anybody is needed: whole ones with a break, and halves. Contracts are those
//! of the field: five shifts a week, two days off in a row, eleven hours between two shifts.

use ::workforce::schedule::{
    self, Break, Contract, Effort, Labels, Person, Premiums, Problem, Requirement, Roster, Skills, Template,
    Who,
};
use domain::validate::Checks;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{AT_ONCE, Workforce, failed};
use crate::core::{Error, Result};

/// Minutes of a week.
const WEEK: u32 = 7 * 1440;
/// The most people of a roster.
const MOST_PEOPLE: usize = 60;
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

/// What is asked.
#[derive(Debug, Clone)]
pub struct RosterQuery {
    /// The first day, a Monday.
    pub start: Date,
    /// Agents needed at work in each interval of the week, Monday 00:00 first.
    pub agents: Vec<u32>,
    /// Names of those who can be planned.
    pub people: Vec<String>,
    /// Hours of a contract a week.
    pub hours_per_week: f64,
    /// Words of files in the reader's language.
    pub words: RosterWords,
}

/// Words of files in the reader's language.
#[derive(Debug, Clone)]
pub struct RosterWords {
    /// A whole shift and half of one.
    pub shifts: [String; 2],
    /// Name of a calendar.
    pub calendar: String,
    /// What breaks are called.
    pub pause: String,
    /// The columns of the table.
    pub columns: [String; 8],
}

/// A roster and its files.
#[derive(Debug, Clone)]
pub struct Rostered {
    /// The roster.
    pub roster: Roster,
    /// Zone of its days.
    pub time_zone: String,
    /// As a table.
    pub csv: String,
    /// A calendar for each of the people, in their order.
    pub calendars: Vec<String>,
}

impl Workforce {
    /// Makes a roster for a week.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the field that no roster can be made from.
    pub async fn roster(&self, query: RosterQuery) -> Result<Rostered> {
        let mut checks = Checks::new();
        let interval = interval(&mut checks, &query);
        checks.range("hours_per_week", rounded(query.hours_per_week), 1, 80);
        if query.people.is_empty() || query.people.len() > MOST_PEOPLE {
            checks.refuse(
                "people",
                "out_of_range",
                format!("must be 1 to {MOST_PEOPLE}, not {}", query.people.len()),
            );
        }
        let names = query.people.iter().enumerate();
        let people: Vec<String> = names
            .map(|(index, name)| checks.line(&format!("people[{index}]"), name, 1, 100))
            .collect();
        checks.finish()?;
        let time_zone = self.time_zone().await?;
        let problem = problem(&query, people, interval, &time_zone).map_err(refused)?;
        let now = jiff::Timestamp::from_microsecond(self.core.clock.now().micros()).map_err(failed)?;
        let domain = self
            .core
            .options
            .public_url
            .split("//")
            .last()
            .unwrap_or_default();
        let domain = domain.to_owned();
        let permit = AT_ONCE.acquire().await.map_err(failed)?;
        let done = tokio::task::spawn_blocking(move || {
            let roster = schedule::plan(&problem).map_err(refused)?;
            drop(permit);
            let labels = Labels {
                calendar: &query.words.calendar,
                pause: &query.words.pause,
                domain: &domain,
            };
            Ok(Rostered {
                csv: schedule::csv(&roster, query.words.columns.each_ref().map(String::as_str)),
                calendars: (0..problem.people.len())
                    .map(|person| schedule::ics(&roster, Who::Person(person), now, &labels))
                    .collect(),
                time_zone,
                roster,
            })
        });
        done.await.map_err(failed)?
    }
}

fn refused(error: schedule::InvalidInput) -> Error {
    Error::field(&error.field, "not_plannable", error.reason)
}

/// A number of hours as a whole one, for the check of its range.
fn rounded(hours: f64) -> i64 {
    ::workforce::units::whole(hours.max(0.0)).map_or(i64::MAX, i64::from)
}

/// Minutes of an interval, by how many there are.
fn interval(checks: &mut Checks, query: &RosterQuery) -> u16 {
    if query.start.weekday() != jiff::civil::Weekday::Monday {
        checks.refuse("start", "no_monday", format!("{} is no Monday", query.start));
    }
    let fits = [15, 20, 30, 60]
        .into_iter()
        .find(|minutes| usize::try_from(WEEK / u32::from(*minutes)) == Ok(query.agents.len()));
    if fits.is_none() {
        checks.refuse(
            "agents",
            "out_of_range",
            format!(
                "must have one number for each 15, 20, 30 or 60 minutes of a week, not {}",
                query.agents.len()
            ),
        );
    }
    fits.unwrap_or(30)
}

fn problem(
    query: &RosterQuery,
    people: Vec<String>,
    interval_minutes: u16,
    time_zone: &str,
) -> std::result::Result<Problem, schedule::InvalidInput> {
    let contract = Contract {
        name: String::new(),
        pay_per_hour: 1.0,
        guaranteed_minutes: 0,
        most_minutes: ::workforce::units::whole(query.hours_per_week * 60.0).unwrap_or(2_400),
        most_shifts: 5,
        days_in_a_row: 5,
        days_off_in_a_row: 2,
        rest_minutes: 660,
        templates: None,
    };
    let person = |name| Person {
        name,
        contract: 0,
        skills: Skills::default(),
        time_zone: None,
        leave: Vec::new(),
        wishes: Vec::new(),
        past: schedule::Past::default(),
    };
    let mut problem = Problem {
        start: query.start,
        days: 7,
        time_zone: time_zone.to_owned(),
        interval_minutes,
        requirements: Vec::new(),
        templates: templates(&query.agents, interval_minutes, &query.words.shifts),
        contracts: vec![contract],
        people: people.into_iter().map(person).collect(),
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
        agents: elapsed(query, intervals, interval_minutes, time_zone),
    });
    Ok(problem)
}

/// The week's agents in elapsed time: where clocks change, an hour of the wall is there twice or not at all.
fn elapsed(query: &RosterQuery, intervals: usize, minutes: u16, time_zone: &str) -> Vec<u32> {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let Ok(begin) = query.start.to_zoned(zone.clone()) else {
        return vec![0; intervals];
    };
    let begin = begin.timestamp().as_second();
    (0_i64..)
        .take(intervals)
        .map(|index| {
            let at = jiff::Timestamp::from_second(begin + index * 60 * i64::from(minutes)).ok()?;
            let local = zone.to_datetime(at);
            let day = query.start.until(local.date()).ok()?.get_days();
            let minute = day * 1440 + i32::from(local.hour()) * 60 + i32::from(local.minute());
            let place = usize::try_from(minute / i32::from(minutes)).ok()?;
            query.agents.get(place).copied()
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
