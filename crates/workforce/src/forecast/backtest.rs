//! The past, forecast from its own past: which model would have done best, and how far off it would have been.

use serde::Serialize;

use super::models::{Model, WEEK};
use super::{FEWEST_DAYS, Options, Point, number};

/// How well a model would have done.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Score {
    /// The model.
    pub model: Model,
    /// Sum of the errors / sum of what came.
    pub wape: f64,
    /// Mean of error / what came, over intervals in which something came.
    pub mape: f64,
    /// Mean error / mean change from one week to the next: below 1 is better than repeating the week before.
    pub mase: f64,
    /// Share of the intervals that lay within the bounds.
    pub coverage: f64,
    /// How many intervals were forecast.
    pub intervals: usize,
}

/// What came beside what had been expected, and how many days ahead.
#[derive(Clone, Copy)]
struct Pair {
    expected: f64,
    actual: f64,
    day: usize,
}

/// What was found for a model.
struct Tried {
    model: Model,
    pairs: Vec<Pair>,
    /// What errors have in common beside chance, as a share of what is expected.
    drift: f64,
    /// Lowest and highest error in units of [`Self::scale`], by week ahead.
    quantiles: Vec<(f64, f64)>,
}

/// What was found.
pub(super) struct Backtest {
    tried: Vec<Tried>,
    /// Mean change from a week to the next.
    change: f64,
}

impl Backtest {
    /// Forecasts the last days from all before them, then goes back and does it again, as far as there is past enough.
    pub fn run(past: &[f64], per_day: usize, options: &Options) -> Self {
        let days = past.len() / per_day;
        // A quarter of the past at most, and no further than is asked for, in whole weeks where there are some.
        let ahead = options.days.min((days / 4).max(1)).min(8 * WEEK);
        let origins: Vec<usize> = (1..=options.folds)
            .map_while(|fold| days.checked_sub(fold * ahead))
            .filter(|origin| *origin >= FEWEST_DAYS)
            .collect();
        let mut tried = Vec::new();
        for model in Model::ALL {
            let mut pairs = Vec::new();
            for origin in &origins {
                let (before, after) = past.split_at(origin * per_day);
                let expected = model.predict(before, per_day, ahead);
                pairs.extend(
                    expected
                        .iter()
                        .zip(after)
                        .enumerate()
                        .map(|(index, (expected, actual))| Pair {
                            expected: *expected,
                            actual: *actual,
                            day: index / per_day,
                        }),
                );
            }
            tried.push(Tried::new(model, pairs, options.coverage.get(), ahead));
        }
        let week = WEEK * per_day;
        let changes = past
            .iter()
            .zip(past.iter().skip(week))
            .map(|(before, after)| (after - before).abs());
        let change = changes.sum::<f64>() / number(past.len().saturating_sub(week).max(1));
        Self { tried, change }
    }

    /// The model with the smallest error. Without any past to try them on, the mean of the last weeks.
    pub fn best(&self) -> Model {
        self.tried
            .iter()
            .filter(|tried| !tried.pairs.is_empty())
            .min_by(|a, b| a.error().total_cmp(&b.error()))
            .map_or(Model::FourWeeks, |tried| tried.model)
    }

    /// How well each would have done, the best first.
    pub fn scores(&self) -> Vec<Score> {
        let mut scores: Vec<Score> = self
            .tried
            .iter()
            .filter(|tried| !tried.pairs.is_empty())
            .map(|tried| tried.score(self.change))
            .collect();
        scores.sort_by(|a, b| a.wape.total_cmp(&b.wape));
        scores
    }

    /// An expected number with its bounds, for a day so far ahead.
    pub fn bounds(&self, model: Model, expected: f64, day: usize) -> Point {
        let tried = self.tried.iter().find(|tried| tried.model == model);
        tried.map_or(
            Point {
                expected,
                lower: expected,
                upper: expected,
            },
            |tried| tried.bounds(expected, day),
        )
    }
}

