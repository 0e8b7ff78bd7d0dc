//! The words by which mail programs announce a quotation, by language.
//!
//! Everything is lower case and NFC. Adding a language means adding words here and a line to the tests of the module
//! that uses them; no logic knows a language by name.

/// Verbs of attribution lines: "On Monday X **wrote**:". They end the line or stand between name and date.
#[rustfmt::skip]
pub(super) const WROTE: &[&str] = &[
    "wrote", "writes", "said", "says", "wrote the following", // en
    "schrieb", "schrieben", "schreibt", "geschrieben", "hat geschrieben", "schrieb folgendes", // de
    "a écrit", "à écrit", "a ecrit", "écrit", "a écrit ceci", // fr
    "escribió", "escribio", "escribe", "ha escrito", "escribió lo siguiente", // es
    "escreveu", "escreveu o seguinte", "escribiu", // pt, gl
    "ha scritto", "scrive", "scrisse", // it
    "va escriure", "ha escrit", // ca
    "schreef", "schreef het volgende", "heeft geschreven", "het volgende geschreven", "het volgende geschreven", // nl
    "het geskryf", "skryf", // af
    "skrev", "skrev följande", "skrev følgende", "skriver", "skrifaði", // nordic
    "kirjoitti", "kirjutas", "rakstīja", "rašė", // fi, et, lv, lt
    "napisał", "napisała", "napisał(a)", "napisał/a", "napisali", "pisze", // pl
    "napsal", "napsala", "napsal(a)", "napísal", "napísala", "napísal(a)", // cs, sk
    "írta", "ezt írta", "a következőt írta", // hu
    "a scris", "a scris următoarele", "scrie", // ro
    "đã viết", "viết", "đã viết như sau", // vi
    "написал", "написала", "написал(а)", "пишет", "писал", "писала", "писал(а)", // ru
    "написав", "написала", "написав(-ла)", "написав(ла)", "пише", "напиша", "написа", // uk, bg
    "napisao", "napisala", "napisao je", "je napisao", "je napisala", "je napisao/la", "je napisao(la)", // hr, sr
    "је написао", "је написала", "је написао/ла", "напиша", "napisal", "je napisal/a", "je napisal(a)", // sr, mk, sl
    "yazdı", "şunu yazdı", "şunları yazdı", // tr
    "έγραψε", "shkroi", "idatzi du", "igorleak idatzi du", "scríobh", "ysgrifennodd", // el, sq, eu, ga, cy
    "menulis", "ditulis", "sumulat", "เขียน", "เขียนว่า", "ने लिखा", "লিখেছেন", // id, ms, tl, th, hi, bn
    "写道", "寫道", "写到", "撰寫", "のメッセージ", "書きました", "さんは書きました", "작성", "님이 작성", "님이 작성하였습니다", "썼습니다", // zh, ja, ko
    "כתב", "כתבה", "כתב/ה", "كتب", "كتبت", "نوشت", // he, ar, fa
];

/// Words an attribution line begins with, besides weekdays, months and figures.
#[rustfmt::skip]
pub(super) const OPENERS: &[&str] = &[
    "on", "at", "am", "um", "le", "el", "il", "lo", "la", "in data", "il giorno", "em", "no dia", "a", "op", "den",
    "på", "d.", "kl.", "w dniu", "dnia", "dne", "dňa", "dana", "u", "v", "în", "in", "în data de", "la data de", "pe",
    "pe data de", "vào", "vào lúc", "vào ngày", "lúc", "ngày", "в", "на", "у", "от", "στις", "την", "pada", "tanggal",
    "noong", "trên", "ngày", "בתאריך", "ב", "ביום", "في", "بتاريخ", "در", "เมื่อ", "เมื่อวันที่", "data", "zapytano", "zo",
];

/// Openers of languages that write no space after them.
pub(super) const OPENERS_UNSPACED: &[&str] = &["在", "于", "於", "ב-", "מאת"];

