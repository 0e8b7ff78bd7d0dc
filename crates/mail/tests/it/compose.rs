//! Outgoing mails, read again by another parser.

use bytes::Bytes;
use domain::Timestamp;
use mail::Mailbox;
use mail::compose::{
    ComposeError, InlineImage, Origin, Outgoing, OutgoingAttachment, QuoteLanguage, Quoted, Signature,
    compose,
};
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0fake";

fn outgoing() -> Outgoing {
    let mut mail = Outgoing::new(
        Mailbox::new("Cửa hàng Hoa Sen", "help@example.vn"),
        vec![Mailbox::new("Ștefan Țurcanu", "stefan@example.ro")],
        "Re: Comanda nr. 42 – întârziere",
        "abc.1@example.vn",
        Timestamp::parse_rfc3339("2026-03-03T07:05:09Z").unwrap(),
    );
    mail.text = "Bună ziua,\n\ncomanda pleacă mâine.".to_owned();
    mail
}

fn raw(mail: &Outgoing) -> Vec<u8> {
    compose(mail).unwrap().raw
}

fn parsed(raw: &[u8]) -> Message<'_> {
    MessageParser::new().parse(raw).expect("our own mail parses")
}

/// What every mail of ours must hold to, whatever is in it.
fn check_form(raw: &[u8]) {
    let text = std::str::from_utf8(raw).unwrap();
    assert!(text.is_ascii(), "a mail needs no 8-bit transport");
    assert!(
        !text.replace("\r\n", "").contains(['\r', '\n']),
        "line ends are CRLF"
    );
    assert!(
        text.split("\r\n").all(|line| line.len() <= 998),
        "no line is longer than the standard allows"
    );
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    assert!(!head.contains("\r\n\r\n"));
    for line in head.split("\r\n") {
        assert!(
            line.starts_with([' ', '\t']) || line.contains(':'),
            "{line:?} is no field"
        );
        assert!(
            !line.trim().is_empty(),
            "a line of white space ends the head for some readers"
        );
    }
}

#[test]
fn a_plain_answer_reads_back_as_it_was_written() {
    let mut mail = outgoing();
    mail.cc = vec![Mailbox::new("O'Neill, Pat \"PJ\"", "pat@example.com")];
    mail.reply_to = Some(Mailbox::new("", "reply+c42.sig@example.vn"));
    mail.in_reply_to = Some("<q1@mail.example.ro>".to_owned());
    mail.references = vec!["<q0@mail.example.ro>".to_owned()];
    let raw = raw(&mail);
    check_form(&raw);

    let read = parsed(&raw);
    assert_eq!(read.subject(), Some("Re: Comanda nr. 42 – întârziere"));
    let from = read.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("Cửa hàng Hoa Sen"), Some("help@example.vn"))
    );
    let to = read.to().unwrap().first().unwrap();
    assert_eq!(
        (to.name(), to.address()),
        (Some("Ștefan Țurcanu"), Some("stefan@example.ro"))
    );
    let cc = read.cc().unwrap().first().unwrap();
    assert_eq!(
        (cc.name(), cc.address()),
        (Some("O'Neill, Pat \"PJ\""), Some("pat@example.com"))
    );
    assert_eq!(
        read.reply_to().unwrap().first().unwrap().address(),
        Some("reply+c42.sig@example.vn")
    );
    assert_eq!(read.message_id(), Some("abc.1@example.vn"));
    assert_eq!(read.in_reply_to().as_text(), Some("q1@mail.example.ro"));
    assert_eq!(
        read.references().as_text_list().unwrap(),
        ["q0@mail.example.ro", "q1@mail.example.ro"]
    );
    assert_eq!(read.date().unwrap().to_rfc3339(), "2026-03-03T07:05:09Z");
    assert_eq!(
        read.body_text(0).unwrap().trim_end().replace("\r\n", "\n"),
        mail.text
    );
    assert!(read.html_body_count() == 0 || read.html_part(0).unwrap().is_text());
    assert!(read.header("Auto-Submitted").is_none());
}

