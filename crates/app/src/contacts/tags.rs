//! Tags on contacts.

use domain::{Actor, ContactId, Permission};

use super::{ContactDetail, Contacts, not_found};
use crate::conversations::TagChange;
use crate::core::{Error, Result};

impl Contacts {
    /// Puts tags on a contact and takes others off. What is already so changes nothing.
    ///
    /// # Errors
    /// `contact_not_found`, tags that do not exist, or when the actor may not change contacts.
    pub async fn change_tags(
        &self,
        actor: &Actor,
        id: ContactId,
        change: &TagChange,
    ) -> Result<ContactDetail> {
        actor.require(Permission::ContactsWrite)?;
        let mut work = self.core.begin().await?;
        let contact = store::contacts::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| not_found(id))?;
        let adding = change.add.iter().map(|tag| (*tag, true));
        let removing = change.remove.iter().map(|tag| (*tag, false));
        let mut told = Vec::new();
        for (tag, add) in adding.chain(removing) {
            let field = if add { "add" } else { "remove" };
            let found = store::tags::find(&work.tx, tag)
                .await?
                .ok_or_else(|| Error::field(field, "tag_not_found", format!("tag {tag} does not exist")))?;
            let changed = if add {
                store::tags::attach_to_contact(&work.tx, id, tag).await?
            } else {
                store::tags::detach_from_contact(&work.tx, id, tag).await?
            };
            if changed {
                told.push(format!("{}{}", if add { "+" } else { "\u{2212}" }, found.name));
            }
        }
        if !told.is_empty() {
            let detail = format!("{}: tags {}", contact.name, told.join(", "));
            work.audit(actor, "contact.updated", ("contact", Some(id.get())), &detail)
                .await?;
            work.commit().await?;
        }
        self.read(actor, id).await
    }
}
