//! When to try again.

use std::time::Duration;

/// Pauses between attempts; the last one repeats.
const PAUSES: [u64; 8] = [30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400];
/// After this long an answer that could not be sent has failed: two days, as mail servers do (RFC 5321, 4.5.4.1).
pub(crate) const GIVE_UP_AFTER: Duration = Duration::from_secs(48 * 3600);

/// The pause after so many failed attempts (1 for the first).
pub(crate) fn pause(attempts: u32) -> Duration {
    let index = usize::try_from(attempts.saturating_sub(1))
        .unwrap_or(usize::MAX)
        .min(PAUSES.len() - 1);
    Duration::from_secs(PAUSES.get(index).copied().unwrap_or(14_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_at_four_hours() {
        assert_eq!(pause(1), Duration::from_secs(30));
        assert_eq!(pause(3), Duration::from_secs(300));
        assert_eq!(pause(50), Duration::from_secs(14_400));
    }
}
