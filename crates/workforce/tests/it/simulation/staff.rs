//! Who is there: shifts over midnight, absence and pauses.

use workforce::simulation::{Run, Shift, Shrinkage};

use super::scenarios::*;

#[test]
fn a_night_shift_is_there_after_midnight_from_the_first_day_on() {
    let mut night = team(5);
    night.shifts = vec![Shift {
        work: between(22.0, 30.0),
        breaks: vec![],
    }];
    let phone = recorded(calls(1.0, 1.0), &[]);
    let report = play(&scenario(vec![phone], vec![night]), &one_day());
    for (hour, (_, staffed)) in report.staff.intervals.iter().enumerate() {
        let expected = if !(6..22).contains(&hour) { 5.0 } else { 0.0 };
        assert_eq!(staffed.value, expected, "{hour} o'clock");
    }
}

#[test]
fn absence_takes_its_share_of_shifts() {
    let mut ill = team(50);
    ill.shifts = vec![Shift {
        work: between(9.0, 17.0),
        breaks: vec![],
    }];
    ill.shrinkage = Shrinkage {
        absence: 0.1,
        ..Shrinkage::default()
    };
    let report = play(
        &scenario(vec![recorded(calls(1.0, 1.0), &[])], vec![ill]),
        &Run::days(400, 9),
    );
    agrees("staffed", report.staff.staffed, 45.0 / 3.0, 0.01);
}

#[test]
fn pauses_take_their_share_of_the_time() {
    let mut tired = team(50);
    tired.shrinkage = Shrinkage {
        in_shift: 0.2,
        pause_s: 600.0,
        ..Shrinkage::default()
    };
    let mut run = Run::days(40, 11);
    run.warm_up_periods = 1;
    let idle = play(
        &scenario(vec![recorded(calls(1.0, 1.0), &[])], vec![tired.clone()]),
        &run,
    );
    agrees("staffed", idle.staff.staffed, 40.0, 0.01);
    // With calls in hand a pause begins when they are over: a little less is lost, never more.
    let busy = play(&scenario(vec![calls(0.1, 200.0)], vec![tired]), &run);
    assert!(
        busy.staff.staffed.value > 40.0 && busy.staff.staffed.value < 42.0,
        "{:?}",
        busy.staff.staffed
    );
}

#[test]
fn a_smaller_team_serves_the_same_customers_worse() {
    let waits = |agents| {
        play(
            &scenario(vec![calls(0.05, 180.0)], vec![team(agents)]),
            &Run::days(50, 4),
        )
        .channels[0]
            .clone()
    };
    let (small, large) = (waits(10), waits(12));
    assert_eq!(small.counts.arrived, large.counts.arrived);
    assert!(small.asa_s.unwrap().value > large.asa_s.unwrap().value);
}
