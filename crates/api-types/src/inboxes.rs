//! Inboxes: where mail comes in and goes out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CapabilitiesView, ChatInboxRequest, ChatInboxView};

/// An inbox.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InboxView {
    /// Key of the inbox.
    pub id: i64,
    /// Name for colleagues.
    pub name: String,
    /// `email` or `chat`, see `GET /channels`.
    pub channel: String,
    /// What conversations of it can be and do.
    pub capabilities: CapabilitiesView,
    /// The mail address that customers write to; the public key of the widget for a site.
    pub address: String,
    /// Brand of the inbox.
    pub brand_id: i64,
    /// Team that new conversations go to.
    pub team_id: Option<i64>,
    /// Whether it fetches and sends.
    pub enabled: bool,
    /// State of the connection, in one word: `ok`, `connecting`, `error`, `off`.
    pub health: String,
    /// What is wrong, in words.
    pub health_detail: Option<String>,
    /// Mail settings; null for other channels, and for readers that may not manage inboxes.
    pub email: Option<EmailInboxView>,
    /// Settings of a site; null for other channels, and for readers that may not manage inboxes.
    pub chat: Option<ChatInboxView>,
}

/// Mail settings of an inbox as they are shown: secrets never come out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EmailInboxView {
    /// Name that customers see as the sender.
    pub from_name: String,
    /// Further addresses whose mail lands here.
    pub aliases: Vec<String>,
    /// Signature in plain text, under the agent's one.
    pub signature: String,
    /// Fetching; null when mail is pushed or piped in.
    pub imap: Option<MailServerView>,
    /// Folders that are fetched.
    pub folders: Vec<String>,
    /// Sending; null when the inbox only receives.
    pub smtp: Option<MailServerView>,
    /// DKIM domain; null when answers are not signed here.
    pub dkim_domain: Option<String>,
    /// DKIM selector.
    pub dkim_selector: Option<String>,
    /// Whether there is a token for pushed and piped mail.
    pub has_push_token: bool,
    /// Hours without mail after which an alarm is raised; null for never.
    pub silent_alarm_hours: Option<u32>,
    /// When the OAuth token ends, for inboxes that sign in with one.
    pub token_expires_at: Option<String>,
}

/// A mail server as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MailServerView {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `tls`, `starttls` or `plain`.
    pub security: String,
    /// User name; empty for none.
    pub username: String,
    /// `password`, `google`, `microsoft` or `none`.
    pub auth: String,
    /// Whether a password or token is stored.
    pub has_secret: bool,
}

/// A mail server in a request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MailServerRequest {
    /// Host name or address.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
    /// `tls`, `starttls` or `plain`.
    pub security: String,
    /// User name; empty for none.
    #[serde(default)]
    pub username: String,
    /// `password` (default), `google`, `microsoft` or `none`.
    pub auth: Option<String>,
    /// The password; absent keeps the stored one.
    pub password: Option<String>,
    /// Key of a finished OAuth sign-in, for `google` and `microsoft`.
    pub oauth_grant: Option<String>,
}

/// Creates an inbox.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateInboxRequest {
    /// `email` (default) or `chat`, see `GET /channels`.
    pub channel: Option<String>,
    /// 1 to 100 characters.
    pub name: String,
    /// The mail address that customers write to; left out for a site, which gets its key from us.
    #[serde(default)]
    pub address: String,
    /// Brand; the first one when absent.
    pub brand_id: Option<i64>,
    /// Team that new conversations go to.
    pub team_id: Option<i64>,
    /// Mail settings; an inbox that mail is pushed into when absent.
    pub email: Option<EmailInboxRequest>,
    /// Settings of a site; those that come with the product when absent.
    pub chat: Option<ChatInboxRequest>,
}

/// Changes an inbox; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateInboxRequest {
    /// New name.
    pub name: Option<String>,
    /// New brand.
    pub brand_id: Option<i64>,
    /// New team; 0 takes it away.
    pub team_id: Option<i64>,
    /// Fetch and send, or rest.
    pub enabled: Option<bool>,
    /// Replaces the mail settings (secrets that are absent stay).
    pub email: Option<EmailInboxRequest>,
    /// Changes the settings of a site; what is absent in them stays.
    pub chat: Option<ChatInboxRequest>,
}

/// Mail settings in a request.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct EmailInboxRequest {
    /// Name that customers see as the sender; the inbox's name when empty.
    #[serde(default)]
    pub from_name: String,
    /// Further addresses whose mail lands here.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Signature in plain text.
    #[serde(default)]
    pub signature: String,
    /// Fetching; absent when mail is pushed or piped in.
    pub imap: Option<MailServerRequest>,
    /// Folders to fetch; `INBOX` when empty.
    #[serde(default)]
    pub folders: Vec<String>,
    /// What to do with mail that is there already: `new` (default) leaves it, `all` imports it.
    pub start: Option<String>,
    /// Sending; absent when the inbox only receives.
    pub smtp: Option<MailServerRequest>,
    /// DKIM signing; absent keeps what is set.
    pub dkim: Option<DkimRequest>,
    /// 1 to 720; absent or 0 for never.
    pub silent_alarm_hours: Option<u32>,
}

