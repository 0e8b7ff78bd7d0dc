//! From codes and wording to a reason.
//!
//! Servers put the truth into the text: `550 5.1.1` may be a spam filter, `554` a full mailbox. So the wording is
//! looked at first, the stage of the SMTP dialogue second (an "unknown user" after the data is a filter, a "does not
//! exist" after `MAIL FROM` is about the sender), and the codes last.

use std::sync::LazyLock;

use regex::Regex;

use super::report::Group;
use super::{BounceReason, BounceRecipient};

/// Diagnostics are cut to this many characters.
const MAX_DIAGNOSTIC: usize = 1_000;

static STATUS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9.])([45]\.[0-9]{1,2}\.[0-9]{1,3})(?:[^0-9.]|\.[^0-9]|\.?$)").ok()
});
static REPLY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s:;'#(<-])([45][0-5][0-9])(?:[\s\]:'#]|-[^0-9]|-[45]\.|$)").ok());

/// Everything said about one recipient.
pub(super) struct Evidence<'a> {
    pub group: Option<&'a Group>,
    pub prose: &'a str,
    pub notice: &'a str,
    pub subject: &'a str,
}

impl Evidence<'_> {
    /// Draws the conclusion for `address`.
    pub fn judge(&self, address: &str) -> BounceRecipient {
        let reported = self
            .group
            .map(|group| squeeze(&group.diagnostic))
            .unwrap_or_default();
        let told = squeeze(self.prose);
        let said = squeeze(&format!("{reported} {told}"));
        let text = if said.is_empty() {
            squeeze(self.notice)
        } else {
            said
        };
        let status = self.status(&reported, &told);
        let smtp_code = first(&REPLY, &reported).or_else(|| first(&REPLY, &told));
        // A code that contradicts the class of the status belongs to an earlier attempt.
        let smtp_code = smtp_code.filter(|code| {
            status
                .as_ref()
                .is_none_or(|status| status.get(..1) == code.get(..1))
        });
        let delayed = self.is_delayed();
        let judge = |text: &str| {
            let text = text.to_lowercase();
            Case {
                text: &text,
                status: status.as_deref(),
                code: smtp_code.as_deref(),
                delayed,
            }
            .reason()
        };
        // Some notices give the reason once, before they list the recipients.
        let reason = match judge(&text) {
            BounceReason::Other => judge(&squeeze(self.notice)),
            reason => reason,
        };
        let diagnostic = if reported.is_empty() {
            told
        } else {
            without_type(&reported).to_owned()
        };
        BounceRecipient {
            address: address.to_owned(),
            status,
            smtp_code,
            reason,
            permanent: reason.is_dead_address() && !delayed,
            delayed,
            diagnostic: Some(diagnostic.chars().take(MAX_DIAGNOSTIC).collect::<String>())
                .filter(|d| !d.is_empty()),
        }
    }

    /// The most telling enhanced status: what the other server said beats a catch-all in the report.
    fn status(&self, reported: &str, told: &str) -> Option<String> {
        let field = self.group.and_then(|group| first(&STATUS, &group.status));
        let said = first(&STATUS, reported).or_else(|| first(&STATUS, told));
        match (field, said) {
            (Some(field), Some(said)) if field.ends_with(".0.0") && field.get(..1) == said.get(..1) => {
                Some(said)
            }
            (Some(field), _) => Some(field),
            (None, said) => said,
        }
    }

    fn is_delayed(&self) -> bool {
        if let Some(group) = self.group.filter(|group| !group.action.is_empty()) {
            return group.is_delayed();
        }
        let notice = self.notice.to_lowercase();
        let subject = self.subject.to_lowercase();
        DELAYED.iter().any(|phrase| notice.contains(phrase))
            || ["(delay)", "delayed mail", "message delayed", "warning: message"]
                .iter()
                .any(|p| subject.contains(p))
    }
}

/// `smtp; 550 ...` without its type.
fn without_type(diagnostic: &str) -> &str {
    diagnostic
        .split_once(';')
        .filter(|(kind, _)| kind.len() < 24 && !kind.contains(' '))
        .map_or(diagnostic, |(_, text)| text.trim())
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn first(pattern: &LazyLock<Option<Regex>>, text: &str) -> Option<String> {
    pattern
        .as_ref()?
        .captures(text)?
        .get(1)
        .map(|found| found.as_str().to_owned())
}

/// The stage of the SMTP dialogue in which it failed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Unknown,
    Connect,
    Sender,
    Recipient,
    Data,
}

struct Case<'a> {
    /// Lower case, one line.
    text: &'a str,
    status: Option<&'a str>,
    code: Option<&'a str>,
    delayed: bool,
}

