//! A department that is bought.

use serde::{Deserialize, Serialize};

use super::{Cost, Work};
use crate::Problem;
use crate::units::{Share, not_negative};

/// How a vendor charges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// Money for each hour that an agent is at work.
    PerHour(f64),
    /// Money for each contact handled.
    PerTicket(f64),
    /// Money for each agent and month.
    PerSeat(f64),
}

/// What a vendor costs, with what the invoice does not show.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Vendor {
    /// The price.
    pub price: Price,
    /// The least that is charged in a month.
    pub minimum_per_month: f64,
    /// Premium for nights and weekends as a share of the price, when charged by the hour or seat.
    pub premium: f64,
    /// Share of contacts that come again because the first answer did not help: the price of quality.
    pub rework: f64,
    /// Somebody of ours who looks after the vendor: money a year for the first 50 agents, and for each 50 more.
    pub management: f64,
    /// The yearly audit of the vendor's data security.
    pub audit: f64,
    /// What protects customers' data at the vendor: access, masking, insurance, a year.
    pub security: f64,
    /// Help desk and telephony for the vendor's agents, each a year, when not in the price.
    pub software: f64,
    /// Contracts, integration, training of the first agents, once.
    pub set_up: f64,
    /// Months until the vendor works at full pace.
    pub ramp_up_months: f64,
    /// How much of it the vendor does meanwhile, on average; the rest is done by others and paid twice.
    pub ramp_up_output: f64,
}

impl Default for Vendor {
    /// Round figures, to be replaced by an offer.
    fn default() -> Self {
        Self {
            price: Price::PerHour(18.0),
            minimum_per_month: 0.0,
            premium: 0.10,
            rework: 0.08,
            management: 48_000.0,
            audit: 10_000.0,
            security: 6_000.0,
            software: 1_200.0,
            set_up: 20_000.0,
            ramp_up_months: 2.0,
            ramp_up_output: 0.5,
        }
    }
}

impl Vendor {
    /// Checks the numbers.
    ///
    /// # Errors
    /// Names the field that is out of range.
    pub fn check(&self) -> Result<(), Problem> {
        let (Price::PerHour(price) | Price::PerTicket(price) | Price::PerSeat(price)) = self.price;
        for (field, value) in [
            ("price", price),
            ("minimum_per_month", self.minimum_per_month),
            ("premium", self.premium),
            ("rework", self.rework),
            ("management", self.management),
            ("audit", self.audit),
            ("security", self.security),
            ("software", self.software),
            ("set_up", self.set_up),
            ("ramp_up_months", self.ramp_up_months),
        ] {
            not_negative(field, value)?;
        }
        Share::new("ramp_up_output", self.ramp_up_output)?;
        Ok(())
    }

    /// The cost of a year's work.
    #[must_use]
    pub fn cost(&self, work: &Work) -> Cost {
        let again = 1.0 + self.rework;
        let odd_hours = 1.0 + self.premium * (work.night + work.weekend).min(1.0);
        let invoice = match self.price {
            Price::PerHour(price) => work.hours * price * odd_hours,
            Price::PerTicket(price) => work.contacts * price,
            Price::PerSeat(price) => work.agents * price * 12.0 * odd_hours,
        };
        let charged = (invoice * again).max(self.minimum_per_month * 12.0);
        let lines = vec![
            ("invoice", charged.min(invoice)),
            (
                "rework",
                (invoice * again - invoice).min((charged - invoice).max(0.0)),
            ),
            ("minimum", (charged - invoice * again).max(0.0)),
            (
                "vendor_management",
                if work.contacts > 0.0 {
                    self.management * (work.agents / 50.0).ceil().max(1.0)
                } else {
                    0.0
                },
            ),
            ("audit", self.audit),
            ("security", self.security),
            ("software", work.agents * self.software),
        ];
        let ramp_up = charged / 12.0 * self.ramp_up_months * (1.0 - self.ramp_up_output);
        Cost::new(
            "vendor",
            lines,
            self.set_up + ramp_up,
            work,
            "price x work x (1 + rework), at least the minimum + vendor management + yearly audit + security + software",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Price, Vendor, Work};

    const WORK: Work = Work {
        agents: 20.0,
        hours: 30_000.0,
        night: 0.1,
        weekend: 0.2,
        contacts: 110_000.0,
        resolutions: 100_000.0,
        handling_hours: 10_000.0,
    };

    fn vendor(price: Price) -> Vendor {
        Vendor {
            price,
            premium: 0.5,
            rework: 0.1,
            management: 40_000.0,
            audit: 8_000.0,
            security: 5_000.0,
            software: 1_000.0,
            set_up: 10_000.0,
            ramp_up_months: 2.0,
            ramp_up_output: 0.5,
            minimum_per_month: 0.0,
        }
    }

    #[test]
    fn each_way_of_charging_adds_up_as_on_paper() {
        let rest = 40_000.0 + 8_000.0 + 5_000.0 + 20_000.0;
        let yearly = |price| vendor(price).cost(&WORK).yearly;
        let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-6, "{got}, not {want}");
        near(yearly(Price::PerHour(12.0)), 30_000.0 * 12.0 * 1.15 * 1.1 + rest);
        near(yearly(Price::PerTicket(4.0)), 110_000.0 * 4.0 * 1.1 + rest);
        near(
            yearly(Price::PerSeat(2_000.0)),
            20.0 * 24_000.0 * 1.15 * 1.1 + rest,
        );
        near(
            vendor(Price::PerTicket(4.0)).cost(&WORK).one_off,
            10_000.0 + 484_000.0 / 12.0,
        );
    }

    #[test]
    fn the_minimum_is_charged_when_little_comes() {
        let vendor = Vendor {
            minimum_per_month: 50_000.0,
            ..vendor(Price::PerTicket(1.0))
        };
        let cost = vendor.cost(&WORK);
        let charged: f64 = cost
            .lines
            .iter()
            .filter(|line| ["invoice", "rework", "minimum"].contains(&line.item))
            .map(|line| line.yearly)
            .sum();
        assert!((charged - 600_000.0).abs() < 1e-6);
    }
}
