//! Accounts: set-up, sign-in, agents, roles, tokens, settings.

mod agents;
mod api_tokens;
mod roles;
mod sessions;
mod settings;
mod setup;
mod sign_in;

use db::args;
use serde_json::Value;
use test_support::{Client, TestApp};

/// The id of a built-in role.
pub async fn role(t: &TestApp, key: &str) -> i64 {
    t.value("SELECT id FROM role WHERE key = $1", args![key]).await
}

/// The signed-in agent's own id.
pub async fn own_id(client: &Client) -> i64 {
    client.get("/session").await.ok()["agent"]["id"].as_i64().unwrap()
}

/// How many lines of the audit log say this of that.
pub async fn audited(t: &TestApp, action: &str, subject: i64) -> i64 {
    t.value(
        "SELECT COUNT(*) FROM audit_entry WHERE action = $1 AND subject_id = $2",
        args![action, subject],
    )
    .await
}

/// The names of a list.
fn names(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect()
}
