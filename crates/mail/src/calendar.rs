//! Calendar invitations (RFC 5545 and RFC 5546): enough to show what is asked, when and where.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::message::Mailbox;

/// The first event of an invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarInvite {
    /// `REQUEST`, `REPLY`, `CANCEL`, `PUBLISH`, ...; upper case.
    pub method: String,
    /// The id of the event, the same over all its updates.
    pub uid: Option<String>,
    /// What it is about.
    pub summary: String,
    /// More about it.
    pub description: Option<String>,
    /// When it begins; midnight UTC for whole days.
    pub start: Option<Timestamp>,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// It takes whole days.
    pub all_day: bool,
    /// Who invites.
    pub organizer: Option<Mailbox>,
    /// Who is invited; in a reply, who answers.
    pub attendees: Vec<Mailbox>,
    /// Where.
    pub location: Option<String>,
}

/// More attendees than this are left out.
const MAX_ATTENDEES: usize = 1_000;
/// Longest text that is read.
const MAX_CHARS: usize = 2_000_000;

/// Reads an invitation; `None` when the text holds no event.
#[must_use]
pub fn parse(text: &str) -> Option<CalendarInvite> {
    let mut end = text.len().min(MAX_CHARS);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let lines = unfold(text.get(..end)?);
    let zones = zones::read(&lines);
    let mut invite = CalendarInvite::default();
    // Names of the components that are open, innermost last.
    let mut open: Vec<String> = Vec::new();
    let mut events = 0;
    let mut duration = None;
    for line in &lines {
        let Some(property) = Property::read(line) else {
            continue;
        };
        match property.name.as_str() {
            "BEGIN" => {
                open.push(property.value.trim().to_ascii_uppercase());
                events += usize::from(open.last().is_some_and(|c| is_event(c)));
            }
            "END" => {
                open.pop();
            }
            "METHOD" if open.len() <= 1 => invite.method = property.value.trim().to_ascii_uppercase(),
            _ if events == 1 && open.last().is_some_and(|c| is_event(c)) => {
                read_event(&property, &zones, &mut invite, &mut duration);
            }
            _ => {}
        }
    }
    if let (None, Some(start), Some(seconds)) = (invite.end, invite.start, duration) {
        invite.end = Some(Timestamp(start.0.saturating_add(seconds * 1_000_000)));
    }
    (events > 0).then_some(invite)
}

fn is_event(component: &str) -> bool {
    matches!(component, "VEVENT" | "VTODO")
}

fn read_event(
    property: &Property,
    zones: &zones::Zones,
    invite: &mut CalendarInvite,
    duration: &mut Option<i64>,
) {
    let text = || Some(unescape(&property.value)).filter(|t| !t.trim().is_empty());
    match property.name.as_str() {
        "UID" => invite.uid = text(),
        "SUMMARY" => invite.summary = text().unwrap_or_default(),
        "DESCRIPTION" => invite.description = text(),
        "LOCATION" => invite.location = text(),
        "DTSTART" => {
            invite.all_day = property.value.trim().len() == 8;
            invite.start = zones.instant(property.value.trim(), property.parameter("TZID"));
        }
        "DTEND" | "DUE" => invite.end = zones.instant(property.value.trim(), property.parameter("TZID")),
        "DURATION" => *duration = zones::duration(property.value.trim()),
        "ORGANIZER" => invite.organizer = person(property),
        "ATTENDEE" if invite.attendees.len() < MAX_ATTENDEES => invite.attendees.extend(person(property)),
        _ => {}
    }
}

fn person(property: &Property) -> Option<Mailbox> {
    let value = property.value.trim();
    let address = value
        .get(..7)
        .filter(|p| p.eq_ignore_ascii_case("mailto:"))
        .and(value.get(7..))
        .unwrap_or(value);
    let name = property.parameter("CN").unwrap_or_default();
    (!address.is_empty() || !name.is_empty()).then(|| Mailbox::new(name, address))
}

/// Joins folded lines.
fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

/// One content line.
struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

impl Property {
    fn read(line: &str) -> Option<Self> {
        let mut quoted = false;
        let mut pieces = Vec::new();
        let mut from = 0;
        let mut colon = None;
        for (i, c) in line.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ';' if !quoted => {
                    pieces.push(line.get(from..i)?);
                    from = i + 1;
                }
                ':' if !quoted => {
                    pieces.push(line.get(from..i)?);
                    colon = Some(i);
                    break;
                }
                _ => {}
            }
        }
        let value = line.get(colon? + 1..)?.to_owned();
        let mut pieces = pieces.into_iter();
        let name = pieces.next()?.trim().to_ascii_uppercase();
        let parameters = pieces
            .filter_map(|p| p.split_once('='))
            .map(|(n, v)| {
                (
                    n.trim().to_ascii_uppercase(),
                    v.trim().trim_matches('"').to_owned(),
                )
            })
            .collect();
        Some(Self {
            name,
            parameters,
            value,
        })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

/// Local times to instants, by the zone rules that the invitation brings along.
mod zones;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_read() {
        let invite = parse(
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@x\r\nSUMMARY:Demo\\, part\r\n  one\r\n\
             DTSTART:20260301T093000Z\r\nDURATION:PT1H30M\r\nLOCATION:Room\\nTwo\r\n\
             ORGANIZER;CN=\"Lee: Ann\":MAILTO:ann@example.com\r\nATTENDEE;CN=Bo:mailto:bo@example.com\r\n\
             BEGIN:VALARM\r\nDESCRIPTION:alarm\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        )
        .unwrap();
        assert_eq!(
            (invite.method.as_str(), invite.summary.as_str()),
            ("REQUEST", "Demo, part one")
        );
        assert_eq!(invite.start.unwrap().to_rfc3339(), "2026-03-01T09:30:00.000000Z");
        assert_eq!(invite.end.unwrap().to_rfc3339(), "2026-03-01T11:00:00.000000Z");
        assert_eq!(
            invite.organizer.unwrap(),
            Mailbox::new("Lee: Ann", "ann@example.com")
        );
        assert_eq!(
            (invite.location.as_deref(), invite.description),
            (Some("Room\nTwo"), None)
        );
        assert_eq!(invite.attendees.len(), 1);
    }

    #[test]
    fn text_without_event_is_none() {
        assert_eq!(parse("BEGIN:VCALENDAR\nEND:VCALENDAR"), None);
        assert_eq!(parse("::;;\nEND:\nBEGIN"), None);
    }
}
