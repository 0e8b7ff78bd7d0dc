//! Writing as a customer, so that a newcomer without a mail server sees the whole round trip.
//!
//! There is no sign-in: the page plays a customer's mail program. It exists in demo installations only, and what it writes takes the way
//! of every mail: raw bytes, ledger, parsing, threading.

use std::sync::Arc;

use bytes::Bytes;
use domain::conversations::{Delivery, Direction};
use domain::inboxes::MailSource;
use domain::validate::{Checks, fold_email};
use domain::{Actor, InboxId, RawMailId};
use mail::Mailbox;
use mail::compose::{Outgoing, compose};
use store::inboxes::Inbox;

use crate::core::{Core, Error, Result, Token};
use crate::inboxes::Inboxes;

pub use store::demo::CustomerMail;

/// Customers that are proposed.
const CUSTOMERS: u32 = 8;
/// Mails that a mailbox shows.
const MAILS: u32 = 50;

/// What a customer writes.
#[derive(Debug, Clone)]
pub struct CustomerWrites {
    /// Name of the customer.
    pub from_name: String,
    /// Address of the customer.
    pub from_email: String,
    /// Inbox that the mail goes to.
    pub inbox_id: InboxId,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
    /// Message-ID that it answers.
    pub in_reply_to: Option<String>,
}

/// What the page begins with.
#[derive(Debug, Clone)]
pub struct Start {
    /// Inboxes to write to.
    pub inboxes: Vec<Inbox>,
    /// Customers to write as: name and address.
    pub customers: Vec<(String, String)>,
}

/// Use cases of the demo.
#[derive(Clone)]
pub struct Demo {
    core: Arc<Core>,
    inboxes: Inboxes,
}

impl Demo {
    pub(crate) const fn new(core: Arc<Core>, inboxes: Inboxes) -> Self {
        Self { core, inboxes }
    }

    /// What the page begins with.
    ///
    /// # Errors
    /// When this is no demo installation.
    pub async fn start(&self) -> Result<Start> {
        self.open()?;
        let db = self.core.reader();
        let mut inboxes = store::inboxes::list(db, Actor::system().scope()).await?;
        let takes_mail = |inbox: &Inbox| channels::registry::of(&inbox.channel).capabilities.mail_intake;
        inboxes.retain(|inbox| inbox.enabled && takes_mail(inbox));
        let customers = store::demo::customers(db, CUSTOMERS).await?;
        Ok(Start { inboxes, customers })
    }

    /// The key of the site whose widget the demo shop carries; none when this is no demo installation, or it has no site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn site_key(&self) -> Result<Option<String>> {
        if !self.core.options.demo {
            return Ok(None);
        }
        let db = self.core.reader();
        let inboxes = store::inboxes::list(db, Actor::system().scope()).await?;
        let ids: Vec<InboxId> = inboxes.iter().map(|inbox| inbox.id).collect();
        let sites = store::chat::sites::settings_of(db, &ids).await?;
        Ok(sites
            .into_iter()
            .min_by_key(|site| site.inbox_id)
            .map(|site| site.site_key))
    }

    /// Writes a mail as a customer would.
    ///
    /// # Errors
    /// When this is no demo installation or a field is refused.
    pub async fn write(&self, mail: &CustomerWrites) -> Result<RawMailId> {
        self.open()?;
        let mut checks = Checks::new();
        let name = checks.line("from_name", &mail.from_name, 0, 200);
        let address = checks.email("from_email", &mail.from_email);
        let subject = checks.line("subject", &mail.subject, 0, 500);
        let text = checks.text("text", &mail.text, 1, 20_000);
        let answered = mail.in_reply_to.as_deref().unwrap_or_default();
        let answered = checks.line("in_reply_to", answered.trim().trim_matches(['<', '>']), 0, 500);
        let db = self.core.reader();
        let inbox = store::inboxes::find(db, Actor::system().scope(), mail.inbox_id).await?;
        let inbox = inbox.filter(|inbox| inbox.enabled);
        if inbox.is_none() {
            checks.refuse("inbox_id", "inbox_not_found", "there is no such inbox");
        }
        let folded = fold_email(&address);
        if store::inboxes::owner_of_address(db, &folded).await?.is_some() {
            checks.refuse(
                "from_email",
                "own_address",
                "a customer cannot write from an address of ours",
            );
        }
        checks.finish()?;
        let inbox = inbox.ok_or_else(|| Error::not_found("inbox", mail.inbox_id))?;
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        let domain = domain.filter(|domain| domain.is_ascii()).unwrap_or("localhost");
        let id = format!("{}@{domain}", Token::random(24));
        let to = vec![Mailbox::new(&inbox.name, &inbox.address)];
        let now = self.core.clock.now();
        let mut outgoing = Outgoing::new(Mailbox::new(&name, &address), to, &subject, &id, now);
        outgoing.text = text;
        if !answered.is_empty() {
            outgoing.references = vec![answered.clone()];
            outgoing.in_reply_to = Some(answered);
        }
        let composed = compose(&outgoing)
            .map_err(|error| Error::field("from_email", "cannot_be_sent", error.to_string()))?;
        self.inboxes
            .accept_raw(inbox.id, MailSource::Demo, Bytes::from(composed.raw))
            .await
    }

    /// A customer's mailbox: what they wrote, and the answers that reached them, newest first. Notes of colleagues, and answers that have
    /// not left yet, are not in it.
    ///
    /// # Errors
    /// When this is no demo installation.
    pub async fn mailbox(&self, email: &str) -> Result<Vec<CustomerMail>> {
        self.open()?;
        let folded = fold_email(email);
        let mut mails = store::demo::mails(self.core.reader(), &folded, MAILS).await?;
        mails.retain(|mail| is_in_mailbox(mail, &folded));
        Ok(mails)
    }

    fn open(&self) -> Result<()> {
        if self.core.options.demo {
            Ok(())
        } else {
            Err(Error::not_found("demo", "of this installation"))
        }
    }
}

fn is_in_mailbox(mail: &CustomerMail, folded: &str) -> bool {
    match mail.direction {
        Direction::In => fold_email(&mail.from_address) == folded,
        Direction::Out => {
            let recipients = &mail.recipients;
            let mut all = recipients.to.iter().chain(&recipients.cc).chain(&recipients.bcc);
            mail.delivery == Delivery::Sent && all.any(|m| fold_email(&m.address) == folded)
        }
        Direction::Note => false,
    }
}
