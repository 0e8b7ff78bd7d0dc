//! The organisation: one row, written by the set-up.

use db::{DbResult, Executor, FromRow, args};
use domain::agents::Locale;
use domain::{InboxId, Timestamp};

/// Settings of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Language for what the product itself writes to customers.
    #[row(try_from = "String")]
    pub locale: Locale,
    /// IANA time zone.
    pub time_zone: String,
    /// Seconds within which an answer can be taken back.
    pub undo_send_seconds: u32,
    /// Inbox through which the organisation's own letters leave; the first that can send when none is chosen.
    pub system_inbox_id: Option<InboxId>,
    /// Whether the calculators of the planner work without sign-in.
    pub planner_public: bool,
}

/// The settings, none before the set-up.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor) -> DbResult<Option<Organisation>> {
    db.opt(
        "SELECT name, locale, time_zone, undo_send_seconds, system_inbox_id, planner_public
           FROM organisation WHERE id = 1",
        args![],
    )
    .await
}

/// Writes the one row. Of two that do this at once the second waits for the first and then fails, which is what makes the
/// set-up work once.
///
/// # Errors
/// `UniqueViolation` when it is there already.
pub async fn insert(tx: &impl Executor, new: &Organisation, now: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO organisation (id, name, locale, time_zone, undo_send_seconds, created_at, updated_at)
         VALUES (1, $1, $2, $3, $4, $5, $5)",
        args![
            &new.name,
            new.locale.as_str(),
            &new.time_zone,
            new.undo_send_seconds,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Changes the settings; false before the set-up.
///
/// # Errors
/// When the database fails.
pub async fn update(tx: &impl Executor, settings: &Organisation, now: Timestamp) -> DbResult<bool> {
    let sql = "UPDATE organisation SET name = $1, locale = $2, time_zone = $3, undo_send_seconds = $4, updated_at = $5,
                                       system_inbox_id = $6, planner_public = $7
                WHERE id = 1";
    let args = args![
        &settings.name,
        settings.locale.as_str(),
        &settings.time_zone,
        settings.undo_send_seconds,
        now,
        settings.system_inbox_id,
        settings.planner_public
    ];
    Ok(tx.exec(sql, args).await? > 0)
}

/// Seconds within which an answer can be taken back; 0 before the organisation is set up.
///
/// # Errors
/// When the database fails.
pub async fn undo_send_seconds(db: &impl Executor) -> DbResult<u32> {
    let seconds: Option<u32> = db
        .opt("SELECT undo_send_seconds FROM organisation WHERE id = 1", args![])
        .await?;
    Ok(seconds.unwrap_or(0))
}

/// Whether the calculators of the planner work without sign-in; not before the set-up.
///
/// # Errors
/// When the database fails.
pub async fn is_planner_public(db: &impl Executor) -> DbResult<bool> {
    let public: Option<bool> = db
        .opt("SELECT planner_public FROM organisation WHERE id = 1", args![])
        .await?;
    Ok(public.unwrap_or(false))
}
