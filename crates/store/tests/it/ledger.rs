//! The import ledger, cursors, the count of senders, leases and the outbox.

use std::time::Duration;

use domain::inboxes::{LedgerState, MailSource, OutboxState};
use domain::{InboxId, LedgerId};
use store::mail_ledger::{self as ledger, NewLine, NewRawMail, OnServer, Verdict};
use test_support::{TestDb, both_databases};

use crate::world::{NOW, World, store_count};

fn line(inbox: InboxId, on_server: Option<OnServer<'_>>) -> NewLine<'_> {
    NewLine {
        inbox_id: inbox,
        source: MailSource::Imap,
        on_server,
        raw_mail_id: None,
        state: LedgerState::Waiting,
        reason: None,
        size: 10,
        at: NOW,
    }
}

const fn place(uid_validity: u32, uid: u32) -> OnServer<'static> {
    OnServer {
        folder: "INBOX",
        uid_validity,
        uid,
    }
}

#[both_databases]
async fn a_mail_of_the_server_is_in_the_ledger_once(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let insert = async |inbox, place| ledger::insert_line(tx, &line(inbox, place)).await.unwrap();
    assert!(insert(world.support, Some(place(7, 1))).await.is_some());
    assert!(
        insert(world.support, Some(place(7, 1))).await.is_none(),
        "the same place again"
    );
    assert!(
        insert(world.support, Some(place(8, 1))).await.is_some(),
        "another UIDVALIDITY"
    );
    assert!(
        insert(world.billing, Some(place(7, 1))).await.is_some(),
        "another inbox"
    );
    assert!(insert(world.support, None).await.is_some());
    assert!(
        insert(world.support, None).await.is_some(),
        "pushed mails have no place and are never the same"
    );
    assert!(ledger::is_known(tx, world.support, place(7, 1)).await.unwrap());
    assert!(!ledger::is_known(tx, world.support, place(7, 2)).await.unwrap());
    // The largest numbers that IMAP has fit.
    assert!(
        insert(world.support, Some(place(u32::MAX, u32::MAX)))
            .await
            .is_some()
    );
    assert!(
        ledger::is_known(tx, world.support, place(u32::MAX, u32::MAX))
            .await
            .unwrap()
    );
}

#[both_databases]
async fn a_cursor_goes_forward_within_one_uidvalidity(db: TestDb) {
    let world = World::on(db).await;
    let (tx, inbox) = (world.db.db(), world.support);
    let at = async || {
        ledger::cursor(tx, inbox, "INBOX")
            .await
            .unwrap()
            .map(|c| (c.uid_validity, c.last_uid))
    };
    assert_eq!(at().await, None);
    for (set, expected) in [
        ((7, 10), (7, 10)),
        ((7, 5), (7, 10)),
        ((7, 12), (7, 12)),
        ((8, 3), (8, 3)),
        ((8, 2), (8, 3)),
    ] {
        ledger::set_cursor(tx, inbox, "INBOX", set.0, set.1)
            .await
            .unwrap();
        assert_eq!(at().await, Some(expected), "after {set:?}");
    }
    ledger::set_on_server(tx, inbox, "INBOX", 40, NOW).await.unwrap();
    ledger::set_cursor(tx, inbox, "Archive", 1, 1).await.unwrap();
    let cursors = ledger::cursors(tx, inbox).await.unwrap();
    let shown: Vec<_> = cursors
        .iter()
        .map(|c| (c.folder.as_str(), c.on_server, c.checked_at))
        .collect();
    assert_eq!(shown, [("Archive", 0, None), ("INBOX", 40, Some(NOW))]);
}

