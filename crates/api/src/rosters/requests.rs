//! One's own shifts; leave and swaps, asked for and decided.

use api_types::{
    AskLeaveRequest, CalendarQuery, GrantLeaveRequest, LeaveView, OfferShiftRequest, OwnShiftsView,
    RosterRequestsView, SwapView,
};
use app::App;
use app::rosters::{CalendarWords, LeaveRequest};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use domain::{AgentId, LeaveId, ShiftId, SwapId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view;
use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiQuery, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_own_shifts))
        .routes(routes!(get_own_calendar))
        .routes(routes!(list_roster_requests))
        .routes(routes!(ask_leave))
        .routes(routes!(withdraw_leave))
        .routes(routes!(grant_leave))
        .routes(routes!(refuse_leave))
        .routes(routes!(offer_shift))
        .routes(routes!(take_shift))
        .routes(routes!(withdraw_swap))
        .routes(routes!(approve_swap))
        .routes(routes!(refuse_swap))
}

/// One's own published shifts, leave, and what one offers or could take.
#[utoipa::path(get, path = "/workforce/own-shifts", tag = "workforce",
    responses((status = 200, body = OwnShiftsView), ClientProblem))]
async fn get_own_shifts(State(app): State<App>, Signed(actor): Signed) -> Result<Json<OwnShiftsView>> {
    Ok(Json(view::own(app.rosters.own(&actor).await?)))
}

/// One's own published shifts of the next three months as a calendar (iCalendar, RFC 5545).
#[utoipa::path(get, path = "/workforce/own-shifts/calendar", tag = "workforce", params(CalendarQuery),
    responses((status = 200, body = String, content_type = "text/calendar"), ClientProblem))]
async fn get_own_calendar(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiQuery(query): ApiQuery<CalendarQuery>,
) -> Result<impl IntoResponse> {
    let words = CalendarWords {
        calendar: query.calendar.unwrap_or_else(|| "Shifts".to_owned()),
        shift: query.shift.unwrap_or_else(|| "Shift".to_owned()),
        pause: query.pause.unwrap_or_else(|| "Break".to_owned()),
    };
    let calendar = app.rosters.calendar(&actor, &words).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"shifts.ics\""),
    ];
    Ok((headers, calendar))
}

/// Leave and swaps that wait for a decision; needs `rosters.manage`.
#[utoipa::path(get, path = "/workforce/roster-requests", tag = "workforce",
    responses((status = 200, body = RosterRequestsView), ClientProblem))]
async fn list_roster_requests(
    State(app): State<App>,
    Signed(actor): Signed,
) -> Result<Json<RosterRequestsView>> {
    let leave = app.rosters.leave_to_decide(&actor).await?;
    let swaps = app.rosters.swaps_to_decide(&actor).await?;
    Ok(Json(RosterRequestsView {
        leave: leave.into_iter().map(view::open_leave).collect(),
        swaps: swaps.into_iter().map(view::swap).collect(),
    }))
}

/// Ask for leave of one's own.
#[utoipa::path(post, path = "/workforce/leave", tag = "workforce", request_body = AskLeaveRequest,
    responses((status = 201, body = LeaveView), ClientProblem))]
async fn ask_leave(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<AskLeaveRequest>,
) -> Result<(StatusCode, Json<LeaveView>)> {
    let asked = LeaveRequest {
        from: &body.from,
        to: &body.to,
        reason: &body.reason,
    };
    let leave = app.rosters.ask_leave(&actor, &asked).await?;
    Ok((StatusCode::CREATED, Json(view::leave(leave))))
}

/// Take a request of one's own back, also one that was granted, until its days are over.
#[utoipa::path(post, path = "/workforce/leave/{id}/withdraw", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 200, body = LeaveView), ClientProblem))]
async fn withdraw_leave(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<LeaveId>,
) -> Result<Json<LeaveView>> {
    Ok(Json(view::leave(app.rosters.withdraw_leave(&actor, id).await?)))
}

/// Grant leave; needs `rosters.manage`. Drafts on its days go, published shifts only when asked to (`leave_conflicts`).
#[utoipa::path(post, path = "/workforce/leave/{id}/grant", tag = "workforce", params(("id" = i64, Path)),
    request_body = GrantLeaveRequest, responses((status = 200, body = LeaveView), ClientProblem))]
async fn grant_leave(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<LeaveId>,
    ApiJson(body): ApiJson<GrantLeaveRequest>,
) -> Result<Json<LeaveView>> {
    let leave = app.rosters.grant_leave(&actor, id, body.take_off).await?;
    Ok(Json(view::leave(leave)))
}

/// Refuse leave; needs `rosters.manage`.
#[utoipa::path(post, path = "/workforce/leave/{id}/refuse", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 200, body = LeaveView), ClientProblem))]
async fn refuse_leave(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<LeaveId>,
) -> Result<Json<LeaveView>> {
    Ok(Json(view::leave(app.rosters.refuse_leave(&actor, id).await?)))
}

/// Offer a published shift of one's own, to one colleague or to all.
#[utoipa::path(post, path = "/workforce/swaps", tag = "workforce", request_body = OfferShiftRequest,
    responses((status = 201, body = SwapView), ClientProblem))]
async fn offer_shift(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiJson(body): ApiJson<OfferShiftRequest>,
) -> Result<(StatusCode, Json<SwapView>)> {
    let to = body.to_agent_id.map(AgentId);
    let swap = app.rosters.offer(&actor, ShiftId(body.shift_id), to).await?;
    Ok((StatusCode::CREATED, Json(view::swap(swap))))
}

/// Take a shift that a colleague offers. Of many who do so at the same time one does.
#[utoipa::path(post, path = "/workforce/swaps/{id}/take", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 200, body = SwapView), ClientProblem))]
async fn take_shift(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SwapId>,
) -> Result<Json<SwapView>> {
    Ok(Json(view::swap(app.rosters.take(&actor, id).await?)))
}

/// Take an offer of one's own back, until it is decided.
#[utoipa::path(post, path = "/workforce/swaps/{id}/withdraw", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 200, body = SwapView), ClientProblem))]
async fn withdraw_swap(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SwapId>,
) -> Result<Json<SwapView>> {
    Ok(Json(view::swap(app.rosters.withdraw_swap(&actor, id).await?)))
}

/// Approve a swap: the shift is the colleague's from then on. Needs `rosters.manage`.
#[utoipa::path(post, path = "/workforce/swaps/{id}/approve", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 200, body = SwapView), ClientProblem))]
async fn approve_swap(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SwapId>,
) -> Result<Json<SwapView>> {
    Ok(Json(view::swap(app.rosters.approve_swap(&actor, id).await?)))
}

/// Refuse a swap: the shift stays its owner's. Needs `rosters.manage`.
#[utoipa::path(post, path = "/workforce/swaps/{id}/refuse", tag = "workforce", params(("id" = i64, Path)),
    responses((status = 200, body = SwapView), ClientProblem))]
async fn refuse_swap(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(id): ApiPath<SwapId>,
) -> Result<Json<SwapView>> {
    Ok(Json(view::swap(app.rosters.refuse_swap(&actor, id).await?)))
}
