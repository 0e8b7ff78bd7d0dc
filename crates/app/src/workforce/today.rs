//! Whether a small team has too much to do, by what can be seen in its conversations.

use std::collections::HashMap;
use std::time::Duration;

use ::workforce::intraday::occupancy;
use ::workforce::overload::{Limits, Overload, Signs};
use domain::attendance::Attended;
use domain::rosters::Span;
use domain::{Actor, InboxId, Permission, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::workforce::{Arrivals, Counted, QUARTER, Slow, Waiting};

use super::Workforce;
use super::calendar::{Days, count};
use super::open_time::OpenTime;
use crate::core::{Error, Result};

/// Days that are looked back at.
const DAYS: u32 = 28;
/// Days over which what comes is compared with what is solved.
const PACE: u32 = 14;
/// Open hours after which an answer is late: most customers expect it within four (46 %, `SuperOffice`).
pub const LATE_AFTER_H: f64 = 4.0;
/// What was answered within so many microseconds is not late by any clock.
const QUICK: i64 = 4 * 3_600_000_000;
/// How long a conversation may still be answered before it counts as unanswered.
const ANSWERED_WITHIN: Duration = Duration::from_secs(24 * 3600);
/// Microseconds of an hour.
const HOUR: f64 = 3.6e9;
/// With fewer hours of agents on record, how busy they are is chance.
const FEWEST_AGENT_HOURS: f64 = 20.0;
/// Open time is not known of longer ago.
const OLDEST: Duration = Duration::from_secs(400 * 24 * 3600);

/// What is seen now.
#[derive(Debug, Clone)]
pub struct Today {
    /// Agents who may answer.
    pub agents: u32,
    /// Customers who wait.
    pub waiting: i64,
    /// Those of them who wait for longer than [`LATE_AFTER_H`] open hours.
    pub late: i64,
    /// Whether waits are told in opening hours; otherwise an inbox has none, and all hours count.
    pub in_opening_hours: bool,
    /// Contacts that came on a day of the last weeks, on average.
    pub contacts_a_day: f64,
    /// Conversations that were solved on such a day.
    pub solved_a_day: f64,
    /// Conversations that customers began and that should have an answer by now.
    pub begun: f64,
    /// Those of them without one.
    pub unanswered: f64,
    /// The days behind, the oldest first.
    pub days: Vec<DayPast>,
    /// For how many of the last days it was bad by what can be told of the past.
    pub days_in_a_row: u32,
    /// What the signs say.
    pub overload: Overload,
}

/// A day behind us.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayPast {
    /// The day.
    pub date: Date,
    /// Conversations that customers began.
    pub contacts: f64,
    /// Those of them that were answered late or not at all.
    pub late: f64,
    /// Open hours that the oldest of those without an answer had waited at its end.
    pub backlog_age_h: f64,
}

/// What the answer is made of.
struct Seen {
    begun: Vec<Arrivals>,
    slow: Vec<Slow>,
    waiting: Vec<Waiting>,
    open: HashMap<InboxId, OpenTime>,
    now: i64,
}

impl Workforce {
    /// How the team is doing in the inboxes that the actor sees.
    ///
    /// # Errors
    /// `inbox_not_found`, or when the actor may not read conversations.
    pub async fn today(&self, actor: &Actor, inbox: Option<InboxId>) -> Result<Today> {
        actor.require(Permission::ConversationsRead)?;
        self.refuse_unseen(actor, inbox).await?;
        let (db, now, scope) = (self.core.reader(), self.core.clock.now(), actor.scope());
        let time_zone = self.time_zone().await?;
        let zone = TimeZone::get(&time_zone).unwrap_or(TimeZone::UTC);
        let days = Days::before(zone, now, DAYS)
            .ok_or_else(|| Error::Internal("the clock is beyond the calendar".to_owned()))?;
        let counted = Counted {
            scope,
            inbox,
            from: days.begin(days.first),
            until: now,
        };
        let lately = Counted {
            from: now.minus(Duration::from_secs(u64::from(PACE) * 24 * 3600)),
            ..counted
        };
        let seen = Seen {
            begun: store::workforce::begun(db, &counted).await?,
            slow: store::workforce::slow(db, &counted, QUICK).await?,
            waiting: store::workforce::waiting(db, scope, inbox).await?,
            open: self.open_times(actor, inbox, now).await?,
            now: now.micros(),
        };
        let solved = store::workforce::solved(db, &lately).await?;
        let came: i64 = store::workforce::reopened(db, &lately)
            .await?
            .iter()
            .chain(
                seen.begun
                    .iter()
                    .filter(|row| row.quarter * QUARTER >= lately.from.micros()),
            )
            .map(|row| row.contacts)
            .sum();
        let agents = store::workforce::agents(db, inbox).await?;
        let pace = Pace {
            agents,
            contacts_a_day: count(came) / f64::from(PACE),
            solved_a_day: count(solved) / f64::from(PACE),
            occupancy: self.occupancy(inbox, lately.from, now).await?,
        };
        judge(&days, &seen, &pace)
    }

