//! Agents who come and go.

use std::sync::{Arc, Weak};

use futures::future::BoxFuture;
use realtime::{Event, Heard};
use tokio::sync::Notify;

use super::{Core, Result};

/// Looks whenever somebody came or went, on this node or another, or may have; what happens during a look is one more look after it.
/// Ends with the use cases. What could not be done is told with `purpose`; a schedule has to look anyhow, because hints may be lost.
pub(crate) fn on_comings(
    core: &Arc<Core>,
    purpose: &'static str,
    look: for<'a> fn(&'a Core) -> BoxFuture<'a, Result<()>>,
) {
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
    let core: Weak<Core> = Arc::downgrade(core);
    runtime.spawn(async move {
        loop {
            moved.notified().await;
            let Some(core) = core.upgrade() else { return };
            if let Err(error) = look(&core).await {
                tracing::warn!(%error, purpose, "agents came or went, and it could not be looked at");
            }
        }
    });
}