/// DKIM signing of answers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DkimRequest {
    /// Signing domain; empty switches signing off.
    pub domain: String,
    /// Selector.
    pub selector: String,
    /// RSA or Ed25519 key in PEM; absent keeps the stored one.
    pub private_key: Option<String>,
}

/// Tries mail settings without storing them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TestInboxRequest {
    /// The mail address.
    pub address: String,
    /// Stored inbox whose secrets stand in for absent ones.
    pub inbox_id: Option<i64>,
    /// The settings to try.
    pub email: EmailInboxRequest,
}

/// What became of a connection test.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TestInboxView {
    /// Whether everything worked.
    pub ok: bool,
    /// Each step, in order.
    pub steps: Vec<TestStepView>,
    /// Folders found on the server.
    pub folders: Vec<FolderView>,
}

/// One step of a connection test.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TestStepView {
    /// `imap` or `smtp`.
    pub server: String,
    /// `resolve`, `connect`, `tls`, `greeting`, `login`, `folders`, …
    pub step: String,
    /// `ok`, `failed` or `skipped`.
    pub state: String,
    /// Stable code of the failure, for instance `certificate_untrusted`; null when ok.
    pub code: Option<String>,
    /// What the server said or what was found.
    pub detail: String,
    /// What to do next, in English; clients translate by `code`.
    pub hint: Option<String>,
}

/// A folder on the mail server.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FolderView {
    /// Name of the folder.
    pub name: String,
    /// Special use such as `sent`, `junk`; null for ordinary ones.
    pub special_use: Option<String>,
    /// Messages in it, when known.
    pub messages: Option<u32>,
}

/// Settings known for a mail provider.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MailPresetView {
    /// Name of the provider.
    pub provider: String,
    /// IMAP host, port and security.
    pub imap: MailServerView,
    /// SMTP host, port and security.
    pub smtp: MailServerView,
    /// How to sign in there, for instance `app_password`, `oauth_google`.
    pub sign_in: String,
}

/// The import ledger of an inbox: every mail that was seen and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerSummaryView {
    /// Per folder: what the server has and how far we are.
    pub folders: Vec<LedgerFolderView>,
    /// Mails that became messages.
    pub imported: i64,
    /// Mails known already.
    pub duplicates: i64,
    /// Mails that could not be read and wait for a person.
    pub quarantined: i64,
    /// Mails left out, each with a reason.
    pub ignored: i64,
    /// Mails stored and not yet worked on.
    pub waiting: i64,
    /// When the last mail came.
    pub last_mail_at: Option<String>,
    /// Alarms such as `silent`, `token_expires`, `connection`.
    pub alarms: Vec<AlarmView>,
}

/// A folder in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerFolderView {
    /// Name of the folder.
    pub folder: String,
    /// Messages on the server.
    pub on_server: i64,
    /// Highest UID fetched.
    pub last_uid: i64,
    /// UIDVALIDITY of the folder.
    pub uid_validity: i64,
    /// When the server was last asked.
    pub checked_at: Option<String>,
}

/// Something that needs a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AlarmView {
    /// `silent`, `token_expires`, `connection`, `quarantine`.
    pub code: String,
    /// In words.
    pub detail: String,
}

/// One mail in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntryView {
    /// Key of the entry.
    pub id: i64,
    /// `imap`, `push`, `gate` or `demo`.
    pub source: String,
    /// Folder, for fetched mail.
    pub folder: Option<String>,
    /// UID, for fetched mail.
    pub uid: Option<i64>,
    /// `waiting`, `imported`, `duplicate`, `quarantined`, `ignored`.
    pub state: String,
    /// Why, for the last three.
    pub reason: Option<String>,
    /// Sender as far as it could be read.
    pub from: String,
    /// Subject as far as it could be read.
    pub subject: String,
    /// Bytes.
    pub size: i64,
    /// Conversation it went to.
    pub conversation_id: Option<i64>,
    /// When it was taken in.
    pub received_at: String,
}

/// A new token for pushed and piped mail; the only time that it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PushTokenView {
    /// The secret.
    pub token: String,
    /// Where providers post raw mails to.
    pub url: String,
}

/// What became of a pushed mail.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PushedMailView {
    /// Key of the stored raw mail.
    pub raw_mail_id: i64,
}

/// Starts an OAuth sign-in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StartOauthRequest {
    /// `google` or `microsoft`.
    pub provider: String,
    /// The mail address to sign in.
    pub address: String,
}

/// Where to send the browser.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StartOauthView {
    /// The provider's page.
    pub authorize_url: String,
    /// Hand it back as `oauth_grant` when the browser is back.
    pub grant: String,
}
