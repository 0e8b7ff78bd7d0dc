//! Receiving from a real Dovecot.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use channels::Secret;
use channels::email::imap::{AfterFetch, ConnectionState, ResetReason, SkipReason, StartAt, fetch_one};
use channels::email::{FailureCode, Security};
use channels::tls::TlsOptions;
use domain::Clock;

use crate::support::dovecot::{Dovecot, Options, PASSWORD, USER, quick};
use crate::support::sink::{MemorySink, Running, mail};
use crate::support::{certs, eventually};

#[tokio::test]
async fn mail_arrives_by_idle_long_before_a_poll_and_byte_by_byte() {
    let Some(dovecot) = Dovecot::start() else { return };
    dovecot.deliver(&mail("before we came"));
    let sink = MemorySink::new();
    let running = Running::start(dovecot.settings(), &sink);
    sink.until_watching(1).await;

    for round in 1..=3 {
        let sent = mail(&format!("round {round}"));
        let begun = Instant::now();
        dovecot.deliver(&sent);
        sink.until_count(round, Duration::from_secs(20)).await;
        println!("round {round}: {:?}", begun.elapsed());
        sink.read(|recorded| assert_eq!(recorded.mails[round - 1].2.raw, sent));
    }
    // Beginning now, what lay there before is left alone; nothing was changed on the server.
    assert_eq!(sink.subjects(), ["round 1", "round 2", "round 3"]);
    assert_eq!(dovecot.flagged('S'), 0);
    // The count of the server is told after the mail itself.
    eventually(Duration::from_secs(20), "the server's counts", || {
        sink.read(|recorded| {
            let last = recorded.statuses.iter().rev().find_map(|status| status.on_server);
            last.filter(|server| (server.exists, server.uid_next) == (4, Some(5)))
        })
    })
    .await;
    sink.read(|recorded| {
        assert!(
            recorded
                .mails
                .iter()
                .all(|(_, _, mail)| mail.internal_date.is_some())
        );
        assert!(
            recorded
                .statuses
                .iter()
                .any(|s| s.connection == ConnectionState::Watching { push: true })
        );
    });
    running.stop().await;
    sink.read(|recorded| {
        assert_eq!(
            recorded.statuses.last().unwrap().connection,
            ConnectionState::Stopped
        )
    });
}

#[tokio::test]
async fn what_came_since_somebody_asked_for_it_is_new_whenever_the_server_first_answers() {
    let Some(mut dovecot) = Dovecot::start() else {
        return;
    };
    let hours = |hours: u64| Duration::from_secs(hours * 60 * 60);
    dovecot.deliver_before(hours(24 * 300), &mail("last year"));
    dovecot.deliver_before(hours(30), &mail("the day before"));
    dovecot.deliver_before(hours(4), &mail("an hour before"));
    dovecot.deliver_before(hours(2), &mail("an hour after"));
    dovecot.deliver(&mail("just now"));
    let sink = MemorySink::new();
    sink.recorded.lock().unwrap().since = Some(Clock::System.now().minus(hours(3)));
    let running = Running::start(dovecot.settings(), &sink);
    sink.until_count(2, Duration::from_secs(10)).await;
    dovecot.deliver(&mail("later"));
    sink.until_count(3, Duration::from_secs(10)).await;
    assert_eq!(sink.subjects(), ["an hour after", "just now", "later"]);

    // Other numbers make old mail no newer.
    dovecot.change_uid_validity();
    sink.until_count(6, Duration::from_secs(10)).await;
    dovecot.deliver(&mail("at last"));
    sink.until_count(7, Duration::from_secs(10)).await;
    let mut again = sink.subjects().split_off(3);
    again.sort();
    assert_eq!(again, ["an hour after", "at last", "just now", "later"]);
    running.stop().await;
}