impl Tried {
    fn new(model: Model, pairs: Vec<Pair>, coverage: f64, ahead: usize) -> Self {
        // What chance alone does to a count is its own size; what is beyond grows with its square.
        let beyond: f64 = pairs
            .iter()
            .map(|pair| (pair.actual - pair.expected).powi(2) - pair.expected)
            .sum();
        let squares: f64 = pairs.iter().map(|pair| pair.expected.powi(2)).sum();
        let drift = if squares > 0.0 {
            (beyond / squares).max(0.0).sqrt()
        } else {
            0.0
        };
        let mut tried = Self {
            model,
            pairs,
            drift,
            quantiles: Vec::new(),
        };
        let tail = (1.0 - coverage) / 2.0;
        let weeks = ahead.div_ceil(WEEK).max(1);
        for week in 0..weeks {
            let mut errors: Vec<f64> = tried
                .pairs
                .iter()
                .filter(|pair| pair.day / WEEK == week && pair.expected > 0.0)
                .map(|pair| (pair.actual - pair.expected) / tried.scale(pair.expected))
                .collect();
            errors.sort_by(f64::total_cmp);
            // With little to go by, what a normal error would do is kept as the least.
            let normal = if errors.len() < 40 { 1.645 } else { 0.0 };
            let bounds = (
                quantile(&errors, tail).min(-normal),
                quantile(&errors, 1.0 - tail).max(normal),
            );
            tried.quantiles.push(bounds);
        }
        tried
    }

    /// The size of an error that is to be expected.
    fn scale(&self, expected: f64) -> f64 {
        (expected + (self.drift * expected).powi(2)).sqrt().max(0.5)
    }

    fn bounds(&self, expected: f64, day: usize) -> Point {
        let last = self.quantiles.len().saturating_sub(1);
        let week = day / WEEK;
        let (low, high) = self
            .quantiles
            .get(week.min(last))
            .copied()
            .unwrap_or((-1.645, 1.645));
        // Further ahead than was tried, the bounds widen as those of a random walk.
        let wider = (number(week + 1) / number(week.min(last) + 1)).sqrt();
        let scale = self.scale(expected) * wider;
        Point {
            expected,
            lower: (expected + low * scale).max(0.0),
            upper: (expected + high * scale).max(expected),
        }
    }

    fn error(&self) -> f64 {
        self.pairs
            .iter()
            .map(|pair| (pair.actual - pair.expected).abs())
            .sum()
    }

    fn score(&self, change: f64) -> Score {
        let count = number(self.pairs.len().max(1));
        let came: f64 = self.pairs.iter().map(|pair| pair.actual).sum();
        let relative: Vec<f64> = self
            .pairs
            .iter()
            .filter(|pair| pair.actual > 0.0)
            .map(|pair| (pair.actual - pair.expected).abs() / pair.actual)
            .collect();
        let within = self.pairs.iter().filter(|pair| {
            let bounds = self.bounds(pair.expected, pair.day);
            // A count is whole; the bounds need not be.
            (bounds.lower.floor()..=bounds.upper.ceil()).contains(&pair.actual)
        });
        let over = |error: f64, by: f64| if by > 0.0 { error / by } else { 0.0 };
        Score {
            model: self.model,
            wape: over(self.error(), came),
            mape: over(relative.iter().sum(), number(relative.len())),
            mase: over(self.error() / count, change),
            coverage: number(within.count()) / count,
            intervals: self.pairs.len(),
        }
    }
}

/// The value below which a part of the sorted values lies.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let position = part * number(sorted.len().saturating_sub(1));
    let index = crate::units::whole(position.floor()).unwrap_or_default() as usize;
    let (Some(low), next) = (sorted.get(index), sorted.get(index + 1)) else {
        return 0.0;
    };
    low + (next.unwrap_or(low) - low) * position.fract()
}
