//! Contacts.

use api_types::{
    AttributeValuesRequest, CompanyView, ContactAddressRequest, ContactAddressView, ContactQuery,
    ContactView, CreateContactRequest, MergeContactRequest, Page, TagsRequest, UpdateContactRequest,
};
use app::App;
use app::contacts::{AddressInput, ContactChange, ContactDetail, ContactListing, NewContact};
use app::conversations::TagChange;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{ContactId, TagId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::attributes::{value_views, values};
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result, paging};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_contacts, create_contact))
        .routes(routes!(get_contact, update_contact))
        .routes(routes!(change_contact_tags))
        .routes(routes!(set_contact_attributes))
        .routes(routes!(merge_contact))
}

/// List contacts, newest first.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ContactQuery),
    responses((status = 200, body = Page<ContactView>), ClientProblem))]
async fn list_contacts(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<ContactQuery>,
) -> Result<Json<Page<ContactView>>> {
    let limit = paging::limit(query.limit, 200)?;
    let before = paging::decode::<1>(query.cursor.as_deref())?.map(|[id]| ContactId(id));
    let listing = ContactListing {
        words: query.q,
        tag: query.tag_id.map(TagId),
        attribute: query.attribute,
    };
    let page = app.contacts.list(&actor, &listing, before, limit).await?;
    Ok(Json(Page {
        next_cursor: page.next.map(|id| paging::encode(&[id.get()])),
        items: page.contacts.into_iter().map(view).collect(),
    }))
}

/// Make a contact.
#[utoipa::path(post, path = "/contacts", tag = "contacts", request_body = CreateContactRequest,
    responses((status = 201, body = ContactView), ClientProblem))]
async fn create_contact(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<CreateContactRequest>,
) -> Result<(StatusCode, Json<ContactView>)> {
    let new = NewContact {
        name: body.name,
        addresses: addresses(body.addresses),
        company: body.company,
        locale: body.locale,
        notes: body.notes,
    };
    let contact = app.contacts.create(&actor, &new).await?;
    Ok((StatusCode::CREATED, Json(view(contact))))
}

/// Read a contact.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = i64, Path)),
    responses((status = 200, body = ContactView), ClientProblem))]
async fn get_contact(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ContactId>,
) -> Result<Json<ContactView>> {
    Ok(Json(view(app.contacts.get(&actor, id).await?)))
}

/// Change a contact; what is absent stays.
#[utoipa::path(patch, path = "/contacts/{id}", tag = "contacts", params(("id" = i64, Path)),
    request_body = UpdateContactRequest, responses((status = 200, body = ContactView), ClientProblem))]
async fn update_contact(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ContactId>,
    ApiJson(body): ApiJson<UpdateContactRequest>,
) -> Result<Json<ContactView>> {
    let change = ContactChange {
        name: body.name,
        addresses: body.addresses.map(addresses),
        company: body.company,
        locale: body.locale,
        time_zone: body.time_zone,
        notes: body.notes,
        notes_before: body.notes_before,
        blocked: body.blocked,
    };
    Ok(Json(view(app.contacts.update(&actor, id, &change).await?)))
}

/// Put tags on a contact and take others off.
#[utoipa::path(post, path = "/contacts/{id}/tags", tag = "contacts", params(("id" = i64, Path)),
    request_body = TagsRequest, responses((status = 200, body = ContactView), ClientProblem))]
async fn change_contact_tags(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ContactId>,
    ApiJson(body): ApiJson<TagsRequest>,
) -> Result<Json<ContactView>> {
    let change = TagChange {
        add: body.add.into_iter().map(TagId).collect(),
        remove: body.remove.into_iter().map(TagId).collect(),
    };
    Ok(Json(view(app.contacts.change_tags(&actor, id, &change).await?)))
}

/// Set what else is known of a contact.
#[utoipa::path(patch, path = "/contacts/{id}/attributes", tag = "contacts", params(("id" = i64, Path)),
    request_body = AttributeValuesRequest, responses((status = 200, body = ContactView), ClientProblem))]
async fn set_contact_attributes(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ContactId>,
    ApiJson(body): ApiJson<AttributeValuesRequest>,
) -> Result<Json<ContactView>> {
    app.attributes.set_of_contact(&actor, id, &values(body)).await?;
    Ok(Json(view(app.contacts.get(&actor, id).await?)))
}

/// Make one contact of two; the other one is no more afterwards.
#[utoipa::path(post, path = "/contacts/{id}/merge", tag = "contacts", params(("id" = i64, Path)),
    request_body = MergeContactRequest, responses((status = 200, body = ContactView), ClientProblem))]
async fn merge_contact(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ContactId>,
    ApiJson(body): ApiJson<MergeContactRequest>,
) -> Result<Json<ContactView>> {
    Ok(Json(view(
        app.contacts.merge(&actor, id, ContactId(body.contact_id)).await?,
    )))
}

fn addresses(list: Vec<ContactAddressRequest>) -> Vec<AddressInput> {
    list.into_iter()
        .map(|address| AddressInput {
            kind: address.kind,
            value: address.value,
        })
        .collect()
}

fn view(detail: ContactDetail) -> ContactView {
    let contact = detail.contact;
    let company = match (contact.company_id, contact.company_name) {
        (Some(id), Some(name)) => Some(CompanyView {
            id: id.get(),
            name,
            domain: contact.company_domain,
        }),
        _ => None,
    };
    ContactView {
        id: contact.id.get(),
        name: contact.name,
        addresses: detail
            .addresses
            .into_iter()
            .map(|address| ContactAddressView {
                kind: address.kind,
                value: address.value,
                primary: address.is_primary,
                bounce_reason: address.bounce_reason,
            })
            .collect(),
        company,
        locale: contact.locale,
        time_zone: contact.time_zone,
        notes: contact.notes,
        blocked: contact.blocked,
        tag_ids: detail.tags.into_iter().map(TagId::get).collect(),
        attributes: value_views(detail.attributes),
        conversation_count: detail.conversation_count,
        created_at: contact.created_at.to_rfc3339(),
        updated_at: contact.updated_at.to_rfc3339(),
    }
}
