//! Asking the rule who may change whom, with what the database says now.

use domain::agents::{Power, Refusal, Standing, check_change};
use domain::{Actor, Permissions, RoleId};
use store::agents::Agent;
use store::roles::Role;

use crate::core::{Error, Result, Work};
use crate::roles::power;

/// Asks the rule of [`domain::agents`]; the owners are locked.
pub(super) async fn allow(work: &Work<'_>, actor: &Actor, before: &Agent, after: &Agent) -> Result<()> {
    let role_before = role_of(work, before.role_id).await?;
    let role_after = role_of(work, after.role_id).await?;
    let standing = |role: &Role, active| Standing {
        power: power(role),
        active,
    };
    check_change(
        power_of(work, actor).await?,
        Some(standing(&role_before, before.active)),
        standing(&role_after, after.active),
        store::agents::count_other_owners(&work.tx, after.id).await?,
    )
    .map_err(refused)
}

/// What the actor could give: its role's power, and of that only what its API token has too.
pub(crate) async fn power_of(work: &Work<'_>, actor: &Actor) -> Result<Power> {
    let Some(id) = actor.agent_id() else {
        return Ok(Power {
            owner: true,
            permissions: Permissions::all(),
            all_inboxes: true,
            masked: false,
        });
    };
    let agent = store::agents::find(&work.tx, id)
        .await?
        .ok_or_else(|| Error::not_found("agent", id))?;
    let own = power(&role_of(work, agent.role_id).await?);
    Ok(Power {
        permissions: own.permissions.and(actor.permissions),
        ..own
    })
}

/// The role that a request names.
pub(crate) async fn role_of(work: &Work<'_>, id: RoleId) -> Result<Role> {
    let missing = || Error::field("role_id", "does_not_exist", format!("role {id} does not exist"));
    store::roles::find(&work.tx, id).await?.ok_or_else(missing)
}

/// A refusal as the error that says it.
pub(crate) fn refused(refusal: Refusal) -> Error {
    let detail = refusal.to_string();
    match refusal {
        Refusal::OwnersOnly => Error::Forbidden {
            code: "owners_only",
            detail,
        },
        Refusal::BeyondOwn => Error::Forbidden {
            code: "beyond_own_permissions",
            detail,
        },
        Refusal::LastOwner => Error::Conflict {
            code: "last_owner",
            detail,
        },
    }
}
