//! Refuses what cannot be simulated, with the field and the reason.

use super::distribution::not_negative;
use super::model::{Arrivals, Channel, Run, Scenario, Service, Shift, Span, Team, Transfer};
use super::{Distribution, InvalidInput};

const MOST_INTERVALS: f64 = 10_000.0;
const MOST_AGENTS: u64 = 100_000;
/// Accumulators of all batches together; some 100 bytes each.
const MOST_CELLS: f64 = 2e7;
/// Steps of timetables, pauses and intervals together.
const MOST_STEPS: f64 = 2e9;

type Checked = Result<(), InvalidInput>;

fn wrong<T>(field: impl Into<String>, reason: impl Into<String>) -> Result<T, InvalidInput> {
    Err(InvalidInput::new(field, reason))
}

pub(super) fn check(scenario: &Scenario, run: &Run) -> Checked {
    periods(scenario)?;
    if scenario.channels.is_empty() || scenario.channels.len() > 64 {
        return wrong(
            "channels",
            format!("must be 1 to 64, not {}", scenario.channels.len()),
        );
    }
    if scenario.teams.is_empty() {
        return wrong("teams", "must not be empty");
    }
    let agents: u64 = scenario.teams.iter().map(|team| u64::from(team.agents)).sum();
    if agents == 0 || agents > MOST_AGENTS {
        return wrong(
            "teams",
            format!("must have 1 to {MOST_AGENTS} agents together, not {agents}"),
        );
    }
    for (index, channel) in scenario.channels.iter().enumerate() {
        self::channel(channel, &format!("channels[{index}]"), scenario)?;
    }
    for (index, team) in scenario.teams.iter().enumerate() {
        self::team(team, &format!("teams[{index}]"), scenario)?;
    }
    size(scenario, run)
}

fn periods(scenario: &Scenario) -> Checked {
    let (period, interval) = (scenario.period_s, scenario.interval_s);
    not_negative("period_s", period)?;
    if !(interval.is_finite() && interval >= 60.0) {
        return wrong(
            "interval_s",
            format!("must be at least 60 seconds, not {interval}"),
        );
    }
    let count = period / interval;
    if !(1.0..=MOST_INTERVALS).contains(&count) || (count - count.round()).abs() > 1e-9 {
        let reason = format!("must be a whole number of intervals, 1 to {MOST_INTERVALS}, not {count}");
        return wrong("period_s", reason);
    }
    Ok(())
}

fn channel(channel: &Channel, field: &str, scenario: &Scenario) -> Checked {
    share(&format!("{field}.deflection"), channel.deflection)?;
    arrivals(&channel.arrivals, &format!("{field}.arrivals"), scenario)?;
    transfers(&channel.transfers, &format!("{field}.transfers"), scenario)?;
    transfers(
        &channel.after_abandoning,
        &format!("{field}.after_abandoning"),
        scenario,
    )?;
    match &channel.service {
        Service::Live {
            at_once,
            slow_down,
            threshold_s,
            ..
        } => {
            if !(1..=12).contains(at_once) {
                return wrong(
                    format!("{field}.service.at_once"),
                    format!("must be 1 to 12, not {at_once}"),
                );
            }
            if !(0.0..=10.0).contains(slow_down) {
                return wrong(
                    format!("{field}.service.slow_down"),
                    format!("must be 0 to 10, not {slow_down}"),
                );
            }
            not_negative(&format!("{field}.service.threshold_s"), *threshold_s)?;
        }
        Service::Deferred {
            deadline_s, counts, ..
        } => {
            not_negative(&format!("{field}.service.deadline_s"), *deadline_s)?;
            if let Some(spans) = counts {
                apart(spans, &format!("{field}.service.counts"), 0.0, scenario.period_s)?;
            }
        }
    }
    let served = scenario
        .teams
        .iter()
        .any(|team| team.agents > 0 && team.skills.has_all(channel.needs));
    if served {
        Ok(())
    } else {
        wrong(
            format!("{field}.needs"),
            format!("nobody has the skills for \"{}\"", channel.name),
        )
    }
}

