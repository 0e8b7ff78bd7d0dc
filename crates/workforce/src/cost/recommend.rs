//! In-house or outsourced: a recommendation with its reasons, and how sure it is.
//!
//! Reasons are those of the field (`docs/WORKFORCE.md` lists them with their weights). Each speaks for one option with a
//! weight; the cost speaks with how often the option is the cheaper one when the uncertain inputs are drawn.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::units::{Share, not_negative};

/// The kind of product that is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// Things that people buy every day.
    Consumer,
    /// Software, also as a service, finance technology, games.
    #[default]
    Software,
    /// Complex, or new and unusual.
    Complex,
}

/// What the department needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Needs {
    /// The kind of product.
    pub product: Product,
    /// Money a year that there is for it.
    pub budget: Option<f64>,
    /// Whether somebody must be there day and night.
    pub around_the_clock: bool,
    /// How much the busiest month is above the mean: 1.5 for half as much again.
    pub seasonal_peak: f64,
    /// Languages that customers are served in.
    pub languages: u32,
    /// Whether agents see data that must not get about: health, payment, identity.
    pub sensitive_data: bool,
    /// In how many months the team has to work.
    pub start_within_months: f64,
}

impl Default for Needs {
    fn default() -> Self {
        Self {
            product: Product::default(),
            budget: None,
            around_the_clock: false,
            seasonal_peak: 1.0,
            languages: 1,
            sensitive_data: false,
            start_within_months: 6.0,
        }
    }
}

/// What the calculation says of the money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Money {
    /// Yearly cost in-house.
    pub in_house: f64,
    /// Yearly cost at the vendor.
    pub vendor: f64,
    /// Yearly cost of the hybrid.
    pub hybrid: f64,
    /// How often the vendor is cheaper than in-house, of all draws.
    pub vendor_cheaper: f64,
    /// Share of the inputs that are the defaults of this crate and not the company's own.
    pub assumed: f64,
}

/// An option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// A team of one's own.
    InHouse,
    /// A vendor.
    Outsourced,
    /// The difficult part in-house, the rest at a vendor.
    Hybrid,
}

/// Something that speaks for an option.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// A name for catalogues of texts.
    pub code: &'static str,
    /// What it speaks for: in-house or outsourced.
    pub speaks_for: Choice,
    /// How much, 0 to 3.
    pub weight: f64,
    /// In words.
    pub text: String,
}

/// What to do, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recommendation {
    /// The option.
    pub choice: Choice,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// All reasons, those with the most weight first.
    pub reasons: Vec<Reason>,
    /// What to look after when it is done.
    pub cautions: Vec<&'static str>,
    /// How it was judged.
    pub formula: &'static str,
}

/// Weighs what speaks for either option. When both have much for them, the answer is to do both.
///
/// # Errors
/// Names a need that is out of range.
pub fn recommend(needs: &Needs, money: &Money) -> Result<Recommendation, Problem> {
    not_negative("seasonal_peak", needs.seasonal_peak)?;
    not_negative("start_within_months", needs.start_within_months)?;
    not_negative("budget", needs.budget.unwrap_or_default())?;
    Share::new("vendor_cheaper", money.vendor_cheaper)?;
    Share::new("assumed", money.assumed)?;
    let mut reasons = of_needs(needs);
    reasons.extend(of_money(needs, money));
    reasons.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let weight = |choice| {
        reasons
            .iter()
            .filter(|reason| reason.speaks_for == choice)
            .map(|reason| reason.weight)
            .sum::<f64>()
    };
    let (own, bought) = (weight(Choice::InHouse), weight(Choice::Outsourced));
    let total = own + bought;
    let lead = if total > 0.0 { (own - bought) / total } else { 0.0 };
    let choice = match lead {
        // Two small teams need more people than one; where both together cost more than either, one has to do.
        _ if total >= 4.0 && lead.abs() < 0.2 && money.hybrid <= money.in_house.max(money.vendor) => {
            Choice::Hybrid
        }
        lead if lead >= 0.0 => Choice::InHouse,
        _ => Choice::Outsourced,
    };
    // Half from how clear the lead is, and never more than the inputs are one's own.
    let clear = if choice == Choice::Hybrid {
        1.0 - lead.abs() / 0.2
    } else {
        lead.abs()
    };
    let confidence = (0.5 + 0.5 * clear) * (1.0 - 0.5 * money.assumed);
    Ok(Recommendation {
        choice,
        confidence,
        reasons,
        cautions: cautions(choice),
        formula: "sum of the weights for each option; hybrid within 20 % of each other; confidence = (0.5 + 0.5 x lead) x (1 - 0.5 x share of assumed inputs)",
    })
}

