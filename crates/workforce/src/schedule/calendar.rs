//! Days, zones and shifts on the axis of the plan: minutes since the first midnight.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::InvalidInput;
use super::model::{Break, Premiums, Problem, Template};

/// Minutes since the plan began; negative before.
pub(super) type Minute = i32;

/// The time that is planned.
#[derive(Debug, Clone)]
pub(super) struct Horizon {
    pub begins: Timestamp,
    pub minutes: Minute,
    pub step: Minute,
    pub intervals: usize,
    first: Date,
    days: u16,
}

/// A shift on a day: what a template becomes in a time zone.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Duty {
    pub template: usize,
    /// Which of the template's ways of breaks.
    pub variant: usize,
    /// Day of the worker's calendar: 0 is the day before the first, 1 the first.
    pub slot: usize,
    pub start: Minute,
    pub end: Minute,
    /// Interval and minutes of work in it.
    pub work: Vec<(usize, Minute)>,
    pub paid: Minute,
    /// Paid minutes in the night, and on Saturday or Sunday.
    pub at_night: Minute,
    pub at_weekend: Minute,
    /// Whether it counts as a night shift and a weekend shift when these are shared out.
    pub is_night: bool,
    pub is_weekend: bool,
}

/// A shift with so many minutes of the night is a night shift.
const NIGHT_SHIFT: Minute = 180;

impl Horizon {
    pub(super) fn new(problem: &Problem) -> Result<Self, InvalidInput> {
        let zone = zone("time_zone", &problem.time_zone)?;
        let last = problem
            .start
            .checked_add(i32::from(problem.days).days())
            .map_err(|_| InvalidInput::new("start", "lies too far away"))?;
        let midnight = |date: Date| {
            date.to_zoned(zone.clone())
                .map(|zoned| zoned.timestamp())
                .map_err(|_| InvalidInput::new("start", "lies too far away"))
        };
        let begins = midnight(problem.start)?;
        let minutes = minutes_between(begins, midnight(last)?);
        let step = Minute::from(problem.interval_minutes);
        Ok(Self {
            begins,
            minutes,
            step,
            intervals: usize::try_from(minutes / step.max(1)).unwrap_or_default(),
            first: problem.start,
            days: problem.days,
        })
    }

    /// Slots of everybody's calendar: the day before, the days, and the day after, for those who live in other zones.
    pub(super) fn slots(&self) -> usize {
        usize::from(self.days) + 2
    }

    /// The date of a slot.
    pub(super) fn date(&self, slot: usize) -> Date {
        let days = i64::try_from(slot).unwrap_or_default() - 1;
        self.first.saturating_add(days.days())
    }

    /// The instant of a minute.
    pub(super) fn instant(&self, minute: Minute) -> Timestamp {
        self.begins
            .saturating_add(i64::from(minute).minutes())
            .unwrap_or(self.begins)
    }

    pub(super) fn minute(&self, at: Timestamp) -> Minute {
        minutes_between(self.begins, at)
    }

    /// Every shift of `template` that begins within the plan, worked in `zone`.
    pub(super) fn duties(
        &self,
        index: usize,
        template: &Template,
        zone: &TimeZone,
        premiums: &Premiums,
    ) -> Vec<Duty> {
        let none = [Vec::new()];
        let variants: &[Vec<Break>] = if template.breaks.is_empty() {
            &none
        } else {
            &template.breaks
        };
        let mut duties = Vec::new();
        for slot in 0..self.slots() {
            let date = self.date(slot);
            let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
            if !template.weekdays.get(weekday).copied().unwrap_or(false) {
                continue;
            }
            for &start in &template.starts {
                let local = date.at(0, 0, 0, 0).saturating_add(i64::from(start).minutes());
                // A time that the clocks skip becomes the one after the gap.
                let Ok(zoned) = local.to_zoned(zone.clone()) else {
                    continue;
                };
                let start = self.minute(zoned.timestamp());
                if start < 0 || start >= self.minutes {
                    continue;
                }
                for (variant, breaks) in variants.iter().enumerate() {
                    let mut duty = Duty {
                        template: index,
                        variant,
                        slot,
                        start,
                        end: start + Minute::from(template.minutes),
                        work: Vec::new(),
                        paid: 0,
                        at_night: 0,
                        at_weekend: 0,
                        is_night: false,
                        is_weekend: matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
                    };
                    self.fill(&mut duty, breaks, &zoned, premiums);
                    duties.push(duty);
                }
            }
        }
        duties
    }

    /// What is worked, paid and unpleasant of a duty, minute by minute of its local clock.
    fn fill(&self, duty: &mut Duty, breaks: &[Break], begins: &jiff::Zoned, premiums: &Premiums) {
        let local = begins.datetime();
        let first = Minute::from(local.hour()) * 60 + Minute::from(local.minute());
        let day = Minute::from(begins.weekday().to_monday_zero_offset());
        let (from, until) = (
            Minute::from(premiums.night_from),
            Minute::from(premiums.night_until),
        );
        let mut night_minutes = 0;
        for minute in 0..duty.end - duty.start {
            let pause = breaks.iter().find(|pause| {
                let after = Minute::from(pause.after_minutes);
                (after..after + Minute::from(pause.minutes)).contains(&minute)
            });
            // The clock on the wall, but for the rare hour in which it is changed during the shift.
            let clock = (first + minute) % 1440;
            let night = if from <= until {
                (from..until).contains(&clock)
            } else {
                clock >= from || clock < until
            };
            let weekend = (day + (first + minute) / 1440) % 7 >= 5;
            night_minutes += Minute::from(night);
            if pause.is_none_or(|pause| pause.paid) {
                duty.paid += 1;
                duty.at_night += Minute::from(night);
                duty.at_weekend += Minute::from(weekend);
            }
            if pause.is_none() && duty.start + minute < self.minutes {
                let interval = usize::try_from((duty.start + minute) / self.step).unwrap_or_default();
                match duty.work.last_mut() {
                    Some((last, minutes)) if *last == interval => *minutes += 1,
                    _ => duty.work.push((interval, 1)),
                }
            }
        }
        duty.is_night = night_minutes >= NIGHT_SHIFT;
    }
}

impl Problem {
    /// How many intervals each requirement must have.
    ///
    /// # Errors
    /// [`InvalidInput`] when time zone, days or interval are wrong.
    pub fn intervals(&self) -> Result<usize, InvalidInput> {
        super::validate::frame(self)?;
        Ok(Horizon::new(self)?.intervals)
    }
}

fn minutes_between(from: Timestamp, until: Timestamp) -> Minute {
    Minute::try_from((until.as_second() - from.as_second()).div_euclid(60)).unwrap_or(if until < from {
        Minute::MIN / 2
    } else {
        Minute::MAX / 2
    })
}

pub(super) fn zone(field: &str, name: &str) -> Result<TimeZone, InvalidInput> {
    TimeZone::get(name).map_err(|_| {
        InvalidInput::new(
            field,
            format!("\"{name}\" is no time zone; names are like Europe/Bucharest"),
        )
    })
}
