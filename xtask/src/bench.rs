//! `cargo xtask bench`: measures, and keeps the table in docs/BENCHMARKS.md beside the command that made it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::command::{Cmd, cargo};
use crate::test::servers::Servers;
use crate::{node, run, workspace};

/// Close to a release, and built in a fraction of its time.
const PROFILE: &str = "fast";

/// What the workforce bench is measured beside.
const PYWORKFORCE: &str = "pyworkforce==0.5.1";

/// What `cargo xtask bench` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// What to measure.
    #[arg(value_enum)]
    bench: Bench,
    /// How many conversations the database holds.
    #[arg(long)]
    conversations: Option<u64>,
    /// How many seconds each measurement takes.
    #[arg(long)]
    seconds: Option<u64>,
    /// chat: open sockets, one step after the other, separated by commas.
    #[arg(long)]
    sockets: Option<String>,
    /// chat: messages a second.
    #[arg(long)]
    rate: Option<u64>,
    /// chat: connections that are cut at random each second.
    #[arg(long)]
    cuts: Option<u64>,
    /// On a PostgreSQL that is started for it.
    #[arg(long)]
    postgres: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Bench {
    /// The executor beside the bare drivers.
    Db,
    /// Requests per second, latencies, memory.
    Api,
    /// Live chat: open sockets, messages both ways, cuts.
    Chat,
    /// Mail in: parse, thread, store, index.
    Mail,
    /// Full-text search.
    Search,
    /// From the start to the first answer.
    Start,
    /// The workspace in Chromium: loading, opening, keys, scrolling.
    Browser,
    /// How many agents: queues, plans, forecasts; beside pyworkforce.
    Workforce,
}

impl Bench {
    fn name(self) -> &'static str {
        match self {
            Self::Db => "db",
            Self::Api => "api",
            Self::Chat => "chat",
            Self::Mail => "mail",
            Self::Search => "search",
            Self::Start => "start",
            Self::Browser => "browser",
            Self::Workforce => "workforce",
        }
    }
}

pub fn bench(arguments: &Arguments) -> Result<()> {
    let mut options = Vec::new();
    if let Some(number) = arguments.conversations {
        options.extend(["--conversations".to_owned(), number.to_string()]);
    }
    if let Some(seconds) = arguments.seconds {
        options.extend(["--seconds".to_owned(), seconds.to_string()]);
    }
    if let Some(sockets) = &arguments.sockets {
        options.extend(["--sockets".to_owned(), sockets.clone()]);
    }
    for (name, number) in [("--rate", arguments.rate), ("--cuts", arguments.cuts)] {
        options.extend(
            number
                .into_iter()
                .flat_map(|number| [name.to_owned(), number.to_string()]),
        );
    }
    let given = options.clone();
    let servers = if arguments.postgres {
        cargo()
            .args([
                "build",
                "--package",
                "test-support",
                "--no-default-features",
                "--bins",
            ])
            .run()?;
        Some(Servers::start(&["--durable-postgres"])?)
    } else {
        None
    };
    if let Some(servers) = &servers {
        let url = servers
            .pointer("/postgres/url")
            .context("no PostgreSQL address")?;
        // The first compares both databases in one run, the others are the product, which has one.
        let option = if arguments.bench == Bench::Db {
            "--postgres"
        } else {
            "--database"
        };
        options.extend([option.to_owned(), url.to_owned()]);
    }
    let table = if arguments.bench == Bench::Browser {
        browser(arguments)?
    } else {
        let mut table = command(arguments.bench)?.args(&options).output()?;
        if arguments.bench == Bench::Workforce {
            for name in ["bench_simulation", "bench_schedule"] {
                table.push('\n');
                table.push_str(&example("workforce", name)?.output()?);
            }
        }
        table
    };
    println!("{table}");
    let mut shown = vec![format!("cargo xtask bench {}", arguments.bench.name())];
    shown.extend(given);
    if arguments.postgres {
        shown.push("--postgres".to_owned());
    }
    record(arguments.bench.name(), &shown.join(" "), &table)
}

/// Builds first, so that a build's output is seen and does not stand in the table.
fn command(bench: Bench) -> Result<Cmd> {
    match bench {
        Bench::Db => return example("db", "bench_db"),
        Bench::Workforce => {
            let measured = example("workforce", "bench_workforce")?;
            return Ok(match pyworkforce() {
                Ok(python) => measured.args(["--pyworkforce"]).args([python]),
                Err(error) => {
                    eprintln!("without pyworkforce: {error:#}");
                    measured
                }
            });
        }
        _ => {}
    }
    build_product()?;
    Ok(Cmd::new(workspace::built("rapport", PROFILE)).args(["bench", bench.name()]))
}

