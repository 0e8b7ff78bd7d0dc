//! Calendars and tables, byte for byte.

use workforce::schedule::{Labels, Roster, Who, csv, ics};

use super::problems::*;

fn roster() -> Roster {
    let mut two = vec![person("Đào, Ana"), person("=Bob")];
    two[1].leave = vec![date("2026-03-02"), date("2026-03-03")];
    let mut template = full_day(&[9]);
    template.name = "Ca ngày; điện thoại".into();
    let mut agents = hours(3, 9, 17, 1);
    agents[24..48].fill(0);
    let mut problem = problem(3, agents, vec![template], two);
    problem.contracts[0].most_shifts = 1;
    made(&problem)
}

const LABELS: Labels<'static> = Labels {
    calendar: "Ca làm việc",
    pause: "Nghỉ",
    domain: "example.test",
};

#[test]
fn each_agent_has_a_calendar_of_their_own() {
    let text = ics(&roster(), Who::Person(0), at("2026-02-20T10:00:00Z"), &LABELS);
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rapport//Roster//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Ca làm việc",
        "BEGIN:VEVENT",
        "UID:p0-20260302-0@example.test",
        "DTSTAMP:20260220T100000Z",
        "DTSTART:20260302T070000Z",
        "DTEND:20260302T153000Z",
        "SUMMARY:Ca ngày\\; điện thoại",
        "DESCRIPTION:Nghỉ: 13:00-13:30",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(text, expected.join("\r\n"));
}

#[test]
fn the_table_has_everybody_and_no_formula() {
    let text = csv(
        &roster(),
        ["name", "date", "shift", "start", "end", "zone", "breaks", "hours"],
    );
    let expected = [
        "name,date,shift,start,end,zone,breaks,hours",
        "\"Đào, Ana\",2026-03-02,Ca ngày; điện thoại,2026-03-02 09:00,2026-03-02 17:30,Europe/Bucharest,13:00-13:30,8.00",
        "'=Bob,2026-03-04,Ca ngày; điện thoại,2026-03-04 09:00,2026-03-04 17:30,Europe/Bucharest,13:00-13:30,8.00",
        "",
    ];
    assert_eq!(text, expected.join("\r\n"));
}
