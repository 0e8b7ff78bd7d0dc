//! What a chat message is beside its text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::widget::FieldKind;
use crate::MessageId;

/// What a message is beside its text. Stored as JSON and only ever read whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Answers to choose from.
    QuickReplies {
        /// In the order in which they are shown.
        options: Vec<Reply>,
    },
    /// A picture with words and buttons.
    Card {
        /// Headline.
        title: String,
        /// Words below it.
        text: String,
        /// Address of the picture, over HTTPS.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        image_url: Option<String>,
        /// What can be pressed.
        #[serde(default)]
        buttons: Vec<Button>,
    },
    /// Questions to be answered together.
    Form {
        /// By which the answer names it.
        id: String,
        /// Headline.
        title: String,
        /// The questions.
        fields: Vec<FormField>,
        /// On the button; the widget's own word when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        submit: Option<String>,
    },
    /// The answer to a form.
    FormAnswer {
        /// Which form.
        form_id: String,
        /// By the keys of its fields.
        values: BTreeMap<String, String>,
    },
    /// The answer to buttons.
    Choice {
        /// The message that they are of.
        message_id: MessageId,
        /// What the pressed one stands for.
        value: String,
    },
    /// What stands behind a link in the text.
    LinkPreview {
        /// The link.
        url: String,
        /// Title of the page.
        title: String,
        /// What the page says of itself.
        #[serde(default)]
        description: String,
        /// Its picture.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        image_url: Option<String>,
    },
}

impl Content {
    /// The kind as it stands in the database and the API.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::QuickReplies { .. } => "quick_replies",
            Self::Card { .. } => "card",
            Self::Form { .. } => "form",
            Self::FormAnswer { .. } => "form_answer",
            Self::Choice { .. } => "choice",
            Self::LinkPreview { .. } => "link_preview",
        }
    }
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// What is shown, and said when it is chosen.
    pub label: String,
    /// What it stands for.
    pub value: String,
}

/// A button of a card: it opens a page, or answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What is shown.
    pub label: String,
    /// The page that it opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A question of a form inside a chat, in the language of the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// By which the answer names it.
    pub key: String,
    /// The question.
    pub label: String,
    /// How it is answered.
    pub kind: FieldKind,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}
