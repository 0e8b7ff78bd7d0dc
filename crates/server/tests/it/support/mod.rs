//! What the stories share.

mod mails;
mod product;
mod story;

use std::time::{Duration, Instant};

pub use mails::{answer, header, mail};
pub use product::{Node, Product};
pub use story::{CUSTOMER, OTHER_CUSTOMER, SUPPORT, Story, owner_of};

/// How long something that must happen may take. Generous: it is waited out only when a test fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Looks until there is something to see.
pub async fn eventually<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, what, look).await
}

/// Looks until there is something to see, for as long as given.
pub async fn within<T>(patience: Duration, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(
            started.elapsed() < patience,
            "after {patience:?} still not: {what}"
        );
        // Under the rate limit of the product, which counts these requests too.
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
