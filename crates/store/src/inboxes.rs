//! Inboxes and their mail settings. Secrets are sealed before they come here.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::inboxes::{Health, MailAuth, Security};
use domain::{BrandId, InboxId, Scope, TeamId, Timestamp};

use crate::access;
use crate::filter::Filter;

/// An inbox.
#[derive(Debug, Clone, FromRow)]
pub struct Inbox {
    /// Key.
    pub id: InboxId,
    /// Brand.
    pub brand_id: BrandId,
    /// Team of new conversations.
    pub team_id: Option<TeamId>,
    /// Name for colleagues.
    pub name: String,
    /// Name of its channel, as in the registry of channels.
    pub channel: String,
    /// Address that customers write to; the key of the widget for a site.
    pub address: String,
    /// Fetches and sends, or rests.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

const INBOX: &str =
    "SELECT i.id, i.brand_id, i.team_id, i.name, i.channel, i.address, i.enabled, i.created_at FROM inbox i";

/// All inboxes that may be seen, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor, scope: Scope) -> DbResult<Vec<Inbox>> {
    let mut filter = Filter::default();
    access::limit(&mut filter, scope, "i.id");
    db.all(
        &format!("{INBOX}{} ORDER BY i.name, i.id", filter.clause()),
        filter.into_args(),
    )
    .await
}

/// One inbox.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, scope: Scope, id: InboxId) -> DbResult<Option<Inbox>> {
    let mut filter = Filter::default();
    filter.and("i.id = ?", args![id]);
    access::limit(&mut filter, scope, "i.id");
    db.opt(&format!("{INBOX}{}", filter.clause()), filter.into_args())
        .await
}

/// An inbox about to be.
#[derive(Debug, Clone, Copy)]
pub struct NewInbox<'a> {
    /// Name for colleagues.
    pub name: &'a str,
    /// Name of its channel.
    pub channel: &'a str,
    /// Address that customers write to.
    pub address: &'a str,
    /// Brand.
    pub brand: BrandId,
    /// Team of new conversations.
    pub team: Option<TeamId>,
}

/// Makes an inbox.
///
/// # Errors
/// `ForeignKeyViolation` when brand or team do not exist.
pub async fn insert(tx: &impl Executor, new: &NewInbox<'_>, at: Timestamp) -> DbResult<InboxId> {
    tx.one(
        "INSERT INTO inbox (brand_id, team_id, name, channel, address, enabled, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, TRUE, $6, $6) RETURNING id",
        args![new.brand, new.team, new.name, new.channel, new.address, at],
    )
    .await
}

/// Writes an inbox back.
///
/// # Errors
/// `ForeignKeyViolation` when brand or team do not exist.
pub async fn update(tx: &impl Executor, inbox: &Inbox, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE inbox SET brand_id = $2, team_id = $3, name = $4, address = $5, enabled = $6, updated_at = $7 WHERE id = $1",
        args![inbox.id, inbox.brand_id, inbox.team_id, &inbox.name, &inbox.address, inbox.enabled, at],
    )
    .await?;
    Ok(())
}

/// Replaces the addresses whose mail lands in an inbox; each with its folded form.
///
/// # Errors
/// `UniqueViolation` when one of them belongs to another inbox.
pub async fn set_addresses(
    tx: &impl Executor,
    inbox: InboxId,
    addresses: &[(String, String)],
) -> DbResult<()> {
    tx.exec("DELETE FROM inbox_address WHERE inbox_id = $1", args![inbox])
        .await?;
    for (address, folded) in addresses {
        tx.exec(
            "INSERT INTO inbox_address (inbox_id, address, address_folded) VALUES ($1, $2, $3)",
            args![inbox, address, folded],
        )
        .await?;
    }
    Ok(())
}

/// The addresses of several inboxes, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn addresses_of(db: &impl Executor, inboxes: &[InboxId]) -> DbResult<Vec<(InboxId, String)>> {
    let mut filter = Filter::default();
    filter.is_in("inbox_id", inboxes.iter().map(|id| Value::I64(id.get())));
    let sql = format!(
        "SELECT inbox_id, address FROM inbox_address{} ORDER BY address_folded",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}

/// The addresses whose mail lands in an inbox.
///
/// # Errors
/// When the database fails.
pub async fn addresses(db: &impl Executor, inbox: InboxId) -> DbResult<Vec<String>> {
    db.all(
        "SELECT address FROM inbox_address WHERE inbox_id = $1 ORDER BY address_folded",
        args![inbox],
    )
    .await
}

/// All own addresses, folded: what must never become a contact or a recipient.
///
/// # Errors
/// When the database fails.
pub async fn own_addresses(db: &impl Executor) -> DbResult<Vec<String>> {
    db.all("SELECT DISTINCT address_folded FROM inbox_address", args![])
        .await
}

