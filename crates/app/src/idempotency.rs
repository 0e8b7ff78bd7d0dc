//! The memory of requests that carried an `Idempotency-Key`: a double click, or a retry on a weak network, does things once.
//!
//! A key is taken before the request is worked on and gets its answer afterwards. When the server dies in between, nobody knows how it
//! ended, and the next request with this key is told so rather than risking to do it twice.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{Actor, Identity};

use crate::core::{Core, Error, Result};

/// How long answers are kept: twice as long as a browser keeps what could not be sent (a week), so that what waited for a connection is
/// known again when it comes.
pub(crate) const KEPT: Duration = Duration::from_secs(14 * 24 * 3600);
/// What answers are sealed for.
const PURPOSE: &str = "idempotency.body";
/// No request works this long; one that seems to was cut off.
const LONGEST_WORK: Duration = Duration::from_secs(5 * 60);

/// An answer as it was given.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// Body.
    pub body: Bytes,
}

/// What to do with a request.
#[derive(Debug)]
pub enum Begun {
    /// Work on it, then call [`Idempotency::finish`] or [`Idempotency::release`].
    Fresh(Key),
    /// It was done; this is the answer.
    Answered(Answer),
}

/// A key as one actor uses it. Keys of different actors have nothing to do with one another.
#[derive(Debug, Clone)]
pub struct Key {
    actor: String,
    key: String,
}

/// Use cases of remembered requests.
#[derive(Clone)]
pub struct Idempotency {
    core: Arc<Core>,
}

impl Idempotency {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Takes the key, or returns the answer that was given under it.
    ///
    /// # Errors
    /// When the key cannot be one, or is taken by another request (`idempotency_key_reused`), by this one still at work
    /// (`idempotency_in_progress`) or cut off (`idempotency_outcome_unknown`).
    pub async fn begin(&self, actor: &Actor, key: &str, request_hash: &str) -> Result<Begun> {
        let key = check(actor, key)?;
        let work = self.core.begin().await?;
        store::idempotency::forget(&work.tx, &key.actor, &key.key, work.now.minus(KEPT)).await?;
        if store::idempotency::claim(&work.tx, &key.actor, &key.key, request_hash, work.now).await? {
            work.commit().await?;
            return Ok(Begun::Fresh(key));
        }
        let now = work.now;
        let remembered = store::idempotency::find(&work.tx, &key.actor, &key.key).await?;
        let Some(remembered) = remembered else {
            // Given free between the two statements.
            return Err(in_progress());
        };
        if remembered.request_hash != request_hash {
            return Err(Error::conflict(
                "idempotency_key_reused",
                "this Idempotency-Key was used for another request: take a new one for each thing to do",
            ));
        }
        match remembered.status {
            Some(status) => Ok(Begun::Answered(Answer {
                status,
                content_type: remembered.content_type,
                body: self.open(remembered.body.as_deref())?,
            })),
            None if now.since(remembered.created_at) < LONGEST_WORK => Err(in_progress()),
            None => Err(Error::conflict(
                "idempotency_outcome_unknown",
                "the first request with this Idempotency-Key was cut off: look whether it was done, then use a new key",
            )),
        }
    }

    /// Remembers the answer, sealed: it may hold a secret that is shown once, such as a new API token.
    ///
    /// # Errors
    /// When the database fails or the answer is not text.
    pub async fn finish(&self, key: &Key, answer: &Answer) -> Result<()> {
        let text = std::str::from_utf8(&answer.body).map_err(|e| Error::Internal(e.to_string()))?;
        let sealed = self
            .core
            .keys
            .seal(PURPOSE, text)
            .map_err(|e| Error::Internal(e.to_string()))?;
        store::idempotency::finish(
            self.core.reader(),
            &key.actor,
            &key.key,
            answer.status,
            answer.content_type.as_deref(),
            sealed.into(),
        )
        .await?;
        Ok(())
    }

    fn open(&self, sealed: Option<&[u8]>) -> Result<Bytes> {
        let sealed = std::str::from_utf8(sealed.unwrap_or_default()).unwrap_or_default();
        let text = self.core.keys.open(PURPOSE, sealed);
        Ok(text.map_err(|e| Error::Internal(e.to_string()))?.into())
    }

    /// Gives a key free whose request did nothing, so that it can be tried again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release(&self, key: &Key) -> Result<()> {
        store::idempotency::release(self.core.reader(), &key.actor, &key.key).await?;
        Ok(())
    }
}

fn check(actor: &Actor, key: &str) -> Result<Key> {
    let refuse = |code, detail: &str| Error::field("Idempotency-Key", code, detail);
    match key.len() {
        0 => return Err(refuse("required", "must not be empty")),
        1..=200 => {}
        _ => return Err(refuse("too_long", "may have at most 200 characters")),
    }
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refuse(
            "invalid_characters",
            "may have letters, digits and signs of ASCII, no spaces",
        ));
    }
    let actor = match actor.identity {
        Identity::Agent(agent, _) => format!("agent:{agent}"),
        Identity::ApiToken(_, token) => format!("api_token:{token}"),
        Identity::System => "system".to_owned(),
    };
    Ok(Key {
        actor,
        key: key.to_owned(),
    })
}

fn in_progress() -> Error {
    Error::conflict(
        "idempotency_in_progress",
        "the first request with this Idempotency-Key is still at work: ask again in a moment",
    )
}
