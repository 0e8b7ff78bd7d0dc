//! Inboxes: where mail comes in and goes out, who may set them up, and what became of the mail that came.
//!
//! Everybody who answers customers may list inboxes; their settings are for those who manage inboxes, and secrets for nobody. What an
//! inbox is set up with depends on its channel: [`mail`], [`chat`].

mod accept;
mod chat;
mod check;
mod input;
mod ledger;
mod mail;
mod merge;
mod oauth;
mod presets;
mod probe;

use std::collections::HashMap;
use std::sync::Arc;

use channels::SetUp;
use db::Executor;
use domain::inboxes::Health;
use domain::validate::Checks;
use domain::{Actor, BrandId, InboxId, Permission, TeamId, Timestamp};
use store::chat::SiteSettings;
use store::inboxes::{EmailInbox, Inbox};

use crate::conversations::UNSUPPORTED;
use crate::core::{Core, Error, Result, Work};

pub use accept::MAX_RAW_MAIL;
pub use channels::Channel;
pub use chat::ChatSettings;
pub use input::{ChatInput, DkimInput, EmailInput, InboxChange, NewInbox, ServerInput, Trial};
pub use ledger::{Alarm, AlarmKind, Summary};
pub use oauth::Started;
pub(crate) use oauth::useless_before;
pub use presets::{Preset, PresetServer};
pub use probe::{TestReport, TestStep, TestedFolder};
pub use store::inboxes::MailServer;
pub use store::mail_ledger::Line as LedgerLine;

/// An inbox as a reader may see it.
#[derive(Debug, Clone)]
pub struct InboxDetail {
    /// The inbox.
    pub inbox: Inbox,
    /// State of its connections.
    pub health: Health,
    /// What is wrong with them.
    pub health_detail: Option<String>,
    /// Its channel.
    pub channel: &'static Channel,
    /// Its settings, for readers who may manage inboxes.
    pub settings: Option<Settings>,
}

/// Settings of an inbox as they may be shown.
#[derive(Debug, Clone)]
pub enum Settings {
    /// Of a mailbox.
    Mail(Box<MailSettings>),
    /// Of a site.
    Chat(Box<ChatSettings>),
}

/// Mail settings as they may be shown.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Name that customers see.
    pub from_name: String,
    /// Further addresses.
    pub aliases: Vec<String>,
    /// Signature in plain text.
    pub signature: String,
    /// Fetching; the secret is sealed.
    pub imap: Option<MailServer>,
    /// Folders that are fetched.
    pub folders: Vec<String>,
    /// Sending; the secret is sealed.
    pub smtp: Option<MailServer>,
    /// DKIM domain.
    pub dkim_domain: Option<String>,
    /// DKIM selector.
    pub dkim_selector: Option<String>,
    /// Whether there is a token for pushed mail.
    pub has_push_token: bool,
    /// Whether there are OAuth tokens.
    pub has_oauth_token: bool,
    /// Hours without mail before an alarm.
    pub silent_alarm_hours: Option<u32>,
    /// When the sign-in ends, unless it renews itself.
    pub token_expires_at: Option<Timestamp>,
}

/// Use cases of inboxes.
#[derive(Clone)]
pub struct Inboxes {
    core: Arc<Core>,
}

