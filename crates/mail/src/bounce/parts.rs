//! A bounce taken apart: the notice for people, the report for programs, the mail that failed.

use mail_parser::decoders::html::html_to_text;

use super::prose;
use crate::charset;
use crate::header::words;
use crate::mime::{Part, Tree, files, transfer};

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
        let tree = Tree::read(raw);
        let mut parts = Self::default();
        parts.read_header(tree.root()?, raw);
        parts.walk(&tree, raw, 0);
        parts.read_dispositions();
        parts.cut_notice();
        Some(parts)
    }

    fn read_header(&mut self, root: &Part, bytes: &[u8]) {
        let value = |name: &str| root.fields.value(bytes, name);
        let raw = |name: &str| value(name).map(|value| String::from_utf8_lossy(&value).into_owned());
        self.subject = value("Subject")
            .map(|value| words::decode(&value, None))
            .unwrap_or_default();
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
        let report_type = root
            .type_parameters
            .get("report-type")
            .map(str::to_ascii_lowercase);
        // Read receipts are reports as well.
        let is_report = root.is("multipart/report");
        self.is_report = report_type
            .as_ref()
            .map_or(is_report, |kind| kind == "delivery-status");
        self.is_feedback = report_type.is_some_and(|kind| kind == "feedback-report");
    }

    fn walk(&mut self, tree: &Tree, raw: &[u8], depth: usize) {
        for part in &tree.parts {
            match part.content_type.as_str() {
                "message/rfc822" | "message/global" => {
                    files::with_nested(part, raw, |bytes, range| {
                        let inner = Tree::read_range(bytes, range.clone());
                        self.read_enclosed(&inner, bytes, bytes.get(range).unwrap_or_default(), depth);
                    });
                }
                "message/delivery-status" | "message/global-delivery-status" => {
                    self.status.push(text(part, raw))
                }
                "message/disposition-notification" => self.dispositions.push(text(part, raw)),
                "message/feedback-report" => self.is_feedback = true,
                "text/rfc822-headers"
                | "text/rfc822-header"
                | "message/rfc822-headers"
                | "message/global-headers" => self.read_original(&text(part, raw)),
                // The HTML beside a plain text says nothing new.
                "text/html" if !self.notice.trim().is_empty() => {}
                "text/html" => {
                    self.notice.push_str(&html_to_text(&text(part, raw)));
                    self.notice.push('\n');
                }
                _ if part.is("text/") && self.notice.len() < MAX_NOTICE => {
                    self.notice.push_str(&text(part, raw));
                    self.notice.push('\n');
                }
                _ => {}
            }
        }
    }

    /// A mail inside the mail: the original, or the bounce that a gateway forwards. `inner` is read from `raw`, `mail`
    /// is its bytes.
    fn read_enclosed(&mut self, inner: &Tree, raw: &[u8], mail: &[u8], depth: usize) {
        let is_report = inner.parts.iter().any(|part| part.is("message/delivery-status"));
        if is_report && self.status.is_empty() && depth < MAX_DEPTH {
            self.is_report = true;
            self.walk(inner, raw, depth + 1);
            return;
        }
        let header = mail.get(..mail.len().min(MAX_NOTICE)).unwrap_or_default();
        self.read_original(&String::from_utf8_lossy(header));
        if let Some(subject) = inner.root().and_then(|root| root.fields.value(raw, "Subject")) {
            self.original_subject = Some(words::decode(&subject, None));
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
            let decoded = field("Subject").map(|subject| words::decode(subject.as_bytes(), None));
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
                .then(|| Tree::read(copy.as_bytes()));
            match nested.filter(|_| self.status.is_empty()) {
                Some(tree) => self.walk(&tree, copy.as_bytes(), MAX_DEPTH),
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

/// The decoded text of a part.
fn text(part: &Part, raw: &[u8]) -> String {
    let bytes = transfer::decode(part.encoding, part.raw_body(raw));
    charset::decode(part.charset(), &bytes, None).text
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
