//! The parts of a long run: each has a name, takes its time, and counts what passed.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::output::{kept, say};

/// What a stage has to say when it went through.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// A stage that has run.
struct Done {
    name: String,
    took: Duration,
    counts: Counts,
    error: Option<String>,
}

/// Runs stages and remembers how they went. One that fails does not stop the next: a developer wants the whole list.
pub struct Stages {
    done: Vec<Done>,
    started: Instant,
}

impl Default for Stages {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            started: Instant::now(),
        }
    }
}

impl Stages {
    /// Runs one stage. Returns whether it succeeded, for stages that need its result.
    pub fn run<T: Into<Counts>>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> bool {
        say(&format!("\n==> {name}"));
        let started = Instant::now();
        let result = work();
        let took = started.elapsed();
        let (counts, error) = match result {
            Ok(counts) => (counts.into(), None),
            Err(error) => (Counts::default(), Some(format!("{error:#}"))),
        };
        let failed = counts.failed > 0 || error.is_some();
        if let Some(error) = &error {
            say(error);
        }
        let verdict = if failed { "FAILED" } else { "ok" };
        say(&format!("<== {name}: {verdict} after {}", seconds(took)));
        self.done.push(Done {
            name: name.to_owned(),
            took,
            counts,
            error,
        });
        !failed
    }

    /// Runs two series of stages at the same time, because each alone leaves a core idle now and then. What the second one prints
    /// comes as a whole when both have ended.
    pub fn beside<T>(
        &mut self,
        first: impl FnOnce(&mut Self) -> T,
        second: impl FnOnce(&mut Self) + Send,
    ) -> T {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| {
                let mut stages = Self::default();
                let ((), text) = kept(|| second(&mut stages));
                (stages, text)
            });
            let result = first(self);
            match other.join() {
                Ok((stages, text)) => {
                    if !text.is_empty() {
                        say(text.trim_end());
                    }
                    self.done.extend(stages.done);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
            result
        })
    }

    /// Prints the table and the total; true when nothing failed.
    pub fn summary(&self) -> bool {
        println!(
            "\n{:<34} {:>9}  {:>7} {:>7} {:>7}",
            "stage", "time", "passed", "failed", "skipped"
        );
        let mut total = Counts::default();
        for stage in &self.done {
            let Counts {
                passed,
                failed,
                skipped,
            } = stage.counts;
            let took = seconds(stage.took);
            let note = if stage.error.is_some() { "  FAILED" } else { "" };
            println!(
                "{:<34} {took:>9}  {passed:>7} {failed:>7} {skipped:>7}{note}",
                stage.name
            );
            total.add(stage.counts);
        }
        // Of stages that ran beside each other both count in their lines, and the clock only once here.
        let time = self.started.elapsed();
        println!("{:<34} {:>9}", "total", seconds(time));
        for stage in &self.done {
            if let Some(line) = stage.error.as_deref().and_then(|error| error.lines().next()) {
                println!("FAILED {}: {line}", stage.name);
            }
        }
        // A stage that broke without a count is one failure, or a build error would read as «0 failed».
        let broken = self
            .done
            .iter()
            .filter(|stage| stage.error.is_some() && stage.counts.failed == 0)
            .count();
        let failed = total.failed + broken as u64;
        println!("\n{} passed, {failed} failed", total.passed);
        failed == 0
    }
}

/// For stages that only succeed or fail.
impl From<()> for Counts {
    fn from((): ()) -> Self {
        Self::default()
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
