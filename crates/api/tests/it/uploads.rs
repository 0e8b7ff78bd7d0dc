//! Uploads that arrive piece by piece, pictures in the text, and what is cleared away, through HTTP.

use std::time::Duration;

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

use crate::mails::mail;

const DAY: Duration = Duration::from_secs(24 * 3600);
const BYTES: &str = "application/octet-stream";

async fn files(t: &TestApp) -> i64 {
    t.value("SELECT count(*) FROM attachment", vec![]).await
}

#[both_databases]
async fn an_upload_goes_on_where_it_stopped(db: TestDb) {
    let t = TestApp::on(db).await;
    let new = json!({"name": "film.mp4", "content_type": "video/mp4", "size": 10});
    let begun = t.owner().post("/uploads", new).await.expect_status(201);
    let path = format!("/uploads/{}", begun["id"]);
    let first = t
        .owner()
        .patch_bytes(&format!("{path}?offset=0"), BYTES, b"0123".to_vec())
        .await
        .ok();
    assert_eq!(
        (&first["received"], &first["attachment"]),
        (&json!(4), &json!(null))
    );
    // The answer to it was lost: the sender asks, or says the same again.
    assert_eq!(t.owner().get(&path).await.ok()["received"], 4);
    t.owner()
        .patch_bytes(&format!("{path}?offset=0"), BYTES, b"0123".to_vec())
        .await
        .problem(409, "wrong_offset");
    t.owner()
        .patch_bytes(&format!("{path}?offset=4"), BYTES, b"456789X".to_vec())
        .await
        .refuses("body", "too_large");
    let done = t
        .owner()
        .patch_bytes(&format!("{path}?offset=4"), BYTES, b"456789".to_vec())
        .await
        .ok();
    let file = &done["attachment"];
    assert_eq!(
        (&file["name"], &file["size"], &file["content_type"]),
        (&json!("film.mp4"), &json!(10), &json!("video/mp4"))
    );
    // Of the last answer, too.
    assert_eq!(t.owner().get(&path).await.ok()["attachment"]["id"], file["id"]);
    let whole = t.owner().get(&format!("/attachments/{}", file["id"])).await;
    assert_eq!(whole.text(), "0123456789");
    let pieces: i64 = t.value("SELECT count(*) FROM upload_part", vec![]).await;
    assert_eq!((pieces, files(&t).await), (0, 1));

    let ana = t.agent("Ana", "agent", &[]).await;
    ana.get(&path).await.problem(404, "upload_not_found");
    t.owner()
        .post("/uploads", json!({"name": "x", "size": 0}))
        .await
        .refuses("body", "required");
    t.owner()
        .post("/uploads", json!({"name": "x", "size": 99_000_000_000_i64}))
        .await
        .refuses("body", "too_large");
}

#[both_databases]
async fn an_abandoned_upload_leaves_nothing(db: TestDb) {
    let t = TestApp::on(db).await;
    for given_up in [true, false] {
        let begun = t
            .owner()
            .post("/uploads", json!({"name": "a.bin", "size": 9}))
            .await
            .ok();
        let path = format!("/uploads/{}", begun["id"]);
        t.owner()
            .patch_bytes(&format!("{path}?offset=0"), BYTES, b"0123".to_vec())
            .await
            .ok();
        if given_up {
            t.owner().delete(&path).await.expect_status(204);
        }
    }
    t.wait(DAY + DAY).await;
    t.run_schedules().await;
    let left: i64 = t
        .value(
            "SELECT (SELECT count(*) FROM upload) + (SELECT count(*) FROM upload_part)",
            vec![],
        )
        .await;
    assert_eq!((left, files(&t).await), (0, 0));
}

#[both_databases]
async fn what_nobody_sends_within_a_day_goes_but_what_waits_stays(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        mail("Lan <lan@example.com>", "Lamp", "a1@example.com", "Broken."),
    )
    .await;
    let mut ids = Vec::new();
    for name in ["unused", "draft", "scheduled", "sent"] {
        let path = format!("/attachments?name={name}.txt");
        let file = t.owner().post_bytes(&path, "text/plain", name.into()).await.ok();
        ids.push(file["id"].clone());
    }
    let draft = json!({"kind": "reply", "text": "See", "attachment_ids": [ids[1]]});
    let scheduled = json!({"text": "Later", "send_at": "2026-03-20T09:00:00Z", "attachment_ids": [ids[2]]});
    let replies = "/conversations/1/replies";
    t.owner().post(replies, scheduled).await.expect_status(201);
    t.owner()
        .post(replies, json!({"text": "Now", "attachment_ids": [ids[3]]}))
        .await
        .expect_status(201);
    t.owner().put("/conversations/1/draft", draft).await.ok();
    t.wait(DAY / 2).await;
    t.run_schedules().await;
    assert_eq!(files(&t).await, 4, "half a day is no day");
    t.wait(DAY).await;
    t.run_schedules().await;
    let names: Vec<String> =
        db::Executor::all(t.db().db(), "SELECT name FROM attachment ORDER BY id", vec![])
            .await
            .unwrap();
    assert_eq!(names, ["draft.txt", "scheduled.txt", "sent.txt"]);
}

#[both_databases]
async fn a_picture_stands_in_the_text_of_what_is_sent(db: TestDb) {
    let t = TestApp::on(db).await;
    let inbox = t.inbox("Support", "help@ours.test").await;
    t.receive(
        inbox,
        mail("Lan <lan@example.com>", "Lamp", "a1@example.com", "Broken."),
    )
    .await;
    t.owner()
        .post_bytes(
            "/attachments?name=a.svg&inline=1",
            "image/svg+xml",
            b"<svg/>".to_vec(),
        )
        .await
        .refuses("inline", "not_a_picture");
    let file = t
        .owner()
        .post_bytes(
            "/attachments?name=lamp.png&inline=1",
            "image/png",
            b"\x89PNG\r\n\x1a\n".to_vec(),
        )
        .await
        .ok();
    let cid = file["content_id"].as_str().unwrap();
    let html = format!("<div>Press <img src=\"cid:{cid}\" alt=\"the switch\"> here</div>");
    let body = json!({"text": "Press [the switch] here", "html": html, "attachment_ids": [file["id"]]});
    let entry = t.owner().post("/conversations/1/replies", body).await.ok();
    let message = &entry["message"];
    assert!(
        message["html"].as_str().unwrap().contains(&format!("cid:{cid}")),
        "{message}"
    );
    assert_eq!(
        (
            &message["attachments"][0]["inline"],
            &message["attachments"][0]["content_id"]
        ),
        (&json!(true), &json!(cid))
    );
    let view = t.owner().get("/conversations/1").await.ok();
    assert_eq!(view["has_attachments"], false, "a picture in the text is no file");
    let id = domain::MessageId(message["id"].as_i64().unwrap());
    let raw = app::outbox::preview(t.app.core(), id).await.expect("a mail");
    let text = String::from_utf8_lossy(&raw);
    assert!(
        text.contains("multipart/related") && text.contains(&format!("<{cid}>")),
        "{text}"
    );
    let mail = mail::parse(&raw, &mail::ParseOptions::default()).unwrap();
    assert_eq!(mail.attachments.len(), 1);
    assert!(mail.attachments[0].inline && mail.html.unwrap().contains(&format!("cid:{cid}")));
}
