//! Counts of the lists that everybody has.

use domain::conversations::Status;
use domain::views::Condition;
use domain::{Actor, InboxId, Permission, TagId, TeamId};
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
    /// Active, by team; teams without any are left out.
    pub teams: Vec<(TeamId, i64)>,
    /// Active, by tag; tags without any are left out.
    pub tags: Vec<(TagId, i64)>,
}

/// Beyond so many teams or tags nobody reads their numbers, and counting them is not cheap any more.
const MOST_COUNTED: usize = 100;

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
        let db = self.core.reader();
        let by_team: Vec<TeamId> = store::teams::list(db)
            .await?
            .iter()
            .map(|team| team.id)
            .take(MOST_COUNTED)
            .collect();
        let by_tag: Vec<TagId> = store::tags::list(db)
            .await?
            .iter()
            .map(|tag| tag.id)
            .take(MOST_COUNTED)
            .collect();
        let mut keys = vec![
            key(Some(assigned(true))),
            key(Some(assigned(false))),
            key(Some(with_team)),
            key(None),
        ];
        keys.extend(by_team.iter().map(|team| {
            key(Some(Condition::Team {
                any_of: vec![*team],
                mine: false,
            }))
        }));
        keys.extend(
            by_tag
                .iter()
                .map(|tag| key(Some(Condition::Tag { any_of: vec![*tag] }))),
        );
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
            inboxes: counted.get(3).map(|all| sees.by_inbox(all)).unwrap_or_default(),
            teams: by_team
                .into_iter()
                .map(|team| (team, sum()))
                .filter(|(_, count)| *count > 0)
                .collect(),
            tags: by_tag
                .into_iter()
                .map(|tag| (tag, sum()))
                .filter(|(_, count)| *count > 0)
                .collect(),
        })
    }
}
