//! Conversations, their timeline, and what agents do with them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{CapabilitiesView, ChatContent, ContactSummary};

/// Which conversations to list. All conditions must hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversationQuery {
    /// `mine`, `unassigned`, `team` (the reader's teams) or `all` (default).
    pub view: Option<String>,
    /// Only what is in this saved view; the other conditions narrow it further.
    pub saved_view: Option<i64>,
    /// `open`, `pending`, `solved`, `closed`, `spam`, or `active` (open and pending; default), `any` (default in a saved view).
    pub status: Option<String>,
    /// Only this inbox.
    pub inbox_id: Option<i64>,
    /// Only this team.
    pub team_id: Option<i64>,
    /// Only this assignee.
    pub assignee_id: Option<i64>,
    /// Only this contact.
    pub contact_id: Option<i64>,
    /// Only contacts of this company.
    pub company_id: Option<i64>,
    /// Only with this tag.
    pub tag_id: Option<i64>,
    /// Only with this value of an attribute, as `key:value`, for instance `order_state:sent`.
    pub attribute: Option<String>,
    /// Only `low`, `normal`, `high` or `urgent`.
    pub priority: Option<String>,
    /// Words of the subject, the contact or a message.
    pub q: Option<String>,
    /// `newest` (last activity, default), `oldest` (last activity), `waiting` (who waits longest first), `priority` (the most
    /// urgent first); that of the saved view when absent.
    pub sort: Option<String>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows to return, 1 to 200, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A conversation as a row of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConversationSummary {
    /// Key of the conversation.
    pub id: i64,
    /// Public running number, shown as `#1024`.
    pub number: i64,
    /// Subject; may be empty.
    pub subject: String,
    /// First words of the last message.
    pub preview: String,
    /// `open`, `pending`, `solved`, `closed` or `spam`.
    pub status: String,
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: String,
    /// `email` or `chat`.
    pub channel: String,
    /// Inbox of the conversation.
    pub inbox_id: i64,
    /// Who wrote.
    pub contact: ContactSummary,
    /// Whose it is.
    pub assignee_id: Option<i64>,
    /// Which team it is with.
    pub team_id: Option<i64>,
    /// Its tags.
    pub tag_ids: Vec<i64>,
    /// Messages in and out, without notes.
    pub message_count: i64,
    /// Whether a message has a file.
    pub has_attachments: bool,
    /// Whether there is something that the reader has not seen.
    pub unread: bool,
    /// Whether the reader has a draft here.
    #[serde(default)]
    pub has_draft: bool,
    /// Since when the customer waits for an answer; null when they do not.
    pub waiting_since: Option<String>,
    /// Sequence number of the last timeline entry.
    pub last_seq: i64,
    /// When the conversation began.
    pub created_at: String,
    /// When something last happened that list order follows.
    pub last_activity_at: String,
}

/// A conversation as a whole, without its timeline.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConversationView {
    /// The row as in lists.
    #[serde(flatten)]
    pub summary: ConversationSummary,
    /// Language of the customer's words, for instance `vi`.
    pub language: Option<String>,
    /// The last entry that the reader has seen.
    pub read_seq: i64,
    /// Recipients of a reply as the composer proposes them: who is in To and CC is always visible and editable.
    pub reply_to: Vec<AddressView>,
    /// CC of a reply to all.
    pub reply_cc: Vec<AddressView>,
    /// When the first human answer went out.
    pub first_reply_at: Option<String>,
    /// When it was last solved.
    pub solved_at: Option<String>,
    /// Answers that wait for their time, or were held back.
    #[serde(default)]
    pub scheduled: Vec<ScheduledView>,
    /// What stands below the reader's words when they answer, as plain text; empty for nothing.
    #[serde(default)]
    pub signature: String,
    /// What can be done in it.
    pub capabilities: CapabilitiesView,
}

