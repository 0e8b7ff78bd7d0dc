//! Bounces, published and own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mail::bounce::{Bounce, BounceReason, detect_raw};
use serde_json::Value;

use crate::support::cases;

fn expected(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap()
}

/// The published names of our reasons.
fn published(reason: BounceReason) -> &'static [&'static str] {
    match reason {
        BounceReason::Other => &["undefined", "onhold"],
        BounceReason::UserUnknown => &["userunknown"],
        BounceReason::HostUnknown => &["hostunknown"],
        BounceReason::Moved => &["hasmoved"],
        BounceReason::NotAccepting => &["notaccept"],
        BounceReason::MailboxFull => &["mailboxfull"],
        BounceReason::Suspended => &["suspend"],
        BounceReason::Filtered => &["filtered"],
        BounceReason::Rejected => &["rejected"],
        BounceReason::Blocked => &["blocked"],
        BounceReason::BadReputation => &["badreputation"],
        BounceReason::AuthFailure => &["authfailure"],
        BounceReason::RequiresPtr => &["requireptr"],
        BounceReason::SpamDetected => &["spamdetected"],
        BounceReason::VirusDetected => &["virusdetected"],
        BounceReason::PolicyViolation => &["policyviolation"],
        BounceReason::SecurityError => &["securityerror"],
        BounceReason::NoRelaying => &["norelaying"],
        BounceReason::RateLimited => &["toomanyconn", "speeding"],
        BounceReason::TooLarge => &["mesgtoobig"],
        BounceReason::ContentError => &["contenterror"],
        BounceReason::NotCompliant => &["notcompliantrfc"],
        BounceReason::SyntaxError => &["syntaxerror"],
        BounceReason::Expired => &["expired"],
        BounceReason::NetworkError => &["networkerror"],
        BounceReason::SystemError => &["systemerror"],
        BounceReason::SystemFull => &["systemfull"],
        BounceReason::MailerError => &["mailererror"],
    }
}

/// Files of the published set that are judged otherwise here, and why.
const SISIMAI_DIFFERENCES: &[(&str, &str)] = &[
    (
        "lhost-exim-37.eml",
        "the domain that does not exist is the sender's, so the recipient's address is not dead",
    ),
    (
        "lhost-postfix-07.eml",
        "\"550 User unknown\" without a stage is an unknown user, not a filter",
    ),
];

#[test]
fn sisimai_bounces_are_understood_as_published() {
    let Some(folder) = cases("bounce/sisimai") else {
        return;
    };
    let (mut rows, mut statuses, mut status, mut code, mut reason) = (0, 0, 0, 0, 0);
    for (name, want) in expected(&folder).as_object().unwrap() {
        let found = detect_raw(&std::fs::read(folder.join(name)).unwrap());
        let want = want["rows"].as_array().unwrap();
        if want.iter().all(|row| row["reason"] == "vacation") {
            // Vacation notes are automatic answers, not bounces.
            assert!(found.is_none(), "{name}");
            continue;
        }
        let found = found.unwrap_or_else(|| panic!("{name} is a bounce"));
        let hard: Vec<_> = found.recipients.iter().map(|r| r.permanent).collect();
        let want_hard: Vec<_> = want
            .iter()
            .map(|row| row["hardbounce"].as_bool().unwrap())
            .collect();
        if SISIMAI_DIFFERENCES.iter().any(|(known, _)| known == name) {
            assert_ne!(hard, want_hard, "{name} is no difference any more");
            continue;
        }
        assert_eq!(hard, want_hard, "{name}: {:#?}", found.recipients);
        for (got, want) in found.recipients.iter().zip(want) {
            rows += 1;
            let dsn = want["dsn"].as_str().unwrap();
            // Statuses of the form x.0.9nn are made up by the publisher.
            if !dsn
                .split('.')
                .nth(2)
                .is_some_and(|n| n.len() == 3 && n.starts_with('9'))
            {
                statuses += 1;
                status += usize::from(got.status.as_deref() == Some(dsn));
            }
            code += usize::from(got.smtp_code.as_deref().unwrap_or_default() == want["reply"]);
            reason += usize::from(published(got.reason).contains(&want["reason"].as_str().unwrap()));
        }
    }
    println!("{rows} recipients: status {status} of {statuses}, reply code {code}, reason {reason}");
    assert!(status * 100 >= statuses * 98 && code * 100 >= rows * 98 && reason * 100 >= rows * 95);
}

