//! Visitors with chats, and agents who answer: made before anything is measured.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use app::App;
use app::chat::{Arrival, Begin, From, Site};
use domain::{Actor, AgentId, ConversationId, Identity, SessionId};

use super::super::measure::AT_ONCE;

/// A visitor with a chat.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub token: String,
    pub conversation: String,
    pub id: ConversationId,
    pub last_seq: i64,
}

/// Everybody who takes part.
pub struct Cast {
    pub visitors: Vec<Visitor>,
    /// API tokens of agents.
    pub agents: Vec<String>,
    pub inbox: i64,
}

fn from() -> From<'static> {
    From {
        ip: "127.0.0.1",
        network: Ipv4Addr::LOCALHOST.into(),
        country: "",
        user_agent: "bench",
        origin: None,
    }
}

/// Makes so many visitors with a chat each, and tokens for so many agents.
pub async fn seed(app: &App, visitors: usize, agents: usize) -> anyhow::Result<Cast> {
    let key = app.demo.site_key().await?.context("the demo has no site")?;
    let site = app.chat.site(&key, &from()).await?;
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE * 4 {
        let (app, site, next) = (app.clone(), Arc::clone(&site), Arc::clone(&next));
        workers.spawn(async move {
            let mut made = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= visitors {
                    return anyhow::Ok(made);
                }
                made.push(visitor(&app, &site, &agent(number % agents)?).await?);
            }
        });
    }
    let mut all = Vec::with_capacity(visitors);
    while let Some(made) = workers.join_next().await {
        all.extend(made??);
    }
    let mut tokens = Vec::new();
    for number in 0..agents {
        let actor = agent(number)?;
        let scopes = ["conversations.read", "conversations.reply"].map(str::to_owned);
        tokens.push(app.api_tokens.create(&actor, "bench", &scopes, None).await?.0);
    }
    Ok(Cast {
        visitors: all,
        agents: tokens,
        inbox: site.row.inbox_id.get(),
    })
}

fn agent(number: usize) -> anyhow::Result<Actor> {
    Ok(Actor {
        identity: Identity::Agent(AgentId(i64::try_from(number)? + 1), SessionId(1)),
        ..Actor::system()
    })
}

async fn visitor(app: &App, site: &Arc<Site>, agent: &Actor) -> anyhow::Result<Visitor> {
    let session = app
        .chat
        .arrive(Arc::clone(site), &Arrival::default(), &from())
        .await?;
    let begin = Begin {
        text: "Hello, is somebody there?".to_owned(),
        ..Begin::default()
    };
    let conversation = app.chat.begin(&session.guest, &begin, "begin").await?;
    // Somebody has it: thousands who wait would be another measurement.
    let own = app.chat.own(&session.guest, &conversation).await?;
    app.chats.accept(agent, own.conversation_id).await?;
    let own = app.chat.own(&session.guest, &conversation).await?;
    Ok(Visitor {
        token: session.token,
        conversation,
        id: own.conversation_id,
        last_seq: own.last_seq,
    })
}
