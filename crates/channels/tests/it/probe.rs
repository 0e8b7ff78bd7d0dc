//! The connection test tells an administrator which setting is wrong.

use std::time::Duration;

use channels::email::imap::ImapSettings;
use channels::email::probe::{ProbeReport, Step, StepReport, StepState, probe};
use channels::email::smtp::SmtpSettings;
use channels::email::{EmailDriver, FailureCode, MailAuth, Security};
use channels::{ChannelDriver as _, Secret};

use crate::support::dovecot::{Dovecot, Options, PASSWORD, USER};
use crate::support::fake_smtp::FakeSmtp;
use crate::support::free_port;
use crate::support::postfix::Postfix;
use crate::support::sink::mail;

/// The step that failed and why; all before it went well, all after it were not tried.
fn failed(steps: &[StepReport]) -> (Step, FailureCode) {
    let position = steps
        .iter()
        .position(|step| step.state == StepState::Failed)
        .unwrap_or_else(|| panic!("{steps:?}"));
    assert!(
        steps[..position]
            .iter()
            .all(|step| step.state == StepState::Ok && step.code.is_none()),
        "{steps:?}"
    );
    assert!(
        steps[position + 1..]
            .iter()
            .all(|step| step.state == StepState::Skipped),
        "{steps:?}"
    );
    let step = &steps[position];
    assert!(!step.hint.as_ref().unwrap().is_empty() && !step.detail.as_ref().unwrap().is_empty());
    assert!(!format!("{steps:?}").contains(PASSWORD));
    (step.step, step.code.unwrap())
}

async fn imap_failure(settings: ImapSettings) -> (Step, FailureCode) {
    let report = probe(Some(&settings), None).await;
    assert!(!report.ok && report.smtp.is_empty());
    failed(&report.imap)
}

async fn smtp_failure(settings: SmtpSettings) -> (Step, FailureCode) {
    let report = probe(None, Some(&settings)).await;
    assert!(!report.ok && report.imap.is_empty());
    failed(&report.smtp)
}

#[tokio::test]
async fn a_good_inbox_shows_its_folders_and_limits() {
    let Some(dovecot) = Dovecot::start() else { return };
    let Some(postfix) = Postfix::start(Some(dovecot.sasl)) else {
        return;
    };
    dovecot.deliver(&mail("1"));
    dovecot.deliver_to(".&ARABoQ-n h&AOA-ng", &mail("2"));
    let mut imap = dovecot.settings();
    imap.folders = vec!["inbox".to_owned(), "Đơn hàng".to_owned()];
    let mut smtp = postfix.settings();
    (smtp.username, smtp.auth) = (USER.to_owned(), MailAuth::Password(PASSWORD.into()));
    let report: ProbeReport = EmailDriver::new(Some(imap), Some(smtp)).test().await;
    assert!(report.ok, "{report:?}");
    assert!(report.push);
    assert_eq!(report.max_send_bytes, Some(40_000_000));
    let folder = |name: &str| report.folders.iter().find(|folder| folder.name == name).unwrap();
    assert_eq!(
        (
            folder("INBOX").special_use,
            folder("INBOX").mails,
            folder("INBOX").chosen
        ),
        (Some("inbox"), Some(1), true)
    );
    assert_eq!(
        (folder("Đơn hàng").mails, folder("Đơn hàng").chosen),
        (Some(1), true)
    );
    assert_eq!(
        (folder("Sent").special_use, folder("Sent").chosen),
        (Some("sent"), false)
    );
    assert_eq!(folder("Junk").special_use, Some("junk"));
    assert_eq!(dovecot.flagged('S'), 0);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        json["imap"][3],
        serde_json::json!({ "step": "login", "state": "ok", "code": null, "detail": null, "hint": null, "milliseconds": json["imap"][3]["milliseconds"] })
    );
}

