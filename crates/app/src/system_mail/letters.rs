//! What the letters say, in the three languages: all words in one place, so that a translator finds them.

use domain::Timestamp;
use domain::agents::Locale;

use super::Receiver;

/// A letter, before it is put into words.
#[derive(Debug, Clone)]
pub(crate) enum Letter<'a> {
    /// Somebody is asked to come.
    Invitation {
        by: &'a str,
        link: &'a str,
        until: Timestamp,
    },
    /// A link with which a password is set anew.
    PasswordReset { link: &'a str, until: Timestamp },
    /// The password was changed: who did not do it should hear of it.
    PasswordChanged { link: &'a str },
    /// To the address that was: the account has another one now.
    AddressChanged { new_address: &'a str },
}

impl Letter<'_> {
    /// When there is no point in sending it any more.
    pub(super) const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Invitation { until, .. } | Self::PasswordReset { until, .. } => Some(*until),
            Self::PasswordChanged { .. } | Self::AddressChanged { .. } => None,
        }
    }

    const fn link(&self) -> Option<&str> {
        match self {
            Self::Invitation { link, .. }
            | Self::PasswordReset { link, .. }
            | Self::PasswordChanged { link } => Some(link),
            Self::AddressChanged { .. } => None,
        }
    }
}

/// A letter in words.
pub(crate) struct Rendered {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The words of one letter in one language; `{…}` stands for what differs.
struct Words {
    subject: &'static str,
    greeting: &'static str,
    body: &'static [&'static str],
    button: &'static str,
    end: &'static str,
}

const INVITATION: [Words; 3] = [
    Words {
        subject: "{by} invites you to {organisation}",
        greeting: "Hello {name},",
        body: &[
            "{by} has invited you to answer customers together with the team of {organisation}.",
            "Follow the link to choose your password. It works once, and for seven days.",
        ],
        button: "Accept the invitation",
        end: "If you did not expect this invitation, you can ignore this message: without the link nothing happens.",
    },
    Words {
        subject: "{by} mời bạn tham gia {organisation}",
        greeting: "Xin chào {name},",
        body: &[
            "{by} mời bạn cùng đội ngũ {organisation} trả lời khách hàng.",
            "Hãy mở liên kết dưới đây để đặt mật khẩu. Liên kết chỉ dùng được một lần và có hiệu lực trong bảy ngày.",
        ],
        button: "Nhận lời mời",
        end: "Nếu bạn không chờ lời mời này, bạn có thể bỏ qua thư. Nếu không mở liên kết thì sẽ không có gì xảy ra.",
    },
    Words {
        subject: "{by} te invită la {organisation}",
        greeting: "Bună, {name},",
        body: &[
            "{by} te-a invitat să răspunzi clienților împreună cu echipa {organisation}.",
            "Deschide linkul ca să îți alegi parola. Poate fi folosit o singură dată și este valabil șapte zile.",
        ],
        button: "Acceptă invitația",
        end: "Dacă nu te așteptai la această invitație, poți ignora mesajul: fără link nu se întâmplă nimic.",
    },
];

const PASSWORD_RESET: [Words; 3] = [
    Words {
        subject: "Choose a new password for {organisation}",
        greeting: "Hello {name},",
        body: &[
            "Somebody, most likely you, asked to set a new password for your account at {organisation}.",
            "Follow the link to choose it. It works once, and for one hour.",
        ],
        button: "Choose a new password",
        end: "If it was not you, you need not do anything: your password stays as it is.",
    },
    Words {
        subject: "Đặt mật khẩu mới cho {organisation}",
        greeting: "Xin chào {name},",
        body: &[
            "Có người, nhiều khả năng là chính bạn, yêu cầu đặt mật khẩu mới cho tài khoản của bạn tại {organisation}.",
            "Hãy mở liên kết dưới đây để đặt mật khẩu. Liên kết chỉ dùng được một lần và có hiệu lực trong một giờ.",
        ],
        button: "Đặt mật khẩu mới",
        end: "Nếu không phải bạn yêu cầu, bạn không cần làm gì: mật khẩu hiện tại vẫn giữ nguyên.",
    },
    Words {
        subject: "Alege o parolă nouă pentru {organisation}",
        greeting: "Bună, {name},",
        body: &[
            "Cineva, cel mai probabil tu, a cerut o parolă nouă pentru contul tău de la {organisation}.",
            "Deschide linkul ca să o alegi. Poate fi folosit o singură dată și este valabil o oră.",
        ],
        button: "Alege o parolă nouă",
        end: "Dacă nu ai fost tu, nu trebuie să faci nimic: parola ta rămâne neschimbată.",
    },
];

