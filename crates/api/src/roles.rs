//! Roles and permissions.

use api_types::{Page, RoleRequest, RoleView};
use app::App;
use app::roles::{Role, RoleInput};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Permission, RoleId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_roles, create_role))
        .routes(routes!(update_role, delete_role))
        .routes(routes!(list_permissions))
}

fn view(role: Role) -> RoleView {
    RoleView {
        id: role.id.get(),
        name: role.name,
        key: role.key.map(|key| key.to_string()),
        permissions: role
            .permissions
            .iter()
            .map(Permission::as_str)
            .map(str::to_owned)
            .collect(),
        all_inboxes: role.all_inboxes,
        mask_personal_data: role.mask_personal_data,
    }
}

fn input(body: &RoleRequest) -> RoleInput<'_> {
    RoleInput {
        name: &body.name,
        permissions: &body.permissions,
        all_inboxes: body.all_inboxes,
        mask_personal_data: body.mask_personal_data,
    }
}

/// All roles, those that come with the product first.
#[utoipa::path(get, path = "/roles", tag = "roles", responses((status = 200, body = Page<RoleView>), ClientProblem))]
async fn list_roles(State(app): State<App>, Signed(actor): Signed) -> Result<Json<Page<RoleView>>> {
    let roles = app.roles.list(&actor).await?;
    Ok(Json(Page {
        items: roles.into_iter().map(view).collect(),
        next_cursor: None,
    }))
}

/// Make an own role.
#[utoipa::path(post, path = "/roles", tag = "roles", request_body = RoleRequest,
    responses((status = 201, body = RoleView), ClientProblem))]
async fn create_role(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<RoleRequest>,
) -> Result<(StatusCode, Json<RoleView>)> {
    let role = app.roles.create(&actor, &input(&body)).await?;
    Ok((StatusCode::CREATED, Json(view(role))))
}

/// Replace an own role.
#[utoipa::path(put, path = "/roles/{id}", tag = "roles", params(("id" = i64, Path)), request_body = RoleRequest,
    responses((status = 200, body = RoleView), ClientProblem))]
async fn update_role(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<RoleId>,
    ApiJson(body): ApiJson<RoleRequest>,
) -> Result<Json<RoleView>> {
    Ok(Json(view(app.roles.update(&actor, id, &input(&body)).await?)))
}

/// Delete an own role that nobody has.
#[utoipa::path(delete, path = "/roles/{id}", tag = "roles", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn delete_role(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<RoleId>,
) -> Result<StatusCode> {
    app.roles.delete(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The names of all permissions.
#[utoipa::path(get, path = "/permissions", tag = "roles", responses((status = 200, body = Page<String>), ClientProblem))]
async fn list_permissions(_: Signed) -> Json<Page<String>> {
    Json(Page {
        items: Permission::ALL.iter().map(ToString::to_string).collect(),
        next_cursor: None,
    })
}
