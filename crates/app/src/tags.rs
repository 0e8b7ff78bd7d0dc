//! Tags.

use std::sync::Arc;

use db::DbError;
use domain::text::fold;
use domain::validate::Checks;
use domain::{Actor, Permission, TagId};
pub use store::tags::Tag;

use crate::core::{Core, Error, Result};

/// Grey: what a tag looks like when nobody chose a colour.
const DEFAULT_COLOR: &str = "#64748b";

/// Use cases of tags.
#[derive(Clone)]
pub struct Tags {
    core: Arc<Core>,
}

impl Tags {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// All tags by name.
    ///
    /// # Errors
    /// When the actor may not read conversations or the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Tag>> {
        actor.require(Permission::ConversationsRead)?;
        Ok(store::tags::list(self.core.reader()).await?)
    }

    /// Makes a tag.
    ///
    /// # Errors
    /// When the name is refused or taken, or the actor may not manage tags.
    pub async fn create(&self, actor: &Actor, name: &str, color: Option<&str>) -> Result<Tag> {
        actor.require(Permission::TagsManage)?;
        let (name, color) = check(name, color)?;
        let mut work = self.core.begin().await?;
        let id = store::tags::insert(&work.tx, &name, &fold(&name), &color)
            .await
            .map_err(|e| taken(e, &name))?;
        work.audit(actor, "tag.created", ("tag", Some(id.get())), &name)
            .await?;
        work.settings_changed("tags");
        work.commit().await?;
        Ok(Tag { id, name, color })
    }

    /// Renames or recolours a tag.
    ///
    /// # Errors
    /// When there is no such tag, the name is refused or taken, or the actor may not manage tags.
    pub async fn update(&self, actor: &Actor, id: TagId, name: &str, color: Option<&str>) -> Result<Tag> {
        actor.require(Permission::TagsManage)?;
        let (name, color) = check(name, color)?;
        let mut work = self.core.begin().await?;
        let found = store::tags::update(&work.tx, id, &name, &fold(&name), &color)
            .await
            .map_err(|e| taken(e, &name))?;
        if !found {
            return Err(Error::not_found("tag", id));
        }
        work.audit(actor, "tag.updated", ("tag", Some(id.get())), &name)
            .await?;
        work.settings_changed("tags");
        work.commit().await?;
        Ok(Tag { id, name, color })
    }

    /// Deletes a tag and takes it off every conversation.
    ///
    /// # Errors
    /// When there is no such tag or the actor may not manage tags.
    pub async fn delete(&self, actor: &Actor, id: TagId) -> Result<()> {
        actor.require(Permission::TagsManage)?;
        let mut work = self.core.begin().await?;
        let tag = store::tags::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("tag", id))?;
        store::tags::delete(&work.tx, id).await?;
        work.audit(actor, "tag.deleted", ("tag", Some(id.get())), &tag.name)
            .await?;
        work.settings_changed("tags");
        work.commit().await
    }
}

fn check(name: &str, color: Option<&str>) -> Result<(String, String)> {
    let mut checks = Checks::new();
    let name = checks.line("name", name, 1, 60);
    let color = checks.color("color", color.unwrap_or(DEFAULT_COLOR));
    checks.finish()?;
    Ok((name, color))
}

fn taken(error: DbError, name: &str) -> Error {
    match error {
        DbError::UniqueViolation { .. } => {
            Error::conflict("tag_exists", format!("there is already a tag \"{name}\""))
        }
        other => other.into(),
    }
}
