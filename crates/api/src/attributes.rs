//! Attributes of contacts and conversations.

use api_types::{
    AttributeValue, AttributeValueView, AttributeValuesRequest, AttributeView, CreateAttributeRequest, Page,
    UpdateAttributeRequest,
};
use app::App;
use app::attributes::{self, Attribute, AttributeChange, Known, NewAttribute, Values};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{AttributeId, ConversationId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_attributes, create_attribute))
        .routes(routes!(update_attribute, delete_attribute))
        .routes(routes!(get_conversation_attributes, set_conversation_attributes))
}

/// All attributes, those of contacts first, each subject's in their order.
#[utoipa::path(get, path = "/attributes", tag = "attributes",
    responses((status = 200, body = Page<AttributeView>), ClientProblem))]
async fn list_attributes(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<AttributeView>>> {
    let attributes = app.attributes.list(&actor).await?;
    Ok(Json(whole(attributes.into_iter().map(view).collect())))
}

/// Make an attribute.
#[utoipa::path(post, path = "/attributes", tag = "attributes", request_body = CreateAttributeRequest,
    responses((status = 201, body = AttributeView), ClientProblem))]
async fn create_attribute(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<CreateAttributeRequest>,
) -> Result<(StatusCode, Json<AttributeView>)> {
    let new = NewAttribute {
        subject: body.subject,
        key: body.key,
        label: body.label,
        kind: body.kind,
        choices: body.choices,
        required: body.required,
    };
    let attribute = app.attributes.create(&actor, &new).await?;
    Ok((StatusCode::CREATED, Json(view(attribute))))
}

/// Change an attribute; its key and kind stay.
#[utoipa::path(patch, path = "/attributes/{id}", tag = "attributes", params(("id" = i64, Path)),
    request_body = UpdateAttributeRequest, responses((status = 200, body = AttributeView), ClientProblem))]
async fn update_attribute(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AttributeId>,
    ApiJson(body): ApiJson<UpdateAttributeRequest>,
) -> Result<Json<AttributeView>> {
    let change = AttributeChange {
        label: body.label,
        choices: body.choices,
        required: body.required,
        position: body.position,
    };
    Ok(Json(view(app.attributes.update(&actor, id, &change).await?)))
}

/// Delete an attribute with all its values.
#[utoipa::path(delete, path = "/attributes/{id}", tag = "attributes", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_attribute(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<AttributeId>,
) -> Result<StatusCode> {
    app.attributes.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What else is known of a conversation.
#[utoipa::path(get, path = "/conversations/{id}/attributes", tag = "attributes", params(("id" = i64, Path)),
    responses((status = 200, body = Page<AttributeValueView>), ClientProblem))]
async fn get_conversation_attributes(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
) -> Result<Json<Page<AttributeValueView>>> {
    let known = app.attributes.of_conversation(&actor, id).await?;
    Ok(Json(whole(value_views(known))))
}

/// Set what else is known of a conversation. Each change is told in the timeline.
#[utoipa::path(patch, path = "/conversations/{id}/attributes", tag = "attributes", params(("id" = i64, Path)),
    request_body = AttributeValuesRequest, responses((status = 200, body = Page<AttributeValueView>), ClientProblem))]
async fn set_conversation_attributes(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ConversationId>,
    ApiJson(body): ApiJson<AttributeValuesRequest>,
) -> Result<Json<Page<AttributeValueView>>> {
    let known = app
        .attributes
        .set_of_conversation(&actor, id, &values(body))
        .await?;
    Ok(Json(whole(value_views(known))))
}

fn whole<T>(items: Vec<T>) -> Page<T> {
    Page {
        items,
        next_cursor: None,
    }
}

fn view(attribute: Attribute) -> AttributeView {
    AttributeView {
        id: attribute.id.get(),
        subject: attribute.subject.to_string(),
        key: attribute.key,
        label: attribute.label,
        kind: attribute.kind.to_string(),
        choices: attribute.choices,
        required: attribute.required,
        position: attribute.position,
    }
}

/// Values as programs get them.
pub(crate) fn value_views(known: Vec<Known>) -> Vec<AttributeValueView> {
    let view = |known: Known| AttributeValueView {
        attribute_id: known.id.get(),
        key: known.key,
        value: match known.value {
            attributes::AttributeValue::Text(text) => AttributeValue::Text(text),
            attributes::AttributeValue::Number(number) => AttributeValue::Number(number),
            attributes::AttributeValue::Flag(flag) => AttributeValue::Flag(flag),
        },
    };
    known.into_iter().map(view).collect()
}

/// Values as programs give them.
pub(crate) fn values(body: AttributeValuesRequest) -> Values {
    let read = |value| match value {
        AttributeValue::Text(text) => attributes::AttributeValue::Text(text),
        AttributeValue::Number(number) => attributes::AttributeValue::Number(number),
        AttributeValue::Flag(flag) => attributes::AttributeValue::Flag(flag),
    };
    body.values
        .into_iter()
        .map(|(key, value)| (key, value.map(read)))
        .collect()
}
