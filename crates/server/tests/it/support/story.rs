//! The beginning of every story: mail servers, the product with its owner, an inbox that is watched.

use serde_json::{Value, json};
use test_support::servers::{Dovecot, DovecotOptions, MailUser, Postfix, PostfixOptions, available};
use test_support::{Client, PASSWORD, TestDb};

use super::{Node, Product, eventually};

/// The inbox's address.
pub const SUPPORT: &str = "help@ours.test";
/// A customer with a mailbox.
pub const CUSTOMER: &str = "lan@customer.test";
/// Another one.
pub const OTHER_CUSTOMER: &str = "minh@customer.test";

/// Everything runs. The node ends first, the database goes last.
pub struct Story {
    /// The server.
    pub node: Option<Node>,
    /// The installation.
    pub product: Product,
    /// The owner, signed in.
    pub owner: Client,
    /// The inbox.
    pub inbox: i64,
    /// Everybody's mailboxes.
    pub dovecot: Dovecot,
    /// Everybody's mail server.
    pub postfix: Postfix,
    _db: TestDb,
}

impl Story {
    /// One server that does everything. `None` when a mail server is not installed and nobody insists on it.
    pub async fn begin(db: TestDb) -> Option<Self> {
        let (dovecot, postfix) = mail_servers(PostfixOptions {
            tls: true,
            ..PostfixOptions::default()
        })
        .await?;
        let mut product = Product::on(&db);
        trust(&mut product, &dovecot, &postfix);
        let node = product.serve(&[]).await;
        let owner = owner_of(&node).await;
        let inbox = watched_inbox(&owner, &dovecot, &postfix).await;
        Some(Self {
            node: Some(node),
            product,
            owner,
            inbox,
            dovecot,
            postfix,
            _db: db,
        })
    }

    /// One server for browsers, one for everything else, and NATS between them.
    pub async fn begin_apart(db: TestDb, nats: &str) -> Option<(Self, Node)> {
        let (dovecot, postfix) = mail_servers(PostfixOptions {
            tls: true,
            ..PostfixOptions::default()
        })
        .await?;
        let mut product = Product::on(&db);
        trust(&mut product, &dovecot, &postfix);
        product.set("RAPPORT_BUS__URL", nats);
        let web = product.serve(&["--roles", "web"]).await;
        let worker = product.serve(&["--roles", "worker,channels"]).await;
        let owner = owner_of(&web).await;
        let inbox = watched_inbox(&owner, &dovecot, &postfix).await;
        let story = Self {
            node: Some(web),
            product,
            owner,
            inbox,
            dovecot,
            postfix,
            _db: db,
        };
        Some((story, worker))
    }

    /// Takes the server out, to end it.
    pub fn take_node(&mut self) -> Node {
        self.node.take().expect("a running server")
    }

    /// Starts a server at the address that browsers know.
    pub async fn start_again(&mut self) {
        let port = self.owner.address().port();
        self.node = Some(self.product.serve_at(port, &[]).await);
    }

    /// Puts a mail into the inbox's mailbox.
    pub async fn deliver(&self, mail: &[u8]) {
        self.dovecot.deliver(SUPPORT, mail).await.expect("delivering");
    }

    /// All conversations, whatever their status.
    pub async fn conversations(&self) -> Vec<Value> {
        let page = self.owner.get("/conversations?status=any&limit=200").await.ok();
        page["items"].as_array().expect("a page").clone()
    }

    /// Waits until there are that many conversations.
    pub async fn until_conversations(&self, count: usize) -> Vec<Value> {
        eventually(&format!("{count} conversations"), async || {
            let all = self.conversations().await;
            (all.len() >= count).then_some(all)
        })
        .await
    }

    /// Waits for the conversation with that subject; returns its key.
    pub async fn conversation(&self, subject: &str) -> i64 {
        eventually(&format!("a conversation «{subject}»"), async || {
            let all = self.conversations().await;
            let found = all.iter().find(|c| c["subject"] == subject)?;
            found["id"].as_i64()
        })
        .await
    }

