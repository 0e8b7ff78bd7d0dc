//! One PostgreSQL for all tests of a process, or of a whole run.

use tokio::sync::OnceCell;

use super::{Postgres, ServerResult};

/// Set by `cargo xtask test`, which starts one server for all test programs: the address of a database whose user may
/// make others.
pub const POSTGRES_URL: &str = "RAPPORT_TEST_POSTGRES_URL";

/// A static is never dropped; the server ends because our end closes its pipe.
static OURS: OnceCell<Postgres> = OnceCell::const_new();

/// The address of a database on a running server, for making databases of one's own there.
pub async fn shared_postgres() -> ServerResult<String> {
    if let Ok(url) = std::env::var(POSTGRES_URL)
        && !url.is_empty()
    {
        return Ok(url);
    }
    Ok(OURS.get_or_try_init(Postgres::start).await?.url("postgres"))
}
