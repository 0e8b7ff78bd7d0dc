//! Lists of conversations, and how many there are.

use db::{DbResult, Executor, Value, args};
use domain::conversations::{Priority, Status};
use domain::{
    AgentId, AttributeId, CompanyId, ContactId, ConversationId, InboxId, Scope, TagId, TeamId, Timestamp,
};

use super::{SUMMARY, Summary};
use crate::access;
use crate::filter::Filter;
use crate::views::Meaning;

/// Which conversations are in a list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only these statuses.
    pub status: StatusFilter,
    /// Only this assignee.
    pub assignee: Option<AgentId>,
    /// Only without an assignee.
    pub unassigned: bool,
    /// Only with one of the teams of this agent.
    pub teams_of: Option<AgentId>,
    /// Only this inbox.
    pub inbox: Option<InboxId>,
    /// Only this team.
    pub team: Option<TeamId>,
    /// Only this contact.
    pub contact: Option<ContactId>,
    /// Only contacts of this company.
    pub company: Option<CompanyId>,
    /// Only with this tag.
    pub tag: Option<TagId>,
    /// Only with this value (folded) of an attribute.
    pub attribute: Option<(AttributeId, String)>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only these conversations, found by a search.
    pub ids: Option<Vec<ConversationId>>,
    /// Only what is in a saved view at an instant.
    pub view: Option<(Meaning, Timestamp)>,
}

/// Which statuses are in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusFilter {
    /// Open and pending.
    #[default]
    Active,
    /// One.
    Only(Status),
    /// All.
    Any,
}

domain::named! {
    /// Order of a list.
    pub enum Sort("order") {
        /// Last activity first.
        Newest = "newest",
        /// Last activity last.
        Oldest = "oldest",
        /// Who waits longest first; who does not wait is not in the list.
        Waiting = "waiting",
        /// The most urgent first; of equal ones, last activity first.
        Priority = "priority",
    }
}

/// What stands between two priorities, larger than any instant in microseconds: both make one number, so that a page goes on behind it
/// as in every other order. The index `conversation_priority` is on the same words.
const URGENCY: i64 = 1 << 56;

impl Sort {
    const fn column(self) -> &'static str {
        match self {
            Self::Newest | Self::Oldest => "c.last_activity_at",
            Self::Waiting => "c.waiting_since",
            Self::Priority => {
                "(CASE c.priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END
                  * 72057594037927936 + c.last_activity_at)"
            }
        }
    }

    /// Where a row stands in this order.
    #[must_use]
    pub fn position(self, row: &Summary) -> (i64, i64) {
        let at = match self {
            Self::Newest | Self::Oldest => row.last_activity_at.micros(),
            Self::Waiting => row.waiting_since.map_or(0, Timestamp::micros),
            Self::Priority => {
                let rank = match row.priority {
                    Priority::Urgent => 3,
                    Priority::High => 2,
                    Priority::Normal => 1,
                    Priority::Low => 0,
                };
                rank * URGENCY + row.last_activity_at.micros()
            }
        };
        (at, row.id.get())
    }
}

fn conditions(filter: &mut Filter, scope: Scope, query: &Query) {
    match query.status {
        StatusFilter::Active => filter.and("c.is_active = TRUE", []),
        StatusFilter::Only(status) => filter.and("c.status = ?", args![status.as_str()]),
        StatusFilter::Any => {}
    }
    if let Some(assignee) = query.assignee {
        filter.and("c.assignee_id = ?", args![assignee]);
    }
    if query.unassigned {
        filter.and("c.assignee_id IS NULL", []);
    }
    if let Some(agent) = query.teams_of {
        filter.and(
            "c.team_id IN (SELECT m.team_id FROM team_member m WHERE m.agent_id = ?)",
            args![agent],
        );
    }
    if let Some(inbox) = query.inbox {
        filter.and("c.inbox_id = ?", args![inbox]);
    }
    if let Some(team) = query.team {
        filter.and("c.team_id = ?", args![team]);
    }
    if let Some(contact) = query.contact {
        filter.and("c.contact_id = ?", args![contact]);
    }
    if let Some(company) = query.company {
        filter.and(
            "c.contact_id IN (SELECT o.id FROM contact o WHERE o.company_id = ?)",
            args![company],
        );
    }
    if let Some((attribute, folded)) = &query.attribute {
        filter.and(
            "c.id IN (SELECT v.conversation_id FROM attribute_value v WHERE v.attribute_id = ? AND v.value_folded = ?)",
            args![*attribute, folded],
        );
    }
    if let Some(tag) = query.tag {
        filter.and(
            "c.id IN (SELECT t.conversation_id FROM conversation_tag t WHERE t.tag_id = ?)",
            args![tag],
        );
    }
    if let Some(priority) = query.priority {
        filter.and("c.priority = ?", args![priority.as_str()]);
    }
    if let Some((view, now)) = &query.view {
        view.narrow(filter, *now);
    }
    if let Some(ids) = &query.ids {
        filter.is_in("c.id", ids.iter().map(|id| Value::I64(id.get())));
    }
    access::limit(filter, scope, "c.inbox_id");
}

/// A page of a list: up to `limit` rows after the position `after` (see [`Sort::position`]).
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl Executor,
    scope: Scope,
    reader: Option<AgentId>,
    query: &Query,
    sort: Sort,
    after: Option<(i64, i64)>,
    limit: u32,
) -> DbResult<Vec<Summary>> {
    let (sql, args) = list_statement(scope, reader, query, sort, after, limit);
    db.all(&sql, args).await
}

/// The statement of [`list`] with its arguments: what a bench runs on the bare driver.
#[must_use]
pub fn list_statement(
    scope: Scope,
    reader: Option<AgentId>,
    query: &Query,
    sort: Sort,
    after: Option<(i64, i64)>,
    limit: u32,
) -> (String, Vec<Value>) {
    let mut filter = Filter::after(args![reader]);
    conditions(&mut filter, scope, query);
    let column = sort.column();
    let (direction, comparison) = match sort {
        Sort::Newest | Sort::Priority => ("DESC", "<"),
        Sort::Oldest | Sort::Waiting => ("ASC", ">"),
    };
    if sort == Sort::Waiting {
        filter.and("c.waiting_since IS NOT NULL", []);
    }
    if let Some((at, id)) = after {
        filter.and(&format!("({column}, c.id) {comparison} (?, ?)"), args![at, id]);
    }
    let clause = filter.clause();
    let limit = filter.arg(i64::from(limit));
    let sql = format!("{SUMMARY}{clause} ORDER BY {column} {direction}, c.id {direction} LIMIT {limit}");
    (sql, filter.into_args())
}

/// How many conversations a list holds.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl Executor, scope: Scope, query: &Query) -> DbResult<i64> {
    let mut filter = Filter::default();
    conditions(&mut filter, scope, query);
    db.one(
        &format!("SELECT count(*) FROM conversation c{}", filter.clause()),
        filter.into_args(),
    )
    .await
}

/// Active conversations by inbox.
///
/// # Errors
/// When the database fails.
pub async fn count_by_inbox(db: &impl Executor, scope: Scope) -> DbResult<Vec<(InboxId, i64)>> {
    let mut filter = Filter::default();
    conditions(&mut filter, scope, &Query::default());
    let sql = format!(
        "SELECT c.inbox_id, count(*) FROM conversation c{} GROUP BY c.inbox_id ORDER BY 1",
        filter.clause()
    );
    db.all(&sql, filter.into_args()).await
}
