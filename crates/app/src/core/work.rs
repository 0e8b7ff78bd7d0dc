//! One piece of work: a transaction, the instant it happens at, and the hints to give once it is on disk.

use db::{Db, Tx};
use domain::chat::ChatState;
use domain::conversations::{Change, Conversation, EntryKind};
use domain::notifications::NotificationKind;
use domain::{Actor, ActorKind, AgentId, ContactId, MessageId, TeamId, Timestamp};
use realtime::{Event, Topic};
use store::timeline::{self, Entry};

use super::{Core, Error, Result};

/// Who did something, as timelines remember it.
#[derive(Debug, Clone)]
pub struct Actorly {
    /// Kind of actor.
    pub kind: ActorKind,
    /// Key, none for the system.
    pub id: Option<i64>,
    /// Name at this time.
    pub name: String,
}

impl Actorly {
    /// A customer.
    #[must_use]
    pub fn contact(id: ContactId, name: &str) -> Self {
        Self {
            kind: ActorKind::Contact,
            id: Some(id.get()),
            name: name.to_owned(),
        }
    }
}

impl Actorly {
    /// An agent.
    #[must_use]
    pub fn agent(id: AgentId, name: &str) -> Self {
        Self {
            kind: ActorKind::Agent,
            id: Some(id.get()),
            name: name.to_owned(),
        }
    }

    /// The product itself.
    #[must_use]
    pub fn system() -> Self {
        Self {
            kind: ActorKind::System,
            id: None,
            name: Actor::system().name,
        }
    }
}

impl From<&Actor> for Actorly {
    fn from(actor: &Actor) -> Self {
        Self {
            kind: actor.kind(),
            id: actor.agent_id().map(AgentId::get),
            name: actor.name.clone(),
        }
    }
}

/// A transaction with everything that belongs to its end. Dropped without [`Work::commit`], nothing happened.
pub struct Work<'a> {
    core: &'a Core,
    /// The transaction.
    pub tx: Tx,
    /// The instant at which all of it happens.
    pub now: Timestamp,
    hints: Vec<(Vec<Topic>, Event)>,
    after: Vec<Box<dyn FnOnce() + Send + Sync>>,
}

impl Core {
    /// Begins a piece of work.
    ///
    /// # Errors
    /// When the database cannot begin a transaction.
    pub async fn begin(&self) -> Result<Work<'_>> {
        let tx = self.db.begin_write().await?;
        Ok(Work {
            core: self,
            tx,
            now: self.clock.now(),
            hints: Vec::new(),
            after: Vec::new(),
        })
    }

    /// The database, for reads outside of transactions.
    pub const fn reader(&self) -> &Db {
        &self.db
    }
}

