//! Brands.

use api_types::{BrandRequest, BrandView, Page};
use app::App;
use app::brands::Brand;
use app::brands::MOST_LOGO_BYTES;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use domain::BrandId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiProblem, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_brands, create_brand))
        .routes(routes!(update_brand))
        .routes(routes!(get_logo, set_logo, remove_logo))
}

pub(crate) fn brand_view(brand: Brand) -> BrandView {
    // The address changes with the picture, so that it can be kept for ever.
    let logo_url = brand.logo_key.as_deref().map(|key| {
        let name = key.rsplit('/').next().unwrap_or_default();
        let version: String = name.chars().take(12).collect();
        format!("/api/v1/brands/{}/logo?v={version}", brand.id)
    });
    BrandView {
        logo_url,
        id: brand.id.get(),
        name: brand.name,
        color: brand.color,
    }
}

/// All brands, the default one first.
#[utoipa::path(get, path = "/brands", tag = "brands", responses((status = 200, body = Page<BrandView>), ClientProblem))]
async fn list_brands(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<BrandView>>> {
    let brands = app.brands.list(&actor).await?;
    Ok(Json(Page {
        items: brands.into_iter().map(brand_view).collect(),
        next_cursor: None,
    }))
}

/// Make a brand.
#[utoipa::path(post, path = "/brands", tag = "brands", request_body = BrandRequest,
    responses((status = 201, body = BrandView), ClientProblem))]
async fn create_brand(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<BrandRequest>,
) -> Result<(StatusCode, Json<BrandView>)> {
    let brand = app.brands.create(&actor, &body.name, &body.color).await?;
    Ok((StatusCode::CREATED, Json(brand_view(brand))))
}

/// Change a brand.
#[utoipa::path(patch, path = "/brands/{id}", tag = "brands", params(("id" = i64, Path)), request_body = BrandRequest,
    responses((status = 200, body = BrandView), ClientProblem))]
async fn update_brand(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<BrandId>,
    ApiJson(body): ApiJson<BrandRequest>,
) -> Result<Json<BrandView>> {
    let brand = app.brands.update(&actor, id, &body.name, &body.color).await?;
    Ok(Json(brand_view(brand)))
}

/// A brand's logo. No sign-in: it stands on the page for signing in.
#[utoipa::path(get, path = "/brands/{id}/logo", tag = "brands", security(()), params(("id" = i64, Path)),
    responses((status = 200, content_type = "image/png", body = Vec<u8>), ClientProblem))]
async fn get_logo(State(app): State<App>, ApiPath(id): ApiPath<BrandId>) -> Result<impl IntoResponse> {
    let logo = app.brands.logo(id).await?;
    let kind = HeaderValue::try_from(logo.content_type)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)];
    Ok((headers, logo.bytes))
}

/// Give a brand a logo: a PNG, JPEG or WebP picture of at most 512 KiB.
#[utoipa::path(put, path = "/brands/{id}/logo", tag = "brands", params(("id" = i64, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = BrandView), ClientProblem))]
async fn set_logo(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<BrandId>,
    request: Request,
) -> Result<Json<BrandView>> {
    let body = axum::body::to_bytes(request.into_body(), MOST_LOGO_BYTES)
        .await
        .map_err(|_| {
            ApiProblem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The picture is too large",
                format!("a logo may have at most {MOST_LOGO_BYTES} bytes"),
            )
        })?;
    Ok(Json(brand_view(app.brands.set_logo(&actor, id, body).await?)))
}

/// Take a brand's logo away.
#[utoipa::path(delete, path = "/brands/{id}/logo", tag = "brands", params(("id" = i64, Path)),
    responses((status = 200, body = BrandView), ClientProblem))]
async fn remove_logo(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<BrandId>,
) -> Result<Json<BrandView>> {
    Ok(Json(brand_view(app.brands.remove_logo(&actor, id).await?)))
}
