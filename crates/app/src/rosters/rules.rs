//! Whether a shift may stand where it is to stand.

use domain::AgentId;
use domain::ShiftId;
use domain::rosters::{LONGEST, REST, SHORTEST, Span};
use store::rosters::Leave;

use super::wall::Wall;
use crate::core::{Error, Result, Work};

/// What is allowed and should be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code.
    pub code: &'static str,
    /// In words.
    pub text: String,
}

/// Refuses a shift that an agent cannot work, and tells what should be known of one that they can. Locks the agent until the end of
/// the transaction. `except` is the shift itself, when it stands somewhere already.
pub(super) async fn check(
    work: &Work<'_>,
    wall: &Wall,
    (agent, span): (AgentId, Span),
    except: Option<ShiftId>,
) -> Result<Vec<Warning>> {
    lock(work, agent).await?;
    let minutes = span.minutes();
    if span.end <= span.start || !(SHORTEST..=LONGEST).contains(&minutes) {
        let detail = format!("the shift has {minutes} minutes, must have {SHORTEST} to {LONGEST}");
        return Err(Error::field("end", "out_of_range", detail));
    }
    let (first, last) = wall.days_of(span);
    let leave = store::rosters::leave::granted(&work.tx, &first.to_string(), &last.to_string()).await?;
    if let Some(leave) = leave.iter().find(|leave| leave.agent_id == agent) {
        let detail = format!("is on leave from {} to {}", leave.from_day, leave.to_day);
        return Err(Error::field("agent_id", "on_leave", detail));
    }
    let around = Span {
        start: span.start.minus(REST),
        end: span.end.plus(REST),
    };
    let mut warnings = Vec::new();
    for other in store::rosters::shifts::of_agent(&work.tx, agent, around).await? {
        if Some(other.id) == except {
            continue;
        }
        let words = wall.words(other.span());
        if span.overlaps(other.span()) {
            let detail = format!("works already: {words}");
            return Err(Error::field("start", "shift_overlaps", detail));
        }
        if !span.rests_from(other.span()) {
            warnings.push(Warning {
                code: "short_rest",
                text: format!("less than 11 hours of rest: {words}"),
            });
        }
    }
    Ok(warnings)
}

/// Locks an agent who is to work, until the end of the transaction.
pub(super) async fn lock(work: &Work<'_>, agent: AgentId) -> Result<()> {
    let found = store::agents::find_for_update(&work.tx, agent).await?;
    let (code, detail) = match found {
        Some(agent) if agent.active => return Ok(()),
        Some(agent) => ("agent_inactive", format!("{} is not active", agent.name)),
        None => ("does_not_exist", format!("agent {agent} does not exist")),
    };
    Err(Error::field("agent_id", code, detail))
}

/// Whether an agent is on leave at a time at work. Days compare as their texts do.
pub(super) fn is_away(wall: &Wall, leave: &[Leave], agent: AgentId, span: Span) -> bool {
    let (first, last) = wall.days_of(span);
    let (first, last) = (first.to_string(), last.to_string());
    leave
        .iter()
        .any(|leave| leave.agent_id == agent && leave.from_day <= last && leave.to_day >= first)
}
