//! The day as it goes: who was to be at work, who is, and how busy they are.
//!
//! **Adherence** is the share of the planned time in which an agent did what was planned: minutes at work while work was planned, and minutes
//! not at work while the break was, and in a meeting while one was planned, divided by all planned minutes so far. Being there at other times neither adds nor takes away.
//! **Occupancy** is the time with customers divided by the time in which an agent was there for them:
//! handling / (handling + waiting). Time is looked at once a minute, in its middle.

use crate::schedule::Presence;

/// Minutes of a day by the clock.
pub const DAY: i32 = 1440;
/// Minutes of a half hour.
const HALF_HOUR: i32 = 30;
/// Who comes later than this many minutes is late.
pub const LATE_AFTER: i32 = 5;

/// What an agent does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Handles what a customer asked.
    Handling,
    /// Is there for customers, and none is there for them.
    Waiting,
    /// Is in a meeting or a training: at work, and not there for customers.
    Meeting,
    /// Takes a break.
    Break,
}

/// A time in which an agent did one thing, in seconds of the clock since the day's midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// What.
    pub state: State,
    /// Beginning.
    pub start: i32,
    /// End.
    pub end: i32,
}

/// How an agent kept to the plan so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Minutes that were planned, breaks included.
    pub scheduled: i32,
    /// Those of them in which work was planned.
    pub planned: i32,
    /// Minutes in which the agent did what was planned.
    pub kept: i32,
    /// Minutes at work, planned or not.
    pub worked: i32,
    /// Minutes from the beginning of the first shift of the day, or the end of the meeting with which it begins, until the agent came, or
    /// until now; none up to [`LATE_AFTER`].
    pub late: Option<i32>,
}

impl Kept {
    /// Share of the planned time in which the agent did what was planned; none before any was.
    #[must_use]
    pub fn adherence(&self) -> Option<f64> {
        (self.scheduled > 0).then(|| f64::from(self.kept) / f64::from(self.scheduled))
    }

    /// Both together.
    #[must_use]
    pub const fn and(&self, other: &Self) -> Self {
        Self {
            scheduled: self.scheduled + other.scheduled,
            planned: self.planned + other.planned,
            kept: self.kept + other.kept,
            worked: self.worked + other.worked,
            late: None,
        }
    }
}

/// What was planned for a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    Work,
    Meeting,
    Pause,
}

/// A meeting counts within a shift only: who is invited on a free day need not come. It goes before the break.
fn plan_at(shifts: &[Presence], meetings: &[(i32, i32)], minute: i32) -> Option<Plan> {
    let shift = shifts
        .iter()
        .find(|shift| (shift.start..shift.end).contains(&minute))?;
    if meetings
        .iter()
        .any(|(from, until)| (*from..*until).contains(&minute))
    {
        return Some(Plan::Meeting);
    }
    let pause = shift.pause_start..shift.pause_start + shift.pause_minutes;
    Some(if pause.contains(&minute) {
        Plan::Pause
    } else {
        Plan::Work
    })
}

fn state_at(recorded: &[Recorded], minute: i32) -> Option<State> {
    let middle = minute * 60 + 30;
    recorded
        .iter()
        .find(|span| (span.start..span.end).contains(&middle))
        .map(|span| span.state)
}

/// How an agent kept to the plan in the first `until` minutes of the day: shifts, and meetings from a minute to another.
#[must_use]
pub fn judge(shifts: &[Presence], meetings: &[(i32, i32)], recorded: &[Recorded], until: i32) -> Kept {
    let mut kept = Kept::default();
    for minute in 0..until.min(DAY) {
        let state = state_at(recorded, minute);
        let at_work = match state {
            Some(State::Handling | State::Waiting | State::Meeting) => true,
            Some(State::Break) | None => false,
        };
        kept.worked += i32::from(at_work);
        if let Some(plan) = plan_at(shifts, meetings, minute) {
            kept.scheduled += 1;
            kept.planned += i32::from(plan != Plan::Pause);
            kept.kept += i32::from(match plan {
                Plan::Work => at_work,
                Plan::Meeting => state == Some(State::Meeting),
                Plan::Pause => !at_work,
            });
        }
    }
    kept.late = late(shifts, meetings, recorded, until.min(DAY));
    kept
}

