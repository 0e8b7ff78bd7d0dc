//! What becomes of mail that comes in.

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

use crate::mails::{mail, reply, with_headers};

async fn states(t: &TestApp) -> Vec<(String, Option<String>)> {
    db::Executor::all(
        t.db().db(),
        "SELECT state, reason FROM mail_ledger ORDER BY id",
        vec![],
    )
    .await
    .unwrap()
}

async fn count(t: &TestApp, table: &str) -> i64 {
    t.value(&format!("SELECT count(*) FROM {table}"), vec![]).await
}

#[both_databases]
async fn the_same_mail_twice_is_one_message_and_a_reused_id_is_kept(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let first = mail(
        "dhl@example.com",
        "Parcel",
        "same@example.com",
        "Parcel one is here.",
    );
    t.receive(inbox, first.clone()).await;
    t.receive(inbox, format!("Received: from elsewhere\r\n{first}"))
        .await;
    t.receive(
        inbox,
        mail(
            "dhl@example.com",
            "Parcel",
            "same@example.com",
            "Parcel two is here.",
        ),
    )
    .await;
    let states: Vec<String> = states(&t).await.into_iter().map(|(state, _)| state).collect();
    assert_eq!(states, ["imported", "duplicate", "imported"]);
    assert_eq!(count(&t, "message").await, 2);
    assert_eq!(
        count(&t, "raw_mail").await,
        3,
        "the bytes are kept whatever becomes of them"
    );
}

#[both_databases]
async fn the_same_mail_to_two_inboxes_reaches_both(db: TestDb) {
    let t = TestApp::on(db).await;
    let (a, b) = (
        t.inbox("Support", "help@ours.test").await,
        t.inbox("Billing", "billing@ours.test").await,
    );
    let both = mail("lan@example.com", "To both", "both@example.com", "Hello");
    t.receive(a, both.clone()).await;
    t.receive(b, both).await;
    assert_eq!(count(&t, "conversation").await, 2);
    assert_eq!(count(&t, "contact").await, 1);
}

