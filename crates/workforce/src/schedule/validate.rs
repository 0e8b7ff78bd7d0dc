//! Refuses what cannot be planned with, with the field and the reason.

use super::InvalidInput;
use super::calendar::{Horizon, zone};
use super::model::{Contract, Problem, Template};

const MOST_PEOPLE: usize = 1_000;

type Checked = Result<(), InvalidInput>;

fn wrong<T>(field: impl Into<String>, reason: impl Into<String>) -> Result<T, InvalidInput> {
    Err(InvalidInput::new(field, reason))
}

fn money(field: &str, value: f64) -> Checked {
    if (0.0..=1e9).contains(&value) {
        Ok(())
    } else {
        wrong(
            field,
            format!("must be a number from 0 to a billion, not {value}"),
        )
    }
}

/// Days, zone and interval.
pub(super) fn frame(problem: &Problem) -> Checked {
    if !(1..=14).contains(&problem.days) {
        return wrong(
            "days",
            format!(
                "must be 1 to 14, not {}; plan longer times week by week",
                problem.days
            ),
        );
    }
    if ![15, 20, 30, 60].contains(&problem.interval_minutes) {
        return wrong(
            "interval_minutes",
            format!("must be 15, 20, 30 or 60, not {}", problem.interval_minutes),
        );
    }
    Ok(())
}

pub(super) fn check(problem: &Problem) -> Result<Horizon, InvalidInput> {
    frame(problem)?;
    let horizon = Horizon::new(problem)?;
    requirements(problem, horizon.intervals)?;
    for (index, template) in problem.templates.iter().enumerate() {
        self::template(template, &format!("templates[{index}]"))?;
    }
    for (index, contract) in problem.contracts.iter().enumerate() {
        self::contract(contract, &format!("contracts[{index}]"), problem)?;
    }
    people(problem)?;
    vendors(problem)?;
    money("shortage_per_hour", problem.shortage_per_hour)?;
    money("fairness", problem.fairness)?;
    money("premiums.night", problem.premiums.night)?;
    money("premiums.weekend", problem.premiums.weekend)?;
    if problem.premiums.night_from >= 1440 || problem.premiums.night_until > 1440 {
        return wrong("premiums.night_from", "must be minutes of a day");
    }
    if !(0.0..=0.5).contains(&problem.effort.gap) {
        return wrong(
            "effort.gap",
            format!("must be 0 to 0.5, not {}", problem.effort.gap),
        );
    }
    Ok(horizon)
}

fn requirements(problem: &Problem, intervals: usize) -> Checked {
    if problem.requirements.is_empty() || problem.requirements.len() > 6 {
        return wrong(
            "requirements",
            format!("must be 1 to 6, not {}", problem.requirements.len()),
        );
    }
    for (index, requirement) in problem.requirements.iter().enumerate() {
        let field = format!("requirements[{index}].agents");
        if requirement.agents.len() != intervals {
            let reason = format!(
                "must have {intervals} values, one for each interval, not {}",
                requirement.agents.len()
            );
            return wrong(field, reason);
        }
        if requirement.agents.iter().any(|&agents| agents > 10_000) {
            return wrong(field, "must be at most 10,000");
        }
    }
    Ok(())
}

fn template(template: &Template, field: &str) -> Checked {
    if template.starts.is_empty() || template.starts.len() > 96 {
        return wrong(
            format!("{field}.starts"),
            format!("must be 1 to 96, not {}", template.starts.len()),
        );
    }
    if template.starts.iter().any(|&start| start >= 1440) {
        return wrong(format!("{field}.starts"), "must be minutes of a day, 0 to 1,439");
    }
    if !(60..=1440).contains(&template.minutes) {
        return wrong(
            format!("{field}.minutes"),
            format!("must be 60 to 1,440, not {}", template.minutes),
        );
    }
    for (index, breaks) in template.breaks.iter().enumerate() {
        let mut free_from = 0;
        for pause in breaks {
            let until = u32::from(pause.after_minutes) + u32::from(pause.minutes);
            if u32::from(pause.after_minutes) < free_from
                || pause.minutes == 0
                || until > u32::from(template.minutes)
            {
                return wrong(
                    format!("{field}.breaks[{index}]"),
                    "must lie in the shift, one after the other",
                );
            }
            free_from = until;
        }
    }
    Ok(())
}

