//! Bodies: charsets, forms, broken structure.

use mail::MailKind;

use crate::support::{mail, read};

fn body(more: &str, body: &[u8]) -> mail::Mail {
    let mut raw = mail(more, "").into_bytes();
    raw.extend_from_slice(body);
    read(raw)
}

#[test]
fn charsets_of_central_europe_and_vietnam_read_right() {
    for (charset, bytes, expected) in [
        (
            "windows-1250",
            &b"Bun\xe3 ziua, \xbatefan"[..],
            "Bună ziua, ştefan",
        ),
        (
            "iso-8859-16",
            b"Bun\xe3 ziua, \xbatefan \xfeine",
            "Bună ziua, ștefan ține",
        ),
        ("iso-8859-2", b"Bun\xe3 ziua, \xba\xfe", "Bună ziua, şţ"),
        ("windows-1258", b"ti\xea\xecng Vi\xea\xf2t", "tiếng Việt"),
        ("iso-2022-jp", b"\x1b$B%F%9%H\x1b(B ok", "テスト ok"),
        ("gb2312", b"\xd6\xd0\xce\xc4", "中文"),
        ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
        ("utf-7", b"Hi +Jjo-", "Hi ☺"),
    ] {
        let found = body(&format!("Content-Type: text/plain; charset={charset}\r\n"), bytes);
        assert_eq!(found.text, expected, "{charset}");
    }
}

#[test]
fn wrong_labels_are_mended_and_said() {
    let found = body(
        "Content-Type: text/plain; charset=us-ascii\r\n",
        "Khiếu nại".as_bytes(),
    );
    assert_eq!(found.text, "Khiếu nại");
    assert!(
        found.warnings.iter().any(|w| w.contains("UTF-8")),
        "{:?}",
        found.warnings
    );
    assert_eq!(
        body(
            "Content-Type: text/plain; charset=iso-8859-1\r\n",
            b"it\x92s \x80 5"
        )
        .text,
        "it’s € 5"
    );
    assert_eq!(
        body(
            "Content-Type: text/plain; charset=utf-8\r\n",
            b"Gr\xfc\xdfe aus M\xfcnchen"
        )
        .text,
        "Grüße aus München"
    );
    assert_eq!(body("", b"Gr\xfc\xdfe aus M\xfcnchen").text, "Grüße aus München");
    let html = body(
        "Content-Type: text/html\r\n",
        b"<meta charset=windows-1250><p>Bun\xe3 ziua \xbatefan",
    );
    assert_eq!(html.text, "Bună ziua ştefan");
}

#[test]
fn raw_headers_and_split_words_read_right() {
    let found = read(
        "From: Nguyễn Lan <lan@example.com>\nSubject: =?utf-8?Q?Khi=E1=BA?= =?utf-8?Q?=BFu n=E1=BA=A1i?=\n\nx",
    );
    assert_eq!(
        (found.from.name.as_str(), found.subject.as_str()),
        ("Nguyễn Lan", "Khiếu nại")
    );
    let latin =
        read(b"From: J\xfcrgen M\xfcller <j@example.com>\nContent-Type: text/plain; charset=iso-8859-1\n\nx");
    assert_eq!(latin.from.name, "Jürgen Müller");
}

#[test]
fn flowed_text_becomes_paragraphs() {
    let found = body(
        "Content-Type: text/plain; charset=utf-8; format=flowed\r\n",
        b"This is one \r\nparagraph.\r\n\r\n> quoted \r\n> words\r\n",
    );
    assert_eq!(found.text, "This is one paragraph.\n\n> quoted words");
    assert_eq!(found.reply_text, "This is one paragraph.");
    let delsp = body(
        "Content-Type: text/plain; format=Flowed; DelSp=Yes\r\n",
        "漢 \r\n字".as_bytes(),
    );
    assert_eq!(delsp.text, "漢字");
}

