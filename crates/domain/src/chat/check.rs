//! What may stand where in the settings of a widget. Every refusal names its field as it stands in the request.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{Button, Content, FormField, Reply};
use super::widget::{Field, FieldKind, Invitation, Look, Texts, When, Widget, Words};
use crate::validate::{Checks, is_language_tag};

/// Languages that texts may be in.
const MOST_LOCALES: usize = 20;
/// Fields of the form before a chat.
const MOST_FIELDS: usize = 12;
/// Topics to choose from.
const MOST_TOPICS: usize = 30;
/// Invitations of a site.
const MOST_INVITATIONS: usize = 50;
/// Entries of a list in a condition, or options of a field.
const MOST_OPTIONS: usize = 50;
/// Largest file of a visitor that can be allowed, in bytes.
const MOST_UPLOAD: i64 = 100 * 1024 * 1024;

impl Widget {
    /// As it stands in the database; what cannot be read is the widget that comes with the product.
    #[must_use]
    pub fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// As it is put into the database.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Checks every field and brings it into its form; refusals begin with `path`.
    #[must_use]
    pub fn check(mut self, checks: &mut Checks, path: &str) -> Self {
        self.locales = locales(checks, &format!("{path}.locales"), self.locales);
        self.look = self.look.check(checks, &format!("{path}.look"));
        self.texts = texts(checks, &format!("{path}.texts"), self.texts);
        let at = format!("{path}.fields");
        self.fields = fields(checks, &at, self.fields);
        let at = format!("{path}.topics");
        most(checks, &at, self.topics.len(), MOST_TOPICS);
        let mut seen = BTreeSet::new();
        for (index, topic) in self.topics.iter_mut().enumerate() {
            let at = format!("{at}.{index}");
            topic.key = key(checks, &format!("{at}.key"), &topic.key, &mut seen);
            topic.label = localised(checks, &format!("{at}.label"), &topic.label, 1, 100);
        }
        let at = format!("{path}.invitations");
        most(checks, &at, self.invitations.len(), MOST_INVITATIONS);
        let mut seen = BTreeSet::new();
        for (index, invitation) in self.invitations.iter_mut().enumerate() {
            invitation.check(checks, &format!("{at}.{index}"), &mut seen);
        }
        checks.range(
            &format!("{path}.max_upload_bytes"),
            self.max_upload_bytes,
            0,
            MOST_UPLOAD,
        );
        self
    }
}

impl Look {
    fn check(self, checks: &mut Checks, path: &str) -> Self {
        let at = |name: &str| format!("{path}.{name}");
        one_of(checks, &at("dark"), &self.dark, &["auto", "light", "dark"]);
        one_of(checks, &at("position"), &self.position, &["right", "left"]);
        one_of(
            checks,
            &at("icon"),
            &self.icon,
            &["chat", "question", "wave", "heart"],
        );
        checks.range(&at("offset_x"), self.offset_x, 0, 400);
        checks.range(&at("offset_y"), self.offset_y, 0, 400);
        let color = self
            .color
            .as_deref()
            .map(str::trim)
            .filter(|color| !color.is_empty());
        Self {
            color: color.map(|color| checks.color(&at("color"), color)),
            launcher_text: localised(checks, &at("launcher_text"), &self.launcher_text, 0, 40),
            ..self
        }
    }
}

impl Invitation {
    fn check(&mut self, checks: &mut Checks, path: &str, seen: &mut BTreeSet<String>) {
        let at = |name: &str| format!("{path}.{name}");
        self.id = key(checks, &at("id"), &self.id, seen);
        self.text = localised(checks, &at("text"), &self.text, 1, 300);
        self.agent_name = checks.line(&at("agent_name"), &self.agent_name, 0, 100);
        checks.range(&at("once_every_hours"), self.once_every_hours, 0, 8_760);
        self.when.check(checks, &at("when"));
    }
}

