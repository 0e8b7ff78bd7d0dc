//! Small days whose course can be followed with a pencil.

use workforce::simulation::{Distribution, Routing, Service, Shift, Skills, Span, Transfer};

use super::scenarios::*;

#[test]
fn recorded_calls_are_replayed_one_after_the_other() {
    let phone = recorded(calls(1.0, 1.0), &[(100.0, 60.0), (130.0, 60.0), (150.0, 10.0)]);
    let report = play(&scenario(vec![phone], vec![team(1)]), &one_day());
    let phone = &report.channels[0];
    // Waits: 0, 30, 70; the third is late.
    assert_eq!(phone.asa_s.unwrap().value, 100.0 / 3.0);
    assert_eq!(phone.service_level.unwrap().value, 1.0 / 3.0);
    assert_eq!(phone.counts.served, 3);
    assert_eq!(phone.mean_in_work.value, 130.0 / DAY);
    assert_eq!(phone.mean_queue.value, 100.0 / DAY);
}

#[test]
fn recorded_days_are_played_in_turn() {
    let mut phone = recorded(calls(1.0, 1.0), &[(10.0, 5.0)]);
    if let workforce::simulation::Arrivals::Recorded { periods } = &mut phone.arrivals {
        periods.push(vec![]);
        periods.push(vec![periods[0][0], periods[0][0]]);
    }
    let run = workforce::simulation::Run::days(6, 1);
    let report = play(&scenario(vec![phone], vec![team(2)]), &run);
    assert_eq!(report.channels[0].counts.arrived, 6);
}

#[test]
fn who_gives_up_is_gone_and_the_next_comes_earlier() {
    let phone = recorded(calls(1.0, 1.0), &[(0.0, 100.0), (10.0, 100.0), (90.0, 100.0)]);
    let phone = with_patience(phone, Distribution::Constant { value: 50.0 });
    let report = play(&scenario(vec![phone], vec![team(1)]), &one_day());
    let phone = &report.channels[0];
    assert_eq!((phone.counts.served, phone.counts.abandoned), (2, 1));
    assert_eq!(phone.asa_s.unwrap().value, 5.0);
    assert_eq!(phone.mean_wait_s.unwrap().value, 20.0);
}

#[test]
fn who_gives_up_may_write_instead() {
    let mut phone = with_patience(
        recorded(calls(1.0, 1.0), &[(0.0, 100.0), (10.0, 100.0)]),
        Distribution::Constant { value: 50.0 },
    );
    phone.after_abandoning = vec![Transfer {
        to: 1,
        share: 1.0,
        delay_s: 0.0,
    }];
    let mail = recorded(mail(1.0, 30.0), &[]);
    let report = play(&scenario(vec![phone, mail], vec![team(1)]), &one_day());
    assert_eq!(report.channels[0].counts.abandoned, 1);
    assert_eq!(
        (
            report.channels[1].counts.moved_in,
            report.channels[1].counts.served
        ),
        (1, 1)
    );
}

#[test]
fn a_chat_beside_another_takes_longer_while_both_are_there() {
    let mut chat = recorded(calls(1.0, 1.0), &[(0.0, 100.0), (50.0, 100.0)]);
    chat.service = Service::Live {
        at_once: 2,
        slow_down: 1.0,
        patience: None,
        threshold_s: 0.0,
    };
    let report = play(&scenario(vec![chat], vec![team(1)]), &one_day());
    // Alone until 50, both at half speed until the first has done its other 50 at 150; the second has 50 left: until 200.
    assert_eq!(report.channels[0].mean_in_work.value, (150.0 + 150.0) / DAY);
    assert_eq!(report.staff.occupancy.unwrap().value, 200.0 / DAY);
}

#[test]
fn a_call_needs_the_whole_agent_and_chats_share_what_is_left() {
    let mut chat = recorded(calls(1.0, 1.0), &[(0.0, 100.0), (20.0, 10.0), (35.0, 10.0)]);
    chat.service = Service::Live {
        at_once: 2,
        slow_down: 0.0,
        patience: None,
        threshold_s: 0.0,
    };
    let phone = recorded(calls(1.0, 1.0), &[(25.0, 50.0)]);
    let report = play(&scenario(vec![chat, phone], vec![team(1)]), &one_day());
    // The call waits until the last chat is over, at 100; the chats never wait.
    assert_eq!(report.channels[0].service_level.unwrap().value, 1.0);
    assert_eq!(report.channels[1].asa_s.unwrap().value, 75.0);
}

#[test]
fn mail_is_put_aside_for_a_call_and_gone_on_with() {
    let phone = recorded(calls(1.0, 1.0), &[(30.0, 100.0)]);
    let mail = recorded(mail(1.0, 1.0), &[(0.0, 60.0)]);
    let report = play(&scenario(vec![phone, mail], vec![team(1)]), &one_day());
    assert_eq!(report.channels[0].asa_s.unwrap().value, 0.0);
    assert_eq!(report.channels[1].asa_s.unwrap().value, 160.0);
    assert_eq!(report.channels[1].mean_in_work.value, 60.0 / DAY);
}

