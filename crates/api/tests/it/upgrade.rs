//! From the schema of an older version to this one, with what stands in it.

use db::{DatabaseOptions, Db, Executor as _, args};
use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

use crate::mails::mail;

/// The schema of the first version: the tables of the areas and those of the job queue.
const FIRST: i64 = 2;

/// Somebody, an inbox and a conversation, as every version so far can hold them.
const WORLD: [&str; 6] = [
    "INSERT INTO role (id, name, name_folded, all_inboxes, mask_personal_data) VALUES (1, 'Helper', 'helper', TRUE, FALSE)",
    "INSERT INTO agent (id, role_id, name, email, email_folded, locale, theme, signature, active, created_at, updated_at)
         VALUES (1, 1, 'Ana', 'ana@x', 'ana@x', 'vi', 'dark', '', TRUE, 1, 1)",
    "INSERT INTO brand (id, name, color, created_at) VALUES (1, 'Ours', '#000000', 1)",
    "INSERT INTO inbox (id, brand_id, name, channel, address, enabled, created_at, updated_at)
         VALUES (1, 1, 'Support', 'email', 'help@x', TRUE, 40, 1)",
    "INSERT INTO contact (id, name, notes, blocked, created_at, updated_at) VALUES (1, 'Lan', '', FALSE, 1, 1)",
    "INSERT INTO conversation (id, number, token, inbox_id, contact_id, channel, subject, preview, status, is_active, priority,
                has_attachments, message_count, last_seq, last_customer_seq, last_reply_seq, created_at, updated_at,
                last_activity_at)
         VALUES (1, 1001, 't', 1, 1, 'email', 'Đèn', '', 'open', TRUE, 'normal', FALSE, 0, 1, 0, 0, 1, 1, 1)",
];

/// A second database that has no tables yet, beside the one of the test.
async fn empty(db: &TestDb) -> Db {
    let options = db.options();
    if db.is_postgres() {
        // Another schema of the same database is as good as a database, for who looks nowhere else.
        db.exec_batch("CREATE SCHEMA older").await.unwrap();
        let url = format!("{}?options=-c%20search_path%3Dolder", options.url);
        return Db::open(&DatabaseOptions::new(url)).await.unwrap();
    }
    let url = format!("{}.older", options.url);
    Db::open(&DatabaseOptions::new(url)).await.unwrap()
}

