//! The form that visitors leave while nobody is there: it becomes a mail to the site's inbox for mail and takes the way of every mail,
//! so that the answer is a mail too.
//!
//! As with any mail, the address in it proves nothing; the visitor learns nothing of the conversation that begins, and whatever is
//! answered goes to the address.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::inboxes::MailSource;
use domain::text::excerpt;
use domain::validate::{Checks, fold_email};
use mail::Mailbox;
use mail::compose::{Outgoing, compose};

use super::visitors::{address, line};
use super::{Site, VisitorChat, check};
use crate::core::{Error, Result, Token};

/// What is left while nobody is there.
#[derive(Debug, Clone, Default)]
pub struct OfflineForm {
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// The words.
    pub text: String,
    /// Key of a topic.
    pub topic: Option<String>,
    /// Answers to the site's questions, by their keys.
    pub fields: BTreeMap<String, String>,
    /// Page that it was written on.
    pub page_url: String,
    /// Language of the browser.
    pub locale: String,
}

impl VisitorChat {
    /// Takes the form in.
    ///
    /// # Errors
    /// Refused fields; `offline_unavailable` where the site has no inbox for mail.
    pub async fn leave_form(&self, site: &Site, form: &OfflineForm) -> Result<()> {
        let db = self.core.reader();
        let system = domain::Actor::system();
        let inbox = match site.row.mail_inbox_id {
            Some(id) => store::inboxes::find(db, system.scope(), id).await?,
            None => None,
        };
        let inbox = inbox.filter(|inbox| inbox.enabled).ok_or_else(|| {
            Error::conflict(
                "offline_unavailable",
                "this site takes no messages while nobody is there",
            )
        })?;
        let mut checks = Checks::new();
        let name = checks.line("name", &form.name, 0, 200);
        let email = checks.email("email", &form.email);
        let text = checks.text("text", &form.text, 1, check::MOST_TEXT);
        let told = told(&mut checks, site, form);
        if !email.is_ascii() {
            checks.refuse("email", "invalid_email", "must be written in ASCII");
        }
        if store::inboxes::owner_of_address(db, &fold_email(&email))
            .await?
            .is_some()
        {
            checks.refuse("email", "own_address", "is an address of ours");
        }
        checks.finish()?;
        let topic = form.topic.as_deref().and_then(|key| site.widget.topic(key));
        let label = topic.and_then(|topic| site.widget.words(&topic.label, &form.locale));
        let subject = label.map(str::to_owned).unwrap_or_else(|| excerpt(&text, 80));
        let domain = email.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        let id = format!("form.{}@{domain}", Token::random(24));
        let to = vec![Mailbox::new(&inbox.name, &inbox.address)];
        let from = Mailbox::new(&name, &email);
        let mut outgoing = Outgoing::new(from, to, &line(&subject, 200), &id, self.core.clock.now());
        outgoing.text = format!("{text}{told}");
        let composed =
            compose(&outgoing).map_err(|error| Error::field("email", "cannot_be_sent", error.to_string()))?;
        crate::inbound::accept(&self.core, inbox.id, MailSource::Form, Bytes::from(composed.raw)).await?;
        Ok(())
    }
}

/// Answers to the site's questions, and the page, below the words.
fn told(checks: &mut Checks, site: &Site, form: &OfflineForm) -> String {
    let mut lines = Vec::new();
    for field in &site.widget.fields {
        if matches!(field.bound_to.as_str(), "name" | "email") {
            continue;
        }
        let question = check::Question {
            key: &field.key,
            kind: field.kind,
            required: field.required,
            options: &field.options,
        };
        let answer = check::answered(checks, &question, &form.fields);
        if !answer.is_empty() {
            let label = site
                .widget
                .words(&field.label, &form.locale)
                .unwrap_or(&field.key);
            lines.push(format!("{label}: {answer}"));
        }
    }
    let page = address(&form.page_url);
    if !page.is_empty() {
        lines.push(page);
    }
    if lines.is_empty() {
        return String::new();
    }
    format!("\n\n{}", lines.join("\n"))
}
