//! The covering as a mixed-integer program: variables, rows, and what the solver makes of them.
//!
//! Variables: people of a group on a duty (whole numbers), guaranteed minutes that are not worked, and agents lacking in an
//! interval (elastic, so that there is always an answer). Rows: coverage of each set of requirements (see
//! [`coverage`](super::coverage)) in each interval; shifts and minutes of a week; people there on a day; rest, as cliques of
//! shifts of two following days of which one person can work one at most.
//!
//! Every roster that keeps the rules of people keeps these rows, so the value of the relaxation is a bound for all of them.

use std::ops::Range;
use std::time::{Duration, Instant};

use microlp::{
    ComparisonOp, OptimizationDirection, Problem as Program, SolveOptions, SolveOutcome, Variable,
};

use super::calendar::{Duty, Horizon, Minute};
use super::coverage::Sets;
use super::explain::Rule;
use super::groups::{Group, Kind};
use super::model::{Contract, Effort, Problem};
use super::rest::{Clique, in_clique, people};
use super::rules::{guaranteed, weeks};
use super::weekdays::{most_days, patterns};

/// What is planned, with all that was derived from it.
pub(super) struct Input<'a> {
    pub problem: &'a Problem,
    pub horizon: &'a Horizon,
    pub groups: &'a [Group],
    pub sets: &'a Sets,
}

/// More than anybody needs.
const MANY: i32 = 100_000;

/// How many work each duty, for each group.
pub(super) type Counts = Vec<Vec<f64>>;

/// Which shifts are open.
#[derive(Debug, Clone)]
pub(super) struct Window<'a> {
    pub slots: Range<usize>,
    /// One group alone.
    pub group: Option<usize>,
    /// Groups that stay as they are.
    pub frozen: &'a [bool],
}

impl Window<'_> {
    fn has(&self, group: usize, duty: &Duty) -> bool {
        let frozen = self.frozen.get(group).copied().unwrap_or(false);
        self.slots.contains(&duty.slot) && self.group.is_none_or(|only| only == group) && !frozen
    }
}

/// When a search ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub gap: f64,
    pub nodes: u64,
    pub until: Instant,
}

impl Limits {
    pub(super) fn new(effort: &Effort, seconds: f64) -> Self {
        Self {
            gap: effort.gap,
            nodes: effort.nodes,
            until: Instant::now() + Duration::from_secs_f64(seconds),
        }
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Whether the time is over.
    pub(super) fn over(&self) -> bool {
        self.left().is_zero()
    }
}

/// What is asked of the program.
#[derive(Debug, Clone, Default)]
pub(super) struct Ask<'a> {
    pub cliques: &'a [Clique],
    /// Whole numbers, or the relaxation.
    pub whole: bool,
    /// Only shifts of the window are open; all others stay as in the counts, from which the search also begins.
    pub window: Option<(Window<'a>, &'a Counts)>,
    /// At most so many of each group on each slot, beside the rules: keeps a first window from taking what later ones need.
    pub budget: Option<&'a Counts>,
    /// Let nothing lack that need not, whatever it costs, and leave out a rule.
    pub lacking_first: bool,
    pub without: Option<Rule>,
}

/// An answer: counts, and the value of the objective. Of a window, the value is that of what touches it.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    pub counts: Counts,
    pub value: f64,
    pub lacking_hours: f64,
}

/// Solves it; none when the solver found nothing within the effort.
pub(super) fn solve(input: &Input<'_>, ask: &Ask<'_>, limits: &Limits) -> Option<Answer> {
    let mut builder = Builder {
        input,
        ask,
        program: Program::new(OptimizationDirection::Minimize),
        columns: Vec::new(),
        lacking: Vec::new(),
        hint: Vec::new(),
    };
    builder.columns();
    builder.coverage();
    for (group, row) in input.groups.iter().enumerate() {
        match &row.kind {
            Kind::People { members, contract } => {
                let contract = input.problem.contracts.get(*contract)?;
                builder.weeks(group, members, contract);
                builder.patterns(group, members, contract);
                builder.days(group, members);
            }
            Kind::Vendor { at_once, .. } => builder.vendor(group, *at_once),
        }
    }
    if ask.without != Some(Rule::Rest) {
        for clique in ask.cliques {
            builder.rest(clique);
        }
    }
    builder.solve(limits)
}

