//! Builders of problems, and the rules of a roster written a second time, from its text alone.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use workforce::schedule::{
    Break, Contract, Effort, Past, Person, Premiums, Problem, Requirement, Roster, Shift, Skills, Template,
    Who, plan,
};

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Eight hours with an unpaid half hour in the middle, beginning at these hours.
pub fn full_day(hours: &[u16]) -> Template {
    Template {
        name: "full".into(),
        starts: hours.iter().map(|hour| hour * 60).collect(),
        minutes: 510,
        breaks: vec![vec![Break {
            after_minutes: 240,
            minutes: 30,
            paid: false,
        }]],
        weekdays: [true; 7],
    }
}

/// So many hours without a break.
pub fn plain(name: &str, hours: &[u16], length: u16) -> Template {
    Template {
        name: name.into(),
        starts: hours.iter().map(|hour| hour * 60).collect(),
        minutes: length * 60,
        breaks: vec![],
        weekdays: [true; 7],
    }
}

pub fn contract() -> Contract {
    Contract {
        name: "full time".into(),
        pay_per_hour: 10.0,
        guaranteed_minutes: 0,
        most_minutes: 2_400,
        most_shifts: 5,
        days_in_a_row: 5,
        days_off_in_a_row: 2,
        rest_minutes: 660,
        templates: None,
    }
}

pub fn people(count: usize) -> Vec<Person> {
    (0..count)
        .map(|number| person(&format!("Person {number:02}")))
        .collect()
}

pub fn person(name: &str) -> Person {
    Person {
        name: name.into(),
        contract: 0,
        skills: Skills::NONE,
        time_zone: None,
        leave: vec![],
        wishes: vec![],
        past: Past::default(),
    }
}

/// From Monday, 2 March 2026, on, in intervals of an hour; `agents` for each.
pub fn problem(days: u16, agents: Vec<u32>, templates: Vec<Template>, people: Vec<Person>) -> Problem {
    Problem {
        start: date("2026-03-02"),
        days,
        time_zone: "Europe/Bucharest".into(),
        interval_minutes: 60,
        requirements: vec![Requirement {
            name: "calls".into(),
            needs: Skills::NONE,
            agents,
        }],
        templates,
        contracts: vec![contract()],
        people,
        vendors: vec![],
        premiums: Premiums::default(),
        shortage_per_hour: 1_000.0,
        fairness: 0.0,
        effort: Effort::default(),
    }
}

/// The same agents in an interval of hours of every day.
pub fn hours(days: usize, from: usize, until: usize, agents: u32) -> Vec<u32> {
    (0..days * 24)
        .map(|hour| {
            if (from..until).contains(&(hour % 24)) {
                agents
            } else {
                0
            }
        })
        .collect()
}

/// A roster that has passed [`keeps_the_rules`].
pub fn made(problem: &Problem) -> Roster {
    let roster = plan(problem).unwrap();
    keeps_the_rules(problem, &roster);
    roster
}

/// Every rule of every person's contract, read from the roster's dates and times alone.
pub fn keeps_the_rules(problem: &Problem, roster: &Roster) {
    let mut lines: BTreeMap<usize, Vec<&Shift>> = BTreeMap::new();
    for shift in &roster.shifts {
        if let Who::Person(person) = shift.who {
            lines.entry(person).or_default().push(shift);
        }
    }
    for (index, shifts) in lines {
        let person = &problem.people[index];
        let contract = &problem.contracts[person.contract];
        let mut ends = person.past.last_end;
        for shift in &shifts {
            assert!(
                !person.leave.contains(&shift.date),
                "{} works on leave",
                person.name
            );
            assert!(
                contract
                    .templates
                    .as_ref()
                    .is_none_or(|allowed| allowed.contains(&shift.template))
            );
            if let Some(end) = ends {
                let rest = shift.start.as_second() - end.as_second();
                assert!(
                    rest >= i64::from(contract.rest_minutes) * 60,
                    "{} rests only {rest} s",
                    person.name
                );
            }
            ends = Some(shift.end);
        }
        let dates: Vec<Date> = shifts.iter().map(|shift| shift.date).collect();
        days(problem, contract, person, &dates);
        for week in 0..usize::from(problem.days).div_ceil(7) {
            let of_week = |shift: &&&Shift| {
                (days_since(problem, shift.date).clamp(0, i32::from(problem.days) - 1) / 7) as usize == week
            };
            let of_week: Vec<_> = shifts.iter().filter(of_week).collect();
            assert!(
                of_week.len() <= usize::from(contract.most_shifts),
                "{} has too many shifts",
                person.name
            );
            let minutes: u32 = of_week.iter().map(|shift| shift.paid_minutes).sum();
            assert!(
                minutes <= contract.most_minutes,
                "{} works {minutes} minutes",
                person.name
            );
        }
    }
}

fn days_since(problem: &Problem, date: Date) -> i32 {
    problem.start.until(date).unwrap().get_days()
}

fn days(problem: &Problem, contract: &Contract, person: &Person, dates: &[Date]) {
    let works = |day: i32| dates.iter().any(|&date| days_since(problem, date) == day);
    let mut in_a_row = i32::from(person.past.days_in_a_row);
    let last = i32::from(problem.days);
    for day in 0..=last {
        in_a_row = if works(day) { in_a_row + 1 } else { 0 };
        assert!(
            in_a_row <= i32::from(contract.days_in_a_row),
            "{} works {in_a_row} days in a row",
            person.name
        );
    }
    for week in 0..last / 7 {
        let (mut run, mut longest) = (0, 0);
        for day in week * 7..week * 7 + 7 {
            run = if works(day) { 0 } else { run + 1 };
            longest = longest.max(run);
        }
        assert!(
            longest >= i32::from(contract.days_off_in_a_row),
            "{} has no days off in a row",
            person.name
        );
    }
}

/// Coverage counted minute by minute from the shifts, for one requirement that everybody can do; hours lacking.
pub fn lacking_by_hand(problem: &Problem, roster: &Roster) -> f64 {
    let zone = TimeZone::get(&problem.time_zone).unwrap();
    let begins = problem.start.to_zoned(zone).unwrap().timestamp().as_second();
    let step = i64::from(problem.interval_minutes) * 60;
    let mut lacking = 0;
    for (interval, &agents) in problem.requirements[0].agents.iter().enumerate() {
        let from = begins + i64::try_from(interval).unwrap() * step;
        let mut seconds = 0;
        for shift in &roster.shifts {
            let overlap = |a: Timestamp, b: Timestamp| {
                (b.as_second().min(from + step) - a.as_second().max(from)).max(0)
            };
            seconds += overlap(shift.start, shift.end);
            seconds -= shift.breaks.iter().map(|&(a, b)| overlap(a, b)).sum::<i64>();
        }
        lacking += (i64::from(agents) * step - seconds).max(0);
    }
    lacking as f64 / 3_600.0
}
