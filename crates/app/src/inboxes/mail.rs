//! Mailboxes: inboxes that mail comes in by.

use db::{DbError, Executor};
use domain::inboxes::Health;
use domain::validate::{Checks, fold_email};
use domain::{Actor, InboxId};
use store::inboxes::{EmailInbox, Inbox};

use super::{
    InboxChange, InboxDetail, Inboxes, MailSettings, NewInbox, apply, brand, check, merge, named, team,
    visible,
};
use crate::conversations::UNSUPPORTED;
use crate::core::{Error, Result, Work};
use crate::mailbox;

impl Inboxes {
    pub(super) async fn create_mailbox(&self, actor: &Actor, new: NewInbox) -> Result<InboxDetail> {
        let mut checks = Checks::new();
        if new.chat.is_some() {
            checks.refuse("chat", UNSUPPORTED, "a mailbox has no widget");
        }
        let input = new.email.unwrap_or_default();
        let name = checks.line("name", &new.name, 1, 100);
        let address = checks.email("address", &new.address);
        let addresses = check::addresses(&mut checks, &address, &input.aliases);
        let checked = check::settings(&mut checks, &input, &address);
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
        if let Some(dkim) = &input.dkim {
            merge::dkim(&self.core, &mut email, dkim, &mut checks)?;
        }
        checks.finish()?;
        let row = store::inboxes::NewInbox {
            name: &name,
            channel: &new.channel,
            address: &address,
            brand,
            team: new.team_id,
        };
        let id = store::inboxes::insert(&work.tx, &row, work.now).await?;
        email.inbox_id = id;
        set_addresses(&work.tx, id, &addresses).await?;
        store::inboxes::put_email(&work.tx, &email).await?;
        begin_folders(&work, id, &email).await?;
        if email.imap_host.is_some() {
            store::inboxes::set_health(&work.tx, id, Health::Connecting, None, None, work.now).await?;
        }
        use_up(&work.tx, merged.grant.as_deref()).await?;
        let detail = format!("{name} <{address}>");
        self.made(&mut work, actor, id, &detail).await?;
        self.finish(work).await?;
        self.get(actor, id).await
    }

    pub(super) async fn update_mailbox(
        &self,
        actor: &Actor,
        id: InboxId,
        change: InboxChange,
    ) -> Result<InboxDetail> {
        let mut work = self.core.begin().await?;
        let mut inbox = visible(&work.tx, actor, id).await?;
        let before = store::inboxes::lock_email(&work.tx, id)
            .await?
            .unwrap_or_else(|| EmailInbox::empty(id));
        let was_enabled = inbox.enabled;
        let mut checks = Checks::new();
        if change.chat.is_some() {
            checks.refuse("chat", UNSUPPORTED, "a mailbox has no widget");
        }
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
        begin_folders(&work, id, &email).await?;
        settle_health(&work, &inbox, was_enabled, &before, &email).await?;
        use_up(&work.tx, grant.as_deref()).await?;
        let detail = format!("{}: {}", inbox.name, changed.join(", "));
        work.audit(actor, "inbox.updated", ("inbox", Some(id.get())), &detail)
            .await?;
        self.finish(work).await?;
        self.get(actor, id).await
    }
}

/// Mail settings as they may be shown.
pub(super) fn settings(inbox: &Inbox, email: EmailInbox, addresses: Vec<String>) -> MailSettings {
    let own = fold_email(&inbox.address);
    MailSettings {
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

/// Another account is another mailbox, whose numbers mean other mails. Another server name need not be: it may be the same mailbox after
/// a move, and then nothing may be forgotten.
fn changes_mailbox(before: &EmailInbox, after: &EmailInbox) -> bool {
    match (&before.imap_username, &after.imap_username) {
        (Some(old), Some(new)) => !old.eq_ignore_ascii_case(new),
        _ => false,
    }
}

/// Notes since when the mail of each folder is for us. That is when somebody asked for it: the server may be out of reach until much
/// later, and what customers write in the meantime must not count as old then.
async fn begin_folders(work: &Work<'_>, id: InboxId, email: &EmailInbox) -> Result<()> {
    if email.imap_host.is_none() {
        return Ok(());
    }
    let since = (!email.fetches_old_mail()).then_some(work.now);
    for folder in email.folders() {
        store::mail_ledger::begin_folder(&work.tx, id, &folder, since).await?;
    }
    Ok(())
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