impl Inboxes {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// The inboxes that the actor may see, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<InboxDetail>> {
        let db = self.core.reader();
        let inboxes = store::inboxes::list(db, actor.scope()).await?;
        let ids: Vec<InboxId> = inboxes.iter().map(|inbox| inbox.id).collect();
        let emails = store::inboxes::emails(db, &ids).await?;
        let mut emails: HashMap<InboxId, EmailInbox> = emails.into_iter().map(|e| (e.inbox_id, e)).collect();
        let mut addresses: HashMap<InboxId, Vec<String>> = HashMap::new();
        for (inbox, address) in store::inboxes::addresses_of(db, &ids).await? {
            addresses.entry(inbox).or_default().push(address);
        }
        let mut sites: HashMap<InboxId, SiteSettings> = HashMap::new();
        if actor.permissions.has(Permission::InboxesManage) {
            let found = store::chat::sites::settings_of(db, &ids).await?;
            sites.extend(found.into_iter().map(|site| (site.inbox_id, site)));
        }
        let detail = |inbox: Inbox| {
            let id = inbox.id;
            let addresses = addresses.remove(&id).unwrap_or_default();
            shown(actor, inbox, (emails.remove(&id), addresses), sites.remove(&id))
        };
        Ok(inboxes.into_iter().map(detail).collect())
    }

    /// One inbox.
    ///
    /// # Errors
    /// When there is no such inbox that the actor may see.
    pub async fn get(&self, actor: &Actor, id: InboxId) -> Result<InboxDetail> {
        let db = self.core.reader();
        let inbox = visible(db, actor, id).await?;
        let email = store::inboxes::find_email(db, id).await?;
        let addresses = store::inboxes::addresses(db, id).await?;
        let site = store::chat::sites::find_settings(db, id).await?;
        Ok(shown(actor, inbox, (email, addresses), site))
    }

    /// Makes an inbox; fetching begins at once.
    ///
    /// # Errors
    /// When a field is refused, an address belongs to another inbox, or the actor may not manage inboxes.
    pub async fn create(&self, actor: &Actor, new: NewInbox) -> Result<InboxDetail> {
        actor.require(Permission::InboxesManage)?;
        let set_up = channels::registry::find(&new.channel).map_or(SetUp::Nothing, |channel| channel.set_up);
        match set_up {
            SetUp::Mail => self.create_mailbox(actor, new).await,
            SetUp::Chat => self.create_site(actor, new).await,
            SetUp::Nothing => {
                let known = channels::registry::all().iter().map(|channel| channel.name);
                let detail = format!(
                    "\"{}\" is none of {}",
                    new.channel,
                    known.collect::<Vec<_>>().join(", ")
                );
                Err(Error::field("channel", "unknown_value", detail))
            }
        }
    }

    /// Changes an inbox.
    ///
    /// # Errors
    /// When there is no such inbox, a field is refused, an address belongs to another inbox, or the actor may not manage inboxes.
    pub async fn update(&self, actor: &Actor, id: InboxId, change: InboxChange) -> Result<InboxDetail> {
        actor.require(Permission::InboxesManage)?;
        let inbox = visible(self.core.reader(), actor, id).await?;
        match channels::registry::of(&inbox.channel).set_up {
            SetUp::Mail => self.update_mailbox(actor, id, change).await,
            SetUp::Chat => self.update_site(actor, id, change).await,
            SetUp::Nothing => Err(Error::conflict(
                UNSUPPORTED,
                "this version does not know the channel of this inbox",
            )),
        }
    }

    /// What an inbox that was just made needs beside its settings: whoever makes one would lose sight of it at once otherwise.
    async fn made(&self, work: &mut Work<'_>, actor: &Actor, id: InboxId, detail: &str) -> Result<()> {
        if let (false, Some(agent)) = (actor.all_inboxes, actor.agent_id()) {
            store::agents::open_inbox(&work.tx, agent, id).await?;
        }
        work.audit(actor, "inbox.created", ("inbox", Some(id.get())), detail)
            .await
    }

    /// Puts a change of settings on disk and lets whoever watches mailboxes know at once.
    async fn finish(&self, mut work: Work<'_>) -> Result<()> {
        work.settings_changed("inboxes");
        work.commit().await?;
        self.core.inboxes_changed.notify_one();
        Ok(())
    }
}

/// The channels that inboxes can be of.
#[must_use]
pub fn channels() -> &'static [&'static Channel] {
    channels::registry::all()
}

