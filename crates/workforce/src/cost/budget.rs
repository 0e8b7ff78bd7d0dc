//! The budget against what was spent.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::units::finite;

/// A line of the budget with what was spent so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// What for.
    pub item: String,
    /// Money for the whole period.
    pub planned: f64,
    /// Money spent so far.
    pub actual: f64,
}

/// How a line stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variance {
    /// What for; `total` for all together.
    pub item: String,
    /// Money planned up to now.
    pub planned_so_far: f64,
    /// Money spent up to now.
    pub actual: f64,
    /// How much more was spent than planned; negative when less.
    pub over: f64,
    /// What the whole period will cost if it goes on like this.
    pub forecast: f64,
}

/// Compares each line, and all together, when a share `elapsed` of the period has passed.
///
/// # Errors
/// Names `elapsed` when it is not above 0 and up to 1, or the item whose money is no number.
pub fn compare(lines: &[Budget], elapsed: f64) -> Result<Vec<Variance>, Problem> {
    if !(elapsed > 0.0 && elapsed <= 1.0) {
        return Err(Problem::new("elapsed", "must be above 0 and at most 1"));
    }
    let variance = |item: &str, planned: f64, actual: f64| Variance {
        item: item.to_owned(),
        planned_so_far: planned * elapsed,
        actual,
        over: actual - planned * elapsed,
        forecast: actual / elapsed,
    };
    let mut result = Vec::new();
    for line in lines {
        finite(&line.item, line.planned)?;
        finite(&line.item, line.actual)?;
        result.push(variance(&line.item, line.planned, line.actual));
    }
    let sum = |of: fn(&Budget) -> f64| lines.iter().map(of).sum();
    result.push(variance(
        "total",
        sum(|line| line.planned),
        sum(|line| line.actual),
    ));
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::{Budget, compare};

    #[test]
    fn a_budget_is_compared_with_what_should_have_been_spent_by_now() {
        let line = |item: &str, planned, actual| Budget {
            item: item.to_owned(),
            planned,
            actual,
        };
        let result = compare(&[line("pay", 1200.0, 330.0), line("rent", 400.0, 100.0)], 0.25).unwrap();
        assert_eq!(
            (result[0].over, result[0].forecast, result[1].over),
            (30.0, 1320.0, 0.0)
        );
        assert_eq!((result[2].item.as_str(), result[2].over), ("total", 30.0));
        assert_eq!(compare(&[], 0.0).unwrap_err().field, "elapsed");
    }
}
