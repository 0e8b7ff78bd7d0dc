//! Mail that is brought to us: pushed by a provider over HTTP, or piped in by a mail server.

use bytes::Bytes;
use domain::inboxes::MailSource;
use domain::validate::fold_email;
use domain::{Actor, InboxId, Permission, RawMailId};

use super::{Inboxes, mailbox};
use crate::core::{Error, Result, Token};
use crate::inbound;

/// Largest raw mail that is taken, in bytes.
pub const MAX_RAW_MAIL: usize = 60 * 1024 * 1024;
/// Characters of a push token: 5 bits each.
const TOKEN: usize = 40;

impl Inboxes {
    /// Makes a new token for pushed and piped mail. The one before stops working. Only now is it shown.
    ///
    /// # Errors
    /// When there is no such inbox, or the actor may not manage inboxes.
    pub async fn create_push_token(&self, actor: &Actor, id: InboxId) -> Result<String> {
        actor.require(Permission::InboxesManage)?;
        let mut work = self.core.begin().await?;
        let inbox = mailbox(&work.tx, actor, id).await?;
        let token = Token::random(TOKEN);
        store::inboxes::set_push_token(&work.tx, id, &Token::hash(&token)).await?;
        work.audit(
            actor,
            "inbox.push_token_created",
            ("inbox", Some(id.get())),
            &inbox.name,
        )
        .await?;
        work.settings_changed("inboxes");
        work.commit().await?;
        Ok(token)
    }

    /// Where providers post raw mails to with a token.
    #[must_use]
    pub fn push_url(&self, token: &str) -> String {
        format!("{}/api/v1/inbound/{token}", self.core.options.public_url)
    }

    /// The inbox that a push token opens.
    ///
    /// # Errors
    /// When the token is wrong or the inbox is switched off; the two are not told apart.
    pub async fn by_push_token(&self, token: &str) -> Result<InboxId> {
        store::inboxes::find_by_push_token(self.core.reader(), &Token::hash(token))
            .await?
            .ok_or_else(|| Error::not_found("inbound_token", "in this address"))
    }

    /// The enabled inbox that mail to an address belongs to. What stands behind a `+` is ours (signed reply addresses) or the customer's,
    /// and no part of the address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn by_recipient(&self, address: &str) -> Result<Option<InboxId>> {
        let folded = fold_email(address);
        let db = self.core.reader();
        if let Some(inbox) = store::inboxes::find_by_address(db, &folded).await? {
            return Ok(Some(inbox));
        }
        match without_tag(&folded) {
            Some(plain) => Ok(store::inboxes::find_by_address(db, &plain).await?),
            None => Ok(None),
        }
    }

    /// Stores a raw mail; it is read and threaded a moment later. Once this returns, the mail is safe.
    ///
    /// # Errors
    /// When it is empty or too large, or it cannot be stored. Then whoever brought it must keep it.
    pub async fn accept_raw(&self, inbox: InboxId, source: MailSource, raw: Bytes) -> Result<RawMailId> {
        if raw.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::field("body", "required", "the mail is empty"));
        }
        if raw.len() > MAX_RAW_MAIL {
            let detail = format!("has {} bytes, may have at most {MAX_RAW_MAIL}", raw.len());
            return Err(Error::field("body", "too_long", detail));
        }
        inbound::accept(&self.core, inbox, source, raw).await
    }
}

/// `help+x@example.com` as `help@example.com`.
fn without_tag(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let (name, _) = local.split_once('+').filter(|(name, _)| !name.is_empty())?;
    Some(format!("{name}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_off() {
        assert_eq!(
            without_tag("help+abc+d@example.com").as_deref(),
            Some("help@example.com")
        );
        assert_eq!(without_tag("help@example.com"), None);
        assert_eq!(without_tag("+abc@example.com"), None);
    }
}
