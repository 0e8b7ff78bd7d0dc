//! The roster as a table for spreadsheets.

use super::result::Roster;

/// Lines of comma-separated values (RFC 4180, UTF-8, CRLF): name, date, shift, start, end, time zone, breaks, paid hours; local
/// times in the zone of whoever works it.
///
/// `header` names the eight columns in the reader's language. A cell that a spreadsheet would take for a formula is preceded
/// by an apostrophe.
#[must_use]
pub fn csv(roster: &Roster, header: [&str; 8]) -> String {
    let mut text = row(header.map(str::to_owned));
    for shift in &roster.shifts {
        let local = |at: jiff::Timestamp| {
            at.in_tz(&shift.time_zone).map_or_else(
                |_| at.to_string(),
                |zoned| zoned.strftime("%Y-%m-%d %H:%M").to_string(),
            )
        };
        let time = |at: jiff::Timestamp| {
            at.in_tz(&shift.time_zone)
                .map_or_else(|_| at.to_string(), |zoned| zoned.strftime("%H:%M").to_string())
        };
        let breaks: Vec<String> = shift
            .breaks
            .iter()
            .map(|&(from, until)| format!("{}-{}", time(from), time(until)))
            .collect();
        text.push_str(&row([
            shift.name.clone(),
            shift.date.to_string(),
            shift.title.clone(),
            local(shift.start),
            local(shift.end),
            shift.time_zone.clone(),
            breaks.join(" "),
            format!("{:.2}", f64::from(shift.paid_minutes) / 60.0),
        ]));
    }
    text
}

fn row(cells: [String; 8]) -> String {
    let mut row = cells.map(|cell| quoted(&cell)).join(",");
    row.push_str("\r\n");
    row
}

fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_never_run() {
        assert_eq!(quoted("Nguyễn Thị Đào"), "Nguyễn Thị Đào");
        assert_eq!(quoted("Pop, \"Ana\""), "\"Pop, \"\"Ana\"\"\"");
        assert_eq!(quoted("=HYPERLINK(1,2)"), "\"'=HYPERLINK(1,2)\"");
    }
}
