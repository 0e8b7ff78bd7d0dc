//! What is counted while it is played. Whole numbers throughout, so that adding up in any grouping gives the same.

use super::plan::{Plan, Ticks};
use super::table::{ChannelId, Key as _, PoolId};

/// One channel in one interval of the period. Contacts count where they arrived; areas and samples where time passed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    pub arrived: u64,
    /// Those of `arrived` that another channel, or giving up, sent here.
    pub moved_in: u64,
    pub deflected: u64,
    pub served: u64,
    pub abandoned: u64,
    pub still_waiting: u64,
    pub still_in_work: u64,
    /// Live: taken by an agent. Deferred: finished.
    pub answered: u64,
    /// Those of `answered` who did not wait at all.
    pub immediate: u64,
    pub in_time: u64,
    /// Still waiting at the end, and too late already.
    pub missed: u64,
    /// Sum of waits of those answered.
    pub wait: Ticks,
    /// Sum of waits of those who gave up.
    pub wait_abandoned: Ticks,
    /// Waiting contacts integrated over time.
    pub queue_area: Ticks,
    /// Contacts in work integrated over time.
    pub work_area: Ticks,
    /// Age of the oldest that waits, at the end of the interval, summed.
    pub oldest: Ticks,
    /// Waiting contacts at the end of the interval, summed.
    pub backlog: u64,
}

/// Agents of one pool in one interval, integrated over time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StaffCell {
    pub busy: Ticks,
    pub staffed: Ticks,
}

/// Counts of one batch of replications.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    intervals: usize,
    cells: Vec<Cell>,
    staff: Vec<StaffCell>,
    waits: Vec<Histogram>,
    /// Where contacts of the warm-up, and what happens in it, are counted; nobody reads it.
    unread: Cell,
    unread_staff: StaffCell,
    /// Periods that were measured.
    pub periods: u64,
}

/// Interval of the time that is not measured.
pub(super) const UNMEASURED: u32 = u32::MAX;

impl Tally {
    pub(super) fn new(plan: &Plan) -> Self {
        let intervals = plan.intervals as usize;
        Self {
            intervals,
            cells: vec![Cell::default(); intervals * plan.channels.len()],
            staff: vec![StaffCell::default(); intervals * plan.pools.len()],
            waits: vec![Histogram::new(); plan.channels.len()],
            unread: Cell::default(),
            unread_staff: StaffCell::default(),
            periods: 0,
        }
    }

    pub(super) fn cell(&mut self, channel: ChannelId, interval: u32) -> &mut Cell {
        if interval == UNMEASURED {
            return &mut self.unread;
        }
        let index = channel.index() * self.intervals + interval as usize;
        self.cells.get_mut(index).unwrap_or(&mut self.unread)
    }

    pub(super) fn staff(&mut self, pool: PoolId, interval: u32) -> &mut StaffCell {
        if interval == UNMEASURED {
            return &mut self.unread_staff;
        }
        let index = pool.index() * self.intervals + interval as usize;
        self.staff.get_mut(index).unwrap_or(&mut self.unread_staff)
    }

    /// A contact that was answered after `wait`.
    pub(super) fn answered(&mut self, channel: ChannelId, interval: u32, wait: Ticks, in_time: bool) {
        if interval == UNMEASURED {
            return;
        }
        let cell = self.cell(channel, interval);
        cell.answered += 1;
        cell.immediate += u64::from(wait == 0);
        cell.in_time += u64::from(in_time);
        cell.wait += wait;
        if let Some(waits) = self.waits.get_mut(channel.index()) {
            waits.add(wait);
        }
    }

    /// Cells of a channel, one for each interval.
    pub(super) fn cells_of(&self, channel: ChannelId) -> &[Cell] {
        let from = channel.index() * self.intervals;
        self.cells.get(from..from + self.intervals).unwrap_or_default()
    }

    /// Cells of a pool, one for each interval.
    pub(super) fn staff_of(&self, pool: PoolId) -> &[StaffCell] {
        let from = pool.index() * self.intervals;
        self.staff.get(from..from + self.intervals).unwrap_or_default()
    }

    pub(super) fn waits_of(&self, channel: ChannelId) -> Option<&Histogram> {
        self.waits.get(channel.index())
    }
}

/// Waits in buckets of 1 ms up to 64 ms and of a thirty-second of a power of two above, up to 24 days.
#[derive(Debug, Clone)]
pub(super) struct Histogram {
    buckets: Vec<u32>,
}

const BUCKETS: usize = 896;

impl Histogram {
    pub(super) fn new() -> Self {
        Self {
            buckets: vec![0; BUCKETS],
        }
    }

    fn add(&mut self, wait: Ticks) {
        if let Some(bucket) = self.buckets.get_mut(bucket_of(wait / 1000)) {
            *bucket = bucket.saturating_add(1);
        }
    }

    pub(super) fn counts(&self) -> &[u32] {
        &self.buckets
    }
}

fn bucket_of(milliseconds: u64) -> usize {
    let value = milliseconds.min((1 << 32) - 1) as usize;
    if value < 64 {
        return value;
    }
    let exponent = value.ilog2() as usize - 5;
    64 + (exponent - 1) * 32 + (value >> exponent) - 32
}

/// First second of a bucket, and of the one after it.
pub(super) fn bounds(bucket: usize) -> (f64, f64) {
    let first = |bucket: usize| -> f64 {
        if bucket < 64 {
            return bucket as f64 / 1000.0;
        }
        let (exponent, part) = ((bucket - 64) / 32 + 1, (bucket - 64) % 32 + 32);
        let value = (part << exponent) as f64;
        value / 1000.0
    };
    (first(bucket), first(bucket + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wait_lies_in_the_bounds_of_its_bucket() {
        for milliseconds in (0..5_000).chain([63_999, 64_000, 1 << 20, (1 << 31) + 12_345, (1 << 32) - 1]) {
            let bucket = bucket_of(milliseconds);
            let (from, until) = bounds(bucket);
            let value = milliseconds as f64 / 1000.0;
            assert!(
                bucket < BUCKETS && from <= value && value < until,
                "{milliseconds} ms in {bucket}: {from} to {until}"
            );
        }
    }

    #[test]
    fn longer_than_the_last_bucket_falls_into_it() {
        assert_eq!(bucket_of(u64::MAX), BUCKETS - 1);
    }
}
