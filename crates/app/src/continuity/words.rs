//! What the mail says by which a chat goes on.

use domain::agents::Locale;
use mail::compose::text_as_html;
use store::chat::desk::UnseenAnswer;

/// A letter in both forms.
pub(super) struct Letter {
    pub text: String,
    pub html: String,
}

pub(super) fn subject(locale: Locale, brand: &str, number: i64) -> String {
    match locale {
        Locale::En => format!("Your chat with {brand} (#{number})"),
        Locale::Vi => format!("Cuộc trò chuyện của bạn với {brand} (#{number})"),
        Locale::Ro => format!("Conversația dumneavoastră cu {brand} (#{number})"),
    }
}

/// Before and after the answers; nothing where the customer has been writing mails themselves.
const fn around(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::En => (
            "You left our chat before you could read this:",
            "Just reply to this mail to go on with the conversation.",
        ),
        Locale::Vi => (
            "Bạn đã rời cuộc trò chuyện trước khi kịp đọc tin nhắn này:",
            "Chỉ cần trả lời email này để tiếp tục cuộc trò chuyện.",
        ),
        Locale::Ro => (
            "Ați părăsit conversația înainte de a putea citi acest mesaj:",
            "Pentru a continua conversația, răspundeți la acest e-mail.",
        ),
    }
}

/// All answers as one letter; who wrote which is said where several agents did.
pub(super) fn letter(locale: Locale, answers: &[UnseenAnswer], by_mail: bool) -> Letter {
    let (before, after) = if by_mail { ("", "") } else { around(locale) };
    let mut names: Vec<&str> = answers.iter().map(|answer| answer.from_name.as_str()).collect();
    names.dedup();
    let several = names.len() > 1;
    let mut text = Vec::new();
    let mut html = String::new();
    if !before.is_empty() {
        html.push_str(&text_as_html(before));
        text.push(before.to_owned());
    }
    for answer in answers {
        if several {
            text.push(format!("{}:", answer.from_name));
            html.push_str(&text_as_html(&format!("{}:", answer.from_name)));
        }
        text.push(answer.text.clone());
        match &answer.html {
            Some(own) => html.push_str(own),
            None => html.push_str(&text_as_html(&answer.text)),
        }
    }
    if !after.is_empty() {
        html.push_str(&text_as_html(after));
        text.push(after.to_owned());
    }
    Letter {
        text: text.join("\n\n"),
        html,
    }
}

#[cfg(test)]
mod tests {
    use domain::{AgentId, MessageId};

    use super::*;

    fn answer(name: &str, text: &str) -> UnseenAnswer {
        UnseenAnswer {
            seq: 1,
            message_id: MessageId(1),
            agent_id: Some(AgentId(1)),
            from_name: name.to_owned(),
            text: text.to_owned(),
            html: None,
        }
    }

    #[test]
    fn several_answers_are_one_letter() {
        let one = letter(
            Locale::En,
            &[answer("Ana", "It is in stock."), answer("Ana", "Shall I?")],
            false,
        );
        assert_eq!(
            one.text,
            "You left our chat before you could read this:\n\nIt is in stock.\n\nShall I?\n\n\
             Just reply to this mail to go on with the conversation."
        );
        let two = letter(
            Locale::Vi,
            &[answer("Ana", "Có hàng."), answer("Bình", "Đặt nhé?")],
            true,
        );
        assert_eq!(two.text, "Ana:\n\nCó hàng.\n\nBình:\n\nĐặt nhé?");
        assert!(
            letter(Locale::Ro, &[answer("Ana", "<b>")], true)
                .html
                .contains("&lt;b&gt;")
        );
    }
}
