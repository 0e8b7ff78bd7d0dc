//! Attachments: names, bytes, pictures in the body, containers.

use mail::AttachmentData;
use sha2::{Digest, Sha256};

use crate::support::{mail, read};

fn with_parts(kind: &str, parts: &[&str]) -> String {
    let body: String = parts.iter().map(|part| format!("--xx\r\n{part}\r\n")).collect();
    mail(
        &format!("Content-Type: multipart/{kind}; boundary=xx\r\n"),
        &format!("{body}--xx--\r\n"),
    )
}

const TEXT: &str = "Content-Type: text/plain\r\n\r\nhello";

#[test]
fn names_come_from_every_notation_and_are_safe() {
    let names = |part: &str| {
        let found = read(with_parts("mixed", &[TEXT, part]));
        assert_eq!(found.attachments.len(), 1, "{part}");
        found.attachments[0].name.clone()
    };
    for (headers, expected) in [
        (
            "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=UTF-8''h%C3%B3a%20%C4%91%C6%A1n.pdf",
            "hóa đơn.pdf",
        ),
        (
            "Content-Type: application/pdf; name=\"=?utf-8?B?aMOzYSDEkcahbi5wZGY=?=\"",
            "hóa đơn.pdf",
        ),
        (
            "Content-Type: application/pdf; name=\"../../etc/passwd\"",
            "passwd",
        ),
        (
            "Content-Type: application/pdf; name=\"C:\\\\temp\\\\x.pdf\"",
            "x.pdf",
        ),
        (
            "Content-Type: image/png; name=\"\"\r\nContent-Disposition: attachment; filename=\"\"",
            "image.png",
        ),
        (
            "Content-Type: image/jpeg\r\nContent-ID: <photo1.jpg@01D>",
            "photo1.jpg",
        ),
        ("Content-Type: application/x-thing", "file"),
        ("Content-Type: application/pgp-signature", "signature.asc"),
        ("Content-Type: message/rfc822", "Inner.eml"),
    ] {
        assert_eq!(
            names(&format!("{headers}\r\n\r\nSubject: Inner\r\n\r\nx")),
            expected,
            "{headers}"
        );
    }
}

#[test]
fn bytes_stay_in_the_mail_until_asked_for() {
    let raw = with_parts(
        "mixed",
        &[
            TEXT,
            "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQ=",
        ],
    );
    let found = read(&raw);
    let file = &found.attachments[0];
    assert!(matches!(file.data, AttachmentData::Encoded { .. }));
    assert_eq!(&*file.bytes(raw.as_bytes()), b"%PDF-1.4");
    assert_eq!(
        (file.size, file.sha256.as_str()),
        (8, hex::encode(Sha256::digest(b"%PDF-1.4")).as_str())
    );
    let mut pieces = Vec::new();
    file.for_each_chunk(raw.as_bytes(), |piece| pieces.extend_from_slice(piece));
    assert_eq!(pieces, b"%PDF-1.4");
}

#[test]
fn pictures_are_inline_exactly_when_the_body_shows_them() {
    let html = "Content-Type: text/html\r\n\r\n<p>See <img src=\"cid:shown@x\"></p>";
    let picture = |id: &str, more: &str| {
        format!("Content-Type: image/png; name={id}.png\r\nContent-ID: <{id}@x>\r\n{more}\r\nPNG")
    };
    let found = read(with_parts(
        "related",
        &[html, &picture("shown", ""), &picture("hidden", "")],
    ));
    let inline: Vec<_> = found
        .attachments
        .iter()
        .map(|a| (a.name.as_str(), a.inline))
        .collect();
    assert_eq!(inline, [("shown.png", true), ("hidden.png", false)]);
    assert!(found.html.unwrap().contains("src=\"cid:shown@x\""));
}

