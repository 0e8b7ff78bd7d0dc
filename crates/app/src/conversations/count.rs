//! Counts of the lists that everybody has.

use domain::conversations::Status;
use domain::views::Condition;
use domain::{Actor, InboxId, Permission};
use store::conversations::Sort;
use store::views::Meaning;

use super::Conversations;
use crate::core::Result;
use crate::counts::Key;

/// How many conversations the lists hold.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Active and the reader's.
    pub mine: i64,
    /// Active and nobody's.
    pub unassigned: i64,
    /// Active and with the reader's teams.
    pub team: i64,
    /// Active.
    pub all: i64,
    /// Active, by inbox.
    pub inboxes: Vec<(InboxId, i64)>,
}

impl Conversations {
    /// How many conversations each list holds.
    ///
    /// # Errors
    /// When the actor may not read conversations or the database fails.
    pub async fn counts(&self, actor: &Actor) -> Result<Counts> {
        actor.require(Permission::ConversationsRead)?;
        let teams = crate::views::teams(self.core.reader(), actor).await?;
        let key = |more: Option<Condition>| {
            let any_of = vec![Status::Open, Status::Pending];
            let conditions: Vec<Condition> = std::iter::once(Condition::Status { any_of })
                .chain(more)
                .collect();
            Key {
                meaning: Meaning::new(&conditions, Sort::Newest, actor.agent_id(), &teams),
                // Shown as they are, everywhere.
                at_most: None,
            }
        };
        let assigned = |me: bool| Condition::Assignee {
            any_of: Vec::new(),
            me,
            nobody: !me,
        };
        let with_team = Condition::Team {
            any_of: Vec::new(),
            mine: true,
        };
        let keys = vec![
            key(Some(assigned(true))),
            key(Some(assigned(false))),
            key(Some(with_team)),
            key(None),
        ];
        let sees = self.counts.sees(actor).await?;
        let counted = self.counts.of(keys, &sees).await?;
        let mut sums = counted.iter().map(|counted| sees.sum(counted));
        let mut sum = || sums.next().unwrap_or(0);
        Ok(Counts {
            mine: sum(),
            unassigned: sum(),
            team: sum(),
            // The sum of the inboxes: counting again could only disagree.
            all: sum(),
            inboxes: counted.last().map(|all| sees.by_inbox(all)).unwrap_or_default(),
        })
    }
}
