//! Live chat as agents use it.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{ChatContent, ConversationSummary};

/// A chat with all that an agent sees beside its timeline.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeskChatView {
    /// The chat as in lists.
    #[serde(flatten)]
    pub chat: DeskChatSummary,
    /// What it is about, in words; empty for nothing in particular.
    pub topic_label: String,
    /// With whom; null when the visitor was deleted.
    pub visitor: Option<DeskVisitorView>,
    /// Its place in the queue, while nobody has it.
    pub place: Option<DeskPlaceView>,
    /// Agents in it beside the one who has it.
    pub participants: Vec<ChatParticipantView>,
    /// Whether events tell what the visitor types; the visitor is told so.
    pub typing_shown: bool,
}

/// A chat as a part of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeskChatSummary {
    /// Conversation that it is.
    pub conversation_id: i64,
    /// `waiting`, `ringing` (being offered to somebody), `active` or `ended`.
    pub state: String,
    /// Key of its topic, empty for none.
    pub topic: String,
    /// Agent whose turn it is to accept it.
    pub offered_to: Option<i64>,
    /// Until when it is their turn.
    pub offered_until: Option<String>,
    /// Since when it waits, or waited.
    pub queued_at: String,
    /// When it was accepted.
    pub accepted_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// `visitor`, `agent` or `system`.
    pub ended_by: Option<String>,
    /// Up to which entry the visitor's client has it.
    pub visitor_delivered_seq: i64,
    /// Up to which entry the visitor has seen it.
    pub visitor_seen_seq: i64,
    /// Up to which entry an agent has seen it, as the visitor knows.
    pub agent_seen_seq: i64,
    /// Since when the visitor is away; null while they are there.
    pub visitor_left_at: Option<String>,
    /// Up to which entry answers went on as mail; 0 for none.
    pub mailed_seq: i64,
    /// 1 to 5; null when it was not rated.
    pub rating: Option<i64>,
    /// What was said with the rating.
    pub rating_comment: String,
}

/// A visitor as agents see them. What is not verified is what they say of themselves.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeskVisitorView {
    /// Key of the visitor.
    pub id: i64,
    /// Site that they visit.
    pub inbox_id: i64,
    /// Contact that they are, from the first words on.
    pub contact_id: Option<i64>,
    /// Whether the organisation's own server said who it is.
    pub verified: bool,
    /// The organisation's own id of the customer, for verified ones.
    pub external_id: Option<String>,
    /// Name; may be empty.
    pub name: String,
    /// Mail address; may be empty.
    pub email: String,
    /// Language of the browser.
    pub locale: String,
    /// Country by two letters; empty when not known.
    pub country: String,
    /// Address that they came from; empty for readers who may not see personal data.
    pub ip: String,
    /// The browser as it introduces itself.
    pub user_agent: String,
    /// Page that brought them here.
    pub referrer: String,
    /// Campaign of the first page.
    pub utm: Vec<UtmView>,
    /// Page that they are on.
    pub page_url: String,
    /// Its title.
    pub page_title: String,
    /// How often they came.
    pub visits: i64,
    /// When they first came.
    pub created_at: String,
    /// When they were last here.
    pub last_seen_at: String,
}

/// One value of a campaign.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UtmView {
    /// `source`, `medium`, `campaign`, `term` or `content`.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A place in the queue.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeskPlaceView {
    /// 1 for who is next.
    pub position: u32,
    /// How long it will last, in seconds; null when too little was accepted lately to say so.
    pub estimated_wait_s: Option<u64>,
}

/// An agent in a chat beside the one who has it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChatParticipantView {
    /// Key of the agent.
    pub agent_id: i64,
    /// Name of the agent.
    pub name: String,
    /// Whether the visitor knows of them.
    pub visible: bool,
    /// Since when.
    pub joined_at: String,
}

/// Which chats to list. All conditions must hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChatsQuery {
    /// `waiting` (also those that are being offered), `active`, `ended`, or `open` (all that have not ended; default).
    pub state: Option<String>,
    /// Only of this site.
    pub inbox_id: Option<i64>,
    /// Only those that the reader has, or that are being offered to the reader.
    pub mine: Option<bool>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows to return, 1 to 200, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A chat in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeskChatRow {
    /// The conversation as in lists.
    pub conversation: ConversationSummary,
    /// The chat.
    pub chat: DeskChatSummary,
}

/// Ends a chat.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct EndChatRequest {
    /// Status of the conversation to set along with it, for instance `solved`.
    pub status: Option<String>,
}

/// Passes a chat on: to an agent or to a team.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct TransferChatRequest {
    /// A colleague who is online; asked at once.
    pub agent_id: Option<i64>,
    /// A team; whoever of it can take the chat, before everybody else who waits.
    pub team_id: Option<i64>,
    /// What the receiver should know; becomes a note, which the visitor never sees.
    #[serde(default)]
    pub note: String,
}