/// An answer that waits for its time.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ScheduledView {
    /// Key of the scheduled answer.
    pub id: i64,
    /// Where it is going to be sent.
    pub conversation_id: i64,
    /// Who wrote it; null when no agent did.
    pub agent_id: Option<i64>,
    /// Their name.
    pub agent_name: String,
    /// When it leaves.
    pub send_at: String,
    /// Whether it stays when the customer writes or a colleague answers before that.
    pub cancel_if_replied: bool,
    /// Status that is set when it leaves.
    pub status: Option<String>,
    /// Why it does not leave by itself any more: `customer_wrote`, `colleague_answered`, `spam` or `cannot_send`; null while it waits.
    pub held_reason: Option<String>,
    /// Who wrote meanwhile.
    pub held_by: Option<String>,
    /// Recipients.
    pub to: Vec<AddressView>,
    /// Copies.
    pub cc: Vec<AddressView>,
    /// Blind copies.
    pub bcc: Vec<AddressView>,
    /// Plain text.
    pub text: String,
    /// Sanitised HTML; null for plain text.
    pub html: Option<String>,
    /// Files that leave with it.
    pub attachments: Vec<AttachmentView>,
    /// When it was written.
    pub created_at: String,
}

/// A mail address with a name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AddressView {
    /// Display name; may be empty.
    #[serde(default)]
    pub name: String,
    /// Mail address.
    pub address: String,
}

/// How many conversations each view holds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConversationCountsView {
    /// Active and assigned to the reader.
    pub mine: i64,
    /// Active and without an assignee.
    pub unassigned: i64,
    /// Active and with one of the reader's teams.
    pub team: i64,
    /// Active.
    pub all: i64,
    /// Active, by inbox.
    pub inboxes: Vec<CountView>,
    /// Active, by team.
    pub teams: Vec<CountView>,
    /// Active, by tag.
    pub tags: Vec<CountView>,
}

/// A count of something.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CountView {
    /// Key of what is counted.
    pub id: i64,
    /// How many.
    pub count: i64,
}

/// Which part of a timeline; the newest entries when neither is given. Entries always come in ascending `seq`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TimelineQuery {
    /// Entries before this sequence number, the latest of them.
    pub before_seq: Option<i64>,
    /// Entries after this sequence number, the earliest of them.
    pub after_seq: Option<i64>,
    /// Entries to return, 1 to 200, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A part of a timeline.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TimelineView {
    /// Ascending, without gaps.
    pub entries: Vec<EntryView>,
    /// Whether there are earlier entries.
    pub has_before: bool,
    /// Whether there are later entries.
    pub has_after: bool,
}

/// One timeline entry.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EntryView {
    /// Place in the conversation, contiguous from 1.
    pub seq: i64,
    /// `message`, `note`, `created`, `assigned`, `team_changed`, `status_changed`, `priority_changed`, `tag_added`, `tag_removed`,
    /// `agent_joined`, `agent_left`, `chat_ended`, `chat_reopened`, `chat_mailed` (`to` is the address), `chat_rated` (`to` is the
    /// rating, 1 to 5), `subject_changed`, `delivery_failed`, `bounced`, `cancelled`, `scheduled` (`to` is the time), `schedule_cancelled` (`to` is the
    /// time), `schedule_held` (`from` is the reason, `to` the time).
    pub kind: String,
    /// When it happened.
    pub at: String,
    /// Who did it.
    pub actor: ActorView,
    /// State before, for changes: a status, priority, or the name of an agent, team or tag.
    pub from: Option<String>,
    /// State after.
    pub to: Option<String>,
    /// The message, for `message` and `note`, and the one that failed for `delivery_failed` and `bounced` (by id only).
    pub message: Option<MessageView>,
    /// Key of the message that `delivery_failed` or `bounced` is about.
    pub about_message_id: Option<i64>,
}

/// Who did something.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ActorView {
    /// `agent`, `contact`, `api_token` or `system`.
    pub kind: String,
    /// Key of the actor, null for the system.
    pub id: Option<i64>,
    /// Name of the actor.
    pub name: String,
}

