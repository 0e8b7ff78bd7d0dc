//! Making one contact of two that turned out to be the same person.

use domain::{Actor, ContactId, ConversationId, Mask, Permission};
use store::contact_merge as rows;
use store::contacts::Contact;

use super::{ContactDetail, Contacts, index, not_found};
use crate::core::{Error, Result, Work};

/// Most characters of notes; two notes may be too long together.
const MOST_NOTES: usize = 10_000;

impl Contacts {
    /// Gives everything that belongs to `other` to `id`: addresses, conversations, tags, notes, and what `id` does not know of itself.
    /// `other` is no more afterwards. This cannot be undone, so what looks like a mistake is refused.
    ///
    /// # Errors
    /// `contact_not_found`; `merge_with_itself`; `merge_blocked` when one of them is blocked and the other not; `merge_hidden` when
    /// `other` has conversations that the actor may not see; `personal_data_masked` for those who cannot see whom they merge.
    pub async fn merge(&self, actor: &Actor, id: ContactId, other: ContactId) -> Result<ContactDetail> {
        actor.require(Permission::ContactsWrite)?;
        if Mask::of(actor).hides() {
            return Err(Error::Forbidden {
                code: "personal_data_masked",
                detail: "contacts are masked for your role: it cannot tell who is the same".to_owned(),
            });
        }
        if id == other {
            return Err(Error::field(
                "contact_id",
                "merge_with_itself",
                "a contact cannot be merged with itself",
            ));
        }
        let mut work = self.core.begin().await?;
        // Locked in one order, so that two agents who merge the same two at once do not wait for each other.
        let (first, second) = (id.min(other), id.max(other));
        let first = lock(&work, actor, first).await?;
        let second = lock(&work, actor, second).await?;
        let (mut kept, gone) = if first.id == id {
            (first, second)
        } else {
            (second, first)
        };
        refuse_nonsense(&work, actor, &kept, &gone).await?;

        let addresses = rows::move_addresses(&work.tx, other, id).await?;
        let moved = rows::move_conversations(&work.tx, other, id, work.now).await?;
        rows::move_knowledge(&work.tx, other, id).await?;
        store::chat::contacts::move_visitors(&work.tx, other, id).await?;
        complete_from(&mut kept, &gone)?;
        store::contacts::update(&work.tx, &kept, work.now).await?;
        store::contacts::delete(&work.tx, other).await?;
        index(&work.tx, id, work.now).await?;
        tell(&mut work, &moved).await?;
        let detail = format!(
            "{} (#{other}) into {}: {addresses} addresses, {} conversations",
            gone.name,
            kept.name,
            moved.len()
        );
        work.audit(actor, "contact.merged", ("contact", Some(id.get())), &detail)
            .await?;
        work.settings_changed("contacts");
        work.commit().await?;
        self.read(actor, id).await
    }
}

async fn lock(work: &Work<'_>, actor: &Actor, id: ContactId) -> Result<Contact> {
    store::contacts::find_for_update(&work.tx, actor.scope(), id)
        .await?
        .ok_or_else(|| not_found(id))
}

async fn refuse_nonsense(work: &Work<'_>, actor: &Actor, kept: &Contact, gone: &Contact) -> Result<()> {
    if kept.blocked != gone.blocked {
        let detail = "one of the two is blocked and the other is not; block or unblock one of them first";
        return Err(Error::conflict("merge_blocked", detail));
    }
    if rows::count_hidden(&work.tx, actor.scope(), gone.id).await? > 0 {
        return Err(Error::Forbidden {
            code: "merge_hidden",
            detail: format!("{} has conversations in inboxes that you do not see", gone.name),
        });
    }
    Ok(())
}

/// What is not known of the one is taken from the other; notes are put together.
fn complete_from(kept: &mut Contact, gone: &Contact) -> Result<()> {
    if kept.company_id.is_none() {
        kept.company_id = gone.company_id;
    }
    if kept.locale.is_none() {
        kept.locale.clone_from(&gone.locale);
    }
    if kept.time_zone.is_none() {
        kept.time_zone.clone_from(&gone.time_zone);
    }
    if !gone.notes.is_empty() && gone.notes != kept.notes {
        let both = format!("{}\n\n{}", kept.notes, gone.notes);
        if both.chars().count() > MOST_NOTES {
            let detail = format!("the notes of both have more than {MOST_NOTES} characters together");
            return Err(Error::conflict("merge_notes_too_long", detail));
        }
        both.trim().clone_into(&mut kept.notes);
    }
    Ok(())
}

/// Open screens show the name of the one that is no more: they are told to read again.
async fn tell(work: &mut Work<'_>, moved: &[ConversationId]) -> Result<()> {
    for id in moved {
        let scope = Actor::system().scope();
        if let Some(conversation) = store::conversations::find_for_update(&work.tx, scope, *id).await? {
            work.save(&conversation).await?;
        }
    }
    Ok(())
}
