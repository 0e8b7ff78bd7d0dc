//! Lists, single conversations, answers: in process, over HTTP, and the same statement on the bare driver.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use app::App;
use app::conversations::{Listing, Note, Page, Sort, StatusFilter, TimelinePart, View};
use app::demo_data::{OWNER_EMAIL, OWNER_PASSWORD};
use domain::{Actor, ConversationId};
use serde_json::{Value, json};

use super::database;
use super::measure::{AT_ONCE, Times, memory_mib, repeat};
use crate::cli::Bench;
use crate::config::Config;

/// Rows of a list.
const ROWS: u32 = 50;

pub async fn run(app: &App, config: &Config, bench: &Bench) -> anyhow::Result<()> {
    let total = u64::from(bench.conversations);
    println!(
        "{} conversations on {}, {AT_ONCE} at once, {} s each\n",
        bench.conversations,
        database(app),
        bench.seconds
    );
    println!("| what | a second | p50 | p99 | budget |\n| --- | ---: | ---: | ---: | --- |");
    let list = in_process_list(app, bench.seconds).await?;
    println!(
        "| list {ROWS} open conversations, in process | {} | p99 10 ms |",
        list.cells()
    );
    let counts = counts(app, bench.seconds).await?;
    println!("| counts of all views, in process | {} | |", counts.cells());
    let open = in_process_open(app, bench.seconds, total).await?;
    println!(
        "| open one with its timeline, in process | {} | p99 10 ms |",
        open.cells()
    );
    let note = notes(app, bench.seconds, total).await?;
    println!(
        "| write a note (row, entry, search, hints), in process | {} | |",
        note.cells()
    );
    let (http_list, http_open) = over_http(app, config, bench.seconds, total).await?;
    println!(
        "| list {ROWS} open conversations, over HTTP | {} | |",
        http_list.cells()
    );
    println!(
        "| open one with its timeline, over HTTP | {} | |",
        http_open.cells()
    );
    if db::Executor::dialect(&app.core().db) == db::Dialect::Sqlite {
        let bare = bare_list(config, bench.seconds)?;
        println!(
            "| the statement of the list on bare rusqlite, 2 threads | {} | |",
            bare.cells()
        );
        println!(
            "\nBare driver / in process: {:.2} (budget: at most 3).",
            bare.rate() / list.rate().max(1.0)
        );
    }
    println!(
        "\nMemory under this load: {} MB (budget at 1 million conversations: 300 MB).",
        memory_mib()
    );
    Ok(())
}

fn listing() -> Listing {
    Listing {
        view: View::All,
        status: Some(StatusFilter::Active),
        inbox: None,
        team: None,
        assignee: None,
        contact: None,
        company: None,
        tag: None,
        attribute: None,
        priority: None,
        words: None,
        sort: Some(Sort::Newest),
        saved_view: None,
    }
}

async fn in_process_list(app: &App, seconds: u32) -> anyhow::Result<Times> {
    let (app, actor) = (app.clone(), Actor::system());
    repeat(seconds, move |_| {
        let (app, actor) = (app.clone(), actor.clone());
        async move {
            app.conversations
                .list(
                    &actor,
                    &listing(),
                    Page {
                        after: None,
                        limit: ROWS,
                    },
                )
                .await?;
            Ok(())
        }
    })
    .await
}

async fn counts(app: &App, seconds: u32) -> anyhow::Result<Times> {
    let (app, actor) = (app.clone(), Actor::system());
    repeat(seconds, move |_| {
        let (app, actor) = (app.clone(), actor.clone());
        async move {
            app.conversations.counts(&actor).await?;
            Ok(())
        }
    })
    .await
}

async fn in_process_open(app: &App, seconds: u32, total: u64) -> anyhow::Result<Times> {
    let (app, actor) = (app.clone(), Actor::system());
    repeat(seconds, move |run| {
        let (app, actor) = (app.clone(), actor.clone());
        async move {
            let id = pick(run, total);
            app.conversations.get(&actor, id).await?;
            app.conversations
                .timeline(&actor, id, TimelinePart::Newest, ROWS)
                .await?;
            Ok(())
        }
    })
    .await
}

async fn notes(app: &App, seconds: u32, total: u64) -> anyhow::Result<Times> {
    let (app, actor) = (app.clone(), Actor::system());
    repeat(seconds, move |run| {
        let (app, actor) = (app.clone(), actor.clone());
        async move {
            let note = Note {
                text: "Called the carrier; the parcel is on its way.".to_owned(),
                ..Note::default()
            };
            app.conversations.note(&actor, pick(run, total), note).await?;
            Ok(())
        }
    })
    .await
}

/// Any conversation, all over the table.
fn pick(run: u64, total: u64) -> ConversationId {
    let number = run.wrapping_mul(0x9E37_79B9_7F4A_7C15) % total.max(1);
    ConversationId(i64::try_from(number).unwrap_or(0) + 1)
}

async fn over_http(app: &App, config: &Config, seconds: u32, total: u64) -> anyhow::Result<(Times, Times)> {
    let listener = tokio::net::TcpListener::bind((config.http.host, 0)).await?;
    let address = listener.local_addr()?;
    let service =
        api::router(app.clone(), axum::Router::new()).into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let http = reqwest::Client::builder().no_proxy().build()?;
    let base = format!("http://{address}/api/v1");
    let token = token(&http, &base).await?;
    let get = move |path: String| {
        let request = http.get(format!("{base}{path}")).bearer_auth(&token);
        async move {
            request.send().await?.error_for_status()?.bytes().await?;
            anyhow::Ok(())
        }
    };
    let listing = get.clone();
    let list = repeat(seconds, move |_| listing(format!("/conversations?limit={ROWS}"))).await?;
    let open = repeat(seconds, move |run| {
        let (get, id) = (get.clone(), pick(run, total));
        async move {
            get(format!("/conversations/{id}")).await?;
            get(format!("/conversations/{id}/timeline")).await
        }
    })
    .await?;
    server.abort();
    Ok((list, open))
}

/// An API token of the owner: what programs that ask this often use.
async fn token(http: &reqwest::Client, base: &str) -> anyhow::Result<String> {
    let login = json!({"email": OWNER_EMAIL, "password": OWNER_PASSWORD});
    let answer = http
        .post(format!("{base}/session"))
        .json(&login)
        .send()
        .await?
        .error_for_status()?;
    let cookie = answer
        .headers()
        .get("set-cookie")
        .context("no cookie")?
        .to_str()?
        .to_owned();
    let session: Value = answer.json().await?;
    let csrf = session
        .get("csrf_token")
        .and_then(Value::as_str)
        .context("no CSRF token")?
        .to_owned();
    let wanted = json!({"name": "bench", "scopes": ["conversations.read"]});
    let request = http
        .post(format!("{base}/api-tokens"))
        .header("cookie", cookie.split(';').next().unwrap_or_default())
        .header("x-csrf-token", csrf);
    let made: Value = request
        .json(&wanted)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    made.get("token")
        .and_then(Value::as_str)
        .map(str::to_owned)
        .context("no token")
}

fn bare_list(config: &Config, seconds: u32) -> anyhow::Result<Times> {
    let (sql, args) = app::conversations::bench_list_statement(ROWS + 1);
    let length = Duration::from_secs(seconds.into());
    let begin = Instant::now();
    let times = db::bare::time(&config.data.join("rapport.db"), &sql, &args, 2, length)?;
    Ok(Times::new(times, begin.elapsed()))
}