#[derive(Debug, Clone, Copy)]
enum Column {
    Open(Variable),
    Fixed(f64),
}

/// Terms of a row, and what is fixed of it.
#[derive(Debug, Clone, Default)]
struct Row {
    terms: Vec<(Variable, f64)>,
    fixed: f64,
}

struct Builder<'a> {
    input: &'a Input<'a>,
    ask: &'a Ask<'a>,
    program: Program,
    columns: Vec<Vec<Column>>,
    /// For each requirement and interval that an open shift touches, how many agents are lacking.
    lacking: Vec<Vec<Option<Variable>>>,
    hint: Vec<(Variable, f64)>,
}

impl Builder<'_> {
    fn columns(&mut self) {
        for (index, group) in self.input.groups.iter().enumerate() {
            let endless =
                self.ask.without == Some(Rule::Vendors) && matches!(group.kind, Kind::Vendor { .. });
            let most = if endless {
                MANY
            } else {
                i32::try_from(group.size()).unwrap_or(MANY)
            };
            let mut columns = Vec::with_capacity(group.duties.len());
            for (number, (duty, &cost)) in group.duties.iter().zip(&group.costs).enumerate() {
                let before = self.ask.window.as_ref().map(|(window, counts)| {
                    let count = counts
                        .get(index)
                        .and_then(|row| row.get(number))
                        .copied()
                        .unwrap_or_default();
                    (window.has(index, duty), count)
                });
                columns.push(match before {
                    Some((false, count)) => Column::Fixed(count),
                    // Reasons need no second way of breaks, and the program is a third of the size without.
                    None if self.ask.lacking_first && duty.variant > 0 => Column::Fixed(0.0),
                    before => {
                        let variable = if self.ask.whole {
                            self.program.add_integer_var(cost, (0, most))
                        } else {
                            self.program.add_var(cost, (0.0, f64::from(most)))
                        };
                        self.hint.extend(before.map(|(_, count)| (variable, count)));
                        Column::Open(variable)
                    }
                });
            }
            self.columns.push(columns);
        }
    }

    /// Duties of a group with their columns.
    fn of(&self, group: usize) -> impl Iterator<Item = (&Duty, Column)> {
        let duties = self
            .input
            .groups
            .get(group)
            .into_iter()
            .flat_map(|group| &group.duties);
        duties.zip(self.columns.get(group).into_iter().flatten().copied())
    }

    fn row(&self, group: usize, fits: impl Fn(&Duty) -> bool, counts: impl Fn(&Duty) -> f64) -> Row {
        let mut row = Row::default();
        for (duty, column) in self.of(group).filter(|(duty, _)| fits(duty)) {
            row.add(column, counts(duty));
        }
        row
    }

    /// A row that nothing open is in says nothing.
    fn add(&mut self, row: Row, operator: ComparisonOp, side: f64) {
        if !row.terms.is_empty() {
            self.program.add_constraint(row.terms, operator, side - row.fixed);
        }
    }

    /// Intervals in which an open shift is worked.
    fn touched(&self) -> Vec<bool> {
        let mut touched = vec![self.ask.window.is_none(); self.input.horizon.intervals];
        for group in 0..self.input.groups.len() {
            for (duty, _) in self
                .of(group)
                .filter(|(_, column)| matches!(column, Column::Open(_)))
            {
                for &(interval, _) in &duty.work {
                    if let Some(touched) = touched.get_mut(interval) {
                        *touched = true;
                    }
                }
            }
        }
        touched
    }

    /// Of an hour. Without regard to cost it is far above any pay, which still counts: a program in which most is free has so many
    /// best answers that the solver takes ten times as long.
    fn price_of_lacking(&self) -> f64 {
        let given = self.input.problem.shortage_per_hour;
        if !self.ask.lacking_first {
            return given;
        }
        let groups = self.input.groups.iter();
        let hourly = groups
            .flat_map(|group| group.duties.iter().zip(&group.costs))
            .map(|(duty, cost)| cost * 60.0 / f64::from(duty.paid.max(1)));
        given.max(100.0 * hourly.fold(1.0, f64::max))
    }

    /// Each set of requirements in each interval has enough agents, or lacks some.
    fn coverage(&mut self) {
        let Input {
            problem,
            horizon,
            groups,
            sets,
        } = *self.input;
        let hours = f64::from(horizon.step) / 60.0;
        let penalty = hours * self.price_of_lacking();
        let touched = self.touched();
        for requirement in &problem.requirements {
            let variables = requirement.agents.iter().zip(&touched);
            let variables = variables.map(|(&agents, &touched)| {
                touched.then(|| self.program.add_var(penalty, (0.0, f64::from(agents))))
            });
            let variables = variables.collect();
            self.lacking.push(variables);
        }
        for (set, (&members, needed)) in sets.members.iter().zip(&sets.needed).enumerate() {
            let mut rows = vec![Row::default(); horizon.intervals];
            for group in 0..groups.len() {
                let helps = sets
                    .helps
                    .get(group)
                    .and_then(|helps| helps.get(set))
                    .copied()
                    .unwrap_or(false);
                if !helps && self.ask.without != Some(Rule::Skills) {
                    continue;
                }
                for (duty, column) in self.of(group) {
                    for &(interval, minutes) in &duty.work {
                        if let Some(row) = rows.get_mut(interval) {
                            row.add(column, f64::from(minutes) / f64::from(horizon.step));
                        }
                    }
                }
            }
            for (interval, (mut row, &needed)) in rows.into_iter().zip(needed).enumerate() {
                if needed == 0 || !touched.get(interval).copied().unwrap_or(false) {
                    continue;
                }
                let of_set = self
                    .lacking
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| members >> index & 1 == 1);
                let lacking = of_set.filter_map(|(_, all)| all.get(interval).copied().flatten());
                row.terms.extend(lacking.map(|variable| (variable, 1.0)));
                self.add(row, ComparisonOp::Ge, f64::from(needed));
            }
        }
    }

    /// Shifts and minutes of each week, and what is paid in any case.
    fn weeks(&mut self, group: usize, members: &[usize], contract: &Contract) {
        let horizon = self.input.horizon;
        for (week, (slots, whole)) in weeks(horizon).into_iter().enumerate() {
            let most_days = if whole && self.ask.without != Some(Rule::DaysOff) {
                most_days(contract)
            } else {
                7
            };
            let limited = self.ask.without != Some(Rule::WeeklyLimits);
            let most = if limited {
                usize::from(contract.most_shifts)
            } else {
                7
            };
            let days_of =
                |&member: &usize| slots.clone().filter(|&slot| !self.on_leave(member, slot)).count();
            let shifts: usize = members
                .iter()
                .map(|member| days_of(member).min(most_days).min(most))
                .sum();
            let in_week = |duty: &Duty| slots.contains(&duty.slot);
            let hours = |duty: &Duty| f64::from(duty.paid) / 60.0;
            self.add(self.row(group, in_week, |_| 1.0), ComparisonOp::Le, shifts as f64);
            if limited {
                let most = f64::from(contract.most_minutes) / 60.0 * members.len() as f64;
                self.add(self.row(group, in_week, hours), ComparisonOp::Le, most);
            }
            let paid = f64::from(guaranteed(contract, horizon, week)) / 60.0 * members.len() as f64;
            let mut row = self.row(group, in_week, hours);
            if paid > 0.0 && !row.terms.is_empty() {
                let unused = self.program.add_var(contract.pay_per_hour, (0.0, f64::INFINITY));
                row.terms.push((unused, 1.0));
                self.add(row, ComparisonOp::Ge, paid);
            }
        }
    }

    fn on_leave(&self, member: usize, slot: usize) -> bool {
        let person = self.input.problem.people.get(member);
        self.ask.without != Some(Rule::Leave)
            && person.is_some_and(|person| person.leave.contains(&self.input.horizon.date(slot)))
    }

    /// Nobody works on more days than some pattern of days allows: each person has one, and a day is worked by no more than
    /// have it in their pattern.
    fn patterns(&mut self, group: usize, members: &[usize], contract: &Contract) {
        if self.ask.without == Some(Rule::DaysOff) {
            return;
        }
        let people = members.len() as f64;
        for (week, (_, whole)) in weeks(self.input.horizon).into_iter().enumerate() {
            if !whole {
                continue;
            }
            let limited = self.ask.without != Some(Rule::WeeklyLimits);
            let patterns = patterns(contract, limited);
            let variables: Vec<Variable> = patterns
                .iter()
                .map(|_| self.program.add_var(0.0, (0.0, people)))
                .collect();
            let all = variables
                .iter()
                .map(|&variable| (variable, 1.0))
                .collect::<Vec<_>>();
            self.program.add_constraint(all, ComparisonOp::Le, people);
            for day in 0..7 {
                let mut row = self.row(group, |duty| duty.slot == week * 7 + 1 + day, |_| 1.0);
                let with = patterns
                    .iter()
                    .zip(&variables)
                    .filter(|(pattern, _)| *pattern >> day & 1 == 1);
                row.terms.extend(with.map(|(_, &variable)| (variable, -1.0)));
                self.add(row, ComparisonOp::Le, 0.0);
            }
        }
    }

    /// Nobody works twice on a day, or on leave.
    fn days(&mut self, group: usize, members: &[usize]) {
        for slot in 0..self.input.horizon.slots() {
            let there = members
                .iter()
                .filter(|&&member| !self.on_leave(member, slot))
                .count() as f64;
            let budget = self
                .ask
                .budget
                .and_then(|budget| budget.get(group)?.get(slot))
                .copied();
            let row = self.row(group, |duty| duty.slot == slot, |_| 1.0);
            self.add(row, ComparisonOp::Le, there.min(budget.unwrap_or(there)));
        }
    }

    /// A vendor has only so many at the same time; breaks do not let another one in.
    fn vendor(&mut self, group: usize, at_once: u16) {
        if self.ask.without == Some(Rule::Vendors) {
            return;
        }
        // Most are there when one has just begun.
        let mut starts: Vec<Minute> = self.of(group).map(|(duty, _)| duty.start).collect();
        starts.sort_unstable();
        starts.dedup();
        for start in starts {
            let row = self.row(group, |duty| duty.start <= start && start < duty.end, |_| 1.0);
            self.add(row, ComparisonOp::Le, f64::from(at_once));
        }
    }

    fn rest(&mut self, clique: &Clique) {
        let Some((members, rest)) = people(self.input, clique.group) else {
            return;
        };
        let (today, tomorrow) = (clique.slot, clique.slot + 1);
        let away = |&&member: &&usize| self.on_leave(member, today) && self.on_leave(member, tomorrow);
        let there = members.len() - members.iter().filter(away).count();
        let row = self.row(clique.group, |duty| in_clique(duty, clique, rest), |_| 1.0);
        self.add(row, ComparisonOp::Le, there as f64);
    }

    fn solve(self, limits: &Limits) -> Option<Answer> {
        let mut options = SolveOptions::default();
        options.time_limit = Some(limits.left());
        options.node_limit = Some(limits.nodes);
        options.mip_gap = limits.gap;
        options.warm_start = (self.ask.whole && !self.hint.is_empty()).then_some(self.hint);
        let Ok(SolveOutcome::Solution(solution)) = self.program.solve_with(options) else {
            return None;
        };
        let count = |column: &Column| match column {
            Column::Fixed(count) => *count,
            Column::Open(variable) if self.ask.whole => solution.var_value(*variable).round().max(0.0),
            Column::Open(variable) => solution.var_value(*variable).max(0.0),
        };
        let counts = self
            .columns
            .iter()
            .map(|columns| columns.iter().map(count).collect())
            .collect();
        let lacking: f64 = self
            .lacking
            .iter()
            .flatten()
            .flatten()
            .map(|&variable| solution.var_value(variable))
            .sum();
        Some(Answer {
            counts,
            value: solution.objective(),
            lacking_hours: lacking * f64::from(self.input.horizon.step) / 60.0,
        })
    }
}

impl Row {
    fn add(&mut self, column: Column, factor: f64) {
        match column {
            Column::Open(variable) => self.terms.push((variable, factor)),
            Column::Fixed(count) => self.fixed += count * factor,
        }
    }
}
