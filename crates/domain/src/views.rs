//! Saved views: lists of conversations that people keep under a name.
//!
//! A view is a list of conditions that must all hold. Their JSON form stands in the database and in the API alike.

use serde::{Deserialize, Serialize};

pub use crate::saved_replies::{Owner, OwnerKind};

use crate::conversations::{Priority, Status};
use crate::validate::Checks;
use crate::{AgentId, ContactId, InboxId, TagId, TeamId, named};

/// Most conditions of a view.
pub const MOST_CONDITIONS: usize = 20;
/// Most values of one condition.
pub const MOST_VALUES: usize = 100;
/// Longest wait that can be asked for: a year.
const MOST_MINUTES: i64 = 366 * 24 * 60;
/// Most days that can be asked for: a hundred years.
const MOST_DAYS: i64 = 36_525;

/// One condition on conversations.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "snake_case")]
pub enum Condition {
    /// In one of these inboxes.
    Inbox {
        /// Which.
        any_of: Vec<InboxId>,
    },
    /// With one of these teams, or with one of the reader's.
    Team {
        /// Which.
        #[serde(default)]
        any_of: Vec<TeamId>,
        /// The reader's own teams too.
        #[serde(default)]
        mine: bool,
    },
    /// With one of these agents, with the reader, or with nobody.
    Assignee {
        /// Which.
        #[serde(default)]
        any_of: Vec<AgentId>,
        /// The reader too.
        #[serde(default)]
        me: bool,
        /// Those without an assignee too.
        #[serde(default)]
        nobody: bool,
    },
    /// In one of these statuses.
    Status {
        /// Which.
        any_of: Vec<Status>,
    },
    /// Of one of these priorities.
    Priority {
        /// Which.
        any_of: Vec<Priority>,
    },
    /// With one of these tags.
    Tag {
        /// Which.
        any_of: Vec<TagId>,
    },
    /// With none of these tags.
    WithoutTag {
        /// Which.
        none_of: Vec<TagId>,
    },
    /// Over one of these channels.
    Channel {
        /// Which.
        any_of: Vec<String>,
    },
    /// In one of these languages.
    Language {
        /// Which.
        any_of: Vec<String>,
    },
    /// With one of these customers.
    Contact {
        /// Which.
        any_of: Vec<ContactId>,
    },
    /// The customer has been waiting longer than this.
    Waiting {
        /// Minutes.
        minutes: i64,
    },
    /// Begun before so many days ago.
    OlderThan {
        /// Days.
        days: i64,
    },
    /// Begun within so many days.
    NewerThan {
        /// Days.
        days: i64,
    },
    /// With a file, or without.
    HasAttachment {
        /// Which.
        is: bool,
    },
    /// With something that the reader has not seen, or without.
    Unread {
        /// Which.
        is: bool,
    },
}

impl Condition {
    /// Whether it means another thing for each reader.
    #[must_use]
    pub const fn needs_reader(&self) -> bool {
        matches!(self, Self::Assignee { me: true, .. } | Self::Unread { .. })
    }

    /// Whether it means another thing for members of other teams.
    #[must_use]
    pub const fn needs_teams(&self) -> bool {
        matches!(self, Self::Team { mine: true, .. })
    }

    /// Whether what fits changes while nothing happens.
    #[must_use]
    pub const fn needs_time(&self) -> bool {
        matches!(
            self,
            Self::Waiting { .. } | Self::OlderThan { .. } | Self::NewerThan { .. }
        )
    }

    /// The number of values that it names; none for conditions without a list.
    const fn values(&self) -> Option<usize> {
        match self {
            Self::Inbox { any_of } => Some(any_of.len()),
            Self::Team { any_of, mine } => Some(any_of.len() + *mine as usize),
            Self::Assignee { any_of, me, nobody } => Some(any_of.len() + *me as usize + *nobody as usize),
            Self::Status { any_of } => Some(any_of.len()),
            Self::Priority { any_of } => Some(any_of.len()),
            Self::Tag { any_of } => Some(any_of.len()),
            Self::WithoutTag { none_of } => Some(none_of.len()),
            Self::Channel { any_of } | Self::Language { any_of } => Some(any_of.len()),
            Self::Contact { any_of } => Some(any_of.len()),
            Self::Waiting { .. }
            | Self::OlderThan { .. }
            | Self::NewerThan { .. }
            | Self::HasAttachment { .. }
            | Self::Unread { .. } => None,
        }
    }

