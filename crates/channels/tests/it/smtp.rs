//! Sending: to a real Postfix, and to a server that refuses, waits and breaks off.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use channels::email::smtp::SmtpClient;
use channels::email::{EmailDriver, Failure, FailureCode, MailAuth, RawMail, Security, TokenProvider};
use channels::{ChannelDriver as _, RejectedRecipient, Secret};
use domain::Timestamp;
use mail::Mailbox;
use mail::compose::{Outgoing, OutgoingAttachment, compose};

use crate::support::dovecot::{Dovecot, PASSWORD, USER};
use crate::support::eventually;
use crate::support::fake_smtp::FakeSmtp;
use crate::support::postfix::Postfix;

fn mail_to(to: &[&str]) -> RawMail {
    RawMail {
        envelope_from: "help@example.ro".to_owned(),
        envelope_to: to.iter().map(|to| (*to).to_owned()).collect(),
        raw: Bytes::from_static(b"From: help@example.ro\r\nSubject: hello\r\n\r\n.leading dot\r\nend\r\n"),
    }
}

fn composed(subject: &str) -> RawMail {
    let to = vec![Mailbox::new("Nguyễn Thị Lan", "lan@example.vn")];
    let mut mail = Outgoing::new(
        Mailbox::new("Ana", "help@example.ro"),
        to,
        subject,
        "1@example.ro",
        Timestamp(0),
    );
    mail.text = "Bună ziua,\n.punct\n..\nla revedere".to_owned();
    mail.html = Some("<p>Bună ziua</p>".to_owned());
    let data = Bytes::from((0..=255).cycle().take(100_000).collect::<Vec<u8>>());
    mail.attachments = vec![OutgoingAttachment {
        name: "tệp.bin".to_owned(),
        content_type: String::new(),
        data,
    }];
    compose(&mail).unwrap().into()
}

#[tokio::test]
async fn a_composed_mail_is_delivered_by_postfix_as_it_was_sent() {
    let Some(postfix) = Postfix::start(None) else {
        return;
    };
    let driver = EmailDriver::new(None, Some(postfix.settings()));
    assert!(driver.sends() && !driver.receives());
    let sent = composed("Đơn hàng của bạn");
    let receipt = driver.send(&sent).await.unwrap();
    assert!(
        receipt.response.contains("queued as") && receipt.rejected.is_empty(),
        "{receipt:?}"
    );
    let delivered = eventually(Duration::from_secs(10), &postfix.log(), || {
        postfix.delivered().into_iter().next()
    })
    .await;
    let body = |text: &str| text.split_once("\n\n").unwrap().1.trim_end().to_owned();
    let sent = String::from_utf8(sent.raw.to_vec())
        .unwrap()
        .replace("\r\n", "\n");
    assert_eq!(body(&delivered), body(&sent));
    assert!(
        delivered.contains("Delivered-To: lan@example.vn")
            && delivered.contains("Return-Path: <help@example.ro>")
    );
}

#[tokio::test]
async fn one_bad_address_among_good_ones_stops_nobody() {
    let Some(postfix) = Postfix::start(None) else {
        return;
    };
    let client = SmtpClient::new(postfix.settings());
    let receipt = client
        .send_raw(&mail_to(&[
            "lan@example.vn",
            "nobody@example.ro",
            "later@example.ro",
            "ana@example.ro",
        ]))
        .await
        .unwrap();
    let [nobody, later] = &receipt.rejected[..] else {
        panic!("{receipt:?}")
    };
    assert_eq!(nobody.address, "nobody@example.ro");
    assert_eq!(
        (nobody.permanent, nobody.smtp_code, nobody.enhanced.as_deref()),
        (true, Some(550), Some("5.1.1"))
    );
    assert!(nobody.message.contains("No such user here"));
    assert_eq!(
        (later.permanent, later.smtp_code, later.enhanced.as_deref()),
        (false, Some(450), Some("4.2.0"))
    );
    eventually(Duration::from_secs(10), "two deliveries", || {
        (postfix.delivered().len() == 2).then_some(())
    })
    .await;

    let error = client
        .send_raw(&mail_to(&["nobody@example.ro"]))
        .await
        .unwrap_err();
    assert!(error.permanent && error.inbox_problem.is_none());
    assert_eq!(
        (
            error.smtp_code,
            error.enhanced.as_deref(),
            error.rejected_recipients.len()
        ),
        (Some(550), Some("5.1.1"), 1)
    );
    // Some refusals pass: the mail is worth another try.
    let error = client
        .send_raw(&mail_to(&["nobody@example.ro", "later@example.ro"]))
        .await
        .unwrap_err();
    assert!(!error.permanent && error.smtp_code == Some(450));
    // Refusals cost no connection.
    client.send_raw(&mail_to(&["lan@example.vn"])).await.unwrap();
    assert_eq!(client.connections_opened(), 1);
}

