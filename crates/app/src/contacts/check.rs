//! Checks of what people say about a contact.

use domain::validate::{Checks, is_language_tag};
use store::contacts::Contact;

use super::ContactChange;

/// The name of a company: none when it stays, `Some(None)` when it goes.
pub(super) fn company(checks: &mut Checks, value: Option<&str>) -> Option<Option<String>> {
    optional_line(checks, "company", value, 200)
}

/// A language tag (BCP 47) such as `vi` or `pt-BR`: none when it stays, `Some(None)` when it goes.
pub(super) fn locale(checks: &mut Checks, value: Option<&str>) -> Option<Option<String>> {
    let tag = optional_line(checks, "locale", value, 35)?;
    if let Some(tag) = &tag
        && !is_language_tag(tag)
    {
        let detail = format!("\"{tag}\" is not a language such as vi or pt-BR");
        checks.refuse("locale", "invalid_locale", detail);
    }
    Some(tag)
}

fn time_zone(checks: &mut Checks, value: Option<&str>) -> Option<Option<String>> {
    let zone = optional_line(checks, "time_zone", value, 64)?;
    let Some(zone) = zone else { return Some(None) };
    match jiff::tz::TimeZone::get(&zone) {
        // As the database of time zones writes it.
        Ok(known) => Some(Some(known.iana_name().unwrap_or(&zone).to_owned())),
        Err(_) => {
            let detail = format!("\"{zone}\" is not a time zone such as Asia/Ho_Chi_Minh");
            checks.refuse("time_zone", "unknown_time_zone", detail);
            Some(None)
        }
    }
}

/// An optional line: absent stays, empty goes.
fn optional_line(
    checks: &mut Checks,
    field: &str,
    value: Option<&str>,
    max: usize,
) -> Option<Option<String>> {
    let value = checks.line(field, value?, 0, max);
    Some(Some(value).filter(|value| !value.is_empty()))
}

/// Applies a change to everything but addresses and company; returns the names of what changed, for the audit log.
pub(super) fn apply(checks: &mut Checks, contact: &mut Contact, change: &ContactChange) -> Vec<&'static str> {
    let before = contact.clone();
    if let Some(name) = &change.name {
        contact.name = checks.line("name", name, 1, 200);
    }
    if let Some(locale) = locale(checks, change.locale.as_deref()) {
        contact.locale = locale;
    }
    if let Some(zone) = time_zone(checks, change.time_zone.as_deref()) {
        contact.time_zone = zone;
    }
    if let Some(notes) = &change.notes {
        contact.notes = checks.text("notes", notes, 0, 10_000);
    }
    if let Some(blocked) = change.blocked {
        contact.blocked = blocked;
    }
    let blocking = if contact.blocked { "blocked" } else { "unblocked" };
    [
        ("name", before.name != contact.name),
        ("language", before.locale != contact.locale),
        ("time zone", before.time_zone != contact.time_zone),
        ("notes", before.notes != contact.notes),
        (blocking, before.blocked != contact.blocked),
    ]
    .into_iter()
    .filter(|(_, changed)| *changed)
    .map(|(name, _)| name)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_zones_are_known_ones() {
        let mut checks = Checks::new();
        assert_eq!(
            time_zone(&mut checks, Some("Europe/Bucharest")),
            Some(Some("Europe/Bucharest".to_owned()))
        );
        assert_eq!(time_zone(&mut checks, Some("")), Some(None));
        assert_eq!(time_zone(&mut checks, None), None);
        assert!(checks.finish().is_ok());
        let mut checks = Checks::new();
        time_zone(&mut checks, Some("Mars/Olympus"));
        assert!(checks.finish().is_err());
    }
}
