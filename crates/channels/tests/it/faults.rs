//! Receiving from servers that misbehave: one bad mail must not stop the others, and no trouble may look like "no mail".

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use channels::Secret;
use channels::email::imap::{ConnectionState, FolderCursor, ImapSettings, ResetReason, SkipReason, StartAt};
use channels::email::{Failure, FailureCode, MailAuth, TokenProvider};

use crate::support::eventually;
use crate::support::fake_imap::FakeImap;
use crate::support::sink::{MemorySink, Running, mail};

const SOON: Duration = Duration::from_secs(15);

fn password() -> MailAuth {
    MailAuth::Password(Secret::new("secret"))
}

/// A server with so many mails, and settings to read them all.
async fn fake_with(mails: u32) -> (FakeImap, ImapSettings) {
    let fake = FakeImap::start().await;
    for n in 1..=mails {
        fake.add(mail(&n.to_string()));
    }
    let mut settings = fake.settings(password());
    settings.start = StartAt::All;
    (fake, settings)
}

fn all_but(bad: u32, mails: u32) -> Vec<String> {
    (1..=mails).filter(|n| *n != bad).map(|n| n.to_string()).collect()
}

#[tokio::test]
async fn a_mail_that_is_refused_is_left_behind_and_noted() {
    let (fake, settings) = fake_with(9).await;
    fake.state().refused.insert(5);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(8, SOON).await;
    assert_eq!(sink.subjects(), all_but(5, 9));
    sink.read(|recorded| match &recorded.skipped[..] {
        [(5, SkipReason::Unfetchable { detail })] => {
            assert!(detail.contains("message is damaged"), "{detail}")
        }
        other => panic!("{other:?}"),
    });
    fake.add(mail("10"));
    sink.until_count(9, SOON).await;
    running.stop().await;
}

#[tokio::test]
async fn a_mail_that_breaks_the_connection_is_left_behind_and_noted() {
    let (fake, settings) = fake_with(7).await;
    fake.state().cut.insert(2);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(6, SOON).await;
    assert_eq!(sink.subjects(), all_but(2, 7));
    sink.read(|recorded| {
        assert!(matches!(
            recorded.skipped[..],
            [(2, SkipReason::Unfetchable { .. })]
        ))
    });
    running.stop().await;
}

#[tokio::test]
async fn a_mail_that_is_silently_left_out_is_not_taken_for_deleted() {
    let (fake, settings) = fake_with(5).await;
    fake.state().omitted.insert(3);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(4, SOON).await;
    assert_eq!(sink.subjects(), all_but(3, 5));
    sink.read(|recorded| {
        assert!(matches!(
            recorded.skipped[..],
            [(3, SkipReason::Unfetchable { .. })]
        ))
    });
    running.stop().await;
}

#[tokio::test]
async fn a_connection_cut_once_loses_and_doubles_nothing() {
    let (fake, settings) = fake_with(30).await;
    fake.state().cut_once.extend([4, 17]);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(30, SOON).await;
    assert_eq!(sink.subjects(), all_but(0, 30));
    sink.read(|recorded| assert!(recorded.skipped.is_empty()));
    running.stop().await;
}

#[tokio::test]
async fn a_server_that_gives_out_nothing_at_all_makes_nobody_give_up_mails() {
    let (fake, settings) = fake_with(4).await;
    fake.state().refused.extend(1..=4);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    eventually(SOON, "many attempts", || {
        (sink.failures().len() >= 8).then_some(())
    })
    .await;
    sink.read(|recorded| assert!(recorded.skipped.is_empty(), "{:?}", recorded.skipped));
    fake.state().refused.clear();
    sink.until_count(4, SOON).await;
    assert_eq!(sink.subjects(), all_but(0, 4));
    running.stop().await;
}

#[tokio::test]
async fn a_size_that_is_a_lie_does_not_fill_the_memory() {
    let (fake, mut settings) = fake_with(2).await;
    settings.limits.max_mail_bytes = 10_000;
    let big = fake.add(vec![b'x'; 3_000_000]);
    fake.add(mail("4"));
    fake.state().sizes.insert(big, 100);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(3, SOON).await;
    assert_eq!(sink.subjects(), ["1", "2", "4"]);
    sink.read(|recorded| assert_eq!(recorded.skipped, [(3, SkipReason::TooLarge { bytes: 3_000_000 })]));
    assert!(sink.failures().is_empty());
    running.stop().await;
}

#[tokio::test]
async fn uids_that_go_back_are_noticed() {
    let (fake, settings) = fake_with(3).await;
    let sink = MemorySink::new();
    let stored = FolderCursor {
        uid_validity: 7,
        last_uid: 50,
    };
    sink.recorded
        .lock()
        .unwrap()
        .cursors
        .insert("INBOX".to_owned(), stored);
    let running = Running::start(settings.clone(), &sink);
    sink.until_count(3, SOON).await;
    sink.read(|recorded| assert_eq!(recorded.resets, [(stored, 7, ResetReason::UidsWentBack)]));
    running.stop().await;

    // The last mail that we have is still there: then it is only the server's UIDNEXT that is old.
    fake.state().uid_next = 2;
    let running = Running::start(settings, &sink);
    sink.until_watching(1).await;
    sink.read(|recorded| assert_eq!((recorded.resets.len(), recorded.mails.len()), (1, 3)));
    running.stop().await;
}