impl Case<'_> {
    fn reason(&self) -> BounceReason {
        let stage = self.stage();
        let spoken = WORDING
            .iter()
            .find(|(_, phrases)| phrases.iter().any(|phrase| self.text.contains(phrase)))
            .map(|(reason, _)| *reason);
        match (spoken, stage) {
            (Some(BounceReason::UserUnknown), Stage::Data) => BounceReason::Filtered,
            (Some(BounceReason::UserUnknown | BounceReason::HostUnknown), Stage::Sender) => {
                BounceReason::Rejected
            }
            (Some(BounceReason::UserUnknown), Stage::Connect) => BounceReason::Blocked,
            (None | Some(BounceReason::SecurityError), Stage::Sender)
                if !self.text.contains("authenticat") =>
            {
                BounceReason::Rejected
            }
            (Some(reason), _) => reason,
            (None, _) => self
                .by_status()
                .or_else(|| self.by_stage(stage))
                .unwrap_or_else(|| self.by_code(stage)),
        }
    }

    fn stage(&self) -> Stage {
        STAGES
            .iter()
            .find(|(_, phrases)| phrases.iter().any(|phrase| self.text.contains(phrase)))
            .map_or(Stage::Unknown, |(stage, _)| *stage)
    }

    fn by_status(&self) -> Option<BounceReason> {
        let (_, detail) = self.status?.split_once('.')?;
        BY_STATUS
            .iter()
            .find(|(code, _)| *code == detail)
            .map(|(_, reason)| *reason)
    }

    fn by_stage(&self, stage: Stage) -> Option<BounceReason> {
        match stage {
            Stage::Connect => Some(BounceReason::Blocked),
            Stage::Sender => Some(BounceReason::Rejected),
            _ => None,
        }
    }

    fn by_code(&self, stage: Stage) -> BounceReason {
        match self.code {
            Some("550" | "551") if stage == Stage::Recipient => BounceReason::UserUnknown,
            Some("552") => BounceReason::MailboxFull,
            Some("500" | "501" | "502" | "503" | "504") => BounceReason::SyntaxError,
            Some("421") => BounceReason::NetworkError,
            Some("450" | "451" | "452") => BounceReason::SystemError,
            _ if self.delayed => BounceReason::Expired,
            _ => BounceReason::Other,
        }
    }
}

#[rustfmt::skip]
const DELAYED: &[&str] = &[
    "has not yet been delivered", "will continue trying", "will be retried", "delivery attempts will continue", "still being retried", "has been delayed", "is still awaiting delivery",
    "has been postponed", "this is a warning message only", "this is just a warning", "do not need to resend", "will keep trying", "we will continue to try", "continue to attempt delivery",
    "wird weiterhin versucht", "noch nicht zugestellt", "n'a pas encore été", "aún no se ha entregado", "todavía no se ha", "non è stato ancora", "ainda não foi entregue", "nu a fost încă livrat", "vẫn chưa được gửi", "пока не доставлено",
];

#[rustfmt::skip]
const STAGES: &[(Stage, &[&str])] = &[
    (Stage::Data, &["in reply to end of data", "in reply to data", "after end of data", "after data", "failed after i sent the message", "failed on data command", "(state 15)", "(state 16)", "(state 17)", "(state 18)", "[data]"]),
    (Stage::Sender, &["in reply to mail from", "after mail from", "sender was rejected", "mail from command", "in reply to mail command", "[mail_from]"]),
    (Stage::Recipient, &["in reply to rcpt to", "after rcpt", "does not like recipient", "(state 14)", "[rcpt_to]", "rcpt to command", "smtp:rcpt", "rcpt to response", "recipient address rejected"]),
    (Stage::Connect, &["after initial connection", "after ehlo", "after helo", "in reply to helo", "in reply to ehlo", "refused to talk to me", "my name was rejected", "initial greeting", "after connect", "(state 9)", "(state 12)"]),
];

