//! Exit codes of `rapport mail-gate`: a mail server decides by them whether a mail is lost, returned or kept.

use serde_json::json;

use super::{run, stderr};
use crate::support::{Product, mail, owner_of};

fn gate(product: &Product, inbox: &str, input: &[u8]) -> (Option<i32>, String) {
    let output = run(product.command(&["mail-gate", "--inbox", inbox]), input);
    (output.status.code(), stderr(&output))
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_tell_the_mail_server_what_to_do() {
    let product = Product::new();
    let node = product.serve(&[]).await;
    let owner = owner_of(&node).await;
    let inbox =
        json!({"name": "Support", "address": "help@ours.test", "email": {"aliases": ["hi@ours.test"]}});
    let id = owner.post("/inboxes", inbox).await.expect_status(201)["id"].clone();

    let good = mail("lan@customer.test", "Lamp", "l1@customer.test", "Broken.");
    assert_eq!(gate(&product, "HELP@ours.test", &good).0, Some(0));
    let mbox = [
        b"From lan@customer.test Mon Mar  2 08:59:00 2026\n".as_slice(),
        &good,
    ]
    .concat();
    assert_eq!(gate(&product, "hi@ours.test", &mbox).0, Some(0));

    for nothing in [b"".as_slice(), b"\n \r\n"] {
        let (code, said) = gate(&product, "help@ours.test", nothing);
        assert_eq!(code, Some(65), "{said}");
        assert!(said.contains("no mail"), "{said}");
    }
    let (code, said) = gate(&product, "nobody@ours.test", &good);
    assert_eq!(code, Some(67));
    assert!(said.contains("nobody@ours.test"), "{said}");
    owner
        .patch(&format!("/inboxes/{id}"), json!({"enabled": false}))
        .await
        .ok();
    assert_eq!(gate(&product, "help@ours.test", &good).0, Some(67));
}

#[test]
fn trouble_on_our_side_keeps_the_mail_at_the_mail_server() {
    let good = mail("lan@customer.test", "Lamp", "l1@customer.test", "Broken.");
    let product = Product::new();
    let unreachable = "postgres://rapport@127.0.0.1:1/rapport";
    let gate = [
        "mail-gate",
        "--inbox",
        "help@ours.test",
        "--database",
        unreachable,
    ];
    let output = run(product.bare_command(&gate), &good);
    assert_eq!(output.status.code(), Some(75), "{}", stderr(&output));

    let mut product = Product::new();
    product.set("RAPPORT_MAIL__POLL_SECONDS", "often");
    let output = run(
        product.command(&["mail-gate", "--inbox", "help@ours.test"]),
        &good,
    );
    assert_eq!(output.status.code(), Some(75), "{}", stderr(&output));
}
