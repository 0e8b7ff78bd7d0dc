//! Connections that wait for the next mail.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::Connection;

pub(super) struct Pool {
    idle: Mutex<Vec<(Connection, Instant)>>,
    permits: Semaphore,
    keep: Duration,
    opened: AtomicU64,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool")
            .field("opened", &self.opened())
            .finish_non_exhaustive()
    }
}

impl Pool {
    pub(super) fn new(connections: usize, keep: Duration) -> Self {
        Self {
            idle: Mutex::default(),
            permits: Semaphore::new(connections),
            keep,
            opened: AtomicU64::new(0),
        }
    }

    /// Waits until another connection may be used. The semaphore is never closed; were it, sending would go on unlimited.
    pub(super) async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        self.permits.acquire().await.ok()
    }

    /// The connection used last; those that lay too long are dropped.
    pub(super) fn take(&self) -> Option<Connection> {
        let mut idle = self.lock();
        idle.retain(|(_, since)| since.elapsed() < self.keep);
        idle.pop().map(|(connection, _)| connection)
    }

    pub(super) fn give_back(&self, connection: Connection) {
        self.lock().push((connection, Instant::now()));
    }

    pub(super) fn count_opened(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn opened(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Connection, Instant)>> {
        // The list is whole at every moment, also after a panic elsewhere.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
