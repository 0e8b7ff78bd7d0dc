//! Personal data in conversations, for roles that may not read it: addresses and phone numbers are masked in everything that is
//! handed out. Answering still works: a masked recipient that is handed back stands for the one it was made from.

use domain::conversations::Direction;
use domain::{Actor, ActorKind, Mask};
use store::conversations::Summary;
use store::messages::{Mailbox, Message, Recipients};

use super::read::{Detail, EntryWithMessage};
use super::recipients::ProposedRecipients;
use crate::core::{Error, Result};

/// Masks a row of a list.
pub(crate) fn summary(mask: Mask, row: &mut Summary) {
    if !mask.hides() {
        return;
    }
    row.contact_name = mask.name(&row.contact_name);
    row.contact_email = row.contact_email.as_deref().map(|email| mask.email(email));
    row.subject = mask.text(&row.subject);
    row.preview = mask.text(&row.preview);
}

/// Masks a conversation.
pub(super) fn detail(mask: Mask, detail: &mut Detail) {
    summary(mask, &mut detail.summary);
    mailboxes(mask, &mut detail.proposed.to);
    mailboxes(mask, &mut detail.proposed.cc);
}

/// Masks an entry and the message that it brings.
pub(super) fn entry(mask: Mask, with: &mut EntryWithMessage) {
    if !mask.hides() {
        return;
    }
    if with.entry.actor_kind != ActorKind::Agent {
        with.entry.actor_name = mask.name(&with.entry.actor_name);
    }
    for value in [&mut with.entry.from_value, &mut with.entry.to_value]
        .into_iter()
        .flatten()
    {
        *value = mask.text(value);
    }
    if let Some((found, _)) = &mut with.message {
        message(mask, found);
    }
    // Answers to forms are full of what is personal; the words say the same, masked.
    if matches!(with.content, Some(domain::chat::Content::FormAnswer { .. })) {
        with.content = None;
    }
}

/// Masks a message. Its HTML is left out: an address can hide in markup in more ways than can be looked for.
pub(super) fn message(mask: Mask, message: &mut Message) {
    if !mask.hides() {
        return;
    }
    if message.direction == Direction::In {
        message.from_name = mask.name(&message.from_name);
        message.from_address = mask.email(&message.from_address);
    }
    recipients(mask, &mut message.recipients);
    message.subject = mask.text(&message.subject);
    message.text = mask.text(&message.text);
    message.quoted_text = mask.text(&message.quoted_text);
    message.delivery_error = message.delivery_error.as_deref().map(|error| mask.text(error));
    message.html = None;
    message.html_reply = None;
    message.remote_images = 0;
}

/// Masks everyone a message is for.
pub(super) fn recipients(mask: Mask, all: &mut Recipients) {
    for list in [&mut all.to, &mut all.cc, &mut all.bcc, &mut all.reply_to] {
        mailboxes(mask, list);
    }
}

fn mailboxes(mask: Mask, list: &mut [Mailbox]) {
    if mask.hides() {
        for mailbox in list {
            mailbox.name = mask.name(&mailbox.name);
            mailbox.address = mask.email(&mailbox.address);
        }
    }
}

/// The recipients that a masked reader meant: each masked address stands for the proposed one that it was made from.
pub(super) fn unmasked(mask: Mask, given: Vec<Mailbox>, proposed: &ProposedRecipients) -> Vec<Mailbox> {
    if !mask.hides() {
        return given;
    }
    let meant = |mailbox: Mailbox| {
        let known = proposed
            .to
            .iter()
            .chain(&proposed.cc)
            .find(|p| mask.email(&p.address) == mailbox.address);
        known.cloned().unwrap_or(mailbox)
    };
    given.into_iter().map(meant).collect()
}

/// Raw mails cannot be masked.
pub(super) fn refuse_raw(actor: &Actor) -> Result<()> {
    if !Mask::of(actor).hides() {
        return Ok(());
    }
    Err(Error::Forbidden {
        code: "personal_data_masked",
        detail: "raw mails hold personal data, which is masked for your role".to_owned(),
    })
}
