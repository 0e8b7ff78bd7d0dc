//! Quote stripping over published and own mails.

use mail::reply::{split, split_html};

use crate::support::cases;

/// Line by line without trailing white space.
fn tidy(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Words without quote marks; the published rests have every style of them turned into `>`.
fn words(text: &str) -> Vec<String> {
    let cited = regex::Regex::new(r"(?m)^(\w+>|\|)( |$)").unwrap();
    let text = cited.replace_all(text, "");
    text.split(|c: char| c.is_whitespace() || c == '>')
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn discourse_replies_are_trimmed_as_published() {
    let Some(folder) = cases("reply/discourse") else {
        return;
    };
    for entry in std::fs::read_dir(folder.join("emails")).unwrap() {
        let name = entry.unwrap().file_name();
        let read = |part: &str| {
            String::from_utf8_lossy(&std::fs::read(folder.join(part).join(&name)).unwrap()).into_owned()
        };
        let split = split(&read("emails"));
        assert_eq!(tidy(&split.visible), tidy(&read("trimmed")), "{}", name.display());
        assert_eq!(words(&split.rest), words(&read("elided")), "{}", name.display());
    }
}

#[test]
fn crisp_replies_are_split_as_published() {
    let Some(folder) = cases("reply/crisp") else {
        return;
    };
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    for (name, want) in expected.as_object().unwrap() {
        let split = split(&std::fs::read_to_string(folder.join(name)).unwrap());
        for key in ["first_visible", "visible_text"] {
            if let Some(first) = want[key].as_str() {
                assert_eq!(tidy(&split.visible), tidy(first), "{name}");
            }
        }
        if let Some(count) = want["fragments"].as_u64() {
            assert_eq!(
                split.fragments.len() as u64,
                count,
                "{name}: {:#?}",
                split.fragments
            );
        }
        for pattern in want["first_matches"].as_array().into_iter().flatten() {
            let pattern = pattern.as_str().unwrap().replace("\\/", "/");
            let matches = regex::Regex::new(&pattern).unwrap().is_match(&split.visible);
            assert!(matches, "{name}: no {pattern} in {:?}", split.visible);
        }
    }
}

const ANSWER: &str = "That works, thank you.\nSee you on Tuesday.";

fn assert_cut(body: &str, context: &str) {
    let split = split(body);
    assert_eq!(split.visible, ANSWER, "{context}\nrest: {}", split.rest);
    assert!(!split.rest.is_empty(), "{context}");
}

#[test]
fn attributions_of_many_languages_and_programs_head_a_quote() {
    for line in [
        "On Mon, Mar 4, 2024 at 9:15 AM Ann Lee <ann@example.org> wrote:",
        "On 04/03/2024 09:15, Ann Lee wrote:",
        "On 4 Mar 2024, at 09:15, Ann Lee <ann@example.org> wrote:",
        "On Monday, March 4, 2024, Ann Lee <\nann@example.org> wrote:",
        "On Mon, Mar 4, 2024 at 9:15 AM\nAnn Lee via Help Desk\n<ann@example.org>\nwrote:",
        "At 09:15 04/03/2024, you wrote:",
        "Ann Lee <ann@example.org> wrote on 04.03.2024 09:15:",
        "---- On Mon, 04 Mar 2024 09:15:00 +0100 Ann Lee <ann@example.org> wrote ----",
        "2024-03-04 9:15 GMT+01:00 Ann Lee <ann@example.org>:",
        "04.03.2024, 09:15, \"Ann Lee\" <ann@example.org>:",
        "Monday, 4 March 2024, 9:15 +01:00 from Ann Lee <ann@example.org>:",
        "Am 04.03.2024 um 09:15 schrieb Ann Lee:",
        "Am Mo., 4. März 2024 um 09:15 Uhr schrieb Ann Lee <ann@example.org>:",
        "Ann Lee <ann@example.org> schrieb am Mo., 4. März 2024,\n09:15:",
        "Le lun. 4 mars 2024 à 09:15, Ann Lee <ann@example.org> a écrit :",
        "Le 4 mars 2024 à 09:15, Ann Lee\n<ann@example.org> a\u{a0}écrit\u{a0}:",
        "El lun, 4 mar 2024 a las 9:15, Ann Lee (<ann@example.org>) escribió:",
        "El 4/3/2024 a las 9:15, Ann Lee escribió:",
        "Em seg., 4 de mar. de 2024 às 09:15, Ann Lee <ann@example.org> escreveu:",
        "Il giorno lun 4 mar 2024 alle ore 09:15 Ann Lee <ann@example.org> ha scritto:",
        "Il 04/03/2024 09:15, Ann Lee ha scritto:",
        "Op ma 4 mrt 2024 om 09:15 schreef Ann Lee <ann@example.org>:",
        "Den mån 4 mars 2024 kl 09:15 skrev Ann Lee <ann@example.org>:",
        "Den man. 4. mar. 2024 kl. 09.15 skrev Ann Lee <\nann@example.org>:",
        "man. 4. mars 2024 kl. 09:15 skrev Ann Lee <ann@example.org\n>:",
        "ma 4. maalisk. 2024 klo 9.15 Ann Lee (ann@example.org) kirjoitti:",
        "W dniu pon., 4.03.2024 o 09:15 Ann Lee <ann@example.org> napisał(a):",
        "pon., 4 mar 2024 o 09:15 Ann Lee <ann@example.org> napisał(a):",
        "po 4. 3. 2024 v 9:15 odesílatel Ann Lee <ann@example.org> napsal:",
        "Dne 4.3.2024 v 9:15 Ann Lee napsal(a):",
        "po 4. 3. 2024 o 9:15 Ann Lee <ann@example.org> napísal(a):",
        "Ann Lee <ann@example.org> ezt írta (időpont: 2024. márc. 4., H, 9:15):",
        "În lun., 4 mar. 2024 la 09:15, Ann Lee <ann@example.org> a scris:",
        "lun., 4 mar. 2024, 09:15 Ann Lee <ann@example.org> a scris:",
        "Pe 4 mar. 2024, la 09:15, Ann Lee a scris:",
        "Vào Th 2, 4 thg 3, 2024 vào lúc 09:15 Ann Lee\n<ann@example.org> đã viết:",
        "Vào 09:15 4 tháng 3, 2024, Ann Lee <ann@example.org> đã viết:",
        "Vào lúc 09:15 Thứ Hai, 4/3/2024, Ann Lee\n<ann@example.org> viết:",
        "пн, 4 мар. 2024 г. в 09:15, Ann Lee <ann@example.org>:",
        "4 марта 2024 г., в 09:15, Ann Lee <ann@example.org> написал(а):",
        "Понедельник, 4 марта 2024, 9:15 +03:00 от Ann Lee <ann@example.org>:",
        "пн, 4 бер. 2024 р. о 09:15 Ann Lee <ann@example.org> пише:",
        "На 4.03.2024 г. в 9:15 ч., Ann Lee написа:",
        "Ann Lee <ann@example.org>, 4 Mar 2024 Pzt, 09:15 tarihinde şunu yazdı:",
        "Στις Δευ, 4 Μαρ 2024 στις 9:15 π.μ., ο χρήστης Ann Lee <ann@example.org> έγραψε:",
        "pon, 4. ožu 2024. u 09:15 Ann Lee <ann@example.org> napisao je:",
        "V pon., 4. mar. 2024 ob 09:15 je oseba Ann Lee <ann@example.org> napisala:",
        "Pada Sen, 4 Mar 2024 pukul 09.15 Ann Lee <ann@example.org> menulis:",
        "在 2024年3月4日，上午9:15，Ann Lee <ann@example.org> 写道：",
        "Ann Lee <ann@example.org> 于2024年3月4日周一 09:15写道：",
        "Ann Lee <ann@example.org> 於 2024年3月4日 週一 上午9:15寫道：",
        "2024年3月4日(月) 9:15 Ann Lee <ann@example.org>:",
        "2024/03/04 9:15、Ann Lee <ann@example.org>のメール:",
        "2024년 3월 4일 (월) 오전 9:15, Ann Lee <ann@example.org>님이 작성:",
        "2024. 3. 4. 오전 9:15, Ann Lee <ann@example.org> 작성:",
        "בתאריך יום ב׳, 4 במרץ 2024 ב-9:15 מאת Ann Lee <ann@example.org>:",
        "في الاثنين، 4 مارس 2024 في 9:15 ص تمت كتابة ما يلي بواسطة Ann Lee <ann@example.org>:",
        "เมื่อ จ. 4 มี.ค. 2024 เวลา 09:15 Ann Lee <ann@example.org> เขียนว่า:",
    ] {
        assert_cut(
            &format!("{ANSWER}\n\n{line}\n\n> How about Tuesday?\n>\n> Ann\n"),
            line,
        );
        assert_cut(&format!("{ANSWER}\n{line}\n> How about Tuesday?\n"), line);
        assert_cut(
            &format!(
                "{ANSWER}\r\n\r\n{}\r\n\r\nHow about Tuesday?\r\n",
                line.replace('\n', "\r\n")
            ),
            line,
        );
    }
}

#[test]
fn copied_headers_of_many_languages_end_the_reply() {
    for (from, sent, to, subject) in [
        ("From", "Sent", "To", "Subject"),
        ("Von", "Gesendet", "An", "Betreff"),
        ("De", "Envoyé", "À", "Objet"),
        ("De", "Enviado el", "Para", "Asunto"),
        ("De", "Enviada em", "Para", "Assunto"),
        ("Da", "Inviato", "A", "Oggetto"),
        ("Van", "Verzonden", "Aan", "Onderwerp"),
        ("Fra", "Sendt", "Til", "Emne"),
        ("Från", "Skickat", "Till", "Ämne"),
        ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
        ("Od", "Wysłano", "Do", "Temat"),
        ("Od", "Odesláno", "Komu", "Předmět"),
        ("Feladó", "Elküldve", "Címzett", "Tárgy"),
        ("De la", "Trimis", "Către", "Subiect"),
        ("Từ", "Đã gửi", "Đến", "Chủ đề"),
        ("От", "Отправлено", "Кому", "Тема"),
        ("Від", "Надіслано", "Кому", "Тема"),
        ("Kimden", "Gönderildi", "Kime", "Konu"),
        ("Από", "Στάλθηκε", "Προς", "Θέμα"),
        ("发件人", "发送时间", "收件人", "主题"),
        ("寄件者", "寄件日期", "收件者", "主旨"),
        ("差出人", "送信日時", "宛先", "件名"),
        ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
        ("מאת", "נשלח", "אל", "נושא"),
        ("من", "تاريخ", "إلى", "الموضوع"),
    ] {
        let header = format!(
            "{from}: Ann Lee <ann@example.org>\n{sent}: 4/3/2024 9:15\n{to}: Bob\n{subject}: Tuesday?"
        );
        assert_cut(
            &format!("{ANSWER}\n\n{header}\n\nHow about Tuesday?\n\nAnn\n"),
            from,
        );
        assert_cut(
            &format!("{ANSWER}\n\n________________________________\n{header}\n\nHow about Tuesday?\n"),
            from,
        );
        let bold = header
            .lines()
            .map(|l| format!("*{}", l.replacen(':', ":*", 1)))
            .collect::<Vec<_>>()
            .join("\n");
        assert_cut(
            &format!("{ANSWER}\n\n ------------------------------\n\n{bold}\n\nHow about Tuesday?\n"),
            from,
        );
        let spaced = header.replace('\n', "\n\n").replace(':', "\u{a0}:");
        assert_cut(&format!("{ANSWER}\n\n{spaced}\n\nHow about Tuesday?\n"), from);
    }
}

#[test]
fn headings_of_copied_mails_end_the_reply() {
    for heading in [
        "-----Original Message-----",
        "*-------- Original Message --------*",
        "-------- Ursprüngliche Nachricht --------",
        "----- Message d'origine -----",
        "-----Mensaje original-----",
        "-------- Mensagem original --------",
        "-----Messaggio originale-----",
        "-----Oorspronkelijk bericht-----",
        "-------- Oprindelig besked --------",
        "-----Ursprungligt meddelande-----",
        "-----Oryginalna wiadomość-----",
        "-----Mesaj original-----",
        "-------- Thư gốc --------",
        "-------- Исходное сообщение --------",
        "------------------ 原始邮件 ------------------",
        "-----원본 메시지-----",
        "Begin forwarded message:",
        "---------- Forwarded message ---------",
        "---------- Mesaj redirecționat ---------",
        "##- Please type your reply above this line -##",
        "--- Trả lời phía trên dòng này ---",
    ] {
        assert_cut(&format!("{ANSWER}\n\n{heading}\n\nHow about Tuesday?\n"), heading);
    }
}

#[test]
fn lines_that_devices_append_are_signatures() {
    for line in [
        "Sent from my iPhone",
        "Sent from Yahoo Mail on Android",
        "Sent from my cell, please excuse any typos.",
        "Get Outlook for iOS<https://example.org/x>",
        "Get [Outlook for Android](https://example.org/x)",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Envoyé de mon iPhone",
        "Télécharger Outlook pour Android<https://example.org>",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPad",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Trimis de pe iPhone-ul meu",
        "Được gửi từ iPhone của tôi",
        "Đã gửi từ iPad của tôi",
        "Отправлено с iPhone",
        "Надіслано з мого iPhone",
        "iPhone'umdan gönderildi",
        "发自我的iPhone",
        "從我的 iPhone 傳送",
        "iPhoneから送信",
        "나의 iPhone에서 보냄",
        "נשלח מה-iPhone שלי",
    ] {
        let body = format!("{ANSWER}\n\n{line}\n");
        assert_cut(&body, line);
        assert_eq!(split(&body).signature, line);
        assert_cut(
            &format!(
                "{ANSWER}\n\n{line}\n\nOn 4 Mar 2024, at 09:15, Ann <a@example.org> wrote:\n\n> Tuesday?\n"
            ),
            line,
        );
    }
}

#[test]
fn delimiters_begin_a_signature() {
    for delimiter in [
        "--",
        "-- ",
        "__",
        "\u{2014}",
        "----------",
        "_______________",
        "*****",
        "\u{1427}",
    ] {
        let split = split(&format!("{ANSWER}\n\n{delimiter}\nBob Roe\nExample Ltd\n"));
        assert_eq!(split.visible, ANSWER, "{delimiter}");
        assert!(split.signature.ends_with("Bob Roe\nExample Ltd"), "{delimiter}");
        assert!(split.quoted.is_empty());
    }
}

#[test]
fn what_only_resembles_a_marker_stays() {
    for body in [
        "On the other hand, this is fine.\nOn average it takes 12:30 hours.",
        "I moved on Monday 5 May 2024 and then I wrote:\nPlease cancel my contract.",
        "From: Hanoi\nTo: Huế\nDate: 5 May 2024\n\nIs there a seat left?",
        "My details:\nName: Bob\nDate: 5 May\nTo: pay\nRegards are due.",
        "Please write to ann@example.org at 12:30 or call:\n+40 21 000 000",
        "Sent from the warehouse on Monday, arrived broken on Friday.",
        "Sent by post yesterday.",
        "Steps:\n-- open the box\n-- close the box",
        "Plan\n----\n\nWe begin.\n\n----\n\nWe end.\n\n====\n\nThat is all of it.",
        "a -> b\nx > y\nmysql> select 1;\n* one\n* two\n- three",
        "```\n> not a quote\n-- \nSent from my code\n```\nWhy does it fail?",
        "The original message was lost. I did not get a forwarded message.",
        ">From the beginning it was broken.\nPlease help.",
        "Best regards to Ann!\nShe wrote a good article: https://example.org/on-monday-ann-wrote:",
    ] {
        let split = split(body);
        assert_eq!(split.visible, body.trim_end(), "hidden: {}", split.rest);
    }
}

#[test]
fn answers_between_quotes_keep_everything_but_the_attribution() {
    let split = split(
        "Hi Ann,\n\nOn 4 Mar 2024 at 09:15, Ann Lee <ann@example.org> wrote:\n> Which colour?\n\nBlue.\n\n> Which size?\n\nLarge.\n\n-- \nBob\n",
    );
    assert_eq!(
        split.visible,
        "Hi Ann,\n\n> Which colour?\n\nBlue.\n\n> Which size?\n\nLarge."
    );
    assert_eq!(split.signature, "-- \nBob");
    assert!(split.quoted.starts_with("On 4 Mar 2024"));
}

#[test]
fn a_reply_below_the_quote_is_the_reply() {
    let quote = "On 4 Mar 2024 at 09:15, Ann Lee <ann@example.org> wrote:\n> Which colour?\n>\n> Ann\n";
    assert_eq!(
        split(&format!("{quote}\nBlue, please.\n")).visible,
        "Blue, please."
    );
    // Under a mere greeting the answer below is what matters.
    assert!(
        split(&format!("Hi Ann,\n\n{quote}\nBlue, please.\n"))
            .visible
            .ends_with("Blue, please.")
    );
}

#[test]
fn something_is_always_left_to_read() {
    assert_eq!(split("> only a quote").visible, "> only a quote");
    assert_eq!(split("-----Original Message-----\nFrom: a@example.org\nSent: today\nTo: b\nSubject: x\n\nPlease call me.").visible, "Please call me.");
    assert_eq!(split("-- \nBob Roe").visible, "-- \nBob Roe");
    assert_eq!(split("Sent from my iPhone").visible, "Sent from my iPhone");
    assert_eq!(split("👍\n\n-- \nBob").visible, "👍\n\n-- \nBob");
    assert_eq!(split("").visible, "");
    assert_eq!(split("\n \r\n\u{200b}").visible, "");
}

#[test]
fn a_route_with_a_subject_is_a_header_and_a_contact_block_a_signature() {
    let split_again = split;
    let split = split("Hi,\n\nplease help.\n\nKind regards,\n\nBob Roe\nHead of Things\nExample Ltd");
    assert_eq!(split.visible, "Hi,\n\nplease help.");
    assert_eq!(
        split_again("Please help.\n\nKind regards,\nBob").visible,
        "Please help.\n\nKind regards,\nBob"
    );
}

#[test]
fn every_line_is_in_one_part_and_in_one_fragment() {
    let body = "Hi\n\nthere\n\nSent from my iPhone\n\nOn 4 Mar 2024, at 09:15, Ann <a@example.org> wrote:\n\n> Tuesday?\n";
    let split = split(body);
    let count = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    assert_eq!(
        count(body),
        count(&split.visible) + count(&split.quoted) + count(&split.signature)
    );
    assert_eq!(
        count(body),
        split
            .fragments
            .iter()
            .map(|fragment| count(&fragment.text))
            .sum::<usize>()
    );
    let kinds: Vec<_> = split
        .fragments
        .iter()
        .map(|f| (f.quoted, f.signature, f.hidden))
        .collect();
    assert_eq!(
        kinds,
        [(false, false, false), (false, true, true), (true, false, true)]
    );
}

#[test]
fn hostile_bodies_of_a_megabyte_take_no_time() {
    let megabyte = |line: &str| line.repeat((1 << 20) / line.len());
    for line in [
        "> \n",
        "On 1 2024 wrote\n",
        "wrote:\n",
        "----\n\na\n",
        "From: a@b.c\n",
        "To:\n\n",
        "\n",
        "On 1:11 a@b.c\n\n<a@b.c>\n",
        "Sent from my x\n",
        "A> b\n",
        "schrieb schrieb ",
    ] {
        let body = megabyte(line);
        let started = std::time::Instant::now();
        let split = split(&body);
        // A quadratic step takes minutes here; half a minute leaves room for busy machines and unoptimised builds.
        assert!(
            started.elapsed().as_secs() < 30,
            "{line:?} took {:?}",
            started.elapsed()
        );
        assert!(split.visible.len() + split.rest.len() <= body.len() + 2);
    }
}

/// The text of HTML, roughly.
fn text_of(html: &str) -> String {
    let tags = regex::Regex::new(r"<[^>]*>").unwrap();
    tags.replace_all(html, " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn html_quotes_of_many_programs_are_cut() {
    let header = "<b>From:</b> Ann &lt;ann@example.org&gt;<br><b>Sent:</b> Monday, 4 March 2024<br><b>To:</b> Bob<br><b>Subject:</b> Tuesday?";
    for (name, quote) in [
        ("gmail", "<br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Mar 4, 2024 at 9:15 AM Ann &lt;<a href=\"mailto:ann@example.org\">ann@example.org</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\">OLD</blockquote></div>".to_owned()),
        ("gmail, through outlook", "<div class=\"x_gmail_quote\">On Mon, Mar 4, 2024 Ann wrote:<blockquote class=\"x_gmail_quote\">OLD</blockquote></div>".to_owned()),
        ("gmail forward", "<div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>From: <b>Ann</b><br></div><blockquote>x</blockquote><div>OLD</div></div>".to_owned()),
        ("yahoo", "<div id=\"ydp1yahoo_quoted_2\" class=\"yahoo_quoted\"><div>On Monday, March 4, 2024, Ann wrote:</div><div>OLD</div></div>".to_owned()),
        ("proton", "<div class=\"protonmail_quote\">On Monday, March 4th, 2024 at 9:15 AM, Ann &lt;ann@example.org&gt; wrote:<br><blockquote class=\"protonmail_quote\" type=\"cite\">OLD</blockquote></div>".to_owned()),
        ("apple", "<div><br><blockquote type=\"cite\"><div>On 4 Mar 2024, at 09:15, Ann wrote:</div><div>OLD</div></blockquote></div>".to_owned()),
        ("thunderbird", "<div class=\"moz-cite-prefix\">On 04/03/2024 09:15, Ann wrote:<br></div><blockquote type=\"cite\" cite=\"mid:1\">OLD</blockquote>".to_owned()),
        ("outlook web", format!("<div id=\"appendonsend\"></div><hr style=\"width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font>{header}</font></div><div>OLD</div>")),
        ("outlook desktop", format!("<div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\"><p class=\"MsoNormal\">{header}</p></div></div><p>OLD</p>")),
        ("outlook, german", "<div style='border:none;border-top:solid #B5C4DF 1.0pt'><p><b>Von:</b> Ann &lt;a@example.org&gt;<br><b>Gesendet:</b> Montag<br><b>An:</b> Bob<br><b>Betreff:</b> x</p></div><p>OLD</p>".to_owned()),
        ("outlook, vietnamese paragraphs", "<p><b>Từ:</b> Ann &lt;a@example.org&gt;</p><p><b>Đã gửi:</b> Thứ Hai</p><p><b>Đến:</b> Bob</p><p><b>Chủ đề:</b> x</p><p>OLD</p>".to_owned()),
        ("outlook mobile", "<div class=\"ms-outlook-mobile-reference-message\"><hr>From: x<br>OLD</div>".to_owned()),
        ("hotmail", format!("<hr id=\"stopSpelling\">{header}<br>OLD")),
        ("zimbra", "<hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><blockquote>OLD</blockquote>".to_owned()),
        ("zoho", "<div class=\"zmail_extra\">---- On Mon, 04 Mar 2024 Ann wrote ----<br><div>OLD</div></div>".to_owned()),
        ("roundcube", "<p id=\"reply-intro\">On 2024-03-04 09:15, Ann wrote:</p><blockquote type=\"cite\">OLD</blockquote>".to_owned()),
        ("bare blockquote, announced", "<p>Am 04.03.2024 um 09:15 schrieb Ann:</p><blockquote>OLD</blockquote>".to_owned()),
        ("bare blockquote, announced inline", "<br>On 4 Mar 2024, Ann <b>Lee</b> wrote:<br><blockquote>OLD</blockquote>".to_owned()),
        ("heading", "<p>-----Original Message-----</p><p>OLD</p>".to_owned()),
        ("qq", "<includetail><div>------------------ 原始邮件 ------------------</div>OLD</includetail>".to_owned()),
    ] {
        let html = format!("<html><body><div><p>Yes, Tuesday.</p><p>Bob</p></div>{quote}</body></html>");
        let split = split_html(&html).unwrap_or_else(|| panic!("{name} has no quote"));
        assert_eq!(text_of(&split.visible_html), "Yes, Tuesday. Bob", "{name}");
        assert!(split.quoted_html.contains("OLD"), "{name}");
    }
}

#[test]
fn html_without_a_quote_or_with_answers_inside_stays_whole() {
    for html in [
        "<p>Hello</p>",
        "<p>The law says:</p><blockquote>Nobody is above it.</blockquote><p>So please refund.</p>",
        "<p>She wrote a lot.</p><blockquote>Once upon a time</blockquote>",
        "<div class=gmail_quote><div class=gmail_attr>On Mon, Mar 4, 2024 at 9:15 AM Ann &lt;a@example.org&gt; wrote:</div><blockquote class=gmail_quote>Colour?</blockquote><div>Blue.</div><blockquote class=gmail_quote>Size?</blockquote></div>",
        "<blockquote type=cite>Colour?</blockquote><p>Blue.</p><blockquote type=cite>Size?</blockquote><p>Large.</p>",
        "<div id=divRplyFwdMsg><b>From:</b> Ann</div><p>Only a forward</p>",
        "<blockquote type=cite>Only a quote</blockquote>",
        "<table><tr><td style='border-top:1px solid red'>Total: 5</td></tr></table>",
        "<p>From: Hanoi</p><p>To: Huế</p><p>Date: 5 May</p>",
        "",
    ] {
        assert_eq!(split_html(html), None, "{html}");
    }
}

#[test]
fn html_below_the_quote_is_the_reply() {
    let split = split_html("<div class=moz-cite-prefix>On 04/03/2024 09:15, Ann wrote:</div><blockquote type=cite>Colour?</blockquote><p>Blue &amp; <b>green</b>.</p>").unwrap();
    assert_eq!(split.visible_html, "<p>Blue &amp; <b>green</b>.</p>");
    assert_eq!(
        text_of(&split.quoted_html),
        "On 04/03/2024 09:15, Ann wrote: Colour?"
    );
}

#[test]
fn hostile_html_of_a_megabyte_takes_no_time() {
    for piece in [
        "<div>",
        "<b>",
        "<p>",
        "x<br>",
        "<blockquote type=cite>a</blockquote>b",
        "<div></div>",
        "<p>From: x</p>",
        "<table>x",
        "<",
        "On 1 2024 a@b.c wrote:<blockquote>",
    ] {
        let html = piece.repeat((1 << 20) / piece.len());
        let started = std::time::Instant::now();
        let split = split_html(&html);
        assert!(
            started.elapsed().as_secs() < 30,
            "{piece} took {:?}",
            started.elapsed()
        );
        assert!(split.is_none_or(|split| !split.visible_html.is_empty()));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_split_without_loss(text in "(On |wrote:|>|--|\n|\n\n|From: |a@b.c|To: |Subject: |1:11|[a-z ]{0,9}|\\PC{0,3}){0,40}") {
        let split = split(&text);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        assert_eq!(letters(&text), letters(&split.visible) + letters(&split.rest), "{split:?}");
        assert_eq!(letters(&split.visible) == 0 && letters(&text) > 0, split.visible.is_empty() && letters(&text) > 0);
    }

    #[test]
    fn any_html_is_split_without_panic(html in "(<div class=gmail_quote>|<blockquote type=cite>|</blockquote>|</div>|<table>|<p>|<br>|<hr id=stopSpelling>|<svg>|<template>|[a-z<>&\"' ]{0,6}|\\PC{0,3}){0,30}") {
        if let Some(split) = split_html(&html) {
            assert!(!split.visible_html.is_empty() && !split.quoted_html.is_empty());
        }
    }
}
