//! Contacts a month, from what a department knows of itself.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::units::{finite, not_negative};

/// Weeks in a month: a year of 365.25 days in 12 parts.
pub const WEEKS_PER_MONTH: f64 = 365.25 / 7.0 / 12.0;

/// Weeks in a year.
pub const WEEKS_PER_YEAR: f64 = 365.25 / 7.0;

/// The most contacts a month that are planned for.
const MOST: f64 = 1e8;

/// What is known. Tickets a month, or customers and incident rate; when all three are given the tickets count, because
/// they were counted, and the others are compared with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Volume {
    /// Contacts a month.
    pub tickets: Option<f64>,
    /// Customers.
    pub customers: Option<f64>,
    /// Contacts per customer and month.
    pub incident_rate: Option<f64>,
    /// Growth a month as a share: 0.02 for 2 %. Negative when it shrinks, above -1.
    pub growth: f64,
    /// How many months from now the plan is for.
    pub months_ahead: f64,
}

/// Contacts a month, and how they were come by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VolumeResult {
    /// Contacts in the month that is planned for.
    pub contacts: f64,
    /// Contacts per customer and month, when the customers are known.
    pub incident_rate: Option<f64>,
    /// How it was calculated.
    pub formula: String,
    /// What does not fit together.
    pub warnings: Vec<String>,
}

impl Volume {
    /// Contacts in the month that is planned for.
    ///
    /// # Errors
    /// Names the field that is out of range, or `tickets` when there is no way to come by them.
    pub fn resolve(&self) -> Result<VolumeResult, Problem> {
        for (field, value) in [
            ("tickets", self.tickets),
            ("customers", self.customers),
            ("incident_rate", self.incident_rate),
            ("months_ahead", Some(self.months_ahead)),
        ] {
            if let Some(value) = value {
                not_negative(field, value)?;
            }
        }
        finite("growth", self.growth)?;
        if self.growth <= -1.0 {
            return Err(Problem::new(
                "growth",
                "must be above -1: nothing can shrink by more than all",
            ));
        }
        let by_rate = self
            .customers
            .zip(self.incident_rate)
            .map(|(customers, rate)| customers * rate);
        let (now, source) = match (self.tickets, by_rate) {
            (Some(tickets), _) => (tickets, "tickets a month"),
            (None, Some(product)) => (product, "customers x incident rate"),
            (None, None) => {
                return Err(Problem::missing(
                    "tickets",
                    "give tickets a month, or customers and incident_rate",
                ));
            }
        };
        let contacts = now * (1.0 + self.growth).powf(self.months_ahead);
        self.within_limits(now, contacts)?;
        let mut warnings = Vec::new();
        if let (Some(tickets), Some(product)) = (self.tickets, by_rate)
            && (tickets - product).abs() > 0.1 * tickets.max(product)
        {
            warnings.push(format!(
                "customers x incident rate is {product:.0} a month, not {tickets:.0}: the tickets were taken; look at which is out of date"
            ));
        }
        let growing = self.growth != 0.0 && self.months_ahead > 0.0;
        Ok(VolumeResult {
            contacts,
            incident_rate: self
                .customers
                .filter(|customers| *customers > 0.0)
                .map(|customers| now / customers),
            formula: if growing {
                format!("{source} x (1 + growth)^months")
            } else {
                source.to_owned()
            },
            warnings,
        })
    }

    fn within_limits(&self, now: f64, contacts: f64) -> Result<(), Problem> {
        if contacts <= MOST {
            return Ok(());
        }
        let field = match (now > MOST, self.tickets) {
            (false, _) => "growth",
            (true, Some(_)) => "tickets",
            (true, None) => "customers",
        };
        Err(Problem::new(
            field,
            "makes more than the 100 million contacts a month that are calculated with",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Volume;

    #[test]
    fn customers_times_incident_rate_times_growth() {
        let volume = Volume {
            customers: Some(40_000.0),
            incident_rate: Some(0.3),
            growth: 0.02,
            months_ahead: 12.0,
            ..Volume::default()
        };
        // 12,000 x 1.02^12 = 12,000 x 1.268242.
        let result = volume.resolve().unwrap();
        assert!((result.contacts - 15_218.9).abs() < 0.1, "{result:?}");
        assert_eq!(result.incident_rate, Some(0.3));
    }

    #[test]
    fn counted_tickets_win_and_a_contradiction_is_told() {
        let volume = Volume {
            tickets: Some(12_000.0),
            customers: Some(40_000.0),
            incident_rate: Some(0.5),
            ..Volume::default()
        };
        let result = volume.resolve().unwrap();
        assert_eq!((result.contacts, result.warnings.len()), (12_000.0, 1));
        assert_eq!(Volume::default().resolve().unwrap_err().field, "tickets");
        let shrunk = Volume {
            growth: -1.0,
            ..volume
        };
        assert_eq!(shrunk.resolve().unwrap_err().field, "growth");
    }
}
