//! What is not known for certain: which input matters most, and how far the result may lie.

use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

use crate::Problem;

/// An input that is not known for certain: at least, most likely, at most (a triangular distribution).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uncertain {
    /// Its name.
    pub name: String,
    /// The lowest that is thought possible.
    pub low: f64,
    /// What is expected.
    pub likely: f64,
    /// The highest that is thought possible.
    pub high: f64,
}

impl Uncertain {
    /// An input that may be so much lower or higher: 0.2 for 20 %.
    #[must_use]
    pub fn around(name: &str, likely: f64, part: f64) -> Self {
        Self {
            name: name.to_owned(),
            low: likely * (1.0 - part),
            likely,
            high: likely * (1.0 + part),
        }
    }

    fn check(&self) -> Result<(), Problem> {
        if self.low.is_finite()
            && self.high.is_finite()
            && self.low <= self.likely
            && self.likely <= self.high
        {
            return Ok(());
        }
        Err(Problem::new(&self.name, "must have low <= likely <= high"))
    }

    /// A value for a number between 0 and 1 (the inverse of the distribution function).
    fn value(&self, chance: f64) -> f64 {
        let width = self.high - self.low;
        if width <= 0.0 {
            return self.likely;
        }
        let left = self.likely - self.low;
        if chance < left / width {
            self.low + (chance * width * left).sqrt()
        } else {
            self.high - ((1.0 - chance) * width * (self.high - self.likely)).sqrt()
        }
    }
}

/// How much the result changes when one input alone goes from its lowest to its highest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// The input.
    pub name: String,
    /// The result with the input at its lowest.
    pub at_low: f64,
    /// The result with the input at its highest.
    pub at_high: f64,
}

impl Bar {
    /// How far the two results lie apart.
    #[must_use]
    pub fn swing(&self) -> f64 {
        (self.at_high - self.at_low).abs()
    }
}

/// The bars of a tornado chart, the longest first. `result` gets one value for each input, in their order.
///
/// # Errors
/// Names an input whose values are out of order, and what `result` refuses.
pub fn tornado(
    inputs: &[Uncertain],
    mut result: impl FnMut(&[f64]) -> Result<f64, Problem>,
) -> Result<Vec<Bar>, Problem> {
    let likely: Vec<f64> = inputs.iter().map(|input| input.likely).collect();
    let mut bars = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        input.check()?;
        let mut with = |value| {
            let mut values = likely.clone();
            if let Some(slot) = values.get_mut(index) {
                *slot = value;
            }
            result(&values)
        };
        bars.push(Bar {
            name: input.name.clone(),
            at_low: with(input.low)?,
            at_high: with(input.high)?,
        });
    }
    bars.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
    Ok(bars)
}

/// Where the results of many drawn inputs lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The mean.
    pub mean: f64,
    /// 5 % lie below.
    pub p5: f64,
    /// Half lie below.
    pub p50: f64,
    /// 95 % lie below.
    pub p95: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let index = part * f64::from(u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX));
            crate::units::whole(index.round())
                .and_then(|index| values.get(index as usize))
                .copied()
                .unwrap_or_default()
        };
        let count = f64::from(u32::try_from(values.len().max(1)).unwrap_or(u32::MAX));
        Self {
            mean: values.iter().sum::<f64>() / count,
            p5: at(0.05),
            p50: at(0.5),
            p95: at(0.95),
        }
    }
}

/// Draws all inputs at once, many times, and looks at several results of each draw. The same seed gives the same.
///
/// Returns where each result lies, and for each how often it was the lowest of them.
///
/// # Errors
/// Names an input whose values are out of order, `draws` when there are none, and what `results` refuses.
pub fn monte_carlo<const N: usize>(
    inputs: &[Uncertain],
    draws: u32,
    seed: u64,
    mut results: impl FnMut(&[f64]) -> Result<[f64; N], Problem>,
) -> Result<([Spread; N], [f64; N]), Problem> {
    inputs.iter().try_for_each(Uncertain::check)?;
    if !(1..=1_000_000).contains(&draws) {
        return Err(Problem::new("draws", "must be between 1 and 1,000,000"));
    }
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut columns: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(draws as usize));
    let mut lowest = [0_u32; N];
    let mut values = vec![0.0; inputs.len()];
    for _ in 0..draws {
        for (value, input) in values.iter_mut().zip(inputs) {
            *value = input.value(random.random::<f64>());
        }
        let row = results(&values)?;
        let least = row.iter().copied().fold(f64::INFINITY, f64::min);
        for ((column, count), result) in columns.iter_mut().zip(&mut lowest).zip(row) {
            column.push(result);
            *count += u32::from(result <= least);
        }
    }
    Ok((
        columns.map(Spread::of),
        lowest.map(|count| f64::from(count) / f64::from(draws)),
    ))
}

#[cfg(test)]
mod tests {
    use super::{Uncertain, monte_carlo, tornado};

    #[test]
    fn the_input_that_matters_most_comes_first() {
        let inputs = [
            Uncertain::around("a", 10.0, 0.1),
            Uncertain::around("b", 10.0, 0.5),
        ];
        let bars = tornado(&inputs, |values| Ok(values[0] + values[1])).unwrap();
        assert_eq!(
            (bars[0].name.as_str(), bars[0].at_low, bars[0].at_high),
            ("b", 15.0, 25.0)
        );
        assert_eq!(bars[1].swing(), 2.0);
    }

    #[test]
    fn draws_follow_their_triangle_and_their_seed() {
        let input = Uncertain {
            name: "x".to_owned(),
            low: 0.0,
            likely: 3.0,
            high: 6.0,
        };
        let draw = |seed| {
            monte_carlo(std::slice::from_ref(&input), 20_000, seed, |values| {
                Ok([values[0], 3.0])
            })
            .unwrap()
        };
        let ([spread, _], [lower, _]) = draw(7);
        // Mean 3; 5 % lie below 6 sqrt(0.05 / 2).
        assert!(
            (spread.mean - 3.0).abs() < 0.03 && (spread.p5 - 0.9487).abs() < 0.05,
            "{spread:?}"
        );
        assert!((lower - 0.5).abs() < 0.02);
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let wrong = Uncertain { low: 4.0, ..input };
        assert_eq!(
            monte_carlo(&[wrong], 10, 1, |values| Ok([values[0]]))
                .unwrap_err()
                .field,
            "x"
        );
    }
}
