//! What has been counted, and whether it still holds: no waiting and no database here.
//!
//! Every change of conversations draws the next number. A count remembers the number that was current when it began; it holds for a
//! reader as long as no inbox that the reader sees has changed since. So a change never has to look for the counts that it touches,
//! and a count that was under way while something changed is known to be old.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::{AgentId, InboxId, Timestamp};
use store::views::Meaning;
use tokio::time::Instant;

/// What is counted: a list, and how far.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The list.
    pub meaning: Meaning,
    /// Count no further than this, in each inbox.
    pub at_most: Option<u32>,
}

/// Conversations by inbox.
pub type ByInbox = HashMap<InboxId, i64>;

/// Lists that hold other conversations by the mere passing of time are counted anew after this.
const HOLDS_IN_TIME: Duration = Duration::from_secs(15);
/// Any count is made anew after this: a hint may have been lost with the process that should have given it.
const HOLDS: Duration = Duration::from_secs(60);
/// What nobody asked for during this is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(300);
/// So many counts are kept before the forgotten ones are looked for.
const MANY: usize = 5_000;
/// A count that took long is not made again before this many times as long has passed.
const REST: u32 = 20;

/// Which changes matter to a reader.
#[derive(Debug, Clone)]
pub enum Sees {
    /// Those of every inbox.
    Everything,
    /// Those of these inboxes.
    Inboxes(HashSet<InboxId>),
}

impl Sees {
    /// The sum of what the reader sees.
    pub fn sum(&self, counted: &ByInbox) -> i64 {
        match self {
            Self::Everything => counted.values().sum(),
            Self::Inboxes(inboxes) => inboxes.iter().filter_map(|inbox| counted.get(inbox)).sum(),
        }
    }

    /// What the reader sees, in the order of keys.
    pub fn by_inbox(&self, counted: &ByInbox) -> Vec<(InboxId, i64)> {
        let seen = counted.iter().filter(|(inbox, _)| match self {
            Self::Everything => true,
            Self::Inboxes(inboxes) => inboxes.contains(inbox),
        });
        let mut seen: Vec<(InboxId, i64)> = seen.map(|(inbox, count)| (*inbox, *count)).collect();
        seen.sort_unstable();
        seen
    }
}

/// What there is to do for a key.
#[derive(Debug)]
pub enum Answer {
    /// It is known.
    Known(Arc<ByInbox>),
    /// The asker counts; it has been noted.
    Count,
    /// Somebody else counts: ask again when they are done.
    UnderWay,
    /// It was counted too short a time ago: ask again then.
    Later(Instant),
}

#[derive(Debug)]
struct Entry {
    known: Option<Known>,
    under_way: bool,
    asked: Instant,
}

#[derive(Debug, Clone)]
struct Known {
    counts: Arc<ByInbox>,
    /// The change up to which it holds.
    change: u64,
    began: Instant,
    /// The instant on the product's clock, for lists that change with time.
    at: Timestamp,
    not_before: Instant,
}

/// Counts with the changes that they know of.
#[derive(Debug, Default)]
pub struct Cache {
    change: u64,
    /// The last change that may concern any list.
    everywhere: u64,
    inboxes: HashMap<InboxId, u64>,
    /// The last time that an agent saw or unsaw something.
    readers: HashMap<AgentId, u64>,
    entries: HashMap<Arc<Key>, Entry>,
}

impl Cache {
    /// A conversation of an inbox changed.
    pub fn changed(&mut self, inbox: InboxId) {
        self.change += 1;
        self.inboxes.insert(inbox, self.change);
    }

    /// Something changed that lists may depend on, or it is not known what.
    pub fn all_changed(&mut self) {
        self.change += 1;
        self.everywhere = self.change;
    }

    /// An agent saw or unsaw something.
    pub fn read_by(&mut self, agent: AgentId) {
        self.change += 1;
        self.readers.insert(agent, self.change);
    }

    /// The change that a count must know of to be right for somebody who asks now.
    pub fn needed(&self, key: &Key, sees: &Sees) -> u64 {
        let of_inboxes = match sees {
            Sees::Everything => self.inboxes.values().copied().max(),
            Sees::Inboxes(inboxes) => inboxes.iter().filter_map(|i| self.inboxes.get(i).copied()).max(),
        };
        let of_reader = key
            .meaning
            .reader
            .and_then(|agent| self.readers.get(&agent).copied());
        of_inboxes
            .unwrap_or(0)
            .max(of_reader.unwrap_or(0))
            .max(self.everywhere)
    }

    /// What to do for a key of which the change `needed` must be known.
    pub fn ask(&mut self, key: &Arc<Key>, needed: u64, now: Instant, clock: Timestamp) -> Answer {
        let entry = self.entries.entry(Arc::clone(key)).or_insert(Entry {
            known: None,
            under_way: false,
            asked: now,
        });
        entry.asked = now;
        let known = entry
            .known
            .as_ref()
            .filter(|known| known.holds(key, needed, now, clock));
        if let Some(known) = known {
            return Answer::Known(Arc::clone(&known.counts));
        }
        if entry.under_way {
            return Answer::UnderWay;
        }
        match entry
            .known
            .as_ref()
            .map(|known| known.not_before)
            .filter(|at| *at > now)
        {
            Some(at) => Answer::Later(at),
            None => {
                entry.under_way = true;
                Answer::Count
            }
        }
    }

    /// The number of the newest change: a count that begins now knows of it.
    pub const fn newest(&self) -> u64 {
        self.change
    }

