//! How mail programs name the header lines of a quoted original.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::text::fold;

/// What a header line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    From,
    To,
    Date,
    Subject,
    Other,
}

/// Labels by meaning, folded (lower case, no accents): English, German, French, Spanish, Italian, Portuguese, Romanian,
/// Vietnamese, Dutch, Polish, the Nordic languages, Czech, Hungarian, Turkish, Russian, Ukrainian, Chinese, Japanese.
const LABELS: [(Label, &str); 5] = [
    (
        Label::From,
        "from|von|de|da|de la|expediteur|desde|remitente|mittente|remetente|expeditor|tu|nguoi gui|van|od|fran|fra|\
         lahettaja|odesilatel|felado|kimden|gonderen|от|от кого|від|发件人|寄件者|差出人|보낸사람",
    ),
    (
        Label::To,
        "to|an|a|para|destinatario|catre|den|toi|gui den|nguoi nhan|aan|do|till|til|vastaanottaja|komu|cimzett|kime|alici|\
         кому|收件人|收件者|宛先|받는사람",
    ),
    (
        Label::Date,
        "date|sent|gesendet|datum|envoye|fecha|enviado|enviado el|data|inviato|enviada em|enviado em|trimis|trimis la|da gui|\
         gui|ngay|ngay gui|thoi gian|verzonden|wyslano|skickat|sendt|dato|lahetetty|paivays|odeslano|elkuldve|gonderildi|\
         tarih|отправлено|дата|发送时间|日期|寄件日期|送信日時|日付|날짜",
    ),
    (
        Label::Subject,
        "subject|betreff|objet|asunto|oggetto|assunto|subiect|subiectul|chu de|tieu de|onderwerp|temat|amne|emne|aihe|predmet|\
         targy|konu|тема|主题|主旨|件名|제목",
    ),
    (
        Label::Other,
        "cc|bcc|kopie|copie|copia|reply-to|antwort an|dw|kopia|copy|importance|prioritat|attachments|копия|抄送",
    ),
];

/// Phrases that announce a forwarded original, folded.
const MARKERS: &str = "forwarded message|forwarded email|begin forwarded|weitergeleitete nachricht|\
    anfang der weitergeleiteten|weitergeleitete e-mail|message transfere|debut du message reexpedie|debut du message transfere|\
    mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|\
    mensagem reencaminhada|mesaj redirectionat|mesaj reexpediat|mesaj transmis|tin nhan da chuyen tiep|tin nhan chuyen tiep|\
    thu chuyen tiep|thu da chuyen tiep|tin nhan duoc chuyen tiep|bat dau thu duoc chuyen tiep|doorgestuurd bericht|\
    begin doorgestuurd bericht|przekazana wiadomosc|wiadomosc przekazana|vidarebefordrat meddelande|\
    videresendt meddelelse|videresendt melding|valitetty viesti|preposlana zprava|tovabbitott uzenet|iletilen mesaj|\
    yonlendirilmis ileti|пересылаемое сообщение|пересланное сообщение|переслане повідомлення|转发的邮件|转发邮件|轉寄的郵件|\
    転送されたメッセージ|전달된 메시지";

static BY_NAME: LazyLock<HashMap<String, Label>> = LazyLock::new(|| {
    let names = LABELS
        .iter()
        .flat_map(|(label, names)| names.split('|').map(move |name| (fold(name), *label)));
    names.collect()
});

/// Folding takes Japanese and Korean apart, so the phrases are folded like the text that they are compared with.
static FOLDED_MARKERS: LazyLock<Vec<String>> = LazyLock::new(|| MARKERS.split('|').map(fold).collect());

/// The label at the start of a line, and the rest of it.
pub(super) fn of_line(line: &str) -> Option<(Label, &str)> {
    let plain = line.trim_start_matches(['*', '_', ' ']);
    let colon = plain
        .char_indices()
        .take(30)
        .find(|(_, c)| matches!(c, ':' | '：'))?;
    let (name, rest) = plain.split_at_checked(colon.0)?;
    let name = fold(name.trim_matches(['*', '_', ' ', '\u{a0}']));
    if name.is_empty() {
        return None;
    }
    let label = *BY_NAME.get(&name)?;
    let value = rest
        .trim_start_matches([':', '：'])
        .trim_start_matches(['*', '_']);
    Some((label, value.trim()))
}

/// Whether a line announces a forwarded original: the phrase between dashes, or with a colon behind it.
pub(super) fn is_marker(line: &str) -> bool {
    let framed = line.starts_with(['-', '=', '_', '*']) || line.ends_with([':', '-', '：']);
    if !framed || line.len() > 120 {
        return false;
    }
    let folded = fold(line);
    FOLDED_MARKERS
        .iter()
        .any(|marker| folded.contains(marker.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_any_dress() {
        assert_eq!(of_line("*From:* x"), Some((Label::From, "x")));
        assert_eq!(of_line("Từ: x"), Some((Label::From, "x")));
        assert_eq!(of_line("Envoyé : x"), Some((Label::Date, "x")));
        assert_eq!(of_line("发件人：x"), Some((Label::From, "x")));
        assert_eq!(of_line("Note: x"), None);
        assert_eq!(of_line("no colon"), None);
    }

    #[test]
    fn markers_need_a_frame() {
        assert!(is_marker("---------- Forwarded message ---------"));
        assert!(is_marker("Anfang der weitergeleiteten Nachricht:"));
        assert!(!is_marker("I got a forwarded message from you"));
    }
}
