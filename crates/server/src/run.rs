//! Putting the product together, running it, and ending it without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use app::background::Background;
use app::mailbox::Supervisor;
use app::{App, Blobs, Core};
use axum::Router;
use domain::Clock;
use jobs::RunnerOptions;
use realtime::{Bus, BusOptions, Hub, HubOptions};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, Role};
use crate::keys;

/// How long requests and jobs under way may take when the product ends.
const GRACE: Duration = Duration::from_secs(20);

/// The product, ready to run.
pub struct Product {
    /// The use cases.
    pub app: App,
    config: Config,
    listener: TcpListener,
}

/// Opens the database, migrating it, and puts the use cases over it.
pub async fn open(config: &Config, public_url: String, demo: bool, hub: Hub) -> anyhow::Result<App> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("the data folder {} cannot be made", config.data.display()))?;
    let keys = keys::load(config)?;
    let db = db::Db::open(&config.database_options()).await.context("the database cannot be opened")?;
    db::migrate(&db, &app::migrations()).await.context("the database cannot be brought to this version")?;
    let folder = config.blobs.folder.clone().unwrap_or_else(|| config.data.join("blobs"));
    let core = Core {
        db,
        clock: Clock::System,
        keys,
        blobs: Blobs::local(&folder)?,
        hub,
        inboxes_changed: Arc::new(Notify::new()),
        options: config.app_options(public_url, demo)?,
    };
    let app = App::new(core);
    app.ensure_built_in().await.context("the built-in roles cannot be written")?;
    Ok(app)
}

impl Product {
    /// Opens everything, and the port.
    pub async fn start(config: Config, demo: bool) -> anyhow::Result<Self> {
        channels::install_tls();
        let wanted = SocketAddr::new(config.http.host, config.http.port);
        let listener = TcpListener::bind(wanted).await.with_context(|| {
            format!("cannot listen on {wanted}; is it in use? Another port can be chosen with --port")
        })?;
        let address = listener.local_addr()?;
        let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let bus = match &config.bus.url {
            Some(url) => Bus::connect(BusOptions::nats(url)).await.context("the bus between nodes (bus.url)")?,
            None => Bus::local(),
        };
        let hub = Hub::start(bus, HubOptions::default());
        let app = open(&config, public_url, demo, hub).await?;
        Ok(Self { app, config, listener })
    }

    /// Runs until the process is told to end.
    pub async fn run(self) -> anyhow::Result<()> {
        let stop = CancellationToken::new();
        let mut parts = JoinSet::new();
        if self.config.roles.contains(&Role::Worker) {
            let runner = Background::new(self.app.clone()).runner(RunnerOptions { grace: GRACE, ..RunnerOptions::default() });
            let stop = stop.clone();
            parts.spawn(async move { runner.run(stop).await });
        }
        if self.config.roles.contains(&Role::Channels) {
            let supervisor = Supervisor::new(Arc::clone(self.app.core()));
            parts.spawn(supervisor.run(stop.clone()));
        }
        let router = if self.config.roles.contains(&Role::Web) {
            api::router(self.app.clone(), web_ui::router())
        } else {
            // A node that serves nobody still tells the one who watches it that it lives.
            api::machine_router(self.app.clone())
        };
        let served = serve(self.listener, router, stop.clone());
        tokio::select! {
            outcome = served => outcome?,
            () = ended() => tracing::info!("ending: letting requests and jobs finish"),
        }
        stop.cancel();
        self.app.core().hub.clone().shutdown().await;
        let all = async { while parts.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE + Duration::from_secs(5), all).await.is_err() {
            tracing::warn!("some work did not end in time; it goes on at the next start");
        }
        self.app.core().db.close().await.context("closing the database")?;
        Ok(())
    }
}

async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await
        .context("the HTTP server failed")
}

/// Resolves when the process is told to end.
async fn ended() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _interrupted = interrupt.await;
}
