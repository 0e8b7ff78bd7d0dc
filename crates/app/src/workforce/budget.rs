//! The budget of a year against what was spent.

use std::collections::HashSet;

use ::workforce::cost::budget;
use domain::validate::Checks;
use domain::{Actor, Permission, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
pub use store::budgets::{BudgetLine, MONTHS};
use store::workforce::Counted;

use super::Workforce;
use crate::core::{Error, Result};

pub use budget::Variance;

/// Years that can be planned.
const YEARS: std::ops::RangeInclusive<i64> = 2000..=2100;
/// Lines of a budget at most.
const MOST_LINES: usize = 50;
/// Most money of a line: a million millions, for currencies with many zeros.
const MOST_MONEY: i64 = 1_000_000_000_000;

/// The budget of a year, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct YearBudget {
    /// The year.
    pub year: i64,
    /// Counts changes; none before the first one.
    pub revision: Option<i64>,
    /// What may be spent, and what was.
    pub lines: Vec<BudgetLine>,
    /// Months that are compared: up to the last one for which anything was said.
    pub months: u32,
    /// How each line stands after these months, and the total at the end; empty before the first month.
    pub standing: Vec<Variance>,
    /// Conversations solved in these months; none when not all of them can be known, because the first conversation is younger than
    /// the year or the reader does not see all inboxes.
    pub solved: Option<i64>,
    /// Money spent for each of them.
    pub per_resolution: Option<f64>,
}

impl Workforce {
    /// The budget of a year; without lines when there is none.
    ///
    /// # Errors
    /// A year out of range, or when the actor may not change settings of the organisation.
    pub async fn budget(&self, actor: &Actor, year: i64) -> Result<YearBudget> {
        actor.require(Permission::OrganisationManage)?;
        let mut checks = Checks::new();
        checks.range("year", year, *YEARS.start(), *YEARS.end());
        checks.finish()?;
        let found = store::budgets::find(self.core.reader(), year).await?;
        let (revision, lines) = found.map_or((None, Vec::new()), |(revision, lines)| (Some(revision), lines));
        let months = lines.iter().map(last_month).max().unwrap_or_default();
        let standing = standing(&lines, months)?;
        let solved = self.solved_in(actor, year, months).await?;
        let spent = standing.last().map(|total| total.actual);
        let per_resolution = spent
            .zip(solved.filter(|solved| *solved > 0))
            .map(|(spent, solved)| spent / number(solved));
        Ok(YearBudget {
            year,
            revision,
            lines,
            months,
            standing,
            solved,
            per_resolution,
        })
    }

    /// Replaces the budget of a year. `seen` is the revision that the change was made from.
    ///
    /// # Errors
    /// Refused fields, `budget_changed` when somebody else changed it meanwhile, or when the actor may not change settings of the
    /// organisation.
    pub async fn put_budget(
        &self,
        actor: &Actor,
        year: i64,
        seen: Option<i64>,
        mut lines: Vec<BudgetLine>,
    ) -> Result<YearBudget> {
        actor.require(Permission::OrganisationManage)?;
        check(year, &mut lines)?;
        let mut work = self.core.begin().await?;
        if !store::budgets::replace(&work.tx, year, seen, &lines, work.now).await? {
            let detail = format!("somebody else changed the budget of {year} meanwhile: read it again");
            return Err(Error::conflict("budget_changed", detail));
        }
        let planned: i64 = lines.iter().map(|line| line.planned).sum();
        let detail = format!("{year}: {planned} in {} lines", lines.len());
        work.audit(actor, "budget.changed", ("budget", Some(year)), &detail)
            .await?;
        work.settings_changed("budgets");
        work.commit().await?;
        self.budget(actor, year).await
    }

    /// Conversations solved in the first months of a year.
    async fn solved_in(&self, actor: &Actor, year: i64, months: u32) -> Result<Option<i64>> {
        if months == 0 || !actor.all_inboxes {
            return Ok(None);
        }
        let db = self.core.reader();
        let zone = TimeZone::get(&self.time_zone().await?).unwrap_or(TimeZone::UTC);
        let begin = |month| begin_of(&zone, year, month);
        let (Some(from), Some(second), Some(until)) = (begin(1), begin(2), begin(months + 1)) else {
            return Ok(None);
        };
        let first = store::workforce::first(db, actor.scope()).await?;
        // A year of which only a part was seen would make every conversation too dear.
        if first.is_none_or(|first| first >= second) {
            return Ok(None);
        }
        let counted = Counted {
            scope: actor.scope(),
            inbox: None,
            from,
            until,
        };
        Ok(Some(store::workforce::solved(db, &counted).await?))
    }
}

