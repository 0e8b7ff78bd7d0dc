//! Nothing crosses an access filter, also when access changes while the socket is open.

use domain::{AgentId, ConversationId, InboxId, MessageId, SessionId};
use realtime::{
    Access, Ask, CloseReason, Connection, Delivery, Event, Hub, Refused, ResyncReason, ServerMessage, Topic,
    access,
};

use crate::support::*;

fn partner(hub: &Hub) -> Connection {
    hub.connect(identity(ANA), only(SUPPORT))
}

#[tokio::test(start_paused = true)]
async fn topics_out_of_reach_cannot_be_subscribed_to() {
    let hub = Hub::local();
    let ana = partner(&hub);
    assert_eq!(ana.subscribe(Topic::Inbox(SECRET)), Err(Refused::NotFound));
    assert_eq!(
        ana.subscribe(Topic::Agent(BEN)),
        Err(Refused::NotFound),
        "another agent's matters"
    );
    assert_eq!(
        ana.subscribe(Topic::Conversation(CASE)),
        Err(Refused::NotFound),
        "needs the database"
    );
    ana.subscribe_pending(CASE).unwrap();
    assert_eq!(ana.confirm(CASE, SECRET, 1), Err(Refused::NotFound));
    hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, 1));
    assert_eq!(drain(&ana), [], "a refused conversation is not listened to");
    ana.subscribe(Topic::Inbox(SUPPORT)).unwrap();
    ana.subscribe(Topic::Agent(ANA)).unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_crosses_the_filter_by_any_topic() {
    let hub = Hub::local();
    let ana = partner(&hub);
    for topic in [Topic::Inbox(SUPPORT), Topic::Agent(ANA), Topic::Organisation] {
        ana.subscribe(topic).unwrap();
    }
    open(&ana, CASE, 0);
    let topics = [Topic::Inbox(SUPPORT), Topic::Agent(ANA), Topic::Organisation];
    let mut allowed = 0;
    for inbox in [SUPPORT, SECRET, InboxId(99)] {
        let notification = Event::Notification {
            agent_id: ANA,
            reason: "assigned".into(),
            conversation_id: Some(CASE),
            inbox_id: Some(inbox),
            actor_name: None,
            call: None,
        };
        let health = Event::InboxHealth { inbox_id: inbox };
        let other = ConversationId(1);
        let left = Event::ConversationLeft {
            conversation_id: other,
            inbox_id: inbox,
        };
        for event in [
            entry(other, inbox, 1),
            changed(other, inbox, 1),
            notification,
            health,
            left,
        ] {
            for topic in topics {
                hub.publish(topic, event.clone());
                allowed += usize::from(inbox == SUPPORT);
            }
            hub.publish_to(&topics, event);
            allowed += usize::from(inbox == SUPPORT);
        }
    }
    let received = drain(&ana);
    assert_eq!(received.len(), allowed);
    for message in received {
        let ServerMessage::Event { event, .. } = message else {
            panic!("{message:?}")
        };
        assert_eq!(event.inbox_id(), Some(SUPPORT));
    }
}

