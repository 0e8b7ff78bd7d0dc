//! How a widget looks and what it asks.

use api_types::SiteView;
use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};

use super::guest::Whence;
use super::views::site_view;
use crate::http::{ApiPath, ClientProblem, Result};

/// Read how a site's widget looks, what it asks, and whether somebody is there.
#[utoipa::path(get, path = "/chat/sites/{site_key}", tag = "chat", security(()), params(("site_key" = String, Path)),
    responses((status = 200, body = SiteView), ClientProblem))]
pub(super) async fn get_site(
    State(app): State<App>,
    whence: Whence,
    ApiPath(site_key): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Json<SiteView>> {
    let site = app.chat.site(&site_key, &whence.from()).await?;
    let state = app.chat.state(site).await?;
    let country = whence.from().country;
    Ok(Json(site_view(&app, state, &wanted_language(&headers), country)))
}

/// The first language that a browser asks for.
pub(super) fn wanted_language(headers: &HeaderMap) -> String {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let first = wanted.split([',', ';']).next().unwrap_or_default().trim();
    first.chars().take(20).collect()
}
