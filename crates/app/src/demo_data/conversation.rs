//! One made-up conversation after the other, as rows.

use std::time::Duration;

use db::{Value, args};
use domain::Timestamp;
use domain::agents::Locale;
use domain::conversations::{EntryKind, Status};
use domain::search::searchable;
use domain::text::excerpt;
use serde_json::json;

use super::cast::customer;
use super::times::{Curve, SPAN};
use super::words::{self, Slots, Topic};
use super::{Company, Random};
use crate::conversations::PREVIEW;

/// Rows of a number of conversations.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub conversations: Vec<Vec<Value>>,
    pub messages: Vec<Vec<Value>>,
    pub entries: Vec<Vec<Value>>,
    pub tags: Vec<Vec<Value>>,
    pub documents: Vec<Vec<Value>>,
}

/// Makes conversations, from the oldest to the newest.
pub(super) struct Maker {
    company: Company,
    contacts: u32,
    total: u32,
    now: Timestamp,
    curve: Option<Curve>,
    made: u32,
    messages: i64,
}

/// The first running number is one more than this.
pub(super) const NUMBERS_AFTER: i64 = 1_000;

/// A conversation while it is being told.
struct Story<'a> {
    id: i64,
    inbox: i64,
    address: &'static str,
    contact: i64,
    name: String,
    email: String,
    locale: Locale,
    subject: String,
    agent: Option<(i64, &'static str)>,
    at: Timestamp,
    seq: i64,
    message_count: i64,
    last_customer_seq: i64,
    last_reply_seq: i64,
    waiting_since: Option<Timestamp>,
    first_reply_at: Option<Timestamp>,
    preview: String,
    begun: Timestamp,
    batch: &'a mut Batch,
    messages: &'a mut i64,
}

impl Maker {
    /// `curve` says when customers write; without one they do so more and more towards now.
    pub(super) const fn new(
        company: Company,
        contacts: u32,
        total: u32,
        now: Timestamp,
        curve: Option<Curve>,
    ) -> Self {
        Self {
            company,
            contacts,
            total,
            now,
            curve,
            made: 0,
            messages: 0,
        }
    }

    pub(super) const fn last_number(&self) -> i64 {
        NUMBERS_AFTER + self.made as i64
    }

    /// The next `count` conversations.
    pub(super) fn make(&mut self, count: u32) -> Batch {
        let mut batch = Batch::default();
        for _ in 0..count {
            self.one(&mut batch);
            self.made += 1;
        }
        batch
    }

    /// Messages that were made so far.
    pub(super) const fn messages(&self) -> i64 {
        self.messages
    }

    /// When customers write.
    pub(super) const fn curve(&self) -> Option<&Curve> {
        self.curve.as_ref()
    }

    /// When the conversation with this number began.
    fn begin(&self, random: &mut Random) -> Timestamp {
        if let Some(curve) = &self.curve {
            let chance = f64::from(u32::try_from(random.below(1_000)).unwrap_or(0)) / 1_000.0;
            let part = (f64::from(self.total - 1 - self.made) + chance) / f64::from(self.total.max(1));
            return self.now.minus(curve.age(part).max(Duration::from_secs(60)));
        }
        let left = u64::from(self.total - self.made);
        let span = SPAN.as_secs();
        let share = left.saturating_mul(span) / u64::from(self.total.max(1));
        // The newest ones lie within the last hours, however few there are.
        let squeezed = share.saturating_mul(left) / u64::from(self.total.max(1));
        self.now
            .minus(Duration::from_secs(squeezed + random.below(900) + 60))
    }

