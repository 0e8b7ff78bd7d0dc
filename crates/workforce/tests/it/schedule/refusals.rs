//! What cannot be planned with is refused with the field and the reason; what can is answered, however little there is.

use workforce::schedule::{Break, Problem, plan};

use super::problems::*;

fn refused(change: impl FnOnce(&mut Problem)) -> String {
    let mut problem = problem(1, hours(1, 8, 16, 1), vec![full_day(&[8])], people(1));
    change(&mut problem);
    plan(&problem).unwrap_err().to_string()
}

#[track_caller]
fn says(error: &str, field: &str, reason: &str) {
    assert!(
        error.starts_with(&format!("{field}: ")) && error.contains(reason),
        "{error}"
    );
}

#[test]
fn fields_outside_their_range() {
    says(&refused(|it| it.days = 15), "days", "week by week");
    says(
        &refused(|it| it.interval_minutes = 7),
        "interval_minutes",
        "15, 20, 30 or 60",
    );
    says(
        &refused(|it| it.time_zone = "Mars".into()),
        "time_zone",
        "no time zone",
    );
    says(
        &refused(|it| it.requirements[0].agents.push(1)),
        "requirements[0].agents",
        "24 values",
    );
    says(&refused(|it| it.requirements.clear()), "requirements", "1 to 6");
    says(
        &refused(|it| it.requirements[0].agents[0] = 1_000_000),
        "requirements[0].agents",
        "at most",
    );
    says(
        &refused(|it| it.templates[0].starts = vec![1_440]),
        "templates[0].starts",
        "minutes of a day",
    );
    says(
        &refused(|it| it.templates[0].minutes = 30),
        "templates[0].minutes",
        "60 to 1,440",
    );
    let late = Break {
        after_minutes: 500,
        minutes: 30,
        paid: true,
    };
    says(
        &refused(|it| it.templates[0].breaks[0].push(late)),
        "templates[0].breaks[0]",
        "lie in the shift",
    );
    says(
        &refused(|it| it.people[0].contract = 1),
        "people[0].contract",
        "no contract",
    );
    says(
        &refused(|it| it.people[0].time_zone = Some("Nowhere".into())),
        "people[0].time_zone",
        "no time zone",
    );
    says(
        &refused(|it| it.contracts[0].most_shifts = 8),
        "contracts[0].most_shifts",
        "1 to 7",
    );
    says(
        &refused(|it| it.contracts[0].templates = Some(vec![3])),
        "contracts[0].templates",
        "no template",
    );
    says(
        &refused(|it| it.contracts[0].guaranteed_minutes = 3_000),
        "contracts[0].guaranteed_minutes",
        "more than the most",
    );
    for bad in [f64::NAN, -1.0, f64::INFINITY] {
        says(
            &refused(|it| it.shortage_per_hour = bad),
            "shortage_per_hour",
            "number from 0",
        );
        says(
            &refused(|it| it.contracts[0].pay_per_hour = bad),
            "contracts[0].pay_per_hour",
            "number from 0",
        );
    }
    says(&refused(|it| it.effort.gap = 0.9), "effort.gap", "0 to 0.5");
}

#[test]
fn more_shifts_than_can_be_solved_for() {
    let error = refused(|it| {
        it.days = 14;
        it.requirements[0].agents = vec![1; 14 * 24];
        it.templates = vec![full_day(&(0..24).collect::<Vec<_>>()); 40];
        let zones = ["Europe/Paris", "Europe/Rome", "Asia/Tokyo", "Asia/Seoul"];
        it.people = zones
            .iter()
            .map(|zone| workforce::schedule::Person {
                time_zone: Some((*zone).into()),
                ..person("x")
            })
            .collect();
    });
    says(&error, "templates", "use fewer starts");
}

#[test]
fn nobody_and_nothing_are_answers() {
    let nobody = made(&problem(1, hours(1, 8, 16, 2), vec![full_day(&[8])], vec![]));
    assert_eq!((nobody.shifts.len(), nobody.cost.lacking_hours), (0, 16.0));
    let nothing = made(&problem(1, vec![0; 24], vec![full_day(&[8])], people(2)));
    assert_eq!((nothing.shifts.len(), nothing.cost.total()), (0, 0.0));
    let no_shift = made(&problem(1, hours(1, 8, 16, 1), vec![], people(2)));
    assert_eq!(no_shift.cost.lacking_hours, 8.0);
}