/// Minutes from the beginning of the first shift that begins on the day until anything was recorded in it. Who begins with a meeting is
/// expected when that is over.
fn late(shifts: &[Presence], meetings: &[(i32, i32)], recorded: &[Recorded], until: i32) -> Option<i32> {
    let first = shifts
        .iter()
        .filter(|shift| (0..until).contains(&shift.start))
        .min_by_key(|shift| shift.start)?;
    let end = first.end.min(until);
    let came = (first.start..end)
        .find(|minute| state_at(recorded, *minute).is_some())
        .unwrap_or(end);
    let meets = |minute: &i32| meetings.iter().any(|(from, to)| (*from..*to).contains(minute));
    let expected = (first.start..end).find(|minute| !meets(minute)).unwrap_or(end);
    let late = came - expected;
    (late > LATE_AFTER).then_some(late)
}

/// A half hour as it went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HalfHour {
    /// Agents who were there for customers, on average.
    pub present: f64,
    /// Share of that in which they handled something; none when nobody was there.
    pub occupancy: Option<f64>,
}

/// Each half hour that has begun in the first `until` minutes of the day; the last one by its minutes so far.
#[must_use]
pub fn half_hours(agents: &[Vec<Recorded>], until: i32) -> Vec<HalfHour> {
    let until = until.clamp(0, DAY);
    (0..until)
        .step_by(HALF_HOUR.unsigned_abs() as usize)
        .map(|start| {
            let end = (start + HALF_HOUR).min(until);
            let count = |state: State| -> i32 {
                let of = |recorded: &Vec<Recorded>| {
                    (start..end)
                        .filter(|minute| state_at(recorded, *minute) == Some(state))
                        .count()
                };
                agents
                    .iter()
                    .map(|recorded| i32::try_from(of(recorded)).unwrap_or(0))
                    .sum()
            };
            let (handling, waiting) = (count(State::Handling), count(State::Waiting));
            HalfHour {
                present: f64::from(handling + waiting) / f64::from(end - start),
                occupancy: occupancy(handling.into(), waiting.into()),
            }
        })
        .collect()
}

