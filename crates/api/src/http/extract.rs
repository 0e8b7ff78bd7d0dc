//! Extractors whose refusals are problems that name field and reason.

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::problem::ApiProblem;

/// Largest JSON body, in bytes. Files have a route of their own.
pub(super) const MAX_JSON: usize = 4 * 1024 * 1024;

/// A JSON body.
pub struct ApiJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        if !is_json(request.headers()) {
            return Err(ApiProblem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "json_expected",
                "JSON is expected",
                "send the body with Content-Type: application/json",
            ));
        }
        let body: Bytes = axum::body::to_bytes(request.into_body(), MAX_JSON)
            .await
            .map_err(|_| body_too_large())?;
        let mut deserializer = serde_json::Deserializer::from_slice(&body);
        let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let field = error.path().to_string();
            let inner = error.into_inner();
            if inner.is_data() {
                refused(&field, &inner.to_string())
            } else {
                ApiProblem::bad_request("invalid_json", format!("the body is not JSON: {inner}"))
            }
        })?;
        deserializer.end().map_err(|error| {
            ApiProblem::bad_request("invalid_json", format!("the body is not JSON: {error}"))
        })?;
        Ok(Self(value))
    }
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/json"))
}

pub(super) fn body_too_large() -> ApiProblem {
    ApiProblem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "The body is too large",
        format!("a JSON body may have at most {MAX_JSON} bytes; upload files with POST /api/v1/attachments"),
    )
}

/// A field whose value has the wrong type or is missing.
fn refused(path: &str, reason: &str) -> ApiProblem {
    let reason = reason.split(" at line ").next().unwrap_or(reason);
    let missing = reason
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    let (field, code, detail) = match missing {
        Some(name) if path == "." => (name.to_owned(), "required", "is missing".to_owned()),
        Some(name) => (format!("{path}.{name}"), "required", "is missing".to_owned()),
        None => (path.to_owned(), "invalid_type", reason.to_owned()),
    };
    ApiProblem::fields(vec![api_types::FieldError {
        field,
        code: code.to_owned(),
        detail,
    }])
}

/// A query string.
pub struct ApiQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(ApiProblem::bad_request("invalid_query", error.body_text())),
        }
    }
}

/// The ids in a path. What is not a number names nothing, so it answers 404.
pub struct ApiPath<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for ApiPath<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(error) => Err(ApiProblem::new(
                StatusCode::NOT_FOUND,
                "not_found",
                "It does not exist",
                format!("the path does not name anything: {}", error.body_text()),
            )),
        }
    }
}
