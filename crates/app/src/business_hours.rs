//! When somebody is there: weekly hours of an inbox.

use std::sync::Arc;

use domain::business_hours;
use domain::validate::Checks;
use domain::{Actor, InboxId, Permission, Timestamp};
use realtime::{Event, Topic};

use crate::core::{Core, Error, Result};
use crate::organisation::check_time_zone;

/// Hours as people enter them.
#[derive(Debug, Clone, Default)]
pub struct HoursInput {
    /// Somebody is always there; the rest is not looked at.
    pub always: bool,
    /// IANA time zone.
    pub time_zone: String,
    /// Day, beginning and end of each span.
    pub hours: Vec<(String, String, String)>,
}

/// The hours of an inbox, and how they are at this moment.
#[derive(Debug, Clone)]
pub struct Hours {
    /// The hours; none when somebody is always there.
    pub hours: Option<business_hours::BusinessHours>,
    /// Whether somebody is there.
    pub open: bool,
    /// When the next hours begin; none when there are none, or somebody is always there.
    pub next_opening: Option<Timestamp>,
}

/// Use cases of business hours.
#[derive(Clone)]
pub struct BusinessHours {
    core: Arc<Core>,
}

impl BusinessHours {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The hours of an inbox that the actor may see.
    ///
    /// # Errors
    /// `inbox_not_found`.
    pub async fn get(&self, actor: &Actor, inbox: InboxId) -> Result<Hours> {
        let db = self.core.reader();
        store::inboxes::find(db, actor.scope(), inbox)
            .await?
            .ok_or_else(|| Error::not_found("inbox", inbox))?;
        at(&self.core, inbox).await
    }

    /// Replaces the hours of an inbox.
    ///
    /// # Errors
    /// `inbox_not_found`, refused fields, or when the actor may not manage inboxes.
    pub async fn set(&self, actor: &Actor, inbox: InboxId, input: &HoursInput) -> Result<Hours> {
        actor.require(Permission::InboxesManage)?;
        let mut checks = Checks::new();
        let hours = (!input.always).then(|| {
            let zone = check_time_zone(&mut checks, "time_zone", &input.time_zone);
            business_hours::BusinessHours::check(&zone, &input.hours, &mut checks)
        });
        checks.finish()?;
        let mut work = self.core.begin().await?;
        let row = store::inboxes::find(&work.tx, actor.scope(), inbox)
            .await?
            .ok_or_else(|| Error::not_found("inbox", inbox))?;
        store::business_hours::set(&work.tx, inbox, hours.as_ref()).await?;
        let subject = ("inbox", Some(inbox.get()));
        work.audit(actor, "inbox.hours_updated", subject, &row.name)
            .await?;
        work.settings_changed("inboxes");
        work.hint(Topic::Inbox(inbox), Event::SiteChanged { inbox_id: inbox });
        work.commit().await?;
        at(&self.core, inbox).await
    }
}

/// How an inbox is at this moment, for whoever may know.
///
/// # Errors
/// When the database fails.
pub(crate) async fn at(core: &Core, inbox: InboxId) -> Result<Hours> {
    let now = core.clock.now();
    let hours = store::business_hours::find(core.reader(), inbox).await?;
    Ok(Hours {
        open: hours.as_ref().is_none_or(|hours| hours.is_open(now)),
        next_opening: hours.as_ref().and_then(|hours| hours.next_opening(now)),
        hours,
    })
}
