//! The week: when customers come, and when the team is there.

use serde::{Deserialize, Serialize};

use super::Channel;
use crate::Problem;
use crate::units::not_negative;

/// Hours in a week.
pub const HOURS: usize = 168;

/// How a week's contacts are spread over its hours, from Monday 00:00. The shares add up to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeekProfile(Vec<f64>);

/// Calls through the day: 07:00 to 19:00 with the peak at 11:00 (Talkdesk). The slopes between are ours.
const CALLS: [f64; 24] = [
    0.02, 0.02, 0.02, 0.02, 0.02, 0.03, 0.08, 0.40, 0.65, 0.83, 0.95, 1.0, 0.90, 0.85, 0.86, 0.82, 0.74,
    0.60, 0.42, 0.10, 0.08, 0.06, 0.04, 0.03,
];

/// Chats through the day: the peak from 11:00 to 15:00 (Zendesk). The slopes beside it are ours.
const CHATS: [f64; 24] = [
    0.15, 0.10, 0.08, 0.06, 0.06, 0.08, 0.15, 0.30, 0.52, 0.72, 0.88, 1.0, 1.0, 1.0, 1.0, 0.86, 0.76, 0.66,
    0.56, 0.50, 0.46, 0.40, 0.32, 0.22,
];

/// Mail and messages through the day: an assumption.
const MAILS: [f64; 24] = [
    0.15, 0.10, 0.08, 0.08, 0.10, 0.18, 0.32, 0.52, 0.78, 0.96, 1.0, 0.96, 0.82, 0.84, 0.90, 0.88, 0.80,
    0.62, 0.48, 0.44, 0.42, 0.38, 0.30, 0.22,
];

/// Monday to Sunday: an assumption.
const DAYS: [f64; 7] = [1.12, 1.03, 1.0, 0.98, 0.92, 0.45, 0.35];

impl WeekProfile {
    /// From what was counted in each of the 168 hours of a week, Monday first.
    ///
    /// # Errors
    /// Names `profile` when there are not 168 numbers, one is negative, or all are 0.
    pub fn measured(counts: &[f64]) -> Result<Self, Problem> {
        if counts.len() != HOURS {
            return Err(Problem::new(
                "profile",
                format!("must have {HOURS} hours, not {}", counts.len()),
            ));
        }
        for count in counts {
            not_negative("profile", *count)?;
        }
        let total: f64 = counts.iter().sum();
        if total <= 0.0 || !total.is_finite() {
            return Err(Problem::new("profile", "must have contacts in at least one hour"));
        }
        Ok(Self(counts.iter().map(|count| count / total).collect()))
    }

    /// What is usual for a channel.
    #[must_use]
    pub fn industry(channel: Channel) -> Self {
        let hours = match channel {
            Channel::Phone => &CALLS,
            Channel::Chat => &CHATS,
            Channel::Messaging | Channel::Social | Channel::Email => &MAILS,
        };
        let week: Vec<f64> = DAYS
            .iter()
            .flat_map(|day| hours.iter().map(move |hour| day * hour))
            .collect();
        let total: f64 = week.iter().sum();
        Self(week.iter().map(|share| share / total).collect())
    }

    /// Only the hours when the team is there: who would call while it is closed calls while it is open.
    ///
    /// # Errors
    /// Names `opening` when nobody comes while it is open.
    pub fn within(&self, opening: &Opening) -> Result<Self, Problem> {
        let open: Vec<f64> = self
            .0
            .iter()
            .zip(opening.parts_of_hours())
            .map(|(share, part)| share * part)
            .collect();
        let total: f64 = open.iter().sum();
        if total <= 0.0 {
            return Err(Problem::new("opening", "nobody comes while it is open"));
        }
        Ok(Self(open.iter().map(|share| share / total).collect()))
    }

    /// The share of each hour, Monday 00:00 first.
    #[must_use]
    pub fn hours(&self) -> &[f64] {
        &self.0
    }

    /// The share of each interval of so many minutes, which must divide an hour. Only open intervals get something
    /// when the team's hours are given.
    #[must_use]
    pub fn intervals(&self, minutes: u32, opening: Option<&Opening>) -> Vec<f64> {
        let per_hour = (60 / minutes.max(1)).max(1);
        let mut shares = Vec::new();
        for (hour, share) in (0_u32..).zip(&self.0) {
            let starts = (0..per_hour).map(|part| hour * 60 + part * minutes);
            let open = |start| opening.is_none_or(|opening| opening.is_open_within(start, minutes));
            let count =
                f64::from(u32::try_from(starts.clone().filter(|start| open(*start)).count()).unwrap_or(1));
            shares.extend(starts.map(|start| if open(start) { share / count } else { 0.0 }));
        }
        shares
    }
}

/// When the team is there: for each weekday from Monday the minutes of the day from and until when, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening(pub [Option<(u32, u32)>; 7]);

impl Default for Opening {
    /// Monday to Friday, 08:00 to 18:00.
    fn default() -> Self {
        let day = Some((8 * 60, 18 * 60));
        Self([day, day, day, day, day, None, None])
    }
}

impl Opening {
    /// Day and night, all week.
    pub const ALWAYS: Self = Self([Some((0, 1440)); 7]);