fn reason(code: &'static str, speaks_for: Choice, weight: f64, text: impl Into<String>) -> Reason {
    Reason {
        code,
        speaks_for,
        weight,
        text: text.into(),
    }
}

fn of_product(product: Product) -> Reason {
    use Choice::{InHouse, Outsourced};
    match product {
        Product::Complex => reason(
            "product_complex",
            InHouse,
            3.0,
            "complex and new products need knowledge of the product, quick feedback and control over how customers are spoken to",
        ),
        Product::Consumer => reason(
            "product_consumer",
            Outsourced,
            2.0,
            "consumer goods are explained quickly: vendors do this every day",
        ),
        Product::Software => reason(
            "product_software",
            Outsourced,
            1.0,
            "for software, finance technology and games there are specialised vendors",
        ),
    }
}

fn of_needs(needs: &Needs) -> Vec<Reason> {
    use Choice::{InHouse, Outsourced};
    let mut reasons = vec![of_product(needs.product)];
    if needs.around_the_clock {
        reasons.push(reason(
            "around_the_clock",
            Outsourced,
            1.5,
            "around the clock in-house means night shifts; a vendor has people in their daytime",
        ));
    }
    if needs.seasonal_peak >= 1.3 {
        let text = format!(
            "the busiest month is {:.0} % above the mean: a vendor is easily scaled up and down",
            (needs.seasonal_peak - 1.0) * 100.0
        );
        reasons.push(reason(
            "seasonal",
            Outsourced,
            (needs.seasonal_peak - 1.0).min(1.0) * 2.0,
            text,
        ));
    }
    if needs.languages > 2 {
        reasons.push(reason(
            "languages",
            Outsourced,
            1.0,
            format!(
                "{} languages are easier to find around the world",
                needs.languages
            ),
        ));
    } else {
        reasons.push(reason(
            "culture",
            InHouse,
            0.5,
            "no barrier of language and culture between agents and customers",
        ));
    }
    if needs.sensitive_data {
        reasons.push(reason(
            "sensitive_data",
            InHouse,
            2.0,
            "sensitive data: a vendor must invest in security and be audited every year",
        ));
    } else {
        reasons.push(reason(
            "data_risk",
            InHouse,
            0.5,
            "data of customers stay in the house",
        ));
    }
    if needs.start_within_months < 3.0 {
        reasons.push(reason(
            "quick_start",
            Outsourced,
            1.0,
            "vendors hire more quickly",
        ));
    }
    reasons
}

