//! The data and the statements, the same for all.

pub const TABLES: &str = "
    CREATE TABLE contact (id {int} NOT NULL PRIMARY KEY, name TEXT NOT NULL){strict};
    CREATE TABLE conversation (
        id {int} NOT NULL PRIMARY KEY, contact_id {int} NOT NULL REFERENCES contact (id), inbox_id {int} NOT NULL,
        status TEXT NOT NULL, assignee_id {int}, subject TEXT NOT NULL, preview TEXT NOT NULL,
        last_seq {int} NOT NULL, updated_at {int} NOT NULL){strict};
    CREATE INDEX conversation_list ON conversation (inbox_id, status, updated_at);
    CREATE TABLE message (
        conversation_id {int} NOT NULL REFERENCES conversation (id), seq {int} NOT NULL, author TEXT NOT NULL,
        body TEXT NOT NULL, created_at {int} NOT NULL, PRIMARY KEY (conversation_id, seq)){strict};";

pub const INBOXES: i64 = 20;
pub const MESSAGES: i64 = 5;

pub const LIST: &str =
    "SELECT c.id, c.contact_id, p.name, c.assignee_id, c.subject, c.preview, c.last_seq, c.updated_at
    FROM conversation AS c JOIN contact AS p ON p.id = c.contact_id
    WHERE c.inbox_id = $1 AND c.status = $2 ORDER BY c.updated_at DESC LIMIT 50";
pub const OPEN: &str =
    "SELECT c.id, c.contact_id, p.name, c.assignee_id, c.subject, c.preview, c.last_seq, c.updated_at
    FROM conversation AS c JOIN contact AS p ON p.id = c.contact_id WHERE c.id = $1";
pub const MESSAGES_OF: &str =
    "SELECT seq, author, body, created_at FROM message WHERE conversation_id = $1 ORDER BY seq DESC LIMIT 20";
pub const BUMP: &str =
    "UPDATE conversation SET last_seq = last_seq + 1, updated_at = $2 WHERE id = $1 RETURNING last_seq";
pub const INSERT: &str =
    "INSERT INTO message (conversation_id, seq, author, body, created_at) VALUES ($1, $2, $3, $4, $5)";

pub const INSERT_CONTACT: &str = "INSERT INTO contact (id, name) VALUES ($1, $2)";
pub const INSERT_CONVERSATION: &str = "INSERT INTO conversation
    (id, contact_id, inbox_id, status, assignee_id, subject, preview, last_seq, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// 800 bytes, as an average mail without its quotes.
pub fn body(seed: i64) -> String {
    let words = [
        "the",
        "parcel",
        "arrived",
        "damaged",
        "please",
        "đơn hàng",
        "refund",
        "înapoi",
        "today",
        "thanks",
    ];
    let mut text = String::with_capacity(820);
    let mut number = seed.unsigned_abs();
    while text.len() < 800 {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        text.push_str(words[(number >> 33) as usize % words.len()]);
        text.push(' ');
    }
    text
}

/// `?1` for `$1`, for the bare driver.
pub fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}