impl When {
    fn check(&mut self, checks: &mut Checks, path: &str) {
        let at = |name: &str| format!("{path}.{name}");
        for (name, text) in [
            ("url_contains", &mut self.url_contains),
            ("url_matches", &mut self.url_matches),
        ] {
            *text = text
                .take()
                .map(|text| checks.line(&at(name), &text, 0, 500))
                .filter(|text| !text.is_empty());
        }
        if let Some(seconds) = self.seconds_on_page {
            checks.range(&at("seconds_on_page"), seconds, 0, 86_400);
        }
        if let Some(percent) = self.scroll_percent {
            checks.range(&at("scroll_percent"), percent, 0, 100);
        }
        if self
            .min_cart_value
            .is_some_and(|value| !(0.0..=1e12).contains(&value))
        {
            checks.refuse(&at("min_cart_value"), "out_of_range", "must be 0 or more");
        }
        most(checks, &at("languages"), self.languages.len(), MOST_OPTIONS);
        for (index, language) in self.languages.iter_mut().enumerate() {
            *language = language.trim().to_owned();
            if !is_language_tag(language) {
                let detail = format!("\"{language}\" is not a language tag such as vi");
                checks.refuse(&at(&format!("languages.{index}")), "invalid_language", detail);
            }
        }
        most(checks, &at("countries"), self.countries.len(), MOST_OPTIONS);
        for (index, country) in self.countries.iter_mut().enumerate() {
            *country = country.trim().to_ascii_uppercase();
            if !is_country(country) {
                let detail = format!("\"{country}\" is not a country such as VN");
                checks.refuse(&at(&format!("countries.{index}")), "invalid_country", detail);
            }
        }
    }
}

/// Whether a text is a country by two letters (ISO 3166-1 alpha-2), in upper case.
#[must_use]
pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase())
}

/// Checks the questions of a form.
#[must_use]
pub fn fields(checks: &mut Checks, path: &str, mut fields: Vec<Field>) -> Vec<Field> {
    most(checks, path, fields.len(), MOST_FIELDS);
    let mut seen = BTreeSet::new();
    for (index, field) in fields.iter_mut().enumerate() {
        let at = |name: &str| format!("{path}.{index}.{name}");
        field.key = key(checks, &at("key"), &field.key, &mut seen);
        field.label = localised(checks, &at("label"), &field.label, 1, 200);
        most(checks, &at("options"), field.options.len(), MOST_OPTIONS);
        for (option, text) in field.options.iter_mut().enumerate() {
            *text = checks.line(&at(&format!("options.{option}")), text, 1, 100);
        }
        if field.kind == FieldKind::Select && field.options.is_empty() {
            checks.refuse(&at("options"), "required", "name at least one option");
        }
        let bound = field.bound_to.trim().to_owned();
        let attribute = bound
            .strip_prefix("attribute:")
            .is_some_and(|key| !key.is_empty() && key.len() <= 60);
        if !attribute && !matches!(bound.as_str(), "" | "name" | "email" | "phone") {
            let detail = format!("\"{bound}\" is none of name, email, phone, attribute:<key>");
            checks.refuse(&at("bound_to"), "unknown_value", detail);
        }
        field.bound_to = bound;
    }
    fields
}

fn locales(checks: &mut Checks, path: &str, locales: Vec<String>) -> Vec<String> {
    most(checks, path, locales.len(), MOST_LOCALES);
    if locales.is_empty() {
        checks.refuse(path, "required", "name at least one language");
    }
    let mut kept: Vec<String> = Vec::new();
    for (index, locale) in locales.iter().enumerate() {
        let locale = locale.trim();
        if !is_language_tag(locale) {
            let detail = format!("\"{locale}\" is not a language tag such as vi");
            checks.refuse(&format!("{path}.{index}"), "invalid_language", detail);
        }
        if !kept.iter().any(|known| known == locale) {
            kept.push(locale.to_owned());
        }
    }
    kept
}

fn texts(checks: &mut Checks, path: &str, texts: BTreeMap<String, Texts>) -> BTreeMap<String, Texts> {
    most(checks, path, texts.len(), MOST_LOCALES);
    let checked = texts.into_iter().map(|(locale, texts)| {
        let at = |name: &str| format!("{path}.{locale}.{name}");
        let checked = Texts {
            greeting: checks.line(&at("greeting"), &texts.greeting, 0, 100),
            subtitle: checks.line(&at("subtitle"), &texts.subtitle, 0, 200),
            offline: checks.text(&at("offline"), &texts.offline, 0, 500),
            privacy: checks.text(&at("privacy"), &texts.privacy, 0, 1_000),
        };
        if !is_language_tag(&locale) {
            refuse_language(checks, path, &locale);
        }
        (locale, checked)
    });
    checked.collect()
}

