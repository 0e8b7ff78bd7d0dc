//! Saved views: lists of conversations that people keep under a name.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One condition of a view; all of a view's conditions must hold.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "field", rename_all = "snake_case")]
pub enum ViewCondition {
    /// In one of these inboxes.
    Inbox {
        /// Keys.
        any_of: Vec<i64>,
    },
    /// With one of these teams.
    Team {
        /// Keys.
        #[serde(default)]
        any_of: Vec<i64>,
        /// One of the reader's teams will do too.
        #[serde(default)]
        mine: bool,
    },
    /// With one of these agents.
    Assignee {
        /// Keys.
        #[serde(default)]
        any_of: Vec<i64>,
        /// The reader will do too.
        #[serde(default)]
        me: bool,
        /// Without an assignee will do too.
        #[serde(default)]
        nobody: bool,
    },
    /// In one of these statuses; a view without this condition holds closed ones and spam as well.
    Status {
        /// `open`, `pending`, `solved`, `closed`, `spam`.
        any_of: Vec<String>,
    },
    /// Of one of these priorities.
    Priority {
        /// `low`, `normal`, `high`, `urgent`.
        any_of: Vec<String>,
    },
    /// With one of these tags.
    Tag {
        /// Keys.
        any_of: Vec<i64>,
    },
    /// With none of these tags.
    WithoutTag {
        /// Keys.
        none_of: Vec<i64>,
    },
    /// Over one of these channels.
    Channel {
        /// `email`, …
        any_of: Vec<String>,
    },
    /// In one of these languages of the customer.
    Language {
        /// `vi`, …
        any_of: Vec<String>,
    },
    /// With one of these customers.
    Contact {
        /// Keys.
        any_of: Vec<i64>,
    },
    /// The customer has been waiting longer than this.
    Waiting {
        /// Minutes, 0 for any wait.
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

/// A view as somebody wants it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ViewRequest {
    /// Name, up to 100 characters.
    pub name: String,
    /// `personal` (default), `team` or `everyone`; the last two need the permission `views.manage`.
    pub owner: Option<String>,
    /// The team, of a team's view.
    pub team_id: Option<i64>,
    /// What must hold, up to 20 conditions.
    #[serde(default)]
    pub conditions: Vec<ViewCondition>,
    /// Columns in their order: `number`, `subject`, `contact`, `status`, `priority`, `assignee`, `team`, `inbox`, `channel`, `tags`,
    /// `language`, `messages`, `waiting`, `created`, `activity`; the usual ones when absent.
    pub columns: Option<Vec<String>>,
    /// `newest` (default), `oldest`, `priority` or `waiting`, which holds only conversations whose customer waits.
    pub sort: Option<String>,
}

/// A saved view.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ViewView {
    /// Key.
    pub id: i64,
    /// Name.
    pub name: String,
    /// `personal`, `team` or `everyone`.
    pub owner: String,
    /// The team, of a team's view.
    pub team_id: Option<i64>,
    /// What must hold.
    pub conditions: Vec<ViewCondition>,
    /// Columns in their order.
    pub columns: Vec<String>,
    /// `newest`, `oldest`, `priority` or `waiting`.
    pub sort: String,
    /// Place among the views of the same owner.
    pub position: i64,
    /// Whether the reader may change it.
    pub can_manage: bool,
}

/// Which views to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ViewQuery {
    /// All views that are shared with any team or everyone, rather than those that the reader sees; needs `views.manage`.
    pub shared: Option<bool>,
}

/// All views of one owner in their new order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ViewOrderRequest {
    /// Keys.
    pub ids: Vec<i64>,
}

/// How many conversations a view holds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ViewCountView {
    /// Key of the view.
    pub id: i64,
    /// How many, at most 1,000.
    pub count: i64,
    /// Whether counting stopped there: show `999+`.
    pub more: bool,
}
