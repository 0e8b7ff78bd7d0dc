//! The clock on the organisation's wall.

use db::Executor;
use domain::Timestamp;
use domain::rosters::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span as Days, ToSpan as _};
use store::rosters::Shift;

use crate::core::{Error, Result};

/// A shift with the times that the clock on the wall shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The shift.
    pub shift: Shift,
    /// Its beginning, as `2026-03-02T08:00`.
    pub local_start: String,
    /// Its end.
    pub local_end: String,
}

/// The clock.
#[derive(Debug, Clone)]
pub(crate) struct Wall {
    zone: TimeZone,
    /// IANA name of its zone.
    pub name: String,
}

impl Wall {
    /// The organisation's.
    pub(crate) async fn of(db: &impl Executor) -> Result<Self> {
        let organisation = store::organisation::find(db).await?;
        let name = organisation.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
        let zone = TimeZone::get(&name).unwrap_or(TimeZone::UTC);
        Ok(Self { zone, name })
    }

    /// What the clock shows at an instant.
    pub(super) fn local(&self, at: Timestamp) -> DateTime {
        let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
        self.zone.to_datetime(at)
    }

    /// When the clock shows a time; where it does twice the first of both, where it never does the instant at which it is put forward.
    pub(crate) fn instant(&self, at: DateTime) -> Timestamp {
        let zoned = at.to_zoned(self.zone.clone());
        Timestamp(zoned.map_or(0, |zoned| zoned.timestamp().as_microsecond()))
    }

    /// The day of an instant.
    pub(crate) fn day(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    /// From the beginning of a day to the end of another.
    pub(super) fn days(&self, first: Date, last: Date) -> Span {
        Span {
            start: self.instant(first.to_datetime(Time::midnight())),
            end: self.instant(later(last, 1).to_datetime(Time::midnight())),
        }
    }

    /// The week from a Monday on.
    pub(super) fn week(&self, monday: Date) -> Span {
        self.days(monday, later(monday, 6))
    }

    /// The first and the last day of a time at work. What ends at midnight ends on the day before.
    pub(super) fn days_of(&self, span: Span) -> (Date, Date) {
        let last = Timestamp(span.end.micros() - 1).max(span.start);
        (self.day(span.start), self.day(last))
    }

    /// A shift with its times by the clock.
    pub(super) fn place(&self, shift: Shift) -> Placed {
        Placed {
            local_start: text(self.local(shift.start_at)),
            local_end: text(self.local(shift.end_at)),
            shift,
        }
    }

    /// A time at work in words, as `2026-03-02 08:00–16:30`.
    pub(super) fn words(&self, span: Span) -> String {
        let (start, end) = (self.local(span.start), self.local(span.end));
        format!("{}–{}", start.strftime("%Y-%m-%d %H:%M"), end.strftime("%H:%M"))
    }
}

/// A time of the clock as the API has it.
pub(super) fn text(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// A day by a number of days later or, when it is negative, earlier; the end of the calendar where there is none.
pub(crate) fn later(day: Date, days: i64) -> Date {
    let days = Days::new().try_days(days).unwrap_or_else(|_| 0.days());
    day.saturating_add(days)
}

/// Reads a day.
pub(super) fn read_day(field: &str, text: &str) -> Result<Date> {
    text.parse().map_err(|_| {
        let detail = format!("\"{text}\" is not a day such as 2026-03-02");
        Error::field(field, "invalid_date", detail)
    })
}

/// The first day of the week in which a day lies.
pub(crate) fn monday_of(day: Date) -> Date {
    later(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// Reads the first day of a week.
pub(super) fn read_monday(text: &str) -> Result<Date> {
    let day = read_day("week", text)?;
    if day.weekday() == Weekday::Monday {
        return Ok(day);
    }
    Err(Error::field("week", "no_monday", format!("{day} is no Monday")))
}

/// Reads a time of the clock.
pub(super) fn read_time(field: &str, text: &str) -> Result<DateTime> {
    text.parse().map_err(|_| {
        let detail = format!("\"{text}\" is not a time such as 2026-03-02T08:00");
        Error::field(field, "invalid_time", detail)
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn wall(name: &str) -> Wall {
        Wall {
            zone: TimeZone::get(name).unwrap(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn the_week_in_which_clocks_are_put_forward_is_an_hour_shorter() {
        let bucharest = wall("Europe/Bucharest");
        assert_eq!(bucharest.week(date(2026, 3, 2)).minutes(), 7 * 1440);
        assert_eq!(bucharest.week(date(2026, 3, 23)).minutes(), 7 * 1440 - 60);
        let night = Span {
            start: bucharest.instant(date(2026, 3, 28).at(22, 0, 0, 0)),
            end: bucharest.instant(date(2026, 3, 29).at(6, 0, 0, 0)),
        };
        assert_eq!(night.minutes(), 420);
        assert_eq!(bucharest.words(night), "2026-03-28 22:00–06:00");
    }

    #[test]
    fn what_ends_at_midnight_is_of_one_day() {
        let utc = wall("UTC");
        let span = Span {
            start: utc.instant(date(2026, 3, 2).at(16, 0, 0, 0)),
            end: utc.instant(date(2026, 3, 3).at(0, 0, 0, 0)),
        };
        assert_eq!(utc.days_of(span), (date(2026, 3, 2), date(2026, 3, 2)));
    }

    #[test]
    fn days_and_times_are_read_strictly() {
        assert!(read_monday("2026-03-02").is_ok());
        assert!(read_monday("2026-03-03").is_err());
        assert!(read_monday("soon").is_err());
        assert_eq!(
            text(read_time("start", "2026-03-02T08:00").unwrap()),
            "2026-03-02T08:00"
        );
        assert!(read_time("start", "08:00").is_err());
    }
}
