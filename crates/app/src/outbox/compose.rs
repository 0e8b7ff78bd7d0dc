//! From stored rows to a mail.

use channels::email::RawMail;
use domain::conversations::{CHAT_MAIL, Direction, FORWARD, THIRD_PARTY};
use domain::{AgentId, MessageId};
use mail::Mailbox;
use mail::compose::{Below, InlineImage, Outgoing, OutgoingAttachment, QuoteLanguage, Quoted, Signature};
use mail::threading::reply_address;
use store::inboxes::EmailInbox;
use store::messages::Message;

use crate::core::{Core, Error, Result};

/// Message-IDs that `References` carries at most; composing cuts further.
const MOST_REFERENCES: u32 = 40;

/// Puts a stored answer together as a mail, signed where the inbox signs.
pub(super) async fn compose(core: &Core, email: &EmailInbox, message: &Message) -> Result<RawMail> {
    finish(core, email, &outgoing(core, email, message).await?)
}

/// From its parts to bytes, signed where the inbox signs.
pub(crate) fn finish(core: &Core, email: &EmailInbox, outgoing: &Outgoing) -> Result<RawMail> {
    let mut composed =
        mail::compose::compose(outgoing).map_err(|error| Error::Internal(error.to_string()))?;
    if let Some(signed) = sign(core, email, &composed.raw)? {
        composed.raw = signed;
    }
    Ok(composed.into())
}

async fn outgoing(core: &Core, email: &EmailInbox, message: &Message) -> Result<Outgoing> {
    let db = core.reader();
    let context = store::conversations::mail_context(db, message.conversation_id)
        .await?
        .ok_or_else(|| Error::not_found("conversation", message.conversation_id))?;
    let key = core.keys.mail_signing();
    let id = message.message_id.clone().unwrap_or_default();
    let from = Mailbox::new(&message.from_name, &message.from_address);
    let mut mail = Outgoing::new(
        from,
        mailboxes(&message.recipients.to),
        &message.subject,
        &id,
        message.created_at,
    );
    mail.cc = mailboxes(&message.recipients.cc);
    mail.bcc = mailboxes(&message.recipients.bcc);
    mail.reply_to = reply_address::sign(&message.from_address, &context.token, &key)
        .map(|address| Mailbox::new(&message.from_name, address));
    mail.in_reply_to = message.in_reply_to.clone();
    mail.references = references(core, message, &id).await?;
    mail.text = message.text.clone();
    mail.html = message.html.clone();
    if message.kind == FORWARD {
        let (own, below) = split(message);
        mail.html = Some(own);
        mail.forwarded = Some(below);
    }
    mail.loop_token = Some(loop_token(core));
    mail.marker = mail::threading::marker::text(&context.token, &key);
    mail.signature = signature(core, email, message).await?;
    mail.quote = quote(core, message, context.language.as_deref()).await?;
    attach(core, &mut mail, message.id).await?;
    Ok(mail)
}

/// By what mail of this installation is known when it comes back.
pub(crate) fn loop_token(core: &Core) -> String {
    hex::encode(core.keys.derive("mail loop v1"))
        .chars()
        .take(16)
        .collect()
}

fn mailboxes(stored: &[store::messages::Mailbox]) -> Vec<Mailbox> {
    stored.iter().map(|m| Mailbox::new(&m.name, &m.address)).collect()
}

/// The author's own words of a forward, and what is forwarded: the signature stands between the two.
fn split(message: &Message) -> (String, Below) {
    let own = message.html_reply.clone().unwrap_or_default();
    let whole = message.html.as_deref().unwrap_or_default();
    let below = Below {
        text: message.quoted_text.clone(),
        html: whole.strip_prefix(own.as_str()).unwrap_or(whole).to_owned(),
    };
    (own, below)
}

/// The thread before this message, the answered mail last. Who gets a forward has seen nothing of it, and who answers one only that.
async fn references(core: &Core, message: &Message, own: &str) -> Result<Vec<String>> {
    if message.kind == FORWARD || message.kind == THIRD_PARTY {
        return Ok(message.in_reply_to.iter().cloned().collect());
    }
    let ids = store::messages::message_ids(core.reader(), message.conversation_id, MOST_REFERENCES).await?;
    let mut before: Vec<String> = ids.into_iter().take_while(|id| id != own).collect();
    if let Some(answered) = &message.in_reply_to {
        before.retain(|id| id != answered);
        before.push(answered.clone());
    }
    Ok(before)
}

async fn signature(core: &Core, email: &EmailInbox, message: &Message) -> Result<Option<Signature>> {
    let text = signature_text(core, email, message.agent_id).await?;
    Ok((!text.is_empty()).then_some(Signature { text, html: None }))
}

/// What stands below the words of an agent (or of nobody in particular) in an inbox; empty for nothing.
pub(crate) async fn signature_text(
    core: &Core,
    email: &EmailInbox,
    agent: Option<AgentId>,
) -> Result<String> {
    let own = match agent {
        Some(agent) => store::agents::signature(core.reader(), agent)
            .await?
            .unwrap_or_default(),
        None => String::new(),
    };
    let parts: Vec<&str> = [own.trim(), email.signature.trim()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    Ok(parts.join("\n\n"))
}

/// The customer's message below ours, so that a thread read outside of our product still makes sense.
async fn quote(core: &Core, message: &Message, language: Option<&str>) -> Result<Option<Quoted>> {
    let (db, conversation) = (core.reader(), message.conversation_id);
    let last = match message.kind.as_str() {
        // Whoever chatted knows what they said.
        FORWARD | CHAT_MAIL => return Ok(None),
        THIRD_PARTY => store::messages::last_aside(db, conversation).await?,
        _ => store::messages::last(db, conversation, Direction::In).await?,
    };
    Ok(last
        .filter(|m| m.message_id == message.in_reply_to && !m.text.trim().is_empty())
        .map(|m| Quoted {
            author: Mailbox::new(&m.from_name, &m.from_address),
            date: m.created_at,
            time_zone: None,
            text: m.text,
            html: None,
            language: QuoteLanguage::from_code(language.unwrap_or("en")),
        }))
}

async fn attach(core: &Core, mail: &mut Outgoing, message: MessageId) -> Result<()> {
    for file in store::attachments::of_message(core.reader(), message).await? {
        let data = core.blobs.get(&file.blob_key).await?;
        match file.content_id.filter(|_| file.is_inline) {
            Some(content_id) => mail.inline.push(InlineImage {
                content_id,
                name: file.name,
                content_type: file.content_type,
                data,
            }),
            None => mail.attachments.push(OutgoingAttachment {
                name: file.name,
                content_type: file.content_type,
                data,
            }),
        }
    }
    Ok(())
}

fn sign(core: &Core, email: &EmailInbox, raw: &[u8]) -> Result<Option<Vec<u8>>> {
    let (Some(domain), Some(selector), Some(sealed)) =
        (&email.dkim_domain, &email.dkim_selector, &email.dkim_secret)
    else {
        return Ok(None);
    };
    let failed = |error: &dyn std::fmt::Display| Error::Internal(format!("DKIM signing failed: {error}"));
    let key = core
        .keys
        .open(crate::secrets::DKIM, sealed)
        .map_err(|e| failed(&e))?;
    let signer = mail::dkim::DkimSigner::new(domain, selector, &key).map_err(|e| failed(&e))?;
    signer
        .signed(raw, core.clock.now())
        .map(Some)
        .map_err(|e| failed(&e))
}
