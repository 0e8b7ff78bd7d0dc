//! From checked settings to what is stored: secrets sealed, absent ones taken over from what was stored before.

use domain::inboxes::MailAuth;
use domain::validate::{Checks, fold_email};
use domain::{Actor, Timestamp};
use mail::dkim::{DkimError, DkimSigner};
use store::inboxes::{EmailInbox, MailServer};
use store::oauth_grants::Grant;

use super::check::{Checked, CheckedServer};
use super::input::DkimInput;
use super::oauth;
use crate::core::{Core, Result};
use crate::mailbox::{open, seal};
use crate::secrets;

/// Settings ready to be stored.
#[derive(Debug)]
pub(super) struct Merged {
    /// The settings.
    pub(super) email: EmailInbox,
    /// Hash of the OAuth sign-in that they use up.
    pub(super) grant: Option<String>,
}

/// Puts `checked` over `before`. Refusals are added to `checks`; then what comes back must not be used.
pub(super) async fn settings(
    core: &Core,
    db: &impl db::Executor,
    actor: &Actor,
    before: &EmailInbox,
    checked: Checked,
    checks: &mut Checks,
    now: Timestamp,
) -> Result<Merged> {
    let mut email = before.clone();
    let grant = oauth_tokens(core, db, actor, &mut email, &checked, checks, now).await?;
    let imap = checked
        .imap
        .map(|imap| server(core, secrets::IMAP, imap, before.imap(), checks))
        .transpose()?;
    let smtp = checked
        .smtp
        .map(|smtp| server(core, secrets::SMTP, smtp, before.smtp(), checks))
        .transpose()?;
    email.set_imap(imap);
    email.set_smtp(smtp);
    email.from_name = checked.from_name;
    email.signature = checked.signature;
    email.imap_folders = checked.folders.join("\n");
    if let Some(start) = checked.start {
        start.clone_into(&mut email.imap_start);
    }
    email.silent_alarm_hours = checked.silent_alarm_hours;
    Ok(Merged { email, grant })
}

/// A stored password goes to the server it was entered for and to no other: who may change settings may not read passwords, and naming
/// a server of one's own would be a way to.
fn server(
    core: &Core,
    purpose: &str,
    new: CheckedServer,
    before: Option<MailServer>,
    checks: &mut Checks,
) -> Result<MailServer> {
    let stored = before
        .filter(|old| old.auth == MailAuth::Password && old.host.eq_ignore_ascii_case(&new.host))
        .and_then(|old| old.secret);
    let secret = match (new.auth, &new.password) {
        (MailAuth::Password, Some(password)) => Some(seal(core, purpose, password)?),
        (MailAuth::Password, None) => {
            if stored.is_none() {
                let detail = "enter the password; a stored one is used only at the server it was entered for";
                checks.refuse(&format!("{}.password", new.field), "required", detail);
            }
            stored
        }
        (MailAuth::Google | MailAuth::Microsoft | MailAuth::None, _) => None,
    };
    Ok(MailServer {
        host: new.host,
        port: new.port,
        security: new.security,
        username: new.username,
        auth: new.auth,
        secret,
    })
}

