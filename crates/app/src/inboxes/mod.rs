//! Inboxes: where mail comes in and goes out, who may set them up, and what became of the mail that came.
//!
//! Everybody who answers customers may list inboxes; their mail settings are for those who manage inboxes, and secrets for nobody.

mod accept;
mod check;
mod input;
mod ledger;
mod merge;
mod oauth;
mod presets;
mod probe;

use std::collections::HashMap;
use std::sync::Arc;

use db::{DbError, Executor};
use domain::inboxes::Health;
use domain::validate::{Checks, fold_email};
use domain::{Actor, BrandId, InboxId, Permission, TeamId, Timestamp};
use store::inboxes::{EmailInbox, Inbox};

use crate::core::{Core, Error, Result, Work};
use crate::mailbox;

pub use accept::MAX_RAW_MAIL;
pub use input::{DkimInput, EmailInput, InboxChange, NewInbox, ServerInput, Trial};
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
    /// Its settings, for readers who may manage inboxes.
    pub settings: Option<Settings>,
}

/// Mail settings as they may be shown.
#[derive(Debug, Clone)]
pub struct Settings {
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
        let detail = |inbox: Inbox| {
            let email = emails.remove(&inbox.id);
            let addresses = addresses.remove(&inbox.id).unwrap_or_default();
            shown(actor, inbox, email, addresses)
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
        Ok(shown(actor, inbox, email, addresses))
    }

    /// Makes an inbox; fetching begins at once.
    ///
    /// # Errors
    /// When a field is refused, an address belongs to another inbox, or the actor may not manage inboxes.
    pub async fn create(&self, actor: &Actor, new: NewInbox) -> Result<InboxDetail> {
        actor.require(Permission::InboxesManage)?;
        let mut checks = Checks::new();
        let name = checks.line("name", &new.name, 1, 100);
        let address = checks.email("address", &new.address);
        let addresses = check::addresses(&mut checks, &address, &new.email.aliases);
        let checked = check::settings(&mut checks, &new.email, &address);
        let mut work = self.core.begin().await?;
        let brand = brand(&work.tx, new.brand_id, &mut checks).await?;
        team(&work.tx, new.team_id, &mut checks).await?;
        let blank = EmailInbox::empty(InboxId(0));
        let merged = merge::settings(
            &self.core,
            &work.tx,
            actor,
            &blank,
            checked,
            &mut checks,
            work.now,
        )
        .await?;
        let mut email = merged.email;
        if let Some(dkim) = &new.email.dkim {
            merge::dkim(&self.core, &mut email, dkim, &mut checks)?;
        }
        checks.finish()?;
        let id = store::inboxes::insert(&work.tx, &name, &address, brand, new.team_id, work.now).await?;
        email.inbox_id = id;
        set_addresses(&work.tx, id, &addresses).await?;
        store::inboxes::put_email(&work.tx, &email).await?;
        if email.imap_host.is_some() {
            store::inboxes::set_health(&work.tx, id, Health::Connecting, None, None, work.now).await?;
        }
        if let (false, Some(agent)) = (actor.all_inboxes, actor.agent_id()) {
            // Who makes an inbox would lose sight of it at once otherwise.
            store::agents::open_inbox(&work.tx, agent, id).await?;
        }
        use_up(&work.tx, merged.grant.as_deref()).await?;
        let detail = format!("{name} <{address}>");
        work.audit(actor, "inbox.created", ("inbox", Some(id.get())), &detail)
            .await?;
        self.finish(work).await?;
        self.get(actor, id).await
    }

    /// Changes an inbox.
    ///
    /// # Errors
    /// When there is no such inbox, a field is refused, an address belongs to another inbox, or the actor may not manage inboxes.
    pub async fn update(&self, actor: &Actor, id: InboxId, change: InboxChange) -> Result<InboxDetail> {
        actor.require(Permission::InboxesManage)?;
        let mut work = self.core.begin().await?;
        let mut inbox = visible(&work.tx, actor, id).await?;
        let before = store::inboxes::lock_email(&work.tx, id)
            .await?
            .unwrap_or_else(|| EmailInbox::empty(id));
        let was_enabled = inbox.enabled;
        let mut checks = Checks::new();
        let mut changed = apply(&work.tx, &mut inbox, &change, &mut checks).await?;
        let mut email = before.clone();
        let mut grant = None;
        if let Some(input) = &change.email {
            let addresses = check::addresses(&mut checks, &inbox.address, &input.aliases);
            let checked = check::settings(&mut checks, input, &inbox.address);
            let merged = merge::settings(
                &self.core,
                &work.tx,
                actor,
                &before,
                checked,
                &mut checks,
                work.now,
            )
            .await?;
            (email, grant) = (merged.email, merged.grant);
            if let Some(dkim) = &input.dkim {
                merge::dkim(&self.core, &mut email, dkim, &mut checks)?;
            }
            changed.extend(mail_changes(&before, &email));
            checks.finish()?;
            set_addresses(&work.tx, id, &addresses).await?;
        } else {
            checks.finish()?;
        }
        store::inboxes::update(&work.tx, &inbox, work.now).await?;
        store::inboxes::put_email(&work.tx, &email).await?;
        if changes_mailbox(&before, &email) {
            store::mail_ledger::forget_places(&work.tx, id, work.now).await?;
        }
        settle_health(&work, &inbox, was_enabled, &before, &email).await?;
        use_up(&work.tx, grant.as_deref()).await?;
        let detail = format!("{}: {}", inbox.name, changed.join(", "));
        work.audit(actor, "inbox.updated", ("inbox", Some(id.get())), &detail)
            .await?;
        self.finish(work).await?;
        self.get(actor, id).await
    }

