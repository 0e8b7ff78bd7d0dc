//! Long polling: the frames of the socket for clients that cannot open one.

use std::collections::BTreeMap;
use std::time::Duration;

use api_types::{PollQuery, PollView};
use app::App;
use app::chat::{Feed, Frame};
use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::guest::Visiting;
use super::protocol::server_frame;
use crate::http::{ApiProblem, ApiQuery, ClientProblem, Result};

/// Longest that a request is held.
const LONGEST: Duration = Duration::from_secs(25);
/// A client that does not ask again for this long has left.
const LEFT_AFTER: Duration = Duration::from_secs(40);
/// Chats in one state.
const MOST_CHATS: usize = 50;

/// What a client was told of a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    /// Up to this entry.
    #[serde(rename = "s")]
    seq: i64,
    /// How the chat was: whatever changes with it.
    #[serde(rename = "c", default)]
    chat: String,
}

type Known = BTreeMap<String, Told>;

/// Hear what the socket would tell, as soon as there is something, or after 25 s.
#[utoipa::path(get, path = "/chat/live/poll", tag = "chat", security(("visitor" = [])), params(PollQuery),
    responses((status = 200, body = PollView), ClientProblem))]
pub(super) async fn poll(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiQuery(query): ApiQuery<PollQuery>,
) -> Result<Json<PollView>> {
    let mut known = read_state(query.state.as_deref())?;
    known.extend(read_held(query.held.as_deref())?);
    if known.len() > MOST_CHATS {
        return Err(ApiProblem::bad_request(
            "too_many_chats",
            "at most 50 chats can be followed",
        ));
    }
    let mut feed = app.chat.feed(guest);
    let heard = listen(&app, &mut feed, &mut known).await;
    feed.leave(LEFT_AFTER);
    let events = heard?;
    Ok(Json(PollView {
        state: write_state(&known)?,
        events,
    }))
}

async fn listen(app: &App, feed: &mut Feed, known: &mut Known) -> Result<Vec<serde_json::Value>> {
    let until = Instant::now() + LONGEST;
    let mut events = Vec::new();
    let tokens: Vec<(String, i64)> = known
        .iter()
        .map(|(token, told)| (token.clone(), told.seq))
        .collect();
    for (token, seq) in tokens {
        match feed.follow(&token, seq).await {
            Ok(frames) => take(app, feed, known, frames, &mut events)?,
            // A chat that is not the visitor's (any more): nothing is heard of it.
            Err(app::Error::NotFound { .. }) => {
                known.remove(&token);
            }
            Err(error) => return Err(error.into()),
        }
    }
    while events.is_empty() {
        let Ok(news) = tokio::time::timeout_at(until, feed.next()).await else {
            break;
        };
        let frames = feed.frames(news).await?;
        take(app, feed, known, frames, &mut events)?;
    }
    Ok(events)
}

/// Takes frames that are news to the client, and notes what it knows then.
fn take(
    app: &App,
    feed: &Feed,
    known: &mut Known,
    frames: Vec<Frame>,
    events: &mut Vec<serde_json::Value>,
) -> Result<()> {
    for frame in frames {
        match &frame {
            Frame::Entries {
                conversation,
                last_seq,
                ..
            } => known.entry(conversation.to_string()).or_default().seq = *last_seq,
            Frame::Chat(shown) => {
                let own = &shown.own;
                let now = format!(
                    "{}.{}.{}.{}",
                    own.updated_at.micros(),
                    own.agent_id.map_or(0, Into::into),
                    own.agent_seen_seq,
                    shown.queue.map_or(0, |queue| queue.position)
                );
                let told = known.entry(own.token.clone()).or_default();
                if std::mem::replace(&mut told.chat, now.clone()) == now {
                    continue;
                }
            }
            Frame::Typing { .. }
            | Frame::Receipts { .. }
            | Frame::Invited(_)
            | Frame::Site { .. }
            | Frame::Closed => {}
        }
        let frame = server_frame(app, feed.guest(), frame);
        events.push(serde_json::to_value(frame).map_err(|error| ApiProblem::internal(&error))?);
    }
    Ok(())
}

fn read_state(state: Option<&str>) -> Result<Known> {
    let Some(state) = state else {
        return Ok(Known::new());
    };
    let read = || serde_json::from_slice(&BASE64.decode(state).ok()?).ok();
    read().ok_or_else(|| {
        ApiProblem::bad_request(
            "invalid_state",
            "state is none of an earlier answer; begin without it",
        )
    })
}

fn write_state(known: &Known) -> Result<String> {
    let json = serde_json::to_vec(known).map_err(|error| ApiProblem::internal(&error))?;
    Ok(BASE64.encode(json))
}

/// What a client holds, as `token:seq,token:seq`.
fn read_held(held: Option<&str>) -> Result<Known> {
    let wrong = || ApiProblem::bad_request("invalid_query", "held is written token:seq,token:seq");
    let mut known = Known::new();
    for part in held
        .unwrap_or_default()
        .split(',')
        .filter(|part| !part.is_empty())
    {
        let (token, seq) = part.split_once(':').ok_or_else(wrong)?;
        let seq = seq.parse().map_err(|_| wrong())?;
        let told = Told {
            seq,
            chat: String::new(),
        };
        known.insert(token.to_owned(), told);
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_back_and_others_are_refused() {
        let known = read_held(Some("abc:5,def:0")).unwrap();
        assert_eq!(read_state(Some(&write_state(&known).unwrap())).unwrap(), known);
        assert!(read_state(None).unwrap().is_empty());
        assert!(read_state(Some("ăâî")).is_err() && read_held(Some("abc")).is_err());
    }
}
