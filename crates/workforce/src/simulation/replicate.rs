//! Plays the replications in batches, on several threads, with a result that does not depend on how many.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::engine::Engine;
use super::model::Run;
use super::plan::Plan;
use super::tally::Tally;

/// Enough for a t distribution close to normal, few enough to keep every batch's counts in memory.
const MOST_BATCHES: usize = 100;

/// Counts of each batch, in the order of replications.
pub(super) fn replicate(plan: &Plan, run: &Run) -> Vec<Tally> {
    let replications = run.replications as usize;
    let batches = replications.clamp(1, MOST_BATCHES);
    let threads = run
        .threads
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get)
        .min(batches);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(batches));
    let work = || {
        let mut engine = Engine::new(plan);
        loop {
            let batch = next.fetch_add(1, Ordering::Relaxed);
            if batch >= batches {
                return;
            }
            let mut tally = Tally::new(plan);
            for replication in batch * replications / batches..(batch + 1) * replications / batches {
                engine.play(run, replication as u64, &mut tally);
            }
            // A thread that panicked holding the lock left the list whole: a push is all that happens under it.
            done.lock()
                .unwrap_or_else(|broken| broken.into_inner())
                .push((batch, tally));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(|broken| broken.into_inner());
    done.sort_by_key(|&(batch, _)| batch);
    done.into_iter().map(|(_, tally)| tally).collect()
}
