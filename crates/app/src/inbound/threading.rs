//! Which conversation a mail belongs to.

use db::Executor;
use domain::{ContactId, ConversationId, InboxId, Scope};
use mail::threading::ThreadKeys;

use super::decide::are_colleagues;
use crate::core::Result;

/// Who wrote, as far as threading is concerned.
pub(super) struct Writer<'a> {
    /// Contact, when the address is known.
    pub contact: Option<ContactId>,
    /// Address, folded.
    pub folded: &'a str,
}

/// The conversation that the keys point to and that the writer belongs to. Keys are tried in their order; one that points to a
/// conversation of somebody else is passed over, because ids and subjects are easily copied.
pub(super) async fn find(
    tx: &impl Executor,
    system: Scope,
    inbox: InboxId,
    keys: &ThreadKeys,
    writer: &Writer<'_>,
) -> Result<Option<ConversationId>> {
    for token in &keys.reply_tokens {
        if let Some(id) = by_token(tx, system, inbox, token, writer).await? {
            return Ok(Some(id));
        }
    }
    let ids: Vec<&str> = keys
        .in_reply_to
        .iter()
        .chain(&keys.references)
        .map(String::as_str)
        .take(100)
        .collect();
    let referred = store::threading::by_message_ids(tx, inbox, &ids).await?;
    for id in ids {
        for hit in referred.iter().filter(|hit| hit.message_id == id) {
            if store::threading::takes_part(tx, hit.conversation_id, writer.contact, writer.folded).await? {
                return Ok(Some(hit.conversation_id));
            }
        }
    }
    for token in &keys.marker_tokens {
        if let Some(id) = by_token(tx, system, inbox, token, writer).await? {
            return Ok(Some(id));
        }
    }
    let Some(number) = keys.subject_number.and_then(|number| i64::try_from(number).ok()) else {
        return Ok(None);
    };
    match store::conversations::find_by_number(tx, inbox, number).await? {
        Some(id) if store::threading::takes_part(tx, id, writer.contact, writer.folded).await? => {
            Ok(Some(id))
        }
        _ => Ok(None),
    }
}

/// A signed token proves that the writer got a mail of ours. That is enough for those who take part and for their colleagues; a
/// stranger to whom it was forwarded begins a conversation of their own.
async fn by_token(
    tx: &impl Executor,
    system: Scope,
    inbox: InboxId,
    token: &str,
    writer: &Writer<'_>,
) -> Result<Option<ConversationId>> {
    let Some(id) = store::conversations::find_by_token(tx, token).await? else {
        return Ok(None);
    };
    let Some(conversation) = store::conversations::find(tx, system, None, id).await? else {
        return Ok(None);
    };
    if conversation.inbox_id != inbox
        && !store::chat::desk::goes_on_by(tx, conversation.inbox_id, inbox).await?
    {
        // The same mail to two inboxes reaches both: this one has no part in the other's conversation.
        return Ok(None);
    }
    let colleague = conversation
        .contact_email
        .as_deref()
        .is_some_and(|email| are_colleagues(email, writer.folded));
    let belongs = colleague || store::threading::takes_part(tx, id, writer.contact, writer.folded).await?;
    Ok(belongs.then_some(id))
}
