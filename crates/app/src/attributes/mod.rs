//! Attributes: what an organisation wants to know of contacts and conversations, defined in its settings.

mod values;

use std::sync::Arc;

use db::DbError;
pub use domain::attributes::{Attribute, AttributeKind, AttributeSubject, AttributeValue};
use domain::attributes::{check_choices, check_key};
use domain::validate::Checks;
use domain::{Actor, AttributeId, Permission};

use crate::core::{Core, Error, Result};

pub use values::{Known, Values};
pub(crate) use values::{known_of_contacts, set, wanted};

/// Most attributes of one subject: more than fit beside a conversation.
const MOST: usize = 100;

/// An attribute about to be.
#[derive(Debug, Clone)]
pub struct NewAttribute {
    /// `contact` or `conversation`.
    pub subject: String,
    /// How programs call it.
    pub key: String,
    /// How people call it.
    pub label: String,
    /// What kind of values it holds.
    pub kind: String,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// Whether a value may be taken away again.
    pub required: bool,
}

/// A change of an attribute; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct AttributeChange {
    /// How people call it.
    pub label: Option<String>,
    /// What can be chosen. Values that were chosen before stay.
    pub choices: Option<Vec<String>>,
    /// Whether a value may be taken away again.
    pub required: Option<bool>,
    /// Place among those of its subject, from 1.
    pub position: Option<i64>,
}

/// Use cases of attributes.
#[derive(Clone)]
pub struct Attributes {
    core: Arc<Core>,
}

impl Attributes {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// All attributes, those of contacts first, each subject's in their order.
    ///
    /// # Errors
    /// When the actor may not read conversations or the database fails.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Attribute>> {
        actor.require(Permission::ConversationsRead)?;
        Ok(store::attributes::list(self.core.reader()).await?)
    }

    /// Makes an attribute.
    ///
    /// # Errors
    /// When a field is refused, the key is taken, or the actor may not manage the organisation.
    pub async fn create(&self, actor: &Actor, new: &NewAttribute) -> Result<Attribute> {
        actor.require(Permission::OrganisationManage)?;
        let mut checks = Checks::new();
        let subject: Option<AttributeSubject> = checks.name("subject", &new.subject);
        let kind: Option<AttributeKind> = checks.name("kind", &new.kind);
        let key = check_key(&mut checks, "key", &new.key);
        let label = checks.line("label", &new.label, 1, 60);
        let choices = kind.map(|kind| check_choices(&mut checks, "choices", kind, &new.choices));
        checks.finish()?;
        let (Some(subject), Some(kind), Some(choices)) = (subject, kind, choices) else {
            return Err(Error::Internal("a refused attribute passed".to_owned()));
        };
        let mut attribute = Attribute {
            id: AttributeId(0),
            subject,
            key,
            label,
            kind,
            choices,
            required: new.required,
            position: 0,
        };
        let mut work = self.core.begin().await?;
        let present = store::attributes::list(&work.tx).await?;
        if present.iter().filter(|other| other.subject == subject).count() >= MOST {
            let detail = format!("there are {MOST} attributes of this subject already");
            return Err(Error::conflict("too_many_attributes", detail));
        }
        attribute.id = store::attributes::insert(&work.tx, &attribute, work.now)
            .await
            .map_err(|error| taken(error, &attribute.key))?;
        work.audit(
            actor,
            "attribute.created",
            ("attribute", Some(attribute.id.get())),
            &attribute.label,
        )
        .await?;
        work.settings_changed("attributes");
        let made = store::attributes::find(&work.tx, attribute.id)
            .await?
            .ok_or_else(|| Error::not_found("attribute", attribute.id))?;
        work.commit().await?;
        Ok(made)
    }

    /// Changes an attribute. Its key and kind stay, because programs and values rely on them.
    ///
    /// # Errors
    /// When there is no such attribute, a field is refused, or the actor may not manage the organisation.
    pub async fn update(
        &self,
        actor: &Actor,
        id: AttributeId,
        change: &AttributeChange,
    ) -> Result<Attribute> {
        actor.require(Permission::OrganisationManage)?;
        let mut work = self.core.begin().await?;
        let mut attribute = store::attributes::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("attribute", id))?;
        let mut checks = Checks::new();
        if let Some(label) = &change.label {
            attribute.label = checks.line("label", label, 1, 60);
        }
        if let Some(choices) = &change.choices {
            attribute.choices = check_choices(&mut checks, "choices", attribute.kind, choices);
        }
        if let Some(required) = change.required {
            attribute.required = required;
        }
        checks.finish()?;
        store::attributes::update(&work.tx, &attribute, work.now).await?;
        if let Some(position) = change.position {
            place(&work, &mut attribute, position).await?;
        }
        work.audit(
            actor,
            "attribute.updated",
            ("attribute", Some(id.get())),
            &attribute.label,
        )
        .await?;
        work.settings_changed("attributes");
        work.commit().await?;
        Ok(attribute)
    }

    /// Deletes an attribute with all its values.
    ///
    /// # Errors
    /// When there is no such attribute or the actor may not manage the organisation.
    pub async fn delete(&self, actor: &Actor, id: AttributeId) -> Result<()> {
        actor.require(Permission::OrganisationManage)?;
        let mut work = self.core.begin().await?;
        let attribute = store::attributes::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("attribute", id))?;
        store::attributes::delete(&work.tx, id).await?;
        work.audit(
            actor,
            "attribute.deleted",
            ("attribute", Some(id.get())),
            &attribute.label,
        )
        .await?;
        work.settings_changed("attributes");
        work.commit().await
    }
}

/// Puts an attribute at a place among those of its subject; the others move up or down and keep their order.
async fn place(work: &crate::core::Work<'_>, attribute: &mut Attribute, position: i64) -> Result<()> {
    let mut others = store::attributes::list(&work.tx).await?;
    others.retain(|other| other.subject == attribute.subject && other.id != attribute.id);
    let most = i64::try_from(others.len()).unwrap_or(i64::MAX - 1) + 1;
    let at = position.clamp(1, most);
    attribute.position = at;
    for (index, other) in others.iter_mut().enumerate() {
        let index = i64::try_from(index).unwrap_or(i64::MAX - 2) + 1;
        let wanted = if index >= at { index + 1 } else { index };
        if other.position != wanted {
            other.position = wanted;
            store::attributes::update(&work.tx, other, work.now).await?;
        }
    }
    Ok(store::attributes::update(&work.tx, attribute, work.now).await?)
}

fn taken(error: DbError, key: &str) -> Error {
    match error {
        DbError::UniqueViolation { .. } => Error::taken(
            "key",
            "attribute_exists",
            format!("there is already an attribute \"{key}\" of this subject"),
        ),
        other => other.into(),
    }
}
