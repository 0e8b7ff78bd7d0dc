//! The exact JSON between browser and server: the web client is written against it.

use domain::{AgentId, ConversationId, InboxId, MessageId, TeamId};
use realtime::protocol::ConversationPosition;
use realtime::{
    AgentBrief, Call, ClientMessage, ConnectionId, ErrorCode, Event, NodeId, ResyncReason, ServerMessage,
    Topic, Viewer,
};
use serde_json::{Value, json};

use crate::support::*;

fn client(text: &Value, message: &ClientMessage) {
    assert_eq!(
        serde_json::from_value::<ClientMessage>(text.clone()).unwrap(),
        *message
    );
    assert_eq!(serde_json::to_value(message).unwrap(), *text);
}

fn server(message: &ServerMessage, text: &Value) {
    assert_eq!(serde_json::to_value(message).unwrap(), *text);
    assert_eq!(
        serde_json::from_value::<ServerMessage>(text.clone()).unwrap(),
        *message
    );
}

#[test]
fn what_a_browser_says() {
    client(
        &json!({"type": "subscribe", "topics": ["inbox:3", "organisation"], "conversation": {"id": 42, "last_seq": 17}}),
        &ClientMessage::Subscribe {
            topics: vec!["inbox:3".into(), "organisation".into()],
            conversation: Some(ConversationPosition {
                id: CASE,
                last_seq: 17,
            }),
        },
    );
    client(
        &json!({"type": "unsubscribe", "topics": ["conversation:42"]}),
        &ClientMessage::Unsubscribe {
            topics: vec!["conversation:42".into()],
        },
    );
    client(
        &json!({"type": "viewing", "conversation_id": 42}),
        &ClientMessage::Viewing {
            conversation_id: Some(CASE),
        },
    );
    client(
        &json!({"type": "viewing", "conversation_id": null}),
        &ClientMessage::Viewing {
            conversation_id: None,
        },
    );
    client(
        &json!({"type": "typing", "conversation_id": 42, "active": true}),
        &ClientMessage::Typing {
            conversation_id: CASE,
            active: true,
        },
    );
    client(
        &json!({"type": "attentive", "active": true}),
        &ClientMessage::Attentive { active: true },
    );
    client(&json!({"type": "ping"}), &ClientMessage::Ping);
    let bare: ClientMessage = serde_json::from_str(r#"{"type":"subscribe"}"#).unwrap();
    assert_eq!(
        bare,
        ClientMessage::Subscribe {
            topics: vec![],
            conversation: None
        }
    );
}

#[test]
fn what_the_server_says() {
    server(
        &ServerMessage::Welcome {
            connection_id: ConnectionId(5),
            node: NodeId(u64::MAX),
            protocol: 1,
        },
        &json!({"type": "welcome", "connection_id": 5, "node": "ffffffffffffffff", "protocol": 1}),
    );
    server(
        &ServerMessage::Subscribed {
            topic: Topic::Conversation(CASE),
            last_seq: Some(17),
        },
        &json!({"type": "subscribed", "topic": "conversation:42", "last_seq": 17}),
    );
    server(
        &ServerMessage::Subscribed {
            topic: Topic::Organisation,
            last_seq: None,
        },
        &json!({"type": "subscribed", "topic": "organisation"}),
    );
    server(
        &ServerMessage::Revoked {
            topic: Topic::Inbox(InboxId(3)),
        },
        &json!({"type": "revoked", "topic": "inbox:3"}),
    );
    server(
        &ServerMessage::Gap {
            conversation_id: CASE,
            from_seq: 18,
            to_seq: 20,
        },
        &json!({"type": "gap", "conversation_id": 42, "from_seq": 18, "to_seq": 20}),
    );
    server(
        &ServerMessage::Resync {
            reason: ResyncReason::BusRestored,
            spread_ms: 2000,
        },
        &json!({"type": "resync", "reason": "bus_restored", "spread_ms": 2000}),
    );
    server(
        &ServerMessage::Presence {
            conversation_id: CASE,
            viewers: vec![Viewer {
                agent_id: ANA,
                agent_name: "Ana".into(),
                typing: true,
            }],
        },
        &json!({"type": "presence", "conversation_id": 42,
            "viewers": [{"agent_id": 7, "agent_name": "Ana", "typing": true}]}),
    );
    server(
        &ServerMessage::Online {
            agents: vec![AgentBrief {
                agent_id: ANA,
                agent_name: "Ana".into(),
            }],
        },
        &json!({"type": "online", "agents": [{"agent_id": 7, "agent_name": "Ana"}]}),
    );
    server(
        &ServerMessage::Error {
            code: ErrorCode::NotFound,
            detail: "no".into(),
            topic: Some("conversation:42".into()),
        },
        &json!({"type": "error", "code": "not_found", "detail": "no", "topic": "conversation:42"}),
    );
    server(&ServerMessage::Pong, &json!({"type": "pong"}));
}

#[test]
fn every_event() {
    let conversation_id = ConversationId(42);
    let inbox_id = InboxId(3);
    let cases = [
        (
            Event::ConversationChanged {
                conversation_id,
                inbox_id,
                last_seq: 9,
                assignee_id: Some(AgentId(7)),
                team_id: Some(TeamId(2)),
                status: "open".into(),
            },
            json!({"type": "conversation_changed", "conversation_id": 42, "inbox_id": 3, "last_seq": 9,
                "assignee_id": 7, "team_id": 2, "status": "open"}),
        ),
        (
            Event::ConversationLeft {
                conversation_id,
                inbox_id,
            },
            json!({"type": "conversation_left", "conversation_id": 42, "inbox_id": 3}),
        ),
        (
            Event::EntryAppended {
                conversation_id,
                inbox_id,
                seq: 9,
                kind: "note".into(),
            },
            json!({"type": "entry_appended", "conversation_id": 42, "inbox_id": 3, "seq": 9, "kind": "note"}),
        ),
        (
            Event::Presence {
                online: vec![AgentBrief {
                    agent_id: ANA,
                    agent_name: "Ana".into(),
                }],
                offline: vec![BEN],
            },
            json!({"type": "presence", "online": [{"agent_id": 7, "agent_name": "Ana"}], "offline": [8]}),
        ),
        (
            Event::Typing {
                conversation_id,
                agent_id: ANA,
                agent_name: "Ana".into(),
                active: false,
            },
            json!({"type": "typing", "conversation_id": 42, "agent_id": 7, "agent_name": "Ana", "active": false}),
        ),
        (
            Event::InboxHealth { inbox_id },
            json!({"type": "inbox_health", "inbox_id": 3}),
        ),
        (
            Event::SettingsChanged { area: "tags".into() },
            json!({"type": "settings_changed", "area": "tags"}),
        ),
        (
            Event::OutboxChanged {
                conversation_id,
                message_id: MessageId(5),
                state: "sent".into(),
            },
            json!({"type": "outbox_changed", "conversation_id": 42, "message_id": 5, "state": "sent"}),
        ),
        (
            Event::DraftChanged {
                conversation_id,
                inbox_id,
                kind: "reply".into(),
                version: Some(5),
            },
            json!({"type": "draft_changed", "conversation_id": 42, "inbox_id": 3, "kind": "reply", "version": 5}),
        ),
        (
            Event::Notification {
                agent_id: ANA,
                reason: "assigned".into(),
                conversation_id: Some(conversation_id),
                inbox_id: None,
                actor_name: Some("Ben".into()),
                call: None,
            },
            json!({"type": "notification", "agent_id": 7, "reason": "assigned", "conversation_id": 42,
                "inbox_id": null, "actor_name": "Ben"}),
        ),
        (
            Event::Notification {
                agent_id: ANA,
                reason: "replied".into(),
                conversation_id: Some(conversation_id),
                inbox_id: None,
                actor_name: None,
                call: Some(Call {
                    key: "5.1".into(),
                    show: Some(domain::NotificationId(5)),
                    sound: true,
                    push: false,
                }),
            },
            json!({"type": "notification", "agent_id": 7, "reason": "replied", "conversation_id": 42, "inbox_id": null,
                "actor_name": null, "call": {"key": "5.1", "show": 5, "sound": true, "push": false}}),
        ),
    ];
    for (event, text) in cases {
        let message = ServerMessage::Event {
            topic: Topic::Conversation(conversation_id),
            event,
        };
        server(
            &message,
            &json!({"type": "event", "topic": "conversation:42", "event": text}),
        );
    }
}

/// The hub writes events without building a `ServerMessage`; both must be the same text.
#[tokio::test(start_paused = true)]
async fn the_hub_writes_the_same_json() {
    let hub = realtime::Hub::local();
    let ana = listener(&hub, ANA, SUPPORT);
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 3));
    let Some(realtime::Delivery::Send(bytes)) = ana.try_next() else {
        panic!()
    };
    let message = ServerMessage::Event {
        topic: Topic::Inbox(SUPPORT),
        event: entry(CASE, SUPPORT, 3),
    };
    assert_eq!(bytes, serde_json::to_vec(&message).unwrap());
}