/// One message, or a note.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MessageView {
    /// Key of the message.
    pub id: i64,
    /// `in`, `out` or `note`.
    pub direction: String,
    /// `normal`, `auto_reply`, `bounce`, `calendar`, `delivery_receipt`, `abuse_report`, `forward` (shown to somebody else),
    /// `third_party` (from or to somebody whom it was forwarded to).
    pub kind: String,
    /// Sender.
    pub from: AddressView,
    /// Recipients.
    pub to: Vec<AddressView>,
    /// Copies.
    pub cc: Vec<AddressView>,
    /// Blind copies, of answers only.
    pub bcc: Vec<AddressView>,
    /// Subject of this message.
    pub subject: String,
    /// The new words, as plain text, without quotes.
    pub text: String,
    /// Whether there is quoted text to unfold with `GET /messages/{id}`.
    pub has_quoted: bool,
    /// Sanitised HTML; remote images stand in `data-remote-src`. Null for plain text.
    pub html: Option<String>,
    /// Remote images that were not loaded.
    pub remote_images: i64,
    /// Files; inline images carry their `content_id`.
    pub attachments: Vec<AttachmentView>,
    /// `received`, or for answers `queued` (may be taken back until `send_after`), `sending`, `sent`, `failed`, `bounced`, `cancelled`.
    pub delivery: String,
    /// Why it failed, as the mail server said it.
    pub delivery_error: Option<String>,
    /// Until when an answer can be taken back.
    pub send_after: Option<String>,
    /// When the answer left.
    pub sent_at: Option<String>,
    /// What the receiving server said of the sender: `pass`, `fail`, `none`, … or null.
    pub spf: Option<String>,
    /// The same for DKIM.
    pub dkim: Option<String>,
    /// The same for DMARC.
    pub dmarc: Option<String>,
    /// Language of the words.
    pub language: Option<String>,
    /// Whether the raw mail can be read with `GET /messages/{id}/raw`.
    pub has_raw: bool,
    /// What it is beside its words: buttons, a card, a form or its answer, a preview of a link; only in timelines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ChatContent>,
}

/// The whole of a message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FullMessageView {
    /// As in the timeline.
    #[serde(flatten)]
    pub message: MessageView,
    /// Quoted text.
    pub quoted_text: String,
    /// The whole sanitised HTML, quotes included.
    pub full_html: Option<String>,
    /// Message-ID.
    pub message_id: Option<String>,
    /// Headers of the raw mail, in order.
    pub headers: Vec<HeaderView>,
}

/// One header.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HeaderView {
    /// Name of the header.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttachmentView {
    /// Key of the file.
    pub id: i64,
    /// File name, safe to save as.
    pub name: String,
    /// Media type.
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    /// Whether it is shown inside the message.
    pub inline: bool,
    /// The `cid:` of an inline image.
    pub content_id: Option<String>,
    /// Where to get it.
    pub url: String,
}

/// Answers the customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ReplyRequest {
    /// The answer as plain text, 1 to 500,000 characters; the HTML part is made from it when `html` is absent.
    pub text: String,
    /// The answer as HTML; sanitised.
    pub html: Option<String>,
    /// Recipients; the proposal of the conversation when absent.
    pub to: Option<Vec<AddressView>>,
    /// Copies; none when absent.
    pub cc: Option<Vec<AddressView>>,
    /// Blind copies.
    #[serde(default)]
    pub bcc: Vec<AddressView>,
    /// Files uploaded before.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
    /// Status to set along with it, for instance `solved`.
    pub status: Option<String>,
    /// The `last_seq` that the agent saw when writing; when a colleague answered since, the reply is refused with
    /// `409 answered_meanwhile` unless `force`.
    pub seen_seq: Option<i64>,
    /// Send although a colleague answered meanwhile.
    #[serde(default)]
    pub force: bool,
    /// When it leaves, within a year (RFC 3339); at once when absent. `status` is then set when it leaves, and the entry that is
    /// returned is of kind `scheduled`.
    pub send_at: Option<String>,
    /// Whether a scheduled answer stays when the customer writes or a colleague answers before its time; true when absent.
    pub cancel_if_replied: Option<bool>,
    /// What it is beside its words, where the channel has such: `quick_replies`, `card` or `form`. A card and a form may come without
    /// words. Of the first link in the words a preview is made.
    #[serde(default)]
    pub content: Option<ChatContent>,
}

/// Shows a message, or the conversation, to somebody else.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ForwardRequest {
    /// The message; the whole conversation when absent.
    pub message_id: Option<i64>,
    /// What the agent says to it, as plain text; may be empty.
    #[serde(default)]
    pub text: String,
    /// The same as HTML; sanitised.
    pub html: Option<String>,
    /// Recipients.
    pub to: Vec<AddressView>,
    /// Copies.
    #[serde(default)]
    pub cc: Vec<AddressView>,
    /// Blind copies.
    #[serde(default)]
    pub bcc: Vec<AddressView>,
    /// Files of the forwarded messages that go along. Pictures that stand in their text always do.
    #[serde(default)]
    pub file_ids: Vec<i64>,
    /// Files uploaded before.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
}

