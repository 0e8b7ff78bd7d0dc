//! A bounce taken apart: the notice for people, the report for programs, the mail that failed.

use mail_parser::decoders::html::html_to_text;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::prose;

/// Reports wrapped into reports: a gateway may enclose the bounce it received.
const MAX_DEPTH: usize = 4;
/// Notices are short; what is longer is somebody's mail.
const MAX_NOTICE: usize = 64 * 1024;

/// The parts of a possible bounce.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub subject: String,
    /// `From` as written, with name.
    pub from: String,
    /// The domain of the reporting server's address.
    pub from_domain: String,
    /// Whom the notice was sent to: the sender of the mail that failed.
    pub to: Vec<String>,
    pub null_path: bool,
    pub auto_submitted: bool,
    pub is_report: bool,
    pub is_feedback: bool,
    /// `X-Failed-Recipients`.
    pub failed_recipients: Vec<String>,
    /// What the server wrote for people, up to the copy of the mail that failed.
    pub notice: String,
    /// The texts of `message/delivery-status` parts.
    pub status: Vec<String>,
    /// The texts of `message/disposition-notification` parts.
    dispositions: Vec<String>,
    pub original_message_id: Option<String>,
    pub original_subject: Option<String>,
    pub original_to: Option<String>,
}

impl Parts {
    /// Takes the mail in `raw` apart.
    pub fn of(raw: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(without_mbox_line(raw))?;
        let mut parts = Self::default();
        parts.read_header(&message);
        parts.walk(&message, 0);
        parts.read_dispositions();
        parts.cut_notice();
        Some(parts)
    }

    fn read_header(&mut self, message: &Message<'_>) {
        let raw = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_owned());
        self.subject = message.subject().unwrap_or_default().to_owned();
        self.from = raw("From").unwrap_or_default();
        self.from_domain = addresses_in(&self.from)
            .pop()
            .and_then(|a| a.rsplit_once('@').map(|(_, d)| d.to_lowercase()))
            .unwrap_or_default();
        self.to = raw("To").map(|to| addresses_in(&to)).unwrap_or_default();
        self.null_path = raw("Return-Path").is_some_and(|path| {
            path.trim_matches(['<', '>', ' ']).is_empty()
                || path.to_ascii_uppercase().contains("MAILER-DAEMON")
        });
        self.auto_submitted =
            raw("Auto-Submitted").is_some_and(|value| !value.to_ascii_lowercase().starts_with("no"));
        self.failed_recipients = raw("X-Failed-Recipients")
            .map(|value| addresses_in(&value))
            .unwrap_or_default();
        if let Some(kind) = message.root_part().content_type() {
            let report_type = kind.attribute("report-type").map(str::to_ascii_lowercase);
            let is_report = kind.ctype().eq_ignore_ascii_case("multipart")
                && kind
                    .subtype()
                    .is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"));
            // Read receipts are reports as well.
            self.is_report = report_type
                .as_ref()
                .map_or(is_report, |kind| kind == "delivery-status");
            self.is_feedback = kind
                .attribute("report-type")
                .is_some_and(|value| value.eq_ignore_ascii_case("feedback-report"));
        }
    }

    fn walk(&mut self, message: &Message<'_>, depth: usize) {
        for part in &message.parts {
            let kind = media_type(part);
            match (&part.body, kind.as_str()) {
                (PartType::Message(inner), _) => self.read_enclosed(inner, depth),
                (PartType::Multipart(_), _) => {}
                (_, "message/delivery-status" | "message/global-delivery-status") => {
                    self.status.push(text(part))
                }
                (_, "message/disposition-notification") => self.dispositions.push(text(part)),
                (_, "message/feedback-report") => self.is_feedback = true,
                (
                    _,
                    "text/rfc822-headers"
                    | "text/rfc822-header"
                    | "message/rfc822-headers"
                    | "message/global-headers",
                ) => {
                    self.read_original(&text(part));
                }
                (PartType::Text(_), _) if self.notice.len() < MAX_NOTICE => {
                    self.notice.push_str(&text(part));
                    self.notice.push('\n');
                }
                // The HTML beside a plain text says nothing new.
                (PartType::Html(html), _) if self.notice.trim().is_empty() => {
                    self.notice.push_str(&html_to_text(html));
                    self.notice.push('\n');
                }
                _ => {}
            }
        }
    }

    /// A mail inside the mail: the original, or the bounce that a gateway forwards.
    fn read_enclosed(&mut self, inner: &Message<'_>, depth: usize) {
        let is_report = inner
            .parts
            .iter()
            .any(|part| media_type(part) == "message/delivery-status");
        if is_report && self.status.is_empty() && depth < MAX_DEPTH {
            self.is_report = true;
            self.walk(inner, depth + 1);
            return;
        }
        let raw = inner.raw_message();
        let header = raw.get(..raw.len().min(MAX_NOTICE)).unwrap_or_default();
        self.read_original(&String::from_utf8_lossy(header));
        if let Some(subject) = inner.subject() {
            self.original_subject = Some(subject.to_owned());
        }
    }

    /// Some programs refuse a mail by a receipt that says it was thrown away. Mail clients say the same when a reader
    /// deletes it unread, so the notice has to speak of refusal.
    fn read_dispositions(&mut self) {
        let refused = [&self.notice, &self.subject]
            .iter()
            .any(|text| text.to_lowercase().contains("rejected"));
        for text in std::mem::take(&mut self.dispositions) {
            if refused && text.to_ascii_lowercase().contains("deleted") {
                self.status.push(format!("{}\nAction: failed\n", text.trim_end()));
            }
        }
    }

    /// Message-ID, subject and recipient of the mail that failed, from its header.
    fn read_original(&mut self, header: &str) {
        let field = |name: &str| header_field(header, name);
        if self.original_message_id.is_none() {
            let id = field("Message-ID").map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
            self.original_message_id = id.filter(|id| !id.is_empty());
        }
        if self.original_subject.is_none() {
            // The header may be cut off; a mail of its own decodes the words in it.
            let decoded = field("Subject").and_then(|subject| {
                let line = format!("Subject: {subject}\r\n\r\n");
                MessageParser::default()
                    .parse(line.as_bytes())
                    .and_then(|m| m.subject().map(str::to_owned))
            });
            self.original_subject = decoded.filter(|subject| !subject.is_empty());
        }
        if self.original_to.is_none() {
            self.original_to = field("To").and_then(|to| addresses_in(&to).into_iter().next());
        }
    }

    /// Cuts the notice where the copy of the failed mail begins, and reads that copy's header.
    fn cut_notice(&mut self) {
        let mut end = self.notice.len().min(MAX_NOTICE);
        while !self.notice.is_char_boundary(end) {
            end -= 1;
        }
        self.notice.truncate(end);
        self.notice = self
            .notice
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace("=20\n", "\n");
        if let Some(at) = prose::copy_begins(&self.notice) {
            let copy = self.notice.split_off(at);
            // A server may paste the bounce that it got itself into its notice.
            let nested = copy
                .contains("multipart/report")
                .then(|| MessageParser::default().parse(copy.as_bytes()))
                .flatten();
            match nested.filter(|_| self.status.is_empty()) {
                Some(message) => self.walk(&message, MAX_DEPTH),
                None => self.read_original(&copy),
            }
        }
    }
}

