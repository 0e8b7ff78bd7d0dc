//! What messages are beside their words, between its form in the API and in the rules.

use std::collections::BTreeMap;

use api_types::{ChatButton, ChatContent, ChatFormField, ChatOption};
use domain::MessageId;
use domain::chat::{Button, Content, FormField, Reply};
use domain::validate::Checks;

use crate::http::Result;

pub(crate) fn content_view(content: Content) -> ChatContent {
    match content {
        Content::QuickReplies { options } => ChatContent::QuickReplies {
            options: options
                .into_iter()
                .map(|option| ChatOption {
                    label: option.label,
                    value: option.value,
                })
                .collect(),
        },
        Content::Card {
            title,
            text,
            image_url,
            buttons,
        } => ChatContent::Card {
            title,
            text,
            image_url,
            buttons: buttons
                .into_iter()
                .map(|button| ChatButton {
                    label: button.label,
                    url: button.url,
                    value: button.value,
                })
                .collect(),
        },
        Content::Form {
            id,
            title,
            fields,
            submit,
        } => ChatContent::Form {
            id,
            title,
            fields: fields
                .into_iter()
                .map(|field| ChatFormField {
                    key: field.key,
                    label: field.label,
                    kind: field.kind.to_string(),
                    required: field.required,
                    options: field.options,
                })
                .collect(),
            submit,
        },
        Content::FormAnswer { form_id, values } => ChatContent::FormAnswer {
            form_id,
            values: BTreeMap::from_iter(values),
        },
        Content::Choice { message_id, value } => ChatContent::Choice {
            message_id: message_id.get(),
            value,
        },
        Content::LinkPreview {
            url,
            title,
            description,
            image_url,
        } => ChatContent::LinkPreview {
            url,
            title,
            description,
            image_url,
        },
    }
}

/// The kinds of questions are known here already; everything else is looked at by the rules.
pub(crate) fn content_input(body: ChatContent) -> Result<Content> {
    Ok(match body {
        ChatContent::QuickReplies { options } => Content::QuickReplies {
            options: options
                .into_iter()
                .map(|option| Reply {
                    label: option.label,
                    value: option.value,
                })
                .collect(),
        },
        ChatContent::Card {
            title,
            text,
            image_url,
            buttons,
        } => Content::Card {
            title,
            text,
            image_url,
            buttons: buttons
                .into_iter()
                .map(|button| Button {
                    label: button.label,
                    url: button.url,
                    value: button.value,
                })
                .collect(),
        },
        ChatContent::Form {
            id,
            title,
            fields,
            submit,
        } => Content::Form {
            id,
            title,
            fields: questions(fields)?,
            submit,
        },
        ChatContent::FormAnswer { form_id, values } => Content::FormAnswer { form_id, values },
        ChatContent::Choice { message_id, value } => Content::Choice {
            message_id: MessageId(message_id),
            value,
        },
        ChatContent::LinkPreview {
            url,
            title,
            description,
            image_url,
        } => Content::LinkPreview {
            url,
            title,
            description,
            image_url,
        },
    })
}

fn questions(fields: Vec<ChatFormField>) -> Result<Vec<FormField>> {
    let mut checks = Checks::new();
    let mut all = Vec::with_capacity(fields.len());
    for (index, field) in fields.into_iter().enumerate() {
        if let Some(kind) = checks.name(&format!("content.fields.{index}.kind"), &field.kind) {
            all.push(FormField {
                key: field.key,
                label: field.label,
                kind,
                required: field.required,
                options: field.options,
            });
        }
    }
    checks.finish().map_err(app::Error::from)?;
    Ok(all)
}
