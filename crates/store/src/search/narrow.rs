//! What narrows a search beside its words, as SQL.
//!
//! Two shapes of each condition are needed. Where words are looked for, or where what fits is common, documents are walked and each is
//! tested. Where what fits is rare, walking would read everything to find nothing: then the few conversations or messages are found
//! first, by their own indexes. [`Narrow::probe`] tells the two apart by looking for a bounded number of them.

use db::{DbResult, Executor, Value, args};
use domain::conversations::Status;
use domain::search::Query;
use domain::{AgentId, ContactId, InboxId, Scope, TagId, Timestamp};

use crate::access;
use crate::filter::Filter;

/// So many rows are found first rather than walked to.
const FEW: u32 = 1_000;

/// Some contacts.
#[derive(Debug, Clone)]
pub enum People {
    /// These.
    These(Vec<ContactId>),
    /// Those whose name or addresses fit, when they are too many to be listed.
    Fitting(Query),
}

/// Some mail addresses, folded.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// These.
    pub these: Vec<String>,
    /// Those that begin so.
    pub prefix: Option<String>,
}

/// A condition, with names resolved to keys.
#[derive(Debug, Clone)]
pub enum Condition {
    /// In one of these inboxes.
    Inbox(Vec<InboxId>),
    /// In one of these statuses.
    Status(Vec<Status>),
    /// With one of these agents.
    Assignee(Vec<AgentId>),
    /// Without an assignee.
    Unassigned,
    /// With one of these tags.
    Tag(Vec<TagId>),
    /// One of these numbers.
    Number(Vec<i64>),
    /// Words of the subject.
    Subject(Query),
    /// Words of the document.
    Words(Query),
    /// Written by one of these.
    From(People, Vec<AgentId>),
    /// For one of these.
    To(Addresses),
    /// Before an instant.
    Before(Timestamp),
    /// At or after an instant.
    Since(Timestamp),
    /// With a file.
    Attachment,
}

/// Which table a condition is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Conversation,
    Message,
    Document,
}

impl Condition {
    const fn about(&self) -> About {
        match self {
            Self::Inbox(_)
            | Self::Status(_)
            | Self::Assignee(_)
            | Self::Unassigned
            | Self::Tag(_)
            | Self::Number(_)
            | Self::Subject(_) => About::Conversation,
            Self::From(..) | Self::To(_) => About::Message,
            Self::Before(_) | Self::Since(_) | Self::Attachment | Self::Words(_) => About::Document,
        }
    }
}

/// Conditions that must all hold, each with whether it is negated.
#[derive(Debug, Clone, Default)]
pub struct Narrow(pub Vec<(Condition, bool)>);

/// How the documents that fit are come by.
pub(super) enum Way {
    /// Each document is tested.
    Walk,
    /// The documents of these conversations are tested.
    Conversations(Vec<i64>),
    /// The documents of these messages are tested.
    Messages(Vec<i64>),
}

impl Narrow {
    /// Whether it says nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether single messages are asked for rather than conversations.
    #[must_use]
    pub fn is_about_messages(&self) -> bool {
        let about = |condition: &Condition| match condition {
            Condition::Words(_) => false,
            other => other.about() != About::Conversation,
        };
        self.0.iter().any(|(condition, _)| about(condition))
    }

    fn needs_message(&self) -> bool {
        self.0
            .iter()
            .any(|(condition, _)| condition.about() == About::Message)
    }

