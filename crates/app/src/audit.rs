//! Reading the audit log. Lines are written by [`crate::core::Work::audit`].

use std::sync::Arc;

use domain::{Actor, AuditId, Permission};
pub use store::audit::AuditEntry;

use crate::core::{Core, Result};

/// Use cases of the audit log.
#[derive(Clone)]
pub struct Audit {
    core: Arc<Core>,
}

impl Audit {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Up to `limit` lines before the line `before`, the newest first.
    ///
    /// # Errors
    /// When the actor may not read the log or the database fails.
    pub async fn list(&self, actor: &Actor, before: Option<AuditId>, limit: u32) -> Result<Vec<AuditEntry>> {
        actor.require(Permission::AuditRead)?;
        Ok(store::audit::list(self.core.reader(), before, limit).await?)
    }
}