fn share(field: &str, value: f64) -> Checked {
    if (0.0..=1.0).contains(&value) {
        Ok(())
    } else {
        wrong(field, format!("must be a share from 0 to 1, not {value}"))
    }
}

fn arrivals(arrivals: &Arrivals, field: &str, scenario: &Scenario) -> Checked {
    match arrivals {
        Arrivals::Poisson {
            per_interval,
            variation,
        } => {
            let expected = (scenario.period_s / scenario.interval_s).round();
            if (per_interval.len() as f64 - expected).abs() > 0.5 {
                let reason = format!(
                    "must have {expected} values, one for each interval, not {}",
                    per_interval.len()
                );
                return wrong(format!("{field}.per_interval"), reason);
            }
            for (index, value) in per_interval.iter().enumerate() {
                not_negative(&format!("{field}.per_interval[{index}]"), *value)?;
            }
            if !(0.0..=10.0).contains(variation) {
                return wrong(
                    format!("{field}.variation"),
                    format!("must be 0 to 10, not {variation}"),
                );
            }
        }
        Arrivals::Renewal { between } => {
            if between.mean().is_nan() || between.mean() < 1e-4 {
                let reason = format!(
                    "must have a mean of at least 0.0001 seconds, not {}",
                    between.mean()
                );
                return wrong(format!("{field}.between"), reason);
            }
        }
        Arrivals::Recorded { periods } => {
            if periods.is_empty() {
                return wrong(format!("{field}.periods"), "must not be empty");
            }
            for (number, period) in periods.iter().enumerate() {
                for (index, contact) in period.iter().enumerate() {
                    let field = format!("{field}.periods[{number}][{index}]");
                    if !(contact.at_s >= 0.0 && contact.at_s < scenario.period_s) {
                        let reason = format!(
                            "must lie in the period, from 0 to below {}, not {}",
                            scenario.period_s, contact.at_s
                        );
                        return wrong(format!("{field}.at_s"), reason);
                    }
                    not_negative(
                        &format!("{field}.handling_s"),
                        contact.handling_s.unwrap_or_default(),
                    )?;
                }
            }
        }
    }
    Ok(())
}

fn transfers(transfers: &[Transfer], field: &str, scenario: &Scenario) -> Checked {
    let mut sum = 0.0;
    for (index, transfer) in transfers.iter().enumerate() {
        let field = format!("{field}[{index}]");
        share(&format!("{field}.share"), transfer.share)?;
        not_negative(&format!("{field}.delay_s"), transfer.delay_s)?;
        if transfer.to >= scenario.channels.len() {
            let reason = format!(
                "must be a channel, 0 to {}, not {}",
                scenario.channels.len() - 1,
                transfer.to
            );
            return wrong(format!("{field}.to"), reason);
        }
        sum += transfer.share;
    }
    if sum > 1.0 + 1e-9 {
        return wrong(field, format!("shares add up to {sum}, more than 1"));
    }
    Ok(())
}

fn team(team: &Team, field: &str, scenario: &Scenario) -> Checked {
    let period = scenario.period_s;
    let lost = team.shrinkage;
    for (name, value) in [("absence", lost.absence), ("in_shift", lost.in_shift)] {
        if !(0.0..=0.99).contains(&value) {
            return wrong(
                format!("{field}.shrinkage.{name}"),
                format!("must be a share from 0 to 0.99, not {value}"),
            );
        }
    }
    if !(1.0..=1e6).contains(&lost.pause_s) {
        let reason = format!("must be 1 to 1,000,000 seconds, not {}", lost.pause_s);
        return wrong(format!("{field}.shrinkage.pause_s"), reason);
    }
    let mut work = Vec::new();
    for (index, shift) in team.shifts.iter().enumerate() {
        self::shift(shift, &format!("{field}.shifts[{index}]"), period)?;
        work.push(shift.work);
        // The same shift one period later must not meet another: it may run over the end.
        if shift.work.until_s > period {
            work.push(Span::new(shift.work.from_s - period, shift.work.until_s - period));
        }
    }
    work.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    apart(&work, &format!("{field}.shifts"), -period, 2.0 * period)
}

