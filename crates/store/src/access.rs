//! A [`Scope`] as SQL: the one place that says what an agent may see.

use db::args;
use domain::{Scope, Visible};

use crate::filter::Filter;

/// Limits a query to the inboxes that the scope allows; `column` holds an inbox id.
pub fn limit(filter: &mut Filter, scope: Scope, column: &str) {
    match scope.visible() {
        Visible::Everything => {}
        Visible::InboxesOf(agent) => {
            filter.and(
                &format!("{column} IN (SELECT a.inbox_id FROM inbox_access a WHERE a.agent_id = ?)"),
                args![agent],
            );
        }
    }
}

/// Limits a query to the inboxes that the scope allows and to rows of no inbox, which concern everybody.
pub fn limit_or_none(filter: &mut Filter, scope: Scope, column: &str) {
    match scope.visible() {
        Visible::Everything => {}
        Visible::InboxesOf(agent) => {
            filter.and(
                &format!(
                    "({column} IS NULL OR {column} IN (SELECT a.inbox_id FROM inbox_access a WHERE a.agent_id = ?))"
                ),
                args![agent],
            );
        }
    }
}

/// Limits a query over contacts: a contact is seen by those who see one of its conversations.
pub fn limit_contacts(filter: &mut Filter, scope: Scope, column: &str) {
    match scope.visible() {
        Visible::Everything => {}
        Visible::InboxesOf(agent) => filter.and(
            &format!(
                "EXISTS (SELECT 1 FROM conversation s JOIN inbox_access a ON a.inbox_id = s.inbox_id
                          WHERE s.contact_id = {column} AND a.agent_id = ?)"
            ),
            args![agent],
        ),
    }
}