/// The inbox, if the actor may see it.
async fn visible(db: &impl Executor, actor: &Actor, id: InboxId) -> Result<Inbox> {
    store::inboxes::find(db, actor.scope(), id)
        .await?
        .ok_or_else(|| Error::not_found("inbox", id))
}

/// The inbox, if the actor may see it and mail comes in by its channel.
async fn mailbox(db: &impl Executor, actor: &Actor, id: InboxId) -> Result<Inbox> {
    let inbox = visible(db, actor, id).await?;
    if channels::registry::of(&inbox.channel).capabilities.mail_intake {
        return Ok(inbox);
    }
    Err(Error::conflict(
        UNSUPPORTED,
        "no mail comes in by the channel of this inbox",
    ))
}

fn shown(
    actor: &Actor,
    inbox: Inbox,
    (email, addresses): (Option<EmailInbox>, Vec<String>),
    site: Option<SiteSettings>,
) -> InboxDetail {
    let channel = channels::registry::of(&inbox.channel);
    let manages = actor.permissions.has(Permission::InboxesManage);
    let (health, health_detail, settings) = match channel.set_up {
        SetUp::Mail => {
            let email = email.unwrap_or_else(|| EmailInbox::empty(inbox.id));
            let (health, detail) = (email.health, email.health_detail.clone());
            let settings = manages.then(|| mail::settings(&inbox, email, addresses));
            (
                health,
                detail,
                settings.map(|mail| Settings::Mail(Box::new(mail))),
            )
        }
        SetUp::Chat => {
            let health = if inbox.enabled { Health::Ok } else { Health::Off };
            let settings = site.filter(|_| manages).map(chat::settings);
            (health, None, settings.map(|chat| Settings::Chat(Box::new(chat))))
        }
        SetUp::Nothing => (Health::Off, None, None),
    };
    InboxDetail {
        inbox,
        health,
        health_detail,
        channel,
        settings,
    }
}

/// The brand that was named, or the oldest one.
async fn brand(db: &impl Executor, wanted: Option<BrandId>, checks: &mut Checks) -> Result<BrandId> {
    let brands = store::brands::list(db).await?;
    let found = match wanted {
        Some(wanted) => brands.iter().find(|brand| brand.id == wanted),
        None => brands.first(),
    };
    if found.is_none() {
        checks.refuse("brand_id", "brand_not_found", "there is no such brand");
    }
    Ok(found.map_or(BrandId(0), |brand| brand.id))
}

async fn team(db: &impl Executor, wanted: Option<TeamId>, checks: &mut Checks) -> Result<()> {
    if let Some(wanted) = wanted
        && store::teams::name(db, wanted).await?.is_none()
    {
        checks.refuse("team_id", "team_not_found", "there is no such team");
    }
    Ok(())
}

/// Changes the row itself; returns the names of what changed.
async fn apply(
    db: &impl Executor,
    inbox: &mut Inbox,
    change: &InboxChange,
    checks: &mut Checks,
) -> Result<Vec<&'static str>> {
    let before = inbox.clone();
    if let Some(name) = &change.name {
        inbox.name = checks.line("name", name, 1, 100);
    }
    if change.brand_id.is_some() {
        inbox.brand_id = brand(db, change.brand_id, checks).await?;
    }
    if let Some(wanted) = change.team_id {
        team(db, wanted, checks).await?;
        inbox.team_id = wanted;
    }
    if let Some(enabled) = change.enabled {
        inbox.enabled = enabled;
    }
    let changes = [
        ("name", before.name != inbox.name),
        ("brand", before.brand_id != inbox.brand_id),
        ("team", before.team_id != inbox.team_id),
        ("enabled", before.enabled != inbox.enabled),
    ];
    Ok(named(&changes))
}

fn named(changes: &[(&'static str, bool)]) -> Vec<&'static str> {
    changes
        .iter()
        .filter(|(_, changed)| *changed)
        .map(|(name, _)| *name)
        .collect()
}
