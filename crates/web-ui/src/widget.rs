//! The files of the chat widget.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use crate::file;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/widget"]
struct Widget;

/// What the server writes something of its own around: the rest are assets.
#[derive(Debug, Clone)]
pub struct WidgetFiles {
    /// The script that pages of others carry.
    pub loader: String,
    /// The page inside the frame.
    pub frame: String,
}

/// The loader and the page of the frame.
#[must_use]
pub fn widget_files() -> WidgetFiles {
    let text = |name: &str| {
        let bytes = Widget::get(name).map_or(Cow::Borrowed(&[][..]), |file| file.data);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    WidgetFiles {
        loader: text("loader.js"),
        frame: text("frame.html"),
    }
}

/// The assets of the frame, which carry a hash of their content in their name.
pub fn widget_assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/chat/assets/{*path}", get(asset))
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("assets/{path}");
    match Widget::get(&path) {
        Some(found) => file(&path, &found, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_loader_and_a_frame_whether_they_are_built_or_not() {
        let files = widget_files();
        assert!(!files.loader.is_empty() && files.frame.contains("<!doctype html>"));
    }
}
