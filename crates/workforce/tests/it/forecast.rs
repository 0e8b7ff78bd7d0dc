//! Forecasts of a past that was made, so that the truth is known.

use rand::{Rng as _, SeedableRng as _};
use rand_distr::{Distribution as _, Poisson};
use rand_xoshiro::Xoshiro256PlusPlus;
use workforce::demand::{Channel, WeekProfile};
use workforce::forecast::{Forecast, History, Model, Options, forecast};
use workforce::units::Share;

const HOURS: usize = 24;

fn options(days: usize) -> Options {
    Options {
        days,
        coverage: Share::new("coverage", 0.9).unwrap(),
        folds: 6,
    }
}

fn of(counts: &[f64], days: usize) -> Forecast {
    let history = History {
        counts,
        per_day: HOURS,
        factors: &[],
    };
    forecast(&history, &options(days)).unwrap()
}

/// Expected calls by the hour: a week's profile, a trend, and what else a day has to it.
fn truth(days: usize, weekly: f64, growth: f64, of_day: impl Fn(usize) -> f64) -> Vec<f64> {
    let profile = WeekProfile::industry(Channel::Phone);
    (0..days * HOURS)
        .map(|hour| {
            let day = hour / HOURS;
            profile.hours()[hour % 168] * weekly * (1.0 + growth).powf(day as f64 / 30.4) * of_day(day)
        })
        .collect()
}

/// Counts by chance around it; days also have a luck of their own.
fn counted(truth: &[f64], seed: u64) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut luck = 1.0;
    truth
        .iter()
        .enumerate()
        .map(|(hour, mean)| {
            if hour % HOURS == 0 {
                luck = 0.9 + 0.2 * random.random::<f64>();
            }
            if *mean > 0.0 {
                Poisson::new(mean * luck).unwrap().sample(&mut random)
            } else {
                0.0
            }
        })
        .collect()
}

#[test]
fn a_trend_is_followed_better_than_by_repeating_the_week() {
    for seed in 1..=5 {
        let truth = truth(26 * 7 + 14, 2_000.0, 0.04, |_| 1.0);
        let (past, future) = truth.split_at(26 * 7 * HOURS);
        let counts = counted(past, seed);
        let found = of(&counts, 14);
        assert_eq!(found.model, Model::LevelAndShape);
        let best = found.scores[0];
        let naive = found
            .scores
            .iter()
            .find(|score| score.model == Model::SeasonalNaive)
            .unwrap();
        assert!(
            best.wape < 0.85 * naive.wape && best.mase < 1.0,
            "{best:?} {naive:?}"
        );
        let off: f64 = found
            .points
            .iter()
            .zip(future)
            .map(|(point, truth)| (point.expected - truth).abs())
            .sum();
        let all: f64 = future.iter().sum();
        assert!(off / all < 0.08, "{}", off / all);
    }
}

#[test]
fn bounds_hold_what_they_promise() {
    let mut within = 0;
    let mut all = 0;
    for seed in 1..=10 {
        let truth = truth(20 * 7 + 7, 1_500.0, 0.01, |_| 1.0);
        let counts = counted(&truth, seed);
        let (past, future) = counts.split_at(20 * 7 * HOURS);
        let found = of(past, 7);
        for (point, actual) in found.points.iter().zip(future) {
            assert!(point.lower <= point.expected && point.expected <= point.upper && point.lower >= 0.0);
            all += 1;
            within += usize::from((point.lower.floor()..=point.upper.ceil()).contains(actual));
        }
        assert!(
            (0.85..=0.99).contains(&found.scores[0].coverage),
            "{:?}",
            found.scores[0]
        );
    }
    let share = f64::from(within as u32) / f64::from(all);
    assert!(
        (0.86..=0.98).contains(&share),
        "{share} of all lay within 90 % bounds"
    );
}

#[test]
fn a_steady_week_is_repeated() {
    let truth = truth(8 * 7, 1_680.0, 0.0, |_| 1.0);
    let found = of(&truth, 7);
    for (point, want) in found.points.iter().zip(&truth) {
        assert!((point.expected - want).abs() <= 0.02 * want + 1e-9);
    }
}

#[test]
fn special_days_of_the_past_do_not_spoil_the_week_and_those_to_come_are_seen() {
    let days = 12 * 7;
    let special = |day: usize| {
        if day == days - 7 || day == days + 2 {
            0.3
        } else {
            1.0
        }
    };
    let truth = truth(days + 7, 2_000.0, 0.0, special);
    let counts = counted(&truth[..days * HOURS], 3);
    let factors: Vec<f64> = (0..days + 7).map(special).collect();
    let history = History {
        counts: &counts,
        per_day: HOURS,
        factors: &factors,
    };
    let known = forecast(&history, &options(7)).unwrap();
    let day = |forecast: &Forecast, day: usize| -> f64 {
        forecast.points[day * HOURS..(day + 1) * HOURS]
            .iter()
            .map(|point| point.expected)
            .sum()
    };
    let want = |day: usize| -> f64 { truth[(days + day) * HOURS..(days + day + 1) * HOURS].iter().sum() };
    for ahead in [0, 2, 3] {
        assert!((day(&known, ahead) / want(ahead) - 1.0).abs() < 0.1, "{ahead}");
    }
    let unknown = of(&counts, 7);
    assert!(day(&unknown, 2) > 2.0 * want(2));
}

#[test]
fn closed_days_and_empty_pasts_give_zeros() {
    let truth = truth(10 * 7, 500.0, 0.0, |day| if day % 7 >= 5 { 0.0 } else { 1.0 });
    let found = of(&counted(&truth, 1), 7);
    assert!(
        found.points[5 * HOURS..]
            .iter()
            .all(|point| point.expected < 0.01)
    );
    let nothing = of(&vec![0.0; 30 * HOURS], 3);
    assert!(
        nothing
            .points
            .iter()
            .all(|point| point.expected == 0.0 && point.upper >= 0.0)
    );
    assert!(
        nothing
            .scores
            .iter()
            .all(|score| score.wape == 0.0 && score.mase == 0.0)
    );
}

#[test]
fn what_cannot_be_forecast_is_refused() {
    let refused = |counts: &[f64], per_day, factors: &[f64], days| {
        forecast(
            &History {
                counts,
                per_day,
                factors,
            },
            &options(days),
        )
        .unwrap_err()
        .field
    };
    let month = vec![1.0; 30 * HOURS];
    assert_eq!(refused(&month[..13 * HOURS], HOURS, &[], 7), "counts");
    assert_eq!(refused(&[-1.0; 500], HOURS, &[], 7), "counts");
    assert_eq!(refused(&[f64::NAN; 500], HOURS, &[], 7), "counts");
    assert_eq!(refused(&month, 0, &[], 7), "per_day");
    assert_eq!(refused(&month, HOURS, &[], 0), "days");
    assert_eq!(refused(&month, HOURS, &[1.0; 30], 7), "factors");
    // Two weeks are enough for a forecast, but not for trying models.
    assert!(of(&month[..14 * HOURS], 7).scores.is_empty());
}
