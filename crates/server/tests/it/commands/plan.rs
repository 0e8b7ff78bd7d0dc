//! `rapport plan`.

use serde_json::Value;

use super::{run, stderr, stdout};
use crate::support::Product;

#[test]
fn queue_answers_each_line_in_order_and_needs_nothing_else() {
    let product = Product::new();
    let input = concat!(
        r#"{"model": "erlang_b", "offered_load": 10.0, "max_blocking": 0.02}"#,
        "\n{\"model\": \"erlang_b\", \"offered_load\": NaN, \"servers\": 3}\n\n",
        r#"{"model": "erlang_c", "calls": 100, "interval_s": 1800, "aht_s": 180, "target_service_level": 0.8,"#,
        r#" "threshold_s": 20, "max_occupancy": 0.85, "shrinkage": 0.3}"#,
    );
    let output = run(product.bare_command(&["plan", "queue"]), input.as_bytes());
    assert!(output.status.success(), "{}", stderr(&output));
    let answers: Vec<Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["servers"], 17);
    assert_eq!(answers[1]["error"]["field"], "offered_load");
    assert_eq!(answers[2]["error"]["field"], "line");
    assert_eq!(
        (&answers[3]["agents"], &answers[3]["scheduled"]),
        (&Value::from(14), &Value::from(20))
    );
}

#[test]
fn three_numbers_give_a_plan_as_table_and_as_json() {
    let product = Product::new();
    let three = [
        "plan",
        "--tickets",
        "12000",
        "--customers",
        "40000",
        "--incident-rate",
        "0.3",
    ];
    let output = run(product.bare_command(&three), b"");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("people on the payroll"));

    let mut command = product.bare_command(&three);
    command.args(["--format", "json"]);
    let output = run(command, b"");
    let plan: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(plan["headcount"]["agents"].as_u64().unwrap() > 5);
    assert_eq!(plan["money"]["options"][0]["option"], "in_house");

    let output = run(product.bare_command(&["plan"]), b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("incident_rate"), "{}", stderr(&output));
}
