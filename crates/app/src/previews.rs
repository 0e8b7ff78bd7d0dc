//! What stands behind links in answers: looked at before the answer is stored, so that it is shown with it and never changes.
//!
//! A page that does not answer within a moment costs the preview, not the answer. What was found, or that nothing was, is remembered for
//! a while: agents look while they write, and links are sent many times.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use channels::preview::{PreviewError, Previewer};
use channels::public::PublicOnly;
use domain::chat::Content;
use domain::{Actor, Permission};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::core::{Core, Error, Result};

/// How long an answer waits for the page behind its link.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// How long an agent who asks for a preview waits.
const ASKED_PATIENCE: Duration = Duration::from_secs(4);
/// How long a preview is believed.
const FRESH: Duration = Duration::from_secs(600);
/// Previews that are remembered.
const MOST: usize = 2_000;

/// Looks at links.
#[derive(Clone)]
pub struct Previews {
    core: Arc<Core>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    links: OnceCell<Previewer>,
    found: Mutex<HashMap<String, (Option<Content>, Instant)>>,
}

impl Previews {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self {
            core,
            shared: Arc::default(),
        }
    }

    /// The preview of a link, for an agent who is about to send it.
    ///
    /// # Errors
    /// `url` is refused when it is no plain address of the web or leads into a private network; `preview_not_found` when there is no
    /// page with a title.
    pub async fn look(&self, actor: &Actor, url: &str) -> Result<Content> {
        actor.require(Permission::ConversationsReply)?;
        let url = url.trim();
        if let Some(known) = self.known(url) {
            return known.ok_or_else(|| Error::not_found("preview", "of this address"));
        }
        match self.fetch(url, ASKED_PATIENCE).await? {
            Ok(content) => Ok(content),
            Err(error @ (PreviewError::Malformed | PreviewError::Private)) => {
                Err(Error::field("url", "invalid_url", error.to_string()))
            }
            Err(PreviewError::TooSlow | PreviewError::NoPage | PreviewError::Unreachable) => {
                Err(Error::not_found("preview", "of this address"))
            }
        }
    }

    /// The preview of the first link of a text; none when there is no link, or nothing to show in time.
    pub(crate) async fn of_text(&self, text: &str) -> Option<Content> {
        let link = first_link(text)?;
        if let Some(known) = self.known(link) {
            return known;
        }
        match self.fetch(link, PATIENCE).await {
            Ok(Ok(content)) => Some(content),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a link has no preview");
                None
            }
            Err(error) => {
                tracing::warn!(%error, "links cannot be looked at");
                None
            }
        }
    }

    async fn fetch(
        &self,
        url: &str,
        patience: Duration,
    ) -> Result<std::result::Result<Content, PreviewError>> {
        let rule = PublicOnly {
            allow_loopback: self.core.options.previews_of_loopback,
        };
        let links = self
            .shared
            .links
            .get_or_try_init(|| async { Previewer::new(rule) })
            .await
            .map_err(|error| Error::Internal(error.to_string()))?;
        let found = links
            .look(url, patience)
            .await
            .map(|preview| Content::LinkPreview {
                url: preview.url,
                title: preview.title,
                description: preview.description,
                image_url: None,
            });
        // One that was slow may answer next time.
        if !matches!(found, Err(PreviewError::TooSlow)) {
            self.remember(url, found.as_ref().ok().cloned());
        }
        Ok(found)
    }

    fn known(&self, url: &str) -> Option<Option<Content>> {
        let found = self.shared.found.lock().unwrap_or_else(PoisonError::into_inner);
        let (content, at) = found.get(url)?;
        (at.elapsed() < FRESH).then(|| content.clone())
    }

    fn remember(&self, url: &str, content: Option<Content>) {
        let mut found = self.shared.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= MOST {
            found.clear();
        }
        found.insert(url.to_owned(), (content, Instant::now()));
    }
}

/// The first link of a text, without the punctuation that follows it.
fn first_link(text: &str) -> Option<&str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
    words
        .map(|word| word.trim_start_matches(['(', '[', '\'']))
        .filter(|word| {
            let begin = word.get(..8).unwrap_or(word).to_ascii_lowercase();
            begin.starts_with("http://") || begin.starts_with("https://")
        })
        .map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']))
        .find(|word| word.len() > "https://".len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_link_is_found_without_what_follows_it() {
        for (text, link) in [
            ("See https://shop.test/lamp.", Some("https://shop.test/lamp")),
            ("(HTTPS://Shop.test/a?b=c), or", Some("HTTPS://Shop.test/a?b=c")),
            ("<https://shop.test/>", Some("https://shop.test/")),
            ("Xem https://cửahàng.vn nhé!", Some("https://cửahàng.vn")),
            ("http://a.test http://b.test", Some("http://a.test")),
            ("https:// nothing", None),
            ("shop.test/lamp", None),
            ("ệệệ", None),
            ("", None),
        ] {
            assert_eq!(first_link(text), link, "{text}");
        }
    }
}
