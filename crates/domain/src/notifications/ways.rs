//! By which ways an agent is told of what.

use std::collections::BTreeMap;

use super::NotificationKind;

/// The ways by which an agent is told of one kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ways {
    /// In the notification centre, and as a short message in the window that is in use.
    pub in_app: bool,
    /// As a message of the operating system, wherever the agent turned that on.
    pub push: bool,
    /// By a short sound.
    pub sound: bool,
}

impl Ways {
    /// By no way.
    pub const NONE: Self = Self {
        in_app: false,
        push: false,
        sound: false,
    };

    /// How agents are told who never chose. What colleagues and customers wait for makes itself heard; work that nobody has yet is
    /// what the lists are for, so who wants to be called for it says so.
    #[must_use]
    pub const fn usual(kind: NotificationKind) -> Self {
        let sound = match kind {
            NotificationKind::Mentioned
            | NotificationKind::Replied
            | NotificationKind::ChatOffered
            | NotificationKind::ChatIdle => true,
            NotificationKind::Assigned
            | NotificationKind::Failed
            | NotificationKind::ShiftsChanged
            | NotificationKind::RosterAsked
            | NotificationKind::RosterDecided => false,
            NotificationKind::Arrived => return Self::NONE,
        };
        Self {
            in_app: true,
            push: true,
            sound,
        }
    }

    /// Whether there is any way.
    #[must_use]
    pub const fn any(self) -> bool {
        self.in_app || self.push || self.sound
    }

    /// What is left of them in quiet hours: the centre fills, nothing calls.
    #[must_use]
    pub const fn quietly(self) -> Self {
        Self {
            push: false,
            sound: false,
            ..self
        }
    }
}

/// What an agent chose; the usual ways for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences(BTreeMap<NotificationKind, Ways>);

impl Preferences {
    /// How the agent is told of this.
    #[must_use]
    pub fn of(&self, kind: NotificationKind) -> Ways {
        self.0.get(&kind).copied().unwrap_or(Ways::usual(kind))
    }

    /// The same with another choice for one kind.
    #[must_use]
    pub fn with(mut self, kind: NotificationKind, ways: Ways) -> Self {
        self.0.insert(kind, ways);
        self
    }

    /// Every kind with its ways.
    pub fn iter(&self) -> impl Iterator<Item = (NotificationKind, Ways)> + '_ {
        NotificationKind::ALL.iter().map(|kind| (*kind, self.of(*kind)))
    }
}

impl FromIterator<(NotificationKind, Ways)> for Preferences {
    fn from_iter<I: IntoIterator<Item = (NotificationKind, Ways)>>(chosen: I) -> Self {
        Self(chosen.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_chosen_is_as_usual() {
        let chosen = Preferences::from_iter([(NotificationKind::Replied, Ways::NONE)]);
        assert!(!chosen.of(NotificationKind::Replied).any());
        assert!(chosen.of(NotificationKind::Assigned).push);
        assert_eq!(chosen.iter().count(), NotificationKind::ALL.len());
        assert!(!Preferences::default().of(NotificationKind::Arrived).any());
    }

    #[test]
    fn in_quiet_hours_only_the_centre_fills() {
        let ways = Ways::usual(NotificationKind::Mentioned);
        assert!(ways.in_app && ways.push && ways.sound);
        assert_eq!(
            ways.quietly(),
            Ways {
                in_app: true,
                ..Ways::NONE
            }
        );
    }
}
