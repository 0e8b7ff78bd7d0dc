//! Writing a mail down: as a message of a conversation, or as a bounce of one of our answers.

use domain::conversations::{Conversation, Delivery, Direction, EntryKind, Status, THIRD_PARTY};
use domain::notifications::NotificationKind;
use domain::text::excerpt;
use domain::validate::fold_email;
use domain::{ActorKind, MessageId};
use mail::threading::ThreadKeys;
use mail::{AuthResult, Mail, MailKind, Mailbox};
use store::attachments::NewAttachment;
use store::contacts::ContactRef;
use store::conversations::{NewConversation, Touch};
use store::mail_ledger::Line;
use store::messages::{self, NewMessage, Recipients};

use super::import::system;
use super::read::ReadMail;
use super::threading::{self, Writer};
use super::verdict::Outcome;
use crate::contacts;
use crate::conversations::scheduled::hold_for_customer;
use crate::conversations::{PREVIEW, TOKEN};
use crate::core::{Actorly, Core, Error, Result, Token, What, Work};
use crate::outbox::note_failure;

/// Most recipients that are kept with a message; the raw mail has them all.
const MOST_KEPT: usize = 500;

/// Stores a mail as a message: in the conversation that it continues, or in a new one.
pub(super) async fn message(
    core: &Core,
    work: &mut Work<'_>,
    line: &Line,
    read: &ReadMail,
    author: &Mailbox,
) -> Result<Outcome> {
    let mail = &read.mail;
    let keys = ThreadKeys::of(mail, &core.keys.mail_signing());
    let folded = fold_email(&author.address);
    let known = store::contacts::find_by_address(&work.tx, "email", &folded).await?;
    let writer = Writer {
        contact: known.map(|contact| contact.id),
        folded: &folded,
    };
    let continued = threading::find(&work.tx, system().scope(), line.inbox_id, &keys, &writer).await?;
    if let Some(id) = continued {
        // Who answers the mail by which a chat went on has the address that the visitor gave.
        crate::chat::prove_address(work, id, &author.address).await?;
    }
    let contact = contacts::find_or_create(
        &work.tx,
        &author.name,
        &author.address,
        mail.language.as_deref(),
        work.now,
    )
    .await?;
    let place = match continued {
        None => Place::New,
        Some(id)
            if store::threading::third_parties(&work.tx, id)
                .await?
                .contains(&folded) =>
        {
            Place::Aside
        }
        Some(_) => Place::Thread,
    };
    let mut conversation = match continued {
        Some(id) => store::conversations::find_for_update(&work.tx, system().scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?,
        None => begin(work, line, mail, &contact).await?,
    };
    let message = store_message(work, line, read, &conversation, &contact, author, place).await?;
    let who = Actorly::contact(contact.id, &contact.name);
    let seq = work
        .append(
            &mut conversation,
            &who,
            What::message(EntryKind::Message, message),
        )
        .await?;
    finish(work, read, &mut conversation, &who, (message, seq), place).await?;
    Ok(Outcome::imported(message, &conversation))
}

/// Where a mail stands in its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It begins it.
    New,
    /// It goes on with it.
    Thread,
    /// It comes from somebody whom the conversation was forwarded to: not the customer, who must not be taken for them.
    Aside,
}

async fn begin(work: &mut Work<'_>, line: &Line, mail: &Mail, contact: &ContactRef) -> Result<Conversation> {
    let inbox = store::inboxes::find(&work.tx, system().scope(), line.inbox_id)
        .await?
        .ok_or_else(|| Error::not_found("inbox", line.inbox_id))?;
    let subject = excerpt(&mail.subject, 500);
    let new = NewConversation {
        token: &Token::random(TOKEN),
        inbox_id: inbox.id,
        contact_id: contact.id,
        channel: &inbox.channel,
        subject: &subject,
        preview: "",
        status: if contact.blocked {
            Status::Spam
        } else {
            Status::Open
        },
        team_id: inbox.team_id,
        assignee_id: None,
        language: mail.language.as_deref(),
        at: work.now,
    };
    let (mut conversation, number) = store::conversations::insert(&work.tx, &new).await?;
    store::search::put_conversation(&work.tx, conversation.id, inbox.id, number, &subject, work.now).await?;
    let what = What {
        kind: EntryKind::Created,
        message: None,
        from: None,
        to: None,
    };
    work.append(
        &mut conversation,
        &Actorly::contact(contact.id, &contact.name),
        what,
    )
    .await?;
    Ok(conversation)
}

