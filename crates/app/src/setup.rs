//! The first start: organisation, roles, default brand, owner. Also what the command line does to accounts.

use std::sync::Arc;

use db::{DbError, Executor};
use domain::agents::Locale;
use domain::validate::{Checks, fold_email};
use domain::{Actor, AgentId, BuiltInRole};

use crate::agents::address_taken;
use crate::brands::DEFAULT_COLOR;
use crate::core::{Core, Error, Result, Work};
use crate::organisation::{Organisation, check_time_zone};
use crate::sessions::{Sessions, SignedIn, Visitor, begin};
use crate::{passwords, roles, throttle};

/// Seconds within which an answer can be taken back, until somebody chooses.
const UNDO_SEND_SECONDS: u32 = 10;

/// What the first owner tells.
#[derive(Debug, Clone, Default)]
pub struct NewOwner<'a> {
    /// Name of the organisation.
    pub organisation: &'a str,
    /// Name of the owner.
    pub name: &'a str,
    /// Mail address of the owner.
    pub email: &'a str,
    /// Password of the owner.
    pub password: &'a str,
    /// Language, English by default.
    pub locale: Option<&'a str>,
    /// IANA time zone, UTC by default.
    pub time_zone: Option<&'a str>,
}

/// How far the installation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupStatus {
    /// True until the set-up.
    pub needs_owner: bool,
    /// The organisation's name, none before the set-up.
    pub organisation: Option<String>,
    /// Whether the "write as a customer" page is open.
    pub demo: bool,
    /// Whether the organisation can send letters.
    pub can_send_mail: bool,
    /// Whether the calculators of the planner work without sign-in.
    pub planner_public: bool,
}

/// Use cases of the set-up.
#[derive(Clone)]
pub struct Setup {
    core: Arc<Core>,
}

/// A [`NewOwner`] that passed its checks.
struct Checked {
    organisation: Organisation,
    name: String,
    email: String,
    password: String,
}

impl Setup {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// How far the installation is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn status(&self) -> Result<SetupStatus> {
        let organisation = store::organisation::find(self.core.reader()).await?;
        Ok(SetupStatus {
            needs_owner: organisation.is_none(),
            planner_public: organisation
                .as_ref()
                .is_some_and(|organisation| organisation.planner_public),
            organisation: organisation.map(|organisation| organisation.name),
            demo: self.core.options.demo,
            can_send_mail: crate::system_mail::available(self.core.reader()).await?,
        })
    }

    /// Creates the organisation and its owner and signs the owner in. Works once; of two at once, one wins.
    ///
    /// # Errors
    /// `already_set_up`, or when a field is refused.
    pub async fn create_owner(&self, new: &NewOwner<'_>, visitor: &Visitor<'_>) -> Result<SignedIn> {
        self.refuse_twice().await?;
        let checked = check(new)?;
        let hash = passwords::hash(&self.core, checked.password.clone()).await?;
        let mut work = self.core.begin().await?;
        let owner = create(&mut work, &checked, &hash).await?;
        let token = begin(&mut work, owner, visitor).await?;
        work.commit().await?;
        Sessions::new(Arc::clone(&self.core))
            .signed_in(token, visitor.ip)
            .await
    }

    /// From the command line: the first owner with the organisation, or a further owner of one that is there (whose name, language and
    /// time zone then stay).
    ///
    /// # Errors
    /// When a field is refused or the address is taken.
    pub async fn admin_create_owner(&self, new: &NewOwner<'_>) -> Result<AgentId> {
        let present = store::organisation::find(self.core.reader()).await?;
        let named = NewOwner {
            organisation: present.as_ref().map_or(new.organisation, |o| &o.name),
            ..new.clone()
        };
        let checked = check(&named)?;
        let hash = passwords::hash(&self.core, checked.password.clone()).await?;
        let mut work = self.core.begin().await?;
        let owner = if present.is_none() {
            create(&mut work, &checked, &hash).await?
        } else {
            add_owner(&mut work, &checked, &hash).await?
        };
        work.settings_changed("agents");
        work.commit().await?;
        Ok(owner)
    }

    /// From the command line: sets an agent's password, lets the agent sign in again and ends its sessions.
    ///
    /// # Errors
    /// When there is no such agent or the password is refused.
    pub async fn reset_password(&self, email: &str, password: &str) -> Result<()> {
        let mut checks = Checks::new();
        let password = passwords::check_new(&mut checks, "password", password);
        checks.finish()?;
        let hash = passwords::hash(&self.core, password).await?;
        let folded = fold_email(email);
        let mut work = self.core.begin().await?;
        let found = store::agents::credentials(&work.tx, &folded)
            .await?
            .ok_or_else(|| Error::not_found("agent", email.trim()))?;
        store::agents::set_password(&work.tx, found.id, &hash, work.now).await?;
        if let Some(mut agent) = store::agents::find_for_update(&work.tx, found.id)
            .await?
            .filter(|a| !a.active)
        {
            agent.active = true;
            store::agents::update(&work.tx, &agent, &folded, work.now).await?;
        }
        store::sessions::delete_all(&work.tx, found.id, None).await?;
        throttle::forgive(&work.tx, &folded).await?;
        let subject = ("agent", Some(found.id.get()));
        work.audit(&Actor::system(), "agent.password_reset", subject, email.trim())
            .await?;
        work.commit().await?;
        self.core.hub.end_agent(found.id);
        Ok(())
    }

    /// Makes the roles of the product, or brings them to what this version says. Run at every start.
    pub(crate) async fn ensure_built_in(&self) -> Result<()> {
        let work = self.core.begin().await?;
        roles::ensure_built_in(&work.tx).await?;
        work.commit().await
    }

    /// Before the costly hashing of a password: strangers can call this for ever.
    async fn refuse_twice(&self) -> Result<()> {
        match store::organisation::find(self.core.reader()).await? {
            Some(_) => Err(already_set_up()),
            None => Ok(()),
        }
    }
}

