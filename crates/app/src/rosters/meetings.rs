//! Meetings and trainings: planned for some agents, at work and not there for customers. One that is entered afterwards says why
//! somebody was not.

use std::collections::BTreeSet;

use domain::notifications::RosterNews;
use domain::rosters::{LONGEST_MEETING, MeetingKind, SHORTEST_MEETING, Span};
use domain::validate::Checks;
use domain::{Actor, AgentId, MeetingId, Permission};
use jiff::civil::Date;
use store::rosters::{Meeting, NewMeeting};

use super::wall::{Wall, monday_of, read_time, text};
use super::week::minute_of;
use super::{Rosters, changed};
use crate::core::{Error, Result, Work};

/// Who can take part at most.
const MOST_AGENTS: usize = 200;

/// A meeting as somebody writes it: times as the organisation's clock shows them. Of a meeting that is there, what is absent stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct MeetingFields<'a> {
    /// What it is, by its name; a meeting when nothing is said.
    pub kind: Option<&'a str>,
    /// What it is called.
    pub title: Option<&'a str>,
    /// Its beginning, as `2026-03-02T08:00`.
    pub start: Option<&'a str>,
    /// Its end.
    pub end: Option<&'a str>,
    /// Who takes part.
    pub agents: Option<&'a [AgentId]>,
}

/// A meeting with the times that the clock on the wall shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedMeeting {
    /// The meeting.
    pub meeting: Meeting,
    /// Its beginning, as `2026-03-02T08:00`.
    pub local_start: String,
    /// Its end.
    pub local_end: String,
}

impl PlacedMeeting {
    pub(super) fn of(wall: &Wall, meeting: Meeting) -> Self {
        Self {
            local_start: text(wall.local(meeting.span.start)),
            local_end: text(wall.local(meeting.span.end)),
            meeting,
        }
    }
}

/// A meeting that was written, and what should be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingChanged {
    /// The meeting.
    pub meeting: PlacedMeeting,
    /// Who takes part and has no shift, draft or published, that holds all of it.
    pub not_at_work: Vec<AgentId>,
}

impl Rosters {
    /// Plans a meeting.
    ///
    /// # Errors
    /// Refused fields, or when the actor may not make rosters.
    pub async fn add_meeting(&self, actor: &Actor, fields: &MeetingFields<'_>) -> Result<MeetingChanged> {
        actor.require(Permission::RostersManage)?;
        let mut work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let new = read(&work, &wall, fields, None).await?;
        let id = store::rosters::meetings::insert(&work.tx, &new, work.now).await?;
        tell(&mut work, actor, &wall, &[&new]).await?;
        told(work, actor, &wall, ("meeting.added", id)).await
    }

    /// Makes another one of a meeting.
    ///
    /// # Errors
    /// `meeting_not_found`, refused fields, or when the actor may not make rosters.
    pub async fn change_meeting(
        &self,
        actor: &Actor,
        id: MeetingId,
        fields: &MeetingFields<'_>,
    ) -> Result<MeetingChanged> {
        actor.require(Permission::RostersManage)?;
        let mut work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let before = as_new(find(&work, id).await?);
        let new = read(&work, &wall, fields, Some(&before)).await?;
        if !store::rosters::meetings::update(&work.tx, id, &new, work.now).await? {
            return Err(Error::not_found("meeting", id));
        }
        tell(&mut work, actor, &wall, &[&before, &new]).await?;
        told(work, actor, &wall, ("meeting.changed", id)).await
    }

    /// Takes a meeting off.
    ///
    /// # Errors
    /// `meeting_not_found`, or when the actor may not make rosters.
    pub async fn remove_meeting(&self, actor: &Actor, id: MeetingId) -> Result<()> {
        actor.require(Permission::RostersManage)?;
        let mut work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let before = as_new(find(&work, id).await?);
        store::rosters::meetings::delete(&work.tx, id).await?;
        tell(&mut work, actor, &wall, &[&before]).await?;
        let detail = format!("{}: {}", before.title, wall.words(before.span));
        work.audit(actor, "meeting.removed", ("meeting", Some(id.get())), &detail)
            .await?;
        changed(&mut work);
        work.commit().await
    }
}

/// The times of an agent's meetings, in minutes of the clock since the midnight with which a day begins.
pub(super) fn minutes_of(wall: &Wall, day: Date, meetings: &[Meeting], agent: AgentId) -> Vec<(i32, i32)> {
    let minute = |at| minute_of(day, wall.local(at));
    meetings
        .iter()
        .filter(|meeting| meeting.agents.contains(&agent))
        .map(|meeting| (minute(meeting.span.start), minute(meeting.span.end)))
        .collect()
}

fn as_new(meeting: Meeting) -> NewMeeting {
    NewMeeting {
        kind: meeting.kind,
        title: meeting.title,
        span: meeting.span,
        agents: meeting.agents,
    }
}

