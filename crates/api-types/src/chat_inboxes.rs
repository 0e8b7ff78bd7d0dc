//! Sites: chat inboxes and what their widget is like. The parts of the widget are the same in requests and answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Settings of a site as they are shown: the identity secret never comes out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChatInboxView {
    /// Public key that stands in the page that carries the widget.
    pub site_key: String,
    /// Whether there is a secret by which the organisation's own server says who a visitor is.
    pub has_identity_secret: bool,
    /// Only customers who are identified may chat.
    pub identity_required: bool,
    /// Inbox by which answers go on as mail, and offline forms come in; null for none.
    pub mail_inbox_id: Option<i64>,
    /// Seconds since the visitor left until an unseen answer goes by mail; 0 for never.
    pub continue_after_seconds: i64,
    /// Seconds of silence after which an agent is called idle; 0 for never.
    pub idle_warning_seconds: i64,
    /// Agents see what is being typed, and visitors are told so.
    pub typing_shown: bool,
    /// Work that a new visitor's browser has to do, as leading zero bits; 0 for none.
    pub proof_bits: u32,
    /// Sites that may show the widget; empty for all.
    pub origins: Vec<String>,
    /// What the widget looks like and asks.
    pub widget: WidgetSettings,
}

/// Settings of a site in a request; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ChatInboxRequest {
    /// Only customers who are identified may chat; needs an identity secret.
    pub identity_required: Option<bool>,
    /// Inbox for mail; 0 for none.
    pub mail_inbox_id: Option<i64>,
    /// 0 to 604800; 0 for never.
    pub continue_after_seconds: Option<i64>,
    /// 0 to 86400; 0 for never.
    pub idle_warning_seconds: Option<i64>,
    /// Whether agents see what is being typed.
    pub typing_shown: Option<bool>,
    /// 0 to 24.
    pub proof_bits: Option<u32>,
    /// At most 50, such as `https://shop.example.com` or `https://*.example.com`; empty for all.
    pub origins: Option<Vec<String>>,
    /// Replaces what the widget looks like and asks; what is absent in it is as it comes with the product.
    pub widget: Option<WidgetSettings>,
}

/// What the widget of a site looks like and asks.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WidgetSettings {
    /// Languages that it speaks, at most 20, the first for everybody whose language is not among them; English, Vietnamese and Romanian
    /// when absent.
    #[serde(default = "own_languages")]
    pub locales: Vec<String>,
    /// Colours and place.
    #[serde(default)]
    pub look: WidgetLook,
    /// Words, by language tag; at most 20 languages.
    #[serde(default)]
    pub texts: BTreeMap<String, WidgetTexts>,
    /// What is asked before a chat, at most 12.
    #[serde(default)]
    pub fields: Vec<WidgetField>,
    /// What a chat can be about, at most 30.
    #[serde(default)]
    pub topics: Vec<WidgetTopic>,
    /// When visitors are spoken to first, at most 50.
    #[serde(default)]
    pub invitations: Vec<WidgetInvitation>,
    /// Whether visitors may have the chat sent to them by mail; true when absent.
    #[serde(default = "yes")]
    pub transcript: bool,
    /// Whether visitors are asked how it was; true when absent.
    #[serde(default = "yes")]
    pub rating: bool,
    /// Whether nothing is kept in the browser before the visitor agreed.
    #[serde(default)]
    pub consent_required: bool,
    /// Whether pages that visitors look at are told to agents; true when absent.
    #[serde(default = "yes")]
    pub tracking: bool,
    /// Largest file that a visitor may send, in bytes, at most 104857600; 0 for none; 20 MiB when absent.
    #[serde(default = "twenty_mib")]
    pub max_upload_bytes: i64,
}

fn own_languages() -> Vec<String> {
    ["en", "vi", "ro"].map(str::to_owned).to_vec()
}

const fn yes() -> bool {
    true
}

const fn twenty_mib() -> i64 {
    20 * 1024 * 1024
}

/// Colours and place of the widget.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct WidgetLook {
    /// Colour as `#rrggbb`; that of the brand when null.
    pub color: Option<String>,
    /// `auto` (default), `light` or `dark`.
    pub dark: String,
    /// `right` (default) or `left`.
    pub position: String,
    /// Pixels from the side, 0 to 400.
    pub offset_x: i64,
    /// Pixels from below, 0 to 400.
    pub offset_y: i64,
    /// Words beside the icon of the launcher, by language tag, at most 40 characters; empty for none.
    pub launcher_text: BTreeMap<String, String>,
    /// `chat` (default), `question`, `wave` or `heart`.
    pub icon: String,
}

impl Default for WidgetLook {
    fn default() -> Self {
        Self {
            color: None,
            dark: "auto".to_owned(),
            position: "right".to_owned(),
            offset_x: 20,
            offset_y: 20,
            launcher_text: BTreeMap::new(),
            icon: "chat".to_owned(),
        }
    }
}

/// Words of the widget in one language; empty ones are those that come with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct WidgetTexts {
    /// The heading, at most 100 characters.
    pub greeting: String,
    /// Below it, at most 200 characters.
    pub subtitle: String,
    /// What is said when nobody is there, at most 500 characters.
    pub offline: String,
    /// What is said about personal data, at most 1,000 characters.
    pub privacy: String,
}

/// One question of a form.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct WidgetField {
    /// Name in answers: letters, digits, `_` and `-`.
    pub key: String,
    /// The question, by language tag.
    pub label: BTreeMap<String, String>,
    /// `text`, `email`, `phone`, `select`, `checkbox` or `textarea`.
    pub kind: String,
    /// Whether it must be answered.
    pub required: bool,
    /// What can be chosen, for `select`.
    pub options: Vec<String>,
    /// What of the contact the answer becomes: `name`, `email`, `phone`, `attribute:<key>`; empty for nothing.
    pub bound_to: String,
}

/// What a chat can be about.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct WidgetTopic {
    /// Name in requests: letters, digits, `_` and `-`.
    pub key: String,
    /// What visitors read, by language tag.
    pub label: BTreeMap<String, String>,
    /// Team that gets such chats; null for that of the inbox.
    pub team_id: Option<i64>,
}

/// When visitors are spoken to first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct WidgetInvitation {
    /// Name in requests: letters, digits, `_` and `-`.
    pub id: String,
    /// All of it must hold.
    pub when: WidgetWhen,
    /// What is said, by language tag.
    pub text: BTreeMap<String, String>,
    /// Who seems to say it; empty for the brand.
    pub agent_name: String,
    /// A visitor sees it again after so many hours, 0 to 8760; 0 for once ever.
    pub once_every_hours: i64,
    /// Whether the window opens; otherwise only a line beside the launcher.
    pub open: bool,
}

/// Conditions of an invitation; absent ones hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct WidgetWhen {
    /// Part of the page's address.
    pub url_contains: Option<String>,
    /// Regular expression (of browsers) that the page's address matches.
    pub url_matches: Option<String>,
    /// Seconds on the page, 0 to 86400.
    pub seconds_on_page: Option<i64>,
    /// Per cent of the page that were scrolled through, 0 to 100.
    pub scroll_percent: Option<i64>,
    /// Whether the visitor was here before.
    pub returning: Option<bool>,
    /// Value of the cart at least.
    pub min_cart_value: Option<f64>,
    /// Languages of the browser; all when empty.
    pub languages: Vec<String>,
    /// Countries by two letters; all when empty.
    pub countries: Vec<String>,
}

/// A new identity secret; the only time that it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IdentitySecretView {
    /// The secret: tokens of identity are signed with it (JWT, HS256).
    pub secret: String,
}
