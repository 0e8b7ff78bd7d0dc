//! Distributions of times.

use rand::Rng;
use rand_distr::{Distribution as _, Exp, Gamma, LogNormal};
use serde::{Deserialize, Serialize};

use super::InvalidInput;

/// How long something takes, in seconds. Draws are never negative.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// Always the same.
    Constant {
        /// The value in seconds, at least 0.
        value: f64,
    },
    /// Exponential: what Erlang's formulas assume.
    Exponential {
        /// Mean in seconds, positive.
        mean: f64,
    },
    /// Log-normal: what handling times mostly look like (Brown et al. 2005, "Statistical analysis of a telephone call
    /// center").
    LogNormal {
        /// Mean in seconds, positive.
        mean: f64,
        /// Coefficient of variation (standard deviation / mean), positive.
        cv: f64,
    },
    /// Gamma (Erlang-k when 1 / cv^2 is a whole number).
    Gamma {
        /// Mean in seconds, positive.
        mean: f64,
        /// Coefficient of variation, positive.
        cv: f64,
    },
    /// One of the recorded values, each as likely.
    Empirical {
        /// Values in seconds, at least one, none negative.
        values: Vec<f64>,
    },
}

impl Distribution {
    /// The mean in seconds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Exponential { mean } | Self::LogNormal { mean, .. } | Self::Gamma { mean, .. } => *mean,
            Self::Empirical { values } if values.is_empty() => 0.0,
            Self::Empirical { values } => values.iter().sum::<f64>() / values.len() as f64,
        }
    }

    /// Prepares drawing; `field` names it when it is wrong.
    pub(super) fn sampler(&self, field: &str) -> Result<Sampler, InvalidInput> {
        let positive = |name: &str, value: f64| {
            if value.is_finite() && value > 0.0 && value <= LONGEST {
                Ok(())
            } else {
                let reason = format!("must be a positive number of at most {LONGEST:e}, not {value}");
                Err(InvalidInput::new(format!("{field}.{name}"), reason))
            }
        };
        let refused = |error: String| InvalidInput::new(field, format!("cannot be drawn from ({error})"));
        match self {
            Self::Constant { value } => {
                not_negative(&format!("{field}.value"), *value)?;
                Ok(Sampler::Constant(*value))
            }
            Self::Exponential { mean } => {
                positive("mean", *mean)?;
                Exp::new(mean.recip())
                    .map(Sampler::Exponential)
                    .map_err(|e| refused(e.to_string()))
            }
            Self::LogNormal { mean, cv } => {
                positive("mean", *mean)?;
                positive("cv", *cv)?;
                LogNormal::from_mean_cv(*mean, *cv)
                    .map(Sampler::LogNormal)
                    .map_err(|e| refused(e.to_string()))
            }
            Self::Gamma { mean, cv } => {
                positive("mean", *mean)?;
                positive("cv", *cv)?;
                Gamma::new((cv * cv).recip(), mean * cv * cv)
                    .map(Sampler::Gamma)
                    .map_err(|e| refused(e.to_string()))
            }
            Self::Empirical { values } => {
                if values.is_empty() {
                    return Err(InvalidInput::new(format!("{field}.values"), "must not be empty"));
                }
                for (index, value) in values.iter().enumerate() {
                    not_negative(&format!("{field}.values[{index}]"), *value)?;
                }
                Ok(Sampler::Empirical(values.clone()))
            }
        }
    }
}

/// Longest time that is taken: some thirty years.
const LONGEST: f64 = 1e9;

pub(super) fn not_negative(field: &str, value: f64) -> Result<(), InvalidInput> {
    if value.is_finite() && (0.0..=LONGEST).contains(&value) {
        return Ok(());
    }
    let reason = format!("must be a number from 0 to {LONGEST:e}, not {value}");
    Err(InvalidInput::new(field, reason))
}

/// A distribution ready to be drawn from.
#[derive(Debug, Clone)]
pub(super) enum Sampler {
    Constant(f64),
    Exponential(Exp<f64>),
    LogNormal(LogNormal<f64>),
    Gamma(Gamma<f64>),
    Empirical(Vec<f64>),
}

impl Sampler {
    /// Seconds; from 0 to [`LONGEST`].
    pub(super) fn draw(&self, rng: &mut impl Rng) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Exponential(exp) => exp.sample(rng),
            Self::LogNormal(normal) => normal.sample(rng),
            Self::Gamma(gamma) => gamma.sample(rng),
            Self::Empirical(values) => {
                let index = rng.random_range(0..values.len().max(1));
                values.get(index).copied().unwrap_or_default()
            }
        }
        .min(LONGEST)
    }
}
