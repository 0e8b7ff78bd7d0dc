//! How much the browser loads before the agent workspace works, on a page that carries the chat widget, and for a whole chat.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;

use crate::{node, workspace};

/// Gzip, in bytes: the budget of the product for the first load.
const AGENT_BUDGET: usize = 200 * 1024;
/// What every page of a company's site pays for having the chat widget.
const LOADER_BUDGET: usize = 5 * 1024;
/// Loader, frame with its styles, and a language: what whoever opens the chat has loaded.
const CHAT_BUDGET: usize = 40 * 1024;

/// The one file of the widget's loader.
const LOADER: &str = "loader.js";
/// Where an application has its languages; each is a chunk of its own, of which a reader needs one.
const LANGUAGES: &str = "src/i18n/";

/// One entry of the manifest that Vite writes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chunk {
    file: String,
    #[serde(default)]
    is_entry: bool,
    #[serde(default)]
    imports: Vec<String>,
    #[serde(default)]
    css: Vec<String>,
}

type Manifest = BTreeMap<String, Chunk>;

pub fn check() -> Result<()> {
    let mut over = Vec::new();
    let agent = weigh("apps/agent", |file| file.ends_with(".js"))?;
    over.extend(budget(
        "the first load of the agent workspace",
        agent,
        AGENT_BUDGET,
    ));
    let loader = gzipped(&node::web().join("apps/widget/dist").join(LOADER))?;
    println!("{loader:>9} B gzip  {LOADER}");
    over.extend(budget("the loader of the chat widget", loader, LOADER_BUDGET));
    let chat = loader + weigh("apps/widget", |_| true)?;
    over.extend(budget("the whole chat, loader included", chat, CHAT_BUDGET));
    if !over.is_empty() {
        bail!("{}", over.join("; "));
    }
    Ok(())
}

/// Prints the sum beside its budget. Answers with how much it is over it, if it is.
fn budget(what: &str, total: usize, budget: usize) -> Option<String> {
    println!("{total:>9} B gzip  of {budget} B for {what}");
    (total > budget).then(|| format!("{what} is {} B over its budget", total - budget))
}

/// Gzip, in bytes, of the files that an application needs before it can show anything.
fn weigh(application: &str, counts: impl Fn(&str) -> bool) -> Result<usize> {
    let dist = node::web().join(application).join("dist");
    let path = dist.join(".vite/manifest.json");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("reading {}", workspace::shown(&path)))?;
    let manifest: Manifest =
        serde_json::from_str(&text).with_context(|| format!("the manifest of {application}"))?;
    let language = largest_language(&manifest, |file| gzipped(&dist.join(file)))?;
    let mut total = 0;
    for file in first_load(&manifest, language)?
        .iter()
        .filter(|file| counts(file))
    {
        let size = gzipped(&dist.join(file))?;
        println!("{size:>9} B gzip  {file}");
        total += size;
    }
    Ok(total)
}

/// The language that weighs most: nobody has to load more than that.
fn largest_language(manifest: &Manifest, size: impl Fn(&str) -> Result<usize>) -> Result<&str> {
    let mut largest = None;
    for (name, chunk) in manifest.iter().filter(|(name, _)| name.contains(LANGUAGES)) {
        let weight = size(&chunk.file)?;
        if largest.is_none_or(|(most, _)| weight > most) {
            largest = Some((weight, name.as_str()));
        }
    }
    largest
        .map(|(_, name)| name)
        .context("the manifest has no language")
}

/// The files that the page needs before it can show anything: the entry, what it imports, their styles, and a language.
fn first_load(manifest: &Manifest, language: &str) -> Result<BTreeSet<String>> {
    let entries = manifest.iter().filter(|(_, chunk)| chunk.is_entry);
    let mut wanted: Vec<&str> = entries.map(|(name, _)| name.as_str()).collect();
    if wanted.is_empty() {
        bail!("the manifest has no entry");
    }
    wanted.push(language);
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
        files.extend(chunk.css.iter().cloned());
        wanted.extend(chunk.imports.iter().map(String::as_str));
    }
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
    use super::{Manifest, budget, first_load, largest_language};

    fn manifest() -> Manifest {
        serde_json::from_str(
            r#"{
              "index.html": { "file": "a.js", "isEntry": true, "imports": ["_b.js"], "dynamicImports": ["late.tsx"], "css": ["a.css"] },
              "_b.js": { "file": "b.js", "imports": ["index.html"] },
              "late.tsx": { "file": "late.js", "isDynamicEntry": true },
              "src/i18n/en.json": { "file": "en.js" },
              "src/i18n/vi.json": { "file": "vi.js" },
              "src/i18n/ro.json": { "file": "ro.js" }
            }"#,
        )
        .unwrap()
    }

    #[test]
    fn the_first_load_is_the_entry_with_its_imports_their_styles_and_one_language() {
        let files = first_load(&manifest(), "src/i18n/en.json").unwrap();
        assert_eq!(
            files.into_iter().collect::<Vec<_>>(),
            ["a.css", "a.js", "b.js", "en.js"]
        );
    }

    #[test]
    fn the_language_that_counts_is_the_largest() {
        let manifest = manifest();
        let sizes = |file: &str| Ok(if file == "vi.js" { 9 } else { 5 });
        assert_eq!(largest_language(&manifest, sizes).unwrap(), "src/i18n/vi.json");
        assert!(largest_language(&Manifest::new(), sizes).is_err());
    }

    #[test]
    fn what_is_over_its_budget_is_told_by_how_much() {
        assert_eq!(budget("it", 10, 10), None);
        assert_eq!(budget("it", 13, 10).unwrap(), "it is 3 B over its budget");
    }
}
