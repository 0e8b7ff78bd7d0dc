//! The whole product in one process, on a database of its own, with a clock that stands still.
//!
//! ```text
//! let t = TestApp::on(db).await;                       // organisation and owner are there
//! let inbox = t.inbox("Support", "help@ours.test").await;
//! t.receive(inbox, mail).await;                        // as if a mailbox had delivered it
//! let page = t.owner().get("/conversations").await.ok();
//! let ana = t.agent("Ana", "agent", &[inbox]).await;   // signed in
//! ana.post("/conversations/1/replies", json!({"text": "Hello"})).await.expect_status(201);
//! t.run_jobs().await;
//! ```

mod chatter;
mod client;
mod live;
mod visitor;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::background::Background;
use app::inbound;
use app::passwords::PasswordCost;
use app::{App, AppOptions, Blobs, Core, Keys};
use domain::{Clock, InboxId, Timestamp};
use jobs::{RunReport, Runner, RunnerOptions};
use realtime::Hub;
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use chatter::Chatter;
pub use client::{Answer, Client};
pub use live::LiveSocket;
pub use visitor::{Visitor, connect, key};

use crate::TestDb;

/// The owner's password, and every agent's.
pub const PASSWORD: &str = "correct horse battery";
/// Thousands of sign-ins prove nothing more when each takes long.
const CHEAP_PASSWORDS: PasswordCost = PasswordCost {
    memory_kib: 64,
    passes: 1,
};
/// 2026-03-02T09:00:00Z, a Monday: where the clock of every test begins.
const BEGIN: Timestamp = Timestamp(1_772_442_000_000_000);

/// The product under test.
pub struct TestApp {
    /// The use cases, for what HTTP does not offer.
    pub app: App,
    db: TestDb,
    clock: Clock,
    runner: Runner<Background>,
    address: SocketAddr,
    stop: CancellationToken,
    owner: Client,
    _folder: TempDir,
}

impl TestApp {
    /// With organisation and owner.
    pub async fn on(db: TestDb) -> Self {
        let mut t = Self::empty(db).await;
        t.owner = t.set_up().await;
        t
    }

    /// With organisation, owner and other options.
    pub async fn on_with(db: TestDb, change: impl FnOnce(&mut AppOptions)) -> Self {
        let mut t = Self::with(db, change).await;
        t.owner = t.set_up().await;
        t
    }

    /// Before the first-run set-up.
    pub async fn empty(db: TestDb) -> Self {
        Self::with(db, |_| {}).await
    }

