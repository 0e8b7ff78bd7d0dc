//! Agents who come and go: what waits is looked at again.

use std::sync::{Arc, Weak};

use realtime::{Event, Heard};
use tokio::sync::Notify;

use super::wake;
use crate::core::{Core, Result};

/// Follows who is online. Ends with the use cases.
pub(crate) fn listen(core: &Arc<Core>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        // A command that serves nobody.
        return;
    };
    let moved = Arc::new(Notify::new());
    let heard = Arc::clone(&moved);
    core.hub.observe(Arc::new(move |hint| {
        if matches!(hint, Heard::Event(Event::Presence { .. }) | Heard::Unsure) {
            heard.notify_one();
        }
    }));
    runtime.spawn(follow(Arc::downgrade(core), moved));
}

async fn follow(core: Weak<Core>, moved: Arc<Notify>) {
    loop {
        moved.notified().await;
        let Some(core) = core.upgrade() else { return };
        if let Err(error) = look(&core).await {
            // The schedule looks again soon.
            tracing::warn!(%error, "chats could not be looked at after agents came or went");
        }
    }
}

async fn look(core: &Core) -> Result<()> {
    if store::chat::queue::queued(core.reader(), 1).await?.is_empty() {
        return Ok(());
    }
    let mut work = core.begin().await?;
    wake(&mut work).await?;
    work.commit().await
}
