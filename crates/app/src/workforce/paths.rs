//! Where in the request a field stands that the calculation refused. The calculation knows its fields by their last name.

const HOMES: &[(&str, &[&str])] = &[
    (
        "volume",
        &["tickets", "customers", "incident_rate", "growth", "months_ahead"],
    ),
    (
        "switching",
        &["chat_to_email", "phone_to_email", "email_to_phone"],
    ),
    ("rules", &["minutes", "shrinkage"]),
    ("roster", &["hours_per_week", "loss"]),
    ("needs", &["seasonal_peak", "start_within_months", "budget"]),
    (
        "rules.channels",
        &["phone", "chat", "messaging", "social", "email"],
    ),
];

/// The path of a field in the request. What stands at the top already keeps its name.
pub(super) fn of(field: &str) -> String {
    let first = field.split('.').next().unwrap_or(field);
    HOMES
        .iter()
        .find(|(_, names)| names.contains(&first))
        .map_or_else(|| field.to_owned(), |(home, _)| format!("{home}.{field}"))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_field_gets_the_path_that_the_request_has_it_at() {
        assert_eq!(of("tickets"), "volume.tickets");
        assert_eq!(of("chat.aht_s"), "rules.channels.chat.aht_s");
        assert_eq!(of("mix"), "mix");
    }
}
