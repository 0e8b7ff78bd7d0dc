//! Live chat as visitors' clients speak it; see docs/CHAT-PROTOCOL.md.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{WidgetField, WidgetInvitation, WidgetLook, WidgetTexts};

/// How a site's widget looks, what it asks, and whether somebody is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SiteView {
    /// Public key.
    pub key: String,
    /// Whose widget it is.
    pub brand: SiteBrandView,
    /// Language for this visitor, of `locales`.
    pub locale: String,
    /// Languages that the widget speaks.
    pub locales: Vec<String>,
    /// Whether somebody is there.
    pub open: bool,
    /// When it opens next; null when it is open or that is not known.
    pub opens_at: Option<String>,
    /// Chats that wait.
    pub waiting: i64,
    /// How long a new chat will wait, in seconds; null when that is not known.
    pub estimated_wait_s: Option<i64>,
    /// Agents who are there.
    pub agents: Vec<PublicAgentView>,
    /// How the widget looks.
    pub look: WidgetLook,
    /// What it says, by language.
    pub texts: BTreeMap<String, WidgetTexts>,
    /// What is asked before a chat.
    pub fields: Vec<WidgetField>,
    /// What a chat can be about.
    pub topics: Vec<SiteTopic>,
    /// When the widget speaks first.
    pub invitations: Vec<WidgetInvitation>,
    /// Whether agents see what is being typed: then the visitor must be told.
    pub typing_shown: bool,
    /// Whether visitors may have the chat mailed to them.
    pub transcript: bool,
    /// Whether visitors are asked how it was.
    pub rating: bool,
    /// What may be uploaded.
    pub uploads: SiteUploads,
    /// Whether nothing may be kept in the browser before the visitor agrees.
    pub consent_required: bool,
    /// Whether the pages that a visitor opens are told.
    pub tracking: bool,
    /// Whether only identified customers can chat.
    pub identity_required: bool,
    /// The visitor's country, by two letters; empty when not known.
    pub country: String,
}

/// Whose widget it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SiteBrandView {
    /// Name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// Where its picture is; null when there is none.
    pub logo_url: Option<String>,
}

/// An agent as visitors know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicAgentView {
    /// Name.
    pub name: String,
    /// Where the photo is; null when there is none.
    pub photo_url: Option<String>,
}

/// What a chat can be about.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SiteTopic {
    /// By which a chat names it.
    pub key: String,
    /// What is shown, by language.
    pub label: BTreeMap<String, String>,
}

/// What may be uploaded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SiteUploads {
    /// Largest file, in bytes; 0 when there can be none.
    pub max_bytes: i64,
}

/// Becoming a visitor, or coming back as one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct VisitorRequest {
    /// The token of an earlier visit; one that is not known is ignored.
    #[serde(default)]
    pub token: Option<String>,
    /// A signed identity.
    #[serde(default)]
    pub identity: Option<String>,
    /// The number by which the browser told its pages before.
    #[serde(default)]
    pub browser: String,
    /// Language of the browser.
    #[serde(default)]
    pub locale: String,
    /// The page that it is on.
    #[serde(default)]
    pub page: PageRequest,
    /// The campaign that brought it.
    #[serde(default)]
    pub utm: Option<UtmRequest>,
    /// The answer to `proof_required`.
    #[serde(default)]
    pub proof: Option<ProofRequest>,
}

/// A page of the company's site.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct PageRequest {
    /// Address.
    #[serde(default)]
    pub url: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Where the visitor came from.
    #[serde(default)]
    pub referrer: String,
    /// Before any chat: the number by which the browser tells its pages together, 32 hexadecimal digits.
    #[serde(default)]
    pub browser: String,
    /// Before any chat: language of the browser.
    #[serde(default)]
    pub locale: String,
    /// Before any chat: the campaign that brought it.
    #[serde(default)]
    pub utm: Option<UtmRequest>,
}

/// A campaign, as its links name it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UtmRequest {
    /// `utm_source`.
    #[serde(default)]
    pub source: String,
    /// `utm_medium`.
    #[serde(default)]
    pub medium: String,
    /// `utm_campaign`.
    #[serde(default)]
    pub campaign: String,
    /// `utm_term`.
    #[serde(default)]
    pub term: String,
    /// `utm_content`.
    #[serde(default)]
    pub content: String,
}