#[tokio::test]
async fn mail_that_arrives_during_a_search_is_not_overlooked() {
    let (fake, mut settings) = fake_with(1).await;
    settings.start = StartAt::FromNow;
    fake.state().arrives_during_search = Some(mail("in between"));
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(1, Duration::from_secs(20)).await;
    assert_eq!(sink.subjects(), ["in between"]);
    running.stop().await;
}

#[tokio::test]
async fn lines_that_make_no_sense_are_passed_over() {
    let (fake, settings) = fake_with(3).await;
    fake.state().noise = "* OK [ALERT] maintenance tonight {5}\r\n* 9 FETCH (X-UNKNOWN {4}\r\n\r\n()(((\r\n* \u{fe}\u{ff}??\r\n* 5 FETCH (FLAGS (\\Seen) UID 2)\r\n".to_owned();
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_count(3, SOON).await;
    assert_eq!(sink.subjects(), all_but(0, 3));
    assert!(sink.failures().is_empty(), "{:?}", sink.failures());
    running.stop().await;
}

#[tokio::test]
async fn idle_that_is_listed_but_refused_becomes_polling() {
    let (fake, mut settings) = fake_with(0).await;
    fake.state().idle_refused = true;
    settings.timing.poll = Duration::from_millis(50);
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    sink.until_watching(1).await;
    fake.add(mail("polled"));
    sink.until_count(1, SOON).await;
    assert!(sink.failures().is_empty());
    eventually(SOON, "it is told", || {
        let polling = ConnectionState::Watching { push: false };
        sink.read(|recorded| {
            recorded
                .statuses
                .iter()
                .any(|status| status.connection == polling)
                .then_some(())
        })
    })
    .await;
    running.stop().await;
}

#[tokio::test]
async fn greetings_that_are_none_are_told_apart() {
    for (greeting, expected) in [
        ("* BYE too many connections", FailureCode::ServerBusy),
        ("220 mail.example.ro ESMTP", FailureCode::WrongProtocol),
        ("silence", FailureCode::Timeout),
    ] {
        let (fake, mut settings) = fake_with(0).await;
        fake.state().greeting = greeting.to_owned();
        settings.timing.response = Duration::from_millis(300);
        let sink = MemorySink::new();
        let running = Running::start(settings, &sink);
        let failure = eventually(SOON, greeting, || sink.failures().first().cloned()).await;
        assert_eq!(failure.code, expected, "{greeting}: {failure}");
        running.stop().await;
    }
}

/// Gives out an old token until it is told to renew it.
struct Tokens {
    renewals: AtomicU32,
    renewed: Result<&'static str, FailureCode>,
}

#[async_trait]
impl TokenProvider for Tokens {
    async fn access_token(&self, force: bool) -> Result<Secret, Failure> {
        if !force {
            return Ok(Secret::new("old"));
        }
        self.renewals.fetch_add(1, Ordering::SeqCst);
        self.renewed
            .map(Secret::new)
            .map_err(|code| Failure::new(code, "revoked"))
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    for one_step in [true, false] {
        let fake = FakeImap::start().await;
        if !one_step {
            fake.state().capabilities = "IMAP4rev1 IDLE AUTH=XOAUTH2".to_owned();
        }
        let tokens = Arc::new(Tokens {
            renewals: AtomicU32::new(0),
            renewed: Ok("good"),
        });
        let sink = MemorySink::new();
        let running = Running::start(fake.settings(MailAuth::XOAuth2(tokens.clone())), &sink);
        sink.until_watching(1).await;
        assert_eq!(tokens.renewals.load(Ordering::SeqCst), 1);
        assert!(sink.failures().is_empty());
        running.stop().await;
    }
}

#[tokio::test]
async fn a_permission_that_is_gone_is_told() {
    for (renewed, expected) in [
        (
            Ok("also wrong"),
            "login: AUTHENTICATE failed. ({\"status\":\"400\"})",
        ),
        (Err(FailureCode::OauthSignInAgain), "revoked"),
    ] {
        let fake = FakeImap::start().await;
        let tokens = Arc::new(Tokens {
            renewals: AtomicU32::new(0),
            renewed,
        });
        let sink = MemorySink::new();
        let running = Running::start(fake.settings(MailAuth::XOAuth2(tokens)), &sink);
        let failure = eventually(SOON, "failure", || sink.failures().first().cloned()).await;
        assert_eq!(
            (failure.code, failure.detail.as_str()),
            (FailureCode::OauthSignInAgain, expected)
        );
        running.stop().await;
    }
}

#[tokio::test]
async fn names_and_passwords_cannot_start_a_command() {
    let fake = FakeImap::start().await;
    let settings = fake.settings(MailAuth::Password(Secret::new("a\r\nX DELETE INBOX")));
    let sink = MemorySink::new();
    let running = Running::start(settings, &sink);
    eventually(SOON, "failure", || sink.failures().first().cloned()).await;
    assert!(fake.state().commands.iter().all(|line| !line.contains("DELETE")));
    running.stop().await;
}

#[tokio::test]
async fn a_password_is_not_sent_to_a_server_that_wants_encryption_first() {
    let fake = FakeImap::start().await;
    fake.state().capabilities = "IMAP4rev1 LOGINDISABLED".to_owned();
    let sink = MemorySink::new();
    let running = Running::start(fake.settings(password()), &sink);
    let failure = eventually(SOON, "failure", || sink.failures().first().cloned()).await;
    assert_eq!(failure.code, FailureCode::EncryptionRequired);
    assert!(fake.state().commands.iter().all(|line| !line.contains("secret")));
    running.stop().await;
}
