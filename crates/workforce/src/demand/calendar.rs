//! Days that are not like others: holidays, sales, campaigns.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::units::{finite, not_negative};

/// A day that is not like its weekday.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    /// The day.
    pub date: Date,
    /// What it is.
    pub name: String,
    /// By how much it differs: 0.4 on a holiday when few come, 2.5 on the day of a sale.
    pub factor: f64,
    /// Whether the team is off; what comes is then worked on the next open day.
    #[serde(default)]
    pub closed: bool,
}

/// The special days of a plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Calendar(pub Vec<SpecialDay>);

/// Demand of one day of the calendar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether the team is off by the calendar.
    pub closed: bool,
    /// Contacts in each interval of the day.
    pub arrivals: Vec<f64>,
}

impl Calendar {
    /// By how much a day differs from its weekday: all its special days together.
    #[must_use]
    pub fn factor(&self, date: Date) -> f64 {
        self.0
            .iter()
            .filter(|day| day.date == date)
            .map(|day| day.factor)
            .product()
    }

    /// Whether the team is off.
    #[must_use]
    pub fn is_closed(&self, date: Date) -> bool {
        self.0.iter().any(|day| day.date == date && day.closed)
    }

    /// A week of intervals from Monday on, laid over `days` days from `start`, growing by `growth` a month (30.4375
    /// days) from the first day on.
    ///
    /// # Errors
    /// Names `week` when it cannot be divided into seven days, `growth`, `factor`, or `start` when the days run out of
    /// the calendar.
    pub fn lay(&self, week: &[f64], start: Date, days: u32, growth: f64) -> Result<Vec<Day>, Problem> {
        if week.is_empty() || !week.len().is_multiple_of(7) {
            return Err(Problem::new(
                "week",
                "must have the same number of intervals on each of its seven days",
            ));
        }
        finite("growth", growth)?;
        if growth <= -1.0 {
            return Err(Problem::new("growth", "must be above -1"));
        }
        for day in &self.0 {
            not_negative("factor", day.factor)?;
        }
        let per_day: Vec<&[f64]> = week.chunks(week.len() / 7).collect();
        let mut date = start;
        let mut laid = Vec::new();
        for index in 0..days {
            let factor = self.factor(date) * (1.0 + growth).powf(f64::from(index) / 30.4375);
            let day = per_day
                .get(monday_first(date.weekday()))
                .copied()
                .unwrap_or_default();
            laid.push(Day {
                date,
                closed: self.is_closed(date),
                arrivals: day.iter().map(|arrivals| arrivals * factor).collect(),
            });
            date = date
                .tomorrow()
                .map_err(|_| Problem::new("start", "the days run out of the calendar"))?;
        }
        Ok(laid)
    }
}

fn monday_first(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Calendar, SpecialDay};

    #[test]
    fn special_days_stand_out_and_the_rest_is_the_week() {
        let calendar = Calendar(vec![SpecialDay {
            date: date(2026, 12, 25),
            name: "Christmas".to_owned(),
            factor: 0.5,
            closed: true,
        }]);
        let week: Vec<f64> = (1..=7).map(f64::from).collect();
        // 21 December 2026 is a Monday, so Christmas is its Friday.
        let days = calendar.lay(&week, date(2026, 12, 21), 14, 0.0).unwrap();
        let arrivals: Vec<f64> = days.iter().flat_map(|day| day.arrivals.clone()).collect();
        assert_eq!(
            arrivals,
            [
                1.0, 2.0, 3.0, 4.0, 2.5, 6.0, 7.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0
            ]
        );
        assert!(days[4].closed && !days[5].closed);
        assert_eq!(
            calendar
                .lay(&week[1..], date(2026, 1, 1), 3, 0.0)
                .unwrap_err()
                .field,
            "week"
        );
    }

    #[test]
    fn growth_is_by_the_month() {
        let days = Calendar::default()
            .lay(&[1.0; 7], date(2026, 1, 1), 366, 0.1)
            .unwrap();
        let last = days.last().unwrap().arrivals[0];
        assert!((last - 1.1_f64.powf(365.0 / 30.4375)).abs() < 1e-9);
    }
}