/// Weekdays and months, as programs abbreviate them; two letters must match whole, longer ones as a beginning.
#[rustfmt::skip]
pub(super) const DAYS_AND_MONTHS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
    "oct", "nov", "dec", // en
    "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
    "sonntag", "sonnabend", "okt", "dez", "mär", // de
    "lun", "mer", "jeu", "ven", "sam", "dim", "mardi", // fr
    "mié", "mie", "jue", "vie", "sáb", "sab", "dom", "martes", // es
    "gio", "seg", "ter", "qua", "qui", "sex", // it, pt
    "ma", "wo", "za", "zo", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", // nl
    "mån", "tis", "ons", "tor", "fre", "lör", "sön", "man", "tir", "lør", "søn", // sv, da, no
    "ti", "ke", "to", "pe", "la", "su", // fi
    "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "ndz", "wtorek", "środa", "piątek", // pl
    "po", "út", "st", "čt", "pá", "ne", "ut", "str", "štv", "pia", "pi", // cs, sk
    "hé", "ke", "sze", "cs", "pé", "szo", "va", "hétfő", "kedd", "csüt", "pént", "vas", // hu
    "joi", "vin", "sâm", "sâmbătă", "dum", "marți", "marţi", "miercuri", "duminică", // ro
    "th", "thứ", "cn", "chủ nhật", "thg", "tháng", // vi
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "понедельник", "вторник", "сред", "четв", "пятниц", "суббот",
    "воскресен", "янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек", "понеділ",
    "вівтор", "п'ятниц", "неділ", // ru, uk
    "uto", "sri", "čet", "pet", "sub", "ned", "tor", "sre", // hr, sl
    "pzt", "sal", "çar", "per", "cum", "cmt", "paz", // tr
    "δευ", "τρί", "τετ", "πέμ", "παρ", "σάβ", "κυρ", // el
    "sen", "sel", "rab", "kam", "jum", "min", "ahad", "isnin", // id, ms
    "dl", "dt", "dc", "dj", "dv", "ds", "dg", // ca
];

