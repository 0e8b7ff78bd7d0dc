//! Live chat as visitors' clients speak it; see docs/CHAT-PROTOCOL.md.

pub(crate) mod content;
mod conversations;
mod files;
mod guest;
mod live;
mod outside;
pub(crate) mod pages;
mod poll;
mod protocol;
mod sites;
mod views;
mod visitors;

use std::future::Future;

use app::App;
use tracing::Instrument as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{ApiProblem, Result};

/// Where these routes are, below which `Idempotency-Key` has a meaning of its own.
pub(crate) const BELOW: &str = "/api/v1/chat/";

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sites::get_site))
        .routes(routes!(visitors::become_visitor))
        .routes(routes!(outside::tell_page))
        .routes(routes!(outside::leave_form))
        .routes(routes!(visitors::get_visitor, visitors::update_visitor))
        .routes(routes!(visitors::identify))
        .routes(routes!(visitors::open_page))
        .routes(routes!(conversations::list_chats, conversations::begin_chat))
        .routes(routes!(conversations::get_chat))
        .routes(routes!(conversations::list_chat_entries))
        .routes(routes!(conversations::say))
        .routes(routes!(conversations::show_typing))
        .routes(routes!(conversations::put_receipts))
        .routes(routes!(conversations::end_chat))
        .routes(routes!(conversations::rate_chat))
        .routes(routes!(conversations::mail_transcript))
        .routes(routes!(files::upload_chat_file))
        .routes(routes!(files::get_chat_file))
        .routes(routes!(live::open_chat_live))
        .routes(routes!(poll::poll))
}

/// Does something to its end though the client hangs up: a commit whose hints were cut off would be noticed late.
async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = app::core::Result<T>> + Send + 'static,
) -> Result<T> {
    match tokio::spawn(work.instrument(tracing::Span::current())).await {
        Ok(done) => Ok(done?),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(ApiProblem::internal(&error)),
        },
    }
}
