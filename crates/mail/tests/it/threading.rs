//! The keys of a mail, the way it comes back from a customer.

use mail::threading::{ThreadKeys, marker, reply_address};

use crate::support::read;

const KEY: &[u8] = b"a key of the installation";

#[test]
fn an_answer_carries_every_key_in_order() {
    let address = reply_address::sign("help@example.org", "k7f3q2", KEY).unwrap();
    let mark = marker::html("k7f3q2", KEY).unwrap();
    let found = read(format!(
        "From: ann@example.com\r\nTo: Help <{}>\r\nSubject: Re: [#4711] Broken\r\nIn-Reply-To: <2@example.org>\r\n\
         References: <1@example.org> <2@example.org> <3@example.org>\r\nContent-Type: text/html\r\n\r\n\
         <p>Thanks</p><blockquote type=cite>{mark}<p>We are on it</p></blockquote>",
        address.to_uppercase()
    ));
    let keys = ThreadKeys::of(&found, KEY);
    assert_eq!(keys.reply_tokens, ["k7f3q2"]);
    assert_eq!(keys.in_reply_to, ["2@example.org"]);
    assert_eq!(keys.references, ["3@example.org", "1@example.org"]);
    assert_eq!(keys.marker_tokens, ["k7f3q2"]);
    assert_eq!(keys.subject_number, Some(4711));
    for shown in [
        &found.text,
        &found.reply_text,
        &found.quoted_text,
        found.html.as_ref().unwrap(),
    ] {
        assert!(!shown.contains("rapport-ref-"), "{shown}");
    }
}

#[test]
fn the_address_is_found_where_forwarding_leaves_it() {
    let address = reply_address::sign("help@example.org", "abc", KEY).unwrap();
    for field in [
        "Delivered-To",
        "X-Original-To",
        "Envelope-To",
        "Cc",
        "X-Forwarded-To",
    ] {
        let found = read(format!(
            "From: ann@example.com\r\nTo: help@example.org\r\n{field}: {address}\r\n\r\nx"
        ));
        assert_eq!(ThreadKeys::of(&found, KEY).reply_tokens, ["abc"], "{field}");
    }
    let stranger = read(format!("From: eve@example.com\r\nTo: {address}\r\n\r\nx"));
    assert!(ThreadKeys::of(&stranger, b"another key").is_empty());
}

#[test]
fn a_marker_survives_plain_text_quoting() {
    let mark = marker::text("abc", KEY).unwrap();
    let found = read(format!(
        "From: ann@example.com\r\n\r\nThanks!\r\n\r\n> We are on it.\r\n> {mark}\r\n"
    ));
    assert_eq!(ThreadKeys::of(&found, KEY).marker_tokens, ["abc"]);
    assert_eq!(found.reply_text, "Thanks!");
}