#[tokio::test]
async fn several_folders_are_received_also_those_that_share_a_connection() {
    let Some(dovecot) = Dovecot::start() else { return };
    // "Đơn hàng" and "Khách/Ưu tiên" on disk.
    let folders = [
        ("INBOX", ""),
        ("Đơn hàng", ".&ARABoQ-n h&AOA-ng"),
        ("Junk", ".Junk"),
        ("Sent", ".Sent"),
    ];
    for (name, path) in folders {
        dovecot.deliver_to(path, &mail(&format!("old in {name}")));
    }
    let mut settings = dovecot.settings();
    settings.folders = folders.iter().map(|(name, _)| (*name).to_owned()).collect();
    settings.start = StartAt::All;
    settings.limits.connections = 2;
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(4, Duration::from_secs(10)).await;
    for (name, path) in folders {
        dovecot.deliver_to(path, &mail(&format!("new in {name}")));
    }
    sink.until_count(8, Duration::from_secs(20)).await;
    sink.read(|recorded| {
        for (folder, _, mail) in &recorded.mails {
            assert!(crate::support::sink::subject(&mail.raw).ends_with(&format!("in {folder}")));
        }
    });
    running.stop().await;
}

#[tokio::test]
async fn a_changed_uidvalidity_is_told_and_everything_read_again() {
    let Some(mut dovecot) = Dovecot::start() else {
        return;
    };
    let mut settings = dovecot.settings();
    settings.start = StartAt::All;
    for n in 1..=3 {
        dovecot.deliver(&mail(&format!("mail {n}")));
    }
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(3, Duration::from_secs(10)).await;
    dovecot.change_uid_validity();
    dovecot.deliver(&mail("mail 4"));
    sink.until_count(7, Duration::from_secs(10)).await;
    sink.read(|recorded| {
        assert_eq!(recorded.resets.len(), 1);
        let (old, new, reason) = recorded.resets[0];
        assert_eq!((old.last_uid, reason), (3, ResetReason::UidValidityChanged));
        assert_ne!(old.uid_validity, new);
        assert_eq!(recorded.cursors["INBOX"].last_uid, 4);
    });
    let mut again = sink.subjects().split_off(3);
    again.sort();
    assert_eq!(again, ["mail 1", "mail 2", "mail 3", "mail 4"]);
    running.stop().await;
}

#[tokio::test]
async fn the_server_goes_away_and_comes_back_and_nothing_is_lost_or_doubled() {
    let Some(mut dovecot) = Dovecot::start() else {
        return;
    };
    let sink = MemorySink::new();
    let running = Running::start(dovecot.settings(), &sink);
    sink.until_watching(1).await;
    dovecot.deliver(&mail("1"));
    sink.until_count(1, Duration::from_secs(5)).await;

    dovecot.stop();
    dovecot.deliver(&mail("2"));
    dovecot.deliver(&mail("3"));
    eventually(Duration::from_secs(5), "a failure is told", || {
        let refused = |failure: &channels::email::Failure| failure.code == FailureCode::ConnectionRefused;
        sink.failures().iter().any(refused).then_some(())
    })
    .await;
    dovecot.resume();
    sink.until_count(3, Duration::from_secs(5)).await;
    dovecot.deliver(&mail("4"));
    sink.until_count(4, Duration::from_secs(5)).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(sink.subjects(), ["1", "2", "3", "4"]);
    running.stop().await;

    // We go away and come back.
    dovecot.deliver(&mail("5"));
    let running = Running::start(dovecot.settings(), &sink);
    sink.until_count(5, Duration::from_secs(5)).await;
    assert_eq!(sink.subjects(), ["1", "2", "3", "4", "5"]);
    running.stop().await;
}

