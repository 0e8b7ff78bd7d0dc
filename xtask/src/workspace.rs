//! Where things are.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The folder of this package. Cargo names it to what it runs; asking at run time keeps it right when the repository moved, or
/// when several clones share what they build.
static MANIFEST: LazyLock<PathBuf> = LazyLock::new(|| {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into())
        .into()
});

/// The root of the repository.
pub fn root() -> &'static Path {
    MANIFEST.parent().unwrap_or(&MANIFEST)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// A program that was built with a profile. Cargo calls the folder of the profile `dev` `debug`.
pub fn built(program: &str, profile: &str) -> PathBuf {
    target()
        .join(if profile == "dev" { "debug" } else { profile })
        .join(program)
}

/// A path for people: relative to the root where that is possible.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// All files below a folder whose name ends so, in a stable order. What is built or fetched is left out.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, endings, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if path.is_dir() {
            if !["target", "node_modules", "dist", ".git", "results"].contains(&name.as_ref()) {
                collect(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}
