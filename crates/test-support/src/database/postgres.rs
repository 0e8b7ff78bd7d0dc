//! Copies of one migrated database on a server.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use db::{DatabaseOptions, Db, Executor as _, args};
use tokio::sync::OnceCell;

/// Connections of one test: PostgreSQL allows some hundreds in all, and as many tests run at once as there are cores.
const POOL: usize = 10;

/// Held while the template is made, because the test programs of one run share a server: "RAPPORTT" in ASCII.
const LOCK: i64 = 0x5241_5050_4f52_5454;

/// The name of the migrated database, once this process has seen to it that it exists.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

static COPIES: AtomicU64 = AtomicU64::new(0);

pub(super) async fn copy(admin_url: &str) -> Result<(DatabaseOptions, String)> {
    let template = TEMPLATE.get_or_try_init(|| template(admin_url)).await?;
    let name = format!(
        "test_{}_{}",
        std::process::id(),
        COPIES.fetch_add(1, Ordering::Relaxed)
    );
    let admin = admin(admin_url).await?;
    // A process of the same number, killed before it could tidy up, may have left one of that name.
    admin
        .exec(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), args![])
        .await?;
    // Copying files takes a sixth of the time that logging each page of them does, where nothing waits for the disk.
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
    admin.exec(&sql, args![]).await?;
    admin.close().await?;
    Ok((options(admin_url, &name)?, name))
}

/// Drops a database and whoever is still connected to it. Called from a destructor, so it has a thread and a runtime of
/// its own; a failure is only told, because the server goes away soon after.
pub(super) fn drop_database(admin_url: &str, name: &str) {
    let (admin_url, name) = (admin_url.to_owned(), name.to_owned());
    let work = move || -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let admin = admin(&admin_url).await?;
            admin
                .exec(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), args![])
                .await?;
            Ok(admin.close().await?)
        })
    };
    match std::thread::spawn(work).join() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => eprintln!("dropping the test database: {error:#}"),
        Err(_) => eprintln!("dropping the test database panicked"),
    }
}

/// Makes the migrated database unless it exists. Its name holds a hash of the migrations, so a server that outlives a
/// change of theirs is no danger. It is made under another name: half-made, it must never be copied.
async fn template(admin_url: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for migration in &super::migrations() {
        (migration.version, migration.postgres).hash(&mut hasher);
    }
    let name = format!("template_{:016x}", hasher.finish());
    let admin = admin(admin_url).await?;
    let lock = admin.begin_write().await?;
    lock.one::<String>("SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)", args![LOCK])
        .await?;
    let found = admin
        .opt::<i64>(
            "SELECT 1 FROM pg_database WHERE datname = $1",
            args![name.as_str()],
        )
        .await?;
    if found.is_none() {
        let unfinished = format!("unfinished_{name}");
        admin
            .exec(
                &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
                args![],
            )
            .await?;
        admin
            .exec(&format!("CREATE DATABASE {unfinished}"), args![])
            .await?;
        let db = Db::open(&options(admin_url, &unfinished)?).await?;
        db::migrate(&db, &super::migrations()).await?;
        db.close().await?;
        rename(&admin, &unfinished, &name).await?;
    }
    lock.commit().await?;
    admin.close().await?;
    Ok(name)
}

/// The server notices a moment late that the last connection has closed, and renames nothing that is in use.
async fn rename(admin: &Db, from: &str, to: &str) -> Result<()> {
    let started = Instant::now();
    loop {
        match admin
            .exec(&format!("ALTER DATABASE {from} RENAME TO {to}"), args![])
            .await
        {
            Ok(_) => return Ok(()),
            Err(error) if started.elapsed() > Duration::from_secs(10) => return Err(error.into()),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn admin(url: &str) -> Result<Db> {
    let mut options = DatabaseOptions::new(url);
    options.pool_size = 2;
    Db::open(&options).await.context("connecting to the test server")
}

/// The same server, another database.
fn options(admin_url: &str, database: &str) -> Result<DatabaseOptions> {
    let (server, _) = admin_url
        .rsplit_once('/')
        .context("the URL of the test server names no database")?;
    let mut options = DatabaseOptions::new(format!("{server}/{database}"));
    options.pool_size = POOL;
    Ok(options)
}
