//! Live chat: many open sockets, messages both ways, and what that costs. The server is a process of its own; the load comes from this one,
//! on the same machine.

mod load;
mod seed;
mod server;
mod wire;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::bail;

use self::load::{Book, Desk, Pace, Seat};
use self::seed::Cast;
use self::server::{Server, cpu_seconds};
use super::measure::Times;
use crate::cli::Bench;
use crate::config::Config;

/// Agents with a socket each, who hear everything of the site.
const AGENTS: usize = 8;
/// Chats in which something is said; the other sockets are open and quiet, as most are.
const ACTIVE: usize = 2_000;
/// Files beside the sockets that a process needs.
const OTHER_FILES: u64 = 1_500;
/// How long memory may settle before it is read.
const SETTLE: Duration = Duration::from_secs(3);

/// What one step measured.
struct Step {
    sockets: usize,
    kib_per_socket: f64,
    cpu: f64,
    own_cpu: f64,
    times: [Times; 3],
}

pub async fn run(config: &Config, bench: &Bench) -> anyhow::Result<()> {
    let files = rlimit::increase_nofile_limit(u64::MAX)?;
    let room = usize::try_from(files.saturating_sub(OTHER_FILES))?;
    let mut steps: Vec<usize> = bench
        .sockets
        .iter()
        .map(|sockets| (*sockets as usize).min(room))
        .collect();
    steps.sort_unstable();
    steps.dedup();
    let Some(most) = steps.last().copied() else {
        bail!("name at least one number of sockets");
    };
    let app = super::open(config, 10).await?;
    let database = super::database(&app);
    let cast = seed::seed(&app, most, AGENTS).await?;
    app.core().db.close().await?;
    drop(app);
    let server = Server::start(config).await?;
    println!(
        "{} messages a second for {} s on {database}, half from visitors by socket, half from agents by HTTP, over {} chats; {AGENTS} agents listen{}\n",
        bench.rate,
        bench.seconds,
        ACTIVE.min(most),
        if bench.cuts > 0 {
            format!("; {} connections are cut each second", bench.cuts)
        } else {
            String::new()
        },
    );
    println!(
        "| sockets | KB of memory each | answer to visitor p50 | p99 | visitor's word confirmed p50 | p99 | to the agent p50 | p99 | CPU server | CPU load |\n\
         | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    let book = Arc::<Book>::default();
    for step in measure(&server, &cast, &steps, &book, bench).await? {
        print(&step);
    }
    let (lost, doubled) = book.lost_and_doubled();
    println!(
        "\nOf {} messages {lost} were lost and {doubled} came twice; {} requests failed, {} frames showed a hole, {} connections were \
         opened again. Budget: delivery p99 100 ms at 10,000 sockets, 15 KB a socket. 100 % CPU is one core.",
        book.sent(),
        book.failed.load(Ordering::Relaxed),
        book.holes.load(Ordering::Relaxed),
        book.reconnects.load(Ordering::Relaxed),
    );
    Ok(())
}

async fn measure(
    server: &Server,
    cast: &Cast,
    steps: &[usize],
    book: &Arc<Book>,
    bench: &Bench,
) -> anyhow::Result<Vec<Step>> {
    let desk = Desk::open(server.address, cast, book).await?;
    let mut seats: Vec<Seat> =
        load::connect(server.address, cast.visitors.get(..1).unwrap_or_default(), book).await?;
    // What the first messages make the server load and keep is no cost of sockets.
    let warm = Pace {
        rate: 50,
        seconds: 3,
        cuts: 0,
    };
    let mut next = load::work(&seats, &desk, book, warm, 1).await?;
    book.take_times();
    tokio::time::sleep(SETTLE).await;
    let empty = server.memory_kib();
    let mut measured = Vec::new();
    for sockets in steps {
        let wanted = cast.visitors.get(seats.len()..*sockets).unwrap_or_default();
        seats.extend(load::connect(server.address, wanted, book).await?);
        tokio::time::sleep(SETTLE).await;
        let grown = server.memory_kib().saturating_sub(empty);
        let pace = Pace {
            rate: bench.rate,
            seconds: bench.seconds,
            cuts: bench.cuts,
        };
        let (busy, own) = (server.cpu_seconds(), cpu_seconds("self"));
        let begin = std::time::Instant::now();
        let active = seats.get(..ACTIVE.min(seats.len())).unwrap_or_default();
        next = load::work(active, &desk, book, pace, next).await?;
        let whole = begin.elapsed();
        let share = |cpu: f64| cpu / whole.as_secs_f64() * 100.0;
        #[expect(clippy::cast_precision_loss, reason = "kibibytes and sockets of one machine")]
        measured.push(Step {
            sockets: seats.len(),
            kib_per_socket: grown as f64 / seats.len() as f64,
            cpu: share(server.cpu_seconds() - busy),
            own_cpu: share(cpu_seconds("self") - own),
            times: book.take_times().map(|times| Times::new(times, whole)),
        });
    }
    Ok(measured)
}

fn print(step: &Step) {
    let times: Vec<String> = step
        .times
        .iter()
        .map(|times| format!("{:.1} ms | {:.1} ms", times.permille(500), times.permille(990)))
        .collect();
    println!(
        "| {} | {:.1} | {} | {:.0} % | {:.0} % |",
        step.sockets,
        step.kib_per_socket,
        times.join(" | "),
        step.cpu,
        step.own_cpu
    );
}
