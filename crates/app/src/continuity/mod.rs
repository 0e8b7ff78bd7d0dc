//! Chats that go on as mail: answers that a visitor who left has not seen.
//!
//! Each answer enqueues the job [`ContinueByMail`]; jobs of one chat that wait are one. When it runs it looks at what the visitor has not
//! seen: while they are there, or have not been away for long enough, it comes again later. Then everything unseen goes out as one mail
//! by the site's inbox for mail, with the signed reply address of the conversation, and the timeline tells so. What comes back finds
//! the same conversation (`crate::inbound`), and proves that the address is the visitor's.
//!
//! The mail is a message of a kind of its own, in the outbox as any other: it is tried again, its failure is told, a bounce joins it.
//! What it says stands in the conversation already, so neither visitors nor agents are shown it a second time.

mod words;

use std::time::Duration;

use domain::agents::Locale;
use domain::conversations::{CHAT_MAIL, Conversation, Delivery, Direction, EntryKind, Status};
use domain::validate::is_email;
use domain::{AttachmentId, ConversationId, InboxId, Timestamp};
use serde::{Deserialize, Serialize};
use store::chat::desk::UnseenAnswer;
use store::chat::{Chat, SiteSettings, Visitor};
use store::messages::{Mailbox, Message, NewMessage, Recipients};

use crate::core::{Actorly, Core, Error, Result, What, Work};
use crate::outbox::{self, Sender};
use crate::routing;

/// Answers of one mail; more of them than anybody writes to nobody.
const MOST_ANSWERS: u32 = 50;
/// While a visitor is there it is looked again so often at least.
const LEAST: Duration = Duration::from_secs(30);
/// When nothing can send at the moment it is looked again then.
const NO_SENDER: Duration = Duration::from_secs(600);
/// A visitor without a socket who was last heard of so long ago is away.
const AWAY_AFTER: Duration = Duration::from_secs(130);

/// Mails what a visitor has not seen, once they have been away for long enough.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContinueByMail {
    /// The chat.
    pub conversation_id: ConversationId,
}

/// An answer was given in a chat: it goes by mail unless it is seen.
///
/// # Errors
/// When the database fails.
pub(crate) async fn answered(work: &mut Work<'_>, conversation: &Conversation) -> Result<()> {
    let site = store::chat::sites::find_settings(&work.tx, conversation.inbox_id).await?;
    let Some(after) = site.as_ref().and_then(patience) else {
        return Ok(());
    };
    let at = work.now.plus(after);
    let job = ContinueByMail {
        conversation_id: conversation.id,
    };
    work.enqueue(&job, Some(at)).await
}

/// How long after a visitor left their answers go by mail; none for never.
fn patience(site: &SiteSettings) -> Option<Duration> {
    let seconds = u64::try_from(site.continue_after_seconds).ok()?;
    (seconds > 0 && site.mail_inbox_id.is_some()).then(|| Duration::from_secs(seconds))
}

/// One look at a chat: when to look again, none when there is nothing (more) to do.
///
/// # Errors
/// When the database fails; then the look is taken again.
pub(crate) async fn attempt(core: &Core, id: ConversationId) -> Result<Option<Timestamp>> {
    let mut work = core.begin().await?;
    let Some((mut conversation, mut chat)) = routing::lock(&work, id).await? else {
        return Ok(None);
    };
    let Some((site, visitor, to)) = going_on(&work, &conversation, &chat).await? else {
        return Ok(None);
    };
    let Some((after, mail_inbox)) = patience(&site).zip(site.mail_inbox_id) else {
        return Ok(None);
    };
    let known = chat.visitor_seen_seq.max(chat.mailed_seq);
    let answers = store::chat::desk::answers_after(&work.tx, id, known, MOST_ANSWERS).await?;
    let Some(last) = answers.last() else {
        return Ok(None);
    };
    if let Some(later) = not_yet(&chat, &visitor, after, work.now) {
        return Ok(Some(later));
    }
    let sender = match Sender::find(core, &work.tx, mail_inbox).await {
        Ok(sender) => sender,
        Err(error @ Error::Conflict { .. }) => {
            tracing::warn!(conversation = %id, %error, "a chat cannot go on as mail");
            return Ok(Some(work.now.plus(NO_SENDER)));
        }
        Err(error) => return Err(error),
    };
    chat.mailed_seq = last.seq;
    let mail = Mail {
        sender: &sender,
        inbox: mail_inbox,
        to,
        locale: visitor.locale.parse().unwrap_or(Locale::En),
    };
    post(core, &mut work, &mut conversation, &mail, &answers).await?;
    store::chat::chats::update(&work.tx, &chat, work.now).await?;
    work.save(&conversation).await?;
    work.commit().await?;
    Ok(None)
}

/// The site, the visitor and their address, where a chat can go on as mail at all.
async fn going_on(
    work: &Work<'_>,
    conversation: &Conversation,
    chat: &Chat,
) -> Result<Option<(SiteSettings, Visitor, Mailbox)>> {
    if conversation.status == Status::Spam {
        return Ok(None);
    }
    let site = store::chat::sites::find_settings(&work.tx, chat.inbox_id).await?;
    let visitor = match chat.visitor_id {
        Some(visitor) => store::chat::visitors::find(&work.tx, visitor).await?,
        None => None,
    };
    let Some((site, visitor)) = site.zip(visitor) else {
        return Ok(None);
    };
    if !is_email(&visitor.email) {
        return Ok(None);
    }
    let to = Mailbox {
        name: visitor.name.clone(),
        address: visitor.email.clone(),
    };
    Ok(Some((site, visitor, to)))
}

