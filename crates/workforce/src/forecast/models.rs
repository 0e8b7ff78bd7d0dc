//! The models that are tried.

use serde::Serialize;

use super::level::Level;
use super::shape::Shape;

/// Days in a week.
pub(super) const WEEK: usize = 7;

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// The last week again.
    SeasonalNaive,
    /// The mean of the last four weeks.
    FourWeeks,
    /// Days' totals by damped trend, weekday and season of the year; times the shape of the day.
    LevelAndShape,
}

impl Model {
    /// All of them, the simplest first: of equals the simpler one is taken.
    pub const ALL: [Self; 3] = [Self::SeasonalNaive, Self::FourWeeks, Self::LevelAndShape];

    /// How it works, in one line.
    #[must_use]
    pub const fn formula(self) -> &'static str {
        match self {
            Self::SeasonalNaive => "seasonal naive: each interval as a week before",
            Self::FourWeeks => "mean of the same interval in the last four weeks",
            Self::LevelAndShape => {
                "day's total (damped Holt trend x weekday x season of the year) x share of the interval in its weekday"
            }
        }
    }

    /// The next days' intervals, after whole days of the past. At least a week of past is needed.
    pub(super) fn predict(self, past: &[f64], per_day: usize, days: usize) -> Vec<f64> {
        let week = WEEK * per_day;
        let weeks = past.len() / week;
        // The same time of the week, so many weeks before.
        let ago = |index: usize, back: usize| {
            let within = past.len() + index % week;
            within
                .checked_sub(week * back)
                .and_then(|at| past.get(at))
                .copied()
                .unwrap_or_default()
        };
        match self {
            Self::SeasonalNaive => (0..days * per_day).map(|index| ago(index, 1)).collect(),
            Self::FourWeeks => {
                let back = weeks.clamp(1, 4);
                (0..days * per_day)
                    .map(|index| (1..=back).map(|back| ago(index, back)).sum::<f64>() / super::number(back))
                    .collect()
            }
            Self::LevelAndShape => {
                let totals: Vec<f64> = past.chunks_exact(per_day).map(|day| day.iter().sum()).collect();
                let shape = Shape::of(past, per_day);
                let level = Level::of(&totals);
                (0..days)
                    .flat_map(|day| {
                        let total = level.total(day);
                        shape
                            .of_day(totals.len() + day)
                            .iter()
                            .map(move |share| share * total)
                    })
                    .collect()
            }
        }
    }
}
