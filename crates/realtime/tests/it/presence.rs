//! Who is online, who looks, who writes: on one node, with the time in our hands.

use std::time::Duration;

use domain::ConversationId;
use realtime::{AgentBrief, Connection, Event, Hub, Refused, ServerMessage, Topic, Viewer, access};
use tokio::time::sleep;

use crate::support::*;

fn viewer(agent_id: domain::AgentId, name: &str, typing: bool) -> Viewer {
    Viewer {
        agent_id,
        agent_name: name.into(),
        typing,
    }
}

fn viewers(list: Vec<Viewer>) -> ServerMessage {
    ServerMessage::Presence {
        conversation_id: CASE,
        viewers: list,
    }
}

fn typing(active: bool) -> ServerMessage {
    let event = Event::Typing {
        conversation_id: CASE,
        agent_id: ANA,
        agent_name: "Ana".into(),
        active,
    };
    ServerMessage::Event {
        topic: Topic::Conversation(CASE),
        event,
    }
}

fn two(hub: &Hub) -> (Connection, Connection) {
    let ana = hub.connect(identity(ANA), access::everything());
    let ben = hub.connect(identity(BEN), access::everything());
    open(&ana, CASE, 1);
    open(&ben, CASE, 1);
    (ana, ben)
}

#[tokio::test(start_paused = true)]
async fn viewers_are_told_to_those_who_have_the_conversation_open() {
    let hub = Hub::local();
    let (ana, ben) = two(&hub);
    let stranger = listener(&hub, domain::AgentId(9), SUPPORT);
    ana.set_viewing(Some(CASE)).unwrap();
    assert_eq!(drain(&ben), [viewers(vec![viewer(ANA, "Ana", false)])]);
    ben.set_viewing(Some(CASE)).unwrap();
    ben.set_viewing(Some(CASE)).unwrap();
    let both = viewers(vec![viewer(ANA, "Ana", false), viewer(BEN, "Ben", false)]);
    assert_eq!(drain(&ben), [both], "saying it twice tells it once");
    assert_eq!(hub.presence().viewers(CASE).len(), 2);
    drop(ana);
    assert_eq!(drain(&ben), [viewers(vec![viewer(BEN, "Ben", false)])]);
    ben.set_viewing(None).unwrap();
    assert_eq!(drain(&ben), [viewers(vec![])]);
    assert_eq!(drain(&stranger), []);
}

#[tokio::test(start_paused = true)]
async fn typing_lasts_six_seconds_unless_it_goes_on() {
    let hub = Hub::local();
    let (ana, ben) = two(&hub);
    ana.set_viewing(Some(CASE)).unwrap();
    drain(&ben);
    for _ in 0..4 {
        ana.set_typing(CASE, true).unwrap();
        sleep(Duration::from_secs(3)).await;
    }
    assert_eq!(drain(&ben), [typing(true)], "going on is not told again");
    assert_eq!(hub.presence().viewers(CASE), [viewer(ANA, "Ana", true)]);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(drain(&ben), []);
    sleep(Duration::from_secs(2)).await;
    assert_eq!(drain(&ben), [typing(false)]);
    assert_eq!(hub.presence().viewers(CASE), [viewer(ANA, "Ana", false)]);
}

#[tokio::test(start_paused = true)]
async fn typing_ends_at_once_when_it_is_said_or_the_socket_goes() {
    let hub = Hub::local();
    let (ana, ben) = two(&hub);
    ana.set_viewing(Some(CASE)).unwrap();
    drain(&ben);
    ana.set_typing(CASE, true).unwrap();
    ana.set_typing(CASE, false).unwrap();
    ana.set_typing(CASE, false).unwrap();
    assert_eq!(drain(&ben), [typing(true), typing(false)]);
    ana.set_typing(CASE, true).unwrap();
    drain(&ben);
    drop(ana);
    let told = drain(&ben);
    assert!(
        told.contains(&typing(false)) && told.contains(&viewers(vec![])),
        "{told:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn presence_needs_a_subscription() {
    let hub = Hub::local();
    let ana = hub.connect(identity(ANA), access::everything());
    assert_eq!(ana.set_viewing(Some(CASE)), Err(Refused::NotSubscribed));
    ana.subscribe_pending(CASE).unwrap();
    assert_eq!(
        ana.set_typing(CASE, true),
        Err(Refused::NotSubscribed),
        "not confirmed yet"
    );
    assert!(hub.presence().viewers(CASE).is_empty());
    open(&ana, CASE, 1);
    ana.set_viewing(Some(CASE)).unwrap();
    ana.unsubscribe(Topic::Conversation(CASE));
    assert!(
        hub.presence().viewers(CASE).is_empty(),
        "closing the conversation is leaving it"
    );
    ana.set_viewing(None).unwrap();
}

#[tokio::test(start_paused = true)]
async fn one_window_in_front_of_which_somebody_sits_is_enough() {
    let hub = Hub::local();
    let (first, second) = two(&hub);
    assert!(!hub.presence().is_attentive(ANA), "silence means no");
    let third = hub.connect(identity(ANA), access::everything());
    first.set_attentive(true);
    third.set_attentive(true);
    first.set_attentive(false);
    assert!(hub.presence().is_attentive(ANA));
    assert!(!hub.presence().is_attentive(BEN));
    assert!(drain(&second).is_empty(), "it is nobody else's business");
    drop(third);
    assert!(!hub.presence().is_attentive(ANA), "a closed window sees nothing");
}

#[tokio::test(start_paused = true)]
async fn who_comes_and_goes_is_told_together() {
    let hub = Hub::local();
    let ana = hub.connect(identity(ANA), access::everything());
    ana.subscribe(Topic::Organisation).unwrap();
    let ben = hub.connect(identity(BEN), access::everything());
    let second_window = hub.connect(identity(BEN), access::everything());
    assert!(hub.presence().is_online(BEN));
    sleep(Duration::from_secs(1)).await;
    let online = vec![
        AgentBrief {
            agent_id: ANA,
            agent_name: "Ana".into(),
        },
        AgentBrief {
            agent_id: BEN,
            agent_name: "Ben".into(),
        },
    ];
    assert_eq!(hub.presence().online(), online);
    let event = |online, offline| ServerMessage::Event {
        topic: Topic::Organisation,
        event: Event::Presence { online, offline },
    };
    assert_eq!(drain(&ana), [event(online, vec![])]);

    drop(ben);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(drain(&ana), [], "the other window is still open");
    drop(second_window);
    let reloaded = hub.connect(identity(BEN), access::everything());
    sleep(Duration::from_secs(1)).await;
    assert_eq!(drain(&ana), [], "a page that is reloaded was never away");
    drop(reloaded);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(drain(&ana), [event(vec![], vec![BEN])]);
    assert!(!hub.presence().is_online(BEN));
}

#[tokio::test(start_paused = true)]
async fn one_agent_in_two_windows_views_both() {
    let hub = Hub::local();
    let other = ConversationId(43);
    let first = hub.connect(identity(ANA), access::everything());
    let second = hub.connect(identity(ANA), access::everything());
    open(&first, CASE, 1);
    open(&second, other, 1);
    first.set_viewing(Some(CASE)).unwrap();
    second.set_viewing(Some(other)).unwrap();
    assert_eq!(hub.presence().viewers(CASE).len(), 1);
    assert_eq!(hub.presence().viewers(other).len(), 1);
    drop(second);
    assert_eq!(hub.presence().viewers(CASE).len(), 1);
    assert!(hub.presence().viewers(other).is_empty());
}