#[tokio::test]
async fn a_mail_over_the_limit_is_refused_before_it_is_sent() {
    let Some(postfix) = Postfix::start(None) else {
        return;
    };
    let client = SmtpClient::new(postfix.settings());
    let mut mail = mail_to(&["lan@example.vn"]);
    mail.raw = Bytes::from(vec![b'x'; 41_000_000]);
    let error = client.send_raw(&mail).await.unwrap_err();
    assert!(error.permanent && error.message.contains("40000000"), "{error}");
}

#[tokio::test]
async fn logins_and_encryption_work_with_postfix() {
    let Some(dovecot) = Dovecot::start() else { return };
    let Some(postfix) = Postfix::start(Some(dovecot.sasl)) else {
        return;
    };
    for (security, port) in [
        (Security::Plain, postfix.smtp),
        (Security::StartTls, postfix.smtp),
        (Security::Tls, postfix.smtps),
    ] {
        let mut settings = postfix.settings();
        (settings.security, settings.port, settings.username) = (security, port, USER.to_owned());
        settings.auth = MailAuth::Password(PASSWORD.into());
        let client = SmtpClient::new(settings.clone());
        client
            .send_raw(&mail_to(&["lan@example.vn"]))
            .await
            .unwrap_or_else(|e| panic!("{security:?} {e:?} {}", postfix.log()));

        settings.auth = MailAuth::Password(Secret::new("wrong"));
        let error = SmtpClient::new(settings.clone())
            .send_raw(&mail_to(&["lan@example.vn"]))
            .await
            .unwrap_err();
        assert!(!error.permanent, "the mail can go once the password is right");
        assert_eq!(error.inbox_problem.unwrap().code, FailureCode::LoginFailed);

        if security != Security::Plain {
            settings.tls.extra_ca_pem = None;
            let error = SmtpClient::new(settings.clone())
                .send_raw(&mail_to(&["lan@example.vn"]))
                .await
                .unwrap_err();
            assert_eq!(
                error.inbox_problem.unwrap().code,
                FailureCode::CertificateUntrusted
            );
            settings.tls.accept_invalid_certs = true;
            settings.auth = MailAuth::Password(PASSWORD.into());
            SmtpClient::new(settings)
                .send_raw(&mail_to(&["lan@example.vn"]))
                .await
                .unwrap();
        }
    }
    eventually(Duration::from_secs(10), "all deliveries", || {
        (postfix.delivered().len() == 5).then_some(())
    })
    .await;
}

#[tokio::test]
async fn connections_are_used_again_and_never_more_than_allowed() {
    let fake = FakeSmtp::start().await;
    let mut settings = fake.settings(MailAuth::None);
    settings.connections = 3;
    let client = SmtpClient::new(settings);
    for _ in 0..3 {
        client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap();
    }
    assert_eq!(fake.state().connections, 1);
    let sending = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.send_raw(&mail_to(&["a@example.vn"])).await.is_ok() })
    });
    assert!(
        futures::future::join_all(sending)
            .await
            .into_iter()
            .all(Result::unwrap)
    );
    let state = fake.state();
    assert_eq!(state.taken.len(), 23);
    assert!(state.connections <= 3, "{}", state.connections);
    assert_eq!(
        state.taken[0].mail,
        "From: help@example.ro\r\nSubject: hello\r\n\r\n.leading dot\r\nend\r\n\r\n"
    );
    assert_eq!(state.taken[0].from, "<help@example.ro>");
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_costs_nothing() {
    let fake = FakeSmtp::start().await;
    fake.state().close_after_mail = true;
    let client = SmtpClient::new(fake.settings(MailAuth::None));
    for _ in 0..3 {
        client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap();
    }
    assert_eq!(fake.state().taken.len(), 3);
    assert_eq!(fake.state().connections, 3);

    fake.state().close_after_mail = false;
    let mut settings = fake.settings(MailAuth::None);
    settings.timing.keep = Duration::ZERO;
    let client = SmtpClient::new(settings);
    client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap();
    client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap();
    assert_eq!(client.connections_opened(), 2);
}

