//! From the agents that a week needs to a roster of names, of which nothing is kept.

use ::workforce::schedule::{self, Labels, Roster, Who};
use domain::validate::Checks;
use jiff::civil::Date;

use super::week::{Candidate, WEEK, Week, problem};
use super::{AT_ONCE, Workforce, failed};
use crate::core::{Core, Error, Result};

/// The most people of a roster.
pub(crate) const MOST_PEOPLE: usize = 60;

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
        let week = Week {
            start: query.start,
            agents: &query.agents,
            interval,
            time_zone: &time_zone,
            shifts: &query.words.shifts,
        };
        let people = people
            .into_iter()
            .map(|name| Candidate::new(name, query.hours_per_week));
        let problem = problem(&week, people.collect()).map_err(refused)?;
        let now = jiff::Timestamp::from_microsecond(self.core.clock.now().micros()).map_err(failed)?;
        let domain = domain_of(&self.core).to_owned();
        let people = problem.people.len();
        let roster = solve(problem).await?;
        let labels = Labels {
            calendar: &query.words.calendar,
            pause: &query.words.pause,
            domain: &domain,
        };
        Ok(Rostered {
            csv: schedule::csv(&roster, query.words.columns.each_ref().map(String::as_str)),
            calendars: (0..people)
                .map(|person| schedule::ics(&roster, Who::Person(person), now, &labels))
                .collect(),
            time_zone,
            roster,
        })
    }
}

/// Makes a roster away from the threads that answer requests.
///
/// # Errors
/// [`Error::Invalid`] names what no roster can be made from.
pub(crate) async fn solve(problem: schedule::Problem) -> Result<Roster> {
    let permit = AT_ONCE.acquire().await.map_err(failed)?;
    let done = tokio::task::spawn_blocking(move || {
        let roster = schedule::plan(&problem).map_err(refused);
        drop(permit);
        roster
    });
    done.await.map_err(failed)?
}

/// The domain of the installation, for the ids of events in calendars.
pub(crate) fn domain_of(core: &Core) -> &str {
    core.options.public_url.split("//").last().unwrap_or_default()
}

pub(crate) fn refused(error: schedule::InvalidInput) -> Error {
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