/// When to look again, while the visitor may still see the answers where they were given.
fn not_yet(chat: &Chat, visitor: &Visitor, after: Duration, now: Timestamp) -> Option<Timestamp> {
    let silent = now.since(visitor.last_seen_at) >= AWAY_AFTER;
    let left = chat.visitor_left_at.or(silent.then_some(visitor.last_seen_at));
    match left {
        Some(left) if left.plus(after) <= now => None,
        Some(left) => Some(left.plus(after)),
        None => Some(now.plus(after.max(LEAST))),
    }
}

/// A mail about to be.
struct Mail<'a> {
    sender: &'a Sender,
    inbox: InboxId,
    to: Mailbox,
    locale: Locale,
}

async fn post(
    core: &Core,
    work: &mut Work<'_>,
    conversation: &mut Conversation,
    mail: &Mail<'_>,
    answers: &[UnseenAnswer],
) -> Result<()> {
    let before = store::messages::last(&work.tx, conversation.id, Direction::In).await?;
    let by_mail = before.as_ref().filter(|message| message.message_id.is_some());
    let letter = words::letter(mail.locale, answers, by_mail.is_some());
    let agent = answers.last().and_then(|answer| answer.agent_id);
    let name = answers.last().map_or("", |answer| answer.from_name.as_str());
    let recipients = Recipients {
        to: vec![mail.to.clone()],
        ..Recipients::default()
    };
    let subject = subject(work, conversation, mail.locale, by_mail).await?;
    let message_id = mail.sender.new_message_id();
    let new = NewMessage {
        conversation_id: conversation.id,
        inbox_id: conversation.inbox_id,
        direction: Direction::Out,
        kind: CHAT_MAIL,
        agent_id: agent,
        contact_id: None,
        from: mail.sender.from(name),
        recipients: &recipients,
        subject: &subject,
        text: &letter.text,
        quoted_text: "",
        html: Some(&letter.html),
        html_reply: None,
        remote_images: 0,
        language: None,
        message_id: message_id.as_deref(),
        in_reply_to: by_mail.and_then(|message| message.message_id.as_deref()),
        content_hash: None,
        raw_mail_id: None,
        verdicts: [None; 3],
        delivery: Delivery::Queued,
        send_after: Some(work.now),
        at: work.now,
    };
    let message = store::messages::insert(&work.tx, &new).await?;
    let mut files: Vec<AttachmentId> = Vec::new();
    for answer in answers {
        let of = store::attachments::of_message(&work.tx, answer.message_id).await?;
        files.extend(of.iter().map(|file| file.id));
    }
    store::attachments::copy(&work.tx, message, conversation.inbox_id, &files, work.now).await?;
    let mailed = What {
        kind: EntryKind::ChatMailed,
        message: Some(message),
        from: None,
        to: Some(&mail.to.address),
    };
    work.append(conversation, &Actorly::system(), mailed).await?;
    outbox::enqueue(core, work, message, mail.inbox, work.now).await
}

/// That of the mail that is answered, else one that says which chat it is.
async fn subject(
    work: &Work<'_>,
    conversation: &Conversation,
    locale: Locale,
    by_mail: Option<&Message>,
) -> Result<String> {
    if let Some(message) = by_mail {
        return Ok(outbox::reply_subject(&message.subject, ""));
    }
    let site = store::chat::sites::find(&work.tx, conversation.inbox_id).await?;
    let context = store::conversations::mail_context(&work.tx, conversation.id).await?;
    let (brand, number) = (
        site.map(|site| site.brand_name).unwrap_or_default(),
        context.map_or(0, |context| context.number),
    );
    Ok(words::subject(locale, &brand, number))
}

#[cfg(test)]
mod tests {
    use domain::chat::ChatState;

    use super::*;

    fn chat(left: Option<i64>) -> Chat {
        Chat {
            conversation_id: ConversationId(1),
            inbox_id: InboxId(1),
            visitor_id: None,
            state: ChatState::Active,
            topic: String::new(),
            offered_to: None,
            offered_at: None,
            queued_at: Timestamp(0),
            accepted_at: None,
            ended_at: None,
            ended_by: None,
            visitor_delivered_seq: 0,
            visitor_seen_seq: 0,
            agent_seen_seq: 0,
            visitor_left_at: left.map(Timestamp::from_seconds),
            mailed_seq: 0,
            idle_warned_at: None,
            rating: None,
            rating_comment: String::new(),
            rated_at: None,
            updated_at: Timestamp(0),
        }
    }

    fn visitor(seen: i64) -> Visitor {
        Visitor {
            id: domain::VisitorId(1),
            inbox_id: InboxId(1),
            contact_id: None,
            verified: false,
            external_id: None,
            name: String::new(),
            email: String::new(),
            locale: String::new(),
            country: String::new(),
            ip: String::new(),
            user_agent: String::new(),
            referrer: String::new(),
            utm: String::new(),
            attributes: String::new(),
            page_url: String::new(),
            page_title: String::new(),
            visits: 1,
            created_at: Timestamp(0),
            last_seen_at: Timestamp::from_seconds(seen),
        }
    }

    #[test]
    fn who_is_there_is_waited_for_and_who_left_long_enough_ago_is_not() {
        let after = Duration::from_secs(300);
        let at = |left, seen, now| not_yet(&chat(left), &visitor(seen), after, Timestamp::from_seconds(now));
        let in_seconds = |seconds| Some(Timestamp::from_seconds(seconds));
        assert_eq!(at(None, 1_000, 1_010), in_seconds(1_310), "is there");
        assert_eq!(
            at(Some(1_000), 1_000, 1_010),
            in_seconds(1_300),
            "left a moment ago"
        );
        assert_eq!(at(Some(1_000), 1_000, 1_300), None);
        assert_eq!(at(None, 1_000, 1_200), in_seconds(1_300), "was never connected");
        assert_eq!(at(None, 1_000, 1_300), None);
    }
}