/// Phrases that head an unquoted copy of another mail, usually between dashes.
#[rustfmt::skip]
pub(super) const ORIGINAL_MESSAGE: &[&str] = &[
    "original message", "original mail", "original email", "original e-mail", "reply message", "reply separator",
    "forwarded message", "forwarded mail", "forwarded email", "begin forwarded message", "end forwarded message",
    "message forwarded", "original appointment", "previous message", "previous email", // en
    "ursprüngliche nachricht", "urspruengliche nachricht", "originalnachricht", "original-nachricht",
    "original nachricht", "ursprüngliche mail", "ursprüngliche e-mail", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "originaltermin",
    "weitergeleitete mail", "ende der weitergeleiteten nachricht", // de
    "message d'origine", "message d’origine", "message original", "message initial", "message originel",
    "message transféré", "message réexpédié", "début du message réexpédié", "début du message transféré",
    "courriel original", "rendez-vous d'origine", // fr
    "mensaje original", "mensaje reenviado", "mensaje enviado", "inicio del mensaje reenviado", "correo original",
    "missatge original", "missatge reenviat", "mensaxe orixinal", // es, ca, gl
    "mensagem original", "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem reencaminhada",
    "início da mensagem encaminhada", // pt
    "messaggio originale", "messaggio originario", "messaggio inoltrato", "inizio messaggio inoltrato",
    "inizio del messaggio inoltrato", // it
    "oorspronkelijk bericht", "origineel bericht", "oorspronkelijke bericht", "doorgestuurd bericht",
    "begin doorgestuurd bericht", "originele bericht", "oorspronkelijke e-mail", // nl
    "oprindelig besked", "oprindelig meddelelse", "original besked", "videresendt besked",
    "videresendt meddelelse", "start på videresendt besked", "opprinnelig melding", "original melding",
    "videresendt melding", "videresendt e-post", "ursprungligt meddelande", "originalmeddelande",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "börja vidarebefordrat meddelande",
    "alkuperäinen viesti", "välitetty viesti", "edelleenlähetetty viesti", "upprunaleg skilaboð", // nordic
    "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość przekazana", "przekazana wiadomość",
    "treść przekazanej wiadomości", "początek przekazywanej wiadomości", // pl
    "původní zpráva", "původní e-mail", "původní email", "přeposlaná zpráva", "předaná zpráva", "pôvodná správa",
    "preposlaná správa", "odovzdaná správa", // cs, sk
    "eredeti üzenet", "eredeti levél", "továbbított üzenet", "továbbított levél", // hu
    "mesaj original", "mesajul original", "mesaj inițial", "mesajul inițial", "mesaj redirecționat",
    "mesaj redirecţionat", "mesaj transmis", "mesaj retrimis", "mesaj înaintat", "început mesaj redirecționat", // ro
    "thư gốc", "tin nhắn gốc", "thông điệp gốc", "email gốc", "thư ban đầu", "tin nhắn ban đầu",
    "thư chuyển tiếp", "thư đã chuyển tiếp", "thư được chuyển tiếp", "tin nhắn chuyển tiếp",
    "tin nhắn được chuyển tiếp", "tin nhắn đã chuyển tiếp", "bắt đầu thư được chuyển tiếp", // vi
    "исходное сообщение", "оригинальное сообщение", "пересылаемое сообщение", "пересланное сообщение",
    "переадресованное сообщение", "начало переадресованного сообщения", "исходное письмо", "вихідне повідомлення",
    "оригінальне повідомлення", "переслане повідомлення", "оригинално съобщение", "препратено съобщение", // ru, uk, bg
    "izvorna poruka", "originalna poruka", "proslijeđena poruka", "prosleđena poruka", "izvirno sporočilo",
    "posredovano sporočilo", "оригинална порука", // hr, sr, sl
    "orijinal mesaj", "orjinal mesaj", "özgün ileti", "özgün mesaj", "iletilen mesaj", "iletilmiş mesaj",
    "yönlendirilen mesaj", "αρχικό μήνυμα", "προωθημένο μήνυμα", // tr, el
    "originalus laiškas", "oriģinālā ziņa", "algne kiri", "pesan asli", "pesan terusan", "pesan yang diteruskan",
    "mesej asal", "ข้อความต้นฉบับ", "ข้อความที่ส่งต่อ", "मूल संदेश", // lt, lv, et, id, ms, th, hi
    "原始邮件", "原始郵件", "原邮件", "邮件原件", "回复的原邮件", "转发的邮件", "转发邮件", "轉寄的郵件", "轉寄郵件", "转发邮件信息",
    "元のメッセージ", "転送メッセージ", "転送されたメッセージ", "オリジナルメッセージ", "원본 메시지", "원본 메일", "전달된 메시지",
    "전달된 메일", // zh, ja, ko
    "הודעה מקורית", "הודעה שהועברה", "الرسالة الأصلية", "رسالة أصلية", "رسالة معاد توجيهها", "پیام اصلی", // he, ar, fa
];

/// Beginnings of such headings that go on with a name: "Forwarded by Ann on ...".
#[rustfmt::skip]
pub(super) const ORIGINAL_MESSAGE_BY: &[&str] = &[
    "forwarded by", "forwarded message from", "original message from", "weitergeleitet von", "transféré par",
    "reenviado por", "encaminhado por", "inoltrato da", "doorgestuurd door", "redirecționat de", "chuyển tiếp bởi",
];

/// The line above which help desks ask customers to write.
#[rustfmt::skip]
pub(super) const REPLY_ABOVE: &[&str] = &[
    "reply above this line", "type your reply above this line", "reply above the line", "reply above this text",
    "please reply above", "antworten sie oberhalb dieser linie", "oberhalb dieser zeile", "über dieser linie",
    "répondre au-dessus de cette ligne", "au-dessus de cette ligne", "por encima de esta línea",
    "acima desta linha", "sopra questa riga", "al di sopra di questa riga", "boven deze lijn", "boven deze regel",
    "ovanför den här raden", "over denne linje", "over denne linjen", "powyżej tej linii", "nad touto čárou",
    "deasupra acestei linii", "deasupra acestui rând", "phía trên dòng này", "выше этой строки", "вище цього рядка",
    "bu satırın üstüne", "请在此行上方", "この行より上", "이 줄 위",
];
