//! How many conversations lists hold: counted once for all who ask, and never more often than once a second.
//!
//! Fifty agents with a hundred views must not make five thousand counts of every mail. What a view means is the same for most readers,
//! and counts are kept by inbox, so that readers of different inboxes share them too; see `docs/adr/0007-counts-of-views.md`.

mod cache;
mod hints;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Actor, Scope, TagId, Visible};
use store::views::Counted;
use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

pub use cache::{ByInbox, Key, Sees};

use self::cache::{Answer, Began, Cache};
use self::hints::Hints;
use crate::core::{Core, Result};

/// The least time between two counts of one list.
const LEAST: Duration = Duration::from_secs(1);
/// Lists that are counted by one statement.
const AT_ONCE: usize = 25;
/// Tags that are counted by one statement, within what a statement may have of arguments.
const MOST_TAGS: usize = 500;
/// Statements of one node that count at the same time: the others are for people who read and write.
const STATEMENTS: usize = 2;

/// Counts of lists. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Counts {
    core: Arc<Core>,
    shared: Arc<Shared>,
}

/// What those who count share with those who tell of changes.
struct Shared {
    cache: Mutex<Cache>,
    /// Rung when a count has ended.
    ended: Notify,
    statements: Semaphore,
    ran: AtomicU64,
    hints: Hints,
}

impl Shared {
    fn cache(&self) -> MutexGuard<'_, Cache> {
        // Every change of the cache is whole before anything can panic.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one asker wants to know.
struct Wanted {
    key: Arc<Key>,
    /// The newest change when it was asked: what happens later does not hold up the answer.
    needed: u64,
}

impl Counts {
    /// Begins to listen to changes.
    pub(crate) fn new(core: Arc<Core>) -> Self {
        let shared = Arc::new(Shared {
            cache: Mutex::new(Cache::default()),
            ended: Notify::new(),
            statements: Semaphore::new(STATEMENTS),
            ran: AtomicU64::new(0),
            hints: Hints::new(core.hub.clone()),
        });
        hints::listen(&core.hub, &shared);
        Self { core, shared }
    }

    /// How many counting statements have run: for measuring.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.shared.ran.load(Ordering::Relaxed)
    }