const PASSWORD_CHANGED: [Words; 3] = [
    Words {
        subject: "Your password for {organisation} was changed",
        greeting: "Hello {name},",
        body: &[
            "The password of your account at {organisation} has just been changed, and you were signed out everywhere else.",
        ],
        button: "Choose another password",
        end: "If it was you, all is well. If not, choose another password at once and tell an administrator.",
    },
    Words {
        subject: "Mật khẩu của bạn tại {organisation} đã được đổi",
        greeting: "Xin chào {name},",
        body: &[
            "Mật khẩu tài khoản của bạn tại {organisation} vừa được đổi, và bạn đã bị đăng xuất ở mọi nơi khác.",
        ],
        button: "Đặt lại mật khẩu",
        end: "Nếu chính bạn đã đổi thì không cần làm gì thêm. Nếu không, hãy đặt lại mật khẩu ngay và báo cho quản trị viên.",
    },
    Words {
        subject: "Parola ta pentru {organisation} a fost schimbată",
        greeting: "Bună, {name},",
        body: &[
            "Parola contului tău de la {organisation} tocmai a fost schimbată, iar pe celelalte dispozitive ai fost deconectat.",
        ],
        button: "Alege altă parolă",
        end: "Dacă ai fost tu, totul este în regulă. Dacă nu, alege imediat altă parolă și anunță un administrator.",
    },
];

const ADDRESS_CHANGED: [Words; 3] = [
    Words {
        subject: "Your address for {organisation} was changed",
        greeting: "Hello {name},",
        body: &[
            "Your account at {organisation} now belongs to the address {address}. You sign in with it from now on.",
        ],
        button: "",
        end: "If you did not ask for this, tell an administrator.",
    },
    Words {
        subject: "Địa chỉ đăng nhập của bạn tại {organisation} đã được đổi",
        greeting: "Xin chào {name},",
        body: &[
            "Tài khoản của bạn tại {organisation} nay dùng địa chỉ {address}. Từ giờ bạn đăng nhập bằng địa chỉ này.",
        ],
        button: "",
        end: "Nếu bạn không yêu cầu thay đổi này, hãy báo cho quản trị viên.",
    },
    Words {
        subject: "Adresa ta pentru {organisation} a fost schimbată",
        greeting: "Bună, {name},",
        body: &["Contul tău de la {organisation} are acum adresa {address}. De acum te autentifici cu ea."],
        button: "",
        end: "Dacă nu ai cerut acest lucru, anunță un administrator.",
    },
];

/// Puts a letter into words.
pub(super) fn render(letter: &Letter<'_>, to: Receiver<'_>, organisation: &str, color: &str) -> Rendered {
    let languages = match letter {
        Letter::Invitation { .. } => &INVITATION,
        Letter::PasswordReset { .. } => &PASSWORD_RESET,
        Letter::PasswordChanged { .. } => &PASSWORD_CHANGED,
        Letter::AddressChanged { .. } => &ADDRESS_CHANGED,
    };
    let [english, vietnamese, romanian] = languages;
    let words = match to.locale {
        Locale::En => english,
        Locale::Vi => vietnamese,
        Locale::Ro => romanian,
    };
    let (by, address) = match letter {
        Letter::Invitation { by, .. } => (*by, ""),
        Letter::AddressChanged { new_address } => ("", *new_address),
        Letter::PasswordReset { .. } | Letter::PasswordChanged { .. } => ("", ""),
    };
    let fill = |template: &str| {
        fill(
            template,
            &[
                ("name", to.name),
                ("organisation", organisation),
                ("by", by),
                ("address", address),
            ],
        )
    };
    Rendered {
        subject: fill(words.subject),
        text: text(words, letter.link(), &fill),
        html: html(words, letter.link(), to.locale, color, &fill),
    }
}

