//! A week as it stands: who works when, who is away, how many are needed.

use ::workforce::schedule::{Presence, present};
use domain::notifications::RosterNews;
use domain::rosters::{Pause, ShiftState, Span};
use domain::{Actor, Permission, Timestamp};
use jiff::civil::{Date, DateTime};
use store::rosters::{Leave, Meeting, Person, Shift};

use super::meetings::{PlacedMeeting, minutes_of};
use super::wall::{Wall, later, read_monday};
use super::{Placed, Rosters, changed, manages};
use crate::core::{Error, Result};

/// A week.
#[derive(Debug, Clone)]
pub struct RosterWeek {
    /// Its first day.
    pub monday: Date,
    /// IANA time zone of its days.
    pub time_zone: String,
    /// Whether the reader makes rosters, and so sees drafts and contracts.
    pub manages: bool,
    /// When it was last published.
    pub published_at: Option<Timestamp>,
    /// Who can be planned and who works, by name.
    pub people: Vec<Person>,
    /// Who works when, the earliest first.
    pub shifts: Vec<Placed>,
    /// Meetings, the earliest first; of those who do not make rosters only their own.
    pub meetings: Vec<PlacedMeeting>,
    /// Leave that was granted.
    pub leave: Vec<Leave>,
    /// Agents needed in each half hour from Monday 00:00 by the clock; empty when nothing is known.
    pub required: Vec<u32>,
    /// Agents at work in each half hour.
    pub rostered: Vec<f64>,
}

impl Rosters {
    /// A week, as far as the actor sees it.
    ///
    /// # Errors
    /// When the day is no Monday or the database fails.
    pub async fn week(&self, actor: &Actor, monday: &str) -> Result<RosterWeek> {
        let monday = read_monday(monday)?;
        let db = self.core.reader();
        let wall = Wall::of(db).await?;
        let days = (monday.to_string(), later(monday, 6).to_string());
        let mut shifts = store::rosters::shifts::between(db, wall.week(monday)).await?;
        let manages = manages(actor);
        if !manages {
            shifts.retain(|shift| shift.state == ShiftState::Published);
        }
        let week = store::rosters::shifts::week(db, &days.0).await?;
        let mut people = store::rosters::shifts::people(db).await?;
        if !manages {
            // Nobody's contract is their colleagues' affair.
            people
                .iter_mut()
                .for_each(|person| person.contract_minutes = None);
        }
        for shift in &shifts {
            if !people.iter().any(|person| person.id == shift.agent_id) {
                people.push(Person {
                    id: shift.agent_id,
                    name: shift.agent_name.clone(),
                    contract_minutes: None,
                });
            }
        }
        let own = if manages { None } else { actor.agent_id() };
        let meetings = store::rosters::meetings::between(db, wall.week(monday), None).await?;
        let rostered = rostered(&wall, monday, &shifts, &meetings);
        Ok(RosterWeek {
            monday,
            manages,
            published_at: week.as_ref().and_then(|week| week.published_at),
            people,
            shifts: shifts.into_iter().map(|shift| wall.place(shift)).collect(),
            meetings: meetings
                .into_iter()
                .filter(|meeting| own.is_none_or(|own| meeting.agents.contains(&own)))
                .map(|meeting| PlacedMeeting::of(&wall, meeting))
                .collect(),
            leave: store::rosters::leave::granted(db, &days.0, &days.1).await?,
            required: week.map(|week| read_required(&week.required)).unwrap_or_default(),
            rostered,
            time_zone: wall.name,
        })
    }

    /// Publishes the drafts of a week: from then on everybody sees them.
    ///
    /// # Errors
    /// When there are none, the day is no Monday, or the actor may not make rosters.
    pub async fn publish(&self, actor: &Actor, monday: &str) -> Result<RosterWeek> {
        actor.require(Permission::RostersManage)?;
        let day = read_monday(monday)?;
        let mut work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let published = store::rosters::shifts::publish(&work.tx, wall.week(day), work.now).await?;
        if published.is_empty() {
            let detail = format!("there is no draft in the week of {day}: make or add shifts first");
            return Err(Error::conflict("nothing_to_publish", detail));
        }
        store::rosters::shifts::set_published(&work.tx, &day.to_string(), work.now).await?;
        let detail = format!("{day} ({} shifts)", published.len());
        work.audit(actor, "roster.published", ("roster", None), &detail)
            .await?;
        let week = (day.to_string(), day);
        work.notify_of_roster(published, RosterNews::Published, (&week.0, week.1), actor)
            .await?;
        changed(&mut work);
        work.commit().await?;
        self.week(actor, monday).await
    }
}

/// What a week requires, as it stands in the database.
pub(super) fn read_required(text: &str) -> Vec<u32> {
    text.split(' ').filter_map(|number| number.parse().ok()).collect()
}

/// Agents at work and there for customers in each half hour of a week.
pub(super) fn rostered(wall: &Wall, monday: Date, shifts: &[Shift], meetings: &[Meeting]) -> Vec<f64> {
    let people: Vec<Presence> = shifts
        .iter()
        .flat_map(|shift| {
            let away = minutes_of(wall, monday, meetings, shift.agent_id);
            presence(wall, monday, shift.span(), shift.pause()).without(&away)
        })
        .collect();
    present(&people)
}

/// When somebody works, in minutes of the clock since the midnight with which a day begins.
pub(super) fn presence(wall: &Wall, monday: Date, span: Span, pause: Pause) -> Presence {
    let minute = |at: Timestamp| minute_of(monday, wall.local(at));
    let start = minute(span.start);
    Presence {
        start,
        end: minute(span.end),
        pause_start: start + i32::try_from(pause.after).unwrap_or_default(),
        pause_minutes: i32::try_from(pause.minutes).unwrap_or_default(),
    }
}

/// Minutes of the clock since the midnight with which a day begins.
pub(super) fn minute_of(day: Date, at: DateTime) -> i32 {
    let days = day.until(at.date()).map_or(0, |span| span.get_days());
    days * 1440 + i32::from(at.hour()) * 60 + i32::from(at.minute())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn minutes_are_those_of_the_clock() {
        let monday = date(2026, 3, 2);
        assert_eq!(minute_of(monday, monday.at(8, 30, 0, 0)), 510);
        assert_eq!(minute_of(monday, date(2026, 3, 9).at(0, 15, 0, 0)), 7 * 1440 + 15);
        assert_eq!(minute_of(monday, date(2026, 3, 1).at(22, 0, 0, 0)), -120);
    }

    #[test]
    fn what_is_required_is_read_as_it_was_written() {
        assert_eq!(read_required("0 2 13"), [0, 2, 13]);
        assert!(read_required("").is_empty());
    }
}