/// A bench that is an example of its crate, so that nothing else has to be compiled.
fn example(package: &str, name: &str) -> Result<Cmd> {
    let example = ["--profile", PROFILE, "--package", package, "--example", name];
    cargo().args(["build"]).args(example).run()?;
    Ok(Cmd::new(workspace::built(&format!("examples/{name}"), PROFILE)))
}

/// A Python that has pyworkforce, in a folder of ours; the Python of the machine stays as it is.
fn pyworkforce() -> Result<PathBuf> {
    let folder = workspace::target().join("tools").join(PYWORKFORCE);
    let python = folder.join("bin/python");
    let has_it = || {
        let found = Cmd::new(&python).args(["-c", "import pyworkforce"]).output();
        python.is_file() && found.is_ok()
    };
    if !has_it() {
        Cmd::new("python3").args(["-m", "venv"]).args([&folder]).run()?;
        Cmd::new(folder.join("bin/pip"))
            .args(["install", "--quiet", PYWORKFORCE])
            .run()?;
    }
    Ok(python)
}

fn build_product() -> Result<()> {
    let product = ["--package", "server", "--bin", "rapport"];
    cargo().args(["build", "--profile", PROFILE]).args(product).run()
}

/// Runs the bench of the browser side, which leaves its table in a file: its own output tells how it goes.
fn browser(arguments: &Arguments) -> Result<String> {
    if arguments.postgres || arguments.seconds.is_some() {
        bail!("bench browser takes --conversations only");
    }
    run::build_web()?;
    build_product()?;
    let e2e = node::e2e();
    node::install(&e2e)?;
    let table = e2e.join("results/bench.md");
    let mut script = node::script(&e2e, "bench").env("RAPPORT_BIN", workspace::built("rapport", PROFILE));
    if let Some(number) = arguments.conversations {
        script = script.env("BENCH_CONVERSATIONS", number.to_string());
    }
    script.run()?;
    std::fs::read_to_string(&table).with_context(|| format!("reading {}", workspace::shown(&table)))
}

/// Keeps the table in the section of its bench.
fn record(name: &str, shown: &str, table: &str) -> Result<()> {
    let path = workspace::root().join("docs/BENCHMARKS.md");
    let text = std::fs::read_to_string(&path).context("reading docs/BENCHMARKS.md")?;
    let date = Cmd::new("date").args(["-u", "+%F"]).output()?;
    let command = format!("`{shown}`");
    let entry = format!("{command}, {}, {}\n\n{}", date.trim(), machine(), table.trim());
    std::fs::write(&path, replaced(&text, name, &command, &entry)?).context("writing docs/BENCHMARKS.md")?;
    println!("written to docs/BENCHMARKS.md");
    Ok(())
}

/// Replaces what the same command has left in the section, or adds to it: one bench is run with several sizes.
fn replaced(text: &str, name: &str, command: &str, entry: &str) -> Result<String> {
    let (begin, end) = (
        format!("<!-- bench:{name} -->"),
        format!("<!-- /bench:{name} -->"),
    );
    let Some(((before, rest), (_, after))) = text.split_once(&begin).zip(text.split_once(&end)) else {
        bail!("docs/BENCHMARKS.md has no place for this bench: {begin} and {end}");
    };
    let section = rest.split(&end).next().unwrap_or_default();
    let mut entries: Vec<String> = Vec::new();
    for line in section.trim().lines() {
        match entries.last_mut() {
            Some(last) if !line.starts_with("`cargo xtask bench") => last.extend(["\n", line]),
            _ => entries.push(line.to_owned()),
        }
    }
    match entries.iter_mut().find(|old| old.starts_with(command)) {
        Some(old) => entry.clone_into(old),
        None => entries.push(entry.to_owned()),
    }
    let entries: Vec<_> = entries.iter().map(|entry| entry.trim()).collect();
    Ok(format!("{before}{begin}\n{}\n{end}{after}", entries.join("\n\n")))
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let info = std::fs::read_to_string(Path::new("/proc/cpuinfo")).unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown processor", |(_, model)| model.trim());
    format!("{cores} cores, {model}")
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn an_entry_is_replaced_by_the_same_command_and_joined_by_another() {
        let text = "# Figures\n<!-- bench:db -->\n<!-- /bench:db -->\nrest\n";
        let small = "`cargo xtask bench db`";
        let large = "`cargo xtask bench db --conversations 9`";
        let once = replaced(text, "db", small, &format!("{small}, today\n\n| old |")).unwrap();
        let twice = replaced(&once, "db", large, &format!("{large}, today\n\n| large |")).unwrap();
        let again = replaced(&twice, "db", small, &format!("{small}, later\n\n| new |")).unwrap();
        assert_eq!(
            again,
            format!(
                "# Figures\n<!-- bench:db -->\n{small}, later\n\n| new |\n\n{large}, today\n\n| large |\n\
                 <!-- /bench:db -->\nrest\n"
            )
        );
        assert!(replaced(text, "api", small, "x").is_err());
    }
}
