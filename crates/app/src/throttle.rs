//! The brake on guessing passwords: failed attempts are counted per account and per address, in the database, so that every node counts
//! the same and a restart forgets nothing.
//!
//! An attempt is counted *before* the password is looked at and taken back when it was right. Counting afterwards would let as many
//! guesses through as can be made at once.

use std::time::Duration;

use crate::core::{Core, Error, Result, Token};

/// Attempts on one account before it is blocked.
const ACCOUNT_FAILURES: i64 = 5;
/// Attempts from one address before it is blocked: more, because a whole office may share one.
const ADDRESS_FAILURES: i64 = 30;
/// Links for new passwords that are asked for one account before the next has to wait: mail is not to be rained on anybody.
const ACCOUNT_RESETS: i64 = 3;
/// The same from one address.
const ADDRESS_RESETS: i64 = 10;
/// The first block; each further failure doubles it.
const FIRST_BLOCK: Duration = Duration::from_secs(15);
/// No block is longer, or anybody could lock anybody out for good.
const LONGEST_BLOCK: Duration = Duration::from_secs(15 * 60);
/// Counting begins anew after this long without an attempt.
pub(crate) const FORGET_AFTER: Duration = Duration::from_secs(60 * 60);

/// What one attempt is counted under.
pub(crate) struct Attempt {
    account: String,
    address: String,
}

impl Attempt {
    /// Counts an attempt.
    ///
    /// # Errors
    /// [`Error::TooMany`] while the account or the address is blocked; then nothing is counted.
    pub(crate) async fn begin(core: &Core, account: &str, ip: &str) -> Result<Self> {
        let attempt = Self {
            // Hashed: people type passwords into the wrong field, and the key of a row is no place for one.
            account: format!("account:{}", Token::hash(account)),
            address: format!("address:{}", network_of(ip)),
        };
        let limits = [
            (attempt.account.as_str(), ACCOUNT_FAILURES),
            (attempt.address.as_str(), ADDRESS_FAILURES),
        ];
        count(core, limits).await?;
        Ok(attempt)
    }

    /// The password was right: the account is forgiven, the address gets its attempt back. Failures from there against other accounts
    /// stay counted, or one valid account would make guessing at others free.
    pub(crate) async fn succeeded(&self, tx: &impl db::Executor) -> Result<()> {
        store::sessions::clear_throttle(tx, &self.account).await?;
        store::sessions::uncount_attempt(tx, &self.address).await?;
        Ok(())
    }
}

/// Counts that somebody asks for a new password. Every address counts alike, whether an account has it or not.
///
/// # Errors
/// [`Error::TooMany`] while the address that was typed, or the one it was typed at, is blocked.
pub(crate) async fn count_reset(core: &Core, account: &str, ip: &str) -> Result<()> {
    let account = format!("reset-account:{}", Token::hash(account));
    let address = format!("reset-address:{}", network_of(ip));
    let limits = [
        (account.as_str(), ACCOUNT_RESETS),
        (address.as_str(), ADDRESS_RESETS),
    ];
    count(core, limits).await
}

/// Counts under both keys. Always in the same order: the rows stay locked, and two attempts must not wait for each other.
async fn count(core: &Core, limits: [(&str, i64); 2]) -> Result<()> {
    let work = core.begin().await?;
    for (key, allowed) in limits {
        let forget_before = work.now.minus(FORGET_AFTER);
        let counted = store::sessions::count_attempt(&work.tx, key, work.now, forget_before).await?;
        if counted.blocked_until > work.now {
            return Err(blocked(counted.blocked_until.since(work.now)));
        }
        if let Some(block) = block_after(counted.failures, allowed) {
            store::sessions::block(&work.tx, key, work.now.plus(block)).await?;
        }
    }
    work.commit().await
}

/// Forgets the failures of an account: its password has been set anew.
pub(crate) async fn forgive(tx: &impl db::Executor, account: &str) -> Result<()> {
    let key = format!("account:{}", Token::hash(account));
    store::sessions::clear_throttle(tx, &key).await?;
    Ok(())
}

fn block_after(failures: i64, allowed: i64) -> Option<Duration> {
    if failures < allowed {
        return None;
    }
    let doublings = u32::try_from(failures - allowed).unwrap_or(u32::MAX);
    let factor = 2_u32.saturating_pow(doublings);
    Some(FIRST_BLOCK.saturating_mul(factor).min(LONGEST_BLOCK))
}

fn blocked(wait: Duration) -> Error {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let in_words = if seconds < 120 {
        format!("{seconds} seconds")
    } else {
        format!("{} minutes", seconds.div_ceil(60))
    };
    Error::TooMany {
        code: "too_many_attempts",
        detail: format!("too many attempts: try again in {in_words}"),
        retry_after: seconds,
    }
}

/// The address, or the /64 network of an IPv6 one: whoever has one IPv6 address has all of its network.
fn network_of(ip: &str) -> String {
    match ip.parse::<std::net::Ipv6Addr>() {
        Ok(v6) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => ip.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_double_up_to_fifteen_minutes() {
        let seconds = |failures| block_after(failures, ACCOUNT_FAILURES).map(|d| d.as_secs());
        assert_eq!(seconds(4), None);
        assert_eq!(seconds(5), Some(15));
        assert_eq!(seconds(6), Some(30));
        assert_eq!(seconds(10), Some(480));
        assert_eq!(seconds(11), Some(900));
        assert_eq!(seconds(i64::MAX), Some(900));
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        assert_eq!(network_of("2001:db8:1:2::a"), network_of("2001:db8:1:2:ffff::b"));
        assert_ne!(network_of("2001:db8:1:2::a"), network_of("2001:db8:1:3::a"));
        assert_eq!(network_of("192.0.2.7"), "192.0.2.7");
        assert_eq!(network_of("::ffff:192.0.2.7"), "::ffff:192.0.2.7");
    }
}
