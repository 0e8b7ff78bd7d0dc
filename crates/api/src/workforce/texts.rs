//! Codes for what a plan says in words, so that it can be said in other languages too.

use api_types::TextView;

/// Codes and how the texts begin.
const CODES: &[(&str, &str)] = &[
    ("assumed_mix", "spread over channels"),
    ("assumed_switching", "moves between channels"),
    ("assumed_profile", "hours of the week"),
    ("assumed_rules", "handling times, targets and patience"),
    ("assumed_shrinkage", "shrinkage"),
    ("assumed_in_house", "cost of a team of one's own"),
    ("assumed_vendor", "offer of a vendor"),
    ("assumed_needs", "kind of product and needs"),
    ("one_month_like_another", "one month is like another"),
    ("calls_while_open", "who would call while it is closed"),
    ("poisson_arrivals", "contacts arrive at random (Poisson)"),
    ("exponential_times", "handling times and patience are"),
    ("exponential_handling", "handling times are exponentially"),
    ("no_retry", "who gives up does not try again"),
    ("nobody_hangs_up", "nobody hangs up"),
    ("first_come", "first come, first served"),
    ("chats_at_random", "chats arrive at random"),
    ("chat_to_least_busy", "a chat goes to the agent"),
    ("chat_slow_down", "aht_s is how long a chat takes"),
    ("chat_exponential", "handling times, and patience where given"),
    ("backlog_even", "work arrives as expected"),
    ("backlog_oldest_first", "the oldest piece is done first"),
    ("backlog_opening_hours", "the deadline counts opening hours"),
    ("backlog_repeats", "the pattern repeats"),
    ("overheads", "office rent, overheads and taxes"),
    ("hiring_takes_time", "hiring takes time"),
    ("vendor_audit", "let them see only what they need"),
    ("vendor_culture", "plan for barriers of language"),
    ("hybrid_split", "keep complex and new matters in-house"),
];

/// A text with its code; `other` for one that has none.
pub(super) fn text(text: impl Into<String>) -> TextView {
    let text = text.into();
    let code = CODES
        .iter()
        .find(|(_, begin)| text.starts_with(begin))
        .map_or("other", |(code, _)| *code);
    TextView {
        code: code.to_owned(),
        text,
    }
}
