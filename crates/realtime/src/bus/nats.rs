//! NATS: one connection, one wildcard subscription, three tasks.
//!
//! - The *publisher* takes messages from a bounded queue, so that callers never wait for the network.
//! - The *reader* takes messages from the subscription and hands them to the hub in order.
//! - The *link* finds out whether this node really hears the others. "Connected" is not enough: after a reconnect the
//!   subscription has yet to reach the server, and what is published before that is lost. So the link sends itself a
//!   probe over the new connection; the server handles one connection's lines in order, so a probe that comes back
//!   proves the subscription. Only then is the bus up.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_nats::{Client, ConnectErrorKind, ConnectOptions, ServerAddr, Subscriber, connection};
use bytes::Bytes;
use futures::StreamExt;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::options::valid_prefix;
use super::{BusError, BusOptions, Signal};
use crate::{Envelope, NodeId};

/// How often the link looks after the connection, and repeats a probe that has not come back.
const LINK_CHECK: Duration = Duration::from_millis(500);
/// The longest pause between two attempts to reconnect.
const RECONNECT_PAUSE: Duration = Duration::from_secs(2);
/// How long [`NatsBus::close`] waits for the queue to empty.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(super) struct NatsBus {
    queue: mpsc::Sender<Outgoing>,
    state: Arc<State>,
    _stop: DropGuard,
}

#[derive(Debug)]
enum Outgoing {
    Message(Bytes),
    /// Answers when everything before it has been handed to the server.
    Flush(oneshot::Sender<()>),
}

/// What the tasks share.
#[derive(Debug)]
struct State {
    node: NodeId,
    /// Messages that could not be sent.
    dropped: AtomicU64,
    /// Whether the last message was dropped: an outage is logged once, not once per message.
    failing: AtomicBool,
    up: AtomicBool,
    /// The connection that a probe has come back on, as counted by the client; 0 before the first.
    proven: AtomicU64,
    changed: Notify,
}

