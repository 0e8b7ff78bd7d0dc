//! The WebSocket of the browser: glue between a socket and [`realtime::ClientSession`].

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use app::App;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use domain::{Actor, ConversationId, Identity as ActorIdentity};
use realtime::{
    Access, Action, ClientSession, CloseReason, Delivery, Identity, LookUp, ServerMessage, access,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::SignedIn;
use crate::http::{ApiProblem, ClientProblem, Result};

/// Longest message that a browser may send, in bytes.
const MOST_BYTES: usize = 64 * 1024;
/// How often an idle socket is pinged: proxies close what is silent for a minute.
const PING_EVERY: Duration = Duration::from_secs(25);
/// A socket that takes nothing for this long is gone.
const SEND_WITHIN: Duration = Duration::from_secs(20);

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(open_live))
}

/// Open the WebSocket for live changes. The messages are documented in docs/ARCHITECTURE.md.
#[utoipa::path(get, path = "/live", tag = "live", responses((status = 101, description = "WebSocket"), ClientProblem))]
async fn open_live(
    State(app): State<App>,
    signed_in: SignedIn,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    let SignedIn { actor, .. } = signed_in;
    let identity = identity(&actor)
        .ok_or_else(|| ApiProblem::bad_request("agent_expected", "only agents can listen to live changes"))?;
    Ok(upgrade
        .max_message_size(MOST_BYTES)
        .on_upgrade(move |socket| async move { serve(app, actor, identity, socket).await }))
}

fn identity(actor: &Actor) -> Option<Identity> {
    let (agent_id, session_id) = match actor.identity {
        ActorIdentity::Agent(agent, session) => (agent, Some(session)),
        ActorIdentity::ApiToken(agent, _) => (agent, None),
        ActorIdentity::System => return None,
    };
    Some(Identity {
        agent_id,
        name: actor.name.clone(),
        session_id,
    })
}

/// Why the loop of a socket ended.
enum End {
    /// The browser went, or its network did.
    Gone,
    /// The server closes it.
    Close(u16, &'static str),
}

async fn serve(app: App, actor: Actor, identity: Identity, mut socket: WebSocket) {
    let mut live = Live {
        session: ClientSession::open(&app.core().hub, identity),
        app,
        actor,
    };
    let end = live.run(&mut socket).await;
    if let End::Close(code, reason) = end {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        // The browser may be gone already; then there is nobody to tell.
        let _gone = socket.send(Message::Close(Some(frame))).await;
    }
}

struct Live {
    app: App,
    actor: Actor,
    session: ClientSession,
}

impl Live {
    async fn run(&mut self, socket: &mut WebSocket) -> End {
        let mut ping = tokio::time::interval(PING_EVERY);
        loop {
            let actions = tokio::select! {
                frame = socket.recv() => match frame {
                    Some(Ok(Message::Text(text))) => self.session.handle_text(text.as_str()),
                    Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return End::Gone,
                },
                delivery = self.session.next() => match delivery {
                    Delivery::Send(json) => {
                        let Ok(text) = axum::extract::ws::Utf8Bytes::try_from(json) else { continue };
                        if !send(socket, Message::Text(text)).await {
                            return End::Gone;
                        }
                        continue;
                    }
                    Delivery::Reauthorise(ticket) => match self.access().await {
                        Some(access) => self.session.reauthorised(ticket, access),
                        None => return End::Close(close_code::POLICY, "signed out"),
                    },
                    Delivery::Close(CloseReason::SignedOut) => return End::Close(close_code::POLICY, "signed out"),
                    Delivery::Close(CloseReason::Shutdown) => return End::Close(close_code::RESTART, "restarting"),
                },
                _ = ping.tick() => {
                    if !send(socket, Message::Ping(bytes::Bytes::new())).await {
                        return End::Gone;
                    }
                    continue;
                }
            };
            if !self.act(socket, actions).await {
                return End::Gone;
            }
        }
    }

    /// Does what the session asks for; false when the socket is gone.
    async fn act(&mut self, socket: &mut WebSocket, actions: Vec<Action>) -> bool {
        let mut actions = VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            match action {
                Action::Send(message) => {
                    if !send(socket, text(&message)).await {
                        return false;
                    }
                }
                Action::LookUp(id) => {
                    let answer = self.look_up(id).await;
                    actions.extend(self.session.looked_up(id, answer));
                }
            }
        }
        true
    }

    async fn look_up(&self, id: ConversationId) -> LookUp {
        match self.app.live.whereabouts(&self.actor, id).await {
            Ok((inbox_id, last_seq)) => LookUp::Found { inbox_id, last_seq },
            Err(app::Error::NotFound { .. } | app::Error::Denied(_)) => LookUp::NotFound,
            Err(error) => {
                tracing::warn!(%error, conversation = %id, "a conversation could not be looked up for a live client");
                LookUp::Failed
            }
        }
    }

    /// What the agent may hear of now, read afresh; `None` when they are signed out or the database does not say.
    async fn access(&mut self) -> Option<Access> {
        match self.app.live.access(&self.actor).await {
            Ok((actor, inboxes)) => {
                self.actor = actor;
                Some(inboxes.map_or_else(access::everything, |ids| {
                    access::inboxes(ids.into_iter().collect::<HashSet<_>>())
                }))
            }
            Err(error) => {
                tracing::debug!(%error, "a live client is no longer signed in");
                None
            }
        }
    }
}

fn text(message: &ServerMessage) -> Message {
    Message::Text(serde_json::to_string(message).unwrap_or_default().into())
}

async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(
        tokio::time::timeout(SEND_WITHIN, socket.send(message)).await,
        Ok(Ok(()))
    )
}
