//! The browser's side of the protocol, without a socket.

use std::time::Duration;

use domain::ConversationId;
use realtime::{
    Access, Action, ClientSession, Delivery, ErrorCode, Hub, LookUp, ResyncReason, ServerMessage, Topic,
    access,
};

use crate::support::*;

const FOUND: fn(i64) -> LookUp = |last_seq| LookUp::Found {
    inbox_id: SUPPORT,
    last_seq,
};

/// A session that has been welcomed.
async fn session(hub: &Hub, agent: domain::AgentId, access: Access) -> ClientSession {
    let mut session = ClientSession::open(hub, identity(agent));
    let Delivery::Reauthorise(ticket) = session.next().await else {
        panic!("first the access")
    };
    let actions = session.reauthorised(ticket, access);
    assert_eq!(
        actions,
        [Action::Send(ServerMessage::Welcome {
            connection_id: session.connection().id(),
            node: hub.node(),
            protocol: 1,
        })]
    );
    session
}

fn said(actions: Vec<Action>) -> Vec<ServerMessage> {
    actions
        .into_iter()
        .map(|action| match action {
            Action::Send(message) => message,
            Action::LookUp(id) => panic!("unexpected look-up of {id}"),
        })
        .collect()
}

fn code(actions: Vec<Action>) -> Option<ErrorCode> {
    match &said(actions)[..] {
        [ServerMessage::Error { code, .. }] => Some(*code),
        _ => None,
    }
}

fn subscribed(last_seq: i64) -> ServerMessage {
    ServerMessage::Subscribed {
        topic: Topic::Conversation(CASE),
        last_seq: Some(last_seq),
    }
}

fn nobody() -> ServerMessage {
    ServerMessage::Presence {
        conversation_id: CASE,
        viewers: vec![],
    }
}

fn waiting(session: &ClientSession) -> Vec<ServerMessage> {
    drain(session.connection())
}

#[tokio::test(start_paused = true)]
async fn a_socket_cut_and_resumed_misses_nothing() {
    let hub = Hub::local();
    let mut database = 5_i64;
    let mut held = 0_i64;
    for cut in 0..10 {
        let mut ana = session(&hub, ANA, access::everything()).await;
        let text = format!(r#"{{"type":"subscribe","conversation":{{"id":42,"last_seq":{held}}}}}"#);
        assert_eq!(ana.handle_text(&text), [Action::LookUp(CASE)]);
        // While it is looked up the conversation goes on, sometimes.
        let mut look_up = FOUND(database);
        if cut % 3 == 0 {
            database += 1;
            hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, database));
        }
        let mut actions = ana.looked_up(CASE, look_up);
        if actions == [Action::LookUp(CASE)] {
            look_up = FOUND(database);
            actions = ana.looked_up(CASE, look_up);
        }
        for message in said(actions) {
            if let ServerMessage::Gap { from_seq, to_seq, .. } = message {
                assert_eq!(from_seq, held + 1);
                held = to_seq;
            }
        }
        for _ in 0..2 {
            database += 1;
            hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, database));
        }
        for message in waiting(&ana) {
            let ServerMessage::Event { event, .. } = message else {
                panic!("{message:?}")
            };
            assert_eq!(event.seq(), Some(held + 1), "without a hole");
            held += 1;
        }
        assert_eq!(held, database);
        drop(ana);
        database += cut; // what happens while nobody listens
        for seq in database - cut + 1..=database {
            hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, seq));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_told_and_only_a_gap() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    let mut ask = |held: i64, there: i64| {
        let text = format!(r#"{{"type":"subscribe","conversation":{{"id":42,"last_seq":{held}}}}}"#);
        assert_eq!(ana.handle_text(&text), [Action::LookUp(CASE)]);
        said(ana.looked_up(CASE, FOUND(there)))
    };
    let gap = |from_seq, to_seq| ServerMessage::Gap {
        conversation_id: CASE,
        from_seq,
        to_seq,
    };
    assert_eq!(ask(0, 3), [subscribed(3), gap(1, 3), nobody()]);
    assert_eq!(ask(3, 3), [subscribed(3), nobody()]);
    assert_eq!(
        ask(3, 10),
        [subscribed(10), gap(4, 10), nobody()],
        "subscribing again is a resume"
    );
    assert_eq!(ask(-9, 1), [subscribed(1), gap(1, 1), nobody()]);
    let ahead = ServerMessage::Resync {
        reason: ResyncReason::Ahead,
        spread_ms: 0,
    };
    assert_eq!(ask(11, 10), [subscribed(10), ahead.clone(), nobody()]);
    assert_eq!(ask(i64::MAX, 10), [subscribed(10), ahead, nobody()]);
}

