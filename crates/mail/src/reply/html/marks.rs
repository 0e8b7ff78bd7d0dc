//! How mail programs mark quotes in HTML.

use super::dom::{Data, Dom, Id};

/// What an element is marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Nothing,
    /// Encloses quoted text.
    Quote,
    /// A `blockquote` with no other mark.
    Blockquote,
    /// "On ... X wrote:".
    Announcement,
    /// Everything from here on is a copied mail.
    CopyBelow,
    /// Has a line along its top, as Outlook draws above a copied header.
    Ruled,
    Signature,
}

/// What the element `id` is marked as.
pub(super) fn of(dom: &Dom, id: Id) -> Mark {
    let Some(Data::Element { name, attributes }) = dom.node(id).map(|node| &node.data) else {
        return Mark::Nothing;
    };
    for (attribute, value) in attributes {
        let mark = match attribute.as_str() {
            "class" => value
                .split_ascii_whitespace()
                .map(by_class)
                .find(|mark| *mark != Mark::Nothing),
            "id" => Some(by_id(value.trim())),
            "type" if name == "blockquote" && value.trim().eq_ignore_ascii_case("cite") => Some(Mark::Quote),
            "data-marker" if value == "__QUOTED_TEXT__" => Some(Mark::Quote),
            "style" if is_ruled(value) => Some(Mark::Ruled),
            _ => None,
        };
        if let Some(mark) = mark.filter(|mark| *mark != Mark::Nothing) {
            return mark;
        }
    }
    match name.as_str() {
        "blockquote" => Mark::Blockquote,
        // QQ Mail.
        "includetail" => Mark::Quote,
        _ => Mark::Nothing,
    }
}

/// Outlook and old Hotmail put their own prefix before the names that other programs chose, once per hop.
fn bare(name: &str) -> String {
    let mut name = name.to_ascii_lowercase();
    while let Some(rest) = name.strip_prefix("x_").or_else(|| name.strip_prefix("ecx")) {
        name = rest.to_owned();
    }
    name
}

fn by_class(class: &str) -> Mark {
    match bare(class).as_str() {
        "gmail_quote"
        | "gmail_quote_container"
        | "yahoo_quoted"
        | "ymail_quoted"
        | "protonmail_quote"
        | "tutanota_quote"
        | "zmail_extra"
        | "zmail_extra_quote"
        | "moz-forward-container"
        | "ms-outlook-mobile-reference-message"
        | "front-blockquote"
        | "front_quote"
        | "hey_quote"
        | "skiff_quote"
        | "mailbird_quote"
        | "quoted-text"
        | "quoted_text"
        | "email-quote"
        | "email_quote"
        | "mail-quote"
        | "mail_quote"
        | "freshdesk_quote"
        | "zendesk_quote"
        | "intercom-interblocks-quote"
        | "helpscout-quote"
        | "aolmail_quote"
        | "aol_quote"
        | "kmail_quote"
        | "fastmail-quote"
        | "fastmailquote"
        | "superhuman-quote"
        | "spark-quote"
        | "missive_quote"
        | "mail_android_quote"
        | "js-email-reply-fragment" => Mark::Quote,
        "gmail_attr"
        | "moz-cite-prefix"
        | "moz-email-headers-table"
        | "zmail_extra_hr"
        | "reply-intro"
        | "replyintro"
        | "aapl-quote-attribution"
        | "mail_quote_header" => Mark::Announcement,
        "outlookmessageheader" | "outlook-message-header" => Mark::CopyBelow,
        "gmail_signature" | "gmail_signature_prefix" | "moz-signature" | "protonmail_signature_block" => {
            Mark::Signature
        }
        _ => Mark::Nothing,
    }
}

fn by_id(id: &str) -> Mark {
    match bare(id).as_str() {
        "yahoo_quoted"
        | "ymail_quoted"
        | "isreplycontent"
        | "isforwardcontent"
        | "mail-editor-reference-message-container"
        | "olk_src_body_section"
        | "replysplit"
        | "replyblockquote"
        | "origmsg" => Mark::Quote,
        "reply-intro" => Mark::Announcement,
        "divrplyfwdmsg"
        | "appendonsend"
        | "stopspelling"
        | "zwchr"
        | "orimsghtmlseperator"
        | "orimsghtmlseparator" => Mark::CopyBelow,
        "ms-outlook-mobile-signature" | "signature" => Mark::Signature,
        id if id.starts_with("yiv") && id.ends_with("yahoo_quoted") => Mark::Quote,
        _ => Mark::Nothing,
    }
}

/// `border-top` with a line, and none on the other sides: the header box of Outlook in all its versions.
fn is_ruled(style: &str) -> bool {
    let style: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    style.split(';').any(|rule| {
        let Some((property, value)) = rule.split_once(':') else {
            return false;
        };
        matches!(property, "border-top" | "mso-border-top-alt" | "border-top-style")
            && value.contains("solid")
            || property == "border-top-width" && !value.starts_with('0')
    })
}
