//! Roles: the five that come with the product, and own ones.

use std::sync::Arc;

use db::{DbError, Executor};
use domain::agents::Power;
use domain::text::fold;
use domain::validate::Checks;
use domain::{Actor, BuiltInRole, Permission, Permissions, RoleId};
pub use store::roles::Role;

use crate::core::{Core, Error, Result};

/// An own role as somebody wants it.
#[derive(Debug, Clone)]
pub struct RoleInput<'a> {
    /// Name.
    pub name: &'a str,
    /// Names of permissions.
    pub permissions: &'a [String],
    /// Whether it sees every inbox.
    pub all_inboxes: bool,
    /// Whether personal data of customers is masked for it.
    pub mask_personal_data: bool,
}

/// Use cases of roles.
#[derive(Clone)]
pub struct Roles {
    core: Arc<Core>,
}

impl Roles {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// All roles, those of the product first. Every agent may read them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(&self, _: &Actor) -> Result<Vec<Role>> {
        Ok(store::roles::list(self.core.reader()).await?)
    }

    /// Makes an own role.
    ///
    /// # Errors
    /// When a field is refused, the name is taken, the role would do more than the actor, or the actor may not manage roles.
    pub async fn create(&self, actor: &Actor, input: &RoleInput<'_>) -> Result<Role> {
        actor.require(Permission::RolesManage)?;
        let mut role = check(input)?;
        covered(actor, &role)?;
        let mut work = self.core.begin().await?;
        role.id = store::roles::insert(&work.tx, &role, &fold(&role.name))
            .await
            .map_err(|error| taken(error, &role.name))?;
        let subject = ("role", Some(role.id.get()));
        work.audit(actor, "role.created", subject, &describe(&role))
            .await?;
        work.settings_changed("roles");
        work.commit().await?;
        Ok(role)
    }

    /// Replaces an own role. It counts for its agents from their next request on.
    ///
    /// # Errors
    /// When there is no such role, it comes with the product, a field is refused, the name is taken, the role does or would do more
    /// than the actor, or the actor may not manage roles.
    pub async fn update(&self, actor: &Actor, id: RoleId, input: &RoleInput<'_>) -> Result<Role> {
        actor.require(Permission::RolesManage)?;
        let mut role = check(input)?;
        covered(actor, &role)?;
        let mut work = self.core.begin().await?;
        let before = own_role(&work.tx, id).await?;
        covered(actor, &before)?;
        role.id = id;
        store::roles::update(&work.tx, &role, &fold(&role.name))
            .await
            .map_err(|error| taken(error, &role.name))?;
        work.audit(actor, "role.updated", ("role", Some(id.get())), &describe(&role))
            .await?;
        work.settings_changed("roles");
        work.commit().await?;
        // Everybody's sockets read their access anew: cheaper than finding out whose role it is, and roles change rarely.
        self.core.hub.access_changed(&[]);
        Ok(role)
    }

    /// Deletes an own role that nobody has.
    ///
    /// # Errors
    /// When there is no such role, it comes with the product, an agent has it, or the actor may not manage roles.
    pub async fn delete(&self, actor: &Actor, id: RoleId) -> Result<()> {
        actor.require(Permission::RolesManage)?;
        let mut work = self.core.begin().await?;
        let role = own_role(&work.tx, id).await?;
        covered(actor, &role)?;
        let agents = store::roles::count_agents(&work.tx, id).await?;
        let in_use = |agents: &str| {
            let detail = format!("{agents} the role \"{}\": give them another one first", role.name);
            Error::conflict("role_in_use", detail)
        };
        if agents > 0 {
            let have = if agents == 1 { "agent has" } else { "agents have" };
            return Err(in_use(&format!("{agents} {have}")));
        }
        // Somebody may have been given the role since it was counted.
        store::roles::delete(&work.tx, id)
            .await
            .map_err(|error| match error {
                DbError::ForeignKeyViolation { .. } => in_use("an agent has"),
                other => other.into(),
            })?;
        work.audit(actor, "role.deleted", ("role", Some(id.get())), &role.name)
            .await?;
        work.settings_changed("roles");
        work.commit().await
    }
}

/// Makes the roles of the product, or brings them to what this version of the program says.
pub(crate) async fn ensure_built_in(tx: &impl Executor) -> Result<()> {
    for role in BuiltInRole::ALL {
        store::roles::insert_built_in(tx, *role, &folded(*role)).await?;
    }
    for mut role in store::roles::list(tx).await? {
        let Some(key) = role.key else { continue };
        if role.permissions != key.permissions()
            || role.all_inboxes != key.all_inboxes()
            || role.name != key.title()
        {
            role.permissions = key.permissions();
            role.all_inboxes = key.all_inboxes();
            role.name = key.title().to_owned();
            store::roles::update(tx, &role, &folded(key)).await?;
        }
    }
    Ok(())
}

/// Names of the product's roles are folded to what nobody can type, so that a role of a later version never collides with an own one.
fn folded(role: BuiltInRole) -> String {
    format!("\u{1}{role}")
}

/// What the role lets its agents do.
pub(crate) fn power(role: &Role) -> Power {
    Power {
        owner: role.key == Some(BuiltInRole::Owner),
        permissions: role.permissions,
        all_inboxes: role.all_inboxes,
        masked: role.mask_personal_data,
    }
}

async fn own_role(tx: &impl Executor, id: RoleId) -> Result<Role> {
    let role = store::roles::find(tx, id)
        .await?
        .ok_or_else(|| Error::not_found("role", id))?;
    if role.key.is_some() {
        let detail = format!(
            "the role \"{}\" comes with the product and stays as it is; make an own role beside it",
            role.name
        );
        return Err(Error::conflict("role_built_in", detail));
    }
    Ok(role)
}

fn covered(actor: &Actor, role: &Role) -> Result<()> {
    let own = Power {
        owner: false,
        permissions: actor.permissions,
        all_inboxes: actor.all_inboxes,
        masked: actor.mask_personal_data,
    };
    if own.covers(power(role)) {
        Ok(())
    } else {
        Err(Error::Forbidden {
            code: "beyond_own_permissions",
            detail: "the role may do or see more than you: nobody can give what they do not have".to_owned(),
        })
    }
}

fn check(input: &RoleInput<'_>) -> Result<Role> {
    let mut checks = Checks::new();
    let name = checks.line("name", input.name, 1, 100);
    if BuiltInRole::ALL
        .iter()
        .any(|role| fold(role.title()) == fold(&name))
    {
        checks.refuse(
            "name",
            "reserved",
            format!("\"{name}\" is a role that comes with the product"),
        );
    }
    let permissions = check_permissions(&mut checks, "permissions", input.permissions);
    checks.finish()?;
    Ok(Role {
        id: RoleId(0),
        key: None,
        name,
        permissions,
        all_inboxes: input.all_inboxes,
        mask_personal_data: input.mask_personal_data,
    })
}

/// A set of permissions from their names.
pub(crate) fn check_permissions(checks: &mut Checks, field: &str, names: &[String]) -> Permissions {
    let read =
        |(index, name): (usize, &String)| checks.name::<Permission>(&format!("{field}[{index}]"), name);
    names.iter().enumerate().filter_map(read).collect()
}

fn describe(role: &Role) -> String {
    let permissions: Vec<&str> = role.permissions.iter().map(Permission::as_str).collect();
    format!("{}: {}", role.name, permissions.join(", "))
}

fn taken(error: DbError, name: &str) -> Error {
    match error {
        DbError::UniqueViolation { .. } => {
            Error::conflict("role_exists", format!("there is already a role \"{name}\""))
        }
        other => other.into(),
    }
}
