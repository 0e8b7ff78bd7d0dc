//! `Date` values as they are sent, and which of them cannot be true.

use domain::Timestamp;

/// Dates before this year are wrong clocks: mail as we know it did not exist.
const FIRST_YEAR: i16 = 1980;
/// Dates after this year are nonsense whatever the clock says.
const LAST_YEAR: i16 = 2100;

/// Reads RFC 5322 dates, their obsolete forms, and the forms that programs send instead (RFC 3339, asctime, missing
/// day or zone). `None` when the text is no date, or one that no calendar or clock can show.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = without_comments(text);
    let text = text.trim();
    if let Ok(at) = Timestamp::parse_rfc3339(text) {
        return sane(at.0.div_euclid(1_000_000));
    }
    let mut parts = Parts::default();
    for token in text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|t| !t.is_empty())
    {
        parts.take(token);
    }
    sane(parts.seconds()?)
}

#[derive(Default)]
struct Parts {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<(i8, i8, i8)>,
    /// Minutes east of UTC.
    zone: Option<i32>,
    afternoon: Option<bool>,
}

impl Parts {
    fn take(&mut self, token: &str) {
        if token.contains(':') && self.time.is_none() {
            self.take_time(token);
        } else if self.time.is_some() && self.zone.is_none() && token.starts_with(['+', '-']) {
            self.zone = offset(token);
        } else if let Some(month) = month(token).filter(|_| self.month.is_none()) {
            self.month = Some(month);
        } else if let Ok(number) = token.parse::<u32>() {
            self.take_number(number, token.len());
        } else if token.contains(['-', '/', '.']) && token.starts_with(|c: char| c.is_ascii_digit()) {
            // "01-Mar-2026", "2026-03-01"
            self.take_joined(token);
        } else if token.eq_ignore_ascii_case("am") || token.eq_ignore_ascii_case("pm") {
            self.afternoon = Some(token.eq_ignore_ascii_case("pm"));
        } else if self.time.is_some() && self.zone.is_none() {
            self.zone = named_zone(token);
        }
    }

    fn take_time(&mut self, token: &str) {
        let split = token.find(['+', '-', 'Z', 'z']).unwrap_or(token.len());
        let (clock, zone) = token.split_at(split);
        let mut fields = clock.split([':', '.']).map(|f| f.parse::<i8>().ok());
        if let (Some(Some(hour)), Some(Some(minute))) = (fields.next(), fields.next()) {
            self.time = Some((hour, minute, fields.next().flatten().unwrap_or(0)));
            if !zone.is_empty() {
                self.zone = offset(zone).or_else(|| named_zone(zone));
            }
        }
    }

    fn take_number(&mut self, number: u32, digits: usize) {
        if self.day.is_none() && digits <= 2 && (1..=31).contains(&number) {
            self.day = i8::try_from(number).ok();
        } else if self.year.is_none() && digits <= 4 {
            self.year = i16::try_from(number).ok().map(|year| match (digits, year) {
                // RFC 5322 section 4.3: two and three digits are offsets.
                (1 | 2, 0..=49) => year + 2000,
                (1 | 2, _) | (3, _) => year + 1900,
                _ => year,
            });
        }
    }

    fn take_joined(&mut self, token: &str) {
        let fields: Vec<&str> = token.split(['-', '/', '.']).collect();
        let [a, b, c] = fields.as_slice() else { return };
        let (year, day) = if a.len() == 4 { (*a, *c) } else { (*c, *a) };
        self.month = month(b).or_else(|| b.parse().ok());
        if let (Ok(year_number), Ok(day_number)) = (year.parse(), day.parse()) {
            self.take_number(day_number, 2);
            self.take_number(year_number, year.len());
        }
    }

