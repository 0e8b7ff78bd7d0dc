//! OAuth against a token server of our own, and Dovecot that asks it about tokens.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use channels::email::imap::SinkError;
use channels::email::oauth::{OAuthClient, OAuthConfig, Pkce, TokenKeeper, TokenStore, Tokens};
use channels::email::{FailureCode, MailAuth, TokenProvider};
use channels::{Secret, install_tls};
use domain::{Clock, Timestamp};

use crate::support::dovecot::{Dovecot, Options};
use crate::support::eventually;
use crate::support::http::TokenServer;
use crate::support::sink::{MemorySink, Running, mail};

const NOW: Timestamp = Timestamp::from_seconds(1_772_000_000);

fn client(server: &TokenServer, clock: &Clock) -> OAuthClient {
    install_tls();
    let mut config = OAuthConfig::google(
        "the client",
        Secret::new("the secret"),
        "https://desk.example.ro/oauth",
    );
    config.token_url = server.url("/token");
    OAuthClient::new(config, clock.clone()).unwrap()
}

#[derive(Default)]
struct Store(Mutex<Option<Tokens>>);

#[async_trait]
impl TokenStore for Store {
    async fn load(&self) -> Result<Option<Tokens>, SinkError> {
        Ok(self.0.lock().unwrap().clone())
    }

    async fn save(&self, tokens: &Tokens) -> Result<(), SinkError> {
        *self.0.lock().unwrap() = Some(tokens.clone());
        Ok(())
    }
}

fn stored(access: &str, expires_at: Timestamp) -> Arc<Store> {
    let tokens = Tokens {
        access_token: Secret::new(access),
        refresh_token: Some(Secret::new("refresh 1")),
        expires_at,
        account: Some("help@example.ro".to_owned()),
    };
    Arc::new(Store(Mutex::new(Some(tokens))))
}

#[tokio::test]
async fn the_browser_is_sent_with_everything_and_the_code_redeemed() {
    let server = TokenServer::start().await;
    let client = client(&server, &Clock::manual(NOW));
    let pkce = Pkce::generate();
    let url = client
        .authorize_url("the state", &pkce, Some("help@example.ro"))
        .unwrap();
    for part in [
        "https://accounts.google.com/o/oauth2/v2/auth?response_type=code",
        "client_id=the+client",
        "redirect_uri=https%3A%2F%2Fdesk.example.ro%2Foauth",
        "scope=https%3A%2F%2Fmail.google.com%2F+openid+email",
        "state=the+state",
        &format!("code_challenge={}&code_challenge_method=S256", pkce.challenge),
        "access_type=offline&prompt=consent",
        "login_hint=help%40example.ro",
    ] {
        assert!(url.contains(part), "{part} in {url}");
    }
    assert!(!url.contains("secret") && !url.contains(pkce.verifier.expose()));

    // {"email":"help@example.ro"}
    server.answers(200, r#"{"access_token":"a1","refresh_token":"r1","expires_in":3599,"id_token":"x.eyJlbWFpbCI6ImhlbHBAZXhhbXBsZS5ybyJ9.y"}"#);
    let tokens = client.exchange_code("the code", &pkce.verifier).await.unwrap();
    assert_eq!(tokens.access_token.expose(), "a1");
    assert_eq!(tokens.refresh_token.as_ref().unwrap().expose(), "r1");
    assert_eq!(tokens.expires_at, NOW.plus(Duration::from_secs(3599)));
    assert_eq!(tokens.account.as_deref(), Some("help@example.ro"));
    assert!(!format!("{tokens:?} {client:?}").contains("a1"));
    let request = server.provider().requests.remove(0);
    for (field, value) in [
        ("grant_type", "authorization_code"),
        ("code", "the code"),
        ("code_verifier", pkce.verifier.expose()),
        ("client_id", "the client"),
        ("client_secret", "the secret"),
        ("redirect_uri", "https://desk.example.ro/oauth"),
    ] {
        assert_eq!(request[field], value);
    }
}

#[tokio::test]
async fn refusals_and_outages_are_told_apart() {
    let server = TokenServer::start().await;
    let client = client(&server, &Clock::manual(NOW));
    let cases = [
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#,
            FailureCode::OauthSignInAgain,
        ),
        (
            401,
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret.\r\nTrace ID: 1"}"#,
            FailureCode::OauthMisconfigured,
        ),
        (503, "upstream", FailureCode::OauthUnavailable),
        (200, "{}", FailureCode::OauthUnavailable),
        (302, "", FailureCode::OauthUnavailable),
    ];
    for (status, body, code) in cases {
        server.provider().answers = vec![(status, body.to_owned())];
        let failure = client.refresh(&Secret::new("r")).await.unwrap_err();
        assert_eq!(failure.code, code, "{status} {body}: {failure}");
        assert!(!failure.detail.contains("the secret") && !failure.detail.contains("Trace"));
    }
    let mut config = OAuthConfig::microsoft("common", "c", Secret::new("s"), "https://x");
    assert!(
        config
            .authorize_url
            .starts_with("https://login.microsoftonline.com/common/oauth2/v2.0/authorize")
    );
    config.token_url = format!("http://127.0.0.1:{}/token", crate::support::free_port());
    let client = OAuthClient::new(config, Clock::System).unwrap();
    let failure = client.refresh(&Secret::new("hidden")).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::OauthUnavailable);
    assert!(
        failure.detail.starts_with("127.0.0.1 cannot be reached") && !failure.detail.contains("hidden"),
        "{failure}"
    );
}

