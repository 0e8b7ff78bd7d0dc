//! Beginning a chat: the form before it, the contact, the conversation, the place in the queue, the first words.

use std::collections::BTreeMap;

use domain::attributes::AttributeValue;
use domain::chat::{ChatState, Field, FieldKind};
use domain::conversations::{Conversation, EntryKind, Status};
use domain::text::excerpt;
use domain::validate::Checks;
use domain::{AttachmentId, TeamId};
use store::chat::Visitor;
use store::chat::chats::NewChat;
use store::chat::keys::Done;
use store::contacts::ContactRef;
use store::conversations::NewConversation;

use super::say::{self, Words};
use super::{Guest, VisitorChat, check, contact, described};
use crate::conversations::TOKEN;
use crate::core::{Actorly, Error, Result, Token, What, Work};

/// Chats that one visitor may have under way.
const MOST_UNDER_WAY: i64 = 5;
/// Characters of a subject.
const SUBJECT: usize = 80;

/// A chat about to begin.
#[derive(Debug, Clone, Default)]
pub struct Begin {
    /// First words.
    pub text: String,
    /// Key of its topic.
    pub topic: Option<String>,
    /// Answers to the form, by the keys of its fields.
    pub fields: BTreeMap<String, String>,
    /// Files uploaded before.
    pub attachments: Vec<AttachmentId>,
    /// The invitation that it answers.
    pub invitation: Option<String>,
}

/// The form, answered and sorted by what the answers become.
#[derive(Default)]
struct Answered {
    name: Option<String>,
    email: Option<String>,
    /// Attributes of the contact that answers become.
    attributes: Vec<(String, AttributeValue)>,
    /// Key, label and answer of what is told in the chat.
    told: Vec<(String, String, String)>,
}

impl VisitorChat {
    /// Begins a chat; once for each key, however often it is asked. Returns the token of its conversation.
    ///
    /// # Errors
    /// Refused fields; `identity_required`; `too_many_chats`; `idempotency_key_reused`.
    pub async fn begin(&self, guest: &Guest, begin: &Begin, key: &str) -> Result<String> {
        let key = check::key(key)?;
        let site = &guest.site;
        if site.row.identity_required && !guest.visitor.verified {
            return Err(Error::Forbidden {
                code: "identity_required",
                detail: "sign in first: only known customers can chat here".to_owned(),
            });
        }
        let hash = begin.hash();
        let mut work = self.core.begin().await?;
        // The lock makes two requests with the same key one after the other.
        let visitor = store::chat::visitors::lock(&work.tx, guest.visitor.id)
            .await?
            .ok_or_else(|| Error::not_found("visitor", guest.visitor.id))?;
        if let Some(done) = store::chat::keys::find(&work.tx, visitor.id, key).await? {
            if done.request_hash != hash {
                return Err(check::reused());
            }
            let token = token_of(&work, &done).await?;
            // What is seen here may be of a commit that is still on its way to the disk: it is told when it is there.
            work.commit().await?;
            return Ok(token);
        }
        let (words, answered) = self.checked(guest, begin)?;
        if store::chat::chats::count_under_way(&work.tx, visitor.id).await? >= MOST_UNDER_WAY {
            return Err(Error::conflict(
                "too_many_chats",
                format!("{MOST_UNDER_WAY} chats are under way already: go on with one of them or end it"),
            ));
        }
        let visitor = introduce(&work, visitor, &answered).await?;
        let contact = contact::of(&work, &visitor).await?;
        described::tell_contact(&work, &visitor, contact.id).await?;
        // What the company itself knows of a customer is not overwritten by what somebody types.
        for (key, value) in answered.attributes.iter().filter(|_| !visitor.verified) {
            contact::know(&work, contact.id, key, value.clone()).await?;
        }
        let topic = begin
            .topic
            .as_deref()
            .and_then(|key| site.widget.topics.iter().find(|topic| topic.key == key));
        let label = topic.and_then(|t| site.widget.words(&t.label, &visitor.locale));
        let subject = subject(&words, label, &site.row.brand_name);
        let opening = Opening {
            subject: &subject,
            topic: topic.map_or("", |topic| topic.key.as_str()),
            team: topic.and_then(|topic| topic.team).or(site.row.team_id),
        };
        let (mut conversation, token) = open(&mut work, &visitor, &contact, &opening).await?;
        let who = Actorly::contact(contact.id, &contact.name);
        if let Some(form) = answered.words() {
            say::write(&mut work, &mut conversation, &visitor, &who, &form).await?;
        }
        let said = if words.is_empty() {
            // Nobody said anything yet, and still somebody waits.
            conversation.waiting_since.get_or_insert(work.now);
            None
        } else {
            Some(say::write(&mut work, &mut conversation, &visitor, &who, &words).await?)
        };
        let done = Done {
            request_hash: hash,
            conversation_id: conversation.id,
            message_id: said.map(|(_, message)| message),
            seq: said.map_or(conversation.last_seq, |(seq, _)| seq),
        };
        store::chat::keys::insert(&work.tx, visitor.id, key, &done, work.now).await?;
        if conversation.status == Status::Open {
            let seq = conversation.last_seq;
            work.notify_of_arrival(&conversation, seq, &who).await?;
        }
        work.chat_changed(&conversation, ChatState::Waiting);
        crate::routing::wake(&mut work).await?;
        work.save(&conversation).await?;
        work.commit().await?;
        Ok(token)
    }

