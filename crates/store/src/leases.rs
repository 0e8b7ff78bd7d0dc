//! Leases: which node does what only one may do.

use db::{DbResult, Executor, args};
use domain::Timestamp;

/// Takes or keeps a lease until `until`; false when another node holds it.
///
/// # Errors
/// When the database fails.
pub async fn hold(
    db: &impl Executor,
    name: &str,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> DbResult<bool> {
    let held = db
        .exec(
            "INSERT INTO lease (name, owner, until) VALUES ($1, $2, $4)
             ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
              WHERE lease.owner = excluded.owner OR lease.until <= $3",
            args![name, owner, now, until],
        )
        .await?;
    Ok(held > 0)
}

/// Gives a lease back before its time, so that another node need not wait for it.
///
/// # Errors
/// When the database fails.
pub async fn release(db: &impl Executor, name: &str, owner: &str) -> DbResult<()> {
    db.exec(
        "DELETE FROM lease WHERE name = $1 AND owner = $2",
        args![name, owner],
    )
    .await?;
    Ok(())
}