    /// Which inboxes an actor sees, read afresh: it decides what is told.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn sees(&self, actor: &Actor) -> Result<Sees> {
        match actor.scope().visible() {
            Visible::Everything => Ok(Sees::Everything),
            Visible::InboxesOf(agent) => {
                let inboxes = store::agents::inboxes_of(self.core.reader(), &[agent]).await?;
                Ok(Sees::Inboxes(
                    inboxes.into_iter().map(|(_, inbox)| inbox).collect(),
                ))
            }
        }
    }

    /// The counts of some lists, by inbox, right as of now for somebody who sees these inboxes.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn of(&self, keys: Vec<Key>, sees: &Sees) -> Result<Vec<Arc<ByInbox>>> {
        let wanted: Vec<Wanted> = {
            let cache = self.shared.cache();
            let want = |key: Key| Wanted {
                needed: cache.needed(&key, sees),
                key: Arc::new(key),
            };
            keys.into_iter().map(want).collect()
        };
        let mut known: HashMap<Arc<Key>, Arc<ByInbox>> = HashMap::new();
        loop {
            // Listens before it looks: a count that ends in between is not missed.
            let ended = self.shared.ended.notified();
            tokio::pin!(ended);
            ended.as_mut().enable();
            let round = self.look(&wanted, &mut known);
            if !round.mine.is_empty() {
                self.count(round.mine).await?;
            } else if round.others {
                ended.await;
            } else if let Some(at) = round.later {
                tokio::time::sleep_until(at).await;
            } else {
                let found = wanted
                    .iter()
                    .map(|wanted| known.get(&wanted.key).cloned().unwrap_or_default());
                return Ok(found.collect());
            }
        }
    }

    /// What is known of what is wanted, and what is to be done for the rest.
    fn look(&self, wanted: &[Wanted], known: &mut HashMap<Arc<Key>, Arc<ByInbox>>) -> Round {
        let (now, clock) = (Instant::now(), self.core.clock.now());
        let mut round = Round::default();
        let mut cache = self.shared.cache();
        for Wanted { key, needed } in wanted {
            if known.contains_key(key) || round.mine.contains(key) {
                continue;
            }
            match cache.ask(key, *needed, now, clock) {
                Answer::Known(counts) => {
                    known.insert(Arc::clone(key), counts);
                }
                Answer::Count => round.mine.push(Arc::clone(key)),
                Answer::UnderWay => round.others = true,
                Answer::Later(at) => round.later = Some(round.later.map_or(at, |later| later.max(at))),
            }
        }
        round
    }

    /// Counts the lists that were given to this asker.
    async fn count(&self, keys: Vec<Arc<Key>>) -> Result<()> {
        // Whoever waits is told also when this is cancelled or fails.
        let mut under_way = UnderWay {
            shared: &self.shared,
            keys,
        };
        while !under_way.keys.is_empty() {
            let permit = self.shared.statements.acquire().await;
            let began = Began {
                change: self.shared.cache().newest(),
                instant: Instant::now(),
                at: self.core.clock.now(),
            };
            // Tags are counted all in one walk, and not together with other lists.
            under_way.keys.sort_by_key(|key| of_tag(key).is_some());
            let others = under_way.keys.iter().filter(|key| of_tag(key).is_none()).count();
            let size = if others == 0 {
                MOST_TAGS
            } else {
                others.min(AT_ONCE)
            };
            let batch: Vec<Arc<Key>> = under_way.keys.iter().take(size).cloned().collect();
            let mut counted = self.run(&batch, began).await?;
            drop(permit);
            let now = Instant::now();
            let mut cache = self.shared.cache();
            for (key, counts) in batch.iter().zip(counted.drain(..)) {
                cache.counted(key, counts, began, now, LEAST);
            }
            drop(cache);
            under_way.keys.drain(..batch.len());
            self.shared.ended.notify_waiters();
        }
        Ok(())
    }

    /// One statement for a batch of lists.
    async fn run(&self, batch: &[Arc<Key>], began: Began) -> Result<Vec<ByInbox>> {
        self.shared.ran.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("rapport_count_statements_total").increment(1);
        let db = self.core.reader();
        let mut counted = vec![ByInbox::new(); batch.len()];
        if batch.iter().all(|key| of_tag(key).is_some()) {
            let tags: Vec<TagId> = batch.iter().filter_map(|key| of_tag(key)).collect();
            for (tag, inbox, count) in store::views::count_by_tag(db, everything(), &tags).await? {
                let of_tag = tags.iter().zip(&mut counted).find(|(other, _)| **other == tag);
                if let Some((_, list)) = of_tag {
                    list.insert(inbox, count);
                }
            }
            return Ok(counted);
        }
        let lists: Vec<Counted> = batch
            .iter()
            .map(|key| Counted {
                meaning: key.meaning.clone(),
                at_most: key.at_most,
            })
            .collect();
        let rows = store::views::count(db, everything(), &lists, began.at).await?;
        for (place, inbox, count) in rows {
            let list = usize::try_from(place)
                .ok()
                .and_then(|place| counted.get_mut(place));
            if let Some(list) = list.filter(|_| count > 0) {
                list.insert(inbox, count);
            }
        }
        Ok(counted)
    }
}

/// The tag of a list that is counted together with those of other tags.
fn of_tag(key: &Key) -> Option<TagId> {
    key.meaning.of_tag().filter(|_| key.at_most.is_none())
}

/// Counts are made over all inboxes and shared; [`Sees::sum`] adds up no more than the reader sees.
fn everything() -> Scope {
    Actor::system().scope()
}

/// What one look at the cache gave.
#[derive(Default)]
struct Round {
    mine: Vec<Arc<Key>>,
    others: bool,
    later: Option<Instant>,
}

/// Lists that are being counted; whatever is left of them when this goes is free for others.
struct UnderWay<'a> {
    shared: &'a Shared,
    keys: Vec<Arc<Key>>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if self.keys.is_empty() {
            return;
        }
        let mut cache = self.shared.cache();
        for key in &self.keys {
            cache.gave_up(key);
        }
        drop(cache);
        self.shared.ended.notify_waiters();
    }
}
