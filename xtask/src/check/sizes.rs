//! How long files and functions are. A report, with two limits that no code of ours has a reason to pass.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::complain;
use crate::workspace;

const LONGEST_FILE: usize = 800;
const LONGEST_FUNCTION: usize = 150;

pub fn check() -> Result<()> {
    let root = workspace::root();
    let mut sizes = Sizes::default();
    for folder in ["crates", "xtask", "web", "e2e"] {
        for path in workspace::files(&root.join(folder), &[".rs", ".ts", ".tsx"]) {
            // Generated from the API description.
            if !path.ends_with("schema.ts") && !path.ends_with("routeTree.gen.ts") {
                sizes.add(&path)?;
            }
        }
    }
    sizes.report();
    complain("too long", &sizes.complaints)
}

#[derive(Default)]
struct Sizes {
    files: Vec<usize>,
    functions: Vec<usize>,
    code: usize,
    comments: usize,
    complaints: Vec<String>,
}

impl Sizes {
    fn add(&mut self, path: &Path) -> Result<()> {
        let shown = workspace::shown(path);
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {shown}"))?;
        let lines = text.lines().count();
        self.files.push(lines);
        if lines > LONGEST_FILE {
            self.complaints.push(format!("{shown} has {lines} lines"));
        }
        // A test that goes through a table of cases is as long as its table.
        let is_test = path.iter().any(|part| part == "tests");
        if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
            let comments = text
                .lines()
                .filter(|line| line.trim_start().starts_with("//"))
                .count();
            let blank = text.lines().filter(|line| line.trim().is_empty()).count();
            self.comments += comments;
            self.code += lines - comments - blank;
            for function in functions(&text) {
                self.functions.push(function.lines);
                if function.lines > LONGEST_FUNCTION {
                    self.complaints
                        .push(format!("{shown}:{} has {} lines", function.start, function.lines));
                }
            }
        }
        Ok(())
    }

    fn report(&mut self) {
        self.files.sort_unstable();
        self.functions.sort_unstable();
        let line = |what: &str, sorted: &[usize], aim: &str| {
            println!(
                "{what:<16} {:>5}  median {:>4}  95th percentile {:>4}  longest {:>4}   ({aim})",
                sorted.len(),
                percentile(sorted, 50),
                percentile(sorted, 95),
                percentile(sorted, 100),
            );
        };
        line("files", &self.files, "aim: 150, 500, 800");
        line(
            "Rust functions",
            &self.functions,
            "aim: 95th percentile 65, longest 150",
        );
        let share = (self.comments * 100).checked_div(self.code).unwrap_or_default();
        println!(
            "comments         {share:>5} lines per 100 lines of Rust   (aim: 10 to 15, all of them «why»)"
        );
    }
}

fn percentile(sorted: &[usize], percent: usize) -> usize {
    let index = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(index).copied().unwrap_or_default()
}

struct Function {
    start: usize,
    lines: usize,
}

/// The functions of a formatted file: from the line with `fn` to the closing brace under its first character. That is
/// exact because `rustfmt` has been there, and needs no parser.
fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if !is_function(code) {
            continue;
        }
        let closes = |line: &&str| line.len() == indent + 1 && line.ends_with('}') && line.trim() == "}";
        let after = lines.get(index..).unwrap_or_default();
        // A declaration in a trait, or a body on the same line, ends before any brace of that depth.
        let ends_here = code.ends_with(';') || code.ends_with('}');
        let length = if ends_here {
            Some(0)
        } else {
            after.iter().position(closes)
        };
        if let Some(length) = length {
            found.push(Function {
                start: index + 1,
                lines: length + 1,
            });
        }
    }
    found
}

fn is_function(code: &str) -> bool {
    let mut words = code.split_whitespace();
    words
        .by_ref()
        .take_while(|word| {
            word.starts_with("pub")
                || word.starts_with("in")
                || ["async", "const", "unsafe", "fn"].contains(word)
        })
        .any(|word| word == "fn")
}

#[cfg(test)]
mod tests {
    use super::{functions, percentile};

    #[test]
    fn functions_are_measured_with_their_braces() {
        let text = "impl A {\n    pub(crate) async fn a() {\n        if x {\n        }\n    }\n\n    fn b() {}\n}\n// fn c() {\n";
        let lengths: Vec<_> = functions(text).iter().map(|f| (f.start, f.lines)).collect();
        assert_eq!(lengths, [(2, 4), (7, 1)]);
    }

    #[test]
    fn percentiles_are_values_that_occur() {
        let sorted: Vec<usize> = (1..=20).collect();
        assert_eq!(
            (
                percentile(&sorted, 50),
                percentile(&sorted, 95),
                percentile(&sorted, 100)
            ),
            (10, 19, 20)
        );
        assert_eq!(percentile(&[], 50), 0);
    }
}
