//! Mails that tests receive.

/// A plain mail.
pub fn mail(from: &str, subject: &str, id: &str, text: &str) -> String {
    with_headers(from, subject, id, "", text)
}

/// A plain mail with more headers, each ended by CRLF.
pub fn with_headers(from: &str, subject: &str, id: &str, headers: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: Support <help@ours.test>\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
         Date: Mon, 02 Mar 2026 08:59:00 +0000\r\n{headers}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
}

/// An answer to the mail with the id `to`.
pub fn reply(from: &str, subject: &str, id: &str, to: &str, text: &str) -> String {
    with_headers(
        from,
        subject,
        id,
        &format!("In-Reply-To: <{to}>\r\nReferences: <{to}>\r\n"),
        text,
    )
}