    fn seconds(&self) -> Option<i64> {
        let (mut hour, minute, second) = self.time.unwrap_or((0, 0, 0));
        match self.afternoon {
            Some(true) if hour < 12 => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        // Leap seconds exist in headers, not in calendars.
        let second = if second == 60 { 59 } else { second };
        let date = jiff::civil::Date::new(self.year?, self.month?, self.day?).ok()?;
        let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
        let offset = jiff::tz::Offset::from_seconds(self.zone.unwrap_or(0) * 60).ok()?;
        Some(offset.to_timestamp(date.to_datetime(time)).ok()?.as_second())
    }
}

fn sane(seconds: i64) -> Option<Timestamp> {
    let year = jiff::Timestamp::from_second(seconds)
        .ok()?
        .to_zoned(jiff::tz::TimeZone::UTC)
        .year();
    (FIRST_YEAR..=LAST_YEAR)
        .contains(&year)
        .then(|| Timestamp::from_seconds(seconds))
}

fn month(token: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = token.get(..3)?.to_ascii_lowercase();
    let letters = token
        .trim_end_matches('.')
        .bytes()
        .all(|b| b.is_ascii_alphabetic());
    let index = MONTHS.iter().position(|m| *m == start).filter(|_| letters)?;
    i8::try_from(index + 1).ok()
}

/// `+0200`, `-05:30`, `+2`, also after `GMT`; nothing on earth is more than 14 hours off.
fn offset(token: &str) -> Option<i32> {
    let sign = if token.starts_with('-') { -1 } else { 1 };
    let digits: String = token.chars().filter(char::is_ascii_digit).take(4).collect();
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() <= 2 {
        (number, 0)
    } else {
        (number / 100, number % 100)
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn named_zone(token: &str) -> Option<i32> {
    let name = token.to_ascii_uppercase();
    if let Some(rest) = name.strip_prefix("GMT").or_else(|| name.strip_prefix("UTC")) {
        return if rest.is_empty() { Some(0) } else { offset(rest) };
    }
    let hours = match name.as_str() {
        "Z" | "UT" | "WET" => 0,
        "BST" | "CET" | "MET" | "WEST" => 1,
        "CEST" | "MEST" | "EET" | "SAST" => 2,
        "EEST" | "MSK" => 3,
        "ICT" => 7,
        "SGT" | "HKT" | "AWST" => 8,
        "JST" | "KST" => 9,
        "AEST" => 10,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    };
    Some(hours * 60)
}

fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text).map(|at| at.to_rfc3339().replace(".000000", ""))
    }

    #[test]
    fn dates_as_they_are_sent() {
        for (text, expected) in [
            ("Wed, 2 May 2012 22:02:04 +0000", "2012-05-02T22:02:04Z"),
            ("2 May 12 22:02 GMT", "2012-05-02T22:02:00Z"),
            ("Thu, 03 Feb 2016 12:43:00 +0700 (ICT)", "2016-02-03T05:43:00Z"),
            ("Thu, 3 Feb 2016 12:43:00 GMT+01:00", "2016-02-03T11:43:00Z"),
            ("2026-03-01T09:30:00+02:00", "2026-03-01T07:30:00Z"),
            ("Sun Mar  1 09:30:00 2026", "2026-03-01T09:30:00Z"),
            ("01-Mar-2026 09:30:00 -0530", "2026-03-01T15:00:00Z"),
            ("Tue, 30 Jun 2015 23:59:60 +0000", "2015-06-30T23:59:59Z"),
            ("Fri, 1 Sept 2017 10:00:00 PDT", "2017-09-01T17:00:00Z"),
            ("1 Mar 2026 1:05:00 PM +0000", "2026-03-01T13:05:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_none() {
        for text in [
            "",
            "yesterday",
            "Mon, 31 Feb 2026 10:00:00 +0000",
            "1 Jan 0001 00:00:00 +0000",
            "32 Jan 2020 00:00 +0000",
            "1 Jan 2020 25:61:00 +0000",
            "1 Jan 9999 00:00:00 +0000",
            "1 Jan 1970 00:00:00 +0000",
            "99999999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
