//! How many tests passed, read from what the test programs print.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::stages::Counts;

/// `test result: ok. 7 passed; 0 failed; 1 ignored; …`
pub fn cargo(line: &str) -> Option<Counts> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut found = Counts::default();
    for part in counts.split(';') {
        let Some((number, what)) = part.trim().split_once(' ') else {
            continue;
        };
        tally(&mut found, what, number.parse().unwrap_or_default());
    }
    Some(found)
}

/// `      Tests  1 failed | 12 passed | 2 skipped (15)`
pub fn vitest(line: &str) -> Option<Counts> {
    let counts = line.trim().strip_prefix("Tests ")?;
    let (counts, _) = counts.split_once('(')?;
    let mut found = Counts::default();
    for part in counts.split('|') {
        let (number, what) = part.trim().split_once(' ')?;
        tally(&mut found, what, number.parse().ok()?);
    }
    Some(found)
}

/// The JSON report of Playwright. A story that passed only at a second try has failed: it hides a race.
pub fn playwright(report: &str) -> Result<Counts> {
    let report: Value = serde_json::from_str(report).context("the report of the browser stories")?;
    let number = |name: &str| {
        let value = report.pointer(&format!("/stats/{name}")).and_then(Value::as_u64);
        value.with_context(|| format!("the report of the browser stories has no {name}"))
    };
    Ok(Counts {
        passed: number("expected")?,
        failed: number("unexpected")? + number("flaky")?,
        skipped: number("skipped")?,
    })
}

fn tally(counts: &mut Counts, what: &str, number: u64) {
    match what.trim() {
        "passed" => counts.passed += number,
        "failed" => counts.failed += number,
        "ignored" | "skipped" | "todo" => counts.skipped += number,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{cargo, playwright, vitest};
    use crate::stages::Counts;

    #[test]
    fn results_of_each_tool_are_read() {
        let counts = |passed, failed, skipped| {
            Some(Counts {
                passed,
                failed,
                skipped,
            })
        };
        let line = "test result: FAILED. 7 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 8.01s";
        assert_eq!(cargo(line), counts(7, 2, 1));
        assert_eq!(cargo("test works ... ok"), None);
        assert_eq!(
            vitest("      Tests  1 failed | 12 passed | 2 skipped (15)"),
            counts(12, 1, 2)
        );
        assert_eq!(vitest(" Test Files  1 passed (1)"), None);
        let report = r#"{ "stats": { "expected": 4, "unexpected": 1, "flaky": 1, "skipped": 2 } }"#;
        assert_eq!(playwright(report).ok(), counts(4, 2, 2));
        assert!(playwright("{}").is_err());
    }
}
