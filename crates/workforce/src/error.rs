//! Why a question cannot be answered.

/// A field of the question that is wrong, and what is wrong with it.
///
/// Every function of this crate that can refuse its input refuses with this: the field is the name that the question
/// gave it, so that a form can show the reason beside its control.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Problem {
    /// Name of the field, as the question spells it.
    pub field: String,
    /// What is wrong and what would be right, in English.
    pub reason: String,
}

impl Problem {
    /// A refusal of one field.
    #[must_use]
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// A field that is needed and was not given.
    #[must_use]
    pub fn missing(field: &str, why: &str) -> Self {
        Self::new(field, format!("is missing: {why}"))
    }
}
