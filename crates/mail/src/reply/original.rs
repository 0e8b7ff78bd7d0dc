//! Copies of other mails that are not marked line by line: Outlook's header blocks, "Original Message" rules,
//! forwarded mails, "reply above this line".

use std::collections::HashMap;
use std::sync::LazyLock;

use super::line::{Kind, Line, fold, is_invisible};
use super::words::{ORIGINAL_MESSAGE, ORIGINAL_MESSAGE_BY, REPLY_ABOVE};

/// How far a header block may reach; long recipient lists wrap.
const MAX_BLOCK: usize = 24;
/// Wrapped lines of one field.
const MAX_CONTINUATION: usize = 4;

/// Marks headings and header blocks.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    let fields: Vec<_> = lines
        .iter()
        .map(|line| {
            if line.kind == Kind::Text {
                field(line.text)
            } else {
                None
            }
        })
        .collect();
    let mut at = 0;
    while at < lines.len() {
        let end = lines
            .get(at)
            .filter(|line| line.kind == Kind::Text)
            .and_then(|line| {
                header_block(lines, &fields, at).or_else(|| is_heading(line.text).then_some(at + 1))
            });
        if let Some(end) = end {
            for line in lines
                .iter_mut()
                .take(end)
                .skip(at)
                .filter(|line| line.kind != Kind::Blank)
            {
                line.kind = Kind::Original;
            }
        }
        at = end.unwrap_or(at + 1);
    }
}

/// Whether the line is "----- Original Message -----" or one of its relatives.
pub(super) fn is_heading(text: &str) -> bool {
    if text.len() > 200 || text.is_empty() {
        return false;
    }
    let decorated = text.chars().filter(|c| is_decoration(*c)).count();
    let with_colon = text
        .trim_end_matches(|c| is_decoration(c) || is_invisible(c))
        .ends_with([':', '：']);
    // What follows costs more than the rest of the reading; most lines have neither mark.
    if decorated < 2 && !with_colon && text.len() > 80 || text.len() < 6 {
        return false;
    }
    let core = fold(text.trim_matches(|c: char| is_decoration(c) || is_invisible(c)));
    let core = core.trim_end_matches([':', '：']).trim_end();
    let phrase = (decorated >= 2 || with_colon) && ORIGINAL_MESSAGE.contains(&core);
    let by_name = decorated >= 4 && ORIGINAL_MESSAGE_BY.iter().any(|start| core.starts_with(start));
    phrase || by_name || REPLY_ABOVE.iter().any(|phrase| core.contains(phrase))
}

fn is_decoration(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '=' | '*' | '#' | '~' | '>' | '<' | '+' | '—' | '–' | '─' | '[' | ']'
    )
}

/// What a header field of a copied mail tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Date,
    To,
    Cc,
    Subject,
    Other,
}

