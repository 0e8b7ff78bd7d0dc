//! Like people together: same skills, contract and time zone. A vendor is a group of its own.

use std::collections::BTreeMap;

use super::InvalidInput;
use super::Skills;
use super::calendar::{Duty, Horizon, zone};
use super::model::{Contract, Person, Problem};

/// People, or a vendor, with the shifts that they can work.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub skills: Skills,
    pub kind: Kind,
    pub time_zone: String,
    pub duties: Vec<Duty>,
    /// Cost of each duty.
    pub costs: Vec<f64>,
}

impl Group {
    /// How many there are at most on a duty.
    pub(super) fn size(&self) -> usize {
        match &self.kind {
            Kind::People { members, .. } => members.len(),
            Kind::Vendor { at_once, .. } => usize::from(*at_once),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Indices of people, and of their contract.
    People { members: Vec<usize>, contract: usize },
    /// Index of the vendor, and how many it has at the same time.
    Vendor { vendor: usize, at_once: u16 },
}

/// More columns than this are refused: the program would not be solved in reasonable time.
const MOST_DUTIES: usize = 40_000;

pub(super) fn groups(problem: &Problem, horizon: &Horizon) -> Result<Vec<Group>, InvalidInput> {
    let mut alike: BTreeMap<(u64, usize, &str), Vec<usize>> = BTreeMap::new();
    for (index, person) in problem.people.iter().enumerate() {
        let zone = person.time_zone.as_deref().unwrap_or(&problem.time_zone);
        alike
            .entry((person.skills.0, person.contract, zone))
            .or_default()
            .push(index);
    }
    let mut groups = Vec::new();
    for ((skills, contract, time_zone), members) in alike {
        let Some(terms) = problem.contracts.get(contract) else {
            continue;
        };
        let duties = duties(problem, horizon, time_zone, terms.templates.as_deref())?;
        let costs = duties.iter().map(|duty| pay(duty, terms, problem)).collect();
        let kind = Kind::People { members, contract };
        groups.push(Group {
            skills: Skills(skills),
            kind,
            time_zone: time_zone.to_owned(),
            duties,
            costs,
        });
    }
    for (vendor, terms) in problem.vendors.iter().enumerate() {
        let time_zone = terms.time_zone.as_deref().unwrap_or(&problem.time_zone);
        let duties = duties(problem, horizon, time_zone, terms.templates.as_deref())?;
        let costs = duties
            .iter()
            .map(|duty| f64::from(duty.paid) / 60.0 * terms.price_per_hour)
            .collect();
        let kind = Kind::Vendor {
            vendor,
            at_once: terms.at_once,
        };
        groups.push(Group {
            skills: terms.skills,
            kind,
            time_zone: time_zone.to_owned(),
            duties,
            costs,
        });
    }
    let columns: usize = groups.iter().map(|group| group.duties.len()).sum();
    if columns > MOST_DUTIES {
        let reason = format!(
            "with their starts, breaks and days make {columns} shifts for {} groups of like people, more than {MOST_DUTIES}; use fewer starts or ways of breaks",
            groups.len()
        );
        return Err(InvalidInput::new("templates", reason));
    }
    Ok(groups)
}

fn duties(
    problem: &Problem,
    horizon: &Horizon,
    time_zone: &str,
    allowed: Option<&[usize]>,
) -> Result<Vec<Duty>, InvalidInput> {
    let zone = zone("time_zone", time_zone)?;
    let templates = problem.templates.iter().enumerate();
    let allowed = templates.filter(|(index, _)| allowed.is_none_or(|allowed| allowed.contains(index)));
    Ok(allowed
        .flat_map(|(index, template)| horizon.duties(index, template, &zone, &problem.premiums))
        .collect())
}

fn pay(duty: &Duty, contract: &Contract, problem: &Problem) -> f64 {
    let premiums = f64::from(duty.at_night) * problem.premiums.night
        + f64::from(duty.at_weekend) * problem.premiums.weekend;
    (f64::from(duty.paid) + premiums) / 60.0 * contract.pay_per_hour
}

/// What a wish list makes a duty worth to a person.
pub(super) fn worth(person: &Person, duty: &Duty, horizon: &Horizon) -> f64 {
    let fits = |wish: &&super::Wish| {
        wish.date.is_none_or(|date| date == horizon.date(duty.slot))
            && wish.template.is_none_or(|template| template == duty.template)
    };
    person.wishes.iter().filter(fits).map(|wish| wish.worth).sum()
}
