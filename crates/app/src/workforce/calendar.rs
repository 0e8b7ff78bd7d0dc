//! Counts by the quarter of an hour, laid into the days and hours of a clock on the wall.

use ::workforce::demand::{Channel, PerChannel};
use domain::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::workforce::{Arrivals, QUARTER};

/// Hours of a week.
const HOURS: usize = 168;

/// The planner's name for a channel of conversations. What is not answered while the customer waits is planned as messages are.
pub(crate) fn channel(name: &str) -> Channel {
    match name {
        "email" => Channel::Email,
        "chat" => Channel::Chat,
        "phone" => Channel::Phone,
        _ => Channel::Messaging,
    }
}

/// The days of a zone, one after the other, and today at their end, which is not over.
#[derive(Debug, Clone)]
pub(super) struct Days {
    zone: TimeZone,
    /// The first day.
    pub first: Date,
    /// The day that is not over.
    pub today: Date,
}

impl Days {
    /// So many days before the day of an instant. None at the ends of the calendar.
    pub(super) fn before(zone: TimeZone, now: Timestamp, days: u32) -> Option<Self> {
        let now = jiff::Timestamp::from_microsecond(now.micros()).ok()?;
        let today = zone.to_datetime(now).date();
        let first = today
            .checked_sub(jiff::Span::new().try_days(i64::from(days)).ok()?)
            .ok()?;
        Some(Self { zone, first, today })
    }

    /// Lets them end before a day, as many as there were; false at the ends of the calendar.
    pub(super) fn end_before(&mut self, today: Date, days: u32) -> bool {
        let back = jiff::Span::new().try_days(i64::from(days));
        let first = back.and_then(|back| today.checked_sub(back));
        let found = first.is_ok();
        if let Ok(first) = first {
            (self.first, self.today) = (first, today);
        }
        found
    }

    /// When a day begins.
    pub(super) fn begin(&self, date: Date) -> Timestamp {
        let begin = date.to_zoned(self.zone.clone());
        Timestamp(begin.map_or(0, |zoned| zoned.timestamp().as_microsecond()))
    }

    /// All whole days.
    pub(super) fn all(&self) -> Vec<Date> {
        self.first
            .series(jiff::Span::new().days(1))
            .take_while(|date| *date < self.today)
            .collect()
    }

    /// Day and hour of a quarter of an hour since 1970.
    fn place(&self, quarter: i64) -> Option<(usize, usize)> {
        let at = jiff::Timestamp::from_microsecond(quarter.checked_mul(QUARTER)?).ok()?;
        let local = self.zone.to_datetime(at);
        let day = self.first.until(local.date()).ok()?.get_days();
        Some((usize::try_from(day).ok()?, usize::try_from(local.hour()).ok()?))
    }
}

/// Contacts by day, hour and channel.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    /// The days counted.
    pub dates: Vec<Date>,
    /// Contacts of each channel on each day.
    pub days: Vec<PerChannel<f64>>,
    /// Contacts of each channel in each hour of the week, Monday first, a week on average.
    pub week: PerChannel<Vec<f64>>,
}

impl Counts {
    /// Lays counts into the days. What came before the first day with a contact is left out with that day: an installation began then,
    /// and its first day was seldom a whole one. A day at the very beginning of the time asked for is whole.
    pub(super) fn of(days: &Days, arrivals: &[Arrivals]) -> Self {
        let dates = days.all();
        let mut hours = vec![PerChannel::from_fn(|_| [0.0; 24]); dates.len()];
        for row in arrivals {
            if let Some((day, hour)) = days.place(row.quarter)
                && let Some(place) = hours
                    .get_mut(day)
                    .and_then(|day| day.get_mut(channel(&row.channel)).get_mut(hour))
            {
                *place += count(row.contacts);
            }
        }
        let total = |day: &PerChannel<[f64; 24]>| totals(day).total();
        let skipped = match hours.iter().position(|day| total(day) > 0.0) {
            Some(0) => 0,
            Some(first) => first + 1,
            None => dates.len(),
        };
        let (dates, hours) = (
            dates.into_iter().skip(skipped).collect::<Vec<_>>(),
            hours.into_iter().skip(skipped).collect::<Vec<_>>(),
        );
        Self {
            week: week(&dates, &hours),
            days: hours.iter().map(totals).collect(),
            dates,
        }
    }