fn shift(shift: &Shift, field: &str, period: f64) -> Checked {
    let Span { from_s, until_s } = shift.work;
    if !(0.0..period).contains(&from_s) {
        return wrong(
            format!("{field}.work.from_s"),
            format!("must lie in the period, from 0 to below {period}, not {from_s}"),
        );
    }
    if !(until_s > from_s && until_s <= from_s + period) {
        let reason = format!("must be after its beginning and at most a period later, not {until_s}");
        return wrong(format!("{field}.work.until_s"), reason);
    }
    apart(&shift.breaks, &format!("{field}.breaks"), from_s, until_s)
}

/// Each span has a length, lies between `low` and `high`, and meets no other.
fn apart(spans: &[Span], field: &str, low: f64, high: f64) -> Checked {
    for (index, span) in spans.iter().enumerate() {
        let Span { from_s, until_s } = *span;
        if !(from_s >= low && until_s <= high && from_s < until_s) {
            let reason = format!(
                "must begin before it ends and lie between {low} and {high} seconds, not {from_s} to {until_s}"
            );
            return wrong(format!("{field}[{index}]"), reason);
        }
        let meets = |other: &Span| other.from_s < until_s && from_s < other.until_s;
        if spans.iter().take(index).any(meets) {
            return wrong(format!("{field}[{index}]"), "overlaps another");
        }
    }
    Ok(())
}

/// An answer in reasonable time, or none.
fn size(scenario: &Scenario, run: &Run) -> Checked {
    if run.replications == 0 {
        return wrong("replications", "must be at least 1");
    }
    if run.periods == 0 {
        return wrong("periods", "must be at least 1");
    }
    let periods = f64::from(run.periods) + f64::from(run.warm_up_periods);
    let per_period: f64 = scenario
        .channels
        .iter()
        .map(|it| contacts(it, scenario.period_s))
        .sum();
    let replication = per_period * periods;
    if replication > Run::MAX_CONTACTS_IN_REPLICATION {
        let most = Run::MAX_CONTACTS_IN_REPLICATION;
        let reason = format!(
            "{replication:.0} contacts in a replication are more than {most:.0}; play fewer periods or a part of the load"
        );
        return wrong("periods", reason);
    }
    let replications = f64::from(run.replications);
    if replication * replications > Run::MAX_CONTACTS {
        let reason = format!(
            "{:.0} contacts in all are more than {:.0}",
            replication * replications,
            Run::MAX_CONTACTS
        );
        return wrong("replications", reason);
    }
    if periods * scenario.period_s > 1e9 {
        return wrong("periods", "are together longer than thirty years");
    }
    let intervals = (scenario.period_s / scenario.interval_s).round();
    let steps_of = |team: &Team| {
        let pauses = scenario.period_s * team.shrinkage.in_shift / team.shrinkage.pause_s;
        let steps = team
            .shifts
            .iter()
            .map(|shift| 2.0 + 2.0 * shift.breaks.len() as f64)
            .sum::<f64>();
        f64::from(team.agents) * (pauses + steps)
    };
    let steps = intervals + scenario.teams.iter().map(steps_of).sum::<f64>();
    if steps * periods * replications > MOST_STEPS {
        return wrong(
            "replications",
            "are too many for so many agents, intervals, breaks and pauses",
        );
    }
    let width = (scenario.channels.len() + scenario.teams.len()) as f64;
    if intervals * width * replications.min(100.0) > MOST_CELLS {
        return wrong(
            "interval_s",
            "is too short for so long a period with so many channels and teams",
        );
    }
    Ok(())
}

/// Expected contacts of a period, those that come back or are passed on not counted.
fn contacts(channel: &Channel, period_s: f64) -> f64 {
    match &channel.arrivals {
        Arrivals::Poisson { per_interval, .. } => per_interval.iter().sum(),
        Arrivals::Renewal { between } => period_s / Distribution::mean(between),
        Arrivals::Recorded { periods } => periods.iter().map(Vec::len).max().unwrap_or_default() as f64,
    }
}
