//! Inboxes: setting them up, testing them, what became of their mail.

mod ledger;
mod oauth;
mod probe;
mod settings;

use serde_json::{Value, json};

/// A server in a request.
pub fn server(host: &str, port: u16, password: &str) -> Value {
    json!({"host": host, "port": port, "security": "plain", "username": "help@ours.test", "password": password})
}

/// An inbox in a request, with servers that nobody listens at.
pub fn request() -> Value {
    json!({
        "name": "Support",
        "address": "Help@ours.test",
        "email": {
            "from_name": "Ours",
            "aliases": ["support@ours.test"],
            "imap": server("127.0.0.1", 1, "imap secret"),
            "smtp": server("127.0.0.1", 1, "smtp secret"),
            "silent_alarm_hours": 24,
        }
    })
}