/// The inbox that has an address (folded), whether it is enabled or not.
///
/// # Errors
/// When the database fails.
pub async fn owner_of_address(db: &impl Executor, folded: &str) -> DbResult<Option<InboxId>> {
    db.opt(
        "SELECT inbox_id FROM inbox_address WHERE address_folded = $1",
        args![folded],
    )
    .await
}

/// The enabled inbox of an own address (folded).
///
/// # Errors
/// When the database fails.
pub async fn find_by_address(db: &impl Executor, folded: &str) -> DbResult<Option<InboxId>> {
    db.opt(
        "SELECT i.id FROM inbox i JOIN inbox_address a ON a.inbox_id = i.id
          WHERE a.address_folded = $1 AND i.enabled = TRUE",
        args![folded],
    )
    .await
}

/// Mail settings of an inbox, secrets sealed.
#[derive(Debug, Clone, FromRow)]
pub struct EmailInbox {
    /// Inbox.
    pub inbox_id: InboxId,
    /// Name that customers see.
    pub from_name: String,
    /// Signature in plain text.
    pub signature: String,
    /// IMAP host.
    pub imap_host: Option<String>,
    /// IMAP port.
    pub imap_port: Option<u16>,
    /// IMAP protection.
    pub imap_security: Option<String>,
    /// IMAP user.
    pub imap_username: Option<String>,
    /// IMAP sign-in.
    pub imap_auth: Option<String>,
    /// IMAP password.
    pub imap_secret: Option<String>,
    /// Folders, one a line.
    pub imap_folders: String,
    /// `new` or `all`.
    pub imap_start: String,
    /// SMTP host.
    pub smtp_host: Option<String>,
    /// SMTP port.
    pub smtp_port: Option<u16>,
    /// SMTP protection.
    pub smtp_security: Option<String>,
    /// SMTP user.
    pub smtp_username: Option<String>,
    /// SMTP sign-in.
    pub smtp_auth: Option<String>,
    /// SMTP password.
    pub smtp_secret: Option<String>,
    /// OAuth provider.
    pub oauth_provider: Option<String>,
    /// OAuth refresh token.
    pub oauth_refresh_secret: Option<String>,
    /// OAuth access token.
    pub oauth_access_secret: Option<String>,
    /// When the access token ends.
    pub oauth_expires_at: Option<Timestamp>,
    /// DKIM domain.
    pub dkim_domain: Option<String>,
    /// DKIM selector.
    pub dkim_selector: Option<String>,
    /// DKIM key.
    pub dkim_secret: Option<String>,
    /// Hash of the token for pushed and piped mail.
    pub push_token_hash: Option<String>,
    /// Hours without mail before an alarm.
    pub silent_alarm_hours: Option<u32>,
    /// State of the connections.
    #[row(try_from = "String")]
    pub health: Health,
    /// Code of what is wrong.
    pub health_code: Option<String>,
    /// What is wrong.
    pub health_detail: Option<String>,
    /// When the last mail came.
    pub last_mail_at: Option<Timestamp>,
}

/// A mail server of an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection.
    pub security: Security,
    /// User.
    pub username: String,
    /// Sign-in.
    pub auth: MailAuth,
    /// Password, sealed.
    pub secret: Option<String>,
}

impl EmailInbox {
    /// Settings of an inbox that neither fetches nor sends.
    #[must_use]
    pub fn empty(inbox_id: InboxId) -> Self {
        Self {
            inbox_id,
            from_name: String::new(),
            signature: String::new(),
            imap_host: None,
            imap_port: None,
            imap_security: None,
            imap_username: None,
            imap_auth: None,
            imap_secret: None,
            imap_folders: "INBOX".to_owned(),
            imap_start: "new".to_owned(),
            smtp_host: None,
            smtp_port: None,
            smtp_security: None,
            smtp_username: None,
            smtp_auth: None,
            smtp_secret: None,
            oauth_provider: None,
            oauth_refresh_secret: None,
            oauth_access_secret: None,
            oauth_expires_at: None,
            dkim_domain: None,
            dkim_selector: None,
            dkim_secret: None,
            push_token_hash: None,
            silent_alarm_hours: None,
            health: Health::Off,
            health_code: None,
            health_detail: None,
            last_mail_at: None,
        }
    }

    /// Where mail is fetched.
    #[must_use]
    pub fn imap(&self) -> Option<MailServer> {
        server(
            self.imap_host.as_ref(),
            self.imap_port,
            self.imap_security.as_deref(),
            self.imap_username.as_deref(),
            self.imap_auth.as_deref(),
            self.imap_secret.as_ref(),
        )
    }