    fn one(&mut self, batch: &mut Batch) {
        let mut random = Random::new(0x5EED_0001 ^ (u64::from(self.made) << 16));
        let number = u32::try_from(random.below(self.contacts.into())).unwrap_or(0);
        let person = customer(number);
        let topic = words::topic(person.locale, &mut random);
        let slots = Slots::random(&person.name, &mut random);
        let place = topic.inbox.min(self.company.inboxes.len().saturating_sub(1));
        let Some((inbox, address)) = self.company.inboxes.get(place).copied() else {
            return;
        };
        let age = self.now.since(self.begin(&mut random.clone()));
        let old = age > Duration::from_secs(4 * 24 * 3600);
        // In a history as a team has it behind it, what came before this shift is mostly answered, and nobody waits for weeks.
        let history = self.curve.is_some();
        let due = history && age > Duration::from_secs(10 * 3600);
        let may_wait = !history || age < Duration::from_secs(7 * 24 * 3600);
        let answered = old || random.percent(if due { 95 } else { 55 });
        let agent = if answered || random.percent(25) {
            random.pick(&self.company.agents).copied()
        } else {
            None
        };
        let begin = self.begin(&mut random);
        let mut story = Story {
            id: i64::from(self.made) + 1,
            inbox: inbox.get(),
            address,
            contact: i64::from(number) + 1,
            name: person.name,
            email: person.email,
            locale: person.locale,
            subject: slots.fill(random.pick(topic.subjects).copied().unwrap_or_default()),
            agent,
            at: begin,
            seq: 0,
            message_count: 0,
            last_customer_seq: 0,
            last_reply_seq: 0,
            waiting_since: None,
            first_reply_at: None,
            preview: String::new(),
            begun: begin,
            batch,
            messages: &mut self.messages,
        };
        story.entry(EntryKind::Created, None, None, None, false);
        story.tell(&topic, &slots, answered, &mut random, self.now);
        let status = match status(&story, old, &mut random) {
            Status::Open if !may_wait => Status::Solved,
            status => status,
        };
        let (team, tags) = (self.company.teams.get(place).copied(), &self.company.tags);
        let tag = tags.get(topic.tag).copied().filter(|_| random.percent(70));
        if status != Status::Open {
            let answered = story.last_reply_seq > story.last_customer_seq;
            story.later(if answered { 3 } else { 60 }, &mut random, self.now);
            story.entry(
                EntryKind::StatusChanged,
                None,
                Some("open"),
                Some(status.as_str()),
                true,
            );
        }
        let priority = match random.below(20) {
            0 => "urgent",
            1 | 2 => "high",
            3 => "low",
            _ => "normal",
        };
        story.finish(status, priority, team.map(Into::into), tag.map(Into::into));
    }
}

fn status(story: &Story<'_>, old: bool, random: &mut Random) -> Status {
    let answered = story.last_reply_seq > story.last_customer_seq;
    match (old, answered) {
        (true, true) if random.percent(70) => Status::Closed,
        (true, _) if random.percent(96) => Status::Solved,
        (false, true) if random.percent(45) => Status::Pending,
        (false, true) => Status::Solved,
        (true | false, _) => Status::Open,
    }
}