#[tokio::test]
async fn refusals_say_whether_to_try_again() {
    let cases: [(&str, &str, bool, u16, Option<&str>); 7] = [
        ("MAIL", "451 4.3.0 try again", false, 451, Some("4.3.0")),
        ("MAIL", "550 5.7.1 sender not allowed", true, 550, Some("5.7.1")),
        ("MAIL", "421 4.7.0 too fast", false, 421, Some("4.7.0")),
        ("RCPT", "452 4.2.2 mailbox full", false, 452, Some("4.2.2")),
        ("RCPT", "553 no", true, 553, None),
        ("DATA", "554 5.6.0 no valid recipients", true, 554, Some("5.6.0")),
        ("DATA", "450 greylisted", false, 450, None),
    ];
    for (command, answer, permanent, code, enhanced) in cases {
        let fake = FakeSmtp::start().await;
        let client = SmtpClient::new(fake.settings(MailAuth::None));
        fake.answers(command, &[answer]);
        let error = client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap_err();
        assert_eq!(
            (error.permanent, error.smtp_code, error.enhanced.as_deref()),
            (permanent, Some(code), enhanced),
            "{answer}"
        );
        assert!(
            error.message.contains(answer.split_once(' ').unwrap().1),
            "{error}"
        );
        assert!(!error.uncertain && error.inbox_problem.is_none());
        // The second try goes through, on the same connection or on a new one.
        client
            .send_raw(&mail_to(&["a@example.vn"]))
            .await
            .unwrap_or_else(|e| panic!("{answer}: {e:?}"));
        assert_eq!(fake.state().taken.len(), 1);
    }
}

#[tokio::test]
async fn refusals_of_the_content_are_told_with_their_code() {
    let fake = FakeSmtp::start().await;
    let client = SmtpClient::new(fake.settings(MailAuth::None));
    fake.state()
        .data
        .extend(["451 4.7.1 greylisted".to_owned(), "550 5.7.1 spam".to_owned()]);
    let first = client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap_err();
    let second = client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap_err();
    assert_eq!((first.permanent, second.permanent), (false, true));
    assert_eq!(
        client
            .send_raw(&mail_to(&["a@example.vn"]))
            .await
            .unwrap()
            .response,
        "2.0.0 taken as 4711"
    );
    assert_eq!(fake.state().connections, 1);
}

#[tokio::test]
async fn a_missing_answer_after_the_mail_is_called_uncertain() {
    for broken in ["cut", "wait"] {
        let fake = FakeSmtp::start().await;
        fake.state().data.push_back(broken.to_owned());
        let client = SmtpClient::new(fake.settings(MailAuth::None));
        let error = client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap_err();
        assert!(error.uncertain && !error.permanent, "{broken}: {error:?}");
        client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap();
    }
}

#[tokio::test]
async fn servers_that_are_away_or_something_else_are_the_inboxs_problem() {
    let mut away = FakeSmtp::start().await.settings(MailAuth::None);
    away.port = crate::support::free_port();
    let mut nowhere = away.clone();
    nowhere.host = "no-such-host.invalid".to_owned();
    let busy = FakeSmtp::start().await;
    busy.state().greeting = Some("421 4.3.2 too many connections".to_owned());
    let imap = FakeSmtp::start().await;
    imap.state().greeting = Some("* OK IMAP4rev1 ready".to_owned());
    let closed = FakeSmtp::start().await;
    closed.state().extensions.clear();
    let password = || MailAuth::Password(Secret::new("right"));
    let mut starttls = FakeSmtp::start().await.settings(MailAuth::None);
    starttls.security = Security::StartTls;
    let mut tls = FakeSmtp::start().await.settings(MailAuth::None);
    tls.security = Security::Tls;
    for (settings, expected) in [
        (away, FailureCode::ConnectionRefused),
        (nowhere, FailureCode::DnsFailed),
        (busy.settings(MailAuth::None), FailureCode::ServerBusy),
        (imap.settings(MailAuth::None), FailureCode::WrongProtocol),
        (closed.settings(password()), FailureCode::EncryptionRequired),
        (starttls, FailureCode::StarttlsUnsupported),
        (tls, FailureCode::TlsWrongPort),
    ] {
        let error = SmtpClient::new(settings)
            .send_raw(&mail_to(&["a@example.vn"]))
            .await
            .unwrap_err();
        let problem = error
            .inbox_problem
            .clone()
            .unwrap_or_else(|| panic!("{expected}: {error:?}"));
        assert_eq!(problem.code, expected, "{problem}");
        assert!(!error.permanent && !error.uncertain);
    }
}