fn localised(checks: &mut Checks, path: &str, text: &Words, least: usize, longest: usize) -> Words {
    most(checks, path, text.len(), MOST_LOCALES);
    if text.is_empty() && least > 0 {
        checks.refuse(path, "required", "must be there in at least one language");
    }
    let checked = text.iter().map(|(locale, text)| {
        let text = checks.line(&format!("{path}.{locale}"), text, least, longest);
        if !is_language_tag(locale) {
            refuse_language(checks, path, locale);
        }
        (locale.clone(), text)
    });
    checked.collect()
}

fn refuse_language(checks: &mut Checks, path: &str, locale: &str) {
    let detail = format!("\"{locale}\" is not a language tag such as vi");
    checks.refuse(&format!("{path}.{locale}"), "invalid_language", detail);
}

/// A name in requests: letters, digits, `_` and `-`, none twice.
fn key(checks: &mut Checks, path: &str, text: &str, seen: &mut BTreeSet<String>) -> String {
    let key = checks.line(path, text, 1, 60);
    let fits = key
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !fits {
        checks.refuse(path, "invalid_characters", "takes letters, digits, _ and -");
    }
    if !key.is_empty() && !seen.insert(key.clone()) {
        checks.refuse(path, "twice", format!("\"{key}\" is there already"));
    }
    key
}

fn one_of(checks: &mut Checks, path: &str, value: &str, known: &[&str]) {
    if !known.contains(&value) {
        let detail = format!("\"{value}\" is none of {}", known.join(", "));
        checks.refuse(path, "unknown_value", detail);
    }
}

fn most(checks: &mut Checks, path: &str, there: usize, most: usize) {
    if there > most {
        checks.refuse(path, "too_many", format!("has {there}, may have at most {most}"));
    }
}

/// Answers to choose from, or buttons of a card.
const MOST_CHOICES: usize = 10;

impl Content {
    /// Checks what an agent sends beside its text and brings it into its form; refusals begin with `path`. Answers to forms are given by
    /// visitors, and previews are made by us.
    #[must_use]
    pub fn check(self, checks: &mut Checks, path: &str) -> Self {
        let at = |name: &str| format!("{path}.{name}");
        match self {
            Self::QuickReplies { options } => Self::QuickReplies {
                options: choices(checks, &at("options"), options),
            },
            Self::Card {
                title,
                text,
                image_url,
                buttons,
            } => Self::Card {
                title: checks.line(&at("title"), &title, 1, 100),
                text: checks.text(&at("text"), &text, 0, 1_000),
                image_url: image_url.map(|url| address(checks, &at("image_url"), &url)),
                buttons: self::buttons(checks, &at("buttons"), buttons),
            },
            Self::Form {
                id,
                title,
                fields,
                submit,
            } => Self::Form {
                id: key(checks, &at("id"), &id, &mut BTreeSet::new()),
                title: checks.line(&at("title"), &title, 1, 100),
                fields: questions(checks, &at("fields"), fields),
                submit: submit.map(|submit| checks.line(&at("submit"), &submit, 1, 40)),
            },
            Self::FormAnswer { .. } | Self::Choice { .. } | Self::LinkPreview { .. } => {
                let detail = "only quick_replies, card and form can be sent";
                checks.refuse(&at("kind"), "unknown_value", detail);
                self
            }
        }
    }

    /// What it says in words, where a message has no text of its own: lists and notifications show text alone.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Card { title, text, .. } => [title.as_str(), text.as_str()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join("\n"),
            Self::Form { title, .. } => title.clone(),
            Self::QuickReplies { .. }
            | Self::FormAnswer { .. }
            | Self::Choice { .. }
            | Self::LinkPreview { .. } => String::new(),
        }
    }
}

fn choices(checks: &mut Checks, path: &str, options: Vec<Reply>) -> Vec<Reply> {
    most(checks, path, options.len(), MOST_CHOICES);
    if options.is_empty() {
        checks.refuse(path, "required", "name at least one answer");
    }
    let mut seen = BTreeSet::new();
    let check = |(index, option): (usize, Reply)| {
        let at = |name: &str| format!("{path}.{index}.{name}");
        let value = checks.line(&at("value"), &option.value, 1, 200);
        if !seen.insert(value.clone()) {
            checks.refuse(&at("value"), "twice", format!("\"{value}\" is there already"));
        }
        Reply {
            label: checks.line(&at("label"), &option.label, 1, 80),
            value,
        }
    };
    options.into_iter().enumerate().map(check).collect()
}

