//! Who may depend on whom. The table is the architecture; what is not in it needs a reason and a line here.

use std::collections::BTreeMap;

use anyhow::Result;
use cargo_metadata::{DependencyKind, Metadata};

use super::complain;

/// Each crate of ours and the crates of ours that it may use. Tests may use more, so only what ships is looked at.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("macros", &[]),
    ("api-types", &[]),
    ("web-ui", &[]),
    ("workforce", &[]),
    ("mail", &["domain"]),
    ("db", &["domain", "macros"]),
    ("store", &["db", "domain", "macros"]),
    ("jobs", &["db", "domain"]),
    ("realtime", &["domain"]),
    ("channels", &["domain", "mail"]),
    (
        "app",
        &[
            "channels",
            "db",
            "domain",
            "jobs",
            "mail",
            "realtime",
            "store",
            "workforce",
        ],
    ),
    ("api", &["api-types", "app", "domain", "realtime"]),
    (
        "server",
        &[
            "api",
            "api-types",
            "app",
            "channels",
            "db",
            "domain",
            "jobs",
            "mail",
            "realtime",
            "store",
            "web-ui",
            "workforce",
        ],
    ),
    ("xtask", &[]),
];

/// Only tests use it, so it may use everything.
const FOR_TESTS: &str = "test-support";

/// Libraries that belong to one layer, and the crates that form it.
const BELONGS_TO: &[(&str, &[&str])] = &[
    ("rusqlite", &["db"]),
    ("tokio-postgres", &["db"]),
    ("deadpool-postgres", &["db"]),
    ("sea-query", &["db", "store"]),
    ("axum", &["api", "server", "web-ui"]),
    ("utoipa-axum", &["api"]),
    ("tower-http", &["api", "server"]),
    ("tokio-tungstenite", &[]),
    ("async-nats", &["realtime"]),
    ("lettre", &["channels"]),
    ("async-imap", &["channels"]),
    // The server talks to itself: a command that hands its input to the running instance.
    ("reqwest", &["channels", "server"]),
];

pub fn check(metadata: &Metadata) -> Result<()> {
    let table: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let ours: Vec<_> = metadata.workspace_packages();
    let is_ours = |name: &str| ours.iter().any(|package| package.name.as_str() == name);
    let mut complaints = Vec::new();
    for package in &ours {
        let name = package.name.as_str();
        if name == FOR_TESTS {
            continue;
        }
        let Some(allowed) = table.get(name) else {
            complaints.push(format!(
                "{name} is not in the table of xtask/src/check/dependencies.rs"
            ));
            continue;
        };
        for dependency in &package.dependencies {
            if dependency.kind == DependencyKind::Development {
                continue;
            }
            let used = dependency.name.as_str();
            if is_ours(used) && !allowed.contains(&used) {
                complaints.push(format!("{name} must not depend on {used}"));
            }
            if let Some((_, homes)) = BELONGS_TO.iter().find(|(library, _)| *library == used)
                && !homes.contains(&name)
            {
                complaints.push(format!(
                    "{name} uses {used}, which belongs to {}",
                    homes.join(", ")
                ));
            }
        }
    }
    complain("the direction of dependencies", &complaints)
}