/// Organisation, roles, brand, owner. The organisation comes first: its one row is the lock that lets one of two at once through.
async fn create(work: &mut Work<'_>, new: &Checked, hash: &str) -> Result<AgentId> {
    store::organisation::insert(&work.tx, &new.organisation, work.now)
        .await
        .map_err(|error| match error {
            DbError::UniqueViolation { .. } => already_set_up(),
            other => other.into(),
        })?;
    let name = &new.organisation.name;
    store::brands::insert(&work.tx, name, DEFAULT_COLOR, work.now).await?;
    let subject = ("organisation", Some(1));
    work.audit(&Actor::system(), "organisation.created", subject, name)
        .await?;
    add_owner(work, new, hash).await
}

async fn add_owner(work: &mut Work<'_>, new: &Checked, hash: &str) -> Result<AgentId> {
    roles::ensure_built_in(&work.tx).await?;
    let role_id = owner_role(&work.tx).await?;
    let agent = store::agents::NewAgent {
        role_id,
        name: &new.name,
        email: &new.email,
        email_folded: &fold_email(&new.email),
        password_hash: Some(hash),
        locale: new.organisation.locale,
    };
    let id = store::agents::insert(&work.tx, &agent, work.now)
        .await
        .map_err(|error| address_taken(error, &new.email))?;
    let subject = ("agent", Some(id.get()));
    let detail = format!("{} <{}>, {}", new.name, new.email, BuiltInRole::Owner.title());
    work.audit(&Actor::system(), "agent.created", subject, &detail)
        .await?;
    Ok(id)
}

async fn owner_role(tx: &impl Executor) -> Result<domain::RoleId> {
    store::roles::find_built_in(tx, BuiltInRole::Owner)
        .await?
        .ok_or_else(|| Error::Internal("the role of owners is missing".to_owned()))
}

fn check(new: &NewOwner<'_>) -> Result<Checked> {
    let mut checks = Checks::new();
    let organisation = checks.line("organisation", new.organisation, 1, 200);
    let name = checks.line("name", new.name, 1, 200);
    let email = checks.email("email", new.email);
    let password = passwords::check_new(&mut checks, "password", new.password);
    let locale = new
        .locale
        .map_or(Some(Locale::En), |text| checks.name("locale", text));
    let time_zone = check_time_zone(&mut checks, "time_zone", new.time_zone.unwrap_or("UTC"));
    checks.finish()?;
    Ok(Checked {
        organisation: Organisation {
            name: organisation,
            locale: locale.unwrap_or(Locale::En),
            time_zone,
            undo_send_seconds: UNDO_SEND_SECONDS,
            system_inbox_id: None,
            planner_public: false,
        },
        name,
        email,
        password,
    })
}

fn already_set_up() -> Error {
    Error::conflict(
        "already_set_up",
        "the organisation and its owner exist already: sign in, or ask the owner for an account",
    )
}
