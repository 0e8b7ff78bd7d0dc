//! What agents take, and the photo by which visitors know them.

use std::sync::Arc;

use bytes::Bytes;
use domain::attendance::Activity;
use domain::capacity::MOST_CHATS;
use domain::validate::Checks;
use domain::{Actor, AgentId, Permission};
pub use store::capacity::AgentCapacity;

use crate::brands::picture_type;
use crate::core::{Blobs, Core, Error, Result, Work};
use crate::{attendance, routing};

/// Largest photo, in bytes.
pub const MOST_PHOTO_BYTES: usize = 512 * 1024;

/// What is to change; what is absent stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct CapacityChange<'a> {
    /// Whether chats are offered at all.
    pub takes_chats: Option<bool>,
    /// Chats at the same time.
    pub chat_limit: Option<u32>,
    /// Whether chats begin without being accepted.
    pub auto_accept: Option<bool>,
    /// Name of an [`Activity`].
    pub activity: Option<&'a str>,
}

/// A photo.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Its bytes.
    pub bytes: Bytes,
    /// Media type.
    pub content_type: String,
}

/// Use cases of what agents take.
#[derive(Clone)]
pub struct Capacities {
    core: Arc<Core>,
}

impl Capacities {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// What the actor takes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own(&self, actor: &Actor) -> Result<AgentCapacity> {
        Ok(store::capacity::find(self.core.reader(), own(actor)?).await?)
    }

    /// Changes what the actor takes.
    ///
    /// # Errors
    /// Refused fields.
    pub async fn change_own(&self, actor: &Actor, change: CapacityChange<'_>) -> Result<AgentCapacity> {
        self.change_of(actor, own(actor)?, change).await
    }

    /// What a colleague takes. Everybody may know: chats are passed on to colleagues.
    ///
    /// # Errors
    /// `agent_not_found`.
    pub async fn get(&self, _: &Actor, agent: AgentId) -> Result<AgentCapacity> {
        let db = self.core.reader();
        exists(store::agents::name(db, agent).await?, agent)?;
        Ok(store::capacity::find(db, agent).await?)
    }

    /// Changes what a colleague takes.
    ///
    /// # Errors
    /// `agent_not_found`, refused fields, or when the actor manages neither agents nor teams.
    pub async fn change(
        &self,
        actor: &Actor,
        agent: AgentId,
        change: CapacityChange<'_>,
    ) -> Result<AgentCapacity> {
        // Who leads a team need not be able to make accounts.
        if actor.require(Permission::TeamsManage).is_err() {
            actor.require(Permission::AgentsManage)?;
        }
        self.change_of(actor, agent, change).await
    }

    async fn change_of(
        &self,
        actor: &Actor,
        agent: AgentId,
        change: CapacityChange<'_>,
    ) -> Result<AgentCapacity> {
        let mut checks = Checks::new();
        if let Some(limit) = change.chat_limit {
            checks.range("chat_limit", limit.into(), 1, MOST_CHATS.into());
        }
        let activity = change
            .activity
            .and_then(|name| checks.name::<Activity>("activity", name));
        checks.finish()?;
        let mut work = self.core.begin().await?;
        let name = exists(store::agents::name(&work.tx, agent).await?, agent)?;
        let mut after = store::capacity::find(&work.tx, agent).await?;
        let capacity = &mut after.capacity;
        capacity.takes_chats = change.takes_chats.unwrap_or(capacity.takes_chats);
        capacity.chat_limit = change.chat_limit.unwrap_or(capacity.chat_limit);
        capacity.auto_accept = change.auto_accept.unwrap_or(capacity.auto_accept);
        let before = capacity.activity;
        capacity.activity = activity.unwrap_or(before);
        store::capacity::put(&work.tx, agent, &after, work.now).await?;
        if before != after.capacity.activity {
            attendance::said(&self.core, &work, agent, after.capacity.activity).await?;
        }
        if actor.agent_id() != Some(agent) {
            let subject = ("agent", Some(agent.get()));
            work.audit(actor, "agent.capacity_updated", subject, &name)
                .await?;
        }
        // What waits may have found its place.
        routing::wake(&mut work).await?;
        work.settings_changed("agents");
        work.commit().await?;
        Ok(after)
    }

    /// Gives the actor a photo, which visitors see.
    ///
    /// # Errors
    /// When the picture is too large or none.
    pub async fn set_photo(&self, actor: &Actor, bytes: Bytes) -> Result<AgentCapacity> {
        let agent = own(actor)?;
        if bytes.len() > MOST_PHOTO_BYTES {
            let detail = format!("has {} bytes, may have at most {MOST_PHOTO_BYTES}", bytes.len());
            return Err(Error::field("photo", "too_large", detail));
        }
        let Some(kind) = picture_type(&bytes) else {
            let detail = "must be a PNG, JPEG or WebP picture";
            return Err(Error::field("photo", "not_a_picture", detail));
        };
        let (key, _) = self.core.blobs.put(bytes).await?;
        self.change_photo(agent, Some((key, kind))).await
    }

    /// Takes the actor's photo away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_photo(&self, actor: &Actor) -> Result<AgentCapacity> {
        self.change_photo(own(actor)?, None).await
    }

    async fn change_photo(&self, agent: AgentId, photo: Option<(String, &str)>) -> Result<AgentCapacity> {
        let mut work: Work<'_> = self.core.begin().await?;
        let mut after = store::capacity::find(&work.tx, agent).await?;
        (after.photo_key, after.photo_type) = match photo {
            Some((key, kind)) => (Some(key), Some(kind.to_owned())),
            None => (None, None),
        };
        store::capacity::put(&work.tx, agent, &after, work.now).await?;
        work.settings_changed("agents");
        work.commit().await?;
        Ok(after)
    }

    /// A photo by the hash of its bytes, for whoever was shown an address with it.
    ///
    /// # Errors
    /// `photo_not_found` when it is nobody's photo (any more).
    pub async fn photo(&self, hash: &str) -> Result<Photo> {
        let missing = || Error::not_found("photo", "of this address");
        let key = Blobs::key(hash).ok_or_else(missing)?;
        let content_type = store::capacity::photo_type(self.core.reader(), &key)
            .await?
            .ok_or_else(missing)?;
        Ok(Photo {
            bytes: self.core.blobs.get(&key).await?,
            content_type,
        })
    }
}

fn own(actor: &Actor) -> Result<AgentId> {
    actor.agent_id().ok_or_else(|| Error::Forbidden {
        code: "agent_expected",
        detail: "only agents can do this".to_owned(),
    })
}

fn exists(name: Option<String>, agent: AgentId) -> Result<String> {
    name.ok_or_else(|| Error::not_found("agent", agent))
}