#[test]
fn flufl_bounces_name_the_published_addresses() {
    let Some(folder) = cases("bounce/flufl") else {
        return;
    };
    // A file is listed once for each program that was asked; one that does not know the format finds nothing.
    let mut wanted: BTreeMap<String, (BTreeSet<String>, bool)> = BTreeMap::new();
    for want in expected(&folder).as_array().unwrap() {
        let entry = wanted
            .entry(want["file"].as_str().unwrap().to_owned())
            .or_default();
        entry.0.extend(
            want["addresses"]
                .as_array()
                .unwrap()
                .iter()
                .map(|a| a.as_str().unwrap().to_owned()),
        );
        entry.1 |= want["temporary"].as_bool().unwrap();
    }
    for (name, (mut addresses, temporary)) in wanted {
        if name == "yale_01.txt" {
            // The notice names no address; the published ones are composed by a rule for this one university.
            addresses.clear();
        }
        let found: Bounce = detect_raw(&std::fs::read(folder.join(&name)).unwrap()).unwrap_or_default();
        let got: BTreeSet<_> = found.recipients.iter().map(|r| r.address.clone()).collect();
        assert_eq!(got, addresses, "{name}: {found:#?}");
        for recipient in found.recipients {
            assert_eq!(recipient.delayed, temporary, "{name}");
            assert!(!(temporary && recipient.permanent), "{name}");
        }
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files)
        } else {
            files.push(path)
        }
    }
}

#[test]
fn ordinary_mails_are_no_bounces() {
    let mut files = Vec::new();
    for part in ["mail", "reply"] {
        let Some(folder) = cases(part) else { return };
        walk(&folder, &mut files);
    }
    let real = [
        "bounce-dsn.eml",
        "bounced_gmail.eml",
        "bounced_with_no_from.eml",
        "mail018.box",
        "mail033-undelivered-mail-returned-to-sender.box",
    ];
    let mut bounces: Vec<_> = files
        .iter()
        .filter(|path| detect_raw(&std::fs::read(path).unwrap()).is_some())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    bounces.sort();
    assert_eq!(bounces, real);
}

/// A notice in plain text.
fn notice(from: &str, subject: &str, body: &str) -> String {
    format!(
        "From: {from}\r\nTo: help@desk.example\r\nSubject: {subject}\r\nMessage-ID: <n1@mx.example>\r\n\r\n{}",
        body.replace('\n', "\r\n")
    )
}

