//! Who takes which contact, and what comes of it.

use super::super::plan::{seconds, ticks};
use super::super::table::{AgentId, ChannelId, ContactId};
use super::super::tally::Tally;
use super::Engine;
use super::agenda::{Event, Ticket};
use super::state::{Contact, LevelId};

impl Engine<'_> {
    /// Who takes a contact of `channel` that nobody waits before: who holds least, then as the routing says.
    pub(super) fn find_agent(&self, channel: ChannelId) -> Option<AgentId> {
        let plan = &self.plan.channels[channel];
        let mut best: Option<((LevelId, usize, u64), AgentId)> = None;
        for (rank, &id) in plan.pools.iter().enumerate() {
            let pool = &self.pools[id];
            let levels = pool.occupied & plan.room;
            if levels == 0 {
                continue;
            }
            let level = LevelId(levels.trailing_zeros());
            let agent = pool.levels[level].first;
            let rank = if self.plan.specialists_first { rank } else { 0 };
            let key = (level, rank, self.agents[agent].since);
            if best.is_none_or(|(other, _)| key < other) {
                best = Some((key, agent));
            }
        }
        best.map(|(_, agent)| agent)
    }

    pub(super) fn enqueue(&mut self, id: ContactId, at_front: bool) {
        let channel = self.contacts[id].channel;
        let waiting = &mut self.queues[channel].waiting;
        if at_front {
            waiting.push_front(&mut self.contacts, id);
        } else {
            waiting.push_back(&mut self.contacts, id);
        }
        self.mark(channel);
    }

    pub(super) fn dequeue(&mut self, id: ContactId) {
        let channel = self.contacts[id].channel;
        self.queues[channel].waiting.remove(&mut self.contacts, id);
        self.mark(channel);
    }

    fn mark(&mut self, channel: ChannelId) {
        let bits = if self.plan.channels[channel].deferred.is_some() {
            &mut self.waiting_deferred
        } else {
            &mut self.waiting_live
        };
        let bit = 1_u64 << (channel.0 % 64);
        if self.queues[channel].waiting.len > 0 {
            *bits |= bit;
        } else {
            *bits &= !bit;
        }
    }

    /// `agent` takes contact `id`, which is in no queue. The caller settles the agent afterwards.
    pub(super) fn start(&mut self, id: ContactId, agent: AgentId, tally: &mut Tally) {
        let Contact {
            channel,
            arrived,
            interval,
            due,
            ..
        } = self.contacts[id];
        let plan = &self.plan.channels[channel];
        self.count_queue(channel, tally);
        self.queues[channel].in_work += 1;
        let contact = &mut self.contacts[id];
        contact.agent = agent;
        contact.since = self.now;
        contact.speed = 1.0;
        if let Some(deferred) = &plan.deferred {
            let holder = &mut self.agents[agent];
            holder.mail = id;
            holder.mail_active = true;
            holder.mail_interruptible = deferred.interruptible;
            self.expect_end(id);
            return;
        }
        tally.answered(channel, interval, self.now - arrived, self.now <= due);
        self.put_mail_aside(agent, tally);
        let holder = &mut self.agents[agent];
        holder.live.push_back(&mut self.contacts, id);
        holder.units += plan.units;
        holder.slow += u32::from(plan.slow_down > 0.0);
        if holder.slow > 0 {
            self.change_speed(agent);
        }
        // The others have got theirs with their speed.
        if plan.slow_down <= 0.0 {
            self.expect_end(id);
        }
    }

    /// The work on a contact is done.
    pub(super) fn finish(&mut self, id: ContactId, tally: &mut Tally) {
        let Contact {
            channel,
            arrived,
            interval,
            due,
            agent,
            fate,
            hops,
            ..
        } = self.contacts[id];
        let plan = &self.plan.channels[channel];
        self.count_queue(channel, tally);
        self.queues[channel].in_work -= 1;
        tally.cell(channel, interval).served += 1;
        let holder = &mut self.agents[agent];
        if plan.deferred.is_some() {
            holder.mail = ContactId::NONE;
            holder.mail_active = false;
            tally.answered(channel, interval, self.now - arrived, self.now <= due);
        } else {
            holder.live.remove(&mut self.contacts, id);
            holder.units -= plan.units;
            let was_slow = holder.slow > 0;
            holder.slow -= u32::from(plan.slow_down > 0.0);
            if was_slow {
                self.change_speed(agent);
            }
        }
        self.dismiss(id);
        self.pass_on(&plan.transfers, channel, fate, hops);
        self.seek(agent, tally);
    }

    /// `agent` takes what waits and fits, then goes on with what was put aside; what is left in hand is settled.
    pub(super) fn seek(&mut self, agent: AgentId, tally: &mut Tally) {
        while let Some(id) = self.next_live(agent) {
            self.count_queue(self.contacts[id].channel, tally);
            self.dequeue(id);
            self.start(id, agent, tally);
        }
        let holder = &self.agents[agent];
        if holder.empty_handed() && holder.available() {
            if holder.mail.is_none() {
                if let Some(id) = self.next_deferred(agent) {
                    self.count_queue(self.contacts[id].channel, tally);
                    self.dequeue(id);
                    self.start(id, agent, tally);
                }
            } else {
                self.take_mail_up(agent, tally);
            }
        }
        self.settle(agent, tally);
    }

    /// The live contact that `agent` has room for and that comes first.
    fn next_live(&self, agent: AgentId) -> Option<ContactId> {
        let holder = &self.agents[agent];
        let mut waiting = self.waiting_live & self.plan.pools[holder.pool].serves;
        if waiting == 0 || !holder.available() || holder.engrossed() {
            return None;
        }
        let mut best = None;
        while waiting != 0 {
            let channel = ChannelId(waiting.trailing_zeros());
            waiting &= waiting - 1;
            let plan = &self.plan.channels[channel];
            if holder.units + plan.units > self.plan.full {
                continue;
            }
            let id = self.queues[channel].waiting.first;
            let key = (plan.priority, self.contacts[id].arrived);
            if best.is_none_or(|(other, _)| key < other) {
                best = Some((key, id));
            }
        }
        best.map(|(_, id)| id)
    }

    /// The deferred contact that `agent` can do and that is due first, among those of the first priority.
    fn next_deferred(&self, agent: AgentId) -> Option<ContactId> {
        let mut waiting = self.waiting_deferred & self.plan.pools[self.agents[agent].pool].serves;
        let mut best = None;
        while waiting != 0 {
            let channel = ChannelId(waiting.trailing_zeros());
            waiting &= waiting - 1;
            let id = self.queues[channel].waiting.first;
            let key = (self.plan.channels[channel].priority, self.contacts[id].due);
            if best.is_none_or(|(other, _)| key < other) {
                best = Some((key, id));
            }
        }
        best.map(|(_, id)| id)
    }

    /// Notes what was done of a contact so far.
    fn progress(&mut self, id: ContactId) {
        let contact = &mut self.contacts[id];
        let done = seconds(self.now - contact.since) * contact.speed;
        contact.left = (contact.left - done).max(0.0);
        contact.since = self.now;
    }

    /// Puts the end of the work on the agenda; an end that stood there does not count any more.
    fn expect_end(&mut self, id: ContactId) {
        let contact = &self.contacts[id];
        let at = self.now + ticks(contact.left / contact.speed);
        let ticket = self.agenda.add(at, Event::Finish(id));
        self.contacts[id].ticket = ticket;
    }

    /// The number of live contacts of `agent` has changed, and with it the speed of those that get slower beside others.
    fn change_speed(&mut self, agent: AgentId) {
        let others = f64::from(self.agents[agent].live.len.saturating_sub(1));
        let mut id = self.agents[agent].live.first;
        while !id.is_none() {
            let slow_down = self.plan.channels[self.contacts[id].channel].slow_down;
            if slow_down > 0.0 {
                self.progress(id);
                self.contacts[id].speed = 1.0 / (1.0 + slow_down * others);
                self.expect_end(id);
            }
            id = self.contacts[id].links.next();
        }
    }

    /// Work that can be put aside is.
    pub(super) fn put_mail_aside(&mut self, agent: AgentId, tally: &mut Tally) {
        let holder = &mut self.agents[agent];
        if !holder.mail_active || !holder.mail_interruptible {
            return;
        }
        holder.mail_active = false;
        let id = holder.mail;
        self.progress(id);
        self.contacts[id].ticket = Ticket::NONE;
        self.leave_work(id, tally);
    }

    fn take_mail_up(&mut self, agent: AgentId, tally: &mut Tally) {
        let holder = &mut self.agents[agent];
        holder.mail_active = true;
        let id = holder.mail;
        let contact = &mut self.contacts[id];
        contact.since = self.now;
        let channel = contact.channel;
        self.count_queue(channel, tally);
        self.queues[channel].in_work += 1;
        self.expect_end(id);
    }

    fn leave_work(&mut self, id: ContactId, tally: &mut Tally) {
        let channel = self.contacts[id].channel;
        self.count_queue(channel, tally);
        self.queues[channel].in_work -= 1;
    }

    /// Who goes home leaves unfinished mail to the others.
    pub(super) fn hand_mail_back(&mut self, agent: AgentId, tally: &mut Tally) {
        self.put_mail_aside(agent, tally);
        let holder = &mut self.agents[agent];
        if holder.mail.is_none() || holder.mail_active {
            return;
        }
        let id = holder.mail;
        holder.mail = ContactId::NONE;
        let channel = self.contacts[id].channel;
        self.count_queue(channel, tally);
        self.enqueue(id, true);
        if let Some(other) = self.find_agent(channel) {
            self.seek(other, tally);
        }
    }
}