async fn find(work: &Work<'_>, id: MeetingId) -> Result<Meeting> {
    store::rosters::meetings::find(&work.tx, id)
        .await?
        .ok_or_else(|| Error::not_found("meeting", id))
}

/// Puts what somebody writes over what was there, and refuses what cannot be.
async fn read(
    work: &Work<'_>,
    wall: &Wall,
    fields: &MeetingFields<'_>,
    before: Option<&NewMeeting>,
) -> Result<NewMeeting> {
    let missing = |field: &str| Error::field(field, "required", "is missing");
    let time = |field: &str, given: Option<&str>, stays| match (given, stays) {
        (Some(text), _) => Ok(wall.instant(read_time(field, text)?)),
        (None, Some(at)) => Ok(at),
        (None, None) => Err(missing(field)),
    };
    let span = Span {
        start: time("start", fields.start, before.map(|before| before.span.start))?,
        end: time("end", fields.end, before.map(|before| before.span.end))?,
    };
    let mut checks = Checks::new();
    let kind = match (fields.kind, before) {
        (Some(name), _) => name.parse::<MeetingKind>().unwrap_or_else(|error| {
            checks.refuse("kind", "unknown_value", error.to_string());
            MeetingKind::Meeting
        }),
        (None, Some(before)) => before.kind,
        (None, None) => MeetingKind::Meeting,
    };
    let title = fields
        .title
        .or_else(|| before.map(|before| before.title.as_str()));
    let title = checks.line("title", title.unwrap_or_default(), 1, 100);
    let minutes = span.minutes();
    if span.end <= span.start || !(SHORTEST_MEETING..=LONGEST_MEETING).contains(&minutes) {
        let detail = format!("it has {minutes} minutes, must have {SHORTEST_MEETING} to {LONGEST_MEETING}");
        checks.refuse("end", "out_of_range", detail);
    }
    let agents = fields
        .agents
        .or_else(|| before.map(|before| before.agents.as_slice()));
    let agents: BTreeSet<AgentId> = agents.unwrap_or_default().iter().copied().collect();
    let agents: Vec<AgentId> = agents.into_iter().collect();
    if agents.is_empty() || agents.len() > MOST_AGENTS {
        let detail = format!("{} take part, must be 1 to {MOST_AGENTS}", agents.len());
        checks.refuse("agents", "out_of_range", detail);
    } else if fields.agents.is_some() {
        let active = store::agents::active_of(&work.tx, &agents).await?;
        if let Some(unknown) = agents.iter().find(|agent| !active.contains(agent)) {
            checks.refuse(
                "agents",
                "does_not_exist",
                format!("agent {unknown} is no active agent"),
            );
        }
    }
    checks.finish()?;
    Ok(NewMeeting {
        kind,
        title,
        span,
        agents,
    })
}

/// Tells those who take part, or did, unless it is over: what is entered afterwards changes nobody's plans.
async fn tell(work: &mut Work<'_>, actor: &Actor, wall: &Wall, meetings: &[&NewMeeting]) -> Result<()> {
    let now = work.now;
    let ahead = meetings.iter().filter(|meeting| meeting.span.end > now);
    // In one order, so that two who do this wait for each other and not in a circle.
    let weeks: BTreeSet<(AgentId, Date)> = ahead
        .flat_map(|meeting| {
            let monday = monday_of(wall.day(meeting.span.start));
            meeting.agents.iter().map(move |agent| (*agent, monday))
        })
        .collect();
    for (agent, monday) in weeks {
        let key = monday.to_string();
        work.notify_of_roster([agent], RosterNews::Changed, (&key, monday), actor)
            .await?;
    }
    Ok(())
}

/// Ends the work on a meeting.
async fn told(
    mut work: Work<'_>,
    actor: &Actor,
    wall: &Wall,
    (action, id): (&str, MeetingId),
) -> Result<MeetingChanged> {
    let meeting = find(&work, id).await?;
    let shifts = store::rosters::shifts::between(&work.tx, meeting.span).await?;
    let works = |agent: AgentId| {
        shifts.iter().any(|shift| {
            shift.agent_id == agent
                && shift.start_at <= meeting.span.start
                && shift.end_at >= meeting.span.end
        })
    };
    let not_at_work = meeting
        .agents
        .iter()
        .copied()
        .filter(|agent| !works(*agent))
        .collect();
    let detail = format!("{}: {}", meeting.title, wall.words(meeting.span));
    work.audit(actor, action, ("meeting", Some(id.get())), &detail)
        .await?;
    changed(&mut work);
    work.commit().await?;
    Ok(MeetingChanged {
        meeting: PlacedMeeting::of(wall, meeting),
        not_at_work,
    })
}
