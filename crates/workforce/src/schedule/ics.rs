//! The roster as a calendar for each agent (RFC 5545).

use std::fmt::Write as _;

use jiff::{Timestamp, tz::TimeZone};

use super::result::{Roster, Shift, Who};

/// Words of a calendar in its reader's language.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    /// Name of the calendar, such as "Shifts".
    pub calendar: &'a str,
    /// What breaks are called.
    pub pause: &'a str,
    /// A domain for the ids of events, such as that of the installation.
    pub domain: &'a str,
}

/// Something in a calendar.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Stays the same as long as it is the same: a calendar that is read again moves what was moved and doubles nothing.
    pub id: &'a str,
    /// What it is.
    pub title: &'a str,
    /// IANA time zone in which its breaks are told.
    pub time_zone: &'a str,
    /// Beginning.
    pub start: Timestamp,
    /// End.
    pub end: Timestamp,
    /// Beginning and end of each break.
    pub breaks: &'a [(Timestamp, Timestamp)],
}

/// The shifts of `who`, made at `made`.
///
/// An event keeps its id as long as the person, the day and the shift are the same.
#[must_use]
pub fn ics(roster: &Roster, who: Who, made: Timestamp, labels: &Labels<'_>) -> String {
    let own: Vec<(String, &Shift)> = roster
        .shifts
        .iter()
        .filter(|shift| shift.who == who)
        .map(|shift| (id(shift), shift))
        .collect();
    let events: Vec<Event<'_>> = own
        .iter()
        .map(|(id, shift)| Event {
            id,
            title: &shift.title,
            time_zone: &shift.time_zone,
            start: shift.start,
            end: shift.end,
            breaks: &shift.breaks,
        })
        .collect();
    calendar(&events, made, labels)
}

/// A calendar, made at `made`. Times are in UTC, so no time zone has to be described.
#[must_use]
pub fn calendar(events: &[Event<'_>], made: Timestamp, labels: &Labels<'_>) -> String {
    let mut text = String::new();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rapport//Roster//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ] {
        fold(&mut text, line);
    }
    fold(&mut text, &format!("X-WR-CALNAME:{}", escaped(labels.calendar)));
    for event in events {
        write_event(&mut text, event, made, labels);
    }
    fold(&mut text, "END:VCALENDAR");
    text
}

fn id(shift: &Shift) -> String {
    let whose = match shift.who {
        Who::Person(person) => format!("p{person}"),
        Who::Vendor { vendor, number } => format!("v{vendor}-{number}"),
    };
    format!("{whose}-{}-{}", shift.date.strftime("%Y%m%d"), shift.template)
}

fn write_event(text: &mut String, event: &Event<'_>, made: Timestamp, labels: &Labels<'_>) {
    fold(text, "BEGIN:VEVENT");
    fold(text, &format!("UID:{}@{}", event.id, labels.domain));
    fold(text, &format!("DTSTAMP:{}", utc(made)));
    fold(text, &format!("DTSTART:{}", utc(event.start)));
    fold(text, &format!("DTEND:{}", utc(event.end)));
    fold(text, &format!("SUMMARY:{}", escaped(event.title)));
    if !event.breaks.is_empty() {
        let zone = TimeZone::get(event.time_zone).unwrap_or(TimeZone::UTC);
        let time = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
        let mut breaks = String::new();
        for &(from, until) in event.breaks {
            let gap = if breaks.is_empty() { "" } else { "\n" };
            let _ = write!(breaks, "{gap}{}: {}-{}", labels.pause, time(from), time(until));
        }
        fold(text, &format!("DESCRIPTION:{}", escaped(&breaks)));
    }
    fold(text, "TRANSP:OPAQUE");
    fold(text, "END:VEVENT");
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A value of type TEXT (RFC 5545, 3.3.11). Control characters other than line breaks are not allowed and left out.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => text.extend(['\\', letter]),
            '\n' | '\r' => text.push_str("\\n"),
            letter if letter.is_control() && letter != '\t' => {}
            letter => text.push(letter),
        }
    }
    text
}

/// A content line in pieces of at most 75 octets, never through a letter (RFC 5545, 3.1).
fn fold(text: &mut String, line: &str) {
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > 75 {
            text.push_str("\r\n ");
            octets = 1;
        }
        octets += letter.len_utf8();
        text.push(letter);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters_and_unfold_to_themselves() {
        let line = format!("SUMMARY:{}", "Ca đêm, trực điện thoại ".repeat(10));
        let mut text = String::new();
        fold(&mut text, &line);
        assert!(text.split("\r\n").all(|piece| piece.len() <= 75));
        assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\n"));
        assert!(text.lines().count() > 3);
    }

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(escaped("a,b;c\\d\r\ne\u{7}"), "a\\,b\\;c\\\\d\\ne");
    }
}