impl NatsBus {
    pub(super) async fn connect(
        node: NodeId,
        url: &str,
        options: &BusOptions,
        signals: mpsc::Sender<Signal>,
    ) -> Result<Self, BusError> {
        if !valid_prefix(&options.prefix) {
            return Err(BusError::Prefix(options.prefix.clone()));
        }
        let state = Arc::new(State {
            node,
            dropped: AtomicU64::new(0),
            failing: AtomicBool::new(false),
            up: AtomicBool::new(false),
            proven: AtomicU64::new(0),
            changed: Notify::new(),
        });
        let client = open(url, options, &state).await?;
        let subjects = Subjects::new(&options.prefix, node);
        let subscriber = client
            .subscribe(subjects.all.clone())
            .await
            .map_err(BusError::Subscribe)?;
        let stop = CancellationToken::new();
        let (queue, outgoing) = mpsc::channel(options.queue);
        tokio::spawn(stop.clone().run_until_cancelled_owned(publish_all(
            client.clone(),
            subjects.node.clone(),
            outgoing,
            state.clone(),
        )));
        let reader = read_all(subscriber, subjects.clone(), signals.clone(), state.clone());
        tokio::spawn(stop.clone().run_until_cancelled_owned(reader));
        let connected = client.connection_state() == connection::State::Connected;
        let link = keep_link(client, subjects.probe, signals, state.clone());
        tokio::spawn(stop.clone().run_until_cancelled_owned(link));
        if connected {
            // So that a node which starts beside a healthy bus never calls it down.
            let proof = async {
                while !state.up.load(Ordering::Acquire) {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            if tokio::time::timeout(options.connect_timeout, proof)
                .await
                .is_err()
            {
                tracing::error!(
                    "the bus takes connections but no messages; this node stands alone until it does"
                );
            }
        }
        Ok(Self {
            queue,
            state,
            _stop: stop.drop_guard(),
        })
    }

    pub(super) fn is_up(&self) -> bool {
        self.state.up.load(Ordering::Acquire)
    }

    pub(super) fn dropped(&self) -> u64 {
        self.state.dropped.load(Ordering::Relaxed)
    }

    pub(super) fn send(&self, payload: Bytes) {
        if let Err(error) = self.queue.try_send(Outgoing::Message(payload)) {
            self.lost(&error);
        }
    }

    pub(super) fn lost(&self, error: &dyn Display) {
        self.state.lost(error);
    }

    pub(super) async fn close(&self) {
        let (done, flushed) = oneshot::channel();
        let flush = async {
            if self.queue.send(Outgoing::Flush(done)).await.is_ok() {
                // An answer that never comes means that the publisher has ended: nothing is left to wait for.
                let _ended = flushed.await;
            }
        };
        if tokio::time::timeout(CLOSE_TIMEOUT, flush).await.is_err() {
            tracing::warn!(
                "the bus did not take the last messages in time; other nodes will notice by their silence"
            );
        }
    }
}

impl State {
    fn lost(&self, error: &dyn Display) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("rapport_realtime_bus_dropped_total").increment(1);
        if !self.failing.swap(true, Ordering::AcqRel) {
            tracing::error!(%error, "hints for other nodes are being dropped; they will resync when they hear this node again");
        }
    }

    fn sent(&self) {
        if self.failing.swap(false, Ordering::AcqRel) {
            tracing::info!(
                dropped = self.dropped.load(Ordering::Relaxed),
                "hints for other nodes are sent again"
            );
        }
    }

    fn set_up(&self, up: bool) {
        self.up.store(up, Ordering::Release);
        metrics::gauge!("rapport_realtime_bus_up").set(if up { 1.0 } else { 0.0 });
    }
}

/// `prefix.node.<id>` carries envelopes, `prefix.probe.<id>` the probes.
#[derive(Debug, Clone)]
struct Subjects {
    all: String,
    node: String,
    probe: String,
    probes: String,
}

impl Subjects {
    fn new(prefix: &str, node: NodeId) -> Self {
        Self {
            all: format!("{prefix}.*.*"),
            node: format!("{prefix}.node.{node}"),
            probe: format!("{prefix}.probe.{node}"),
            probes: format!("{prefix}.probe."),
        }
    }
}

/// Connects now; when the server is not there, goes on trying in the background.
async fn open(url: &str, options: &BusOptions, state: &Arc<State>) -> Result<Client, BusError> {
    let servers = addresses(url)?;
    let connect = connect_options(&servers, options, state).await?;
    let error = match connect.connect(servers.as_slice()).await {
        Ok(client) => return Ok(client),
        Err(error) => error,
    };
    match error.kind() {
        ConnectErrorKind::ServerParse
        | ConnectErrorKind::Authentication
        | ConnectErrorKind::AuthorizationViolation
        | ConnectErrorKind::Tls => return Err(BusError::Refused(error)),
        ConnectErrorKind::Dns
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::Io
        | ConnectErrorKind::MaxReconnects => {
            tracing::error!(%error, "the bus is not there yet; this node stands alone until it is");
        }
    }
    let connect = connect_options(&servers, options, state).await?;
    connect
        .retry_on_initial_connect()
        .connect(servers.as_slice())
        .await
        .map_err(BusError::Refused)
}

fn addresses(url: &str) -> Result<Vec<ServerAddr>, BusError> {
    let servers: Result<Vec<ServerAddr>, _> = url
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect();
    let servers = servers.map_err(BusError::Url)?;
    if servers.is_empty() || servers.iter().any(|server| server.host().is_empty()) {
        return Err(BusError::Url(std::io::Error::other("no address")));
    }
    Ok(servers)
}

async fn connect_options(
    servers: &[ServerAddr],
    options: &BusOptions,
    state: &Arc<State>,
) -> Result<ConnectOptions, BusError> {
    let wake = state.clone();
    let mut connect = ConnectOptions::new()
        .name(format!("rapport {}", state.node))
        .connection_timeout(options.connect_timeout)
        // A link that died without a word must not be believed in for minutes.
        .ping_interval(Duration::from_secs(10))
        // What waits here is sent late after an outage; the queue in front of it is the one that is counted.
        .client_capacity(256)
        .subscription_capacity(options.queue)
        .reconnect_delay_callback(|attempt| {
            let pause = Duration::from_millis(50).saturating_mul(1 << attempt.min(10));
            if attempt <= 1 {
                Duration::ZERO
            } else {
                pause.min(RECONNECT_PAUSE)
            }
        })
        .event_callback(move |event| {
            tracing::debug!(%event, "bus");
            wake.changed.notify_one();
            std::future::ready(())
        });
    // The client takes no user from the address by itself.
    if let Some(login) = servers.iter().find(|server| server.has_user_pass()) {
        let user = login.username().unwrap_or_default().to_owned();
        connect = match login.password() {
            Some(password) => connect.user_and_password(user, password.to_owned()),
            None => connect.token(user),
        };
    }
    if let Some(path) = &options.credentials {
        connect = connect
            .credentials_file(path)
            .await
            .map_err(|source| BusError::Credentials {
                path: path.clone(),
                source,
            })?;
    }
    if let Some(ca) = &options.ca_file {
        connect = connect.add_root_certificates(ca.clone());
    }
    Ok(connect)
}

async fn publish_all(
    client: Client,
    subject: String,
    mut outgoing: mpsc::Receiver<Outgoing>,
    state: Arc<State>,
) {
    while let Some(next) = outgoing.recv().await {
        match next {
            Outgoing::Message(payload) => match client.publish(subject.clone(), payload).await {
                Ok(()) => state.sent(),
                Err(error) => state.lost(&error),
            },
            Outgoing::Flush(done) => {
                if let Err(error) = client.flush().await {
                    tracing::debug!(%error, "bus flush");
                }
                // Whoever asked may have stopped waiting.
                let _unheard = done.send(());
            }
        }
    }
}

async fn read_all(
    mut subscriber: Subscriber,
    subjects: Subjects,
    signals: mpsc::Sender<Signal>,
    state: Arc<State>,
) {
    while let Some(message) = subscriber.next().await {
        let subject = message.subject.as_str();
        if subject == subjects.node {
            continue; // the own echo: local sockets had it when it was published
        }
        if let Some(prober) = subject.strip_prefix(&subjects.probes) {
            if prober == state.node.to_string()
                && let Some(connection) = read_probe(&message.payload)
            {
                state.proven.fetch_max(connection, Ordering::AcqRel);
                state.changed.notify_one();
            }
            continue;
        }
        match Envelope::parse(&message.payload) {
            Some(envelope) if envelope.node != state.node => {
                if signals.send(Signal::Message(envelope)).await.is_err() {
                    return;
                }
            }
            Some(_) => {}
            None => tracing::warn!(
                subject,
                "the bus carries something that is not one of our messages"
            ),
        }
    }
}

fn read_probe(payload: &[u8]) -> Option<u64> {
    std::str::from_utf8(payload).ok()?.parse().ok()
}

/// Tells the hub when the bus goes down and when it is proven to be up; see the head of this file.
async fn keep_link(client: Client, probe: String, signals: mpsc::Sender<Signal>, state: Arc<State>) {
    let statistics = client.statistics();
    let mut announced: Option<u64> = None;
    loop {
        // The counter, not the state, tells a quick reconnect between two looks.
        let connection = statistics.connects.load(Ordering::Relaxed);
        let connected = connection > 0 && client.connection_state() == connection::State::Connected;
        let proven = connected && state.proven.load(Ordering::Acquire) >= connection;
        if proven && announced != Some(connection) {
            announced = Some(connection);
            tracing::info!(connection, "the bus is up");
            if signals.send(Signal::Up).await.is_err() {
                return;
            }
            // After the signal: a hub that starts when this is true finds the signal waiting.
            state.set_up(true);
        } else if !proven {
            if announced.take().is_some() {
                state.set_up(false);
                tracing::warn!("the bus is down; this node stands alone until it is back");
                if signals.send(Signal::Down).await.is_err() {
                    return;
                }
            }
            if connected {
                // Not waited for: with a full command queue the next round tries again.
                let send = client.publish(probe.clone(), connection.to_string().into());
                if tokio::time::timeout(LINK_CHECK, send).await.is_err() {
                    tracing::debug!("bus probe not taken");
                }
            }
        }
        // A look at the clock as well as at the events: the client drops events that it cannot queue.
        let _either = tokio::time::timeout(LINK_CHECK, state.changed.notified()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_refused() {
        assert_eq!(addresses("nats://a:1, tls://b:2").unwrap().len(), 2);
        assert_eq!(
            addresses("nats://user:pass@a:1").unwrap()[0].password(),
            Some("pass")
        );
        for bad in ["", " , ", "http://a", "nats://"] {
            assert!(matches!(addresses(bad), Err(BusError::Url(_))), "{bad}");
        }
    }
}
