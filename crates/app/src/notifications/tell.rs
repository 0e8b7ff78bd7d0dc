//! Telling an agent, by the ways that the agent chose.

use std::collections::BTreeSet;

use domain::conversations::Conversation;
use domain::notifications::{NotificationKind, RosterNews, Ways};
use domain::{Actor, ActorKind, AgentId, ConversationId, InboxId, PushSubscriptionId};
use jiff::civil::Date;
use realtime::{Call, Event, Topic};
use store::notifications::{About, NewNotification};

use crate::core::{Actorly, Result, Token, Work};
use crate::push::PushNotification;

/// What happened.
struct News<'a> {
    kind: NotificationKind,
    about: About<'a>,
    /// Where the conversation lies that it is about.
    inbox: Option<InboxId>,
    actor: &'a Actorly,
}

impl<'a> News<'a> {
    const fn of(kind: NotificationKind, conversation: &Conversation, seq: i64, actor: &'a Actorly) -> Self {
        Self {
            kind,
            about: About::Entry {
                conversation_id: conversation.id,
                seq,
            },
            inbox: Some(conversation.inbox_id),
            actor,
        }
    }
}

impl Work<'_> {
    /// Notifies an agent, unless it was the agent's own doing.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn notify(
        &mut self,
        agent: AgentId,
        kind: NotificationKind,
        conversation: &Conversation,
        seq: i64,
        actor: &Actorly,
    ) -> Result<()> {
        self.tell_unless_own(agent, &News::of(kind, conversation, seq, actor))
            .await
    }

    /// Notifies agents of something about rosters, each once and nobody of their own doing. `key` says what it is about, so that what
    /// happens again before it was read is one notification.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn notify_of_roster(
        &mut self,
        agents: impl IntoIterator<Item = AgentId>,
        news: RosterNews,
        (key, day): (&str, Date),
        actor: &Actor,
    ) -> Result<()> {
        let (actor, day) = (Actorly::from(actor), day.to_string());
        let agents: BTreeSet<AgentId> = agents.into_iter().collect();
        let news = News {
            kind: news.kind(),
            about: About::Roster { news, key, day: &day },
            inbox: None,
            actor: &actor,
        };
        for agent in agents {
            self.tell_unless_own(agent, &news).await?;
        }
        Ok(())
    }

    /// What agents were told of rosters needs nobody any more.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn roster_news_over(&mut self, news: RosterNews, key: &str) -> Result<()> {
        let now = self.now;
        for agent in store::notifications::mark_topic_over(&self.tx, news, key, now).await? {
            self.notifications_read(agent);
        }
        Ok(())
    }

    async fn tell_unless_own(&mut self, agent: AgentId, news: &News<'_>) -> Result<()> {
        if news.actor.kind == ActorKind::Agent && news.actor.id == Some(agent.get()) {
            return Ok(());
        }
        let chosen = store::notification_settings::preferences(&self.tx, agent).await?;
        self.tell(agent, chosen.of(news.kind), news).await
    }

    /// Notifies those who asked to hear of conversations that nobody has yet.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn notify_of_arrival(
        &mut self,
        conversation: &Conversation,
        seq: i64,
        actor: &Actorly,
    ) -> Result<()> {
        let kind = NotificationKind::Arrived;
        let wanting = store::notification_settings::wanting(&self.tx, kind, conversation.inbox_id).await?;
        let news = News::of(kind, conversation, seq, actor);
        for (agent, ways) in wanting {
            self.tell(agent, ways, &news).await?;
        }
        Ok(())
    }

    /// Somebody has the conversation now: those who were told that nobody has it need not look.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn taken(&mut self, conversation: ConversationId) -> Result<()> {
        self.over(conversation, NotificationKind::Arrived).await
    }

    /// What agents were told of this kind about a conversation needs nobody any more.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn over(&mut self, conversation: ConversationId, kind: NotificationKind) -> Result<()> {
        let now = self.now;
        for agent in store::notifications::mark_over(&self.tx, conversation, kind, now).await? {
            self.notifications_read(agent);
        }
        Ok(())
    }

    async fn tell(&mut self, agent: AgentId, ways: Ways, news: &News<'_>) -> Result<()> {
        if !ways.any() {
            return Ok(());
        }
        let quiet = store::notification_settings::quiet_hours(&self.tx, agent)
            .await?
            .is_some_and(|hours| hours.cover(self.now));
        let ways = if quiet { ways.quietly() } else { ways };
        if !ways.any() {
            return Ok(());
        }
        let call = self.write(agent, ways, news).await?;
        let by_agent = news.actor.kind == ActorKind::Agent;
        let event = Event::Notification {
            agent_id: agent,
            reason: news.kind.as_str().to_owned(),
            conversation_id: match news.about {
                About::Entry { conversation_id, .. } => Some(conversation_id),
                About::Roster { .. } => None,
            },
            inbox_id: news.inbox,
            actor_name: by_agent.then(|| news.actor.name.clone()),
            call: Some(call),
        };
        self.hint(Topic::Agent(agent), event);
        Ok(())
    }

    /// Writes the notification and the jobs that push it.
    async fn write(&mut self, agent: AgentId, ways: Ways, news: &News<'_>) -> Result<Call> {
        if !ways.in_app && !ways.push {
            return Ok(Call {
                key: Token::random(12),
                show: None,
                sound: ways.sound,
                push: false,
            });
        }
        let new = NewNotification {
            agent_id: agent,
            kind: news.kind,
            about: news.about,
            actor_name: &news.actor.name,
            at: self.now,
            listed: ways.in_app,
        };
        let (id, times) = store::notifications::put(&self.tx, &new).await?;
        let browsers: Vec<PushSubscriptionId> = if ways.push {
            store::push::ids_of(&self.tx, agent, self.now).await?
        } else {
            Vec::new()
        };
        for subscription_id in &browsers {
            let job = PushNotification {
                notification_id: id,
                subscription_id: *subscription_id,
            };
            self.enqueue(&job, None).await?;
        }
        Ok(Call {
            key: format!("{id}.{times}"),
            show: ways.in_app.then_some(id),
            sound: ways.sound,
            push: !browsers.is_empty(),
        })
    }

    /// Remembers how far an agent has read a conversation; what was seen needs no notification any more.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn seen(
        &mut self,
        agent: AgentId,
        conversation: ConversationId,
        inbox: InboxId,
        seq: i64,
    ) -> Result<()> {
        store::conversations::mark_read(&self.tx, agent, conversation, seq).await?;
        if store::chat::queue::seen_by(&self.tx, conversation, agent, seq).await? {
            let receipts = Event::ChatReceipts {
                conversation_id: conversation,
                inbox_id: inbox,
                delivered_seq: None,
                seen_seq: None,
                agent_seen_seq: Some(seq),
            };
            self.hint(Topic::Conversation(conversation), receipts);
        }
        let read = Event::ConversationRead {
            conversation_id: conversation,
            inbox_id: inbox,
            agent_id: agent,
            seq: Some(seq),
        };
        self.hint(Topic::Agent(agent), read);
        let now = self.now;
        if store::notifications::mark_conversation_read(&self.tx, agent, conversation, seq, now).await? > 0 {
            self.notifications_read(agent);
        }
        Ok(())
    }

    /// Lets the agent's other windows know that the count went down.
    pub(super) fn notifications_read(&mut self, agent: AgentId) {
        let event = Event::Notification {
            agent_id: agent,
            reason: "read".to_owned(),
            conversation_id: None,
            inbox_id: None,
            actor_name: None,
            call: None,
        };
        self.hint(Topic::Agent(agent), event);
    }
}