/// The value of a field in a header block that may have other text around it.
fn header_field(header: &str, name: &str) -> Option<String> {
    let mut lines = header.lines();
    while let Some(line) = lines.next() {
        let Some((label, value)) = line.split_once(':') else {
            continue;
        };
        if label.trim_start_matches(['>', ' ']).eq_ignore_ascii_case(name) {
            let mut value = value.trim().to_owned();
            for more in lines.by_ref().take_while(|line| line.starts_with([' ', '\t'])) {
                value.push(' ');
                value.push_str(more.trim());
            }
            return Some(value.trim().to_owned());
        }
    }
    None
}

fn media_type(part: &MessagePart<'_>) -> String {
    part.content_type()
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase())
        .unwrap_or_default()
}

fn text(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Html(html) => html_to_text(html),
        _ => String::from_utf8_lossy(part.contents()).into_owned(),
    }
}

/// Mail stores may put "From sender date" above the header.
fn without_mbox_line(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") {
        return raw;
    }
    raw.iter()
        .position(|b| *b == b'\n')
        .and_then(|at| raw.get(at + 1..))
        .unwrap_or(raw)
}

/// Every address in `text`, in order, without repetition.
pub(super) fn addresses_in(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        if let Some(address) =
            address_around(text, at).filter(|new| !found.iter().any(|old| old.eq_ignore_ascii_case(new)))
        {
            found.push(address);
        }
    }
    found
}

/// The address whose `@` is at byte `at`.
fn address_around(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    let local = if before.ends_with('"') {
        let open = before.get(..at - 1)?.rfind('"').filter(|open| at - open < 66)?;
        before.get(open..)?
    } else {
        let start = before.rfind(|c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(
                    c,
                    '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"' | '\\' | '@' | '|'
                )
        });
        // Quotes and X.400 attributes stand before addresses as well: 'ann@x', SMTP=ann@x.
        let word = before.get(
            start.map_or(0, |start| {
                start
                    + before
                        .get(start..)
                        .and_then(|s| s.chars().next())
                        .map_or(1, char::len_utf8)
            })..,
        )?;
        let word = word.trim_start_matches(['\'', '`', '*', '«']);
        word.strip_prefix("SMTP=")
            .or_else(|| word.strip_prefix("smtp="))
            .unwrap_or(word)
    };
    let after = text.get(at + 1..)?;
    let end = after
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.')))
        .unwrap_or(after.len());
    let domain = after.get(..end)?.trim_end_matches(['.', '-']);
    let address = format!("{local}@{domain}");
    is_address(&address).then_some(address)
}

/// Whether mail could be sent to `address`.
pub(super) fn is_address(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && (quoted
            || !dots
                && !local.contains(|c: char| {
                    c.is_whitespace()
                        || matches!(c, '"' | '<' | '>' | '(' | ')' | ',' | ';' | ':' | '@' | '/')
                }));
    let labels = domain
        .split('.')
        .all(|label| !label.is_empty() && !label.starts_with('-'));
    local_fits
        && domain.contains('.')
        && labels
        && domain.len() <= 253
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|top| top.chars().any(char::is_alphabetic))
}
