//! Who gets what waits: chats that nobody has are offered to one agent after another, the oldest first.
//!
//! Whatever may let a chat go on (it began, an agent came, a place became free, an offer ran out) enqueues the job [`RouteChats`] in its own
//! transaction; jobs that wait already are one. The job looks at everything that waits and writes each offer down in a transaction
//! that locks the conversation and then the agent, and looks at both again: two of these jobs at once, on two nodes, offer nothing
//! twice and give nobody too much. It enqueues itself for the moment at which the next offer runs out. Now and then it runs anyhow,
//! because who is online is known by hints, which may be lost.
//!
//! The decision is [`domain::routing`]; why it is made like this is written down in `docs/adr/0015-routing.md`.

mod presence;
mod take;

use std::collections::HashMap;

use domain::chat::ChatState;
use domain::conversations::{Conversation, Status};
use domain::notifications::NotificationKind;
use domain::routing::{self, Candidate, OfferState};
use domain::{Actor, AgentId, ContactId, ConversationId, InboxId, TeamId, Timestamp};
use serde::{Deserialize, Serialize};
use store::chat::Chat;
use store::chat::queue::Queued;

use crate::core::{Actorly, Core, Error, Result, Work};

pub(crate) use presence::listen;
pub(crate) use take::{Ending, answers, assigned, end, ring, show, take, to_the_front, wait};

/// Chats that are looked at in one run. More than that wait only where nobody is there at all.
const MOST_QUEUED: u32 = 5_000;

/// Offers the chats that wait to whoever can take them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RouteChats {}

/// Lets what waits be looked at once the work is on disk.
///
/// # Errors
/// When the database fails.
pub(crate) async fn wake(work: &mut Work<'_>) -> Result<()> {
    work.enqueue(&RouteChats {}, None).await
}

/// Agents who can take chats of one site and team.
type Desk = Vec<(Candidate, bool)>;

/// What one run knows; each desk is read once.
struct Run {
    now: Timestamp,
    online: Vec<AgentId>,
    passed: HashMap<ConversationId, Vec<AgentId>>,
    desks: HashMap<(InboxId, Option<TeamId>), Desk>,
    /// Chats that were given away in this run.
    given: HashMap<AgentId, u32>,
}

impl Run {
    async fn begin(core: &Core) -> Result<(Self, Option<Timestamp>)> {
        let now = core.clock.now();
        let mut passed: HashMap<ConversationId, Vec<AgentId>> = HashMap::new();
        let mut next = None;
        for (conversation, agent, until) in store::chat::queue::passes(core.reader(), now).await? {
            passed.entry(conversation).or_default().push(agent);
            sooner(&mut next, until);
        }
        let online = core.hub.presence().online();
        let run = Self {
            now,
            online: online.into_iter().map(|agent| agent.agent_id).collect(),
            passed,
            desks: HashMap::new(),
            given: HashMap::new(),
        };
        Ok((run, next))
    }

    /// Who gets this one; with whether they need not accept.
    async fn choose(&mut self, core: &Core, chat: &Queued) -> Result<Option<(Candidate, bool)>> {
        let key = (chat.inbox_id, chat.team_id);
        if !self.desks.contains_key(&key) {
            let desk = desk(core, key, &self.online).await?;
            self.desks.insert(key, desk);
        }
        let desk = self.desks.get(&key).map_or(&[][..], Vec::as_slice);
        let passed = self
            .passed
            .get(&chat.conversation_id)
            .map_or(&[][..], Vec::as_slice);
        let candidates: Vec<Candidate> = desk
            .iter()
            .filter(|(candidate, _)| !passed.contains(&candidate.agent))
            .map(|(candidate, _)| Candidate {
                load: candidate.load + self.given.get(&candidate.agent).copied().unwrap_or(0),
                ..*candidate
            })
            .collect();
        let chosen = routing::choose(&candidates, chat.assignee_id);
        let auto = |agent| {
            desk.iter()
                .any(|(candidate, auto)| candidate.agent == agent && *auto)
        };
        Ok(chosen.map(|candidate| (candidate, auto(candidate.agent))))
    }
}

async fn desk(core: &Core, (inbox, team): (InboxId, Option<TeamId>), online: &[AgentId]) -> Result<Desk> {
    let found = store::chat::queue::candidates(core.reader(), inbox, team, online).await?;
    let one = |row: store::chat::queue::Candidate| {
        let candidate = Candidate {
            agent: row.agent_id,
            limit: row.chat_limit,
            load: row.load,
            last_taken: row.last_taken,
        };
        (candidate, row.auto_accept)
    };
    Ok(found.into_iter().map(one).collect())
}

