//! Mail settings of inboxes.

use db::{DbResult, Executor, FromRow, Value, args};
use domain::inboxes::{Health, MailAuth, Security};
use domain::{InboxId, Timestamp};

use crate::filter::Filter;

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
