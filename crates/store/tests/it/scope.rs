//! What may be seen: each statement that takes a scope keeps to it.

use domain::conversations::EntryKind;
use domain::{Actor, ActorKind};
use store::conversations::{Query, Sort, StatusFilter};
use store::timeline::Entry;
use test_support::{TestDb, both_databases};

use crate::world::{NOW, World};

#[both_databases]
async fn rows_of_other_inboxes_do_not_exist(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let (ours, theirs) = (
        world.conversation(world.support, "ours").await,
        world.conversation(world.billing, "theirs").await,
    );
    let (our_mail, their_mail) = (
        world.message(ours, world.support, "a@x", "x").await,
        world.message(theirs, world.billing, "b@x", "x").await,
    );
    let (mine, all) = (world.agents_scope(), Actor::system().scope());
    let reader = Some(world.agent);

    assert!(
        store::conversations::find(tx, mine, reader, ours)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        store::conversations::find(tx, mine, reader, theirs)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store::conversations::find(tx, all, reader, theirs)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        store::conversations::find_for_update(tx, mine, theirs)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store::conversations::whereabouts(tx, mine, theirs)
            .await
            .unwrap()
            .is_none()
    );
    assert!(store::messages::find(tx, mine, our_mail).await.unwrap().is_some());
    assert!(
        store::messages::find(tx, mine, their_mail)
            .await
            .unwrap()
            .is_none()
    );
    let query = Query {
        status: StatusFilter::Any,
        ..Query::default()
    };
    let list = store::conversations::list(tx, mine, reader, &query, Sort::Newest, None, 50)
        .await
        .unwrap();
    assert_eq!(list.iter().map(|c| c.id).collect::<Vec<_>>(), [ours]);
    assert_eq!(store::conversations::count(tx, mine, &query).await.unwrap(), 1);
    assert_eq!(store::conversations::count(tx, all, &query).await.unwrap(), 2);
    assert_eq!(
        store::conversations::count_by_inbox(tx, mine).await.unwrap(),
        [(world.support, 1)]
    );
    assert_eq!(store::inboxes::list(tx, mine).await.unwrap().len(), 1);
    assert!(
        store::inboxes::find(tx, mine, world.billing)
            .await
            .unwrap()
            .is_none()
    );
    let counts = store::contacts::conversation_counts(tx, mine, &[world.contact])
        .await
        .unwrap();
    assert_eq!(counts, [(world.contact, 1)]);
    let stranger = store::contacts::insert(tx, "Minh", None, None, "", NOW)
        .await
        .unwrap();
    assert!(store::contacts::find(tx, mine, stranger).await.unwrap().is_none());
    assert_eq!(
        store::contacts::list(tx, mine, None, None, 50)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        store::contacts::list(tx, all, None, None, 50)
            .await
            .unwrap()
            .len(),
        2
    );
}

#[both_databases]
async fn a_place_in_a_timeline_is_taken_once(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let conversation = world.conversation(world.support, "x").await;
    let entry = |seq| Entry {
        seq,
        kind: EntryKind::Created,
        actor_kind: ActorKind::System,
        actor_id: None,
        actor_name: "Rapport".to_owned(),
        message_id: None,
        from_value: None,
        to_value: None,
        created_at: NOW,
    };
    for seq in 1..=5 {
        store::timeline::append(tx, conversation, &entry(seq))
            .await
            .unwrap();
    }
    let again = store::timeline::append(tx, conversation, &entry(5)).await;
    assert!(matches!(again, Err(db::DbError::UniqueViolation { .. })));
    let seqs = async |after, before, latest| -> Vec<i64> {
        let page = store::timeline::page(tx, conversation, after, before, latest, 2)
            .await
            .unwrap();
        page.iter().map(|e| e.seq).collect()
    };
    assert_eq!(seqs(0, i64::MAX, true).await, [4, 5]);
    assert_eq!(seqs(0, 4, true).await, [2, 3]);
    assert_eq!(seqs(2, i64::MAX, false).await, [3, 4]);
    assert_eq!(seqs(5, i64::MAX, false).await, Vec::<i64>::new());
}
