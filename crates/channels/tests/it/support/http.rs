//! A provider's token server, and the place where Dovecot asks about tokens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};

#[derive(Default)]
pub struct Provider {
    /// Answers to token requests, one after the other; the last one stays.
    pub answers: Vec<(u16, String)>,
    /// What was sent.
    pub requests: Vec<HashMap<String, String>>,
    /// Tokens that open `help@example.ro`.
    pub good: Vec<String>,
}

#[derive(Clone)]
pub struct TokenServer {
    pub port: u16,
    provider: Arc<Mutex<Provider>>,
}

impl TokenServer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            provider: Arc::default(),
        };
        let router = Router::new()
            .route("/token", post(token))
            .route("/info", get(info).post(info))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    pub fn provider(&self) -> MutexGuard<'_, Provider> {
        self.provider.lock().unwrap()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The next answer to a token request.
    pub fn answers(&self, status: u16, body: &str) {
        self.provider().answers.push((status, body.to_owned()));
    }
}

async fn token(State(server): State<TokenServer>, Form(form): Form<HashMap<String, String>>) -> Response {
    // As slow as a real one, so that requests at the same time really meet.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let mut provider = server.provider();
    provider.requests.push(form);
    let answer = if provider.answers.len() > 1 {
        provider.answers.remove(0)
    } else {
        provider.answers[0].clone()
    };
    (StatusCode::from_u16(answer.0).unwrap(), answer.1).into_response()
}

/// As RFC 7662 has it: what is no token of ours is not an error but inactive.
async fn info(State(server): State<TokenServer>, Query(query): Query<HashMap<String, String>>) -> Response {
    let good = query
        .get("token")
        .is_some_and(|token| server.provider().good.contains(token));
    let active = if good { "true" } else { "false" };
    Json(serde_json::json!({ "active": active, "email": "help@example.ro" })).into_response()
}
