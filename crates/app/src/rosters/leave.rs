//! Leave: asked for by whoever wants to be away, granted or refused by those who make rosters.

use domain::notifications::RosterNews;
use domain::rosters::{LeaveState, ShiftState};
use domain::validate::Checks;
use domain::{Actor, LeaveId, Permission};
use jiff::civil::Date;
use store::rosters::{Leave, Shift};

use super::wall::{Placed, Wall, read_day};
use super::{Rosters, changed, own_agent};
use crate::core::{Error, Result, Work};

/// The most days of one request.
const MOST_DAYS: i32 = 366;

/// What somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct LeaveRequest<'a> {
    /// The first day.
    pub from: &'a str,
    /// The last day.
    pub to: &'a str,
    /// Why; may be empty.
    pub reason: &'a str,
}

/// A request that waits for a decision.
#[derive(Debug, Clone)]
pub struct LeaveToDecide {
    /// The request.
    pub leave: Leave,
    /// Published shifts of the agent on these days.
    pub conflicts: Vec<Placed>,
}

impl Rosters {
    /// Asks for leave of one's own.
    ///
    /// # Errors
    /// Refused fields, or `leave_exists` when one of the days is asked for or granted already.
    pub async fn ask_leave(&self, actor: &Actor, asked: &LeaveRequest<'_>) -> Result<Leave> {
        let agent = own_agent(actor)?;
        let (from, to) = (read_day("from", asked.from)?, read_day("to", asked.to)?);
        let mut work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let mut checks = Checks::new();
        let reason = checks.text("reason", asked.reason, 0, 500);
        if to < from {
            checks.refuse("to", "before_from", format!("is before {from}"));
        } else if from.until(to).map_or(MOST_DAYS, |span| span.get_days()) >= MOST_DAYS {
            checks.refuse("to", "too_long", format!("may be {MOST_DAYS} days at most"));
        } else if to < wall.day(work.now) {
            checks.refuse("to", "in_the_past", "these days are over");
        }
        checks.finish()?;
        // Of two requests of one agent the second sees the first.
        super::rules::lock(&work, agent).await?;
        let days = (from.to_string(), to.to_string());
        if store::rosters::leave::is_asked(&work.tx, agent, &days.0, &days.1).await? {
            let detail = "there is already a request for some of these days: withdraw it first";
            return Err(Error::conflict("leave_exists", detail));
        }
        let id =
            store::rosters::leave::insert(&work.tx, agent, (&days.0, &days.1), &reason, work.now).await?;
        let leave = find(&work, id).await?;
        audit(&mut work, actor, "leave.asked", &leave).await?;
        let deciding = store::agents::holding(&work.tx, Permission::RostersManage).await?;
        work.notify_of_roster(deciding, RosterNews::LeaveAsked, (&key(id), from), actor)
            .await?;
        work.commit().await?;
        Ok(leave)
    }

    /// Takes a request of one's own back, also one that was granted, until its days are over.
    ///
    /// # Errors
    /// `leave_not_found`, or `leave_decided` when there is nothing to take back any more.
    pub async fn withdraw_leave(&self, actor: &Actor, id: LeaveId) -> Result<Leave> {
        let agent = own_agent(actor)?;
        let work = self.core.begin().await?;
        let leave = find(&work, id).await?;
        if leave.agent_id != agent {
            return Err(Error::not_found("leave", id));
        }
        let today = Wall::of(&work.tx).await?.day(work.now).to_string();
        let open = matches!(leave.state, LeaveState::Asked | LeaveState::Granted) && leave.to_day >= today;
        let states = (leave.state, LeaveState::Withdrawn);
        if !open || !store::rosters::leave::decide(&work.tx, id, states, Some(agent), work.now).await? {
            return Err(decided(&leave));
        }
        ended(work, actor, id, "leave.withdrawn").await
    }

    /// Requests that wait for a decision, with the published shifts that stand in their way.
    ///
    /// # Errors
    /// When the actor may not make rosters or the database fails.
    pub async fn leave_to_decide(&self, actor: &Actor) -> Result<Vec<LeaveToDecide>> {
        actor.require(Permission::RostersManage)?;
        let db = self.core.reader();
        let wall = Wall::of(db).await?;
        let mut all = Vec::new();
        for leave in store::rosters::leave::open(db).await? {
            let mut shifts = shifts_on(db, &wall, &leave).await?;
            shifts.retain(|shift| shift.state == ShiftState::Published);
            all.push(LeaveToDecide {
                leave,
                conflicts: shifts.into_iter().map(|shift| wall.place(shift)).collect(),
            });
        }
        Ok(all)
    }

