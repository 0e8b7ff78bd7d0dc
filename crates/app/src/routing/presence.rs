//! Agents who come and go: what waits is looked at again.

use std::sync::Arc;

use futures::FutureExt as _;

use super::wake;
use crate::core::{Core, Result, on_comings};

/// Follows who is online. Ends with the use cases.
pub(crate) fn listen(core: &Arc<Core>) {
    on_comings(core, "waiting chats", |core| look(core).boxed());
}

async fn look(core: &Core) -> Result<()> {
    if store::chat::queue::queued(core.reader(), 1).await?.is_empty() {
        return Ok(());
    }
    let mut work = core.begin().await?;
    wake(&mut work).await?;
    work.commit().await
}
