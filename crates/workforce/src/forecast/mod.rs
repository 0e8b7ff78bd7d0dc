//! From what came to what will come, interval by interval, and how far off that may be.
//!
//! Contacts are counts: they are 0 at night, small in most intervals, and what changes is how many come in a day, not the
//! shape of the day. So the day's total (`level`: trend, weekday, season of the year) and the shape of the day
//! (`shape`) are forecast apart and multiplied; nothing goes below 0. The result is only used where it is better than
//! repeating the last weeks: `backtest` forecasts the past from its own past, for all models, and the best is taken. The
//! errors that it finds there also make the prediction intervals, so those hold whatever the distribution is.

mod backtest;
mod level;
mod models;
mod shape;

use serde::Serialize;

pub use backtest::Score;
pub use models::Model;

use crate::Problem;
use crate::units::{Share, not_negative};
use backtest::Backtest;

/// The fewest whole days that a forecast is made from.
pub const FEWEST_DAYS: usize = 14;

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History<'a> {
    /// Contacts in each interval, the oldest first, from the beginning of a day on. A last day that is not over is left
    /// out.
    pub counts: &'a [f64],
    /// Intervals in a day: 24 for hours, 96 for quarters of an hour.
    pub per_day: usize,
    /// For each day, those that are forecast included, by how much it differs from its weekday: 0.4 on a holiday. Empty
    /// when there are no special days.
    pub factors: &'a [f64],
}

/// How far and how sure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// How many days to forecast.
    pub days: usize,
    /// How many of 100 intervals should lie within the bounds, as a share.
    pub coverage: Share,
    /// How often the past is forecast to try the models, at most.
    pub folds: usize,
}

/// One interval to come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// What is expected.
    pub expected: f64,
    /// Not often fewer.
    pub lower: f64,
    /// Not often more.
    pub upper: f64,
}

/// What will come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// Interval by interval.
    pub points: Vec<Point>,
    /// The model that was best on the past.
    pub model: Model,
    /// How well each model would have done, the best first. Empty when there is too little past to try.
    pub scores: Vec<Score>,
    /// How the best one works.
    pub formula: &'static str,
    /// What it takes for granted.
    pub assumptions: &'static [&'static str],
}

/// Forecasts.
///
/// # Errors
/// Names `counts` when there are fewer than [`FEWEST_DAYS`] whole days or a count is negative, `per_day`, `days` (1 to
/// 400), `factors` when there are not enough, or one that is 0 on a day on which something came.
pub fn forecast(history: &History<'_>, options: &Options) -> Result<Forecast, Problem> {
    let days = check(history, options)?;
    let usual = plain(history, days);
    let tried = Backtest::run(&usual, history.per_day, options);
    let model = tried.best();
    let expected = model.predict(&usual, history.per_day, options.days);
    let factors = history.factors.get(days..).unwrap_or_default();
    let points = expected
        .iter()
        .enumerate()
        .map(|(index, expected)| {
            let day = index / history.per_day;
            let factor = factors.get(day).copied().unwrap_or(1.0);
            tried.bounds(model, expected * factor, day)
        })
        .collect();
    Ok(Forecast {
        points,
        model,
        scores: tried.scores(),
        formula: model.formula(),
        assumptions: &[
            "what drives the contacts goes on as it did",
            "special days are those that were given",
            "bounds are those within which that share of the past would have lain",
        ],
    })
}

fn check(history: &History<'_>, options: &Options) -> Result<usize, Problem> {
    if !(1..=1440).contains(&history.per_day) {
        return Err(Problem::new("per_day", "must be between 1 and 1440 intervals"));
    }
    if !(1..=400).contains(&options.days) {
        return Err(Problem::new("days", "must be between 1 and 400"));
    }
    if !(0.5..1.0).contains(&options.coverage.get()) {
        return Err(Problem::new("coverage", "must be at least 0.5 and below 1"));
    }
    for count in history.counts {
        not_negative("counts", *count)?;
    }
    let days = history.counts.len() / history.per_day;
    if days < FEWEST_DAYS {
        return Err(Problem::new(
            "counts",
            format!("must be of {FEWEST_DAYS} whole days at least, not {days}"),
        ));
    }
    if !history.factors.is_empty() && history.factors.len() < days + options.days {
        return Err(Problem::new(
            "factors",
            "must have one number for each day, those to come included",
        ));
    }
    for factor in history.factors {
        not_negative("factors", *factor)?;
    }
    Ok(days)
}

/// The past as it would have been without special days. A day on which nothing was to come keeps what came.
fn plain(history: &History<'_>, days: usize) -> Vec<f64> {
    history
        .counts
        .chunks_exact(history.per_day)
        .take(days)
        .enumerate()
        .flat_map(|(day, counts)| {
            let factor = history
                .factors
                .get(day)
                .copied()
                .filter(|factor| *factor > 0.0)
                .unwrap_or(1.0);
            counts.iter().map(move |count| count / factor)
        })
        .collect()
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts of intervals, far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}
