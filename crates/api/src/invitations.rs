//! Invitations of colleagues.
//!
//! Tokens travel in bodies, never in addresses of the API: addresses end up in logs.

use api_types::{
    AcceptInvitationRequest, InvitationOfferView, InvitationView, InviteRequest, InvitedView,
    LinkTokenRequest, Page, ResendInvitationRequest, SessionView,
};
use app::App;
use app::invitations::{Acceptance, InvitationDetails, Invite, Invited};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::AppendHeaders;
use domain::{InboxId, InvitationId, TeamId};
use tower::util::option_layer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::{SameOrigin, Signed};
use crate::http::client::Visit;
use crate::http::limits;
use crate::http::{ApiJson, ApiPath, ClientProblem, Result};
use crate::sessions::{NewCookie, new_session, session_view};

pub(crate) fn routes() -> OpenApiRouter<App> {
    // A layer stands around the routes that were added before it.
    OpenApiRouter::new()
        .routes(routes!(open_invitation))
        .routes(routes!(accept_invitation))
        .layer(option_layer(limits::of_sign_ins()))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(list_invitations, invite_agent))
                .routes(routes!(revoke_invitation))
                .routes(routes!(resend_invitation)),
        )
}

fn view(details: InvitationDetails) -> InvitationView {
    let invitation = details.invitation;
    InvitationView {
        id: invitation.id.get(),
        name: invitation.name,
        email: invitation.email,
        role_id: invitation.role_id.get(),
        role: details.role,
        locale: invitation.locale.to_string(),
        team_ids: details.teams.into_iter().map(TeamId::get).collect(),
        inbox_ids: details.inboxes.into_iter().map(InboxId::get).collect(),
        state: if details.expired { "expired" } else { "invited" }.to_owned(),
        delivery: invitation.delivery.to_string(),
        delivery_error: invitation.delivery_error,
        invited_by: invitation.invited_by,
        created_at: invitation.created_at.to_rfc3339(),
        expires_at: invitation.expires_at.to_rfc3339(),
    }
}

fn invited_view(invited: Invited) -> InvitedView {
    InvitedView {
        invitation: view(invited.details),
        link: invited.link,
    }
}

/// Colleagues who were asked to come and have not come yet, the newest first.
#[utoipa::path(get, path = "/invitations", tag = "invitations",
    responses((status = 200, body = Page<InvitationView>), ClientProblem))]
async fn list_invitations(
    State(app): State<App>,
    Signed(actor): Signed,
) -> Result<Json<Page<InvitationView>>> {
    let invitations = app.invitations.list(&actor).await?;
    Ok(Json(Page {
        items: invitations.into_iter().map(view).collect(),
        next_cursor: None,
    }))
}

/// Invite a colleague by mail, or by a link that is handed over.
#[utoipa::path(post, path = "/invitations", tag = "invitations", request_body = InviteRequest,
    responses((status = 201, body = InvitedView), ClientProblem))]
async fn invite_agent(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<InviteRequest>,
) -> Result<(StatusCode, Json<InvitedView>)> {
    let new = Invite {
        name: &body.name,
        email: &body.email,
        role_id: body.role_id,
        locale: body.locale.as_deref(),
        team_ids: &body.team_ids,
        inbox_ids: &body.inbox_ids,
        by_mail: body.by_mail,
    };
    let invited = app.invitations.invite(&actor, &new).await?;
    Ok((StatusCode::CREATED, Json(invited_view(invited))))
}

/// Send an invitation again: a new link, which works for seven days; the one before stops working.
#[utoipa::path(post, path = "/invitations/{id}/resend", tag = "invitations", params(("id" = i64, Path)),
    request_body = ResendInvitationRequest, responses((status = 200, body = InvitedView), ClientProblem))]
async fn resend_invitation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InvitationId>,
    ApiJson(body): ApiJson<ResendInvitationRequest>,
) -> Result<Json<InvitedView>> {
    let invited = app.invitations.resend(&actor, id, body.by_mail).await?;
    Ok(Json(invited_view(invited)))
}

/// Withdraw an invitation.
#[utoipa::path(delete, path = "/invitations/{id}", tag = "invitations", params(("id" = i64, Path)),
    responses((status = 204), ClientProblem))]
async fn revoke_invitation(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<InvitationId>,
) -> Result<StatusCode> {
    app.invitations.revoke(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the link of an invitation offers. 404 when it was used, has expired, was withdrawn or never was.
#[utoipa::path(post, path = "/invitations/open", tag = "invitations", security(()), request_body = LinkTokenRequest,
    responses((status = 200, body = InvitationOfferView), ClientProblem))]
async fn open_invitation(
    State(app): State<App>,
    _: SameOrigin,
    ApiJson(body): ApiJson<LinkTokenRequest>,
) -> Result<Json<InvitationOfferView>> {
    let offer = app.invitations.open(&body.token).await?;
    Ok(Json(InvitationOfferView {
        organisation: offer.organisation,
        invited_by: offer.invitation.invited_by,
        name: offer.invitation.name,
        email: offer.invitation.email,
        locale: offer.invitation.locale.to_string(),
        time_zone: offer.time_zone,
        expires_at: offer.invitation.expires_at.to_rfc3339(),
    }))
}

/// Accept an invitation: makes the agent and signs it in.
#[utoipa::path(post, path = "/invitations/accept", tag = "invitations", security(()),
    request_body = AcceptInvitationRequest, responses((status = 200, body = SessionView), ClientProblem))]
async fn accept_invitation(
    State(app): State<App>,
    _: SameOrigin,
    visit: Visit,
    ApiJson(body): ApiJson<AcceptInvitationRequest>,
) -> Result<(AppendHeaders<NewCookie>, Json<SessionView>)> {
    let told = Acceptance {
        name: &body.name,
        password: &body.password,
        locale: body.locale.as_deref(),
        time_zone: body.time_zone.as_deref(),
    };
    let signed_in = app
        .invitations
        .accept(&body.token, &told, &visit.visitor())
        .await?;
    let cookie = new_session(&app, &signed_in)?;
    let view = session_view(&app, &signed_in.actor, Some(&signed_in.session)).await?;
    Ok((cookie, Json(view)))
}
