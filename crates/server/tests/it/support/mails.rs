//! Mails of customers, and reading what they get. Not with the product's own parser: a test that reads with the code under test
//! would not notice what both get wrong.

use super::SUPPORT;

/// A mail to the inbox.
pub fn mail(from: &str, subject: &str, id: &str, text: &str) -> Vec<u8> {
    with_headers(from, SUPPORT, subject, id, "", text)
}

/// An answer to an earlier mail, to any address. Without `earlier` nothing in the mail but its recipient says what it belongs to.
pub fn answer(to: &str, from: &str, subject: &str, id: &str, earlier: Option<&str>, text: &str) -> Vec<u8> {
    let headers = earlier.map_or_else(String::new, |earlier| {
        format!("In-Reply-To: {earlier}\r\nReferences: {earlier}\r\n")
    });
    with_headers(from, to, subject, id, &headers, text)
}

fn with_headers(from: &str, to: &str, subject: &str, id: &str, headers: &str, text: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
         Date: Mon, 02 Mar 2026 08:59:00 +0000\r\n{headers}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// The first header of that name, unfolded.
pub fn header(mail: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(mail).replace("\r\n", "\n");
    let head = text
        .split("\n\n")
        .next()?
        .replace("\n ", " ")
        .replace("\n\t", " ");
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}
