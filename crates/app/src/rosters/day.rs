//! A day as it goes: who was to be there and who is, what came, how busy everybody is.

use ::workforce::demand::{Channel, PerChannel};
use ::workforce::intraday::{DAY, HalfHour, Kept, Recorded, State, half_hours, judge};
use ::workforce::schedule::Presence;
use domain::attendance::Attended;
use domain::rosters::{MeetingKind, ShiftState};
use domain::{Actor, AgentId, Permission, Timestamp};
use jiff::civil::Date;
use store::attendance::Attendance;
use store::rosters::{Meeting, Person, Shift};
use store::workforce::{Arrivals, Counted, QUARTER};

use super::meetings::minutes_of;
use super::wall::{Wall, monday_of, read_day};
use super::week::{minute_of, presence, read_required, rostered};
use super::{Rosters, own_agent};
use crate::attendance::UNSEEN;
use crate::core::Result;
use crate::workforce::channel;

/// Half hours of a day.
const HALF_HOURS: usize = 48;

/// A day.
#[derive(Debug, Clone)]
pub struct Intraday {
    /// The day.
    pub day: Date,
    /// IANA time zone of its hours.
    pub time_zone: String,
    /// Minutes of it that are over, by the clock.
    pub until: i32,
    /// Agents needed in each half hour; empty when nothing is known.
    pub required: Vec<u32>,
    /// Agents at work in each half hour by published shifts.
    pub rostered: Vec<f64>,
    /// Each half hour that has begun.
    pub half_hours: Vec<HalfHour>,
    /// Contacts of each channel in those.
    pub came: Vec<(Channel, Vec<i64>)>,
    /// Who was to be there or was there, by name.
    pub agents: Vec<AgentDay>,
    /// All of them together.
    pub kept: Kept,
}

/// The day of an agent.
#[derive(Debug, Clone)]
pub struct AgentDay {
    /// Who.
    pub agent: Person,
    /// When they were to work, in minutes of the clock since midnight.
    pub shifts: Vec<Presence>,
    /// Meetings and trainings that were planned: what, its name, from a minute to another.
    pub meetings: Vec<(MeetingKind, String, i32, i32)>,
    /// What was written down: from a minute to another.
    pub attended: Vec<(Attended, i32, i32)>,
    /// What they do now.
    pub state: Option<Attended>,
    /// How the plan was kept so far.
    pub kept: Kept,
}

/// The day of the agent who asks.
#[derive(Debug, Clone)]
pub struct OwnDay {
    /// The day.
    pub day: Date,
    /// IANA time zone of its hours.
    pub time_zone: String,
    /// Minutes of it that are over, by the clock.
    pub until: i32,
    /// How it goes.
    pub agent: AgentDay,
}

/// A day under the clock on the wall.
struct Clock<'a> {
    wall: &'a Wall,
    day: Date,
    now: Timestamp,
}

impl Clock<'_> {
    fn until(&self) -> i32 {
        let now = self.wall.local(self.now);
        minute_of(self.day, now).clamp(0, DAY)
    }

    fn seconds(&self, at: Timestamp) -> i32 {
        let at = self.wall.local(at);
        (minute_of(self.day, at) * 60 + i32::from(at.second())).clamp(0, DAY * 60)
    }

    fn recorded(&self, spans: &[Attendance]) -> Vec<Recorded> {
        let one = |span: &Attendance| Recorded {
            state: match span.state {
                Attended::Handling => State::Handling,
                // Whoever waits for customers need not touch anything.
                Attended::Ready | Attended::Idle => State::Waiting,
                Attended::Break => State::Break,
                Attended::Meeting => State::Meeting,
            },
            start: self.seconds(span.start_at),
            end: self.seconds(span.end_at),
        };
        spans.iter().map(one).collect()
    }

    /// The day of an agent, from shifts and spans of whomever.
    fn of(
        &self,
        agent: Person,
        (shifts, meetings): (&[Shift], &[Meeting]),
        spans: &[Attendance],
    ) -> (AgentDay, Vec<Recorded>) {
        let away = minutes_of(self.wall, self.day, meetings, agent.id);
        let shifts: Vec<Presence> = shifts
            .iter()
            .filter(|shift| shift.agent_id == agent.id && shift.state == ShiftState::Published)
            .map(|shift| presence(self.wall, self.day, shift.span(), shift.pause()))
            .collect();
        let spans: Vec<Attendance> = spans
            .iter()
            .filter(|span| span.agent_id == agent.id)
            .copied()
            .collect();
        let recorded = self.recorded(&spans);
        let seen = |span: &&Attendance| span.going_on && span.end_at >= self.now.minus(UNSEEN);
        let minute = |at| self.seconds(at) / 60;
        let day = AgentDay {
            kept: judge(&shifts, &away, &recorded, self.until()),
            state: spans.iter().find(seen).map(|span| span.state),
            attended: spans
                .iter()
                .map(|span| (span.state, minute(span.start_at), minute(span.end_at)))
                .collect(),
            meetings: meetings
                .iter()
                .filter(|meeting| meeting.agents.contains(&agent.id))
                .zip(away)
                .map(|(meeting, (from, until))| (meeting.kind, meeting.title.clone(), from, until))
                .collect(),
            shifts,
            agent,
        };
        (day, recorded)
    }

    /// Contacts of each channel that had any, by the half hours that have begun.
    fn came(&self, arrivals: &[Arrivals], begun: usize) -> Vec<(Channel, Vec<i64>)> {
        let mut came = PerChannel::from_fn(|_| vec![0_i64; begun]);
        for row in arrivals {
            let minute = minute_of(self.day, self.wall.local(Timestamp(row.quarter * QUARTER)));
            let place = usize::try_from(minute / 30).ok();
            let of = came.get_mut(channel(&row.channel));
            if let Some(slot) = place.and_then(|place| of.get_mut(place)) {
                *slot += row.contacts;
            }
        }
        Channel::ALL
            .into_iter()
            .map(|channel| (channel, std::mem::take(came.get_mut(channel))))
            .filter(|(_, contacts)| contacts.iter().sum::<i64>() > 0)
            .collect()
    }
}