/// When a month begins, the thirteenth being January of the year after.
fn begin_of(zone: &TimeZone, year: i64, month: u32) -> Option<Timestamp> {
    let year = i16::try_from(year + i64::from((month - 1) / 12)).ok()?;
    let month = i8::try_from((month - 1) % 12 + 1).ok()?;
    let begin = Date::new(year, month, 1).ok()?.to_zoned(zone.clone()).ok()?;
    Some(Timestamp(begin.timestamp().as_microsecond()))
}

/// The last month, from 1 on, for which a line says something; 0 when there is none.
fn last_month(line: &BudgetLine) -> u32 {
    let last = line.spent.iter().rposition(Option::is_some);
    last.map_or(0, |index| u32::try_from(index + 1).unwrap_or_default())
}

/// How the lines stand after so many months.
fn standing(lines: &[BudgetLine], months: u32) -> Result<Vec<Variance>> {
    if months == 0 {
        return Ok(Vec::new());
    }
    let known: Vec<budget::Budget> = lines
        .iter()
        .map(|line| budget::Budget {
            item: line.name.clone(),
            planned: number(line.planned),
            actual: number(line.spent.iter().flatten().sum()),
        })
        .collect();
    budget::compare(&known, f64::from(months) / 12.0).map_err(|problem| Error::Internal(problem.to_string()))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of a budget stay far below 2^53, checked when they are written"
)]
const fn number(whole: i64) -> f64 {
    whole as f64
}

/// Checks a budget and trims its names.
fn check(year: i64, lines: &mut [BudgetLine]) -> Result<()> {
    let mut checks = Checks::new();
    checks.range("year", year, *YEARS.start(), *YEARS.end());
    if lines.len() > MOST_LINES {
        let detail = format!("has {} lines, may have {MOST_LINES}", lines.len());
        checks.refuse("lines", "too_many", detail);
    }
    let mut names = HashSet::new();
    for (index, line) in lines.iter_mut().enumerate() {
        let field = format!("lines[{index}].name");
        line.name = checks.line(&field, &line.name, 1, 60);
        if !names.insert(line.name.to_lowercase()) {
            checks.refuse(&field, "name_taken", "another line has this name");
        }
        checks.range(&format!("lines[{index}].planned"), line.planned, 0, MOST_MONEY);
        for (month, amount) in (1..).zip(line.spent) {
            if let Some(amount) = amount {
                // Money can come back.
                let field = format!("lines[{index}].spent[{month}]");
                checks.range(&field, amount, -MOST_MONEY, MOST_MONEY);
            }
        }
    }
    Ok(checks.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_compared_up_to_the_last_month_that_is_known() {
        let mut line = BudgetLine {
            name: "Pay".to_owned(),
            planned: 1200,
            spent: [None; MONTHS],
        };
        assert_eq!(last_month(&line), 0);
        assert_eq!(standing(std::slice::from_ref(&line), 0).unwrap(), []);
        line.spent[0] = Some(150);
        line.spent[2] = Some(180);
        assert_eq!(last_month(&line), 3);
        let standing = standing(&[line], 3).unwrap();
        // 300 were planned for a quarter of the year; 330 in a quarter are 1,320 in a year.
        let total = standing.last().unwrap();
        assert_eq!(
            (total.planned_so_far, total.actual, total.over, total.forecast),
            (300.0, 330.0, 30.0, 1320.0)
        );
        assert_eq!((standing.len(), total.item.as_str()), (2, "total"));
    }

    #[test]
    fn months_are_those_of_the_clock_on_the_wall() {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let text = |month| begin_of(&zone, 2026, month).unwrap().to_rfc3339();
        assert_eq!(text(1), "2025-12-31T17:00:00.000000Z");
        assert_eq!(text(13), "2026-12-31T17:00:00.000000Z");
    }
}