#[test]
fn one_form_alone_is_enough() {
    let plain = mail(
        "Content-Type: multipart/alternative; boundary=x\r\n",
        "--x\r\nContent-Type: text/plain\r\n\r\nonly plain\r\n--x\r\nContent-Type: text/html\r\n\r\n<html><body> </body></html>\r\n--x--",
    );
    let found = read(&plain);
    assert_eq!((found.text.as_str(), found.html.clone()), ("only plain", None));
    let html = read(mail(
        "Content-Type: text/html; charset=utf-8\r\n",
        "<p>Hello&nbsp;<b>you</b></p><ul><li>one</ul>",
    ));
    assert_eq!(html.text, "Hello you\n\none");
    assert_eq!(
        html.html.as_deref(),
        Some("<p>Hello&nbsp;<b>you</b></p><ul><li>one</li></ul>")
    );
    assert_eq!(read(mail("", "")).text, "");
}

#[test]
fn broken_structure_loses_nothing() {
    let no_end = mail(
        "Content-Type: multipart/mixed; boundary=x\r\n",
        "--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1,2",
    );
    let found = read(&no_end);
    assert_eq!((found.text.as_str(), found.attachments.len()), ("hello", 1));
    let wrong = no_end.replace("boundary=x", "boundary=other");
    let found = read(&wrong);
    assert_eq!((found.text.as_str(), found.attachments.len()), ("hello", 1));
    assert!(found.warnings.iter().any(|w| w.contains("boundary")));
    let none = mail("Content-Type: multipart/mixed\r\n", "just words");
    assert_eq!(read(&none).text, "just words");
    let before = mail(
        "Content-Type: multipart/mixed; boundary=x\r\n",
        "This is a multi-part message in MIME format.\r\nHello there\r\n--x\r\nContent-Type: image/png\r\n\r\nPNG\r\n--x--",
    );
    assert_eq!(read(&before).text, "Hello there");
}

#[test]
fn nul_bytes_and_controls_vanish() {
    let found = read(b"From: a\0@example.com\nSubject: a\0b\n\nc\0d\x08e\x1b[0m");
    assert_eq!((found.subject.as_str(), found.text.as_str()), ("ab", "cde[0m"));
    assert!(!format!("{found:?}").contains("\\0"));
}

#[test]
fn headers_without_from_date_or_id_are_said() {
    let found = read("Subject: x\n\nbody");
    assert_eq!(
        (found.from.address.as_str(), found.date, found.message_id.clone()),
        ("", None, None)
    );
    for word in ["From", "Date", "Message-ID"] {
        assert!(
            found.warnings.iter().any(|w| w.contains(word)),
            "{word}: {:?}",
            found.warnings
        );
    }
    let by_sender = read("Sender: Ann <ann@example.com>\n\nbody");
    assert_eq!(by_sender.from.address, "ann@example.com");
    let impossible = read("From: a@b.c\nDate: Thu, 31 Feb 2026 25:61:00 +9900\n\nx");
    assert_eq!(impossible.date, None);
    let options = mail::ParseOptions {
        received_at: Some(mail_date("2026-03-01T00:00:00Z")),
        ..Default::default()
    };
    let future = mail::parse(
        b"From: a@b.c\nDate: Thu, 1 Jan 2037 00:00:00 +0000\n\nx",
        &options,
    )
    .unwrap();
    assert_eq!(future.date, None);
}

fn mail_date(text: &str) -> domain::Timestamp {
    domain::Timestamp::parse_rfc3339(text).unwrap()
}

#[test]
fn several_authors_and_unusable_reply_addresses() {
    let found = read("From: A <a@b.c>, B <b@b.c>\nSender: B <b@b.c>\nReply-To: nobody, <\"\">\n\nx");
    assert_eq!((found.from.address.as_str(), found.from_all.len()), ("a@b.c", 2));
    assert_eq!(found.answer_to().address, "a@b.c");
    assert!(found.reply_to.is_empty());
    let answered = read("From: a@b.c\nReply-To: Team: c@d.e;\n\nx");
    assert_eq!(answered.answer_to().address, "c@d.e");
}