    /// Puts a change of settings on disk and lets whoever watches mailboxes know at once.
    async fn finish(&self, mut work: Work<'_>) -> Result<()> {
        work.settings_changed("inboxes");
        work.commit().await?;
        self.core.inboxes_changed.notify_one();
        Ok(())
    }
}

/// The inbox, if the actor may see it.
async fn visible(db: &impl Executor, actor: &Actor, id: InboxId) -> Result<Inbox> {
    store::inboxes::find(db, actor.scope(), id)
        .await?
        .ok_or_else(|| Error::not_found("inbox", id))
}

fn shown(actor: &Actor, inbox: Inbox, email: Option<EmailInbox>, addresses: Vec<String>) -> InboxDetail {
    let email = email.unwrap_or_else(|| EmailInbox::empty(inbox.id));
    let (health, health_detail) = (email.health, email.health_detail.clone());
    let settings = actor.permissions.has(Permission::InboxesManage).then(|| {
        let own = fold_email(&inbox.address);
        Settings {
            imap: email.imap(),
            smtp: email.smtp(),
            folders: email.folders(),
            aliases: addresses.into_iter().filter(|a| fold_email(a) != own).collect(),
            has_push_token: email.push_token_hash.is_some(),
            has_oauth_token: email.oauth_access_secret.is_some() || email.oauth_refresh_secret.is_some(),
            // With a refresh token the access token is renewed every hour; its end is of no interest to anybody.
            token_expires_at: email
                .oauth_expires_at
                .filter(|_| email.oauth_refresh_secret.is_none()),
            from_name: email.from_name,
            signature: email.signature,
            dkim_domain: email.dkim_domain,
            dkim_selector: email.dkim_selector,
            silent_alarm_hours: email.silent_alarm_hours,
        }
    });
    InboxDetail {
        inbox,
        health,
        health_detail,
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

/// What changed in the mail settings, for the audit log, which holds no secrets.
fn mail_changes(before: &EmailInbox, after: &EmailInbox) -> Vec<&'static str> {
    let signing = |e: &EmailInbox| {
        (
            e.dkim_domain.clone(),
            e.dkim_selector.clone(),
            e.dkim_secret.clone(),
        )
    };
    named(&[
        ("sender name", before.from_name != after.from_name),
        ("signature", before.signature != after.signature),
        ("fetching", before.imap() != after.imap()),
        ("folders", before.imap_folders != after.imap_folders),
        ("sending", before.smtp() != after.smtp()),
        ("sign-in", before.oauth_access_secret != after.oauth_access_secret),
        ("DKIM", signing(before) != signing(after)),
        (
            "silence alarm",
            before.silent_alarm_hours != after.silent_alarm_hours,
        ),
    ])
}

fn named(changes: &[(&'static str, bool)]) -> Vec<&'static str> {
    changes
        .iter()
        .filter(|(_, changed)| *changed)
        .map(|(name, _)| *name)
        .collect()
}

/// Another account is another mailbox, whose numbers mean other mails. Another server name need not be: it may be the same mailbox after
/// a move, and then nothing may be forgotten.
fn changes_mailbox(before: &EmailInbox, after: &EmailInbox) -> bool {
    match (&before.imap_username, &after.imap_username) {
        (Some(old), Some(new)) => !old.eq_ignore_ascii_case(new),
        _ => false,
    }
}

/// Health of changed settings: unknown until they were tried.
async fn settle_health(
    work: &Work<'_>,
    inbox: &Inbox,
    was_enabled: bool,
    before: &EmailInbox,
    after: &EmailInbox,
) -> Result<()> {
    let fetches = inbox.enabled && after.imap_host.is_some();
    let health = if !fetches {
        Health::Off
    } else if !was_enabled || mailbox::fingerprint(before) != mailbox::fingerprint(after) {
        Health::Connecting
    } else {
        return Ok(());
    };
    store::inboxes::set_health(&work.tx, inbox.id, health, None, None, work.now).await?;
    Ok(())
}

async fn set_addresses(tx: &impl Executor, id: InboxId, addresses: &[(String, String)]) -> Result<()> {
    let mut distinct: Vec<(String, String)> = Vec::new();
    for (index, (address, folded)) in addresses.iter().enumerate() {
        if let Some(owner) = store::inboxes::owner_of_address(tx, folded).await?
            && owner != id
        {
            return Err(taken(index, address));
        }
        if !distinct.iter().any(|(_, known)| known == folded) {
            distinct.push((address.clone(), folded.clone()));
        }
    }
    match store::inboxes::set_addresses(tx, id, &distinct).await {
        // Another transaction took it after we had looked.
        Err(DbError::UniqueViolation { .. }) => {
            Err(taken(0, addresses.first().map_or("", |(address, _)| address)))
        }
        other => Ok(other?),
    }
}

fn taken(index: usize, address: &str) -> Error {
    let detail = format!("{address} belongs to another inbox");
    Error::taken(&check::address_field(index), "address_taken", detail)
}

/// A finished sign-in serves one inbox.
async fn use_up(tx: &impl Executor, grant: Option<&str>) -> Result<()> {
    if let Some(hash) = grant {
        store::oauth_grants::delete(tx, hash).await?;
    }
    Ok(())
}
