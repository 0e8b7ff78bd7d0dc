//! Running an operation with many callers at once, and the table of the outcome.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// Callers at once.
pub const CALLERS: u64 = 16;

/// What one operation achieved.
pub struct Figures {
    pub operation: &'static str,
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

/// The round of the median throughput; the others were disturbed, or lucky.
pub fn median(rounds: Vec<Vec<Figures>>) -> Vec<Figures> {
    let mut by_operation: Vec<Vec<Figures>> = Vec::new();
    for round in rounds {
        for (index, figures) in round.into_iter().enumerate() {
            match by_operation.get_mut(index) {
                Some(same) => same.push(figures),
                None => by_operation.push(vec![figures]),
            }
        }
    }
    let middle = |mut same: Vec<Figures>| {
        same.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
        let middle = same.len() / 2;
        same.swap_remove(middle)
    };
    by_operation.into_iter().map(middle).collect()
}

/// A line of the table.
pub struct Row {
    pub database: &'static str,
    pub driver: &'static str,
    pub executor: Figures,
    pub bare: Figures,
}

/// Numbers that look random and are the same in every run.
pub struct Numbers(u64);

impl Numbers {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From 1 to `max`.
    pub fn upto(&mut self, max: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 1).cast_signed() % max + 1
    }
}

/// Repeats an operation for `time`; `caller` makes the operation of each caller from its own numbers.
pub async fn run<C, F>(operation: &'static str, time: Duration, mut caller: impl FnMut(u64) -> C) -> Figures
where
    C: FnMut(i64) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let start = Instant::now();
    let mut callers = JoinSet::new();
    for number in 0..CALLERS {
        let mut operation = caller(number);
        callers.spawn(async move {
            let mut numbers = Numbers::new(number + 1);
            let mut times = Vec::new();
            while start.elapsed() < time {
                let begin = Instant::now();
                operation(numbers.upto(i64::MAX)).await;
                times.push(begin.elapsed());
            }
            times
        });
    }
    let mut times: Vec<Duration> = callers.join_all().await.into_iter().flatten().collect();
    let elapsed = start.elapsed();
    times.sort_unstable();
    let percentile = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    Figures {
        operation,
        per_second: times.len() as f64 / elapsed.as_secs_f64(),
        p50: percentile(0.5),
        p99: percentile(0.99),
    }
}

pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| database | operation | executor, ops/s | p50 | p99 | bare driver | ops/s | p50 | p99 | ratio |\n\
         | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |\n",
    );
    let ms = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1000.0);
    for Row {
        database,
        driver,
        executor,
        bare,
    } in rows
    {
        text += &format!(
            "| {database} | {} | {:.0} | {} | {} | {driver} | {:.0} | {} | {} | {:.2} |\n",
            executor.operation,
            executor.per_second,
            ms(executor.p50),
            ms(executor.p99),
            bare.per_second,
            ms(bare.p50),
            ms(bare.p99),
            executor.per_second / bare.per_second,
        );
    }
    text
}
