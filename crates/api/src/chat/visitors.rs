//! Becoming a visitor, and what visitors say of themselves.

use api_types::{
    ChatVisitorView, IdentityRequest, PageRequest, ProofRequest, UpdateVisitorRequest, UtmRequest,
    VisitorRequest, VisitorSessionView,
};
use app::App;
use app::chat::{Arrival, FromAddress, Page, Proof, Session, VisitorChange};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::guest::{Visiting, Whence};
use super::views::{chat_view, visitor_view};
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

/// Become a visitor of a site, or come back as one.
#[utoipa::path(post, path = "/chat/sites/{site_key}/visitors", tag = "chat", security(()),
    params(("site_key" = String, Path)), request_body = VisitorRequest,
    responses((status = 200, body = VisitorSessionView), ClientProblem))]
pub(super) async fn become_visitor(
    State(app): State<App>,
    whence: Whence,
    ApiPath(site_key): ApiPath<String>,
    ApiJson(body): ApiJson<VisitorRequest>,
) -> Result<Json<VisitorSessionView>> {
    let from = whence.from();
    let site = app.chat.site(&site_key, &from).await?;
    let known = match &body.token {
        Some(token) => app.chat.known(&site, token).await?.is_some(),
        None => false,
    };
    if !known {
        app.chat.limit_address(FromAddress::Arrival, &from)?;
        app.chat.prove(&site, body.proof.as_ref().map(proof))?;
    }
    let utm = body.utm.unwrap_or_default();
    let arrival = Arrival {
        token: body.token.as_deref(),
        browser: &body.browser,
        locale: &body.locale,
        page: page(&body.page),
        utm: &campaign(&utm),
    };
    let mut session = app.chat.arrive(site, &arrival, &from).await?;
    if let Some(identity) = &body.identity {
        let (guest, token) = (session.guest, session.token);
        session = app.chat.identify(&guest, &token, Some(identity), &from).await?;
    }
    Ok(Json(session_view(session)))
}

fn session_view(session: Session) -> VisitorSessionView {
    let brand = &session.guest.site.row.brand_name;
    VisitorSessionView {
        token: session.token,
        visitor: visitor_view(&session.guest.visitor),
        conversations: session
            .chats
            .into_iter()
            .map(|own| chat_view(own, brand))
            .collect(),
    }
}

/// Work that was done, as the use case takes it.
pub(super) fn proof(proof: &ProofRequest) -> Proof<'_> {
    Proof {
        challenge: &proof.challenge,
        nonce: &proof.nonce,
    }
}

/// Sign in as a customer by a signed identity, or out. The token of the answer counts from now on.
#[utoipa::path(put, path = "/chat/me/identity", tag = "chat", security(("visitor" = [])), request_body = IdentityRequest,
    responses((status = 200, body = VisitorSessionView), ClientProblem))]
pub(super) async fn identify(
    State(app): State<App>,
    whence: Whence,
    Visiting(guest, token): Visiting,
    ApiJson(body): ApiJson<IdentityRequest>,
) -> Result<Json<VisitorSessionView>> {
    let session = app
        .chat
        .identify(&guest, &token, body.identity.as_deref(), &whence.from())
        .await?;
    Ok(Json(session_view(session)))
}

pub(super) fn page(page: &PageRequest) -> Page<'_> {
    Page {
        url: &page.url,
        title: &page.title,
        referrer: &page.referrer,
    }
}

pub(super) fn campaign(utm: &UtmRequest) -> [(&str, &str); 5] {
    [
        ("source", &utm.source),
        ("medium", &utm.medium),
        ("campaign", &utm.campaign),
        ("term", &utm.term),
        ("content", &utm.content),
    ]
}

/// Read who the visitor is.
#[utoipa::path(get, path = "/chat/me", tag = "chat", security(("visitor" = [])),
    responses((status = 200, body = ChatVisitorView), ClientProblem))]
pub(super) async fn get_visitor(Visiting(guest, _): Visiting) -> Json<ChatVisitorView> {
    Json(visitor_view(&guest.visitor))
}

/// Say who one is.
#[utoipa::path(patch, path = "/chat/me", tag = "chat", security(("visitor" = [])), request_body = UpdateVisitorRequest,
    responses((status = 200, body = ChatVisitorView), ClientProblem))]
pub(super) async fn update_visitor(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiJson(body): ApiJson<UpdateVisitorRequest>,
) -> Result<Json<ChatVisitorView>> {
    let mut attributes = body.attributes;
    if let Some(phone) = body.phone {
        attributes.insert("phone".to_owned(), phone.into());
    }
    let change = VisitorChange {
        name: body.name,
        email: body.email,
        locale: body.locale,
        attributes,
    };
    Ok(Json(visitor_view(&app.chat.say_who(&guest, &change).await?)))
}

/// Tell that a page was opened.
#[utoipa::path(post, path = "/chat/me/page", tag = "chat", security(("visitor" = [])), request_body = PageRequest,
    responses((status = 204), ClientProblem))]
pub(super) async fn open_page(
    State(app): State<App>,
    Visiting(guest, _): Visiting,
    ApiJson(body): ApiJson<PageRequest>,
) -> Result<StatusCode> {
    app.chat.open_page(&guest, &page(&body)).await?;
    Ok(StatusCode::NO_CONTENT)
}
