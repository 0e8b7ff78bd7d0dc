//! Agents: accounts of people who answer customers.

mod details;
mod rules;

use std::collections::BTreeSet;
use std::sync::Arc;

use db::DbError;
use domain::agents::{Locale, Standing, check_change};
use domain::validate::{Checks, fold_email};
use domain::{Actor, AgentId, InboxId, Permission, RoleId, TeamId};
pub use store::agents::Agent;

pub use self::details::AgentDetails;
pub(crate) use self::details::details;
use self::details::{all_details, found};
use self::rules::allow;
pub(crate) use self::rules::{power_of, refused, role_of};

use crate::core::{Core, Error, Result, Work};
use crate::organisation::check_time_zone;
use crate::password_resets::tell_of_change;
use crate::passwords;
use crate::roles::power;
use crate::sessions::signed_in;
use crate::system_mail::{self, Letter, Receiver};
use crate::teams::no_such;
use crate::throttle::{self, Attempt};

/// An agent about to be.
#[derive(Debug, Clone, Default)]
pub struct NewAgent<'a> {
    /// Name.
    pub name: &'a str,
    /// Mail address for sign-in.
    pub email: &'a str,
    /// Password.
    pub password: &'a str,
    /// Role.
    pub role_id: i64,
    /// Language; the organisation's when absent.
    pub locale: Option<&'a str>,
    /// Teams to join.
    pub team_ids: &'a [i64],
    /// Inboxes to open.
    pub inbox_ids: &'a [i64],
}

/// What is to change; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct Changes<'a> {
    /// Name.
    pub name: Option<&'a str>,
    /// Mail address for sign-in.
    pub email: Option<&'a str>,
    /// Role.
    pub role_id: Option<i64>,
    /// May sign in.
    pub active: Option<bool>,
    /// Password; ends the agent's sessions.
    pub password: Option<&'a str>,
    /// Replaces the teams.
    pub team_ids: Option<&'a [i64]>,
    /// Replaces the inboxes.
    pub inbox_ids: Option<&'a [i64]>,
}

/// What somebody changes in their own account; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct Profile<'a> {
    /// Name.
    pub name: Option<&'a str>,
    /// Language.
    pub locale: Option<&'a str>,
    /// Colours.
    pub theme: Option<&'a str>,
    /// IANA time zone; empty for the organisation's.
    pub time_zone: Option<&'a str>,
    /// Signature in plain text.
    pub signature: Option<&'a str>,
}

/// Use cases of agents.
#[derive(Clone)]
pub struct Agents {
    core: Arc<Core>,
}

