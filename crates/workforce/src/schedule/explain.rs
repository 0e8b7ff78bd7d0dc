//! Why something is lacking: how much less would be if one rule at a time did not hold.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::{Deserialize, Serialize};

use super::cover::lacking_hours;
use super::program::{Input, Limits};

/// A rule, or a fact, that can stand in the way. `Display` says it in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Hours and shifts of a week.
    WeeklyLimits,
    /// Days in a row, and days off in a row.
    DaysOff,
    /// Rest between two shifts.
    Rest,
    /// Leave.
    Leave,
    /// Skills: everybody could do everything.
    Skills,
    /// How many vendors have at the same time.
    Vendors,
    /// Nobody has the skills.
    NobodyAble,
    /// No template of those who have the skills reaches the interval.
    NoShiftThere,
    /// There are not enough people, whatever rule is given up.
    Headcount,
    /// Whole shifts of single people do not fit, or would cost more than what is lacking counts for.
    WholeShifts,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WeeklyLimits => "the contracts' hours and shifts of a week",
            Self::DaysOff => "the contracts' days in a row and days off in a row",
            Self::Rest => "the rest between two shifts",
            Self::Leave => "leave",
            Self::Skills => "skills: others would be there, but cannot do this work",
            Self::Vendors => "the number of agents that vendors have at the same time",
            Self::NobodyAble => "nobody has the skills",
            Self::NoShiftThere => "no shift of those who have the skills reaches this time",
            Self::Headcount => "there are not enough people, whichever rule is given up",
            Self::WholeShifts => {
                "whole shifts of single people do not fit here, or cost more than what is lacking counts for"
            }
        })
    }
}

/// A rule that something is lacking for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Blocker {
    /// The rule.
    pub rule: Rule,
    /// Agent hours that are lacking, and would not be without the rule (alone).
    pub hours: f64,
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.1} agent hours are lacking because of {}",
            self.hours, self.rule
        )
    }
}

/// Less than this is rounding.
const SOME: f64 = 0.05;

/// What blocks, given the hours that the roster lacks.
pub(super) fn blockers(input: &Input<'_>, lacking: f64, limits: &Limits) -> Vec<Blocker> {
    if lacking < SOME {
        return Vec::new();
    }
    let Some(least) = lacking_hours(input, None, limits) else {
        return Vec::new();
    };
    let mut blockers = Vec::new();
    let mut all_tried = true;
    let rules = [
        Rule::WeeklyLimits,
        Rule::DaysOff,
        Rule::Rest,
        Rule::Leave,
        Rule::Skills,
        Rule::Vendors,
    ];
    let rules = rules
        .into_iter()
        .filter(|&rule| least > SOME && matters(input, rule));
    for (rule, without) in without_each(input, &rules.collect::<Vec<_>>(), limits) {
        match without {
            Some(without) if least - without > SOME => blockers.push(Blocker {
                rule,
                hours: least - without,
            }),
            Some(_) => {}
            // The time is over: what is not known is not told.
            None => all_tried = false,
        }
    }
    let most = blockers.iter().map(|blocker| blocker.hours).fold(0.0, f64::max);
    if all_tried && least - most > SOME {
        blockers.push(Blocker {
            rule: Rule::Headcount,
            hours: least - most,
        });
    }
    if lacking - least > SOME {
        blockers.push(Blocker {
            rule: Rule::WholeShifts,
            hours: lacking - least,
        });
    }
    blockers.sort_by(|a, b| b.hours.total_cmp(&a.hours));
    blockers
}

/// What is lacking without each of some rules, on as many threads as the machine has cores.
fn without_each(input: &Input<'_>, rules: &[Rule], limits: &Limits) -> Vec<(Rule, Option<f64>)> {
    let threads = thread::available_parallelism()
        .map_or(1, NonZeroUsize::get)
        .min(rules.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, &rule)) = rules.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((index, rule, lacking_hours(input, Some(rule), limits)));
        }
        done
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        // A thread that panicked has found nothing out.
        all.extend(
            others
                .into_iter()
                .flat_map(|other| other.join().unwrap_or_default()),
        );
        all
    });
    all.sort_by_key(|&(index, ..)| index);
    all.into_iter()
        .map(|(_, rule, lacking)| (rule, lacking))
        .collect()
}

/// Whether a rule is there to be given up at all.
fn matters(input: &Input<'_>, rule: Rule) -> bool {
    match rule {
        Rule::Leave => input.problem.people.iter().any(|person| !person.leave.is_empty()),
        Rule::Vendors => !input.problem.vendors.is_empty(),
        Rule::Skills => input.sets.helps.iter().flatten().any(|helps| !helps),
        Rule::WeeklyLimits
        | Rule::DaysOff
        | Rule::Rest
        | Rule::NobodyAble
        | Rule::NoShiftThere
        | Rule::Headcount
        | Rule::WholeShifts => true,
    }
}

/// Why nobody can be there for a requirement in an interval at all, if that is so.
pub(super) fn reason(input: &Input<'_>, requirement: usize, interval: usize) -> Option<Rule> {
    let able = input
        .groups
        .iter()
        .zip(&input.sets.serves)
        .filter(|(group, serves)| **serves >> requirement & 1 == 1 && group.size() > 0);
    let mut somebody = false;
    for (group, _) in able {
        somebody = true;
        let there = |duty: &super::calendar::Duty| duty.work.iter().any(|&(at, _)| at == interval);
        if group.duties.iter().any(there) {
            return None;
        }
    }
    Some(if somebody {
        Rule::NoShiftThere
    } else {
        Rule::NobodyAble
    })
}
