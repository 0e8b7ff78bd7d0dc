//! Totals of days: weekday, season of the year, and a damped trend through what is left (Holt; Gardner and McKenzie).

use super::models::WEEK;
use super::number;

/// Days in a year.
const YEAR: usize = 365;

/// How much the last level, its trend, and how much of the trend is kept each day. All are tried.
const ALPHAS: [f64; 6] = [0.02, 0.05, 0.1, 0.2, 0.35, 0.6];
const BETAS: [f64; 5] = [0.0, 0.005, 0.02, 0.06, 0.15];
const PHIS: [f64; 3] = [0.9, 0.98, 0.995];

/// Totals to come.
pub(super) struct Level {
    weekdays: [f64; WEEK],
    year: Option<Vec<f64>>,
    holt: Holt,
    days: usize,
}

#[derive(Clone, Copy, Default)]
struct Holt {
    level: f64,
    trend: f64,
    phi: f64,
}

impl Level {
    /// From the totals of whole days.
    pub fn of(totals: &[f64]) -> Self {
        let weekdays = weekdays(totals);
        let year = (totals.len() >= 2 * YEAR).then(|| year(totals));
        let usual = |day: usize| {
            weekdays.get(day % WEEK).copied().unwrap_or(1.0)
                * year
                    .as_ref()
                    .and_then(|year| year.get(day % YEAR))
                    .copied()
                    .unwrap_or(1.0)
        };
        // A weekday on which hardly anything comes says nothing of the level.
        let level: Vec<f64> = totals
            .iter()
            .enumerate()
            .filter(|(day, _)| usual(*day) > 0.05)
            .map(|(day, total)| total / usual(day))
            .collect();
        let share = number(level.len()) / number(totals.len().max(1));
        let holt = best(&level);
        // The trend is by the days that count; spread it over all of them.
        let holt = Holt {
            trend: holt.trend * share,
            phi: holt.phi.powf(share),
            ..holt
        };
        Self {
            weekdays,
            year,
            holt,
            days: totals.len(),
        }
    }

    /// The total of a day to come, 0 for the first.
    pub fn total(&self, ahead: usize) -> f64 {
        let day = self.days + ahead;
        let steps = number(ahead + 1);
        let phi = self.holt.phi;
        let kept = if phi < 1.0 {
            phi * (1.0 - phi.powf(steps)) / (1.0 - phi)
        } else {
            steps
        };
        let season = self
            .year
            .as_ref()
            .and_then(|year| year.get(day % YEAR))
            .copied()
            .unwrap_or(1.0);
        let weekday = self.weekdays.get(day % WEEK).copied().unwrap_or(1.0);
        // A falling trend ends at a tenth of what it is now, not below 0.
        (self.holt.level + self.holt.trend * kept)
            .max(self.holt.level * 0.1)
            .max(0.0)
            * weekday
            * season
    }
}

/// Each weekday beside the mean of the week around it, later weeks counting more. Seven days around any day have each
/// weekday once, so their mean knows no weekday.
fn weekdays(totals: &[f64]) -> [f64; WEEK] {
    let (mut sums, mut weights) = ([0.0; WEEK], [0.0; WEEK]);
    for (start, week) in totals.windows(WEEK).enumerate() {
        let mean = week.iter().sum::<f64>() / number(WEEK);
        let middle = start + WEEK / 2;
        let age = number((totals.len() - 1 - middle) / WEEK);
        let weight = mean * 0.92_f64.powf(age);
        if let (Some(sum), Some(total), Some(count)) = (
            sums.get_mut(middle % WEEK),
            totals.get(middle),
            weights.get_mut(middle % WEEK),
        ) && mean > 0.0
        {
            *sum += weight * total / mean;
            *count += weight;
        }
    }
    let mut factors = [1.0; WEEK];
    for ((factor, sum), weight) in factors.iter_mut().zip(sums).zip(weights) {
        if weight > 0.0 {
            *factor = sum / weight;
        }
    }
    let mean = factors.iter().sum::<f64>() / number(WEEK);
    if mean > 0.0 {
        factors.iter_mut().for_each(|factor| *factor /= mean);
    }
    factors
}

