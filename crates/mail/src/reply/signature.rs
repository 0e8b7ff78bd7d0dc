//! Signatures: the delimiter, lines that devices and mail apps add, sign-offs followed by a contact block.

use super::line::{Kind, Line, fold, is_invisible, is_signature_rule};

/// A decorated rule followed by more than this is a section of the text, not its end.
const MAX_LINES_BELOW_RULE: usize = 15;
const MAX_BYTES_BELOW_RULE: usize = 1_200;

/// Marks lines that a device or app added.
pub(super) fn mark_devices(lines: &mut [Line<'_>]) {
    for line in lines.iter_mut().filter(|line| line.kind == Kind::Text) {
        if is_device_line(line.text) {
            line.kind = Kind::Device;
        }
    }
}

/// Whether the rule in line `at` ends what was written, given that the text under consideration ends before `end`.
/// `sectioned` tells that a rule above it underlines a heading.
pub(super) fn is_delimiter(lines: &[Line<'_>], at: usize, end: usize, sectioned: bool) -> bool {
    let Some(rule) = lines.get(at).filter(|line| line.kind == Kind::Rule) else {
        return false;
    };
    if is_signature_rule(rule.text) {
        return true;
    }
    if sectioned || underlines(lines, at) {
        return false;
    }
    let below = lines.get(at + 1..end).unwrap_or_default();
    let below = below
        .iter()
        .filter(|line| !matches!(line.kind, Kind::Blank | Kind::Rule));
    let (count, bytes) = below
        .take(MAX_LINES_BELOW_RULE + 1)
        .fold((0, 0), |(count, bytes), line| {
            (count + 1, bytes + line.text.len())
        });
    count <= MAX_LINES_BELOW_RULE && bytes <= MAX_BYTES_BELOW_RULE
}

/// Whether the rule in line `at` underlines a heading or the head of a table.
pub(super) fn underlines(lines: &[Line<'_>], at: usize) -> bool {
    let is_text = |line: &Line<'_>| line.kind == Kind::Text;
    let above = at.checked_sub(1).and_then(|above| lines.get(above));
    let mut below = lines.get(at + 1..).unwrap_or_default().iter();
    lines
        .get(at)
        .is_some_and(|line| line.kind == Kind::Rule && !is_signature_rule(line.text))
        && above.is_some_and(is_text)
        && below.find(|line| line.kind != Kind::Blank).is_some_and(is_text)
}

/// The first line of a sign-off with a contact block ("Kind regards," name, role, company) that ends the text
/// `start..end`. A sign-off with just a name is part of the letter.
pub(super) fn sign_off(lines: &[Line<'_>], start: usize, end: usize) -> Option<usize> {
    let mut below = 0;
    for at in (start + 1..end).rev() {
        let line = lines.get(at)?;
        match line.kind {
            Kind::Blank | Kind::Device => continue,
            Kind::Text if is_sign_off(line.text) => return (2..=8).contains(&below).then_some(at),
            Kind::Text if line.text.chars().count() <= 70 && below < 8 => below += 1,
            _ => return None,
        }
    }
    None
}

fn is_sign_off(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let folded = fold(text.trim_matches(|c: char| !c.is_alphanumeric()));
    SIGN_OFFS.contains(&folded.as_str())
}

#[rustfmt::skip]
const SIGN_OFFS: &[&str] = &[
    "regards", "best regards", "kind regards", "warm regards", "kindest regards", "many regards", "with regards", "best",
    "with kind regards", "with best regards", "thanks and regards", "thanks & regards", "regards and thanks",
    "best wishes", "sincerely", "yours sincerely", "sincerely yours", "yours faithfully", "cheers", "yours truly",
    "mit freundlichen grüßen", "mit freundlichen gruessen", "mit freundlichem gruß", "freundliche grüße", "viele grüße",
    "beste grüße", "liebe grüße", "mfg", "lg", "vg", "mit besten grüßen", "freundliche grüsse", "mit freundlichen grüssen",
    "cordialement", "bien cordialement", "très cordialement", "bien à vous", "salutations", "sincères salutations",
    "meilleures salutations", "bonne journée", "bonne soirée", "saludos", "un saludo", "saludos cordiales", "atentamente",
    "cordialmente", "atenciosamente", "abraços", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos",
    "cordiali saluti", "distinti saluti", "saluti", "un saluto", "met vriendelijke groet", "met vriendelijke groeten",
    "vriendelijke groet", "groeten", "mvg", "med venlig hilsen", "venlig hilsen", "mvh", "med vänliga hälsningar",
    "vänliga hälsningar", "med vennlig hilsen", "vennlig hilsen", "ystävällisin terveisin", "terveisin", "pozdrawiam",
    "z poważaniem", "serdecznie pozdrawiam", "s pozdravem", "s pozdravom", "üdvözlettel", "tisztelettel", "cu stimă",
    "cu stima", "cu respect", "toate cele bune", "o zi bună", "trân trọng", "trân trọng kính chào", "kính thư",
    "thân ái", "xin cảm ơn và trân trọng", "с уважением", "з повагою", "saygılarımla", "με εκτίμηση", "salam",
];

/// Whether the line is one that phones and mail apps append.
pub(super) fn is_device_line(text: &str) -> bool {
    // Links make these lines long; nobody writes a paragraph that begins like one.
    if !(6..=400).contains(&text.len()) {
        return false;
    }
    let plain = without_links(text);
    let core = fold(plain.trim_matches(|c: char| {
        is_invisible(c)
            || matches!(
                c,
                '<' | '>' | '(' | ')' | '[' | ']' | '*' | '_' | '-' | '–' | '—' | '.' | '|'
            )
    }));
    let Some(tail) = tail_behind_prefix(&core) else {
        return is_enclosed(&core);
    };
    match tail {
        Tail::Certain(rest) => reads_like_label(rest),
        Tail::NeedsDevice(rest) => reads_like_label(rest) && names_device(rest),
    }
}

/// What follows the opening words of such a line.
enum Tail<'a> {
    /// The opening words say it already.
    Certain(&'a str),
    /// They are common enough in letters; a device or an app must be named.
    NeedsDevice(&'a str),
}

fn tail_behind_prefix(core: &str) -> Option<Tail<'_>> {
    let rest = |prefixes: &[&str]| {
        let behind = |prefix: &&str| {
            core.strip_prefix(*prefix)
                .filter(|rest| starts_word(rest, prefix))
                .map(str::len)
        };
        let shortest = prefixes.iter().filter_map(behind).min()?;
        core.get(core.len() - shortest..)
    };
    rest(CERTAIN)
        .map(Tail::Certain)
        .or_else(|| rest(NEEDS_DEVICE).map(Tail::NeedsDevice))
}

fn starts_word(rest: &str, prefix: &str) -> bool {
    rest.starts_with(|c: char| !c.is_alphanumeric()) || !prefix.is_ascii() || prefix.ends_with(['\'', ' '])
}

/// Lines that wrap the device: "Von meinem iPhone gesendet", "從我的 iPhone 傳送".
fn is_enclosed(core: &str) -> bool {
    core.len() < 160
        && ENCLOSED.iter().any(|(start, end)| {
            core.starts_with(start) && core.ends_with(end) && core.len() > start.len() + end.len()
        })
}

/// A name or a short excuse follows, not the rest of a sentence.
fn reads_like_label(rest: &str) -> bool {
    if EXCUSES.iter().any(|word| rest.contains(word)) {
        return true;
    }
    let words = rest.split_whitespace().count();
    let goes_on = rest
        .find([',', '.', ';', '?', '!'])
        .and_then(|at| rest.get(at + 1..))
        .is_some_and(|more| more.split_whitespace().count() > 2);
    words <= 9 && !goes_on
}

fn names_device(rest: &str) -> bool {
    rest.trim().is_empty() || DEVICES.iter().any(|device| rest.contains(device))
}

/// The line without `<https://...>`, `(https://...)` and `https://...`.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = ["http://", "https://", "mailto:"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        plain.push_str(
            rest.get(..at)
                .unwrap_or_default()
                .trim_end_matches(['<', '(', '[']),
        );
        plain.push(' ');
        let link = rest.get(at..).unwrap_or_default();
        rest = link
            .find(|c: char| c.is_whitespace() || matches!(c, '>' | ')' | ']'))
            .and_then(|end| link.get(end..))
            .unwrap_or_default();
        rest = rest.trim_start_matches(['>', ')', ']']);
    }
    plain.push_str(rest);
    plain.replace(['[', ']'], "")
}

#[rustfmt::skip]
const CERTAIN: &[&str] = &[
    "sent from my", "get outlook for", "download outlook for", "from my iphone", "from my ipad", "from my android",
    "from my mobile", "from my phone", // en
    "gesendet von meinem", "gesendet mit der", "gesendet aus der", "von meinem iphone gesendet", "holen sie sich outlook für",
    "outlook für", // de
    "envoyé de mon", "envoyé depuis mon", "envoyé de ma", "envoyé depuis ma", "envoyé à partir de", "envoyé à partir d'", "télécharger outlook pour",
    "obtenez outlook pour", "obtenir outlook pour", // fr
    "enviado desde mi", "enviado de mi", "obtener outlook para", "descargar outlook para", "enviat des del meu", // es, ca
    "enviado do meu", "enviado da minha", "enviado a partir do", "enviada do meu", "obter o outlook para", "obter outlook para", // pt
    "inviato dal mio", "inviato da mio", "ottieni outlook per", "scarica outlook per", // it
    "verstuurd vanaf mijn", "verzonden vanaf mijn", "verzonden vanuit mijn", "outlook voor", "download outlook voor", // nl
    "skickat från min", "hämta outlook för", "sendt fra min", "hent outlook til", "last ned outlook for", "skaff deg outlook for",
    "lähetetty iphonesta", "lähetetty ipadista", "hanki outlook", "sent frá", // nordic
    "wysłane z mojego", "wysłane z iphone", "wysłano z mojego", "pobierz outlooka", "pobierz aplikację outlook", "pobierz program outlook", // pl
    "odesláno z mého", "odesláno z iphonu", "získat outlook pro", "odoslané z môjho", "získajte outlook pre", // cs, sk
    "trimis de pe", "trimis din iphone", "trimis de la iphone", "expediat de pe", "obțineți outlook pentru", "descărcați outlook", // ro
    "được gửi từ", "đã gửi từ", "gửi từ iphone", "gửi từ ipad", "gửi từ điện thoại", "gửi từ thiết bị", "gửi từ thư", "tải outlook cho",
    "tải xuống outlook", "lấy outlook cho", "nhận outlook cho", // vi
    "отправлено с", "отправлено из", "скачать outlook", "получить outlook", "загрузите outlook", "надіслано з", "відправлено з", "отримати outlook",
    "изпратено от моя", "poslano s mog", "poslano iz mojega", "poslato sa mog", // ru, uk, bg, hr, sl, sr
    "στάλθηκε από το", "εστάλη από", "dikirim dari", "dihantar dari", "dapatkan outlook untuk", "ส่งจาก", "ส่งจาก iphone", // el, id, ms, th
    "发自我的", "发自", "發自我的", "來自我的", "从我的", "從我的", "获取 outlook", "下载 outlook", "取得 outlook", "下載 outlook",
    "iphoneから送信", "ipadから送信", "outlook for", "나의 iphone에서 보냄", "iphone에서 보냄", // zh, ja, ko
    "נשלח מה", "נשלח מ", "أُرسلت من", "أرسلت من", "تم الإرسال من", "ارسال شده از", "مرسل من", // he, ar, fa
];

#[rustfmt::skip]
const NEEDS_DEVICE: &[&str] = &[
    "sent from", "sent via", "sent with", "sent using", "written on", "typed on", "composed on",
    "gesendet von", "gesendet mit", "gesendet via", "gesendet über", "gesendet aus", "geschrieben mit", "verschickt mit",
    "envoyé depuis", "envoyé avec", "envoyé via", "envoyé par", "enviado desde", "enviado con", "enviado a través de", "enviado de",
    "enviado pelo", "enviado via", "enviado com", "inviato da", "inviato con", "inviato tramite", "verzonden met", "verzonden via",
    "verzonden vanaf", "verzonden vanuit", "verstuurd met", "verstuurd vanaf", "verstuurd via", "skickat från", "skickat med", "sendt fra", "sendt med", "sendt via",
    "lähetetty", "wysłane z", "wysłano z", "wysłane przez", "odesláno z", "odesláno ze", "odoslané z", "odoslané zo",
    "trimis din", "trimis de", "trimis cu", "trimis prin", "gửi từ", "gửi bằng", "được gửi bằng", "gửi qua", "someone from",
];

#[rustfmt::skip]
const ENCLOSED: &[(&str, &str)] = &[
    ("von mein", "gesendet"), ("diese nachricht wurde von mein", "gesendet"), ("diese nachricht wurde von mein", "gesendet."),
    ("diese e-mail wurde von mein", "gesendet"), ("outlook für", "herunterladen"), ("outlook voor", "downloaden"),
    ("從我的", "傳送"), ("从我的", "发送"), ("從", "傳送"), ("通过", "发送"), ("outlook for", "を入手"),
    ("iphone", "から送信"), ("ipad", "から送信"), ("android", "から送信"), ("나의", "보냄"), ("내", "보냄"), ("iphone", "보냄"),
    ("iphone", "gönderildi"), ("ipad", "gönderildi"), ("android", "gönderildi"), ("samsung", "gönderildi"), ("iphone", "küldve"), ("az iphone", "küldve"),
    ("android", "küldve"), ("samsung", "küldve"), ("mobil", "küldve"),
];

#[rustfmt::skip]
const DEVICES: &[&str] = &[
    "phone", "ipad", "ipod", "android", "mobil", "cell", "tablet", "samsung", "galaxy", "huawei", "xiaomi", "redmi", "nokia",
    "blackberry", "htc", "sony", "xperia", "pixel", "oneplus", "motorola", "oppo", "vivo", "wiko", "zte", "lenovo", "windows",
    "device", "gerät", "appareil", "dispositivo", "aparelho", "toestel", "handy", "smartphone", "outlook", "mailbox", "mail for", "mail app", "thunderbird",
    "spark", "gmx", "web.de", "yahoo", "gmail", "proton", "zoho", "tutanota", "superhuman", "airmail", "typeapp", "bluemail",
    "newton", "polymail", "mailspring", "aqua mail", "k-9", "icloud", "macbook", "apple", "laptop", "mail.ru",
    "aol", "orange mail", "sfr mail", "telefon", "điện thoại", "mobile", "verizon", "t-mobile", "at&t", "vodafone", "worx", "workspace",
    "canary", "edison mail", "freemail", "libero mail", "virgilio", "wp.pl", "onet", "seznam", "tiscali",
];

/// Words by which such a line asks for indulgence.
#[rustfmt::skip]
const EXCUSES: &[&str] = &[
    "typo", "brevity", "excuse", "autocorrect", "auto-correct", "forgive", "pardon", "misspell", "spelling", "tippfehler", "kürze",
    "concision", "fautes", "errores", "scusate", "fouten", "lỗi chính tả", "greșeli",
];
