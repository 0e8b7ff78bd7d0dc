//! Invitations: colleagues who are asked to come by mail, or by a link that is handed over.
//!
//! An invitation is no agent yet: nothing can be given to it, and nobody can sign in as it. Its link works once and for seven days; only
//! the hash of its token is stored. Who uses a link that was used, has expired, was withdrawn or never was, learns no more than that it
//! does not work.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::{DbError, Executor};
use domain::agents::{InvitationDelivery, Locale, Standing, check_change};
use domain::validate::{Checks, fold_email};
use domain::{Actor, InboxId, InvitationId, Permission, RoleId, TeamId, Timestamp};
pub use store::invitations::Invitation;

use crate::agents::{address_taken, check_inboxes, email_taken, power_of, refused, role_of};
use crate::core::{Core, Error, Result, Token, Work};
use crate::organisation::check_time_zone;
use crate::passwords;
use crate::roles::power;
use crate::sessions::{Sessions, SignedIn, Visitor, begin};
use crate::system_mail::{self, Letter, Receiver};
use crate::teams::no_such;

/// How long a link works.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);
/// 5 bits a character: 260 bits.
const TOKEN_LENGTH: usize = 52;

/// Who is to come.
#[derive(Debug, Clone, Default)]
pub struct Invite<'a> {
    /// Name.
    pub name: &'a str,
    /// Mail address.
    pub email: &'a str,
    /// Role.
    pub role_id: i64,
    /// Language of the letter; the organisation's when absent.
    pub locale: Option<&'a str>,
    /// Teams to join.
    pub team_ids: &'a [i64],
    /// Inboxes to open.
    pub inbox_ids: &'a [i64],
    /// Whether to send a letter; otherwise the link is handed over by hand.
    pub by_mail: bool,
}

/// What the one who comes tells.
#[derive(Debug, Clone, Default)]
pub struct Acceptance<'a> {
    /// Name as colleagues and customers will see it.
    pub name: &'a str,
    /// Password.
    pub password: &'a str,
    /// Language.
    pub locale: Option<&'a str>,
    /// IANA time zone; the organisation's when absent.
    pub time_zone: Option<&'a str>,
}

/// An invitation with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationDetails {
    /// The invitation.
    pub invitation: Invitation,
    /// Name of its role.
    pub role: String,
    /// Teams to join.
    pub teams: Vec<TeamId>,
    /// Inboxes to open.
    pub inboxes: Vec<InboxId>,
    /// Whether its link has stopped working.
    pub expired: bool,
}

/// An invitation that was just made or renewed.
#[derive(Clone)]
pub struct Invited {
    /// The invitation.
    pub details: InvitationDetails,
    /// The link to hand over, when no letter brings it. It cannot be had again.
    pub link: Option<String>,
}

/// What the link shows to the one who was invited.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The invitation.
    pub invitation: Invitation,
    /// Who they would work for.
    pub organisation: String,
    /// The organisation's time zone.
    pub time_zone: String,
}

/// Use cases of invitations.
#[derive(Clone)]
pub struct Invitations {
    core: Arc<Core>,
}

