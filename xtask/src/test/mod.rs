//! `cargo xtask test`: everything that has to be true before a change goes in.

mod counting;
mod install;
pub mod servers;

use anyhow::{Context as _, Result, bail};

use crate::check;
use crate::command::{cargo, linting_cargo};
use crate::node;
use crate::output::say;
use crate::run::build_web;
use crate::stages::{Counts, Stages};
use crate::workspace;

/// What `cargo xtask test` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only these parts; all of them when none is named.
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Fail instead of installing what is missing.
    #[arg(long)]
    no_install: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Formatting, lints, API description, architecture, licences, spelling, bundle sizes.
    Check,
    /// The tests of the crates, and their documentation.
    Rust,
    /// Lints, types and unit tests of the web applications.
    Web,
    /// The stories in a real browser against the real binary.
    E2e,
}

pub fn test(arguments: &Arguments) -> Result<bool> {
    let wants = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    let mut stages = Stages::default();
    let needs = install::Needs {
        servers: wants(Part::Rust) || wants(Part::E2e),
        browser: wants(Part::E2e),
        spelling: wants(Part::Check),
    };
    if !stages.run("programs", || install::provide(needs, !arguments.no_install)) {
        return Ok(stages.summary());
    }
    let needs_web = wants(Part::Check) || wants(Part::Web) || wants(Part::E2e);
    // First of all, because the binary embeds the result.
    let web = needs_web
        && stages.run("web build", || {
            node::require()?;
            build_web()
        });
    let needs_rust = wants(Part::Check) || wants(Part::Rust) || wants(Part::E2e);
    let built = stages.beside(
        |stages| needs_rust && stages.run("build", check::build),
        |stages| {
            if web && wants(Part::Web) {
                web_stages(stages);
            }
        },
    );
    // Compiling works the cores, many tests wait.
    stages.beside(
        |stages| {
            if wants(Part::Check) {
                check::after_build(stages, web, built);
            }
            if wants(Part::Rust) && built {
                stages.run("cargo doc", documentation);
            }
        },
        |stages| {
            if wants(Part::Rust) && built {
                stages.run("cargo test", rust_tests);
            }
        },
    );
    if wants(Part::E2e) && built && web {
        stages.run("browser stories", browser_stories);
    }
    Ok(stages.summary())
}

fn web_stages(stages: &mut Stages) {
    let web = node::web();
    stages.run("web lint", || node::script(&web, "lint").run());
    stages.run("web types", || node::script(&web, "typecheck").run());
    stages.run("web dead code", || node::script(&web, "knip").run());
    stages.run("web unit tests", || {
        let mut counts = Counts::default();
        let tests = node::script(&web, "test").env("NO_COLOR", "1").env("CI", "1");
        let success = tests.run_with(|line| counts.add(counting::vitest(line).unwrap_or_default()))?;
        judged(counts, success)
    });
}

fn rust_tests() -> Result<Counts> {
    // One PostgreSQL for all test programs: each would otherwise start its own.
    let servers = servers::Servers::start(&["--postgres"])?;
    let url = servers
        .pointer("/postgres/url")
        .context("no PostgreSQL address")?;
    let mut counts = Counts::default();
    let success = linting_cargo()
        .args(["test", "--workspace", "--no-fail-fast"])
        .env("RAPPORT_REQUIRE_SERVERS", "1")
        .env("RAPPORT_TEST_POSTGRES_URL", url)
        .env("RUST_TEST_THREADS", threads().to_string())
        .run_with(|line| counts.add(counting::cargo(line).unwrap_or_default()))?;
    judged(counts, success)
}

/// More than there are cores: most tests wait for servers most of the time.
fn threads() -> usize {
    2 * std::thread::available_parallelism().map_or(2, usize::from)
}

fn documentation() -> Result<()> {
    cargo()
        .args(["doc", "--workspace", "--no-deps", "--document-private-items"])
        // Private items are documented too, so links to them lead somewhere.
        .env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links")
        .run()
}

fn browser_stories() -> Result<Counts> {
    let e2e = node::e2e();
    node::install(&e2e)?;
    node::script(&e2e, "typecheck").run()?;
    node::script(&e2e, "lint").run()?;
    let report = e2e.join("results/report.json");
    // An old report must not count when the new run does not get as far as writing one.
    if report.exists() {
        std::fs::remove_file(&report).context("removing the last report of the browser stories")?;
    }
    let stories = node::script(&e2e, "test").env("CI", "1");
    let success = stories
        .env("RAPPORT_BIN", workspace::built("rapport", "dev"))
        .env(
            "RAPPORT_TEST_SERVERS",
            workspace::built("rapport-test-servers", "dev"),
        )
        .run_with(|_| ())?;
    let text = std::fs::read_to_string(&report).context("the browser stories wrote no report")?;
    judged(counting::playwright(&text)?, success)
}

/// A program that failed although no test did has broken off, and counts as one failure; a program in which no test
/// ran has tested nothing.
fn judged(mut counts: Counts, success: bool) -> Result<Counts> {
    if success && counts.passed == 0 && counts.failed == 0 {
        bail!("no test ran");
    }
    if !success && counts.failed == 0 {
        say("ended with an error although no test failed: see above");
        counts.failed = 1;
    }
    Ok(counts)
}
