//! Metrics, and the same counts for the health page and the tests.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::ResyncReason;

/// Counts since the start of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HubStats {
    /// Open sockets.
    pub sockets: u64,
    /// Hints published here or heard from other nodes.
    pub events: u64,
    /// Hints put into the queue of a socket.
    pub deliveries: u64,
    /// Sockets told to resync.
    pub resyncs: u64,
    /// Messages of other nodes that went missing.
    pub bus_missed: u64,
    /// Messages to other nodes that could not be sent.
    pub bus_dropped: u64,
    /// Other nodes that are alive.
    pub nodes: u64,
    /// Whether other nodes can be heard; always true without a bus.
    pub bus_up: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Meter {
    sockets: AtomicU64,
    events: AtomicU64,
    deliveries: AtomicU64,
    resyncs: AtomicU64,
    missed: AtomicU64,
}

impl Meter {
    pub(crate) fn connected(&self) {
        self.sockets.fetch_add(1, Ordering::Relaxed);
        metrics::gauge!("rapport_realtime_sockets").increment(1.0);
    }

    pub(crate) fn disconnected(&self) {
        self.sockets.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!("rapport_realtime_sockets").decrement(1.0);
    }

    pub(crate) fn event(&self, source: &'static str, deliveries: u64) {
        self.events.fetch_add(1, Ordering::Relaxed);
        self.deliveries.fetch_add(deliveries, Ordering::Relaxed);
        metrics::counter!("rapport_realtime_events_total", "source" => source).increment(1);
        metrics::counter!("rapport_realtime_deliveries_total").increment(deliveries);
    }

    pub(crate) fn resyncs(&self, reason: ResyncReason, sockets: u64) {
        self.resyncs.fetch_add(sockets, Ordering::Relaxed);
        metrics::counter!("rapport_realtime_resyncs_total", "reason" => reason.as_str()).increment(sockets);
    }

    pub(crate) fn missed(&self, messages: u64) {
        self.missed.fetch_add(messages, Ordering::Relaxed);
        metrics::counter!("rapport_realtime_bus_missed_total").increment(messages);
    }

    pub(crate) fn nodes(&self, others: usize) {
        #[expect(clippy::cast_precision_loss, reason = "a gauge of a handful of nodes")]
        metrics::gauge!("rapport_realtime_nodes").set(others as f64);
    }

    pub(crate) fn snapshot(&self) -> HubStats {
        HubStats {
            sockets: self.sockets.load(Ordering::Relaxed),
            events: self.events.load(Ordering::Relaxed),
            deliveries: self.deliveries.load(Ordering::Relaxed),
            resyncs: self.resyncs.load(Ordering::Relaxed),
            bus_missed: self.missed.load(Ordering::Relaxed),
            ..HubStats::default()
        }
    }
}