    /// How busy those were who were there; none where too little was recorded, and of one inbox, because agents work in several.
    async fn occupancy(
        &self,
        inbox: Option<InboxId>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Option<f64>> {
        if inbox.is_some() {
            return Ok(None);
        }
        let time = Span {
            start: from,
            end: until,
        };
        let spent = store::attendance::spent(self.core.reader(), time).await?;
        let hours = |states: &[Attended]| {
            let in_one = spent.iter().filter(|row| states.contains(&row.state));
            count(in_one.map(|row| row.micros).sum()) / HOUR
        };
        let handling = hours(&[Attended::Handling]);
        let waiting = hours(&[Attended::Ready, Attended::Idle]);
        let known = handling + waiting >= FEWEST_AGENT_HOURS;
        Ok(occupancy(handling, waiting).filter(|_| known))
    }

    /// When somebody was there in each inbox that the actor sees.
    async fn open_times(
        &self,
        actor: &Actor,
        inbox: Option<InboxId>,
        now: Timestamp,
    ) -> Result<HashMap<InboxId, OpenTime>> {
        let db = self.core.reader();
        let mut open = HashMap::new();
        for row in store::inboxes::list(db, actor.scope()).await? {
            if inbox.is_none_or(|inbox| inbox == row.id) {
                let hours = store::business_hours::find(db, row.id).await?;
                open.insert(row.id, OpenTime::of(hours.as_ref(), now.minus(OLDEST), now));
            }
        }
        Ok(open)
    }
}

/// How much comes and is done.
struct Pace {
    agents: u32,
    contacts_a_day: f64,
    solved_a_day: f64,
    occupancy: Option<f64>,
}

impl Seen {
    /// Open hours between two instants in an inbox.
    fn hours(&self, inbox: InboxId, from: i64, to: i64) -> f64 {
        self.open.get(&inbox).map_or(0.0, |open| open.hours(from, to))
    }

    /// The hours that those who wait have waited, and how many of them.
    fn waits(&self) -> impl Iterator<Item = (f64, i64)> + '_ {
        self.waiting.iter().map(|row| {
            let since = row.quarter * QUARTER;
            (self.hours(row.inbox_id, since, self.now), row.conversations)
        })
    }

    fn day(&self, date: Date, begin: i64, end: i64) -> DayPast {
        let within = |quarter: i64| (begin..end).contains(&(quarter * QUARTER));
        let contacts = self.begun.iter().filter(|row| within(row.quarter));
        let late = self.slow.iter().filter(|row| {
            let done = row.done.map_or(self.now, |done| done * QUARTER);
            within(row.came) && self.hours(row.inbox_id, row.came * QUARTER, done) > LATE_AFTER_H
        });
        let ages = self.slow.iter().filter_map(|row| {
            let open = row.came * QUARTER < end && row.done.is_none_or(|done| done * QUARTER >= end);
            open.then(|| self.hours(row.inbox_id, row.came * QUARTER, end))
        });
        DayPast {
            date,
            contacts: count(contacts.map(|row| row.contacts).sum()),
            late: count(late.map(|row| row.conversations).sum()),
            backlog_age_h: ages.fold(0.0, f64::max),
        }
    }
}

fn judge(days: &Days, seen: &Seen, pace: &Pace) -> Result<Today> {
    let limits = Limits::default();
    let past: Vec<DayPast> = days
        .all()
        .into_iter()
        .map(|date| {
            let end = date.tomorrow().map_or(days.today, |next| next);
            seen.day(date, days.begin(date).micros(), days.begin(end).micros())
        })
        .collect();
    let due = seen.now - i64::try_from(ANSWERED_WITHIN.as_micros()).unwrap_or(i64::MAX);
    let begun = seen.begun.iter().filter(|row| row.quarter * QUARTER < due);
    let begun = count(begun.map(|row| row.contacts).sum());
    let silent = seen
        .slow
        .iter()
        .filter(|row| !row.answered && row.came * QUARTER < due);
    let unanswered = count(silent.map(|row| row.conversations).sum());
    let waiting: i64 = seen.waiting.iter().map(|row| row.conversations).sum();
    let late: i64 = seen
        .waits()
        .filter(|(hours, _)| *hours > LATE_AFTER_H)
        .map(|(_, conversations)| conversations)
        .sum();
    let part = |some: f64, of: f64| if of > 0.0 { some / of } else { 0.0 };
    let signs = Signs {
        agents: pace.agents,
        backlog_age_h: seen.waits().map(|(hours, _)| hours).fold(0.0, f64::max),
        occupancy: pace.occupancy,
        sla_at_risk: part(count(late), count(waiting)),
        unanswered: part(unanswered, begun),
        backlog_growth: pace.contacts_a_day - pace.solved_a_day,
        solved_per_agent: part(pace.solved_a_day, pace.agents.into()),
        days: days_in_a_row(&past, &limits),
    };
    let overload = signs
        .judge(&limits)
        .map_err(|problem| Error::Internal(problem.to_string()))?;
    Ok(Today {
        agents: pace.agents,
        waiting,
        late,
        in_opening_hours: seen.open.values().all(|open| matches!(open, OpenTime::Spans(_))),
        contacts_a_day: pace.contacts_a_day,
        solved_a_day: pace.solved_a_day,
        begun,
        unanswered,
        days_in_a_row: signs.days,
        days: past,
        overload,
    })
}

/// For how many days on which anything came, the last ones, both the backlog was too old and too much of the day was answered late.
fn days_in_a_row(past: &[DayPast], limits: &Limits) -> u32 {
    let bad = |day: &&DayPast| {
        day.backlog_age_h >= limits.backlog_age_h && day.late >= limits.sla_at_risk * day.contacts
    };
    let days = past
        .iter()
        .rev()
        .filter(|day| day.contacts > 0.0)
        .take_while(bad)
        .count();
    u32::try_from(days).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_without_customers_neither_count_nor_end_a_row() {
        let day = |contacts: f64, late: f64, backlog_age_h: f64| DayPast {
            date: date(2026, 3, 2),
            contacts,
            late,
            backlog_age_h,
        };
        let past = [
            day(10.0, 5.0, 2.0),
            day(10.0, 5.0, 9.0),
            day(0.0, 0.0, 12.0),
            day(10.0, 1.0, 9.0),
        ];
        assert_eq!(days_in_a_row(&past, &Limits::default()), 2);
        assert_eq!(days_in_a_row(&[], &Limits::default()), 0);
    }
}
