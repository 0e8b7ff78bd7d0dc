//! From the operators of a search to keys: which agents, tags, inboxes and people are meant.
//!
//! Only what the reader may see is looked at, under the names by which the reader sees it, so that a search never tells more than a
//! list would.

use std::collections::BTreeSet;

use db::Db;
use domain::search::operators::{Given, Operator, Wanted, Within, read};
use domain::search::{Query, searchable};
use domain::text::fold;
use domain::validate::{Invalid, fold_email};
use domain::{Actor, AgentId, ContactId, Mask};
use store::search::{Addresses, Condition, Kind, Narrow, People};

use crate::core::{Error, Result};

/// Most operators of one search.
const MOST: usize = 20;
/// So many people are listed; beyond, they are described.
const MANY_PEOPLE: u32 = 1_000;

/// The operators of a search, resolved.
#[derive(Debug, Clone, Default)]
pub(super) struct Resolved {
    /// For the database.
    pub narrow: Narrow,
    /// What the subject must say, and must not: judged again by what is shown where something is masked.
    pub subjects: Vec<(Query, bool)>,
    /// What is looked through, where `in:` names it; the last one counts.
    pub kind: Option<Kind>,
}

/// Resolves all operators.
pub(super) async fn resolve(db: &Db, actor: &Actor, given: &[Given]) -> Result<Resolved> {
    if given.len() > MOST {
        let detail = format!("has {} operators, may have at most {MOST}", given.len());
        return Err(Error::field("q", "too_many_operators", detail));
    }
    let mut wanted = Vec::new();
    let mut refused = Vec::new();
    for given in given {
        match read(given) {
            Ok(what) => wanted.push((given, what)),
            Err(error) => refused.push(error),
        }
    }
    if !refused.is_empty() {
        return Err(Invalid(refused).into());
    }
    let mut resolved = Resolved::default();
    let reading = Reading { db, actor };
    for (given, what) in wanted {
        reading.add(&mut resolved, given, what).await?;
    }
    join_alternatives(&mut resolved.narrow);
    Ok(resolved)
}

const fn kind_of(within: Within) -> Kind {
    match within {
        Within::Messages => Kind::Message,
        Within::Conversations => Kind::Conversation,
        Within::Contacts => Kind::Contact,
    }
}

/// A conversation has one inbox, status and number: naming two of them means either.
fn join_alternatives(narrow: &mut Narrow) {
    let mut joined: Vec<(Condition, bool)> = Vec::new();
    for (condition, negated) in std::mem::take(&mut narrow.0) {
        let fits = |other: &&mut (Condition, bool)| {
            !other.1 && !negated && std::mem::discriminant(&other.0) == std::mem::discriminant(&condition)
        };
        match (joined.iter_mut().find(fits).map(|(other, _)| other), &condition) {
            (Some(Condition::Inbox(all)), Condition::Inbox(more)) => all.extend(more),
            (Some(Condition::Status(all)), Condition::Status(more)) => all.extend(more),
            (Some(Condition::Number(all)), Condition::Number(more)) => all.extend(more),
            (Some(Condition::Assignee(all)), Condition::Assignee(more)) => all.extend(more),
            _ => joined.push((condition, negated)),
        }
    }
    narrow.0 = joined;
}

/// Who reads, and where names are looked up.
struct Reading<'a> {
    db: &'a Db,
    actor: &'a Actor,
}