#[tokio::test]
async fn tokens_are_renewed_before_they_expire_once_for_everybody_and_kept() {
    let server = TokenServer::start().await;
    let clock = Clock::manual(NOW);
    let store = stored("a1", NOW.plus(Duration::from_secs(600)));
    let keeper = Arc::new(TokenKeeper::new(client(&server, &clock), store.clone()));
    assert_eq!(keeper.access_token(false).await.unwrap().expose(), "a1");

    server.answers(200, r#"{"access_token":"a2","expires_in":3600}"#);
    let Clock::Manual(hand) = &clock else {
        unreachable!()
    };
    hand.fetch_add(500 * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    let asking = (0..8).map(|_| {
        let keeper = Arc::clone(&keeper);
        tokio::spawn(async move { keeper.access_token(false).await.unwrap().expose().to_owned() })
    });
    for answer in futures::future::join_all(asking).await {
        assert_eq!(answer.unwrap(), "a2");
    }
    assert_eq!(server.provider().requests.len(), 1);
    assert_eq!(server.provider().requests[0]["refresh_token"], "refresh 1");
    let kept = store.0.lock().unwrap().clone().unwrap();
    // The provider sent no new refresh token and no account: the old ones stay.
    assert_eq!(
        (kept.access_token.expose(), kept.refresh_token.unwrap().expose()),
        ("a2", "refresh 1")
    );
    assert_eq!(kept.account.as_deref(), Some("help@example.ro"));

    // Several connections are refused at once, right after a renewal: no further one.
    assert_eq!(keeper.access_token(true).await.unwrap().expose(), "a2");
    assert_eq!(server.provider().requests.len(), 1);
}

#[tokio::test]
async fn a_forced_renewal_takes_what_another_process_stored() {
    let server = TokenServer::start().await;
    let clock = Clock::manual(NOW);
    let store = stored("a1", NOW.plus(Duration::from_secs(600)));
    let keeper = TokenKeeper::new(client(&server, &clock), store.clone());
    assert_eq!(keeper.access_token(false).await.unwrap().expose(), "a1");
    store.0.lock().unwrap().as_mut().unwrap().access_token = Secret::new("from elsewhere");
    assert_eq!(
        keeper.access_token(true).await.unwrap().expose(),
        "from elsewhere"
    );
    server.answers(200, r#"{"access_token":"a3","refresh_token":"refresh 2"}"#);
    assert_eq!(keeper.access_token(true).await.unwrap().expose(), "a3");
    assert_eq!(
        store
            .0
            .lock()
            .unwrap()
            .as_ref()
            .unwrap()
            .refresh_token
            .as_ref()
            .unwrap()
            .expose(),
        "refresh 2"
    );

    let nobody = TokenKeeper::new(client(&server, &clock), Arc::new(Store::default()));
    assert_eq!(
        nobody.access_token(false).await.unwrap_err().code,
        FailureCode::OauthSignInAgain
    );
}

#[tokio::test]
async fn dovecot_lets_a_renewed_token_in() {
    let server = TokenServer::start().await;
    let info = server.url("/info?token=");
    let Some(dovecot) = Dovecot::start_with(Options {
        token_info_url: Some(info),
        ..Options::default()
    }) else {
        return;
    };
    server.provider().good.push("fresh".to_owned());
    server.answers(200, r#"{"access_token":"fresh","expires_in":3600}"#);
    let clock = Clock::manual(NOW);
    // The stored token has not expired by the clock, but the server no longer takes it.
    let store = stored("revoked", NOW.plus(Duration::from_secs(3000)));
    let keeper = Arc::new(TokenKeeper::new(client(&server, &clock), store.clone()));
    let mut settings = dovecot.settings();
    settings.auth = MailAuth::XOAuth2(keeper);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    eventually(
        Duration::from_secs(10),
        &format!("login {:?} {}", sink.failures(), dovecot.log()),
        || (store.0.lock().unwrap().as_ref().unwrap().access_token.expose() == "fresh").then_some(()),
    )
    .await;
    sink.until_watching(1).await;
    dovecot.deliver(&mail("by token"));
    sink.until_count(1, Duration::from_secs(20)).await;
    assert!(sink.failures().is_empty(), "{:?}", sink.failures());
    running.stop().await;
}
