//! Files of chats.

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases, key};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

#[both_databases]
async fn a_picture_goes_both_ways(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let (lan, other) = (t.visitor(&site).await, t.visitor(&site).await);
    let begun = lan.begin("Hello").await;
    let token = begun["chat"]["token"].as_str().unwrap();
    let upload = "/chat/attachments?name=../../H%C3%B3a%20%C4%91%C6%A1n.png";
    let file = lan
        .http()
        .post_bytes(upload, "text/html", PNG.to_vec())
        .await
        .expect_status(201);
    assert_eq!(
        (&file["name"], &file["type"]),
        (&json!("Hóa đơn.png"), &json!("image/png"))
    );
    other
        .say_with(
            other.begin("Hi").await["chat"]["token"].as_str().unwrap(),
            &key(),
            json!({"attachment_ids": [file["id"]]}),
        )
        .await
        .refuses("attachment_ids", "attachment_not_found");
    let said = lan
        .say_with(token, &key(), json!({"attachment_ids": [file["id"]]}))
        .await
        .ok();
    let shown = &said["message"]["attachments"][0];
    let url = shown["url"].as_str().unwrap();
    let got = t.anonymous().get(&format!("/{url}")).await;
    assert_eq!(got.headers["content-type"], "image/png");
    assert!(
        got.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("sandbox")
    );
    assert_eq!(got.bytes, PNG);
    t.anonymous()
        .get(&format!("/{url}x"))
        .await
        .problem(404, "attachment_not_found");
    let id = file["id"].as_i64().unwrap();
    t.anonymous()
        .get(&format!("/chat/attachments/{id}?token="))
        .await
        .problem(404, "attachment_not_found");

    let answer = t
        .owner()
        .post_bytes("/attachments?name=a.txt", "text/plain", b"Price list".to_vec())
        .await
        .ok();
    let body = json!({"text": "Here", "attachment_ids": [answer["id"]]});
    t.owner().post("/conversations/1/replies", body).await.ok();
    let read = lan.http().get(&format!("/chat/conversations/{token}")).await.ok();
    let answer = read["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["message"]["text"] == "Here")
        .unwrap();
    let url = answer["message"]["attachments"][0]["url"].as_str().unwrap();
    let got = t.anonymous().get(&format!("/{url}")).await;
    assert_eq!(
        (
            got.bytes.as_slice(),
            got.headers["content-type"].to_str().unwrap()
        ),
        (&b"Price list"[..], "application/octet-stream")
    );
    assert!(
        got.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
}

#[both_databases]
async fn files_of_notes_and_of_mail_stay_with_us(db: TestDb) {
    let t = TestApp::on(db).await;
    let (_, site) = t.site_with("Shop", json!({})).await;
    let lan = t.visitor(&site).await;
    lan.begin("Hello").await;
    let file = t
        .owner()
        .post_bytes("/attachments?name=a.txt", "text/plain", b"SECRET".to_vec())
        .await
        .ok();
    let note = json!({"text": "For us", "attachment_ids": [file["id"]]});
    t.owner().post("/conversations/1/notes", note).await.ok();
    let id = file["id"].as_i64().unwrap();
    let token = t.app.chat.file_token(domain::AttachmentId(id));
    t.anonymous()
        .get(&format!("/chat/attachments/{id}?token={token}"))
        .await
        .problem(404, "attachment_not_found");
}

#[both_databases]
async fn pages_and_programs_are_not_what_they_claim(db: TestDb) {
    let t = TestApp::on(db).await;
    let widget = json!({"widget": {"max_upload_bytes": 1000}});
    let (inbox, site) = t.site_with("Shop", widget).await;
    let lan = t.visitor(&site).await;
    let up = |name: &str, bytes: &[u8]| {
        let (http, path, bytes) = (
            lan.http().clone(),
            format!("/chat/attachments?name={name}"),
            bytes.to_vec(),
        );
        async move { http.post_bytes(&path, "image/png", bytes).await }
    };
    let page = up("page.png", b"<svg onload=alert(1)>").await.expect_status(201);
    assert_eq!(page["type"], "application/octet-stream");
    let got = t
        .anonymous()
        .get(&format!("/{}", page["url"].as_str().unwrap()))
        .await;
    assert!(
        got.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    up("setup.png", b"MZ\x90\0\x03\0\0\0\x04\0\0\0")
        .await
        .refuses("body", "file_refused");
    up("empty.png", b"").await.refuses("body", "required");
    up("large.png", &[b'a'; 1001])
        .await
        .problem(413, "body_too_large");
    t.owner()
        .patch(
            &format!("/inboxes/{inbox}"),
            json!({"chat": {"widget": {"max_upload_bytes": 0}}}),
        )
        .await
        .ok();
    up("a.txt", b"").await.problem(403, "uploads_off");
}
