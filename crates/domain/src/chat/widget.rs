//! How a site's widget looks and what it asks: the part of a chat inbox that browsers are told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{TeamId, named};

/// Words in several languages, by language tag.
pub type Words = BTreeMap<String, String>;

/// The words of a language: of the tag itself (`pt-BR`), of its language (`pt`), of the first of `preferred` that there is, of any.
#[must_use]
pub fn in_language<'a, T>(words: &'a BTreeMap<String, T>, tag: &str, preferred: &[String]) -> Option<&'a T> {
    let language = tag.split('-').next().unwrap_or_default();
    words
        .get(tag)
        .or_else(|| words.get(language))
        .or_else(|| preferred.iter().find_map(|other| words.get(other)))
        .or_else(|| words.values().next())
}

/// How a widget looks and what it asks. Stored as JSON; whatever is missing there is as in [`Widget::default`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Widget {
    /// Languages that it speaks; the first for everybody whose language is not among them.
    pub locales: Vec<String>,
    /// How it looks.
    pub look: Look,
    /// What it says, by language.
    pub texts: BTreeMap<String, Texts>,
    /// What is asked before a chat begins.
    pub fields: Vec<Field>,
    /// What a chat can be about.
    pub topics: Vec<Topic>,
    /// When it speaks first.
    pub invitations: Vec<Invitation>,
    /// Whether visitors may have the chat mailed to them.
    pub transcript: bool,
    /// Whether visitors are asked how it was.
    pub rating: bool,
    /// Whether nothing may be kept in the browser before the visitor agrees.
    pub consent_required: bool,
    /// Whether the pages that a visitor opens are told to agents.
    pub tracking: bool,
    /// Largest file that a visitor may send, in bytes; 0 for none.
    pub max_upload_bytes: i64,
}

impl Default for Widget {
    fn default() -> Self {
        Self {
            locales: vec!["en".to_owned(), "vi".to_owned(), "ro".to_owned()],
            look: Look::default(),
            texts: BTreeMap::new(),
            fields: Vec::new(),
            topics: Vec::new(),
            invitations: Vec::new(),
            transcript: true,
            rating: true,
            consent_required: false,
            tracking: true,
            max_upload_bytes: 20 * 1024 * 1024,
        }
    }
}

impl Widget {
    /// The topic of a key.
    #[must_use]
    pub fn topic(&self, key: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.key == key)
    }

    /// Words in the language of a browser.
    #[must_use]
    pub fn words<'a>(&self, words: &'a Words, tag: &str) -> Option<&'a str> {
        in_language(words, tag, &self.locales).map(String::as_str)
    }

    /// A language of the widget for a language tag of a browser.
    #[must_use]
    pub fn locale(&self, tag: &str) -> String {
        let language = tag.split('-').next().unwrap_or_default();
        let find = |wanted: &str| {
            self.locales
                .iter()
                .find(|known| known.eq_ignore_ascii_case(wanted))
        };
        let found = find(tag)
            .or_else(|| find(language))
            .or_else(|| self.locales.first());
        found.map_or_else(|| "en".to_owned(), Clone::clone)
    }
}

/// How a widget looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// `#rrggbb`; that of the brand when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// `auto`, `light` or `dark`.
    pub dark: String,
    /// `right` or `left`.
    pub position: String,
    /// Pixels from that side.
    pub offset_x: i64,
    /// Pixels from below.
    pub offset_y: i64,
    /// Words on the launcher, by language; none for the bare icon.
    pub launcher_text: Words,
    /// Name of the icon.
    pub icon: String,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: None,
            dark: "auto".to_owned(),
            position: "right".to_owned(),
            offset_x: 20,
            offset_y: 20,
            launcher_text: Words::new(),
            icon: "chat".to_owned(),
        }
    }
}

/// What a widget says in one language; empty for its own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Texts {
    /// Headline.
    pub greeting: String,
    /// Below the headline.
    pub subtitle: String,
    /// While nobody is there.
    pub offline: String,
    /// What happens with personal data; may hold a link.
    pub privacy: String,
}

named! {
    /// How a question is answered.
    pub enum FieldKind("kind of field") {
        /// One line.
        Text = "text",
        /// A mail address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// One of several.
        Select = "select",
        /// Yes or no.
        Checkbox = "checkbox",
        /// Several lines.
        Textarea = "textarea",
    }
}

/// A question before a chat begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// By which the answer names it.
    pub key: String,
    /// The question, by language.
    #[serde(default)]
    pub label: Words,
    /// How it is answered.
    pub kind: FieldKind,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen.
    #[serde(default)]
    pub options: Vec<String>,
    /// What the answer becomes: `name`, `email`, `phone`, `attribute:<key>`; only told in the chat when empty.
    #[serde(default)]
    pub bound_to: String,
}

/// What a chat can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// By which a chat names it.
    pub key: String,
    /// What is shown, by language.
    #[serde(default)]
    pub label: Words,
    /// Who gets such chats; the inbox's team when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
}

/// When a widget speaks first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// By which a chat names it.
    pub id: String,
    /// What must hold, all of it.
    #[serde(default)]
    pub when: When,
    /// What it says, by language.
    #[serde(default)]
    pub text: Words,
    /// Who seems to say it.
    #[serde(default)]
    pub agent_name: String,
    /// Not again for so many hours.
    #[serde(default)]
    pub once_every_hours: i64,
    /// Whether the whole chat opens, not only a line beside the launcher.
    #[serde(default)]
    pub open: bool,
}

/// Conditions of an invitation; what is absent always holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct When {
    /// The address of the page contains this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_contains: Option<String>,
    /// The address of the page matches this regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_matches: Option<String>,
    /// So long on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_on_page: Option<i64>,
    /// So far down the page, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scroll_percent: Option<i64>,
    /// Has been here before, or has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returning: Option<bool>,
    /// At least so much in the cart, in whatever the shop counts in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_cart_value: Option<f64>,
    /// The browser's language is one of these; all when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The country is one of these; all when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_gets_the_nearest_language_of_the_widget() {
        let widget = Widget {
            locales: ["vi", "en", "pt-BR"].map(str::to_owned).to_vec(),
            ..Widget::default()
        };
        let locales = ["en-GB", "PT-br", "fr", ""].map(|tag| widget.locale(tag));
        assert_eq!(locales, ["en", "pt-BR", "vi", "vi"]);
    }

    #[test]
    fn words_are_found_in_the_nearest_language() {
        let words: Words = [("en", "Hello"), ("vi", "Xin chào"), ("pt-BR", "Olá")]
            .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
            .into();
        let found = |tag: &str, preferred: &[&str]| {
            let preferred: Vec<String> = preferred.iter().map(|p| (*p).to_owned()).collect();
            in_language(&words, tag, &preferred).map(String::as_str)
        };
        assert_eq!(found("vi-VN", &[]), Some("Xin chào"));
        assert_eq!(found("pt-BR", &[]), Some("Olá"));
        assert_eq!(found("ro", &["vi"]), Some("Xin chào"));
        assert_eq!(found("ro", &[]), Some("Hello"));
        assert_eq!(in_language(&Words::new(), "en", &[]), None);
    }
}
