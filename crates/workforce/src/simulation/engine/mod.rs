//! One replication, event by event.
//!
//! [`agenda`] holds what happens next, [`customers`] who comes, [`staff`] who is there and how much they hold, [`work`] brings
//! the two together. State is kept in tables of rows that are reused; after the first replication of a thread nothing is
//! allocated any more but for longer queues.
//!
//! What must stay true between two events: no contact waits that somebody on the bench could take.

mod agenda;
mod customers;
mod list;
mod staff;
mod state;
mod work;

use self::agenda::{Agenda, Event, Ticket};
use self::customers::Stream;
use self::state::{Agent, Contact, Pool, Queue};
use super::model::Run;
use super::plan::{Plan, Ticks};
use super::table::{AgentId, ChannelId, ContactId, PoolId, Table, TeamId};
use super::tally::{Tally, UNMEASURED};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Plays replications of a plan, one after the other.
pub(super) struct Engine<'a> {
    plan: &'a Plan,
    now: Ticks,
    /// Interval of the period in which time passes, or [`UNMEASURED`].
    interval: u32,
    /// Intervals since the beginning.
    intervals_passed: u64,
    warm_up_intervals: u64,
    agenda: Agenda,
    contacts: Table<ContactId, Contact>,
    /// Rows of `contacts` that may be used again.
    unused: Vec<ContactId>,
    queues: Table<ChannelId, Queue>,
    /// Live channels in which somebody waits, and deferred ones, as bits.
    waiting_live: u64,
    waiting_deferred: u64,
    agents: Table<AgentId, Agent>,
    pools: Table<PoolId, Pool>,
    teams: Table<TeamId, Shifts>,
    streams: Table<ChannelId, Stream>,
    /// What agents draw from: absence and pauses.
    chance: Xoshiro256PlusPlus,
}

/// Where a team is in its timetable.
#[derive(Debug, Clone, Copy)]
struct Shifts {
    first_agent: u32,
    next_step: usize,
    period_began: Ticks,
}