#[test]
fn blind_copies_are_in_the_envelope_only_and_everyone_is_there_once() {
    let mut mail = outgoing();
    mail.cc = vec![
        Mailbox::new("", "Stefan@Example.ro"),
        Mailbox::new("", "c@example.com"),
    ];
    mail.bcc = vec![Mailbox::new("Boss", "boss@example.com")];
    let composed = compose(&mail).unwrap();
    assert_eq!(composed.envelope_from, "help@example.vn");
    assert_eq!(
        composed.envelope_to,
        ["stefan@example.ro", "c@example.com", "boss@example.com"]
    );
    let text = String::from_utf8(composed.raw).unwrap().to_lowercase();
    assert!(!text.contains("boss") && !text.contains("bcc"));

    let mut mail = outgoing();
    mail.to.clear();
    mail.bcc = vec![Mailbox::new("", "boss@example.com")];
    let composed = compose(&mail).unwrap();
    assert_eq!(composed.envelope_to, ["boss@example.com"]);
    check_form(&composed.raw);
    assert!(
        String::from_utf8(composed.raw)
            .unwrap()
            .contains("\r\nTo: undisclosed-recipients:;\r\n")
    );
}

/// The kinds of a part and those inside it, as `mixed(alternative(plain,html),pdf)`.
fn tree(message: &Message<'_>, part: usize) -> String {
    let part = &message.parts[part];
    let content_type = part.content_type().unwrap();
    let kind = content_type.subtype().unwrap_or_default().to_owned();
    match &part.body {
        PartType::Multipart(children) => {
            let children: Vec<String> = children
                .iter()
                .map(|child| tree(message, *child as usize))
                .collect();
            format!("{kind}({})", children.join(","))
        }
        _ => kind,
    }
}

#[test]
fn parts_nest_by_what_is_there() {
    let picture = || InlineImage {
        content_id: "logo@example.vn".to_owned(),
        name: "logo.png".to_owned(),
        content_type: "image/png".to_owned(),
        data: Bytes::from_static(PNG),
    };
    let file = || OutgoingAttachment {
        name: "hợp đồng số 1.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        data: Bytes::from_static(b"%PDF"),
    };
    let shows = "<p>Xin chào <img src=\"cid:logo@example.vn\"></p>";
    let cases: [(Option<&str>, bool, bool, &str); 7] = [
        (None, false, false, "plain"),
        (Some("<p>x</p>"), false, false, "alternative(plain,html)"),
        (Some(shows), true, false, "alternative(plain,related(html,png))"),
        (
            Some(shows),
            true,
            true,
            "mixed(alternative(plain,related(html,png)),pdf)",
        ),
        (
            Some("<p>x</p>"),
            true,
            false,
            "mixed(alternative(plain,html),png)",
        ),
        (None, true, true, "mixed(plain,png,pdf)"),
        (None, false, true, "mixed(plain,pdf)"),
    ];
    for (html, with_picture, with_file, expected) in cases {
        let mut mail = outgoing();
        mail.html = html.map(str::to_owned);
        mail.inline.extend(with_picture.then(picture));
        mail.attachments.extend(with_file.then(file));
        let raw = raw(&mail);
        check_form(&raw);
        let read = parsed(&raw);
        assert_eq!(tree(&read, 0), expected);
        let found = |name: &str| {
            read.parts
                .iter()
                .find(|part| part.attachment_name() == Some(name))
        };
        if with_picture {
            let part = found("logo.png").unwrap();
            assert_eq!(part.contents(), PNG);
            assert_eq!(part.content_id().is_some(), expected.contains("related"));
        }
        if with_file {
            assert_eq!(found("hợp đồng số 1.pdf").unwrap().contents(), b"%PDF");
        }
    }
}

#[test]
fn nothing_typed_starts_a_header() {
    let attack = "x\r\nBcc: spy@example.com\r\n\r\n<b>body</b>";
    let mut mail = outgoing();
    mail.subject = attack.to_owned();
    mail.from.name = attack.to_owned();
    mail.to[0].name = attack.to_owned();
    mail.references = vec![attack.to_owned()];
    mail.in_reply_to = Some(attack.to_owned());
    mail.attachments = vec![OutgoingAttachment {
        name: attack.to_owned(),
        content_type: attack.to_owned(),
        data: Bytes::new(),
    }];
    let composed = compose(&mail).unwrap();
    check_form(&composed.raw);
    let read = parsed(&composed.raw);
    assert!(read.bcc().is_none() && read.references().as_text().is_none());
    assert_eq!(composed.envelope_to, ["stefan@example.ro"]);
    assert_eq!(read.subject(), Some("x Bcc: spy@example.com <b>body</b>"));

    let refused = |change: &dyn Fn(&mut Outgoing)| {
        let mut mail = outgoing();
        change(&mut mail);
        compose(&mail).unwrap_err()
    };
    let control = |field: &str| ComposeError::ControlCharacter {
        field: field.to_owned(),
    };
    assert_eq!(
        refused(&|m| m.to[0].address = "a@b.c\r\nX: y".to_owned()),
        control("to")
    );
    assert_eq!(
        refused(&|m| m.from.address = "a\0@b.c".to_owned()),
        control("from")
    );
    assert_eq!(
        refused(&|m| m.headers = vec![("X-Ok".to_owned(), attack.to_owned())]),
        control("X-Ok")
    );
    assert_eq!(
        refused(&|m| m.loop_token = Some(attack.to_owned())),
        control("loop_token")
    );
    assert_eq!(
        refused(&|m| m.marker = Some(attack.to_owned())),
        control("marker")
    );
    assert!(matches!(
        refused(&|m| m.message_id = "a@b\r\nX: y".to_owned()),
        ComposeError::Id {
            field: "message_id",
            ..
        }
    ));
    assert!(matches!(
        refused(&|m| m.headers = vec![("X Y".to_owned(), String::new())]),
        ComposeError::Header(_)
    ));
    assert!(matches!(
        refused(&|m| m.headers = vec![("bcc".to_owned(), "a@b.c".to_owned())]),
        ComposeError::Header(_)
    ));
    assert!(matches!(
        refused(&|m| m.reply_to = Some(Mailbox::new("", "nobody"))),
        ComposeError::Address {
            field: "reply_to",
            ..
        }
    ));
    assert_eq!(refused(&|m| m.to.clear()), ComposeError::NoRecipient);
}

