//! The answer: figures per channel and per interval.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::estimate::{Estimate, quantile, ratio};
use super::model::{Arrivals, Run, Scenario, Service};
use super::plan::{Plan, Ticks, seconds};
use super::table::{ChannelId, PoolId};
use super::tally::{Cell, Histogram, StaffCell, Tally};

/// What happened, over all measured periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// One for each channel of the scenario, in its order.
    pub channels: Vec<ChannelReport>,
    /// All agents together.
    pub staff: StaffReport,
    /// Periods that were measured, over all replications.
    pub periods: u64,
    /// What the figures rest on.
    pub assumptions: Vec<Assumption>,
}

/// One channel. Contacts count in the interval in which they arrived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelReport {
    /// As in the scenario.
    pub name: String,
    /// Contacts of all measured periods.
    pub counts: Counts,
    /// Arrivals of a period.
    pub arrived: Estimate,
    /// Share of all who arrived, but for the deflected, who were answered in time (deferred: finished in time). Who still
    /// waits at the end counts only when already too late.
    pub service_level: Option<Estimate>,
    /// Mean wait of those answered, in seconds: until an agent took them (deferred: until finished).
    pub asa_s: Option<Estimate>,
    /// Mean wait of those answered and those who gave up, in seconds.
    pub mean_wait_s: Option<Estimate>,
    /// Share of those answered and those who gave up who had to wait at all.
    pub waited: Option<Estimate>,
    /// Share of those answered and those who gave up who gave up.
    pub abandonment: Option<Estimate>,
    /// Quantiles of the wait of those answered: 50, 80, 90, 95 and 99 %.
    pub waits: Vec<QuantileOfWait>,
    /// Share of the time in which those who can serve the channel hold something, of any channel.
    pub occupancy: Option<Estimate>,
    /// Mean number of contacts that wait.
    pub mean_queue: Estimate,
    /// Mean number of contacts in work.
    pub mean_in_work: Estimate,
    /// Mean age of the oldest contact that waits, at the ends of intervals, in seconds; 0 when none waits.
    pub oldest_s: Estimate,
    /// One for each interval of the period.
    pub intervals: Vec<IntervalReport>,
}

/// Where contacts ended: `arrived` = `served` + `abandoned` + `deflected` + `still_waiting` + `still_in_work`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// From outside and from other channels.
    pub arrived: u64,
    /// Those of `arrived` who came from other channels, or called again.
    pub moved_in: u64,
    /// Resolved by the bot.
    pub deflected: u64,
    /// Finished by an agent.
    pub served: u64,
    /// Gave up waiting.
    pub abandoned: u64,
    /// Waited at the end of their replication.
    pub still_waiting: u64,
    /// In work at the end of their replication.
    pub still_in_work: u64,
}

/// A quantile of the wait.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QuantileOfWait {
    /// Share of waits below it.
    pub share: f64,
    /// Seconds, right to 3 %.
    pub value_s: f64,
    /// Lower bound of its 95 % interval.
    pub low_s: f64,
    /// Upper bound.
    pub high_s: f64,
}

/// One channel in one interval of the period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IntervalReport {
    /// Seconds since the period began.
    pub from_s: f64,
    /// Arrivals.
    pub arrived: Estimate,
    /// As for the channel.
    pub service_level: Option<Estimate>,
    /// As for the channel.
    pub asa_s: Option<Estimate>,
    /// As for the channel.
    pub abandonment: Option<Estimate>,
    /// As for the channel.
    pub occupancy: Option<Estimate>,
    /// Mean number of contacts that wait.
    pub mean_queue: Estimate,
    /// Contacts that wait at the end of the interval.
    pub backlog: Estimate,
    /// Age of the oldest of them, in seconds.
    pub oldest_s: Estimate,
}

/// All agents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffReport {
    /// Share of the time in which they hold at least one contact.
    pub occupancy: Option<Estimate>,
    /// Mean number of agents who work or could.
    pub staffed: Estimate,
    /// Occupancy and number for each interval.
    pub intervals: Vec<(Option<Estimate>, Estimate)>,
}

/// What a report rests on. `Display` says it in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// Each replication begins with empty queues.
    BeginsEmpty,
    /// Nobody gives up waiting in this channel.
    NobodyGivesUp(String),
    /// Arrivals of this channel are as even as Poisson allows; real days vary more.
    NoVariationBetweenPeriods(String),
    /// Nobody is ill, on leave or in unplanned pauses.
    NoShrinkage,
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeginsEmpty => f.write_str("each replication begins with empty queues"),
            Self::NobodyGivesUp(channel) => write!(f, "nobody gives up waiting in \"{channel}\""),
            Self::NoVariationBetweenPeriods(channel) => {
                write!(
                    f,
                    "arrivals of \"{channel}\" vary no more from day to day than Poisson does"
                )
            }
            Self::NoShrinkage => f.write_str("nobody is ill, on leave or in an unplanned pause"),
        }
    }
}

