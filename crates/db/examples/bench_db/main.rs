//! Measures the executor beside the bare drivers, on the same data and with the same statements:
//!
//! `cargo run --profile fast -p db --example bench_db -- --conversations 100000 --seconds 1 --postgres URL`
//!
//! Prints a table in Markdown: operations per second and percentiles with 16 callers at once. Without `--postgres` only
//! SQLite is measured. What the figures led to is in `docs/adr/0001-thin-executor.md`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on ends by panicking, and its product is what it prints"
)]

mod bare_postgres;
mod bare_sqlite;
mod data;
mod executor;
mod measure;

use std::path::Path;
use std::time::Duration;

use measure::{Figures, Row};

/// How often each is measured; the table shows the median.
const ROUNDS: usize = 5;

/// What the command line asks for.
struct Options {
    conversations: i64,
    seconds: f64,
    postgres: Option<String>,
    mmap_mib: u64,
}

impl Options {
    fn parse() -> Self {
        let mut options = Self {
            conversations: 100_000,
            seconds: 1.0,
            postgres: None,
            mmap_mib: 0,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().unwrap_or_else(|| usage());
            match name.as_str() {
                "--conversations" => options.conversations = value.parse().unwrap_or_else(|_| usage()),
                "--seconds" => options.seconds = value.parse().unwrap_or_else(|_| usage()),
                "--postgres" => options.postgres = Some(value),
                "--mmap-mib" => options.mmap_mib = value.parse().unwrap_or_else(|_| usage()),
                _ => usage(),
            }
        }
        options
    }

    fn time(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }
}

fn usage() -> ! {
    println!("bench_db [--conversations N] [--seconds S] [--postgres URL] [--mmap-mib N]");
    std::process::exit(2)
}

#[tokio::main]
async fn main() {
    let options = Options::parse();
    let folder = tempfile::tempdir().unwrap();
    let mut rows = sqlite(&options, &folder.path().join("bench.db")).await;
    if let Some(url) = &options.postgres {
        rows.extend(postgres(&options, url).await);
    }
    println!("{}", measure::table(&rows));
}

async fn sqlite(options: &Options, path: &Path) -> Vec<Row> {
    let mut database = db::DatabaseOptions::sqlite_file(path);
    database.sqlite.mmap_bytes = options.mmap_mib << 20;
    let (db, fill) = executor::open_and_fill(&database, options).await;
    // Rounds of both in turn, so that what else the machine does meets both alike.
    let bare = bare_sqlite::Bare::open(path, options.mmap_mib << 20);
    let (mut executor_rounds, mut bare_rounds) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        executor_rounds.push(executor::measure(&db, options).await);
        // Neither shall pay for the other's log.
        bare.restart_log().await;
        bare_rounds.push(bare.measure(options.conversations, options.time()).await);
        bare.restart_log().await;
    }
    println!("SQLite: filled in {fill:.1} s; {:?}\n", db.stats());
    pair(
        "SQLite",
        executor_rounds,
        bare_rounds,
        "rusqlite, one closure each",
    )
}

async fn postgres(options: &Options, url: &str) -> Vec<Row> {
    let (db, fill) = executor::open_and_fill(&db::DatabaseOptions::new(url), options).await;
    let bare = bare_postgres::Bare::open(url).await;
    let (mut executor_rounds, mut bare_rounds) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        executor_rounds.push(executor::measure(&db, options).await);
        bare_rounds.push(bare.measure(options.conversations, options.time()).await);
    }
    println!("PostgreSQL: filled in {fill:.1} s\n");
    pair(
        "PostgreSQL",
        executor_rounds,
        bare_rounds,
        "tokio-postgres, prepared",
    )
}

fn pair(
    database: &'static str,
    executor: Vec<Vec<Figures>>,
    bare: Vec<Vec<Figures>>,
    driver: &'static str,
) -> Vec<Row> {
    let rows = measure::median(executor).into_iter().zip(measure::median(bare));
    rows.map(|(executor, bare)| Row {
        database,
        driver,
        executor,
        bare,
    })
    .collect()
}