    /// The tables that the conditions need beside `d`. `CROSS JOIN` holds SQLite to the order in which they are written.
    pub(super) fn joins(&self) -> &'static str {
        match (self.is_empty(), self.needs_message()) {
            (true, _) => "",
            (false, false) => " CROSS JOIN conversation c",
            (false, true) => " CROSS JOIN conversation c LEFT JOIN message m ON m.id = d.message_id",
        }
    }

    /// Adds all conditions, tested on each document.
    pub(super) fn test(&self, filter: &mut Filter, dialect: db::Dialect) {
        if !self.is_empty() {
            filter.and("c.id = d.conversation_id", []);
        }
        for (condition, negated) in &self.0 {
            let (sql, values) = tested(condition, dialect);
            if *negated {
                filter.and(&format!("NOT COALESCE({sql}, FALSE)"), values);
            } else {
                filter.and(&sql, values);
            }
        }
    }

    /// Whether what fits is rare, and then what it is. Kinds of conditions that most documents meet are left to walking.
    pub(super) async fn probe(&self, db: &impl Executor, scope: Scope) -> DbResult<Way> {
        if let Some(messages) = self.few(db, scope, About::Message).await? {
            return Ok(Way::Messages(messages));
        }
        let conversations = self.few(db, scope, About::Conversation).await?;
        Ok(conversations.map_or(Way::Walk, Way::Conversations))
    }

    /// The rows of one table that fit, when there are few.
    async fn few(&self, db: &impl Executor, scope: Scope, about: About) -> DbResult<Option<Vec<i64>>> {
        let mut filter = Filter::default();
        let (table, inbox) = match about {
            About::Message => ("message m", "m.inbox_id"),
            About::Conversation | About::Document => ("conversation c", "c.inbox_id"),
        };
        let mut any = false;
        for (condition, negated) in &self.0 {
            if !*negated && condition.about() == about {
                let (sql, values) = found(condition, db.dialect());
                filter.and(&sql, values);
                any = true;
            }
        }
        if !any {
            return Ok(None);
        }
        access::limit(&mut filter, scope, inbox);
        let clause = filter.clause();
        let limit = filter.arg(i64::from(FEW) + 1);
        let id = if about == About::Message { "m.id" } else { "c.id" };
        let sql = format!("SELECT {id} FROM {table}{clause} LIMIT {limit}");
        let ids: Vec<i64> = db.all(&sql, filter.into_args()).await?;
        Ok((ids.len() <= FEW as usize).then_some(ids))
    }
}

/// `column IN (?, …)`, or what never holds.
fn is_in(column: &str, values: usize) -> String {
    if values == 0 {
        "1 = 0".to_owned()
    } else {
        format!("{column} IN ({})", vec!["?"; values].join(", "))
    }
}

fn keys<T: Copy + Into<i64>>(ids: &[T]) -> Vec<Value> {
    ids.iter().map(|id| Value::I64((*id).into())).collect()
}

/// A condition on the document `d`, its conversation `c` and its message `m`.
fn tested(condition: &Condition, dialect: db::Dialect) -> (String, Vec<Value>) {
    match condition {
        Condition::Tag(tags) => (
            format!(
                "EXISTS (SELECT 1 FROM conversation_tag t WHERE t.conversation_id = c.id AND {})",
                is_in("t.tag_id", tags.len())
            ),
            keys(tags),
        ),
        Condition::From(people, agents) => {
            let (sql, values) = from(people, agents, dialect);
            let (mut all, (begun, more)) = (values, by(people, "c.contact_id", dialect));
            all.extend(more);
            // A subject is the word of who began the conversation.
            (format!("({sql} OR (d.kind = 'conversation' AND {begun}))"), all)
        }
        Condition::To(addresses) => {
            let (sql, values) = addressed(addresses);
            let sql =
                format!("EXISTS (SELECT 1 FROM message_recipient r WHERE r.message_id = m.id AND {sql})");
            (sql, values)
        }
        Condition::Attachment => (
            "((d.kind = 'message' AND EXISTS (SELECT 1 FROM attachment f WHERE f.message_id = d.message_id
                  AND f.is_inline = FALSE)) OR (d.kind = 'conversation' AND c.has_attachments = TRUE))"
                .to_owned(),
            Vec::new(),
        ),
        other => found(other, dialect),
    }
}