#[tokio::test]
async fn wrong_host_port_and_encryption_are_named() {
    let Some(dovecot) = Dovecot::start() else { return };
    let good = || {
        let mut settings = dovecot.settings();
        settings.host = "localhost".to_owned();
        settings.tls.extra_ca_pem = Some(dovecot.certs.ca.clone());
        settings
    };
    let with = |change: &dyn Fn(&mut ImapSettings)| {
        let mut settings = good();
        change(&mut settings);
        imap_failure(settings)
    };
    assert_eq!(
        with(&|s| s.host = "no-such-host.invalid".to_owned()).await,
        (Step::Dns, FailureCode::DnsFailed)
    );
    assert_eq!(
        with(&|s| s.port = free_port()).await,
        (Step::Connect, FailureCode::ConnectionRefused)
    );
    assert_eq!(
        with(&|s| s.security = Security::Tls).await,
        (Step::Greeting, FailureCode::TlsWrongPort)
    );
    let secure = |s: &mut ImapSettings| (s.port, s.security) = (dovecot.imaps, Security::Tls);
    let untrusted = with(&|s| {
        secure(s);
        s.tls.extra_ca_pem = None;
    });
    assert_eq!(
        untrusted.await,
        (Step::Greeting, FailureCode::CertificateUntrusted)
    );
    let no_pem = with(&|s| {
        secure(s);
        s.tls.extra_ca_pem = Some("not a certificate".to_owned());
    });
    assert_eq!(no_pem.await, (Step::Greeting, FailureCode::CertificateUntrusted));
    let other_name = with(&|s| {
        secure(s);
        s.host = "127.0.0.2".to_owned();
    });
    // Dovecot listens on 127.0.0.1 alone.
    assert_eq!(other_name.await.0, Step::Connect);
    assert_eq!(
        with(&|s| s.auth = MailAuth::Password(Secret::new("wrong"))).await,
        (Step::Login, FailureCode::LoginFailed)
    );
    assert_eq!(
        with(&|s| s.folders.push("Nicăieri".to_owned())).await,
        (Step::Folders, FailureCode::FolderMissing)
    );

    // A plain connection to the TLS port: the server waits for a handshake that never comes.
    let waits = with(&|s| {
        s.port = dovecot.imaps;
        s.timing.response = Duration::from_millis(500);
    });
    let (step, code) = waits.await;
    assert_eq!(step, Step::Greeting);
    assert!(
        matches!(
            code,
            FailureCode::Timeout | FailureCode::ConnectionLost | FailureCode::WrongProtocol
        ),
        "{code}"
    );
}

#[tokio::test]
async fn a_certificate_for_another_name_is_named() {
    let certs = crate::support::certs::certs(&["mail.example.ro"]);
    let ca = certs.ca.clone();
    let Some(dovecot) = Dovecot::start_with(Options {
        certs: Some(certs),
        ..Options::default()
    }) else {
        return;
    };
    let mut settings = dovecot.settings();
    (settings.host, settings.port, settings.security) =
        ("localhost".to_owned(), dovecot.imaps, Security::Tls);
    settings.tls.extra_ca_pem = Some(ca);
    assert_eq!(
        imap_failure(settings).await,
        (Step::Greeting, FailureCode::CertificateNameMismatch)
    );
}

#[tokio::test]
async fn a_server_without_starttls_is_named() {
    let extra = "ssl = no\nservice imap-login {\n inet_listener imaps {\n port = 0\n }\n}".to_owned();
    let Some(dovecot) = Dovecot::start_with(Options {
        extra,
        ..Options::default()
    }) else {
        return;
    };
    let mut settings = dovecot.settings();
    settings.security = Security::StartTls;
    assert_eq!(
        imap_failure(settings).await,
        (Step::Greeting, FailureCode::StarttlsUnsupported)
    );
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_a_timeout() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = ImapSettings::new(
        "127.0.0.1",
        silent.local_addr().unwrap().port(),
        USER,
        MailAuth::Password(PASSWORD.into()),
    );
    settings.timing.connect = Duration::from_millis(300);
    settings.timing.response = Duration::from_millis(300);
    for security in [Security::Tls, Security::StartTls, Security::Plain] {
        settings.security = security;
        assert_eq!(
            imap_failure(settings.clone()).await,
            (Step::Greeting, FailureCode::Timeout)
        );
    }
}

#[tokio::test]
async fn the_sending_half_is_tested_the_same_way() {
    let fake = FakeSmtp::start().await;
    fake.state().extensions.push("SIZE 1234".to_owned());
    let report = probe(
        None,
        Some(&fake.settings(MailAuth::Password(Secret::new("right")))),
    )
    .await;
    assert!(report.ok && report.max_send_bytes == Some(1234), "{report:?}");

    let wrong = fake.settings(MailAuth::Password(Secret::new("wrong")));
    assert_eq!(smtp_failure(wrong).await, (Step::Login, FailureCode::LoginFailed));
    let mut starttls = fake.settings(MailAuth::None);
    starttls.security = Security::StartTls;
    assert_eq!(
        smtp_failure(starttls).await,
        (Step::Greeting, FailureCode::StarttlsUnsupported)
    );
    let mut tls = fake.settings(MailAuth::None);
    tls.security = Security::Tls;
    assert_eq!(
        smtp_failure(tls).await,
        (Step::Greeting, FailureCode::TlsWrongPort)
    );
    let mut refused = fake.settings(MailAuth::None);
    refused.port = free_port();
    assert_eq!(
        smtp_failure(refused).await,
        (Step::Connect, FailureCode::ConnectionRefused)
    );
    fake.state().extensions = vec!["AUTH GSSAPI".to_owned()];
    assert_eq!(
        smtp_failure(fake.settings(MailAuth::Password(Secret::new("right")))).await,
        (Step::Login, FailureCode::AuthUnsupported)
    );
    assert!(fake.state().taken.is_empty(), "a test sends nothing");
}
