//! `rapport mail`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{run, stderr, stdout};
use crate::support::{Product, mail};

/// What administrators and their scripts rely on.
const KEYS: [&str; 20] = [
    "attachments",
    "bounce",
    "cc",
    "date",
    "file",
    "from",
    "html",
    "in_reply_to",
    "kind",
    "language",
    "may_auto_respond",
    "message_id",
    "quoted_text",
    "references",
    "reply_text",
    "reply_to",
    "subject",
    "text",
    "to",
    "warnings",
];

fn inspect(files: &[PathBuf]) -> Vec<Value> {
    let product = Product::new();
    let mut command = product.bare_command(&["mail", "inspect"]);
    command.args(files);
    let output = run(command, b"");
    assert!(output.status.success(), "{}", stderr(&output));
    let lines: Vec<Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON object a line"))
        .collect();
    assert_eq!(lines.len(), files.len());
    for (report, file) in lines.iter().zip(files) {
        let object = report.as_object().expect("an object");
        for key in KEYS {
            assert!(
                object.contains_key(key),
                "{key} is missing for {}",
                file.display()
            );
        }
        for attachment in report["attachments"].as_array().expect("a list") {
            for key in ["name", "type", "size", "sha256", "inline", "content_id"] {
                assert!(
                    !attachment[key].is_null() || key == "content_id",
                    "{key} in {attachment}"
                );
            }
        }
    }
    lines
}

#[test]
fn inspect_prints_one_object_for_each_mail() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.eml");
    let text = "Thanks!\r\n\r\nOn Mon, 2 Mar 2026, Help <help@ours.test> wrote:\r\n> We send a new one.";
    std::fs::write(
        &good,
        mail(
            "Lan Nguyen <lan@customer.test>",
            "Re: Lamp",
            "l1@customer.test",
            text,
        ),
    )
    .unwrap();
    let empty = folder.path().join("empty.eml");
    std::fs::write(&empty, "").unwrap();
    let noise = folder.path().join("noise.eml");
    std::fs::write(&noise, [0_u8, 255, 13, 10, 0, 0, 200]).unwrap();
    let reports = inspect(&[good.clone(), empty, noise]);
    let report = &reports[0];
    assert_eq!(report["file"], "good.eml");
    assert_eq!(report["from"]["name"], "Lan Nguyen");
    assert_eq!(report["from"]["address"], "lan@customer.test");
    assert_eq!(report["date"], "2026-03-02T08:59:00Z");
    assert_eq!(report["reply_text"].as_str().unwrap().trim(), "Thanks!");
    assert!(
        report["quoted_text"]
            .as_str()
            .unwrap()
            .contains("We send a new one.")
    );
    assert_eq!(report["kind"], "normal");

    let product = Product::new();
    let mut command = product.bare_command(&["mail", "inspect", "/nowhere/at/all.eml"]);
    command.arg(good);
    let output = run(command, b"");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stdout(&output).lines().count(),
        1,
        "the other file is still looked at"
    );
    assert!(
        stderr(&output).contains("/nowhere/at/all.eml"),
        "{}",
        stderr(&output)
    );
}

/// Every case that is a mail, when they are there.
fn cases() -> Vec<PathBuf> {
    let root = std::env::var_os("RAPPORT_CASES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cases")),
        PathBuf::from,
    );
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["mail", "bounce", "reply/discourse/emails"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if is_mail(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_mail(path: &Path) -> bool {
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    !name.starts_with("LICENSE")
        && !name.starts_with("SOURCE")
        && !name.starts_with("README")
        && !Path::new(&name)
            .extension()
            .is_some_and(|extension| extension == "json" || extension == "py")
}

#[test]
fn inspect_understands_every_case() {
    let files = cases();
    if files.is_empty() {
        println!("cases not present");
        return;
    }
    for some in files.chunks(200) {
        inspect(some);
    }
    println!("{} mails inspected", files.len());
}

#[test]
fn sanitize_and_reply_print_only_what_is_safe_and_new() {
    let folder = tempfile::tempdir().unwrap();
    let html = folder.path().join("mail.html");
    std::fs::write(
        &html,
        "<p onclick=\"x()\">Hello <b>you</b><script>alert(1)</script></p>",
    )
    .unwrap();
    let product = Product::new();
    let mut command = product.bare_command(&["mail", "sanitize"]);
    command.arg(&html);
    let output = run(command, b"");
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.contains("<b>you</b>") && !text.contains("script") && !text.contains("onclick"),
        "{text}"
    );

    let reply = folder.path().join("reply.txt");
    std::fs::write(
        &reply,
        "Yes, please.\n\nOn Mon, 2 Mar 2026, Help <help@ours.test> wrote:\n> Shall we?\n",
    )
    .unwrap();
    let mut command = product.bare_command(&["mail", "reply"]);
    command.arg(&reply);
    let output = run(command, b"");
    assert_eq!(stdout(&output).trim(), "Yes, please.");

    let output = run(product.bare_command(&["mail", "reply", "/nowhere.txt"]), b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("/nowhere.txt"));
}
