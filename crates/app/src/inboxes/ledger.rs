//! The import ledger of an inbox: what the server has, what became of every mail, and what needs a person.

use std::time::Duration;

use bytes::Bytes;
use domain::inboxes::{Health, LedgerState};
use domain::{Actor, InboxId, LedgerId, Permission, Timestamp};
use store::inboxes::{EmailInbox, Inbox};
use store::mail_ledger::{Cursor, Line};

use super::{Inboxes, mailbox};
use crate::core::{Error, Result};
use crate::inbound::ImportMail;

domain::named! {
    /// What needs a person.
    pub enum AlarmKind("alarm") {
        /// No mail for longer than it should be.
        Silent = "silent",
        /// The OAuth sign-in has ended or will not renew itself.
        TokenExpires = "token_expires",
        /// The mailbox cannot be reached.
        Connection = "connection",
        /// Mails could not be read.
        Quarantine = "quarantine",
    }
}

/// Something that needs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// What.
    pub kind: AlarmKind,
    /// In words.
    pub detail: String,
}

/// The ledger at a glance.
#[derive(Debug, Clone)]
pub struct Summary {
    /// How far each folder is read.
    pub folders: Vec<Cursor>,
    /// Mails in each state; states without mails are missing.
    pub counts: Vec<(LedgerState, i64)>,
    /// When the last mail came.
    pub last_mail_at: Option<Timestamp>,
    /// What needs a person.
    pub alarms: Vec<Alarm>,
}

impl Summary {
    /// Mails in a state.
    #[must_use]
    pub fn count(&self, state: LedgerState) -> i64 {
        self.counts
            .iter()
            .find(|(s, _)| *s == state)
            .map_or(0, |(_, n)| *n)
    }
}

impl Inboxes {
    /// How many mails of an inbox are in each state: for measuring.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_ledger(&self, inbox: InboxId) -> Result<Vec<(String, i64)>> {
        Ok(store::mail_ledger::counts(self.core.reader(), inbox).await?)
    }

    /// The ledger of an inbox at a glance.
    ///
    /// # Errors
    /// When there is no such inbox, or the actor may not manage inboxes.
    pub async fn ledger(&self, actor: &Actor, id: InboxId) -> Result<Summary> {
        actor.require(Permission::InboxesManage)?;
        let db = self.core.reader();
        let inbox = mailbox(db, actor, id).await?;
        let email = store::inboxes::find_email(db, id)
            .await?
            .unwrap_or_else(|| EmailInbox::empty(id));
        let mut counts = Vec::new();
        for (state, count) in store::mail_ledger::counts(db, id).await? {
            let state = state
                .parse()
                .map_err(|e: domain::UnknownName| Error::Internal(e.to_string()))?;
            counts.push((state, count));
        }
        let mut summary = Summary {
            folders: store::mail_ledger::cursors(db, id).await?,
            counts,
            last_mail_at: email.last_mail_at,
            alarms: Vec::new(),
        };
        summary.alarms = alarms(
            &inbox,
            &email,
            summary.count(LedgerState::Quarantined),
            self.core.clock.now(),
        );
        Ok(summary)
    }

    /// Up to `limit` mails of an inbox before the entry `before`, newest first.
    ///
    /// # Errors
    /// When there is no such inbox, or the actor may not manage inboxes.
    pub async fn ledger_entries(
        &self,
        actor: &Actor,
        id: InboxId,
        state: Option<LedgerState>,
        before: Option<LedgerId>,
        limit: u32,
    ) -> Result<Vec<Line>> {
        actor.require(Permission::InboxesManage)?;
        let db = self.core.reader();
        mailbox(db, actor, id).await?;
        let mut lines = store::mail_ledger::list(db, id, state, before, limit).await?;
        for line in &mut lines {
            mask(actor, line);
        }
        Ok(lines)
    }

    /// Tries a quarantined mail again.
    ///
    /// # Errors
    /// When there is no such mail, it is not quarantined, its bytes were never fetched, or the actor may not manage inboxes.
    pub async fn retry(&self, actor: &Actor, id: InboxId, entry: LedgerId) -> Result<Line> {
        actor.require(Permission::InboxesManage)?;
        let mut work = self.core.begin().await?;
        mailbox(&work.tx, actor, id).await?;
        let line = store::mail_ledger::lock_line(&work.tx, entry).await?;
        let line = line
            .filter(|line| line.inbox_id == id)
            .ok_or_else(|| not_found(entry))?;
        if line.raw_mail_id.is_none() {
            let detail = "the bytes of this mail were never fetched; it is still on the mail server";
            return Err(Error::conflict("mail_not_fetched", detail));
        }
        if !store::mail_ledger::requeue(&work.tx, entry, work.now).await? {
            let detail = format!(
                "this mail is {}, only quarantined ones are tried again",
                line.state
            );
            return Err(Error::conflict("mail_not_quarantined", detail));
        }
        work.enqueue(&ImportMail { inbox_id: id }, None).await?;
        let detail = format!("mail {entry}");
        work.audit(actor, "inbox.mail_retried", ("inbox", Some(id.get())), &detail)
            .await?;
        let line = store::mail_ledger::find_line(&work.tx, entry).await?;
        work.commit().await?;
        let mut line = line.ok_or_else(|| not_found(entry))?;
        mask(actor, &mut line);
        Ok(line)
    }

    /// The bytes of a mail as it came.
    ///
    /// # Errors
    /// When there is no such mail, its bytes were never fetched, or the actor may not see raw mails.
    pub async fn raw(&self, actor: &Actor, id: InboxId, entry: LedgerId) -> Result<Bytes> {
        actor.require(Permission::InboxesManage)?;
        actor.require(Permission::ConversationsRaw)?;
        if actor.mask_personal_data {
            let detail = "raw mails hold personal data, which is masked for your role";
            return Err(Error::Forbidden {
                code: "personal_data_masked",
                detail: detail.to_owned(),
            });
        }
        let db = self.core.reader();
        mailbox(db, actor, id).await?;
        let line = store::mail_ledger::find_line(db, entry).await?;
        let raw = line
            .filter(|line| line.inbox_id == id)
            .and_then(|line| line.raw_mail_id)
            .ok_or_else(|| not_found(entry))?;
        self.core.raw_mail(raw).await
    }
}

