//! What a mail is: an answer by a program, a bounce, an invitation, a forward.

use crate::message::{Mail, MailKind};
use crate::mime::body::select;
use crate::mime::files::with_nested;
use crate::mime::transfer;
use crate::mime::tree::{Part, Tree};
use crate::{autoreply, bounce, calendar, charset, forward, html, language};

use super::ParseOptions;

/// Fills in what follows from header, body and files together.
pub(super) fn read(mail: &mut Mail, tree: &Tree, raw: &[u8]) {
    let from = Some(mail.from.address.as_str()).filter(|address| address.contains('@'));
    let verdict = autoreply::classify(&mail.headers, &mail.subject, from);
    mail.may_auto_respond = verdict.may_auto_respond;
    mail.is_list = verdict.is_list;
    let invitation = read_calendar(mail, tree, raw);
    mail.bounce = bounce::detect(mail, raw);
    let report = report_kind(tree, raw, mail.bounce.is_some());
    mail.kind = match report {
        Some(kind) => kind,
        None if mail.bounce.is_some() => MailKind::Bounce,
        None if invitation => MailKind::Calendar,
        None if verdict.is_auto_reply => MailKind::AutoReply,
        None => MailKind::Normal,
    };
    if mail.kind != MailKind::Bounce {
        mail.bounce = None;
    }
    // Nobody reads an automatic answer to these.
    if matches!(
        mail.kind,
        MailKind::Bounce | MailKind::AbuseReport | MailKind::DeliveryReceipt | MailKind::AutoReply
    ) {
        mail.may_auto_respond = false;
    } else if mail.kind == MailKind::Normal {
        mail.forwarded = forwarded(mail, tree, raw);
    }
    mail.language = language::detect(&mail.reply_text);
}

/// What a multipart/report reports, when it is not a failed delivery.
fn report_kind(tree: &Tree, raw: &[u8], bounced: bool) -> Option<MailKind> {
    let root = tree.root()?;
    let report = root
        .type_parameters
        .get("report-type")
        .map(str::to_ascii_lowercase)
        .unwrap_or_default();
    let has = |kind: &str| tree.parts.iter().any(|part| part.is(kind));
    if report == "feedback-report" || has("message/feedback-report") {
        return Some(MailKind::AbuseReport);
    }
    // Some servers refuse a mail by a receipt that says it was thrown away.
    let receipt = report == "disposition-notification" || has("message/disposition-notification");
    if receipt && !bounced {
        return Some(MailKind::DeliveryReceipt);
    }
    let status = tree
        .parts
        .iter()
        .find(|part| part.is("message/delivery-status"))?;
    let text = transfer::decode(status.encoding, status.raw_body(raw)).to_ascii_lowercase();
    let says = |action: &str| {
        let line = format!("action: {action}");
        memchr::memmem::find(&text, line.as_bytes()).is_some()
    };
    let arrived = says("delivered") || says("relayed") || says("expanded");
    (arrived && !bounced && !says("failed") && !says("delayed")).then_some(MailKind::DeliveryReceipt)
}

/// Reads the first calendar of the mail; whether it is an invitation rather than just a file.
fn read_calendar(mail: &mut Mail, tree: &Tree, raw: &[u8]) -> bool {
    let is_calendar = |part: &&Part| part.is("text/calendar") || part.is("application/ics");
    let Some(part) = tree.parts.iter().find(is_calendar) else {
        return false;
    };
    let bytes = transfer::decode(part.encoding, part.raw_body(raw));
    let text = charset::tidy(charset::decode(part.charset().or(Some("utf-8")), &bytes, None).text);
    let Some(mut invite) = calendar::parse(&text) else {
        return false;
    };
    let method = part.type_parameters.get("method").map(str::to_ascii_uppercase);
    if invite.method.is_empty() {
        invite.method = method.unwrap_or_default();
    }
    if mail.text.trim().is_empty() {
        let lines = [
            Some(invite.summary.clone()),
            invite.location.clone(),
            invite.description.clone(),
        ];
        mail.text = lines
            .into_iter()
            .flatten()
            .filter(|l| !l.trim().is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        mail.reply_text.clone_from(&mail.text);
    }
    let asks = !invite.method.is_empty() && invite.method != "PUBLISH";
    let invitation = asks && (!part.is_attachment() || part.is("text/calendar"));
    mail.calendar = Some(invite);
    invitation
}

/// The original that this mail forwards: attached, or quoted in the text.
fn forwarded(mail: &Mail, tree: &Tree, raw: &[u8]) -> Option<forward::Forwarded> {
    let attached = tree
        .parts
        .iter()
        .find(|part| part.is("message/rfc822") || part.is("message/global"));
    let is_reply = crate::threading::subject::is_reply(&mail.subject);
    if let Some(found) = attached
        .filter(|_| !is_reply)
        .and_then(|part| attached_original(mail, part, raw))
    {
        return Some(found);
    }
    forward::find_inline(&text_with_addresses(mail), &mail.subject)
}

/// The text with the addresses behind links: header blocks often show a name that links to its address.
fn text_with_addresses(mail: &Mail) -> String {
    match &mail.html {
        Some(html) => html::quoted(html, html::Links::WithAddress),
        None => mail.text.clone(),
    }
}

fn attached_original(mail: &Mail, part: &Part, raw: &[u8]) -> Option<forward::Forwarded> {
    with_nested(part, raw, |bytes, range| {
        let tree = Tree::read_range(bytes, range);
        let root = tree.root()?;
        let mut original = Mail::default();
        let options = ParseOptions::default();
        super::head::read(&mut original, root, bytes, None, &options);
        if !original.from.is_valid() {
            return None;
        }
        let selection = select(&tree, bytes);
        super::body::read_text(&mut original, &tree, &selection, bytes, &options);
        Some(forward::Forwarded {
            original_from: original.from,
            original_to: original.to,
            original_date: original.date,
            original_subject: Some(original.subject).filter(|s| !s.is_empty()),
            original_message_id: original.message_id,
            text: original.text,
            comment: mail.reply_text.clone(),
            style: forward::ForwardStyle::Attached,
        })
    })
}