impl Invitations {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// All invitations that were not accepted yet, the newest first.
    ///
    /// # Errors
    /// When the actor may not manage agents, or the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<InvitationDetails>> {
        actor.require(Permission::AgentsManage)?;
        let db = self.core.reader();
        let rows = store::invitations::list(db).await?;
        details(db, rows, self.core.clock.now()).await
    }

    /// Invites a colleague.
    ///
    /// # Errors
    /// When a field is refused, the address is taken or invited, the role is beyond the actor's own, or the actor may not manage agents.
    pub async fn invite(&self, actor: &Actor, new: &Invite<'_>) -> Result<Invited> {
        actor.require(Permission::AgentsManage)?;
        let mut checks = Checks::new();
        let name = checks.line("name", new.name, 1, 200);
        let email = checks.email("email", new.email);
        let locale: Option<Locale> = new.locale.and_then(|text| checks.name("locale", text));
        checks.finish()?;
        let folded = fold_email(&email);
        let mut work = self.core.begin().await?;
        let role = role_of(&work, RoleId(new.role_id)).await?;
        may_give(&work, actor, role.id).await?;
        if store::agents::credentials(&work.tx, &folded).await?.is_some() {
            return Err(email_taken(&email));
        }
        let organisation = store::organisation::find(&work.tx).await?;
        let locale = locale.or(organisation.map(|o| o.locale)).unwrap_or(Locale::En);
        let token = Token::random(TOKEN_LENGTH);
        let row = store::invitations::NewInvitation {
            role_id: role.id,
            name: &name,
            email: &email,
            email_folded: &folded,
            locale,
            token_hash: &Token::hash(&token),
            invited_by: &actor.name,
            expires_at: work.now.plus(LIFETIME),
        };
        let id = store::invitations::insert(&work.tx, &row, work.now)
            .await
            .map_err(|error| invited_already(error, &email))?;
        for team in new.team_ids {
            store::invitations::add_team(&work.tx, id, TeamId(*team))
                .await
                .map_err(|error| no_such("team_ids", "team", *team, error))?;
        }
        check_inboxes(&work, actor, None, new.inbox_ids).await?;
        for inbox in new.inbox_ids {
            store::invitations::add_inbox(&work.tx, id, InboxId(*inbox))
                .await
                .map_err(|error| no_such("inbox_ids", "inbox", *inbox, error))?;
        }
        let detail = format!("{name} <{email}>, {}", role.name);
        work.audit(actor, "invitation.created", subject(id), &detail)
            .await?;
        self.deliver(work, actor, id, token, new.by_mail).await
    }

    /// Gives an invitation a new link and seven more days; the link before stops working.
    ///
    /// # Errors
    /// When there is no such invitation, its role is beyond the actor's own, or the actor may not manage agents.
    pub async fn resend(&self, actor: &Actor, id: InvitationId, by_mail: bool) -> Result<Invited> {
        actor.require(Permission::AgentsManage)?;
        let mut work = self.core.begin().await?;
        let invitation = self.found(&work, actor, id).await?;
        let token = Token::random(TOKEN_LENGTH);
        let until = work.now.plus(LIFETIME);
        store::invitations::renew(&work.tx, id, &Token::hash(&token), until).await?;
        store::system_letters::delete_of_invitation(&work.tx, id).await?;
        work.audit(actor, "invitation.renewed", subject(id), &invitation.email)
            .await?;
        self.deliver(work, actor, id, token, by_mail).await
    }

    /// Withdraws an invitation: its link stops working, and a letter that has not left yet does not leave.
    ///
    /// # Errors
    /// When there is no such invitation, its role is beyond the actor's own, or the actor may not manage agents.
    pub async fn revoke(&self, actor: &Actor, id: InvitationId) -> Result<()> {
        actor.require(Permission::AgentsManage)?;
        let mut work = self.core.begin().await?;
        let invitation = self.found(&work, actor, id).await?;
        store::invitations::delete(&work.tx, id).await?;
        work.audit(actor, "invitation.revoked", subject(id), &invitation.email)
            .await?;
        work.settings_changed("invitations");
        work.commit().await
    }

    /// What a link offers.
    ///
    /// # Errors
    /// `invitation_not_found` when it was used, has expired, was withdrawn or never was.
    pub async fn open(&self, token: &str) -> Result<Offer> {
        let db = self.core.reader();
        let invitation = store::invitations::find_by_token(db, &Token::hash(token), self.core.clock.now())
            .await?
            .ok_or_else(useless)?;
        let organisation = store::organisation::find(db).await?.ok_or_else(useless)?;
        Ok(Offer {
            invitation,
            organisation: organisation.name,
            time_zone: organisation.time_zone,
        })
    }

    /// Accepts: makes the agent and signs it in.
    ///
    /// # Errors
    /// As [`Invitations::open`], or when a field is refused or somebody has the address by now.
    pub async fn accept(
        &self,
        token: &str,
        told: &Acceptance<'_>,
        visitor: &Visitor<'_>,
    ) -> Result<SignedIn> {
        // Before the costly hashing: strangers can call this for ever.
        self.open(token).await?;
        let mut checks = Checks::new();
        let name = checks.line("name", told.name, 1, 200);
        let password = passwords::check_new(&mut checks, "password", told.password);
        let locale: Option<Locale> = told.locale.and_then(|text| checks.name("locale", text));
        let time_zone = told
            .time_zone
            .map(|zone| check_time_zone(&mut checks, "time_zone", zone));
        checks.finish()?;
        let hash = passwords::hash(&self.core, password).await?;
        let mut work = self.core.begin().await?;
        let invitation = store::invitations::lock_by_token(&work.tx, &Token::hash(token), work.now)
            .await?
            .ok_or_else(useless)?;
        let row = store::agents::NewAgent {
            role_id: invitation.role_id,
            name: &name,
            email: &invitation.email,
            email_folded: &fold_email(&invitation.email),
            password_hash: Some(&hash),
            locale: locale.unwrap_or(invitation.locale),
        };
        let id = store::agents::insert(&work.tx, &row, work.now)
            .await
            .map_err(|error| address_taken(error, &invitation.email))?;
        if let Some(mut agent) = store::agents::find_for_update(&work.tx, id).await? {
            agent.time_zone = time_zone;
            store::agents::update(&work.tx, &agent, &fold_email(&agent.email), work.now).await?;
        }
        for (_, team) in store::invitations::teams_of(&work.tx, &[invitation.id]).await? {
            store::agents::join_team(&work.tx, id, team).await?;
        }
        for (_, inbox) in store::invitations::inboxes_of(&work.tx, &[invitation.id]).await? {
            store::agents::open_inbox(&work.tx, id, inbox).await?;
        }
        store::invitations::delete(&work.tx, invitation.id).await?;
        let actor = Actor {
            name: name.clone(),
            ip: visitor.ip.to_owned(),
            ..Actor::system()
        };
        let detail = format!(
            "{name} <{}>, invited by {}",
            invitation.email, invitation.invited_by
        );
        let of_agent = ("agent", Some(id.get()));
        work.audit(&actor, "invitation.accepted", of_agent, &detail)
            .await?;
        let session = begin(&mut work, id, visitor).await?;
        work.settings_changed("agents");
        work.settings_changed("invitations");
        work.commit().await?;
        Sessions::new(Arc::clone(&self.core))
            .signed_in(session, visitor.ip)
            .await
    }

    /// Writes the letter, or hands the link back where none is wanted or nothing can send; commits.
    async fn deliver(
        &self,
        mut work: Work<'_>,
        actor: &Actor,
        id: InvitationId,
        token: String,
        by_mail: bool,
    ) -> Result<Invited> {
        let row = store::invitations::find_for_update(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("invitation", id))?;
        let link = format!("{}/invitation/{token}", self.core.options.public_url);
        let letter = Letter::Invitation {
            by: &actor.name,
            link: &link,
            until: row.expires_at,
        };
        let to = Receiver {
            name: &row.name,
            address: &row.email,
            locale: row.locale,
        };
        let posted = by_mail && system_mail::post(&self.core, &mut work, to, &letter, Some(id)).await?;
        let delivery = if posted {
            InvitationDelivery::Queued
        } else {
            InvitationDelivery::ByHand
        };
        store::invitations::set_delivery(&work.tx, id, delivery, None).await?;
        let row = Invitation {
            delivery,
            delivery_error: None,
            ..row
        };
        let details = details(&work.tx, vec![row], work.now)
            .await?
            .pop()
            .ok_or_else(|| Error::not_found("invitation", id))?;
        work.settings_changed("invitations");
        work.commit().await?;
        Ok(Invited {
            details,
            link: (!posted).then_some(link),
        })
    }

    /// An invitation that the actor could have made: whoever gets its new link gets its role.
    async fn found(&self, work: &Work<'_>, actor: &Actor, id: InvitationId) -> Result<Invitation> {
        let invitation = store::invitations::find_for_update(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("invitation", id))?;
        may_give(work, actor, invitation.role_id).await?;
        Ok(invitation)
    }
}

