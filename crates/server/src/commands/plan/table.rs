//! A plan as text.

use std::fmt::Write as _;

use workforce::cost::Cost;
use workforce::planner::{Plan, by_hour};

/// The plan for people to read.
pub fn of(plan: &Plan) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _written = demand(&mut text, plan)
        .and_then(|()| agents(&mut text, plan))
        .and_then(|()| money(&mut text, plan))
        .and_then(|()| risk(&mut text, plan))
        .and_then(|()| advice(&mut text, plan));
    text
}

fn demand(text: &mut String, plan: &Plan) -> std::fmt::Result {
    let staffing = &plan.staffing;
    writeln!(
        text,
        "Contacts a month: {} ({})",
        whole(staffing.volume.contacts),
        staffing.volume.formula
    )?;
    if let Some(rate) = staffing.volume.incident_rate {
        writeln!(text, "Incident rate: {rate:.3} contacts per customer and month")?;
    }
    if staffing.deflected > 0.0 {
        writeln!(text, "Answered by a bot: {}", whole(staffing.deflected))?;
    }
    for warning in &staffing.volume.warnings {
        writeln!(text, "! {warning}")?;
    }
    writeln!(
        text,
        "\n{:<10} {:>9} {:>9} {:>8} {:>8} {:>8}  formula",
        "channel", "a week", "handling", "agents", "reached", "target"
    )?;
    for channel in &staffing.week.channels {
        writeln!(
            text,
            "{:<10} {:>9} {:>7.1} h {:>6.1} h {:>6.1} % {:>6.1} %  {}",
            channel.channel.name(),
            whole(channel.contacts),
            channel.handling_hours,
            channel.agent_hours,
            channel.reached * 100.0,
            channel.target * 100.0,
            channel.formula
        )?;
    }
    Ok(())
}

fn agents(text: &mut String, plan: &Plan) -> std::fmt::Result {
    let (week, people) = (&plan.staffing.week, &plan.staffing.headcount);
    writeln!(text, "\nAgents at work by hour of the day (the busiest day):")?;
    let most = week.peak.max(1);
    for (hour, agents) in by_hour(week).into_iter().filter(|(_, agents)| *agents > 0) {
        let bar = "█".repeat((agents * 40 / most) as usize);
        writeln!(text, "  {hour:02}:00 {agents:>6}  {bar}")?;
    }
    writeln!(
        text,
        "\n{:>6} people on the payroll: {} by hours, {} by the busiest interval",
        people.agents, people.by_hours, people.by_peak
    )?;
    writeln!(text, "       {}", people.formula)?;
    writeln!(
        text,
        "{:>6} agent-hours a week, {:.0} of them at night, {:.0} on weekends; at most {} agents at once",
        whole(week.agent_hours),
        week.night_hours,
        week.weekend_hours,
        week.peak
    )
}

fn money(text: &mut String, plan: &Plan) -> std::fmt::Result {
    let money = &plan.money;
    writeln!(
        text,
        "\n{:<16} {:>12} {:>12} {:>14} {:>12}",
        "option", "a year", "once", "per resolution", "per minute"
    )?;
    for option in &money.options {
        writeln!(
            text,
            "{:<16} {:>12} {:>12} {:>14.2} {:>12.2}",
            option.option,
            whole(option.yearly),
            whole(option.one_off),
            option.per_resolution,
            option.per_handling_minute
        )?;
    }
    let field = &money.benchmarks;
    writeln!(
        text,
        "{:<16} {:>12} {:>12} {:>14.2} {:>12.2}  mean; resolutions from {:.2} to {:.2} (MetricNet)",
        "the field",
        "",
        "",
        field.per_resolution,
        field.per_handling_minute,
        field.per_resolution_range.0,
        field.per_resolution_range.1
    )?;
    if let Some(own) = money.options.first() {
        lines(text, own)?;
    }
    Ok(())
}

fn risk(text: &mut String, plan: &Plan) -> std::fmt::Result {
    let money = &plan.money;
    match money.break_even_contacts {
        Some(contacts) => writeln!(
            text,
            "\nbreak-even: in-house and vendor cost the same at {} contacts a month",
            whole(contacts)
        )?,
        None => writeln!(
            text,
            "\nbreak-even: none between a sixteenth and eight times this size"
        )?,
    }
    writeln!(
        text,
        "in-house between {} and {} a year, vendor between {} and {} (90 of 100 cases); the vendor is cheaper in {:.0} of 100",
        whole(money.in_house_spread.p5),
        whole(money.in_house_spread.p95),
        whole(money.vendor_spread.p5),
        whole(money.vendor_spread.p95),
        money.vendor_cheaper * 100.0
    )?;
    writeln!(
        text,
        "what the vendor saves, if one input alone is at its lowest or highest:"
    )?;
    for bar in &money.tornado {
        writeln!(
            text,
            "  {:<16} {:>12} … {:>12}",
            bar.name,
            whole(bar.at_low),
            whole(bar.at_high)
        )?;
    }
    Ok(())
}

fn lines(text: &mut String, cost: &Cost) -> std::fmt::Result {
    let items: Vec<String> = cost
        .lines
        .iter()
        .map(|line| format!("{} {}", line.item.replace('_', " "), whole(line.yearly)))
        .collect();
    writeln!(text, "in-house: {}", items.join(" · "))
}

fn advice(text: &mut String, plan: &Plan) -> std::fmt::Result {
    let advice = &plan.money.recommendation;
    writeln!(
        text,
        "\nRecommendation: {:?}, {:.0} % sure",
        advice.choice,
        advice.confidence * 100.0
    )?;
    for reason in &advice.reasons {
        writeln!(
            text,
            "  {:?} +{:.1}: {}",
            reason.speaks_for, reason.weight, reason.text
        )?;
    }
    for caution in &advice.cautions {
        writeln!(text, "  look after: {caution}")?;
    }
    writeln!(text, "\nThis assumes:")?;
    for assumption in &plan.assumptions {
        writeln!(text, "  - {assumption}")?;
    }
    Ok(())
}

/// A number without parts, its thousands apart.
fn whole(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 && digits != "0" {
        format!("-{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn thousands_are_apart() {
        let texts = [0.4, -0.4, 999.6, 12_345.0, -1_234_567.0].map(whole);
        assert_eq!(texts, ["0", "0", "1,000", "12,345", "-1,234,567"]);
    }
}
