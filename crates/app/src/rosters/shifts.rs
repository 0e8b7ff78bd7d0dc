//! One shift at a time, by hand.

use std::collections::BTreeSet;

use domain::notifications::RosterNews;
use domain::rosters::{Pause, ShiftState, Span};
use domain::{Actor, AgentId, Permission, ShiftId};
use jiff::civil::Date;
use store::rosters::NewShift;

use super::rules::{Warning, check};
use super::wall::{Wall, monday_of, read_time};
use super::{Placed, Rosters, changed};
use crate::core::{Error, Result, Work};

/// A shift as somebody writes it: times as the organisation's clock shows them. Of a shift that is there, what is absent stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShiftFields<'a> {
    /// Who works it.
    pub agent: Option<AgentId>,
    /// Its beginning, as `2026-03-02T08:00`.
    pub start: Option<&'a str>,
    /// Its end.
    pub end: Option<&'a str>,
    /// Minutes of its break; what is usual when absent.
    pub pause_minutes: Option<u32>,
    /// Whether the break is paid.
    pub pause_paid: Option<bool>,
}

/// A shift that was written, and what should be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The shift.
    pub shift: Placed,
    /// What is allowed and should be known.
    pub warnings: Vec<Warning>,
}

impl Rosters {
    /// Adds a shift to a draft.
    ///
    /// # Errors
    /// Refused fields (`shift_overlaps`, `on_leave`), or when the actor may not make rosters.
    pub async fn add_shift(&self, actor: &Actor, fields: &ShiftFields<'_>) -> Result<Changed> {
        actor.require(Permission::RostersManage)?;
        let work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let missing = |field: &str| Error::field(field, "required", "is missing");
        let start = fields.start.ok_or_else(|| missing("start"))?;
        let end = fields.end.ok_or_else(|| missing("end"))?;
        let span = Span {
            start: wall.instant(read_time("start", start)?),
            end: wall.instant(read_time("end", end)?),
        };
        let new = NewShift {
            agent_id: fields.agent.ok_or_else(|| missing("agent_id"))?,
            span,
            pause: pause(fields, span, None)?,
            state: ShiftState::Draft,
        };
        let warnings = check(&work, &wall, (new.agent_id, span), None).await?;
        let id = store::rosters::shifts::insert(&work.tx, &new, work.now).await?;
        told(work, actor, &wall, ("shift.added", id), warnings).await
    }

    /// Moves a shift, makes it longer or shorter, or gives it to another agent. Offers of it end.
    ///
    /// # Errors
    /// `shift_not_found`, refused fields (`shift_overlaps`, `on_leave`), or when the actor may not make rosters.
    pub async fn change_shift(
        &self,
        actor: &Actor,
        id: ShiftId,
        fields: &ShiftFields<'_>,
    ) -> Result<Changed> {
        actor.require(Permission::RostersManage)?;
        let mut work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let before = store::rosters::shifts::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("shift", id))?;
        let time = |field: &str, given: Option<&str>, stays| match given {
            Some(text) => Ok(wall.instant(read_time(field, text)?)),
            None => Ok::<_, Error>(stays),
        };
        let span = Span {
            start: time("start", fields.start, before.start_at)?,
            end: time("end", fields.end, before.end_at)?,
        };
        let new = NewShift {
            agent_id: fields.agent.unwrap_or(before.agent_id),
            span,
            pause: pause(fields, span, Some((before.span(), before.pause())))?,
            state: before.state,
        };
        let warnings = check(&work, &wall, (new.agent_id, span), Some(id)).await?;
        store::rosters::swaps::withdraw_of(&work.tx, id, work.now).await?;
        store::rosters::shifts::update(&work.tx, id, &new, work.now).await?;
        if before.state == ShiftState::Published {
            let of_both = [(before.agent_id, before.span()), (new.agent_id, span)];
            notify(&mut work, actor, &wall, of_both).await?;
        }
        told(work, actor, &wall, ("shift.changed", id), warnings).await
    }

    /// Takes a shift off.
    ///
    /// # Errors
    /// `shift_not_found`, or when the actor may not make rosters.
    pub async fn remove_shift(&self, actor: &Actor, id: ShiftId) -> Result<()> {
        actor.require(Permission::RostersManage)?;
        let mut work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let shift = store::rosters::shifts::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("shift", id))?;
        take_off(&work, id).await?;
        if shift.state == ShiftState::Published {
            notify(&mut work, actor, &wall, [(shift.agent_id, shift.span())]).await?;
        }
        let detail = format!("{}: {}", shift.agent_name, wall.words(shift.span()));
        work.audit(actor, "shift.removed", ("shift", Some(id.get())), &detail)
            .await?;
        changed(&mut work);
        work.commit().await
    }
}

/// Tells agents that published shifts of theirs were changed. All changes of a week are one notification.
async fn notify(
    work: &mut Work<'_>,
    actor: &Actor,
    wall: &Wall,
    shifts: impl IntoIterator<Item = (AgentId, Span)>,
) -> Result<()> {
    let week = |(agent, span): (AgentId, Span)| (agent, monday_of(wall.day(span.start)));
    // In one order, so that two who do this wait for each other and not in a circle.
    let weeks: BTreeSet<(AgentId, Date)> = shifts.into_iter().map(week).collect();
    for (agent, monday) in weeks {
        let key = monday.to_string();
        work.notify_of_roster([agent], RosterNews::Changed, (&key, monday), actor)
            .await?;
    }
    Ok(())
}

/// Takes a shift off. Its offers are touched first, as by whoever approves one: nobody waits in a circle.
pub(super) async fn take_off(work: &Work<'_>, id: ShiftId) -> Result<()> {
    store::rosters::swaps::withdraw_of(&work.tx, id, work.now).await?;
    store::rosters::shifts::delete(&work.tx, id).await?;
    Ok(())
}

/// The break of a shift: as asked for, else as it was when the shift is as long as it was, else as is usual.
fn pause(fields: &ShiftFields<'_>, span: Span, before: Option<(Span, Pause)>) -> Result<Pause> {
    let minutes = span.minutes();
    let same = before.filter(|(before, _)| before.minutes() == minutes);
    let paid = fields
        .pause_paid
        .unwrap_or_else(|| before.is_some_and(|(_, pause)| pause.paid));
    let pause = match (fields.pause_minutes, same) {
        (Some(length), _) if length >= minutes => {
            let detail = format!("is {length}, the whole shift has {minutes}");
            return Err(Error::field("pause_minutes", "out_of_range", detail));
        }
        (Some(length), Some((_, pause))) if pause.minutes == length => pause,
        (Some(length), _) => Pause::in_the_middle(minutes, length, paid),
        (None, Some((_, pause))) => pause,
        (None, None) => Pause::usual(minutes),
    };
    Ok(Pause { paid, ..pause })
}

/// Ends the work on a shift.
async fn told(
    mut work: Work<'_>,
    actor: &Actor,
    wall: &Wall,
    (action, id): (&str, ShiftId),
    warnings: Vec<Warning>,
) -> Result<Changed> {
    let shift = store::rosters::shifts::find(&work.tx, id)
        .await?
        .ok_or_else(|| Error::not_found("shift", id))?;
    let detail = format!("{}: {}", shift.agent_name, wall.words(shift.span()));
    work.audit(actor, action, ("shift", Some(id.get())), &detail)
        .await?;
    changed(&mut work);
    work.commit().await?;
    Ok(Changed {
        shift: wall.place(shift),
        warnings,
    })
}
