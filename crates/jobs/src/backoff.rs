//! How long to wait before the next attempt.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(3600);

/// 5 s, 10 s, 20 s, ... up to an hour, each a fifth shorter or longer by chance, so that what failed together does not
/// come back together.
pub(crate) fn delay(attempts: u32) -> Duration {
    jittered(attempts, rand::random_range(-1.0..=1.0))
}

fn jittered(attempts: u32, chance: f64) -> Duration {
    let doublings = attempts.saturating_sub(1).min(20);
    let plain = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    plain.mul_f64(1.0 + 0.2 * chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_an_hour() {
        assert_eq!(jittered(1, 0.0), Duration::from_secs(5));
        assert_eq!(jittered(2, 0.0), Duration::from_secs(10));
        assert_eq!(jittered(5, 0.0), Duration::from_secs(80));
        assert_eq!(jittered(u32::MAX, 0.0), LONGEST);
        assert_eq!(jittered(1, -1.0), Duration::from_secs(4));
        assert_eq!(jittered(20, 1.0), Duration::from_secs(4320));
        let total: Duration = (1..20).map(|attempt| jittered(attempt, 0.0)).sum();
        assert!(
            (9..12).contains(&(total.as_secs() / 3600)),
            "the documentation of MAX_ATTEMPTS says ten hours"
        );
    }
}