/// One run over everything that waits.
///
/// # Errors
/// When the database fails; what was offered stays offered.
pub async fn route(core: &Core) -> Result<()> {
    let queued = store::chat::queue::queued(core.reader(), MOST_QUEUED).await?;
    if queued.is_empty() {
        return Ok(());
    }
    let (mut run, mut next) = Run::begin(core).await?;
    for chat in queued {
        let waits = match (chat.offered_to, chat.offered_at) {
            (Some(agent), Some(at)) => match routing::offer(at, run.online.contains(&agent), run.now) {
                OfferState::Open(until) => {
                    sooner(&mut next, until);
                    false
                }
                OfferState::Missed => {
                    let again = miss(core, &chat, agent).await?;
                    if let Some(again) = again {
                        run.passed.entry(chat.conversation_id).or_default().push(agent);
                        sooner(&mut next, again);
                    }
                    again.is_some()
                }
            },
            _ => true,
        };
        if !waits {
            continue;
        }
        let Some((candidate, auto)) = run.choose(core, &chat).await? else {
            continue;
        };
        if give(core, chat.conversation_id, &candidate, auto).await? {
            *run.given.entry(candidate.agent).or_default() += 1;
            if !auto {
                sooner(&mut next, run.now.plus(routing::ACCEPT_WITHIN));
            }
        }
    }
    if let Some(at) = next {
        let mut work = core.begin().await?;
        work.enqueue(&RouteChats {}, Some(at)).await?;
        work.commit().await?;
    }
    Ok(())
}

fn sooner(next: &mut Option<Timestamp>, at: Timestamp) {
    *next = Some(next.map_or(at, |next| next.min(at)));
}

/// The conversation of a chat and the chat, both as they are now and locked.
pub(crate) async fn lock(work: &Work<'_>, id: ConversationId) -> Result<Option<(Conversation, Chat)>> {
    let scope = Actor::system().scope();
    let Some(conversation) = store::conversations::find_for_update(&work.tx, scope, id).await? else {
        return Ok(None);
    };
    let chat = store::chat::chats::find(&work.tx, id).await?;
    Ok(chat.map(|chat| (conversation, chat)))
}

/// An offer ran out: it is the next one's turn. Returns when the agent may be asked again, none when it was taken at the last moment.
async fn miss(core: &Core, queued: &Queued, agent: AgentId) -> Result<Option<Timestamp>> {
    let mut work = core.begin().await?;
    let Some((conversation, mut chat)) = lock(&work, queued.conversation_id).await? else {
        return Ok(None);
    };
    if chat.state != ChatState::Ringing
        || (chat.offered_to, chat.offered_at) != (Some(agent), queued.offered_at)
    {
        return Ok(None);
    }
    let again = work.now.plus(routing::AGAIN_AFTER_MISSED);
    wait(&mut work, &conversation, &mut chat, Some((agent, again))).await?;
    work.commit().await?;
    Ok(Some(again))
}

/// Offers a chat, or gives it to an agent who need not accept. False when it is not there any more, or the agent's last place is not.
async fn give(core: &Core, id: ConversationId, candidate: &Candidate, auto: bool) -> Result<bool> {
    let mut work = core.begin().await?;
    let Some((mut conversation, mut chat)) = lock(&work, id).await? else {
        return Ok(false);
    };
    let agent = candidate.agent;
    let waits = chat.state == ChatState::Waiting && conversation.status != Status::Spam;
    if !waits || store::chat::queue::lock_load(&work.tx, agent).await? >= candidate.limit {
        return Ok(false);
    }
    if auto {
        let name = store::agents::name(&work.tx, agent).await?.unwrap_or_default();
        let who = Actorly::agent(agent, &name);
        take(&mut work, &mut conversation, &mut chat, (agent, &who)).await?;
        // Nobody asked them: they hear of it as of an offer.
        tell(&mut work, &conversation, agent, NotificationKind::ChatOffered).await?;
        work.save(&conversation).await?;
    } else {
        ring(&mut work, &conversation, &mut chat, agent).await?;
    }
    work.commit().await?;
    Ok(true)
}

/// Tells an agent something of a chat in the customer's name.
pub(crate) async fn tell(
    work: &mut Work<'_>,
    conversation: &Conversation,
    agent: AgentId,
    kind: NotificationKind,
) -> Result<()> {
    let customer = customer(work, conversation.contact_id).await?;
    work.notify(agent, kind, conversation, conversation.last_seq, &customer)
        .await
}

async fn customer(work: &Work<'_>, contact: ContactId) -> Result<Actorly> {
    let found = store::contacts::find(&work.tx, Actor::system().scope(), contact).await?;
    let found = found.ok_or_else(|| Error::not_found("contact", contact))?;
    Ok(Actorly::contact(contact, &found.name))
}