fn not_found(entry: LedgerId) -> Error {
    Error::not_found("ledger_entry", entry)
}

fn mask(actor: &Actor, line: &mut Line) {
    let mask = domain::Mask::of(actor);
    line.sender = mask.email(&line.sender);
    line.subject = mask.text(&line.subject);
}

/// What needs a person. An inbox that is switched off is meant to be silent.
fn alarms(inbox: &Inbox, email: &EmailInbox, quarantined: i64, now: Timestamp) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    let mut raise = |kind, detail: String| alarms.push(Alarm { kind, detail });
    if inbox.enabled {
        if email.health == Health::Error {
            let detail = email.health_detail.clone();
            raise(
                AlarmKind::Connection,
                detail.unwrap_or_else(|| "the mailbox cannot be reached".to_owned()),
            );
        }
        if let Some(detail) = token_trouble(email, now) {
            raise(AlarmKind::TokenExpires, detail);
        }
        if let Some(hours) = email.silent_alarm_hours {
            let last = email
                .last_mail_at
                .unwrap_or(inbox.created_at)
                .max(inbox.created_at);
            let silent = now.since(last);
            if silent >= Duration::from_secs(u64::from(hours) * 3600) {
                let detail = format!(
                    "no mail for {} hours, the limit is {hours}",
                    silent.as_secs() / 3600
                );
                raise(AlarmKind::Silent, detail);
            }
        }
    }
    if quarantined > 0 {
        raise(
            AlarmKind::Quarantine,
            format!("{quarantined} mails could not be read and wait for a person"),
        );
    }
    alarms
}

/// Why the OAuth sign-in will not last: it was refused, or nothing can renew it.
fn token_trouble(email: &EmailInbox, now: Timestamp) -> Option<String> {
    let provider = email.oauth_provider.as_deref()?;
    if matches!(
        email.health_code.as_deref(),
        Some("oauth_sign_in_again" | "oauth_misconfigured")
    ) {
        return Some(format!("{provider} refuses to renew the sign-in: sign in again"));
    }
    if email.oauth_refresh_secret.is_some() {
        return None;
    }
    Some(match email.oauth_expires_at {
        Some(end) if end <= now => format!("the sign-in at {provider} has ended: sign in again"),
        Some(end) => format!(
            "the sign-in at {provider} ends at {} and cannot be renewed: sign in again",
            end.to_rfc3339()
        ),
        None => format!("{provider} gave nothing to renew the sign-in with: sign in again"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::BrandId;

    const NOW: Timestamp = Timestamp::from_seconds(1_000_000);

    fn inbox() -> Inbox {
        Inbox {
            id: InboxId(1),
            brand_id: BrandId(1),
            team_id: None,
            name: "Help".to_owned(),
            channel: "email".to_owned(),
            address: "help@example.com".to_owned(),
            enabled: true,
            created_at: NOW.minus(Duration::from_secs(10 * 3600)),
        }
    }

    fn kinds(inbox: &Inbox, email: &EmailInbox) -> Vec<AlarmKind> {
        alarms(inbox, email, 0, NOW).into_iter().map(|a| a.kind).collect()
    }

    #[test]
    fn silence_counts_from_the_last_mail_and_at_first_from_the_beginning() {
        let mut email = EmailInbox::empty(InboxId(1));
        email.silent_alarm_hours = Some(12);
        assert_eq!(kinds(&inbox(), &email), []);
        email.silent_alarm_hours = Some(10);
        assert_eq!(kinds(&inbox(), &email), [AlarmKind::Silent]);
        email.last_mail_at = Some(NOW.minus(Duration::from_secs(9 * 3600)));
        assert_eq!(kinds(&inbox(), &email), []);
    }

    #[test]
    fn a_sign_in_that_renews_itself_is_no_alarm() {
        let mut email = EmailInbox::empty(InboxId(1));
        email.oauth_provider = Some("google".to_owned());
        email.oauth_expires_at = Some(NOW.plus(Duration::from_secs(60)));
        assert_eq!(kinds(&inbox(), &email), [AlarmKind::TokenExpires]);
        email.oauth_refresh_secret = Some("sealed".to_owned());
        assert_eq!(kinds(&inbox(), &email), []);
        email.health = Health::Error;
        email.health_code = Some("oauth_sign_in_again".to_owned());
        assert_eq!(
            kinds(&inbox(), &email),
            [AlarmKind::Connection, AlarmKind::TokenExpires]
        );
        let off = Inbox {
            enabled: false,
            ..inbox()
        };
        assert_eq!(kinds(&off, &email), []);
    }
}
