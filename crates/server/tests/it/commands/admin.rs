//! `rapport admin`, `rapport demo`, and what the first start makes.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;
use test_support::{Client, PASSWORD, TestDb, both_databases};

use super::{run, stderr, stdout};
use crate::support::{Node, Product};

async fn signs_in(node: &Node, email: &str, password: &str) -> bool {
    let client = Client::new(node.address());
    let body = json!({"email": email, "password": password});
    client.post("/session", body).await.status == 200
}

#[both_databases]
async fn owners_and_passwords_are_made_from_the_command_line(db: TestDb) {
    let product = Product::on(&db);
    let create = [
        "admin",
        "create-owner",
        "--name",
        "Olga",
        "--email",
        "owner@ours.test",
        "--organisation",
        "Ours",
    ];
    let made = run(product.command(&create), PASSWORD.as_bytes());
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(stdout(&made).contains("owner@ours.test"), "{}", stdout(&made));

    let node = product.serve(&[]).await;
    assert!(!node.log().contains("create the owner"), "{}", node.log());
    assert!(signs_in(&node, "owner@ours.test", PASSWORD).await);
    let client = Client::new(node.address());
    let answer = client
        .post(
            "/session",
            json!({"email": "owner@ours.test", "password": PASSWORD}),
        )
        .await;
    let owner = client.signed_in(answer);
    assert_eq!(owner.get("/organisation").await.ok()["name"], "Ours");

    // While the server runs, as it does when somebody has forgotten a password.
    let reset = ["admin", "reset-password", "--email", "Owner@ours.test"];
    let done = run(product.command(&reset), b"another long password\n");
    assert!(done.status.success(), "{}", stderr(&done));
    assert!(!signs_in(&node, "owner@ours.test", PASSWORD).await);
    assert!(signs_in(&node, "owner@ours.test", "another long password").await);
    assert_eq!(
        owner.get("/organisation").await.status,
        401,
        "the old session has ended"
    );

    let taken = run(product.command(&create), PASSWORD.as_bytes());
    assert!(!taken.status.success());
    assert!(stderr(&taken).contains("owner@ours.test") || stderr(&taken).contains("address"));
}

#[test]
fn what_cannot_be_done_is_said() {
    let product = Product::new();
    let refused = |args: &[&str], input: &[u8]| {
        let output = run(product.command(args), input);
        assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
        stderr(&output)
    };
    let create = |email: &'static str| ["admin", "create-owner", "--name", "Olga", "--email", email];
    let said = refused(&create("owner@ours.test"), b"");
    assert!(said.contains("no password on standard input"), "{said}");
    let said = refused(&create("owner@ours.test"), b"short");
    assert!(said.contains("password"), "{said}");
    let said = refused(&create("no address"), PASSWORD.as_bytes());
    assert!(said.contains("email"), "{said}");
    let nobody = ["admin", "reset-password", "--email", "nobody@ours.test"];
    let said = refused(&nobody, PASSWORD.as_bytes());
    assert!(said.contains("nobody@ours.test"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_makes_folder_database_and_key_and_the_second_keeps_them() {
    let product = Product::new();
    let node = product.serve(&[]).await;
    assert!(node.log().contains("create the owner"), "{}", node.log());
    let key = product.data().join("secret.key");
    let mode = std::fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = std::fs::read(&key).unwrap();
    assert!(product.data().join("rapport.db").is_file());
    assert!(node.terminate().await.success());

    let node = product.serve(&[]).await;
    assert_eq!(std::fs::read(&key).unwrap(), before);
    assert!(!signs_in(&node, "owner@ours.test", PASSWORD).await);

    // A second server on the same port says so and what to do.
    let port = node.address().port().to_string();
    let output = run(product.command(&["serve", "--port", &port]), b"");
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains(&port) && said.contains("--port"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_prints_how_to_sign_in_and_keeps_its_data_apart() {
    let product = Product::new();
    let only_data = run(
        product.command(&["demo", "--conversations", "20", "--only-data"]),
        b"",
    );
    assert!(only_data.status.success(), "{}", stderr(&only_data));
    let node = product.demo(&["--conversations", "20"]).await;
    let log = node.log();
    let login = log
        .lines()
        .find_map(|line| line.split_once("sign in with:"))
        .and_then(|(_, login)| login.trim().split_once(" / "));
    let (email, password) = login.unwrap_or_else(|| panic!("no login in {log}"));
    let client = Client::new(node.address());
    let body = json!({"email": email, "password": password});
    let owner = client.clone().signed_in(client.post("/session", body).await);
    let page = owner.get("/conversations?status=any&limit=200").await.ok();
    let made = |channel: &str| {
        let all = page["items"].as_array().unwrap();
        all.iter().filter(|item| item["channel"] == channel).count()
    };
    assert_eq!(
        (made("email"), made("chat")),
        (20, 4),
        "made once, not twice: what was asked for, and who is chatting"
    );
    assert!(node.terminate().await.success());

    let mut elsewhere = product.bare_command(&["demo", "--conversations", "1", "--only-data", "--port", "0"]);
    elsewhere.current_dir(product.folder());
    let made = run(elsewhere, b"");
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(
        product.folder().join("data-demo").is_dir(),
        "not where real data would lie"
    );
}
