//! Figures with confidence intervals, from batches of replications.

use serde::{Deserialize, Serialize};

use super::tally::{Histogram, bounds};

/// A figure, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Half the width of its 95 % confidence interval; none from one replication alone.
    pub half_width: Option<f64>,
}

/// Ratio of two sums, such as contacts answered in time and contacts that arrived. None when the second is 0.
///
/// The interval is the usual one for ratios (Cochran, "Sampling techniques", 6.4) with Student's t over batches: contacts
/// of one batch depend on each other, batches do not.
pub(super) fn ratio(batches: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Estimate> {
    let (mut count, mut above, mut below) = (0_u32, 0.0, 0.0);
    for (x, y) in batches.clone() {
        count += 1;
        above += x;
        below += y;
    }
    if below <= 0.0 {
        return None;
    }
    let value = above / below;
    let half_width = (count > 1).then(|| {
        let squares: f64 = batches.map(|(x, y)| (x - value * y).powi(2)).sum();
        let n = f64::from(count);
        student(count - 1) * (squares * n / (n - 1.0)).sqrt() / below
    });
    Some(Estimate { value, half_width })
}

/// 97.5 % quantile of Student's t.
pub(super) fn student(degrees: u32) -> f64 {
    const SMALL: [f64; 10] = [
        12.706_205, 4.302_653, 3.182_446, 2.776_445, 2.570_582, 2.446_912, 2.364_624, 2.306_004, 2.262_157,
        2.228_139,
    ];
    if let Some(exact) = (degrees as usize)
        .checked_sub(1)
        .and_then(|index| SMALL.get(index))
    {
        return *exact;
    }
    // Cornish and Fisher's expansion around the normal quantile (Abramowitz, Stegun 26.7.5); off by 0.0002 at most from 11 on.
    let z = 1.959_963_985_f64;
    let n = f64::from(degrees.max(1));
    let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
    z + (z3 + z) / (4.0 * n)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * n * n)
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * n * n * n)
}

/// A quantile of waits over all batches, and the bounds of its 95 % interval; in seconds. None without any wait.
///
/// The interval is that of the share of waits below the quantile, read back on the axis of waits.
pub(super) fn quantile(batches: &[&Histogram], share: f64) -> Option<(f64, f64, f64)> {
    let buckets = batches.first()?.counts().len();
    let mut pooled = vec![0.0; buckets];
    for batch in batches {
        for (sum, &count) in pooled.iter_mut().zip(batch.counts()) {
            *sum += f64::from(count);
        }
    }
    let total: f64 = pooled.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let value = at_share(&pooled, total, share);
    let below = |batch: &Histogram| {
        let counts = batch.counts();
        let low: f64 = counts
            .iter()
            .enumerate()
            .map(|(index, &count)| f64::from(count) * part_below(index, value))
            .sum();
        (low, counts.iter().map(|&count| f64::from(count)).sum::<f64>())
    };
    let spread = ratio(batches.iter().map(|batch| below(batch)))?
        .half_width
        .unwrap_or_default();
    let low = at_share(&pooled, total, (share - spread).max(0.0));
    let high = at_share(&pooled, total, (share + spread).min(1.0));
    Some((value, low, high))
}

/// Share of a bucket that lies below `value`.
fn part_below(bucket: usize, value: f64) -> f64 {
    let (from, until) = bounds(bucket);
    ((value - from) / (until - from)).clamp(0.0, 1.0)
}

/// The wait below which `share` of all lie; straight inside a bucket, and 0 in the first, where most did not wait at all.
fn at_share(counts: &[f64], total: f64, share: f64) -> f64 {
    let mut left = share * total;
    let mut last = 0.0;
    for (bucket, &count) in counts.iter().enumerate() {
        if count <= 0.0 {
            continue;
        }
        let (from, until) = bounds(bucket);
        if left <= count {
            return if bucket == 0 {
                0.0
            } else {
                from + (until - from) * left / count
            };
        }
        left -= count;
        last = until;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        for (degrees, expected) in [
            (1, 12.7062),
            (5, 2.5706),
            (11, 2.2010),
            (19, 2.0930),
            (99, 1.9842),
            (10_000, 1.9602),
        ] {
            assert!(
                (student(degrees) - expected).abs() < 2e-4,
                "{degrees}: {}",
                student(degrees)
            );
        }
    }

    #[test]
    fn a_ratio_of_means_has_the_interval_of_its_residuals() {
        // By hand: R = 12 / 6 = 2; residuals -1, 0, 1; half width 4.302653 * sqrt(2 * 3 / 2) / 6.
        let estimate = ratio([(3.0, 2.0), (4.0, 2.0), (5.0, 2.0)].into_iter()).unwrap();
        assert!((estimate.value - 2.0).abs() < 1e-12);
        assert!((estimate.half_width.unwrap() - 4.302_653 * 3.0_f64.sqrt() / 6.0).abs() < 1e-9);
    }

    #[test]
    fn one_batch_has_no_interval_and_nothing_has_no_ratio() {
        assert_eq!(
            ratio([(1.0, 4.0)].into_iter()).unwrap(),
            Estimate {
                value: 0.25,
                half_width: None
            }
        );
        assert_eq!(ratio([(1.0, 0.0)].into_iter()), None);
    }
}
