//! Signing in and out, and where one is signed in.

use api_types::{LoginRequest, Page, SessionView, SignedInView};
use app::App;
use app::sessions::{Session, SignedIn as NewlySignedIn};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::AppendHeaders;
use domain::{Actor, Permission, SessionId};
use tower::util::option_layer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::agents::agent_view;
use crate::brands::brand_view;
use crate::http::auth::{SameOrigin, Signed, SignedIn, no_cookie, session_cookie};
use crate::http::client::Visit;
use crate::http::limits;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};

/// The header that sets the cookie.
pub(crate) type NewCookie = [(HeaderName, HeaderValue); 1];

pub(crate) fn routes() -> OpenApiRouter<App> {
    // A layer stands around the routes that were added before it.
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .layer(option_layer(limits::of_sign_ins()))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(get_session, sign_out))
                .routes(routes!(list_my_sessions, revoke_my_other_sessions))
                .routes(routes!(revoke_my_session)),
        )
}

/// Sign in. The answer sets the cookie `rapport_session`.
#[utoipa::path(post, path = "/session", tag = "sessions", security(()), request_body = LoginRequest,
    responses((status = 200, body = SessionView), ClientProblem))]
async fn sign_in(
    State(app): State<App>,
    _: SameOrigin,
    visit: Visit,
    ApiJson(body): ApiJson<LoginRequest>,
) -> Result<(AppendHeaders<NewCookie>, Json<SessionView>)> {
    let signed_in = app
        .sessions
        .sign_in(&body.email, &body.password, &visit.visitor())
        .await?;
    let cookie = new_session(&app, &signed_in)?;
    let view = session_view(&app, &signed_in.actor, Some(&signed_in.session)).await?;
    Ok((cookie, Json(view)))
}

/// Who am I, and what may I do. For an API token, `csrf_token` is empty: it needs none.
#[utoipa::path(get, path = "/session", tag = "sessions", responses((status = 200, body = SessionView), ClientProblem))]
async fn get_session(State(app): State<App>, signed_in: SignedIn) -> Result<Json<SessionView>> {
    let view = session_view(&app, &signed_in.actor, signed_in.session.as_ref()).await?;
    Ok(Json(view))
}

/// Sign out.
#[utoipa::path(delete, path = "/session", tag = "sessions", responses((status = 204), ClientProblem))]
async fn sign_out(
    State(app): State<App>,
    Signed(actor): Signed,
) -> Result<(StatusCode, AppendHeaders<NewCookie>)> {
    app.sessions.sign_out(&actor).await?;
    let cookie = AppendHeaders([(header::SET_COOKIE, no_cookie(&app)?)]);
    Ok((StatusCode::NO_CONTENT, cookie))
}

/// Where am I signed in, the last used first.
#[utoipa::path(get, path = "/me/sessions", tag = "sessions",
    responses((status = 200, body = Page<SignedInView>), ClientProblem))]
async fn list_my_sessions(State(app): State<App>, signed_in: SignedIn) -> Result<Json<Page<SignedInView>>> {
    let current = signed_in.session.as_ref().map(|session| session.id);
    let sessions = app.sessions.list(&signed_in.actor).await?;
    Ok(Json(Page {
        items: sessions
            .into_iter()
            .map(|session| place_view(session, current))
            .collect(),
        next_cursor: None,
    }))
}

/// Sign out somewhere else.
#[utoipa::path(delete, path = "/me/sessions/{id}", tag = "sessions", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn revoke_my_session(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SessionId>,
) -> Result<StatusCode> {
    app.sessions.revoke(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out everywhere else.
#[utoipa::path(delete, path = "/me/sessions", tag = "sessions", responses((status = 204), ClientProblem))]
async fn revoke_my_other_sessions(State(app): State<App>, Signed(actor): Signed) -> Result<StatusCode> {
    app.sessions.revoke_others(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The cookie of a new session.
pub(crate) fn new_session(app: &App, signed_in: &NewlySignedIn) -> Result<AppendHeaders<NewCookie>> {
    let cookie = session_cookie(app, &signed_in.token)?;
    Ok(AppendHeaders([(header::SET_COOKIE, cookie)]))
}

/// What the user interface begins with.
pub(crate) async fn session_view(app: &App, actor: &Actor, session: Option<&Session>) -> Result<SessionView> {
    let me = app.sessions.who_am_i(actor).await?;
    let time_zone = me.agent.agent.time_zone.clone();
    Ok(SessionView {
        time_zone: time_zone.unwrap_or(me.organisation.time_zone),
        brand: me.brand.map(brand_view),
        agent: agent_view(me.agent),
        permissions: me
            .permissions
            .iter()
            .map(Permission::as_str)
            .map(str::to_owned)
            .collect(),
        csrf_token: session
            .map(|session| session.csrf_token.clone())
            .unwrap_or_default(),
        undo_send_seconds: me.organisation.undo_send_seconds,
        organisation: me.organisation.name,
        demo: me.demo,
    })
}

fn place_view(session: Session, current: Option<SessionId>) -> SignedInView {
    SignedInView {
        id: session.id.get(),
        current: Some(session.id) == current,
        user_agent: session.user_agent,
        ip: session.ip,
        created_at: session.created_at.to_rfc3339(),
        last_seen_at: session.last_seen_at.to_rfc3339(),
    }
}