#[tokio::test]
async fn a_huge_mail_comes_alone_and_a_too_large_one_is_noted() {
    let Some(dovecot) = Dovecot::start() else { return };
    let mut huge = mail("huge");
    while huge.len() < 25 << 20 {
        huge.extend_from_slice(
            b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3\r\n",
        );
    }
    let mut too_large = huge.clone();
    too_large.extend_from_slice(&huge);
    for mail in [&mail("first"), &huge, &mail("between"), &too_large, &mail("last")] {
        dovecot.deliver(mail);
    }
    let mut settings = dovecot.settings();
    settings.start = StartAt::All;
    settings.limits.max_mail_bytes = 30 << 20;
    let sink = MemorySink::new();
    let begun = Instant::now();
    let running = Running::start(settings.clone(), &sink);
    sink.until_count(4, Duration::from_secs(30)).await;
    println!("25 MB received in {:?}", begun.elapsed());
    sink.read(|recorded| {
        assert_eq!(recorded.deliveries, [1, 1, 1, 1]);
        assert!(recorded.mails[1].2.raw == huge);
        assert!(matches!(recorded.skipped[..], [(4, SkipReason::TooLarge { bytes })] if bytes > 50 << 20));
    });
    assert_eq!(sink.subjects(), ["first", "huge", "between", "last"]);
    running.stop().await;

    // By hand, with a higher limit, it can be had after all.
    let uid_validity = sink.read(|recorded| recorded.cursors["INBOX"].uid_validity);
    let refused = fetch_one(&settings, "INBOX", uid_validity, 4).await.unwrap_err();
    assert!(refused.detail.contains("more than is allowed"), "{refused}");
    settings.limits.max_mail_bytes = 60 << 20;
    assert_eq!(
        fetch_one(&settings, "INBOX", uid_validity, 4)
            .await
            .unwrap()
            .raw
            .len(),
        too_large.len()
    );
    assert!(fetch_one(&settings, "INBOX", uid_validity + 1, 4).await.is_err());
    assert!(fetch_one(&settings, "INBOX", uid_validity, 99).await.is_err());
}

#[tokio::test]
async fn poison_among_good_mails_arrives_as_it_is() {
    let Some(dovecot) = Dovecot::start() else { return };
    let poison: [&[u8]; 7] = [
        b"",
        b"\r\n",
        b"no header at all",
        b"Subject: literals {5}\r\n\r\n) * 1 EXISTS\r\nA1 OK done\r\n{99999999}\r\n",
        "Subject: ă raw 8-bit\r\n\r\n\u{fffd}\r\n".as_bytes(),
        b"Subject: bytes\r\n\r\n\x80\x81\xfe\xff\r\n",
        b"Subject: nul\r\n\r\na\0b\r\n",
    ];
    for (n, bytes) in poison.iter().enumerate() {
        dovecot.deliver(&mail(&format!("good {n}")));
        dovecot.deliver(bytes);
    }
    let mut settings = dovecot.settings();
    settings.start = StartAt::All;
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(14, Duration::from_secs(10)).await;
    sink.read(|recorded| {
        for (n, bytes) in poison.iter().enumerate() {
            // Dovecot itself shows NUL as 0x80, which is all that IMAP allows it.
            let expected: Vec<u8> = bytes
                .iter()
                .map(|byte| if *byte == 0 { 0x80 } else { *byte })
                .collect();
            let received = &recorded.mails[2 * n + 1].2.raw;
            assert_eq!(received.as_ref(), expected, "poison {n}");
        }
        assert!(recorded.skipped.is_empty() && recorded.deliveries.len() == 1);
    });
    assert!(sink.failures().is_empty());
    running.stop().await;
}

#[tokio::test]
async fn tls_and_starttls_work_with_an_own_authority_and_fail_without() {
    let Some(dovecot) = Dovecot::start() else { return };
    for (security, port) in [(Security::Tls, dovecot.imaps), (Security::StartTls, dovecot.imap)] {
        let mut settings = dovecot.settings();
        settings.host = "localhost".to_owned();
        settings.port = port;
        settings.security = security;
        settings.tls.extra_ca_pem = Some(dovecot.certs.ca.clone());
        let sink = MemorySink::new();
        let running = Running::start(settings.clone(), &sink);
        sink.until_watching(1).await;
        dovecot.deliver(&mail("encrypted"));
        sink.until_count(1, Duration::from_secs(20)).await;
        running.stop().await;

        settings.tls = TlsOptions::default();
        let sink = MemorySink::new();
        let running = Running::start(settings.clone(), &sink);
        eventually(Duration::from_secs(5), "the failure", || {
            sink.failures()
                .first()
                .map(|failure| assert_eq!(failure.code, FailureCode::CertificateUntrusted))
        })
        .await;
        running.stop().await;

        settings.tls.accept_invalid_certs = true;
        let sink = MemorySink::new();
        let running = Running::start(settings, &sink);
        sink.until_watching(1).await;
        running.stop().await;
    }
}

