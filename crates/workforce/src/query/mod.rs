//! Questions about queues as JSON Lines: one problem a line, one answer a line.
//!
//! ```json
//! {"model": "erlang_c", "calls": 100, "interval_s": 1800, "aht_s": 180, "target_service_level": 0.8, "threshold_s": 20}
//! ```
//! What is left out is what is asked for: without `agents`, how many it takes for the targets; without targets, what that
//! many agents reach; without a load, how much they can bear. The load is `offered_load` in erlangs, or `calls` in
//! `interval_s` that take `aht_s` each. A line that cannot be answered gives `{"error": {"field": …, "reason": …}}`.

mod answer;
mod fields;
mod read;
mod solve;

use crate::Problem;
pub use answer::Answer;

/// Answers one line, whatever is in it, with one line of JSON without the line break.
#[must_use]
pub fn answer_line(line: &[u8]) -> String {
    let (id, outcome) = match read::object(line) {
        Ok(mut given) => {
            let id = given.take_id();
            (id, given.question().and_then(|question| solve::solve(&question)))
        }
        Err(problem) => (None, Err(problem)),
    };
    answer::to_line(id, outcome)
}

/// Answers one problem.
///
/// # Errors
/// Names the field that is wrong, missing or contradicts another.
pub fn answer(line: &[u8]) -> Result<Answer, Problem> {
    solve::solve(&read::object(line)?.question()?)
}