#[test]
fn international_domains_become_ascii() {
    let mut mail = outgoing();
    mail.to = vec![Mailbox::new("Lan", "lan@cửa-hàng.vn")];
    let composed = compose(&mail).unwrap();
    assert_eq!(composed.envelope_to, ["lan@xn--ca-hng-lta4562d.vn"]);
    check_form(&composed.raw);
}

#[test]
fn automatic_mail_says_so_and_has_its_return_path() {
    let mut mail = outgoing();
    mail.origin = Origin::AutoReplied;
    mail.loop_token = Some("inbox-1.abcdef".to_owned());
    mail.return_path = Some(String::new());
    mail.headers = vec![("Comments".to_owned(), "ghi chú: ră".to_owned())];
    let composed = compose(&mail).unwrap();
    assert_eq!(composed.envelope_from, "");
    let text = String::from_utf8(composed.raw.clone()).unwrap();
    for line in [
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        "X-Rapport-Loop: inbox-1.abcdef",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}");
    }
    check_form(&composed.raw);
    assert_eq!(
        parsed(&composed.raw).header("Comments").unwrap().as_text(),
        Some("ghi chú: ră")
    );
}

#[test]
fn html_alone_gets_a_text_and_both_get_signature_quote_and_marker() {
    let mut mail = outgoing();
    mail.text.clear();
    mail.html = Some("<p>Xin chào <b>anh</b></p>".to_owned());
    mail.signature = Some(Signature {
        text: "Hoa Sen\n1900 1234".to_owned(),
        html: None,
    });
    mail.quote = Some(Quoted {
        author: Mailbox::new("Ștefan", "stefan@example.ro"),
        date: Timestamp::parse_rfc3339("2026-03-02T18:00:00Z").unwrap(),
        time_zone: Some("Asia/Ho_Chi_Minh".to_owned()),
        text: "Unde este comanda?".to_owned(),
        html: None,
        language: QuoteLanguage::Romanian,
    });
    mail.marker = Some("ref:zk42abc".to_owned());
    let raw = raw(&mail);
    check_form(&raw);
    let read = parsed(&raw);

    let text = read.body_text(0).unwrap().replace("\r\n", "\n");
    let expected = "Xin chào anh\n\n-- \nHoa Sen\n1900 1234\n\n\
                    În mar., 3 mar. 2026 la 01:00, Ștefan <stefan@example.ro> a scris:\n\n\
                    > Unde este comanda?\n\nref:zk42abc\n";
    assert_eq!(text, expected);
    let html = read.body_html(0).unwrap();
    let order = [
        "Xin chào <b>anh</b>",
        "gmail_signature",
        "1900 1234",
        "gmail_quote",
        "Unde este comanda?",
        "ref:zk42abc",
        "</body>",
    ];
    let positions: Vec<usize> = order
        .iter()
        .map(|part| html.find(part).unwrap_or_else(|| panic!("{part} in {html}")))
        .collect();
    assert!(positions.is_sorted(), "{positions:?}");
}

