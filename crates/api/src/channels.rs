//! Channels and what they can do.

use api_types::{CapabilitiesView, ChannelView, Page};
use app::App;
use app::conversations::Capabilities;
use axum::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::auth::Signed;
use crate::http::{ClientProblem, Result};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_channels))
}

/// The channels that inboxes can be of, and what each can do.
#[utoipa::path(get, path = "/channels", tag = "inboxes",
    responses((status = 200, body = Page<ChannelView>), ClientProblem))]
async fn list_channels(_: Signed) -> Result<Json<Page<ChannelView>>> {
    let items = app::inboxes::channels().iter().map(|channel| ChannelView {
        name: channel.name.to_owned(),
        capabilities: capabilities_view(&channel.capabilities),
    });
    Ok(Json(Page {
        items: items.collect(),
        next_cursor: None,
    }))
}

pub(crate) const fn capabilities_view(can: &Capabilities) -> CapabilitiesView {
    CapabilitiesView {
        subject: can.subject,
        html: can.html,
        recipients: can.recipients,
        starts: can.starts,
        undo: can.undo,
        schedule: can.schedule,
        forward: can.forward,
        signature: can.signature,
        receipts: can.receipts,
        typing: can.typing,
        live: can.live,
        content: can.content,
        mail_intake: can.mail_intake,
        max_text: can.max_text,
    }
}