/// Nobody gives what they do not have: the rule for making an agent, asked before there is one.
async fn may_give(work: &Work<'_>, actor: &Actor, role: RoleId) -> Result<()> {
    let after = Standing {
        power: power(&role_of(work, role).await?),
        active: true,
    };
    check_change(power_of(work, actor).await?, None, after, 0).map_err(refused)
}

/// Invitations with what belongs to them: three statements, however many they are.
async fn details(
    db: &impl Executor,
    rows: Vec<Invitation>,
    now: Timestamp,
) -> Result<Vec<InvitationDetails>> {
    let ids: Vec<InvitationId> = rows.iter().map(|row| row.id).collect();
    let roles = store::roles::list(db).await?;
    let names: HashMap<RoleId, String> = roles.into_iter().map(|role| (role.id, role.name)).collect();
    let mut teams: HashMap<InvitationId, Vec<TeamId>> = HashMap::new();
    for (id, team) in store::invitations::teams_of(db, &ids).await? {
        teams.entry(id).or_default().push(team);
    }
    let mut inboxes: HashMap<InvitationId, Vec<InboxId>> = HashMap::new();
    for (id, inbox) in store::invitations::inboxes_of(db, &ids).await? {
        inboxes.entry(id).or_default().push(inbox);
    }
    let with = |invitation: Invitation| InvitationDetails {
        role: names.get(&invitation.role_id).cloned().unwrap_or_default(),
        teams: teams.remove(&invitation.id).unwrap_or_default(),
        inboxes: inboxes.remove(&invitation.id).unwrap_or_default(),
        expired: invitation.expires_at <= now,
        invitation,
    };
    Ok(rows.into_iter().map(with).collect())
}

const fn subject(id: InvitationId) -> (&'static str, Option<i64>) {
    ("invitation", Some(id.get()))
}

fn invited_already(error: DbError, email: &str) -> Error {
    match error {
        DbError::UniqueViolation { .. } => Error::conflict(
            "already_invited",
            format!("{email} is invited already: send that invitation again"),
        ),
        other => other.into(),
    }
}

/// One answer for links that were used, have expired, were withdrawn or never were: nobody learns which.
fn useless() -> Error {
    Error::not_found("invitation", "behind this link")
}
