//! The first start.

use app::passwords::PasswordCost;
use db::args;
use serde_json::{Value, json};
use test_support::{PASSWORD, TestApp, TestDb, both_databases};

fn owner(email: &str) -> Value {
    json!({ "organisation": "Cửa hàng Lan", "name": "Lan", "email": email, "password": PASSWORD, "locale": "vi",
            "time_zone": "asia/ho_chi_minh" })
}

#[both_databases]
async fn the_first_owner_is_made_once(db: TestDb) {
    // As it is outside of tests.
    let t = TestApp::with(db, |options| options.password_cost = PasswordCost::default()).await;
    let browser = t.anonymous();
    let status = browser.get("/setup").await.ok();
    assert_eq!(status["needs_owner"], true);
    assert_eq!(status["organisation"], Value::Null);

    let answer = browser.post("/setup/owner", owner("Lan@Example.com")).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(
        !cookie.contains("Secure"),
        "plain HTTP would never send it back: {cookie}"
    );
    let signed_in = browser.clone().signed_in(answer);
    let me = signed_in.get("/session").await.ok();
    assert_eq!(me["agent"]["role"], "Owner");
    assert_eq!(me["agent"]["locale"], "vi");
    assert_eq!(me["organisation"], "Cửa hàng Lan");
    let settings = signed_in.get("/organisation").await.ok();
    assert_eq!(
        settings["time_zone"], "Asia/Ho_Chi_Minh",
        "in its canonical spelling"
    );

    browser
        .post("/setup/owner", owner("second@example.com"))
        .await
        .problem(409, "already_set_up");
    assert_eq!(browser.get("/setup").await.ok()["needs_owner"], false);
    let (agents, brands): (i64, i64) = t
        .value(
            "SELECT (SELECT COUNT(*) FROM agent), (SELECT COUNT(*) FROM brand)",
            args![],
        )
        .await;
    assert_eq!((agents, brands), (1, 1));
    let hash: String = t.value("SELECT password_hash FROM agent", args![]).await;
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    let actions: i64 = t
        .value(
            "SELECT COUNT(*) FROM audit_entry WHERE action IN ('organisation.created', 'agent.created', 'session.signed_in')",
            args![],
        )
        .await;
    assert_eq!(actions, 3);
}

#[both_databases]
async fn of_two_owners_at_once_one_wins_and_nothing_is_left_of_the_other(db: TestDb) {
    let t = TestApp::empty(db).await;
    let (one, two) = (t.anonymous(), t.anonymous());
    let (one, two) = tokio::join!(
        one.post("/setup/owner", owner("one@example.com")),
        two.post("/setup/owner", owner("two@example.com"))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
    let (agents, organisations, roles): (i64, i64, i64) = t
        .value(
            "SELECT (SELECT COUNT(*) FROM agent), (SELECT COUNT(*) FROM organisation), (SELECT COUNT(*) FROM role)",
            args![],
        )
        .await;
    assert_eq!((agents, organisations, roles), (1, 1, 5));
}

#[both_databases]
async fn every_wrong_field_is_named_and_nothing_is_written(db: TestDb) {
    let t = TestApp::empty(db).await;
    let body = json!({ "organisation": " ", "name": "x".repeat(201), "email": "no", "password": "short",
                       "locale": "xx", "time_zone": "Mars/Olympus" });
    let answer = t.anonymous().post("/setup/owner", body).await;
    let problem = answer.problem(422, "invalid_fields");
    let mut errors: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["field"].as_str().unwrap(), e["code"].as_str().unwrap()))
        .collect();
    errors.sort_unstable();
    let expected = [
        ("email", "invalid_email"),
        ("locale", "unknown_value"),
        ("name", "too_long"),
        ("organisation", "required"),
        ("password", "too_short"),
        ("time_zone", "unknown_time_zone"),
    ];
    assert_eq!(errors, expected);
    let rows: i64 = t.value("SELECT COUNT(*) FROM agent", args![]).await;
    assert_eq!(rows, 0);
    assert_eq!(t.anonymous().get("/setup").await.ok()["needs_owner"], true);
}

#[both_databases]
async fn roles_of_the_product_are_brought_back_at_the_next_start(db: TestDb) {
    let t = TestApp::on(db).await;
    let sql = "DELETE FROM role_permission WHERE permission = 'conversations.reply'";
    db::Executor::exec(t.db().db(), sql, args![]).await.unwrap();
    let sql = "UPDATE role SET name = 'Boss' WHERE key = 'owner'";
    db::Executor::exec(t.db().db(), sql, args![]).await.unwrap();
    t.app.ensure_built_in().await.unwrap();
    let roles = t.owner().get("/roles").await.ok();
    let names = super::names(&roles);
    assert_eq!(names, ["Owner", "Admin", "Supervisor", "Agent", "Read-only"]);
    for role in roles["items"].as_array().unwrap() {
        let replies = role["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("conversations.reply"));
        assert_eq!(replies, role["key"] != "read_only", "{role}");
    }
}

#[both_databases]
async fn the_command_line_makes_owners_and_sets_passwords(db: TestDb) {
    let t = TestApp::empty(db).await;
    let new = |email| app::setup::NewOwner {
        organisation: "Ours",
        name: "Olga",
        email,
        password: PASSWORD,
        ..Default::default()
    };
    t.app
        .setup
        .admin_create_owner(&new("one@ours.test"))
        .await
        .unwrap();
    t.app
        .setup
        .admin_create_owner(&new("two@ours.test"))
        .await
        .unwrap();
    let again = t.app.setup.admin_create_owner(&new("TWO@ours.test")).await;
    assert!(again.unwrap_err().to_string().contains("TWO@ours.test already"));

    let one = t.sign_in("one@ours.test", PASSWORD).await;
    let sql = "UPDATE agent SET active = FALSE WHERE email_folded = 'one@ours.test'";
    db::Executor::exec(t.db().db(), sql, args![]).await.unwrap();
    t.app
        .setup
        .reset_password("One@Ours.test", "another long password")
        .await
        .unwrap();
    one.get("/session").await.problem(401, "session_expired");
    t.sign_in("one@ours.test", "another long password").await;
    let missing = t.app.setup.reset_password("nobody@ours.test", PASSWORD).await;
    assert!(
        missing
            .unwrap_err()
            .to_string()
            .contains("nobody@ours.test does not exist")
    );
}
