//! Several nodes around a real NATS server.

use std::time::Duration;

use domain::ConversationId;
use realtime::{
    Bus, BusError, BusOptions, CloseReason, Delivery, Envelope, Event, Hub, HubOptions, ResyncReason,
    ServerMessage, Topic, access,
};

use crate::support::*;

/// A node that the test plays itself, to say what no healthy node would.
struct Puppet {
    client: async_nats::Client,
}

const PUPPET: &str = "00000000000000aa";

impl Puppet {
    async fn at(nats: &Nats) -> Self {
        Self {
            client: async_nats::connect(nats.url()).await.unwrap(),
        }
    }

    async fn say(&self, sequence: u64, body: &str) {
        let text = format!(r#"{{"node":"{PUPPET}","sequence":{sequence},{body}}}"#);
        self.raw(text).await;
    }

    async fn raw(&self, text: String) {
        self.client
            .publish(format!("rapport.node.{PUPPET}"), text.into())
            .await
            .unwrap();
        self.client.flush().await.unwrap();
    }

    async fn append(&self, sequence: u64, seq: i64) {
        let event = serde_json::to_string(&entry(CASE, SUPPORT, seq)).unwrap();
        self.say(
            sequence,
            &format!(r#""body":"event","topic":"inbox:1","event":{event}"#),
        )
        .await;
    }
}

fn is_entry(wanted: i64) -> impl Fn(&ServerMessage) -> bool {
    move |message| matches!(message, ServerMessage::Event { event: Event::EntryAppended { seq, .. }, .. } if *seq == wanted)
}

/// Reads what comes before a hint that certainly comes.
async fn before(connection: &realtime::Connection, last: i64) -> Vec<ServerMessage> {
    let mut seen = Vec::new();
    loop {
        let message = next(connection).await;
        if is_entry(last)(&message) {
            return seen;
        }
        seen.push(message);
    }
}

#[tokio::test]
async fn a_hint_reaches_the_sockets_of_all_nodes_once() {
    let Some(nats) = Nats::start().await else { return };
    let (one, two) = (nats.hub().await, nats.hub().await);
    let here = listener(&one, ANA, SUPPORT);
    let there = listener(&two, BEN, SUPPORT);
    let partner = two.connect(identity(BEN), only(SECRET));
    partner.subscribe(Topic::Organisation).unwrap();
    for seq in 1..=50 {
        one.publish_to(
            &[Topic::Inbox(SUPPORT), Topic::Organisation],
            entry(CASE, SUPPORT, seq),
        );
    }
    two.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 51));
    for connection in [&here, &there] {
        let mut got = Vec::new();
        while got.len() < 51 {
            if let ServerMessage::Event { event, .. } = next(connection).await {
                got.extend(event.seq());
            }
        }
        got.sort_unstable();
        assert_eq!(got, (1..=51).collect::<Vec<i64>>());
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(drain(&here), [], "no echo of what was published here");
    let leaked: Vec<_> = drain(&partner)
        .into_iter()
        .filter(|m| {
            !matches!(
                m,
                ServerMessage::Event {
                    event: Event::Presence { .. },
                    ..
                }
            )
        })
        .collect();
    assert_eq!(
        leaked,
        [],
        "the filter judges what comes from other nodes as well"
    );
    assert_eq!(
        (
            one.stats().bus_missed,
            one.stats().bus_dropped,
            one.stats().resyncs
        ),
        (0, 0, 0)
    );
}

#[tokio::test]
async fn presence_is_one_over_all_nodes() {
    let Some(nats) = Nats::start().await else { return };
    let one = nats.hub().await;
    let ana = one.connect(identity(ANA), access::everything());
    open(&ana, CASE, 1);
    ana.set_viewing(Some(CASE)).unwrap();
    ana.set_attentive(true);
    // A node that starts later learns what was before it.
    let two = nats.hub().await;
    eventually("the late node knows Ana", || {
        two.presence().viewers(CASE).len() == 1
    })
    .await;

    assert!(two.presence().is_attentive(ANA));
    ana.set_attentive(false);
    eventually("the other node knows that Ana left her desk", || {
        !two.presence().is_attentive(ANA)
    })
    .await;

    let ben = two.connect(identity(BEN), access::everything());
    open(&ben, CASE, 1);
    ben.set_viewing(Some(CASE)).unwrap();
    ana.set_typing(CASE, true).unwrap();
    until(&ben, |m| matches!(m, ServerMessage::Event { event: Event::Typing { agent_id, active: true, .. }, .. } if *agent_id == ANA)).await;
    until(
        &ana,
        |m| matches!(m, ServerMessage::Presence { viewers, .. } if viewers.len() == 2),
    )
    .await;
    for hub in [&one, &two] {
        let viewers = hub.presence().viewers(CASE);
        let shown: Vec<_> = viewers
            .iter()
            .map(|v| (v.agent_name.as_str(), v.typing))
            .collect();
        assert_eq!(shown, [("Ana", true), ("Ben", false)]);
        assert_eq!(hub.presence().online().len(), 2);
        assert_eq!(hub.stats().nodes, 1);
    }
    drop(ben);
    eventually("Ben is gone everywhere", || !one.presence().is_online(BEN)).await;
    assert_eq!(one.presence().viewers(CASE).len(), 1);
}

#[tokio::test]
async fn a_thousand_agents_reach_a_late_node_in_parts() {
    let Some(nats) = Nats::start().await else { return };
    let one = nats.hub().await;
    let sockets: Vec<_> = (1..=1234)
        .map(|n| one.connect(identity(domain::AgentId(n)), access::everything()))
        .collect();
    let two = nats.hub().await;
    eventually("all are known", || two.presence().online().len() == 1234).await;
    drop(sockets);
    eventually("all are gone", || two.presence().online().is_empty()).await;
    assert_eq!(two.stats().bus_missed, 0);
}

#[tokio::test]
async fn a_server_that_restarts_costs_a_resync_and_nothing_else() {
    let Some(mut nats) = Nats::start().await else {
        return;
    };
    let (one, two) = (nats.hub().await, nats.hub().await);
    let here = listener(&one, ANA, SUPPORT);
    let there = listener(&two, BEN, SUPPORT);
    eventually("both know both", || {
        one.stats().nodes == 1 && two.stats().nodes == 1
    })
    .await;

    nats.stop();
    eventually("the outage is seen", || {
        !one.stats().bus_up && !two.stats().bus_up
    })
    .await;
    one.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 1));
    let own = next(&here).await;
    assert!(is_entry(1)(&own), "the own sockets do not need the bus: {own:?}");

    assert!(nats.run().await);
    until(&here, is_recovery).await;
    until(&there, is_recovery).await;
    eventually("the bus is up", || one.stats().bus_up && two.stats().bus_up).await;
    two.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 2));
    until(&here, is_entry(2)).await;
    one.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 3));
    until(&there, is_entry(3)).await;
    eventually("presence is whole again", || {
        one.presence().online().len() == 2 && two.presence().online().len() == 2
    })
    .await;
}

