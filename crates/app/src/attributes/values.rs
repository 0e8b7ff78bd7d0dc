//! Values of attributes: read, checked, written, and told in the timeline where they change a conversation.

use std::collections::{BTreeMap, HashMap};

use db::Executor;
use domain::attributes::{Attribute, AttributeSubject, AttributeValue};
use domain::conversations::EntryKind;
use domain::text::fold;
use domain::validate::Checks;
use domain::{Actor, AttributeId, ContactId, ConversationId, Mask, Permission};
use store::attributes::Owner;

use super::Attributes;
use crate::core::{Actorly, Error, Result, What, Work};

/// Values by the keys of their attributes; none takes one away.
pub type Values = BTreeMap<String, Option<AttributeValue>>;

/// A value that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Of which attribute.
    pub id: AttributeId,
    /// How programs call that.
    pub key: String,
    /// The value, as the reader may see it.
    pub value: AttributeValue,
}

/// One value that becomes another; both as they are kept.
pub(crate) struct Changed {
    attribute: Attribute,
    from: Option<String>,
    to: Option<String>,
}

impl Attributes {
    /// What is known of a conversation.
    ///
    /// # Errors
    /// `conversation_not_found` when it does not exist or may not be seen.
    pub async fn of_conversation(&self, actor: &Actor, id: ConversationId) -> Result<Vec<Known>> {
        actor.require(Permission::ConversationsRead)?;
        let db = self.core.reader();
        store::conversations::find(db, actor.scope(), actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let all = store::attributes::list(db).await?;
        let kept = store::attributes::values(db, Owner::Conversation(id)).await?;
        Ok(known(&all, kept, Mask::of(actor)))
    }

    /// Sets what is known of a conversation; what is absent stays. Each change is an entry of the timeline.
    ///
    /// # Errors
    /// `conversation_not_found`, refused values by their keys, or when the actor may not change conversations.
    pub async fn set_of_conversation(
        &self,
        actor: &Actor,
        id: ConversationId,
        values: &Values,
    ) -> Result<Vec<Known>> {
        actor.require(Permission::ConversationsUpdate)?;
        let mut work = self.core.begin().await?;
        let mut conversation = store::conversations::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("conversation", id))?;
        let changes = set(&work, actor, Owner::Conversation(id), values).await?;
        if !changes.is_empty() {
            let who = Actorly::from(actor);
            for change in &changes {
                let (from, to) = (
                    change.told(change.from.as_deref()),
                    change.told(change.to.as_deref()),
                );
                let what = What {
                    kind: EntryKind::AttributeChanged,
                    message: None,
                    from: from.as_deref(),
                    to: to.as_deref(),
                };
                work.append(&mut conversation, &who, what).await?;
            }
            work.save(&conversation).await?;
            if let Some(agent) = actor.agent_id() {
                work.seen(agent, id, conversation.inbox_id, conversation.last_seq)
                    .await?;
            }
            work.commit().await?;
        }
        self.of_conversation(actor, id).await
    }

    /// Sets what is known of a contact; what is absent stays. Read the contact again afterwards.
    ///
    /// # Errors
    /// `contact_not_found`, refused values by their keys, or when the actor may not change contacts.
    pub async fn set_of_contact(&self, actor: &Actor, id: ContactId, values: &Values) -> Result<()> {
        actor.require(Permission::ContactsWrite)?;
        let mut work = self.core.begin().await?;
        let contact = store::contacts::find_for_update(&work.tx, actor.scope(), id)
            .await?
            .ok_or_else(|| Error::not_found("contact", id))?;
        let changes = set(&work, actor, Owner::Contact(id), values).await?;
        if changes.is_empty() {
            return Ok(());
        }
        let labels: Vec<&str> = changes.iter().map(|c| c.attribute.label.as_str()).collect();
        let detail = format!("{}: {}", contact.name, labels.join(", "));
        work.audit(actor, "contact.updated", ("contact", Some(id.get())), &detail)
            .await?;
        work.commit().await
    }
}