/// Wording by reason. The order matters: what comes first is more specific than what a later entry would make of it.
#[rustfmt::skip]
const WORDING: &[(BounceReason, &[&str])] = &[
    (BounceReason::RequiresPtr, &[
        "ptr record", "no ptr", "ptr resource", "reverse dns", "reverse-dns", "rdns", "reverse hostname", "unverifyable sending ip", "resolve your ip", "reverse lookup", "ptr/reverse",
        "no reverse", "does not resolve to",
    ]),
    (BounceReason::AuthFailure, &[
        "dmarc", "spf records", "spf fail", "spf check", "spf validation", "spf:", "sender policy framework", "dkim", "unauthenticated email", "sender id (pra)", "authentication checks", "failed authentication check",
        "does not pass authentication",
    ]),
    (BounceReason::BadReputation, &["reputation", "senderscore", "senderbase", "unexpected volume or user complaints"]),
    (BounceReason::RateLimited, &[
        "rate limit", "too many connections", "too many concurrent", "too many recipients", "receiving mail at a rate", "receiving mail too quickly", "too many messages", "sending too fast", "too fast", "too frequent", "exceeded the rate",
        "connection limit", "connection frequency", "daily sending quota", "message rate", "maxconnection", "max connections", "throttl", "hourly limit", "messages per",
    ]),
    (BounceReason::VirusDetected, &["virus", "malware", "infected", "trojan"]),
    (BounceReason::SpamDetected, &[
        "as spam", "- spam", "spam message", "spam detected", "is spam", "spam content", "looks like spam", "spam filter", "spam score", "spamassassin", "considered spam", "unsolicited", "junk mail", "bulk email", "is likely spam", "suspected spam",
        "spammy", "classified as spam", "high probability of spam", "contains spam", "appears to be spam", "identified as spam", "refused mail spam", "reject spam", "spam.",
    ]),
    (BounceReason::MailboxFull, &[
        "mailbox full", "mailbox is full", "mailbox for user is full", "mailfolder is full", "inbox is full", "inbox full", "mail box full", "mailbox quota", "quota exceed", "over quota", "overquota", "over the quota", "over disk quota", "overdisk", "disk quota", "diskquota",
        "quota violation", "quota full", "exceeding their quota", "exceeded its quota", "exceeded the quota", "exceeds quota", "exceeded quota", "exceeded storage", "storage quota", "out of storage space", "exceeded his quota", "mail quota", "quota has been", "shutoffquota", "too much mail", "insufficient space", "not enough storage space", "space not enough", "box space", "full mailbox", "mailbox size limit", "mailbox exceeds", "mailbox has exceeded", "account is full", "maildir over", "over the allowed quota", "user is over", "boîte pleine", "postfach ist voll", "postfach voll", "buzón lleno", "caixa de correio cheia", "casella piena", "hộp thư đầy", "容量不足", "邮箱已满", "is over quota",
    ]),
    (BounceReason::TooLarge, &[
        "message too large", "message too big", "message size", "maximum size", "message is too large", "exceeds size", "size limit", "exceeded maximum inbound", "maximum incoming message", "line limit exceeded", "larger than", "message length exceeds", "too large for", "message exceeds", "oversize", "size exceeds",
    ]),
    (BounceReason::Moved, &["no longer on server", "has moved", "recipient moved", "user moved", "address has changed", "has been replaced by", "changed his address", "not longer valid, try"]),
    (BounceReason::Suspended, &[
        "has been disabled", "is disabled", "account disabled", "disabled or discontinued", "been suspended", "is suspended", "account suspended", "account is locked", "mailbox is frozen", "is frozen", "is inactive", "user inactive", "inactive user", "account inactive", "mailbox inactive", "inactive on this", "deactivated", "account has been closed", "mailbox disabled", "account closed", "account expired", "account has expired", "temporarily locked", "mailbox locked", "is not active", "currently suspended", "not been collected",
        "user disabled", "account has been locked", "recipient suspend", "blocked account", "account blocked",
    ]),
    (BounceReason::NoRelaying, &[
        "unable to relay", "relaying denied", "relay access denied", "relay denied", "relaying not", "not permitted to relay", "configured to relay", "relay not permitted", "relay is not", "open relay", "we do not relay", "relaying prohibited", "email address is not verified", "relay operation rejected", "no relaying", "not allowed to relay", "insecure mail relay",
    ]),
    (BounceReason::NotAccepting, &["null mx", "nullmx", "does not accept mail", "does not accept any mail", "couldn't find a mail exchanger", "no mail exchanger", "domain does not receive mail", "no mx record", "mx record found but has no", "mx points to 0", "not accept email", "smtp protocol returned a permanent error"]),
    (BounceReason::MailerError, &["command output", "procmail", "pipe to |"]),
    (BounceReason::Rejected, &["domain of sender", "sender address rejected", "address that has been blacklisted", "no such domain as sender"]),
    (BounceReason::HostUnknown, &[
        "domain may not exist",
        "host unknown", "unknown host", "no such domain", "no such host", "couldn't find any host", "host or domain name not found", "domain does not exist", "domain not found", "domain name not found", "unrouteable mail domain", "unknown domain", "name or service not known", "name server: host not found", "unrouteable address", "unroutable address", "could not find a gateway", "host name is unknown", "bad destination host", "nxdomain", "non-existent domain", "nonexistent domain", "unknown mail domain", "all relevant mx records point to non-existent hosts",
    ]),
    (BounceReason::UserUnknown, &[
        "user unknown", "unknown user", "no such user", "no such mailbox", "no such recipient", "no such address", "no such person", "mailbox not found", "mailbox unavailable", "mailbox does not exist", "mailbox doesn't exist", "no mailbox", "user not found", "user not known", "user is unknown", "not known here", "recipient not found", "recipnotfound", "recipientnotfound", "is not found", "was not found", "couldn't be found", "recipient unknown", "unknown recipient", "unknown or illegal", "invalid recipient", "invalid mailbox", "invalid user", "unknown address", "unknown account", "unknown local", "address unknown", "address not found", "account not found", "account that you tried to reach does not exist", "recipient name is not recognized", "not listed in", "user doesn't have", "does not have a final", "not a valid", "address rejected", "recipient rejected", "rejected recipient", "rcpt to not accepted", "no longer valid", "no longer available", "no longer exist", "no matches to nameserver", "did not exactly match", "bad destination mailbox", "bad destination system", "addressee unknown", "invalid address", "illegal user", "illegal alias", "doesn't exist", "is not a known user", "not our customer", "invalid final delivery userid", "user does not exist", "recipient does not exist", "address does not exist", "account does not exist", "mailbox not exist", "not exist", "isn't in the recipient list", "introuvable", "non recensé", "n'existe pas", "unbekannt", "no existe", "não existe", "non esiste", "bestaat niet", "finns inte", "nie istnieje", "neexistuje", "nu există", "không tồn tại", "не существует", "не найден", "用户不存在", "用户不存在", "收件人不存在", "address is wrong", "unable to find", "unknown to address", "unknown alias", "no such local", "user or mailbox", "undeliverable address", "delivery to the following recipient failed permanently: domain not", "recipient no longer", "e-mail users",
    ]),
    (BounceReason::Blocked, &[
        "blocked using", "is blocked", "been blocked", "blocked -", "blocked for", "blocked by", "blocked", "blacklist", "black list", "block list", "blocklist", "dnsbl", "rbl", "spamhaus", "spamcop", "barracuda", "banned", "sending ip", "client host", "access denied...", "please use the smtp server of your isp", "listed at", "listed in", "your ip", "relay quota", "invalid domain name", "messages from", "bad sender ip",
        "connection refused by", "not allowed to send", "denied access", "mail server rejected",
    ]),
    (BounceReason::SecurityError, &["authentication required", "authrequired", "unauthenticated senders", "requires authentication", "must authenticate", "tls required", "must issue a starttls", "encryption required", "not authorized", "not authorised", "notauthorized", "permission denied", "access restricted", "delivery is restricted", "restrictions", "<this-local-part-does-not-exist"]),
    (BounceReason::NotCompliant, &["rfc 5322", "rfc5322", "rfc 2822", "rfc2822", "rfc 822", "rfc-compliant", "not rfc", "multiple addresses in from", "messages with multiple", "duplicate header", "missing header", "no from header", "malformed header", "missing from", "invalid header", "too many from", "bare lf", "no resent-from"]),
    (BounceReason::PolicyViolation, &["policy", "protocol violation", "header error", "message not allowed", "content policy", "prohibited", "not accepted for", "denied by", "local policy"]),
    (BounceReason::ContentError, &["content rejected", "attachment", "mime", "content not", "improper use of 8-bit", "charset", "executable"]),
    (BounceReason::Rejected, &[
        "sender rejected", "sender address rejected", "sender denied", "sender address", "sender domain", "domain of sender", "invalid sender", "unknown sender", "bad sender", "unroutable sender", "sender not", "from: domain is invalid", "valid from", "temporarily deferred due to unexpected volume", "blacklisted", "sender verify", "backscatter", "sender is",
    ]),
    (BounceReason::SyntaxError, &["malformed address", "syntax error", "command not implemented", "parameter not implemented", "unrecognized command", "bad syntax", "command unrecognized", "bad command"]),
    (BounceReason::SystemFull, &["no space left", "insufficient system storage", "insufficient system resources", "disk full", "system storage", "insufficient disk"]),
    (BounceReason::NetworkError, &[
        "name service error", "malformed or unexpected name server reply", "lost connection", "establish an smtp connection", "network unreachable", "network is unreachable", "no route to host", "connection reset", "connection dropped", "connection lost", "conversation with", "mail loops", "loops back to myself", "message looping", "mail forwarding loop", "too many hops", "hop count exceeded", "routing loop", "mail loop", "dns failure", "dns lookup", "host not found, try again", "remote host closed", "can't connect", "cannot connect", "connection broken",
    ]),
    (BounceReason::Expired, &[
        "timed out", "timeout", "retry time not reached", "queue.expired", "message expired", "queue too long", "been in the queue too long", "failing for a long time", "failing for the last", "have been failing", "could not be delivered for", "delivery time expired", "delivery expired", "not collected", "within the time limit", "allowed queue period", "connect to host", "did not accept our requests to connect", "socket error", "connection refused", "not respond", "not responding", "queued for too long", "aborted after", "unreachable", "gave up", "giving up after", "without success", "temporarily unavailable", "stopped trying", "connection expired", "message delayed", "too old",
    ]),
    (BounceReason::MailerError, &["command output", "command died", "procmail", "pipe to", "mailer error", "exit status", "/bin/", "/sbin/", "failed to read response template", "x-unix", "local delivery failed", "user-defined"]),
    (BounceReason::SystemError, &[
        "system error", "server error", "internal error", "local error", "ldap", "configuration error", "could not load drd", "transaction failed", "queue file write error", "temporary failure", "temporary error", "unexpected failure", "system config", "service unavailable", "server busy", "unavailable or busy", "lookup failure", "lowest numbered mx", "out of memory", "proxy session",
    ]),
    (BounceReason::Filtered, &["user refuses", "refused to receive", "user reject", "not accepting mail", "due to extended inactivity new mail", "because the recipient is only accepting mail", "not accepting messages", "resolver.rst", "requires approval", "undisclosed"]),
    (BounceReason::UserUnknown, &["access denied. user", "recipient address"]),
];

