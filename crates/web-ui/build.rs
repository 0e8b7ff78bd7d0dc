//! Copies the built browser applications to where they are embedded from; what says how to build them stands in when they are not
//! there, so that a bare `cargo build` works without Node.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let apps = manifest.join("../../web/apps");
    embed(
        &apps.join("agent/dist"),
        &out.join("agent"),
        "index.html",
        |out| fs::write(out.join("index.html"), include_str!("not-built.html")),
    )?;
    embed(
        &apps.join("widget/dist"),
        &out.join("widget"),
        "loader.js",
        |out| {
            fs::write(out.join("loader.js"), include_str!("not-built-loader.js"))?;
            fs::write(out.join("frame.html"), include_str!("not-built.html"))
        },
    )
}

fn embed(
    built: &Path,
    out: &Path,
    entry: &str,
    stand_in: impl Fn(&Path) -> io::Result<()>,
) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", built.display());
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    if built.join(entry).is_file() {
        copy(built, out)
    } else {
        fs::create_dir_all(out)?;
        stand_in(out)
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        // Vite's manifest is for the build, not for browsers.
        if entry.file_name() == ".vite" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
