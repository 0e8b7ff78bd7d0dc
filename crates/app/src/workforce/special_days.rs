//! Days that are not like others: holidays, sales, campaigns. Forecasts know them.

use ::workforce::demand::{Calendar, SpecialDay as Special};
use domain::validate::Checks;
use domain::{Actor, Permission};
use jiff::civil::Date;
pub use store::special_days::SpecialDay;

use super::Workforce;
use crate::core::{Error, Result};

/// Most that a day may differ, in percent of what comes on such a weekday.
const MOST_PERCENT: u32 = 1000;

impl Workforce {
    /// All special days, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn special_days(&self, _: &Actor) -> Result<Vec<SpecialDay>> {
        Ok(store::special_days::since(self.core.reader(), "").await?)
    }

    /// Says that a day is special, in place of what was said of it before.
    ///
    /// # Errors
    /// Refused fields, or when the actor may not make rosters.
    pub async fn put_special_day(
        &self,
        actor: &Actor,
        day: &str,
        name: &str,
        percent: u32,
    ) -> Result<SpecialDay> {
        actor.require(Permission::RostersManage)?;
        let mut checks = Checks::new();
        let date = day.parse::<Date>();
        if date.is_err() {
            let detail = format!("\"{day}\" is not a day such as 2026-12-25");
            checks.refuse("day", "invalid_date", detail);
        }
        let name = checks.line("name", name, 1, 100);
        checks.range("percent", percent.into(), 1, MOST_PERCENT.into());
        checks.finish()?;
        let special = SpecialDay {
            day: date.map_or_else(|_| day.to_owned(), |date| date.to_string()),
            name,
            percent,
        };
        let mut work = self.core.begin().await?;
        store::special_days::put(&work.tx, &special, work.now).await?;
        let detail = format!("{} {} ({percent} %)", special.day, special.name);
        work.audit(actor, "special_day.put", ("special_day", None), &detail)
            .await?;
        work.settings_changed("rosters");
        work.commit().await?;
        Ok(special)
    }

    /// Makes a day one like others.
    ///
    /// # Errors
    /// `special_day_not_found`, or when the actor may not make rosters.
    pub async fn remove_special_day(&self, actor: &Actor, day: &str) -> Result<()> {
        actor.require(Permission::RostersManage)?;
        let mut work = self.core.begin().await?;
        if !store::special_days::delete(&work.tx, day).await? {
            return Err(Error::not_found("special_day", day));
        }
        work.audit(actor, "special_day.removed", ("special_day", None), day)
            .await?;
        work.settings_changed("rosters");
        work.commit().await
    }

    /// What forecasts know of the days from one on.
    pub(super) async fn special(&self, first: Date) -> Result<Calendar> {
        let rows = store::special_days::since(self.core.reader(), &first.to_string()).await?;
        let one = |row: SpecialDay| {
            let date = row.day.parse().ok()?;
            Some(Special {
                date,
                name: row.name,
                factor: f64::from(row.percent) / 100.0,
                closed: false,
            })
        };
        Ok(Calendar(rows.into_iter().filter_map(one).collect()))
    }
}
