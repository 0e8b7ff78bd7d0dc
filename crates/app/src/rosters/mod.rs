//! Rosters of real people: made from what a week needs, changed by hand, published; meetings, leave, and shifts that change hands.
//!
//! Days and weeks are those of the organisation's clock. Nobody works two shifts at once or on leave that was granted: whoever writes
//! a shift locks its agent first, so that of two who plan the same agent the second sees what the first did. Too short a rest is told
//! and not refused. Those who may make rosters see drafts, everybody else what is published.

mod day;
mod leave;
mod make;
mod meetings;
mod own;
mod rules;
mod shifts;
mod swaps;
mod wall;
mod week;

use std::sync::Arc;

use domain::{Actor, AgentId, Permission};

pub use day::{AgentDay, Intraday, OwnDay};
pub use leave::{LeaveRequest, LeaveToDecide};
pub use make::{FULL_TIME, Hours, Made, MakeRoster};
pub use meetings::{MeetingChanged, MeetingFields, PlacedMeeting};
pub use own::{CalendarWords, Own};
pub use rules::Warning;
pub use shifts::{Changed, ShiftFields};
pub use store::rosters::{Leave, Person, Shift, Swap};
pub use swaps::PlacedSwap;
pub use wall::Placed;
pub(crate) use wall::{Wall, later, monday_of};
pub use week::RosterWeek;

use crate::core::{Core, Error, Result, Work};

/// Use cases of rosters.
#[derive(Clone)]
pub struct Rosters {
    core: Arc<Core>,
}

impl Rosters {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }
}

/// Whether the actor makes rosters, and so sees drafts.
fn manages(actor: &Actor) -> bool {
    actor.permissions.has(Permission::RostersManage)
}

/// The agent who asks for something of their own.
fn own_agent(actor: &Actor) -> Result<AgentId> {
    actor
        .agent_id()
        .ok_or_else(|| Error::Internal("the product itself has no shifts".to_owned()))
}

/// Tells everybody who looks at a roster to read it again.
fn changed(work: &mut Work<'_>) {
    work.settings_changed("rosters");
}
