//! What an agent sees of their own: shifts, leave, what is offered to them, and a calendar.

use std::time::Duration;

use ::workforce::schedule::{Event, Labels, calendar};
use domain::rosters::{ShiftState, Span};
use domain::{Actor, Timestamp};
use store::rosters::{Leave, Meeting, Shift};

use super::meetings::PlacedMeeting;
use super::wall::{Placed, Wall};
use super::{PlacedSwap, Rosters, own_agent};
use crate::core::{Error, Result};
use crate::workforce::domain_of;

/// How far ahead one looks.
const AHEAD: Duration = Duration::from_secs(92 * 24 * 3600);

/// What is one's own.
#[derive(Debug, Clone)]
pub struct Own {
    /// IANA time zone of days and times.
    pub time_zone: String,
    /// Published shifts that are not over, the earliest first.
    pub shifts: Vec<Placed>,
    /// Meetings and trainings that are not over, the earliest first.
    pub meetings: Vec<PlacedMeeting>,
    /// Requests for leave whose days are not over.
    pub leave: Vec<Leave>,
    /// Offers that one made or took.
    pub swaps: Vec<PlacedSwap>,
    /// What one could take.
    pub offers: Vec<PlacedSwap>,
}

/// Words of a calendar in its reader's language.
#[derive(Debug, Clone)]
pub struct CalendarWords {
    /// Name of the calendar.
    pub calendar: String,
    /// A shift.
    pub shift: String,
    /// What breaks are called.
    pub pause: String,
}

impl Rosters {
    /// Everything that is the actor's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own(&self, actor: &Actor) -> Result<Own> {
        let agent = own_agent(actor)?;
        let (db, now) = (self.core.reader(), self.core.clock.now());
        let wall = Wall::of(db).await?;
        let today = wall.day(now).to_string();
        let placed = |swaps: Vec<_>| {
            swaps
                .into_iter()
                .map(|swap| PlacedSwap::of(&wall, swap))
                .collect()
        };
        Ok(Own {
            shifts: self
                .published(actor, now)
                .await?
                .into_iter()
                .map(|shift| wall.place(shift))
                .collect(),
            meetings: self
                .own_meetings(actor, now)
                .await?
                .into_iter()
                .map(|meeting| PlacedMeeting::of(&wall, meeting))
                .collect(),
            leave: store::rosters::leave::of_agent(db, agent, &today).await?,
            swaps: placed(store::rosters::swaps::of_agent(db, agent, now).await?),
            offers: placed(store::rosters::swaps::offered_to(db, agent, now).await?),
            time_zone: wall.name,
        })
    }

    /// The actor's published shifts and meetings as a calendar (RFC 5545).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar(&self, actor: &Actor, words: &CalendarWords) -> Result<String> {
        let now = self.core.clock.now();
        let zone = Wall::of(self.core.reader()).await?.name;
        let shifts = self.published(actor, now).await?;
        let ids: Vec<String> = shifts.iter().map(|shift| format!("shift-{}", shift.id)).collect();
        let instant = |at: Timestamp| {
            jiff::Timestamp::from_microsecond(at.micros()).map_err(|error| Error::Internal(error.to_string()))
        };
        let breaks = shifts
            .iter()
            .map(|shift| {
                breaks(shift)
                    .map(|(from, to)| Ok((instant(from)?, instant(to)?)))
                    .collect()
            })
            .collect::<Result<Vec<Vec<_>>>>()?;
        let mut events = Vec::new();
        for ((shift, id), breaks) in shifts.iter().zip(&ids).zip(&breaks) {
            events.push(Event {
                id,
                title: &words.shift,
                time_zone: &zone,
                start: instant(shift.start_at)?,
                end: instant(shift.end_at)?,
                breaks,
            });
        }
        let meetings = self.own_meetings(actor, now).await?;
        let ids: Vec<String> = meetings
            .iter()
            .map(|meeting| format!("meeting-{}", meeting.id))
            .collect();
        for (meeting, id) in meetings.iter().zip(&ids) {
            events.push(Event {
                id,
                title: &meeting.title,
                time_zone: &zone,
                start: instant(meeting.span.start)?,
                end: instant(meeting.span.end)?,
                breaks: &[],
            });
        }
        let labels = Labels {
            calendar: &words.calendar,
            pause: &words.pause,
            domain: domain_of(&self.core),
        };
        Ok(calendar(&events, instant(now)?, &labels))
    }

    async fn own_meetings(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Meeting>> {
        let agent = Some(own_agent(actor)?);
        Ok(store::rosters::meetings::between(self.core.reader(), ahead(now), agent).await?)
    }

    async fn published(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Shift>> {
        let span = ahead(now);
        let mut shifts =
            store::rosters::shifts::of_agent(self.core.reader(), own_agent(actor)?, span).await?;
        shifts.retain(|shift| shift.state == ShiftState::Published);
        Ok(shifts)
    }
}

fn ahead(now: Timestamp) -> Span {
    Span {
        start: now,
        end: now.plus(AHEAD),
    }
}

/// The break of a shift, if it has one.
fn breaks(shift: &Shift) -> impl Iterator<Item = (Timestamp, Timestamp)> {
    let pause = shift.pause();
    let minutes = |count: u32| Duration::from_secs(u64::from(count) * 60);
    let from = shift.start_at.plus(minutes(pause.after));
    (pause.minutes > 0)
        .then(|| (from, from.plus(minutes(pause.minutes))))
        .into_iter()
}
