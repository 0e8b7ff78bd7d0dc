//! The shape of a day: which share of its contacts comes in which interval, for each weekday.

use super::models::WEEK;

/// What a week before counts in parts of the one after it: half after six weeks.
const FADE: f64 = 0.89;

/// A weekday's own shape counts like this many contacts of the shape of all days: with few contacts, chance has not the
/// last word.
const SHARED: f64 = 30.0;

/// The shape of each day of the week.
pub(super) struct Shape {
    days: Vec<Vec<f64>>,
}

impl Shape {
    /// From whole days of the past.
    pub fn of(past: &[f64], per_day: usize) -> Self {
        let mut own = vec![vec![0.0; per_day]; WEEK];
        let days = past.len() / per_day;
        for (day, counts) in past.chunks_exact(per_day).enumerate() {
            let weeks_ago = u32::try_from((days - 1 - day) / WEEK).unwrap_or(u32::MAX);
            let weight = FADE.powf(f64::from(weeks_ago));
            if let Some(sum) = own.get_mut(day % WEEK) {
                for (sum, count) in sum.iter_mut().zip(counts) {
                    *sum += weight * count;
                }
            }
        }
        let mut all = vec![0.0; per_day];
        for day in &own {
            for (sum, count) in all.iter_mut().zip(day) {
                *sum += count;
            }
        }
        let whole: f64 = all.iter().sum();
        let shares: Vec<f64> = all
            .iter()
            .map(|count| if whole > 0.0 { count / whole } else { 0.0 })
            .collect();
        for day in &mut own {
            let total: f64 = day.iter().sum();
            for (count, share) in day.iter_mut().zip(&shares) {
                *count = (*count + SHARED * share) / (total + SHARED);
            }
        }
        Self { days: own }
    }

    /// The shares of a day, counted from the first day of the past.
    pub fn of_day(&self, day: usize) -> &[f64] {
        self.days.get(day % WEEK).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn shares_of_a_day_add_up_and_follow_the_counts() {
        let day = [0.0, 300.0, 100.0, 0.0];
        let past: Vec<f64> = day.iter().copied().cycle().take(4 * 21).collect();
        let shape = Shape::of(&past, 4);
        for weekday in 0..7 {
            let shares = shape.of_day(weekday);
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((shares[1] - 0.75).abs() < 1e-12 && shares[0] == 0.0);
        }
    }
}
