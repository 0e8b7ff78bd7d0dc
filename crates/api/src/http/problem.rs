//! Errors of use cases as `application/problem+json`: the one place where they meet HTTP.

use std::collections::BTreeMap;

use api_types::{FieldError, Problem};
use app::DbError;
use app::Error;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::validate::Invalid;
use utoipa::openapi::{ContentBuilder, RefOr, ResponseBuilder};

/// The content type of problems.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// What a handler returns.
pub type Result<T> = std::result::Result<T, ApiProblem>;

/// An error on its way to the client.
#[derive(Debug)]
pub struct ApiProblem {
    status: StatusCode,
    code: String,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    retry_after: Option<u64>,
    // Boxed: it is rare, and every handler returns this type.
    more: Option<Box<More>>,
}

/// What only some problems tell.
#[derive(Debug)]
enum More {
    /// What there is now, of what somebody else changed meanwhile.
    Current(serde_json::Value),
    /// Zero bits and challenge of the work that has to be done first.
    Work(u32, String),
}

impl ApiProblem {
    /// A problem with one reason.
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: impl Into<String>,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            title,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            more: None,
        }
    }

    /// The same with what there is now, of what somebody else changed meanwhile.
    #[must_use]
    pub fn with_current<T: serde::Serialize>(mut self, current: Option<T>) -> Self {
        // What cannot be written as JSON is left out: the refusal stands without it, and the client can read it.
        self.more = current
            .and_then(|current| serde_json::to_value(current).ok())
            .map(|current| Box::new(More::Current(current)));
        self
    }

    /// The request cannot be read.
    #[must_use]
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            code,
            "The request cannot be read",
            detail,
        )
    }

    /// Fields were refused.
    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let detail = errors
            .iter()
            .map(|e| format!("{}: {}", e.field, e.detail))
            .collect::<Vec<_>>()
            .join("; ");
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_fields",
            "Some fields were refused",
            detail,
        );
        problem.errors = errors;
        problem
    }

    /// Nobody is signed in, or the proof is wrong.
    #[must_use]
    pub fn unauthenticated(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, "Please sign in", detail)
    }

    /// The client has to wait.
    #[must_use]
    pub fn too_many(code: &'static str, detail: impl Into<String>, retry_after: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, code, "Too many requests", detail);
        problem.retry_after = Some(retry_after);
        problem
    }

    /// The body.
    pub(crate) fn into_problem(self) -> Problem {
        let (current, difficulty, challenge) = match self.more.map(|more| *more) {
            None => (None, None, None),
            Some(More::Current(current)) => (Some(current), None, None),
            Some(More::Work(difficulty, challenge)) => (None, Some(difficulty), Some(challenge)),
        };
        Problem {
            difficulty,
            challenge,
            kind: format!("urn:rapport:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail,
            errors: self.errors,
            current,
            request_id: None,
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether the very same may work later: when the client must slow down, or something of ours failed.
    #[must_use]
    pub fn may_work_later(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS || self.status.is_server_error()
    }

    /// What happened, in words.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Something of ours failed. The cause goes to the log, once; the client learns only that it was not its fault.
    pub(crate) fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %cause, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The server failed",
            "The server could not do this. Nothing was changed. The request id finds the cause in the server's log.",
        )
    }

    fn unavailable(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %cause, "database unavailable");
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database_unavailable",
            "The database does not answer",
            "The database does not answer at the moment. Nothing was changed; try again.",
        );
        problem.retry_after = Some(2);
        problem
    }
}

impl From<Error> for ApiProblem {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        match error {
            Error::NotFound { what, .. } => Self::new(
                StatusCode::NOT_FOUND,
                format!("{what}_not_found"),
                "It does not exist",
                detail,
            ),
            Error::Denied(_) => Self::new(
                StatusCode::FORBIDDEN,
                "permission_missing",
                "You may not do this",
                detail,
            ),
            Error::Forbidden { code, .. } => {
                Self::new(StatusCode::FORBIDDEN, code, "You may not do this", detail)
            }
            Error::Invalid(invalid) => Self::fields(field_errors(invalid)),
            Error::Taken(invalid) => {
                let code = invalid.0.first().map_or("taken", |error| error.code);
                let mut problem =
                    Self::new(StatusCode::CONFLICT, code, "It belongs to something else", detail);
                problem.errors = field_errors(invalid);
                problem
            }
            Error::Conflict { code, .. } => Self::new(
                StatusCode::CONFLICT,
                code,
                "It does not fit the present state",
                detail,
            ),
            Error::Unauthenticated { code, .. } => Self::unauthenticated(code, detail),
            Error::TooMany {
                code, retry_after, ..
            } => Self::too_many(code, detail, retry_after),
            Error::ProofRequired {
                difficulty,
                challenge,
            } => {
                let mut problem = Self::new(
                    StatusCode::PRECONDITION_REQUIRED,
                    "proof_required",
                    "Work has to be done first",
                    detail,
                );
                problem.more = Some(Box::new(More::Work(difficulty, challenge)));
                problem
            }
            Error::Upstream { code, .. } => {
                Self::new(StatusCode::BAD_GATEWAY, code, "Another server failed", detail)
            }
            Error::Db(error) => Self::from(error),
            Error::Blob(error) => Self::internal(&error),
            Error::Internal(cause) => Self::internal(&cause),
        }
    }
}

fn field_errors(invalid: Invalid) -> Vec<FieldError> {
    let field = |error: domain::validate::FieldError| FieldError {
        field: error.field,
        code: error.code.to_owned(),
        detail: error.detail,
    };
    invalid.0.into_iter().map(field).collect()
}

impl From<DbError> for ApiProblem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy(_) | DbError::Serialization(_) | DbError::Connection(_) => {
                Self::unavailable(&error)
            }
            // What neither database can store, such as a NUL character, in a place that no check looks at.
            DbError::Argument(reason) => Self::bad_request("invalid_characters", reason),
            other => Self::internal(&other),
        }
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status, self.retry_after);
        let body = self.into_problem();
        let mut response = (status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The problems that every operation can answer, for the document.
pub struct ClientProblem;

impl utoipa::IntoResponses for ClientProblem {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let problem = |description: &str| {
            let content = ContentBuilder::new()
                .schema(Some(utoipa::openapi::Ref::from_schema_name("Problem")))
                .build();
            RefOr::T(
                ResponseBuilder::new()
                    .description(description)
                    .content("application/problem+json", content)
                    .build(),
            )
        };
        BTreeMap::from([
            (
                "4XX".to_owned(),
                problem("The request was refused; `code` and `errors` say why"),
            ),
            (
                "5XX".to_owned(),
                problem("The server could not do it; nothing was changed"),
            ),
        ])
    }
}
