//! Time zones as invitations define them (`VTIMEZONE`), so that reading one needs no zone database. Zones without a
//! definition are looked up by their IANA name.

use std::collections::HashMap;

use domain::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};

use super::Property;

/// Zones of one invitation by their id.
pub(super) struct Zones(HashMap<String, Vec<Rule>>);

/// From a day of the year on, local time is `offset` seconds ahead of UTC.
#[derive(Default)]
struct Rule {
    starts: Option<DateTime>,
    offset: i32,
    /// Month and, in it, the n-th such weekday (negative: from the end); yearly.
    yearly: Option<(i8, i8, Weekday)>,
}

impl Rule {
    /// The last time this rule began at or before `local`.
    fn last_onset(&self, local: DateTime) -> Option<DateTime> {
        let starts = self.starts?;
        let Some((month, nth, weekday)) = self.yearly else {
            return (starts <= local).then_some(starts);
        };
        [local.year(), local.year() - 1]
            .into_iter()
            .filter_map(|year| {
                Date::new(year, month, 1)
                    .ok()?
                    .nth_weekday_of_month(nth, weekday)
                    .ok()
            })
            .map(|day| day.to_datetime(starts.time()))
            .find(|onset| *onset <= local && onset.year() >= starts.year())
    }
}

impl Zones {
    /// `20260301T093000`, with `Z` or in the zone called `zone`; `20260301` is midnight UTC.
    pub(super) fn instant(&self, value: &str, zone: Option<&str>) -> Option<Timestamp> {
        let utc = value.ends_with(['Z', 'z']);
        let local = date_time(value.trim_end_matches(['Z', 'z']))?;
        let offset = match zone {
            Some(zone) if !utc && value.len() > 8 => self.offset(zone, local),
            _ => 0,
        };
        let offset = jiff::tz::Offset::from_seconds(offset).ok()?;
        Some(Timestamp(offset.to_timestamp(local).ok()?.as_microsecond()))
    }

    fn offset(&self, zone: &str, local: DateTime) -> i32 {
        if let Some(rules) = self.0.get(zone).filter(|rules| !rules.is_empty()) {
            let current = rules
                .iter()
                .filter_map(|rule| Some((rule.last_onset(local)?, rule.offset)))
                .max_by_key(|(onset, _)| *onset);
            return current.map_or_else(|| rules.first().map_or(0, |r| r.offset), |(_, offset)| offset);
        }
        let name = zone
            .trim_start_matches('/')
            .rsplit('/')
            .take(2)
            .collect::<Vec<_>>();
        let name = name.into_iter().rev().collect::<Vec<_>>().join("/");
        jiff::tz::TimeZone::get(&name)
            .ok()
            .and_then(|zone| {
                zone.to_timestamp(local)
                    .ok()
                    .map(|at| zone.to_offset(at).seconds())
            })
            .unwrap_or(0)
    }
}

/// Reads the zone definitions of an invitation.
pub(super) fn read(lines: &[String]) -> Zones {
    let mut zones: HashMap<String, Vec<Rule>> = HashMap::new();
    let mut id: Option<String> = None;
    let mut rule: Option<Rule> = None;
    for property in lines.iter().filter_map(|line| Property::read(line)) {
        let value = property.value.trim();
        match (property.name.as_str(), &mut rule) {
            ("BEGIN", _) if is_rule(value) => rule = Some(Rule::default()),
            ("END", _) if is_rule(value) => {
                if let (Some(id), Some(rule)) = (&id, rule.take()) {
                    zones.entry(id.clone()).or_default().push(rule);
                }
            }
            ("END", _) if value.eq_ignore_ascii_case("VTIMEZONE") => id = None,
            ("TZID", None) => id = Some(value.to_owned()),
            ("DTSTART", Some(rule)) => rule.starts = date_time(value),
            ("TZOFFSETTO", Some(rule)) => rule.offset = offset(value).unwrap_or(0),
            ("RRULE", Some(rule)) => rule.yearly = yearly(value),
            _ => {}
        }
    }
    Zones(zones)
}

