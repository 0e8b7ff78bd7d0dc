//! Who comes: arrivals from outside, what they bring with them, and where they go on.

use rand::{Rng as _, SeedableRng as _};
use rand_distr::{Distribution as _, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::super::plan::{ArrivalPlan, Route, Ticks, ticks};
use super::super::table::{AgentId, ChannelId, ContactId};
use super::super::tally::Tally;
use super::Engine;
use super::agenda::{Event, Ticket};
use super::list::Links;
use super::state::Contact;

/// A contact is passed on at most so often, so that a circle of transfers ends.
const MOST_HOPS: u8 = 8;

/// A generator of its own for each replication, channel and purpose.
pub(super) fn generator(seed: u64, replication: u64, stream: u64, purpose: u64) -> Xoshiro256PlusPlus {
    // SplitMix64 as recommended by the authors of xoshiro, over numbers that differ in every argument.
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = mix(seed.wrapping_add(STEP));
    for part in [replication, stream, purpose] {
        state = mix(state ^ part.wrapping_add(1).wrapping_mul(STEP));
    }
    Xoshiro256PlusPlus::seed_from_u64(state)
}

/// The customers of one channel.
pub(super) struct Stream {
    /// When they come.
    arrivals: Xoshiro256PlusPlus,
    /// What those from outside bring with them: in the order of arrival, whoever serves them.
    nature: Xoshiro256PlusPlus,
    /// The same for those who were passed on from elsewhere.
    moved: Xoshiro256PlusPlus,
    /// Poisson: the interval reached, how much of its expectation is used up, and the factor of its period.
    interval: u64,
    used: f64,
    factor: f64,
    /// Recorded: the period that is being replayed, and which contact is next.
    period: u64,
    position: usize,
    first_period: u64,
    /// Handling time of the contact that arrives next, where it was recorded.
    handling: Option<f64>,
}

impl Stream {
    pub(super) fn new(seed: u64, replication: u64, first_period: u64, channel: ChannelId) -> Self {
        let stream = u64::from(channel.0) + 1;
        Self {
            arrivals: generator(seed, replication, stream, 1),
            nature: generator(seed, replication, stream, 2),
            moved: generator(seed, replication, stream, 3),
            interval: 0,
            used: 0.0,
            factor: 1.0,
            period: 0,
            position: 0,
            first_period,
            handling: None,
        }
    }
}

/// What a contact brings with it.
struct Nature {
    deflected: bool,
    handling: f64,
    patience: Option<f64>,
    fate: f64,
}

impl Engine<'_> {
    /// Puts the next contact from outside on the agenda.
    pub(super) fn next_arrival(&mut self, channel: ChannelId) {
        let at = match &self.plan.channels[channel].arrivals {
            ArrivalPlan::Poisson { .. } => self.next_poisson(channel),
            ArrivalPlan::Renewal(between) => {
                let wait = between.draw(&mut self.streams[channel].arrivals);
                Some(self.now + ticks(wait))
            }
            ArrivalPlan::Recorded(periods) => {
                let stream = &mut self.streams[channel];
                next_recorded(periods, stream, self.plan.period)
            }
        };
        if let Some(at) = at {
            self.agenda.add(at, Event::Arrival(channel));
        }
    }

    /// Inversion of the cumulated rate, interval by interval: exact for rates that are constant in each.
    fn next_poisson(&mut self, channel: ChannelId) -> Option<Ticks> {
        let ArrivalPlan::Poisson { expected, factor } = &self.plan.channels[channel].arrivals else {
            return None;
        };
        let intervals = u64::from(self.plan.intervals);
        let stream = &mut self.streams[channel];
        let mut left: f64 = Exp1.sample(&mut stream.arrivals);
        // A period in which nothing comes at all: nothing will ever come.
        let mut empty = 0;
        loop {
            let in_period = stream.interval % intervals;
            if in_period == 0 && stream.used == 0.0 {
                stream.factor = factor
                    .as_ref()
                    .map_or(1.0, |gamma| gamma.draw(&mut stream.arrivals));
            }
            let index = usize::try_from(in_period).unwrap_or(usize::MAX);
            let rate = expected.get(index).copied().unwrap_or_default() * stream.factor;
            if rate > 0.0 && stream.used + left / rate < 1.0 {
                stream.used += left / rate;
                let into = stream.used * crate::simulation::plan::seconds(self.plan.interval);
                return Some(stream.interval * self.plan.interval + ticks(into));
            }
            left -= rate * (1.0 - stream.used);
            stream.used = 0.0;
            stream.interval += 1;
            empty = if rate > 0.0 { 0 } else { empty + 1 };
            if empty > 2 * intervals {
                return None;
            }
        }
    }

    /// A contact from outside, and the next one after it.
    pub(super) fn arrival(&mut self, channel: ChannelId, tally: &mut Tally) {
        let recorded = self.streams[channel].handling.take();
        let mut nature = self.nature(channel, false);
        if let Some(handling) = recorded {
            nature.handling = handling;
        }
        self.next_arrival(channel);
        let id = self.admit(self.contact(channel, &nature, 0));
        self.enter(id, &nature, tally);
    }

    /// A contact that was on its way gets there.
    pub(super) fn arrive(&mut self, id: ContactId, tally: &mut Tally) {
        let Contact { channel, hops, .. } = self.contacts[id];
        let nature = self.nature(channel, true);
        self.contacts[id] = self.contact(channel, &nature, hops);
        self.enter(id, &nature, tally);
    }

    fn enter(&mut self, id: ContactId, nature: &Nature, tally: &mut Tally) {
        let Contact {
            channel,
            interval,
            hops,
            ..
        } = self.contacts[id];
        let cell = tally.cell(channel, interval);
        cell.arrived += 1;
        cell.moved_in += u64::from(hops > 0);
        if nature.deflected {
            cell.deflected += 1;
            self.dismiss(id);
        } else if let Some(agent) = self.find_agent(channel) {
            self.start(id, agent, tally);
            self.settle(agent, tally);
        } else {
            self.count_queue(channel, tally);
            self.enqueue(id, false);
            if let Some(patience) = nature.patience {
                let ticket = self.agenda.add(self.now + ticks(patience), Event::GiveUp(id));
                self.contacts[id].ticket = ticket;
            }
        }
    }

    fn nature(&mut self, channel: ChannelId, moved: bool) -> Nature {
        let plan = &self.plan.channels[channel];
        let stream = &mut self.streams[channel];
        let rng = if moved {
            &mut stream.moved
        } else {
            &mut stream.nature
        };
        // All is drawn for everybody: a bot that answers more must not change who comes after.
        Nature {
            deflected: rng.random::<f64>() < plan.deflection,
            fate: rng.random::<f64>(),
            handling: plan.handling.draw(rng),
            patience: plan.patience.as_ref().map(|patience| patience.draw(rng)),
        }
    }

    fn contact(&self, channel: ChannelId, nature: &Nature, hops: u8) -> Contact {
        let plan = &self.plan.channels[channel];
        let hours = plan
            .deferred
            .as_ref()
            .and_then(|deferred| deferred.hours.as_ref());
        Contact {
            channel,
            arrived: self.now,
            interval: self.interval,
            due: hours.map_or(self.now + plan.threshold, |hours| {
                hours.due(self.now, plan.threshold)
            }),
            left: nature.handling,
            speed: 1.0,
            since: self.now,
            fate: nature.fate,
            ticket: Ticket::NONE,
            agent: AgentId::NONE,
            hops,
            links: Links::NONE,
        }
    }

    /// Patience is over.
    pub(super) fn give_up(&mut self, id: ContactId, tally: &mut Tally) {
        let Contact {
            channel,
            interval,
            arrived,
            fate,
            hops,
            ..
        } = self.contacts[id];
        self.count_queue(channel, tally);
        self.dequeue(id);
        let cell = tally.cell(channel, interval);
        cell.abandoned += 1;
        cell.wait_abandoned += self.now - arrived;
        self.dismiss(id);
        self.pass_on(&self.plan.channels[channel].after_abandoning, channel, fate, hops);
    }

    /// Sends who was in `from` where `fate` says, if anywhere.
    pub(super) fn pass_on(&mut self, routes: &[Route], from: ChannelId, fate: f64, hops: u8) {
        if hops >= MOST_HOPS {
            return;
        }
        let Some(route) = routes.iter().find(|route| fate < route.below) else {
            return;
        };
        let rng = &mut self.streams[from].moved;
        let delay = route.delay.as_ref().map_or(0.0, |delay| delay.draw(rng));
        let on_its_way = Contact {
            channel: route.to,
            arrived: self.now,
            interval: self.interval,
            due: Ticks::MAX,
            left: 0.0,
            speed: 1.0,
            since: self.now,
            fate,
            ticket: Ticket::NONE,
            agent: AgentId::NONE,
            hops: hops + 1,
            links: Links::NONE,
        };
        let id = self.admit(on_its_way);
        self.agenda.add(self.now + ticks(delay), Event::Arrive(id));
    }
}

fn next_recorded(periods: &[Vec<(Ticks, Option<f64>)>], stream: &mut Stream, period: Ticks) -> Option<Ticks> {
    let count = periods.len() as u64;
    // When all of them are empty, one round shows it.
    for _ in 0..=count {
        let recorded =
            usize::try_from((stream.first_period + stream.period) % count.max(1)).unwrap_or_default();
        let contact = periods
            .get(recorded)
            .and_then(|contacts| contacts.get(stream.position));
        if let Some(&(at, handling)) = contact {
            stream.position += 1;
            stream.handling = handling;
            return Some(stream.period * period + at);
        }
        stream.period += 1;
        stream.position = 0;
    }
    None
}
