//! Invitations: colleagues who were asked to come. One becomes an agent when it is accepted, and its row is gone then.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::agents::{InvitationDelivery, Locale};
use domain::{InboxId, InvitationId, RoleId, TeamId, Timestamp};

use crate::filter::Filter;

/// An invitation. The token's hash is not part of it: nobody who reads the list needs it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Invitation {
    /// Key.
    pub id: InvitationId,
    /// Role that waits.
    pub role_id: RoleId,
    /// Name, which may be changed when it is accepted.
    pub name: String,
    /// Mail address for sign-in.
    pub email: String,
    /// Language of the letter, and of the account at first.
    #[row(try_from = "String")]
    pub locale: Locale,
    /// Who invited, by the name at that time.
    pub invited_by: String,
    /// What became of the letter.
    #[row(try_from = "String")]
    pub delivery: InvitationDelivery,
    /// Why the letter could not be delivered.
    pub delivery_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its link stops working.
    pub expires_at: Timestamp,
}

/// An invitation about to be.
#[derive(Debug, Clone)]
pub struct NewInvitation<'a> {
    /// Role that waits.
    pub role_id: RoleId,
    /// Name.
    pub name: &'a str,
    /// Mail address.
    pub email: &'a str,
    /// Mail address as it is compared.
    pub email_folded: &'a str,
    /// Language.
    pub locale: Locale,
    /// Hash of the link's token.
    pub token_hash: &'a str,
    /// Who invites.
    pub invited_by: &'a str,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

const COLUMNS: &str =
    "id, role_id, name, email, locale, invited_by, delivery, delivery_error, created_at, expires_at";

/// All invitations, the newest first. There are as many as colleagues who have not come yet: few.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor) -> DbResult<Vec<Invitation>> {
    db.all(
        &format!("SELECT {COLUMNS} FROM invitation ORDER BY id DESC"),
        args![],
    )
    .await
}

/// One invitation for a change, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn find_for_update(tx: &impl Executor, id: InvitationId) -> DbResult<Option<Invitation>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM invitation WHERE id = $1 {}",
        tx.dialect().for_update()
    );
    tx.opt(&sql, args![id]).await
}

/// The invitation behind a link that still works.
///
/// # Errors
/// When the database fails.
pub async fn find_by_token(
    db: &impl Executor,
    token_hash: &str,
    now: Timestamp,
) -> DbResult<Option<Invitation>> {
    let sql = format!("SELECT {COLUMNS} FROM invitation WHERE token_hash = $1 AND expires_at > $2");
    db.opt(&sql, args![token_hash, now]).await
}

/// As [`find_by_token`], locked until the transaction ends: of two who accept at once, the second finds nothing.
///
/// # Errors
/// When the database fails.
pub async fn lock_by_token(
    tx: &impl Executor,
    token_hash: &str,
    now: Timestamp,
) -> DbResult<Option<Invitation>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM invitation WHERE token_hash = $1 AND expires_at > $2 {}",
        tx.dialect().for_update()
    );
    tx.opt(&sql, args![token_hash, now]).await
}

/// Makes an invitation whose link is handed over by hand until something else is said.
///
/// # Errors
/// `UniqueViolation` when the address is invited already.
pub async fn insert(tx: &impl Executor, new: &NewInvitation<'_>, now: Timestamp) -> DbResult<InvitationId> {
    tx.one(
        "INSERT INTO invitation (role_id, name, email, email_folded, locale, token_hash, invited_by, delivery, created_at,
                                 expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        args![
            new.role_id,
            new.name,
            new.email,
            new.email_folded,
            new.locale.as_str(),
            new.token_hash,
            new.invited_by,
            InvitationDelivery::ByHand.as_str(),
            now,
            new.expires_at,
        ],
    )
    .await
}

/// Gives the invitation a new link; the one before stops working.
///
/// # Errors
/// When the database fails.
pub async fn renew(
    tx: &impl Executor,
    id: InvitationId,
    token_hash: &str,
    expires_at: Timestamp,
) -> DbResult<()> {
    let sql = "UPDATE invitation SET token_hash = $2, expires_at = $3 WHERE id = $1";
    tx.exec(sql, args![id, token_hash, expires_at]).await?;
    Ok(())
}

/// Remembers what became of the letter.
///
/// # Errors
/// When the database fails.
pub async fn set_delivery(
    tx: &impl Executor,
    id: InvitationId,
    delivery: InvitationDelivery,
    error: Option<&str>,
) -> DbResult<()> {
    let sql = "UPDATE invitation SET delivery = $2, delivery_error = $3 WHERE id = $1";
    tx.exec(sql, args![id, delivery.as_str(), error]).await?;
    Ok(())
}

/// Takes the invitation away; false when there is none.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &impl Executor, id: InvitationId) -> DbResult<bool> {
    Ok(tx.exec("DELETE FROM invitation WHERE id = $1", args![id]).await? > 0)
}

/// Takes the invitation of an address away, because somebody has it now.
///
/// # Errors
/// When the database fails.
pub async fn delete_of_address(tx: &impl Executor, email_folded: &str) -> DbResult<()> {
    tx.exec(
        "DELETE FROM invitation WHERE email_folded = $1",
        args![email_folded],
    )
    .await?;
    Ok(())
}

/// Adds a team that waits.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such team.
pub async fn add_team(tx: &impl Executor, id: InvitationId, team: TeamId) -> DbResult<()> {
    let sql = "INSERT INTO invitation_team (invitation_id, team_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.exec(sql, args![id, team]).await?;
    Ok(())
}

/// Adds an inbox that will be opened.
///
/// # Errors
/// `ForeignKeyViolation` when there is no such inbox.
pub async fn add_inbox(tx: &impl Executor, id: InvitationId, inbox: InboxId) -> DbResult<()> {
    let sql = "INSERT INTO invitation_inbox (invitation_id, inbox_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.exec(sql, args![id, inbox]).await?;
    Ok(())
}

/// The teams of some invitations.
///
/// # Errors
/// When the database fails.
pub async fn teams_of(db: &impl Executor, ids: &[InvitationId]) -> DbResult<Vec<(InvitationId, TeamId)>> {
    let mut filter = Filter::default();
    filter.is_in("invitation_id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT invitation_id, team_id FROM invitation_team{} ORDER BY invitation_id, team_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// The inboxes of some invitations.
///
/// # Errors
/// When the database fails.
pub async fn inboxes_of(db: &impl Executor, ids: &[InvitationId]) -> DbResult<Vec<(InvitationId, InboxId)>> {
    let mut filter = Filter::default();
    filter.is_in("invitation_id", ids.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT invitation_id, inbox_id FROM invitation_inbox{} ORDER BY invitation_id, inbox_id",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}
