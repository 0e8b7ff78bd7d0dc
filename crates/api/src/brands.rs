//! Brands.

use api_types::{BrandRequest, BrandView, Page};
use app::App;
use app::brands::Brand;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::BrandId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_brands, create_brand))
        .routes(routes!(update_brand))
}

fn view(brand: Brand) -> BrandView {
    BrandView {
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
        items: brands.into_iter().map(view).collect(),
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
    Ok((StatusCode::CREATED, Json(view(brand))))
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
    Ok(Json(view(brand)))
}