fn text(words: &Words, link: Option<&str>, fill: &dyn Fn(&str) -> String) -> String {
    let mut parts = vec![
        fill(words.greeting),
        words
            .body
            .iter()
            .map(|line| fill(line))
            .collect::<Vec<_>>()
            .join("\n"),
    ];
    parts.extend(link.map(|link| format!("{}:\n{link}", fill(words.button))));
    parts.push(fill(words.end));
    parts.join("\n\n")
}

/// Simple on purpose: mail programs show little of what browsers do. The address stands below the button in words as well, for those
/// who do not follow links that they cannot read.
fn html(
    words: &Words,
    link: Option<&str>,
    locale: Locale,
    color: &str,
    fill: &dyn Fn(&str) -> String,
) -> String {
    let paragraph = |line: &str| format!("<p style=\"margin:0 0 16px\">{}</p>", escape(&fill(line)));
    let body: String = words.body.iter().map(|line| paragraph(line)).collect();
    let button = link.map_or_else(String::new, |link| {
        let (href, color) = (escape(link), escape(color));
        format!(
            "<p style=\"margin:24px 0 12px\"><a href=\"{href}\" style=\"display:inline-block;padding:11px 18px;border-radius:8px;\
             background:{color};color:#ffffff;text-decoration:none;font-weight:600\">{}</a></p>\
             <p style=\"margin:0 0 24px;font-size:13px;color:#5b6470;word-break:break-all\">{href}</p>",
            escape(&fill(words.button))
        )
    });
    format!(
        "<div lang=\"{locale}\" style=\"max-width:540px;font:15px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;\
         color:#1d2430\">{}{body}{button}<p style=\"margin:0;font-size:13px;color:#5b6470\">{}</p></div>",
        paragraph(words.greeting),
        escape(&fill(words.end))
    )
}

/// Replaces `{key}` once from left to right, so that a name with braces in it stays a name.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((key, after)) = after.split_once('}') else {
            break;
        };
        out.push_str(
            values
                .iter()
                .find(|(name, _)| *name == key)
                .map_or("", |(_, value)| value),
        );
        rest = after;
    }
    out.push_str(rest);
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receiver(name: &str, locale: Locale) -> Receiver<'_> {
        Receiver {
            name,
            address: "a@b.test",
            locale,
        }
    }

    #[test]
    fn names_stay_names_whatever_is_in_them() {
        let letter = Letter::Invitation {
            by: "{name} & <b>Co</b>",
            link: "https://x.test/i?a=1&b=2",
            until: Timestamp(0),
        };
        let rendered = render(
            &letter,
            receiver("Lan {by}", Locale::En),
            "Đèn \"Xanh\"",
            "#112233",
        );
        assert_eq!(rendered.subject, "{name} & <b>Co</b> invites you to Đèn \"Xanh\"");
        assert!(rendered.text.starts_with("Hello Lan {by},\n\n"));
        assert!(rendered.text.contains("\nhttps://x.test/i?a=1&b=2\n"));
        assert!(!rendered.html.contains("<b>") && rendered.html.contains("&lt;b&gt;Co"));
        assert!(rendered.html.contains("href=\"https://x.test/i?a=1&amp;b=2\""));
    }

    #[test]
    fn no_letter_has_words_left_to_fill_in() {
        let until = Timestamp(0);
        let letters = [
            Letter::Invitation {
                by: "By",
                link: "l",
                until,
            },
            Letter::PasswordReset { link: "l", until },
            Letter::PasswordChanged { link: "l" },
            Letter::AddressChanged {
                new_address: "new@b.test",
            },
        ];
        for letter in &letters {
            let subjects: Vec<String> = [Locale::En, Locale::Vi, Locale::Ro]
                .into_iter()
                .map(|locale| {
                    let rendered = render(letter, receiver("Name", locale), "Ours", "#112233");
                    assert!(
                        !rendered.text.contains('{') && !rendered.html.contains('{'),
                        "{}",
                        rendered.text
                    );
                    assert!(rendered.text.contains("Name") && rendered.text.contains("Ours"));
                    rendered.subject
                })
                .collect();
            assert!(subjects[0] != subjects[1] && subjects[1] != subjects[2]);
        }
    }
}
