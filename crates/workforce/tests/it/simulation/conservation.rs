//! Nobody is lost and nobody counted twice, whatever happens.

use proptest::prelude::*;
use workforce::simulation::{
    Arrivals, Channel, Distribution, Routing, Run, Scenario, Service, Shift, Shrinkage, Skills, Span, Team,
    Transfer, simulate,
};

use super::scenarios::{DAY, HOUR, adds_up};

fn distribution() -> impl Strategy<Value = Distribution> {
    prop_oneof![
        (0.0..2_000.0).prop_map(|value| Distribution::Constant { value }),
        (0.1..2_000.0).prop_map(|mean| Distribution::Exponential { mean }),
        ((1.0..2_000.0), (0.1..2.0)).prop_map(|(mean, cv)| Distribution::LogNormal { mean, cv }),
        ((1.0..2_000.0), (0.1..2.0)).prop_map(|(mean, cv)| Distribution::Gamma { mean, cv }),
        prop::collection::vec(0.0..2_000.0, 1..5).prop_map(|values| Distribution::Empirical { values }),
    ]
}

fn arrivals() -> impl Strategy<Value = Arrivals> {
    prop_oneof![
        (prop::collection::vec(0.0..40.0, 24), 0.0..0.5).prop_map(|(per_interval, variation)| {
            Arrivals::Poisson {
                per_interval,
                variation,
            }
        }),
        (20.0..2_000.0).prop_map(|mean| Arrivals::Renewal {
            between: Distribution::Exponential { mean }
        }),
    ]
}

fn service() -> impl Strategy<Value = Service> {
    prop_oneof![
        (
            prop::sample::select(vec![1_u8, 2, 3, 4]),
            0.0..0.5,
            prop::option::of(distribution())
        )
            .prop_map(|(at_once, slow_down, patience)| {
                Service::Live {
                    at_once,
                    slow_down,
                    patience,
                    threshold_s: 20.0,
                }
            }),
        any::<bool>().prop_map(|interruptible| Service::Deferred {
            deadline_s: 4.0 * HOUR,
            counts: None,
            interruptible
        }),
    ]
}

fn transfers() -> impl Strategy<Value = Vec<Transfer>> {
    prop::collection::vec((0..3_usize, 0.0..0.5, prop_oneof![Just(0.0), Just(500.0)]), 0..3).prop_map(|all| {
        all.into_iter()
            .map(|(to, share, delay_s)| Transfer { to, share, delay_s })
            .collect()
    })
}

fn channel() -> impl Strategy<Value = Channel> {
    (
        arrivals(),
        distribution(),
        service(),
        0.0..0.3,
        transfers(),
        transfers(),
        0..3_u8,
        0..4_u64,
    )
        .prop_map(
            |(arrivals, handling, service, deflection, transfers, after_abandoning, priority, needs)| {
                Channel {
                    name: "any".into(),
                    needs: Skills(needs),
                    priority,
                    arrivals,
                    handling,
                    service,
                    deflection,
                    transfers,
                    after_abandoning,
                }
            },
        )
}

fn team() -> impl Strategy<Value = Team> {
    (1..6_u32, 0..4_u64, 0..24_u32, 1..13_u32, 0.0..0.4, 0.0..0.4).prop_map(
        |(agents, skills, from, hours, absence, in_shift)| {
            let from_s = f64::from(from) * HOUR;
            let until_s = from_s + f64::from(hours) * HOUR;
            let breaks = vec![Span::new(from_s + 1_200.0, from_s + 2_400.0)];
            Team {
                name: "some".into(),
                agents,
                skills: Skills(skills),
                shifts: vec![Shift {
                    work: Span::new(from_s, until_s),
                    breaks,
                }],
                shrinkage: Shrinkage {
                    absence,
                    in_shift,
                    pause_s: 400.0,
                },
            }
        },
    )
}

fn anything() -> impl Strategy<Value = Scenario> {
    (
        prop::collection::vec(channel(), 3),
        prop::collection::vec(team(), 1..4),
        any::<bool>(),
    )
        .prop_map(|(channels, mut teams, specialists)| {
            // Somebody who can do everything, around the clock.
            teams.push(Team {
                name: "all".into(),
                agents: 1,
                skills: Skills(3),
                shifts: vec![],
                shrinkage: Shrinkage::default(),
            });
            let routing = if specialists {
                Routing::SpecialistsFirst
            } else {
                Routing::LongestIdle
            };
            Scenario {
                period_s: DAY,
                interval_s: HOUR,
                channels,
                teams,
                routing,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn everybody_who_arrived_is_served_gone_deflected_or_still_there(scenario in anything(), warm_up_periods in 0..2_u32, seed: u64) {
        let run = Run { seed, replications: 3, warm_up_periods, periods: 2, threads: None };
        let report = simulate(&scenario, &run).unwrap();
        for channel in &report.channels {
            adds_up(channel);
            for share in [channel.service_level, channel.abandonment, channel.occupancy, channel.waited].into_iter().flatten() {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&share.value), "{share:?}");
            }
            let by_interval: f64 = channel.intervals.iter().map(|it| it.arrived.value).sum();
            prop_assert!((by_interval - channel.arrived.value).abs() < 1e-6);
            let agents: u32 = scenario.teams.iter().map(|team| team.agents).sum();
            prop_assert!(channel.mean_in_work.value <= f64::from(agents) * 4.0 + 1e-9);
        }
    }

    #[test]
    fn nobody_waits_beside_somebody_who_could(agents in 1..20_u32, mean in 20.0..200.0, seed: u64) {
        // One channel without patience: work conservation makes the queue's area zero whenever somebody was idle, so the busy
        // time is that of the work done, and with too few agents all of them are always busy.
        let mut phone = super::scenarios::calls(f64::from(agents) * 1.5 / mean, mean);
        phone.handling = Distribution::Constant { value: mean };
        let scenario = super::scenarios::scenario(vec![phone], vec![super::scenarios::team(agents)]);
        let report = simulate(&scenario, &Run { seed, replications: 2, warm_up_periods: 1, periods: 1, threads: None }).unwrap();
        prop_assert!(report.staff.occupancy.unwrap().value > 0.999);
    }
}
