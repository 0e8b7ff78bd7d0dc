//! How a brand looks.

use serde_json::json;
use test_support::{TestApp, TestDb, both_databases};

/// The smallest PNG there is.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

#[both_databases]
async fn a_colour_must_carry_white_text(db: TestDb) {
    let t = TestApp::on(db).await;
    let brands = t.owner().get("/brands").await.ok();
    let path = format!("/brands/{}", brands["items"][0]["id"]);
    let with = |color: &str| json!({ "name": "Lumina", "color": color });
    for pale in ["#ffffff", "#777777", "#ffcc00"] {
        t.owner()
            .patch(&path, with(pale))
            .await
            .refuses("color", "contrast_too_low");
        t.owner()
            .post("/brands", with(pale))
            .await
            .refuses("color", "contrast_too_low");
    }
    t.owner().patch(&path, with("#767676")).await.ok();
    let session = t.owner().get("/session").await.ok();
    assert_eq!(session["brand"]["color"], "#767676");
    let door = t.anonymous().get("/setup").await.ok();
    assert_eq!(
        (&door["brand"]["name"], &door["brand"]["color"]),
        (&json!("Lumina"), &json!("#767676"))
    );
}

#[both_databases]
async fn a_logo_is_a_picture_that_everybody_may_see(db: TestDb) {
    let t = TestApp::on(db).await;
    let brands = t.owner().get("/brands").await.ok();
    let path = format!("/brands/{}/logo", brands["items"][0]["id"]);
    t.anonymous().get(&path).await.problem(404, "logo_not_found");
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec();
    let put = |body: Vec<u8>| t.owner().put_bytes(&path, "image/png", body);
    put(drawing).await.refuses("logo", "not_a_picture");
    let mut large = PNG.to_vec();
    large.resize(512 * 1024 + 1, 0);
    put(large).await.problem(413, "body_too_large");
    let brand = put(PNG.to_vec()).await.ok();
    let url = brand["logo_url"].as_str().unwrap();
    let shown = t.anonymous().get(url.strip_prefix("/api/v1").unwrap()).await;
    assert_eq!(shown.status.as_u16(), 200);
    assert_eq!(shown.headers["content-type"], "image/png");
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
    assert_eq!(shown.bytes, PNG);
    let agent = t.agent("Alma", "agent", &[]).await;
    agent
        .put_bytes(&path, "image/png", PNG.to_vec())
        .await
        .problem(403, "permission_missing");
    let brand = t.owner().delete(&path).await.ok();
    assert_eq!(brand["logo_url"], json!(null));
    t.anonymous().get(&path).await.problem(404, "logo_not_found");
}
