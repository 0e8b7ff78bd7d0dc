//! A browser, as far as HTTP is concerned.

use std::net::SocketAddr;

use reqwest::{Method, StatusCode, header};
use serde_json::Value;

/// A browser with its cookie.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    cookie: Option<String>,
    csrf: Option<String>,
    headers: Vec<(String, String)>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: header::HeaderMap,
    /// The body's bytes.
    pub bytes: Vec<u8>,
    /// The body as JSON; null when it is none.
    pub json: Value,
    what: String,
}

impl Answer {
    /// The body, when the status is the one expected.
    pub fn expect_status(self, status: u16) -> Value {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{} answered {}",
            self.what,
            self.text()
        );
        self.json
    }

    /// The body of a success.
    pub fn ok(self) -> Value {
        assert!(
            self.status.is_success(),
            "{} answered {} {}",
            self.what,
            self.status,
            self.text()
        );
        self.json
    }

    /// Checks that it is a problem with this status and code; returns it.
    pub fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{} answered {}",
            self.what,
            self.text()
        );
        let content_type = self
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        assert_eq!(content_type, Some("application/problem+json"), "{}", self.what);
        assert_eq!(self.json["code"], code, "{} answered {}", self.what, self.text());
        assert_eq!(self.json["status"], status, "{}", self.what);
        self.json
    }

    /// Checks that it refuses this field for this reason.
    pub fn refuses(self, field: &str, code: &str) -> Value {
        let problem = self.problem(422, "invalid_fields");
        let found = problem["errors"]
            .as_array()
            .is_some_and(|errors| errors.iter().any(|e| e["field"] == field && e["code"] == code));
        assert!(found, "expected {field}: {code} in {problem}");
        problem
    }

    /// Checks that it refuses fields; returns which, in the order in which it names them.
    pub fn refused_fields(self) -> Vec<String> {
        let problem = self.problem(422, "invalid_fields");
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| error["field"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Client {
    /// A browser that is not signed in, for a server that listens there.
    ///
    /// # Panics
    /// When the process has no TLS provider yet: `channels::install_tls` gives it one.
    pub fn new(address: SocketAddr) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("an HTTP client");
        Self {
            http,
            address,
            cookie: None,
            csrf: None,
            headers: Vec::new(),
        }
    }

    /// This browser, signed in by the answer to a sign-in.
    #[must_use]
    pub fn signed_in(mut self, answer: Answer) -> Self {
        let cookie = answer
            .headers
            .get(header::SET_COOKIE)
            .and_then(|v| v.to_str().ok());
        self.cookie = cookie
            .and_then(|cookie| cookie.split(';').next())
            .map(str::to_owned);
        let session = answer.expect_status(200);
        self.csrf = session["csrf_token"].as_str().map(str::to_owned);
        assert!(
            self.csrf.is_some() && self.cookie.is_some(),
            "signing in gave no cookie"
        );
        self
    }

    /// The same browser with one more header on every request.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same browser without its CSRF token.
    #[must_use]
    pub fn without_csrf(mut self) -> Self {
        self.csrf = None;
        self
    }

    /// A program with an API token.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Self {
        let mut program = Self::new(self.address);
        program.headers.clone_from(&self.headers);
        program
            .headers
            .push(("authorization".to_owned(), format!("Bearer {token}")));
        program
    }

    /// The headers that it sends with every request.
    pub fn extra_headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Where its server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The session cookie, for WebSockets.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Reads a route below `/api/v1` (or any path when it begins with two slashes).
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// Puts JSON.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// Patches with JSON.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Posts bytes.
    pub async fn post_bytes(&self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        self.send_bytes(Method::POST, path, content_type, body).await
    }

    /// Puts bytes.
    pub async fn put_bytes(&self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        self.send_bytes(Method::PUT, path, content_type, body).await
    }

    /// Patches with bytes.
    pub async fn patch_bytes(&self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        self.send_bytes(Method::PATCH, path, content_type, body).await
    }

    async fn send_bytes(&self, method: Method, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let what = format!("{method} {path}");
        let request = self
            .request(method, path)
            .header(header::CONTENT_TYPE, content_type)
            .body(body);
        self.answer(what, request).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let what = format!("{method} {path}");
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.answer(what, request).await
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let path = path
            .strip_prefix('/')
            .filter(|p| p.starts_with('/'))
            .map_or_else(|| format!("/api/v1{path}"), str::to_owned);
        let mut request = self
            .http
            .request(method, format!("http://{}{path}", self.address));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
    }

    async fn answer(&self, what: String, request: reqwest::RequestBuilder) -> Answer {
        let response = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.expect("the body").to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            bytes,
            json,
            what,
        }
    }
}
