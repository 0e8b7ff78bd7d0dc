//! Sites: chat inboxes with their widgets. The identity secret is sealed before it comes here.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::{BrandId, InboxId, TeamId, Timestamp};

use crate::filter::Filter;

/// What a chat inbox has beside its row in `inbox`.
#[derive(Debug, Clone, FromRow)]
pub struct SiteSettings {
    /// Inbox.
    pub inbox_id: InboxId,
    /// Public key, as it stands in pages that carry the widget.
    pub site_key: String,
    /// What signs identities of customers, sealed.
    pub identity_secret: Option<String>,
    /// Whether only identified customers may chat.
    pub identity_required: bool,
    /// By which inbox answers go on as mail, and offline forms come in.
    pub mail_inbox_id: Option<InboxId>,
    /// Since a visitor left until an unseen answer goes by mail, in seconds; 0 for never.
    pub continue_after_seconds: i64,
    /// Silence of an agent that is called idle, in seconds; 0 for never.
    pub idle_warning_seconds: i64,
    /// Whether agents see what is being typed.
    pub typing_shown: bool,
    /// Work that a new visitor's browser has to do, as leading zero bits; 0 for none.
    pub proof_bits: u32,
    /// Sites that may show the widget, one a line; empty for all.
    pub origins: String,
    /// [`domain::chat::Widget`] as JSON.
    pub widget: String,
}

const SETTINGS: &str =
    "SELECT s.inbox_id, s.site_key, s.identity_secret, s.identity_required, s.mail_inbox_id,
        s.continue_after_seconds, s.idle_warning_seconds, s.typing_shown, s.proof_bits, s.origins, s.widget
   FROM chat_inbox s";

/// Settings of one site, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn find_settings(db: &impl Executor, inbox: InboxId) -> DbResult<Option<SiteSettings>> {
    db.opt(&format!("{SETTINGS} WHERE s.inbox_id = $1"), args![inbox])
        .await
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_settings(tx: &impl Executor, inbox: InboxId) -> DbResult<Option<SiteSettings>> {
    let sql = format!("{SETTINGS} WHERE s.inbox_id = $1 {}", tx.dialect().for_update());
    tx.opt(&sql, args![inbox]).await
}

/// Settings of several sites, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn settings_of(db: &impl Executor, inboxes: &[InboxId]) -> DbResult<Vec<SiteSettings>> {
    let mut filter = Filter::default();
    filter.is_in("s.inbox_id", inboxes.iter().map(|id| Value::I64(id.get())));
    db.all(&format!("{SETTINGS}{}", filter.clause()), filter.into_args())
        .await
}

/// A site with what its widget wears.
#[derive(Debug, Clone, FromRow)]
pub struct Site {
    /// Inbox.
    pub inbox_id: InboxId,
    /// Public key.
    pub site_key: String,
    /// What signs identities of customers, sealed.
    pub identity_secret: Option<String>,
    /// Whether only identified customers may chat.
    pub identity_required: bool,
    /// By which inbox answers go on as mail, and offline forms come in.
    pub mail_inbox_id: Option<InboxId>,
    /// Whether agents see what is being typed.
    pub typing_shown: bool,
    /// Work that a new visitor's browser has to do, as leading zero bits.
    pub proof_bits: u32,
    /// Sites that may show the widget, one a line; empty for all.
    pub origins: String,
    /// [`domain::chat::Widget`] as JSON.
    pub widget: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Team of new chats.
    pub team_id: Option<TeamId>,
    /// Brand.
    pub brand_id: BrandId,
    /// Name of the brand.
    pub brand_name: String,
    /// `#rrggbb`.
    pub brand_color: String,
    /// Where the brand's picture is kept.
    pub logo_key: Option<String>,
}

const SITE: &str = "SELECT s.inbox_id, s.site_key, s.identity_secret, s.identity_required, s.mail_inbox_id, s.typing_shown, s.proof_bits,
        s.origins, s.widget, i.enabled, i.team_id, i.brand_id, b.name AS brand_name, b.color AS brand_color, b.logo_key
   FROM chat_inbox s JOIN inbox i ON i.id = s.inbox_id JOIN brand b ON b.id = i.brand_id";

/// The site of a public key.
///
/// # Errors
/// When the database fails.
pub async fn find_by_key(db: &impl Executor, site_key: &str) -> DbResult<Option<Site>> {
    db.opt(&format!("{SITE} WHERE s.site_key = $1"), args![site_key])
        .await
}

/// The site of an inbox.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, inbox: InboxId) -> DbResult<Option<Site>> {
    db.opt(&format!("{SITE} WHERE s.inbox_id = $1"), args![inbox])
        .await
}

/// Somebody who is not let in.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct BlockRow {
    /// `ip`, `range` or `country`.
    pub kind: String,
    /// Which.
    pub value: String,
    /// Until when.
    pub expires_at: Option<Timestamp>,
}

/// Who is not let in at a site at `now`.
///
/// # Errors
/// When the database fails.
pub async fn blocks(db: &impl Executor, inbox: InboxId, now: Timestamp) -> DbResult<Vec<BlockRow>> {
    db.all(
        "SELECT kind, value, expires_at FROM chat_block
          WHERE (inbox_id = $1 OR inbox_id IS NULL) AND (expires_at IS NULL OR expires_at > $2) ORDER BY id",
        args![inbox, now],
    )
    .await
}

/// Stores the settings of a site, new or changed.
///
/// # Errors
/// `UniqueViolation` when another site has the key.
pub async fn put(tx: &impl Executor, s: &SiteSettings, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "INSERT INTO chat_inbox (inbox_id, site_key, identity_secret, identity_required, mail_inbox_id, continue_after_seconds,
                idle_warning_seconds, typing_shown, proof_bits, origins, widget, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (inbox_id) DO UPDATE SET
                site_key = excluded.site_key, identity_secret = excluded.identity_secret,
                identity_required = excluded.identity_required, mail_inbox_id = excluded.mail_inbox_id,
                continue_after_seconds = excluded.continue_after_seconds, idle_warning_seconds = excluded.idle_warning_seconds,
                typing_shown = excluded.typing_shown, proof_bits = excluded.proof_bits, origins = excluded.origins,
                widget = excluded.widget, updated_at = excluded.updated_at",
        args![
            s.inbox_id,
            &s.site_key,
            &s.identity_secret,
            s.identity_required,
            s.mail_inbox_id,
            s.continue_after_seconds,
            s.idle_warning_seconds,
            s.typing_shown,
            s.proof_bits,
            &s.origins,
            &s.widget,
            at,
        ],
    )
    .await?;
    Ok(())
}
