//! What a visitor may see of a timeline: an allow-list, and the only place that decides it.
//!
//! The statement that reads the rows is the first wall and leaves out most of what is not theirs; here each row is judged again, by an
//! exhaustive match, so that a new kind of entry stays among colleagues until somebody lets it out. Of agents, visitors learn the name
//! by which they are known and their photo, nothing else.

use domain::chat::Content;
use domain::conversations::{Delivery, Direction, EntryKind};
use domain::{ActorKind, MessageId, Timestamp};
use store::attachments::Attachment;
use store::chat::EntryRow;

/// An agent as visitors know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAgent {
    /// Name.
    pub name: String,
    /// Where the photo is kept.
    pub photo_key: Option<String>,
}

/// An entry as visitors see it.
#[derive(Debug, Clone)]
pub struct VisibleEntry {
    /// Place in the conversation.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What it tells.
    pub kind: &'static str,
    /// `visitor`, `agent`, `bot` or `system`.
    pub from: &'static str,
    /// The agent who did it, or whom it is about.
    pub agent: Option<PublicAgent>,
    /// What the visitor's own client called it.
    pub key: Option<String>,
    /// What was said.
    pub message: Option<VisibleMessage>,
}

/// A message as visitors see it.
#[derive(Debug, Clone)]
pub struct VisibleMessage {
    /// Key.
    pub id: MessageId,
    /// The words.
    pub text: String,
    /// Sanitised HTML of an answer, where it has more than words.
    pub html: Option<String>,
    /// Files.
    pub files: Vec<Attachment>,
    /// What it is beside its text.
    pub content: Option<Content>,
}

/// The name by which an agent is shown: a mail address in its place is nobody's business.
#[must_use]
pub fn public_name(name: &str, brand: &str) -> String {
    let name = name.trim();
    if name.is_empty() || name.contains('@') {
        brand.to_owned()
    } else {
        name.to_owned()
    }
}

/// The entry as the visitor may see it; `None` for what is none of the visitor's business. `files` are those of its message.
#[must_use]
pub fn entry(row: EntryRow, files: Vec<Attachment>, brand: &str) -> Option<VisibleEntry> {
    let kind = kind(&row)?;
    let by_agent = matches!(row.actor_kind, ActorKind::Agent | ActorKind::ApiToken);
    let doer = || PublicAgent {
        name: public_name(&row.actor_name, brand),
        photo_key: row.photo_key.clone(),
    };
    let (from, agent) = match row.kind {
        EntryKind::Message if row.direction == Some(Direction::In) => ("visitor", None),
        EntryKind::Message if by_agent => ("agent", Some(doer())),
        EntryKind::Message => ("bot", None),
        EntryKind::AgentJoined | EntryKind::AgentLeft => ("system", by_agent.then(doer)),
        EntryKind::Assigned => {
            let name = row.to_value.as_deref().map(|name| public_name(name, brand));
            let agent = name.map(|name| PublicAgent {
                name,
                photo_key: None,
            });
            ("system", agent)
        }
        EntryKind::ChatEnded | EntryKind::ChatReopened | EntryKind::ChatRated
            if row.actor_kind == ActorKind::Contact =>
        {
            ("visitor", None)
        }
        EntryKind::ChatEnded if by_agent => ("agent", Some(doer())),
        _ => ("system", None),
    };
    let own = from == "visitor";
    let message = match (row.kind, row.message_id) {
        (EntryKind::Message, Some(id)) => Some(VisibleMessage {
            id,
            text: row.text.unwrap_or_default(),
            // A visitor's own words are words.
            html: row.html.filter(|_| !own),
            files,
            content: row
                .content
                .as_deref()
                .and_then(|json| serde_json::from_str(json).ok()),
        }),
        _ => None,
    };
    Some(VisibleEntry {
        seq: row.seq,
        at: row.created_at,
        kind,
        from,
        agent,
        key: row.key.filter(|_| own),
        message,
    })
}

/// What an entry is called towards visitors; `None` keeps it among colleagues.
fn kind(row: &EntryRow) -> Option<&'static str> {
    match row.kind {
        EntryKind::Message => is_said(row).then_some("message"),
        // Taken from somebody and given to nobody is no news for who waits.
        EntryKind::Assigned => match (&row.from_value, &row.to_value) {
            (_, None) => None,
            (None, Some(_)) => Some("assigned"),
            (Some(_), Some(_)) => Some("transferred"),
        },
        EntryKind::TeamChanged => row.to_value.as_ref().map(|_| "transferred"),
        EntryKind::AgentJoined => Some("joined"),
        EntryKind::AgentLeft => Some("left"),
        EntryKind::ChatEnded => Some("ended"),
        EntryKind::ChatReopened => Some("reopened"),
        EntryKind::ChatMailed => Some("mailed"),
        EntryKind::ChatRated => Some("rated"),
        EntryKind::Created
        | EntryKind::Note
        | EntryKind::StatusChanged
        | EntryKind::PriorityChanged
        | EntryKind::TagAdded
        | EntryKind::TagRemoved
        | EntryKind::SubjectChanged
        | EntryKind::AttributeChanged
        | EntryKind::DeliveryFailed
        | EntryKind::Bounced
        | EntryKind::Cancelled
        | EntryKind::Scheduled
        | EntryKind::ScheduleCancelled
        | EntryKind::ScheduleHeld => None,
    }
}