#[both_databases]
async fn a_restored_folder_may_reuse_numbers(db: TestDb) {
    let world = World::on(db).await;
    let (tx, inbox) = (world.db.db(), world.support);
    ledger::set_cursor(tx, inbox, "INBOX", 7, 2).await.unwrap();
    ledger::insert_line(tx, &line(inbox, Some(place(7, 1))))
        .await
        .unwrap();
    ledger::restart_cursor(tx, inbox, "INBOX", (7, 0), NOW)
        .await
        .unwrap();
    assert_eq!(
        ledger::cursor(tx, inbox, "INBOX")
            .await
            .unwrap()
            .map(|c| c.last_uid),
        Some(0)
    );
    assert!(
        !ledger::is_known(tx, inbox, place(7, 1)).await.unwrap(),
        "the number means another mail now"
    );
    assert_eq!(store_count(&world.db, "mail_ledger").await, 1, "the line stays");
    ledger::insert_line(tx, &line(inbox, Some(place(7, 1))))
        .await
        .unwrap()
        .unwrap();
    ledger::forget_places(tx, inbox, NOW).await.unwrap();
    assert_eq!(ledger::cursor(tx, inbox, "INBOX").await.unwrap(), None);
    assert!(!ledger::is_known(tx, inbox, place(7, 1)).await.unwrap());
}

async fn waiting(tx: &impl db::Executor, inbox: InboxId, limit: u32) -> Vec<LedgerId> {
    let lines = ledger::waiting(tx, inbox, limit).await.unwrap();
    lines.into_iter().map(|line| line.id).collect()
}

#[both_databases]
async fn waiting_mails_come_oldest_first_and_only_quarantined_ones_come_again(db: TestDb) {
    let world = World::on(db).await;
    let (tx, inbox) = (world.db.db(), world.support);
    let raw = NewRawMail {
        inbox_id: inbox,
        source: MailSource::Push,
        sha256: "00",
        body: Some(b"raw \x00 bytes \xff".to_vec().into()),
        blob_key: None,
        size: 12,
        at: NOW,
    };
    let raw = ledger::insert_raw(tx, &raw).await.unwrap();
    let stored = ledger::find_raw(tx, raw).await.unwrap().unwrap();
    assert_eq!(stored.body.as_deref(), Some(&b"raw \x00 bytes \xff"[..]));
    let mut lines: Vec<LedgerId> = Vec::new();
    for _ in 0..3 {
        let new = NewLine {
            raw_mail_id: Some(raw),
            ..line(inbox, None)
        };
        lines.push(ledger::insert_line(tx, &new).await.unwrap().unwrap());
    }
    assert_eq!(waiting(tx, inbox, 2).await, lines[..2]);
    let verdict = |state| Verdict {
        state,
        reason: Some("why"),
        sender: "lan@example.com",
        subject: "Đèn",
        message_id: None,
        conversation_id: None,
        at: NOW,
    };
    ledger::set_verdict(tx, lines[0], &verdict(LedgerState::Quarantined))
        .await
        .unwrap();
    ledger::set_verdict(tx, lines[1], &verdict(LedgerState::Ignored))
        .await
        .unwrap();
    assert_eq!(waiting(tx, inbox, 9).await, lines[2..]);
    assert!(ledger::requeue(tx, lines[0], NOW).await.unwrap());
    assert!(
        !ledger::requeue(tx, lines[0], NOW).await.unwrap(),
        "it waits already"
    );
    assert!(
        !ledger::requeue(tx, lines[1], NOW).await.unwrap(),
        "it was left out for a reason"
    );
    let again = ledger::find_line(tx, lines[0]).await.unwrap().unwrap();
    assert_eq!(
        (again.state, again.reason, again.attempts),
        (LedgerState::Waiting, None, 1)
    );
    let mut counts = ledger::counts(tx, inbox).await.unwrap();
    counts.sort();
    assert_eq!(counts, [("ignored".to_owned(), 1), ("waiting".to_owned(), 2)]);
    let listed = ledger::list(tx, inbox, None, Some(lines[2]), 9).await.unwrap();
    assert_eq!(
        listed.iter().map(|l| l.id).collect::<Vec<_>>(),
        [lines[1], lines[0]],
        "newest first"
    );
    let ignored = ledger::list(tx, inbox, Some(LedgerState::Ignored), None, 9)
        .await
        .unwrap();
    assert_eq!((ignored.len(), ignored[0].subject.as_str()), (1, "Đèn"));
}