/// Enhanced status codes without their class (RFC 3463, RFC 7372, RFC 7505), for notices that say nothing else.
#[rustfmt::skip]
const BY_STATUS: &[(&str, BounceReason)] = &[
    ("1.0", BounceReason::UserUnknown), ("1.1", BounceReason::UserUnknown), ("1.2", BounceReason::HostUnknown), ("1.3", BounceReason::UserUnknown), ("1.4", BounceReason::UserUnknown),
    ("1.6", BounceReason::Moved), ("1.7", BounceReason::Rejected), ("1.8", BounceReason::Rejected), ("1.9", BounceReason::SystemError), ("1.10", BounceReason::NotAccepting),
    ("2.0", BounceReason::Filtered), ("2.1", BounceReason::Suspended), ("2.2", BounceReason::MailboxFull), ("2.3", BounceReason::TooLarge), ("2.4", BounceReason::Filtered),
    ("3.0", BounceReason::SystemError), ("3.1", BounceReason::SystemFull), ("3.2", BounceReason::NotAccepting), ("3.3", BounceReason::SystemError), ("3.4", BounceReason::TooLarge), ("3.5", BounceReason::SystemError),
    ("4.0", BounceReason::NetworkError), ("4.1", BounceReason::Expired), ("4.2", BounceReason::NetworkError), ("4.3", BounceReason::SystemError), ("4.4", BounceReason::HostUnknown), ("4.5", BounceReason::RateLimited), ("4.6", BounceReason::NetworkError), ("4.7", BounceReason::Expired),
    ("5.0", BounceReason::SyntaxError), ("5.1", BounceReason::SyntaxError), ("5.2", BounceReason::SyntaxError), ("5.3", BounceReason::RateLimited), ("5.4", BounceReason::SyntaxError),
    ("6.0", BounceReason::ContentError), ("6.1", BounceReason::ContentError), ("6.2", BounceReason::ContentError), ("6.3", BounceReason::ContentError), ("6.5", BounceReason::ContentError), ("6.6", BounceReason::ContentError), ("6.7", BounceReason::NotCompliant), ("6.9", BounceReason::NotCompliant),
    ("7.0", BounceReason::SecurityError), ("7.1", BounceReason::SecurityError), ("7.2", BounceReason::SecurityError), ("7.8", BounceReason::SecurityError), ("7.9", BounceReason::PolicyViolation),
    ("7.20", BounceReason::AuthFailure), ("7.21", BounceReason::AuthFailure), ("7.22", BounceReason::AuthFailure), ("7.23", BounceReason::AuthFailure), ("7.24", BounceReason::AuthFailure),
    ("7.25", BounceReason::RequiresPtr), ("7.26", BounceReason::AuthFailure), ("7.27", BounceReason::NotAccepting), ("7.509", BounceReason::AuthFailure), ("7.606", BounceReason::Blocked),
];