fn buttons(checks: &mut Checks, path: &str, buttons: Vec<Button>) -> Vec<Button> {
    most(checks, path, buttons.len(), MOST_CHOICES);
    let check = |(index, button): (usize, Button)| {
        let at = |name: &str| format!("{path}.{index}.{name}");
        if button.url.is_some() == button.value.is_some() {
            let detail = "a button either opens an address or answers";
            checks.refuse(&at("url"), "required", detail);
        }
        Button {
            label: checks.line(&at("label"), &button.label, 1, 80),
            url: button.url.map(|url| address(checks, &at("url"), &url)),
            value: button
                .value
                .map(|value| checks.line(&at("value"), &value, 1, 200)),
        }
    };
    buttons.into_iter().enumerate().map(check).collect()
}

fn questions(checks: &mut Checks, path: &str, fields: Vec<FormField>) -> Vec<FormField> {
    most(checks, path, fields.len(), MOST_FIELDS);
    if fields.is_empty() {
        checks.refuse(path, "required", "ask at least one question");
    }
    let mut seen = BTreeSet::new();
    let check = |(index, field): (usize, FormField)| {
        let at = |name: &str| format!("{path}.{index}.{name}");
        most(checks, &at("options"), field.options.len(), MOST_OPTIONS);
        if field.kind == FieldKind::Select && field.options.is_empty() {
            checks.refuse(&at("options"), "required", "name at least one option");
        }
        let options = field.options.iter().enumerate();
        FormField {
            key: key(checks, &at("key"), &field.key, &mut seen),
            label: checks.line(&at("label"), &field.label, 1, 200),
            options: options
                .map(|(option, text)| checks.line(&at(&format!("options.{option}")), text, 1, 100))
                .collect(),
            ..field
        }
    };
    fields.into_iter().enumerate().map(check).collect()
}