    fn checked(&self, guest: &Guest, begin: &Begin) -> Result<(Words, Answered)> {
        let site = &guest.site;
        let mut checks = Checks::new();
        let text = checks.text("text", &begin.text, 0, check::MOST_TEXT);
        check::files(&mut checks, &begin.attachments);
        if let Some(topic) = &begin.topic
            && !site.widget.topics.iter().any(|known| known.key == *topic)
        {
            checks.refuse("topic", "unknown_value", format!("there is no topic \"{topic}\""));
        }
        let mut answered = Answered::default();
        for field in &site.widget.fields {
            let label = site.widget.words(&field.label, &guest.visitor.locale);
            let label = label.unwrap_or(&field.key);
            answered.take(&mut checks, guest, field, label, &begin.fields);
        }
        checks.finish()?;
        let words = Words {
            text,
            content: None,
            attachments: begin.attachments.clone(),
        };
        Ok((words, answered))
    }
}

impl Begin {
    fn hash(&self) -> String {
        let fields = self
            .fields
            .iter()
            .flat_map(|(key, value)| [key.as_str(), value.as_str()]);
        let files: Vec<String> = self.attachments.iter().map(ToString::to_string).collect();
        let mut parts = vec![
            "begin",
            self.text.as_str(),
            self.topic.as_deref().unwrap_or_default(),
        ];
        parts.extend(fields);
        parts.extend(files.iter().map(String::as_str));
        check::hash(&parts)
    }
}

impl Answered {
    fn take(
        &mut self,
        checks: &mut Checks,
        guest: &Guest,
        field: &Field,
        label: &str,
        given: &BTreeMap<String, String>,
    ) {
        let (name, email) = (field.bound_to == "name", field.bound_to == "email");
        // What the company itself has said is not asked for.
        let known = guest.visitor.verified && (name || email);
        let question = check::Question {
            key: &field.key,
            kind: field.kind,
            required: field.required && !known,
            options: &field.options,
        };
        let answer = check::answered(checks, &question, given);
        if answer.is_empty() || known {
            return;
        }
        if name {
            self.name = Some(answer.chars().take(200).collect());
        } else if email {
            checks.email(&format!("fields.{}", field.key), &answer);
            self.email = Some(answer);
        } else {
            if let Some(key) = field.bound_to.strip_prefix("attribute:") {
                let value = match (question.kind, answer.as_str()) {
                    (FieldKind::Checkbox, given) => AttributeValue::Flag(given == "true"),
                    (_, given) => AttributeValue::Text(given.to_owned()),
                };
                self.attributes.push((key.to_owned(), value));
            }
            self.told.push((field.key.clone(), label.to_owned(), answer));
        }
    }

