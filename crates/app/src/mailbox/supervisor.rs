//! Which mailboxes this node watches.
//!
//! Every few seconds, and at once when settings change, the wanted mailboxes are compared with the running ones. A mailbox is
//! watched by whichever node holds its lease; when that node dies, another takes over once the lease has run out.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use channels::ChannelDriver as _;
use channels::email::EmailDriver;
use domain::{Actor, InboxId};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{InboxSink, fingerprint, imap_settings};
use crate::core::{Core, Result};

/// How often mailboxes are compared and leases kept.
const EVERY: Duration = Duration::from_secs(5);
/// How long a lease lasts when its node says nothing any more.
const LEASE: Duration = Duration::from_secs(20);

/// Watches mailboxes.
pub struct Supervisor {
    core: Arc<Core>,
    node: String,
    running: HashMap<InboxId, Running>,
}

struct Running {
    fingerprint: String,
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

impl Supervisor {
    /// For this node.
    #[must_use]
    pub fn new(core: Arc<Core>) -> Self {
        let node = core.hub.node().to_string();
        Self {
            core,
            node,
            running: HashMap::new(),
        }
    }

    /// Watches until cancelled, then gives all leases back.
    pub async fn run(mut self, cancel: CancellationToken) {
        loop {
            if let Err(error) = self.compare().await {
                tracing::error!(%error, "mailboxes could not be looked after; trying again");
            }
            tokio::select! {
                () = cancel.cancelled() => break,
                () = self.core.inboxes_changed.notified() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
        let inboxes: Vec<InboxId> = self.running.keys().copied().collect();
        for inbox in inboxes {
            self.stop(inbox).await;
        }
    }

    async fn compare(&mut self) -> Result<()> {
        let mut wanted = HashMap::new();
        for inbox in store::inboxes::list(self.core.reader(), Actor::system().scope()).await? {
            if !inbox.enabled {
                continue;
            }
            if let Some(email) = store::inboxes::find_email(self.core.reader(), inbox.id).await?
                && email.imap_host.is_some()
            {
                wanted.insert(inbox.id, email);
            }
        }
        let unwanted: Vec<InboxId> = self
            .running
            .iter()
            .filter(|(id, running)| {
                running.task.is_finished()
                    || wanted
                        .get(id)
                        .is_none_or(|email| fingerprint(email) != running.fingerprint)
            })
            .map(|(id, _)| *id)
            .collect();
        for inbox in unwanted {
            self.stop(inbox).await;
        }
        for (inbox, email) in wanted {
            if !self.hold(inbox).await? {
                // Another node has it, or took it from us while we were not heard of.
                self.stop(inbox).await;
            } else if !self.running.contains_key(&inbox) {
                match imap_settings(&self.core, &email) {
                    Ok(Some(settings)) => {
                        self.start(inbox, fingerprint(&email), EmailDriver::new(Some(settings), None))
                    }
                    Ok(None) => {}
                    Err(error) => self.unusable(inbox, &error).await?,
                }
            }
        }
        Ok(())
    }

    fn start(&mut self, inbox: InboxId, fingerprint: String, driver: EmailDriver) {
        tracing::info!(%inbox, "watching a mailbox");
        let cancel = CancellationToken::new();
        let sink = Arc::new(InboxSink::new(Arc::clone(&self.core), inbox));
        let stop = cancel.clone();
        let task = tokio::spawn(async move { driver.run(sink, stop).await });
        self.running.insert(
            inbox,
            Running {
                fingerprint,
                cancel,
                task,
            },
        );
    }

    async fn stop(&mut self, inbox: InboxId) {
        let Some(running) = self.running.remove(&inbox) else {
            return;
        };
        running.cancel.cancel();
        if let Err(error) = running.task.await {
            tracing::error!(%inbox, %error, "watching a mailbox ended badly");
        }
        if let Err(error) = store::leases::release(self.core.reader(), &lease(inbox), &self.node).await {
            tracing::warn!(%inbox, %error, "a lease could not be given back; it runs out by itself");
        }
    }

    async fn hold(&self, inbox: InboxId) -> Result<bool> {
        let now = self.core.clock.now();
        Ok(store::leases::hold(
            self.core.reader(),
            &lease(inbox),
            &self.node,
            now,
            now.plus(LEASE),
        )
        .await?)
    }

    /// Settings that cannot even be tried, for instance because a secret cannot be opened.
    async fn unusable(&self, inbox: InboxId, error: &crate::Error) -> Result<()> {
        let (health, detail) = (domain::inboxes::Health::Error, error.to_string());
        let now = self.core.clock.now();
        store::inboxes::set_health(
            self.core.reader(),
            inbox,
            health,
            Some("settings"),
            Some(&detail),
            now,
        )
        .await?;
        Ok(())
    }
}

fn lease(inbox: InboxId) -> String {
    format!("inbox:{inbox}")
}