fn contract(contract: &Contract, field: &str, problem: &Problem) -> Checked {
    money(&format!("{field}.pay_per_hour"), contract.pay_per_hour)?;
    if contract.most_minutes == 0 || contract.most_minutes > 10_080 {
        return wrong(
            format!("{field}.most_minutes"),
            format!(
                "must be minutes of a week, 1 to 10,080, not {}",
                contract.most_minutes
            ),
        );
    }
    if contract.guaranteed_minutes > contract.most_minutes {
        return wrong(
            format!("{field}.guaranteed_minutes"),
            "must not be more than the most",
        );
    }
    if !(1..=7).contains(&contract.most_shifts) {
        return wrong(
            format!("{field}.most_shifts"),
            format!("must be 1 to 7, not {}", contract.most_shifts),
        );
    }
    if !(1..=14).contains(&contract.days_in_a_row) {
        return wrong(
            format!("{field}.days_in_a_row"),
            format!("must be 1 to 14, not {}", contract.days_in_a_row),
        );
    }
    if contract.days_off_in_a_row > 3 {
        return wrong(
            format!("{field}.days_off_in_a_row"),
            format!("must be 0 to 3, not {}", contract.days_off_in_a_row),
        );
    }
    if contract.rest_minutes > 2_880 {
        return wrong(
            format!("{field}.rest_minutes"),
            format!("must be at most 2,880, not {}", contract.rest_minutes),
        );
    }
    templates(
        &format!("{field}.templates"),
        contract.templates.as_deref(),
        problem,
    )
}

fn templates(field: &str, chosen: Option<&[usize]>, problem: &Problem) -> Checked {
    match chosen.and_then(|chosen| chosen.iter().find(|&&index| index >= problem.templates.len())) {
        Some(index) => wrong(
            field,
            format!("{index} is no template; there are {}", problem.templates.len()),
        ),
        None => Ok(()),
    }
}

fn people(problem: &Problem) -> Checked {
    if problem.people.len() > MOST_PEOPLE {
        return wrong(
            "people",
            format!("must be at most {MOST_PEOPLE}, not {}", problem.people.len()),
        );
    }
    for (index, person) in problem.people.iter().enumerate() {
        let field = format!("people[{index}]");
        if person.contract >= problem.contracts.len() {
            let reason = format!(
                "{} is no contract; there are {}",
                person.contract,
                problem.contracts.len()
            );
            return wrong(format!("{field}.contract"), reason);
        }
        if let Some(name) = &person.time_zone {
            zone(&format!("{field}.time_zone"), name)?;
        }
        for (number, wish) in person.wishes.iter().enumerate() {
            let field = format!("{field}.wishes[{number}]");
            money(&format!("{field}.worth"), wish.worth.abs())?;
            templates(
                &format!("{field}.template"),
                wish.template.as_ref().map(std::slice::from_ref),
                problem,
            )?;
        }
    }
    Ok(())
}

fn vendors(problem: &Problem) -> Checked {
    for (index, vendor) in problem.vendors.iter().enumerate() {
        let field = format!("vendors[{index}]");
        money(&format!("{field}.price_per_hour"), vendor.price_per_hour)?;
        if let Some(name) = &vendor.time_zone {
            zone(&format!("{field}.time_zone"), name)?;
        }
        templates(
            &format!("{field}.templates"),
            vendor.templates.as_deref(),
            problem,
        )?;
    }
    Ok(())
}