const QUANTILES: [f64; 5] = [0.5, 0.8, 0.9, 0.95, 0.99];

pub(super) fn report(scenario: &Scenario, plan: &Plan, run: &Run, batches: &[Tally]) -> Report {
    let channels = scenario.channels.iter().zip(plan.channels.keys());
    Report {
        channels: channels
            .map(|(channel, id)| channel_report(&channel.name, id, plan, batches))
            .collect(),
        staff: staff_report(plan, batches),
        periods: batches.iter().map(|batch| batch.periods).sum(),
        assumptions: assumptions(scenario, run),
    }
}

fn channel_report(name: &str, id: ChannelId, plan: &Plan, batches: &[Tally]) -> ChannelReport {
    let whole: Vec<Cell> = batches.iter().map(|batch| sum(batch.cells_of(id))).collect();
    let figures = Figures {
        cells: whole.iter(),
        batches,
        length: plan.period,
    };
    let histograms: Vec<&Histogram> = batches.iter().filter_map(|batch| batch.waits_of(id)).collect();
    let all = sum(&whole);
    let pools = plan
        .channels
        .values()
        .nth(id.0 as usize)
        .map(|channel| channel.pools.as_slice())
        .unwrap_or_default();
    ChannelReport {
        name: name.to_owned(),
        counts: Counts {
            arrived: all.arrived,
            moved_in: all.moved_in,
            deflected: all.deflected,
            served: all.served,
            abandoned: all.abandoned,
            still_waiting: all.still_waiting,
            still_in_work: all.still_in_work,
        },
        arrived: figures.per_period(|cell| count(cell.arrived)),
        service_level: figures.service_level(),
        asa_s: figures.asa(),
        mean_wait_s: figures.ratio(|cell| (seconds(cell.wait + cell.wait_abandoned), decided(cell))),
        waited: figures.ratio(|cell| (decided(cell) - count(cell.immediate), decided(cell))),
        abandonment: figures.abandonment(),
        waits: QUANTILES
            .iter()
            .filter_map(|&share| quantile_of_wait(&histograms, share))
            .collect(),
        occupancy: occupancy(batches, pools, None),
        mean_queue: figures.mean_over_time(|cell| cell.queue_area),
        mean_in_work: figures.mean_over_time(|cell| cell.work_area),
        oldest_s: figures.per_period(|cell| seconds(cell.oldest) / f64::from(plan.intervals)),
        intervals: (0..plan.intervals as usize)
            .map(|interval| interval_report(id, interval, plan, pools, batches))
            .collect(),
    }
}

fn quantile_of_wait(histograms: &[&Histogram], share: f64) -> Option<QuantileOfWait> {
    let (value_s, low_s, high_s) = quantile(histograms, share)?;
    Some(QuantileOfWait {
        share,
        value_s,
        low_s,
        high_s,
    })
}

fn interval_report(
    id: ChannelId,
    interval: usize,
    plan: &Plan,
    pools: &[PoolId],
    batches: &[Tally],
) -> IntervalReport {
    let cells = batches
        .iter()
        .filter_map(|batch| batch.cells_of(id).get(interval));
    let figures = Figures {
        cells,
        batches,
        length: plan.interval,
    };
    IntervalReport {
        from_s: seconds(plan.interval) * count(interval as u64),
        arrived: figures.per_period(|cell| count(cell.arrived)),
        service_level: figures.service_level(),
        asa_s: figures.asa(),
        abandonment: figures.abandonment(),
        occupancy: occupancy(batches, pools, Some(interval)),
        mean_queue: figures.mean_over_time(|cell| cell.queue_area),
        backlog: figures.per_period(|cell| count(cell.backlog)),
        oldest_s: figures.per_period(|cell| seconds(cell.oldest)),
    }
}

/// The cells of one channel, one for each batch, and what they are divided by.
struct Figures<'a, I> {
    cells: I,
    batches: &'a [Tally],
    /// Of the interval, or of the whole period.
    length: Ticks,
}