/// Work that was done: SHA-256 of `challenge`, a colon and `nonce` begins with as many zero bits as were asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProofRequest {
    /// The challenge as it was given.
    pub challenge: String,
    /// What makes the hash right.
    pub nonce: String,
}

/// A visitor with its token.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitorSessionView {
    /// To be kept, and sent as `Authorization: Bearer`.
    pub token: String,
    /// Who.
    pub visitor: ChatVisitorView,
    /// Its chats, the newest first.
    pub conversations: Vec<ChatView>,
}

/// A visitor as it knows itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatVisitorView {
    /// Name; may be empty.
    pub name: String,
    /// Mail address; may be empty.
    pub email: String,
    /// Whether the company's own server said who it is.
    pub verified: bool,
    /// Language.
    pub locale: String,
}

/// What a visitor says of itself; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UpdateVisitorRequest {
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// Mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Phone number; kept with the attributes.
    #[serde(default)]
    pub phone: Option<String>,
    /// Language tag.
    #[serde(default)]
    pub locale: Option<String>,
    /// What the page knows of the visitor: texts, numbers, booleans; null takes away. At most 50.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

/// Whether an agent waits for the visitor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitorInvitedView {
    /// An agent has begun a chat.
    pub invited: bool,
}

/// A chat as its visitor sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChatView {
    /// Token of the conversation, by which everything else names it.
    pub token: String,
    /// Public running number.
    pub number: i64,
    /// `waiting`, `active` or `ended`.
    pub state: String,
    /// Key of its topic; null for none.
    pub topic: Option<String>,
    /// The newest entry; what is among colleagues counts too.
    pub last_seq: i64,
    /// Answers that the visitor has not seen.
    pub unread: i64,
    /// Whose it is.
    pub agent: Option<PublicAgentView>,
    /// Its place, while it waits.
    pub queue: Option<ChatQueueView>,
    /// 1 to 5; null when it was not rated.
    pub rating: Option<i64>,
    /// When it began.
    pub created_at: String,
    /// The newest entry that the visitor may see; only in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_entry: Option<ChatEntryView>,
}

/// A place in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatQueueView {
    /// 1 for who is next.
    pub position: i64,
    /// How long it will last, in seconds; null when that is not known.
    pub estimated_wait_s: Option<i64>,
}

/// A chat with its newest entries.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChatDetailView {
    /// The chat.
    pub chat: ChatView,
    /// Its newest entries, ascending.
    pub entries: Vec<ChatEntryView>,
    /// Whether there are earlier ones.
    pub has_earlier: bool,
    /// Up to where an agent has seen it.
    pub agent_seen_seq: i64,
}

/// Entries of a chat.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChatEntriesView {
    /// Ascending.
    pub entries: Vec<ChatEntryView>,
    /// Whether there are more in the direction that was asked for.
    pub has_more: bool,
    /// The newest entry of the chat.
    pub last_seq: i64,
}

/// An entry of a chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChatEntryView {
    /// Place in the conversation; ascending, with holes where colleagues talked among themselves.
    pub seq: i64,
    /// When it happened.
    pub at: String,
    /// `message`, `joined`, `left`, `assigned`, `transferred`, `ended`, `reopened`, `mailed` or `rated`.
    pub kind: String,
    /// `visitor`, `agent`, `bot` or `system`.
    pub from: String,
    /// The agent who did it, or whom it is about.
    pub agent: Option<PublicAgentView>,
    /// What the visitor's own client called it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What was said.
    pub message: Option<ChatMessageView>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChatMessageView {
    /// By which answers name it.
    pub id: i64,
    /// The words.
    pub text: String,
    /// Sanitised HTML, where there is more than words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Files.
    pub attachments: Vec<ChatFileView>,
    /// What it is beside its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ChatContent>,
}

/// A file of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatFileView {
    /// By which messages name an upload.
    pub id: i64,
    /// File name.
    pub name: String,
    /// Media type, as found in the file itself.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Where it is; works without a header.
    pub url: String,
}

