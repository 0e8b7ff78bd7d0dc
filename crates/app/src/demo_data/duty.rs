//! Who was to work when, and who did: this week and the two before it.

use std::time::Duration;

use channels::{chat, email};
use db::{Value, args};
use domain::attendance::Attended;
use domain::rosters::MeetingKind;
use domain::rosters::{Pause, ShiftState, Span};
use domain::{AgentId, Timestamp};
use jiff::civil::Date;
use store::bulk::{self, Table};
use store::rosters::NewMeeting;

use super::Company;
use super::random::Random;
use crate::core::{Core, Result};
use crate::rosters::{Wall, later, monday_of};

/// Weeks before this one.
const WEEKS_BEFORE: i64 = 2;
/// When shifts begin, in minutes of the day; colleagues take turns.
const STARTS: [u16; 3] = [8 * 60, 9 * 60 + 30, 11 * 60];
/// Minutes of a shift, its break included.
const SHIFT: u32 = 510;
/// What a working day and a day of the weekend need, as (from hour, until hour, agents).
const NEEDED: [&[(usize, usize, u32)]; 2] = [
    &[(8, 10, 2), (10, 12, 3), (12, 16, 4), (16, 18, 3), (18, 20, 1)],
    &[(9, 12, 1), (12, 17, 2), (17, 19, 1)],
];

/// The meeting of the team: its weekday from Monday on, beginning and end in minutes of the day.
const TEAM_MEETING: (usize, u32, u32) = (2, 14 * 60, 14 * 60 + 30);

/// How many of a hundred things that somebody at work does are conversations, so that the time with them is about what the made-up
/// conversations of a day take: eight minutes each, and five and a half between them.
fn busy(a_day: f64, agents: usize) -> u64 {
    let shifts = 5.0 / 7.0 * f64::from(u32::try_from(agents).unwrap_or(u32::MAX));
    let share = a_day / shifts.max(1.0) * 8.0 / f64::from(SHIFT);
    let share = share.clamp(0.05, 0.85);
    let part = 5.5 * share / (8.0 - 2.5 * share);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 100"
    )]
    let percent = (part * 100.0).round() as u64;
    percent
}

