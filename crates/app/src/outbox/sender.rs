//! The inbox as a sender.

use db::Executor;
use domain::InboxId;
use store::inboxes::EmailInbox;
use store::messages::Mailbox;

use crate::core::{Core, Error, Result, Token};

/// Who a message is from.
pub(crate) struct Sender {
    address: String,
    inbox_name: String,
    email: EmailInbox,
}

impl Sender {
    /// The sender of an inbox.
    ///
    /// # Errors
    /// `inbox_cannot_send` when it is switched off or has no mail server to send through.
    pub(crate) async fn find(core: &Core, db: &impl Executor, inbox: InboxId) -> Result<Self> {
        let cannot = |detail: &str| Error::conflict("inbox_cannot_send", detail);
        let row = store::inboxes::find(db, domain::Actor::system().scope(), inbox)
            .await?
            .ok_or_else(|| Error::not_found("inbox", inbox))?;
        let email = store::inboxes::find_email(db, inbox)
            .await?
            .ok_or_else(|| cannot("this inbox has no mail settings; an administrator must set it up"))?;
        if !row.enabled {
            return Err(cannot(
                "this inbox is switched off; an administrator can switch it on",
            ));
        }
        if email.smtp_host.is_none() && !core.options.demo {
            return Err(cannot(
                "this inbox only receives; an administrator must add a server for sending",
            ));
        }
        Ok(Self {
            address: row.address,
            inbox_name: row.name,
            email,
        })
    }

    /// The sender as customers see it: the agent's name beside the brand's, at the inbox's address.
    pub(crate) fn from(&self, agent: &str) -> Mailbox {
        let ours = if self.email.from_name.is_empty() {
            &self.inbox_name
        } else {
            &self.email.from_name
        };
        let name = if agent.is_empty() {
            ours.clone()
        } else {
            format!("{agent} ({ours})")
        };
        Mailbox {
            name,
            address: self.address.clone(),
        }
    }

    /// A new Message-ID at the inbox's domain.
    pub(crate) fn new_message_id(&self) -> String {
        let domain = self
            .address
            .rsplit_once('@')
            .map_or("localhost", |(_, domain)| domain);
        let domain = domain.trim_matches(|c: char| !c.is_alphanumeric());
        // Domains with letters beyond ASCII are sent in their ASCII form elsewhere; an id only has to be unique.
        let ascii: String = domain
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            .collect();
        format!(
            "{}@{}",
            Token::random(26),
            if ascii.is_empty() { "localhost" } else { &ascii }
        )
    }
}
