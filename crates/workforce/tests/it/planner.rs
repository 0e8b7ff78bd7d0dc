//! Plans from a few numbers.

use workforce::cost::recommend::Choice;
use workforce::demand::{Channel, Opening, PerChannel, Switching, Volume};
use workforce::planner::{PlanInput, plan, staff};

#[test]
fn three_numbers_give_a_whole_answer() {
    let input = PlanInput {
        volume: Volume {
            tickets: Some(12_000.0),
            customers: Some(40_000.0),
            incident_rate: Some(0.3),
            ..Volume::default()
        },
        ..PlanInput::default()
    };
    let plan = plan(&input).unwrap();
    let work = &plan.staffing.work;
    // The work alone, without waiting for any, makes so many people; more are needed, but not several times as many.
    let bare = work.handling_hours / (40.0 * 52.18 * 0.7);
    assert!(
        work.agents > bare && work.agents < 2.5 * bare,
        "{} people for {bare}",
        work.agents
    );
    for channel in &plan.staffing.week.channels {
        assert!(channel.reached >= channel.target - 1e-9, "{channel:?}");
    }
    for option in &plan.money.options {
        assert!((option.lines.iter().map(|line| line.yearly).sum::<f64>() - option.yearly).abs() < 1e-6);
        assert!(
            option.per_resolution > 1.0 && option.per_resolution < 50.0,
            "{option:?}"
        );
    }
    assert!(plan.money.in_house_spread.p5 < plan.money.options[0].yearly);
    assert!(plan.money.in_house_spread.p95 > plan.money.options[0].yearly);
    assert!((0.0..=1.0).contains(&plan.money.recommendation.confidence));
    assert!(plan.assumptions.iter().any(|text| text.contains("LiveAgent")));
    assert_eq!(
        plan,
        workforce::planner::plan(&input).unwrap(),
        "the same seed gives the same plan"
    );
}

/// Counted by hand in docs/WORKFORCE.md.
#[test]
fn one_channel_is_staffed_as_on_paper() {
    let mut input = PlanInput::tickets(0.0);
    // 4,348.214 a month are 1,000 a week; all calls, Monday 9 to 10 only, so that each week has one hour.
    input.volume.tickets = Some(1_000.0 * 365.25 / 7.0 / 12.0);
    input.mix = PerChannel {
        phone: 1.0,
        ..PerChannel::default()
    };
    input.switching = Switching::NONE;
    input.opening = Opening::parse("mon 9-10").unwrap();
    input.rules.channels.phone.patience_s = None;
    input.rules.channels.phone.aht_s = 180.0;
    // 500 calls of 3 minutes in half an hour: 50 erlang. 80 % within 20 s takes 56, occupancy 85 % takes 59.
    let staffing = staff(&input).unwrap();
    let monday_nine = &staffing.week.intervals[18];
    assert!((monday_nine.arrivals.phone - 500.0).abs() < 1e-9);
    assert_eq!((monday_nine.total, monday_nine.scheduled), (59, 85));
    assert_eq!(
        (staffing.week.agent_hours, staffing.headcount.by_peak),
        (59.0, 85)
    );
    input.rules.channels.phone.max_occupancy = 1.0;
    assert_eq!(staff(&input).unwrap().week.peak, 56);
}

#[test]
fn mail_is_done_in_the_idle_time_of_calls() {
    let mut input = PlanInput::tickets(6_000.0);
    let hours = |input: &PlanInput| staff(input).unwrap().week.agent_hours;
    let blended = hours(&input);
    input.rules.blended = false;
    assert!(hours(&input) > blended, "separate teams take more");
}