#[test]
fn pictures_between_texts_keep_their_place() {
    let picture = "Content-Type: image/png\r\nContent-Disposition: inline; filename=a.png\r\n\r\nPNG";
    let found = read(with_parts(
        "mixed",
        &[TEXT, picture, "Content-Type: text/plain\r\n\r\n1 < 2"],
    ));
    assert_eq!(found.text, "hello\n\n1 < 2");
    let html = found.html.unwrap();
    let id = found.attachments[0].content_id.clone().unwrap();
    let (before, after) = html.split_once(&format!("<img src=\"cid:{id}\"")).unwrap();
    assert!(before.contains("hello") && after.contains("1 &lt; 2"), "{html}");
    assert!(found.attachments[0].inline);
}

#[test]
fn remote_pictures_are_counted_and_held_back() {
    let found = read(mail(
        "Content-Type: text/html\r\n",
        "<p>Hi<img src=\"https://track.example/a.gif\"><img src=\"https://x.example/b.png\"></p>",
    ));
    assert_eq!(found.html_remote_images, 2);
    assert!(!found.html.unwrap().contains(" src="));
}

#[test]
fn signed_mails_keep_their_signature_as_a_file() {
    let found = read(with_parts(
        "signed; protocol=\"application/pgp-signature\"",
        &[
            TEXT,
            "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----",
        ],
    ));
    assert_eq!(
        (found.text.as_str(), found.attachments[0].name.as_str()),
        ("hello", "signature.asc")
    );
}

#[test]
fn nested_mails_are_one_file_each_and_stay_whole() {
    let inner = "Content-Type: message/rfc822\r\n\r\nFrom: c@d.e\r\nSubject: Inner\r\nContent-Type: multipart/mixed; boundary=yy\r\n\r\n\
                 --yy\r\n\r\ninner text\r\n--yy\r\nContent-Type: image/png\r\n\r\nPNG\r\n--yy--";
    let found = read(with_parts("mixed", &[TEXT, inner]));
    assert_eq!((found.text.as_str(), found.attachments.len()), ("hello", 1));
    assert_eq!(
        (
            found.attachments[0].name.as_str(),
            found.attachments[0].content_type.as_str()
        ),
        ("Inner.eml", "message/rfc822")
    );
}

/// A winmail.dat with a body and one file, put together by hand.
fn winmail() -> Vec<u8> {
    let attribute = |level: u8, id: u32, data: &[u8]| {
        let sum = data.iter().fold(0_u16, |sum, b| sum.wrapping_add(u16::from(*b)));
        let len = u32::try_from(data.len()).unwrap();
        [
            &[level][..],
            &id.to_le_bytes(),
            &len.to_le_bytes(),
            data,
            &sum.to_le_bytes(),
        ]
        .concat()
    };
    let html = b"<p>Hello from Outlook</p>\0\0\0";
    let properties = [
        &1_u32.to_le_bytes()[..],
        &0x0102_u16.to_le_bytes(),
        &0x1013_u16.to_le_bytes(),
        &1_u32.to_le_bytes(),
        &25_u32.to_le_bytes(),
        html,
    ]
    .concat();
    [
        &0x223e_9f78_u32.to_le_bytes()[..],
        &[0, 0],
        &attribute(1, 0x0006_9003, &properties),
        &attribute(2, 0x0006_9002, &[0; 14]),
        &attribute(2, 0x0001_8010, b"offer.docx\0"),
        &attribute(2, 0x0006_800f, b"PK data"),
    ]
    .concat()
}

#[test]
fn winmail_is_unwrapped() {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(winmail());
    let part = format!(
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}"
    );
    let found = read(with_parts("mixed", &[&part]));
    assert_eq!(found.text, "Hello from Outlook");
    let names: Vec<_> = found.attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["offer.docx"]);
    assert_eq!(&*found.attachments[0].bytes(b""), b"PK data");
    let beside = read(with_parts("mixed", &[TEXT, &part]));
    assert_eq!((beside.text.as_str(), beside.attachments.len()), ("hello", 1));
    let broken = read(with_parts(
        "mixed",
        &[
            TEXT,
            "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nnonsense",
        ],
    ));
    assert_eq!(broken.attachments[0].name, "winmail.dat");
    assert!(broken.warnings.iter().any(|w| w.contains("winmail.dat")));
}
