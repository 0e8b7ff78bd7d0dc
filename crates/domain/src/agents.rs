//! Agents: their choices, and who may change whom.

use crate::{Permissions, named};

named! {
    /// A language of the user interface.
    pub enum Locale("language") {
        /// English.
        En = "en",
        /// Vietnamese.
        Vi = "vi",
        /// Romanian.
        Ro = "ro",
    }
}

named! {
    /// Colours of the user interface.
    pub enum Theme("theme") {
        /// As the device has it.
        System = "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

named! {
    /// What became of the letter with an invitation.
    pub enum InvitationDelivery("delivery") {
        /// There is none: the link is handed over by hand.
        ByHand = "by_hand",
        /// It waits, or is tried again.
        Queued = "queued",
        /// A mail server took it.
        Sent = "sent",
        /// It was refused for good.
        Failed = "failed",
    }
}

/// What a role lets its agents do, as far as it matters for changing agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Power {
    /// Whether it is the role of owners.
    pub owner: bool,
    /// What it may do.
    pub permissions: Permissions,
    /// Whether it sees every inbox.
    pub all_inboxes: bool,
    /// Whether personal data is masked for it.
    pub masked: bool,
}

impl Power {
    /// Whether `other` lets nobody do or see what this does not.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.permissions.covers(other.permissions)
            && (self.all_inboxes || !other.all_inboxes)
            && (!self.masked || other.masked)
    }
}

/// An agent before or after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What its role lets it do.
    pub power: Power,
    /// May sign in.
    pub active: bool,
}

/// Why an agent may not be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Owners are made and changed by owners.
    #[error("only an owner can make or change owners")]
    OwnersOnly,
    /// Nobody gives, or takes over, what they do not have themselves.
    #[error(
        "the role may do or see more than you: an agent can only be given, and changed in, a role within your own"
    )]
    BeyondOwn,
    /// Nobody could ever make an owner again.
    #[error("this is the last active owner: make another agent an owner first")]
    LastOwner,
}

/// Whether `actor` may make an agent (`before` is none) or change one. Changing includes setting the password, and so being able to
/// sign in as that agent: hence the actor must cover the present role as well as the new one.
///
/// # Errors
/// The [`Refusal`].
pub const fn check_change(
    actor: Power,
    before: Option<Standing>,
    after: Standing,
    other_active_owners: i64,
) -> Result<(), Refusal> {
    let (was_owner, covers_before, was_active) = match before {
        Some(before) => (before.power.owner, actor.covers(before.power), before.active),
        None => (false, true, false),
    };
    if (was_owner || after.power.owner) && !actor.owner {
        return Err(Refusal::OwnersOnly);
    }
    if !covers_before || !actor.covers(after.power) {
        return Err(Refusal::BeyondOwn);
    }
    let stays = after.power.owner && after.active;
    if was_owner && was_active && !stays && other_active_owners == 0 {
        return Err(Refusal::LastOwner);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BuiltInRole, Permission};

    fn power(role: BuiltInRole) -> Power {
        Power {
            owner: role == BuiltInRole::Owner,
            permissions: role.permissions(),
            all_inboxes: role.all_inboxes(),
            masked: false,
        }
    }

    fn standing(role: BuiltInRole, active: bool) -> Standing {
        Standing {
            power: power(role),
            active,
        }
    }

    #[test]
    fn the_last_active_owner_stays() {
        let owner = power(BuiltInRole::Owner);
        let before = Some(standing(BuiltInRole::Owner, true));
        let demoted = standing(BuiltInRole::Admin, true);
        let inactive = standing(BuiltInRole::Owner, false);
        assert_eq!(check_change(owner, before, demoted, 0), Err(Refusal::LastOwner));
        assert_eq!(check_change(owner, before, inactive, 0), Err(Refusal::LastOwner));
        assert_eq!(check_change(owner, before, demoted, 1), Ok(()));
        assert_eq!(
            check_change(owner, before, standing(BuiltInRole::Owner, true), 0),
            Ok(())
        );
        // An owner who is inactive already is no loss.
        let gone = Some(standing(BuiltInRole::Owner, false));
        assert_eq!(check_change(owner, gone, demoted, 0), Ok(()));
    }

    #[test]
    fn nobody_makes_or_takes_over_more_than_they_are() {
        let admin = power(BuiltInRole::Admin);
        let owner = standing(BuiltInRole::Owner, true);
        assert_eq!(check_change(admin, None, owner, 1), Err(Refusal::OwnersOnly));
        assert_eq!(
            check_change(admin, Some(owner), standing(BuiltInRole::Agent, true), 1),
            Err(Refusal::OwnersOnly)
        );
        let staff = Power {
            owner: false,
            permissions: [Permission::AgentsManage, Permission::ConversationsRead]
                .into_iter()
                .collect(),
            all_inboxes: false,
            masked: true,
        };
        let same = Standing {
            power: staff,
            active: true,
        };
        assert_eq!(check_change(staff, Some(same), same, 1), Ok(()));
        assert_eq!(
            check_change(staff, None, standing(BuiltInRole::Admin, true), 1),
            Err(Refusal::BeyondOwn)
        );
        // Setting the password of an admin would be taking the account over.
        let admin_now = standing(BuiltInRole::Admin, true);
        assert_eq!(
            check_change(staff, Some(admin_now), admin_now, 1),
            Err(Refusal::BeyondOwn)
        );
        let unmasked = Standing {
            power: Power {
                masked: false,
                ..staff
            },
            active: true,
        };
        assert_eq!(check_change(staff, None, unmasked, 1), Err(Refusal::BeyondOwn));
    }
}