impl<'a, I: Iterator<Item = &'a Cell> + Clone> Figures<'_, I> {
    fn ratio(&self, of: impl Fn(&Cell) -> (f64, f64) + Copy) -> Option<Estimate> {
        ratio(self.cells.clone().map(of))
    }

    fn per_period(&self, of: impl Fn(&Cell) -> f64 + Copy) -> Estimate {
        let periods = self.batches.iter().map(|batch| count(batch.periods));
        ratio(self.cells.clone().map(of).zip(periods)).unwrap_or(NOTHING)
    }

    fn mean_over_time(&self, of: impl Fn(&Cell) -> Ticks + Copy) -> Estimate {
        let length = seconds(self.length);
        self.per_period(|cell| seconds(of(cell)) / length)
    }

    fn service_level(&self) -> Option<Estimate> {
        self.ratio(|cell| (count(cell.in_time), decided(cell) + count(cell.missed)))
    }

    fn asa(&self) -> Option<Estimate> {
        self.ratio(|cell| (seconds(cell.wait), count(cell.answered)))
    }

    fn abandonment(&self) -> Option<Estimate> {
        self.ratio(|cell| (count(cell.abandoned), decided(cell)))
    }
}

const NOTHING: Estimate = Estimate {
    value: 0.0,
    half_width: None,
};

/// Contacts whose wait is over.
fn decided(cell: &Cell) -> f64 {
    count(cell.answered + cell.abandoned)
}

const fn count(value: u64) -> f64 {
    value as f64
}

fn sum(cells: &[Cell]) -> Cell {
    cells.iter().fold(Cell::default(), |sum, cell| Cell {
        arrived: sum.arrived + cell.arrived,
        moved_in: sum.moved_in + cell.moved_in,
        deflected: sum.deflected + cell.deflected,
        served: sum.served + cell.served,
        abandoned: sum.abandoned + cell.abandoned,
        still_waiting: sum.still_waiting + cell.still_waiting,
        still_in_work: sum.still_in_work + cell.still_in_work,
        answered: sum.answered + cell.answered,
        immediate: sum.immediate + cell.immediate,
        in_time: sum.in_time + cell.in_time,
        missed: sum.missed + cell.missed,
        wait: sum.wait + cell.wait,
        wait_abandoned: sum.wait_abandoned + cell.wait_abandoned,
        queue_area: sum.queue_area + cell.queue_area,
        work_area: sum.work_area + cell.work_area,
        oldest: sum.oldest + cell.oldest,
        backlog: sum.backlog + cell.backlog,
    })
}

/// Busy and staffed time of some pools in one interval, or in all.
fn staff(batch: &Tally, pools: &[PoolId], interval: Option<usize>) -> StaffCell {
    let mut sum = StaffCell::default();
    for &pool in pools {
        let cells = batch.staff_of(pool);
        let cells = interval.map_or(cells, |interval| {
            cells.get(interval..=interval).unwrap_or_default()
        });
        for cell in cells {
            sum.busy += cell.busy;
            sum.staffed += cell.staffed;
        }
    }
    sum
}

fn occupancy(batches: &[Tally], pools: &[PoolId], interval: Option<usize>) -> Option<Estimate> {
    ratio(batches.iter().map(|batch| {
        let staff = staff(batch, pools, interval);
        (seconds(staff.busy), seconds(staff.staffed))
    }))
}

fn staff_report(plan: &Plan, batches: &[Tally]) -> StaffReport {
    let pools: Vec<PoolId> = plan.pools.keys().collect();
    let staffed = |interval: Option<usize>, length: Ticks| {
        let time = batches.iter().map(|batch| {
            let staff = staff(batch, &pools, interval);
            (seconds(staff.staffed) / seconds(length), count(batch.periods))
        });
        ratio(time).unwrap_or(NOTHING)
    };
    StaffReport {
        occupancy: occupancy(batches, &pools, None),
        staffed: staffed(None, plan.period),
        intervals: (0..plan.intervals as usize)
            .map(|interval| {
                (
                    occupancy(batches, &pools, Some(interval)),
                    staffed(Some(interval), plan.interval),
                )
            })
            .collect(),
    }
}

fn assumptions(scenario: &Scenario, run: &Run) -> Vec<Assumption> {
    let mut all = Vec::new();
    if run.warm_up_periods == 0 {
        all.push(Assumption::BeginsEmpty);
    }
    for channel in &scenario.channels {
        if matches!(channel.service, Service::Live { patience: None, .. }) {
            all.push(Assumption::NobodyGivesUp(channel.name.clone()));
        }
        if matches!(channel.arrivals, Arrivals::Poisson { variation, .. } if variation <= 0.0) {
            all.push(Assumption::NoVariationBetweenPeriods(channel.name.clone()));
        }
    }
    let whole = |lost: super::Shrinkage| lost.absence <= 0.0 && lost.in_shift <= 0.0;
    if scenario.teams.iter().all(|team| whole(team.shrinkage)) {
        all.push(Assumption::NoShrinkage);
    }
    all
}