/// Whether a message was said between the visitor and us: no note, nothing that was forwarded or taken back.
fn is_said(row: &EntryRow) -> bool {
    if row.message_kind.as_deref() != Some("normal") {
        return false;
    }
    match row.direction {
        Some(Direction::In) => true,
        Some(Direction::Out) => matches!(row.delivery, Some(Delivery::Sent | Delivery::Bounced)),
        Some(Direction::Note) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: EntryKind) -> EntryRow {
        EntryRow {
            seq: 3,
            kind,
            actor_kind: ActorKind::Agent,
            actor_name: "Ana Pop".to_owned(),
            photo_key: None,
            from_value: None,
            to_value: None,
            created_at: Timestamp(1),
            message_id: None,
            direction: None,
            message_kind: None,
            delivery: None,
            text: None,
            html: None,
            content: None,
            files: 0,
            key: None,
        }
    }

    fn message(direction: Direction, kind: &str, delivery: Delivery) -> EntryRow {
        EntryRow {
            message_id: Some(MessageId(7)),
            direction: Some(direction),
            message_kind: Some(kind.to_owned()),
            delivery: Some(delivery),
            text: Some("Hello".to_owned()),
            html: Some("<p>Hello</p>".to_owned()),
            ..row(EntryKind::Message)
        }
    }

    #[test]
    fn nothing_among_colleagues_reaches_a_visitor() {
        for kind in EntryKind::ALL.iter().filter(|kind| !kind.concerns_visitors()) {
            let mut row = EntryRow {
                kind: *kind,
                to_value: Some("secret".to_owned()),
                ..message(Direction::Note, "normal", Delivery::Received)
            };
            assert!(entry(row.clone(), Vec::new(), "Ours").is_none(), "{kind}");
            row.direction = Some(Direction::In);
            assert!(entry(row, Vec::new(), "Ours").is_none(), "{kind}");
        }
    }

    #[test]
    fn of_messages_only_what_was_said_between_the_two_is_seen() {
        let seen = |direction, kind: &str, delivery| {
            entry(message(direction, kind, delivery), Vec::new(), "Ours").is_some()
        };
        assert!(seen(Direction::In, "normal", Delivery::Received));
        assert!(seen(Direction::Out, "normal", Delivery::Sent));
        for delivery in Delivery::ALL {
            assert!(!seen(Direction::Note, "normal", *delivery), "a note, {delivery}");
            for kind in ["forward", "third_party", "bounce", "auto_reply", "calendar"] {
                assert!(!seen(Direction::Out, kind, *delivery), "{kind}, {delivery}");
                assert!(!seen(Direction::In, kind, *delivery), "{kind}, {delivery}");
            }
        }
        for delivery in [
            Delivery::Queued,
            Delivery::Sending,
            Delivery::Failed,
            Delivery::Cancelled,
        ] {
            assert!(!seen(Direction::Out, "normal", delivery), "{delivery}");
        }
        assert!(entry(row(EntryKind::Message), Vec::new(), "Ours").is_none());
    }

    #[test]
    fn agents_are_known_by_name_and_never_by_address() {
        let answer = EntryRow {
            actor_name: "ana.pop@ours.test".to_owned(),
            ..message(Direction::Out, "normal", Delivery::Sent)
        };
        let seen = entry(answer, Vec::new(), "Ours").unwrap();
        assert_eq!((seen.from, seen.agent.unwrap().name.as_str()), ("agent", "Ours"));
        let given = EntryRow {
            to_value: Some("binh@ours.test".to_owned()),
            ..row(EntryKind::Assigned)
        };
        let seen = entry(given, Vec::new(), "Ours").unwrap();
        assert_eq!(
            (seen.kind, seen.agent.unwrap().name.as_str()),
            ("assigned", "Ours")
        );
        assert_eq!(public_name(" ", "Ours"), "Ours");
        assert_eq!(public_name("Nguyễn Thị Lan", "Ours"), "Nguyễn Thị Lan");
    }

    #[test]
    fn teams_and_former_owners_are_not_named() {
        let moved = EntryRow {
            from_value: Some("Level 1".to_owned()),
            to_value: Some("Fraud".to_owned()),
            ..row(EntryKind::TeamChanged)
        };
        let seen = entry(moved, Vec::new(), "Ours").unwrap();
        assert_eq!((seen.kind, seen.agent), ("transferred", None));
        let taken = EntryRow {
            from_value: Some("Ana".to_owned()),
            ..row(EntryKind::Assigned)
        };
        assert!(entry(taken, Vec::new(), "Ours").is_none());
    }

    #[test]
    fn a_visitors_own_words_come_back_as_words_with_their_key() {
        let said = EntryRow {
            actor_kind: ActorKind::Contact,
            key: Some("k1".to_owned()),
            ..message(Direction::In, "normal", Delivery::Received)
        };
        let seen = entry(said, Vec::new(), "Ours").unwrap();
        assert_eq!((seen.from, seen.key.as_deref()), ("visitor", Some("k1")));
        assert_eq!(seen.message.unwrap().html, None);
    }
}
