//! Forwarded mails: the customer behind the colleague.

use mail::{ForwardStyle, Mailbox};

use crate::support::read;

fn forward(subject: &str, content_type: &str, body: &str) -> mail::Mail {
    read(format!(
        "From: Colleague <bo@example.org>\r\nTo: help@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: {content_type}; charset=utf-8\r\n\r\n{body}"
    ))
}

#[test]
fn a_quoted_original_is_restored_from_text_and_from_html() {
    let text = "Can you take this?\r\n\r\n---------- Forwarded message ---------\r\nTừ: Lan <lan@example.com>\r\n\
                Date: Mon, 2 Mar 2026 10:00:00 +0700\r\nSubject: Đơn hàng\r\nTo: Bo <bo@example.org>\r\n\r\nHàng bị hỏng.";
    let found = forward("Fwd: =?utf-8?Q?=C4=90=C6=A1n_h=C3=A0ng?=", "text/plain", text)
        .forwarded
        .unwrap();
    assert_eq!(found.original_from, Mailbox::new("Lan", "lan@example.com"));
    assert_eq!(
        (found.text.as_str(), found.comment.as_str()),
        ("Hàng bị hỏng.", "Can you take this?")
    );
    let html = "<div>fyi</div><div style='border-top:solid 1px'><p><b>Von:</b> Lan Ng <a href='mailto:lan@example.com'>lan@example.com</a><br>\
                <b>Gesendet:</b> Montag, 2. März 2026<br><b>An:</b> Bo<br><b>Betreff:</b> Kaputt</p></div><p>Es ist kaputt.</p>";
    let found = forward("WG: Kaputt", "text/html", html).forwarded.unwrap();
    assert_eq!(found.original_from, Mailbox::new("Lan Ng", "lan@example.com"));
    assert_eq!(
        (found.text.as_str(), found.original_subject.as_deref()),
        ("Es ist kaputt.", Some("Kaputt"))
    );
}

#[test]
fn names_that_link_to_their_address_give_the_address() {
    let html = "<p>fyi</p><p><b>From:</b> <a href='mailto:lan@example.com'>Lan Ng</a><br><b>Sent:</b> Monday<br><b>Subject:</b> Broken</p><p>It broke</p>";
    let found = forward("FW: Broken", "text/html", html).forwarded.unwrap();
    assert_eq!(found.original_from, Mailbox::new("Lan Ng", "lan@example.com"));
}

#[test]
fn an_attached_original_is_restored() {
    let body = "--x\r\nContent-Type: text/plain\r\n\r\nPlease answer\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n\
                From: Lan <lan@example.com>\r\nTo: Bo <bo@example.org>\r\nSubject: Broken\r\nMessage-ID: <7@example.com>\r\n\
                Date: Mon, 2 Mar 2026 10:00:00 +0700\r\n\r\nIt broke.\r\n--x--";
    let found = forward("Fwd: Broken", "multipart/mixed; boundary=x", body);
    let original = found.forwarded.unwrap();
    assert_eq!(
        (original.style, original.original_message_id.as_deref()),
        (ForwardStyle::Attached, Some("7@example.com"))
    );
    assert_eq!(
        (original.text.as_str(), original.comment.as_str()),
        ("It broke.", "Please answer")
    );
    assert_eq!(found.attachments.len(), 1);
}

#[test]
fn answers_and_plain_mails_are_not_taken_for_forwards() {
    let quoted = "Thanks\r\n\r\nFrom: Help <help@example.org>\r\nSent: Monday\r\nTo: Lan\r\nSubject: Broken\r\n\r\nOn it.";
    assert_eq!(forward("RE: Broken", "text/plain", quoted).forwarded, None);
    assert_eq!(
        forward(
            "Question",
            "text/plain",
            "From: here to there\r\nSubject: matters"
        )
        .forwarded,
        None
    );
}
