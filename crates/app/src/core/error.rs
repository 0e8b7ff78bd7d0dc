//! Why a use case refused, in a form that the API can show as it is.

use db::DbError;
use domain::Denied;
use domain::validate::Invalid;

use super::blobs::BlobError;

/// What a use case returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case refused. Codes are stable: programs and translations rely on them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not even know that there is.
    #[error("{what} {id} does not exist")]
    NotFound {
        /// What was looked for, as in `conversation`; the code is `<what>_not_found`.
        what: &'static str,
        /// Key or name that was given.
        id: String,
    },
    /// The actor may see it but not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The actor may do this only under a condition that does not hold.
    #[error("{detail}")]
    Forbidden {
        /// Stable code.
        code: &'static str,
        /// The reason in words.
        detail: String,
    },
    /// Fields of the request were refused.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A value of the request belongs to something else already. The code is that of the field.
    #[error(transparent)]
    Taken(Invalid),
    /// The request is right but does not fit the present state.
    #[error("{detail}")]
    Conflict {
        /// Stable code.
        code: &'static str,
        /// The reason in words.
        detail: String,
    },
    /// Nobody is signed in, or the proof is wrong.
    #[error("{detail}")]
    Unauthenticated {
        /// Stable code.
        code: &'static str,
        /// The reason in words.
        detail: String,
    },
    /// Too often; try again later.
    #[error("{detail}")]
    TooMany {
        /// Stable code.
        code: &'static str,
        /// The reason in words.
        detail: String,
        /// Seconds to wait.
        retry_after: u64,
    },
    /// Work has to be done first, so that asking for much costs something.
    #[error(
        "do the work first: SHA-256 of challenge, a colon and a nonce must begin with {difficulty} zero bits"
    )]
    ProofRequired {
        /// Leading zero bits.
        difficulty: u32,
        /// What to work on.
        challenge: String,
    },
    /// A server of somebody else did not do its part.
    #[error("{detail}")]
    Upstream {
        /// Stable code.
        code: &'static str,
        /// The reason in words.
        detail: String,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Db(#[from] DbError),
    /// The blob store failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// Something that should not happen; logged with its cause, shown without.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// There is no such thing.
    pub fn not_found(what: &'static str, id: impl std::fmt::Display) -> Self {
        Self::NotFound {
            what,
            id: id.to_string(),
        }
    }

    /// A field was refused.
    pub fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(Invalid::field(field, code, detail))
    }

    /// The value of a field belongs to something else already.
    pub fn taken(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Taken(Invalid::field(field, code, detail))
    }

    /// The request does not fit the present state.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            detail: detail.into(),
        }
    }
}
