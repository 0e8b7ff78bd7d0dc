//! Saved views: lists of conversations that people keep under a name, for themselves, for a team or for everyone.

mod check;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::views::{Owner, OwnerKind};
use domain::{Actor, Permission, SavedViewId, TeamId};
use realtime::{Event, Topic};
use store::conversations::Sort;
use store::views::{Meaning, NewView, Of};

pub use domain::views::Condition;
pub use store::views::SavedView;

use self::check::Checked;
use crate::core::{Core, Error, Result, Work};
use crate::counts::{Counts, Key};

/// Counts stop here, in each inbox and in all; more is "999+" to a reader.
const COUNT_TO: u32 = 1_000;
/// Most views of one owner.
const MOST_VIEWS: i64 = 100;

/// A view as somebody wants it.
#[derive(Debug, Clone, Default)]
pub struct ViewInput {
    /// Name.
    pub name: String,
    /// `personal` (when absent), `team` or `everyone`.
    pub owner: Option<String>,
    /// Which team, of a team's.
    pub team: Option<TeamId>,
    /// What must hold.
    pub conditions: Vec<Condition>,
    /// Columns in their order; the usual ones when absent.
    pub columns: Option<Vec<String>>,
    /// Order; `newest` when absent.
    pub sort: Option<String>,
}

/// A view and what its reader may do with it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The view.
    pub view: SavedView,
    /// Whether the reader may change it.
    pub can_manage: bool,
}

/// How many conversations a view holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewCount {
    /// Which.
    pub id: SavedViewId,
    /// How many, at most the number where counting stops.
    pub count: i64,
    /// Whether counting stopped: there may be more.
    pub more: bool,
}

/// Use cases of saved views.
#[derive(Clone)]
pub struct Views {
    core: Arc<Core>,
    counts: Counts,
}

impl Views {
    pub(crate) const fn new(core: Arc<Core>, counts: Counts) -> Self {
        Self { core, counts }
    }

    /// The views that the actor sees, those of one owner together in their order; with `shared` all that are shared with anybody, for
    /// those who manage them.
    ///
    /// # Errors
    /// When the actor may not read conversations, or not manage views and asks for all that are shared.
    pub async fn list(&self, actor: &Actor, shared: bool) -> Result<Vec<Detail>> {
        actor.require(Permission::ConversationsRead)?;
        let of = if shared {
            actor.require(Permission::ViewsManage)?;
            Of::Shared
        } else {
            seen_by(actor)
        };
        let views = store::views::list(self.core.reader(), of).await?;
        Ok(views.into_iter().map(|view| detail(actor, view)).collect())
    }

    /// One that the actor sees.
    ///
    /// # Errors
    /// `view_not_found`, or when the actor may not read conversations.
    pub async fn get(&self, actor: &Actor, id: SavedViewId) -> Result<Detail> {
        actor.require(Permission::ConversationsRead)?;
        Ok(detail(actor, find(self.core.reader(), actor, id).await?))
    }

    /// Makes a view, behind the others of its owner.
    ///
    /// # Errors
    /// When a field is refused, there are too many, or the actor may not make one of this kind.
    pub async fn create(&self, actor: &Actor, input: &ViewInput) -> Result<Detail> {
        actor.require(Permission::ConversationsRead)?;
        let work = self.core.begin().await?;
        let checked = check::check(&work.tx, actor, input).await?;
        require(actor, checked.owner)?;
        refuse_many(&work, checked.owner).await?;
        let id = store::views::insert(&work.tx, &checked.row(), work.now).await?;
        self.finish(work, actor, "view.created", id, &checked).await?;
        self.get(actor, id).await
    }

    /// Replaces a view; it can change hands by that.
    ///
    /// # Errors
    /// `view_not_found`, when a field is refused, or when the actor may not change the one or make the other.
    pub async fn update(&self, actor: &Actor, id: SavedViewId, input: &ViewInput) -> Result<Detail> {
        actor.require(Permission::ConversationsRead)?;
        let work = self.core.begin().await?;
        let before = owner(&find(&work.tx, actor, id).await?)?;
        require(actor, before)?;
        let checked = check::check(&work.tx, actor, input).await?;
        require(actor, checked.owner)?;
        if before != checked.owner {
            refuse_many(&work, checked.owner).await?;
        }
        store::views::update(&work.tx, id, &checked.row(), work.now).await?;
        self.finish(work, actor, "view.updated", id, &checked).await?;
        self.get(actor, id).await
    }

    /// Deletes a view.
    ///
    /// # Errors
    /// `view_not_found`, or when the actor may not change it.
    pub async fn delete(&self, actor: &Actor, id: SavedViewId) -> Result<()> {
        actor.require(Permission::ConversationsRead)?;
        let mut work = self.core.begin().await?;
        let view = find(&work.tx, actor, id).await?;
        let owner = owner(&view)?;
        require(actor, owner)?;
        store::views::delete(&work.tx, id).await?;
        let told = format!("{} ({})", view.name, owner.kind());
        work.audit(actor, "view.deleted", ("view", Some(id.get())), &told)
            .await?;
        tell(&mut work, owner);
        work.commit().await
    }

