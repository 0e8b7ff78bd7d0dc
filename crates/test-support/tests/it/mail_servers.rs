//! Dovecot and Postfix together.

use std::time::{Duration, Instant};

use test_support::servers::{Dovecot, DovecotOptions, MailUser, PipeTo, Postfix, PostfixOptions, available};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

const SUPPORT: &str = "support@example.test";

async fn mail_servers(tls: bool, pipes: Vec<PipeTo>) -> Option<(Dovecot, Postfix)> {
    let users = vec![
        MailUser::new(SUPPORT, "secret"),
        MailUser::new("ana@customer.test", "secret"),
    ];
    let dovecot = available(
        Dovecot::start(DovecotOptions {
            users,
            tls,
            ..Default::default()
        })
        .await,
    )?;
    let postfix = available(Postfix::start(PostfixOptions { tls, pipes }, &dovecot).await)?;
    Some((dovecot, postfix))
}

/// Waits until the mailbox holds that many mails and returns them.
async fn mails(dovecot: &Dovecot, address: &str, count: usize) -> Vec<String> {
    let started = Instant::now();
    loop {
        let mails = dovecot.mails(address, "INBOX").await.unwrap();
        if mails.len() >= count {
            return mails
                .iter()
                .map(|mail| String::from_utf8_lossy(mail).into_owned())
                .collect();
        }
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{} of {count} mails arrived",
            mails.len()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_sent_by_smtp_lies_in_the_imap_mailbox_unchanged() {
    let Some((dovecot, postfix)) = mail_servers(false, Vec::new()).await else {
        return;
    };
    let mail = b"Subject: no Message-ID\n\n.a dot\n";
    let reply = postfix.send("ana@customer.test", SUPPORT, mail).await.unwrap();
    assert!(reply.accepted(), "{reply:?}");
    let arrived = mails(&dovecot, SUPPORT, 1).await.remove(0);
    assert!(
        arrived.ends_with("Subject: no Message-ID\n\n.a dot\n"),
        "{arrived}"
    );
    assert!(!arrived.to_lowercase().contains("message-id: "), "{arrived}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_recipients_are_refused_deferred_or_bounced() {
    let Some((dovecot, postfix)) = mail_servers(false, Vec::new()).await else {
        return;
    };
    let send = |to: &str| {
        let to = to.to_owned();
        let postfix = &postfix;
        async move {
            postfix
                .send(SUPPORT, &to, b"Subject: x\n\nx\n")
                .await
                .unwrap()
                .code
        }
    };
    assert_eq!(send("nobody@example.test").await, 550);
    assert_eq!(send(&format!("x@{}", Postfix::DEFERRING_DOMAIN)).await, 450);
    assert_eq!(send(&format!("x@{}", Postfix::BOUNCING_DOMAIN)).await, 250);
    let bounce = mails(&dovecot, SUPPORT, 1).await.remove(0);
    assert!(
        bounce.contains("multipart/report") && bounce.contains("Status: 5."),
        "{bounce}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_to_a_piped_address_reaches_the_command() {
    let folder = tempfile::Builder::new()
        .prefix("rapport-pipe-")
        .tempdir()
        .unwrap();
    let out = folder.path().join("mail");
    std::fs::write(&out, "").unwrap();
    // The command runs as another user when the tests run as root.
    for (path, mode) in [(folder.path(), 0o755), (&out, 0o666)] {
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    }
    let script = format!("{{ echo \"$$WHO ${{recipient}}\"; cat; }} >> {}", out.display());
    let pipe = PipeTo {
        recipient: "gate.test".to_owned(),
        command: vec!["/bin/sh".to_owned(), "-c".to_owned(), script],
        environment: vec![("WHO".to_owned(), "the environment".to_owned())],
    };
    let Some((_dovecot, postfix)) = mail_servers(false, vec![pipe]).await else {
        return;
    };
    postfix
        .send("ana@customer.test", "help@gate.test", b"Subject: piped\n\nbody\n")
        .await
        .unwrap();
    let started = Instant::now();
    let mut text = String::new();
    while !text.ends_with("body\n") {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{text}\n{}",
            postfix.log()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
        text = std::fs::read_to_string(&out).unwrap();
    }
    assert!(
        text.starts_with("the environment help@gate.test\nReturn-Path: <ana@customer.test>"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn both_servers_come_back_on_their_ports_with_their_mail() {
    let Some((mut dovecot, mut postfix)) = mail_servers(true, Vec::new()).await else {
        return;
    };
    let ports = (dovecot.imap_port(), dovecot.imaps_port(), postfix.smtp_port());
    dovecot
        .deliver_to(SUPPORT, "Archive/2024", b"Subject: kept\n\n")
        .await
        .unwrap();
    dovecot.stop().await;
    postfix.stop().await;
    assert!(postfix.send("ana@customer.test", SUPPORT, b"\n").await.is_err());
    dovecot.start_again().await.unwrap();
    postfix.start_again().await.unwrap();
    assert_eq!(
        (dovecot.imap_port(), dovecot.imaps_port(), postfix.smtp_port()),
        ports
    );
    assert_eq!(dovecot.mails(SUPPORT, "Archive/2024").await.unwrap().len(), 1);
    assert!(
        postfix
            .send("ana@customer.test", SUPPORT, b"Subject: back\n\n")
            .await
            .unwrap()
            .accepted()
    );
    mails(&dovecot, SUPPORT, 1).await;
}

/// Speaks lines with a server; each call sends one and returns all lines up to the one that `ends`.
async fn converse(port: u16, steps: &[(&str, &str)]) -> Vec<String> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut stream = BufReader::new(stream);
    let mut greeting = String::new();
    stream.read_line(&mut greeting).await.unwrap();
    let mut answers = Vec::new();
    for (send, ends) in steps {
        stream.write_all(format!("{send}\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        let mut last = 0;
        while !answer[last..].starts_with(ends) {
            last = answer.len();
            assert_ne!(stream.read_line(&mut answer).await.unwrap(), 0, "after {answer}");
        }
        answers.push(answer);
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_opens_with_its_password_and_can_get_a_new_uidvalidity() {
    let Some((dovecot, postfix)) = mail_servers(false, Vec::new()).await else {
        return;
    };
    dovecot.deliver(SUPPORT, b"Subject: one\n\n").await.unwrap();
    let login = format!("a LOGIN {SUPPORT} secret");
    let steps = [
        (login.as_str(), "a "),
        ("b SELECT INBOX", "b "),
        ("c LOGOUT", "c "),
    ];
    let before = converse(dovecot.imap_port(), &steps).await;
    assert!(before[0].contains("a OK"), "{before:?}");
    assert!(
        before[1].contains("* 1 EXISTS") && !before[1].contains("UIDVALIDITY 4711"),
        "{before:?}"
    );

    dovecot.change_uidvalidity(SUPPORT, "INBOX", 4711).await.unwrap();
    let after = converse(dovecot.imap_port(), &steps).await;
    assert!(
        after[1].contains("* 1 EXISTS") && after[1].contains("UIDVALIDITY 4711"),
        "{after:?}"
    );

    let wrong = converse(
        dovecot.imap_port(),
        &[(&format!("a LOGIN {SUPPORT} wrong"), "a ")],
    )
    .await;
    assert!(wrong[0].contains("a NO"), "{wrong:?}");

    // The same passwords count for sending: "\0support@example.test\0secret" in Base64.
    let auth = "AUTH PLAIN AHN1cHBvcnRAZXhhbXBsZS50ZXN0AHNlY3JldA==";
    let steps = [("EHLO desk.test", "250 "), (auth, "235 ")];
    assert!(converse(postfix.submission_port(), &steps).await[1].starts_with("235"));
    let steps = [
        ("EHLO desk.test", "250 "),
        ("MAIL FROM:<a@b.test>", "250 "),
        ("RCPT TO:<support@example.test>", "554 "),
    ];
    converse(postfix.submission_port(), &steps).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tls_both_servers_offer_it_and_sending_demands_it() {
    let Some((dovecot, postfix)) = mail_servers(true, Vec::new()).await else {
        return;
    };
    let answers = converse(
        dovecot.imap_port(),
        &[("a CAPABILITY", "a "), ("b STARTTLS", "b ")],
    )
    .await;
    assert!(answers[0].contains("STARTTLS"), "{answers:?}");
    assert!(answers[1].contains("b OK"), "{answers:?}");
    let answers = converse(
        postfix.submission_port(),
        &[("EHLO desk.test", "250 "), ("STARTTLS", "220 ")],
    )
    .await;
    assert!(!answers[0].contains("AUTH"), "{answers:?}");
    assert!(
        dovecot
            .authority_pem()
            .is_some_and(|pem| pem.contains("BEGIN CERTIFICATE"))
    );
}
