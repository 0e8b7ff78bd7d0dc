//! An empty database of each kind for a test.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db::{DatabaseOptions, Db, Executor, args};
use tempfile::TempDir;

/// Defines the tests `name::sqlite` and `name::postgres` with the same body.
macro_rules! both {
    ($(async fn $name:ident($db:ident: TestDb) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs everything above it")]
            use super::*;

            async fn body($db: &crate::support::TestDb) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let db = crate::support::TestDb::sqlite().await;
                body(&db).await;
                db.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = crate::support::TestDb::postgres().await {
                    body(&db).await;
                    db.finish().await;
                }
            }
        }
    )*};
}
pub(crate) use both;

/// A database that is gone when the test is over.
pub struct TestDb {
    pub db: Db,
    pub options: DatabaseOptions,
    folder: Option<TempDir>,
}

impl std::ops::Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    pub async fn sqlite() -> Self {
        Self::sqlite_with(|_| {}).await
    }

    pub async fn sqlite_with(change: impl FnOnce(&mut DatabaseOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = DatabaseOptions::sqlite_file(&folder.path().join("test.db"));
        change(&mut options);
        let db = Db::open(&options).await.unwrap();
        Self {
            db,
            options,
            folder: Some(folder),
        }
    }

    /// None when PostgreSQL is not installed.
    pub async fn postgres() -> Option<Self> {
        Self::postgres_with(|_| {}).await
    }

    pub async fn postgres_with(change: impl FnOnce(&mut DatabaseOptions)) -> Option<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let server = tokio::task::spawn_blocking(server_url).await.unwrap()?;
        let name = format!(
            "db_test_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let admin = Db::open(&DatabaseOptions::new(server.clone())).await.unwrap();
        admin
            .exec(&format!("CREATE DATABASE {name} TEMPLATE template0"), args![])
            .await
            .unwrap();
        let base = server.rsplit_once('/').unwrap().0;
        let mut options = DatabaseOptions::new(format!("{base}/{name}"));
        change(&mut options);
        let db = Db::open(&options).await.unwrap();
        Some(Self {
            db,
            options,
            folder: None,
        })
    }

    /// A second, independent handle on the same database.
    pub async fn reopen(&self) -> Db {
        Db::open(&self.options).await.unwrap()
    }

    #[allow(dead_code, reason = "the tests of the job queue share this file")]
    pub fn sqlite_path(&self) -> std::path::PathBuf {
        self.folder.as_ref().unwrap().path().join("test.db")
    }

    pub async fn finish(self) {
        self.db.close().await.unwrap();
        if self.folder.is_none() {
            let admin = Db::open(&DatabaseOptions::new(server_url().unwrap()))
                .await
                .unwrap();
            let name = self.options.url.rsplit_once('/').unwrap().1;
            admin
                .exec(&format!("DROP DATABASE {name} WITH (FORCE)"), args![])
                .await
                .unwrap();
        }
    }
}

/// One server for all tests of this program: the one named by the environment, else one of our own.
fn server_url() -> Option<String> {
    static SERVER: OnceLock<Option<(String, Option<Server>)>> = OnceLock::new();
    let server = SERVER.get_or_init(|| match std::env::var("RAPPORT_TEST_POSTGRES_URL") {
        Ok(url) => Some((url, None)),
        Err(_) => start_server().map(|(url, server)| (url, Some(server))),
    });
    server.as_ref().map(|(url, _)| url.clone())
}

/// Ends when its standard input does, which is when this program ends in whatever way.
struct Server {
    _child: Child,
    _output: BufReader<ChildStdout>,
}

/// Runs the server as the user `postgres` when we are root, which it refuses to run as.
const SCRIPT: &str = r#"
set -e
bin=$1; port=$2
dir=$(mktemp -d /tmp/rapport-db-test.XXXXXX)
run=
if [ "$(id -u)" = 0 ]; then
    chown postgres "$dir"
    run="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
cd "$dir"
$run "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null 2>&1
$run "$bin/postgres" -D "$dir/data" -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories= \
    -c fsync=off -c max_connections=300 </dev/null >"$dir/log" 2>&1 &
server=$!
trap 'kill -INT $server; wait $server; rm -rf "$dir"' EXIT
for i in $(seq 300); do
    "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
    sleep 0.1
done
echo ready
cat >/dev/null
"#;

fn start_server() -> Option<(String, Server)> {
    let bin = [
        "/usr/lib/postgresql/17/bin",
        "/usr/lib/postgresql/16/bin",
        "/usr/lib/postgresql/15/bin",
    ]
    .into_iter()
    .find(|bin| Path::new(bin).join("initdb").exists());
    let Some(bin) = bin else {
        println!("PostgreSQL is not installed: tests on it are skipped");
        return None;
    };
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut child = Command::new("sh")
        .args(["-c", SCRIPT, "sh", bin, &port.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n", "PostgreSQL did not start");
    Some((
        format!("postgres://postgres@127.0.0.1:{port}/postgres"),
        Server {
            _child: child,
            _output: output,
        },
    ))
}

/// Waits until the condition holds; fails after ten seconds.
pub async fn eventually<F: Future<Output = bool>>(what: &str, mut condition: impl FnMut() -> F) {
    for _ in 0..1000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("did not happen: {what}");
}
