//! The sender of pushes, kept as long as its key is the installation's.

use std::sync::Arc;

use channels::push::{PushService, WebPush};
use tokio::sync::Mutex;

use crate::core::{Core, Error, Result};

/// A sender, with the public key that it was made with.
type Made = (String, Arc<dyn PushService>);

/// The way to push services.
#[derive(Clone, Default)]
pub(crate) struct Services {
    made: Arc<Mutex<Option<Made>>>,
}

impl Services {
    /// The sender with the key that the installation has now.
    pub(super) async fn sender(&self, core: &Core) -> Result<Arc<dyn PushService>> {
        let (key, stored) = super::key(core).await?;
        let mut made = self.made.lock().await;
        if let Some((known, sender)) = made.as_ref()
            && *known == stored.public_key
        {
            return Ok(Arc::clone(sender));
        }
        let sender: Arc<dyn PushService> = Arc::new(
            WebPush::new(key, subject(core), super::rules(core))
                .map_err(|error| Error::Internal(error.to_string()))?,
        );
        *made = Some((stored.public_key, Arc::clone(&sender)));
        Ok(sender)
    }
}

/// Where an operator of a push service reaches us. Some services refuse what is neither an https address nor a mailbox.
fn subject(core: &Core) -> String {
    let url = &core.options.public_url;
    if url.starts_with("https://") {
        url.clone()
    } else {
        "mailto:postmaster@localhost".to_owned()
    }
}
