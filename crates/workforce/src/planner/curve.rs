//! How many people more or less work takes: planned at some sizes, interpolated between them.
//!
//! A small team needs more people for each contact than a large one, so cost is no straight line in the volume. Planning
//! anew for each of thousands of drawn inputs would take seconds; the curve takes one plan for each of its points.

use super::{PlanInput, staff};
use crate::Problem;
use crate::cost::Work;

/// Sizes in parts of the plan's own.
const FACTORS: [f64; 13] = [
    0.0625, 0.125, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 4.0, 8.0,
];

/// The work of a year for any size.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    points: Vec<(f64, Work)>,
}

impl Curve {
    /// Plans the sizes.
    ///
    /// # Errors
    /// Names the input that is wrong.
    pub fn new(input: &PlanInput) -> Result<Self, Problem> {
        let mut points = Vec::with_capacity(FACTORS.len());
        for factor in FACTORS {
            let mut sized = input.clone();
            sized.volume.tickets = sized.volume.tickets.map(|tickets| tickets * factor);
            if sized.volume.tickets.is_none() {
                sized.volume.customers = sized.volume.customers.map(|customers| customers * factor);
            }
            match staff(&sized) {
                Ok(staffing) => points.push((factor, staffing.work)),
                // Larger than is calculated with: what lies beyond grows in proportion.
                Err(_) if factor > 1.0 => break,
                Err(problem) => return Err(problem),
            }
        }
        Ok(Self { points })
    }

    /// The work at so many parts of the plan's own size. Beyond the largest that was planned it grows in proportion.
    #[must_use]
    pub fn at(&self, factor: f64) -> Work {
        let above = self.points.iter().position(|(point, _)| *point >= factor);
        let (low, high) = match above {
            Some(0) | None => {
                let edge = if above.is_some() {
                    self.points.first()
                } else {
                    self.points.last()
                };
                return edge.map_or(EMPTY, |(point, work)| work.scaled(factor / point));
            }
            Some(index) => (self.points.get(index - 1), self.points.get(index)),
        };
        let (Some((from, less)), Some((to, more))) = (low, high) else {
            return EMPTY;
        };
        let part = (factor - from) / (to - from);
        let between = |a: f64, b: f64| a + (b - a) * part;
        Work {
            agents: between(less.agents, more.agents),
            hours: between(less.hours, more.hours),
            night: between(less.night, more.night),
            weekend: between(less.weekend, more.weekend),
            contacts: between(less.contacts, more.contacts),
            resolutions: between(less.resolutions, more.resolutions),
            handling_hours: between(less.handling_hours, more.handling_hours),
        }
    }
}

const EMPTY: Work = Work {
    agents: 0.0,
    hours: 0.0,
    night: 0.0,
    weekend: 0.0,
    contacts: 0.0,
    resolutions: 0.0,
    handling_hours: 0.0,
};