/// Comes into a chat beside whoever has it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct JoinChatRequest {
    /// So that the visitor knows; otherwise to read along and whisper by notes.
    #[serde(default)]
    pub visible: bool,
}

/// When somebody is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BusinessHoursView {
    /// Whether somebody is always there; then there are no hours.
    pub always: bool,
    /// IANA time zone whose clock the hours are of; empty for always.
    pub time_zone: String,
    /// The hours, from Monday on.
    pub hours: Vec<HoursSpan>,
    /// Whether somebody is there now.
    pub open: bool,
    /// When hours begin next; null for always and never.
    pub next_opening: Option<String>,
}

/// Replaces when somebody is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct BusinessHoursRequest {
    /// Always; the rest is not looked at.
    #[serde(default)]
    pub always: bool,
    /// IANA time zone, for instance `Asia/Ho_Chi_Minh`.
    #[serde(default)]
    pub time_zone: String,
    /// The hours; never when empty. At most 10 a day; those that touch become one.
    #[serde(default)]
    pub hours: Vec<HoursSpan>,
}

/// Hours of one day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoursSpan {
    /// `mon` to `sun`.
    pub day: String,
    /// Beginning, as `09:00`.
    pub from: String,
    /// End, as `17:30`; `24:00` for midnight.
    pub to: String,
}

/// What an agent takes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CapacityView {
    /// Whether chats are offered at all.
    pub takes_chats: bool,
    /// Chats at the same time.
    pub chat_limit: u32,
    /// Whether chats begin without being accepted.
    pub auto_accept: bool,
    /// What the agent says of the moment: `available`, `break` or `meeting`. Nobody is offered a chat but who is available.
    pub activity: String,
    /// Photo that visitors see; null for none.
    pub photo_url: Option<String>,
}

/// Changes what an agent takes; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct CapacityRequest {
    /// Whether chats are offered at all.
    pub takes_chats: Option<bool>,
    /// 1 to 20.
    pub chat_limit: Option<u32>,
    /// Whether chats begin without being accepted.
    pub auto_accept: Option<bool>,
    /// `available`, `break` or `meeting`.
    pub activity: Option<String>,
}

/// Which visitors to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitorsQuery {
    /// Only of this site.
    pub inbox_id: Option<i64>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows to return, 1 to 200, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A visitor in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitorRowView {
    /// The visitor.
    pub visitor: DeskVisitorView,
    /// The chat that is under way; null when there is none.
    pub chat: Option<VisitorChatView>,
}

/// A chat of a visitor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitorChatView {
    /// Conversation that it is.
    pub conversation_id: i64,
    /// `waiting`, `ringing`, `active` or `ended`.
    pub state: String,
    /// Who has it.
    pub assignee_id: Option<i64>,
    /// When it began.
    pub created_at: String,
}

/// A visitor with where they were.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitorDetailView {
    /// The visitor.
    pub visitor: DeskVisitorView,
    /// Whether they are on the site now.
    pub is_here: bool,
    /// The last pages, newest first, at most 50.
    pub pages: Vec<VisitedPageView>,
    /// Their chats, newest first, at most 50.
    pub chats: Vec<VisitorChatView>,
}

/// A page that a visitor was on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VisitedPageView {
    /// Address.
    pub url: String,
    /// Title.
    pub title: String,
    /// When it was opened.
    pub at: String,
}

/// Begins a chat with a visitor.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct StartChatRequest {
    /// First words, 1 to 10,000 characters.
    pub text: String,
    /// What it is beside its words.
    #[serde(default)]
    pub content: Option<ChatContent>,
    /// Files uploaded before.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
}

/// Somebody who is not let in to chat.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ChatBlockView {
    /// Key of the block.
    pub id: i64,
    /// Site; null for every site.
    pub inbox_id: Option<i64>,
    /// `ip`, `range` or `country`.
    pub kind: String,
    /// Which.
    pub value: String,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: String,
    /// Until when; null for good.
    pub expires_at: Option<String>,
}

/// Keeps somebody out of chat; the same again replaces what was said of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ChatBlockRequest {
    /// Site; every site when absent.
    pub inbox_id: Option<i64>,
    /// `ip`, `range` or `country`.
    pub kind: String,
    /// Such as `203.0.113.7`, `203.0.113.0/24`, `VN`.
    pub value: String,
    /// Why, at most 500 characters.
    #[serde(default)]
    pub reason: String,
    /// Until when (RFC 3339); for good when absent.
    pub expires_at: Option<String>,
}

/// Asks what stands behind a link.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct LinkPreviewRequest {
    /// The link.
    pub url: String,
}
