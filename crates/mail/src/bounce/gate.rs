//! Is this a bounce at all?
//!
//! A report with a recipient that failed settles it. Without one, signs are weighed: who sent it, what the subject
//! says, how the text begins. People write about bounces too, and forward them; so the text alone never suffices.

use super::parts::Parts;
use super::prose::{self, Named};
use super::report::Group;

/// How many lines may precede the announcement in a notice that shows no other sign of a program.
const OPENING_LINES: usize = 4;

/// Weighs the signs.
pub(super) fn is_bounce(parts: &Parts, groups: &[Group], named: &Named) -> bool {
    if parts.is_feedback {
        return false;
    }
    if !groups.is_empty() {
        // Only receipts of success otherwise.
        return groups.iter().any(Group::is_trouble);
    }
    if !parts.failed_recipients.is_empty() {
        return true;
    }
    let subject = parts.subject.to_lowercase();
    let answers = ["re:", "aw:", "fwd:", "fw:", "wg:", "tr:", "sv:", "rv:"]
        .iter()
        .any(|p| subject.starts_with(p));
    let says_so = SUBJECTS.iter().any(|phrase| subject.contains(phrase));
    let daemon = is_daemon(&parts.from);
    let program = parts.null_path || parts.auto_submitted || parts.is_report;
    let about_recipient = !named.recipients.is_empty();
    let Some(at) = prose::announcement(&parts.notice) else {
        // A terse server names the recipient and what is wrong, no more.
        return daemon && says_so && about_recipient;
    };
    match (daemon, program) {
        (true, _) => says_so || about_recipient || program,
        (false, true) => (says_so || parts.is_report) && about_recipient && (!answers || parts.null_path),
        // Nothing but the wording speaks for it: a terse notice that comes straight to the point.
        (false, false) => {
            says_so
                && named.listed
                && about_recipient
                && at < OPENING_LINES
                && (!answers || subject.contains("failed)"))
        }
    }
}

/// Whether `From` names a mail server rather than a person.
fn is_daemon(from: &str) -> bool {
    let from = from.to_lowercase();
    DAEMONS.iter().any(|name| from.contains(name))
}

#[rustfmt::skip]
const DAEMONS: &[&str] = &[
    "mailer-daemon", "mailer daemon", "mailerdaemon", "postmaster", "mail delivery", "delivery subsystem", "delivery system",
    "mail administrator", "mail-administrator", "system administrator", "mdaemon", "mail system", "mail-system", "ndr@", "bounce-notification",
    "maildelivery", "mail.delivery", "internet mail delivery", "microsoft outlook", "microsoftexchange", "mail_service", "jetmail system",
    "mail router", "mailsystem", "mta-", "postfix@", "exim@", "no-reply@bounce", "delivery@", "mail gateway", "mail-daemon", "maildaemon",
];

#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "undeliver", "not deliver", "non-deliver", "nondeliver", "non deliver", "deliver report", "delivery report", "delivery fail", "delivery status", "delivery notification",
    "delivery problem", "delivery error", "delivery has failed", "delivery warning", "delivery unsuccessful", "delivery delayed", "delivery incomplete",
    "failure notice", "failure delivery", "failed mail", "mail fail", "failed:", "mail error", "mail system error", "returned mail",
    "returned to sender", "returning to sender", "returning message", "return to sender", "could not be delivered", "cannot be delivered", "couldn't be delivered",
    "was not delivered", "not been delivered", "message delayed", "delayed mail", "message status", "mail delivery", "delivery permanent", "permanent delivery",
    "bounced", "bounce message", "bounce notice", "user unknown", "error during delivery", "processing error", "error sending", "rejected:", "message rejected", "automatically rejected",
    "non remis", "non distribu", "échec de la remise", "échec de remise", "unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen", "unzustellbare", "zustellproblem",
    "no se puede entregar", "no entregado", "devuelto", "mensaje no entregado", "error de entrega", "não entregue", "não é possível entregar", "falha na entrega", "falha de entrega",
    "mancata consegna", "non recapitabile", "non consegnat", "recapito non riuscito", "onbestelbaar", "niet bezorgd", "kan niet worden bezorgd", "ikke leveret", "kunne ikke leveres",
    "olevererbar", "kunde inte levereras", "nie dostarczon", "niedostarczal", "zwrot", "nedoručitelné", "nedoručen", "kézbesíthetetlen", "nelivrat", "nu a fost livrat",
    "imposibil de livrat", "không gửi được", "gửi không thành công", "không thể gửi", "недоставлен", "не доставлено", "не может быть доставлено", "iletilemedi", "teslim edilemedi",
    "退信", "无法投递", "無法傳遞", "系统退信", "投递失败", "邮件传输失败", "配信不能", "未送達", "配信できません", "배달되지", "반송", "発送失敗", "unable to deliver", "mail not", "message not",
    "mail could not", "mail warning", "warning: message", "warning: could not send", "mail error", "error report", "errors from",
];