#[tokio::test]
async fn a_cut_connection_is_noticed_even_when_it_is_back_at_once() {
    let Some(mut nats) = Nats::start().await else {
        return;
    };
    let one = nats.hub().await;
    let here = listener(&one, ANA, SUPPORT);
    nats.stop();
    assert!(nats.run().await);
    until(&here, is_resync(ResyncReason::BusRestored)).await;
}

#[tokio::test]
async fn a_hole_in_the_numbers_makes_everybody_resync() {
    let Some(nats) = Nats::start().await else { return };
    let hub = nats.hub().await;
    let ana = listener(&hub, ANA, SUPPORT);
    let puppet = Puppet::at(&nats).await;
    puppet.append(1, 1).await;
    puppet.append(2, 2).await;
    until(&ana, is_entry(2)).await;
    assert_eq!(hub.stats().resyncs, 0);

    puppet.append(5, 5).await;
    until(&ana, is_resync(ResyncReason::BusGap)).await;
    assert_eq!((hub.stats().bus_missed, hub.stats().resyncs), (2, 1));
    puppet.append(6, 6).await;
    assert_eq!(before(&ana, 6).await, [], "one hole, one resync");
}

#[tokio::test]
async fn a_lost_last_message_shows_at_the_next_heartbeat() {
    let Some(nats) = Nats::start().await else { return };
    let hub = nats.hub().await;
    let ana = listener(&hub, ANA, SUPPORT);
    let puppet = Puppet::at(&nats).await;
    puppet.append(1, 1).await;
    until(&ana, is_entry(1)).await;
    // Number 2 was a hint, and never came.
    puppet.say(3, r#""body":"heartbeat","agents":0"#).await;
    until(&ana, is_resync(ResyncReason::BusGap)).await;
}

#[tokio::test]
async fn a_resync_reads_the_access_again_too() {
    let Some(nats) = Nats::start().await else { return };
    let hub = nats.hub().await;
    let ana = hub.connect(identity(ANA), access::everything());
    ana.subscribe(Topic::Inbox(SECRET)).unwrap();
    let puppet = Puppet::at(&nats).await;
    puppet.say(1, r#""body":"heartbeat","agents":0"#).await;
    // What was lost could have been the message that takes her access away.
    puppet.say(3, r#""body":"heartbeat","agents":0"#).await;
    let Delivery::Reauthorise(ticket) = ana.next().await else {
        panic!("first the access")
    };
    hub.publish(Topic::Inbox(SECRET), entry(CASE, SECRET, 1));
    assert!(ana.admit(ticket, only(SUPPORT)));
    let told = drain(&ana);
    assert!(is_resync(ResyncReason::BusGap)(&told[0]), "{told:?}");
    assert_eq!(
        told[1..],
        [ServerMessage::Revoked {
            topic: Topic::Inbox(SECRET)
        }]
    );
}

#[tokio::test]
async fn a_newer_node_does_no_harm() {
    let Some(nats) = Nats::start().await else { return };
    let hub = nats.hub().await;
    let ana = listener(&hub, ANA, SUPPORT);
    let puppet = Puppet::at(&nats).await;
    puppet.append(1, 1).await;
    puppet
        .say(
            2,
            r#""body":"event","topic":"inbox:1","event":{"type":"party_started"}"#,
        )
        .await;
    puppet.say(3, r#""body":"dance","steps":[1,2]"#).await;
    puppet
        .say(
            4,
            r#""body":"event","topic":"galaxy:1","event":{"type":"inbox_health","inbox_id":1}"#,
        )
        .await;
    puppet.raw("not even JSON".to_owned()).await;
    puppet.append(5, 5).await;
    assert_eq!(before(&ana, 1).await, []);
    assert_eq!(before(&ana, 5).await, [], "counted, ignored, and no resync");
}

#[tokio::test]
async fn a_node_that_dies_takes_its_agents_with_it() {
    let Some(nats) = Nats::start().await else { return };
    let hub = nats.hub().await;
    let ana = listener(&hub, ANA, SUPPORT);
    open(&ana, CASE, 1);
    let puppet = Puppet::at(&nats).await;
    puppet
        .say(1, r#""body":"presence","agents":[{"agent_id":8,"agent_name":"Ben","online":true,"viewing":[42],"typing":[{"conversation_id":42,"for_ms":60000}]}]"#)
        .await;
    until(
        &ana,
        |m| matches!(m, ServerMessage::Presence { viewers, .. } if viewers.len() == 1),
    )
    .await;
    assert!(hub.presence().is_online(BEN) && hub.presence().viewers(CASE)[0].typing);
    // Silence. It may have died between a change and its hint, so the browsers read again.
    until(&ana, is_resync(ResyncReason::NodeLost)).await;
    assert!(!hub.presence().is_online(BEN) && hub.presence().viewers(CASE).is_empty());
    assert_eq!(hub.stats().nodes, 0);
    // When it was only cut off and comes back, what was missed shows in its numbers.
    puppet.append(9, 9).await;
    until(&ana, is_resync(ResyncReason::BusGap)).await;
}

#[tokio::test]
async fn a_crashed_hub_expires_and_a_goodbye_is_immediate() {
    let Some(nats) = Nats::start().await else { return };
    let patient = HubOptions {
        silent_after: Duration::from_millis(1200),
        ..quick()
    };
    let one = Hub::start(nats.bus().await, patient);
    let watcher = listener(&one, ANA, SUPPORT);
    let crashed = nats.hub().await;
    let ben = listener(&crashed, BEN, SUPPORT);
    eventually("Ben is seen", || one.presence().is_online(BEN)).await;
    std::mem::forget(ben); // a crash runs no destructor
    drop(crashed);
    assert!(one.presence().is_online(BEN), "nobody knows yet");
    eventually("Ben has expired", || !one.presence().is_online(BEN)).await;
    until(&watcher, is_resync(ResyncReason::NodeLost)).await;

    let leaving = nats.hub().await;
    let carl = listener(&leaving, domain::AgentId(9), SUPPORT);
    eventually("Carl is seen", || one.presence().is_online(domain::AgentId(9))).await;
    let resyncs = one.stats().resyncs;
    let told = std::time::Instant::now();
    leaving.shutdown().await;
    assert_eq!(carl.next().await, Delivery::Close(CloseReason::Shutdown));
    drop(carl);
    eventually("Carl is gone", || !one.presence().is_online(domain::AgentId(9))).await;
    assert!(
        told.elapsed() < Duration::from_millis(1000),
        "by the goodbye, not by silence"
    );
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(one.stats().nodes, 0, "nothing follows a goodbye");
    assert_eq!(
        one.stats().resyncs,
        resyncs,
        "who leaves in good order loses nothing"
    );
}

#[tokio::test]
async fn sessions_and_access_end_on_all_nodes() {
    let Some(nats) = Nats::start().await else { return };
    let (one, two) = (nats.hub().await, nats.hub().await);
    let ana = listener(&two, ANA, SECRET);
    let ben = listener(&two, BEN, SUPPORT);
    one.access_changed(&[ANA]);
    assert!(matches!(ana.next().await, Delivery::Reauthorise(_)));
    one.end_session(domain::SessionId(BEN.0 * 100));
    assert_eq!(ben.next().await, Delivery::Close(CloseReason::SignedOut));
}

#[tokio::test]
async fn a_bus_that_is_away_is_read_around() {
    let Some(mut nats) = Nats::start().await else {
        return;
    };
    let options = HubOptions {
        outage_resync: Duration::from_millis(300),
        ..quick()
    };
    let hub = Hub::start(nats.bus().await, options);
    let ana = listener(&hub, ANA, SUPPORT);
    nats.stop();
    for _ in 0..2 {
        let told = until(&ana, is_resync(ResyncReason::BusDown)).await;
        assert!(
            matches!(told, ServerMessage::Resync { spread_ms: 1.., .. }),
            "not all in the same instant"
        );
    }
}

#[tokio::test]
async fn a_node_can_start_before_the_bus() {
    let Some(mut nats) = Nats::start().await else {
        return;
    };
    nats.stop();
    let hub = Hub::start(nats.bus().await, quick());
    assert!(!hub.stats().bus_up);
    let ana = listener(&hub, ANA, SUPPORT);
    hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 1));
    assert_eq!(drain(&ana).len(), 1);
    assert!(nats.run().await);
    until(&ana, is_resync(ResyncReason::BusRestored)).await;
    let other = nats.hub().await;
    other.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 2));
    until(&ana, is_entry(2)).await;
}

#[tokio::test]
async fn what_the_queue_cannot_hold_is_counted_and_noticed() {
    let Some(mut nats) = Nats::start().await else {
        return;
    };
    let small = BusOptions {
        queue: 16,
        ..BusOptions::nats(nats.url())
    };
    let one = Hub::start(Bus::connect(small).await.unwrap(), quick());
    let two = nats.hub().await;
    let there = listener(&two, BEN, SUPPORT);
    eventually("both know both", || {
        one.stats().nodes == 1 && two.stats().nodes == 1
    })
    .await;
    nats.stop();
    eventually("the outage is seen", || !one.stats().bus_up).await;
    let start = std::time::Instant::now();
    for seq in 1..=2000 {
        one.publish(Topic::Inbox(SUPPORT), entry(ConversationId(1), SUPPORT, seq));
    }
    assert!(start.elapsed() < Duration::from_secs(2), "publishing never waits");
    assert!(one.stats().bus_dropped > 1000, "{:?}", one.stats());
    assert!(nats.run().await);
    until(&there, is_recovery).await;
    eventually("the holes are seen", || two.stats().bus_missed > 1000).await;
    one.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 5000));
    until(&there, is_entry(5000)).await;
}