impl Agents {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Up to `limit` agents after the agent `after`, the oldest first. Every agent may read them: conversations are given to agents.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, _: &Actor, after: Option<AgentId>, limit: u32) -> Result<Vec<AgentDetails>> {
        let db = self.core.reader();
        let agents = store::agents::list(db, after, limit).await?;
        all_details(db, agents).await
    }

    /// One agent.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, _: &Actor, id: AgentId) -> Result<AgentDetails> {
        let db = self.core.reader();
        let agent = store::agents::find(db, id)
            .await?
            .ok_or_else(|| Error::not_found("agent", id))?;
        details(db, agent).await
    }

    /// Makes an agent.
    ///
    /// # Errors
    /// When a field is refused, the address is taken, the role is beyond the actor's own, or the actor may not manage agents.
    pub async fn create(&self, actor: &Actor, new: &NewAgent<'_>) -> Result<AgentDetails> {
        actor.require(Permission::AgentsManage)?;
        let mut checks = Checks::new();
        let name = checks.line("name", new.name, 1, 200);
        let email = checks.email("email", new.email);
        let password = passwords::check_new(&mut checks, "password", new.password);
        let locale: Option<Locale> = new.locale.and_then(|text| checks.name("locale", text));
        checks.finish()?;
        let hash = passwords::hash(&self.core, password).await?;
        let mut work = self.core.begin().await?;
        let role = role_of(&work, RoleId(new.role_id)).await?;
        let after = Standing {
            power: power(&role),
            active: true,
        };
        check_change(power_of(&work, actor).await?, None, after, 0).map_err(refused)?;
        let locale = match locale {
            Some(locale) => locale,
            None => store::organisation::find(&work.tx)
                .await?
                .map_or(Locale::En, |o| o.locale),
        };
        let row = store::agents::NewAgent {
            role_id: role.id,
            name: &name,
            email: &email,
            email_folded: &fold_email(&email),
            password_hash: Some(&hash),
            locale,
        };
        let id = store::agents::insert(&work.tx, &row, work.now)
            .await
            .map_err(|error| address_taken(error, &email))?;
        set_teams(&work, id, new.team_ids).await?;
        set_inboxes(&work, actor, id, new.inbox_ids).await?;
        // An invitation of that address could not be accepted any more.
        store::invitations::delete_of_address(&work.tx, &fold_email(&email)).await?;
        let detail = format!("{name} <{email}>, {}", role.name);
        work.audit(actor, "agent.created", ("agent", Some(id.get())), &detail)
            .await?;
        let created = found(&work, id).await?;
        work.settings_changed("agents");
        work.commit().await?;
        Ok(created)
    }

    /// Changes an agent.
    ///
    /// # Errors
    /// When there is no such agent, a field is refused, the address is taken, a role is beyond the actor's own, it is the last active
    /// owner, or the actor may not manage agents.
    pub async fn update(&self, actor: &Actor, id: AgentId, changes: &Changes<'_>) -> Result<AgentDetails> {
        actor.require(Permission::AgentsManage)?;
        let password = self.check_password(actor, id, changes)?;
        let hash = match password {
            Some(password) => Some(passwords::hash(&self.core, password).await?),
            None => None,
        };
        let mut work = self.core.begin().await?;
        // Before the agent's row, everywhere in this order, or two changes at once could wait for each other.
        store::roles::lock_owners(&work.tx).await?;
        let before = store::agents::find_for_update(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("agent", id))?;
        let after = apply(&before, changes)?;
        allow(&work, actor, &before, &after).await?;
        let folded = fold_email(&after.email);
        store::agents::update(&work.tx, &after, &folded, work.now)
            .await
            .map_err(|error| address_taken(error, &after.email))?;
        if let Some(teams) = changes.team_ids {
            set_teams(&work, id, teams).await?;
        }
        if let Some(inboxes) = changes.inbox_ids {
            set_inboxes(&work, actor, id, inboxes).await?;
        }
        if let Some(hash) = &hash {
            store::agents::set_password(&work.tx, id, hash, work.now).await?;
            throttle::forgive(&work.tx, &folded).await?;
            tell_of_change(&self.core, &mut work, &after).await?;
        }
        let ends_sessions = !after.active || hash.is_some();
        if ends_sessions {
            store::sessions::delete_all(&work.tx, id, None).await?;
        }
        self.moved(&mut work, &before, &after).await?;
        if ends_sessions || before.email != after.email {
            store::password_resets::delete_all(&work.tx, id).await?;
        }
        let detail = describe(&before, &after, changes);
        work.audit(actor, "agent.updated", ("agent", Some(id.get())), &detail)
            .await?;
        let updated = found(&work, id).await?;
        work.settings_changed("agents");
        work.commit().await?;
        if ends_sessions {
            self.core.hub.end_agent(id);
        } else {
            self.core.hub.access_changed(&[id]);
        }
        Ok(updated)
    }

    /// Changes the signed-in agent's own settings.
    ///
    /// # Errors
    /// When a field is refused or the actor is an API token.
    pub async fn update_profile(&self, actor: &Actor, profile: &Profile<'_>) -> Result<AgentDetails> {
        let (id, _) = signed_in(actor)?;
        let mut work = self.core.begin().await?;
        let mut agent = store::agents::find_for_update(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("agent", id))?;
        let mut checks = Checks::new();
        if let Some(name) = profile.name {
            agent.name = checks.line("name", name, 1, 200);
        }
        if let Some(locale) = profile.locale.and_then(|text| checks.name("locale", text)) {
            agent.locale = locale;
        }
        if let Some(theme) = profile.theme.and_then(|text| checks.name("theme", text)) {
            agent.theme = theme;
        }
        if let Some(zone) = profile.time_zone {
            agent.time_zone =
                (!zone.trim().is_empty()).then(|| check_time_zone(&mut checks, "time_zone", zone));
        }
        if let Some(signature) = profile.signature {
            agent.signature = checks.text("signature", signature, 0, 5000);
        }
        checks.finish()?;
        store::agents::update(&work.tx, &agent, &fold_email(&agent.email), work.now).await?;
        let subject = ("agent", Some(id.get()));
        work.audit(actor, "agent.profile_updated", subject, &agent.name)
            .await?;
        let updated = found(&work, id).await?;
        work.settings_changed("agents");
        work.commit().await?;
        Ok(updated)
    }

    /// Changes the signed-in agent's own password and ends all other sessions. Guesses at the present password are braked as sign-ins
    /// are: whoever finds a browser signed in must not get the account for good.
    ///
    /// # Errors
    /// When the present password is wrong, the new one is refused, or the actor is an API token.
    pub async fn change_password(&self, actor: &Actor, current: &str, new: &str) -> Result<()> {
        let (id, session) = signed_in(actor)?;
        let mut checks = Checks::new();
        let new = passwords::check_new(&mut checks, "new_password", new);
        checks.finish()?;
        let db = self.core.reader();
        let agent = store::agents::find(db, id)
            .await?
            .ok_or_else(|| Error::not_found("agent", id))?;
        let attempt = Attempt::begin(&self.core, &fold_email(&agent.email), &actor.ip).await?;
        let present = store::agents::password_hash(db, id).await?;
        if !passwords::verify(&self.core, current, present).await? {
            return Err(Error::field(
                "current_password",
                "wrong_password",
                "is not your present password",
            ));
        }
        let hash = passwords::hash(&self.core, new).await?;
        let mut work = self.core.begin().await?;
        attempt.succeeded(&work.tx).await?;
        store::agents::set_password(&work.tx, id, &hash, work.now).await?;
        let others = store::sessions::list(&work.tx, id, work.now).await?;
        store::sessions::delete_all(&work.tx, id, Some(session)).await?;
        store::password_resets::delete_all(&work.tx, id).await?;
        tell_of_change(&self.core, &mut work, &agent).await?;
        let subject = ("agent", Some(id.get()));
        work.audit(actor, "agent.password_changed", subject, &agent.name)
            .await?;
        work.commit().await?;
        for other in others.iter().filter(|other| other.id != session) {
            self.core.hub.end_session(other.id);
        }
        Ok(())
    }

    /// Tells the address that was that the account has another one now.
    async fn moved(&self, work: &mut Work<'_>, before: &Agent, after: &Agent) -> Result<()> {
        let folded = fold_email(&after.email);
        if fold_email(&before.email) == folded {
            return Ok(());
        }
        store::invitations::delete_of_address(&work.tx, &folded).await?;
        let to = Receiver {
            name: &before.name,
            address: &before.email,
            locale: before.locale,
        };
        let letter = Letter::AddressChanged {
            new_address: &after.email,
        };
        system_mail::post(&self.core, work, to, &letter, None).await?;
        Ok(())
    }

    fn check_password(&self, actor: &Actor, id: AgentId, changes: &Changes<'_>) -> Result<Option<String>> {
        let Some(password) = changes.password else {
            return Ok(None);
        };
        if actor.agent_id() == Some(id) {
            // Here nobody asks for the present one.
            return Err(Error::field(
                "password",
                "own_password",
                "change your own password with POST /api/v1/me/password",
            ));
        }
        let mut checks = Checks::new();
        let password = passwords::check_new(&mut checks, "password", password);
        checks.finish()?;
        Ok(Some(password))
    }
}