#[tokio::test]
async fn what_could_not_be_stored_is_fetched_again() {
    let Some(dovecot) = Dovecot::start() else { return };
    for n in 0..120 {
        dovecot.deliver(&mail(&n.to_string()));
    }
    let mut settings = dovecot.settings();
    settings.start = StartAt::All;
    let sink = MemorySink::new();
    sink.failing.store(3, Ordering::SeqCst);
    let running = Running::start(settings, &sink);
    sink.until_count(120, Duration::from_secs(15)).await;
    assert_eq!(
        sink.subjects(),
        (0..120).map(|n| n.to_string()).collect::<Vec<_>>()
    );
    assert_eq!(sink.failures().len(), 3);
    assert!(
        sink.failures()
            .iter()
            .all(|f| f.code == FailureCode::StorageFailed && f.detail == "the disk is full")
    );
    sink.read(|recorded| assert_eq!(recorded.deliveries, [50, 50, 20]));
    running.stop().await;
}

#[tokio::test]
async fn mails_are_marked_as_read_only_when_wanted() {
    let Some(dovecot) = Dovecot::start() else { return };
    let mut settings = dovecot.settings();
    settings.after_fetch = AfterFetch::MarkSeen;
    settings.start = StartAt::All;
    dovecot.deliver(&mail("1"));
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(1, Duration::from_secs(5)).await;
    eventually(Duration::from_secs(5), "the flag", || {
        (dovecot.flagged('S') == 1).then_some(())
    })
    .await;
    running.stop().await;
}

#[tokio::test]
async fn idle_is_begun_again_and_polling_serves_where_there_is_none() {
    let Some(dovecot) = Dovecot::start_with(Options {
        extra: "imap_capability = IMAP4rev1 SASL-IR LITERAL+ UIDPLUS".to_owned(),
        ..Options::default()
    }) else {
        return;
    };
    let sink = MemorySink::new();
    let running = Running::start(dovecot.settings(), &sink);
    sink.until_watching(1).await;
    dovecot.deliver(&mail("polled"));
    sink.until_count(1, Duration::from_secs(20)).await;
    sink.read(|recorded| {
        assert!(
            recorded
                .statuses
                .iter()
                .any(|s| s.connection == ConnectionState::Watching { push: false })
        );
    });
    running.stop().await;

    let Some(dovecot) = Dovecot::start() else { return };
    let mut settings = dovecot.settings();
    settings.timing.idle_refresh = Duration::from_millis(100);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    eventually(Duration::from_secs(5), "several rounds", || {
        let rounds = |s: &&channels::email::imap::InboxStatus| {
            matches!(s.connection, ConnectionState::Watching { .. })
        };
        sink.read(|recorded| (recorded.statuses.iter().filter(rounds).count() > 3).then_some(()))
    })
    .await;
    dovecot.deliver(&mail("after some rounds"));
    sink.until_count(1, Duration::from_secs(20)).await;
    assert!(sink.failures().is_empty());
    running.stop().await;
}

#[tokio::test]
async fn a_wrong_password_is_told_and_not_tried_in_a_hurry() {
    let Some(dovecot) = Dovecot::start() else { return };
    let mut settings = dovecot.settings();
    settings.auth = channels::email::MailAuth::Password(Secret::new("wrong"));
    settings.timing = quick();
    settings.timing.login_retry_min = Duration::from_secs(30);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    eventually(Duration::from_secs(5), "the failure", || {
        sink.failures().first().cloned()
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let failures = sink.failures();
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0].code, FailureCode::LoginFailed);
    let shown = format!("{failures:?} {:?}", dovecot.settings());
    assert!(!shown.contains(PASSWORD) && shown.contains(USER));
    running.stop().await;
}

#[tokio::test]
async fn an_expired_certificate_is_called_expired() {
    let expired = certs::expired(&["localhost"]);
    let ca = expired.ca.clone();
    let Some(dovecot) = Dovecot::start_with(Options {
        certs: Some(expired),
        ..Options::default()
    }) else {
        return;
    };
    let mut settings = dovecot.settings();
    (settings.host, settings.port, settings.security) =
        ("localhost".to_owned(), dovecot.imaps, Security::Tls);
    settings.tls.extra_ca_pem = Some(ca);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    let failure = eventually(Duration::from_secs(5), "the failure", || {
        sink.failures().first().cloned()
    })
    .await;
    assert_eq!(failure.code, FailureCode::CertificateExpired);
    running.stop().await;
}