#[tokio::test]
async fn addresses_in_other_scripts_need_a_server_that_can() {
    let fake = FakeSmtp::start().await;
    let error = SmtpClient::new(fake.settings(MailAuth::None))
        .send_raw(&mail_to(&["lán@example.vn"]))
        .await
        .unwrap_err();
    assert!(error.permanent && error.message.contains("lán@example.vn"));
    fake.state().extensions.push("SMTPUTF8".to_owned());
    fake.state().extensions.push("SIZE 1000".to_owned());
    SmtpClient::new(fake.settings(MailAuth::None))
        .send_raw(&mail_to(&["lán@example.vn"]))
        .await
        .unwrap();
    assert_eq!(fake.state().taken[0].from, "<help@example.ro> SIZE=60 SMTPUTF8");
}

/// An old token, and after renewing the one that is given here.
struct Tokens(AtomicU32, &'static str);

#[async_trait]
impl TokenProvider for Tokens {
    async fn access_token(&self, force: bool) -> Result<Secret, Failure> {
        if force {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        Ok(Secret::new(if force { self.1 } else { "old" }))
    }
}

#[tokio::test]
async fn tokens_are_renewed_once_and_passwords_checked() {
    let fake = FakeSmtp::start().await;
    fake.state().token = "good".to_owned();
    let tokens = Arc::new(Tokens(AtomicU32::new(0), "good"));
    let client = SmtpClient::new(fake.settings(MailAuth::XOAuth2(tokens.clone())));
    client.send_raw(&mail_to(&["a@example.vn"])).await.unwrap();
    assert_eq!(tokens.0.load(Ordering::SeqCst), 1);

    let client =
        SmtpClient::new(fake.settings(MailAuth::XOAuth2(Arc::new(Tokens(AtomicU32::new(0), "bad")))));
    let problem = client
        .send_raw(&mail_to(&["a@example.vn"]))
        .await
        .unwrap_err()
        .inbox_problem
        .unwrap();
    assert_eq!(problem.code, FailureCode::OauthSignInAgain);
    assert!(
        problem.detail.contains("{\"status\":\"400\"}") && problem.detail.contains("535"),
        "{problem}"
    );

    let right = SmtpClient::new(fake.settings(MailAuth::Password(Secret::new("right"))));
    right.send_raw(&mail_to(&["a@example.vn"])).await.unwrap();
    let wrong = SmtpClient::new(fake.settings(MailAuth::Password(Secret::new("wrong"))));
    let error = wrong.send_raw(&mail_to(&["a@example.vn"])).await.unwrap_err();
    assert!(!error.permanent && error.inbox_problem.unwrap().code == FailureCode::LoginFailed);
    // A server may also ask for the login only when a mail comes.
    fake.answers("MAIL", &["530 5.7.57 Client was not authenticated"]);
    let error = SmtpClient::new(fake.settings(MailAuth::None))
        .send_raw(&mail_to(&["a@example.vn"]))
        .await
        .unwrap_err();
    assert!(!error.permanent && error.inbox_problem.is_some());
}

#[tokio::test]
async fn an_answer_fails_for_a_while_and_is_then_sent_once() {
    let fake = FakeSmtp::start().await;
    fake.answers("RCPT a@example.vn", &["451 4.3.0 later", "451 4.3.0 later"]);
    let client = SmtpClient::new(fake.settings(MailAuth::None));
    let mail = mail_to(&["a@example.vn", "b@example.vn"]);
    let receipt = client.send_raw(&mail).await.unwrap();
    // b has it; only a is tried again.
    let [
        RejectedRecipient {
            address,
            permanent: false,
            ..
        },
    ] = &receipt.rejected[..]
    else {
        panic!("{receipt:?}")
    };
    let again = mail_to(&[address.as_str()]);
    assert!(!client.send_raw(&again).await.unwrap_err().permanent);
    client.send_raw(&again).await.unwrap();
    let to: Vec<Vec<String>> = fake.state().taken.iter().map(|taken| taken.to.clone()).collect();
    assert_eq!(to, [["<b@example.vn>"], ["<a@example.vn>"]]);
}