#[test]
fn what_is_no_mail_is_an_error() {
    use mail::{ParseError, ParseOptions, parse};
    let read = |raw: &[u8]| parse(raw, &ParseOptions::default()).map(|_| ());
    assert_eq!(read(b""), Err(ParseError::Empty));
    assert_eq!(read(b" \r\n\r\n "), Err(ParseError::Empty));
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(ParseError::NoHeader));
    let small = ParseOptions {
        max_bytes: 4,
        ..ParseOptions::default()
    };
    assert!(matches!(
        parse(b"From: a@b.c\n\nx", &small),
        Err(ParseError::TooLarge { size: 14, limit: 4 })
    ));
}

#[test]
fn own_marks_verdicts_and_language_are_read() {
    let found = read(mail(
        "X-Rapport-Loop: 7\r\nAuthentication-Results: mx.example; spf=pass; dkim=fail; dmarc=none\r\n\
         Authentication-Results: forged.example; dkim=pass; dmarc=pass\r\nContent-Type: text/plain; charset=utf-8\r\n",
        "Xin chào, tôi muốn đổi đơn hàng vì bị lỗi. Cảm ơn bạn rất nhiều!",
    ));
    assert_eq!(found.own_markers, [("X-Rapport-Loop".to_owned(), "7".to_owned())]);
    let verdicts = found.authentication;
    assert_eq!(
        (verdicts.spf, verdicts.dkim),
        (mail::AuthResult::Pass, mail::AuthResult::Fail)
    );
    assert_eq!(verdicts.dmarc, mail::AuthResult::None);
    assert_eq!(found.language.as_deref(), Some("vi"));
}

#[test]
fn invitations_are_told_from_mails_with_a_calendar_file() {
    let event = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Demo\r\nDTSTART:20260301T090000Z\r\n\
                 ORGANIZER;CN=Ann:mailto:ann@example.com\r\nLOCATION:Room 2\r\nEND:VEVENT\r\nEND:VCALENDAR";
    let invitation = read(mail(
        "Content-Type: multipart/alternative; boundary=x\r\n",
        &format!(
            "--x\r\n\r\nPlease come\r\n--x\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n{event}\r\n--x--"
        ),
    ));
    assert_eq!(invitation.kind, MailKind::Calendar);
    let invite = invitation.calendar.unwrap();
    assert_eq!(
        (
            invite.method.as_str(),
            invite.summary.as_str(),
            invite.location.as_deref()
        ),
        ("REQUEST", "Demo", Some("Room 2"))
    );
    assert_eq!(invite.organizer.unwrap().address, "ann@example.com");
    let alone = read(mail(
        "Content-Type: text/calendar; method=CANCEL\r\n",
        &event.replace("REQUEST", "CANCEL"),
    ));
    assert_eq!(
        (alone.kind, alone.text.as_str()),
        (MailKind::Calendar, "Demo\nRoom 2")
    );
    let published = read(mail(
        "Content-Type: multipart/mixed; boundary=x\r\n",
        &format!(
            "--x\r\n\r\nOur dates\r\n--x\r\nContent-Type: text/calendar\r\nContent-Disposition: attachment; filename=d.ics\r\n\r\n{}\r\n--x--",
            event.replace("REQUEST", "PUBLISH")
        ),
    ));
    assert_eq!(
        (published.kind, published.calendar.is_some()),
        (MailKind::Normal, true)
    );
}

#[test]
fn receipts_and_complaints_have_their_kind() {
    let report = |kind: &str, part: &str| {
        read(mail(
            &format!("Content-Type: multipart/report; report-type={kind}; boundary=x\r\n"),
            &format!("--x\r\n\r\ntext\r\n--x\r\n{part}\r\n--x--"),
        ))
    };
    let receipt =
        "Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action; displayed";
    assert_eq!(
        report("disposition-notification", receipt).kind,
        MailKind::DeliveryReceipt
    );
    let complaint = "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse";
    assert_eq!(report("feedback-report", complaint).kind, MailKind::AbuseReport);
    let delivered = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.c\r\nAction: delivered\r\nStatus: 2.0.0";
    let delivered = report("delivery-status", delivered);
    assert_eq!(
        (delivered.kind, delivered.may_auto_respond),
        (MailKind::DeliveryReceipt, false)
    );
}
