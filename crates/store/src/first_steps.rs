//! How far the organisation is on its first day, read from what is there.

use db::{DbResult, Executor, FromRow, args};
use domain::conversations::Direction;
use domain::{AgentId, Timestamp};

/// What has been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct FirstSteps {
    /// An inbox is connected.
    pub inbox: bool,
    /// A conversation was answered.
    pub answer: bool,
    /// A colleague is there or invited.
    pub colleague: bool,
    /// There is a team.
    pub team: bool,
    /// There is a saved reply.
    pub saved_reply: bool,
    /// Language, time zone or the looks of the brand were chosen.
    pub settings: bool,
    /// The asking agent is told of news on some device.
    pub notifications: bool,
    /// When somebody put the list away.
    pub dismissed_at: Option<Timestamp>,
}

/// How far the organisation is; none before the set-up. `color` is that of a brand nobody chose a colour for.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, agent: AgentId, color: &str) -> DbResult<Option<FirstSteps>> {
    db.opt(
        "SELECT EXISTS (SELECT 1 FROM inbox WHERE enabled = TRUE) AS inbox,
                EXISTS (SELECT 1 FROM message WHERE direction = $3) AS answer,
                (EXISTS (SELECT 1 FROM agent WHERE id <> $1) OR EXISTS (SELECT 1 FROM invitation)) AS colleague,
                EXISTS (SELECT 1 FROM team) AS team,
                EXISTS (SELECT 1 FROM saved_reply) AS saved_reply,
                (o.updated_at > o.created_at
                 OR EXISTS (SELECT 1 FROM brand WHERE color <> $2 OR logo_key IS NOT NULL)) AS settings,
                (EXISTS (SELECT 1 FROM push_subscription WHERE agent_id = $1)
                 OR EXISTS (SELECT 1 FROM notification_choice WHERE agent_id = $1)) AS notifications,
                o.start_dismissed_at AS dismissed_at
           FROM organisation o WHERE o.id = 1",
        args![agent, color, Direction::Out.as_str()],
    )
    .await
}

/// Puts the list away, or shows it again.
///
/// # Errors
/// When the database fails.
pub async fn set_dismissed(tx: &impl Executor, at: Option<Timestamp>) -> DbResult<()> {
    tx.exec(
        "UPDATE organisation SET start_dismissed_at = $1 WHERE id = 1",
        args![at],
    )
    .await?;
    Ok(())
}