    fn check(&self, checks: &mut Checks, field: &str) {
        match self.values() {
            Some(0) => checks.refuse(
                field,
                "required",
                "names nothing, so nothing would be in the view",
            ),
            Some(values) if values > MOST_VALUES => {
                checks.refuse(
                    field,
                    "too_long",
                    format!("has {values} values, may have at most {MOST_VALUES}"),
                );
            }
            Some(_) | None => {}
        }
        match self {
            Self::Waiting { minutes } => checks.range(&format!("{field}.minutes"), *minutes, 0, MOST_MINUTES),
            Self::OlderThan { days } | Self::NewerThan { days } => {
                checks.range(&format!("{field}.days"), *days, 1, MOST_DAYS);
            }
            Self::Channel { any_of } | Self::Language { any_of } => {
                for value in any_of {
                    let known = !value.is_empty()
                        && value.len() <= 35
                        && value
                            .bytes()
                            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
                    if !known {
                        checks.refuse(
                            field,
                            "invalid_characters",
                            format!("\"{value}\" is not a name such as email or vi"),
                        );
                    }
                }
            }
            _ => {}
        }
    }
}

/// Checks what a view asks for.
pub fn check(checks: &mut Checks, conditions: &[Condition]) {
    if conditions.len() > MOST_CONDITIONS {
        let detail = format!(
            "has {} conditions, may have at most {MOST_CONDITIONS}",
            conditions.len()
        );
        checks.refuse("conditions", "too_long", detail);
    }
    for (index, condition) in conditions.iter().enumerate() {
        condition.check(checks, &format!("conditions[{index}]"));
    }
}

named! {
    /// A column of a list of conversations.
    pub enum Column("column") {
        /// Public number.
        Number = "number",
        /// Subject with the first words.
        Subject = "subject",
        /// Customer.
        Contact = "contact",
        /// Status.
        Status = "status",
        /// Priority.
        Priority = "priority",
        /// Assignee.
        Assignee = "assignee",
        /// Team.
        Team = "team",
        /// Inbox.
        Inbox = "inbox",
        /// Channel.
        Channel = "channel",
        /// Tags.
        Tags = "tags",
        /// Language.
        Language = "language",
        /// Number of messages.
        Messages = "messages",
        /// Since when the customer waits.
        Waiting = "waiting",
        /// When it began.
        Created = "created",
        /// When something last happened.
        Activity = "activity",
    }
}

impl Column {
    /// What a view shows when nobody chose.
    pub const USUAL: [Self; 5] = [
        Self::Contact,
        Self::Subject,
        Self::Assignee,
        Self::Tags,
        Self::Activity,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::Invalid;

    fn refused(conditions: &[Condition]) -> Vec<(String, &'static str)> {
        let mut checks = Checks::new();
        check(&mut checks, conditions);
        let refused = checks.finish().err().unwrap_or_default();
        let Invalid(errors) = refused;
        errors.into_iter().map(|e| (e.field, e.code)).collect()
    }

    #[test]
    fn what_can_never_fit_is_refused_with_its_place() {
        let bad = [
            Condition::Waiting { minutes: 30 },
            Condition::Assignee {
                any_of: Vec::new(),
                me: false,
                nobody: false,
            },
            Condition::Status { any_of: Vec::new() },
            Condition::OlderThan { days: 0 },
            Condition::Waiting { minutes: -1 },
            Condition::Language {
                any_of: vec!["vi".to_owned(), "việt".to_owned()],
            },
            Condition::Tag {
                any_of: vec![TagId(1); MOST_VALUES + 1],
            },
        ];
        let expected = [
            ("conditions[1]", "required"),
            ("conditions[2]", "required"),
            ("conditions[3].days", "out_of_range"),
            ("conditions[4].minutes", "out_of_range"),
            ("conditions[5]", "invalid_characters"),
            ("conditions[6]", "too_long"),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(field, code)| ((*field).to_owned(), *code))
            .collect();
        assert_eq!(refused(&bad), expected);
        let many = vec![Condition::Unread { is: true }; MOST_CONDITIONS + 1];
        assert_eq!(refused(&many), [("conditions".to_owned(), "too_long")]);
        assert_eq!(refused(&[]), []);
    }

    #[test]
    fn it_is_known_what_a_view_depends_on() {
        let me = Condition::Assignee {
            any_of: Vec::new(),
            me: true,
            nobody: false,
        };
        let nobody = Condition::Assignee {
            any_of: Vec::new(),
            me: false,
            nobody: true,
        };
        assert!(me.needs_reader() && !nobody.needs_reader());
        assert!(
            Condition::Team {
                any_of: Vec::new(),
                mine: true
            }
            .needs_teams()
        );
        assert!(Condition::Waiting { minutes: 1 }.needs_time() && !me.needs_time());
    }
}
