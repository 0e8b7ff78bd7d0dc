//! Contacts, queues, agents and pools while they are played.

use super::super::plan::Ticks;
use super::super::table::{AgentId, ChannelId, ContactId, Key, PoolId, Table, TeamId};
use super::agenda::Ticket;
use super::list::{Linked, Links, List};

/// One contact. It is in the queue of its channel, in the hands of its agent, or on its way.
#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub channel: ChannelId,
    pub arrived: Ticks,
    /// Interval of the period that it counts in.
    pub interval: u32,
    /// When deferred work is to be finished.
    pub due: Ticks,
    /// Seconds of work left, as if the agent held nothing beside it.
    pub left: f64,
    /// Seconds of work done in a second.
    pub speed: f64,
    /// Since when it is worked on at that speed.
    pub since: Ticks,
    /// Decides where it goes on, uniform in 0..1.
    pub fate: f64,
    /// The event that is waited for: being finished, or giving up.
    pub ticket: Ticket,
    pub agent: AgentId,
    /// How often it was passed on.
    pub hops: u8,
    pub links: Links<ContactId>,
}

impl Linked<ContactId> for Contact {
    fn links(&mut self) -> &mut Links<ContactId> {
        &mut self.links
    }
}

/// Who waits in a channel, and how many are in work.
#[derive(Debug)]
pub(super) struct Queue {
    pub waiting: List<ContactId>,
    pub in_work: u32,
    /// Until when both are counted in the tally.
    pub counted: Ticks,
}

impl Queue {
    pub(super) const EMPTY: Self = Self {
        waiting: List::EMPTY,
        in_work: 0,
        counted: 0,
    };
}

/// One agent.
#[derive(Debug, Clone)]
pub(super) struct Agent {
    pub pool: PoolId,
    pub team: TeamId,
    pub on_shift: bool,
    pub on_break: bool,
    /// Ill for this shift.
    pub absent: bool,
    /// Takes nothing because of a pause: it has begun, or begins when the hands are empty.
    pub away: bool,
    /// Whether the pause has begun.
    pub pausing: bool,
    /// Beginning or end of the next pause.
    pub pause: Ticket,
    /// Live contacts, their number and the units that they take.
    pub live: List<ContactId>,
    pub units: u32,
    /// How many of them get slower beside others.
    pub slow: u32,
    /// Deferred work in hand, or put aside.
    pub mail: ContactId,
    pub mail_active: bool,
    pub mail_interruptible: bool,
    /// Where it stands on the bench, and how it was counted.
    pub level: Option<LevelId>,
    pub busy: bool,
    pub staffed: bool,
    /// When it came to that level.
    pub since: Ticks,
    pub links: Links<AgentId>,
}

impl Linked<AgentId> for Agent {
    fn links(&mut self) -> &mut Links<AgentId> {
        &mut self.links
    }
}

impl Agent {
    pub(super) const fn new(pool: PoolId, team: TeamId) -> Self {
        Self {
            pool,
            team,
            on_shift: false,
            on_break: false,
            absent: false,
            away: false,
            pausing: false,
            pause: Ticket::NONE,
            live: List::EMPTY,
            units: 0,
            slow: 0,
            mail: ContactId::NONE,
            mail_active: false,
            mail_interruptible: false,
            level: None,
            busy: false,
            staffed: false,
            since: 0,
            links: Links::NONE,
        }
    }

    /// Whether it takes contacts at all.
    pub(super) const fn available(&self) -> bool {
        self.on_shift && !self.on_break && !self.absent && !self.away
    }

    /// Whether nothing at all is in hand; work put aside does not count.
    pub(super) const fn empty_handed(&self) -> bool {
        self.live.len == 0 && !self.mail_active
    }

    /// Whether work in hand can neither be shared nor be put aside.
    pub(super) const fn engrossed(&self) -> bool {
        self.mail_active && !self.mail_interruptible
    }
}

/// How much an agent holds: 0 nothing, 1 mail that can be put aside, 1 + n live contacts of n units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LevelId(pub u32);

impl LevelId {
    pub(super) const IDLE: Self = Self(0);
    pub(super) const ON_MAIL: Self = Self(1);
}

impl Key for LevelId {
    #[inline]
    fn index(self) -> usize {
        self.0 as usize
    }

    fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// The bench of a pool: who could take something, by how much they hold.
#[derive(Debug)]
pub(super) struct Pool {
    /// Longest there first.
    pub levels: Table<LevelId, List<AgentId>>,
    /// Levels at which somebody sits, as bits.
    pub occupied: u64,
    pub busy: u32,
    pub staffed: u32,
    /// Until when both are counted in the tally.
    pub counted: Ticks,
}

/// Levels of a bench: [`LevelId`] for 0 to 60 units.
const LEVELS: usize = 62;

impl Pool {
    pub(super) fn new() -> Self {
        Self {
            levels: std::iter::repeat_n(List::EMPTY, LEVELS).collect(),
            occupied: 0,
            busy: 0,
            staffed: 0,
            counted: 0,
        }
    }
}
