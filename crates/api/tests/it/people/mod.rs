//! People come and forget their passwords: letters of the organisation through real mail servers, and what strangers learn.

mod brands;
mod first_steps;
mod invitations;
mod letters;
mod password_resets;

use domain::InboxId;
use serde_json::{Value, json};
use test_support::servers::{Dovecot, DovecotOptions, MailUser, Postfix, PostfixOptions, available};
use test_support::{TestApp, TestDb};

/// The inbox that letters leave through.
pub const SUPPORT: &str = "help@ours.test";
/// The colleague to be.
pub const ANA: &str = "ana@ours.test";
/// Somebody's other address.
pub const OTHER: &str = "other@ours.test";

/// The product with mail servers of its own.
pub struct Office {
    pub t: TestApp,
    pub inbox: InboxId,
    dovecot: Dovecot,
    postfix: Postfix,
}

impl Office {
    /// None when a mail server is not installed and nobody insists on it.
    pub async fn open(db: TestDb) -> Option<Self> {
        let mailboxes = [SUPPORT, ANA, OTHER, "owner@ours.test"];
        let options = DovecotOptions {
            users: mailboxes
                .iter()
                .map(|address| MailUser::new(address, "secret"))
                .collect(),
            ..DovecotOptions::default()
        };
        let dovecot = available(Dovecot::start(options).await)?;
        let postfix = available(Postfix::start(PostfixOptions::default(), &dovecot).await)?;
        let t = TestApp::on(db).await;
        let inbox = inbox(&t, "Support", SUPPORT, Some(postfix.smtp_port())).await;
        Some(Self {
            t,
            inbox,
            dovecot,
            postfix,
        })
    }

    /// A further inbox that sends through the same server.
    pub async fn inbox(&self, name: &str, address: &str) -> InboxId {
        inbox(&self.t, name, address, Some(self.postfix.smtp_port())).await
    }

    /// The mails of an address once there are that many.
    pub async fn mails(&self, address: &str, count: usize) -> Vec<String> {
        self.t.run_jobs().await;
        for _ in 0..200 {
            let mails = self.dovecot.mails(address, "INBOX").await.expect("a mailbox");
            if mails.len() >= count {
                assert_eq!(mails.len(), count, "too many mails for {address}");
                return mails
                    .into_iter()
                    .map(|raw| String::from_utf8(raw).expect("UTF-8"))
                    .collect();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{count} mails for {address} did not arrive");
    }

    pub async fn stop_sending(&mut self) {
        self.postfix.stop().await;
    }

    pub async fn send_again(&mut self) {
        self.postfix.start_again().await.expect("the mail server again");
    }
}

/// An inbox, with a server for sending or without one.
pub async fn inbox(t: &TestApp, name: &str, address: &str, smtp: Option<u16>) -> InboxId {
    let mut email = json!({ "from_name": "Ours" });
    if let Some(port) = smtp {
        email["smtp"] = json!({ "host": "127.0.0.1", "port": port, "security": "plain", "auth": "none" });
    }
    let body = json!({ "name": name, "address": address, "email": email });
    let made = t.owner().post("/inboxes", body).await.expect_status(201);
    InboxId(made["id"].as_i64().expect("an id"))
}

/// A mail, read.
pub fn read(mail: &str) -> mail::Mail {
    mail::parse(mail.as_bytes(), &mail::ParseOptions::default()).expect("a mail")
}

/// The token at the end of the link in a mail.
pub fn token(mail: &str, page: &str) -> String {
    let words = read(mail).text;
    let (_, rest) = words.split_once(&format!("/{page}/")).expect("a link");
    rest.split_whitespace().next().expect("a token").to_owned()
}

/// The body of an invitation.
pub fn invite(name: &str, email: &str, role: i64) -> Value {
    json!({ "name": name, "email": email, "role_id": role, "locale": "vi" })
}
