//! Running something again and again, and what came of it.

use std::future::Future;
use std::time::{Duration, Instant};

/// How many do it at once.
pub const AT_ONCE: usize = 16;

/// How long each of many runs took.
pub struct Times {
    times: Vec<Duration>,
    whole: Duration,
}

impl Times {
    /// From single times over a whole.
    pub fn new(mut times: Vec<Duration>, whole: Duration) -> Self {
        times.sort_unstable();
        Self { times, whole }
    }

    /// Runs a second.
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.whole.as_secs_f64().max(f64::EPSILON)
    }

    /// The time that so many in a thousand stay below, in milliseconds.
    pub fn permille(&self, permille: usize) -> f64 {
        let index = (self.times.len() * permille / 1_000).min(self.times.len().saturating_sub(1));
        self.times
            .get(index)
            .map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }

    /// `rate | p50 | p99` as cells of a table.
    pub fn cells(&self) -> String {
        format!(
            "{:.0} | {:.2} ms | {:.2} ms",
            self.rate(),
            self.permille(500),
            self.permille(990)
        )
    }
}

/// Lets [`AT_ONCE`] do `work` for so many seconds; `work` learns how many runs came before.
pub async fn repeat<F, Fut>(seconds: u32, work: F) -> anyhow::Result<Times>
where
    F: Fn(u64) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = anyhow::Result<()>> + Send,
{
    let length = Duration::from_secs(seconds.into());
    let begin = Instant::now();
    let mut workers = tokio::task::JoinSet::new();
    for worker in 0..AT_ONCE as u64 {
        let work = work.clone();
        workers.spawn(async move {
            let (mut times, mut run) = (Vec::new(), worker * 7_919);
            while begin.elapsed() < length {
                let one = Instant::now();
                work(run).await?;
                times.push(one.elapsed());
                run += 1;
            }
            anyhow::Ok(times)
        });
    }
    let mut all = Vec::new();
    while let Some(times) = workers.join_next().await {
        all.extend(times??);
    }
    Ok(Times::new(all, begin.elapsed()))
}

/// Memory that the process holds now, in mebibytes; 0 where the system does not say.
pub fn memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap_or_default();
    line.trim()
        .split(' ')
        .next()
        .and_then(|kib| kib.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}