#[tokio::test(start_paused = true)]
async fn the_filter_sees_the_event() {
    let hub = Hub::local();
    let no_failures: Access =
        std::sync::Arc::new(|ask: &Ask<'_>| !matches!(ask.event, Some(Event::OutboxChanged { .. })));
    let ana = hub.connect(identity(ANA), no_failures);
    open(&ana, CASE, 1);
    let outbox = Event::OutboxChanged {
        conversation_id: CASE,
        message_id: MessageId(3),
        state: "failed".into(),
    };
    hub.publish(Topic::Conversation(CASE), outbox.clone());
    assert_eq!(drain(&ana), []);
    let ben = hub.connect(identity(BEN), only(SUPPORT));
    open(&ben, CASE, 1);
    hub.publish(Topic::Conversation(CASE), outbox);
    assert_eq!(
        drain(&ben).len(),
        1,
        "an event without an inbox is judged by where its conversation lies"
    );
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_moves_out_of_reach_falls_silent() {
    let hub = Hub::local();
    let ana = partner(&hub);
    open(&ana, CASE, 1);
    ana.set_viewing(Some(CASE)).unwrap();
    drain(&ana);
    let ben = hub.connect(identity(BEN), access::everything());
    open(&ben, CASE, 1);
    drain(&ben);

    hub.publish(Topic::Conversation(CASE), changed(CASE, SECRET, 2));
    assert_eq!(
        drain(&ana),
        [ServerMessage::Revoked {
            topic: Topic::Conversation(CASE)
        }]
    );
    let told = drain(&ben);
    assert!(
        matches!(&told[..], [ServerMessage::Event { .. }, ServerMessage::Presence { viewers, .. }] if viewers.is_empty()),
        "it is on no screen of hers any more: {told:?}"
    );
    // Neither hints nor what has no inbox of its own: who types, what was sent.
    hub.publish(Topic::Conversation(CASE), entry(CASE, SECRET, 3));
    ben.set_typing(CASE, true).unwrap();
    assert_eq!(drain(&ana), []);
    assert_eq!(ana.set_viewing(Some(CASE)), Err(Refused::NotSubscribed));
    assert_eq!(ana.set_typing(CASE, true), Err(Refused::NotSubscribed));
    assert_eq!(ana.viewers(CASE), Err(Refused::NotSubscribed));
}

#[tokio::test(start_paused = true)]
async fn a_move_between_look_up_and_answer_is_looked_up_again() {
    let hub = Hub::local();
    let ana = partner(&hub);
    ana.subscribe_pending(CASE).unwrap();
    // The database was read at entry 4, in the inbox that she may see; then it moved, which is entry 5.
    hub.publish(Topic::Conversation(CASE), changed(CASE, SECRET, 5));
    assert_eq!(ana.confirm(CASE, SUPPORT, 4), Ok(false));
    assert_eq!(ana.confirm(CASE, SECRET, 5), Err(Refused::NotFound));
    assert_eq!(drain(&ana), []);
}

#[tokio::test(start_paused = true)]
async fn changed_access_lets_nothing_pass_until_it_is_read() {
    let hub = Hub::local();
    let ana = hub.connect(identity(ANA), access::everything());
    ana.subscribe(Topic::Inbox(SUPPORT)).unwrap();
    ana.subscribe(Topic::Inbox(SECRET)).unwrap();
    open(&ana, CASE, 1);
    let ben = listener(&hub, BEN, SECRET);

    hub.access_changed(&[ANA]);
    for inbox in [SUPPORT, SECRET] {
        hub.publish(Topic::Inbox(inbox), entry(ConversationId(1), inbox, 1));
    }
    hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, 2));
    assert_eq!(drain(&ben).len(), 1, "others go on");
    let Delivery::Reauthorise(ticket) = ana.next().await else {
        panic!("first the access")
    };
    assert_eq!(ana.try_next(), None, "nothing before it");
    assert!(ana.admit(ticket, only(SUPPORT)));
    assert_eq!(
        drain(&ana),
        [
            ServerMessage::Resync {
                reason: ResyncReason::AccessChanged,
                spread_ms: 0
            },
            ServerMessage::Revoked {
                topic: Topic::Inbox(SECRET)
            },
        ]
    );
    hub.publish(Topic::Inbox(SECRET), entry(ConversationId(1), SECRET, 2));
    assert_eq!(drain(&ana), []);
    hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, 3));
    assert_eq!(
        drain(&ana).len(),
        1,
        "what she may see goes on without a new subscription"
    );
}

#[tokio::test(start_paused = true)]
async fn a_second_change_voids_the_first_answer() {
    let hub = Hub::local();
    let ana = listener(&hub, ANA, SECRET);
    hub.access_changed(&[]);
    let Delivery::Reauthorise(first) = ana.next().await else {
        panic!()
    };
    hub.access_changed(&[ANA, BEN]);
    assert!(
        !ana.admit(first, access::everything()),
        "it was read before the second change"
    );
    hub.publish(Topic::Inbox(SECRET), entry(CASE, SECRET, 1));
    let Delivery::Reauthorise(second) = ana.next().await else {
        panic!()
    };
    assert_eq!(ana.try_next(), None);
    assert!(ana.admit(second, only(SUPPORT)));
}

#[tokio::test(start_paused = true)]
async fn a_wish_during_the_pause_is_judged_afterwards() {
    let hub = Hub::local();
    let ana = hub.connect_closed(identity(ANA));
    ana.subscribe(Topic::Inbox(SUPPORT)).unwrap();
    ana.subscribe(Topic::Inbox(SECRET)).unwrap();
    let Delivery::Reauthorise(ticket) = ana.next().await else {
        panic!()
    };
    hub.publish(Topic::Inbox(SECRET), entry(CASE, SECRET, 1));
    assert!(ana.admit(ticket, only(SUPPORT)));
    hub.publish(Topic::Inbox(SECRET), entry(CASE, SECRET, 2));
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 3));
    assert_eq!(
        drain(&ana),
        [
            ServerMessage::Revoked {
                topic: Topic::Inbox(SECRET)
            },
            ServerMessage::Event {
                topic: Topic::Inbox(SUPPORT),
                event: entry(CASE, SUPPORT, 3)
            },
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_takes_its_sockets_with_it() {
    let hub = Hub::local();
    let ana = listener(&hub, ANA, SUPPORT);
    let ben = listener(&hub, BEN, SUPPORT);
    hub.end_session(SessionId(ANA.0 * 100));
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 1));
    assert_eq!(ana.next().await, Delivery::Close(CloseReason::SignedOut));
    assert_eq!(drain(&ben).len(), 1);
    hub.end_agent(BEN);
    hub.end_agent(AgentId(12345));
    assert_eq!(ben.next().await, Delivery::Close(CloseReason::SignedOut));
}
