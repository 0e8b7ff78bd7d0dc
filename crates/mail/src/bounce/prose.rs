//! Notices that mail servers write for people: which recipients they name, and what they say about each.
//!
//! The wordings differ, the layout hardly does: a sentence announces failed recipients, then each stands at the
//! beginning of a line, followed by what the other server said. Where nothing stands so, sentences are searched.

use super::parts::{Parts, addresses_in, is_address};

/// The recipients a notice names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Address, and the lines about it.
    pub recipients: Vec<(String, String)>,
    /// They stand in a list, as only programs write; else they were found in sentences.
    pub listed: bool,
}

impl Named {
    /// What the notice says about `address`.
    pub fn text_about(&self, address: &str) -> Option<String> {
        self.recipients
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(address))
            .map(|(_, text)| text.clone())
    }

    fn add(&mut self, address: String) -> usize {
        if let Some(at) = self
            .recipients
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(&address))
        {
            return at;
        }
        self.recipients.push((address, String::new()));
        self.recipients.len() - 1
    }
}

/// Reads the notice of a mail.
pub(super) fn read(parts: &Parts) -> Named {
    let lines: Vec<&str> = parts.notice.lines().collect();
    let folded: Vec<String> = lines.iter().map(|line| line.to_lowercase()).collect();
    let intro = folded
        .iter()
        .position(|line| INTRODUCTIONS.iter().any(|phrase| line.contains(phrase)));
    let mut named = at_line_starts(&lines, &folded, intro.unwrap_or(0));
    if named.recipients.is_empty() && intro.is_some() {
        // The sentence may come last: "<ann@example.org> could not be reached".
        named = at_line_starts(&lines, &folded, 0);
    }
    named.listed = !named.recipients.is_empty();
    if !parts.failed_recipients.is_empty() {
        // The server lists them in a field of its own; the text only adds what was said.
        let told = std::mem::take(&mut named);
        for address in &parts.failed_recipients {
            let text = told.text_about(address).unwrap_or_else(|| parts.notice.clone());
            named.recipients.push((address.clone(), text));
        }
        return named;
    }
    if named.recipients.is_empty() {
        let address = by_local_part(&lines, intro, parts);
        named
            .recipients
            .extend(address.map(|address| (address, parts.notice.clone())));
    }
    if named.recipients.is_empty() {
        named = in_sentences(&lines, &folded, parts);
    }
    if named.recipients.is_empty() {
        let address = elsewhere(&lines, parts);
        named
            .recipients
            .extend(address.map(|address| (address, parts.notice.clone())));
    }
    named
}

/// Recipients that begin a line, with everything up to the next one.
fn at_line_starts(lines: &[&str], folded: &[String], from: usize) -> Named {
    let mut named = Named::default();
    let mut current: Option<usize> = None;
    let mut indent = usize::MAX;
    for (line, lower) in lines.iter().zip(folded).skip(from) {
        // What the other server said is indented below the recipient, and may begin with an address too.
        let depth = line.len() - line.trim_start().len();
        let expanded = lower.trim_start().starts_with("(expanded from");
        if (depth <= indent || expanded) && !is_about_the_server(lower) {
            for address in recipients_of_line(line, lower) {
                current = Some(named.add(address));
                indent = indent.min(depth);
            }
        }
        if let Some((_, text)) = current.and_then(|at| named.recipients.get_mut(at)) {
            text.push_str(line);
            text.push('\n');
        }
    }
    named
}