    /// Where mail is sent.
    #[must_use]
    pub fn smtp(&self) -> Option<MailServer> {
        server(
            self.smtp_host.as_ref(),
            self.smtp_port,
            self.smtp_security.as_deref(),
            self.smtp_username.as_deref(),
            self.smtp_auth.as_deref(),
            self.smtp_secret.as_ref(),
        )
    }

    /// Sets where mail is fetched.
    pub fn set_imap(&mut self, server: Option<MailServer>) {
        let parts = parts(server);
        (self.imap_host, self.imap_port, self.imap_security) = (parts.0, parts.1, parts.2);
        (self.imap_username, self.imap_auth, self.imap_secret) = (parts.3, parts.4, parts.5);
    }

    /// Sets where mail is sent.
    pub fn set_smtp(&mut self, server: Option<MailServer>) {
        let parts = parts(server);
        (self.smtp_host, self.smtp_port, self.smtp_security) = (parts.0, parts.1, parts.2);
        (self.smtp_username, self.smtp_auth, self.smtp_secret) = (parts.3, parts.4, parts.5);
    }

    /// Folders to fetch, the INBOX when none is named.
    #[must_use]
    pub fn folders(&self) -> Vec<String> {
        let named: Vec<String> = self.imap_folders.lines().map(str::to_owned).collect();
        if named.is_empty() {
            return vec!["INBOX".to_owned()];
        }
        named
    }

    /// Whether also what was in the folders before is fetched.
    #[must_use]
    pub fn fetches_old_mail(&self) -> bool {
        self.imap_start == "all"
    }
}

type Parts = (
    Option<String>,
    Option<u16>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

fn parts(server: Option<MailServer>) -> Parts {
    server.map_or((None, None, None, None, None, None), |s| {
        let (security, auth) = (s.security.as_str().to_owned(), s.auth.as_str().to_owned());
        (
            Some(s.host),
            Some(s.port),
            Some(security),
            Some(s.username),
            Some(auth),
            s.secret,
        )
    })
}

fn server(
    host: Option<&String>,
    port: Option<u16>,
    security: Option<&str>,
    username: Option<&str>,
    auth: Option<&str>,
    secret: Option<&String>,
) -> Option<MailServer> {
    Some(MailServer {
        host: host?.clone(),
        port: port?,
        security: security?.parse().ok()?,
        username: username.unwrap_or_default().to_owned(),
        auth: auth?.parse().ok()?,
        secret: secret.cloned(),
    })
}

const EMAIL: &str = "SELECT e.inbox_id, e.from_name, e.signature, e.imap_host, e.imap_port, e.imap_security, e.imap_username, e.imap_auth,
        e.imap_secret, e.imap_folders, e.imap_start, e.smtp_host, e.smtp_port, e.smtp_security, e.smtp_username,
        e.smtp_auth, e.smtp_secret, e.oauth_provider, e.oauth_refresh_secret, e.oauth_access_secret, e.oauth_expires_at,
        e.dkim_domain, e.dkim_selector, e.dkim_secret, e.push_token_hash, e.silent_alarm_hours, e.health, e.health_code,
        e.health_detail, e.last_mail_at
   FROM email_inbox e";

/// Mail settings of one inbox, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn find_email(db: &impl Executor, id: InboxId) -> DbResult<Option<EmailInbox>> {
    db.opt(&format!("{EMAIL} WHERE e.inbox_id = $1"), args![id]).await
}

/// Mail settings of several inboxes, which the caller has read under a scope.
///
/// # Errors
/// When the database fails.
pub async fn emails(db: &impl Executor, inboxes: &[InboxId]) -> DbResult<Vec<EmailInbox>> {
    let mut filter = Filter::default();
    filter.is_in("e.inbox_id", inboxes.iter().map(|id| Value::I64(id.get())));
    db.all(&format!("{EMAIL}{}", filter.clause()), filter.into_args())
        .await
}

/// Mail settings of one inbox, locked until the transaction ends: OAuth tokens are renewed while people change settings.
///
/// # Errors
/// When the database fails.
pub async fn lock_email(tx: &impl Executor, id: InboxId) -> DbResult<Option<EmailInbox>> {
    let sql = format!("{EMAIL} WHERE e.inbox_id = $1 {}", tx.dialect().for_update());
    tx.opt(&sql, args![id]).await
}

/// The inbox that a token for pushed and piped mail opens; only enabled ones.
///
/// # Errors
/// When the database fails.
pub async fn find_by_push_token(db: &impl Executor, hash: &str) -> DbResult<Option<InboxId>> {
    db.opt(
        "SELECT e.inbox_id FROM email_inbox e JOIN inbox i ON i.id = e.inbox_id
          WHERE e.push_token_hash = $1 AND i.enabled = TRUE",
        args![hash],
    )
    .await
}

