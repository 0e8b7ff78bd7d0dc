//! Who is there in each half hour of a week, by the clock on the wall.
//!
//! Rosters are compared with what is required by that clock, because that is how a week is required. Where clocks change, an hour is
//! there twice or not at all, and counts as one of the wall's.

/// Half hours of a week.
const HALF_HOURS: i32 = 336;
/// Minutes of a half hour.
const MINUTES: i32 = 30;

/// Somebody at work, in minutes of the clock since Monday 00:00. What lies outside of the week is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Beginning.
    pub start: i32,
    /// End.
    pub end: i32,
    /// Beginning of the break.
    pub pause_start: i32,
    /// Minutes of the break.
    pub pause_minutes: i32,
}

impl Presence {
    /// What is left of it beside times in which the agent is at work and not there for customers, from a minute to another.
    #[must_use]
    pub fn without(self, away: &[(i32, i32)]) -> Vec<Self> {
        let mut left = vec![self];
        for (from, until) in away {
            left = left
                .into_iter()
                .flat_map(|part| {
                    let before = Self {
                        end: part.end.min(*from),
                        ..part
                    };
                    let after = Self {
                        start: part.start.max(*until),
                        ..part
                    };
                    [before, after]
                })
                .filter(|part| part.start < part.end)
                .collect();
        }
        left
    }
}

/// Agents at work in each half hour of the week. Who is there for a part of it counts as that part.
#[must_use]
pub fn present(people: &[Presence]) -> Vec<f64> {
    (0..HALF_HOURS)
        .map(|index| {
            let (from, until) = (index * MINUTES, (index + 1) * MINUTES);
            let shared = |start: i32, end: i32| (end.min(until) - start.max(from)).max(0);
            let minutes: i32 = people
                .iter()
                .map(|one| {
                    let pause_end = one.pause_start + one.pause_minutes;
                    shared(one.start, one.end)
                        - shared(one.pause_start.max(one.start), pause_end.min(one.end))
                })
                .sum();
            f64::from(minutes) / f64::from(MINUTES)
        })
        .collect()
}

/// What a week requires by the half hour, from what it requires in each 15, 20, 30 or 60 minutes: the most that any part of the half
/// hour does. None for another number of intervals.
#[must_use]
pub fn half_hours(agents: &[u32]) -> Option<Vec<u32>> {
    let minutes = [15, 20, 30, 60]
        .into_iter()
        .find(|minutes| 7 * 1440 / minutes == agents.len())?;
    let half_hour = |index: usize| {
        let (from, until) = (index * 30, (index + 1) * 30);
        let parts = agents.iter().skip(from / minutes);
        let most = parts.take(until.div_ceil(minutes) - from / minutes).max();
        most.copied().unwrap_or_default()
    };
    Some((0..336).map(half_hour).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_taken_out_of_a_shift_and_its_break_counts_once() {
        let shift = Presence {
            start: 480,
            end: 960,
            pause_start: 720,
            pause_minutes: 30,
        };
        let minutes = |parts: &[Presence]| present(parts).iter().sum::<f64>() * 30.0;
        assert_eq!(minutes(&shift.without(&[])), 450.0);
        // An hour in the morning, half an hour of which half is the break, and what lies outside.
        let left = shift.without(&[(540, 600), (735, 765), (900, 1000), (0, 100)]);
        assert_eq!(minutes(&left), 450.0 - 60.0 - 15.0 - 60.0);
        assert!(shift.without(&[(0, 1440)]).is_empty());
        let twice = shift.without(&[(540, 600), (570, 630)]);
        assert_eq!(minutes(&twice), 450.0 - 90.0, "what overlaps is taken out once");
    }

    #[test]
    fn breaks_and_parts_of_half_hours_count_as_they_are() {
        let one = Presence {
            start: 480,
            end: 990,
            pause_start: 720,
            pause_minutes: 30,
        };
        let late = Presence {
            start: 495,
            end: 615,
            pause_start: 0,
            pause_minutes: 0,
        };
        let there = present(&[one, late]);
        assert_eq!((there[15], there[16], there[17]), (0.0, 1.5, 2.0));
        assert_eq!((there[20], there[24], there[32], there[33]), (1.5, 0.0, 1.0, 0.0));
    }

    #[test]
    fn only_what_lies_in_the_week_counts() {
        let over = |start, end| Presence {
            start,
            end,
            pause_start: start,
            pause_minutes: 0,
        };
        let there = present(&[over(-120, 60), over(10_020, 10_200)]);
        assert_eq!((there[0], there[1], there[2]), (1.0, 1.0, 0.0));
        assert_eq!((there[333], there[334], there[335]), (0.0, 1.0, 1.0));
        assert_eq!(there.len(), 336);
    }

    #[test]
    fn other_intervals_become_half_hours() {
        let mut quarters = vec![0; 672];
        quarters[33] = 3;
        assert_eq!(half_hours(&quarters).unwrap()[16], 3);
        let mut thirds = vec![0; 504];
        thirds[1] = 2;
        assert_eq!(half_hours(&thirds).unwrap()[..3], [2, 2, 0]);
        let mut hours = vec![0; 168];
        hours[1] = 4;
        assert_eq!(half_hours(&hours).unwrap()[1..5], [0, 4, 4, 0]);
        assert!(half_hours(&[1, 2]).is_none());
    }
}
