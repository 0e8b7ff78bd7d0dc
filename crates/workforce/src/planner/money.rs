//! The money of a plan: all options beside each other, how sure, and what to do.

use serde::Serialize;

use super::{Curve, PlanInput, Staffing};
use crate::Problem;
use crate::cost::recommend::{Money, recommend};
use crate::cost::risk::{monte_carlo, tornado};
use crate::cost::vendor::Price;
use crate::cost::{
    Bar, Cost, PER_HANDLING_MINUTE, PER_RESOLUTION, Recommendation, Spread, Uncertain, Work, break_even,
    hybrid,
};
use crate::units::Share;

/// What the field pays.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Benchmarks {
    /// Mean cost of a resolution (MetricNet).
    pub per_resolution: f64,
    /// Lowest and highest of it (MetricNet).
    pub per_resolution_range: (f64, f64),
    /// Mean cost of a minute of handling (MetricNet).
    pub per_handling_minute: f64,
}

/// All options beside each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// In-house, vendor, hybrid, follow-the-sun.
    pub options: Vec<Cost>,
    /// What the field pays.
    pub benchmarks: Benchmarks,
    /// Contacts a month at which in-house and vendor cost the same, when there are any.
    pub break_even_contacts: Option<f64>,
    /// Where the yearly cost in-house lies when the inputs are drawn.
    pub in_house_spread: Spread,
    /// The same at the vendor.
    pub vendor_spread: Spread,
    /// How often the vendor is the cheaper of both.
    pub vendor_cheaper: f64,
    /// Which input changes the saving at the vendor most.
    pub tornado: Vec<Bar>,
    /// What to do.
    pub recommendation: Recommendation,
    /// How often and with which seed it was drawn.
    pub draws: (u32, u64),
}

/// Inputs in the order in which they are drawn.
fn uncertain(input: &PlanInput) -> Vec<Uncertain> {
    let (Price::PerHour(price) | Price::PerTicket(price) | Price::PerSeat(price)) = input.vendor.price;
    let turnover = input.in_house.turnover;
    vec![
        Uncertain::around("volume", 1.0, 0.25),
        Uncertain::around("handling_time", 1.0, 0.15),
        Uncertain::around("salary", input.in_house.salary, 0.1),
        Uncertain {
            name: "turnover".to_owned(),
            low: turnover * 0.6,
            likely: turnover,
            high: turnover * 1.7,
        },
        Uncertain::around("vendor_price", price, 0.2),
        Uncertain {
            name: "rework".to_owned(),
            low: 0.0,
            likely: input.vendor.rework,
            high: input.vendor.rework * 2.5,
        },
    ]
}

/// Yearly cost in-house and at the vendor for drawn inputs.
fn drawn(input: &PlanInput, curve: &Curve, values: &[f64]) -> Result<[f64; 2], Problem> {
    let &[volume, time, salary, turnover, price, rework] = values else {
        return Err(Problem::new("draws", "must have six inputs"));
    };
    let mut in_house = input.in_house;
    // Team leads are paid in the same market.
    in_house.lead_salary *= if in_house.salary > 0.0 {
        salary / in_house.salary
    } else {
        1.0
    };
    (in_house.salary, in_house.turnover) = (salary, turnover);
    let mut vendor = input.vendor;
    vendor.rework = rework;
    vendor.price = match vendor.price {
        Price::PerHour(_) => Price::PerHour(price),
        Price::PerTicket(_) => Price::PerTicket(price),
        Price::PerSeat(_) => Price::PerSeat(price),
    };
    // Longer handling is more work, but not more contacts.
    let work = curve.at(volume * time);
    let work = Work {
        contacts: work.contacts / time,
        resolutions: work.resolutions / time,
        ..work
    };
    Ok([in_house.cost(&work).yearly, vendor.cost(&work).yearly])
}

/// Prices the plan.
pub(super) fn compare(input: &PlanInput, staffing: &Staffing) -> Result<Comparison, Problem> {
    input.in_house.check()?;
    input.vendor.check()?;
    let own = Share::new("hybrid_in_house", input.hybrid_in_house)?.get();
    let curve = Curve::new(input)?;
    let work = &staffing.work;
    let (in_house, vendor) = (input.in_house.cost(work), input.vendor.cost(work));
    let both = hybrid(
        &input.in_house,
        &curve.at(own),
        &input.vendor,
        &curve.at(1.0 - own),
    );
    let sun = input.follow_the_sun.cost(&input.in_house, work);
    let inputs = uncertain(input);
    let ([in_house_spread, vendor_spread], [_, vendor_cheaper]) =
        monte_carlo(&inputs, input.draws, input.seed, |values| {
            drawn(input, &curve, values)
        })?;
    let tornado = tornado(&inputs, |values| {
        let [own, bought] = drawn(input, &curve, values)?;
        Ok(own - bought)
    })?;
    let even = break_even(0.0625, 8.0, |factor| {
        let work = curve.at(factor);
        input.in_house.cost(&work).yearly - input.vendor.cost(&work).yearly
    });
    let recommendation = recommend(
        &input.needs,
        &Money {
            in_house: in_house.yearly,
            vendor: vendor.yearly,
            hybrid: both.yearly,
            vendor_cheaper,
            assumed: input.assumed_share(),
        },
    )?;
    Ok(Comparison {
        options: vec![in_house, vendor, both, sun],
        benchmarks: Benchmarks {
            per_resolution: PER_RESOLUTION.0,
            per_resolution_range: (PER_RESOLUTION.1, PER_RESOLUTION.2),
            per_handling_minute: PER_HANDLING_MINUTE,
        },
        break_even_contacts: even.map(|factor| factor * staffing.volume.contacts),
        in_house_spread,
        vendor_spread,
        vendor_cheaper,
        tornado,
        recommendation,
        draws: (input.draws, input.seed),
    })
}
