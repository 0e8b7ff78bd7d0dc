//! What there is to do on the first day, and what of it is done: read from what is there, never ticked by hand.

use std::sync::Arc;

use domain::{Actor, Permission};
pub use store::first_steps::FirstSteps;

use crate::brands::DEFAULT_COLOR;
use crate::core::{Core, Error, Result};

/// Use cases of the first day.
#[derive(Clone)]
pub struct FirstDay {
    core: Arc<Core>,
}

impl FirstDay {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// How far the organisation is.
    ///
    /// # Errors
    /// When the actor may not change the organisation, or the database fails.
    pub async fn get(&self, actor: &Actor) -> Result<FirstSteps> {
        actor.require(Permission::OrganisationManage)?;
        let agent = actor
            .agent_id()
            .ok_or_else(|| Error::Internal("the system has no first day".to_owned()))?;
        store::first_steps::find(self.core.reader(), agent, DEFAULT_COLOR)
            .await?
            .ok_or_else(|| Error::Internal("an agent without an organisation".to_owned()))
    }

    /// Puts the list away for everybody, or shows it again.
    ///
    /// # Errors
    /// When the actor may not change the organisation, or the database fails.
    pub async fn set_dismissed(&self, actor: &Actor, dismissed: bool) -> Result<FirstSteps> {
        actor.require(Permission::OrganisationManage)?;
        let mut work = self.core.begin().await?;
        let at = dismissed.then_some(work.now);
        store::first_steps::set_dismissed(&work.tx, at).await?;
        let action = if dismissed {
            "first_steps.dismissed"
        } else {
            "first_steps.shown"
        };
        work.audit(actor, action, ("organisation", Some(1)), "").await?;
        work.settings_changed("first_steps");
        work.commit().await?;
        self.get(actor).await
    }
}