#[both_databases]
async fn senders_are_counted_within_a_window(db: TestDb) {
    let world = World::on(db).await;
    let (tx, inbox) = (world.db.db(), world.support);
    let hour = Duration::from_secs(3600);
    let count = async |inbox, at: domain::Timestamp| {
        ledger::count_sender(tx, inbox, "bot@x.test", at.minus(hour), at)
            .await
            .unwrap()
    };
    assert_eq!(count(inbox, NOW).await, 1);
    assert_eq!(count(inbox, NOW.plus(hour / 2)).await, 2);
    assert_eq!(count(world.billing, NOW).await, 1, "each inbox counts by itself");
    assert_eq!(
        count(inbox, NOW.plus(hour)).await,
        3,
        "the window still holds its beginning"
    );
    assert_eq!(count(inbox, NOW.plus(hour * 2)).await, 1, "a new window");
}

#[both_databases]
async fn a_lease_has_one_holder(db: TestDb) {
    let tx = db.db();
    let minute = Duration::from_secs(60);
    let hold = async |owner: &str, at: domain::Timestamp| {
        store::leases::hold(tx, "inbox:1", owner, at, at.plus(minute))
            .await
            .unwrap()
    };
    assert!(hold("a", NOW).await);
    assert!(!hold("b", NOW).await);
    assert!(hold("a", NOW.plus(minute / 2)).await, "the holder prolongs it");
    assert!(!hold("b", NOW.plus(minute)).await);
    assert!(hold("b", NOW.plus(minute * 2)).await, "it has run out");
    store::leases::release(tx, "inbox:1", "a").await.unwrap();
    assert!(
        !hold("a", NOW.plus(minute * 2)).await,
        "only the holder gives it back"
    );
    store::leases::release(tx, "inbox:1", "b").await.unwrap();
    assert!(hold("a", NOW.plus(minute * 2)).await);
}

#[both_databases]
async fn health_is_told_only_when_it_changes(db: TestDb) {
    let world = World::on(db).await;
    let (tx, inbox) = (world.db.db(), world.support);
    let set = async |health, code: Option<&str>| {
        store::inboxes::set_health(tx, inbox, health, code, None, NOW)
            .await
            .unwrap()
    };
    use domain::inboxes::Health;
    assert!(set(Health::Error, Some("login_failed")).await);
    assert!(!set(Health::Error, Some("login_failed")).await);
    assert!(set(Health::Error, Some("timeout")).await);
    assert!(set(Health::Ok, None).await);
    assert!(!set(Health::Ok, None).await);
}

#[both_databases]
async fn the_outbox_knows_what_is_overdue(db: TestDb) {
    let world = World::on(db).await;
    let tx = world.db.db();
    let conversation = world.conversation(world.support, "Out").await;
    let message = world.message(conversation, world.support, "1@x", "x").await;
    store::outbox::insert(tx, message, world.support, NOW, NOW)
        .await
        .unwrap();
    let twice = store::outbox::insert(tx, message, world.support, NOW, NOW).await;
    assert!(
        matches!(twice, Err(db::DbError::UniqueViolation { .. })),
        "one message leaves once"
    );
    let minute = Duration::from_secs(60);
    assert!(
        store::outbox::overdue(tx, NOW.minus(minute))
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        store::outbox::overdue(tx, NOW.plus(minute)).await.unwrap(),
        [message]
    );
    let row = store::outbox::lock(tx, message).await.unwrap().unwrap();
    store::outbox::set_state(tx, row.id, OutboxState::Sent, 1, NOW, (Some(250), None), NOW)
        .await
        .unwrap();
    assert!(
        store::outbox::overdue(tx, NOW.plus(minute))
            .await
            .unwrap()
            .is_empty()
    );
}
