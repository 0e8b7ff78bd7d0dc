//! What a department costs: in-house, at a vendor, divided between both, or around the world.
//!
//! Money is in whatever currency the inputs are in, a year at a time. Defaults are there so that three numbers give an
//! answer at once; they are assumptions and every result lists which of them were used.

pub mod budget;
pub mod in_house;
pub mod recommend;
pub mod risk;
pub mod vendor;

use serde::Serialize;

pub use budget::{Budget, Variance};
pub use in_house::InHouse;
pub use recommend::{Needs, Product, Recommendation};
pub use risk::{Bar, Spread, Uncertain};
pub use vendor::{Price, Vendor};

/// What a resolution costs on average, and the lowest and highest (MetricNet).
pub const PER_RESOLUTION: (f64, f64, f64) = (15.56, 2.93, 49.69);

/// What a minute of handling costs on average (MetricNet).
pub const PER_HANDLING_MINUTE: f64 = 1.60;

/// The work of a year that is to be paid for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Work {
    /// Full-time agents.
    pub agents: f64,
    /// Agent-hours at work.
    pub hours: f64,
    /// Share of them at night, 22:00 to 06:00.
    pub night: f64,
    /// Share of them on Saturday and Sunday.
    pub weekend: f64,
    /// Contacts handled.
    pub contacts: f64,
    /// Conversations solved. What is moved to another channel is one conversation with two contacts.
    pub resolutions: f64,
    /// Hours of handling.
    pub handling_hours: f64,
}

impl Work {
    /// A part of the work, or more than all of it, in proportion.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            agents: self.agents * factor,
            hours: self.hours * factor,
            contacts: self.contacts * factor,
            resolutions: self.resolutions * factor,
            handling_hours: self.handling_hours * factor,
            ..*self
        }
    }
}

/// One line of a cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What for: a name in data.
    pub item: &'static str,
    /// Money a year.
    pub yearly: f64,
}

/// A cost, line by line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// Which option.
    pub option: &'static str,
    /// What is paid each year.
    pub lines: Vec<Line>,
    /// All lines together.
    pub yearly: f64,
    /// What is paid once, at the beginning.
    pub one_off: f64,
    /// A year of it for each conversation solved.
    pub per_resolution: f64,
    /// A year of it for each minute of handling.
    pub per_handling_minute: f64,
    /// How it was calculated.
    pub formula: &'static str,
}

impl Cost {
    fn new(
        option: &'static str,
        lines: Vec<(&'static str, f64)>,
        one_off: f64,
        work: &Work,
        formula: &'static str,
    ) -> Self {
        let yearly: f64 = lines.iter().map(|(_, money)| money).sum();
        let per = |number: f64| if number > 0.0 { yearly / number } else { 0.0 };
        Self {
            option,
            lines: lines
                .into_iter()
                .filter(|(_, money)| *money != 0.0)
                .map(|(item, yearly)| Line { item, yearly })
                .collect(),
            yearly,
            one_off,
            per_resolution: per(work.resolutions),
            per_handling_minute: per(work.handling_hours * 60.0),
            formula,
        }
    }

    /// What it costs over so many years, the beginning included.
    #[must_use]
    pub fn over(&self, years: f64) -> f64 {
        self.one_off + self.yearly * years
    }
}

/// Part in-house and part at a vendor, as two departments side by side.
///
/// `own` and `theirs` are the work of each part, planned for itself: a small team needs more people for each contact.
#[must_use]
pub fn hybrid(in_house: &InHouse, own: &Work, vendor: &Vendor, theirs: &Work) -> Cost {
    let (ours, bought) = (in_house.cost(own), vendor.cost(theirs));
    let all = Work {
        contacts: own.contacts + theirs.contacts,
        resolutions: own.resolutions + theirs.resolutions,
        handling_hours: own.handling_hours + theirs.handling_hours,
        ..*own
    };
    Cost::new(
        "hybrid",
        vec![("in_house", ours.yearly), ("vendor", bought.yearly)],
        ours.one_off + bought.one_off,
        &all,
        "in-house for one part of the work + vendor for the other",
    )
}

/// Offices in several time zones, each at work in its own daytime: no night premium, but each office costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FollowTheSun {
    /// How many offices, 2 or 3.
    pub offices: u32,
    /// Mean pay over the offices, in parts of what is paid at home.
    pub pay_factor: f64,
    /// What an office beside the first costs a year, whoever sits in it: administration, travel, law.
    pub office_overhead: f64,
}

