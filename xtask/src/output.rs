//! Where lines go: to the terminal, or, for what runs beside something else, into a text that is printed as a whole at its end.

use std::cell::RefCell;
use std::io::Write as _;

thread_local! {
    static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Prints a line, or keeps it when this thread does so.
pub fn say(line: &str) {
    KEPT.with_borrow_mut(|kept| match kept {
        Some(text) => {
            text.push_str(line);
            text.push('\n');
        }
        None => {
            let mut out = std::io::stdout().lock();
            // Who reads our output no longer is not told.
            let _gone = writeln!(out, "{line}");
        }
    });
}

/// Whether this thread keeps its lines.
pub fn is_kept() -> bool {
    KEPT.with_borrow(Option::is_some)
}

/// Does the work; what it says is returned instead of printed.
pub fn kept<T>(work: impl FnOnce() -> T) -> (T, String) {
    KEPT.with_borrow_mut(|kept| *kept = Some(String::new()));
    let result = work();
    let text = KEPT.with_borrow_mut(Option::take);
    (result, text.unwrap_or_default())
}