fn is_rule(component: &str) -> bool {
    component.eq_ignore_ascii_case("STANDARD") || component.eq_ignore_ascii_case("DAYLIGHT")
}

/// `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`
fn yearly(value: &str) -> Option<(i8, i8, Weekday)> {
    let part = |name: &str| {
        value
            .split(';')
            .filter_map(|p| p.split_once('='))
            .find(|(n, _)| *n == name)
            .map(|(_, v)| v)
    };
    let month = part("BYMONTH")?.parse().ok()?;
    let day = part("BYDAY")?;
    let (nth, weekday) = day.split_at_checked(day.len().checked_sub(2)?)?;
    let weekday = match weekday {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    Some((month, nth.parse().ok()?, weekday))
}

/// `+0200`, `-053000`
fn offset(value: &str) -> Option<i32> {
    let sign = if value.starts_with('-') { -1 } else { 1 };
    let digits = value.trim_start_matches(['+', '-']);
    let two = |at: usize| digits.get(at..at + 2).and_then(|d| d.parse::<i32>().ok());
    Some(sign * (two(0)? * 3600 + two(2)? * 60 + two(4).unwrap_or(0)))
}

fn date_time(value: &str) -> Option<DateTime> {
    let number = |from: usize, to: usize| value.get(from..to).and_then(|d| d.parse::<i16>().ok());
    let small = |from: usize| number(from, from + 2).and_then(|n| i8::try_from(n).ok());
    let date = Date::new(number(0, 4)?, small(4)?, small(6)?).ok()?;
    let time = if value.len() > 8 {
        Time::new(small(9)?, small(11)?, small(13).unwrap_or(0).min(59), 0).ok()?
    } else {
        Time::midnight()
    };
    Some(date.to_datetime(time))
}

/// `PT1H30M`, `P2D`, `P1W`: seconds.
pub(super) fn duration(value: &str) -> Option<i64> {
    let mut seconds: i64 = 0;
    let mut number = String::new();
    let mut in_time = false;
    for c in value
        .strip_prefix('+')
        .unwrap_or(value)
        .strip_prefix('P')?
        .chars()
    {
        let unit = match c {
            'T' => {
                in_time = true;
                continue;
            }
            '0'..='9' if number.len() < 9 => {
                number.push(c);
                continue;
            }
            'W' => 604_800,
            'D' => 86_400,
            'H' => 3_600,
            'M' if in_time => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUCHAREST: &str = "BEGIN:VTIMEZONE\nTZID:Custom\nBEGIN:DAYLIGHT\nDTSTART:19700329T030000\nTZOFFSETTO:+0300\n\
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:19701025T040000\n\
        TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE";

    #[test]
    fn rules_of_the_invitation_decide_summer_time() {
        let lines: Vec<String> = BUCHAREST.lines().map(str::to_owned).collect();
        let zones = read(&lines);
        let at = |value| zones.instant(value, Some("Custom")).unwrap().to_rfc3339();
        assert_eq!(at("20260115T100000"), "2026-01-15T08:00:00.000000Z");
        assert_eq!(at("20260715T100000"), "2026-07-15T07:00:00.000000Z");
        assert_eq!(at("20261231T100000"), "2026-12-31T08:00:00.000000Z");
        assert_eq!(at("20260715"), "2026-07-15T00:00:00.000000Z");
    }

    #[test]
    fn nonsense_is_none() {
        let zones = read(&[]);
        assert_eq!(zones.instant("2026", None), None);
        assert_eq!(zones.instant("20261399T999999", None), None);
        assert_eq!(
            (duration("P"), duration("PT99999999999H"), duration("x")),
            (Some(0), None, None)
        );
        assert_eq!(duration("P1DT2H"), Some(93_600));
    }
}
