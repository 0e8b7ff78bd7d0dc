//! What is told between the two sides beside words: what has arrived and was seen, who is writing, who is here.

use std::time::Duration;

use domain::InboxId;
use realtime::{Event, Topic};
use store::chat::OwnChat;

use super::visitors::line;
use super::{Guest, VisitorChat};
use crate::core::Result;

/// Most characters of what is being typed.
const MOST_TYPED: usize = 1_000;
/// Agents hear of visitors who come and go at most so often for each site.
const VISITORS_EVERY: Duration = Duration::from_secs(1);

impl VisitorChat {
    /// The client has a chat up to `delivered`, and the visitor has seen it up to `seen`. Neither goes back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn received(&self, own: &OwnChat, delivered: i64, seen: i64) -> Result<()> {
        let seen = seen.clamp(0, own.last_seq);
        let delivered = delivered.clamp(seen, own.last_seq.max(seen));
        let id = own.conversation_id;
        let mut work = self.core.begin().await?;
        if !store::chat::chats::visitor_receipts(&work.tx, id, delivered, seen).await? {
            return Ok(());
        }
        let receipts = Event::ChatReceipts {
            conversation_id: id,
            inbox_id: own.inbox_id,
            delivered_seq: Some(delivered),
            seen_seq: Some(seen),
            agent_seen_seq: None,
        };
        work.hint(Topic::Conversation(id), receipts);
        work.commit().await
    }

    /// The visitor writes, or does so no longer. What is written is told only where the site says so to visitors.
    pub fn typing(&self, guest: &Guest, own: &OwnChat, active: bool, text: Option<&str>) {
        let id = own.conversation_id;
        let shown = text.filter(|_| active && guest.site.row.typing_shown);
        let typing = Event::VisitorTyping {
            conversation_id: id,
            inbox_id: own.inbox_id,
            active,
            text: shown.map(|text| line(&text.replace(['\n', '\r'], " "), MOST_TYPED)),
        };
        self.core.hub.publish(Topic::Conversation(id), typing);
    }

    /// Agents who look at the list of visitors read it again.
    pub(super) fn visitors_changed(&self, inbox: InboxId) {
        let Some(wait) = self.shared.watch.next_hint(inbox, VISITORS_EVERY) else {
            return;
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let chat = self.clone();
        runtime.spawn(async move {
            tokio::time::sleep(wait).await;
            chat.shared.watch.hinted(inbox);
            let event = Event::VisitorsChanged { inbox_id: inbox };
            chat.core.hub.publish(Topic::Inbox(inbox), event);
        });
    }
}
