//! Moving the write-ahead log into the database file, beside the writer instead of in its way.
//!
//! SQLite would do it within a commit, and everybody queued behind that commit would wait for some thousand pages to reach
//! the disk. Here a thread of its own does it while the writer goes on. As the writer appends meanwhile, the log hardly
//! ever comes to its end by this alone; when it has grown further, the writer does the little that is left itself, and
//! the log starts again from its beginning.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rusqlite::Connection;

use crate::error::DbResult;

/// Pages of 4 KiB in the log before they are moved, and between two moves.
const STEP: i32 = 4096;
/// Pages in the log before the writer lends a hand.
const LIMIT: i32 = 4 * STEP;

/// Tells the thread when there is something to do; the thread ends when the writing connection is closed.
pub(super) fn watch(writer: &mut Connection) -> DbResult<Receiver<()>> {
    let (nudge, nudges) = sync_channel(1);
    let mut watch = Watch {
        nudge,
        next: STEP,
        next_inline: LIMIT,
    };
    writer.wal_hook(Some(move |wal: &mut rusqlite::hooks::Wal, pages| {
        if watch.committed(pages) && wal.checkpoint().is_err() {
            watch.try_again_after(pages);
        }
        // An error would be taken for one of the commit, which is on disk already.
        Ok(())
    }))?;
    Ok(nudges)
}

struct Watch {
    nudge: SyncSender<()>,
    next: i32,
    next_inline: i32,
}

impl Watch {
    /// Takes note of a commit after which the log has so many pages; returns whether the writer is to checkpoint.
    fn committed(&mut self, pages: i32) -> bool {
        if pages < self.next - STEP {
            // The log has started again.
            self.next = STEP;
            self.next_inline = LIMIT;
        }
        let inline = pages >= self.next_inline;
        if inline {
            // An old reader may keep the log from starting again; then not every commit shall try.
            self.next_inline = pages.saturating_add(STEP);
        }
        if pages >= self.next {
            self.next = pages.saturating_add(STEP);
            if !inline {
                // Full means that it has been told already.
                let _ = self.nudge.try_send(());
            }
        }
        inline
    }

    /// The thread was at it just now.
    fn try_again_after(&mut self, pages: i32) {
        self.next_inline = pages.saturating_add(STEP / 64);
    }
}

/// Serves until the writer is gone.
pub(super) fn serve(connection: &Connection, nudges: &Receiver<()>) {
    while nudges.recv().is_ok() {
        if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::warn!(name: "db.checkpoint", %error, "the write-ahead log could not be moved into the database");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thread_is_nudged_once_a_step_and_the_writer_helps_at_the_limit() {
        let (nudge, nudges) = sync_channel(1);
        let mut watch = Watch {
            nudge,
            next: STEP,
            next_inline: LIMIT,
        };
        let nudged = || nudges.try_recv().is_ok();
        assert!(!watch.committed(STEP - 1) && !nudged());
        assert!(!watch.committed(STEP) && nudged());
        assert!(!watch.committed(STEP + 10) && !nudged());
        assert!(!watch.committed(2 * STEP) && nudged());
        assert!(watch.committed(LIMIT) && !nudged(), "not both at once");
        assert!(!watch.committed(LIMIT + 1));
        watch.try_again_after(LIMIT + 1);
        assert!(watch.committed(LIMIT + 100));
        // Started again.
        assert!(!watch.committed(3) && !nudged());
        assert!(!watch.committed(STEP) && nudged());
    }
}