    /// Puts all views of one owner in another order.
    ///
    /// # Errors
    /// `view_not_found`, when these are not all views of one owner, or when the actor may not change them.
    pub async fn reorder(&self, actor: &Actor, ids: &[SavedViewId]) -> Result<()> {
        actor.require(Permission::ConversationsRead)?;
        let Some(first) = ids.first() else {
            return Err(Error::field("ids", "required", "names no view"));
        };
        let mut work = self.core.begin().await?;
        let whose = owner(&find(&work.tx, actor, *first).await?)?;
        require(actor, whose)?;
        let of = if whose.kind() == OwnerKind::Personal {
            seen_by(actor)
        } else {
            Of::Shared
        };
        let views = store::views::list(&work.tx, of).await?;
        let all = views
            .iter()
            .filter(|view| owner(view).is_ok_and(|owner| owner == whose));
        let all: BTreeSet<SavedViewId> = all.map(|view| view.id).collect();
        let named: BTreeSet<SavedViewId> = ids.iter().copied().collect();
        if named != all || ids.len() != named.len() {
            let detail = format!("must name each of the {} views of this owner once", all.len());
            return Err(Error::field("ids", "incomplete", detail));
        }
        for (position, id) in (1_i64..).zip(ids) {
            store::views::set_position(&work.tx, *id, position).await?;
        }
        let told = format!("{} views ({})", ids.len(), whose.kind());
        work.audit(actor, "views.reordered", ("view", None), &told)
            .await?;
        tell(&mut work, whose);
        work.commit().await
    }

    /// How many conversations the views hold that the actor sees.
    ///
    /// # Errors
    /// When the actor may not read conversations or the database fails.
    pub async fn counts(&self, actor: &Actor) -> Result<Vec<ViewCount>> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        let views = store::views::list(db, seen_by(actor)).await?;
        let teams = teams(db, actor).await?;
        let keys = views.iter().map(|view| Key {
            meaning: Meaning::new(&view.conditions.0, view.sort, actor.agent_id(), &teams),
            at_most: Some(COUNT_TO),
        });
        let sees = self.counts.sees(actor).await?;
        let counted = self.counts.of(keys.collect(), &sees).await?;
        let counts = views.iter().zip(counted).map(|(view, counted)| {
            let sum = sees.sum(&counted);
            ViewCount {
                id: view.id,
                count: sum.min(i64::from(COUNT_TO)),
                more: sum >= i64::from(COUNT_TO),
            }
        });
        Ok(counts.collect())
    }

    async fn finish(
        &self,
        mut work: Work<'_>,
        actor: &Actor,
        action: &str,
        id: SavedViewId,
        checked: &Checked,
    ) -> Result<()> {
        let told = format!("{} ({})", checked.name, checked.owner.kind());
        work.audit(actor, action, ("view", Some(id.get())), &told).await?;
        tell(&mut work, checked.owner);
        work.commit().await
    }
}

/// What a view means for an actor who sees it, and its order.
pub(crate) async fn meaning(
    db: &impl db::Executor,
    actor: &Actor,
    id: SavedViewId,
) -> Result<(Meaning, Sort)> {
    let view = find(db, actor, id).await?;
    let teams = teams(db, actor).await?;
    let meaning = Meaning::new(&view.conditions.0, view.sort, actor.agent_id(), &teams);
    Ok((meaning, view.sort))
}

/// The teams of an actor.
pub(crate) async fn teams(db: &impl db::Executor, actor: &Actor) -> Result<Vec<TeamId>> {
    let Some(agent) = actor.agent_id() else {
        return Ok(Vec::new());
    };
    let teams = store::agents::teams_of(db, &[agent]).await?;
    Ok(teams.into_iter().map(|(_, team)| team).collect())
}

fn seen_by(actor: &Actor) -> Of {
    actor.agent_id().map_or(Of::Shared, Of::Agent)
}

/// A view that the actor sees, or manages.
async fn find(db: &impl db::Executor, actor: &Actor, id: SavedViewId) -> Result<SavedView> {
    let mut found = store::views::find(db, seen_by(actor), id).await?;
    if found.is_none() && actor.permissions.has(Permission::ViewsManage) {
        found = store::views::find(db, Of::Shared, id).await?;
    }
    found.ok_or_else(|| Error::not_found("view", id))
}

fn owner(view: &SavedView) -> Result<Owner> {
    Owner::from_parts(view.owner_kind, view.agent_id, view.team_id)
        .ok_or_else(|| Error::Internal(format!("view {} has no clear owner", view.id)))
}

/// Own views are everybody's to change; what others see needs a permission.
fn require(actor: &Actor, owner: Owner) -> Result<()> {
    match owner {
        Owner::Agent(agent) if actor.agent_id() == Some(agent) => Ok(()),
        Owner::Agent(_) | Owner::Team(_) | Owner::Everyone => Ok(actor.require(Permission::ViewsManage)?),
    }
}

async fn refuse_many(work: &Work<'_>, owner: Owner) -> Result<()> {
    let count = store::views::count_of_owner(&work.tx, owner.kind(), owner.agent(), owner.team()).await?;
    if count >= MOST_VIEWS {
        let detail = format!("there are {count} views already; there may be at most {MOST_VIEWS}");
        return Err(Error::conflict("too_many_views", detail));
    }
    Ok(())
}

/// The hint that views changed, to those who see them.
fn tell(work: &mut Work<'_>, owner: Owner) {
    match owner {
        Owner::Agent(agent) => {
            let area = "views".to_owned();
            work.hint(Topic::Agent(agent), Event::SettingsChanged { area });
        }
        Owner::Team(_) | Owner::Everyone => work.settings_changed("views"),
    }
}

fn detail(actor: &Actor, view: SavedView) -> Detail {
    let can_manage = owner(&view).is_ok_and(|owner| require(actor, owner).is_ok());
    Detail { view, can_manage }
}

impl Checked {
    fn row(&self) -> NewView<'_> {
        NewView {
            owner_kind: self.owner.kind(),
            agent_id: self.owner.agent(),
            team_id: self.owner.team(),
            name: &self.name,
            conditions: &self.conditions,
            columns: &self.columns,
            sort: self.sort,
        }
    }
}