impl Story<'_> {
    /// Lets up to `minutes` pass, never beyond now.
    fn later(&mut self, minutes: u64, random: &mut Random, now: Timestamp) {
        let later = self.at.plus(Duration::from_secs(30 + random.below(minutes * 60)));
        self.at = later.min(now.minus(Duration::from_secs(20)));
    }

    fn tell(&mut self, topic: &Topic, slots: &Slots, answered: bool, random: &mut Random, now: Timestamp) {
        // Question and answer of one thread belong together: all lists of a topic are in the same order.
        let thread = usize::try_from(random.below(topic.opening.len() as u64)).unwrap_or(0);
        let say = |of: &'static [&'static str]| {
            slots.fill(of.get(thread).or(of.first()).copied().unwrap_or_default())
        };
        self.customer(&say(topic.opening));
        if let Some((_, name)) = self.agent {
            // Whoever takes it up goes on until it is answered: that is how long the work takes.
            self.later(if answered { 300 } else { 30 }, random, now);
            self.entry(EntryKind::Assigned, None, None, Some(name), true);
        }
        if random.percent(12) {
            self.later(5, random, now);
            self.note(&say(topic.notes));
        }
        if !answered || self.agent.is_none() {
            return;
        }
        self.later(12, random, now);
        self.agent_writes(&say(topic.answers));
        if random.percent(60) {
            self.later(600, random, now);
            self.customer(&say(topic.follow_ups));
            if random.percent(85) {
                self.later(400, random, now);
                self.agent_writes(&say(topic.closings));
            }
        }
    }

    fn customer(&mut self, text: &str) {
        let seq = self.message("in", text);
        self.last_customer_seq = seq;
        self.waiting_since.get_or_insert(self.at);
    }

    fn agent_writes(&mut self, text: &str) {
        let seq = self.message("out", text);
        self.last_reply_seq = seq;
        self.waiting_since = None;
        self.first_reply_at.get_or_insert(self.at);
    }

    fn note(&mut self, text: &str) {
        self.message("note", text);
    }

    fn message(&mut self, direction: &'static str, text: &str) -> i64 {
        *self.messages += 1;
        let (id, seq) = (*self.messages, self.seq + 1);
        let (agent, from) = match (direction, self.agent) {
            ("in", _) | (_, None) => (None, (self.name.clone(), self.email.clone())),
            (_, Some((agent, name))) => (Some(agent), (name.to_owned(), self.address.to_owned())),
        };
        let outside = direction != "note";
        let to = if direction == "in" {
            (String::new(), self.address.to_owned())
        } else {
            (self.name.clone(), self.email.clone())
        };
        let recipients = if outside {
            json!({"to": [{"name": to.0, "address": to.1}]})
        } else {
            json!({})
        };
        let message_id = format!(
            "demo.{id}@{}",
            if direction == "in" {
                "example.com"
            } else {
                "lumina.example"
            }
        );
        let subject = if self.message_count == 0 {
            self.subject.clone()
        } else {
            format!("Re: {}", self.subject)
        };
        self.batch.messages.push(args![
            id,
            self.id,
            self.inbox,
            direction,
            agent,
            (direction == "in").then_some(self.contact),
            from.0,
            from.1,
            recipients.to_string(),
            if outside { subject.as_str() } else { "" },
            text,
            self.locale.as_str(),
            outside.then_some(message_id),
            if direction == "out" { "sent" } else { "received" },
            (direction == "out").then_some(self.at),
            self.at,
        ]);
        let kind = if outside {
            EntryKind::Message
        } else {
            EntryKind::Note
        };
        self.entry(kind, Some(id), None, None, direction != "in");
        self.document("message", Some(id), Some(seq), text);
        if outside {
            self.message_count += 1;
            self.preview = excerpt(text, PREVIEW);
        }
        seq
    }

    fn entry(
        &mut self,
        kind: EntryKind,
        message: Option<i64>,
        from: Option<&str>,
        to: Option<&str>,
        by_agent: bool,
    ) {
        self.seq += 1;
        let (actor_kind, actor, name) = match (by_agent, self.agent) {
            (true, Some((id, name))) => ("agent", Some(id), name.to_owned()),
            (true, None) => ("system", None, super::system_name()),
            (false, _) => ("contact", Some(self.contact), self.name.clone()),
        };
        self.batch.entries.push(args![
            self.id,
            self.seq,
            kind.as_str(),
            actor_kind,
            actor,
            name,
            message,
            from,
            to,
            self.at
        ]);
    }

    fn document(&mut self, kind: &'static str, message: Option<i64>, seq: Option<i64>, text: &str) {
        self.batch.documents.push(args![
            kind,
            self.id,
            message,
            None::<i64>,
            self.inbox,
            seq,
            self.at,
            searchable(text)
        ]);
    }

    fn finish(mut self, status: Status, priority: &'static str, team: Option<i64>, tag: Option<i64>) {
        let number = NUMBERS_AFTER + self.id;
        let subject = self.subject.clone();
        self.document("conversation", None, None, &format!("{number} {subject}"));
        if let Some(tag) = tag {
            self.batch.tags.push(args![self.id, tag]);
        }
        self.batch.conversations.push(args![
            self.id,
            number,
            format!("demo{number:0>16}"),
            self.inbox,
            self.contact,
            subject,
            self.preview,
            status.as_str(),
            status.is_active(),
            priority,
            self.agent.map(|(id, _)| id),
            team,
            self.locale.as_str(),
            self.message_count,
            self.seq,
            self.last_customer_seq,
            self.last_reply_seq,
            self.waiting_since.filter(|_| status.is_active()),
            self.first_reply_at,
            (!status.is_active()).then_some(self.at),
            self.begun,
            self.at,
            channels::email::CHANNEL.name,
        ]);
    }
}