#[tokio::test]
async fn two_installations_share_a_server_unheard() {
    let Some(nats) = Nats::start().await else { return };
    let with = |prefix: &str| BusOptions {
        prefix: prefix.into(),
        ..BusOptions::nats(nats.url())
    };
    let one = Hub::start(Bus::connect(with("acme")).await.unwrap(), quick());
    let two = Hub::start(Bus::connect(with("acme.test")).await.unwrap(), quick());
    let there = listener(&two, BEN, SUPPORT);
    one.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, 1));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(drain(&there), []);
    assert_eq!((one.stats().nodes, two.stats().nodes), (0, 0));
}

#[tokio::test]
async fn a_login_in_the_address_is_used_and_a_wrong_one_refused() {
    let Some(nats) = Nats::start_with(&["--user", "rapport", "--pass", "s3cret"]).await else {
        return;
    };
    let address = |login: &str| nats.url().replace("nats://", &format!("nats://{login}"));
    let good = Bus::connect(BusOptions::nats(address("rapport:s3cret@")))
        .await
        .unwrap();
    assert!(good.is_up());
    for login in ["rapport:wrong@", ""] {
        let refused = Bus::connect(BusOptions::nats(address(login))).await;
        assert!(
            matches!(refused, Err(BusError::Refused(_))),
            "{login}: {refused:?}"
        );
    }
    let nonsense = BusOptions {
        prefix: "a.>".into(),
        ..BusOptions::nats(nats.url())
    };
    assert!(matches!(Bus::connect(nonsense).await, Err(BusError::Prefix(_))));
    let missing = BusOptions {
        credentials: Some("/does/not/exist".into()),
        ..BusOptions::nats(nats.url())
    };
    assert!(matches!(
        Bus::connect(missing).await,
        Err(BusError::Credentials { .. })
    ));
}

#[tokio::test]
async fn what_leaves_is_an_envelope_with_running_numbers() {
    use futures::StreamExt;
    let Some(nats) = Nats::start().await else { return };
    let ear = async_nats::connect(nats.url()).await.unwrap();
    let mut heard = ear.subscribe("rapport.node.*").await.unwrap();
    ear.flush().await.unwrap();
    let hub = nats.hub().await;
    for seq in 1..=20 {
        hub.publish(Topic::Inbox(SUPPORT), entry(CASE, SUPPORT, seq));
    }
    let mut numbers = Vec::new();
    let mut entries = Vec::new();
    while entries.len() < 20 {
        let message = tokio::time::timeout(Duration::from_secs(5), heard.next())
            .await
            .unwrap()
            .unwrap();
        let envelope = Envelope::parse(&message.payload).unwrap();
        assert_eq!(envelope.node, hub.node());
        numbers.push(envelope.sequence);
        if let realtime::Body::Event { event, .. } = envelope.body {
            entries.extend(event.seq());
        }
    }
    assert_eq!(entries, (1..=20).collect::<Vec<_>>());
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}