fn of_money(needs: &Needs, money: &Money) -> Vec<Reason> {
    use Choice::{InHouse, Outsourced};
    let mut reasons = Vec::new();
    let (cheaper, chance, difference) = if money.vendor_cheaper >= 0.5 {
        (Outsourced, money.vendor_cheaper, money.in_house - money.vendor)
    } else {
        (InHouse, 1.0 - money.vendor_cheaper, money.vendor - money.in_house)
    };
    let dearer = money.in_house.max(money.vendor);
    let part = if dearer > 0.0 {
        (difference / dearer).clamp(0.0, 1.0)
    } else {
        0.0
    };
    if part > 0.0 {
        let text = format!(
            "cheaper by {:.0} % a year, in {:.0} of 100 cases",
            part * 100.0,
            chance * 100.0
        );
        reasons.push(reason(
            "cost",
            cheaper,
            3.0 * (2.0 * chance - 1.0) * (part / 0.3).min(1.0),
            text,
        ));
    }
    if let Some(budget) = needs.budget {
        match (money.in_house <= budget, money.vendor <= budget) {
            (true, false) => reasons.push(reason("budget", InHouse, 3.0, "only this is within the budget")),
            (false, true) => reasons.push(reason(
                "budget",
                Outsourced,
                3.0,
                "only this is within the budget",
            )),
            _ => {}
        }
    }
    reasons
}

fn cautions(choice: Choice) -> Vec<&'static str> {
    let vendor = [
        "let them see only what they need, with personal data masked, and audit them every year",
        "plan for barriers of language and culture: shared guides, quality reviews, a person of yours who looks after them",
    ];
    match choice {
        Choice::InHouse => vec![
            "office rent, overheads and taxes come on top of pay; nights and weekends cost premiums",
            "hiring takes time: begin before the team is overloaded",
        ],
        Choice::Outsourced => vendor.to_vec(),
        Choice::Hybrid => {
            let mut both = vec!["keep complex and new matters in-house, and give the vendor what repeats"];
            both.extend(vendor);
            both
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Money, Needs, Product, recommend};

    const EVEN: Money = Money {
        in_house: 100.0,
        vendor: 100.0,
        hybrid: 100.0,
        vendor_cheaper: 0.5,
        assumed: 0.0,
    };

    #[test]
    fn a_complex_product_with_sensitive_data_stays_in_house() {
        let needs = Needs {
            product: Product::Complex,
            sensitive_data: true,
            ..Needs::default()
        };
        let advice = recommend(&needs, &EVEN).unwrap();
        assert_eq!(advice.choice, Choice::InHouse);
        assert_eq!(advice.reasons[0].code, "product_complex");
        assert!(advice.confidence > 0.9);
        let guessed = recommend(&needs, &Money { assumed: 1.0, ..EVEN }).unwrap();
        assert!(guessed.confidence <= 0.5, "nothing of it is the company's own");
    }

    #[test]
    fn consumer_goods_around_the_clock_that_cost_half_at_a_vendor_go_there() {
        let needs = Needs {
            product: Product::Consumer,
            around_the_clock: true,
            seasonal_peak: 1.6,
            ..Needs::default()
        };
        let money = Money {
            vendor: 60.0,
            vendor_cheaper: 0.97,
            ..EVEN
        };
        let advice = recommend(&needs, &money).unwrap();
        assert_eq!(advice.choice, Choice::Outsourced);
        assert!(advice.cautions.iter().any(|caution| caution.contains("audit")));
    }

    #[test]
    fn much_on_both_sides_means_both() {
        let needs = Needs {
            product: Product::Complex,
            around_the_clock: true,
            languages: 5,
            ..Needs::default()
        };
        let money = Money {
            vendor: 85.0,
            vendor_cheaper: 0.8,
            ..EVEN
        };
        assert_eq!(recommend(&needs, &money).unwrap().choice, Choice::Hybrid);
    }

    #[test]
    fn a_budget_that_only_one_keeps_decides_more_than_the_rest() {
        let needs = Needs {
            budget: Some(90.0),
            ..Needs::default()
        };
        let money = Money {
            vendor: 80.0,
            vendor_cheaper: 0.9,
            ..EVEN
        };
        let advice = recommend(&needs, &money).unwrap();
        assert_eq!(
            (advice.choice, advice.reasons[0].code),
            (Choice::Outsourced, "budget")
        );
        assert_eq!(
            recommend(
                &Needs {
                    seasonal_peak: -1.0,
                    ..needs
                },
                &money
            )
            .unwrap_err()
            .field,
            "seasonal_peak"
        );
    }
}
