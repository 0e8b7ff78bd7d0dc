//! A roster, from the request and as it is shown.

use api_types::{RosterPersonView, RosterRequest, RosterShiftView, RosterView, TextView};
use app::workforce::schedule::{Blocker, Who};
use app::workforce::{RosterQuery, RosterWords, Rostered};

use crate::http::Result;

const COLUMNS: [&str; 8] = [
    "name",
    "date",
    "shift",
    "start",
    "end",
    "time zone",
    "breaks",
    "paid hours",
];

pub(super) fn query(body: RosterRequest) -> Result<RosterQuery> {
    let start = body.start.parse().map_err(|_| {
        let detail = format!("\"{}\" is not a day such as 2026-03-02", body.start);
        app::Error::field("start", "invalid_date", detail)
    })?;
    let words = body.words.map_or_else(
        || RosterWords {
            shifts: ["Shift".to_owned(), "Half shift".to_owned()],
            calendar: "Shifts".to_owned(),
            pause: "Break".to_owned(),
            columns: COLUMNS.map(str::to_owned),
        },
        |words| RosterWords {
            shifts: [words.whole_shift, words.half_shift],
            calendar: words.calendar,
            pause: words.pause,
            columns: words.columns,
        },
    );
    Ok(RosterQuery {
        start,
        agents: body.agents,
        people: body.people,
        hours_per_week: body.hours_per_week.unwrap_or(40.0),
        words,
    })
}

pub(super) fn view(made: Rostered, names: Vec<String>) -> RosterView {
    let roster = made.roster;
    let shifts = roster.shifts.iter().filter_map(|shift| match shift.who {
        Who::Person(person) => Some(RosterShiftView {
            person: u32::try_from(person).ok()?,
            date: shift.date.to_string(),
            start: shift.start.to_string(),
            end: shift.end.to_string(),
            paid_minutes: shift.paid_minutes,
        }),
        Who::Vendor { .. } => None,
    });
    let people = names.into_iter().zip(&roster.people).zip(made.calendars);
    RosterView {
        shifts: shifts.collect(),
        people: people
            .map(|((name, summary), ics)| RosterPersonView {
                name,
                hours: f64::from(summary.minutes) / 60.0,
                ics,
            })
            .collect(),
        lacking_hours: roster.cost.lacking_hours,
        blockers: roster.blockers.iter().map(blocker).collect(),
        gap: roster.gap,
        time_zone: made.time_zone,
        csv: made.csv,
    }
}

/// A rule that stands in the way, with its code.
pub(crate) fn blocker(blocker: &Blocker) -> TextView {
    let code = serde_json::to_value(blocker.rule).ok();
    TextView {
        code: code
            .as_ref()
            .and_then(|code| code.as_str())
            .unwrap_or("other")
            .to_owned(),
        text: blocker.to_string(),
    }
}
