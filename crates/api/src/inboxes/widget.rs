//! The widget of a site, between its form in the API and in the rules.

use api_types::{
    WidgetField, WidgetInvitation, WidgetLook, WidgetSettings, WidgetTexts, WidgetTopic, WidgetWhen,
};
use domain::TeamId;
use domain::chat::{Field, Invitation, Look, Texts, Topic, When, Widget};
use domain::validate::Checks;

use crate::http::Result;

/// The kinds of fields are known here already; everything else is looked at by the rules.
pub(super) fn widget_input(body: WidgetSettings) -> Result<Widget> {
    let texts = body.texts.into_iter().map(|(locale, texts)| {
        let texts = Texts {
            greeting: texts.greeting,
            subtitle: texts.subtitle,
            offline: texts.offline,
            privacy: texts.privacy,
        };
        (locale, texts)
    });
    let look = body.look;
    Ok(Widget {
        locales: body.locales,
        look: Look {
            color: look.color,
            dark: look.dark,
            position: look.position,
            offset_x: look.offset_x,
            offset_y: look.offset_y,
            launcher_text: look.launcher_text,
            icon: look.icon,
        },
        texts: texts.collect(),
        fields: fields_input(body.fields, "chat.widget.fields")?,
        topics: body
            .topics
            .into_iter()
            .map(|topic| Topic {
                key: topic.key,
                label: topic.label,
                team: topic.team_id.map(TeamId),
            })
            .collect(),
        invitations: body.invitations.into_iter().map(invitation_input).collect(),
        transcript: body.transcript,
        rating: body.rating,
        consent_required: body.consent_required,
        tracking: body.tracking,
        max_upload_bytes: body.max_upload_bytes,
    })
}

fn fields_input(fields: Vec<WidgetField>, path: &str) -> Result<Vec<Field>> {
    let mut checks = Checks::new();
    let mut all = Vec::with_capacity(fields.len());
    for (index, field) in fields.into_iter().enumerate() {
        if let Some(kind) = checks.name(&format!("{path}.{index}.kind"), &field.kind) {
            all.push(Field {
                key: field.key,
                label: field.label,
                kind,
                required: field.required,
                options: field.options,
                bound_to: field.bound_to,
            });
        }
    }
    checks.finish().map_err(app::Error::from)?;
    Ok(all)
}

fn invitation_input(invitation: WidgetInvitation) -> Invitation {
    let when = invitation.when;
    Invitation {
        id: invitation.id,
        when: When {
            url_contains: when.url_contains,
            url_matches: when.url_matches,
            seconds_on_page: when.seconds_on_page,
            scroll_percent: when.scroll_percent,
            returning: when.returning,
            min_cart_value: when.min_cart_value,
            languages: when.languages,
            countries: when.countries,
        },
        text: invitation.text,
        agent_name: invitation.agent_name,
        once_every_hours: invitation.once_every_hours,
        open: invitation.open,
    }
}

pub(super) fn widget_view(widget: Widget) -> WidgetSettings {
    WidgetSettings {
        locales: widget.locales,
        look: look_view(widget.look),
        texts: widget
            .texts
            .into_iter()
            .map(|(locale, texts)| (locale, texts_view(texts)))
            .collect(),
        fields: widget.fields.into_iter().map(field_view).collect(),
        topics: widget
            .topics
            .into_iter()
            .map(|topic| WidgetTopic {
                key: topic.key,
                label: topic.label,
                team_id: topic.team.map(TeamId::get),
            })
            .collect(),
        invitations: widget.invitations.into_iter().map(invitation_view).collect(),
        transcript: widget.transcript,
        rating: widget.rating,
        consent_required: widget.consent_required,
        tracking: widget.tracking,
        max_upload_bytes: widget.max_upload_bytes,
    }
}

pub(crate) fn look_view(look: Look) -> WidgetLook {
    WidgetLook {
        color: look.color,
        dark: look.dark,
        position: look.position,
        offset_x: look.offset_x,
        offset_y: look.offset_y,
        launcher_text: look.launcher_text,
        icon: look.icon,
    }
}

pub(crate) fn texts_view(texts: Texts) -> WidgetTexts {
    WidgetTexts {
        greeting: texts.greeting,
        subtitle: texts.subtitle,
        offline: texts.offline,
        privacy: texts.privacy,
    }
}

pub(crate) fn field_view(field: Field) -> WidgetField {
    WidgetField {
        key: field.key,
        label: field.label,
        kind: field.kind.to_string(),
        required: field.required,
        options: field.options,
        bound_to: field.bound_to,
    }
}

pub(crate) fn invitation_view(invitation: Invitation) -> WidgetInvitation {
    let when = invitation.when;
    WidgetInvitation {
        id: invitation.id,
        when: WidgetWhen {
            url_contains: when.url_contains,
            url_matches: when.url_matches,
            seconds_on_page: when.seconds_on_page,
            scroll_percent: when.scroll_percent,
            returning: when.returning,
            min_cart_value: when.min_cart_value,
            languages: when.languages,
            countries: when.countries,
        },
        text: invitation.text,
        agent_name: invitation.agent_name,
        once_every_hours: invitation.once_every_hours,
        open: invitation.open,
    }
}