fn apply(before: &Agent, changes: &Changes<'_>) -> Result<Agent> {
    let mut agent = before.clone();
    let mut checks = Checks::new();
    if let Some(name) = changes.name {
        agent.name = checks.line("name", name, 1, 200);
    }
    if let Some(email) = changes.email {
        agent.email = checks.email("email", email);
    }
    if let Some(role) = changes.role_id {
        agent.role_id = RoleId(role);
    }
    if let Some(active) = changes.active {
        agent.active = active;
    }
    checks.finish()?;
    Ok(agent)
}

async fn set_teams(work: &Work<'_>, agent: AgentId, teams: &[i64]) -> Result<()> {
    store::agents::leave_teams(&work.tx, agent).await?;
    for team in teams.iter().copied().collect::<BTreeSet<_>>() {
        store::agents::join_team(&work.tx, agent, TeamId(team))
            .await
            .map_err(|error| no_such("team_ids", "team", team, error))?;
    }
    Ok(())
}

/// Opens these inboxes and no others. Who does not see an inbox cannot open it, and does not learn whether it exists; what was open
/// already may stay.
async fn set_inboxes(work: &Work<'_>, actor: &Actor, agent: AgentId, inboxes: &[i64]) -> Result<()> {
    check_inboxes(work, actor, Some(agent), inboxes).await?;
    store::agents::close_inboxes(&work.tx, agent).await?;
    for inbox in inboxes.iter().copied().collect::<BTreeSet<_>>() {
        store::agents::open_inbox(&work.tx, agent, InboxId(inbox))
            .await
            .map_err(|error| no_such("inbox_ids", "inbox", inbox, error))?;
    }
    Ok(())
}

