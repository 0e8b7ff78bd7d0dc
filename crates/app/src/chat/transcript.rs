//! The chat as a letter to the visitor.

use domain::agents::Locale;
use domain::conversations::EntryKind;
use domain::validate::Checks;
use domain::{ConversationId, Timestamp};

use super::end::locked;
use super::read::{self, Window};
use super::visible::VisibleEntry;
use super::{Guest, VisitorChat};
use crate::core::{Error, Result, What};
use crate::system_mail::{self, Receiver, Rendered};

/// Entries of a transcript: the newest, where there are more.
const MOST_ENTRIES: u32 = 500;

struct Words {
    subject: &'static str,
    intro: &'static str,
    you: &'static str,
    file: &'static str,
}

const fn words(locale: Locale) -> Words {
    match locale {
        Locale::En => Words {
            subject: "Your chat with {brand} (#{number})",
            intro: "Here is what was said in your chat with {brand}. All times are in UTC.",
            you: "You",
            file: "File",
        },
        Locale::Vi => Words {
            subject: "Cuộc trò chuyện của bạn với {brand} (#{number})",
            intro: "Đây là nội dung cuộc trò chuyện của bạn với {brand}. Thời gian theo giờ UTC.",
            you: "Bạn",
            file: "Tệp",
        },
        Locale::Ro => Words {
            subject: "Conversația dumneavoastră cu {brand} (#{number})",
            intro: "Aceasta este conversația dumneavoastră cu {brand}. Orele sunt în UTC.",
            you: "Dumneavoastră",
            file: "Fișier",
        },
    }
}

impl VisitorChat {
    /// Mails an own chat to the visitor: to the address that the company vouches for, else to the one that is given or was said.
    ///
    /// # Errors
    /// `conversation_not_found`; `transcript_off`; refused address; `system_mail_unavailable`.
    pub async fn mail_transcript(&self, guest: &Guest, token: &str, email: Option<&str>) -> Result<()> {
        if !guest.site.widget.transcript {
            return Err(Error::Forbidden {
                code: "transcript_off",
                detail: "this site mails no transcripts".to_owned(),
            });
        }
        let visitor = &guest.visitor;
        let known = visitor.verified && !visitor.email.is_empty();
        let given = email.filter(|_| !known).unwrap_or(&visitor.email);
        let mut checks = Checks::new();
        let to = checks.email("email", given);
        checks.finish()?;
        let own = self.own(guest, token).await?;
        let locale = visitor.locale.parse().unwrap_or(Locale::En);
        let entries = self.all_of(guest, own.conversation_id).await?;
        let brand = &guest.site.row.brand_name;
        let letter = render(brand, own.number, locale, &entries);
        let receiver = Receiver {
            name: &visitor.name,
            address: &to,
            locale,
        };
        let mut work = self.core.begin().await?;
        let (mut conversation, _, who) = locked(&work, &own).await?;
        let by = guest.site.row.mail_inbox_id;
        if !system_mail::post_rendered(&self.core, &mut work, receiver, brand, letter, by).await? {
            return Err(system_mail::unavailable());
        }
        let mailed = What {
            kind: EntryKind::ChatMailed,
            message: None,
            from: None,
            to: Some(&to),
        };
        work.append(&mut conversation, &who, mailed).await?;
        work.save(&conversation).await?;
        work.commit().await
    }

    async fn all_of(&self, guest: &Guest, id: ConversationId) -> Result<Vec<VisibleEntry>> {
        let window = Window {
            after: 0,
            before: i64::MAX,
            latest: true,
            limit: MOST_ENTRIES,
        };
        let found = read::read(self.core.reader(), &guest.site.row.brand_name, id, window).await?;
        Ok(found.entries)
    }
}

fn render(brand: &str, number: i64, locale: Locale, entries: &[VisibleEntry]) -> Rendered {
    let words = words(locale);
    let fill = |text: &str| {
        text.replace("{brand}", brand)
            .replace("{number}", &number.to_string())
    };
    let intro = fill(words.intro);
    let (mut text, mut html) = (format!("{intro}\n"), format!("<p>{}</p>", escape(&intro)));
    for entry in entries {
        let Some(message) = &entry.message else { continue };
        let who = match (entry.from, &entry.agent) {
            ("visitor", _) => words.you,
            (_, Some(agent)) => agent.name.as_str(),
            (_, None) => brand,
        };
        let at = at(entry.at);
        let mut said = message.text.clone();
        for file in &message.files {
            said.push_str(&format!("\n[{}: {}]", words.file, file.name));
        }
        let said = said.trim();
        text.push_str(&format!("\n{at} · {who}\n{said}\n"));
        html.push_str(&format!(
            "<p style=\"margin:16px 0 0\"><b>{}</b> <span style=\"color:#666\">{at}</span><br>{}</p>",
            escape(who),
            escape(said).replace('\n', "<br>")
        ));
    }
    Rendered {
        subject: fill(words.subject),
        text,
        html,
    }
}

/// Date and minute.
fn at(at: Timestamp) -> String {
    at.to_rfc3339().get(..16).unwrap_or_default().replace('T', " ")
}

fn escape(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::super::visible::VisibleMessage;
    use super::*;
    use domain::MessageId;

    #[test]
    fn strangers_words_stay_words_in_the_letter() {
        let entry = VisibleEntry {
            seq: 2,
            at: Timestamp(1_772_442_000_000_000),
            kind: "message",
            from: "visitor",
            agent: None,
            key: None,
            message: Some(VisibleMessage {
                id: MessageId(1),
                text: "<script>alert('x')</script>\nline".to_owned(),
                html: None,
                files: Vec::new(),
                content: None,
            }),
        };
        let letter = render("Ours & Co", 1024, Locale::Vi, &[entry]);
        assert_eq!(letter.subject, "Cuộc trò chuyện của bạn với Ours & Co (#1024)");
        assert!(!letter.html.contains("<script"), "{}", letter.html);
        assert!(
            letter
                .html
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;<br>line")
        );
        assert!(
            letter.text.contains("2026-03-02 09:00 · Bạn\n<script>"),
            "{}",
            letter.text
        );
    }
}