impl Rosters {
    /// A day of the whole team, with the contacts that the actor sees.
    ///
    /// # Errors
    /// When the day is none, or the actor may not make rosters.
    pub async fn day(&self, actor: &Actor, day: &str) -> Result<Intraday> {
        actor.require(Permission::RostersManage)?;
        let day = read_day("day", day)?;
        let db = self.core.reader();
        let wall = Wall::of(db).await?;
        let clock = Clock {
            wall: &wall,
            day,
            now: self.core.clock.now(),
        };
        let time = wall.days(day, day);
        let mut shifts = store::rosters::shifts::between(db, time).await?;
        shifts.retain(|shift| shift.state == ShiftState::Published);
        let meetings = store::rosters::meetings::between(db, time, None).await?;
        let spans = store::attendance::between(db, time, None).await?;
        let (mut agents, mut recorded) = (Vec::new(), Vec::new());
        for person in self.people_of(&shifts, &spans).await? {
            let (agent, of) = clock.of(person, (&shifts, &meetings), &spans);
            agents.push(agent);
            recorded.push(of);
        }
        let half_hours = half_hours(&recorded, clock.until());
        let counted = Counted {
            scope: actor.scope(),
            inbox: None,
            from: time.start,
            until: time.end,
        };
        let mut arrivals = store::workforce::begun(db, &counted).await?;
        arrivals.extend(store::workforce::reopened(db, &counted).await?);
        let monday = monday_of(day);
        let first = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0) * HALF_HOURS;
        let week = store::rosters::shifts::week(db, &monday.to_string()).await?;
        let required = week.map(|week| read_required(&week.required)).unwrap_or_default();
        Ok(Intraday {
            day,
            until: clock.until(),
            required: part(&required, first),
            rostered: part(&rostered(&wall, monday, &shifts, &meetings), first),
            came: clock.came(&arrivals, half_hours.len()),
            half_hours,
            kept: agents
                .iter()
                .fold(Kept::default(), |sum, agent| sum.and(&agent.kept)),
            agents,
            time_zone: wall.name,
        })
    }

    /// Today, of the actor alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_day(&self, actor: &Actor) -> Result<OwnDay> {
        let id = own_agent(actor)?;
        let (db, now) = (self.core.reader(), self.core.clock.now());
        let wall = Wall::of(db).await?;
        let day = wall.day(now);
        let time = wall.days(day, day);
        let shifts = store::rosters::shifts::of_agent(db, id, time).await?;
        let meetings = store::rosters::meetings::between(db, time, Some(id)).await?;
        let spans = store::attendance::between(db, time, Some(id)).await?;
        let agent = Person {
            id,
            name: store::agents::name(db, id).await?.unwrap_or_default(),
            contract_minutes: None,
        };
        let clock = Clock {
            wall: &wall,
            day,
            now,
        };
        let (agent, _) = clock.of(agent, (&shifts, &meetings), &spans);
        Ok(OwnDay {
            day,
            until: clock.until(),
            agent,
            time_zone: wall.name,
        })
    }

    /// Whose shifts and spans these are, by name.
    async fn people_of(&self, shifts: &[Shift], spans: &[Attendance]) -> Result<Vec<Person>> {
        let ids: Vec<AgentId> = shifts
            .iter()
            .map(|shift| shift.agent_id)
            .chain(spans.iter().map(|span| span.agent_id))
            .collect();
        Ok(store::rosters::shifts::named(self.core.reader(), &ids).await?)
    }
}

/// A day's part of a week; empty when the week is.
fn part<T: Copy>(week: &[T], first: usize) -> Vec<T> {
    week.iter().copied().skip(first).take(HALF_HOURS).collect()
}