/// Refuses inboxes that the actor does not see, but those that are open to `holder` already.
pub(crate) async fn check_inboxes(
    work: &Work<'_>,
    actor: &Actor,
    holder: Option<AgentId>,
    inboxes: &[i64],
) -> Result<()> {
    let Some(own) = actor.agent_id().filter(|_| !actor.all_inboxes) else {
        return Ok(());
    };
    let seeing: Vec<AgentId> = holder.into_iter().chain([own]).collect();
    let allowed = store::agents::inboxes_of(&work.tx, &seeing).await?;
    match inboxes
        .iter()
        .find(|inbox| !allowed.iter().any(|(_, open)| open.get() == **inbox))
    {
        Some(inbox) => Err(no_inbox(*inbox)),
        None => Ok(()),
    }
}

fn no_inbox(inbox: i64) -> Error {
    Error::field(
        "inbox_ids",
        "does_not_exist",
        format!("inbox {inbox} does not exist"),
    )
}

/// What changed, in words; never the password.
fn describe(before: &Agent, after: &Agent, changes: &Changes<'_>) -> String {
    let mut what = Vec::new();
    if before.name != after.name {
        what.push(format!("name was \"{}\"", before.name));
    }
    if before.email != after.email {
        what.push(format!("address {} instead of {}", after.email, before.email));
    }
    if before.role_id != after.role_id {
        what.push(format!("role {} instead of {}", after.role_id, before.role_id));
    }
    if before.active != after.active {
        let state = if after.active {
            "switched on"
        } else {
            "switched off"
        };
        what.push(state.to_owned());
    }
    if changes.password.is_some() {
        what.push("password".to_owned());
    }
    if let Some(teams) = changes.team_ids {
        what.push(format!("teams {teams:?}"));
    }
    if let Some(inboxes) = changes.inbox_ids {
        what.push(format!("inboxes {inboxes:?}"));
    }
    format!("{}: {}", after.name, what.join(", "))
}

/// A unique violation of an agent's row as what it means.
pub(crate) fn address_taken(error: DbError, email: &str) -> Error {
    match error {
        DbError::UniqueViolation { .. } => email_taken(email),
        other => other.into(),
    }
}

pub(crate) fn email_taken(email: &str) -> Error {
    Error::conflict(
        "email_taken",
        format!("another agent has the address {email} already"),
    )
}
