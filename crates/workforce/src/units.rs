//! Numbers that have been looked at: a value of these types is finite and in its range.
//!
//! The limits are far outside what a department can have. They are there so that no calculation overflows and none
//! takes longer than some milliseconds.

use crate::Problem;

/// The most agents, lines or servers that are calculated with.
pub const MOST_AGENTS: u32 = 1_000_000_000;

/// The highest load in erlangs that is calculated with.
pub const MOST_LOAD: f64 = 5e8;

/// The shortest time in seconds that something takes.
pub const SHORTEST: f64 = 1e-6;

/// The longest time in seconds: about 30,000 years.
pub const LONGEST: f64 = 1e12;

/// Offered load in erlangs: how many agents would be busy on average if nobody had to wait or gave up. At least 0, at
/// most [`MOST_LOAD`].
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Erlangs(f64);

impl Erlangs {
    /// A load from its number.
    ///
    /// # Errors
    /// Names `field` when the number is not finite, negative or above [`MOST_LOAD`].
    pub fn new(field: &str, value: f64) -> Result<Self, Problem> {
        not_negative(field, value)?;
        if value > MOST_LOAD {
            return Err(Problem::new(
                field,
                format!(
                    "a load of {} erlang is more than the {MOST_LOAD:e} that are calculated with",
                    shown(value)
                ),
            ));
        }
        Ok(Self(value))
    }

    /// The load of `calls` in `interval`, each of which takes `aht` to handle: calls x AHT / interval.
    ///
    /// # Errors
    /// Names `calls` when the number is not finite, negative, or the load above [`MOST_LOAD`].
    pub fn from_calls(calls: f64, interval: Seconds, aht: Seconds) -> Result<Self, Problem> {
        not_negative("calls", calls)?;
        Self::new("calls", calls * aht.get() / interval.get())
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// A duration in seconds that something takes: at least [`SHORTEST`], at most [`LONGEST`].
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Seconds(f64);

impl Seconds {
    /// A duration from its number of seconds.
    ///
    /// # Errors
    /// Names `field` when the number is not finite, not above zero, or out of range.
    pub fn new(field: &str, value: f64) -> Result<Self, Problem> {
        finite(field, value)?;
        if value <= 0.0 {
            return Err(Problem::new(
                field,
                format!("must be greater than zero, not {value}"),
            ));
        }
        if !(SHORTEST..=LONGEST).contains(&value) {
            return Err(Problem::new(
                field,
                format!(
                    "must be between {SHORTEST:e} and {LONGEST:e} seconds, not {}",
                    shown(value)
                ),
            ));
        }
        Ok(Self(value))
    }

    /// The number of seconds.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// A share of a whole: 0.8 for 80 %. At least 0, at most 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// A share from its number.
    ///
    /// # Errors
    /// Names `field` when the number is not between 0 and 1.
    pub fn new(field: &str, value: f64) -> Result<Self, Problem> {
        finite(field, value)?;
        if !(0.0..=1.0).contains(&value) {
            return Err(Problem::new(
                field,
                format!("must be a share between 0 and 1 (0.8 means 80 %), not {value}"),
            ));
        }
        Ok(Self(value))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// Refuses what is no number.
///
/// # Errors
/// Names `field` when the value is infinite or not a number.
pub fn finite(field: &str, value: f64) -> Result<f64, Problem> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Problem::new(
            field,
            format!("must be a finite number, not {value}"),
        ))
    }
}

/// Refuses what is no number, or below zero.
///
/// # Errors
/// Names `field`.
pub fn not_negative(field: &str, value: f64) -> Result<f64, Problem> {
    finite(field, value)?;
    if value < 0.0 {
        return Err(Problem::new(
            field,
            format!("must not be negative, but is {value}"),
        ));
    }
    Ok(value)
}

/// A number as a sentence has it: no more digits than anybody reads, and no row of zeros.
#[must_use]
pub fn shown(value: f64) -> String {
    if value != 0.0 && !(1e-4..1e12).contains(&value.abs()) {
        return format!("{value:.3e}");
    }
    let rounded = format!("{value:.4}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Rounds up as arithmetic on paper would: 21 / (1 - 0.3) is 30, though the computer's quotient lies a hair above it.
#[must_use]
pub fn ceil(value: f64) -> f64 {
    let nearest = value.round();
    if (value - nearest).abs() <= 1e-12 * value.abs().max(1.0) {
        nearest
    } else {
        value.ceil()
    }
}

/// How many must be scheduled so that `agents` work at any time: agents / (1 - shrinkage), rounded up. Shrinkage is
/// the share of paid time that is not spent on contacts: leave, illness, breaks, training, meetings.
///
/// # Errors
/// Names `shrinkage` when it leaves nobody at work, or more people are needed than [`MOST_AGENTS`].
pub fn scheduled(agents: u32, shrinkage: Share) -> Result<u32, Problem> {
    if shrinkage.get() >= 1.0 {
        return Err(Problem::new(
            "shrinkage",
            "must be below 1: at 100 % nobody ever works",
        ));
    }
    whole(ceil(f64::from(agents) / (1.0 - shrinkage.get()))).ok_or_else(|| {
        Problem::new(
            "shrinkage",
            format!("needs more than {MOST_AGENTS} people scheduled"),
        )
    })
}

/// A whole number of agents, when it is within [`MOST_AGENTS`].
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked on the line before"
)]
pub fn whole(value: f64) -> Option<u32> {
    (value >= 0.0 && value <= f64::from(MOST_AGENTS)).then(|| value.ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::{Erlangs, Seconds, Share, ceil, scheduled, shown};

    #[test]
    fn rounding_up_forgives_what_the_computer_adds() {
        let shrinkage = Share::new("shrinkage", 0.3).unwrap();
        assert_eq!(scheduled(21, shrinkage), Ok(30));
        assert_eq!(scheduled(7, shrinkage), Ok(10));
        assert_eq!(scheduled(14, shrinkage), Ok(20));
        assert_eq!(scheduled(15, shrinkage), Ok(22));
        assert_eq!(ceil(10.000_001), 11.0);
        assert_eq!(ceil(0.0), 0.0);
    }

    #[test]
    fn numbers_are_shown_short() {
        let texts = [10.0, 0.1 + 0.2, 1e-300, 27_777_777.777_777_776, 0.0, 2.5e13].map(shown);
        assert_eq!(
            texts,
            ["10", "0.3", "1.000e-300", "27777777.7778", "0", "2.500e13"]
        );
    }

    #[test]
    fn shrinkage_of_everything_is_refused() {
        let all = Share::new("shrinkage", 1.0).unwrap();
        assert_eq!(scheduled(1, all).unwrap_err().field, "shrinkage");
        let nearly = Share::new("shrinkage", 1.0 - 1e-12).unwrap();
        assert!(scheduled(10, nearly).is_err());
    }

    #[test]
    fn what_is_out_of_range_names_its_field() {
        for value in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            assert_eq!(Erlangs::new("load", value).unwrap_err().field, "load");
            assert_eq!(Seconds::new("aht_s", value).unwrap_err().field, "aht_s");
            assert_eq!(Share::new("share", value).unwrap_err().field, "share");
        }
        assert!(Seconds::new("aht_s", 0.0).is_err());
        assert!(Erlangs::new("load", 0.0).is_ok());
    }
}