/// Stores mail settings, new or changed. Health and the time of the last mail are left alone.
///
/// # Errors
/// When the database fails.
pub async fn put_email(tx: &impl Executor, e: &EmailInbox) -> DbResult<()> {
    tx.exec(
        "INSERT INTO email_inbox (inbox_id, from_name, signature, imap_host, imap_port, imap_security, imap_username,
                imap_auth, imap_secret, imap_folders, imap_start, smtp_host, smtp_port, smtp_security, smtp_username,
                smtp_auth, smtp_secret, oauth_provider, oauth_refresh_secret, oauth_access_secret, oauth_expires_at,
                dkim_domain, dkim_selector, dkim_secret, push_token_hash, silent_alarm_hours, health)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                 $24, $25, $26, 'off')
         ON CONFLICT (inbox_id) DO UPDATE SET
                from_name = excluded.from_name, signature = excluded.signature, imap_host = excluded.imap_host,
                imap_port = excluded.imap_port, imap_security = excluded.imap_security,
                imap_username = excluded.imap_username, imap_auth = excluded.imap_auth,
                imap_secret = excluded.imap_secret, imap_folders = excluded.imap_folders,
                imap_start = excluded.imap_start, smtp_host = excluded.smtp_host, smtp_port = excluded.smtp_port,
                smtp_security = excluded.smtp_security, smtp_username = excluded.smtp_username,
                smtp_auth = excluded.smtp_auth, smtp_secret = excluded.smtp_secret,
                oauth_provider = excluded.oauth_provider, oauth_refresh_secret = excluded.oauth_refresh_secret,
                oauth_access_secret = excluded.oauth_access_secret, oauth_expires_at = excluded.oauth_expires_at,
                dkim_domain = excluded.dkim_domain, dkim_selector = excluded.dkim_selector,
                dkim_secret = excluded.dkim_secret, push_token_hash = excluded.push_token_hash,
                silent_alarm_hours = excluded.silent_alarm_hours",
        args![
            e.inbox_id,
            &e.from_name,
            &e.signature,
            &e.imap_host,
            e.imap_port,
            &e.imap_security,
            &e.imap_username,
            &e.imap_auth,
            &e.imap_secret,
            &e.imap_folders,
            &e.imap_start,
            &e.smtp_host,
            e.smtp_port,
            &e.smtp_security,
            &e.smtp_username,
            &e.smtp_auth,
            &e.smtp_secret,
            &e.oauth_provider,
            &e.oauth_refresh_secret,
            &e.oauth_access_secret,
            e.oauth_expires_at,
            &e.dkim_domain,
            &e.dkim_selector,
            &e.dkim_secret,
            &e.push_token_hash,
            e.silent_alarm_hours,
        ],
    )
    .await?;
    Ok(())
}

/// Sets how the connections of an inbox are; returns whether that is news.
///
/// # Errors
/// When the database fails.
pub async fn set_health(
    tx: &impl Executor,
    id: InboxId,
    health: Health,
    code: Option<&str>,
    detail: Option<&str>,
    at: Timestamp,
) -> DbResult<bool> {
    let changed = tx
        .exec(
            "UPDATE email_inbox SET health = $2, health_code = $3, health_detail = $4, health_at = $5
              WHERE inbox_id = $1 AND (health <> $2 OR health_code IS DISTINCT FROM $3 OR health_detail IS DISTINCT FROM $4)",
            args![id, health.as_str(), code, detail, at],
        )
        .await?;
    Ok(changed > 0)
}

/// Notes that a mail came.
///
/// # Errors
/// When the database fails.
pub async fn set_last_mail(tx: &impl Executor, id: InboxId, at: Timestamp) -> DbResult<()> {
    tx.exec(
        "UPDATE email_inbox SET last_mail_at = $2 WHERE inbox_id = $1",
        args![id, at],
    )
    .await?;
    Ok(())
}

/// Stores fresh OAuth tokens.
///
/// # Errors
/// When the database fails.
pub async fn set_oauth_tokens(
    tx: &impl Executor,
    id: InboxId,
    access: &str,
    refresh: Option<&str>,
    expires_at: Timestamp,
) -> DbResult<()> {
    tx.exec(
        "UPDATE email_inbox
            SET oauth_access_secret = $2, oauth_refresh_secret = COALESCE($3, oauth_refresh_secret), oauth_expires_at = $4
          WHERE inbox_id = $1",
        args![id, access, refresh, expires_at],
    )
    .await?;
    Ok(())
}

/// Sets the token for pushed and piped mail, by its hash.
///
/// # Errors
/// When the database fails.
pub async fn set_push_token(tx: &impl Executor, id: InboxId, hash: &str) -> DbResult<()> {
    tx.exec(
        "UPDATE email_inbox SET push_token_hash = $2 WHERE inbox_id = $1",
        args![id, hash],
    )
    .await?;
    Ok(())
}