/// What a message is beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChatContent {
    /// Answers to choose from.
    QuickReplies {
        /// In their order.
        options: Vec<ChatOption>,
    },
    /// A picture with words and buttons.
    Card {
        /// Headline.
        title: String,
        /// Words below it.
        text: String,
        /// Address of the picture.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        image_url: Option<String>,
        /// What can be pressed.
        #[serde(default)]
        buttons: Vec<ChatButton>,
    },
    /// Questions to be answered together.
    Form {
        /// By which the answer names it.
        id: String,
        /// Headline.
        title: String,
        /// The questions.
        fields: Vec<ChatFormField>,
        /// On the button.
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
        message_id: i64,
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

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatOption {
    /// What is shown, and said when it is chosen.
    pub label: String,
    /// What it stands for.
    pub value: String,
}

/// A button: it opens a page, or answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatButton {
    /// What is shown.
    pub label: String,
    /// The page that it opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A question of a form inside a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatFormField {
    /// By which the answer names it.
    pub key: String,
    /// The question.
    pub label: String,
    /// `text`, `email`, `phone`, `select`, `checkbox` or `textarea`.
    pub kind: String,
    /// Whether it must be answered.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen.
    #[serde(default)]
    pub options: Vec<String>,
}

/// Beginning a chat.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct BeginChatRequest {
    /// First words, at most 20,000 characters.
    #[serde(default)]
    pub text: Option<String>,
    /// Key of its topic.
    #[serde(default)]
    pub topic: Option<String>,
    /// Answers to the site's questions, by their keys.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Files uploaded before.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
    /// The invitation that it answers.
    #[serde(default)]
    pub invitation: Option<String>,
}

/// Saying something.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct SayRequest {
    /// The words, at most 20,000 characters; not needed with files or an answer.
    #[serde(default)]
    pub text: String,
    /// Files uploaded before.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
    /// The answer to what was asked by buttons or a form; its words are those of what was chosen.
    #[serde(default)]
    pub answer: Option<ChatAnswerRequest>,
}

/// The answer to what was asked by buttons or a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatAnswerRequest {
    /// The message that asked.
    pub message_id: i64,
    /// What the chosen button stands for.
    #[serde(default)]
    pub value: Option<String>,
    /// Answers to a form, by the keys of its fields.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// Writing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct TypingRequest {
    /// Writing, or not any more.
    pub active: bool,
    /// What stands in the composer; only where the site shows it.
    #[serde(default)]
    pub text: Option<String>,
}

/// Up to where entries have arrived and were seen.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ChatReceiptsRequest {
    /// The client has everything up to here.
    #[serde(default)]
    pub delivered_seq: i64,
    /// The visitor has seen everything up to here.
    #[serde(default)]
    pub seen_seq: i64,
}

/// Which entries to read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatEntriesQuery {
    /// Only after this one; then the earliest come first.
    pub after: Option<i64>,
    /// Only before this one; without `after` the latest of them.
    pub before: Option<i64>,
    /// Entries to return, 1 to 200, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// Hold the request for so many seconds until there is one, at most 25.
    #[param(maximum = 25)]
    pub wait: Option<u32>,
}

/// Signing in or out.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct IdentityRequest {
    /// A JWT signed with the site's identity secret; null signs out.
    pub identity: Option<String>,
}

/// What is left while nobody is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct OfflineRequest {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Mail address: the answer goes there.
    pub email: String,
    /// The words, at most 20,000 characters.
    pub text: String,
    /// Key of a topic.
    #[serde(default)]
    pub topic: Option<String>,
    /// Answers to the site's questions, by their keys; those for name and address are not needed.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The page that it was written on.
    #[serde(default)]
    pub page: PageRequest,
    /// Language of the browser.
    #[serde(default)]
    pub locale: String,
    /// The answer to `proof_required`.
    #[serde(default)]
    pub proof: Option<ProofRequest>,
}

/// How a chat was.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct RatingRequest {
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    pub rating: i64,
    /// Why, at most 2,000 characters.
    #[serde(default)]
    pub comment: String,
}

/// Mailing a chat.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct TranscriptRequest {
    /// Where to; the visitor's address when absent. Of an identified customer always that address.
    #[serde(default)]
    pub email: Option<String>,
}

/// Where to go on hearing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PollQuery {
    /// The `state` of the answer before; none at first.
    pub state: Option<String>,
    /// Chats to follow from now on, with the last entry that the client holds of each: `token:seq,token:seq`.
    pub held: Option<String>,
}

/// What was heard.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PollView {
    /// Hand this back as `state`.
    pub state: String,
    /// Frames as on the socket, in order; none when nothing happened.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<serde_json::Value>,
}