    /// From text: `24/7`, or days and hours such as `mon-fri 8-18` and `mon-sat 08:30-17:00, sun 10-14`.
    ///
    /// # Errors
    /// Names `opening` with what could not be read.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim().to_lowercase();
        if text == "24/7" {
            return Ok(Self::ALWAYS);
        }
        let mut days = [None; 7];
        for part in text.split(',').map(str::trim) {
            let wrong = || {
                Problem::new(
                    "opening",
                    format!("{part:?} is not like \"mon-fri 8-18\" or \"24/7\""),
                )
            };
            let (which, hours) = part.split_once(' ').ok_or_else(wrong)?;
            let (first, last) = which.split_once('-').unwrap_or((which, which));
            let (first, last) = (
                weekday(first).ok_or_else(wrong)?,
                weekday(last).ok_or_else(wrong)?,
            );
            let (from, until) = hours.trim().split_once('-').ok_or_else(wrong)?;
            let (from, until) = (minute(from).ok_or_else(wrong)?, minute(until).ok_or_else(wrong)?);
            if from >= until || first > last {
                return Err(wrong());
            }
            for day in days.iter_mut().take(last + 1).skip(first) {
                *day = Some((from, until));
            }
        }
        Ok(Self(days))
    }

    /// Whether the team is there at a minute of the week.
    #[must_use]
    pub fn is_open(&self, minute: u32) -> bool {
        let day = self.0.get((minute / 1440 % 7) as usize).copied().flatten();
        day.is_some_and(|(from, until)| (from..until).contains(&(minute % 1440)))
    }

    /// Whether the team is there for any part of so many minutes from a minute of the week on, within one day.
    #[must_use]
    pub fn is_open_within(&self, minute: u32, minutes: u32) -> bool {
        let (start, end) = (minute % 1440, minute % 1440 + minutes);
        let day = self.0.get((minute / 1440 % 7) as usize).copied().flatten();
        day.is_some_and(|(from, until)| from < end && start < until)
    }

    /// For each hour of the week how much of it is open.
    fn parts_of_hours(&self) -> impl Iterator<Item = f64> + '_ {
        self.0.iter().flat_map(|day| {
            (0_u32..24).map(move |hour| {
                let (start, end) = (hour * 60, hour * 60 + 60);
                day.map_or(0.0, |(from, until)| {
                    f64::from(until.min(end).saturating_sub(from.max(start))) / 60.0
                })
            })
        })
    }

    /// Hours open in a week.
    #[must_use]
    pub fn hours_a_week(&self) -> f64 {
        self.parts_of_hours().sum()
    }
}

fn weekday(text: &str) -> Option<usize> {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .position(|name| *name == text.trim())
}

fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
    let (hour, minute) = (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?);
    (minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::{Channel, Opening, WeekProfile};

    #[test]
    fn calls_peak_at_eleven_and_chats_until_three() {
        let monday = |channel| WeekProfile::industry(channel).hours()[..24].to_vec();
        let peak = |hours: &[f64]| hours.iter().copied().fold(0.0, f64::max);
        let calls = monday(Channel::Phone);
        assert_eq!(calls[11], peak(&calls));
        let in_the_day: f64 = calls[7..19].iter().sum();
        assert!(in_the_day > 0.9 * calls.iter().sum::<f64>());
        let chats = monday(Channel::Chat);
        assert!(
            chats[11..15].iter().all(|hour| *hour == peak(&chats))
                && chats[15] < chats[14]
                && chats[10] < chats[11]
        );
    }

    #[test]
    fn a_week_adds_up_whatever_the_hours() {
        for opening in [
            Opening::default(),
            Opening::ALWAYS,
            Opening::parse("mon-sat 08:30-17:15, sun 10-14").unwrap(),
        ] {
            for channel in Channel::ALL {
                let week = WeekProfile::industry(channel).within(&opening).unwrap();
                for minutes in [15, 30, 60] {
                    let shares = week.intervals(minutes, Some(&opening));
                    assert_eq!(shares.len(), 168 * 60 / minutes as usize);
                    assert!(
                        (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12,
                        "{opening:?} {minutes}"
                    );
                }
            }
        }
    }

    #[test]
    fn opening_hours_are_read() {
        let opening = Opening::parse("Mon-Fri 8:30-17, sun 10-14").unwrap();
        assert_eq!(opening.hours_a_week(), 5.0 * 8.5 + 4.0);
        assert!(opening.is_open(8 * 60 + 30) && !opening.is_open(8 * 60 + 29) && !opening.is_open(17 * 60));
        assert_eq!(Opening::parse("24/7").unwrap().hours_a_week(), 168.0);
        for text in [
            "",
            "mon",
            "mon 8",
            "mon 18-8",
            "fri-mon 8-18",
            "mon 8-25",
            "someday 8-18",
        ] {
            assert_eq!(Opening::parse(text).unwrap_err().field, "opening", "{text}");
        }
    }

    #[test]
    fn a_measured_week_is_taken_as_it_is() {
        let mut counts = vec![0.0; 168];
        counts[9] = 30.0;
        counts[10] = 10.0;
        assert_eq!(WeekProfile::measured(&counts).unwrap().hours()[9], 0.75);
        assert_eq!(WeekProfile::measured(&counts[1..]).unwrap_err().field, "profile");
        assert_eq!(
            WeekProfile::measured(&vec![0.0; 168]).unwrap_err().field,
            "profile"
        );
    }
}
