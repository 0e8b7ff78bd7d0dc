//! Erlang B: calls that find every line busy are lost (M/M/n/n).
//!
//! B(n, a) = (a^n / n!) / sum over k from 0 to n of a^k / k!, for any distribution of the handling time.
//!
//! What is calculated is 1/B = 1 + n/a + n(n-1)/a^2 + …: all terms are positive, so nothing cancels, and near n = a
//! there are only about 9 sqrt(a) that count. Where 1/B passes the largest number that a computer holds, B is 0.

use crate::Problem;
use crate::units::{Erlangs, MOST_AGENTS, Share, whole};

/// What Erlang B is, in one line.
pub const FORMULA: &str = "Erlang B (M/M/n/n)";

/// What Erlang B takes for granted.
pub const ASSUMPTIONS: &[&str] = &[
    "contacts arrive at random (Poisson) at a constant rate",
    "who finds every server busy is lost and does not try again",
];

/// The odds of finding a free server, (1 - B) / B: infinite where B is below 1e-308. Costs about min(n, n - a + 9 sqrt(a))
/// multiplications.
///
/// Odds and not B itself, because they keep their digits where B is nearly 1 as well as where it is nearly 0.
#[must_use]
pub fn odds_free(load: f64, servers: u32) -> f64 {
    let mut left = f64::from(servers);
    let (mut term, mut sum) = (1.0, 0.0);
    while left > 0.0 {
        term *= left / load;
        sum += term;
        // Terms grow while `left` is above the load; once they are this small they only shrink.
        if term < 1e-17 * sum || sum == f64::INFINITY {
            break;
        }
        left -= 1.0;
    }
    sum
}

/// The odds with one server more, which makes `servers`.
#[must_use]
pub(crate) fn one_more(odds: f64, load: f64, servers: u32) -> f64 {
    f64::from(servers) / load * (1.0 + odds)
}

/// B from the odds.
fn from_odds(odds: f64) -> f64 {
    (1.0 + odds).recip()
}

/// The share of contacts that are lost.
#[must_use]
pub fn blocking(load: Erlangs, servers: u32) -> f64 {
    from_odds(odds_free(load.get(), servers))
}

/// The smallest number of servers that loses at most `max_blocking`, and what it does lose.
///
/// # Errors
/// Names `max_blocking` when it is 0: however many there are, a contact may find them all busy.
pub fn servers_for(load: Erlangs, max_blocking: Share) -> Result<(u32, f64), Problem> {
    let (a, most) = (load.get(), max_blocking.get());
    if most <= 0.0 && a > 0.0 {
        return Err(Problem::new(
            "max_blocking",
            "no number of servers loses nobody for certain: ask for a share above 0, such as 0.001",
        ));
    }
    // What n servers carry, a (1 - B), is at most n: below this the answer cannot lie.
    let mut servers = whole((a * (1.0 - most)).floor()).unwrap_or_default();
    let mut odds = odds_free(a, servers);
    while from_odds(odds) > most {
        servers += 1;
        if servers > MOST_AGENTS {
            return Err(Problem::new(
                "max_blocking",
                format!("needs more than {MOST_AGENTS} servers"),
            ));
        }
        odds = one_more(odds, a, servers);
    }
    Ok((servers, from_odds(odds)))
}

#[cfg(test)]
mod tests {
    use super::{blocking, odds_free, one_more, servers_for};
    use crate::units::{Erlangs, Share};

    fn load(value: f64) -> Erlangs {
        Erlangs::new("load", value).unwrap()
    }

    #[test]
    fn small_systems_are_as_on_paper() {
        // a = 2: terms of the sum are 1, 2, 2, 4/3.
        assert!((blocking(load(2.0), 1) - 2.0 / 3.0).abs() < 1e-15);
        assert!((blocking(load(2.0), 2) - 2.0 / 5.0).abs() < 1e-15);
        assert!((blocking(load(2.0), 3) - 4.0 / 19.0).abs() < 1e-15);
        assert_eq!(blocking(load(2.0), 0), 1.0);
        assert_eq!(blocking(load(0.0), 1), 0.0);
        assert_eq!(blocking(load(0.0), 0), 1.0);
    }

    #[test]
    fn the_sum_and_the_recursion_agree() {
        for a in [0.3, 1.0, 7.5, 100.0, 5000.0] {
            let mut odds = 0.0;
            for servers in 1..6000 {
                odds = one_more(odds, a, servers);
                let sum = odds_free(a, servers);
                assert!(
                    sum == odds || ((sum - odds) / odds).abs() < 1e-12,
                    "{a} erlang, {servers} servers: {sum} and {odds}"
                );
            }
        }
    }

    #[test]
    fn the_smallest_number_of_servers_is_found() {
        let most = Share::new("max_blocking", 0.02).unwrap();
        let (servers, share) = servers_for(load(10.0), most).unwrap();
        assert_eq!(servers, 17);
        assert!(share <= 0.02 && blocking(load(10.0), 16) > 0.02);
    }

    #[test]
    fn extremes_end() {
        let share = |value| Share::new("max_blocking", value).unwrap();
        assert_eq!(servers_for(load(5.0), share(1.0)).unwrap().0, 0);
        assert_eq!(servers_for(load(0.0), share(0.0)).unwrap().0, 1);
        assert_eq!(
            servers_for(load(5.0), share(0.0)).unwrap_err().field,
            "max_blocking"
        );
        assert!(servers_for(load(5e8), share(1e-300)).unwrap().0 > 500_000_000);
    }
}