/// Sees to it that an inbox that signs in by OAuth has tokens: those of a sign-in just finished, or those it had. One inbox has one
/// set of them, so both servers must be of one provider.
async fn oauth_tokens(
    core: &Core,
    db: &impl db::Executor,
    actor: &Actor,
    email: &mut EmailInbox,
    checked: &Checked,
    checks: &mut Checks,
    now: Timestamp,
) -> Result<Option<String>> {
    let is_oauth = |server: &&CheckedServer| matches!(server.auth, MailAuth::Google | MailAuth::Microsoft);
    let servers: Vec<&CheckedServer> = checked
        .imap
        .iter()
        .chain(&checked.smtp)
        .filter(is_oauth)
        .collect();
    let Some(first) = servers.first() else {
        forget_tokens(email);
        return Ok(None);
    };
    if let Some(other) = servers.iter().find(|server| server.auth != first.auth) {
        let detail = format!("must be {} like the other server", first.auth);
        checks.refuse(&format!("{}.auth", other.field), "provider_differs", detail);
    }
    let named = servers
        .iter()
        .find_map(|s| Some((s.field, s.oauth_grant.as_deref()?)));
    let Some((field, token)) = named else {
        let stored = email.oauth_provider.as_deref() == Some(first.auth.as_str());
        if !stored || (email.oauth_refresh_secret.is_none() && email.oauth_access_secret.is_none()) {
            let detail = format!("sign in with {} first", first.auth);
            checks.refuse(&format!("{}.oauth_grant", first.field), "required", detail);
        }
        return Ok(None);
    };
    let field = format!("{field}.oauth_grant");
    let hash = crate::core::Token::hash(token);
    let grant = store::oauth_grants::find(db, &hash, now.minus(oauth::GRANT_LIFE)).await?;
    match grant.filter(|grant| Some(grant.agent_id) == actor.agent_id() && grant.provider == first.auth) {
        Some(grant) if grant.access_secret.is_some() => {
            take_over(core, email, &grant)?;
            Ok(Some(hash))
        }
        Some(_) => {
            checks.refuse(
                &field,
                "oauth_unfinished",
                "the sign-in at the provider is not finished",
            );
            Ok(None)
        }
        None => {
            checks.refuse(
                &field,
                "oauth_expired",
                "this sign-in is unknown or too old: sign in again",
            );
            Ok(None)
        }
    }
}

fn take_over(core: &Core, email: &mut EmailInbox, grant: &Grant) -> Result<()> {
    let reseal = |from: &str, to: &str, sealed: &Option<String>| {
        sealed
            .as_deref()
            .map(|sealed| seal(core, to, &open(core, from, sealed)?))
            .transpose()
    };
    email.oauth_provider = Some(grant.provider.as_str().to_owned());
    email.oauth_access_secret = reseal(secrets::GRANT_ACCESS, secrets::OAUTH_ACCESS, &grant.access_secret)?;
    email.oauth_refresh_secret = reseal(
        secrets::GRANT_REFRESH,
        secrets::OAUTH_REFRESH,
        &grant.refresh_secret,
    )?;
    email.oauth_expires_at = grant.access_expires_at;
    Ok(())
}

fn forget_tokens(email: &mut EmailInbox) {
    email.oauth_provider = None;
    email.oauth_access_secret = None;
    email.oauth_refresh_secret = None;
    email.oauth_expires_at = None;
}

/// Sets signing. A key is tried before it is stored: one that cannot sign would hold up every answer.
pub(super) fn dkim(
    core: &Core,
    email: &mut EmailInbox,
    input: &DkimInput,
    checks: &mut Checks,
) -> Result<()> {
    let domain = input.domain.trim();
    if domain.is_empty() {
        (email.dkim_domain, email.dkim_selector, email.dkim_secret) = (None, None, None);
        return Ok(());
    }
    let given = input
        .private_key
        .as_deref()
        .map(str::trim)
        .filter(|key| !key.is_empty());
    let key = match (given, &email.dkim_secret) {
        (Some(key), _) => key.to_owned(),
        (None, Some(sealed)) => open(core, secrets::DKIM, sealed)?,
        (None, None) => {
            checks.refuse("email.dkim.private_key", "required", "must not be empty");
            return Ok(());
        }
    };
    let selector = input.selector.trim();
    match DkimSigner::new(domain, selector, &key) {
        Ok(_) => {
            email.dkim_domain = Some(domain.to_owned());
            email.dkim_selector = Some(selector.to_owned());
            email.dkim_secret = Some(seal(core, secrets::DKIM, &key)?);
        }
        Err(DkimError::BadName(name)) => {
            let field = if fold_email(&name) == fold_email(selector) && name != domain {
                "email.dkim.selector"
            } else {
                "email.dkim.domain"
            };
            checks.refuse(field, "invalid_name", format!("\"{name}\" is not a DNS name"));
        }
        Err(error @ (DkimError::NoKey | DkimError::BadKey(_) | DkimError::NoFrom | DkimError::Signing)) => {
            checks.refuse("email.dkim.private_key", "invalid_key", error.to_string());
        }
    }
    Ok(())
}