    /// Contacts of all channels on each day.
    pub(super) fn totals(&self) -> Vec<f64> {
        self.days.iter().map(PerChannel::total).collect()
    }
}

fn totals(day: &PerChannel<[f64; 24]>) -> PerChannel<f64> {
    PerChannel::from_fn(|channel| day.get(channel).iter().sum())
}

/// An average week: each weekday divided by how often it was counted.
fn week(dates: &[Date], hours: &[PerChannel<[f64; 24]>]) -> PerChannel<Vec<f64>> {
    let weekday = |date: &Date| usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    let mut seen = [0.0_f64; 7];
    for date in dates {
        if let Some(seen) = seen.get_mut(weekday(date)) {
            *seen += 1.0;
        }
    }
    PerChannel::from_fn(|channel| {
        let mut week = vec![0.0; HOURS];
        for (date, day) in dates.iter().zip(hours) {
            let first = weekday(date) * 24;
            for (slot, contacts) in week.iter_mut().skip(first).zip(day.get(channel)) {
                *slot += contacts;
            }
        }
        for (day, times) in week.chunks_mut(24).zip(seen) {
            day.iter_mut().for_each(|hour| *hour /= times.max(1.0));
        }
        week
    })
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts of rows, far below 2^52")]
pub(super) const fn count(rows: i64) -> f64 {
    rows as f64
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn arrivals(at: &str, contacts: i64) -> Arrivals {
        Arrivals {
            quarter: Timestamp::parse_rfc3339(at).unwrap().micros() / QUARTER,
            channel: "email".to_owned(),
            contacts,
        }
    }

    fn days(zone: &str, now: &str, days: u32) -> Days {
        let zone = TimeZone::get(zone).unwrap();
        Days::before(zone, Timestamp::parse_rfc3339(now).unwrap(), days).unwrap()
    }

    #[test]
    fn hours_are_those_of_the_zone_half_hours_and_changed_clocks_too() {
        let delhi = days("Asia/Kolkata", "2026-03-09T12:00:00Z", 7);
        let rows = [
            arrivals("2026-03-02T00:00:00Z", 3),
            arrivals("2026-03-02T03:30:00Z", 5),
        ];
        let counts = Counts::of(&delhi, &rows);
        assert_eq!(counts.dates.first(), Some(&date(2026, 3, 2)));
        assert_eq!((counts.week.email[5], counts.week.email[9]), (3.0, 5.0));
        // In Bucharest 03:00 becomes 04:00 on 29 March.
        let spring = days("Europe/Bucharest", "2026-03-30T12:00:00Z", 2);
        let rows = [
            arrivals("2026-03-28T10:00:00Z", 1),
            arrivals("2026-03-29T05:00:00Z", 7),
        ];
        let counts = Counts::of(&spring, &rows);
        assert_eq!(counts.week.email[6 * 24 + 8], 7.0, "08:00 in summer time");
    }

    #[test]
    fn the_first_day_of_an_installation_is_not_whole() {
        let week = days("UTC", "2026-03-09T12:00:00Z", 7);
        let rows = [
            arrivals("2026-03-04T15:00:00Z", 9),
            arrivals("2026-03-06T10:00:00Z", 2),
        ];
        let counts = Counts::of(&week, &rows);
        assert_eq!(counts.dates.first(), Some(&date(2026, 3, 5)));
        assert_eq!(counts.totals(), [0.0, 2.0, 0.0, 0.0]);
        assert!(Counts::of(&week, &[]).dates.is_empty());
    }
}
