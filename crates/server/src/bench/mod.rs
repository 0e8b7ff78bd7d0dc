//! `rapport bench`: measures the product on data of its own and prints Markdown. Figures are measured, never asserted.
#![expect(clippy::print_stdout, reason = "the tables are what these commands print")]

mod api;
mod chat;
mod mail;
mod measure;
mod search;
mod start;

use std::path::PathBuf;

use anyhow::bail;
use app::App;
use app::demo_data::{self, Times};
use realtime::Hub;

use crate::cli::{Bench, Common};
use crate::config::Config;
use crate::run;

/// Runs one bench.
pub async fn run(common: &Common, bench: &Bench) -> anyhow::Result<()> {
    channels::install_tls();
    let folder = Folder::make()?;
    let mut config = Config::load(common, None)?;
    config.data.clone_from(&folder.0);
    // All requests of a bench come from one address.
    config.http.requests_per_second = 0;
    config.http.chat_sockets_per_address = 0;
    match bench.name.as_str() {
        "api" => api::run(&open(&config, bench.conversations).await?, &config, bench).await,
        "search" => search::run(&open(&config, bench.conversations).await?, bench).await,
        // A few conversations bring the inboxes and customers along.
        "mail" => mail::run(&open(&config, 10).await?, bench).await,
        "start" => start::run(&config, bench),
        "chat" => chat::run(&config, bench).await,
        other => bail!("there is no bench \"{other}\"; use api, chat, mail, search or start"),
    }
}

/// A product with so many made-up conversations.
async fn open(config: &Config, conversations: u32) -> anyhow::Result<App> {
    let app = run::open(config, "http://127.0.0.1".to_owned(), true, Hub::local()).await?;
    demo_data::fill(&app, conversations, Times::Lately, |_| {}).await?;
    Ok(app)
}

/// A folder that goes away with this value.
struct Folder(PathBuf);

impl Folder {
    fn make() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("rapport-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("rapport: {} is left behind: {error}", self.0.display());
        }
    }
}

/// What the database is called in tables.
fn database(app: &App) -> &'static str {
    match db::Executor::dialect(&app.core().db) {
        db::Dialect::Sqlite => "SQLite",
        db::Dialect::Postgres => "PostgreSQL",
    }
}
