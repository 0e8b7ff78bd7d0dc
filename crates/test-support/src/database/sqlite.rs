//! Copies of one migrated file.

use std::path::Path;

use anyhow::{Context as _, Result};
use db::{DatabaseOptions, Db, Synchronous};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The migrated file, kept in memory: a file that a static holds would be left behind.
static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

pub(super) async fn copy() -> Result<(DatabaseOptions, TempDir)> {
    let template = TEMPLATE.get_or_try_init(migrated).await?;
    let folder = tempfile::Builder::new().prefix("rapport-sqlite-").tempdir()?;
    let file = folder.path().join("test.db");
    std::fs::write(&file, template).with_context(|| format!("writing {}", file.display()))?;
    Ok((options(&file), folder))
}

async fn migrated() -> Result<Vec<u8>> {
    let folder = tempfile::Builder::new().prefix("rapport-sqlite-").tempdir()?;
    let file = folder.path().join("template.db");
    let db = Db::open(&options(&file)).await?;
    db::migrate(&db, &super::migrations()).await?;
    // The rows are in the write-ahead log until they are moved, and only the file is copied.
    db.checkpoint().await?;
    db.close().await?;
    Ok(std::fs::read(&file)?)
}

fn options(file: &Path) -> DatabaseOptions {
    let mut options = DatabaseOptions::sqlite_file(file);
    // No test can cut the power, so none needs to wait for the disk.
    options.sqlite.synchronous = Synchronous::Normal;
    options
}
