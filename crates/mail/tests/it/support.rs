//! What the tests share.

use std::path::PathBuf;

use mail::{Mail, ParseOptions, parse};

/// The folder of third-party cases, when it is there. Says so when it is not.
pub fn cases(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RAPPORT_CASES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cases")),
        PathBuf::from,
    );
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("cases not present: {}", path.display());
    None
}

/// Reads a mail that must be readable.
pub fn read(raw: impl AsRef<[u8]>) -> Mail {
    parse(raw.as_ref(), &ParseOptions::default()).expect("a mail")
}

/// A mail with the usual header and the given further header lines and body.
pub fn mail(more: &str, body: &str) -> String {
    format!(
        "From: Ann Lee <ann@example.com>\r\nTo: help@example.org\r\nSubject: Question\r\n\
         Date: Mon, 2 Mar 2026 10:00:00 +0700\r\nMessage-ID: <1@example.com>\r\n{more}\r\n{body}"
    )
}
