//! Settings of the whole organisation.

use std::sync::Arc;

use domain::validate::Checks;
use domain::{Actor, InboxId, Permission};
pub use store::organisation::Organisation;

use crate::core::{Core, Error, Result, Work};
use crate::teams::no_such;

/// What is to change; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct Changes<'a> {
    /// Name.
    pub name: Option<&'a str>,
    /// Language.
    pub locale: Option<&'a str>,
    /// IANA time zone.
    pub time_zone: Option<&'a str>,
    /// Seconds within which an answer can be taken back.
    pub undo_send_seconds: Option<u32>,
    /// Inbox of the organisation's own letters; none for the first that can send.
    pub system_inbox_id: Option<Option<i64>>,
    /// Whether the calculators of the planner work without sign-in.
    pub planner_public: Option<bool>,
}

/// Use cases of the organisation's settings.
#[derive(Clone)]
pub struct Organisations {
    core: Arc<Core>,
}

impl Organisations {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The settings. Every agent may read them: the user interface needs them.
    ///
    /// # Errors
    /// Before the set-up, or when the database fails.
    pub async fn get(&self, _: &Actor) -> Result<Organisation> {
        store::organisation::find(self.core.reader())
            .await?
            .ok_or_else(not_set_up)
    }

    /// The address from which the organisation's own letters leave; none while nothing can send.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn system_sender(&self, _: &Actor) -> Result<Option<String>> {
        let sender = store::system_letters::sender(self.core.reader(), None).await?;
        Ok(sender.map(|sender| sender.address))
    }

    /// Changes settings.
    ///
    /// # Errors
    /// When a field is refused or the actor may not change the organisation.
    pub async fn update(&self, actor: &Actor, changes: &Changes<'_>) -> Result<Organisation> {
        actor.require(Permission::OrganisationManage)?;
        let mut work = self.core.begin().await?;
        let mut settings = store::organisation::find(&work.tx)
            .await?
            .ok_or_else(not_set_up)?;
        let mut checks = Checks::new();
        if let Some(name) = changes.name {
            settings.name = checks.line("name", name, 1, 200);
        }
        if let Some(locale) = changes.locale.and_then(|locale| checks.name("locale", locale)) {
            settings.locale = locale;
        }
        if let Some(zone) = changes.time_zone {
            settings.time_zone = check_time_zone(&mut checks, "time_zone", zone);
        }
        if let Some(seconds) = changes.undo_send_seconds {
            checks.range("undo_send_seconds", seconds.into(), 0, 120);
            settings.undo_send_seconds = seconds;
        }
        checks.finish()?;
        settings.planner_public = changes.planner_public.unwrap_or(settings.planner_public);
        if let Some(inbox) = changes.system_inbox_id {
            settings.system_inbox_id = inbox.map(InboxId);
        }
        store::organisation::update(&work.tx, &settings, work.now)
            .await
            .map_err(|error| match settings.system_inbox_id {
                Some(inbox) => no_such("system_inbox_id", "inbox", inbox.get(), error),
                None => error.into(),
            })?;
        if changes.system_inbox_id.is_some() {
            check_sender(&work, settings.system_inbox_id).await?;
        }
        let subject = ("organisation", Some(1));
        work.audit(actor, "organisation.updated", subject, &settings.name)
            .await?;
        work.settings_changed("organisation");
        work.commit().await?;
        Ok(settings)
    }
}

/// An IANA time zone; the zones come with the program, so every machine knows the same ones.
pub(crate) fn check_time_zone(checks: &mut Checks, field: &str, zone: &str) -> String {
    let zone = zone.trim();
    if let Ok(known) = jiff::tz::TimeZone::get(zone) {
        // The canonical spelling: the look-up is lax about letter case, the browser is not.
        known.iana_name().unwrap_or(zone).to_owned()
    } else {
        checks.refuse(
            field,
            "unknown_time_zone",
            format!("\"{zone}\" is not a time zone such as Asia/Ho_Chi_Minh"),
        );
        zone.to_owned()
    }
}

/// An inbox that is chosen for letters must be able to send them.
async fn check_sender(work: &Work<'_>, chosen: Option<InboxId>) -> Result<()> {
    let Some(chosen) = chosen else {
        return Ok(());
    };
    let sender = store::system_letters::sender(&work.tx, None).await?;
    if sender.is_some_and(|sender| sender.inbox_id == chosen) {
        return Ok(());
    }
    Err(Error::field(
        "system_inbox_id",
        "inbox_cannot_send",
        "this inbox is switched off or has no server for sending",
    ))
}

fn not_set_up() -> Error {
    Error::conflict(
        "not_set_up",
        "there is no organisation yet: create it with POST /api/v1/setup/owner",
    )
}
