//! How much JavaScript the browser loads before the agent workspace works.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;

use crate::{node, workspace};

/// Gzip, in bytes: the budget of the product for the first load.
const AGENT_BUDGET: usize = 200 * 1024;

/// The reader's language is a chunk of its own that is always needed; all three are of about the same size.
const LANGUAGE: &str = "src/i18n/en.json";

/// One entry of the manifest that Vite writes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chunk {
    file: String,
    #[serde(default)]
    is_entry: bool,
    #[serde(default)]
    imports: Vec<String>,
}

type Manifest = BTreeMap<String, Chunk>;

pub fn check() -> Result<()> {
    let dist = node::web().join("apps/agent/dist");
    let manifest = dist.join(".vite/manifest.json");
    let text = std::fs::read_to_string(&manifest)
        .with_context(|| format!("reading {}", workspace::shown(&manifest)))?;
    let manifest: Manifest = serde_json::from_str(&text).context("the manifest of the agent workspace")?;
    let mut total = 0;
    for file in first_load(&manifest)? {
        let size = gzipped(&dist.join(&file))?;
        println!("{size:>9} B gzip  {file}");
        total += size;
    }
    println!("{total:>9} B gzip  of {AGENT_BUDGET} B for the first load of the agent workspace");
    if total > AGENT_BUDGET {
        bail!(
            "the first load of the agent workspace is {} B over its budget",
            total - AGENT_BUDGET
        );
    }
    Ok(())
}

/// The scripts that the page needs before it can show anything: the entry, what it imports, and a language.
fn first_load(manifest: &Manifest) -> Result<BTreeSet<String>> {
    let entries = manifest
        .iter()
        .filter(|(name, chunk)| chunk.is_entry || name.ends_with(LANGUAGE));
    let mut wanted: Vec<&str> = entries.map(|(name, _)| name.as_str()).collect();
    if wanted.is_empty() {
        bail!("the manifest of the agent workspace has no entry");
    }
    let mut seen = BTreeSet::new();
    let mut files = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if !seen.insert(name) {
            continue;
        }
        let chunk = manifest
            .get(name)
            .with_context(|| format!("the manifest has no {name}"))?;
        files.insert(chunk.file.clone());
        wanted.extend(chunk.imports.iter().map(String::as_str));
    }
    files.retain(|file| file.ends_with(".js"));
    Ok(files)
}

fn gzipped(path: &Path) -> Result<usize> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", workspace::shown(path)))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::{Manifest, first_load};

    #[test]
    fn the_first_load_is_the_entry_with_its_imports_and_one_language() {
        let manifest: Manifest = serde_json::from_str(
            r#"{
              "index.html": { "file": "a.js", "isEntry": true, "imports": ["_b.js"], "dynamicImports": ["late.tsx"] },
              "_b.js": { "file": "b.js", "imports": ["index.html"] },
              "late.tsx": { "file": "late.js", "isDynamicEntry": true },
              "src/i18n/en.json": { "file": "en.js" },
              "src/i18n/vi.json": { "file": "vi.js" }
            }"#,
        )
        .unwrap();
        assert_eq!(
            first_load(&manifest).unwrap().into_iter().collect::<Vec<_>>(),
            ["a.js", "b.js", "en.js"]
        );
    }
}
