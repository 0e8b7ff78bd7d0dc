//! Brands: what the customer sees as the sender.

use db::{DbResult, Executor, FromRow, args};
use domain::{BrandId, Timestamp};

/// A brand.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Brand {
    /// Key.
    pub id: BrandId,
    /// Name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
}

/// All brands, the oldest (the default one) first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor) -> DbResult<Vec<Brand>> {
    db.all("SELECT id, name, color FROM brand ORDER BY id", args![])
        .await
}

/// Makes a brand.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &impl Executor, name: &str, color: &str, now: Timestamp) -> DbResult<BrandId> {
    tx.one(
        "INSERT INTO brand (name, color, created_at) VALUES ($1, $2, $3) RETURNING id",
        args![name, color, now],
    )
    .await
}

/// Changes a brand; false when there is none.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &impl Executor, id: BrandId, name: &str, color: &str) -> DbResult<bool> {
    let sql = "UPDATE brand SET name = $2, color = $3 WHERE id = $1";
    Ok(tx.exec(sql, args![id, name, color]).await? > 0)
}
