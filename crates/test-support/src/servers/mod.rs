//! Real servers for the tests: PostgreSQL, NATS, Dovecot, Postfix.
//!
//! Each one is started from the program that the system has installed, with a configuration, a data folder and a
//! loopback port of its own, so that it neither sees nor disturbs a service of the machine. It ends with the value
//! that stands for it, and also when the process that started it is killed: see the module `process`.
//!
//! A program that is not installed is [`ServerError::Missing`]. A developer's first `cargo test` may then go on
//! without that server ([`available`]); `cargo xtask test` installs the programs and forbids it.

mod account;
mod dovecot;
mod nats;
mod ports;
mod postfix;
mod postgres;
mod process;
mod proxy;
mod shared;
mod smtp_client;
mod tls;

use std::path::PathBuf;

pub use self::account::Account;
pub use self::dovecot::{Dovecot, DovecotOptions, MailUser};
pub use self::nats::Nats;
pub use self::ports::free_port;
pub use self::postfix::{PipeTo, Postfix, PostfixOptions};
pub use self::postgres::Postgres;
pub use self::proxy::Proxy;
pub use self::shared::{POSTGRES_URL, shared_postgres};
pub use self::smtp_client::{SmtpReply, send_mail};
pub use self::tls::{Certificates, issue_certificates};

/// Set by `cargo xtask test`: a missing program then fails the test instead of skipping it.
pub const REQUIRE_SERVERS: &str = "RAPPORT_REQUIRE_SERVERS";

/// Why a server could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The program is not on this machine.
    #[error("{program} is not installed; on Debian or Ubuntu: apt-get install {package}")]
    Missing {
        /// What was looked for.
        program: String,
        /// The Debian package that brings it.
        package: &'static str,
    },
    /// The program is there and did not come up.
    #[error("{server} did not start: {reason}\n--- end of its log ---\n{log}")]
    Failed {
        /// Which server.
        server: &'static str,
        /// What was waited for.
        reason: String,
        /// The last lines that it wrote.
        log: String,
    },
    /// The machine refused something on the way.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// The refusal.
        source: std::io::Error,
    },
    /// A certificate could not be made.
    #[error("certificates for the test servers: {0}")]
    Certificate(#[from] rcgen::Error),
}

/// The result of starting or steering a server.
pub type ServerResult<T> = Result<T, ServerError>;

impl ServerError {
    /// For `map_err`: says what was being done when the machine refused.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

/// The server, or `None` when its program is not installed and nobody insists on it.
///
/// # Panics
/// When the server is installed and does not work, and when it is missing while [`REQUIRE_SERVERS`] is set: a test
/// that silently did not run would look like one that passed.
pub fn available<T>(server: ServerResult<T>) -> Option<T> {
    match server {
        Ok(server) => Some(server),
        Err(error @ ServerError::Missing { .. }) if !servers_are_required() => {
            eprintln!("skipped: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn servers_are_required() -> bool {
    std::env::var(REQUIRE_SERVERS).is_ok_and(|value| !value.is_empty() && value != "0")
}

/// Finds a program on `PATH` or in the folders where Debian keeps what is not on an ordinary user's `PATH`.
pub(crate) fn find_program(name: &str, package: &'static str) -> ServerResult<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(usual)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| ServerError::Missing {
            program: name.to_owned(),
            package,
        })
}

/// Starting a server blocks for up to some seconds; this keeps that off the threads that run the test's own tasks.
pub(crate) async fn off_the_runtime<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
