//! Copies the built browser application to where it is embedded from; a page that says how to build it stands in when it is not
//! there, so that a bare `cargo build` works without Node.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("agent");
    let built = manifest.join("../../web/apps/agent/dist");
    println!("cargo::rerun-if-changed={}", built.display());
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    if built.join("index.html").is_file() {
        copy(&built, &out)
    } else {
        fs::create_dir_all(&out)?;
        fs::write(out.join("index.html"), include_str!("not-built.html"))
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
