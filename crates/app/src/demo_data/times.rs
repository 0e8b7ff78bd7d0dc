//! When made-up customers write.

use std::time::Duration;

use domain::Timestamp;
use jiff::tz::TimeZone;

use super::cast::TIME_ZONE;
use super::random::Random;

/// How far back the oldest conversation lies.
pub(super) const SPAN: Duration = Duration::from_secs(180 * 24 * 3600);
/// The least that a forecast can be tried on.
const LEAST_DAYS: u64 = 70;
/// Conversations a day, so that a small number of them makes a short past and not a thin one.
const A_DAY: u64 = 40;

/// How conversations are spread over the time before now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// More and more towards now: however few there are, some are of the last hours.
    Lately,
    /// As customers of a shop write: fewer at night and on weekends, a little more from month to month, no day like another.
    AsCustomersDo,
}

/// Through the day, by hour.
const HOURS: [f64; 24] = [
    0.12, 0.08, 0.06, 0.05, 0.06, 0.10, 0.22, 0.45, 0.75, 0.95, 1.0, 0.98, 0.85, 0.82, 0.88, 0.86, 0.80,
    0.66, 0.55, 0.50, 0.48, 0.40, 0.30, 0.20,
];
/// Monday to Sunday.
const DAYS: [f64; 7] = [1.18, 1.06, 1.0, 0.98, 0.92, 0.55, 0.42];
/// How much less there was at the beginning.
const GROWTH: f64 = 0.25;

/// The time before now, hour by hour from now on backwards.
pub(super) struct Curve {
    /// What came in this hour and all later ones.
    sums: Vec<f64>,
}

impl Curve {
    /// For so many conversations that end now.
    pub(super) fn new(total: u32, now: Timestamp) -> Self {
        let days = (u64::from(total) / A_DAY).clamp(LEAST_DAYS, SPAN.as_secs() / (24 * 3600));
        let zone = TimeZone::get(TIME_ZONE).unwrap_or(TimeZone::UTC);
        let hours = u32::try_from(days * 24).unwrap_or(u32::MAX);
        let mut sum = 0.0;
        let sums = (0..hours).map(|ago| {
            let at = now.minus(Duration::from_secs(u64::from(ago) * 3600));
            sum += weight(&zone, at) * (1.0 - GROWTH * f64::from(ago) / f64::from(hours));
            sum
        });
        Self { sums: sums.collect() }
    }

    /// How long ago it was when all but this part of the conversations had come.
    pub(super) fn age(&self, part: f64) -> Duration {
        let all = self.sums.last().copied().unwrap_or(1.0);
        let wanted = part.clamp(0.0, 1.0) * all;
        let hour = self.sums.partition_point(|sum| *sum < wanted);
        let before = hour.checked_sub(1).and_then(|hour| self.sums.get(hour)).copied();
        let (begin, end) = (before.unwrap_or(0.0), self.sums.get(hour).copied().unwrap_or(all));
        let within = if end > begin {
            (wanted - begin) / (end - begin)
        } else {
            0.0
        };
        Duration::from_secs(hour as u64 * 3600) + Duration::from_secs_f64(within * 3600.0)
    }
}

/// How much comes in an hour: by the clock on the wall, with a chance of the day and one of the hour.
fn weight(zone: &TimeZone, at: Timestamp) -> f64 {
    let Ok(instant) = jiff::Timestamp::from_microsecond(at.micros()) else {
        return 1.0;
    };
    let local = zone.to_datetime(instant);
    let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or_default();
    let hour = usize::try_from(local.hour()).unwrap_or_default();
    let chance = |seed: i64, spread: u32| {
        let draw = Random::new(seed.unsigned_abs()).below(1_000);
        1.0 + f64::from(spread) / 100.0 * (f64::from(u32::try_from(draw).unwrap_or(500)) / 500.0 - 1.0)
    };
    DAYS.get(weekday).copied().unwrap_or(1.0)
        * HOURS.get(hour).copied().unwrap_or(1.0)
        * chance(at.seconds().div_euclid(24 * 3600), 18)
        * chance(at.seconds().div_euclid(3600), 50)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_begin_now_grow_and_end_with_the_span() {
        let now = Timestamp::from_seconds(1_772_442_000);
        let curve = Curve::new(3_000, now);
        let ages: Vec<u64> = (0..=100)
            .map(|part| curve.age(f64::from(part) / 100.0).as_secs())
            .collect();
        assert!(ages.is_sorted());
        assert_eq!(ages.first(), Some(&0));
        let days = ages.last().unwrap() / (24 * 3600);
        assert!((74..=75).contains(&days), "{days}");
    }

    #[test]
    fn a_monday_is_busier_than_a_sunday_and_noon_than_night() {
        let zone = TimeZone::get(TIME_ZONE).unwrap();
        let at = |text: &str| weight(&zone, Timestamp::parse_rfc3339(text).unwrap());
        assert!(at("2026-03-02T09:00:00Z") > at("2026-03-01T09:00:00Z"));
        assert!(at("2026-03-02T09:00:00Z") > 3.0 * at("2026-03-02T01:00:00Z"));
    }
}