#[test]
fn mail_that_must_not_be_interrupted_is_finished_first() {
    let phone = recorded(calls(1.0, 1.0), &[(30.0, 100.0)]);
    let mut mail = recorded(mail(1.0, 1.0), &[(0.0, 60.0)]);
    mail.service = Service::Deferred {
        deadline_s: 100.0,
        counts: None,
        interruptible: false,
    };
    let report = play(&scenario(vec![phone, mail], vec![team(1)]), &one_day());
    assert_eq!(report.channels[0].asa_s.unwrap().value, 30.0);
    assert_eq!(report.channels[1].asa_s.unwrap().value, 60.0);
}

#[test]
fn the_mail_that_is_due_first_is_done_first() {
    let slow = recorded(mail(1.0, 1.0), &[(0.0, 50.0), (10.0, 50.0)]);
    let mut urgent = recorded(mail(1.0, 1.0), &[(20.0, 50.0)]);
    urgent.service = Service::Deferred {
        deadline_s: 80.0,
        counts: None,
        interruptible: false,
    };
    let report = play(&scenario(vec![slow, urgent], vec![team(1)]), &one_day());
    assert_eq!(report.channels[1].asa_s.unwrap().value, 80.0);
    assert_eq!(report.channels[1].service_level.unwrap().value, 1.0);
    assert_eq!(report.channels[0].asa_s.unwrap().value, (50.0 + 140.0) / 2.0);
}

#[test]
fn deadlines_run_in_business_hours_and_unfinished_mail_waits_over_night() {
    let mut late = team(1);
    late.shifts = vec![Shift {
        work: between(9.0, 17.0),
        breaks: vec![],
    }];
    let mut mail = recorded(mail(1.0, 1.0), &[(18.0 * HOUR, 600.0)]);
    mail.service = Service::Deferred {
        deadline_s: HOUR,
        counts: Some(vec![between(9.0, 17.0)]),
        interruptible: true,
    };
    let mut run = one_day();
    run.periods = 2;
    let report = play(&scenario(vec![mail], vec![late]), &run);
    let mail = &report.channels[0];
    assert_eq!(
        (mail.counts.arrived, mail.counts.served, mail.counts.still_waiting),
        (2, 1, 1)
    );
    // Done at 9:10 the next morning; the second, of the last evening, is not due yet and counts neither way.
    assert_eq!(mail.asa_s.unwrap().value, 15.0 * HOUR + 600.0);
    assert_eq!(mail.service_level.unwrap().value, 1.0);
}

#[test]
fn specialists_go_first_so_that_generalists_stay_free() {
    let (vietnamese, romanian) = (Skills::NONE.with(0), Skills::NONE.with(1));
    let stream = |needs, contacts: &[(f64, f64)]| {
        let mut channel = recorded(calls(1.0, 1.0), contacts);
        channel.needs = needs;
        channel
    };
    let channels = vec![
        stream(vietnamese, &[(0.0, 100.0)]),
        stream(romanian, &[(10.0, 100.0)]),
    ];
    let with = |skills| {
        let mut one = team(1);
        one.skills = skills;
        one
    };
    let mut day = scenario(channels, vec![with(vietnamese.with(1)), with(vietnamese)]);
    day.routing = Routing::SpecialistsFirst;
    let report = play(&day, &one_day());
    assert_eq!(report.channels[1].asa_s.unwrap().value, 0.0);
    // The generalist is first in the list, and idle as long: then the Romanian has to wait.
    day.routing = Routing::LongestIdle;
    day.teams.reverse();
    assert_eq!(play(&day, &one_day()).channels[1].asa_s.unwrap().value, 0.0);
}

#[test]
fn shifts_end_after_the_call_in_hand_and_breaks_begin_after_it() {
    let phone = recorded(
        calls(1.0, 1.0),
        &[
            (10.0 * HOUR - 100.0, 200.0),
            (10.0 * HOUR - 50.0, 100.0),
            (12.0 * HOUR - 10.0, 60.0),
            (13.0 * HOUR, 60.0),
        ],
    );
    let mut one = team(1);
    one.shifts = vec![Shift {
        work: between(8.0, 12.0),
        breaks: vec![Span::new(10.0 * HOUR, 10.5 * HOUR)],
    }];
    let report = play(&scenario(vec![phone], vec![one]), &one_day());
    let phone = &report.channels[0];
    // The second waits through the break; the fourth finds nobody.
    assert_eq!(phone.asa_s.unwrap().value, (50.0 + 1_800.0) / 3.0);
    assert_eq!((phone.counts.served, phone.counts.still_waiting), (3, 1));
    let staffed = 4.0 * HOUR - 1_800.0 + 100.0 + 50.0;
    assert_eq!(report.staff.staffed.value, staffed / DAY);
}