#[tokio::test(start_paused = true)]
async fn topics_answer_one_by_one() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, only(SUPPORT)).await;
    let text = r#"{"type":"subscribe","topics":["inbox:1","inbox:2","agent:7","agent:8","galaxy:1","organisation"]}"#;
    let answer = said(ana.handle_text(text));
    let topic = |topic| ServerMessage::Subscribed {
        topic,
        last_seq: None,
    };
    assert_eq!(answer.len(), 7, "{answer:?}");
    assert_eq!(answer[0], topic(Topic::Inbox(SUPPORT)));
    assert!(
        matches!(&answer[1], ServerMessage::Error { code: ErrorCode::NotFound, topic: Some(t), .. } if t == "inbox:2")
    );
    assert_eq!(answer[2], topic(Topic::Agent(ANA)));
    assert!(matches!(
        &answer[3],
        ServerMessage::Error {
            code: ErrorCode::NotFound,
            ..
        }
    ));
    assert!(
        matches!(&answer[4], ServerMessage::Error { code: ErrorCode::UnknownTopic, topic: Some(t), .. } if t == "galaxy:1")
    );
    assert_eq!(answer[5], topic(Topic::Organisation));
    assert!(matches!(&answer[6], ServerMessage::Online { agents } if agents.len() == 1));
    assert_eq!(
        ana.handle_text(r#"{"type":"unsubscribe","topics":["inbox:1","nonsense"]}"#),
        []
    );
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 1));
    assert_eq!(waiting(&ana), []);
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_seen_and_what_is_not_there_answer_alike() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, only(SUPPORT)).await;
    let ask = r#"{"type":"subscribe","topics":["conversation:42"]}"#;
    assert_eq!(ana.handle_text(ask), [Action::LookUp(CASE)]);
    let not_there = said(ana.looked_up(CASE, LookUp::NotFound));
    assert_eq!(ana.handle_text(ask), [Action::LookUp(CASE)]);
    let hidden = said(ana.looked_up(
        CASE,
        LookUp::Found {
            inbox_id: SECRET,
            last_seq: 3,
        },
    ));
    assert_eq!(not_there, hidden);
    assert!(matches!(
        &hidden[..],
        [ServerMessage::Error {
            code: ErrorCode::NotFound,
            ..
        }]
    ));
    hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, 4));
    assert_eq!(waiting(&ana), []);
    assert_eq!(ana.handle_text(ask), [Action::LookUp(CASE)]);
    assert_eq!(
        code(ana.looked_up(CASE, LookUp::Failed)),
        Some(ErrorCode::Unavailable)
    );
    assert_eq!(
        ana.looked_up(CASE, FOUND(1)),
        [],
        "an answer that nobody waits for"
    );
}

#[tokio::test(start_paused = true)]
async fn a_database_that_never_catches_up_is_given_up() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    let mut actions = ana.handle_text(r#"{"type":"subscribe","topics":["conversation:42"]}"#);
    hub.publish(Topic::Conversation(CASE), entry(CASE, SUPPORT, 9));
    let mut look_ups = 0;
    while actions == [Action::LookUp(CASE)] {
        look_ups += 1;
        assert!(look_ups < 20, "for ever");
        actions = ana.looked_up(CASE, FOUND(8));
    }
    assert_eq!(code(actions), Some(ErrorCode::Unavailable));
    assert_eq!(look_ups, 6);
}

#[tokio::test(start_paused = true)]
async fn one_look_up_serves_two_wishes() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    let text = r#"{"type":"subscribe","topics":["conversation:42"],"conversation":{"id":42,"last_seq":2}}"#;
    assert_eq!(ana.handle_text(text), [Action::LookUp(CASE)]);
    let gap = ServerMessage::Gap {
        conversation_id: CASE,
        from_seq: 3,
        to_seq: 4,
    };
    assert_eq!(
        said(ana.looked_up(CASE, FOUND(4))),
        [subscribed(4), gap, nobody()]
    );
    assert_eq!(ana.handle_text(text), [Action::LookUp(CASE)]);
    assert_eq!(
        ana.handle_text(r#"{"type":"unsubscribe","topics":["conversation:42"]}"#),
        []
    );
    assert_eq!(ana.looked_up(CASE, FOUND(4)), [], "not wanted any more");
}

