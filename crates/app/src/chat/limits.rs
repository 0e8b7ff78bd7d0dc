//! How much one address and one visitor may ask for. Counted at each node by itself, in memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::VisitorId;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::{From, VisitorChat};
use crate::core::{Error, Result};

/// So many at once, and one more each so often.
struct Rate {
    burst: u32,
    every: Duration,
}

const fn rate(burst: u32, every: Duration) -> Rate {
    Rate { burst, every }
}

/// New visitors of one address.
const ARRIVALS: Rate = rate(60, Duration::from_secs(2));
/// Pages that are told before there is a visitor.
const BEACONS: Rate = rate(100, Duration::from_millis(200));
/// Chats that are begun from one address.
const CHATS: Rate = rate(40, Duration::from_secs(10));
/// Messages of one visitor.
const MESSAGES: Rate = rate(30, Duration::from_secs(1));
/// Files of one visitor.
const UPLOADS: Rate = rate(20, Duration::from_secs(10));
/// Forms that are left from one address while nobody is there.
const FORMS: Rate = rate(5, Duration::from_secs(60));
/// Transcripts of one visitor.
const TRANSCRIPTS: Rate = rate(3, Duration::from_secs(300));

/// What is counted under an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromAddress {
    /// Becoming a visitor.
    Arrival,
    /// Telling of a page.
    Beacon,
    /// Beginning a chat.
    Chat,
    /// Leaving the offline form.
    Form,
}

/// What is counted under a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByVisitor {
    /// Saying something.
    Message,
    /// Uploading a file.
    Upload,
    /// Having the chat mailed.
    Transcript,
}

struct Counter<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: Hash + Eq + Clone> Counter<K> {
    fn new(rate: &Rate) -> Self {
        let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(rate.every).unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN));
        Self(RateLimiter::keyed(quota.allow_burst(burst)))
    }

    fn check(&self, key: &K) -> Result<()> {
        let Err(early) = self.0.check_key(key) else {
            return Ok(());
        };
        // Rounded up: what is told must be enough.
        let wait = early.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
        Err(Error::TooMany {
            code: "too_many_requests",
            detail: format!("too much at once: try again in {wait} s"),
            retry_after: wait,
        })
    }
}

/// All counters of a node.
pub(super) struct Limits {
    arrivals: Counter<IpAddr>,
    beacons: Counter<IpAddr>,
    chats: Counter<IpAddr>,
    forms: Counter<IpAddr>,
    messages: Counter<VisitorId>,
    uploads: Counter<VisitorId>,
    transcripts: Counter<VisitorId>,
    sockets: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            arrivals: Counter::new(&ARRIVALS),
            beacons: Counter::new(&BEACONS),
            chats: Counter::new(&CHATS),
            forms: Counter::new(&FORMS),
            messages: Counter::new(&MESSAGES),
            uploads: Counter::new(&UPLOADS),
            transcripts: Counter::new(&TRANSCRIPTS),
            sockets: Arc::default(),
        }
    }
}

impl Limits {
    /// Forgets those who asked for nothing for a while: without this the counters would grow for ever.
    pub(super) fn forget_quiet(&self) {
        for counter in [&self.arrivals, &self.beacons, &self.chats, &self.forms] {
            counter.0.retain_recent();
        }
        for counter in [&self.messages, &self.uploads, &self.transcripts] {
            counter.0.retain_recent();
        }
    }
}

/// A place among the open sockets of an address; given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    sockets: Arc<Mutex<HashMap<IpAddr, u32>>>,
    network: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = sockets.get_mut(&self.network) {
            *open -= 1;
            if *open == 0 {
                sockets.remove(&self.network);
            }
        }
    }
}

impl VisitorChat {
    /// Counts a request of an address.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn limit_address(&self, what: FromAddress, from: &From<'_>) -> Result<()> {
        let limits = &self.shared.limits;
        let counter = match what {
            FromAddress::Arrival => &limits.arrivals,
            FromAddress::Beacon => &limits.beacons,
            FromAddress::Chat => &limits.chats,
            FromAddress::Form => &limits.forms,
        };
        if self.is_limited() {
            counter.check(&from.network)
        } else {
            Ok(())
        }
    }

    /// Counts a request of a visitor.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn limit_visitor(&self, what: ByVisitor, visitor: VisitorId) -> Result<()> {
        let limits = &self.shared.limits;
        let counter = match what {
            ByVisitor::Message => &limits.messages,
            ByVisitor::Upload => &limits.uploads,
            ByVisitor::Transcript => &limits.transcripts,
        };
        if self.is_limited() {
            counter.check(&visitor)
        } else {
            Ok(())
        }
    }

    /// Takes a place among the open sockets of an address.
    ///
    /// # Errors
    /// `too_many_sockets` when the address has as many as it may.
    pub fn seat(&self, network: IpAddr) -> Result<Seat> {
        let most = self.core.options.chat_sockets_per_address;
        let sockets = Arc::clone(&self.shared.limits.sockets);
        let mut open = sockets.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = open.entry(network).or_default();
        if most > 0 && *taken >= most {
            return Err(Error::TooMany {
                code: "too_many_sockets",
                detail: format!("{most} sockets are open from your address already"),
                retry_after: 30,
            });
        }
        *taken += 1;
        drop(open);
        Ok(Seat { sockets, network })
    }

    /// Benches come from one address: they switch all limits off together.
    fn is_limited(&self) -> bool {
        self.core.options.requests_per_second > 0
    }
}