#[both_databases]
async fn an_answer_threads_by_every_key_and_a_stranger_by_none(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        mail("Lan <lan@example.com>", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    t.owner()
        .post("/conversations/1/replies", json!({"text": "Sorry."}))
        .await
        .expect_status(201);
    t.wait(std::time::Duration::from_secs(60)).await;
    let (sent, token, number): (String, String, i64) = t
        .value(
            "SELECT m.message_id, c.token, c.number FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.direction = 'out'",
            vec![],
        )
        .await;
    let address =
        mail::threading::reply_address::sign("help@ours.test", &token, &t.app.core().keys.mail_signing())
            .unwrap();

    t.receive(
        inbox,
        reply(
            "lan@example.com",
            "Re: Lamp",
            "l2@example.com",
            &sent,
            "By In-Reply-To",
        ),
    )
    .await;
    let references = format!("References: <x@y> <{sent}> <z@y>\r\n");
    t.receive(
        inbox,
        with_headers(
            "lan@example.com",
            "Other",
            "l3@example.com",
            &references,
            "By References",
        ),
    )
    .await;
    let to = format!("Delivered-To: {}\r\n", address.to_uppercase());
    t.receive(
        inbox,
        with_headers("lan@example.com", "Other", "l4@example.com", &to, "By address"),
    )
    .await;
    t.receive(
        inbox,
        mail(
            "lan@example.com",
            &format!("About it [#{number}]"),
            "l5@example.com",
            "By number",
        ),
    )
    .await;
    assert_eq!(
        count(&t, "conversation").await,
        1,
        "all of them continue the conversation"
    );

    t.receive(
        inbox,
        reply(
            "eve@evil.test",
            "Re: Lamp",
            "e1@evil.test",
            &sent,
            "I am a stranger",
        ),
    )
    .await;
    t.receive(
        inbox,
        with_headers("eve@evil.test", "x", "e2@evil.test", &to, "I know the address"),
    )
    .await;
    t.receive(
        inbox,
        mail(
            "eve@evil.test",
            &format!("[#{number}]"),
            "e3@evil.test",
            "I know the number",
        ),
    )
    .await;
    let of_lan: i64 = t
        .value(
            "SELECT count(*) FROM message WHERE conversation_id = 1 AND direction = 'in'",
            vec![],
        )
        .await;
    assert_eq!(
        of_lan, 5,
        "a stranger is never threaded into somebody else's conversation"
    );
    let colleague = with_headers("minh@example.com", "x", "m1@example.com", &to, "I am a colleague");
    t.receive(inbox, colleague).await;
    let of_lan: i64 = t
        .value(
            "SELECT count(*) FROM message WHERE conversation_id = 1 AND direction = 'in'",
            vec![],
        )
        .await;
    assert_eq!(of_lan, 6, "a colleague who got our mail may answer it");
}

#[both_databases]
async fn poison_mail_is_quarantined_and_holds_up_nobody(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(inbox, mail("a@example.com", "One", "1@example.com", "One"))
        .await;
    t.receive(inbox, b"\x00\x00\x00\x00".to_vec()).await;
    t.receive(inbox, mail("b@example.com", "Two", "2@example.com", "Two"))
        .await;
    let states = states(&t).await;
    assert_eq!(states[0].0, "imported");
    assert_eq!(states[2].0, "imported");
    assert_eq!(states[1].0, "quarantined", "{states:?}");
    assert!(states[1].1.is_some(), "the reason is told");
}

#[both_databases]
async fn a_mail_that_the_database_refuses_spoils_nothing_for_those_written_with_it(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    db::Executor::exec(
        t.db().db(),
        "CREATE UNIQUE INDEX only_one_refused ON message (subject) WHERE subject = 'Refused'",
        vec![],
    )
    .await
    .unwrap();
    let question = |n: u32, subject: &str| {
        mail(
            &format!("c{n}@example.com"),
            subject,
            &format!("{n}@example.com"),
            "Hello.",
        )
    };
    for n in 0..40 {
        let subject = if n == 17 || n == 23 { "Refused" } else { "Fine" };
        t.take_in(inbox, question(n, subject)).await;
        // Answers stand behind their questions, and follow them though both wait.
        t.take_in(
            inbox,
            reply(
                &format!("c{n}@example.com"),
                subject,
                &format!("{n}b@example.com"),
                &format!("{n}@example.com"),
                "More.",
            ),
        )
        .await;
    }
    t.run_jobs().await;
    let states = states(&t).await;
    let refused: Vec<usize> = (0..80).filter(|&n| states[n].0 != "imported").collect();
    // The first question called so was stored; its answer and all that came after it with this subject were not.
    assert_eq!(refused, [35, 46, 47], "{states:?}");
    assert!(
        states[35]
            .1
            .as_deref()
            .is_some_and(|reason| reason.contains("subject")),
        "{states:?}"
    );
    assert_eq!(count(&t, "message").await, 77);
    let alone: i64 = t
        .value("SELECT count(*) FROM conversation WHERE last_seq < 3", vec![])
        .await;
    assert_eq!(
        alone, 1,
        "every answer but the refused one stands with its question"
    );
    assert_eq!(count(&t, "conversation").await, 39, "nothing half-written");
}

#[both_databases]
async fn an_automatic_answer_joins_without_reopening_and_a_bounce_flags_the_address(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        mail("lan@example.com", "Lamp", "l1@example.com", "Broken."),
    )
    .await;
    t.owner()
        .post(
            "/conversations/1/replies",
            json!({"text": "Sorry.", "status": "solved"}),
        )
        .await
        .ok();
    t.wait(std::time::Duration::from_secs(60)).await;
    let sent: String = t
        .value("SELECT message_id FROM message WHERE direction = 'out'", vec![])
        .await;
    let headers = format!("Auto-Submitted: auto-replied\r\nIn-Reply-To: <{sent}>\r\n");
    t.receive(
        inbox,
        with_headers(
            "lan@example.com",
            "Out of office",
            "o1@example.com",
            &headers,
            "I am away.",
        ),
    )
    .await;
    let status: String = t.value("SELECT status FROM conversation", vec![]).await;
    assert_eq!(status, "solved");

    t.receive(inbox, bounce(&sent)).await;
    let view = t.owner().get("/conversations/1").await.ok();
    assert_eq!(view["status"], "open", "the customer never got the answer");
    let delivery: String = t
        .value("SELECT delivery FROM message WHERE direction = 'out'", vec![])
        .await;
    assert_eq!(delivery, "bounced");
    let flagged: Option<String> = t
        .value(
            "SELECT bounce_reason FROM contact_address WHERE value = 'lan@example.com'",
            vec![],
        )
        .await;
    assert!(flagged.is_some_and(|reason| reason.contains("5.1.1") || reason.contains("unknown")));
    assert_eq!(count(&t, "conversation").await, 1);
    assert_eq!(count(&t, "contact").await, 1, "the daemon is no customer");
}

fn bounce(sent: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.com\r\nTo: help@ours.test\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <b1@mx.example.com>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n\
         Final-Recipient: rfc822; lan@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <lan@example.com>: user unknown\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{sent}>\r\nSubject: Re: Lamp\r\n\r\n--b--\r\n"
    )
}

