//! Checks on a view before it is written: fields, and that what it names exists.

use std::collections::HashSet;

use db::Executor;
use domain::validate::Checks;
use domain::views::{Column, Condition, Owner, OwnerKind, check as check_conditions};
use domain::{Actor, TeamId};
use store::conversations::Sort;

use super::ViewInput;
use crate::core::Result;

/// A view that may be written.
pub(super) struct Checked {
    pub owner: Owner,
    pub name: String,
    pub conditions: Vec<Condition>,
    pub columns: Vec<Column>,
    pub sort: Sort,
}

/// Checks a view.
///
/// # Errors
/// With all fields that are refused.
pub(super) async fn check(db: &impl Executor, actor: &Actor, input: &ViewInput) -> Result<Checked> {
    let mut checks = Checks::new();
    let name = checks.line("name", &input.name, 1, 100);
    let owner = owner(db, &mut checks, actor, input).await?;
    let columns = columns(&mut checks, input.columns.as_deref());
    let sort = input
        .sort
        .as_deref()
        .map_or(Some(Sort::Newest), |sort| checks.name("sort", sort));
    check_conditions(&mut checks, &input.conditions);
    for (index, condition) in input.conditions.iter().enumerate() {
        for (what, id) in missing(db, actor, condition).await? {
            checks.refuse(
                &format!("conditions[{index}]"),
                "does_not_exist",
                format!("{what} {id} does not exist"),
            );
        }
    }
    checks.finish()?;
    Ok(Checked {
        owner: owner.unwrap_or(Owner::Everyone),
        name,
        conditions: input.conditions.clone(),
        columns,
        sort: sort.unwrap_or(Sort::Newest),
    })
}

async fn owner(
    db: &impl Executor,
    checks: &mut Checks,
    actor: &Actor,
    input: &ViewInput,
) -> Result<Option<Owner>> {
    let kind = match input.owner.as_deref() {
        None => Some(OwnerKind::Personal),
        Some(kind) => checks.name("owner", kind),
    };
    if input.team.is_some() && kind != Some(OwnerKind::Team) {
        checks.refuse("team_id", "unexpected", "is only for views of a team");
    }
    Ok(match kind {
        None => None,
        Some(OwnerKind::Everyone) => Some(Owner::Everyone),
        Some(OwnerKind::Personal) => {
            if actor.agent_id().is_none() {
                checks.refuse("owner", "agent_expected", "only agents have views of their own");
            }
            actor.agent_id().map(Owner::Agent)
        }
        Some(OwnerKind::Team) => team(db, checks, input.team).await?.map(Owner::Team),
    })
}

async fn team(db: &impl Executor, checks: &mut Checks, team: Option<TeamId>) -> Result<Option<TeamId>> {
    let Some(team) = team else {
        checks.refuse("team_id", "required", "must name the team");
        return Ok(None);
    };
    if store::teams::name(db, team).await?.is_none() {
        checks.refuse("team_id", "does_not_exist", format!("team {team} does not exist"));
    }
    Ok(Some(team))
}

fn columns(checks: &mut Checks, names: Option<&[String]>) -> Vec<Column> {
    let Some(names) = names else {
        return Column::USUAL.to_vec();
    };
    if names.is_empty() {
        checks.refuse("columns", "required", "must name a column");
    }
    let mut columns = Vec::new();
    for (index, name) in names.iter().enumerate().take(Column::ALL.len() + 1) {
        let field = format!("columns[{index}]");
        match checks.name(&field, name) {
            Some(column) if columns.contains(&column) => {
                checks.refuse(&field, "repeated", format!("\"{name}\" is named twice"));
            }
            Some(column) => columns.push(column),
            None => {}
        }
    }
    columns
}

/// What a condition names and the actor cannot see or does not exist.
async fn missing(
    db: &impl Executor,
    actor: &Actor,
    condition: &Condition,
) -> Result<Vec<(&'static str, i64)>> {
    let (what, named, known): (_, Vec<i64>, HashSet<i64>) = match condition {
        Condition::Inbox { any_of } => {
            let known = store::inboxes::list(db, actor.scope()).await?;
            (
                "inbox",
                keys(any_of),
                known.iter().map(|inbox| inbox.id.get()).collect(),
            )
        }
        Condition::Team { any_of, .. } => {
            let known = store::teams::list(db).await?;
            (
                "team",
                keys(any_of),
                known.iter().map(|team| team.id.get()).collect(),
            )
        }
        Condition::Assignee { any_of, .. } => {
            let known = store::agents::names(db).await?;
            (
                "agent",
                keys(any_of),
                known.iter().map(|(id, ..)| id.get()).collect(),
            )
        }
        Condition::Tag { any_of: tags } | Condition::WithoutTag { none_of: tags } => {
            let known = store::tags::list(db).await?;
            ("tag", keys(tags), known.iter().map(|tag| tag.id.get()).collect())
        }
        Condition::Contact { any_of } => {
            let limit = u32::try_from(any_of.len()).unwrap_or(u32::MAX);
            let known = store::contacts::list(db, actor.scope(), Some(any_of), None, limit).await?;
            (
                "contact",
                keys(any_of),
                known.iter().map(|contact| contact.id.get()).collect(),
            )
        }
        _ => return Ok(Vec::new()),
    };
    let missing = named.into_iter().filter(|id| !known.contains(id));
    Ok(missing.map(|id| (what, id)).collect())
}

fn keys<T: Copy + Into<i64>>(ids: &[T]) -> Vec<i64> {
    ids.iter().map(|id| (*id).into()).collect()
}