/// Share of the time there for customers that was spent with them; none without any. Both in the same unit.
#[must_use]
pub fn occupancy(handling: f64, waiting: f64) -> Option<f64> {
    let there = handling + waiting;
    (there > 0.0).then(|| handling / there)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// From 08:00 to 16:00 with a break from 12:00 to 12:30.
    const SHIFT: Presence = Presence {
        start: 480,
        end: 960,
        pause_start: 720,
        pause_minutes: 30,
    };

    fn span(state: State, from: i32, to: i32) -> Recorded {
        Recorded {
            state,
            start: from * 60,
            end: to * 60,
        }
    }

    #[test]
    fn a_day_by_the_plan_is_kept_whole_whether_the_break_is_said_or_taken() {
        let said = [
            span(State::Handling, 480, 720),
            span(State::Break, 720, 750),
            span(State::Meeting, 750, 960),
        ];
        let kept = judge(&[SHIFT], &[], &said, DAY);
        assert_eq!((kept.scheduled, kept.planned, kept.kept), (480, 450, 480));
        assert_eq!((kept.worked, kept.late), (450, None));
        assert_eq!(kept.adherence(), Some(1.0));
        let taken = [said[0], said[2]];
        assert_eq!(judge(&[SHIFT], &[], &taken, DAY).kept, 480);
    }

    /// Counted by hand: 20 minutes late, through half of the break, gone an hour too early, and back in the evening.
    #[test]
    fn what_differs_from_the_plan_counts_minute_by_minute() {
        let recorded = [
            span(State::Waiting, 500, 735),
            span(State::Handling, 750, 900),
            span(State::Handling, 1200, 1230),
        ];
        let kept = judge(&[SHIFT], &[], &recorded, DAY);
        assert_eq!(kept.kept, (720 - 500) + 15 + (900 - 750));
        assert_eq!(kept.worked, 235 + 150 + 30);
        assert_eq!(kept.late, Some(20));
    }

    /// Counted by hand: of an hour's meeting 20 minutes went to customers, and who stays with customers outside of it keeps to the plan.
    #[test]
    fn a_meeting_is_kept_by_being_in_it() {
        let recorded = [
            span(State::Handling, 480, 620),
            span(State::Meeting, 620, 660),
            span(State::Handling, 660, 720),
            span(State::Handling, 750, 960),
        ];
        let kept = judge(&[SHIFT], &[(600, 660), (1000, 1100)], &recorded, DAY);
        assert_eq!((kept.scheduled, kept.planned, kept.kept), (480, 450, 460));
        // Who begins with a meeting is expected when it is over.
        let from_nine = [span(State::Handling, 540, 960)];
        let late = |meeting| judge(&[SHIFT], &[meeting], &from_nine, DAY).late;
        assert_eq!(
            (late((480, 540)), late((480, 500)), late((700, 720))),
            (None, Some(40), Some(60))
        );
        // A meeting in the break takes its place.
        let through = [
            span(State::Handling, 480, 720),
            span(State::Meeting, 720, 750),
            span(State::Waiting, 750, 960),
        ];
        let kept = judge(&[SHIFT], &[(720, 750)], &through, DAY);
        assert_eq!((kept.planned, kept.kept), (480, 480));
    }

    #[test]
    fn only_what_has_passed_is_judged() {
        let kept = judge(&[SHIFT], &[], &[], 480);
        assert_eq!((kept, kept.adherence()), (Kept::default(), None));
        assert_eq!(
            judge(&[SHIFT], &[], &[], 485).late,
            None,
            "five minutes are nothing"
        );
        assert_eq!(judge(&[SHIFT], &[], &[], 490).late, Some(10));
        let night = Presence {
            start: -120,
            end: 360,
            pause_start: 120,
            pause_minutes: 0,
        };
        let kept = judge(&[night], &[], &[span(State::Handling, 0, 360)], DAY);
        assert_eq!((kept.scheduled, kept.kept, kept.late), (360, 360, None));
    }

    #[test]
    fn half_hours_count_who_is_there_for_customers() {
        let ana = vec![span(State::Handling, 480, 495), span(State::Waiting, 495, 510)];
        let bao = vec![span(State::Meeting, 480, 510)];
        let halves = half_hours(&[ana, bao], 500);
        assert_eq!(halves.len(), 17);
        assert_eq!(
            halves[15],
            HalfHour {
                present: 0.0,
                occupancy: None
            }
        );
        assert_eq!(
            halves[16],
            HalfHour {
                present: 1.0,
                occupancy: Some(0.75)
            },
            "20 minutes of it are over"
        );
        assert!(half_hours(&[], 0).is_empty());
    }

    proptest! {
        #[test]
        fn shares_are_shares_and_nothing_is_kept_that_was_not_planned(
            start in -200_i32..1400, length in 30_i32..600, pause in 0_i32..60,
            spans in proptest::collection::vec((0_i32..1400, 1_i32..300, 0_usize..4), 0..6),
            until in 0_i32..1500, meeting in 0_i32..1400,
        ) {
            let shift = Presence { start, end: start + length, pause_start: start + length / 2, pause_minutes: pause };
            let states = [State::Handling, State::Waiting, State::Meeting, State::Break];
            let recorded: Vec<Recorded> = spans.iter().map(|(from, long, state)| span(states[*state], *from, from + long)).collect();
            let kept = judge(&[shift], &[(meeting, meeting + 40)], &recorded, until);
            prop_assert!(kept.kept <= kept.scheduled && kept.planned <= kept.scheduled);
            prop_assert!(kept.scheduled <= length);
            prop_assert!(kept.worked <= until.clamp(0, DAY));
            for half in half_hours(&[recorded], until) {
                prop_assert!((0.0..=1.0).contains(&half.present));
                prop_assert!(half.occupancy.is_none_or(|share| (0.0..=1.0).contains(&share)));
            }
        }
    }
}