#[both_databases]
async fn our_own_mail_and_endless_automatic_mail_stop_at_the_guard(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let token: String = hex_prefix(&t);
    let back = with_headers(
        "help@ours.test",
        "x",
        "own@ours.test",
        &format!("X-Rapport-Loop: {token}\r\n"),
        "x",
    );
    t.receive(inbox, back).await;
    assert_eq!(states(&t).await[0].0, "ignored");
    for n in 0..35 {
        let auto = with_headers(
            "robot@example.com",
            "Ticket received",
            &format!("r{n}@example.com"),
            "Auto-Submitted: auto-replied\r\n",
            &format!("Number {n}"),
        );
        t.receive(inbox, auto).await;
    }
    let quarantined: i64 = t
        .value(
            "SELECT count(*) FROM mail_ledger WHERE state = 'quarantined'",
            vec![],
        )
        .await;
    assert_eq!(quarantined, 5, "after 30 in an hour the rest waits for a person");
    t.clock().advance(std::time::Duration::from_secs(7200));
    t.receive(
        inbox,
        with_headers(
            "robot@example.com",
            "Later",
            "later@example.com",
            "Auto-Submitted: auto-replied\r\n",
            "x",
        ),
    )
    .await;
    let state: String = t
        .value("SELECT state FROM mail_ledger ORDER BY id DESC LIMIT 1", vec![])
        .await;
    assert_eq!(state, "imported");
}

fn hex_prefix(t: &TestApp) -> String {
    t.app
        .core()
        .keys
        .derive("mail loop v1")
        .iter()
        .take(8)
        .map(|b| format!("{b:02x}"))
        .collect()
}

#[both_databases]
async fn an_agent_who_forwards_a_mail_restores_the_customer(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let text = "FYI\r\n\r\n---------- Forwarded message ---------\r\nFrom: Lan Nguyễn <lan@example.com>\r\n\
                Date: Mon, 2 Mar 2026 at 08:00\r\nSubject: Broken lamp\r\nTo: Olga <owner@ours.test>\r\n\r\nThe lamp is broken.";
    t.receive(
        inbox,
        mail("Olga <owner@ours.test>", "Fwd: Broken lamp", "f1@ours.test", text),
    )
    .await;
    let contact: (String, String) = t
        .value(
            "SELECT p.name, a.value FROM contact p JOIN contact_address a ON a.contact_id = p.id",
            vec![],
        )
        .await;
    assert_eq!(contact, ("Lan Nguyễn".to_owned(), "lan@example.com".to_owned()));
    let view = t.owner().get("/conversations/1").await.ok();
    assert_eq!(view["reply_to"][0]["address"], "lan@example.com");
}

#[both_databases]
async fn mail_without_sender_date_or_id_is_kept(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(inbox, "Subject: Nothing else\r\n\r\nHello\r\n").await;
    t.receive(inbox, "Subject: Nothing else\r\n\r\nHello again\r\n")
        .await;
    assert_eq!(count(&t, "conversation").await, 2);
    let name: String = t
        .value("SELECT name FROM contact ORDER BY id LIMIT 1", vec![])
        .await;
    assert_eq!(name, "Unknown sender");
}

#[both_databases]
async fn five_thousand_recipients_and_a_large_file_are_taken_in(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    let cc: Vec<String> = (0..5_000).map(|n| format!("r{n}@example.com")).collect();
    t.receive(
        inbox,
        with_headers(
            "lan@example.com",
            "All",
            "all@example.com",
            &format!("Cc: {}\r\n", cc.join(",\r\n ")),
            "Hi",
        ),
    )
    .await;
    let view = t.owner().get("/conversations/1").await.ok();
    assert!(
        view["reply_cc"].as_array().unwrap().len() <= 100,
        "nobody answers 5,000 people by accident"
    );

    let line = "QUJD".repeat(19);
    let body = format!("{line}\r\n").repeat(350_000);
    let large = format!(
        "From: lan@example.com\r\nTo: help@ours.test\r\nSubject: Film\r\nMessage-ID: <film@example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the film\r\n--b\r\n\
         Content-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=film.mp4\r\n\r\n{body}--b--\r\n"
    );
    assert!(large.len() > 25 << 20);
    t.receive(inbox, large).await;
    let (name, size): (String, i64) = t.value("SELECT name, size FROM attachment", vec![]).await;
    assert_eq!((name.as_str(), size), ("film.mp4", 57 * 350_000));
    let in_database: Option<i64> = t
        .value(
            "SELECT length(body) FROM raw_mail ORDER BY id DESC LIMIT 1",
            vec![],
        )
        .await;
    assert_eq!(in_database, None, "a film is no row");
    let file = t.owner().get("/attachments/1").await;
    assert_eq!(file.bytes.len(), 57 * 350_000);
}

#[both_databases]
async fn mail_of_a_blocked_contact_is_spam(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(inbox, mail("spam@example.com", "Buy", "s1@example.com", "Buy!"))
        .await;
    t.owner()
        .patch("/contacts/1", json!({"blocked": true}))
        .await
        .ok();
    t.receive(
        inbox,
        mail("spam@example.com", "Buy more", "s2@example.com", "Buy!"),
    )
    .await;
    let status: String = t
        .value("SELECT status FROM conversation ORDER BY id DESC LIMIT 1", vec![])
        .await;
    assert_eq!(status, "spam");
}