    /// Grants leave. Drafts on its days go; published shifts only when `take_off` says so.
    ///
    /// # Errors
    /// `leave_not_found`, `leave_decided`, `leave_conflicts` which names the published shifts, or when the actor may not make rosters.
    pub async fn grant_leave(&self, actor: &Actor, id: LeaveId, take_off: bool) -> Result<Leave> {
        actor.require(Permission::RostersManage)?;
        let work = self.core.begin().await?;
        let wall = Wall::of(&work.tx).await?;
        let leave = find(&work, id).await?;
        // Whoever plans this agent at the same time waits, and then sees the leave.
        store::agents::find_for_update(&work.tx, leave.agent_id).await?;
        let states = (LeaveState::Asked, LeaveState::Granted);
        if !store::rosters::leave::decide(&work.tx, id, states, actor.agent_id(), work.now).await? {
            return Err(decided(&leave));
        }
        let shifts = shifts_on(&work.tx, &wall, &leave).await?;
        let published = shifts.iter().filter(|shift| shift.state == ShiftState::Published);
        let names: Vec<String> = published.map(|shift| wall.words(shift.span())).collect();
        if !names.is_empty() && !take_off {
            let detail = format!("{} works: {}", leave.agent_name, names.join(", "));
            return Err(Error::conflict("leave_conflicts", detail));
        }
        for shift in shifts {
            super::shifts::take_off(&work, shift.id).await?;
        }
        ended(work, actor, id, "leave.granted").await
    }

    /// Refuses leave.
    ///
    /// # Errors
    /// `leave_not_found`, `leave_decided`, or when the actor may not make rosters.
    pub async fn refuse_leave(&self, actor: &Actor, id: LeaveId) -> Result<Leave> {
        actor.require(Permission::RostersManage)?;
        let work = self.core.begin().await?;
        let leave = find(&work, id).await?;
        let states = (LeaveState::Asked, LeaveState::Refused);
        if !store::rosters::leave::decide(&work.tx, id, states, actor.agent_id(), work.now).await? {
            return Err(decided(&leave));
        }
        ended(work, actor, id, "leave.refused").await
    }
}

async fn find(work: &Work<'_>, id: LeaveId) -> Result<Leave> {
    store::rosters::leave::find(&work.tx, id)
        .await?
        .ok_or_else(|| Error::not_found("leave", id))
}

/// What notifications of a request are known by.
fn key(id: LeaveId) -> String {
    id.to_string()
}

fn decided(leave: &Leave) -> Error {
    let detail = format!("the request is {} already", leave.state);
    Error::conflict("leave_decided", detail)
}

/// The agent's shifts on the days of a request.
async fn shifts_on(db: &impl db::Executor, wall: &Wall, leave: &Leave) -> Result<Vec<Shift>> {
    let day = |text: &str| {
        text.parse::<Date>()
            .map_err(|error| Error::Internal(error.to_string()))
    };
    let span = wall.days(day(&leave.from_day)?, day(&leave.to_day)?);
    Ok(store::rosters::shifts::of_agent(db, leave.agent_id, span).await?)
}

async fn audit(work: &mut Work<'_>, actor: &Actor, action: &str, leave: &Leave) -> Result<()> {
    let detail = format!("{}: {} – {}", leave.agent_name, leave.from_day, leave.to_day);
    work.audit(actor, action, ("leave", Some(leave.id.get())), &detail)
        .await?;
    changed(work);
    Ok(())
}

/// Ends a decision.
async fn ended(mut work: Work<'_>, actor: &Actor, id: LeaveId, action: &str) -> Result<Leave> {
    let leave = find(&work, id).await?;
    audit(&mut work, actor, action, &leave).await?;
    work.roster_news_over(RosterNews::LeaveAsked, &key(id)).await?;
    let news = match leave.state {
        LeaveState::Granted => RosterNews::LeaveGranted,
        LeaveState::Refused => RosterNews::LeaveRefused,
        LeaveState::Asked | LeaveState::Withdrawn => {
            work.commit().await?;
            return Ok(leave);
        }
    };
    let day = read_day("from", &leave.from_day)?;
    work.notify_of_roster([leave.agent_id], news, (&key(id), day), actor)
        .await?;
    work.commit().await?;
    Ok(leave)
}