#[tokio::test(start_paused = true)]
async fn viewing_said_too_early_counts_when_the_conversation_is_there() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    let view = r#"{"type":"viewing","conversation_id":42}"#;
    assert_eq!(code(ana.handle_text(view)), Some(ErrorCode::NotSubscribed));
    ana.handle_text(r#"{"type":"subscribe","topics":["conversation:42"]}"#);
    assert_eq!(ana.handle_text(view), []);
    assert_eq!(
        ana.handle_text(r#"{"type":"typing","conversation_id":42,"active":true}"#),
        []
    );
    assert!(hub.presence().viewers(CASE).is_empty());
    let answer = said(ana.looked_up(CASE, FOUND(1)));
    assert!(matches!(answer.last(), Some(ServerMessage::Presence { viewers, .. }) if viewers.len() == 1));
    assert_eq!(
        ana.handle_text(r#"{"type":"typing","conversation_id":42,"active":true}"#),
        []
    );
    assert!(hub.presence().viewers(CASE)[0].typing);
    assert_eq!(
        ana.handle_text(r#"{"type":"viewing","conversation_id":null}"#),
        []
    );
    assert_eq!(
        ana.handle_text(r#"{"type":"typing","conversation_id":42,"active":false}"#),
        []
    );
    assert!(hub.presence().viewers(CASE).is_empty());
    let other = ana.handle_text(r#"{"type":"typing","conversation_id":43,"active":true}"#);
    assert_eq!(code(other), Some(ErrorCode::NotSubscribed));
}

#[tokio::test(start_paused = true)]
async fn bad_messages_are_answered_and_the_session_goes_on() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    for text in [
        "",
        "\0",
        "null",
        "[]",
        "{}",
        r#"{"type":"explode"}"#,
        r#"{"type":"typing"}"#,
        r#"{"type":"viewing","conversation_id":"x"}"#,
        r#"{"type":"subscribe","topics":"inbox:1"}"#,
        r#"{"type":"subscribe","conversation":{"id":1e99,"last_seq":0}}"#,
        r#"{"type":"subscribe","conversation":{"id":99999999999999999999,"last_seq":0}}"#,
    ] {
        assert_eq!(code(ana.handle_text(text)), Some(ErrorCode::BadMessage), "{text}");
    }
    let deep = "[".repeat(60_000);
    assert_eq!(code(ana.handle_text(&deep)), Some(ErrorCode::BadMessage));
    let long = format!(r#"{{"type":"ping","x":"{}"}}"#, "a".repeat(70_000));
    assert_eq!(code(ana.handle_text(&long)), Some(ErrorCode::MessageTooLarge));
    assert_eq!(said(ana.handle_text(r#"{"type":"ping"}"#)), [ServerMessage::Pong]);
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_dammed_and_dries_up() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    let mut pong = || said(ana.handle_text(r#"{"type":"ping"}"#)) == [ServerMessage::Pong];
    assert_eq!((0..500).filter(|_| pong()).count(), 100);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!((0..500).filter(|_| pong()).count(), 20);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!((0..500).filter(|_| pong()).count(), 100);
}

#[tokio::test(start_paused = true)]
async fn too_many_topics_are_refused_without_harm() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    let topics: Vec<String> = (1..=600).map(|n| format!("conversation:{n}")).collect();
    let text = serde_json::json!({"type": "subscribe", "topics": topics}).to_string();
    let actions = ana.handle_text(&text);
    let look_ups = actions.iter().filter(|a| matches!(a, Action::LookUp(_))).count();
    assert_eq!((look_ups, actions.len()), (500, 600));
    let last = ConversationId(500);
    let answer = said(ana.looked_up(last, FOUND(1)));
    assert!(matches!(answer[0], ServerMessage::Subscribed { .. }));
}

#[tokio::test(start_paused = true)]
async fn changed_access_is_no_second_welcome() {
    let hub = Hub::local();
    let mut ana = session(&hub, ANA, access::everything()).await;
    ana.handle_text(r#"{"type":"subscribe","topics":["inbox:2"]}"#);
    hub.access_changed(&[ANA]);
    let Delivery::Reauthorise(ticket) = ana.next().await else {
        panic!()
    };
    assert_eq!(ana.reauthorised(ticket, only(SUPPORT)), []);
    assert_eq!(
        ana.reauthorised(ticket, access::everything()),
        [],
        "a second answer changes nothing back"
    );
    let told = waiting(&ana);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(
        told[1],
        ServerMessage::Revoked {
            topic: Topic::Inbox(SECRET)
        }
    );
}
