//! What the documents point at must be there, and a picture that no document shows is one that was forgotten.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::complain;
use crate::workspace;

pub fn check() -> Result<()> {
    let root = workspace::root();
    let mut complaints = Vec::new();
    let mut shown = BTreeSet::new();
    for document in workspace::files(root, &[".md"]) {
        let text = std::fs::read_to_string(&document)
            .with_context(|| format!("reading {}", workspace::shown(&document)))?;
        let folder = document.parent().unwrap_or(root);
        for target in targets(&text) {
            let path = folder.join(target);
            match path.canonicalize() {
                Ok(found) => {
                    shown.insert(found);
                }
                Err(_) => complaints.push(format!("{} points at {target}", workspace::shown(&document))),
            }
        }
    }
    complaints.extend(forgotten(&root.join("docs/images"), &shown));
    complain("documents and what they point at", &complaints)
}

/// The files that a document names in `[text](target)`, without what leads to other sites or into the page itself.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| {
        let (target, _) = rest.split_once(')')?;
        let (path, _) = target.split_once('#').unwrap_or((target, ""));
        let elsewhere = path.contains("://") || path.starts_with("mailto:");
        // Code in a document has brackets too; a path has no spaces here.
        (!path.is_empty() && !elsewhere && !path.contains(char::is_whitespace)).then_some(path)
    })
}

fn forgotten(images: &Path, shown: &BTreeSet<PathBuf>) -> Vec<String> {
    workspace::files(images, &[".png"])
        .into_iter()
        .filter(|image| image.canonicalize().is_ok_and(|found| !shown.contains(&found)))
        .map(|image| format!("no document shows {}", workspace::shown(&image)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::targets;

    #[test]
    fn finds_files_and_leaves_sites_alone() {
        let text =
            "see [one](docs/a.md#part), [two](https://example.com/b.md), ![three](c.png), [four](#here)";
        let found: Vec<_> = targets(text).collect();
        assert_eq!(found, ["docs/a.md", "c.png"]);
    }
}
