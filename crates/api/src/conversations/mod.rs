//! Conversations: lists, one, its timeline, and what agents do.

mod act;
mod query;
mod read;
mod view;

use app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use act::mailboxes;
pub(crate) use view::{addresses, attachment_view, detail_view, message_view, summary_view};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read::list_conversations, act::create_conversation))
        .routes(routes!(read::count_conversations))
        .routes(routes!(act::change_conversations))
        .routes(routes!(read::get_conversation))
        .routes(routes!(read::get_timeline))
        .routes(routes!(act::reply_to_conversation))
        .routes(routes!(act::forward_conversation))
        .routes(routes!(act::send_scheduled_reply))
        .routes(routes!(act::cancel_scheduled_reply))
        .routes(routes!(act::add_note))
        .routes(routes!(act::assign_conversation))
        .routes(routes!(act::set_status))
        .routes(routes!(act::set_priority))
        .routes(routes!(act::change_tags))
        .routes(routes!(act::mark_read))
}
