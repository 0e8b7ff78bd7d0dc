//! What other nodes say, and what happens when they cannot be heard.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};

use super::inner::Inner;
use super::socket::CloseReason;
use crate::bus::Signal;
use crate::protocol::ResyncReason;
use crate::sequence::Seen;
use crate::sync::lock;
use crate::{Body, Control, Envelope, NodeId};

impl Inner {
    /// Handles what comes from the bus, in order, until the bus ends.
    pub(super) async fn listen(self: Arc<Self>, mut signals: mpsc::Receiver<Signal>) {
        while let Some(signal) = signals.recv().await {
            self.on(signal);
        }
    }

    pub(super) fn on(&self, signal: Signal) {
        match signal {
            Signal::Message(envelope) => self.hear(envelope),
            Signal::Up => self.bus_up(),
            Signal::Down => self.bus_down(),
        }
    }

    /// The heartbeat and all that expires.
    pub(super) async fn tick(self: Arc<Self>) {
        let mut tick = tokio::time::interval(self.options.tick);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut beat = Instant::now();
        loop {
            let now = tick.tick().await;
            self.tick_presence();
            self.settle_storm();
            self.bury_silent(now);
            if now >= beat {
                beat = now + self.options.heartbeat;
                self.heartbeat();
                lock(&self.sequences).prune(now);
            }
        }
    }

    fn heartbeat(&self) {
        let agents = lock(&self.attendance).roster.count_at(self.bus.node());
        self.bus.publish(|| Body::Heartbeat {
            agents: u32::try_from(agents).unwrap_or(u32::MAX),
        });
    }

    fn bus_up(&self) {
        lock(&self.storm).down_since = None;
        self.bus.publish(|| Body::AskRoster { of: None });
        self.heartbeat();
        self.resync_all(ResyncReason::BusRestored);
    }

    fn bus_down(&self) {
        lock(&self.storm).down_since = Some(Instant::now());
    }

    fn hear(&self, envelope: Envelope) {
        let now = Instant::now();
        let node = envelope.node;
        let seen = lock(&self.sequences).observe(node, envelope.sequence, now);
        match seen {
            Seen::Next | Seen::Old => {}
            // Nothing is known of its agents yet, unless this very message tells.
            Seen::New => self.ask_roster(node),
            Seen::Gap(missing) => {
                tracing::warn!(%node, missing, "messages of another node were missed");
                self.meter.missed(missing);
                self.ask_roster(node);
                self.resync_all(ResyncReason::BusGap);
            }
        }
        lock(&self.attendance).roster.heard(node, now);
        // What is overtaken must not undo the newer presence; a hint can be applied late, and a control must be.
        if seen != Seen::Old || matches!(envelope.body, Body::Event { .. } | Body::Control(_)) {
            self.obey(node, envelope.body);
        }
    }

    fn obey(&self, node: NodeId, body: Body) {
        match body {
            Body::Event {
                topic,
                mut also,
                event,
            } => {
                also.insert(0, topic);
                self.deliver(&also, &event, "bus");
            }
            Body::Heartbeat { agents } => {
                let known = lock(&self.attendance).roster.count_at(node);
                if known as u64 != u64::from(agents) {
                    self.ask_roster(node);
                }
            }
            Body::Presence { agents } => self.note_agents(node, agents),
            Body::AskRoster { of } => {
                if of.is_none_or(|of| of == self.bus.node()) {
                    self.send_roster();
                }
            }
            Body::Roster { part, last, agents } => self.note_roster(node, part, last, agents),
            Body::Control(control) => self.control(&control),
            Body::Goodbye => {
                self.forget_node(node);
                lock(&self.sequences).forget(node);
            }
            Body::Unknown => {}
        }
    }

    fn ask_roster(&self, node: NodeId) {
        let due = lock(&self.attendance)
            .roster
            .should_ask(node, self.options.heartbeat, Instant::now());
        if due {
            self.bus.publish(|| Body::AskRoster { of: Some(node) });
        }
    }

    /// Judges the local sockets anew.
    pub(super) fn control(&self, control: &Control) {
        let reason = ResyncReason::AccessChanged;
        match control {
            Control::AccessChanged { agent_ids } => {
                let sockets = self.each_socket(
                    |socket| agent_ids.is_empty() || agent_ids.contains(&socket.identity.agent_id),
                    |socket| socket.reauthorise(reason),
                );
                self.meter.resyncs(reason, sockets);
            }
            Control::SessionEnded { session_id } => {
                self.each_socket(
                    |socket| socket.identity.session_id == Some(*session_id),
                    |socket| socket.close(CloseReason::SignedOut),
                );
            }
            Control::AgentEnded { agent_id } => {
                self.each_socket(
                    |socket| socket.identity.agent_id == *agent_id,
                    |socket| socket.close(CloseReason::SignedOut),
                );
            }
        }
    }

    /// A node that vanished without a goodbye may have committed a change and died before it could tell.
    fn bury_silent(&self, now: Instant) {
        let silent = lock(&self.attendance)
            .roster
            .silent(self.bus.node(), self.options.silent_after, now);
        if silent.is_empty() {
            return;
        }
        for node in &silent {
            tracing::warn!(%node, "another node has fallen silent");
            self.forget_node(*node);
        }
        // While the bus is down all nodes fall silent, and its own resync is on the way.
        if self.bus.is_up() {
            self.resync_all(ResyncReason::NodeLost);
        }
    }
}
