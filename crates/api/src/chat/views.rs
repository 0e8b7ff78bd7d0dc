//! Chats as visitors' clients are shown them.

use api_types::{
    ChatEntryView, ChatFileView, ChatMessageView, ChatQueueView, ChatView, ChatVisitorView, PublicAgentView,
    SiteBrandView, SiteTopic, SiteUploads, SiteView, WidgetLook,
};
use app::App;
use app::chat::{PublicAgent, ShownChat, Site, SiteState, VisibleEntry, Visitor};
use app::conversations::Attachment;
use domain::Timestamp;
use domain::chat::widget::{Look, Topic};

use crate::inboxes::widget;

pub(super) fn site_view(app: &App, state: SiteState, locale: &str, country: &str) -> SiteView {
    let site = &state.site;
    let (row, known) = (&site.row, &site.widget);
    let fields = known.fields.iter().cloned().map(widget::field_view);
    SiteView {
        key: row.site_key.clone(),
        brand: SiteBrandView {
            name: row.brand_name.clone(),
            color: row.brand_color.clone(),
            logo_url: row
                .logo_key
                .as_ref()
                .map(|_| format!("/api/v1/brands/{}/logo", row.brand_id)),
        },
        locale: known.locale(locale),
        locales: known.locales.clone(),
        open: state.open,
        opens_at: state.opens_at.map(Timestamp::to_rfc3339),
        waiting: state.waiting,
        estimated_wait_s: state.estimated_wait_s,
        agents: state.agents.into_iter().map(agent_view).collect(),
        look: look_view(known.look.clone(), site),
        texts: known
            .texts
            .iter()
            .map(|(tag, texts)| (tag.clone(), widget::texts_view(texts.clone())))
            .collect(),
        fields: fields.collect(),
        topics: known.topics.iter().map(topic_view).collect(),
        invitations: known
            .invitations
            .iter()
            .cloned()
            .map(widget::invitation_view)
            .collect(),
        typing_shown: row.typing_shown,
        transcript: known.transcript,
        rating: known.rating,
        uploads: SiteUploads {
            max_bytes: app.chat.most_upload(site),
        },
        consent_required: known.consent_required,
        tracking: known.tracking,
        identity_required: row.identity_required,
        country: country.to_owned(),
    }
}

fn look_view(look: Look, site: &Site) -> WidgetLook {
    let look = widget::look_view(look);
    let color = look.color.or_else(|| Some(site.row.brand_color.clone()));
    WidgetLook { color, ..look }
}

fn topic_view(topic: &Topic) -> SiteTopic {
    SiteTopic {
        key: topic.key.clone(),
        label: topic.label.clone(),
    }
}

pub(super) fn visitor_view(visitor: &Visitor) -> ChatVisitorView {
    ChatVisitorView {
        name: visitor.name.clone(),
        email: visitor.email.clone(),
        verified: visitor.verified,
        locale: visitor.locale.clone(),
    }
}

pub(super) fn agent_view(agent: PublicAgent) -> PublicAgentView {
    PublicAgentView {
        name: agent.name,
        photo_url: agent.photo_key.as_deref().map(crate::capacity::photo_url),
    }
}

pub(super) fn chat_view(shown: ShownChat, brand: &str) -> ChatView {
    let own = shown.own;
    let agent = own.agent_name.map(|name| PublicAgent {
        name: app::chat::visible::public_name(&name, brand),
        photo_key: own.photo_key,
    });
    ChatView {
        token: own.token,
        number: own.number,
        state: own.state.shown().to_owned(),
        topic: Some(own.topic).filter(|topic| !topic.is_empty()),
        last_seq: own.last_seq,
        unread: own.unread,
        agent: agent.map(agent_view),
        queue: shown.queue.map(|queue| ChatQueueView {
            position: queue.position.into(),
            estimated_wait_s: queue.estimated_wait_s,
        }),
        rating: own.rating,
        created_at: own.created_at.to_rfc3339(),
        last_entry: None,
    }
}

pub(super) fn entry_view(app: &App, entry: VisibleEntry) -> ChatEntryView {
    ChatEntryView {
        seq: entry.seq,
        at: entry.at.to_rfc3339(),
        kind: entry.kind.to_owned(),
        from: entry.from.to_owned(),
        agent: entry.agent.map(agent_view),
        key: entry.key,
        message: entry.message.map(|message| ChatMessageView {
            id: message.id.get(),
            text: message.text,
            html: message.html,
            attachments: message.files.iter().map(|file| file_view(app, file)).collect(),
            content: message.content.map(super::content::content_view),
        }),
    }
}

pub(super) fn file_view(app: &App, file: &Attachment) -> ChatFileView {
    let id = file.id;
    ChatFileView {
        id: id.get(),
        name: file.name.clone(),
        media_type: file.content_type.clone(),
        size: file.size,
        url: format!("/api/v1/chat/attachments/{id}?token={}", app.chat.file_token(id)),
    }
}
