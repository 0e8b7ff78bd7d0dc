//! API tokens.

use api_types::{ApiTokenView, CreateApiTokenRequest, CreatedApiTokenView, Page};
use app::App;
use app::api_tokens::ApiToken;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{ApiTokenId, Permission, Timestamp};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_api_tokens, create_api_token))
        .routes(routes!(delete_api_token))
}

fn view(token: ApiToken) -> ApiTokenView {
    ApiTokenView {
        id: token.id.get(),
        scopes: token
            .scopes()
            .iter()
            .map(Permission::as_str)
            .map(str::to_owned)
            .collect(),
        name: token.name,
        prefix: token.prefix,
        created_at: token.created_at.to_rfc3339(),
        last_used_at: token.last_used_at.map(Timestamp::to_rfc3339),
        expires_at: token.expires_at.map(Timestamp::to_rfc3339),
    }
}

/// One's own tokens, the newest first.
#[utoipa::path(get, path = "/api-tokens", tag = "api_tokens",
    responses((status = 200, body = Page<ApiTokenView>), ClientProblem))]
async fn list_api_tokens(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<ApiTokenView>>> {
    let tokens = app.api_tokens.list(&actor).await?;
    Ok(Json(Page {
        items: tokens.into_iter().map(view).collect(),
        next_cursor: None,
    }))
}

/// Make a token. The answer is the only one that shows its secret.
#[utoipa::path(post, path = "/api-tokens", tag = "api_tokens", request_body = CreateApiTokenRequest,
    responses((status = 201, body = CreatedApiTokenView), ClientProblem))]
async fn create_api_token(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<CreateApiTokenRequest>,
) -> Result<(StatusCode, Json<CreatedApiTokenView>)> {
    let (token, kept) = app
        .api_tokens
        .create(&actor, &body.name, &body.scopes, body.expires_at.as_deref())
        .await?;
    let details = view(kept);
    Ok((StatusCode::CREATED, Json(CreatedApiTokenView { token, details })))
}

/// Delete a token; it stops working at once.
#[utoipa::path(delete, path = "/api-tokens/{id}", tag = "api_tokens", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_api_token(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<ApiTokenId>,
) -> Result<StatusCode> {
    app.api_tokens.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