impl Changed {
    /// A value as the timeline tells it, with the name of what it is a value of.
    fn told(&self, kept: Option<&str>) -> Option<String> {
        kept.map(|kept| format!("{}: {kept}", self.attribute.label))
    }
}

/// Writes values of an owner that was locked; returns what is otherwise than before.
pub(crate) async fn set(
    work: &Work<'_>,
    actor: &Actor,
    owner: Owner,
    values: &Values,
) -> Result<Vec<Changed>> {
    let subject = match owner {
        Owner::Contact(_) => AttributeSubject::Contact,
        Owner::Conversation(_) => AttributeSubject::Conversation,
    };
    let all = store::attributes::list(&work.tx).await?;
    let before: HashMap<AttributeId, String> = store::attributes::values(&work.tx, owner)
        .await?
        .into_iter()
        .collect();
    let mut checks = Checks::new();
    let mut changes = Vec::new();
    for (key, value) in values {
        let field = format!("values.{key}");
        let Some(attribute) = all.iter().find(|a| a.subject == subject && a.key == *key) else {
            checks.refuse(
                &field,
                "attribute_not_found",
                format!("there is no attribute \"{key}\""),
            );
            continue;
        };
        let from = before.get(&attribute.id).cloned();
        if let Some(from) = &from
            && Mask::of(actor).text(from) != *from
        {
            // They would write back what they see: the mask.
            checks.refuse(&field, "personal_data_masked", "is masked for your role");
            continue;
        }
        let to = attribute.check(&mut checks, &field, value.as_ref());
        if from != to {
            let attribute = attribute.clone();
            changes.push(Changed { attribute, from, to });
        }
    }
    checks.finish()?;
    for change in &changes {
        let id = change.attribute.id;
        match &change.to {
            Some(value) => {
                store::attributes::put_value(&work.tx, owner, id, value, &fold(value), work.now).await?;
            }
            None => store::attributes::delete_value(&work.tx, owner, id).await?,
        }
    }
    Ok(changes)
}

/// Kept values with the keys of their attributes, in the order of those.
fn known(all: &[Attribute], kept: Vec<(AttributeId, String)>, mask: Mask) -> Vec<Known> {
    let kept: HashMap<AttributeId, String> = kept.into_iter().collect();
    let each = |attribute: &Attribute| {
        kept.get(&attribute.id).map(|value| Known {
            id: attribute.id,
            key: attribute.key.clone(),
            value: match attribute.read(value) {
                AttributeValue::Text(text) => AttributeValue::Text(mask.text(&text)),
                other => other,
            },
        })
    };
    all.iter().filter_map(each).collect()
}

/// What is known of some contacts, which the caller has read under a scope.
pub(crate) async fn known_of_contacts(
    db: &impl Executor,
    contacts: &[ContactId],
    mask: Mask,
) -> Result<HashMap<ContactId, Vec<Known>>> {
    let mut kept: HashMap<ContactId, Vec<(AttributeId, String)>> = HashMap::new();
    for (contact, attribute, value) in store::attributes::values_of_contacts(db, contacts).await? {
        kept.entry(contact).or_default().push((attribute, value));
    }
    if kept.is_empty() {
        return Ok(HashMap::new());
    }
    let all = store::attributes::list(db).await?;
    Ok(kept
        .into_iter()
        .map(|(contact, kept)| (contact, known(&all, kept, mask)))
        .collect())
}

/// Reads the condition `key:value` of a list. What no value can be, nothing has.
pub(crate) async fn wanted(
    db: &impl Executor,
    subject: AttributeSubject,
    condition: &str,
) -> Result<(AttributeId, String)> {
    let Some((key, value)) = condition.split_once(':') else {
        let detail = format!("\"{condition}\" is not a condition such as plan:gold");
        return Err(Error::field("attribute", "invalid_condition", detail));
    };
    let all = store::attributes::list(db).await?;
    let found = all.iter().find(|a| a.subject == subject && a.key == key.trim());
    match found {
        Some(attribute) => Ok((attribute.id, fold(value.trim()))),
        None => Err(Error::field(
            "attribute",
            "attribute_not_found",
            format!("there is no attribute \"{}\"", key.trim()),
        )),
    }
}