async fn store_message(
    work: &Work<'_>,
    line: &Line,
    read: &ReadMail,
    conversation: &Conversation,
    contact: &ContactRef,
    author: &Mailbox,
    place: Place,
) -> Result<MessageId> {
    let mail = &read.mail;
    let recipients = recipients(mail);
    // What a first mail quotes is nowhere else with us; in a thread the quotes are our own words again.
    let whole = place == Place::New || mail.reply_text.trim().is_empty();
    let (text, quoted) = if whole {
        (&mail.text, "")
    } else {
        (&mail.reply_text, mail.quoted_text.as_str())
    };
    let new = NewMessage {
        conversation_id: conversation.id,
        // Where the conversation lies: whoever sees it sees all of it.
        inbox_id: conversation.inbox_id,
        direction: Direction::In,
        kind: match place {
            Place::Aside if mail.kind == MailKind::Normal => THIRD_PARTY,
            _ => kind(mail.kind),
        },
        agent_id: None,
        contact_id: Some(contact.id),
        from: messages::Mailbox {
            name: author.name.clone(),
            address: author.address.clone(),
        },
        recipients: &recipients,
        subject: &mail.subject,
        text,
        quoted_text: quoted,
        html: mail.html.as_deref(),
        html_reply: read.html_reply.as_deref().filter(|_| !whole),
        remote_images: i64::try_from(mail.html_remote_images).unwrap_or(i64::MAX),
        language: mail.language.as_deref(),
        message_id: mail.message_id.as_deref(),
        in_reply_to: mail.in_reply_to.first().map(String::as_str),
        content_hash: Some(&read.content_hash),
        raw_mail_id: line.raw_mail_id,
        verdicts: verdicts(mail),
        delivery: Delivery::Received,
        send_after: None,
        at: work.now,
    };
    let message = store::messages::insert(&work.tx, &new).await?;
    for (attachment, blob_key) in mail.attachments.iter().zip(&read.blobs) {
        let file = NewAttachment {
            message_id: Some(message),
            inbox_id: Some(conversation.inbox_id),
            agent_id: None,
            name: &attachment.name,
            content_type: &attachment.content_type,
            size: i64::try_from(attachment.size).unwrap_or(i64::MAX),
            sha256: &attachment.sha256,
            is_inline: attachment.inline,
            content_id: attachment.content_id.as_deref(),
            blob_key,
            at: work.now,
        };
        store::attachments::insert(&work.tx, &file).await?;
    }
    Ok(message)
}

/// Lets the rules decide, and makes the words findable.
async fn finish(
    work: &mut Work<'_>,
    read: &ReadMail,
    conversation: &mut Conversation,
    who: &Actorly,
    (message, seq): (MessageId, i64),
    place: Place,
) -> Result<()> {
    let mail = &read.mail;
    let automatic = matches!(
        mail.kind,
        MailKind::AutoReply | MailKind::Bounce | MailKind::DeliveryReceipt
    );
    let now = work.now;
    let aside = place == Place::Aside && !automatic;
    let change = if aside {
        conversation.third_party_wrote(now)
    } else {
        conversation.customer_wrote(seq, now, automatic)
    };
    if let Some(change) = change {
        work.append_change(conversation, who, &change).await?;
    }
    if !aside && !automatic {
        hold_for_customer(work, conversation, who).await?;
    }
    if let Some(agent) = conversation.assignee_id.filter(|_| !automatic) {
        work.notify(agent, NotificationKind::Replied, conversation, seq, who)
            .await?;
    }
    let waits = conversation.assignee_id.is_none() && conversation.status == Status::Open;
    if place == Place::New && waits && !automatic {
        work.notify_of_arrival(conversation, seq, who).await?;
    }
    let words = if mail.reply_text.trim().is_empty() {
        &mail.text
    } else {
        &mail.reply_text
    };
    let preview = excerpt(words, PREVIEW);
    let touch = Touch {
        preview: &preview,
        has_attachments: mail.attachments.iter().any(|a| !a.inline),
        language: mail.language.as_deref().filter(|_| !automatic && !aside),
    };
    store::conversations::touch(&work.tx, conversation.id, &touch).await?;
    let names: Vec<&str> = mail.attachments.iter().map(|a| a.name.as_str()).collect();
    let findable = format!("{} {} {}", mail.subject, mail.text, names.join(" "));
    store::search::put_message(
        &work.tx,
        message,
        conversation.id,
        conversation.inbox_id,
        seq,
        now,
        &findable,
    )
    .await?;
    work.save(conversation).await
}