    /// Remembers what was counted.
    pub fn counted(&mut self, key: &Arc<Key>, counts: ByInbox, began: Began, now: Instant, least: Duration) {
        let took = now.duration_since(began.instant);
        if let Some(entry) = self.entries.get_mut(key) {
            entry.under_way = false;
            entry.known = Some(Known {
                counts: Arc::new(counts),
                change: began.change,
                began: began.instant,
                at: began.at,
                not_before: began.instant + least.max(took.saturating_mul(REST)),
            });
        }
        if self.entries.len() > MANY {
            self.entries
                .retain(|_, entry| entry.under_way || now.duration_since(entry.asked) < FORGOTTEN_AFTER);
        }
    }

    /// The count of a key came to nothing: whoever waits for it may try.
    pub fn gave_up(&mut self, key: &Arc<Key>) {
        if let Some(entry) = self.entries.get_mut(key) {
            entry.under_way = false;
        }
    }
}

/// When a count began.
#[derive(Debug, Clone, Copy)]
pub struct Began {
    /// The newest change at that time.
    pub change: u64,
    /// For how long ago that is.
    pub instant: Instant,
    /// On the product's clock.
    pub at: Timestamp,
}

impl Known {
    fn holds(&self, key: &Key, needed: u64, now: Instant, clock: Timestamp) -> bool {
        let in_time = !key.meaning.needs_time() || clock.since(self.at) < HOLDS_IN_TIME;
        self.change >= needed && in_time && now.duration_since(self.began) < HOLDS
    }
}

#[cfg(test)]
mod tests {
    use domain::views::Condition;
    use store::conversations::Sort;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn key(conditions: &[Condition], reader: i64) -> Arc<Key> {
        let meaning = Meaning::new(conditions, Sort::Newest, Some(AgentId(reader)), &[]);
        Arc::new(Key {
            meaning,
            at_most: None,
        })
    }

    struct Test {
        cache: Cache,
        now: Instant,
        clock: Timestamp,
    }

    impl Test {
        fn new() -> Self {
            Self {
                cache: Cache::default(),
                now: Instant::now(),
                clock: Timestamp::from_seconds(1_000),
            }
        }

        fn ask(&mut self, key: &Arc<Key>, sees: &Sees) -> Answer {
            let needed = self.cache.needed(key, sees);
            self.cache.ask(key, needed, self.now, self.clock)
        }

        fn began(&self) -> Began {
            Began {
                change: self.cache.newest(),
                instant: self.now,
                at: self.clock,
            }
        }

        fn count(&mut self, key: &Arc<Key>) {
            let began = self.began();
            self.cache.counted(key, ByInbox::new(), began, self.now, SECOND);
        }
    }

    #[tokio::test]
    async fn one_counts_and_the_others_wait_for_it() {
        let (mut t, key) = (Test::new(), key(&[], 1));
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Count));
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::UnderWay));
        t.count(&key);
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Known(_)));
        t.cache.changed(InboxId(1));
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Later(_)));
        t.now += SECOND;
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Count));
        t.cache.gave_up(&key);
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Count));
    }

    #[tokio::test]
    async fn a_change_concerns_those_who_see_its_inbox() {
        let (mut t, key) = (Test::new(), key(&[], 1));
        let first = Sees::Inboxes([InboxId(1)].into());
        assert!(matches!(t.ask(&key, &first), Answer::Count));
        t.count(&key);
        t.cache.changed(InboxId(2));
        assert!(matches!(t.ask(&key, &first), Answer::Known(_)));
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Later(_)));
        t.cache.all_changed();
        assert!(matches!(t.ask(&key, &first), Answer::Later(_)));
    }

    #[tokio::test]
    async fn a_change_during_a_count_makes_it_old() {
        let (mut t, key) = (Test::new(), key(&[], 1));
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Count));
        let began = t.began();
        t.cache.changed(InboxId(1));
        t.cache.counted(&key, ByInbox::new(), began, t.now, SECOND);
        assert!(matches!(t.ask(&key, &Sees::Everything), Answer::Later(_)));
    }

    #[tokio::test]
    async fn time_alone_makes_some_counts_old() {
        let mut t = Test::new();
        let (waiting, plain) = (key(&[Condition::Waiting { minutes: 5 }], 1), key(&[], 1));
        for key in [&waiting, &plain] {
            assert!(matches!(t.ask(key, &Sees::Everything), Answer::Count));
            t.count(key);
        }
        t.clock = t.clock.plus(HOLDS_IN_TIME);
        t.now += SECOND;
        assert!(matches!(t.ask(&waiting, &Sees::Everything), Answer::Count));
        assert!(matches!(t.ask(&plain, &Sees::Everything), Answer::Known(_)));
        t.now += HOLDS;
        assert!(matches!(t.ask(&plain, &Sees::Everything), Answer::Count));
    }

    #[tokio::test]
    async fn reading_concerns_the_reader_and_slow_counts_rest() {
        let mut t = Test::new();
        let (mine, hers) = (
            key(&[Condition::Unread { is: true }], 1),
            key(&[Condition::Unread { is: true }], 2),
        );
        for key in [&mine, &hers] {
            assert!(matches!(t.ask(key, &Sees::Everything), Answer::Count));
            let began = t.began();
            t.now += SECOND;
            t.cache.counted(key, ByInbox::new(), began, t.now, SECOND);
        }
        t.cache.read_by(AgentId(1));
        assert!(matches!(t.ask(&hers, &Sees::Everything), Answer::Known(_)));
        t.now += SECOND * 5;
        assert!(
            matches!(t.ask(&mine, &Sees::Everything), Answer::Later(_)),
            "it took a second"
        );
        t.now += SECOND * REST;
        assert!(matches!(t.ask(&mine, &Sees::Everything), Answer::Count));
    }
}