/// A condition as one looks for the rows that meet it.
fn found(condition: &Condition, dialect: db::Dialect) -> (String, Vec<Value>) {
    match condition {
        Condition::Inbox(inboxes) => (is_in("c.inbox_id", inboxes.len()), keys(inboxes)),
        Condition::Status(statuses) => {
            let active = statuses.iter().all(|status| status.is_active());
            let sql = is_in("c.status", statuses.len());
            let values = statuses
                .iter()
                .map(|s| Value::Text(s.as_str().to_owned()))
                .collect();
            let guide = if active { "c.is_active = TRUE AND " } else { "" };
            (format!("({guide}{sql})"), values)
        }
        Condition::Assignee(agents) => (is_in("c.assignee_id", agents.len()), keys(agents)),
        Condition::Unassigned => ("c.assignee_id IS NULL".to_owned(), Vec::new()),
        Condition::Tag(tags) => (
            format!(
                "c.id IN (SELECT t.conversation_id FROM conversation_tag t WHERE {})",
                is_in("t.tag_id", tags.len())
            ),
            keys(tags),
        ),
        Condition::Number(numbers) => (
            is_in("c.number", numbers.len()),
            numbers.iter().map(|number| Value::I64(*number)).collect(),
        ),
        Condition::Subject(words) => {
            let (matches, value) = super::matches(dialect, words);
            let sql = format!(
                "c.id IN (SELECT s.conversation_id FROM {} WHERE {matches} AND s.kind = 'conversation')",
                super::source(dialect)
            );
            (sql, vec![value])
        }
        Condition::Words(words) => {
            let (matches, value) = super::matches(dialect, words);
            let sql = format!(
                "d.id IN (SELECT s.id FROM {} WHERE {matches})",
                super::source(dialect)
            );
            (sql, vec![value])
        }
        Condition::From(people, agents) => from(people, agents, dialect),
        Condition::To(addresses) => {
            let (sql, values) = addressed(addresses);
            let sql = format!("m.id IN (SELECT r.message_id FROM message_recipient r WHERE {sql})");
            (sql, values)
        }
        Condition::Before(at) => ("d.at < ?".to_owned(), args![*at]),
        Condition::Since(at) => ("d.at >= ?".to_owned(), args![*at]),
        Condition::Attachment => ("c.has_attachments = TRUE".to_owned(), Vec::new()),
    }
}

/// A message written by some people.
fn from(people: &People, agents: &[AgentId], dialect: db::Dialect) -> (String, Vec<Value>) {
    let written = is_in("m.agent_id", agents.len());
    let (sql, mut values) = by(people, "m.contact_id", dialect);
    values.extend(keys(agents));
    // Each half only where it can hold: SQLite takes no index for one that is constant.
    let sql = match (people, agents.is_empty()) {
        (_, true) => sql,
        (People::These(contacts), false) if contacts.is_empty() => written,
        (_, false) => format!("({sql} OR {written})"),
    };
    (sql, values)
}

/// A column that holds one of some contacts.
fn by(people: &People, column: &str, dialect: db::Dialect) -> (String, Vec<Value>) {
    match people {
        People::These(contacts) => (is_in(column, contacts.len()), keys(contacts)),
        People::Fitting(words) => {
            let (matches, value) = super::matches(dialect, words);
            let sql = format!(
                "{column} IN (SELECT s.contact_id FROM {} WHERE {matches} AND s.kind = 'contact')",
                super::source(dialect)
            );
            (sql, vec![value])
        }
    }
}

/// A recipient `r` with one of some addresses.
fn addressed(addresses: &Addresses) -> (String, Vec<Value>) {
    let texts = addresses.these.iter().map(|address| Value::Text(address.clone()));
    let mut values: Vec<Value> = texts.collect();
    let mut sql = is_in("r.address_folded", values.len());
    if let Some(prefix) = &addresses.prefix {
        sql.push_str(" OR (r.address_folded >= ? AND r.address_folded < ?)");
        values.push(Value::Text(prefix.clone()));
        // Behind everything that begins so: both databases compare by bytes here.
        values.push(Value::Text(format!("{prefix}\u{10ffff}")));
    }
    (format!("({sql})"), values)
}
