//! The contact behind a visitor.
//!
//! What visitors say of themselves proves nothing: whoever types somebody else's mail address must not end up in that person's history,
//! and that person's mail must not end up in theirs. So a visitor who is not verified gets a contact of its own, whose addresses stay
//! empty; what was typed is kept with the visitor and shown as said. Only a signed identity leads to the contact that has the address.

use domain::agents::Locale;
use domain::attributes::AttributeValue;
use domain::text::excerpt;
use domain::validate::fold_email;
use domain::{ContactId, ConversationId, Timestamp};
use store::attributes::Owner;
use store::chat::Visitor;
use store::contacts::ContactRef;

use crate::attributes::Values;
use crate::core::{Error, Result, Token, Work};

/// The contact of a visitor, made when there is none.
pub(crate) async fn of(work: &Work<'_>, visitor: &Visitor) -> Result<ContactRef> {
    if let Some(id) = visitor.contact_id
        && let Some(contact) = find(work, id).await?
    {
        return Ok(contact);
    }
    let contact = match (&visitor.external_id, visitor.verified) {
        (Some(external), true) => verified(work, visitor, external).await?,
        _ => make(work, visitor).await?,
    };
    store::chat::visitors::set_contact(&work.tx, visitor.id, contact.id).await?;
    Ok(contact)
}

async fn find(work: &Work<'_>, id: ContactId) -> Result<Option<ContactRef>> {
    let scope = domain::Actor::system().scope();
    let found = store::contacts::find(&work.tx, scope, id).await?;
    Ok(found.map(|contact| ContactRef {
        id: contact.id,
        name: contact.name,
        blocked: contact.blocked,
    }))
}

/// The customer whom the company named: known from another device, by the address that the company vouches for, or new.
pub(super) async fn verified(work: &Work<'_>, visitor: &Visitor, external: &str) -> Result<ContactRef> {
    let inbox = visitor.inbox_id;
    if let Some(id) =
        store::chat::visitors::contact_of_identity(&work.tx, inbox, external, visitor.id).await?
        && let Some(contact) = find(work, id).await?
    {
        return Ok(contact);
    }
    if visitor.email.is_empty() {
        return make(work, visitor).await;
    }
    let (name, email) = (&visitor.name, &visitor.email);
    let locale = language(visitor);
    crate::contacts::find_or_create(&work.tx, name, email, locale, work.now).await
}

async fn make(work: &Work<'_>, visitor: &Visitor) -> Result<ContactRef> {
    let name = if visitor.name.is_empty() {
        nameless(work).await?
    } else {
        excerpt(&visitor.name, 200)
    };
    let id = store::contacts::insert(&work.tx, &name, None, language(visitor), "", work.now).await?;
    index(work, id, &name, work.now).await?;
    Ok(ContactRef {
        id,
        name,
        blocked: false,
    })
}

/// What a visitor is called who gave no name: told apart by a few letters, in the organisation's language.
async fn nameless(work: &Work<'_>) -> Result<String> {
    let organisation = store::organisation::find(&work.tx)
        .await?
        .ok_or_else(|| Error::Internal("a chat without an organisation".to_owned()))?;
    let word = match organisation.locale {
        Locale::En => "Visitor",
        Locale::Vi => "Khách",
        Locale::Ro => "Vizitator",
    };
    Ok(format!("{word} {}", Token::random(5).to_uppercase()))
}

pub(super) fn language(visitor: &Visitor) -> Option<&str> {
    Some(visitor.locale.as_str()).filter(|locale| !locale.is_empty())
}

async fn index(work: &Work<'_>, id: ContactId, name: &str, at: Timestamp) -> Result<()> {
    Ok(store::search::put_contact(&work.tx, id, at, name).await?)
}

/// The contact of a conversation, in whose name its visitor writes.
pub(super) async fn of_conversation(work: &Work<'_>, id: ContactId) -> Result<ContactRef> {
    find(work, id)
        .await?
        .ok_or_else(|| Error::not_found("contact", id))
}

/// Gives what was said under one contact to another, once it is known that both are one customer. The contact that a visitor got for
/// itself goes; one that colleagues have made something of (other conversations, addresses) stays, without the chats.
pub(super) async fn unite(work: &mut Work<'_>, before: ContactId, now: ContactId) -> Result<()> {
    let moved = store::chat::contacts::move_chats(&work.tx, before, now, work.now).await?;
    store::chat::contacts::move_visitors(&work.tx, before, now).await?;
    if store::chat::contacts::is_unused(&work.tx, before).await? {
        store::contact_merge::move_knowledge(&work.tx, before, now).await?;
        store::contacts::delete(&work.tx, before).await?;
    }
    for id in moved {
        if let Some(conversation) =
            store::conversations::find_for_update(&work.tx, domain::Actor::system().scope(), id).await?
        {
            work.save(&conversation).await?;
        }
    }
    Ok(())
}

/// A mail from an address answered the one by which a chat went on: if that is the address that its visitor had given, it is theirs, and
/// the visitor is whoever has it.
pub(crate) async fn prove_address(work: &mut Work<'_>, id: ConversationId, address: &str) -> Result<()> {
    let visitor = match store::chat::chats::find(&work.tx, id).await? {
        Some(chat) => match chat.visitor_id {
            Some(visitor) => store::chat::visitors::find(&work.tx, visitor).await?,
            None => None,
        },
        None => None,
    };
    let folded = fold_email(address);
    let Some(visitor) = visitor.filter(|visitor| fold_email(&visitor.email) == folded) else {
        return Ok(());
    };
    let contact = of(work, &visitor).await?;
    match store::contacts::find_by_address(&work.tx, "email", &folded).await? {
        Some(known) if known.id == contact.id => Ok(()),
        Some(known) => unite(work, contact.id, known.id).await,
        None => {
            let (tx, at) = (&work.tx, work.now);
            store::contacts::insert_address(tx, contact.id, "email", address, &folded, true, at).await?;
            index(work, contact.id, &format!("{} {address}", contact.name), at).await
        }
    }
}

/// Keeps a value of one of the contact's attributes. One that does not fit is left out: it stands in the chat in any case.
pub(super) async fn know(
    work: &Work<'_>,
    contact: ContactId,
    key: &str,
    value: AttributeValue,
) -> Result<()> {
    let values: Values = [(key.to_owned(), Some(value))].into();
    let system = domain::Actor::system();
    match crate::attributes::set(work, &system, Owner::Contact(contact), &values).await {
        Ok(_) | Err(Error::Invalid(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
