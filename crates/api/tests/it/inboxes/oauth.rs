//! Signing in at a provider, which the test plays.

use std::sync::{Arc, Mutex};

use app::OAuthApplication;
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use domain::Timestamp;
use serde_json::{Value, json};

use test_support::{Client, TestApp, TestDb, both_databases};

/// The forms that the provider was asked with.
type Asked = Arc<Mutex<Vec<String>>>;

/// A provider that gives tokens for the code `good`.
async fn provider() -> (String, Asked) {
    async fn token(State(asked): State<Asked>, form: String) -> axum::response::Response {
        use axum::response::IntoResponse as _;
        let good = form.contains("code=good");
        asked.lock().unwrap().push(form);
        if good {
            let tokens = json!({"access_token": "ACCESS", "refresh_token": "REFRESH", "expires_in": 3600});
            axum::Json(tokens).into_response()
        } else {
            let refusal = json!({"error": "invalid_grant", "error_description": "<b>bad</b> code"});
            (axum::http::StatusCode::BAD_REQUEST, axum::Json(refusal)).into_response()
        }
    }
    let asked = Asked::default();
    let router = Router::new()
        .route("/token", post(token))
        .with_state(Arc::clone(&asked));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}"), asked)
}

async fn app(db: TestDb) -> (TestApp, Asked) {
    let (url, asked) = provider().await;
    let google = OAuthApplication {
        client_id: "ours".to_owned(),
        client_secret: "hush".to_owned(),
        tenant: None,
        authorize_url: Some(format!("{url}/authorize")),
        token_url: Some(format!("{url}/token")),
    };
    (
        TestApp::on_with(db, |options| options.google = Some(google)).await,
        asked,
    )
}

/// Begins a sign-in; returns the grant.
async fn start(client: &Client) -> String {
    let body = json!({"provider": "google", "address": "help@gmail.com"});
    let started = client.post("/inboxes/oauth", body).await.expect_status(201);
    let grant = started["grant"].as_str().unwrap().to_owned();
    let url = started["authorize_url"].as_str().unwrap();
    for part in [
        &format!("state={grant}"),
        "code_challenge_method=S256",
        "client_id=ours",
    ] {
        assert!(url.contains(part), "{part} in {url}");
    }
    grant
}

async fn come_back(client: &Client, grant: &str, code: &str) -> (u16, String) {
    let answer = client
        .get(&format!("/oauth/callback?state={grant}&code={code}"))
        .await;
    (answer.status.as_u16(), answer.text())
}

fn inbox(grant: Option<&str>) -> Value {
    let server = |host: &str| json!({"host": host, "port": 993, "security": "tls", "auth": "google", "oauth_grant": grant});
    json!({"name": "Support", "address": "help@gmail.com", "email": {
        "imap": server("imap.gmail.com"), "smtp": server("smtp.gmail.com"),
    }})
}

#[both_databases]
async fn a_sign_in_becomes_the_inbox_s_tokens(db: TestDb) {
    let (t, asked) = app(db).await;
    let grant = start(t.owner()).await;
    let early = t.owner().post("/inboxes", inbox(Some(&grant))).await;
    early.refuses("email.imap.oauth_grant", "oauth_unfinished");
    let answer = t
        .owner()
        .get(&format!("/oauth/callback?state={grant}&code=good"))
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let place = answer.headers["location"].to_str().unwrap();
    assert_eq!(place, format!("/settings/inboxes/new?grant={grant}"));
    assert!(
        asked.lock().unwrap()[0].contains("code_verifier="),
        "the code is bound to who asked for it"
    );

    let made = t
        .owner()
        .post("/inboxes", inbox(Some(&grant)))
        .await
        .expect_status(201);
    assert_eq!(made["email"]["imap"]["has_secret"], true);
    assert_eq!(made["email"]["imap"]["username"], "help@gmail.com");
    assert_eq!(made["email"]["token_expires_at"], Value::Null, "it renews itself");
    let (access, refresh): (String, String) = t
        .value(
            "SELECT oauth_access_secret, oauth_refresh_secret FROM email_inbox",
            vec![],
        )
        .await;
    let open = |purpose: &str, sealed: &str| t.app.core().keys.open(purpose, sealed).unwrap();
    assert_eq!(open("email_inbox.oauth_access_secret", &access), "ACCESS");
    assert_eq!(open("email_inbox.oauth_refresh_secret", &refresh), "REFRESH");
    let left: i64 = t.value("SELECT count(*) FROM oauth_grant", vec![]).await;
    assert_eq!(left, 0, "a sign-in serves one inbox");

    // Later changes keep the tokens; another way to sign in drops them.
    let path = format!("/inboxes/{}", made["id"]);
    t.owner()
        .patch(&path, json!({"email": inbox(None)["email"]}))
        .await
        .expect_status(200);
    let server = super::server("127.0.0.1", 993, "secret");
    t.owner()
        .patch(&path, json!({"email": {"imap": server}}))
        .await
        .expect_status(200);
    let refresh: Option<String> = t
        .value("SELECT oauth_refresh_secret FROM email_inbox", vec![])
        .await;
    assert_eq!(refresh, None);
    let gone = t
        .owner()
        .patch(&path, json!({"email": inbox(None)["email"]}))
        .await;
    gone.refuses("email.imap.oauth_grant", "required");
}

