//! Shifts that change hands: offered by their owner, taken by one colleague, approved by those who make rosters.

use db::DbError;
use domain::notifications::RosterNews;
use domain::rosters::{ShiftState, SwapState};
use domain::{Actor, AgentId, Permission, ShiftId, SwapId};
use store::rosters::{NewShift, Swap};

use super::rules::{check, lock};
use super::wall::{Wall, text};
use super::{Rosters, changed, own_agent};
use crate::core::{Error, Result, Work};

/// An offer with the times of its shift by the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedSwap {
    /// The offer.
    pub swap: Swap,
    /// Beginning of the shift, as `2026-03-02T08:00`.
    pub local_start: String,
    /// Its end.
    pub local_end: String,
}

impl PlacedSwap {
    pub(super) fn of(wall: &Wall, swap: Swap) -> Self {
        Self {
            local_start: text(wall.local(swap.start_at)),
            local_end: text(wall.local(swap.end_at)),
            swap,
        }
    }
}

impl Rosters {
    /// Offers a published shift of one's own, to one colleague or to all.
    ///
    /// # Errors
    /// `shift_not_found`, `shift_begun`, `swap_exists` when it is on offer already, or a refused colleague.
    pub async fn offer(&self, actor: &Actor, shift: ShiftId, to: Option<AgentId>) -> Result<PlacedSwap> {
        let agent = own_agent(actor)?;
        let work = self.core.begin().await?;
        let found = store::rosters::shifts::find(&work.tx, shift).await?;
        let own = found.filter(|found| found.agent_id == agent && found.state == ShiftState::Published);
        let own = own.ok_or_else(|| Error::not_found("shift", shift))?;
        if own.start_at <= work.now {
            return Err(begun());
        }
        if let Some(to) = to {
            let colleague = store::agents::find(&work.tx, to).await?;
            if to == agent || !colleague.is_some_and(|colleague| colleague.active) {
                let detail = format!("agent {to} is no active colleague");
                return Err(Error::field("to_agent_id", "does_not_exist", detail));
            }
        }
        let id = store::rosters::swaps::insert(&work.tx, shift, agent, to, work.now)
            .await
            .map_err(|error| match error {
                DbError::UniqueViolation { .. } => {
                    Error::conflict("swap_exists", "this shift is on offer already")
                }
                other => other.into(),
            })?;
        ended(work, actor, id, "swap.offered").await
    }

    /// Takes a shift that a colleague offers. Of many who do so at the same time one does.
    ///
    /// # Errors
    /// `swap_not_found`, `swap_taken`, `shift_begun`, or a refusal because the actor cannot work it.
    pub async fn take(&self, actor: &Actor, id: SwapId) -> Result<PlacedSwap> {
        let agent = own_agent(actor)?;
        let work = self.core.begin().await?;
        let swap = find(&work, id).await?;
        let offered = swap.owner_id != agent && swap.to_agent_id.is_none_or(|to| to == agent);
        if !offered {
            return Err(Error::not_found("swap", id));
        }
        if swap.start_at <= work.now {
            return Err(begun());
        }
        // Agents are locked before offers, everywhere: nobody waits in a circle.
        lock(&work, agent).await?;
        if !store::rosters::swaps::take(&work.tx, id, agent, work.now).await? {
            let detail = "somebody has taken it, or it is not on offer any more";
            return Err(Error::conflict("swap_taken", detail));
        }
        let wall = Wall::of(&work.tx).await?;
        check(&work, &wall, (agent, span(&swap)), None).await?;
        ended(work, actor, id, "swap.taken").await
    }

    /// Takes an offer of one's own back, until it is decided.
    ///
    /// # Errors
    /// `swap_not_found`, or `swap_decided`.
    pub async fn withdraw_swap(&self, actor: &Actor, id: SwapId) -> Result<PlacedSwap> {
        let agent = own_agent(actor)?;
        let work = self.core.begin().await?;
        let swap = find(&work, id).await?;
        if swap.owner_id != agent {
            return Err(Error::not_found("swap", id));
        }
        let open = matches!(swap.state, SwapState::Asked | SwapState::Accepted);
        let states = (swap.state, SwapState::Withdrawn);
        if !open || !store::rosters::swaps::end(&work.tx, id, states, Some(agent), work.now).await? {
            return Err(decided(&swap));
        }
        ended(work, actor, id, "swap.withdrawn").await
    }

    /// Offers that were taken and wait for a decision.
    ///
    /// # Errors
    /// When the actor may not make rosters or the database fails.
    pub async fn swaps_to_decide(&self, actor: &Actor) -> Result<Vec<PlacedSwap>> {
        actor.require(Permission::RostersManage)?;
        let db = self.core.reader();
        let wall = Wall::of(db).await?;
        let swaps = store::rosters::swaps::accepted(db).await?;
        Ok(swaps
            .into_iter()
            .map(|swap| PlacedSwap::of(&wall, swap))
            .collect())
    }

