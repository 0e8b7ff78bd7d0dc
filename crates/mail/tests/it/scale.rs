//! Large mails: nothing is copied more than needed, nothing takes quadratic time.

use std::time::{Duration, Instant};

use mail::{AttachmentData, ParseOptions, content_hash, parse};

use crate::support::{mail, read};

#[test]
fn a_25_mb_attachment_stays_where_it_is() {
    let line = format!("{}\r\n", "QUJD".repeat(19));
    let lines = 25 * 1024 * 1024 / 57;
    let mut raw = mail(
        "Content-Type: multipart/mixed; boundary=x\r\n",
        "--x\r\n\r\nSee the file\r\n--x\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    );
    raw.push_str(&line.repeat(lines));
    raw.push_str("--x--\r\n");
    let found = read(&raw);
    let file = &found.attachments[0];
    assert_eq!(
        (found.text.as_str(), file.size),
        ("See the file", lines as u64 * 57)
    );
    let AttachmentData::Encoded { range, .. } = &file.data else {
        panic!("copied")
    };
    assert!(range.len() > 33 * 1024 * 1024 && range.end <= raw.len());
    let (mut total, mut largest) = (0, 0);
    file.for_each_chunk(raw.as_bytes(), |piece| {
        total += piece.len();
        largest = largest.max(piece.len());
    });
    assert_eq!(total as u64, file.size);
    assert!(largest <= 64 * 1024);
}

#[test]
fn five_thousand_recipients_are_read() {
    let list = |name: &str| {
        (0..2_500)
            .map(|i| format!("{name} {i} <{name}{i}@example.com>"))
            .collect::<Vec<_>>()
            .join(",\r\n ")
    };
    let found = read(format!(
        "From: a@b.c\r\nTo: {}\r\nCc: {}\r\n\r\nx",
        list("to"),
        list("cc")
    ));
    assert_eq!((found.to.len(), found.cc.len()), (2_500, 2_500));
    assert_eq!(found.cc[2_499].address, "cc2499@example.com");
}

#[test]
fn long_bodies_are_cut_and_kept_as_a_file() {
    let raw = mail(
        "Content-Type: text/plain; charset=utf-8\r\n",
        &"Chào bạn. ".repeat(400_000),
    );
    let found = read(&raw);
    assert!(found.text.len() <= ParseOptions::default().max_body_bytes);
    assert_eq!(found.attachments.len(), 1);
    assert_eq!(found.attachments[0].size as usize, "Chào bạn. ".len() * 400_000);
}

/// Hostile input is read in time that grows with its length; generous, because tests run unoptimised on busy machines.
#[test]
fn hostile_input_is_read_in_reasonable_time() {
    let size = 150_000;
    let fill = |piece: &str| piece.repeat(size / piece.len());
    let html = |piece: &str| mail("Content-Type: text/html\r\n", &fill(piece));
    let header = |name: &str, piece: &str| format!("From: a@b.c\r\n{name}: {}\r\n\r\nx", fill(piece));
    let inputs = [
        html("<div>"),
        html("<b><p>"),
        html("<table><tr><td>"),
        html("<font color=1><p>"),
        html("<a b c d e f "),
        html("<!--"),
        html("<p title=\""),
        html("&#x"),
        html("<ul><li>"),
        html("<blockquote>"),
        html("<img src=x "),
        header("To", "\"\\"),
        header("To", "("),
        header("To", "<"),
        header("To", "a:"),
        header("To", "a@b,"),
        header("To", "\""),
        header("Subject", "=?utf-8?Q?a?= "),
        header("Subject", "=?utf-8?Q? "),
        header("References", "<a@b> "),
        header("Content-Type", "a*0*=b;"),
        header("Content-Type", "a=\";"),
        header("Date", "1 "),
        header("Subject", "Re: "),
        mail("", &fill("> ")),
        mail("", &fill(">\r\n")),
        mail("", &fill("From: a@b.c\r\n")),
        mail("", &fill("On x wrote:\r\n")),
        mail("", &fill("-- \r\n")),
        mail("", &fill("[rapport-ref-")),
        mail("", &fill("begin 644 x\r\n")),
        mail("Content-Type: multipart/mixed; boundary=x\r\n", &fill("--x\r\n")),
        mail(
            "Content-Type: multipart/mixed; boundary=x\r\n",
            &fill("--y\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n"),
        ),
        mail("Content-Type: text/plain; format=flowed\r\n", &fill("> a \r\n")),
    ];
    for raw in inputs {
        let started = Instant::now();
        let _ = parse(raw.as_bytes(), &ParseOptions::default());
        let _ = content_hash(raw.as_bytes());
        let took = started.elapsed();
        let start: String = raw.chars().skip(raw.len().saturating_sub(60)).collect();
        assert!(took < Duration::from_secs(20), "{took:?} for ...{start:?}");
    }
}
