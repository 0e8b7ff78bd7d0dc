//! Which days of a week a contract lets somebody work.

use super::model::Contract;

/// Most days that somebody can work in a week of seven.
pub(super) fn most_days(contract: &Contract) -> usize {
    let off = usize::from(contract.days_off_in_a_row).max(7 / (usize::from(contract.days_in_a_row) + 1));
    7 - off
}

/// Days of a week, as bits, that a contract allows to be worked, but for those that lie within another such set.
pub(super) fn patterns(contract: &Contract, limited: bool) -> Vec<u32> {
    let longest = |days: u32| {
        (1..=7).rev().find(|&length| {
            (0..=7 - length).any(|from| days >> from & ((1 << length) - 1) == (1 << length) - 1)
        })
    };
    let allowed = |days: &u32| {
        (!limited || days.count_ones() <= u32::from(contract.most_shifts))
            && longest(*days).unwrap_or(0) <= u32::from(contract.days_in_a_row)
            && longest(!days & 0b111_1111).unwrap_or(0) >= u32::from(contract.days_off_in_a_row)
    };
    let all: Vec<u32> = (0..128).filter(allowed).collect();
    all.iter()
        .copied()
        .filter(|&days| !all.iter().any(|&other| other != days && other & days == days))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract(most_shifts: u8, days_in_a_row: u8, days_off_in_a_row: u8) -> Contract {
        Contract {
            name: String::new(),
            pay_per_hour: 1.0,
            guaranteed_minutes: 0,
            most_minutes: 2_400,
            most_shifts,
            days_in_a_row,
            days_off_in_a_row,
            rest_minutes: 660,
            templates: None,
        }
    }

    #[test]
    fn five_days_with_two_off_in_a_row_leave_six_ways() {
        let ways = patterns(&contract(5, 5, 2), true);
        assert_eq!(ways.len(), 6);
        assert!(ways.iter().all(|days| days.count_ones() == 5));
        assert_eq!(most_days(&contract(5, 5, 2)), 5);
    }

    #[test]
    fn three_days_in_a_row_at_most_leave_six_days_a_week_at_most() {
        assert_eq!(most_days(&contract(7, 3, 0)), 6);
        assert_eq!(patterns(&contract(7, 7, 0), true), [0b111_1111]);
        assert!(patterns(&contract(7, 3, 0), true).contains(&0b111_0111));
    }
}