    /// Approves a swap: the shift is the colleague's from then on.
    ///
    /// # Errors
    /// `swap_not_found`, `swap_decided`, a refusal because the colleague cannot work it any more, or when the actor may not make
    /// rosters.
    pub async fn approve_swap(&self, actor: &Actor, id: SwapId) -> Result<PlacedSwap> {
        actor.require(Permission::RostersManage)?;
        let work = self.core.begin().await?;
        let swap = find(&work, id).await?;
        let Some(taker) = swap.taker_id else {
            return Err(decided(&swap));
        };
        lock(&work, taker).await?;
        let states = (SwapState::Accepted, SwapState::Approved);
        if !store::rosters::swaps::end(&work.tx, id, states, actor.agent_id(), work.now).await? {
            return Err(decided(&swap));
        }
        let wall = Wall::of(&work.tx).await?;
        check(&work, &wall, (taker, span(&swap)), Some(swap.shift_id)).await?;
        let shift = store::rosters::shifts::find(&work.tx, swap.shift_id)
            .await?
            .ok_or_else(|| Error::not_found("shift", swap.shift_id))?;
        let given = NewShift {
            agent_id: taker,
            span: shift.span(),
            pause: shift.pause(),
            state: shift.state,
        };
        store::rosters::shifts::update(&work.tx, shift.id, &given, work.now).await?;
        ended(work, actor, id, "swap.approved").await
    }

    /// Refuses a swap: the shift stays its owner's.
    ///
    /// # Errors
    /// `swap_not_found`, `swap_decided`, or when the actor may not make rosters.
    pub async fn refuse_swap(&self, actor: &Actor, id: SwapId) -> Result<PlacedSwap> {
        actor.require(Permission::RostersManage)?;
        let work = self.core.begin().await?;
        let swap = find(&work, id).await?;
        let states = (SwapState::Accepted, SwapState::Refused);
        if !store::rosters::swaps::end(&work.tx, id, states, actor.agent_id(), work.now).await? {
            return Err(decided(&swap));
        }
        ended(work, actor, id, "swap.refused").await
    }
}

const fn span(swap: &Swap) -> domain::rosters::Span {
    domain::rosters::Span {
        start: swap.start_at,
        end: swap.end_at,
    }
}

async fn find(work: &Work<'_>, id: SwapId) -> Result<Swap> {
    store::rosters::swaps::find(&work.tx, id)
        .await?
        .ok_or_else(|| Error::not_found("swap", id))
}

fn begun() -> Error {
    Error::conflict("shift_begun", "the shift has begun already")
}

fn decided(swap: &Swap) -> Error {
    Error::conflict("swap_decided", format!("the swap is {} already", swap.state))
}

/// Tells those whose turn it is, and those for whom something was decided.
async fn notify(work: &mut Work<'_>, actor: &Actor, wall: &Wall, swap: &Swap) -> Result<()> {
    let key = swap.id.to_string();
    let about = (key.as_str(), wall.day(swap.start_at));
    // Whatever happened, what was asked for before is answered.
    work.roster_news_over(RosterNews::SwapOffered, &key).await?;
    work.roster_news_over(RosterNews::SwapTaken, &key).await?;
    let both = [Some(swap.owner_id), swap.taker_id].into_iter().flatten();
    match swap.state {
        SwapState::Asked => {
            let to = swap.to_agent_id;
            work.notify_of_roster(to, RosterNews::SwapOffered, about, actor)
                .await
        }
        SwapState::Accepted => {
            let deciding = store::agents::holding(&work.tx, Permission::RostersManage).await?;
            work.notify_of_roster(deciding, RosterNews::SwapTaken, about, actor)
                .await
        }
        SwapState::Approved => {
            work.notify_of_roster(both, RosterNews::SwapApproved, about, actor)
                .await
        }
        SwapState::Refused => {
            work.notify_of_roster(both, RosterNews::SwapRefused, about, actor)
                .await
        }
        SwapState::Withdrawn => Ok(()),
    }
}

/// Ends a step of a swap.
async fn ended(mut work: Work<'_>, actor: &Actor, id: SwapId, action: &str) -> Result<PlacedSwap> {
    let wall = Wall::of(&work.tx).await?;
    let swap = find(&work, id).await?;
    let to = swap.taker_name.as_deref().unwrap_or("–");
    let detail = format!("{}: {} → {to}", wall.words(span(&swap)), swap.owner_name);
    work.audit(actor, action, ("swap", Some(id.get())), &detail)
        .await?;
    changed(&mut work);
    notify(&mut work, actor, &wall, &swap).await?;
    work.commit().await?;
    Ok(PlacedSwap::of(&wall, swap))
}
