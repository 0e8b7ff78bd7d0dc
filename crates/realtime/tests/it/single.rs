//! One node: fan-out, slow sockets, coming and going.

use domain::{AgentId, ConversationId};
use realtime::{Event, Hub, HubOptions, ResyncReason, ServerMessage, Topic, access};

use crate::support::*;

#[tokio::test(start_paused = true)]
async fn a_hint_reaches_those_who_listen_and_nobody_else() {
    let hub = Hub::local();
    let ana = listener(&hub, ANA, SUPPORT);
    let ben = listener(&hub, BEN, SUPPORT);
    let elsewhere = listener(&hub, AgentId(9), SECRET);
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 3));
    let expected = ServerMessage::Event {
        topic: Topic::Inbox(SUPPORT),
        event: entry(CASE, SUPPORT, 3),
    };
    assert_eq!(next(&ana).await, expected);
    assert_eq!(next(&ben).await, expected);
    assert_eq!(drain(&elsewhere), []);
    let stats = hub.stats();
    assert_eq!(
        (stats.sockets, stats.events, stats.deliveries, stats.resyncs),
        (3, 1, 2, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn several_topics_are_one_message_to_a_socket() {
    let hub = Hub::local();
    let ana = listener(&hub, ANA, SUPPORT);
    ana.subscribe(Topic::Agent(ANA)).unwrap();
    open(&ana, CASE, 1);
    let ben = hub.connect(identity(BEN), access::everything());
    open(&ben, CASE, 1);
    let topics = [
        Topic::Conversation(CASE),
        Topic::Inbox(SUPPORT),
        Topic::Agent(ANA),
    ];
    hub.publish_to(&topics, changed(CASE, SUPPORT, 2));
    assert_eq!(drain(&ana).len(), 1);
    assert_eq!(drain(&ben).len(), 1);
    hub.publish_to(&[], changed(CASE, SUPPORT, 2));
    assert_eq!(drain(&ana), []);
}

#[tokio::test(start_paused = true)]
async fn unsubscribing_and_leaving_end_the_delivery() {
    let hub = Hub::local();
    let ana = listener(&hub, ANA, SUPPORT);
    ana.unsubscribe(Topic::Inbox(SUPPORT));
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 1));
    assert_eq!(drain(&ana), []);
    ana.subscribe(Topic::Inbox(SUPPORT)).unwrap();
    drop(ana);
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 2));
    let stats = hub.stats();
    assert_eq!((stats.sockets, stats.deliveries), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_slow_socket_is_told_to_resync_and_lives_on() {
    let hub = Hub::start(
        realtime::Bus::local(),
        HubOptions {
            queue: 8,
            ..HubOptions::default()
        },
    );
    let slow = listener(&hub, ANA, SUPPORT);
    let quick = listener(&hub, BEN, SUPPORT);
    for seq in 1..=9 {
        hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, seq));
        assert_eq!(drain(&quick).len(), 1, "others are not held up");
    }
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 10));
    let resync = ServerMessage::Resync {
        reason: ResyncReason::SlowSocket,
        spread_ms: 0,
    };
    let after = ServerMessage::Event {
        topic: Topic::Inbox(SUPPORT),
        event: entry(CASE, SUPPORT, 10),
    };
    assert_eq!(drain(&slow), [resync, after]);
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 11));
    assert_eq!(drain(&slow).len(), 1);
    assert_eq!(hub.stats().resyncs, 1);
}

/// The invariant of the whole crate: what a socket is not told, it is told to read again.
#[tokio::test(start_paused = true)]
async fn a_client_of_any_speed_ends_up_with_the_newest() {
    for pace in 1..=12 {
        let hub = Hub::start(
            realtime::Bus::local(),
            HubOptions {
                queue: 4,
                ..HubOptions::default()
            },
        );
        let socket = listener(&hub, ANA, SUPPORT);
        let mut known = 0;
        for published in 1..=120 {
            hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, published));
            if published % pace != 0 {
                continue;
            }
            for message in drain(&socket) {
                match message {
                    ServerMessage::Event {
                        event: Event::EntryAppended { seq, .. },
                        ..
                    } => {
                        assert!(
                            seq <= known + 1,
                            "a hole without a resync at pace {pace}: {known}, then {seq}"
                        );
                        known = known.max(seq);
                    }
                    // Now the client reads the database, which holds everything.
                    ServerMessage::Resync { .. } => known = published,
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!(known, published, "pace {pace}");
        }
        assert_eq!(
            hub.stats().resyncs > 0,
            pace > 4,
            "only who is too slow has to read again"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn one_socket_cannot_listen_to_everything() {
    let options = HubOptions {
        topics_per_socket: 3,
        ..HubOptions::default()
    };
    let hub = Hub::start(realtime::Bus::local(), options);
    let ana = listener(&hub, ANA, SUPPORT);
    ana.subscribe(Topic::Organisation).unwrap();
    ana.subscribe_pending(CASE).unwrap();
    assert_eq!(
        ana.subscribe_pending(ConversationId(1)),
        Err(realtime::Refused::TooManyTopics)
    );
    ana.subscribe(Topic::Organisation)
        .expect("listening twice is listening once");
    ana.unsubscribe(Topic::Conversation(CASE));
    ana.subscribe_pending(ConversationId(1)).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_closes_the_sockets() {
    let hub = Hub::local();
    let ana = listener(&hub, ANA, SUPPORT);
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 1));
    hub.shutdown().await;
    assert_eq!(
        ana.next().await,
        realtime::Delivery::Close(realtime::CloseReason::Shutdown)
    );
}
