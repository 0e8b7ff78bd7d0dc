//! `cargo xtask check`: what a reviewer should not have to look at.

mod bundle;
mod catalogues;
mod dependencies;
mod licences;
mod links;
mod lints;
mod sizes;
mod spelling;
mod sql;

use anyhow::{Result, bail};

pub use lints::build;

use crate::command::cargo;
use crate::stages::Stages;
use crate::{gen_api, node, run, workspace};

/// Runs the checks; what takes seconds comes before what has to be built.
pub fn run(stages: &mut Stages) {
    without_build(stages);
    let web = stages.run("web build", || {
        node::require()?;
        run::build_web()
    });
    let built = stages.run("build", build);
    with_build(stages, web, built);
}

/// The same when the web applications and the workspace have been built already, successfully or not.
pub fn after_build(stages: &mut Stages, web: bool, rust: bool) {
    without_build(stages);
    with_build(stages, web, rust);
}

fn without_build(stages: &mut Stages) {
    stages.run("formatting", || {
        cargo()
            .args(["fmt", "--all", "--check", "--", "--files-with-diff"])
            .run()
    });
    stages.run("spelling", spelling::check);
    stages.run("architecture", || {
        let metadata = metadata()?;
        all([dependencies::check(&metadata), sql::check()])
    });
    stages.run("licences", || licences::check(&metadata()?));
    stages.run("translations", catalogues::check);
    stages.run("documents", links::check);
    stages.run("file and function sizes", sizes::check);
}

fn with_build(stages: &mut Stages, web: bool, built: bool) {
    if built {
        stages.run("clippy", lints::check);
        stages.run("API description", gen_api::check);
    }
    if web {
        stages.run("bundle sizes", bundle::check);
    }
}

fn metadata() -> Result<cargo_metadata::Metadata> {
    let mut command = cargo_metadata::MetadataCommand::new();
    command.current_dir(workspace::root());
    // Only what is built for the platform that we ship for: the rest need not even be downloaded.
    command.other_options(vec![
        "--filter-platform".to_owned(),
        "x86_64-unknown-linux-gnu".to_owned(),
    ]);
    Ok(command.exec()?)
}

/// Turns a list of complaints into one error.
fn complain(about: &str, complaints: &[String]) -> Result<()> {
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{about}:\n  {}", complaints.join("\n  "))
}

/// All errors at once and not only the first.
fn all<const N: usize>(results: [Result<()>; N]) -> Result<()> {
    let errors: Vec<_> = results
        .into_iter()
        .filter_map(Result::err)
        .map(|error| format!("{error:#}"))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        bail!("{}", errors.join("\n"))
    }
}