/// The recipients that a line is about, when it is built like an entry of a list.
fn recipients_of_line(line: &str, lower: &str) -> Vec<String> {
    if !line.contains('@') || line.len() > 1_000 {
        return Vec::new();
    }
    let bare = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '-' | '>' | '|' | '•' | '·' | '+' | '#')
    });
    if let Some(value) = LABELS.iter().find_map(|label| {
        lower
            .trim_start_matches([' ', '\t', '(', '*', '-', '>', '#'])
            .strip_prefix(label)
    }) {
        let value = line.get(line.len() - value.len()..).unwrap_or_default();
        return addresses_in(value).into_iter().take(1).collect();
    }
    let found = addresses_in(line);
    let Some(first) = found.first() else {
        return Vec::new();
    };
    let start = bare.trim_start_matches(['<', '[', '"', '\'', '(']);
    let start = start
        .strip_prefix("mailto:")
        .or_else(|| start.strip_prefix("SMTP:"))
        .unwrap_or(start);
    if let Some(rest) = start
        .strip_prefix(first.trim_matches('"'))
        .or_else(|| start.strip_prefix(first.as_str()))
    {
        let rest = rest.trim_start_matches(['>', ']', '"', '\'', ')']).trim_start();
        let closed = rest.is_empty()
            || rest.starts_with([':', ';', '-', '(', '.', ',', '<', '=', '–'])
            || rest.starts_with("on ");
        return if closed { vec![first.clone()] } else { Vec::new() };
    }
    // "Ann Lee<mailto:ann@example.org>", "'Ann Lee' <ann@example.org>": a display name first.
    let named = bare
        .find('<')
        .is_some_and(|at| at < 40 && !bare.contains(['、', '。']))
        && bare.trim_end().ends_with('>')
        && !lower.contains(" to ")
        && !lower.contains(':')
        || lower.contains("<mailto:") && line.len() < 200;
    // X.400 addresses of old Exchange servers carry the real one as an attribute.
    let attribute = lower.contains("smtp=");
    if named || attribute {
        vec![first.clone()]
    } else {
        Vec::new()
    }
}

/// Recipients named inside sentences about failure.
fn in_sentences(lines: &[&str], folded: &[String], parts: &Parts) -> Named {
    let mut named = Named::default();
    for (line, lower) in lines.iter().zip(folded) {
        if is_about_the_server(lower) || !SENTENCES.iter().any(|phrase| lower.contains(phrase)) {
            continue;
        }
        for address in addresses_in(line) {
            let own = parts.to.iter().any(|to| to.eq_ignore_ascii_case(&address));
            if !own && !is_role(&address) {
                named.add(address);
            }
        }
    }
    for (_, text) in &mut named.recipients {
        text.clone_from(&parts.notice);
    }
    named
}

/// "The following recipients did not get it:" and then names without a domain: they belong to the reporting server.
fn by_local_part(lines: &[&str], intro: Option<usize>, parts: &Parts) -> Option<String> {
    let is_word = |line: &&str| {
        let word = line.trim();
        line.starts_with([' ', '\t'])
            && word.len() <= 64
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
            && word.chars().any(char::is_alphabetic)
    };
    let below = lines
        .iter()
        .skip(intro? + 1)
        .filter(|line| !line.trim().is_empty())
        .take(4);
    let word = below.copied().find(is_word)?.trim();
    let same = |to: &&String| {
        to.split('@')
            .next()
            .is_some_and(|local| local.eq_ignore_ascii_case(word))
    };
    let known = parts.original_to.as_ref().filter(same).cloned();
    known.or_else(|| Some(format!("{word}@{}", parts.from_domain)).filter(|address| is_address(address)))
}

/// What else may tell: a quoted `To:` line, the subject, the recipient of the enclosed mail.
fn elsewhere(lines: &[&str], parts: &Parts) -> Option<String> {
    let quoted = lines
        .iter()
        .find_map(|line| line.trim().strip_prefix("To:"))
        .and_then(|to| addresses_in(to).into_iter().next());
    // A mail from us to our own domain went to a list or an alias there; the address that failed is another one.
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
    let not_own = |address: &String| !parts.to.iter().any(|to| domain(to) == domain(address));
    quoted
        .or_else(|| addresses_in(&parts.subject).into_iter().next())
        .filter(not_own)
        .or_else(|| parts.original_to.clone().filter(not_own))
}

fn is_role(address: &str) -> bool {
    let lower = address.to_lowercase();
    ["postmaster@", "mailer-daemon@", "abuse@", "support@", "helpdesk@"]
        .iter()
        .any(|role| lower.starts_with(role))
}

/// Lines that name addresses of other parties: whom to ask, who sent it.
fn is_about_the_server(lower: &str) -> bool {
    let line = lower.trim_start();
    [
        "mail from",
        "from:",
        "sender:",
        "reply-to:",
        "envelope-from",
        "return-path",
        "in:  mail",
        "cc:",
    ]
    .iter()
    .any(|start| line.starts_with(start))
        || [
            "contact ",
            "assistance",
            "send mail to",
            "please reply to",
            "for help",
            "questions",
            "problem report to",
            "forward this",
            "ご連絡",
            "お問い合わせ",
            "kontakt",
            "liên hệ",
            "e-mail to <postmaster",
            "message-id",
            "message identifier",
        ]
        .iter()
        .any(|phrase| lower.contains(phrase))
}

