//! Looking for an answer for a moment before going to sleep.
//!
//! A transaction is a conversation of many short statements between its caller and a database thread. Putting either to sleep and
//! waking it again costs more than most of these statements take (about 50 µs each way on a virtual machine), while the answer is
//! usually there within a few. Only the two ends of an open transaction wait like this, once it has its turn: of those that write
//! there is one at a time.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// How long to look. Statements that touch a few rows take 5 to 40 µs; whoever takes longer is worth the sleep.
const LOOK: Duration = Duration::from_micros(60);
/// Looks between two glances at the clock, which also lets other threads run when there are more of them than cores.
const GLANCE: u32 = 32;

/// With one core the other end cannot get on while this one looks.
static WORTH_IT: LazyLock<bool> =
    LazyLock::new(|| std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1));

/// Tries again and again for a moment; `None` when there was nothing.
pub(super) fn for_a_moment<T>(mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    if !*WORTH_IT {
        return attempt();
    }
    let begin = Instant::now();
    loop {
        for _ in 0..GLANCE {
            if let Some(found) = attempt() {
                return Some(found);
            }
            std::hint::spin_loop();
        }
        if begin.elapsed() >= LOOK {
            return None;
        }
        std::thread::yield_now();
    }
}