/// An address that a visitor's browser may open: of the web, over HTTPS.
fn address(checks: &mut Checks, path: &str, text: &str) -> String {
    let text = checks.line(path, text, 1, 2_000);
    let rest = text.strip_prefix("https://").unwrap_or_default();
    if rest.is_empty() || rest.contains(char::is_whitespace) {
        let detail = format!("\"{text}\" is not an address such as https://shop.example.com/lamp");
        checks.refuse(path, "invalid_url", detail);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::widget::Topic;
    use super::*;
    use crate::validate::Invalid;

    fn refused(widget: Widget) -> Vec<(String, &'static str)> {
        let mut checks = Checks::new();
        let _checked = widget.check(&mut checks, "chat.widget");
        match checks.finish() {
            Ok(()) => Vec::new(),
            Err(Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
        }
    }

    fn said(text: &str) -> Words {
        [("vi".to_owned(), text.to_owned())].into()
    }

    fn invitation(text: &str, when: When) -> Invitation {
        Invitation {
            id: "hello".to_owned(),
            when,
            text: said(text),
            agent_name: String::new(),
            once_every_hours: 0,
            open: false,
        }
    }

    #[test]
    fn the_widget_that_comes_with_the_product_passes_and_comes_back_from_its_text() {
        let widget = Widget::default();
        assert_eq!(refused(widget.clone()), []);
        assert_eq!(Widget::from_json(&widget.to_json()), widget);
        assert_eq!(Widget::from_json("{}"), widget, "what is not there is as usual");
        assert_eq!(Widget::from_json("broken"), widget);
    }

    #[test]
    fn every_refusal_names_its_field() {
        let field = Field {
            key: "order no".to_owned(),
            kind: FieldKind::Select,
            bound_to: "attribute:".to_owned(),
            label: [("vn_VN".to_owned(), "Đơn hàng".to_owned())].into(),
            required: false,
            options: Vec::new(),
        };
        let topic = Topic {
            key: "sales".to_owned(),
            label: Words::new(),
            team: None,
        };
        let when = When {
            scroll_percent: Some(101),
            min_cart_value: Some(f64::NAN),
            countries: vec!["Vietnam".to_owned()],
            ..When::default()
        };
        let widget = Widget {
            look: Look {
                color: Some("red".to_owned()),
                dark: "maybe".to_owned(),
                offset_x: -1,
                ..Look::default()
            },
            fields: vec![field],
            topics: vec![topic.clone(), topic],
            locales: vec!["vn_VN".to_owned()],
            invitations: vec![invitation("Xin chào", when)],
            max_upload_bytes: -5,
            ..Widget::default()
        };
        let refused = refused(widget);
        for expected in [
            ("chat.widget.locales.0", "invalid_language"),
            ("chat.widget.look.color", "invalid_color"),
            ("chat.widget.look.dark", "unknown_value"),
            ("chat.widget.look.offset_x", "out_of_range"),
            ("chat.widget.fields.0.key", "invalid_characters"),
            ("chat.widget.fields.0.label.vn_VN", "invalid_language"),
            ("chat.widget.fields.0.options", "required"),
            ("chat.widget.fields.0.bound_to", "unknown_value"),
            ("chat.widget.topics.0.label", "required"),
            ("chat.widget.topics.1.key", "twice"),
            ("chat.widget.invitations.0.when.scroll_percent", "out_of_range"),
            ("chat.widget.invitations.0.when.min_cart_value", "out_of_range"),
            ("chat.widget.invitations.0.when.countries.0", "invalid_country"),
            ("chat.widget.max_upload_bytes", "out_of_range"),
        ] {
            let found = refused.contains(&(expected.0.to_owned(), expected.1));
            assert!(found, "{expected:?} in {refused:?}");
        }
        assert_eq!(refused.len(), 15, "{refused:?}");
    }

    #[test]
    fn what_was_typed_is_brought_into_its_form() {
        let mut checks = Checks::new();
        let mut widget = Widget::default();
        widget.look.color = Some(" #AABBCC ".to_owned());
        let when = When {
            url_contains: Some("  ".to_owned()),
            countries: vec!["vn".to_owned()],
            ..When::default()
        };
        widget.invitations = vec![invitation("  Xin chào  ", when)];
        let checked = widget.check(&mut checks, "w");
        assert!(checks.finish().is_ok());
        assert_eq!(checked.look.color.as_deref(), Some("#aabbcc"));
        let invitation = checked.invitations.first().unwrap();
        assert_eq!(invitation.text, said("Xin chào"));
        assert_eq!(invitation.when.url_contains, None);
        assert_eq!(invitation.when.countries, ["VN"]);
    }

    fn refused_content(content: Content) -> Vec<(String, &'static str)> {
        let mut checks = Checks::new();
        let _checked = content.check(&mut checks, "content");
        match checks.finish() {
            Ok(()) => Vec::new(),
            Err(Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
        }
    }

    fn option(label: &str, value: &str) -> Reply {
        Reply {
            label: label.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn what_an_agent_sends_beside_words_is_checked_field_by_field() {
        let twice = Content::QuickReplies {
            options: vec![option("Có", "yes"), option("", "yes")],
        };
        assert_eq!(
            refused_content(twice),
            [
                ("content.options.1.value".to_owned(), "twice"),
                ("content.options.1.label".to_owned(), "required")
            ]
        );
        let card = Content::Card {
            title: "Lamp".to_owned(),
            text: String::new(),
            image_url: Some("http://shop.test/lamp.png".to_owned()),
            buttons: vec![
                Button {
                    label: "Buy".to_owned(),
                    url: Some("javascript:alert(1)".to_owned()),
                    value: None,
                },
                Button {
                    label: "Both".to_owned(),
                    url: Some("https://shop.test/".to_owned()),
                    value: Some("x".to_owned()),
                },
            ],
        };
        assert_eq!(
            refused_content(card),
            [
                ("content.image_url".to_owned(), "invalid_url"),
                ("content.buttons.0.url".to_owned(), "invalid_url"),
                ("content.buttons.1.url".to_owned(), "required"),
            ]
        );
        let form = Content::Form {
            id: "order".to_owned(),
            title: "Your order".to_owned(),
            fields: vec![FormField {
                key: "size".to_owned(),
                label: "Size".to_owned(),
                kind: FieldKind::Select,
                required: true,
                options: Vec::new(),
            }],
            submit: None,
        };
        assert_eq!(
            refused_content(form),
            [("content.fields.0.options".to_owned(), "required")]
        );
        let preview = Content::LinkPreview {
            url: "https://bank.test".to_owned(),
            title: "Your bank".to_owned(),
            description: String::new(),
            image_url: None,
        };
        assert_eq!(
            refused_content(preview),
            [("content.kind".to_owned(), "unknown_value")]
        );
    }
}
