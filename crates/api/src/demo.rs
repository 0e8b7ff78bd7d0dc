//! Writing as a customer, in demo installations.

use api_types::{
    DemoCustomerView, DemoInboxView, DemoMailView, DemoMessageRequest, DemoView, Page, PushedMailView,
};
use app::App;
use app::demo::{CustomerMail, CustomerWrites};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::InboxId;
use domain::conversations::Direction;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::SameOrigin;
use crate::http::{ApiJson, ApiQuery, ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_demo, write_as_customer))
        .routes(routes!(list_demo_mails))
}

/// Whose mailbox.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MailboxQuery {
    /// Mail address of the customer.
    email: String,
}

/// Read what the "write as a customer" page begins with.
#[utoipa::path(get, path = "/demo", tag = "demo", security(()),
    responses((status = 200, body = DemoView), ClientProblem))]
async fn get_demo(State(app): State<App>) -> Result<Json<DemoView>> {
    let start = app.demo.start().await?;
    Ok(Json(DemoView {
        inboxes: start
            .inboxes
            .into_iter()
            .map(|inbox| DemoInboxView {
                id: inbox.id.get(),
                name: inbox.name,
                address: inbox.address,
            })
            .collect(),
        customers: start
            .customers
            .into_iter()
            .map(|(name, email)| DemoCustomerView { name, email })
            .collect(),
    }))
}

/// Write a mail as a customer would.
#[utoipa::path(post, path = "/demo", tag = "demo", security(()), request_body = DemoMessageRequest,
    responses((status = 202, body = PushedMailView), ClientProblem))]
async fn write_as_customer(
    State(app): State<App>,
    _: SameOrigin,
    ApiJson(body): ApiJson<DemoMessageRequest>,
) -> Result<(StatusCode, Json<PushedMailView>)> {
    let mail = CustomerWrites {
        from_name: body.from_name,
        from_email: body.from_email,
        inbox_id: InboxId(body.inbox_id),
        subject: body.subject,
        text: body.text,
        in_reply_to: body.in_reply_to,
    };
    let id = app.demo.write(&mail).await?;
    let view = PushedMailView {
        raw_mail_id: id.get(),
    };
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// Read a customer's mailbox: what they wrote and what reached them, newest first.
#[utoipa::path(get, path = "/demo/mailbox", tag = "demo", security(()), params(MailboxQuery),
    responses((status = 200, body = Page<DemoMailView>), ClientProblem))]
async fn list_demo_mails(
    State(app): State<App>,
    ApiQuery(query): ApiQuery<MailboxQuery>,
) -> Result<Json<Page<DemoMailView>>> {
    let mails = app.demo.mailbox(&query.email).await?;
    Ok(Json(Page {
        items: mails.into_iter().map(view).collect(),
        next_cursor: None,
    }))
}

fn view(mail: CustomerMail) -> DemoMailView {
    let from = if mail.from_name.is_empty() {
        mail.from_address
    } else {
        format!("{} <{}>", mail.from_name, mail.from_address)
    };
    DemoMailView {
        direction: match mail.direction {
            Direction::In => "sent",
            Direction::Out | Direction::Note => "received",
        }
        .to_owned(),
        message_id: mail.message_id,
        from,
        subject: mail.subject,
        text: mail.text,
        at: mail.created_at.to_rfc3339(),
    }
}