impl Default for FollowTheSun {
    fn default() -> Self {
        Self {
            offices: 3,
            pay_factor: 0.85,
            office_overhead: 40_000.0,
        }
    }
}

impl FollowTheSun {
    /// The cost of the work, all of it in somebody's daytime.
    #[must_use]
    pub fn cost(&self, in_house: &InHouse, work: &Work) -> Cost {
        let abroad = InHouse {
            salary: in_house.salary * self.pay_factor,
            lead_salary: in_house.lead_salary * self.pay_factor,
            ..*in_house
        };
        let inner = abroad.cost(&Work { night: 0.0, ..*work });
        let further = f64::from(self.offices.saturating_sub(1));
        let mut lines: Vec<(&'static str, f64)> =
            inner.lines.iter().map(|line| (line.item, line.yearly)).collect();
        lines.push(("offices", further * self.office_overhead));
        Cost::new(
            "follow_the_sun",
            lines,
            inner.one_off + further * self.office_overhead,
            work,
            "in-house at the offices' mean pay, without night premium, + overhead of each further office",
        )
    }
}

/// The volume at which two costs are the same, when they cross between `low` and `high`.
pub fn break_even(low: f64, high: f64, mut difference: impl FnMut(f64) -> f64) -> Option<f64> {
    let (mut low, mut high) = (low, high);
    let at_low = difference(low);
    if !at_low.is_finite() || at_low * difference(high) > 0.0 {
        return None;
    }
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if difference(middle) * at_low > 0.0 {
            low = middle
        } else {
            high = middle
        }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::{FollowTheSun, InHouse, Vendor, Work, break_even, hybrid};

    const WORK: Work = Work {
        agents: 20.0,
        hours: 28_000.0,
        night: 0.25,
        weekend: 0.2,
        contacts: 150_000.0,
        resolutions: 140_000.0,
        handling_hours: 14_000.0,
    };

    #[test]
    fn a_hybrid_is_the_sum_of_its_parts() {
        let (in_house, vendor) = (InHouse::default(), Vendor::default());
        let (own, theirs) = (WORK.scaled(0.4), WORK.scaled(0.6));
        let both = hybrid(&in_house, &own, &vendor, &theirs);
        assert!((both.yearly - in_house.cost(&own).yearly - vendor.cost(&theirs).yearly).abs() < 1e-6);
        assert!((both.per_resolution * 140_000.0 - both.yearly).abs() < 1e-6);
    }

    #[test]
    fn following_the_sun_saves_the_nights_and_costs_offices() {
        let sun = FollowTheSun {
            pay_factor: 1.0,
            office_overhead: 0.0,
            offices: 3,
        };
        let in_house = InHouse::default();
        let days_only = in_house.cost(&Work { night: 0.0, ..WORK });
        assert!((sun.cost(&in_house, &WORK).yearly - days_only.yearly).abs() < 1e-6);
        assert!(days_only.yearly < in_house.cost(&WORK).yearly);
        let dear = FollowTheSun {
            office_overhead: 50_000.0,
            ..sun
        };
        assert!((dear.cost(&in_house, &WORK).yearly - days_only.yearly - 100_000.0).abs() < 1e-6);
    }

    #[test]
    fn a_break_even_lies_where_the_costs_cross() {
        // 1,000 fixed + 2 each against 3 each: 1,000 pieces.
        let at = break_even(0.0, 1e6, |pieces| 1000.0 + 2.0 * pieces - 3.0 * pieces).unwrap();
        assert!((at - 1000.0).abs() < 1e-6);
        assert_eq!(break_even(0.0, 10.0, |pieces| 1000.0 - pieces), None);
    }
}
