//! The day as it goes.

use api_types::{
    AttendedView, CameView, IntradayAgentView, IntradayView, OwnDayView, PlannedMeetingView, PlannedShiftView,
};
use app::App;
use app::rosters::{AgentDay, Intraday};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiPath, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_intraday))
        .routes(routes!(get_own_day))
}

/// A day as it goes: agents needed, planned and there, contacts, occupancy, and how everybody keeps to the plan; needs `rosters.manage`.
#[utoipa::path(get, path = "/workforce/days/{day}", tag = "workforce",
    params(("day" = String, Path, description = "As 2026-03-02")),
    responses((status = 200, body = IntradayView), ClientProblem))]
async fn get_intraday(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(day): ApiPath<String>,
) -> Result<Json<IntradayView>> {
    Ok(Json(view(app.rosters.day(&actor, &day).await?)))
}

/// Today as it goes for oneself: one's shift, what was written down, and how one keeps to the plan.
#[utoipa::path(get, path = "/workforce/own-day", tag = "workforce",
    responses((status = 200, body = OwnDayView), ClientProblem))]
async fn get_own_day(State(app): State<App>, Signed(actor): Signed) -> Result<Json<OwnDayView>> {
    let own = app.rosters.own_day(&actor).await?;
    Ok(Json(OwnDayView {
        day: own.day.to_string(),
        time_zone: own.time_zone,
        until: own.until,
        agent: agent(own.agent),
    }))
}

fn view(day: Intraday) -> IntradayView {
    IntradayView {
        day: day.day.to_string(),
        time_zone: day.time_zone,
        until: day.until,
        required: day.required,
        rostered: day.rostered,
        present: day.half_hours.iter().map(|half| half.present).collect(),
        came: day
            .came
            .into_iter()
            .map(|(channel, contacts)| CameView {
                channel: channel.name().to_owned(),
                contacts,
            })
            .collect(),
        occupancy: day.half_hours.iter().map(|half| half.occupancy).collect(),
        adherence: day.kept.adherence(),
        agents: day.agents.into_iter().map(agent).collect(),
    }
}

fn agent(day: AgentDay) -> IntradayAgentView {
    IntradayAgentView {
        agent_id: day.agent.id.get(),
        name: day.agent.name,
        shifts: day
            .shifts
            .into_iter()
            .map(|shift| PlannedShiftView {
                start: shift.start,
                end: shift.end,
                pause_start: shift.pause_start,
                pause_minutes: shift.pause_minutes,
            })
            .collect(),
        meetings: day
            .meetings
            .into_iter()
            .map(|(kind, title, start, end)| PlannedMeetingView {
                kind: kind.to_string(),
                title,
                start,
                end,
            })
            .collect(),
        attended: day
            .attended
            .into_iter()
            .map(|(state, start, end)| AttendedView {
                state: state.to_string(),
                start,
                end,
            })
            .collect(),
        state: day.state.map(|state| state.to_string()),
        planned_minutes: day.kept.planned,
        worked_minutes: day.kept.worked,
        adherence: day.kept.adherence(),
        late_minutes: day.kept.late,
    }
}