/// Joins a bounce to the answer that came back; `None` when it is about no answer of ours, and then it is a mail like others.
pub(super) async fn bounce(
    core: &Core,
    work: &mut Work<'_>,
    line: &Line,
    read: &ReadMail,
) -> Result<Option<Outcome>> {
    let Some(bounce) = &read.mail.bounce else {
        return Ok(None);
    };
    let original = match &bounce.original_message_id {
        Some(id) => store::threading::sent_message(&work.tx, id.trim_matches(['<', '>'])).await?,
        None => None,
    };
    let Some((sent, _)) = original else {
        return by_reply_token(core, work, line, read).await;
    };
    let Some(answer) = store::messages::find(&work.tx, system().scope(), sent).await? else {
        return Ok(None);
    };
    let permanent = bounce.recipients.iter().any(|r| r.permanent);
    for recipient in bounce.recipients.iter().filter(|r| r.permanent) {
        let reason = recipient
            .diagnostic
            .as_deref()
            .unwrap_or("mail to this address comes back");
        store::contacts::set_bounce(&work.tx, &fold_email(&recipient.address), Some(reason), work.now)
            .await?;
    }
    let scope = system().scope();
    let Some(mut conversation) =
        store::conversations::find_for_update(&work.tx, scope, answer.conversation_id).await?
    else {
        return Ok(None);
    };
    let (name, address) = (read.mail.from.name.clone(), read.mail.from.address.clone());
    let daemon = Actorly {
        kind: ActorKind::System,
        id: None,
        name: if name.is_empty() { address } else { name },
    };
    let contact = ContactRef {
        id: conversation.contact_id,
        name: daemon.name.clone(),
        blocked: false,
    };
    let author = read.mail.from.clone();
    let message = store_message(work, line, read, &conversation, &contact, &author, Place::Thread).await?;
    let seq = work
        .append(
            &mut conversation,
            &daemon,
            What::message(EntryKind::Message, message),
        )
        .await?;
    finish(
        work,
        read,
        &mut conversation,
        &daemon,
        (message, seq),
        Place::Thread,
    )
    .await?;
    if permanent {
        let reason = describe(bounce);
        store::messages::set_delivery(&work.tx, sent, Delivery::Bounced, Some(&reason), None).await?;
        note_failure(work, &answer, EntryKind::Bounced, &reason, true).await?;
    }
    Ok(Some(Outcome::imported(message, &conversation)))
}

/// A bounce that keeps only the envelope's addresses may still name a signed reply address.
async fn by_reply_token(
    core: &Core,
    work: &mut Work<'_>,
    line: &Line,
    read: &ReadMail,
) -> Result<Option<Outcome>> {
    let keys = ThreadKeys::of(&read.mail, &core.keys.mail_signing());
    let token = keys.reply_tokens.first().or_else(|| keys.marker_tokens.first());
    let Some(token) = token else { return Ok(None) };
    let Some(id) = store::conversations::find_by_token(&work.tx, token).await? else {
        return Ok(None);
    };
    let Some(mut conversation) =
        store::conversations::find_for_update(&work.tx, system().scope(), id).await?
    else {
        return Ok(None);
    };
    if conversation.inbox_id != line.inbox_id
        && !store::chat::desk::goes_on_by(&work.tx, conversation.inbox_id, line.inbox_id).await?
    {
        return Ok(None);
    }
    let contact = ContactRef {
        id: conversation.contact_id,
        name: read.mail.from.name.clone(),
        blocked: false,
    };
    let daemon = Actorly {
        kind: ActorKind::System,
        id: None,
        name: contact.name.clone(),
    };
    let message = store_message(
        work,
        line,
        read,
        &conversation,
        &contact,
        &read.mail.from,
        Place::Thread,
    )
    .await?;
    let seq = work
        .append(
            &mut conversation,
            &daemon,
            What::message(EntryKind::Message, message),
        )
        .await?;
    finish(
        work,
        read,
        &mut conversation,
        &daemon,
        (message, seq),
        Place::Thread,
    )
    .await?;
    Ok(Some(Outcome::imported(message, &conversation)))
}

fn describe(bounce: &mail::bounce::Bounce) -> String {
    let one = |r: &mail::bounce::BounceRecipient| {
        let why = r
            .diagnostic
            .clone()
            .or_else(|| r.status.clone())
            .unwrap_or_else(|| "came back".to_owned());
        format!("{}: {why}", r.address)
    };
    excerpt(
        &bounce.recipients.iter().map(one).collect::<Vec<_>>().join("; "),
        1_000,
    )
}

fn recipients(mail: &Mail) -> Recipients {
    let convert = |list: &[Mailbox]| {
        list.iter()
            .take(MOST_KEPT)
            .map(|m| messages::Mailbox {
                name: m.name.clone(),
                address: m.address.clone(),
            })
            .collect::<Vec<_>>()
    };
    Recipients {
        to: convert(&mail.to),
        cc: convert(&mail.cc),
        bcc: Vec::new(),
        reply_to: convert(&mail.reply_to),
    }
}

const fn kind(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Normal => "normal",
        MailKind::AutoReply => "auto_reply",
        MailKind::Bounce => "bounce",
        MailKind::AbuseReport => "abuse_report",
        MailKind::DeliveryReceipt => "delivery_receipt",
        MailKind::Calendar => "calendar",
    }
}

fn verdicts(mail: &Mail) -> [Option<&'static str>; 3] {
    let found = mail.authentication;
    [found.spf, found.dkim, found.dmarc].map(|result| match result {
        AuthResult::None => None,
        AuthResult::Pass => Some("pass"),
        AuthResult::Fail => Some("fail"),
        AuthResult::SoftFail => Some("softfail"),
        AuthResult::Neutral => Some("neutral"),
        AuthResult::TempError => Some("temperror"),
        AuthResult::PermError => Some("permerror"),
    })
}