/// Which line of the notice announces the failure, counted in lines with text.
pub(super) fn announcement(notice: &str) -> Option<usize> {
    let lines = notice
        .lines()
        .filter(|line| line.chars().any(char::is_alphanumeric))
        .take(60)
        .map(str::to_lowercase);
    let mut previous = String::new();
    for (at, line) in lines.enumerate() {
        // Sentences are wrapped anywhere, so two lines are looked at together.
        let both = format!("{previous} {}", line.trim());
        if ANNOUNCEMENTS.iter().any(|phrase| both.contains(phrase))
            || INTRODUCTIONS.iter().any(|phrase| both.contains(phrase))
        {
            return Some(at);
        }
        previous = line.trim().to_owned();
    }
    None
}

/// The byte where the copy of the failed mail begins.
pub(super) fn copy_begins(notice: &str) -> Option<usize> {
    let mut at = 0;
    for line in notice.split_inclusive('\n') {
        let lower = line.trim().to_lowercase();
        let header = ["received: ", "return-path: ", "received:from", "x-received: "]
            .iter()
            .any(|start| line.to_lowercase().starts_with(start));
        if header || is_copy_heading(&lower) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

fn is_copy_heading(lower: &str) -> bool {
    if lower.is_empty() || lower.len() > 160 {
        return false;
    }
    let ruled = lower.starts_with("--")
        || lower.starts_with("==")
        || lower.starts_with("|--")
        || lower.starts_with("**");
    let core = lower.trim_matches(|c: char| matches!(c, '-' | '=' | '|' | '*' | ' ' | ':' | '.' | '_'));
    ruled && RULED_COPIES.iter().any(|phrase| core.contains(phrase))
        || COPIES
            .iter()
            .any(|phrase| core.starts_with(phrase) || core.ends_with(phrase))
}

#[rustfmt::skip]
const RULED_COPIES: &[&str] = &[
    "copy of the message", "copy of your message", "copy of the original", "copy of the first", "original message", "original mail", "returned message", "returned mail",
    "header of the original", "message header", "header and top", "message text follows", "unsent message", "undelivered message", "message body",
    "forwarded message", "mensaje original", "mensagem original", "message d'origine", "messaggio originale", "ursprüngliche nachricht", "attachment is a copy",
    "start of returned", "original headers", "message follows", "原邮件", "附件", "邮件的一份拷贝", "сообщения", "原信件",
];

#[rustfmt::skip]
const COPIES: &[&str] = &[
    "original message follows", "the original message follows", "original message headers", "original message header", "original message details", "original message attached",
    "message headers follow", "included is a copy of the message", "a copy of the original message", "here is a copy of", "your message reads", "original message as received",
    "the first 50 lines of your original message", "a summary of the undelivered message", "below is a copy of the original message", "below this line is a copy of the message",
    "old message", "ursprüngliche nachrichtenkopfzeilen", "kopfzeilen der ursprünglichen", "en-têtes de message d'origine", "intestazioni originali del messaggio",
    "encabezados de mensajes originales", "cabeçalhos de mensagem original", "oorspronkelijke berichtkoppen", "---original message", "unsent message follows",
    "the message header follows", "the headers of the original", "the following is the original message", "início da mensagem original", "message original",
];

/// Sentences after which recipients are listed.
#[rustfmt::skip]
const INTRODUCTIONS: &[&str] = &[
    "following address", "following recipient", "following destination", "following user", "these recipients", "these addresses", "failed recipients", "failed addresses",
    "failed recipient", "address(es) failed", "addresses had permanent", "addresses had transient", "addresses had delivery", "addresses have delivery", "address(es) you", "address to which the message", "addresses to which the message",
    "did not reach", "was not delivered to", "not delivered to", "could not be delivered to", "cannot be delivered to", "can't be delivered to", "couldn't be delivered to", "not be delivered to", "unable to deliver",
    "could not deliver", "could not be reached", "undeliverable to", "awaiting delivery", "delivery of email to this address", "list of recipients", "affected recipient", "message to the following",
    "diese empfänger", "folgende empfänger", "folgenden empfänger", "folgende adresse", "folgenden adressen", "ces destinataires", "destinataires suivants", "adresses suivantes", "pu etre delivre", "pu être délivré", "pu être remis",
    "siguientes destinatarios", "estos destinatarios", "siguientes direcciones", "seguintes destinatários", "estes destinatários", "seguenti destinatari", "questi destinatari", "seguenti indirizzi",
    "deze geadresseerden", "volgende geadresseerden", "volgende adres", "følgende modtagere", "følgende adresse", "följande mottagare", "följande adress", "następujących adresatów", "następujących odbiorców", "následující adres", "alábbi cím",
    "următorii destinatari", "următoarele adrese", "acești destinatari", "những người nhận này", "những người nhận sau", "người nhận sau", "các địa chỉ sau", "следующим адрес", "следующие адрес", "следующему адрес", "следующих получателей", "таким адрес",
    "aşağıdaki alıcı", "以下收件人", "下列收件者", "下列地址", "以下地址", "下列收件人", "次の受信者", "以下の受信者", "次の宛先", "다음 수신자", "다음 받는 사람", "您指定的地址",
];

/// Other sentences by which a server says that a mail failed or is late.
#[rustfmt::skip]
const ANNOUNCEMENTS: &[&str] = &[
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "was not delivered", "not been delivered", "has not yet been delivered", "not yet been delivered", "be delivered to one or more",
    "was undeliverable", "undeliverable", "undelivered", "wasn't able to deliver", "was not able to deliver", "not able to deliver", "unable to deliver", "were unable to deliver", "failed to deliver", "delivery failed", "delivery has failed", "delivery to the following",
    "delevery to the following", "delivery attempts will continue", "delivery problems", "delivery failure", "delivery status notification", "delivery error", "permanent error", "permanent fatal errors", "non-delivery", "has been delayed", "been postponed", "mailbox is full",
    "automatically rejected", "was rejected by", "message was rejected", "has been returned", "was returned", "intended recipient", "incorrectly constructed", "malformed recipient", "transcript of session", "no longer valid", "did not exactly match",
    "invalid final delivery", "unknown user", "user unknown", "no such user", "error was detected while processing", "encountered an error", "transient error", "over quota", "will be retried", "unknown recipient",
    "konnte nicht zugestellt", "nicht zugestellt werden", "nicht ausgeliefert", "n'a pas pu", "impossible de remettre", "échec de la remise", "no se pudo entregar", "no pudo ser entregado", "no se ha podido entregar",
    "não pôde ser entregue", "não foi possível entregar", "nao pode ser", "non è riuscito", "impossibile recapitare", "non è stato possibile recapitare", "mancata consegna", "kon niet worden bezorgd", "niet bezorgd", "kunne ikke leveres", "kunde inte levereras",
    "nie można dostarczyć", "nie została dostarczona", "nelze doručit", "nem sikerült kézbesíteni", "nu a putut fi livrat", "nu a fost livrat", "không thể gửi", "không gửi được", "gửi không thành công",
    "не может быть доставлено", "не удалось доставить", "невозможно доставить", "не доставлено", "невозможно", "teslim edilemedi", "iletilemedi", "无法投递", "無法傳遞", "无法发送到", "投递失败", "配信できません", "配信不能", "배달하지 못했습니다", "전달할 수 없",
];

/// Words that stand before a recipient on its line.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "intended recipient:", "failed recipient:", "recipient address:", "original address:", "recipient:", "undeliverable address:", "undelivered recipient:", "error-for:", "unknown user:",
    "invalid final delivery userid:", "undeliverable to", "undeliverable  to", "user's mailbox is full:", "user mailbox is full:", "delivery failed", "did not reach the following recipient:", "expanded from:",
    "final recipient:", "final-recipient:", "failed address:", "bad address:", "invalid recipient:", "invalid address:", "no such user:", "adresse :", "adresse:", "destinataire :", "empfänger:",
    "destinatario:", "destinatário:", "ontvanger:", "odbiorca:", "address:", "email address:", "could not be delivered to:", "mail to:", "rejected recipient:", "in:  rcpt to:", "rcpt to:", "mailbox full:", "user unknown:",
];

/// Words of sentences that name a failed recipient.
#[rustfmt::skip]
const SENTENCES: &[&str] = &[
    "rcpt to", "addressed to", "was addressed", "message to", "mail to", "deliver", "no such user", "unknown", "mailbox", "recipient", "quota", "generated from", "expanded from", "userid", "account",
    "does not exist", "undeliverable", "addresse", "adress", "destinat", "empfänger",
];
