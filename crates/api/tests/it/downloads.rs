//! Files handed out whole and in parts.

use serde_json::Value;
use test_support::{Answer, TestApp, TestDb, both_databases};

async fn upload(t: &TestApp, name: &str, kind: &str, bytes: &[u8]) -> String {
    let path = format!("/attachments?name={name}");
    let file: Value = t
        .owner()
        .post_bytes(&path, kind, bytes.to_vec())
        .await
        .expect_status(201);
    format!("/attachments/{}", file["id"])
}

async fn part(t: &TestApp, path: &str, range: &str) -> Answer {
    t.owner().clone().with_header("range", range).get(path).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[both_databases]
async fn players_jump_within_a_file(db: TestDb) {
    let t = TestApp::on(db).await;
    let bytes: Vec<u8> = (0..=255_u8).cycle().take(10_000).collect();
    let path = upload(&t, "call.mp3", "audio/mpeg", &bytes).await;
    let whole = t.owner().get(&path).await;
    assert_eq!(
        (whole.status.as_u16(), header(&whole, "accept-ranges")),
        (200, "bytes")
    );
    assert_eq!(whole.bytes, bytes);
    for (range, from, to) in [
        ("bytes=0-99", 0, 99),
        ("bytes=9000-", 9000, 9999),
        ("bytes=-10", 9990, 9999),
        ("bytes=500-99999", 500, 9999),
    ] {
        let answer = part(&t, &path, range).await;
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(
            header(&answer, "content-range"),
            format!("bytes {from}-{to}/10000"),
            "{range}"
        );
        assert_eq!(answer.bytes, bytes[from..=to], "{range}");
    }
    let outside = part(&t, &path, "bytes=10000-").await;
    assert_eq!(
        (outside.status.as_u16(), header(&outside, "content-range")),
        (416, "bytes */10000")
    );
    assert_eq!(
        part(&t, &path, "bytes=0-1,5-6").await.status,
        200,
        "several parts at once are the whole file"
    );
    let tag = header(&whole, "etag").to_owned();
    let same = t
        .owner()
        .clone()
        .with_header("range", "bytes=0-9")
        .with_header("if-range", &tag)
        .get(&path)
        .await;
    assert_eq!(same.status, 206);
    let other = t
        .owner()
        .clone()
        .with_header("range", "bytes=0-9")
        .with_header("if-range", "\"old\"")
        .get(&path)
        .await;
    assert_eq!(
        other.status, 200,
        "a part of another file would be mixed with what the client has"
    );
    let known = t
        .owner()
        .clone()
        .with_header("if-none-match", &tag)
        .get(&path)
        .await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
    t.agent("Ana", "agent", &[])
        .await
        .with_header("range", "bytes=0-9")
        .get(&path)
        .await
        .problem(404, "attachment_not_found");
}

#[both_databases]
async fn nothing_from_strangers_runs_at_our_address(db: TestDb) {
    let t = TestApp::on(db).await;
    let hostile = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    for kind in [
        "image/svg+xml",
        "text/html",
        "application/xhtml+xml",
        "text/javascript",
        "application/xml",
        "text/xml",
    ] {
        let path = upload(&t, "x", kind, hostile).await;
        for query in ["", "?inline=1"] {
            let answer = t.owner().get(&format!("{path}{query}")).await;
            assert_eq!(
                header(&answer, "content-type"),
                "application/octet-stream",
                "{kind}{query}"
            );
            assert!(
                header(&answer, "content-disposition").starts_with("attachment;"),
                "{kind}{query}"
            );
        }
    }
    for kind in [
        "application/pdf",
        "image/png",
        "text/plain",
        "audio/mpeg",
        "video/mp4",
    ] {
        let path = upload(&t, "x", kind, hostile).await;
        let saved = t.owner().get(&path).await;
        assert!(
            header(&saved, "content-disposition").starts_with("attachment;"),
            "{kind}"
        );
        let shown = part(&t, &format!("{path}?inline=1"), "bytes=0-9").await;
        assert_eq!(
            (shown.status.as_u16(), header(&shown, "content-type")),
            (206, kind)
        );
        // Even a part lies in the sandbox, and the browser does not guess what it could be.
        assert!(
            header(&shown, "content-security-policy").starts_with("sandbox;"),
            "{kind}"
        );
        assert_eq!(header(&shown, "x-content-type-options"), "nosniff");
        assert!(
            header(&shown, "content-disposition").starts_with("inline;"),
            "{kind}"
        );
    }
}
