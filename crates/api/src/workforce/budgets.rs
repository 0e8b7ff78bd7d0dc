//! Budgets of years.

use api_types::{BudgetLineBody, BudgetRequest, BudgetView, FieldError, VarianceView};
use app::App;
use app::workforce::{BudgetLine, MONTHS, Variance, YearBudget, cost};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ApiJson, ApiPath, ApiProblem, ClientProblem, Result};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_budget, put_budget))
}

/// What the department may cost in a year, and what it did cost; needs `organisation.manage`.
#[utoipa::path(get, path = "/workforce/budgets/{year}", tag = "workforce", params(("year" = i64, Path)),
    responses((status = 200, body = BudgetView), ClientProblem))]
async fn get_budget(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(year): ApiPath<i64>,
) -> Result<Json<BudgetView>> {
    Ok(Json(view(app.workforce.budget(&actor, year).await?)))
}

/// Write the budget of a year, in place of what it was; needs `organisation.manage`. `budget_changed` when somebody else did so since it
/// was read.
#[utoipa::path(put, path = "/workforce/budgets/{year}", tag = "workforce", params(("year" = i64, Path)),
    request_body = BudgetRequest, responses((status = 200, body = BudgetView), ClientProblem))]
async fn put_budget(
    State(app): State<App>,
    Signed(actor): Signed,
    ApiPath(year): ApiPath<i64>,
    ApiJson(body): ApiJson<BudgetRequest>,
) -> Result<Json<BudgetView>> {
    let lines = body.lines.into_iter().enumerate();
    let lines = lines.map(line).collect::<Result<Vec<BudgetLine>>>()?;
    let put = app
        .workforce
        .put_budget(&actor, year, body.revision, lines)
        .await?;
    Ok(Json(view(put)))
}

fn line((index, body): (usize, BudgetLineBody)) -> Result<BudgetLine> {
    let mut spent = [None; MONTHS];
    if body.spent.len() > MONTHS {
        return Err(ApiProblem::fields(vec![FieldError {
            field: format!("lines[{index}].spent"),
            code: "too_many".to_owned(),
            detail: format!("has {} months, a year has {MONTHS}", body.spent.len()),
        }]));
    }
    for (cell, amount) in spent.iter_mut().zip(body.spent) {
        *cell = amount;
    }
    Ok(BudgetLine {
        name: body.name,
        planned: body.planned,
        spent,
    })
}

fn view(budget: YearBudget) -> BudgetView {
    BudgetView {
        year: budget.year,
        revision: budget.revision,
        lines: budget.lines.into_iter().map(body).collect(),
        months: budget.months,
        standing: budget.standing.into_iter().map(variance).collect(),
        solved: budget.solved,
        per_resolution: budget.per_resolution,
        field_per_resolution: cost::PER_RESOLUTION,
    }
}

fn body(line: BudgetLine) -> BudgetLineBody {
    BudgetLineBody {
        name: line.name,
        planned: line.planned,
        spent: line.spent.to_vec(),
    }
}

fn variance(one: Variance) -> VarianceView {
    VarianceView {
        name: one.item,
        planned_so_far: one.planned_so_far,
        actual: one.actual,
        over: one.over,
        forecast: one.forecast,
    }
}
