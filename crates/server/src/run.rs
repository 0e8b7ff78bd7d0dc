//! Putting the product together, running it, and ending it without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
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
    let db = db::Db::open(&config.database_options())
        .await
        .context("the database cannot be opened")?;
    db::migrate(&db, &app::migrations())
        .await
        .context("the database cannot be brought to this version")?;
    let folder = config
        .blobs
        .folder
        .clone()
        .unwrap_or_else(|| config.data.join("blobs"));
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
    app.ensure_built_in()
        .await
        .context("the built-in roles cannot be written")?;
    Ok(app)
}

impl Product {
    /// Opens everything, and the port.
    pub async fn start(config: Config, demo: bool) -> anyhow::Result<Self> {
        channels::install_tls();
        // Every socket is an open file, and the usual limit is a thousand.
        if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
            tracing::warn!(%error, "the limit of open files could not be raised");
        }
        let wanted = SocketAddr::new(config.http.host, config.http.port);
        let listener = TcpListener::bind(wanted).await.with_context(|| {
            format!("cannot listen on {wanted}; is it in use? Another port can be chosen with --port")
        })?;
        let address = listener.local_addr()?;
        let public_url = config
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{address}"));
        let bus = match &config.bus.url {
            Some(url) => Bus::connect(BusOptions::nats(url))
                .await
                .context("the bus between nodes (bus.url)")?,
            None => Bus::local(),
        };
        let hub = Hub::start(bus, HubOptions::default());
        let app = open(&config, public_url, demo, hub).await?;
        Ok(Self {
            app,
            config,
            listener,
        })
    }

    /// Runs until the process is told to end.
    pub async fn run(self, mut ending: Ending) -> anyhow::Result<()> {
        let stop = CancellationToken::new();
        let mut parts = JoinSet::new();
        if self.config.roles.contains(&Role::Worker) {
            let runner = Background::new(self.app.clone()).runner(RunnerOptions {
                grace: GRACE,
                ..RunnerOptions::default()
            });
            let stop = stop.clone();
            parts.spawn(async move { runner.run(stop).await });
        }
        if self.config.roles.contains(&Role::Channels) {
            let supervisor = Supervisor::new(Arc::clone(self.app.core()));
            parts.spawn(supervisor.run(stop.clone()));
        }
        let router = if self.config.roles.contains(&Role::Web) {
            api::router(self.app.clone(), pages(&self.app).await?)
        } else {
            // A node that serves nobody still tells the one who watches it that it lives.
            api::machine_router(self.app.clone())
        };
        let mut served = std::pin::pin!(serve(self.listener, router, stop.clone()));
        let mut failed = None;
        tokio::select! {
            outcome = &mut served => failed = Some(outcome.err().unwrap_or_else(|| anyhow!("the HTTP server ended"))),
            Some(_) = parts.join_next() => {
                // Half a product would look alive and fetch no mail: whoever watches the process shall start it anew.
                failed = Some(anyhow!("a part of the server ended by itself; the log says why"));
            }
            () = ending.told() => tracing::info!("ending: letting requests and jobs finish"),
        }
        stop.cancel();
        self.app.core().hub.clone().shutdown().await;
        let all = async {
            if failed.is_none()
                && let Err(error) = served.await
            {
                tracing::error!(%error, "the last requests failed");
            }
            while parts.join_next().await.is_some() {}
        };
        if tokio::time::timeout(GRACE + Duration::from_secs(5), all)
            .await
            .is_err()
        {
            tracing::warn!("some work did not end in time; it goes on at the next start");
        }
        self.app.core().db.close().await.context("closing the database")?;
        failed.map_or(Ok(()), Err)
    }
}

/// Everything that browsers open: the workspace, the chat widget, and in demos the shop that carries it.
async fn pages(app: &App) -> anyhow::Result<Router> {
    let files = web_ui::widget_files();
    let widget = api::WidgetPages {
        loader: files.loader,
        frame: files.frame,
    };
    let mut pages = web_ui::router()
        .merge(web_ui::widget_assets())
        .merge(api::widget_pages(app.clone(), widget));
    if let Some(site_key) = app.demo.site_key().await? {
        pages = pages.merge(web_ui::shop(&site_key));
    }
    Ok(pages)
}

async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await
        .context("the HTTP server failed")
}

/// Hears when the process is told to end.
pub struct Ending {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Ending {
    /// Listens from now on; before, the system ends the process on the spot. So this comes before the word that all is ready, after
    /// which a service manager may change its mind at once, and after long work that nobody wants to wait for.
    pub fn listen() -> anyhow::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let interrupt = signal(SignalKind::interrupt()).context("listening to interrupts")?;
            let terminate = signal(SignalKind::terminate()).context("listening to the end")?;
            Ok(Self { interrupt, terminate })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn told(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _interrupted = tokio::signal::ctrl_c().await;
    }
}
