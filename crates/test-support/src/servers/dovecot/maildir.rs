//! Reading and writing Maildir folders, in the layout that Dovecot uses: the inbox is the root, a folder `A/B` is the
//! folder `.A.B` beside it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::{Account, ServerError, ServerResult};

/// Makes the file names of this process unique and puts them in the order of delivery.
static DELIVERED: AtomicU64 = AtomicU64::new(0);

/// Makes a folder unless it exists.
pub(super) fn create(root: &Path, folder: &str, owner: &Account) -> ServerResult<PathBuf> {
    let path = path_of(root, folder);
    for part in ["", "tmp", "new", "cur"] {
        let part = path.join(part);
        if !part.is_dir() {
            std::fs::create_dir(&part).map_err(ServerError::io(format!("making {}", part.display())))?;
            owner.own(&part)?;
        }
    }
    Ok(path)
}

/// Delivers a mail: written to `tmp`, moved to `new` when it is whole, so that a reader never sees half of it.
pub(super) fn deliver(root: &Path, folder: &str, mail: &[u8], owner: &Account) -> ServerResult<()> {
    let path = create(root, folder, owner)?;
    let number = DELIVERED.fetch_add(1, Ordering::Relaxed);
    let name = format!("{number:010}.P{}.rapport-test", std::process::id());
    let (written, delivered) = (path.join("tmp").join(&name), path.join("new").join(&name));
    let doing = || ServerError::io(format!("delivering to {}", path.display()));
    std::fs::write(&written, mail).map_err(doing())?;
    owner.own(&written)?;
    std::fs::rename(&written, &delivered).map_err(doing())
}

/// All mails of a folder, seen and unseen, oldest first.
pub(super) fn read(root: &Path, folder: &str) -> ServerResult<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for part in ["new", "cur"] {
        let part = path_of(root, folder).join(part);
        let entries =
            std::fs::read_dir(&part).map_err(ServerError::io(format!("reading {}", part.display())))?;
        files.extend(entries.flatten().filter_map(|entry| {
            let written = entry.metadata().and_then(|metadata| metadata.modified()).ok()?;
            Some((written, entry.path()))
        }));
    }
    // Other deliverers name their files by another scheme, so the names alone do not give the order.
    files.sort();
    let read = |(_, file): &(_, PathBuf)| {
        std::fs::read(file).map_err(ServerError::io(format!("reading {}", file.display())))
    };
    files.iter().map(read).collect()
}

fn path_of(root: &Path, folder: &str) -> PathBuf {
    if folder.eq_ignore_ascii_case("INBOX") {
        root.to_owned()
    } else {
        root.join(format!(".{}", folder.replace('/', ".")))
    }
}
