//! A department of one's own.

use serde::{Deserialize, Serialize};

use super::{Cost, Work};
use crate::Problem;
use crate::units::{Share, not_negative};

/// What people, places and things cost. All money is for a year unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InHouse {
    /// Gross pay of an agent.
    pub salary: f64,
    /// Benefits as a share of pay.
    pub benefits: f64,
    /// Employer's taxes and contributions as a share of pay.
    pub taxes: f64,
    /// Premium for hours from 22:00 to 06:00 as a share of pay.
    pub night_premium: f64,
    /// Premium for hours on Saturday and Sunday as a share of pay.
    pub weekend_premium: f64,
    /// Office rent for a seat.
    pub rent_per_seat: f64,
    /// Computer, phone and furniture for a seat, once.
    pub equipment: f64,
    /// Years that equipment lasts.
    pub equipment_years: f64,
    /// Software for an agent: help desk, telephony, integrations.
    pub software: f64,
    /// Training of a new agent, once.
    pub training_new: f64,
    /// Training of an agent each year.
    pub training: f64,
    /// Finding and hiring an agent, once.
    pub recruiting: f64,
    /// Agents who leave in a year / mean headcount: 29 % (LinkedIn).
    pub turnover: f64,
    /// Months until a new agent works as fast as the others.
    pub ramp_up_months: f64,
    /// How much of it a new agent does meanwhile, on average.
    pub ramp_up_output: f64,
    /// Agents for each team lead.
    pub span: f64,
    /// Gross pay of a team lead.
    pub lead_salary: f64,
    /// Promotion, events, everything else, for an agent.
    pub other: f64,
}

impl Default for InHouse {
    /// Round figures, to be replaced by one's own; only the turnover has a source.
    fn default() -> Self {
        Self {
            salary: 36_000.0,
            benefits: 0.15,
            taxes: 0.10,
            night_premium: 0.25,
            weekend_premium: 0.25,
            rent_per_seat: 3_600.0,
            equipment: 2_400.0,
            equipment_years: 4.0,
            software: 1_500.0,
            training_new: 2_000.0,
            training: 500.0,
            recruiting: 4_000.0,
            turnover: 0.29,
            ramp_up_months: 3.0,
            ramp_up_output: 0.6,
            span: 12.0,
            lead_salary: 54_000.0,
            other: 400.0,
        }
    }
}

impl InHouse {
    /// Checks the numbers.
    ///
    /// # Errors
    /// Names the field that is out of range.
    pub fn check(&self) -> Result<(), Problem> {
        for (field, value) in [
            ("salary", self.salary),
            ("benefits", self.benefits),
            ("taxes", self.taxes),
            ("night_premium", self.night_premium),
            ("weekend_premium", self.weekend_premium),
            ("rent_per_seat", self.rent_per_seat),
            ("equipment", self.equipment),
            ("software", self.software),
            ("training_new", self.training_new),
            ("training", self.training),
            ("recruiting", self.recruiting),
            ("turnover", self.turnover),
            ("ramp_up_months", self.ramp_up_months),
            ("lead_salary", self.lead_salary),
            ("other", self.other),
        ] {
            not_negative(field, value)?;
        }
        Share::new("ramp_up_output", self.ramp_up_output)?;
        for (field, value) in [("equipment_years", self.equipment_years), ("span", self.span)] {
            if not_negative(field, value)? <= 0.0 {
                return Err(Problem::new(field, "must be above 0"));
            }
        }
        Ok(())
    }

    /// The cost of a year's work.
    #[must_use]
    pub fn cost(&self, work: &Work) -> Cost {
        let agents = work.agents;
        let pay = agents * self.salary;
        let premium = pay * (work.night * self.night_premium + work.weekend * self.weekend_premium);
        let leavers = agents * self.turnover;
        let burden = self.benefits + self.taxes;
        // A new agent is paid in full from the first day.
        let ramp_up =
            leavers * self.ramp_up_months / 12.0 * (1.0 - self.ramp_up_output) * self.salary * (1.0 + burden);
        // A team of any size has somebody who leads it.
        let leads = if agents > 0.0 {
            (agents / self.span).max(1.0)
        } else {
            0.0
        };
        let lines = vec![
            ("pay", pay),
            ("night_and_weekend_premium", premium),
            ("benefits", (pay + premium) * self.benefits),
            ("taxes", (pay + premium) * self.taxes),
            ("management", leads * self.lead_salary * (1.0 + burden)),
            ("rent", (agents + leads) * self.rent_per_seat),
            (
                "equipment",
                (agents + leads) * self.equipment / self.equipment_years,
            ),
            ("software", (agents + leads) * self.software),
            ("recruiting", leavers * self.recruiting),
            ("training", leavers * self.training_new + agents * self.training),
            ("ramp_up", ramp_up),
            ("other", agents * self.other),
        ];
        let one_off = agents * (self.recruiting + self.training_new) + (agents + leads) * self.equipment;
        Cost::new(
            "in_house",
            lines,
            one_off,
            work,
            "pay with premiums, benefits and taxes + management + rent, equipment, software + turnover x (recruiting, training, ramp-up) + other",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{InHouse, Work};

    #[test]
    fn a_department_adds_up_as_on_paper() {
        let in_house = InHouse {
            salary: 30_000.0,
            benefits: 0.1,
            taxes: 0.2,
            night_premium: 0.5,
            weekend_premium: 0.25,
            rent_per_seat: 1_000.0,
            equipment: 2_000.0,
            equipment_years: 4.0,
            software: 600.0,
            training_new: 1_500.0,
            training: 200.0,
            recruiting: 3_000.0,
            turnover: 0.3,
            ramp_up_months: 4.0,
            ramp_up_output: 0.5,
            span: 10.0,
            lead_salary: 50_000.0,
            other: 100.0,
        };
        let work = Work {
            agents: 20.0,
            hours: 30_000.0,
            night: 0.1,
            weekend: 0.2,
            contacts: 110_000.0,
            resolutions: 100_000.0,
            handling_hours: 10_000.0,
        };
        let cost = in_house.cost(&work);
        let line = |item| cost.lines.iter().find(|line| line.item == item).unwrap().yearly;
        let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-6, "{got}, not {want}");
        near(line("pay"), 600_000.0);
        near(line("night_and_weekend_premium"), 60_000.0);
        near(line("benefits"), 66_000.0);
        near(line("taxes"), 132_000.0);
        near(line("management"), 130_000.0);
        near(line("rent"), 22_000.0);
        near(line("equipment"), 11_000.0);
        near(line("software"), 13_200.0);
        near(line("recruiting"), 18_000.0);
        near(line("training"), 13_000.0);
        near(line("ramp_up"), 39_000.0);
        near(line("other"), 2_000.0);
        near(cost.yearly, 1_106_200.0);
        near(cost.per_resolution, 11.062);
        near(cost.per_handling_minute, 1_106_200.0 / 600_000.0);
        near(cost.one_off, 134_000.0);
    }

    #[test]
    fn what_cannot_be_paid_is_refused() {
        let check = |in_house: InHouse| in_house.check().unwrap_err().field;
        assert_eq!(
            check(InHouse {
                salary: -1.0,
                ..InHouse::default()
            }),
            "salary"
        );
        assert_eq!(
            check(InHouse {
                span: 0.0,
                ..InHouse::default()
            }),
            "span"
        );
        assert!(InHouse::default().check().is_ok());
    }
}