#[test]
fn notices_of_many_servers_are_read() {
    use BounceReason::{
        AuthFailure, Expired, Filtered, HostUnknown, MailboxFull, NotAccepting, Rejected, SpamDetected,
        Suspended, TooLarge, UserUnknown,
    };
    let daemon = "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>";
    for (subject, body, reason, delayed) in [
        (
            "Undelivered Mail Returned to Sender",
            "<bob@shop.example>: host mx.shop.example[192.0.2.1] said: 550 5.1.1 <bob@shop.example>\n    User unknown (in reply to RCPT TO command)\n",
            UserUnknown,
            false,
        ),
        (
            "Mail delivery failed: returning message to sender",
            "A message that you sent could not be delivered to one or more of its\nrecipients. The following address(es) failed:\n\n  bob@shop.example\n    host mx.shop.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<bob@shop.example>:\n    552 5.2.2 mailbox full\n\n------ This is a copy of the message, including all the headers. ------\n\nTo: other@shop.example\nSubject: Your order\nMessage-ID: <m1@desk.example>\n",
            MailboxFull,
            false,
        ),
        (
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<bob@shop.example>:\nSorry, I couldn't find any host named shop.example. (#5.1.2)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <help@desk.example>\nMessage-ID: <m1@desk.example>\n",
            HostUnknown,
            false,
        ),
        (
            "Returned mail: see transcript for details",
            "   ----- The following addresses had permanent fatal errors -----\n<bob@shop.example>\n    (reason: 550 5.1.1 <bob@shop.example>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.shop.example.:\n>>> DATA\n<<< 550 5.1.1 User unknown\n",
            UserUnknown,
            false,
        ),
        (
            "Delivery Status Notification (Failure)",
            "** Address not found **\n\nYour message wasn't delivered to bob@shop.example because the address couldn't be found, or is unable to receive mail.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach does not exist.\n",
            UserUnknown,
            false,
        ),
        (
            "Delivery Status Notification (Delay)",
            "Delivery to the following recipient has been delayed:\n\n     bob@shop.example\n\nMessage will be retried for 2 more day(s)\n\nTechnical details of temporary failure:\nThe recipient server did not accept our requests to connect.\n",
            Expired,
            true,
        ),
        (
            "Undeliverable: Your order",
            "Delivery has failed to these recipients or groups:\n\nBob Roe (bob@shop.example)<mailto:bob@shop.example>\nThe email address you entered couldn't be found.\n\nDiagnostic information for administrators:\n\nGenerating server: x.example\n\nbob@shop.example\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'\n\nOriginal message headers:\n\nReceived: from x\nMessage-ID: <m1@desk.example>\n",
            UserUnknown,
            false,
        ),
        (
            "Unzustellbar: Ihre Bestellung",
            "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\nbob@shop.example\nDas Postfach ist voll.\n\n#554 5.2.2 mailbox full\n",
            MailboxFull,
            false,
        ),
        (
            "DELIVERY FAILURE: User bob (bob@shop.example) not listed in Domino Directory",
            "Your message\n\n  Subject: Your order\n\nwas not delivered to:\n\n  bob@shop.example\n\nbecause:\n\n  User bob (bob@shop.example) not listed in Domino Directory\n",
            UserUnknown,
            false,
        ),
        (
            "Undeliverable Mail",
            "Unknown user: bob@shop.example\n\nRCPT TO generated following response:\n553 5.3.0 <bob@shop.example>... Addressee unknown\n\nOriginal message follows.\n",
            UserUnknown,
            false,
        ),
        (
            "Delivery failure",
            "Message from shop.example.\nUnable to deliver message to the following address(es).\n\n<bob@shop.example>:\nThis account has been disabled or discontinued [#102].\n\n--- Original message follows.\n",
            Suspended,
            false,
        ),
        (
            "Nondeliverable mail",
            "------Transcript of session follows -------\nbob@shop.example\nThe user's email name is not found.\n",
            UserUnknown,
            false,
        ),
        (
            "Mail System Error - Returned Mail",
            "This Message was undeliverable due to the following reason:\n\nYour message was not delivered within 3 days.\nHost shop.example is not responding.\n\nThe following recipients did not receive your message:\n\n     <bob@shop.example>\n\nPlease reply to Postmaster@mx.example\n",
            Expired,
            false,
        ),
        (
            "Thư không gửi được",
            "Không thể gửi thư của bạn đến những người nhận sau:\n\nbob@shop.example\n550 5.1.1 không tồn tại\n",
            UserUnknown,
            false,
        ),
        (
            "Mesaj nelivrat",
            "Mesajul nu a putut fi livrat către următorii destinatari:\n\n  bob@shop.example\n    550 5.1.1 utilizatorul nu există\n",
            UserUnknown,
            false,
        ),
        (
            "Message rejected",
            "Your message could not be delivered to:\n\nbob@shop.example\n\n552 5.3.4 Message size exceeds fixed limit\n",
            TooLarge,
            false,
        ),
        (
            "Undeliverable mail",
            "Your message could not be delivered to\n<bob@shop.example>: 550 5.7.1 message identified as spam (in reply to end of DATA command)\n",
            SpamDetected,
            false,
        ),
        (
            "Undeliverable mail",
            "Your message could not be delivered to\n<bob@shop.example>: 550 5.7.26 This mail is unauthenticated: DMARC policy (in reply to end of DATA command)\n",
            AuthFailure,
            false,
        ),
        (
            "Undeliverable mail",
            "Your message could not be delivered to\n<bob@shop.example>: 556 5.1.10 Recipient address has null MX\n",
            NotAccepting,
            false,
        ),
        (
            "Undeliverable mail",
            "Your message could not be delivered to\n<bob@shop.example>: 550 no such user here (in reply to end of DATA command)\n",
            Filtered,
            false,
        ),
        (
            "Undeliverable mail",
            "Your message could not be delivered to\n<bob@shop.example>: 550 5.1.8 Sender address does not exist (in reply to MAIL FROM command)\n",
            Rejected,
            false,
        ),
        (
            "Warning: message 1abc delayed 24 hours",
            "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.example.\n\nThe address to which the message has not yet been delivered is:\n\n  bob@shop.example\n\nNo action is required on your part. Delivery attempts will continue for\nsome time.\n",
            Expired,
            true,
        ),
    ] {
        let found = detect_raw(notice(daemon, subject, body).as_bytes())
            .unwrap_or_else(|| panic!("{subject}: {body}"));
        let [recipient] = found.recipients.as_slice() else {
            panic!("{subject}: {:?}", found.recipients)
        };
        assert_eq!(recipient.address, "bob@shop.example", "{body}");
        assert_eq!(
            (recipient.reason, recipient.delayed),
            (reason, delayed),
            "{body} {recipient:?}"
        );
        assert_eq!(
            recipient.permanent,
            !delayed && reason.is_dead_address(),
            "{body}"
        );
        if body.contains("m1@desk.example") {
            assert_eq!(
                found.original_message_id.as_deref(),
                Some("m1@desk.example"),
                "{body}"
            );
        }
    }
}

