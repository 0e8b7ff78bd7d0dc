//! How much of a time somebody was there. Asked often of few inboxes, so that hours become sums once.

use domain::Timestamp;
use domain::business_hours::BusinessHours;

/// The open time of an inbox.
#[derive(Debug, Clone)]
pub(super) enum OpenTime {
    /// Somebody is always there.
    Always,
    /// Spans in order: their beginning, their end, and the open microseconds before them.
    Spans(Vec<(i64, i64, i64)>),
}

impl OpenTime {
    /// The open time between two instants; what lies outside is not known and counts as closed.
    pub(super) fn of(hours: Option<&BusinessHours>, from: Timestamp, until: Timestamp) -> Self {
        let Some(hours) = hours else {
            return Self::Always;
        };
        let mut before = 0;
        let spans = hours.between(from, until).into_iter().map(|(begin, end)| {
            let span = (begin.micros(), end.micros(), before);
            before += end.micros() - begin.micros();
            span
        });
        Self::Spans(spans.collect())
    }

    /// Open hours from one instant to another.
    pub(super) fn hours(&self, from: i64, to: i64) -> f64 {
        let micros = match self {
            Self::Always => to - from,
            Self::Spans(spans) => open_until(spans, to) - open_until(spans, from),
        };
        super::calendar::count(micros.max(0)) / 3.6e9
    }
}

fn open_until(spans: &[(i64, i64, i64)], at: i64) -> i64 {
    let begun = spans.partition_point(|(begin, ..)| *begin <= at);
    begun
        .checked_sub(1)
        .and_then(|last| spans.get(last))
        .map_or(0, |(begin, end, before)| before + at.min(*end) - begin)
}

#[cfg(test)]
mod tests {
    use domain::validate::Checks;

    use super::*;

    #[test]
    fn a_weekend_is_no_time() {
        let at = |text: &str| Timestamp::parse_rfc3339(text).unwrap();
        let row = |day: &str| (day.to_owned(), "08:00".to_owned(), "18:00".to_owned());
        let rows = ["mon", "tue", "wed", "thu", "fri"].map(row);
        let office = BusinessHours::check("UTC", &rows, &mut Checks::new());
        let (from, until) = (at("2026-03-02T00:00:00Z"), at("2026-03-10T00:00:00Z"));
        let open = OpenTime::of(Some(&office), from, until);
        let hours = |from: &str, to: &str| open.hours(at(from).micros(), at(to).micros());
        assert_eq!(hours("2026-03-06T17:00:00Z", "2026-03-09T09:30:00Z"), 2.5);
        assert_eq!(hours("2026-03-07T10:00:00Z", "2026-03-08T10:00:00Z"), 0.0);
        assert_eq!(
            OpenTime::of(None, from, until).hours(from.micros(), from.micros() + 3_600_000_000),
            1.0
        );
    }
}
