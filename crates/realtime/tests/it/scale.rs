//! Many sockets. Not timed: it fails by a wrong count or by never ending.

use std::time::Instant;

use domain::{AgentId, ConversationId};
use realtime::{Connection, Delivery, Hub, Topic, access};

use crate::support::*;

const SOCKETS: i64 = 10_000;
const EVENTS: i64 = 500;

#[tokio::test]
async fn ten_thousand_sockets_get_everything_once() {
    let hub = Hub::local();
    let start = Instant::now();
    let sockets: Vec<Connection> = (1..=SOCKETS)
        .map(|n| {
            let socket = hub.connect(identity(AgentId(n + 1000)), access::everything());
            socket.subscribe(Topic::Inbox(SUPPORT)).unwrap();
            open(&socket, ConversationId(n), 0);
            socket
        })
        .collect();
    let connected = start.elapsed();

    let start = Instant::now();
    for n in 1..=EVENTS {
        let conversation = ConversationId(n * 20);
        hub.publish(Topic::Conversation(conversation), entry(conversation, SUPPORT, 1));
    }
    let narrow = start.elapsed();
    let start = Instant::now();
    for seq in 1..=10 {
        let both = [Topic::Inbox(SUPPORT), Topic::Conversation(ConversationId(1))];
        hub.publish_to(&both, entry(ConversationId(1), SUPPORT, seq));
    }
    let wide = start.elapsed();
    println!(
        "{SOCKETS} sockets in {connected:?}; {EVENTS} hints to one socket each in {narrow:?}; 10 to all in {wide:?}"
    );

    let mut shared = None;
    for (n, socket) in (1..=SOCKETS).zip(&sockets) {
        let own = usize::from(n % 20 == 0);
        let frames: Vec<Delivery> = std::iter::from_fn(|| socket.try_next()).collect();
        assert_eq!(frames.len(), 10 + own, "socket {n}");
        if let (true, Some(Delivery::Send(bytes))) = (n > 1, frames.last()) {
            let at = *shared.get_or_insert(bytes.as_ptr());
            assert_eq!(bytes.as_ptr(), at, "written once, shared by all");
        }
    }
    let stats = hub.stats();
    assert_eq!(stats.sockets, SOCKETS as u64);
    assert_eq!(stats.deliveries, (10 * SOCKETS + EVENTS) as u64);
    assert_eq!(stats.resyncs, 0);
    drop(sockets);
    assert_eq!(hub.stats().sockets, 0);
    assert!(hub.presence().online().is_empty());
}

/// The same with a task for each socket and the publishers beside them, as in a server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_reading_tasks_keep_up() {
    let hub = Hub::local();
    let mut readers = tokio::task::JoinSet::new();
    for n in 1..=SOCKETS {
        let socket = listener(&hub, AgentId(n + 1000), SUPPORT);
        readers.spawn(async move {
            for seq in 1..=20 {
                let bytes = match socket.next().await {
                    Delivery::Send(bytes) => bytes,
                    other => panic!("{other:?}"),
                };
                let wanted = format!("\"seq\":{seq},");
                assert!(
                    String::from_utf8_lossy(&bytes).contains(&wanted),
                    "in order, without a hole"
                );
            }
            socket
        });
    }
    for seq in 1..=20 {
        hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, seq));
        tokio::task::yield_now().await;
    }
    let mut finished = 0;
    while let Some(reader) = readers.join_next().await {
        reader.unwrap();
        finished += 1;
    }
    assert_eq!(finished, SOCKETS);
}