#[test]
fn reports_tell_each_recipient_and_the_original() {
    let raw = "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: help@desk.example\r\nSubject: Undelivered Mail\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
        Reporting-MTA: dns; mx.example\r\n\r\nOriginal-Recipient: rfc822;bob@shop.example\r\nFinal-Recipient: rfc822;b@internal.example\r\n\
        Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n user\r\n\r\n\
        Final-Recipient: rfc822; ann@shop.example\r\nAction: delayed\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; connection timed out\r\n\r\n\
        Final-Recipient: rfc822; eve@shop.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n\
        --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <m1@desk.example>\r\nSubject: =?utf-8?q?B=C4=83i?=\r\n\r\n--b--\r\n";
    let found = detect_raw(raw.as_bytes()).unwrap();
    let told: Vec<_> = found
        .recipients
        .iter()
        .map(|r| (r.address.as_str(), r.status.as_deref(), r.permanent, r.delayed))
        .collect();
    assert_eq!(
        told,
        [
            ("bob@shop.example", Some("5.1.1"), true, false),
            ("ann@shop.example", Some("4.4.1"), false, true)
        ]
    );
    assert_eq!(
        found.recipients[0].diagnostic.as_deref(),
        Some("550 5.1.1 no such user")
    );
    assert_eq!(found.original_message_id.as_deref(), Some("m1@desk.example"));
    assert_eq!(found.original_subject.as_deref(), Some("Băi"));
    assert!(
        detect_raw(
            raw.replace("failed", "delivered")
                .replace("delayed", "relayed")
                .as_bytes()
        )
        .is_none(),
        "a receipt"
    );
}

#[test]
fn people_may_write_about_bounces() {
    let copy = "Undelivered Mail Returned to Sender\n\n<bob@shop.example>: host mx.shop.example said: 550 5.1.1 User unknown\n";
    for (from, subject, body) in [
        (
            "Ann <ann@example.org>",
            "My mail to Bob bounces",
            format!("Hello,\n\nwhen I write to Bob I get this:\n\n{copy}\nWhat can I do?"),
        ),
        (
            "Ann <ann@example.org>",
            "Fwd: Undelivered Mail Returned to Sender",
            format!("Please look.\n\n{copy}"),
        ),
        (
            "Ann <ann@example.org>",
            "Undelivered Mail",
            format!(
                "Hi,\n\nI keep getting these.\nCan you help?\nSee this:\nIt could not be delivered to:\n\n{copy}"
            ),
        ),
        (
            "Ann <ann@example.org>",
            "Delivery failed",
            "My parcel could not be delivered. My address is ann@example.org, phone 550 512.".to_owned(),
        ),
        (
            "Ann <ann@example.org>",
            "Mailbox full?",
            "Is bob@shop.example over quota? He does not answer.".to_owned(),
        ),
    ] {
        assert_eq!(
            detect_raw(notice(from, subject, &body).as_bytes()),
            None,
            "{subject}"
        );
    }
    let out_of_office = "From: bob@shop.example\r\nReturn-Path: <>\r\nAuto-Submitted: auto-replied\r\nSubject: Out of office\r\n\r\nI am away. Ask ann@shop.example.\r\n";
    assert_eq!(detect_raw(out_of_office.as_bytes()), None);
}

