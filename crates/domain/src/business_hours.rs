//! When somebody is there: weekly hours in a time zone.
//!
//! Hours are what stands on the door: of the clock on the wall. On days on which clocks change, hours that begin where the clock jumps
//! ahead begin right after the jump; hours that the clock shows twice begin at the first time and end at the last.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::Timestamp;
use crate::notifications::Weekday;
use crate::validate::Checks;

/// Minutes of a day.
const DAY: i64 = 24 * 60;
/// Spans of one day.
const MOST_A_DAY: usize = 10;

/// Hours of one day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The day.
    pub day: Weekday,
    /// First minute since midnight, 0 to 1439.
    pub from_minute: i64,
    /// Minute since midnight at which it is over, up to 1440.
    pub to_minute: i64,
}

/// When somebody is there, week by week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessHours {
    /// IANA name of the zone whose clock is meant; UTC when there is no such zone.
    pub time_zone: String,
    /// The hours; never when there are none.
    pub spans: Vec<Span>,
}

impl BusinessHours {
    /// Whether somebody is there at an instant.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.around(at).any(|(from, to)| from <= at && at < to)
    }

    /// The next instant after `at` at which hours begin; none when there are no hours. While it is open this is the opening after the
    /// present hours.
    #[must_use]
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.around(at)
            .map(|(from, _)| from)
            .filter(|from| *from > at)
            .min()
    }

    /// All hours that have a part between two instants, in order.
    #[must_use]
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let days = i64::try_from(to.since(from).as_secs() / (24 * 3600)).unwrap_or(i64::MAX);
        let mut spans: Vec<_> = self
            .days(from, days.saturating_add(1))
            .filter(|(begin, end)| *end > from && *begin < to)
            .collect();
        spans.sort_unstable();
        spans
    }

    /// The hours of yesterday, today and the next eight days, as instants.
    fn around(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.days(at, 8)
    }

    /// The hours of the day before an instant, of its day, and of so many days after it, as instants.
    fn days(&self, at: Timestamp, after: i64) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let zone = TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC);
        let today = jiff::Timestamp::from_microsecond(at.micros())
            .ok()
            .map(|instant| zone.to_datetime(instant).date());
        let days = today.into_iter().flat_map(move |today| {
            (-1..=after).map_while(move |days| {
                let span = jiff::Span::new().try_days(days).ok()?;
                today.checked_add(span).ok()
            })
        });
        days.flat_map(move |date| {
            let zone = zone.clone();
            self.spans
                .iter()
                .filter(move |span| Weekday::from(date.weekday()) == span.day)
                .filter_map(move |span| {
                    let from = instant(&zone, date, span.from_minute, Edge::First)?;
                    let to = instant(&zone, date, span.to_minute, Edge::Last)?;
                    Some((from, to))
                })
        })
    }

    /// Checks hours as people enter them: days by name, times as `09:00`, an end of `24:00` for midnight. Spans that overlap or touch
    /// become one. The caller knows that the time zone is one.
    #[must_use]
    pub fn check(time_zone: &str, hours: &[(String, String, String)], checks: &mut Checks) -> Self {
        let mut spans = Vec::new();
        for (index, (day, from, to)) in hours.iter().enumerate() {
            let at = |name: &str| format!("hours.{index}.{name}");
            let day: Option<Weekday> = checks.name(&at("day"), day);
            let from_minute = time(checks, &at("from"), from, DAY - 1);
            let to_minute = time(checks, &at("to"), to, DAY);
            let (Some(day), Some(from_minute), Some(to_minute)) = (day, from_minute, to_minute) else {
                continue;
            };
            if from_minute >= to_minute {
                checks.refuse(&at("to"), "not_after", format!("{to} is not after {from}"));
            }
            spans.push(Span {
                day,
                from_minute,
                to_minute,
            });
        }
        let spans = merged(spans);
        for day in Weekday::ALL {
            if spans.iter().filter(|span| span.day == *day).count() > MOST_A_DAY {
                let detail = format!("a day may have at most {MOST_A_DAY} spans");
                checks.refuse("hours", "too_many", detail);
            }
        }
        Self {
            time_zone: time_zone.to_owned(),
            spans,
        }
    }
}

/// Spans in order, those that overlap or touch as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.day == span.day && span.from_minute <= last.to_minute => {
                last.to_minute = last.to_minute.max(span.to_minute);
            }
            _ => merged.push(span),
        }
    }
    merged
}

