//! Real mails with known content: `mail/zammad` and `mail/vi-ro`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use mail::inspect::{Report, inspect};

use crate::support::cases;

/// Where the expected value is not what a reader should get: the mail, the kind of problem, and why.
const DIFFERENT: [(&str, &str, &str); 6] = [
    (
        "mail019.box",
        "words",
        "expected puts a space at every tag, also inside a word",
    ),
    (
        "mail020.box",
        "words",
        "expected puts a space at every tag, also inside a word",
    ),
    (
        "mail021.box",
        "words",
        "expected puts a space at every tag, also inside a word",
    ),
    (
        "mail022.box",
        "words",
        "expected puts a space at every tag, also inside a word",
    ),
    (
        "mail026.box",
        "words",
        "the HTML shows nothing, so the plain form is read instead of the document's title",
    ),
    (
        "mail046.box",
        "from name",
        "expected reads GB2312 as ISO 8859-2; the subject of the same mail shows which it is",
    ),
];

#[test]
fn zammad_mails_read_as_expected() {
    let Some(folder) = cases("mail/zammad") else {
        return;
    };
    let expected: Value = serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let expected = expected["expected"].as_object().unwrap();
    let mut problems = Vec::new();
    for (file, expected) in expected {
        let found = compare(&report(&folder, file), expected);
        let known = |problem: &String| {
            DIFFERENT
                .iter()
                .any(|(name, kind, _)| name == file && problem.starts_with(kind))
        };
        let fresh: Vec<String> = found.iter().filter(|problem| !known(problem)).cloned().collect();
        // A difference that has gone must leave the list.
        for (name, kind, _) in DIFFERENT.iter().filter(|(name, ..)| name == file) {
            assert!(
                found.iter().any(|problem| problem.starts_with(kind)),
                "{name}: {kind} is no longer different"
            );
        }
        problems.extend(fresh.into_iter().map(|problem| format!("{file}: {problem}")));
    }
    println!("{} mails, {} problems", expected.len(), problems.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn report(folder: &Path, file: &str) -> Report {
    inspect(file, &fs::read(folder.join(file)).unwrap())
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

fn compare(found: &Report, expected: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let mut check = |what: &str, found: &str, expected: &str| {
        if nfc(found) != nfc(expected) {
            problems.push(format!("{what}: {found:?}, expected {expected:?}"));
        }
    };
    let text = |name: &str| expected[name].as_str().unwrap_or_default();
    check(
        "from address",
        &found.from.address,
        text("from_email").trim_matches('"'),
    );
    check("from name", &found.from.name, text("from_display_name"));
    check("subject", &found.subject, text("subject").trim_start());
    check("to", &people(&found.to), &bare(text("to")));
    check("cc", &people(&found.cc), &bare(text("cc")));
    problems.extend(words_differ(&found.text, text("body_text")));
    problems.extend(files_differ(found, expected));
    problems
}

/// Names and addresses, without the marks that tell them apart: the expected values use several notations.
fn bare(list: &str) -> String {
    list.replace(['"', '<', '>', '(', ')', ',', ' '], "")
}

fn people(list: &[mail::Mailbox]) -> String {
    list.iter()
        .map(|m| bare(&format!("{}{}", m.name, m.address)))
        .collect()
}

/// Word overlap, counted both ways: nothing is missing and nothing is added.
fn words_differ(found: &str, expected: &str) -> Option<String> {
    let expected = if expected == "no visible content" {
        ""
    } else {
        expected
    };
    let count = |text: &str| {
        let mut words: HashMap<String, usize> = HashMap::new();
        for word in nfc(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            *words.entry(word.to_owned()).or_default() += 1;
        }
        words
    };
    let (a, b) = (count(found), count(expected));
    let common: usize = b.iter().map(|(word, n)| n.min(a.get(word).unwrap_or(&0))).sum();
    let (total_a, total_b) = (a.values().sum::<usize>(), b.values().sum::<usize>());
    let share = |total: usize| {
        if total == 0 {
            1.0
        } else {
            common as f64 / total as f64
        }
    };
    let bad = share(total_a) < 0.95 || share(total_b) < 0.95;
    bad.then(|| {
        let only = |x: &HashMap<String, usize>, y: &HashMap<String, usize>| {
            let mut words: Vec<&String> = x.keys().filter(|w| x[*w] > *y.get(*w).unwrap_or(&0)).collect();
            words.sort();
            words.truncate(25);
            format!("{words:?}")
        };
        format!(
            "words: {:.3} of found, {:.3} of expected; added {} missing {}",
            share(total_a),
            share(total_b),
            only(&a, &b),
            only(&b, &a)
        )
    })
}

fn files_differ(found: &Report, expected: &Value) -> Option<String> {
    let mut found: Vec<(String, String)> = found
        .attachments
        .iter()
        .map(|a| (nfc(&a.name), a.sha256.clone()))
        .collect();
    let mut expected: Vec<(String, String)> = expected["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["is_html_original"] != true)
        .map(|a| {
            (
                nfc(a["filename"].as_str().unwrap()),
                a["sha256"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    found.sort();
    expected.sort();
    (found != expected).then(|| format!("files: {found:?}, expected {expected:?}"))
}

#[test]
fn vietnamese_and_romanian_mails_read_as_expected() {
    let Some(folder) = cases("mail/vi-ro") else { return };
    let expected: Value = serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    for (file, expected) in expected.as_object().unwrap() {
        let found = report(&folder, file);
        assert_eq!(
            found.from.name,
            nfc(expected["from_name"].as_str().unwrap()),
            "{file}"
        );
        assert_eq!(
            found.from.address,
            expected["from_email"].as_str().unwrap(),
            "{file}"
        );
        assert_eq!(
            found.subject,
            nfc(expected["subject"].as_str().unwrap()),
            "{file}"
        );
        let body = found.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(body, nfc(expected["body"].as_str().unwrap()), "{file}");
        assert_eq!(found.language.as_deref(), file.get(..2), "{file}");
    }
}