    /// What is told in the chat of the answers.
    fn words(&self) -> Option<Words> {
        if self.told.is_empty() {
            return None;
        }
        let lines: Vec<String> = self
            .told
            .iter()
            .map(|(_, label, answer)| format!("{label}: {answer}"))
            .collect();
        let values = self
            .told
            .iter()
            .map(|(key, _, answer)| (key.clone(), answer.clone()));
        Some(Words {
            text: lines.join("\n"),
            content: Some(domain::chat::Content::FormAnswer {
                form_id: "pre_chat".to_owned(),
                values: values.collect(),
            }),
            attachments: Vec::new(),
        })
    }
}

async fn token_of(work: &Work<'_>, done: &Done) -> Result<String> {
    let context = store::conversations::mail_context(&work.tx, done.conversation_id).await?;
    Ok(context
        .ok_or_else(|| Error::not_found("conversation", done.conversation_id))?
        .token)
}

/// Takes name and address from the form.
async fn introduce(work: &Work<'_>, mut visitor: Visitor, answered: &Answered) -> Result<Visitor> {
    if answered.name.is_none() && answered.email.is_none() {
        return Ok(visitor);
    }
    if let Some(name) = &answered.name {
        visitor.name.clone_from(name);
    }
    if let Some(email) = &answered.email {
        visitor.email.clone_from(email);
    }
    let (name, email, locale) = (&visitor.name, &visitor.email, &visitor.locale);
    store::chat::visitors::set_said(&work.tx, visitor.id, name, email, locale).await?;
    Ok(visitor)
}

/// The first words, or what else tells one chat from another in a list.
fn subject(words: &Words, topic: Option<&str>, brand: &str) -> String {
    let said = excerpt(&words.text, SUBJECT);
    match (said.is_empty(), topic) {
        (false, _) => said,
        (true, Some(topic)) => topic.to_owned(),
        (true, None) => format!("Chat · {brand}"),
    }
}

/// How a chat opens.
pub(super) struct Opening<'a> {
    pub subject: &'a str,
    pub topic: &'a str,
    pub team: Option<TeamId>,
}

/// Makes conversation and chat, without words.
pub(super) async fn open(
    work: &mut Work<'_>,
    visitor: &Visitor,
    contact: &ContactRef,
    opening: &Opening<'_>,
) -> Result<(Conversation, String)> {
    let token = Token::random(TOKEN);
    let new = NewConversation {
        token: &token,
        inbox_id: visitor.inbox_id,
        contact_id: contact.id,
        channel: "chat",
        subject: opening.subject,
        preview: "",
        status: if contact.blocked {
            Status::Spam
        } else {
            Status::Open
        },
        team_id: opening.team,
        assignee_id: None,
        language: contact::language(visitor),
        at: work.now,
    };
    let (mut conversation, number) = store::conversations::insert(&work.tx, &new).await?;
    let (id, inbox) = (conversation.id, conversation.inbox_id);
    store::search::put_conversation(&work.tx, id, inbox, number, opening.subject, work.now).await?;
    let chat = NewChat {
        conversation_id: id,
        inbox_id: inbox,
        visitor_id: visitor.id,
        state: ChatState::Waiting,
        topic: opening.topic,
    };
    store::chat::chats::insert(&work.tx, &chat, work.now).await?;
    let created = What {
        kind: EntryKind::Created,
        message: None,
        from: None,
        to: None,
    };
    let who = Actorly::contact(contact.id, &contact.name);
    work.append(&mut conversation, &who, created).await?;
    Ok((conversation, token))
}
