//! Conversations as the API shows them.

use api_types::{
    ActorView, AddressView, AttachmentView, ContactSummary, ConversationSummary, ConversationView, EntryView,
    MessageView, ScheduledView,
};
use app::conversations::{Attachment, Detail, EntryWithMessage, Mailbox, Message, Scheduled, Summary};
use domain::conversations::{Direction, EntryKind};
use domain::{TagId, Timestamp};

use crate::channels::capabilities_view;
use crate::chat::content::content_view;

pub(crate) fn summary_view(row: Summary, tags: Vec<TagId>) -> ConversationSummary {
    ConversationSummary {
        id: row.id.get(),
        number: row.number,
        subject: row.subject,
        preview: row.preview,
        status: row.status.to_string(),
        priority: row.priority.to_string(),
        channel: row.channel,
        inbox_id: row.inbox_id.get(),
        contact: ContactSummary {
            id: row.contact_id.get(),
            name: row.contact_name,
            email: row.contact_email,
        },
        assignee_id: row.assignee_id.map(Into::into),
        team_id: row.team_id.map(Into::into),
        tag_ids: tags.into_iter().map(TagId::get).collect(),
        message_count: row.message_count,
        has_attachments: row.has_attachments,
        unread: row.last_seq > row.read_seq,
        has_draft: row.has_draft,
        waiting_since: row.waiting_since.map(Timestamp::to_rfc3339),
        last_seq: row.last_seq,
        created_at: row.created_at.to_rfc3339(),
        last_activity_at: row.last_activity_at.to_rfc3339(),
    }
}

pub(crate) fn detail_view(detail: Detail) -> ConversationView {
    let row = &detail.summary;
    ConversationView {
        language: row.language.clone(),
        read_seq: row.read_seq,
        reply_to: addresses(detail.proposed.to),
        reply_cc: addresses(detail.proposed.cc),
        first_reply_at: row.first_reply_at.map(Timestamp::to_rfc3339),
        solved_at: row.solved_at.map(Timestamp::to_rfc3339),
        scheduled: detail.scheduled.into_iter().map(scheduled_view).collect(),
        signature: detail.signature,
        capabilities: capabilities_view(&detail.capabilities),
        summary: summary_view(detail.summary, detail.tags),
    }
}

pub(super) fn scheduled_view(scheduled: Scheduled) -> ScheduledView {
    let row = scheduled.row;
    ScheduledView {
        id: row.id.get(),
        conversation_id: row.conversation_id.get(),
        agent_id: row.agent_id.map(Into::into),
        agent_name: row.agent_name,
        send_at: row.send_at.to_rfc3339(),
        cancel_if_replied: row.cancel_if_replied,
        status: row.status,
        held_reason: row.held_reason,
        held_by: row.held_by,
        to: addresses(row.recipients.to),
        cc: addresses(row.recipients.cc),
        bcc: addresses(row.recipients.bcc),
        text: row.text,
        html: row.html,
        attachments: scheduled.files.into_iter().map(attachment_view).collect(),
        created_at: row.created_at.to_rfc3339(),
    }
}

pub(crate) fn addresses(mailboxes: Vec<Mailbox>) -> Vec<AddressView> {
    mailboxes
        .into_iter()
        .map(|m| AddressView {
            name: m.name,
            address: m.address,
        })
        .collect()
}

pub(super) fn entry_view(with: EntryWithMessage) -> EntryView {
    let entry = with.entry;
    let about = matches!(
        entry.kind,
        EntryKind::DeliveryFailed | EntryKind::Bounced | EntryKind::Cancelled | EntryKind::ChatMailed
    );
    EntryView {
        seq: entry.seq,
        kind: entry.kind.to_string(),
        at: entry.created_at.to_rfc3339(),
        actor: ActorView {
            kind: entry.actor_kind.to_string(),
            id: entry.actor_id,
            name: entry.actor_name,
        },
        from: entry.from_value,
        to: entry.to_value,
        message: with.message.map(|(message, files)| MessageView {
            content: with.content.map(content_view),
            ..message_view(message, files)
        }),
        about_message_id: entry.message_id.filter(|_| about).map(Into::into),
    }
}

/// A message without its quotes.
pub(crate) fn message_view(message: Message, files: Vec<Attachment>) -> MessageView {
    let has_quoted = !message.quoted_text.trim().is_empty() || message.html_reply.is_some();
    MessageView {
        id: message.id.get(),
        direction: message.direction.to_string(),
        kind: message.kind,
        from: AddressView {
            name: message.from_name,
            address: message.from_address,
        },
        to: addresses(message.recipients.to),
        cc: addresses(message.recipients.cc),
        bcc: addresses(message.recipients.bcc),
        subject: message.subject,
        text: message.text,
        has_quoted,
        html: message.html_reply.or(message.html),
        remote_images: message.remote_images,
        attachments: files.into_iter().map(attachment_view).collect(),
        delivery: message.delivery.to_string(),
        delivery_error: message.delivery_error,
        send_after: message.send_after.map(Timestamp::to_rfc3339),
        sent_at: message.sent_at.map(Timestamp::to_rfc3339),
        spf: message.spf,
        dkim: message.dkim,
        dmarc: message.dmarc,
        language: message.language,
        has_raw: message.raw_mail_id.is_some() && message.direction == Direction::In,
        content: None,
    }
}

/// A file.
pub(crate) fn attachment_view(file: Attachment) -> AttachmentView {
    AttachmentView {
        id: file.id.get(),
        url: format!("/api/v1/attachments/{}", file.id),
        name: file.name,
        content_type: file.content_type,
        size: file.size,
        inline: file.is_inline,
        content_id: file.content_id,
    }
}