#[both_databases]
async fn what_stands_in_a_database_of_the_first_version_is_kept(db: TestDb) {
    let older = empty(&db).await;
    let all = app::migrations();
    let first: Vec<_> = all.iter().copied().filter(|m| m.version <= FIRST).collect();
    assert_eq!(db::migrate(&older, &first).await, Ok(2));
    for sql in WORLD.into_iter().chain([
        "INSERT INTO attachment (id, agent_id, name, content_type, size, sha256, is_inline, blob_key, created_at)
         VALUES (1, 1, 'a.txt', 'text/plain', 1, '00', FALSE, 'k', 1)",
    ]) {
        older.exec(sql, args![]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    assert_eq!(db::migrate(&older, &all).await, Ok(all.len() - first.len()));
    assert_eq!(db::migrate(&older, &all).await, Ok(0));
    let subject: String = older
        .one("SELECT subject FROM conversation", args![])
        .await
        .unwrap();
    assert_eq!(subject, "Đèn");
    let versions: Vec<i64> = older
        .all("SELECT version FROM schema_migration ORDER BY version", args![])
        .await
        .unwrap();
    assert_eq!(versions, all.iter().map(|m| m.version).collect::<Vec<_>>());

    // What is new works with what is old.
    for sql in [
        "INSERT INTO saved_reply (owner, agent_id, name, name_folded, folder, body, search_folded, created_at, updated_at)
         VALUES ('personal', 1, 'Hi', 'hi', '', 'Hi', 'hi hi', 1, 1)",
        "INSERT INTO draft (id, agent_id, conversation_id, kind, version, text, recipients, updated_at)
         VALUES (1, 1, 1, 'reply', 1, 'Hi', '{}', 1)",
        "INSERT INTO draft_attachment (draft_id, attachment_id) VALUES (1, 1)",
    ] {
        older.exec(sql, args![]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    let cleared = older.exec("DELETE FROM attachment WHERE id = 1", args![]).await;
    assert!(
        matches!(cleared, Err(db::DbError::ForeignKeyViolation { .. })),
        "an upload that a draft names cannot be cleared away: {cleared:?}"
    );
    older.exec("DELETE FROM conversation", args![]).await.unwrap();
    let drafts: i64 = older
        .one("SELECT count(*) FROM draft_attachment", args![])
        .await
        .unwrap();
    assert_eq!(drafts, 0);
    older.close().await.unwrap();
}

#[both_databases]
async fn what_agents_were_told_and_how_far_mail_was_read_is_kept(db: TestDb) {
    let older = empty(&db).await;
    let all = app::migrations();
    // Before notifications of rosters, and before it was kept since when mail is new.
    let before: Vec<_> = all.iter().copied().filter(|m| m.version <= 16).collect();
    db::migrate(&older, &before).await.unwrap();
    for sql in WORLD.into_iter().chain([
        "INSERT INTO inbox (id, brand_id, name, channel, address, enabled, created_at, updated_at)
         VALUES (2, 1, 'Archive', 'email', 'all@x', TRUE, 50, 1)",
        "INSERT INTO email_inbox (inbox_id, from_name, signature, imap_folders, imap_start, health)
         VALUES (1, '', '', 'INBOX', 'new', 'off'), (2, '', '', 'INBOX', 'all', 'off')",
        "INSERT INTO mail_cursor (inbox_id, folder, uid_validity, last_uid, on_server)
         VALUES (1, 'INBOX', 7, 500, 3), (2, 'INBOX', 8, 20, 3)",
        "INSERT INTO notification (id, agent_id, kind, conversation_id, seq, actor_name, times, created_at, read_at, listed)
         VALUES (5, 1, 'replied', 1, 3, 'Lan', 2, 100, NULL, TRUE), (6, 1, 'mentioned', 1, 4, 'Bo', 1, 90, 95, FALSE)",
    ]) {
        older.exec(sql, args![]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    assert_eq!(db::migrate(&older, &all).await, Ok(all.len() - before.len()));
    let told: Vec<(i64, i64, String, Option<i64>)> = older
        .all(
            "SELECT id, seq, kind || ' ' || actor_name, read_at FROM notification
              WHERE conversation_id = 1 AND topic IS NULL ORDER BY id",
            args![],
        )
        .await
        .unwrap();
    assert_eq!(
        told,
        [
            (5, 3, "replied Lan".to_owned(), None),
            (6, 4, "mentioned Bo".to_owned(), Some(95))
        ]
    );
    let places: Vec<(i64, i64, Option<i64>)> = older
        .all(
            "SELECT inbox_id, last_uid, since FROM mail_cursor ORDER BY inbox_id",
            args![],
        )
        .await
        .unwrap();
    assert_eq!(places, [(1, 500, Some(40)), (2, 20, None)]);
    // What happens again is still one notification, and what goes with its conversation goes.
    let again = "INSERT INTO notification (agent_id, kind, conversation_id, seq, actor_name, times, created_at, listed)
                 VALUES (1, 'replied', 1, 5, 'Lan', 1, 110, TRUE)";
    let twice = older.exec(again, args![]).await;
    assert!(
        matches!(twice, Err(db::DbError::UniqueViolation { .. })),
        "{twice:?}"
    );
    older.exec("DELETE FROM conversation", args![]).await.unwrap();
    let left: i64 = older
        .one("SELECT count(*) FROM notification", args![])
        .await
        .unwrap();
    assert_eq!(left, 0);
    older.close().await.unwrap();
}

#[both_databases]
async fn an_owner_without_a_clear_kind_cannot_be_stored(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(inbox, mail("lan@example.com", "Lamp", "l1@example.com", "One"))
        .await;
    t.owner().post("/teams", json!({ "name": "Night" })).await.ok();
    let insert = async |owner: &str, agent: Option<i64>, team: Option<i64>| {
        let sql = "INSERT INTO saved_reply (owner, agent_id, team_id, name, name_folded, folder, body, search_folded, created_at,
                          updated_at)
                   VALUES ($1, $2, $3, 'a', 'a', '', 'a', 'a', 1, 1)";
        t.db().exec(sql, args![owner, agent, team]).await
    };
    for (owner, agent, team) in [
        ("personal", None, None),
        ("personal", Some(1), Some(1)),
        ("team", Some(1), None),
        ("everyone", None, Some(1)),
    ] {
        assert!(
            insert(owner, agent, team).await.is_err(),
            "{owner} {agent:?} {team:?}"
        );
    }
    assert!(insert("team", None, Some(1)).await.is_ok());
}