/// Writes shifts, what their weeks needed, and what was recorded until now.
pub(super) async fn roster(core: &Core, company: &Company, a_day: f64, now: Timestamp) -> Result<()> {
    let wall = Wall::of(core.reader()).await?;
    let monday = monday_of(wall.day(now));
    let mut random = Random::new(1_105);
    let busy = busy(a_day, company.agents.len().saturating_sub(1));
    let (mut shifts, mut attended) = (Vec::new(), Vec::new());
    let mut meetings = Vec::new();
    for week in -WEEKS_BEFORE..=0 {
        for day in 0..7 {
            let date = later(monday, week * 7 + day);
            let meeting = meeting_on(&wall, date);
            let mut invited = Vec::new();
            // The owner has other things to do.
            for (turn, (agent, _)) in company.agents.iter().skip(1).enumerate() {
                let Some(span) = shift_of(&wall, date, turn) else {
                    continue;
                };
                shifts.push(shift_row(*agent, span));
                invited.push(AgentId(*agent));
                // Somebody is ill now and then.
                if span.start < now && !random.percent(4) {
                    attended.extend(worked(&mut random, (*agent, busy), (span, meeting), now));
                }
            }
            meetings.extend(meeting.map(|span| NewMeeting {
                kind: MeetingKind::Meeting,
                title: "Team meeting".to_owned(),
                span,
                agents: invited,
            }));
        }
    }
    let tx = core.db.begin_write().await?;
    bulk::load(&tx, Table::Shift, shifts).await?;
    bulk::load(&tx, Table::Attendance, attended).await?;
    for week in -WEEKS_BEFORE..=0 {
        let monday = later(monday, week * 7).to_string();
        store::rosters::shifts::put_week(&tx, &monday, &needed(), now).await?;
        store::rosters::shifts::set_published(&tx, &monday, now).await?;
    }
    for meeting in &meetings {
        store::rosters::meetings::insert(&tx, meeting, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The meeting of the team, on the day on which there is one.
fn meeting_on(wall: &Wall, date: Date) -> Option<Span> {
    let (weekday, from, until) = TEAM_MEETING;
    let on = usize::try_from(date.weekday().to_monday_zero_offset()).ok()? == weekday;
    let midnight = wall.instant(date.at(0, 0, 0, 0));
    on.then(|| Span {
        start: midnight.plus(minutes_of(from)),
        end: midnight.plus(minutes_of(until)),
    })
}

/// The shift of the colleague whose turn is so manieth on a day; two days in seven are free.
fn shift_of(wall: &Wall, date: Date, turn: usize) -> Option<Span> {
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
    // Most are free on the weekend.
    let free = if turn < 5 {
        [5, 6]
    } else {
        [turn % 3, turn % 3 + 1]
    };
    if free.contains(&weekday) {
        return None;
    }
    let minutes = STARTS.get(turn % STARTS.len()).copied()?;
    let start = wall.instant(date.at(0, 0, 0, 0)).plus(minutes_of(minutes.into()));
    Some(Span {
        start,
        end: start.plus(minutes_of(SHIFT)),
    })
}

const fn minutes_of(minutes: u32) -> Duration {
    Duration::from_secs(minutes as u64 * 60)
}

fn shift_row(agent: i64, span: Span) -> Vec<Value> {
    let pause = Pause::usual(SHIFT);
    args![
        agent,
        span.start,
        span.end,
        pause.after,
        pause.minutes,
        pause.paid,
        ShiftState::Published.as_str()
    ]
}

/// What an agent did in a shift up to now: conversations one after the other with moments between them, a break, the meeting of the team,
/// sometimes another one.
fn worked(
    random: &mut Random,
    (agent, busy): (i64, u64),
    (shift, meeting): (Span, Option<Span>),
    now: Timestamp,
) -> Vec<Vec<Value>> {
    let pause = Pause::usual(SHIFT);
    let between = |low: u64, high: u64, random: &mut Random| {
        let minutes = low + random.below(high - low);
        minutes_of(u32::try_from(minutes).unwrap_or(0))
    };
    let late = if random.percent(8) { (10, 25) } else { (0, 4) };
    let mut at = shift.start.plus(between(late.0, late.1, random));
    let end = shift.end.min(now);
    let pause_at = shift.start.plus(minutes_of(pause.after));
    let mut paused = false;
    let mut rows = Vec::new();
    while at < end {
        let (state, long) = if let Some(meeting) = meeting.filter(|span| (span.start..span.end).contains(&at))
        {
            (Attended::Meeting, meeting.end.since(at))
        } else if !paused && at >= pause_at {
            paused = true;
            (Attended::Break, between(25, 38, random))
        } else if random.percent(2) {
            (Attended::Meeting, between(20, 45, random))
        } else if random.percent(busy) {
            (Attended::Handling, between(4, 12, random))
        } else if random.percent(15) {
            (Attended::Idle, between(4, 9, random))
        } else {
            (Attended::Ready, between(2, 9, random))
        };
        let until = at.plus(long).min(end);
        let channel = (state == Attended::Handling).then(|| {
            // One chat for so many mails, as they come.
            if random.percent(20) {
                chat::CHANNEL.name
            } else {
                email::CHANNEL.name
            }
        });
        rows.push(args![agent, state.as_str(), channel, at, until]);
        at = until;
    }
    rows
}

/// What a week needs by the half hour, as it stands in the database.
fn needed() -> String {
    let half_hour = |index: usize| {
        let (day, hour) = (index / 48, index % 48 / 2);
        let of = if day < 5 { NEEDED[0] } else { NEEDED[1] };
        of.iter()
            .find(|(from, until, _)| (*from..*until).contains(&hour))
            .map_or(0, |(_, _, agents)| *agents)
    };
    let all: Vec<String> = (0..336).map(|index| half_hour(index).to_string()).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recorded_ends_now_and_has_no_gaps() {
        let shift = Span {
            start: Timestamp(0),
            end: Timestamp(0).plus(minutes_of(SHIFT)),
        };
        let now = Timestamp(0).plus(minutes_of(300));
        for seed in 0..50 {
            let rows = worked(&mut Random::new(seed), (1, 40), (shift, None), now);
            assert_eq!(rows.last().unwrap()[4], Value::from(now));
            for pair in rows.windows(2) {
                assert_eq!(pair[0][4], pair[1][3]);
            }
        }
        assert_eq!(needed().split(' ').count(), 336);
        assert!(busy(5.0, 7) < busy(50.0, 7) && busy(5_000.0, 7) < 100);
    }
}