fn time(checks: &mut Checks, field: &str, text: &str, most: i64) -> Option<i64> {
    let two = |digits: &str| {
        let whole = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
        whole.then(|| digits.parse::<i64>().ok()).flatten()
    };
    let minutes = text
        .trim()
        .split_once(':')
        .and_then(|(hours, minutes)| Some((two(hours)?, two(minutes).filter(|m| *m < 60)?)))
        .map(|(hours, minutes)| hours * 60 + minutes)
        .filter(|minutes| *minutes <= most);
    if minutes.is_none() {
        checks.refuse(
            field,
            "invalid_time",
            format!("\"{text}\" is not a time such as 09:00"),
        );
    }
    minutes
}

/// A minute of the day as people write it; `24:00` for its end.
#[must_use]
pub fn shown(minute: i64) -> String {
    let mut text = String::with_capacity(5);
    // Writing to a text cannot fail.
    let _infallible = write!(text, "{:02}:{:02}", minute / 60, minute % 60);
    text
}

/// Which instant is meant when the clock shows a time twice.
#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

fn instant(zone: &TimeZone, date: Date, minute: i64, edge: Edge) -> Option<Timestamp> {
    let (date, minute) = if minute >= DAY {
        (date.tomorrow().ok()?, minute - DAY)
    } else {
        (date, minute)
    };
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let local = DateTime::from_parts(date, Time::new(hour, minute, 0, 0).ok()?);
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let instant = match (ambiguous.offset(), edge) {
        (AmbiguousOffset::Unambiguous { .. }, _) => ambiguous.unambiguous().ok()?,
        (AmbiguousOffset::Fold { .. }, Edge::First) => ambiguous.earlier().ok()?,
        (AmbiguousOffset::Fold { .. }, Edge::Last) => ambiguous.later().ok()?,
        // The clock never shows it: what is meant is the moment at which it jumps over it.
        (AmbiguousOffset::Gap { .. }, _) => {
            let before = ambiguous.earlier().ok()?;
            zone.following(before).next()?.timestamp()
        }
    };
    Some(Timestamp(instant.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::Invalid;

    fn hours(zone: &str, days: &[Weekday], from: &str, to: &str) -> BusinessHours {
        let mut checks = Checks::new();
        let rows: Vec<_> = days
            .iter()
            .map(|day| (day.to_string(), from.to_owned(), to.to_owned()))
            .collect();
        let hours = BusinessHours::check(zone, &rows, &mut checks);
        assert_eq!(checks.finish(), Ok(()));
        hours
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    const WORKDAYS: [Weekday; 5] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];

    #[test]
    fn hours_are_of_the_clock_in_their_zone() {
        // 2026-03-02 is a Monday; Hồ Chí Minh is seven hours ahead.
        let office = hours("Asia/Ho_Chi_Minh", &WORKDAYS, "08:00", "17:30");
        assert!(!office.is_open(at("2026-03-02T00:59:59Z")));
        assert!(office.is_open(at("2026-03-02T01:00:00Z")));
        assert!(office.is_open(at("2026-03-02T10:29:59Z")));
        assert!(!office.is_open(at("2026-03-02T10:30:00Z")));
        assert!(!office.is_open(at("2026-03-07T03:00:00Z")), "Saturday");
        assert_eq!(
            office.next_opening(at("2026-03-06T11:00:00Z")),
            Some(at("2026-03-09T01:00:00Z")),
            "on Friday evening it is Monday"
        );
        assert_eq!(
            office.next_opening(at("2026-03-02T01:00:00Z")),
            Some(at("2026-03-03T01:00:00Z")),
            "while open, the opening after"
        );
    }

    #[test]
    fn hours_between_two_instants_are_those_that_have_a_part_there() {
        let office = hours("UTC", &WORKDAYS, "08:00", "18:00");
        // From Friday noon to Monday nine.
        let spans = office.between(at("2026-03-06T12:00:00Z"), at("2026-03-09T09:00:00Z"));
        let expected = [
            (at("2026-03-06T08:00:00Z"), at("2026-03-06T18:00:00Z")),
            (at("2026-03-09T08:00:00Z"), at("2026-03-09T18:00:00Z")),
        ];
        assert_eq!(spans, expected);
        assert!(
            office
                .between(at("2026-03-07T00:00:00Z"), at("2026-03-09T08:00:00Z"))
                .is_empty()
        );
    }

    #[test]
    fn none_are_never_and_all_are_always() {
        let never = hours("UTC", &[], "00:00", "24:00");
        assert!(!never.is_open(at("2026-03-02T12:00:00Z")));
        assert_eq!(never.next_opening(at("2026-03-02T12:00:00Z")), None);
        let always = hours("UTC", Weekday::ALL, "00:00", "24:00");
        for instant in [
            "2026-03-02T00:00:00Z",
            "2026-03-02T23:59:59Z",
            "2026-03-08T12:00:00Z",
        ] {
            assert!(always.is_open(at(instant)), "{instant}");
        }
    }

    #[test]
    fn an_unknown_zone_is_utc_and_a_week_with_one_day_opens_in_seven() {
        let stale = BusinessHours {
            time_zone: "Mars/Olympus".to_owned(),
            spans: vec![Span {
                day: Weekday::Mon,
                from_minute: 540,
                to_minute: 600,
            }],
        };
        assert!(stale.is_open(at("2026-03-02T09:30:00Z")));
        assert_eq!(
            stale.next_opening(at("2026-03-02T09:00:00Z")),
            Some(at("2026-03-09T09:00:00Z"))
        );
    }

    #[test]
    fn the_length_of_a_day_follows_the_clock_when_it_changes() {
        // Bucharest: 03:00 becomes 04:00 on 2026-03-29 (01:00Z); 04:00 becomes 03:00 on 2026-10-25 (01:00Z).
        let day = hours("Europe/Bucharest", &[Weekday::Sun], "01:00", "09:00");
        assert!(day.is_open(at("2026-03-28T23:00:00Z")), "01:00 in winter time");
        assert!(
            day.is_open(at("2026-03-29T05:59:59Z")),
            "08:59 in summer time, seven hours"
        );
        assert!(!day.is_open(at("2026-03-29T06:00:00Z")));
        assert!(day.is_open(at("2026-10-24T22:00:00Z")), "01:00 in summer time");
        assert!(
            day.is_open(at("2026-10-25T06:59:59Z")),
            "08:59 in winter time, nine hours"
        );
        assert!(!day.is_open(at("2026-10-25T07:00:00Z")));
    }

    #[test]
    fn hours_that_begin_where_the_clock_jumps_begin_right_after() {
        let night = hours("Europe/Bucharest", &[Weekday::Sun], "03:30", "05:00");
        let jump = at("2026-03-29T01:00:00Z");
        assert!(!night.is_open(at("2026-03-29T00:59:59Z")));
        assert!(night.is_open(jump), "the clock shows 04:00");
        assert_eq!(night.next_opening(at("2026-03-28T12:00:00Z")), Some(jump));
        assert!(!night.is_open(at("2026-03-29T02:00:00Z")), "05:00");
        // Hours that lie wholly in the jump do not exist on that day.
        let gone = hours("Europe/Bucharest", &[Weekday::Sun], "03:10", "03:50");
        assert!(!gone.is_open(jump));
    }

    #[test]
    fn hours_that_the_clock_shows_twice_are_open_throughout() {
        let night = hours("Europe/Bucharest", &[Weekday::Sun], "03:30", "03:45");
        assert!(
            night.is_open(at("2026-10-25T00:30:00Z")),
            "03:30 for the first time"
        );
        assert!(
            night.is_open(at("2026-10-25T01:10:00Z")),
            "03:10 for the second time, in between"
        );
        assert!(
            night.is_open(at("2026-10-25T01:44:59Z")),
            "03:44 for the second time"
        );
        assert!(!night.is_open(at("2026-10-25T01:45:00Z")));
    }

    #[test]
    fn midnight_is_an_end_and_touching_spans_are_one() {
        let mut checks = Checks::new();
        let row = |day: &str, from: &str, to: &str| (day.to_owned(), from.to_owned(), to.to_owned());
        let rows = [
            row("mon", "12:00", "24:00"),
            row("mon", "09:00", "12:00"),
            row("tue", "00:00", "01:00"),
        ];
        let hours = BusinessHours::check("UTC", &rows, &mut checks);
        assert_eq!(checks.finish(), Ok(()));
        assert_eq!(hours.spans.len(), 2);
        assert!(hours.is_open(at("2026-03-02T12:00:00Z")));
        assert!(hours.is_open(at("2026-03-02T23:59:59Z")));
        assert!(hours.is_open(at("2026-03-03T00:30:00Z")));
        assert_eq!(
            (shown(0), shown(1440), shown(545)),
            ("00:00".into(), "24:00".into(), "09:05".into())
        );
    }

    #[test]
    fn wrong_hours_are_named() {
        let mut checks = Checks::new();
        let row = |day: &str, from: &str, to: &str| (day.to_owned(), from.to_owned(), to.to_owned());
        let rows = [
            row("moon", "09:00", "17:00"),
            row("mon", "24:00", "25:00"),
            row("tue", "17:00", "09:00"),
        ];
        let _hours = BusinessHours::check("UTC", &rows, &mut checks);
        let Err(Invalid(errors)) = checks.finish() else {
            panic!("must be refused")
        };
        let found: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.code)).collect();
        assert_eq!(
            found,
            [
                ("hours.0.day", "unknown_value"),
                ("hours.1.from", "invalid_time"),
                ("hours.1.to", "invalid_time"),
                ("hours.2.to", "not_after"),
            ]
        );
    }
}