/// The end of the header block that begins at line `start`.
fn header_block(lines: &[Line<'_>], fields: &[Option<Found>], start: usize) -> Option<usize> {
    (*fields.get(start)?).filter(|found| found.may_open)?;
    let mut seen = [false; 6];
    let mut has_address = false;
    let mut end = start;
    let mut skipped = 0;
    for (at, line) in lines.iter().enumerate().skip(start).take(MAX_BLOCK) {
        match line.kind {
            Kind::Text => match fields.get(at).copied().flatten() {
                Some(found) => {
                    if let Some(slot) = seen.get_mut(found.field as usize) {
                        *slot = true;
                    }
                    end = at + 1;
                    skipped = 0;
                }
                None => skipped += 1,
            },
            // A single blank line may stand between fields: some clients write each as a paragraph.
            Kind::Blank => skipped += 1,
            _ => break,
        }
        has_address |= line.text.contains('@');
        let paragraph_ended = lines
            .get(at..at + 2)
            .is_some_and(|two| two.iter().all(|l| l.kind == Kind::Blank));
        if skipped > MAX_CONTINUATION || paragraph_ended || (line.kind == Kind::Blank && is_complete(seen)) {
            break;
        }
    }
    let [from, date, to, cc, subject, other] = seen;
    let kinds = [from, date, to, cc, subject, other]
        .into_iter()
        .filter(|seen| *seen)
        .count();
    // A route ("From: Hanoi / To: Huế / Date: 5 May") has three fields as well; a mail has a subject or an address.
    (from && kinds >= 3 && (subject || has_address)).then(|| end_of_wrapped_field(lines, end))
}

fn is_complete(seen: [bool; 6]) -> bool {
    let [from, date, to, _, subject, _] = seen;
    from && date && to && subject
}

/// The last field may be wrapped too: everything up to the blank line below belongs to it.
fn end_of_wrapped_field(lines: &[Line<'_>], end: usize) -> usize {
    let rest = lines.get(end..).unwrap_or_default();
    let wrapped = rest
        .iter()
        .take(MAX_CONTINUATION)
        .position(|line| line.kind == Kind::Blank)
        .unwrap_or(0);
    let is_short = rest
        .iter()
        .take(wrapped)
        .all(|line| line.kind == Kind::Text && line.text.len() < 80);
    if is_short && wrapped <= 1 {
        end + wrapped
    } else {
        end
    }
}

/// Cheap test whether a text that begins with `line` may open with a header block.
pub(super) fn may_open_header_block(line: &str) -> bool {
    field(line).is_some_and(|found| found.may_open)
}

/// Whether a copied header opens `text`; for HTML, where blocks are joined by hand.
pub(super) fn opens_with_header_block(text: &str) -> bool {
    let lines = super::line::lines(text);
    let fields: Vec<_> = lines.iter().map(|line| field(line.text)).collect();
    lines
        .iter()
        .position(|line| line.kind != Kind::Blank)
        .is_some_and(|first| {
            lines.get(first).is_some_and(|line| line.kind == Kind::Text)
                && header_block(&lines, &fields, first).is_some()
        })
}

/// A header line.
#[derive(Debug, Clone, Copy)]
struct Found {
    field: Field,
    /// One letter is enough for a label between other fields, and too little to begin with.
    may_open: bool,
}

/// The field that a line begins, when it is a header line.
fn field(text: &str) -> Option<Found> {
    let text = text.trim_start_matches(['*', '_', '>', '|', ' ', '\u{a0}']);
    let colon = text
        .char_indices()
        .take(44)
        .find(|(_, c)| matches!(c, ':' | '：'))?
        .0;
    let label = fold(
        text.get(..colon)?
            .trim_matches(|c: char| is_invisible(c) || matches!(c, '*' | '_')),
    );
    let field = *FIELDS.get(label.as_str())?;
    Some(Found {
        field,
        may_open: field != Field::Other && label.chars().count() > 1,
    })
}

static FIELDS: LazyLock<HashMap<&str, Field>> = LazyLock::new(|| {
    let pairs = LABELS
        .iter()
        .flat_map(|(field, labels)| labels.iter().map(|label| (*label, *field)));
    // The first meaning wins where languages share a word, as the tables are ordered.
    pairs.rev().collect()
});

/// Names of header fields by language, as mail programs translate them.
#[rustfmt::skip]
const LABELS: &[(Field, &[&str])] = &[
    (Field::From, &[
        "from", "von", "de", "da", "van", "fra", "från", "lähettäjä", "od", "feladó", "de la", "từ", "người gửi", "от",
        "від", "kimden", "gönderen", "από", "dari", "daripada", "发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者",
        "보낸 사람", "보낸사람", "발신", "מאת", "من", "از", "จาก", "saatja", "no", "nuo", "expéditeur", "expediteur",
        "absender", "remitente", "remetente", "mittente", "afzender", "afsender", "avsändare", "nadawca", "odesílatel",
        "odosielateľ", "expeditor", "pošiljatelj", "message de", "enviado por", "frá", "отправитель", "відправник", "nga",
        "nork", "od koga", "प्रेषक", "sender", "pošiljalac",
    ]),
    (Field::Date, &[
        "sent", "date", "sent on", "sent at", "gesendet", "datum", "gesendet am", "envoyé", "envoyé le", "envoyée", "message du",
        "enviado", "enviado el", "enviada em", "enviado em", "enviada", "fecha", "data", "inviato", "inviata", "verzonden",
        "verzonden op", "sendt", "dato", "skickat", "lähetetty", "päivämäärä", "päiväys", "wysłano", "wysłane", "odesláno",
        "odoslané", "dátum", "elküldve", "küldve", "trimis", "trimisă", "expediat", "đã gửi", "gửi", "gửi lúc", "ngày",
        "ngày gửi", "thời gian", "дата", "отправлено", "надіслано", "изпратено", "gönderildi", "gönderilme tarihi", "tarih", "gönderme tarihi",
        "στάλθηκε", "ημερομηνία", "dikirim", "tanggal", "dihantar", "tarikh", "发送时间", "发送日期", "日期", "寄件日期", "傳送時間", "时间",
        "時間", "送信日時", "日時", "送信日", "日付", "보낸 날짜", "날짜", "보낸날짜", "נשלח", "תאריך", "تاريخ", "تم الإرسال", "التاريخ", "أرسلت",
        "تاریخ", "วันที่", "ส่ง", "ส่งเมื่อ", "poslano", "poslato", "datum", "saadetud", "kuupäev", "nosūtīts", "datums", "išsiųsta",
        "dagsetning", "dataora", "enviat", "दिनांक",
    ]),
    (Field::To, &[
        "to", "an", "à", "a", "para", "per", "aan", "til", "till", "vastaanottaja", "do", "komu", "címzett", "către",
        "catre", "la", "đến", "tới", "người nhận", "кому", "до", "до кого", "kime", "alıcı", "προς", "kepada", "untuk", "收件人", "收件者", "宛先",
        "받는 사람", "받는사람", "수신", "אל", "إلى", "الى", "به", "ถึง", "saaja", "kellele", "kam", "kam", "adresatas", "destinataire",
        "empfänger", "destinatario", "destinatário", "pentru", "za", "prima", "prejemnik", "naar", "viðtakandi", "pour", "प्रति", "do koho",
    ]),
    (Field::Cc, &[
        "cc", "kopie", "copie", "copie à", "copia", "kopi", "kopia", "kopio", "dw", "ud", "másolatot kap", "másolat", "копия", "копія",
        "bilgi", "κοιν", "κοινοποίηση", "tembusan", "salinan", "抄送", "副本", "참조", "עותק", "نسخة", "รายชื่อที่สำเนา", "สำเนา", "bcc", "cci", "cco", "đồng gửi",
    ]),
    (Field::Subject, &[
        "subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp", "emne", "ämne", "aihe", "otsikko",
        "temat", "předmět", "predmet", "tárgy", "subiect", "chủ đề", "tiêu đề", "тема", "относно", "konu", "θέμα", "subjek", "perihal", "主题", "主題", "主旨", "件名", "제목",
        "נושא", "الموضوع", "موضوع", "เรื่อง", "teema", "tēma", "tema", "zadeva", "naslov", "efni", "assumpte", "gaia", "विषय", "betr", "onder werp", "subyek",
    ]),
    (Field::Other, &[
        "reply-to", "reply to", "antwort an", "antworten an", "répondre à", "responder a", "rispondi a", "risposta", "antwoord aan", "odpowiedz do",
        "importance", "wichtigkeit", "priority", "priorität", "anhänge", "attachments", "anlagen", "bijlagen", "allegati", "pièces jointes", "adjuntos",
        "sensitivity", "importanza", "prioridad", "importancia", "sender", "organization", "message-id", "newsgroups", "trả lời", "răspunde la", "tệp đính kèm",
        "atașamente", "mailed-by", "signed-by", "x-mailer",
    ]),
];
