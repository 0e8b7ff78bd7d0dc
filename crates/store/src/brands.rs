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
    /// Where the picture is kept.
    pub logo_key: Option<String>,
    /// What kind of picture it is.
    pub logo_type: Option<String>,
}

/// All brands, the oldest (the default one) first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor) -> DbResult<Vec<Brand>> {
    db.all(
        "SELECT id, name, color, logo_key, logo_type FROM brand ORDER BY id",
        args![],
    )
    .await
}

/// One brand.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: BrandId) -> DbResult<Option<Brand>> {
    let sql = "SELECT id, name, color, logo_key, logo_type FROM brand WHERE id = $1";
    db.opt(sql, args![id]).await
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

/// Sets the picture, or takes it away; false when there is no such brand.
///
/// # Errors
/// When the database fails.
pub async fn set_logo(tx: &impl Executor, id: BrandId, logo: Option<(&str, &str)>) -> DbResult<bool> {
    let sql = "UPDATE brand SET logo_key = $2, logo_type = $3 WHERE id = $1";
    let (key, kind) = logo.unzip();
    Ok(tx.exec(sql, args![id, key, kind]).await? > 0)
}
