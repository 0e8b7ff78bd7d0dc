//! Bounces: which recipients could not be reached, and why.
//!
//! Half of all bounces carry a machine-readable report (RFC 3464, [`report`]); the other half is prose that a mail
//! server wrote for people, in a hundred wordings ([`prose`]). [`parts`] takes a mail apart, [`gate`] decides whether
//! it is a bounce at all, [`reason`] turns codes and wording into a reason. A mail that merely talks of bounces must
//! pass as an ordinary mail: it would otherwise vanish from the agents' inbox and mark a healthy address as dead.

mod gate;
mod parts;
mod prose;
mod reason;
mod report;

use serde::Serialize;

use parts::Parts;
use reason::Evidence;

/// What a bounce says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The recipients that failed; empty when the server did not name any.
    pub recipients: Vec<BounceRecipient>,
    /// The id of the mail that failed, without angle brackets.
    pub original_message_id: Option<String>,
    /// Its subject.
    pub original_subject: Option<String>,
}

/// One recipient that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BounceRecipient {
    /// The address, the one that was written to where the server tells both.
    pub address: String,
    /// Enhanced status code (RFC 3463), for instance `5.1.1`.
    pub status: Option<String>,
    /// SMTP reply code, for instance `550`.
    pub smtp_code: Option<String>,
    /// Why.
    pub reason: BounceReason,
    /// Whether the address is dead: nothing will ever arrive there. A full mailbox or a refused sender is not that.
    pub permanent: bool,
    /// Whether the server is still trying: this is a warning, not a failure.
    pub delayed: bool,
    /// What the server said.
    pub diagnostic: Option<String>,
}

/// Why a mail could not be delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BounceReason {
    /// The server gave no reason that is understood.
    #[default]
    Other,
    /// No such mailbox.
    UserUnknown,
    /// No such domain.
    HostUnknown,
    /// The mailbox has moved or is gone for good.
    Moved,
    /// The domain takes no mail.
    NotAccepting,
    /// The mailbox is full.
    MailboxFull,
    /// The account is disabled, locked or closed.
    Suspended,
    /// The server took the recipient and refused the mail later.
    Filtered,
    /// The sender address or domain was refused.
    Rejected,
    /// The sending server was refused, for instance by a block list.
    Blocked,
    /// The sending server has a bad reputation.
    BadReputation,
    /// SPF, DKIM or DMARC failed.
    AuthFailure,
    /// The sending server has no reverse DNS entry.
    RequiresPtr,
    /// Taken for spam.
    SpamDetected,
    /// A virus was found.
    VirusDetected,
    /// Against a rule of the receiving side.
    PolicyViolation,
    /// Authentication, encryption or permission is missing.
    SecurityError,
    /// The sender may not relay through the server.
    NoRelaying,
    /// Too many mails or connections in a short time.
    RateLimited,
    /// The mail is larger than allowed.
    TooLarge,
    /// The content or the MIME structure was refused.
    ContentError,
    /// The mail breaks a standard.
    NotCompliant,
    /// A command or an address was malformed.
    SyntaxError,
    /// Given up after trying for long, or still trying.
    Expired,
    /// The other server could not be reached.
    NetworkError,
    /// The other server failed.
    SystemError,
    /// The other server's disk is full.
    SystemFull,
    /// A program that delivers for the other server failed.
    MailerError,
}

impl BounceReason {
    /// Whether the address itself is dead.
    #[must_use]
    pub fn is_dead_address(self) -> bool {
        matches!(
            self,
            Self::UserUnknown | Self::HostUnknown | Self::Moved | Self::NotAccepting
        )
    }
}

/// Finds out whether `mail`, parsed from `raw`, reports a failed or late delivery.
#[must_use]
pub fn detect(_mail: &crate::Mail, raw: &[u8]) -> Option<Bounce> {
    detect_raw(raw)
}

/// Finds out whether the mail in `raw` reports a failed or late delivery.
#[must_use]
pub fn detect_raw(raw: &[u8]) -> Option<Bounce> {
    let parts = Parts::of(raw)?;
    let groups = report::read(&parts.status);
    let named = prose::read(&parts);
    if !gate::is_bounce(&parts, &groups, &named) {
        return None;
    }
    let mut recipients = Recipients::default();
    for group in groups.iter().filter(|group| group.is_trouble()) {
        recipients.add_reported(group, &parts, &named);
    }
    if recipients.list.is_empty() {
        recipients.add_named(&parts, &named);
    }
    Some(Bounce {
        recipients: recipients.list,
        original_message_id: parts.original_message_id,
        original_subject: parts.original_subject,
    })
}

#[derive(Default)]
struct Recipients {
    list: Vec<BounceRecipient>,
}

impl Recipients {
    fn add(&mut self, address: &str, evidence: &Evidence<'_>) {
        // Servers that expand aliases report one recipient many times.
        if !self
            .list
            .iter()
            .any(|known| known.address.eq_ignore_ascii_case(address))
        {
            self.list.push(evidence.judge(address));
        }
    }

    fn add_reported(&mut self, group: &report::Group, parts: &Parts, named: &prose::Named) {
        let fallback = || {
            let free = |address: &&String| {
                !self
                    .list
                    .iter()
                    .any(|known| known.address.eq_ignore_ascii_case(address))
            };
            parts
                .failed_recipients
                .iter()
                .find(free)
                .cloned()
                .or_else(|| parts.original_to.clone())
        };
        let Some(address) = group.address().map(str::to_owned).or_else(fallback) else {
            return;
        };
        let told = named
            .text_about(&address)
            .or_else(|| group.final_address().and_then(|a| named.text_about(a)));
        let prose = told.unwrap_or_default();
        let evidence = Evidence {
            group: Some(group),
            prose: &prose,
            notice: &parts.notice,
            subject: &parts.subject,
        };
        self.add(&address, &evidence);
    }

    fn add_named(&mut self, parts: &Parts, named: &prose::Named) {
        for (address, text) in &named.recipients {
            let evidence = Evidence {
                group: None,
                prose: text,
                notice: &parts.notice,
                subject: &parts.subject,
            };
            self.add(address, &evidence);
        }
    }
}
