//! Contacts and inbox addresses: what belongs to one only.

use db::DbError;
use domain::Actor;
use test_support::{TestDb, both_databases};

use crate::world::{NOW, World, store_count};

#[both_databases]
async fn an_address_belongs_to_one_contact(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let other = store::contacts::insert(tx, "Minh", None, None, "", NOW)
        .await
        .unwrap();
    let add = async |contact, kind: &str| {
        store::contacts::insert_address(tx, contact, kind, "LAN@example.com", "lan@example.com", true, NOW)
            .await
            .unwrap()
    };
    assert!(!add(other, "email").await, "it is somebody else's");
    assert!(!add(world.contact, "email").await, "it is there already");
    assert!(add(other, "handle").await, "another kind is another address");
    let found = store::contacts::find_by_address(tx, "email", "lan@example.com")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.id, world.contact);
}

#[both_databases]
async fn an_inbox_address_belongs_to_one_inbox(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let stolen = [("Help@ours.test".to_owned(), "help@ours.test".to_owned())];
    let refused = store::inboxes::set_addresses(tx, world.billing, &stolen).await;
    assert!(
        matches!(refused, Err(DbError::UniqueViolation { .. })),
        "{refused:?}"
    );
    assert_eq!(
        store::inboxes::owner_of_address(tx, "help@ours.test")
            .await
            .unwrap(),
        Some(world.support)
    );
    // The same inbox may write its own address anew.
    store::inboxes::set_addresses(tx, world.support, &stolen)
        .await
        .unwrap();
    assert_eq!(
        store::inboxes::addresses(tx, world.support).await.unwrap(),
        ["Help@ours.test"]
    );
}

#[both_databases]
async fn a_bounce_is_noted_and_cleared(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let reason = async || {
        store::contacts::addresses(tx, &[world.contact]).await.unwrap()[0]
            .bounce_reason
            .clone()
    };
    assert!(
        store::contacts::set_bounce(tx, "lan@example.com", Some("no such user"), NOW)
            .await
            .unwrap()
    );
    assert_eq!(reason().await.as_deref(), Some("no such user"));
    assert!(
        store::contacts::set_bounce(tx, "lan@example.com", None, NOW)
            .await
            .unwrap()
    );
    assert_eq!(reason().await, None);
    let at: Option<i64> = db::Executor::one(tx, "SELECT bounced_at FROM contact_address", vec![])
        .await
        .unwrap();
    assert_eq!(at, None);
    assert!(
        !store::contacts::set_bounce(tx, "nobody@example.com", Some("x"), NOW)
            .await
            .unwrap()
    );
}

#[both_databases]
async fn a_company_is_made_once(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let first = store::contacts::find_or_insert_company(tx, "Đèn Việt", "den viet", NOW)
        .await
        .unwrap();
    let again = store::contacts::find_or_insert_company(tx, "Den Viet", "den viet", NOW)
        .await
        .unwrap();
    assert_eq!(first, again);
    assert_eq!(store_count(&world.db, "company").await, 1);
    let scope = Actor::system().scope();
    let mut contact = store::contacts::find_for_update(tx, scope, world.contact)
        .await
        .unwrap()
        .unwrap();
    contact.company_id = Some(first);
    store::contacts::update(tx, &contact, NOW).await.unwrap();
    let contact = store::contacts::find(tx, scope, world.contact)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(contact.company_name.as_deref(), Some("Đèn Việt"));
}
