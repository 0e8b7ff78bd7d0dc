//! Inboxes as people set them up. Nothing in here is checked yet.

use domain::chat::Widget;
use domain::{BrandId, InboxId, TeamId};

/// An inbox about to be.
#[derive(Debug, Clone)]
pub struct NewInbox {
    /// Name of the channel.
    pub channel: String,
    /// Name for colleagues.
    pub name: String,
    /// Address that customers write to, for mail; a site gets the key of its widget from us.
    pub address: String,
    /// Brand; the oldest one when absent.
    pub brand_id: Option<BrandId>,
    /// Team of new conversations.
    pub team_id: Option<TeamId>,
    /// Mail settings; what comes with the product when absent.
    pub email: Option<EmailInput>,
    /// Settings of a site; what comes with the product when absent.
    pub chat: Option<ChatInput>,
}

/// A change of an inbox; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct InboxChange {
    /// New name.
    pub name: Option<String>,
    /// New brand.
    pub brand_id: Option<BrandId>,
    /// New team; `Some(None)` takes it away.
    pub team_id: Option<Option<TeamId>>,
    /// Fetch and send, or rest.
    pub enabled: Option<bool>,
    /// New mail settings; secrets that are absent stay.
    pub email: Option<EmailInput>,
    /// New settings of a site; what is absent in them stays.
    pub chat: Option<ChatInput>,
}

/// Settings of a site; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct ChatInput {
    /// Only customers who are identified may chat.
    pub identity_required: Option<bool>,
    /// Inbox by which answers go on as mail; `Some(None)` for none.
    pub mail_inbox_id: Option<Option<InboxId>>,
    /// Seconds since the visitor left until an unseen answer goes by mail; 0 for never.
    pub continue_after_seconds: Option<i64>,
    /// Seconds of silence after which an agent is called idle; 0 for never.
    pub idle_warning_seconds: Option<i64>,
    /// Agents see what is being typed.
    pub typing_shown: Option<bool>,
    /// Work that a new visitor's browser has to do, as leading zero bits; 0 for none.
    pub proof_bits: Option<u32>,
    /// Sites that may show the widget; empty for all.
    pub origins: Option<Vec<String>>,
    /// Look, words, fields, topics, invitations.
    pub widget: Option<Widget>,
}

/// Settings to try without storing them.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The mail address.
    pub address: String,
    /// Stored inbox whose secrets stand in for absent ones.
    pub inbox_id: Option<InboxId>,
    /// The settings.
    pub email: EmailInput,
}

/// Mail settings.
#[derive(Clone, Default)]
pub struct EmailInput {
    /// Name that customers see; the inbox's name when empty.
    pub from_name: String,
    /// Further addresses whose mail lands here.
    pub aliases: Vec<String>,
    /// Signature in plain text.
    pub signature: String,
    /// Fetching.
    pub imap: Option<ServerInput>,
    /// Folders to fetch; `INBOX` when empty.
    pub folders: Vec<String>,
    /// `new` or `all`.
    pub start: Option<String>,
    /// Sending.
    pub smtp: Option<ServerInput>,
    /// Signing; absent keeps what is set.
    pub dkim: Option<DkimInput>,
    /// Hours without mail before an alarm; absent or 0 for never.
    pub silent_alarm_hours: Option<u32>,
}

/// A mail server.
#[derive(Clone, Default)]
pub struct ServerInput {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `tls`, `starttls` or `plain`.
    pub security: String,
    /// User name.
    pub username: String,
    /// `password`, `google`, `microsoft` or `none`.
    pub auth: Option<String>,
    /// Password; absent keeps the stored one.
    pub password: Option<String>,
    /// Token of a finished OAuth sign-in.
    pub oauth_grant: Option<String>,
}

/// Signing of answers.
#[derive(Clone, Default)]
pub struct DkimInput {
    /// Domain; empty switches signing off.
    pub domain: String,
    /// Selector.
    pub selector: String,
    /// Key; absent keeps the stored one.
    pub private_key: Option<String>,
}

// Passwords and keys must not reach a log by way of `{:?}`.
macro_rules! secret_free_debug {
    ($($name:ident { $($field:ident),+ })*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))+.finish_non_exhaustive()
            }
        }
    )*};
}
secret_free_debug! {
    EmailInput { from_name, aliases, imap, folders, start, smtp, dkim, silent_alarm_hours }
    ServerInput { host, port, security, username, auth }
    DkimInput { domain, selector }
}
