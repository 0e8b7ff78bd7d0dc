//! A plan as it is shown.

use api_types::{
    AgentsByChannel, CostLineView, CostView, HeadcountView, OutcomeView, PlanChannelView, PlanIntervalView,
    PlanView, ReasonView, RecommendationView, SpreadView, TornadoView, WeakestView,
};
use app::workforce::cost::recommend::{Choice, Recommendation};
use app::workforce::cost::{Cost, Spread};
use app::workforce::demand::Channel;
use app::workforce::staffing::{ChannelOutcome, Interval, Rules};
use app::workforce::{Outcome, Planned};

use super::texts;

pub(super) fn plan(planned: Planned) -> PlanView {
    let Planned {
        input,
        plan,
        outcomes,
    } = planned;
    let (staffing, money) = (plan.staffing, plan.money);
    let field = money.benchmarks;
    PlanView {
        contacts: staffing.volume.contacts,
        deflected: staffing.deflected,
        incident_rate: staffing.volume.incident_rate,
        warnings: staffing.volume.warnings,
        peak: staffing.week.peak,
        agent_hours: staffing.week.agent_hours,
        minutes: staffing.week.minutes,
        intervals: staffing.week.intervals.iter().map(interval).collect(),
        channels: staffing
            .week
            .channels
            .iter()
            .map(|outcome| channel(outcome, &input.rules))
            .collect(),
        headcount: HeadcountView {
            agents: staffing.headcount.agents,
            paid_hours: staffing.headcount.paid_hours,
            by_hours: staffing.headcount.by_hours,
            by_peak: staffing.headcount.by_peak,
            formula: staffing.headcount.formula.to_owned(),
        },
        options: money.options.into_iter().map(cost).collect(),
        break_even_contacts: money.break_even_contacts,
        in_house_spread: spread(money.in_house_spread),
        vendor_spread: spread(money.vendor_spread),
        vendor_cheaper: money.vendor_cheaper,
        tornado: money
            .tornado
            .into_iter()
            .map(|bar| TornadoView {
                name: bar.name,
                at_low: bar.at_low,
                at_high: bar.at_high,
            })
            .collect(),
        per_resolution: (
            field.per_resolution,
            field.per_resolution_range.0,
            field.per_resolution_range.1,
        ),
        recommendation: recommendation(money.recommendation),
        scenarios: outcomes
            .into_iter()
            .map(|outcome| scenario(outcome, &input.rules))
            .collect(),
        assumptions: plan.assumptions.into_iter().map(texts::text).collect(),
    }
}

fn interval(interval: &Interval) -> PlanIntervalView {
    let agents = &interval.agents;
    PlanIntervalView {
        minute: interval.minute,
        open: interval.open,
        contacts: interval.arrivals.total(),
        agents: interval.total,
        scheduled: interval.scheduled,
        by_channel: AgentsByChannel {
            phone: agents.phone,
            chat: agents.chat,
            messaging: agents.messaging,
            social: agents.social,
            email: agents.email,
        },
    }
}

fn channel(outcome: &ChannelOutcome, rules: &Rules) -> PlanChannelView {
    let rules = rules.get(outcome.channel);
    PlanChannelView {
        channel: outcome.channel.name().to_owned(),
        contacts: outcome.contacts,
        handling_hours: outcome.handling_hours,
        agent_hours: outcome.agent_hours,
        reached: outcome.reached,
        target: outcome.target,
        threshold_s: rules.threshold_s,
        aht_s: rules.aht_s,
        abandoned: outcome.abandoned,
        formula: outcome.formula.to_owned(),
    }
}

fn cost(cost: Cost) -> CostView {
    CostView {
        option: cost.option.to_owned(),
        yearly: cost.yearly,
        one_off: cost.one_off,
        per_resolution: cost.per_resolution,
        per_handling_minute: cost.per_handling_minute,
        lines: cost
            .lines
            .into_iter()
            .map(|line| CostLineView {
                item: line.item.to_owned(),
                yearly: line.yearly,
            })
            .collect(),
        formula: cost.formula.to_owned(),
    }
}

fn spread(spread: Spread) -> SpreadView {
    SpreadView {
        mean: spread.mean,
        p5: spread.p5,
        p50: spread.p50,
        p95: spread.p95,
    }
}

fn choice(choice: Choice) -> String {
    let name = match choice {
        Choice::InHouse => "in_house",
        Choice::Outsourced => "outsourced",
        Choice::Hybrid => "hybrid",
    };
    name.to_owned()
}

fn recommendation(advice: Recommendation) -> RecommendationView {
    RecommendationView {
        choice: choice(advice.choice),
        confidence: advice.confidence,
        reasons: advice
            .reasons
            .into_iter()
            .map(|reason| ReasonView {
                code: reason.code.to_owned(),
                speaks_for: choice(reason.speaks_for),
                weight: reason.weight,
                text: reason.text,
            })
            .collect(),
        cautions: advice.cautions.into_iter().map(texts::text).collect(),
        formula: advice.formula.to_owned(),
    }
}

fn scenario(outcome: Outcome, rules: &Rules) -> OutcomeView {
    let weakest = Channel::ALL
        .into_iter()
        .filter_map(|channel| Some((channel, (*outcome.reached.get(channel))?)))
        .min_by(|(a, x), (b, y)| {
            let lead = |channel: Channel, reached: f64| reached - rules.get(channel).service_level;
            lead(*a, *x).total_cmp(&lead(*b, *y))
        });
    OutcomeView {
        name: outcome.name,
        contacts: outcome.contacts,
        peak: outcome.peak,
        headcount: outcome.headcount,
        more_people: outcome.more_people,
        in_house: outcome.in_house,
        vendor: outcome.vendor,
        weakest: weakest.map(|(channel, reached)| WeakestView {
            channel: channel.name().to_owned(),
            reached,
        }),
    }
}
