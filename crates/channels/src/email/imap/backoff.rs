//! Pauses after failures: doubling, with chance in them, so that a hundred inboxes do not return at one instant.

use std::time::Duration;

use super::Timing;
use crate::email::FailureCode;

pub(super) struct Backoff {
    timing: Timing,
    failures: u32,
}

impl Backoff {
    pub(super) const fn new(timing: Timing) -> Self {
        Self { timing, failures: 0 }
    }

    /// Everything works again.
    pub(super) const fn reset(&mut self) {
        self.failures = 0;
    }

    /// Failures since the last success.
    pub(super) const fn failures(&self) -> u32 {
        self.failures
    }

    /// Counts a failure and says how long to wait.
    pub(super) fn next(&mut self, code: FailureCode) -> Duration {
        let first = if code.is_login() {
            self.timing.login_retry_min
        } else {
            self.timing.retry_min
        };
        let doubled = first.saturating_mul(1_u32.checked_shl(self.failures.min(16)).unwrap_or(u32::MAX));
        self.failures = self.failures.saturating_add(1);
        let longest = self.timing.retry_max.max(first);
        doubled.min(longest).mul_f64(rand::random_range(0.8..1.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut backoff = Backoff::new(Timing::default());
        let pauses: Vec<f64> = (0..12)
            .map(|_| backoff.next(FailureCode::ConnectionLost).as_secs_f64())
            .collect();
        assert!(
            (0.8..1.2).contains(&pauses[0]) && (3.2..4.8).contains(&pauses[2]),
            "{pauses:?}"
        );
        assert!((240.0..=360.0).contains(&pauses[11]), "{pauses:?}");
        backoff.reset();
        assert!(backoff.next(FailureCode::LoginFailed).as_secs_f64() >= 48.0);
    }
}