impl Reading<'_> {
    async fn add(&self, resolved: &mut Resolved, given: &Given, what: Wanted) -> Result<()> {
        let condition = match what {
            Wanted::From(name) => {
                let (people, agents) = self.people(given, &name).await?;
                Condition::From(people, agents)
            }
            Wanted::To(name) => Condition::To(self.addresses(given, &name).await?),
            Wanted::Tag(name) => {
                let tags = store::tags::list(self.db).await?;
                let tags = tags.into_iter().map(|tag| (tag.id, tag.name));
                Condition::Tag(named(given, &name, tags.collect())?)
            }
            Wanted::Inbox(name) => {
                let inboxes = store::inboxes::list(self.db, self.actor.scope()).await?;
                let inboxes = inboxes.into_iter().map(|inbox| (inbox.id, inbox.name));
                Condition::Inbox(named(given, &name, inboxes.collect())?)
            }
            Wanted::Assignee(name) => {
                let agents = store::agents::names(self.db).await?;
                let agents = agents.into_iter().map(|(id, name, _)| (id, name));
                Condition::Assignee(named(given, &name, agents.collect())?)
            }
            Wanted::Mine => Condition::Assignee(self.actor.agent_id().into_iter().collect()),
            Wanted::Unassigned => Condition::Unassigned,
            Wanted::Status(statuses) => Condition::Status(statuses),
            Wanted::Before(day) => Condition::Before(day.begin(&self.time_zone().await?)),
            Wanted::After(day) => Condition::Since(day.begin(&self.time_zone().await?)),
            Wanted::Attachment => Condition::Attachment,
            Wanted::Number(number) => Condition::Number(vec![number]),
            Wanted::In(within) => {
                resolved.kind = Some(kind_of(within));
                return Ok(());
            }
            Wanted::Subject(text) => {
                let words = words(given, &text)?;
                resolved.subjects.push((words.clone(), given.negated));
                // Hits that go missing would tell what is masked: the use case takes them out by what is shown.
                if given.negated && Mask::of(self.actor).hides() {
                    return Ok(());
                }
                Condition::Subject(words)
            }
        };
        resolved.narrow.0.push((condition, given.negated));
        Ok(())
    }

    async fn time_zone(&self) -> Result<String> {
        let organisation = store::organisation::find(self.db).await?;
        Ok(organisation.map_or_else(|| "UTC".to_owned(), |o| o.time_zone))
    }

    /// Contacts and agents of a name or address.
    async fn people(&self, given: &Given, name: &str) -> Result<(People, Vec<AgentId>)> {
        if name.eq_ignore_ascii_case("me") {
            return Ok((
                People::These(Vec::new()),
                self.actor.agent_id().into_iter().collect(),
            ));
        }
        let words = words(given, name)?;
        let agents = store::agents::names(self.db).await?;
        let agents = agents
            .into_iter()
            .filter(|(_, name, email)| words.matches(&format!("{name} {email}")));
        let agents = agents.map(|(id, ..)| id).collect();
        Ok((self.contacts(given, words).await?, agents))
    }

    async fn contacts(&self, given: &Given, words: Query) -> Result<People> {
        let found = store::search::contacts(self.db, self.actor.scope(), &words, MANY_PEOPLE + 1).await?;
        let hides = Mask::of(self.actor).hides();
        if found.len() <= MANY_PEOPLE as usize {
            let shown = if hides {
                self.shown_so(&found, &words).await?
            } else {
                found
            };
            return Ok(People::These(shown));
        }
        if hides {
            let detail = format!(
                "{}: more than {MANY_PEOPLE} people fit; be more exact",
                given.operator
            );
            return Err(Error::field(given.field, "too_many_people", detail));
        }
        Ok(People::Fitting(words))
    }

    /// Those contacts who fit under what is shown of them.
    async fn shown_so(&self, contacts: &[ContactId], words: &Query) -> Result<Vec<ContactId>> {
        let mask = Mask::of(self.actor);
        let rows =
            store::contacts::list(self.db, self.actor.scope(), Some(contacts), None, MANY_PEOPLE).await?;
        let addresses = store::contacts::addresses(self.db, contacts).await?;
        let fits = |id: ContactId, name: &str| {
            let mut text = mask.name(name);
            for address in addresses.iter().filter(|address| address.contact_id == id) {
                text.push(' ');
                text.push_str(&mask.address(&address.kind, &address.value));
            }
            words.matches(&text)
        };
        let rows = rows.into_iter().filter(|row| fits(row.id, &row.name));
        Ok(rows.map(|row| row.id).collect())
    }

    /// The mail addresses of a name, or that begin so.
    async fn addresses(&self, given: &Given, name: &str) -> Result<Addresses> {
        let words = words(given, name)?;
        let mut these = BTreeSet::new();
        let hides = Mask::of(self.actor).hides();
        let found = store::search::contacts(self.db, self.actor.scope(), &words, MANY_PEOPLE).await?;
        let found = if hides {
            self.shown_so(&found, &words).await?
        } else {
            found
        };
        if !found.is_empty() {
            let known = store::contacts::addresses(self.db, &found).await?;
            let mails = known.into_iter().filter(|address| address.kind == "email");
            these.extend(mails.map(|address| fold_email(&address.value)));
        }
        for address in store::inboxes::own_addresses(self.db).await? {
            if words.matches(&address) {
                these.insert(fold_email(&address));
            }
        }
        // Whoever sees masks must not find out addresses by their beginnings.
        let beginning = fold_email(name);
        let prefix = (!hides && !beginning.contains(' ')).then_some(beginning);
        Ok(Addresses {
            these: these.into_iter().collect(),
            prefix,
        })
    }
}

/// The words of a value; the last one may go on.
fn words(given: &Given, text: &str) -> Result<Query> {
    let query = Query::parse(text.trim()).affirmed();
    if query.is_empty() {
        let detail = format!("{}: \"{text}\" has no letter and no digit", given.operator);
        return Err(Error::field(given.field, "invalid_operator", detail));
    }
    Ok(query)
}

/// What is called so: of exactly this name; else with words that begin so; else of this key.
fn named<T: Copy + Into<i64>>(given: &Given, name: &str, known: Vec<(T, String)>) -> Result<Vec<T>> {
    let folded = fold(name);
    let exact: Vec<T> = known
        .iter()
        .filter(|(_, name)| fold(name) == folded)
        .map(|(id, _)| *id)
        .collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    let words = Query::parse(name.trim()).affirmed();
    let fits = |name: &str| !words.is_empty() && words.matches(&searchable(name));
    let alike: Vec<T> = known
        .iter()
        .filter(|(_, name)| fits(name))
        .map(|(id, _)| *id)
        .collect();
    if !alike.is_empty() {
        return Ok(alike);
    }
    let key = known.iter().filter(|(id, _)| name.parse() == Ok((*id).into()));
    let key: Vec<T> = key.map(|(id, _)| *id).collect();
    if key.is_empty() {
        let what = match given.operator {
            Operator::Tag => "there is no tag",
            Operator::Inbox => "there is no inbox",
            _ => "there is no agent",
        };
        let detail = format!("{}: {what} \"{name}\"", given.operator);
        return Err(Error::field(given.field, "unknown_name", detail));
    }
    Ok(key)
}
