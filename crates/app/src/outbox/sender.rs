//! The inbox as a sender.

use channels::{Capabilities, Channel, Delivering};
use db::Executor;
use domain::InboxId;
use store::inboxes::Inbox;
use store::messages::Mailbox;

use crate::core::{Core, Error, Result, Token};

/// Who a message is from, and what it can be.
pub(crate) struct Sender {
    channel: &'static Channel,
    /// Address with the name that customers see; none where the channel has no addresses.
    mailbox: Option<Mailbox>,
    inbox_name: String,
}

impl Sender {
    /// The sender of an inbox.
    ///
    /// # Errors
    /// `inbox_cannot_send` when it is switched off or has no server to send through.
    pub(crate) async fn find(core: &Core, db: &impl Executor, inbox: InboxId) -> Result<Self> {
        let row = store::inboxes::find(db, domain::Actor::system().scope(), inbox)
            .await?
            .ok_or_else(|| Error::not_found("inbox", inbox))?;
        if !row.enabled {
            return Err(cannot(
                "this inbox is switched off; an administrator can switch it on",
            ));
        }
        let channel = channels::registry::of(&row.channel);
        match channel.delivering {
            Delivering::Outbox => Self::by_mail(core, db, channel, row).await,
            Delivering::Stored => Ok(Self {
                channel,
                mailbox: None,
                inbox_name: row.name,
            }),
            Delivering::Never => Err(cannot("answers cannot leave by this channel any more")),
        }
    }

    async fn by_mail(core: &Core, db: &impl Executor, channel: &'static Channel, row: Inbox) -> Result<Self> {
        let email = store::inboxes::find_email(db, row.id)
            .await?
            .ok_or_else(|| cannot("this inbox has no mail settings; an administrator must set it up"))?;
        if email.smtp_host.is_none() && !core.options.demo {
            return Err(cannot(
                "this inbox only receives; an administrator must add a server for sending",
            ));
        }
        Ok(Self {
            channel,
            mailbox: Some(Mailbox {
                name: email.from_name,
                address: row.address,
            }),
            inbox_name: row.name,
        })
    }

    /// How its messages reach the customer.
    pub(crate) const fn delivering(&self) -> Delivering {
        self.channel.delivering
    }

    /// What its messages can be.
    pub(crate) const fn can(&self) -> &'static Capabilities {
        &self.channel.capabilities
    }

    /// The sender as customers see it: in mail the agent's name beside the brand's, at the inbox's address; elsewhere the agent.
    pub(crate) fn from(&self, agent: &str) -> Mailbox {
        let Some(mailbox) = &self.mailbox else {
            return Mailbox {
                name: if agent.is_empty() { &self.inbox_name } else { agent }.to_owned(),
                address: String::new(),
            };
        };
        let ours = if mailbox.name.is_empty() {
            &self.inbox_name
        } else {
            &mailbox.name
        };
        let name = if agent.is_empty() {
            ours.clone()
        } else {
            format!("{agent} ({ours})")
        };
        Mailbox {
            name,
            address: mailbox.address.clone(),
        }
    }

    /// A new Message-ID at the inbox's domain; none where messages have no address.
    pub(crate) fn new_message_id(&self) -> Option<String> {
        let address = &self.mailbox.as_ref()?.address;
        Some(message_id(&Token::random(26), address))
    }
}

fn cannot(detail: &str) -> Error {
    Error::conflict("inbox_cannot_send", detail)
}

/// A Message-ID of the domain of `address`.
pub(crate) fn message_id(unique: &str, address: &str) -> String {
    let domain = address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let domain = domain.trim_matches(|c: char| !c.is_alphanumeric());
    // Domains with letters beyond ASCII are sent in their ASCII form elsewhere; an id only has to be unique.
    let ascii: String = domain
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        .collect();
    let domain = if ascii.is_empty() { "localhost" } else { &ascii };
    format!("{unique}@{domain}")
}
