//! The end of a chat, and what the visitor says of it.

use domain::Actor;
use domain::chat::{ChatState, EndedBy};
use domain::conversations::{Conversation, EntryKind};
use domain::validate::Checks;
use store::chat::{Chat, OwnChat};

use super::{Guest, ShownChat, VisitorChat, contact};
use crate::core::{Actorly, Error, Result, What, Work};
use crate::routing::{self, Ending};

/// Most characters of what is said with a rating.
const MOST_COMMENT: usize = 2_000;

impl VisitorChat {
    /// Ends an own chat. One that has ended stays as it is.
    ///
    /// # Errors
    /// `conversation_not_found`.
    pub async fn end(&self, guest: &Guest, token: &str) -> Result<ShownChat> {
        let own = self.own(guest, token).await?;
        let mut work = self.core.begin().await?;
        let (mut conversation, mut chat, who) = locked(&work, &own).await?;
        if chat.state != ChatState::Ended {
            let ending = Ending {
                by: EndedBy::Visitor,
                who: &who,
            };
            routing::end(&mut work, &mut conversation, &mut chat, &ending).await?;
            // Who leaves does not wait any more.
            conversation.waiting_since = None;
            work.save(&conversation).await?;
            work.commit().await?;
        }
        self.shown(self.own(guest, token).await?).await
    }

    /// Says how an own chat was: 1 to 5, and why. It may be said anew; each time is told in the timeline.
    ///
    /// # Errors
    /// `conversation_not_found`; refused fields; `rating_off` where the site does not ask.
    pub async fn rate(&self, guest: &Guest, token: &str, rating: i64, comment: &str) -> Result<ShownChat> {
        if !guest.site.widget.rating {
            return Err(Error::Forbidden {
                code: "rating_off",
                detail: "this site does not ask for ratings".to_owned(),
            });
        }
        let mut checks = Checks::new();
        checks.range("rating", rating, 1, 5);
        let comment = checks.text("comment", comment, 0, MOST_COMMENT);
        checks.finish()?;
        let own = self.own(guest, token).await?;
        let mut work = self.core.begin().await?;
        let (mut conversation, mut chat, who) = locked(&work, &own).await?;
        if chat.rating != Some(rating) || chat.rating_comment != comment {
            chat.rating = Some(rating);
            chat.rating_comment.clone_from(&comment);
            chat.rated_at = Some(work.now);
            store::chat::chats::update(&work.tx, &chat, work.now).await?;
            // The comment stands with the chat, where it can be changed.
            let told = rating.to_string();
            let rated = What {
                kind: EntryKind::ChatRated,
                message: None,
                from: None,
                to: Some(&told),
            };
            work.append(&mut conversation, &who, rated).await?;
            work.chat_changed(&conversation, chat.state);
            work.save(&conversation).await?;
            work.commit().await?;
        }
        self.shown(self.own(guest, token).await?).await
    }
}

/// The conversation for a change, its chat, and the customer in whose name the visitor acts.
pub(super) async fn locked(work: &Work<'_>, own: &OwnChat) -> Result<(Conversation, Chat, Actorly)> {
    let id = own.conversation_id;
    let missing = || Error::not_found("conversation", id);
    let conversation = store::conversations::find_for_update(&work.tx, Actor::system().scope(), id)
        .await?
        .ok_or_else(missing)?;
    let chat = store::chat::chats::find(&work.tx, id)
        .await?
        .ok_or_else(missing)?;
    let contact = contact::of_conversation(work, conversation.contact_id).await?;
    Ok((conversation, chat, Actorly::contact(contact.id, &contact.name)))
}
