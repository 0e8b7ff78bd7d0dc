//! What sealed secrets are for: the place where each is stored, so that one copied elsewhere is worthless.

/// IMAP password.
pub const IMAP: &str = "email_inbox.imap_secret";
/// SMTP password.
pub const SMTP: &str = "email_inbox.smtp_secret";
/// DKIM private key.
pub const DKIM: &str = "email_inbox.dkim_secret";
/// OAuth refresh token.
pub const OAUTH_REFRESH: &str = "email_inbox.oauth_refresh_secret";
/// OAuth access token.
pub const OAUTH_ACCESS: &str = "email_inbox.oauth_access_secret";
/// OAuth refresh token of a sign-in that is not saved with an inbox yet.
pub const GRANT_REFRESH: &str = "oauth_grant.refresh_secret";
/// OAuth access token of a sign-in that is not saved with an inbox yet.
pub const GRANT_ACCESS: &str = "oauth_grant.access_secret";
/// Private key by which push services know us.
pub const PUSH_KEY: &str = "push_key.private_secret";
/// PKCE verifier of an OAuth sign-in under way.
pub const OAUTH_VERIFIER: &str = "oauth_grant.verifier_secret";
/// A letter of the organisation that has not left yet.
pub const SYSTEM_LETTER: &str = "system_letter.letter_secret";
/// The address that somebody typed to get a new password, while it waits in the queue.
pub const ASKED_ADDRESS: &str = "job.send_password_reset";
/// Key that signs identities of customers.
pub const CHAT_IDENTITY: &str = "chat_inbox.identity_secret";
