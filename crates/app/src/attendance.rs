//! Who is at work when: written down once a minute, and when somebody says what they do.
//!
//! What nodes know of who is online is never stored, so it is looked at again and again: whoever is seen in a state makes the span of that
//! state longer. A node that dies loses a minute at most, and nothing has to be tidied up. Why it is made like this is written down in
//! `docs/adr/0021-attendance.md`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use channels::chat::CHANNEL;
use domain::attendance::{Activity, Attended, Seen};
use domain::{AgentId, Timestamp};
use futures::FutureExt as _;
use serde::{Deserialize, Serialize};
use store::attendance::Said;

use crate::core::{Core, Result, Work, on_comings};

/// How often it is looked at who is there.
pub(crate) const EVERY: Duration = Duration::from_secs(60);
/// Channel of whoever has a chat and nothing else on screen.
const CHAT: &str = CHANNEL.name;
/// Who was not seen for so long has gone: one look may be late, or lost with its node.
pub(crate) const UNSEEN: Duration = Duration::from_secs(150);
/// A break that was forgotten does not outlast the night.
const FORGOTTEN: Duration = Duration::from_secs(4 * 3600);
/// How long it is kept: a year can be compared with the one before.
pub(crate) const KEPT: Duration = Duration::from_secs(400 * 24 * 3600);

/// Looks at who is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordAttendance {}

/// Looks at once when somebody comes or goes. Ends with the use cases.
pub(crate) fn listen(core: &Arc<Core>) {
    on_comings(core, "attendance", |core| look(core).boxed());
}

async fn look(core: &Core) -> Result<()> {
    let mut work = core.begin().await?;
    work.enqueue(&RecordAttendance {}, None).await?;
    work.commit().await
}

/// Writes down what everybody who is online does.
///
/// # Errors
/// When the database fails.
pub(crate) async fn record(core: &Core) -> Result<()> {
    let there = core.hub.presence().postures();
    let agents: Vec<AgentId> = there.iter().map(|posture| posture.agent_id).collect();
    let db = core.reader();
    if there.is_empty() && !store::attendance::is_anybody_there(db).await? {
        return Ok(());
    }
    let busy = store::chat::queue::busy(db, &agents).await?;
    let on_screen: Vec<_> = there.iter().filter_map(|posture| posture.conversation).collect();
    let channels = store::attendance::channels(db, &on_screen).await?;
    let mut work = core.begin().await?;
    let mut said = store::attendance::said(&work.tx, &agents).await?;
    let back = forgotten(&mut said, work.now);
    if !back.is_empty() {
        store::attendance::say_available(&work.tx, &back, work.now).await?;
        work.settings_changed("agents");
    }
    let state = |said: &Said| {
        let posture = there.iter().find(|posture| posture.agent_id == said.agent_id)?;
        let seen = Seen {
            activity: said.activity,
            attentive: posture.attentive,
            has_work: posture.conversation.is_some() || busy.contains(&said.agent_id),
        };
        let of = |id| {
            channels
                .iter()
                .find(|(conversation, _)| Some(*conversation) == id)
        };
        let channel = of(posture.conversation).map_or(CHAT, |(_, channel)| channel.as_str());
        let state = seen.state();
        Some((state, (state == Attended::Handling).then_some(channel)))
    };
    store::attendance::end_unseen(&work.tx, work.now.minus(UNSEEN)).await?;
    let mut in_states: BTreeMap<(Attended, Option<&str>), Vec<AgentId>> = BTreeMap::new();
    for said in &said {
        if let Some(state) = state(said) {
            in_states.entry(state).or_default().push(said.agent_id);
        }
    }
    for (state, agents) in in_states {
        store::attendance::record(&work.tx, &agents, state, work.now).await?;
    }
    work.commit().await
}

/// Makes those available whose break was over long ago; returns who they are.
fn forgotten(said: &mut [Said], now: Timestamp) -> Vec<AgentId> {
    let before = now.minus(FORGOTTEN);
    said.iter_mut()
        .filter(|said| said.activity != Activity::Available)
        .filter(|said| said.last_seen.is_some_and(|seen| seen < before))
        .map(|said| {
            said.activity = Activity::Available;
            said.agent_id
        })
        .collect()
}

/// Writes down at once what an agent says of the moment, if they are there.
///
/// # Errors
/// When the database fails.
pub(crate) async fn said(core: &Core, work: &Work<'_>, agent: AgentId, activity: Activity) -> Result<()> {
    let there = core.hub.presence().is_online(agent) || store::attendance::is_there(&work.tx, agent).await?;
    if !there {
        return Ok(());
    }
    let seen = Seen {
        activity,
        // Whoever says it sits there.
        attentive: true,
        has_work: false,
    };
    store::attendance::record(&work.tx, &[agent], (seen.state(), None), work.now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_does_not_outlast_the_night() {
        let now = Timestamp(100 * 3_600_000_000);
        let said = |id, activity, hours: i64| Said {
            agent_id: AgentId(id),
            activity,
            last_seen: Some(Timestamp(now.micros() - hours * 3_600_000_000)),
        };
        let mut all = [
            said(1, Activity::Break, 1),
            said(2, Activity::Break, 9),
            said(3, Activity::Available, 9),
            Said {
                last_seen: None,
                ..said(4, Activity::Meeting, 9)
            },
        ];
        assert_eq!(forgotten(&mut all, now), [AgentId(2)]);
        assert_eq!(all[1].activity, Activity::Available);
    }
}
