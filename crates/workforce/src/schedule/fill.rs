//! Gives the shifts of a covering to people of one group.
//!
//! Everybody in turn takes the line with most of what is left, again and again, while what stays over becomes ever more
//! wanted. From the best of these passes on a few lines at a time are taken out and put in anew in another order (ruin and
//! recreate, Schrimpf et al. 2000), and stay so unless more is over.

use rand::Rng as _;
use rand::seq::{SliceRandom as _, index::sample};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::groups::Group;
use super::line::Search;
use super::model::Person;
use super::rules::Line;

/// A shift of the covering outweighs every wish.
const WANTED: f64 = 1e6;
/// Passes over everybody, and those without a better one after which it is no use going on.
const PASSES: usize = 60;
const PATIENCE: usize = 15;
/// Most lines taken out together, and how often at most.
const TOGETHER: usize = 5;
const TRIES: usize = 3_000;

/// Somebody to be given a line: who, what each duty is worth to them, and the line.
pub(super) struct Filled<'a> {
    pub person: &'a Person,
    pub soft: Vec<f64>,
    pub line: Line,
}

/// Fills lines with the shifts that `counts` has of each duty. Returns what could not be given away.
pub(super) fn fill(
    group: &Group,
    search: &mut Search<'_>,
    people: &mut [Filled<'_>],
    counts: &[u32],
    rng: &mut Xoshiro256PlusPlus,
) -> Vec<u32> {
    let mut filling = Filling {
        group,
        search,
        people,
        left: counts.to_vec(),
        wanted: vec![WANTED; counts.len()],
        rng,
    };
    filling.passes();
    filling.ruin_and_recreate();
    filling.left
}

struct Filling<'a, 'p, 's> {
    group: &'a Group,
    search: &'a mut Search<'s>,
    people: &'a mut [Filled<'p>],
    left: Vec<u32>,
    wanted: Vec<f64>,
    rng: &'a mut Xoshiro256PlusPlus,
}

impl Filling<'_, '_, '_> {
    fn over(&self) -> u32 {
        self.left.iter().sum()
    }

    fn passes(&mut self) {
        // Who is away most has the fewest lines to choose from.
        let mut order: Vec<usize> = (0..self.people.len()).collect();
        order.sort_by_key(|&index| {
            std::cmp::Reverse(self.people.get(index).map_or(0, |it| it.person.leave.len()))
        });
        let mut best: Option<(u32, Vec<Line>)> = None;
        let mut since = 0;
        for _ in 0..PASSES {
            for &index in &order {
                self.replace(index, None);
                self.take_best(index);
            }
            let over = self.over();
            if best.as_ref().is_none_or(|(least, _)| over < *least) {
                best = Some((over, self.people.iter().map(|it| it.line.clone()).collect()));
                since = 0;
            }
            since += 1;
            if over == 0 || since > PATIENCE {
                break;
            }
            for (wanted, &left) in self.wanted.iter_mut().zip(&self.left) {
                if left > 0 {
                    *wanted += WANTED / 4.0;
                }
                // A little chance, or the same lines block each other for ever.
                *wanted *= 1.0 + 0.05 * self.rng.random::<f64>();
            }
            order.shuffle(self.rng);
        }
        if let Some((_, lines)) = best {
            self.put_back((0..lines.len()).zip(lines).collect());
        }
    }

    fn ruin_and_recreate(&mut self) {
        let mut over = self.over();
        for _ in 0..TRIES {
            if over == 0 || self.people.is_empty() {
                return;
            }
            let count = self.rng.random_range(1..=TOGETHER).min(self.people.len());
            let mut chosen = sample(self.rng, self.people.len(), count).into_vec();
            chosen.shuffle(self.rng);
            let before: Vec<Line> = chosen
                .iter()
                .filter_map(|&index| self.people.get(index))
                .map(|it| it.line.clone())
                .collect();
            for (wanted, &left) in self.wanted.iter_mut().zip(&self.left) {
                *wanted = WANTED * (1.0 + 0.2 * self.rng.random::<f64>() + 0.5 * f64::from(left));
            }
            for &index in &chosen {
                self.replace(index, None);
            }
            for &index in &chosen {
                self.take_best(index);
            }
            if self.over() <= over {
                over = self.over();
                continue;
            }
            self.put_back(chosen.into_iter().zip(before).collect());
        }
    }

    /// Goes back to lines from before: all are taken out first, for what one had another may have now.
    fn put_back(&mut self, lines: Vec<(usize, Line)>) {
        for &(index, _) in &lines {
            self.replace(index, None);
        }
        for (index, line) in lines {
            self.replace(index, Some(line));
        }
    }

    /// Another line, or none.
    fn replace(&mut self, index: usize, line: Option<Line>) {
        let Some(filled) = self.people.get_mut(index) else {
            return;
        };
        let line = line.unwrap_or_else(|| vec![None; filled.line.len()]);
        change(&mut self.left, &filled.line, 1);
        change(&mut self.left, &line, -1);
        filled.line = line;
    }

    fn take_best(&mut self, index: usize) {
        let Some(filled) = self.people.get(index) else {
            return;
        };
        let value = |duty: usize| {
            let there = self.left.get(duty).copied().unwrap_or_default() > 0;
            there.then(|| value_at(&self.wanted, duty) + value_at(&filled.soft, duty))
        };
        let line = self.search.best(self.group, filled.person, value);
        self.replace(index, Some(line));
    }
}

fn value_at(values: &[f64], index: usize) -> f64 {
    values.get(index).copied().unwrap_or_default()
}

fn change(left: &mut [u32], line: &Line, sign: i32) {
    for &duty in line.iter().flatten() {
        if let Some(left) = left.get_mut(duty) {
            *left = left.saturating_add_signed(sign);
        }
    }
}
