//! Real mails without an expected result: what an agent would want to see of each (`mail/chatwoot`, `mail/freescout`,
//! `mail/libredesk`).

use mail::inspect::{Report, inspect};
use mail::{MailKind, inspect::AttachmentReport};

use crate::support::cases;

/// Reads one case; `None` when the cases are not here.
fn case(set: &str, file: &str) -> Option<Report> {
    let folder = cases(&format!("mail/{set}"))?;
    Some(inspect(file, &std::fs::read(folder.join(file)).unwrap()))
}

fn names(report: &Report) -> Vec<&str> {
    report.attachments.iter().map(|a| a.name.as_str()).collect()
}

#[test]
fn every_mail_has_a_sender_and_something_to_show() {
    for set in ["chatwoot", "freescout", "libredesk"] {
        let Some(folder) = cases(&format!("mail/{set}")) else {
            return;
        };
        let mut count = 0;
        for path in std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.extension().is_none_or(|extension| extension != "eml") {
                continue;
            }
            count += 1;
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let report = inspect(&name, &std::fs::read(&path).unwrap());
            assert!(
                report.from.address.contains('@') || name == "bounced_with_no_from.eml",
                "{name}: {:?}",
                report.from
            );
            assert!(
                !report.text.is_empty() || !report.attachments.is_empty(),
                "{name} shows nothing"
            );
            assert!(
                report.text.is_empty() || !report.reply_text.is_empty(),
                "{name} hides everything"
            );
        }
        println!("{set}: {count} mails");
        assert!(count > 0);
    }
}

#[test]
fn attachments_are_listed_and_named() {
    let Some(report) = case("libredesk", "empty-filename-attachments.eml") else {
        return;
    };
    assert_eq!(names(&report), ["image.png", "image.gif"]);
    let inline = |file: &str| {
        let report = case("libredesk", file).unwrap();
        report
            .attachments
            .into_iter()
            .map(|a: AttachmentReport| (a.name, a.inline))
            .collect::<Vec<_>>()
    };
    let listed = |name: &str, inline: bool| (name.to_owned(), inline);
    assert_eq!(
        inline("mixed-attachments.eml"),
        [listed("logo.png", true), listed("invoice.pdf", false)]
    );
    assert_eq!(inline("outlook-inline-images.eml"), [listed("chart.png", true)]);
    assert_eq!(inline("nameless-inline-image.eml"), [listed("image.png", true)]);
    assert_eq!(inline("attachment-with-cid.eml"), [listed("photo.png", false)]);
    assert_eq!(
        inline("apple-inline-no-cid.eml"),
        [listed("photo.png", true), listed("document.pdf", false)]
    );
    let many = case("chatwoot", "multiple_attachments.eml").unwrap();
    assert!(many.attachments.len() > 10 && names(&many).iter().all(|name| name.ends_with(".png")));
    let spread = case("freescout", "message-1b.eml").unwrap();
    assert_eq!(names(&spread), ["2021_Mängelliste_0819306.xlsx"]);
    let symbols = case("freescout", "message-1symbols.eml").unwrap();
    assert_eq!(names(&symbols), ["Checkliste 10.,DAVIDGASSE 76-80;2;2.pdf"]);
}

#[test]
fn text_is_found_wherever_it_stands() {
    let Some(report) = case("freescout", "message-1.eml") else {
        return;
    };
    assert_eq!(report.text, "Hi");
    assert_eq!(case("freescout", "issue-4567.eml").unwrap().text, "Hi");
    let dashes = case("freescout", "message-2.eml").unwrap();
    assert!(
        dashes
            .text
            .ends_with("Special Comments\n-\nSee attached document"),
        "{}",
        dashes.text
    );
    assert_eq!(names(&dashes), ["file.pdf"]);
    let japanese = case("freescout", "message-5-iso-2022-jp.eml").unwrap();
    assert_eq!(
        (japanese.from.name.as_str(), japanese.text.as_str()),
        ("アマゾン", "※ アマゾン 配送部")
    );
    let nul = case("freescout", "message-4-null-bytes.eml").unwrap();
    assert!(nul.text.starts_with("Уважаемые системные администраторы") && !nul.text.contains('\0'));
    assert_eq!(nul.language.as_deref(), Some("ru"));
    let arabic = case("chatwoot", "non_utf_encoded_mail.eml").unwrap();
    assert_eq!(
        (arabic.from.name.as_str(), arabic.kind),
        ("متجر سوق نت", MailKind::AutoReply)
    );
    assert_eq!(
        case("libredesk", "pgp-signed.eml").unwrap().text,
        "Please update my account email."
    );
}

#[test]
fn quotes_are_told_from_the_answer() {
    let Some(report) = case("chatwoot", "mail_with_quote.eml") else {
        return;
    };
    assert!(
        report
            .reply_text
            .starts_with("Yes, I am providing you step how to reproduce this issue")
    );
    assert!(
        report.quoted_text.contains("Any update on this?")
            && !report.reply_text.contains("Any update on this?")
    );
    let signed = case("chatwoot", "reply_cc.eml").unwrap();
    assert_eq!(signed.reply_text, "Hello,\n\nFind the related inbox.");
}

#[test]
fn people_and_ids_survive_malformed_headers() {
    let Some(report) = case("chatwoot", "mail_with_invalid_to.eml") else {
        return;
    };
    assert_eq!(report.to[0].address, "vishnu@chatwoot.com");
    assert_eq!(
        case("chatwoot", "mail_with_invalid_to_2.eml").unwrap().to[0].address,
        "vishnu@chatwoot.com"
    );
    assert!(
        case("chatwoot", "malformed_reply_to.eml")
            .unwrap()
            .reply_to
            .is_empty()
    );
    assert_eq!(
        case("chatwoot", "multiple_in_reply_to.eml")
            .unwrap()
            .in_reply_to
            .len(),
        2
    );
    assert_eq!(
        case("chatwoot", "mail_with_references.eml")
            .unwrap()
            .references
            .len(),
        2
    );
    assert_eq!(case("chatwoot", "mail_with_no_date.eml").unwrap().date, None);
    assert_eq!(case("chatwoot", "mail_with_no_subject.eml").unwrap().subject, "");
}

#[test]
fn kinds_are_recognised() {
    let Some(report) = case("libredesk", "calendar-invite.eml") else {
        return;
    };
    assert_eq!(report.kind, MailKind::Calendar);
    assert_eq!(
        case("chatwoot", "auto_reply.eml").unwrap().kind,
        MailKind::AutoReply
    );
    assert_eq!(case("chatwoot", "support.eml").unwrap().kind, MailKind::Normal);
    let bounce = case("libredesk", "bounce-dsn.eml").unwrap();
    assert_eq!((bounce.kind, bounce.may_auto_respond), (MailKind::Bounce, false));
    assert_eq!(bounce.bounce.unwrap().recipients[0].address, "nobody@example.com");
    assert_eq!(
        case("chatwoot", "bounced_gmail.eml").unwrap().kind,
        MailKind::Bounce
    );
    assert_eq!(
        case("chatwoot", "bounced_with_no_from.eml").unwrap().kind,
        MailKind::Bounce
    );
}