/// Each day of the year beside the mean of the year around it, smoothed over five weeks.
fn year(totals: &[f64]) -> Vec<f64> {
    let (mut sums, mut counts) = (vec![0.0; YEAR], vec![0.0; YEAR]);
    // Weeks, because a single day is a weekday.
    for (start, window) in totals.windows(YEAR).enumerate() {
        let mean = window.iter().sum::<f64>() / number(YEAR);
        let middle = start + YEAR / 2;
        let week = totals
            .get(middle.saturating_sub(3)..(middle + 4).min(totals.len()))
            .unwrap_or_default();
        let here = week.iter().sum::<f64>() / number(week.len().max(1));
        if let (Some(sum), Some(count)) = (sums.get_mut(middle % YEAR), counts.get_mut(middle % YEAR))
            && mean > 0.0
        {
            *sum += here / mean;
            *count += 1.0;
        }
    }
    let raw: Vec<f64> = sums
        .iter()
        .zip(&counts)
        .map(|(sum, count)| if *count > 0.0 { sum / count } else { 1.0 })
        .collect();
    let at = |day: usize| raw.get(day % YEAR).copied().unwrap_or(1.0);
    let mut smooth: Vec<f64> = (0..YEAR)
        .map(|day| (0..35).map(|off| at(day + YEAR + off - 17)).sum::<f64>() / 35.0)
        .collect();
    let mean = smooth.iter().sum::<f64>() / number(YEAR);
    if mean > 0.0 {
        smooth.iter_mut().for_each(|factor| *factor /= mean);
    }
    smooth
}

/// The damped trend that would have forecast the past best, one day and one week ahead.
fn best(level: &[f64]) -> Holt {
    let mut found = (f64::INFINITY, Holt::default());
    for alpha in ALPHAS {
        for beta in BETAS {
            for phi in PHIS {
                let (error, holt) = run(level, alpha, beta, phi);
                if error < found.0 {
                    found = (error, holt);
                }
            }
        }
    }
    found.1
}

fn run(level: &[f64], alpha: f64, beta: f64, phi: f64) -> (f64, Holt) {
    let first = level.get(..WEEK.min(level.len())).unwrap_or_default();
    let mut now = first.iter().sum::<f64>() / number(first.len().max(1));
    let (mut trend, mut error) = (0.0, 0.0);
    let week_ahead = phi * (1.0 - phi.powf(7.0)) / (1.0 - phi);
    for (day, value) in level.iter().enumerate() {
        let next = now + phi * trend;
        if day >= WEEK {
            let later = level
                .get(day + WEEK - 1)
                .map_or(0.0, |later| (later - now - trend * week_ahead).powi(2));
            error += (value - next).powi(2) + later;
        }
        let before = now;
        now = next + alpha * (value - next);
        trend = phi * trend + beta * (now - before - phi * trend);
    }
    (
        error,
        Holt {
            level: now,
            trend,
            phi,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn weekdays_and_a_steady_level_are_found() {
        let week = [120.0, 110.0, 100.0, 100.0, 90.0, 20.0, 0.0];
        let totals: Vec<f64> = week.iter().copied().cycle().take(70).collect();
        let level = Level::of(&totals);
        for (day, want) in week.iter().cycle().take(14).enumerate() {
            assert!(
                (level.total(day) - want).abs() < 0.5,
                "{day}: {} and {want}",
                level.total(day)
            );
        }
    }

    #[test]
    fn a_trend_goes_on_and_is_damped() {
        let totals: Vec<f64> = (0..140).map(|day| 100.0 + f64::from(day)).collect();
        let level = Level::of(&totals);
        assert!(
            level.total(0) > 235.0 && level.total(0) < 245.0,
            "{}",
            level.total(0)
        );
        assert!(
            level.total(13) > level.total(0) + 5.0 && level.total(13) < 260.0,
            "{}",
            level.total(13)
        );
    }

    #[test]
    fn a_season_of_the_year_is_found_in_two_years() {
        let totals: Vec<f64> = (0..1095)
            .map(|day| 100.0 * (1.0 + 0.3 * (f64::from(day) / 365.0 * std::f64::consts::TAU).sin()))
            .collect();
        let level = Level::of(&totals);
        for ahead in [20, 90, 180, 270] {
            let want = 100.0 * (1.0 + 0.3 * ((1095.0 + ahead as f64) / 365.0 * std::f64::consts::TAU).sin());
            assert!(
                (level.total(ahead) / want - 1.0).abs() < 0.12,
                "{ahead}: {} and {want}",
                level.total(ahead)
            );
        }
    }
}