#[test]
fn more_work_never_takes_fewer_people() {
    let mut last = 0.0;
    for tickets in [0.0, 1.0, 100.0, 1_000.0, 5_000.0, 20_000.0, 100_000.0] {
        let staffing = staff(&PlanInput::tickets(tickets)).unwrap();
        assert!(staffing.week.agent_hours >= last, "{tickets}");
        last = staffing.week.agent_hours;
        for channel in Channel::ALL {
            let through_week: f64 = staffing
                .week
                .intervals
                .iter()
                .map(|interval| interval.arrivals.get(channel))
                .sum();
            let want = staffing.handled.get(channel) * 84.0 / 365.25;
            assert!(
                (through_week - want).abs() <= 1e-9 * want,
                "nothing is lost on the way: {channel:?}"
            );
        }
    }
}

#[test]
fn around_the_clock_costs_nights_and_weekends() {
    let mut input = PlanInput::tickets(12_000.0);
    let by_day = plan(&input).unwrap();
    input.opening = Opening::ALWAYS;
    let always = plan(&input).unwrap();
    assert!(always.staffing.week.agent_hours > by_day.staffing.week.agent_hours);
    assert!(always.staffing.week.night_hours > 0.0 && by_day.staffing.week.night_hours == 0.0);
    assert!(
        always
            .staffing
            .week
            .intervals
            .iter()
            .all(|interval| interval.total >= 1)
    );
    let premium = |plan: &workforce::planner::Plan| {
        plan.money.options[0]
            .lines
            .iter()
            .find(|line| line.item == "night_and_weekend_premium")
            .map(|line| line.yearly)
    };
    assert!(premium(&always) > Some(0.0) && premium(&by_day).is_none());
}

#[test]
fn a_plan_can_be_written_down_and_read_again() {
    let input = PlanInput::tickets(12_000.0);
    let text = serde_json::to_string(&input).unwrap();
    assert_eq!(serde_json::from_str::<PlanInput>(&text).unwrap(), input);
    let little: PlanInput = serde_json::from_str(r#"{"volume": {"tickets": 12000}}"#).unwrap();
    assert_eq!(little, input);
    assert!(serde_json::from_str::<PlanInput>(r#"{"volum": {}}"#).is_err());
}

#[test]
fn what_is_wrong_is_named() {
    let refused = |change: fn(&mut PlanInput)| {
        let mut input = PlanInput::tickets(1_000.0);
        change(&mut input);
        plan(&input).unwrap_err().field
    };
    assert_eq!(refused(|input| input.volume.tickets = Some(f64::NAN)), "tickets");
    assert_eq!(refused(|input| input.volume.tickets = Some(1e15)), "tickets");
    assert_eq!(refused(|input| input.rules.shrinkage = 1.0), "shrinkage");
    assert_eq!(refused(|input| input.rules.minutes = 7), "minutes");
    assert_eq!(
        refused(|input| input.rules.channels.phone.service_level = 1.0),
        "phone.target_service_level"
    );
    assert_eq!(
        refused(|input| input.rules.channels.email.aht_s = 0.0),
        "email.aht_s"
    );
    assert_eq!(refused(|input| input.in_house.salary = -1.0), "salary");
    assert_eq!(refused(|input| input.bot_deflection = 1.5), "bot_deflection");
    assert_eq!(refused(|input| input.mix.phone = -1.0), "mix");
    assert_eq!(refused(|input| input.opening = Opening([None; 7])), "opening");
}

#[test]
fn the_advice_follows_the_kind_of_product() {
    let mut input = PlanInput::tickets(12_000.0);
    input.needs.product = workforce::cost::Product::Complex;
    input.needs.sensitive_data = true;
    input.vendor.price = workforce::cost::vendor::Price::PerHour(30.0);
    assert_eq!(plan(&input).unwrap().money.recommendation.choice, Choice::InHouse);
    input.needs.product = workforce::cost::Product::Consumer;
    input.needs.sensitive_data = false;
    input.vendor.price = workforce::cost::vendor::Price::PerHour(6.0);
    assert_eq!(
        plan(&input).unwrap().money.recommendation.choice,
        Choice::Outsourced
    );
}
