//! Quiet hours: when an agent is neither called nor disturbed.
//!
//! They are hours of the clock on the wall: whether an instant lies in them is asked of the local time that it has, never computed
//! from the beginning of a window. So a night in which the clocks change is as long or short as it is, and needs no rule of its own.

use std::fmt;
use std::str::FromStr;

use crate::{Timestamp, named};

named! {
    /// A day of the week.
    pub enum Weekday("day of the week") {
        /// Monday.
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
}

impl From<jiff::civil::Weekday> for Weekday {
    fn from(day: jiff::civil::Weekday) -> Self {
        use jiff::civil::Weekday as W;
        match day {
            W::Monday => Self::Mon,
            W::Tuesday => Self::Tue,
            W::Wednesday => Self::Wed,
            W::Thursday => Self::Thu,
            W::Friday => Self::Fri,
            W::Saturday => Self::Sat,
            W::Sunday => Self::Sun,
        }
    }
}

/// Some days of the week; in the database one bit each, Monday the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days(u8);

impl Days {
    /// From the number in the database; bits that are no day are dropped.
    #[must_use]
    pub fn from_bits(bits: i64) -> Self {
        Self(u8::try_from(bits & 0x7f).unwrap_or(0))
    }

    /// As it stands in the database.
    #[must_use]
    pub fn bits(self) -> i64 {
        self.0.into()
    }

    /// Whether the day is one of them.
    #[must_use]
    pub const fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day as u8) != 0
    }

    /// Whether there is no day.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days, from Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL.iter().copied().filter(move |day| self.has(*day))
    }
}

impl FromIterator<Weekday> for Days {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().fold(0, |bits, day| bits | 1 << day as u8))
    }
}

/// A time of the day to the minute, as `22:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// From minutes since midnight; none when the day has no such minute.
    #[must_use]
    pub fn from_minutes(minutes: i64) -> Option<Self> {
        u16::try_from(minutes).ok().filter(|m| *m < 24 * 60).map(Self)
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn minutes(self) -> i64 {
        self.0.into()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let two = |digits: &str| {
            let whole = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            whole.then(|| digits.parse::<u16>().ok()).flatten().ok_or(())
        };
        let (hours, minutes) = text.split_once(':').ok_or(())?;
        match (two(hours)?, two(minutes)?) {
            (hours @ 0..24, minutes @ 0..60) => Ok(Self(hours * 60 + minutes)),
            _ => Err(()),
        }
    }
}

/// Hours that begin on certain days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietWindow {
    /// The days on which they begin.
    pub days: Days,
    /// When they begin.
    pub from: TimeOfDay,
    /// When they end: on the day after when that is not later than `from`. The same time means a whole day.
    pub to: TimeOfDay,
}

impl QuietWindow {
    fn covers(self, today: Weekday, yesterday: Weekday, time: TimeOfDay) -> bool {
        if self.from < self.to {
            return self.days.has(today) && self.from <= time && time < self.to;
        }
        (self.days.has(today) && time >= self.from) || (self.days.has(yesterday) && time < self.to)
    }
}

/// When an agent is left in peace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuietHours {
    /// IANA name of the zone that the agent's clock shows; UTC when there is no such zone.
    pub time_zone: String,
    /// The hours; they may overlap.
    pub windows: Vec<QuietWindow>,
}