#[test]
fn our_own_parser_finds_the_answer_above_the_quote() {
    for language in [
        QuoteLanguage::English,
        QuoteLanguage::Vietnamese,
        QuoteLanguage::Romanian,
    ] {
        let mut mail = outgoing();
        mail.html = Some("<p>The answer.</p>".to_owned());
        mail.text = "The answer.".to_owned();
        mail.quote = Some(Quoted {
            author: Mailbox::new("Lan", "lan@example.vn"),
            date: mail.date,
            time_zone: None,
            text: "The question.".to_owned(),
            html: None,
            language,
        });
        let read = mail::parse(&raw(&mail), &mail::ParseOptions::default()).unwrap();
        assert!(read.text.contains("The question."), "{}", read.text);
        assert_eq!(read.reply_text.trim(), "The answer.", "{language:?}");
    }
}

#[test]
fn hard_texts_survive() {
    let texts = [
        ".\n..\n.leading dots\n",
        "From the start\nFrom here\n",
        "trailing spaces  \n\ttab\t\nend",
        &"một từ rất dài ".repeat(500),
        &"x".repeat(5000),
        "= equals =3D and ü and 😀 and \u{200f}rtl",
        "a\rb\r\nc\n",
    ];
    for text in texts {
        let mut mail = outgoing();
        mail.text = text.to_owned();
        mail.html = Some(format!("<pre>{text}</pre>"));
        let raw = raw(&mail);
        check_form(&raw);
        let read = parsed(&raw);
        let expected = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(
            read.body_text(0).unwrap().replace("\r\n", "\n").trim_end(),
            expected.trim_end()
        );
        assert!(
            read.body_html(0)
                .unwrap()
                .replace("\r\n", "\n")
                .contains(&expected)
        );
    }
    let mut mail = outgoing();
    mail.text = "nul\0 and bell\u{7} are dropped".to_owned();
    assert_eq!(
        parsed(&raw(&mail)).body_text(0).unwrap().trim_end(),
        "nul and bell are dropped"
    );
}

#[test]
fn files_of_every_kind_arrive_byte_by_byte() {
    let every_byte: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let forwarded = b"From: a@b.c\r\nSubject: inner\r\n\r\nHello\r\n".to_vec();
    let mut mail = outgoing();
    for (name, content_type, data) in [
        ("all bytes.bin", "application/x-thing", every_byte.clone()),
        (
            "text.txt",
            "text/plain; charset=windows-1258",
            b"lines\nwith bare\r ends \n".to_vec(),
        ),
        ("mail.eml", "message/rfc822", forwarded.clone()),
        (
            "eight-bit.eml",
            "message/rfc822",
            "Subject: ă\r\n\r\n".as_bytes().to_vec(),
        ),
        ("empty", "", Vec::new()),
        (
            &format!("{}.pdf", "tên rất dài ".repeat(20)),
            "application/pdf",
            b"%PDF".to_vec(),
        ),
    ] {
        let (name, content_type) = (name.to_owned(), content_type.to_owned());
        mail.attachments.push(OutgoingAttachment {
            name,
            content_type,
            data: data.into(),
        });
    }
    let raw = raw(&mail);
    check_form(&raw);
    let read = parsed(&raw);
    for sent in &mail.attachments {
        let part = read
            .parts
            .iter()
            .find(|part| part.attachment_name().map(str::trim) == Some(sent.name.trim()));
        let part = part.unwrap_or_else(|| panic!("{} is missing", sent.name));
        match &part.body {
            // Not encoded: it stands in the mail as it is.
            PartType::Message(inner) => {
                assert_eq!(inner.subject(), Some("inner"));
                assert!(raw.windows(forwarded.len()).any(|window| window == forwarded));
            }
            _ => assert!(part.contents() == sent.data.as_ref(), "{} differs", sent.name),
        }
    }
}

#[test]
fn a_large_file_is_not_copied_around() {
    let data = Bytes::from(vec![0xA5; 25 << 20]);
    let mut mail = outgoing();
    mail.attachments = vec![OutgoingAttachment {
        name: "big".to_owned(),
        content_type: String::new(),
        data,
    }];
    let raw = raw(&mail);
    assert!(
        raw.len() > 34 << 20 && raw.capacity() < 37 << 20,
        "{} bytes in {}",
        raw.len(),
        raw.capacity()
    );
}

#[test]
fn five_thousand_recipients_fit() {
    let mut mail = outgoing();
    mail.to = (0..5000)
        .map(|n| Mailbox::new(format!("Người nhận số {n}"), format!("user{n}@example.com")))
        .collect();
    let composed = compose(&mail).unwrap();
    check_form(&composed.raw);
    assert_eq!(composed.envelope_to.len(), 5000);
    let read = parsed(&composed.raw);
    assert_eq!(read.to().unwrap().iter().count(), 5000);
    assert_eq!(
        read.to().unwrap().iter().last().unwrap().name(),
        Some("Người nhận số 4999")
    );
}
