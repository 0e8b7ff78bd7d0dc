//! One pooled connection to each inbox's mail server, made anew when its settings change.

use std::collections::HashMap;
use std::sync::Arc;

use channels::email::EmailDriver;
use domain::InboxId;
use store::inboxes::EmailInbox;
use tokio::sync::Mutex;

use crate::core::{Core, Error, Result};
use crate::mailbox;

/// A driver, with the fingerprint of the settings that it was made with.
type Made = (String, Arc<EmailDriver>);

/// The drivers that send.
#[derive(Clone, Default)]
pub struct Transports {
    drivers: Arc<Mutex<HashMap<InboxId, Made>>>,
}

impl Transports {
    /// The driver of an inbox with the settings that it has now.
    ///
    /// # Errors
    /// When a stored secret cannot be opened.
    pub(crate) async fn driver(&self, core: &Arc<Core>, email: &EmailInbox) -> Result<Arc<EmailDriver>> {
        let fingerprint = mailbox::fingerprint(email);
        let mut drivers = self.drivers.lock().await;
        if let Some((known, driver)) = drivers.get(&email.inbox_id)
            && *known == fingerprint
        {
            return Ok(Arc::clone(driver));
        }
        let smtp = mailbox::smtp_settings(core, email)?
            .ok_or_else(|| Error::conflict("inbox_cannot_send", "this inbox has no server for sending"))?;
        let driver = Arc::new(EmailDriver::new(None, Some(smtp)));
        drivers.insert(email.inbox_id, (fingerprint, Arc::clone(&driver)));
        Ok(driver)
    }
}
