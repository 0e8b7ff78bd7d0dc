//! Whatever arrives, reading it does not panic, and what comes out keeps its promises.

use mail::inspect::inspect;
use mail::sanitize::sanitize_html;
use mail::threading::{ThreadKeys, marker, reply_address, subject};
use mail::{Mail, ParseOptions, content_hash, html_to_text, parse};
use proptest::prelude::*;

const SAMPLES: [&str; 5] = [
    "From: =?utf-8?Q?L=C3=AA?= <a@b.c>\r\nTo: x@y.z, \"Q, R\" <q@r.s>\r\nSubject: Re: [#12] =?iso-8859-2?B?uiA=?=\r\n\
     Date: Mon, 2 Mar 2026 10:00:00 +0700\r\nMessage-ID: <1@b.c>\r\nReferences: <a@b> <c@d>\r\nMIME-Version: 1.0\r\n\
     Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n\
     --y\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nHello \r\nthere\r\n> quote\r\n-- \r\nAnn\r\n\
     --y\r\nContent-Type: text/html; charset=windows-1258\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
     <p style=3D\"color:red\">Hi <img src=3D\"cid:1@x\"></p>\r\n--y--\r\n--x\r\nContent-Type: image/png; name*0*=utf-8''a%20; name*1=b\r\n\
     Content-ID: <1@x>\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--x--\r\n",
    "From: a@b.c\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nfailed\n--x\n\
     Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; q@r.s\nAction: failed\nStatus: 5.1.1\n\
     --x\nContent-Type: message/rfc822\n\nFrom: x@y.z\nSubject: s\n\nbody\n--x--\n",
    "From: a@b.c\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\n\
     DTSTART:19701025T040000\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n\
     BEGIN:VEVENT\nDTSTART;TZID=X:20260301T090000\nDURATION:P1DT2H\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR",
    "From: a@b.c\nSubject: Fwd: x\nContent-Type: text/html\n\n<p>see<blockquote type=cite><b>From:</b> A &lt;a@b.c&gt;<br>\
     <b>Sent:</b> x<br><b>Subject:</b> y</blockquote><style>p{}</style><table><tr><td>1<td>2</table>",
    "From: a@b.c\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\u{9f}>\"\u{1}\u{0}\u{1}\u{3}\u{90}\u{6}\u{0}\u{8}\u{0}\u{0}\u{0}",
];

/// What every reader may rely on.
fn check(mail: &Mail, raw: &[u8]) {
    for text in [&mail.text, &mail.reply_text, &mail.quoted_text, &mail.subject] {
        assert!(!text.contains(['\0', '\r']), "controls in {text:?}");
    }
    for file in &mail.attachments {
        assert!(
            !file.name.is_empty() && !file.name.contains(['/', '\\', '\0']),
            "{:?}",
            file.name
        );
        assert_eq!(file.bytes(raw).len() as u64, file.size);
    }
    for people in [&mail.to, &mail.cc, &mail.bcc, &mail.reply_to] {
        assert!(people.iter().all(|m| !m.address.is_empty()));
    }
}

fn exercise(raw: &[u8]) {
    if let Ok(mail) = parse(raw, &ParseOptions::default()) {
        check(&mail, raw);
        let _ = ThreadKeys::of(&mail, b"key");
    }
    let _ = content_hash(raw);
    let _ = serde_json::to_string(&inspect("x", raw)).unwrap();
}

#[derive(Debug, Clone)]
enum Change {
    Flip(usize, u8),
    Remove(usize, usize),
    Insert(usize, Vec<u8>),
    Repeat(usize, usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..8),
        proptest::sample::select(vec![
            "\r\n", "--x", "=?", "?=", "\"", "<", ">", "\0", "&#", "<div>", "://", "%", ";", "\u{1b}$B", ":"
        ])
        .prop_map(|s| s.as_bytes().to_vec()),
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        (any::<usize>(), 0..200_usize).prop_map(|(at, len)| Change::Remove(at, len)),
        (any::<usize>(), piece).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (any::<usize>(), 0..80_usize, 1..20_usize)
            .prop_map(|(at, len, times)| Change::Repeat(at, len, times)),
    ]
}

fn apply(raw: &mut Vec<u8>, change: Change) {
    let at = |i: usize| if raw.is_empty() { 0 } else { i % raw.len() };
    match change {
        Change::Flip(i, byte) => {
            let at = at(i);
            if let Some(slot) = raw.get_mut(at) {
                *slot = byte;
            }
        }
        Change::Remove(i, len) => {
            let at = at(i);
            raw.drain(at..(at + len).min(raw.len()));
        }
        Change::Insert(i, bytes) => {
            let at = at(i);
            raw.splice(at..at, bytes);
        }
        Change::Repeat(i, len, times) => {
            let at = at(i);
            let piece = raw[at..(at + len).min(raw.len())].repeat(times);
            raw.splice(at..at, piece);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_mails_never_panic(sample in 0..SAMPLES.len(), changes in proptest::collection::vec(change(), 1..12)) {
        let mut raw = SAMPLES[sample].as_bytes().to_vec();
        for change in changes {
            apply(&mut raw, change);
        }
        exercise(&raw);
    }

    #[test]
    fn arbitrary_bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..600)) {
        exercise(&body);
        exercise(&[b"From: a@b.c\nContent-Type: text/html\n\n", body.as_slice()].concat());
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}") {
        let clean = sanitize_html(&text);
        prop_assert!(sanitize_html(&clean.html).html.len() <= clean.html.len() * 2 + 100);
        let _ = html_to_text(&text);
        let _ = subject::normalise_subject(&text);
        let _ = marker::take(&text);
        let _ = reply_address::verify(&text, b"key");
    }
}