impl Work<'_> {
    /// Puts it on disk, then tells live clients; the job runner hears of commits by itself. Hints are lost when the
    /// process dies in between; clients find out by the gap in `seq`.
    ///
    /// # Errors
    /// When the database cannot commit; then nothing happened.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await?;
        for (topics, event) in self.hints {
            self.core.hub.publish_to(&topics, event);
        }
        self.after.into_iter().for_each(|done| done());
        Ok(())
    }

    /// Enqueues a job that runs once the work is on disk, not before `run_at`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue<J: jobs::Job>(&mut self, job: &J, run_at: Option<Timestamp>) -> Result<()> {
        match jobs::enqueue(&self.tx, job, run_at).await {
            Ok(_) => Ok(()),
            Err(jobs::EnqueueError::Db(error)) => Err(error.into()),
            Err(error @ jobs::EnqueueError::Payload { .. }) => Err(Error::Internal(error.to_string())),
        }
    }

    /// Does something once the work is on disk, and never when it does not get there.
    pub(crate) fn on_commit(&mut self, done: impl FnOnce() + Send + Sync + 'static) {
        self.after.push(Box::new(done));
    }

    /// Gives a hint after the commit.
    pub fn hint(&mut self, topic: Topic, event: Event) {
        self.hints.push((vec![topic], event));
    }

    /// Tells that settings of an area changed.
    pub fn settings_changed(&mut self, area: &str) {
        self.hint(
            Topic::Organisation,
            Event::SettingsChanged {
                area: area.to_owned(),
            },
        );
    }

    /// Appends an entry to the timeline and gives the hint of it. `conversation` must have been read for update in this
    /// transaction, and be written back with [`Work::save`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append(
        &mut self,
        conversation: &mut Conversation,
        actor: &Actorly,
        what: What<'_>,
    ) -> Result<i64> {
        let seq = conversation.next_seq();
        let entry = Entry {
            seq,
            kind: what.kind,
            actor_kind: actor.kind,
            actor_id: actor.id,
            actor_name: actor.name.clone(),
            message_id: what.message,
            from_value: what.from.map(str::to_owned),
            to_value: what.to.map(str::to_owned),
            created_at: self.now,
        };
        timeline::append(&self.tx, conversation.id, &entry).await?;
        let appended = Event::EntryAppended {
            conversation_id: conversation.id,
            inbox_id: conversation.inbox_id,
            seq,
            kind: what.kind.as_str().to_owned(),
        };
        self.hint(Topic::Conversation(conversation.id), appended);
        Ok(seq)
    }

    /// Appends the entry of a change, with the names of agents and teams as they are now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_change(
        &mut self,
        conversation: &mut Conversation,
        actor: &Actorly,
        change: &Change,
    ) -> Result<()> {
        let (from, to) = match change {
            Change::Assigned { from, to } => (self.agent_name(*from).await?, self.agent_name(*to).await?),
            Change::Team { from, to } => (self.team_name(*from).await?, self.team_name(*to).await?),
            Change::Status { from, to } => (Some(from.to_string()), Some(to.to_string())),
            Change::Priority { from, to } => (Some(from.to_string()), Some(to.to_string())),
        };
        let what = What {
            kind: change.entry_kind(),
            message: None,
            from: from.as_deref(),
            to: to.as_deref(),
        };
        let seq = self.append(conversation, actor, what).await?;
        if let Change::Assigned { to: Some(agent), .. } = change {
            self.taken(conversation.id).await?;
            self.notify(*agent, NotificationKind::Assigned, conversation, seq, actor)
                .await?;
        }
        Ok(())
    }

    /// Writes a changed conversation back and gives the hint of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(&mut self, conversation: &Conversation) -> Result<()> {
        store::conversations::update(&self.tx, conversation, self.now).await?;
        let changed = Event::ConversationChanged {
            conversation_id: conversation.id,
            inbox_id: conversation.inbox_id,
            last_seq: conversation.last_seq,
            assignee_id: conversation.assignee_id,
            team_id: conversation.team_id,
            status: conversation.status.as_str().to_owned(),
        };
        let mut topics = vec![
            Topic::Conversation(conversation.id),
            Topic::Inbox(conversation.inbox_id),
        ];
        topics.extend(conversation.assignee_id.map(Topic::Agent));
        self.hints.push((topics, changed));
        Ok(())
    }

    /// Gives the hint that a chat's state, agent or place in the queue changed.
    pub(crate) fn chat_changed(&mut self, conversation: &Conversation, state: ChatState) {
        let changed = Event::ChatChanged {
            conversation_id: conversation.id,
            inbox_id: conversation.inbox_id,
            state: state.as_str().to_owned(),
            assignee_id: conversation.assignee_id,
        };
        let mut topics = vec![
            Topic::Conversation(conversation.id),
            Topic::Inbox(conversation.inbox_id),
        ];
        topics.extend(conversation.assignee_id.map(Topic::Agent));
        self.hints.push((topics, changed));
    }

    /// Writes a line of the audit log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &mut self,
        actor: &Actor,
        action: &str,
        subject: (&str, Option<i64>),
        detail: &str,
    ) -> Result<()> {
        let line = store::audit::NewAuditEntry {
            at: self.now,
            actor_kind: actor.kind(),
            actor_id: actor.agent_id(),
            actor_name: &actor.name,
            action,
            subject_kind: subject.0,
            subject_id: subject.1,
            detail,
            ip: &actor.ip,
        };
        store::audit::insert(&self.tx, &line).await?;
        Ok(())
    }

    async fn agent_name(&self, agent: Option<AgentId>) -> Result<Option<String>> {
        match agent {
            Some(agent) => Ok(store::agents::name(&self.tx, agent).await?),
            None => Ok(None),
        }
    }

    async fn team_name(&self, team: Option<TeamId>) -> Result<Option<String>> {
        match team {
            Some(team) => Ok(store::teams::name(&self.tx, team).await?),
            None => Ok(None),
        }
    }
}

/// What an entry tells.
#[derive(Debug, Clone, Copy)]
pub struct What<'a> {
    /// Kind of entry.
    pub kind: EntryKind,
    /// Message that it brings or is about.
    pub message: Option<MessageId>,
    /// State before.
    pub from: Option<&'a str>,
    /// State after.
    pub to: Option<&'a str>,
}

impl What<'_> {
    /// An entry that says all by its kind.
    #[must_use]
    pub const fn bare(kind: EntryKind) -> Self {
        Self {
            kind,
            message: None,
            from: None,
            to: None,
        }
    }

    /// An entry that brings a message or is about one.
    #[must_use]
    pub const fn message(kind: EntryKind, message: MessageId) -> Self {
        Self {
            kind,
            message: Some(message),
            from: None,
            to: None,
        }
    }
}
