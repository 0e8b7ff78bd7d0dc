//! What `rapport mail inspect` prints: one mail as a JSON object.

use serde::Serialize;

use crate::bounce::BounceReason;
use crate::message::{Mail, MailKind, Mailbox};
use crate::parse::{ParseOptions, parse};

/// One mail, in the fields and the order of the JSON object.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The file that was read.
    pub file: String,
    /// The author.
    pub from: Mailbox,
    /// Recipients.
    pub to: Vec<Mailbox>,
    /// Copies.
    pub cc: Vec<Mailbox>,
    /// Where answers go.
    pub reply_to: Vec<Mailbox>,
    /// The subject.
    pub subject: String,
    /// RFC 3339 in UTC, whole seconds.
    pub date: Option<String>,
    /// Without angle brackets.
    pub message_id: Option<String>,
    /// Without angle brackets.
    pub in_reply_to: Vec<String>,
    /// Without angle brackets.
    pub references: Vec<String>,
    /// The whole body as plain text.
    pub text: String,
    /// Sanitised HTML.
    pub html: Option<String>,
    /// Without quotes and signature.
    pub reply_text: String,
    /// The rest.
    pub quoted_text: String,
    /// Files.
    pub attachments: Vec<AttachmentReport>,
    /// What kind of mail it is.
    pub kind: MailKind,
    /// Whether an automatic answer may be sent.
    pub may_auto_respond: bool,
    /// What could not be delivered.
    pub bounce: Option<BounceReport>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// What was wrong with the mail.
    pub warnings: Vec<String>,
}

/// One file of a [`Report`].
#[derive(Debug, Clone, Serialize)]
pub struct AttachmentReport {
    /// The file name.
    pub name: String,
    /// The media type.
    #[serde(rename = "type")]
    pub content_type: String,
    /// Bytes after decoding.
    pub size: u64,
    /// Of the decoded bytes, lower-case hex.
    pub sha256: String,
    /// Shown inside the body.
    pub inline: bool,
    /// Without angle brackets.
    pub content_id: Option<String>,
}

/// The bounce of a [`Report`].
#[derive(Debug, Clone, Serialize)]
pub struct BounceReport {
    /// The recipients that failed.
    pub recipients: Vec<RecipientReport>,
}

/// One failed recipient of a [`BounceReport`].
#[derive(Debug, Clone, Serialize)]
pub struct RecipientReport {
    /// The address.
    pub address: String,
    /// The enhanced status code.
    pub status: Option<String>,
    /// The SMTP reply code.
    pub smtp_code: Option<String>,
    /// Why.
    pub reason: BounceReason,
    /// Whether trying again is pointless.
    pub permanent: bool,
}

/// Reads `raw` and tells what is in it. What is no mail gives an empty report whose warnings say why.
#[must_use]
pub fn inspect(file_name: &str, raw: &[u8]) -> Report {
    match parse(raw, &ParseOptions::default()) {
        Ok(mail) => report(file_name, mail),
        Err(error) => {
            let mut empty = report(file_name, Mail::default());
            empty.warnings.push(error.to_string());
            empty
        }
    }
}

fn report(file_name: &str, mail: Mail) -> Report {
    let attachment = |a: crate::message::Attachment| AttachmentReport {
        name: a.name,
        content_type: a.content_type,
        size: a.size,
        sha256: a.sha256,
        inline: a.inline,
        content_id: a.content_id,
    };
    let bounce = mail.bounce.map(|bounce| BounceReport {
        recipients: bounce
            .recipients
            .into_iter()
            .map(|r| RecipientReport {
                address: r.address,
                status: r.status,
                smtp_code: r.smtp_code,
                reason: r.reason,
                permanent: r.permanent,
            })
            .collect(),
    });
    Report {
        file: file_name.to_owned(),
        from: mail.from,
        to: mail.to,
        cc: mail.cc,
        reply_to: mail.reply_to,
        subject: mail.subject,
        date: mail.date.map(|date| date.to_rfc3339().replace(".000000Z", "Z")),
        message_id: mail.message_id,
        in_reply_to: mail.in_reply_to,
        references: mail.references,
        text: mail.text,
        html: mail.html,
        reply_text: mail.reply_text,
        quoted_text: mail.quoted_text,
        attachments: mail.attachments.into_iter().map(attachment).collect(),
        kind: mail.kind,
        may_auto_respond: mail.may_auto_respond,
        bounce,
        language: mail.language,
        warnings: mail.warnings,
    }
}