    /// Answers a conversation.
    pub async fn reply(&self, conversation: i64, text: &str) {
        let path = format!("/conversations/{conversation}/replies");
        self.owner
            .post(&path, json!({"text": text}))
            .await
            .expect_status(201);
    }

    /// The messages of a conversation, in order.
    pub async fn messages(&self, conversation: i64) -> Vec<Value> {
        let path = format!("/conversations/{conversation}/timeline?limit=200");
        let timeline = self.owner.get(&path).await.ok();
        let entries = timeline["entries"].as_array().expect("a timeline");
        entries
            .iter()
            .filter(|entry| entry["kind"] == "message")
            .map(|entry| entry["message"].clone())
            .collect()
    }

    /// Waits until a mailbox holds that many mails; returns them.
    pub async fn mailbox(&self, address: &str, count: usize) -> Vec<Vec<u8>> {
        eventually(&format!("{count} mails of {address}"), async || {
            let mails = self.dovecot.mails(address, "INBOX").await.expect("a mailbox");
            (mails.len() >= count).then_some(mails)
        })
        .await
    }

    /// What the inbox's ledger counts.
    pub async fn ledger(&self) -> Value {
        self.owner
            .get(&format!("/inboxes/{}/ledger", self.inbox))
            .await
            .ok()
    }
}

/// Dovecot and a Postfix that delivers into it.
async fn mail_servers(options: PostfixOptions) -> Option<(Dovecot, Postfix)> {
    let users = [SUPPORT, CUSTOMER, OTHER_CUSTOMER]
        .map(|address| MailUser::new(address, "secret"))
        .to_vec();
    let imap = DovecotOptions {
        users,
        tls: options.tls,
        ..DovecotOptions::default()
    };
    let dovecot = available(Dovecot::start(imap).await)?;
    let postfix = available(Postfix::start(options, &dovecot).await)?;
    Some((dovecot, postfix))
}

/// The two servers have authorities of their own. And polling is put off for an hour, so that only IDLE can bring mail.
fn trust(product: &mut Product, dovecot: &Dovecot, postfix: &Postfix) {
    let authorities = product.folder().join("authorities.pem");
    let pem = [dovecot.authority_pem(), postfix.authority_pem()].map(Option::unwrap_or_default);
    std::fs::write(&authorities, pem.concat()).expect("writing the authorities");
    product.set("RAPPORT_MAIL__EXTRA_CA_FILE", &authorities.display().to_string());
    product.set("RAPPORT_MAIL__POLL_SECONDS", "3600");
}

/// Sets a new installation up, without time to take answers back; returns its owner.
pub async fn owner_of(node: &Node) -> Client {
    let client = Client::new(node.address());
    let body =
        json!({"organisation": "Ours", "name": "Olga", "email": "owner@ours.test", "password": PASSWORD});
    let answer = client.post("/setup/owner", body).await;
    let owner = client.signed_in(answer);
    owner
        .patch("/organisation", json!({"undo_send_seconds": 0}))
        .await
        .ok();
    owner
}

/// Makes the inbox and waits until its mailbox is watched.
async fn watched_inbox(owner: &Client, dovecot: &Dovecot, postfix: &Postfix) -> i64 {
    let server = |port: u16| json!({"host": "localhost", "port": port, "security": "tls", "username": SUPPORT, "password": "secret"});
    let email = json!({
        "from_name": "Ours", "imap": server(dovecot.imaps_port()), "smtp": server(postfix.smtps_port()),
    });
    let body = json!({"name": "Support", "address": SUPPORT, "email": email});
    let made = owner.post("/inboxes", body).await.expect_status(201);
    let id = made["id"].as_i64().expect("a key");
    eventually("the mailbox is watched", async || {
        let inbox = owner.get(&format!("/inboxes/{id}")).await.ok();
        (inbox["health"] == "ok").then_some(())
    })
    .await;
    id
}