/// Begins an upload that arrives piece by piece.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct UploadRequest {
    /// File name, at most 255 characters.
    pub name: String,
    /// Media type.
    #[serde(default)]
    pub content_type: String,
    /// Bytes of the whole.
    pub size: i64,
    /// Whether it is a picture that stands in the text.
    #[serde(default)]
    pub inline: bool,
}

/// How far an upload is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UploadView {
    /// Key of the upload.
    pub id: i64,
    /// Bytes that are here; the next piece begins there.
    pub received: i64,
    /// Bytes of the whole.
    pub size: i64,
    /// The file, once all of it is here.
    pub attachment: Option<AttachmentView>,
}

/// Writes a note that customers never see.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct NoteRequest {
    /// 1 to 500,000 characters.
    pub text: String,
    /// Files uploaded before.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
    /// Agents who are named in the note and notified of it, at most 50.
    #[serde(default)]
    pub mention_ids: Vec<i64>,
}

/// Begins a conversation with a customer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateConversationRequest {
    /// Inbox to write from.
    pub inbox_id: i64,
    /// Recipients; the first one is the contact.
    pub to: Vec<AddressView>,
    /// 1 to 500 characters.
    pub subject: String,
    /// The message.
    #[serde(flatten)]
    pub message: ReplyRequestBody,
}

/// Text and files of a first message.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ReplyRequestBody {
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: Option<String>,
    /// Copies.
    #[serde(default)]
    pub cc: Vec<AddressView>,
    /// Blind copies.
    #[serde(default)]
    pub bcc: Vec<AddressView>,
    /// Files uploaded before.
    #[serde(default)]
    pub attachment_ids: Vec<i64>,
}

/// Gives a conversation to an agent, a team, both or nobody.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct AssignRequest {
    /// The agent; null takes it from everyone.
    pub agent_id: Option<i64>,
    /// The team; absent leaves it, null takes it away.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<i64>)]
    pub team_id: Option<Option<i64>>,
}

/// Tells "absent" from "null".
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Sets the status.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StatusRequest {
    /// `open`, `pending`, `solved`, `closed` or `spam`.
    pub status: String,
}

/// Sets the priority.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PriorityRequest {
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: String,
}

/// Adds and removes tags.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct TagsRequest {
    /// Tags to add.
    #[serde(default)]
    pub add: Vec<i64>,
    /// Tags to remove.
    #[serde(default)]
    pub remove: Vec<i64>,
}

/// Marks the timeline as seen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReadRequest {
    /// The last entry seen; 0 marks all as unseen.
    pub seq: i64,
}

/// One change to many conversations.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct BulkRequest {
    /// 1 to 500 conversations.
    pub ids: Vec<i64>,
    /// New status.
    pub status: Option<String>,
    /// New priority.
    pub priority: Option<String>,
    /// New assignee.
    pub assign: Option<AssignRequest>,
    /// Only the team; null takes it away. The agent stays, unlike with `assign`.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<i64>)]
    pub team_id: Option<Option<i64>>,
    /// Tags to add and remove.
    pub tags: Option<TagsRequest>,
    /// Whether all entries count as seen by the reader.
    pub read: Option<bool>,
}

/// What became of each conversation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BulkResultView {
    /// Changed or already so.
    pub done: Vec<i64>,
    /// Not changed, and why.
    pub failed: Vec<BulkFailureView>,
}

/// One conversation that was not changed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BulkFailureView {
    /// The conversation.
    pub id: i64,
    /// Stable code of the reason.
    pub code: String,
    /// The reason in words.
    pub detail: String,
}

/// A label.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TagView {
    /// Key of the tag.
    pub id: i64,
    /// Name of the tag.
    pub name: String,
    /// Colour as `#rrggbb`.
    pub color: String,
}

/// Creates or changes a tag.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TagRequest {
    /// 1 to 60 characters, not used by another tag (letter case and accents do not count).
    pub name: String,
    /// `#rrggbb`; a grey when absent.
    pub color: Option<String>,
}
