//! Sockets of visitors: marks that merge.

use domain::{AgentId, ConversationId, InboxId, Timestamp, VisitorId};
use realtime::{ChatPosition, Event, Hub, Topic, Touched};

const CHAT: ConversationId = ConversationId(7);
const SITE: InboxId = InboxId(3);

fn appended(seq: i64, kind: &str) -> Event {
    Event::EntryAppended {
        conversation_id: CHAT,
        inbox_id: SITE,
        seq,
        kind: kind.to_owned(),
    }
}

#[tokio::test]
async fn ten_thousand_hints_are_one_mark() {
    let hub = Hub::local();
    let mut socket = hub.connect_visitor(VisitorId(1), SITE);
    assert!(socket.follow(CHAT));
    for seq in 1..=10_000 {
        hub.publish(Topic::Conversation(CHAT), appended(seq, "message"));
    }
    let news = socket.next().await;
    let marks = Touched {
        entries: Some(10_000),
        ..Touched::default()
    };
    assert_eq!(news.chats, [(CHAT, marks)]);
    assert!(socket.try_next().is_none());
}

#[tokio::test]
async fn a_hint_that_was_overtaken_still_counts() {
    let hub = Hub::local();
    let mut socket = hub.connect_visitor(VisitorId(1), SITE);
    socket.follow(CHAT);
    hub.publish(Topic::Conversation(CHAT), appended(7, "note"));
    assert!(
        socket.try_next().is_none(),
        "notes are none of a visitor's business"
    );
    hub.publish(Topic::Conversation(CHAT), appended(6, "message"));
    assert_eq!(socket.next().await.chats[0].1.entries, Some(6));
    socket.read(CHAT, |read| read.last_seq = 7);
    hub.publish(Topic::Conversation(CHAT), appended(6, "message"));
    assert!(socket.try_next().is_none(), "what was read wakes nobody");
}

#[tokio::test]
async fn what_the_database_says_marks_what_went_unnoticed() {
    let hub = Hub::local();
    let mut socket = hub.connect_visitor(VisitorId(1), SITE);
    socket.follow(CHAT);
    let read = ChatPosition::new(5, None, 2, Timestamp(10));
    socket.read(CHAT, |at| *at = read);
    hub.visitors().located(CHAT, read);
    assert!(socket.try_next().is_none());
    let later = ChatPosition::new(9, Some(AgentId(4)), 5, Timestamp(20));
    hub.visitors().located(CHAT, later);
    let (_, marks) = socket.next().await.chats.remove(0);
    assert_eq!(
        (marks.entries, marks.chat, marks.agent_seen_seq),
        (Some(9), true, Some(5))
    );
}

#[tokio::test]
async fn a_socket_that_went_is_forgotten() {
    let hub = Hub::local();
    let mut one = hub.connect_visitor(VisitorId(1), SITE);
    let two = hub.connect_visitor(VisitorId(1), SITE);
    one.follow(CHAT);
    assert_eq!(
        (hub.visitors().sockets(), hub.visitors().followed()),
        (2, vec![CHAT])
    );
    drop(one);
    assert!(hub.visitors().is_here(VisitorId(1)) && two.is_only_one());
    assert!(hub.visitors().followed().is_empty());
    drop(two);
    assert_eq!(
        (hub.visitors().sockets(), hub.visitors().visitors()),
        (0, Vec::new())
    );
}

#[tokio::test]
async fn one_socket_follows_no_more_than_anybody_has() {
    let hub = Hub::local();
    let mut socket = hub.connect_visitor(VisitorId(1), SITE);
    assert!((1..=50).all(|id| socket.follow(ConversationId(id))));
    assert!(!socket.follow(ConversationId(51)));
    assert!(socket.follow(ConversationId(50)), "what is followed stays so");
}