impl QuietHours {
    /// Whether the instant lies in them.
    #[must_use]
    pub fn cover(&self, at: Timestamp) -> bool {
        if self.windows.is_empty() {
            return false;
        }
        let zone = jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let Ok(instant) = jiff::Timestamp::from_microsecond(at.micros()) else {
            return false;
        };
        let local = zone.to_datetime(instant);
        let (today, yesterday) = (local.weekday(), local.weekday().previous());
        let minutes = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let Some(time) = TimeOfDay::from_minutes(minutes) else {
            return false;
        };
        self.windows
            .iter()
            .any(|window| window.covers(today.into(), yesterday.into(), time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, days: &[Weekday], from: &str, to: &str) -> QuietHours {
        QuietHours {
            time_zone: zone.to_owned(),
            windows: vec![QuietWindow {
                days: days.iter().copied().collect(),
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
            }],
        }
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn times_are_two_digits_and_two_digits() {
        assert_eq!("07:05".parse::<TimeOfDay>().unwrap().to_string(), "07:05");
        assert_eq!("23:59".parse::<TimeOfDay>().unwrap().minutes(), 1439);
        for wrong in [
            "24:00", "7:05", "07:60", "0705", "07:05:00", "+7:05", "", "７:00", "ab:cd",
        ] {
            assert!(wrong.parse::<TimeOfDay>().is_err(), "{wrong}");
        }
        assert_eq!(TimeOfDay::from_minutes(1440), None);
        assert_eq!(TimeOfDay::from_minutes(-1), None);
    }

    #[test]
    fn days_come_back_in_order() {
        let days = Days::from_iter([Weekday::Sun, Weekday::Mon, Weekday::Mon]);
        assert_eq!(days.iter().collect::<Vec<_>>(), [Weekday::Mon, Weekday::Sun]);
        assert_eq!(Days::from_bits(days.bits()), days);
        assert_eq!(Days::from_bits(0x80), Days::default());
    }

    #[test]
    fn none_are_never() {
        assert!(!QuietHours::default().cover(at("2026-03-02T03:00:00Z")));
        let no_day = hours("Asia/Ho_Chi_Minh", &[], "00:00", "00:00");
        assert!(!no_day.cover(at("2026-03-02T03:00:00Z")));
    }

    #[test]
    fn hours_of_a_day_end_before_their_end() {
        // 2026-03-02 is a Monday; Hồ Chí Minh is seven hours ahead.
        let lunch = hours("Asia/Ho_Chi_Minh", &[Weekday::Mon], "12:00", "13:00");
        assert!(!lunch.cover(at("2026-03-02T04:59:59Z")));
        assert!(lunch.cover(at("2026-03-02T05:00:00Z")));
        assert!(lunch.cover(at("2026-03-02T05:59:59Z")));
        assert!(!lunch.cover(at("2026-03-02T06:00:00Z")));
        assert!(!lunch.cover(at("2026-03-03T05:30:00Z")), "Tuesday");
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let night = hours("UTC", &[Weekday::Fri], "22:00", "07:00");
        assert!(!night.cover(at("2026-03-06T06:00:00Z")), "the morning of Friday");
        assert!(!night.cover(at("2026-03-06T21:59:00Z")));
        assert!(night.cover(at("2026-03-06T22:00:00Z")));
        assert!(night.cover(at("2026-03-07T06:59:00Z")), "the morning of Saturday");
        assert!(!night.cover(at("2026-03-07T07:00:00Z")));
        assert!(
            !night.cover(at("2026-03-07T22:00:00Z")),
            "the evening of Saturday"
        );
        // Over the end of the week.
        let sunday = hours("UTC", &[Weekday::Sun], "22:00", "07:00");
        assert!(sunday.cover(at("2026-03-09T01:00:00Z")));
    }

    #[test]
    fn the_same_time_twice_is_a_whole_day() {
        let weekend = hours("UTC", &[Weekday::Sat, Weekday::Sun], "00:00", "00:00");
        assert!(!weekend.cover(at("2026-03-06T23:59:00Z")));
        assert!(weekend.cover(at("2026-03-07T00:00:00Z")));
        assert!(weekend.cover(at("2026-03-08T23:59:00Z")));
        assert!(!weekend.cover(at("2026-03-09T00:00:00Z")));
    }

    #[test]
    fn the_clock_on_the_wall_decides_when_clocks_change() {
        // Bucharest goes from 03:00 to 04:00 on Sunday 2026-03-29 (01:00Z) and from 04:00 back to 03:00 on 2026-10-25 (01:00Z).
        let night = hours("Europe/Bucharest", &[Weekday::Sat], "22:00", "07:00");
        assert!(night.cover(at("2026-03-28T20:00:00Z")), "22:00 in winter time");
        assert!(!night.cover(at("2026-03-28T19:59:00Z")));
        assert!(
            night.cover(at("2026-03-29T03:59:00Z")),
            "06:59 in summer time, eight hours later"
        );
        assert!(!night.cover(at("2026-03-29T04:00:00Z")));
        assert!(night.cover(at("2026-10-24T19:00:00Z")), "22:00 in summer time");
        assert!(
            night.cover(at("2026-10-25T04:59:00Z")),
            "06:59 in winter time, ten hours later"
        );
        assert!(!night.cover(at("2026-10-25T05:00:00Z")));
        // An end that the clock jumps over: it is past as soon as the clock shows more.
        let early = hours("Europe/Bucharest", &[Weekday::Sun], "01:00", "03:30");
        assert!(early.cover(at("2026-03-29T00:59:00Z")), "02:59");
        assert!(!early.cover(at("2026-03-29T01:00:00Z")), "04:00");
        // An hour that comes twice is quiet twice.
        let twice = hours("Europe/Bucharest", &[Weekday::Sun], "03:00", "04:00");
        assert!(twice.cover(at("2026-10-25T00:30:00Z")), "03:30 in summer time");
        assert!(
            twice.cover(at("2026-10-25T01:30:00Z")),
            "03:30 again, in winter time"
        );
        assert!(!twice.cover(at("2026-10-25T02:00:00Z")));
    }

    #[test]
    fn several_windows_add_up() {
        let mut hours = hours("UTC", &[Weekday::Mon], "18:00", "20:00");
        hours.windows.push(QuietWindow {
            days: Days::from_iter([Weekday::Mon]),
            from: "06:00".parse().unwrap(),
            to: "08:00".parse().unwrap(),
        });
        assert!(hours.cover(at("2026-03-02T07:00:00Z")));
        assert!(hours.cover(at("2026-03-02T19:00:00Z")));
        assert!(!hours.cover(at("2026-03-02T12:00:00Z")));
    }
}
