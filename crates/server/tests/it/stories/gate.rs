//! A mail server pipes mail into `rapport mail-gate`.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use serde_json::json;
use test_support::servers::{
    Account, Dovecot, DovecotOptions, MailUser, PipeTo, Postfix, PostfixOptions, available,
};
use test_support::{Client, TestDb};

use crate::support::{CUSTOMER, Node, Product, answer, eventually, header, owner_of};

/// The inbox that is fed by the pipe.
const PIPED: &str = "help@gate.test";

struct Gate {
    node: Node,
    owner: Client,
    product: Product,
    dovecot: Dovecot,
    postfix: Postfix,
}

impl Gate {
    /// The configuration is written by the test, because one part of the story is that it is broken.
    async fn begin(mut product: Product) -> Option<Self> {
        let pipe_user = Account::unprivileged(&["nobody"]).expect("a user for the pipe");
        product.run_as(pipe_user);
        let program = executable_by_all(&product);
        let config = product.folder().join("gate.toml").display().to_string();
        let mut command = vec![program, "--config".to_owned(), config];
        command.extend(product.place());
        command.extend(["mail-gate", "--inbox", "${recipient}"].map(str::to_owned));
        let pipe = PipeTo {
            recipient: "gate.test".to_owned(),
            command,
            environment: Vec::new(),
        };
        let users = vec![MailUser::new(CUSTOMER, "secret")];
        let imap = DovecotOptions {
            users,
            ..DovecotOptions::default()
        };
        let dovecot = available(Dovecot::start(imap).await)?;
        let options = PostfixOptions {
            tls: false,
            pipes: vec![pipe],
        };
        let postfix = available(Postfix::start(options, &dovecot).await)?;
        let node = product.serve(&[]).await;
        let owner = owner_of(&node).await;
        let inbox = json!({"name": "Piped", "address": PIPED, "email": {}});
        owner.post("/inboxes", inbox).await.expect_status(201);
        let gate = Self {
            node,
            owner,
            product,
            dovecot,
            postfix,
        };
        gate.configure("");
        Some(gate)
    }

    fn configure(&self, text: &str) {
        let file = self.product.folder().join("gate.toml");
        std::fs::write(&file, text).expect("writing the configuration");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644))
            .expect("a configuration that all may read");
    }

    async fn send(&self, to: &str, subject: &str, id: &str) {
        let mail = answer(to, CUSTOMER, subject, id, None, "Hello.");
        let taken = self.postfix.send(CUSTOMER, to, &mail).await.expect("sending");
        assert!(taken.accepted(), "{taken:?}");
    }

    async fn has_conversation(&self, subject: &str) -> bool {
        let page = self.owner.get("/conversations?status=any").await.ok();
        let all = page["items"].as_array().expect("a page");
        all.iter().any(|c| c["subject"] == subject)
    }
}

/// The pipe runs as a user who may not look into every developer's folders, so that user gets a copy.
fn executable_by_all(product: &Product) -> String {
    let copy = product.folder().join("rapport");
    std::fs::copy(env!("CARGO_BIN_EXE_rapport"), &copy).expect("copying the program");
    for path in [product.folder(), copy.as_path()] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
    }
    copy.display().to_string()
}

async fn the_gate(product: Product) {
    let Some(gate) = Gate::begin(product).await else {
        return;
    };
    gate.send(PIPED, "Through the pipe", "p1@customer.test").await;
    eventually("the piped mail", async || {
        gate.has_conversation("Through the pipe").await.then_some(())
    })
    .await;

    // 67, nobody of that name: the mail server tells the sender.
    gate.send("nobody@gate.test", "Lost", "p2@customer.test").await;
    let bounce = eventually("the sender is told", async || {
        let mut mails = gate.dovecot.mails(CUSTOMER, "INBOX").await.expect("a mailbox");
        mails.pop()
    })
    .await;
    let text = String::from_utf8_lossy(&bounce);
    assert!(
        text.contains("nobody@gate.test") && text.contains("Action: failed"),
        "{text}"
    );
    assert!(header(&bounce, "Subject").is_some_and(|subject| subject.contains("Undelivered")));

    // 75, not now: the mail server keeps it until the configuration is repaired.
    gate.configure("mail = 7\n");
    gate.send(PIPED, "Kept meanwhile", "p3@customer.test").await;
    eventually("the mail server keeps the mail", async || {
        gate.postfix.log().contains("status=deferred").then_some(())
    })
    .await;
    gate.configure("");
    // By itself the queue may wait for minutes, when a try of its own met the end of the last one.
    eventually("the mail that was kept", async || {
        gate.postfix.flush().await.expect("flushing the queue");
        tokio::time::sleep(Duration::from_millis(500)).await;
        gate.has_conversation("Kept meanwhile").await.then_some(())
    })
    .await;

    // And with the server down, because the gate writes into the database by itself.
    let (
        port,
        Gate {
            node,
            product,
            postfix,
            owner,
            ..
        },
    ) = (gate.node.address().port(), gate);
    assert!(node.terminate().await.success());
    let mail = answer(PIPED, CUSTOMER, "At night", "p4@customer.test", None, "Hello.");
    assert!(postfix.send(CUSTOMER, PIPED, &mail).await.unwrap().accepted());
    eventually("the pipe took it", async || {
        (postfix.log().matches("status=sent (delivered via gate0").count() == 3).then_some(())
    })
    .await;
    let _node = product.serve_at(port, &[]).await;
    eventually("the mail of the night", async || {
        let page = owner.get("/conversations?status=any").await.ok();
        (page["items"].as_array()?.len() == 3).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_through_a_pipe_on_sqlite() {
    the_gate(Product::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_through_a_pipe_on_postgres() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    the_gate(Product::on(&db)).await;
}