impl<'a> Engine<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            now: 0,
            interval: UNMEASURED,
            intervals_passed: 0,
            warm_up_intervals: 0,
            agenda: Agenda::default(),
            contacts: Table::new(),
            unused: Vec::new(),
            queues: Table::new(),
            waiting_live: 0,
            waiting_deferred: 0,
            agents: Table::new(),
            pools: Table::new(),
            teams: Table::new(),
            streams: Table::new(),
            chance: customers::generator(0, 0, 0, 0),
        }
    }

    /// Plays replication number `replication` and adds what happened to `tally`.
    pub(super) fn play(&mut self, run: &Run, replication: u64, tally: &mut Tally) {
        self.begin(run, replication);
        let end = u64::from(run.warm_up_periods + run.periods) * self.plan.period;
        while let Some((at, event, ticket)) = self.agenda.next(end) {
            self.now = at;
            match event {
                Event::Interval => self.next_interval(tally),
                Event::Finish(contact) => {
                    if self.contacts[contact].ticket == ticket {
                        self.finish(contact, tally);
                    }
                }
                Event::GiveUp(contact) => {
                    if self.contacts[contact].ticket == ticket {
                        self.give_up(contact, tally);
                    }
                }
                Event::Arrive(contact) => self.arrive(contact, tally),
                Event::Arrival(channel) => self.arrival(channel, tally),
                Event::Timetable(team) => self.timetable(team, tally),
                Event::Pause(agent) => {
                    if self.agents[agent].pause == ticket {
                        self.pause(agent, tally);
                    }
                }
            }
        }
        self.now = end;
        self.close(tally);
        tally.periods += u64::from(run.periods);
    }

    fn begin(&mut self, run: &Run, replication: u64) {
        let plan = self.plan;
        self.now = 0;
        self.interval = UNMEASURED;
        self.intervals_passed = 0;
        self.warm_up_intervals = u64::from(run.warm_up_periods) * u64::from(plan.intervals);
        self.agenda.clear();
        self.contacts.clear();
        self.unused.clear();
        self.waiting_live = 0;
        self.waiting_deferred = 0;
        self.chance = customers::generator(run.seed, replication, 0, 0);
        self.queues = plan.channels.values().map(|_| Queue::EMPTY).collect();
        self.pools = plan.pools.values().map(|_| Pool::new()).collect();
        self.streams.clear();
        let first_period = replication * u64::from(run.warm_up_periods + run.periods);
        for channel in plan.channels.keys() {
            let stream = Stream::new(run.seed, replication, first_period, channel);
            self.streams.push(stream);
        }
        self.agenda.add(0, Event::Interval);
        self.begin_shifts();
        for channel in plan.channels.keys() {
            self.next_arrival(channel);
        }
    }

    /// Counts up to now and goes on to the next interval.
    fn next_interval(&mut self, tally: &mut Tally) {
        self.count_all(tally);
        self.sample(tally);
        let passed = self.intervals_passed;
        let in_period = passed % u64::from(self.plan.intervals);
        self.interval = if passed < self.warm_up_intervals {
            UNMEASURED
        } else {
            u32::try_from(in_period).unwrap_or(UNMEASURED)
        };
        self.intervals_passed += 1;
        self.agenda.add(self.now + self.plan.interval, Event::Interval);
    }

    /// How much waits, and how long, at the end of an interval.
    fn sample(&mut self, tally: &mut Tally) {
        for (channel, queue) in self.queues.iter() {
            if queue.waiting.len > 0 {
                let cell = tally.cell(channel, self.interval);
                cell.oldest += self.now - self.contacts[queue.waiting.first].arrived;
                cell.backlog += u64::from(queue.waiting.len);
            }
        }
    }

    fn count_all(&mut self, tally: &mut Tally) {
        for channel in self.plan.channels.keys() {
            self.count_queue(channel, tally);
        }
        for pool in self.plan.pools.keys() {
            self.count_pool(pool, tally);
        }
    }

    /// Adds the time since the last change of a queue to the tally; before every change of it.
    fn count_queue(&mut self, channel: ChannelId, tally: &mut Tally) {
        let queue = &mut self.queues[channel];
        let passed = self.now - queue.counted;
        queue.counted = self.now;
        let cell = tally.cell(channel, self.interval);
        cell.queue_area += passed * u64::from(queue.waiting.len);
        cell.work_area += passed * u64::from(queue.in_work);
    }

    /// The same for a pool.
    fn count_pool(&mut self, id: PoolId, tally: &mut Tally) {
        let pool = &mut self.pools[id];
        let passed = self.now - pool.counted;
        pool.counted = self.now;
        let cell = tally.staff(id, self.interval);
        cell.busy += passed * u64::from(pool.busy);
        cell.staffed += passed * u64::from(pool.staffed);
    }

    /// The end: what is still there is counted as that.
    fn close(&mut self, tally: &mut Tally) {
        self.count_all(tally);
        self.sample(tally);
        for channel in self.plan.channels.keys() {
            let mut id = self.queues[channel].waiting.first;
            while !id.is_none() {
                let contact = &self.contacts[id];
                let too_late = self.now >= contact.due;
                let cell = tally.cell(channel, contact.interval);
                cell.still_waiting += 1;
                cell.missed += u64::from(too_late);
                id = contact.links.next();
            }
        }
        for (_, agent) in self.agents.iter() {
            let mut id = agent.live.first;
            while !id.is_none() {
                let contact = &self.contacts[id];
                tally.cell(contact.channel, contact.interval).still_in_work += 1;
                id = contact.links.next();
            }
            if !agent.mail.is_none() {
                let contact = &self.contacts[agent.mail];
                let cell = tally.cell(contact.channel, contact.interval);
                cell.still_in_work += 1;
                cell.missed += u64::from(self.now >= contact.due);
            }
        }
    }

    /// A row for a contact.
    fn admit(&mut self, contact: Contact) -> ContactId {
        if let Some(id) = self.unused.pop() {
            self.contacts[id] = contact;
            return id;
        }
        self.contacts.push(contact)
    }

    /// A contact is over.
    fn dismiss(&mut self, id: ContactId) {
        self.contacts[id].ticket = Ticket::NONE;
        self.unused.push(id);
    }
}
