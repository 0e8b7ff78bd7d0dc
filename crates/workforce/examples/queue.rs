//! Answers problems about queues from standard input, one a line: `cargo run -p workforce --example queue`.

use std::io::{BufRead as _, Write as _};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().split(b'\n') {
        writeln!(out, "{}", workforce::query::answer_line(&line?))?;
    }
    Ok(())
}
