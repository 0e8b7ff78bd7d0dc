//! Hubs, sockets and a real NATS server for the tests.

use std::collections::HashSet;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use domain::{AgentId, ConversationId, InboxId, SessionId};
use realtime::{
    Access, Bus, BusOptions, Connection, Delivery, Event, Hub, HubOptions, Identity, ResyncReason,
    ServerMessage, Topic, access,
};

pub const CASE: ConversationId = ConversationId(42);
pub const SUPPORT: InboxId = InboxId(1);
pub const SECRET: InboxId = InboxId(2);
pub const ANA: AgentId = AgentId(7);
pub const BEN: AgentId = AgentId(8);

pub fn identity(agent: AgentId) -> Identity {
    let name = match agent {
        ANA => "Ana".to_owned(),
        BEN => "Ben".to_owned(),
        AgentId(other) => format!("Agent {other}"),
    };
    Identity {
        agent_id: agent,
        name,
        session_id: Some(SessionId(agent.0 * 100)),
    }
}

pub fn only(inbox: InboxId) -> Access {
    access::inboxes(HashSet::from([inbox]))
}

/// A socket that may see everything and listens to the given inbox.
pub fn listener(hub: &Hub, agent: AgentId, inbox: InboxId) -> Connection {
    let connection = hub.connect(identity(agent), access::everything());
    connection.subscribe(Topic::Inbox(inbox)).unwrap();
    connection
}

/// Listens to a conversation of the inbox `SUPPORT` that has `last_seq` entries.
pub fn open(connection: &Connection, conversation: ConversationId, last_seq: i64) {
    connection.subscribe_pending(conversation).unwrap();
    assert!(connection.confirm(conversation, SUPPORT, last_seq).unwrap());
}

pub fn entry(conversation: ConversationId, inbox: InboxId, seq: i64) -> Event {
    Event::EntryAppended {
        conversation_id: conversation,
        inbox_id: inbox,
        seq,
        kind: "message".into(),
    }
}

pub fn changed(conversation: ConversationId, inbox: InboxId, last_seq: i64) -> Event {
    Event::ConversationChanged {
        conversation_id: conversation,
        inbox_id: inbox,
        last_seq,
        assignee_id: None,
        team_id: None,
        status: "open".into(),
    }
}

pub fn read(delivery: Delivery) -> ServerMessage {
    match delivery {
        Delivery::Send(bytes) => serde_json::from_slice(&bytes).unwrap(),
        other => panic!("not a message: {other:?}"),
    }
}

/// The next message; gives back access when the hub asks for it.
pub async fn next(connection: &Connection) -> ServerMessage {
    next_within(connection, Duration::from_secs(10))
        .await
        .expect("a message within ten seconds")
}

pub async fn next_within(connection: &Connection, limit: Duration) -> Option<ServerMessage> {
    tokio::time::timeout(limit, async {
        loop {
            match connection.next().await {
                Delivery::Reauthorise(ticket) => {
                    connection.admit(ticket, access::everything());
                }
                other => return read(other),
            }
        }
    })
    .await
    .ok()
}

/// Reads on until a message is what is looked for.
pub async fn until(connection: &Connection, wanted: impl Fn(&ServerMessage) -> bool) -> ServerMessage {
    let mut seen = Vec::new();
    let search = async {
        loop {
            let message = next(connection).await;
            if wanted(&message) {
                return message;
            }
            seen.push(message);
        }
    };
    match tokio::time::timeout(Duration::from_secs(15), search).await {
        Ok(message) => message,
        Err(_) => panic!("not seen in time"),
    }
}

pub fn is_resync(reason: ResyncReason) -> impl Fn(&ServerMessage) -> bool {
    move |message| matches!(message, ServerMessage::Resync { reason: r, .. } if *r == reason)
}

/// A resync after an outage. Which of its reasons comes first depends on who is back first: the bus, or a message of
/// another node with a hole before it; those that come together are told as one.
pub fn is_recovery(message: &ServerMessage) -> bool {
    is_resync(ResyncReason::BusRestored)(message) || is_resync(ResyncReason::BusGap)(message)
}

/// All that waits now.
pub fn drain(connection: &Connection) -> Vec<ServerMessage> {
    std::iter::from_fn(|| connection.try_next()).map(read).collect()
}

/// Waits until something is true that needs no event.
pub async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

/// Rhythms for tests that wait in real time.
pub fn quick() -> HubOptions {
    HubOptions {
        tick: Duration::from_millis(50),
        heartbeat: Duration::from_millis(200),
        silent_after: Duration::from_millis(1200),
        resync_pause: Duration::from_millis(100),
        ..HubOptions::default()
    }
}

/// A NATS server of this test's own; ends with it.
pub struct Nats {
    port: u16,
    folder: tempfile::TempDir,
    child: Option<Child>,
    arguments: Vec<String>,
}

impl Nats {
    /// None, with a line that says so, when there is no NATS server on this machine.
    pub async fn start() -> Option<Self> {
        Self::start_with(&[]).await
    }

    pub async fn start_with(arguments: &[&str]) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut nats = Self {
            port,
            folder: tempfile::tempdir().unwrap(),
            child: None,
            arguments: arguments.iter().map(|&a| a.to_owned()).collect(),
        };
        nats.run().await.then_some(nats)
    }

    fn program() -> Option<&'static str> {
        let found = [
            "/usr/sbin/nats-server",
            "/usr/local/bin/nats-server",
            "/usr/bin/nats-server",
        ]
        .into_iter()
        .find(|path| Path::new(path).exists());
        if found.is_none() {
            println!("SKIPPED: no nats-server on this machine (Debian: apt-get install nats-server)");
        }
        found
    }

    pub async fn run(&mut self) -> bool {
        let Some(program) = Self::program() else {
            return false;
        };
        let child = Command::new(program)
            .args(["--addr", "127.0.0.1", "--port", &self.port.to_string()])
            .args(&self.arguments)
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.child = Some(child);
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port))
                .await
                .is_ok()
            {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nats-server did not start");
    }

    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub async fn bus(&self) -> Bus {
        Bus::connect(BusOptions::nats(self.url())).await.unwrap()
    }

    /// A hub that hears the server.
    pub async fn hub(&self) -> Hub {
        let hub = Hub::start(self.bus().await, quick());
        assert!(hub.stats().bus_up);
        hub
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.stop();
    }
}