#[test]
fn the_whole_mail_is_known_as_a_bounce() {
    for folder in ["bounce/sisimai", "bounce/flufl"] {
        let Some(folder) = cases(folder) else { return };
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.extension().is_some_and(|end| end == "eml" || end == "txt") {
                continue;
            }
            if path.ends_with("SOURCE.txt") {
                continue;
            }
            let raw = std::fs::read(&path).unwrap();
            let mail = crate::support::read(&raw);
            assert_eq!(mail.bounce, detect_raw(&raw), "{}", path.display());
            assert_eq!(
                mail.kind == mail::MailKind::Bounce,
                mail.bounce.is_some(),
                "{}",
                path.display()
            );
            assert!(
                mail.bounce.is_none() || !mail.may_auto_respond,
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn a_mail_deleted_unread_is_no_bounce_and_a_refusal_by_receipt_is_one() {
    let receipt = |subject: &str, text: &str| {
        format!(
            "From: bob@shop.example\r\nTo: help@desk.example\r\nSubject: {subject}\r\nAuto-Submitted: auto-replied\r\n\
             Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\n{text}\r\n\
             --b\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; bob@shop.example\r\n\
             Disposition: automatic-action/MDN-sent-automatically; deleted\r\n\r\n--b--\r\n"
        )
    };
    let refusal = receipt(
        "Automatically rejected mail",
        "Your message to <bob@shop.example> was automatically rejected:\r\nQuota exceeded",
    );
    let found = detect_raw(refusal.as_bytes()).unwrap();
    assert_eq!(found.recipients[0].reason, BounceReason::MailboxFull);
    assert_eq!(
        detect_raw(
            receipt(
                "Not read: Your order",
                "Your message was deleted without being read."
            )
            .as_bytes()
        ),
        None
    );
}

#[test]
fn reasons_are_written_in_snake_case() {
    assert_eq!(
        serde_json::to_value(BounceReason::UserUnknown).unwrap(),
        "user_unknown"
    );
    assert_eq!(
        serde_json::to_value(BounceReason::RequiresPtr).unwrap(),
        "requires_ptr"
    );
}

#[test]
fn hostile_notices_of_a_megabyte_take_no_time() {
    for line in [
        "<a@b.example>:\n",
        "@",
        "\"@",
        "a@b.c ",
        "Final-Recipient: rfc822; a@b.example\n",
        "550 5.1.1 ",
        "x\n",
        "----- original\n",
        "Received\n",
    ] {
        let body = format!(
            "could not be delivered to the following recipients:\n{}",
            line.repeat((1 << 20) / line.len())
        );
        let started = std::time::Instant::now();
        let found = detect_raw(notice("MAILER-DAEMON@mx.example", "failure notice", &body).as_bytes());
        assert!(found.is_none_or(|found| found.recipients.len() <= 2));
        assert!(
            started.elapsed().as_secs() < 30,
            "{line:?} took {:?}",
            started.elapsed()
        );
    }
}

proptest::proptest! {
    #[test]
    fn anything_is_read_without_panic(body in "(<|>|@|a@b.example|:|\r\n|\n\n|550|5.1.1|--b|Content-Type: message/delivery-status|Final-Recipient: rfc822;|failed|[a-z ]{0,6}|\\PC{0,3}){0,40}") {
        for from in ["MAILER-DAEMON@mx.example", "ann@example.org"] {
            let raw = format!("From: {from}\nSubject: failure notice\nContent-Type: multipart/report; boundary=b\n\n--b\n\ncould not be delivered to:\n{body}");
            for recipient in detect_raw(raw.as_bytes()).unwrap_or_default().recipients {
                assert!(recipient.address.contains('@'));
            }
        }
    }
}