#[both_databases]
async fn only_who_began_a_sign_in_can_end_and_use_it(db: TestDb) {
    let (t, asked) = app(db).await;
    let admin = t.agent("Ada", "admin", &[]).await;
    let grant = start(t.owner()).await;
    let (status, page) = come_back(&admin, &grant, "good").await;
    assert_eq!(status, 400);
    assert!(page.contains("oauth_expired"), "{page}");
    let (status, page) = come_back(&t.anonymous(), &grant, "good").await;
    assert_eq!(status, 400);
    assert!(page.contains("not_signed_in"), "{page}");
    assert!(asked.lock().unwrap().is_empty(), "the code was not even redeemed");
    assert_eq!(come_back(t.owner(), &grant, "good").await.0, 303);
    assert_eq!(come_back(t.owner(), &grant, "good").await.0, 400, "once");
    let stolen = admin.post("/inboxes", inbox(Some(&grant))).await;
    stolen.refuses("email.imap.oauth_grant", "oauth_expired");
}

#[both_databases]
async fn failures_are_shown_to_the_person(db: TestDb) {
    let (t, _) = app(db).await;
    let grant = start(t.owner()).await;
    let (status, page) = come_back(t.owner(), &grant, "bad").await;
    assert_eq!(status, 400);
    assert!(
        page.contains("oauth_sign_in_again") && page.contains("&lt;b&gt;bad"),
        "{page}"
    );
    let denied = t
        .owner()
        .get("/oauth/callback?error=access_denied&error_description=You+said+no")
        .await;
    assert_eq!(denied.status, 400);
    assert!(denied.text().contains("You said no"));
    // The browser may try once more, until its time is over.
    t.clock().advance(std::time::Duration::from_secs(16 * 60));
    assert_eq!(come_back(t.owner(), &grant, "good").await.0, 400);
    t.app.forget_expired().await.unwrap();
    t.clock().advance(std::time::Duration::from_secs(60 * 60));
    t.app.forget_expired().await.unwrap();
    let left: i64 = t.value("SELECT count(*) FROM oauth_grant", vec![]).await;
    assert_eq!(left, 0);
    let body = json!({"provider": "microsoft", "address": "help@outlook.com"});
    t.owner()
        .post("/inboxes/oauth", body)
        .await
        .problem(409, "oauth_not_configured");
    let body = json!({"provider": "password", "address": "help@outlook.com"});
    t.owner()
        .post("/inboxes/oauth", body)
        .await
        .refuses("provider", "unknown_value");
}

#[both_databases]
async fn a_token_that_cannot_be_renewed_is_an_alarm(db: TestDb) {
    let (t, _) = app(db).await;
    let grant = start(t.owner()).await;
    come_back(t.owner(), &grant, "good").await;
    let id = t
        .owner()
        .post("/inboxes", inbox(Some(&grant)))
        .await
        .expect_status(201)["id"]
        .clone();
    let ledger = t.owner().get(&format!("/inboxes/{id}/ledger")).await.ok();
    assert_eq!(ledger["alarms"], json!([]));
    let sql = "UPDATE email_inbox SET oauth_refresh_secret = NULL, oauth_expires_at = $1";
    let end: Timestamp = t.clock().now().plus(std::time::Duration::from_secs(3600));
    db::Executor::exec(t.db().db(), sql, db::args![end])
        .await
        .unwrap();
    let ledger = t.owner().get(&format!("/inboxes/{id}/ledger")).await.ok();
    assert_eq!(ledger["alarms"][0]["code"], "token_expires");
    let inbox = t.owner().get(&format!("/inboxes/{id}")).await.ok();
    assert_eq!(inbox["email"]["token_expires_at"], end.to_rfc3339());
}