    /// Before the first-run set-up, with other options. Inboxes without a server for sending keep what they send.
    pub async fn with(db: TestDb, change: impl FnOnce(&mut AppOptions)) -> Self {
        show_log();
        channels::install_tls();
        let folder = tempfile::tempdir().expect("a folder for blobs");
        let clock = Clock::manual(BEGIN);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("the port's address");
        let mut options = AppOptions {
            demo: true,
            public_url: format!("http://{address}"),
            password_cost: CHEAP_PASSWORDS,
            ..AppOptions::default()
        };
        change(&mut options);
        let core = Core {
            db: db.db().clone(),
            clock: clock.clone(),
            keys: Keys::from_hex(&"7".repeat(64)).expect("a master key"),
            blobs: Blobs::local(folder.path()).expect("a blob store"),
            hub: Hub::local(),
            inboxes_changed: Arc::new(Notify::new()),
            options,
        };
        let app = App::new(core);
        app.ensure_built_in().await.expect("built-in roles");
        let runner = Background::new(app.clone()).runner(RunnerOptions::default());
        let stop = CancellationToken::new();
        let widget = api::WidgetPages {
            loader: "/* the loader */".to_owned(),
            frame: "<!doctype html><title>Chat</title>".to_owned(),
        };
        let router = api::router(app.clone(), api::widget_pages(app.clone(), widget));
        let until = stop.clone();
        tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service)
                .with_graceful_shutdown(until.cancelled_owned())
                .await
        });
        Self {
            app,
            db,
            clock,
            runner,
            address,
            stop,
            owner: Client::new(address),
            _folder: folder,
        }
    }

    async fn set_up(&self) -> Client {
        let client = Client::new(self.address);
        let owner = json!({
            "organisation": "Ours", "name": "Olga Owner", "email": "owner@ours.test", "password": PASSWORD,
        });
        let answer = client.post("/setup/owner", owner).await;
        client.signed_in(answer)
    }

    /// The owner, signed in.
    pub fn owner(&self) -> &Client {
        &self.owner
    }

    /// A browser that is not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.address)
    }

    /// A new agent with a built-in role (`agent`, `supervisor`, …) and access to some inboxes, signed in.
    pub async fn agent(&self, name: &str, role: &str, inboxes: &[InboxId]) -> Client {
        let roles = self.owner.get("/roles").await.expect_status(200);
        let role_id = roles["items"]
            .as_array()
            .and_then(|roles| roles.iter().find(|r| r["key"] == role))
            .map(|r| r["id"].clone())
            .expect("a built-in role");
        let email = format!("{}@ours.test", name.to_lowercase().replace(' ', "."));
        let inboxes: Vec<i64> = inboxes.iter().map(|id| id.get()).collect();
        let agent = json!({
            "name": name, "email": email, "password": PASSWORD, "role_id": role_id, "inbox_ids": inboxes,
        });
        self.owner.post("/agents", agent).await.expect_status(201);
        self.sign_in(&email, PASSWORD).await
    }

    /// Signs an agent in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Client {
        let client = self.anonymous();
        let answer = client
            .post("/session", json!({"email": email, "password": password}))
            .await;
        client.signed_in(answer)
    }

    /// A new inbox that takes pushed mail and keeps what it sends.
    pub async fn inbox(&self, name: &str, address: &str) -> InboxId {
        let inbox = json!({"name": name, "address": address, "email": {"from_name": "Ours"}});
        let made = self.owner.post("/inboxes", inbox).await.expect_status(201);
        InboxId(made["id"].as_i64().expect("an id"))
    }

    /// A new site with settings of its own (`chat` of `POST /inboxes`); returns its inbox and its key.
    pub async fn site_with(&self, name: &str, chat: serde_json::Value) -> (InboxId, String) {
        let inbox = json!({"channel": "chat", "name": name, "chat": chat});
        let made = self.owner.post("/inboxes", inbox).await.expect_status(201);
        let key = made["chat"]["site_key"].as_str().expect("a site key");
        (InboxId(made["id"].as_i64().expect("an id")), key.to_owned())
    }

    /// A visitor who came to a site.
    pub async fn visitor(&self, site_key: &str) -> Visitor {
        Visitor::arrive(&self.anonymous(), site_key).await
    }

    /// Takes a raw mail into an inbox and works it off.
    pub async fn receive(&self, inbox: InboxId, raw: impl Into<Vec<u8>>) {
        self.take_in(inbox, raw).await;
        self.run_jobs().await;
    }

    /// Stores a mail for reading later, as happens when many come at once.
    pub async fn take_in(&self, inbox: InboxId, raw: impl Into<Vec<u8>>) {
        let raw = bytes_of(raw.into());
        inbound::accept(self.app.core(), inbox, domain::inboxes::MailSource::Push, raw)
            .await
            .expect("taking the mail in");
    }

    /// Runs every job that is due, and those that they enqueue.
    pub async fn run_jobs(&self) -> RunReport {
        self.runner.run_until_empty().await.expect("running jobs")
    }

    /// Enqueues what runs now and then and is due, and works it off.
    pub async fn run_schedules(&self) -> RunReport {
        self.runner.run_schedules().await.expect("enqueueing schedules");
        self.run_jobs().await
    }

    /// Moves the clock, then runs every job that is due.
    pub async fn wait(&self, by: Duration) -> RunReport {
        self.clock.advance(by);
        self.run_jobs().await
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The database, to look at effects.
    pub fn db(&self) -> &TestDb {
        &self.db
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// One value from the database.
    pub async fn value<T: db::FromRow>(&self, sql: &str, args: Vec<db::Value>) -> T {
        db::Executor::one(self.db.db(), sql, args).await.expect("a row")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn bytes_of(raw: Vec<u8>) -> db::Bytes {
    db::Bytes::from(raw)
}

/// Shows the product's warnings and errors with a test that fails: a status of 500 alone does not say why. `RUST_LOG` asks for more.
fn show_log() {
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned());
    // The first test of a process does it for all.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_test_writer()
        .without_time()
        .try_init();
}
