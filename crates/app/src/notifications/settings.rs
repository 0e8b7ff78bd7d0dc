//! By which ways an agent is told, and when not to be disturbed.

use domain::notifications::{Days, QuietHours, QuietWindow, TimeOfDay};
pub use domain::notifications::{NotificationKind, Preferences, Ways};
use domain::validate::Checks;
use domain::{Actor, AgentId};

use super::Notifications;
use crate::core::{Core, Result};
use crate::organisation::check_time_zone;
use crate::sessions::signed_in;

/// Quiet windows of an agent at most: one for each day.
const MOST_WINDOWS: usize = 7;

/// What an agent chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The ways of each kind of event.
    pub preferences: Preferences,
    /// When neither push nor sound comes.
    pub quiet_hours: QuietHours,
}

/// How to be told of one kind of event from now on; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct WaysChange {
    /// The kind by its name.
    pub kind: String,
    /// In the centre.
    pub in_app: Option<bool>,
    /// By push.
    pub push: Option<bool>,
    /// By sound.
    pub sound: Option<bool>,
}

/// Quiet hours as they were typed.
#[derive(Debug, Clone, Default)]
pub struct QuietHoursChange {
    /// IANA name of a time zone.
    pub time_zone: String,
    /// The hours.
    pub windows: Vec<QuietWindowChange>,
}

/// One window as it was typed.
#[derive(Debug, Clone, Default)]
pub struct QuietWindowChange {
    /// Names of days.
    pub days: Vec<String>,
    /// As `22:00`.
    pub from: String,
    /// As `07:00`.
    pub to: String,
}

/// What is to change; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Kinds of events.
    pub events: Vec<WaysChange>,
    /// All quiet hours.
    pub quiet_hours: Option<QuietHoursChange>,
}

impl Notifications {
    /// What the agent chose, or what is usual.
    ///
    /// # Errors
    /// When the actor is an API token or the database fails.
    pub async fn settings(&self, actor: &Actor) -> Result<Settings> {
        let (agent, _) = signed_in(actor)?;
        settings_of(&self.core, agent).await
    }

    /// Changes what the agent chose.
    ///
    /// # Errors
    /// When a field is refused or the actor is an API token.
    pub async fn update_settings(&self, actor: &Actor, changes: &Changes) -> Result<Settings> {
        let (agent, _) = signed_in(actor)?;
        let mut checks = Checks::new();
        let kinds: Vec<Option<NotificationKind>> = changes
            .events
            .iter()
            .enumerate()
            .map(|(index, event)| checks.name(&format!("events[{index}].kind"), &event.kind))
            .collect();
        let quiet = changes
            .quiet_hours
            .as_ref()
            .and_then(|hours| check_quiet_hours(&mut checks, hours));
        checks.finish()?;
        let mut work = self.core.begin().await?;
        let mut chosen = store::notification_settings::preferences(&work.tx, agent).await?;
        for (kind, change) in kinds.into_iter().zip(&changes.events) {
            let Some(kind) = kind else { continue };
            let before = chosen.of(kind);
            let ways = Ways {
                in_app: change.in_app.unwrap_or(before.in_app),
                push: change.push.unwrap_or(before.push),
                sound: change.sound.unwrap_or(before.sound),
            };
            store::notification_settings::choose(&work.tx, agent, kind, ways).await?;
            // The same kind may be named twice; then the second stands on the first.
            chosen = chosen.with(kind, ways);
        }
        if let Some(hours) = &quiet {
            store::notification_settings::set_quiet_hours(&work.tx, agent, hours).await?;
        }
        let subject = ("agent", Some(agent.get()));
        work.audit(actor, "agent.notifications_updated", subject, "")
            .await?;
        work.commit().await?;
        settings_of(&self.core, agent).await
    }
}

async fn settings_of(core: &Core, agent: AgentId) -> Result<Settings> {
    let db = core.reader();
    let quiet_hours = match store::notification_settings::quiet_hours(db, agent).await? {
        Some(hours) => hours,
        None => QuietHours {
            time_zone: store::organisation::find(db)
                .await?
                .map_or_else(|| "UTC".to_owned(), |organisation| organisation.time_zone),
            windows: Vec::new(),
        },
    };
    Ok(Settings {
        preferences: store::notification_settings::preferences(db, agent).await?,
        quiet_hours,
    })
}

/// What was typed as hours; none when something of it was refused.
fn check_quiet_hours(checks: &mut Checks, typed: &QuietHoursChange) -> Option<QuietHours> {
    let time_zone = check_time_zone(checks, "quiet_hours.time_zone", &typed.time_zone);
    let count = typed.windows.len();
    if count > MOST_WINDOWS {
        let detail = format!("has {count} windows, may have {MOST_WINDOWS}");
        checks.refuse("quiet_hours.windows", "too_many", detail);
        return None;
    }
    let windows: Option<Vec<QuietWindow>> = typed
        .windows
        .iter()
        .enumerate()
        // Each is checked, so that all that is wrong is told at once.
        .map(|(index, window)| check_window(checks, &format!("quiet_hours.windows[{index}]"), window))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    Some(QuietHours {
        time_zone,
        windows: windows?,
    })
}

fn check_window(checks: &mut Checks, place: &str, typed: &QuietWindowChange) -> Option<QuietWindow> {
    let days: Days = typed
        .days
        .iter()
        .enumerate()
        .filter_map(|(index, day)| checks.name(&format!("{place}.days[{index}]"), day))
        .collect();
    if typed.days.is_empty() {
        checks.refuse(&format!("{place}.days"), "required", "name at least one day");
    }
    let from = check_time(checks, &format!("{place}.from"), &typed.from);
    let to = check_time(checks, &format!("{place}.to"), &typed.to);
    Some(QuietWindow {
        days,
        from: from?,
        to: to?,
    })
}

fn check_time(checks: &mut Checks, field: &str, typed: &str) -> Option<TimeOfDay> {
    let time = typed.trim().parse().ok();
    if time.is_none() {
        let detail = format!("\"{typed}\" is not a time of the day such as 22:00");
        checks.refuse(field, "invalid_time_of_day", detail);
    }
    time
}
