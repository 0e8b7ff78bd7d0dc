//! Problems as lines of JSON.

use serde_json::{Value, json};
use workforce::query::answer_line;

/// The answer to a problem, which must be none of the errors.
pub fn ask(question: &Value) -> Value {
    let answer = line(&question.to_string());
    assert!(answer.get("error").is_none(), "{question} gave {answer}");
    answer
}

/// What a line gives.
fn line(text: &str) -> Value {
    serde_json::from_str(&answer_line(text.as_bytes())).expect("JSON")
}

/// The field that a problem is refused for.
fn refused(question: &Value) -> String {
    let answer = line(&question.to_string());
    let reason = answer["error"]["reason"]
        .as_str()
        .unwrap_or_else(|| panic!("{question} gave {answer}"));
    assert!(reason.len() > 5);
    answer["error"]["field"].as_str().unwrap().to_owned()
}

fn close(answer: &Value, field: &str, want: f64) {
    let got = answer[field]
        .as_f64()
        .unwrap_or_else(|| panic!("{field} in {answer}"));
    assert!(
        (got - want).abs() <= 1e-12 * want.abs(),
        "{field}: {got}, not {want}"
    );
}

#[test]
fn the_three_models_answer_with_their_own_fields() {
    // Values of a calculation with 50 digits.
    let answer = ask(&json!({"model": "erlang_b", "offered_load": 10.0, "servers": 17}));
    close(&answer, "blocking", 0.012_948_875_224_726_57);
    let answer = ask(&json!({"model": "erlang_b", "offered_load": 10.0, "max_blocking": 0.02}));
    assert_eq!(answer["servers"], 17);
    let answer = ask(
        &json!({"model": "erlang_c", "offered_load": 10.0, "agents": 14, "aht_s": 180, "threshold_s": 20}),
    );
    close(&answer, "p_wait", 0.174_131_933_595_049_86);
    close(&answer, "asa_s", 7.835_937_011_777_244);
    close(&answer, "service_level", 0.888_350_019_179_466_9);
    close(&answer, "occupancy", 10.0 / 14.0);
    close(&answer, "mean_queue", 0.435_329_833_987_624_65);
    assert!(answer.get("agents").is_none() && answer.get("scheduled").is_none());
    let answer = ask(&json!({
        "model": "erlang_a", "calls": 100, "interval_s": 1800, "aht_s": 180, "patience_s": 300, "agents": 12, "threshold_s": 20
    }));
    close(&answer, "p_abandon", 0.042_711_105_698_606_92);
    close(&answer, "mean_wait_s", 12.813_331_709_582_076);
    close(&answer, "service_level", 0.772_279_307_715_613_5);
    assert!(answer["formula"].as_str().unwrap().contains("Erlang A"));
}

#[test]
fn every_answer_names_its_formula_and_what_it_takes_for_granted() {
    let answer = ask(&json!({"model": "erlang_c", "offered_load": 3, "agents": 5}));
    assert_eq!(answer["formula"], "Erlang C (M/M/n)");
    let assumptions = answer["assumptions"].to_string();
    assert!(assumptions.contains("nobody hangs up"), "{assumptions}");
}

#[test]
fn agents_meet_all_targets_and_one_fewer_would_not() {
    let base = json!({"calls": 240, "interval_s": 1800, "aht_s": 200, "patience_s": 120, "threshold_s": 15, "concurrency": 2, "slow_down": 0.2});
    let targets =
        json!({"target_service_level": 0.9, "target_asa_s": 5, "max_occupancy": 0.8, "max_abandon": 0.02});
    for model in ["erlang_c", "erlang_a", "chat"] {
        for (name, value) in targets.as_object().unwrap() {
            if model == "erlang_c" && name == "max_abandon" {
                continue;
            }
            let mut question = base.clone();
            question["model"] = json!(model);
            question[name] = value.clone();
            let agents = ask(&question)["agents"].as_u64().unwrap();
            question.as_object_mut().unwrap().remove(name);
            let met = |agents: u64| {
                let mut question = question.clone();
                question["agents"] = json!(agents);
                let answer = line(&question.to_string());
                let got = |field: &str| answer[field].as_f64();
                match name.as_str() {
                    "target_service_level" => got("service_level").is_some_and(|got| got >= 0.9),
                    "target_asa_s" => got("asa_s").or(got("mean_wait_s")).is_some_and(|got| got <= 5.0),
                    "max_occupancy" => got("occupancy").is_some_and(|got| got <= 0.8),
                    _ => got("p_abandon").is_some_and(|got| got <= 0.02),
                }
            };
            assert!(met(agents) && !met(agents - 1), "{model} {name}: {agents}");
        }
    }
}

#[test]
fn scheduled_is_rounded_as_on_paper() {
    let scheduled = |load: f64, shrinkage: f64| {
        ask(&json!({"model": "erlang_c", "offered_load": load, "max_occupancy": 1, "shrinkage": shrinkage}))["scheduled"].clone()
    };
    assert_eq!(scheduled(6.5, 0.3), 10, "7 agents are 70 % of 10");
    assert_eq!(scheduled(6.5, 0.0), 7);
    assert_eq!(scheduled(8.5, 0.1), 10);
    let answer = ask(&json!({"model": "erlang_c", "offered_load": 6.3, "max_occupancy": 0.7}));
    assert_eq!(
        (&answer["agents"], &answer["scheduled"]),
        (&json!(9), &json!(9)),
        "6.3 is 70 % of 9"
    );
}

#[test]
fn what_is_left_out_is_what_is_asked_for() {
    let bearable = ask(
        &json!({"model": "erlang_c", "agents": 14, "aht_s": 180, "target_service_level": 0.8, "threshold_s": 20}),
    );
    let load = bearable["offered_load"].as_f64().unwrap();
    let back = |load: f64| {
        ask(
            &json!({"model": "erlang_c", "offered_load": load, "aht_s": 180, "target_service_level": 0.8, "threshold_s": 20}),
        )
    };
    assert_eq!(back(load)["agents"], 14);
    assert_eq!(back(load * 1.000_001)["agents"], 15);
    let servers = ask(&json!({"model": "erlang_b", "servers": 17, "max_blocking": 0.02}));
    assert!(servers["offered_load"].as_f64().unwrap() > 10.0);
    close(&servers, "blocking", 0.02);
    let patient = ask(
        &json!({"model": "erlang_a", "agents": 14, "aht_s": 180, "patience_s": 300, "max_abandon": 0.03}),
    );
    assert!((patient["p_abandon"].as_f64().unwrap() - 0.03).abs() < 1e-9);
    // The handling time that calls and load imply.
    let implied = ask(
        &json!({"model": "erlang_c", "offered_load": 10, "calls": 100, "interval_s": 1800, "agents": 14}),
    );
    close(&implied, "asa_s", 7.835_937_011_777_244);
}

#[test]
fn what_is_wrong_is_named() {
    let cases = [
        (json!({"offered_load": 1}), "model"),
        (json!({"model": "erlang_d"}), "model"),
        (json!({"model": 3}), "model"),
        (json!({"model": "erlang_c", "agents": 3}), "offered_load"),
        (
            json!({"model": "erlang_c", "calls": 3, "agents": 3}),
            "interval_s",
        ),
        (
            json!({"model": "erlang_c", "calls": 3, "interval_s": 60, "agents": 3}),
            "aht_s",
        ),
        (
            json!({"model": "erlang_c", "interval_s": 60, "aht_s": 3, "agents": 3}),
            "calls",
        ),
        (json!({"model": "erlang_c", "offered_load": 3}), "agents"),
        (json!({"model": "erlang_b", "offered_load": 3}), "servers"),
        (
            json!({"model": "erlang_c", "offered_load": -3, "agents": 3}),
            "offered_load",
        ),
        (
            json!({"model": "erlang_c", "offered_load": "3", "agents": 3}),
            "offered_load",
        ),
        (
            json!({"model": "erlang_c", "offered_load": true, "agents": 3}),
            "offered_load",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 3}),
            "agents",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 0}),
            "agents",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4.5}),
            "agents",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": -4}),
            "agents",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 1e12}),
            "agents",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4, "servers": 4}),
            "servers",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4, "aht_s": 0}),
            "aht_s",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4, "threshold_s": 20}),
            "aht_s",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4, "threshold_s": -1}),
            "threshold_s",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4, "shrinkage": 1}),
            "shrinkage",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4, "colour": 1}),
            "colour",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "agents": 4, "max_occupancy": 0.8}),
            "agents",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "max_occupancy": 80}),
            "max_occupancy",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "max_occupancy": 0}),
            "max_occupancy",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "max_abandon": 0.1}),
            "max_abandon",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "max_blocking": 0.1}),
            "max_blocking",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "aht_s": 1, "target_service_level": 0.8}),
            "threshold_s",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "aht_s": 1, "target_service_level": 1, "threshold_s": 9}),
            "target_service_level",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "aht_s": 1, "target_asa_s": 0}),
            "target_asa_s",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 3, "target_asa_s": 2}),
            "aht_s",
        ),
        (
            json!({"model": "erlang_c", "offered_load": 9, "calls": 3, "interval_s": 60, "aht_s": 3, "agents": 20}),
            "offered_load",
        ),
        (
            json!({"model": "erlang_a", "offered_load": 3, "agents": 4, "aht_s": 60}),
            "patience_s",
        ),
        (
            json!({"model": "erlang_a", "offered_load": 3, "agents": 4, "patience_s": 60}),
            "aht_s",
        ),
        (
            json!({"model": "erlang_a", "offered_load": 3, "agents": 4, "patience_s": 0, "aht_s": 60}),
            "patience_s",
        ),
        (
            json!({"model": "erlang_a", "offered_load": 3, "patience_s": 9, "aht_s": 60, "max_abandon": 0}),
            "max_abandon",
        ),
        (
            json!({"model": "erlang_b", "offered_load": 3, "max_blocking": 0}),
            "max_blocking",
        ),
        (
            json!({"model": "erlang_b", "offered_load": 3, "servers": 4, "max_blocking": 0.1}),
            "servers",
        ),
        (
            json!({"model": "erlang_b", "offered_load": 3, "target_asa_s": 4}),
            "target_asa_s",
        ),
    ];
    for (question, field) in cases {
        assert_eq!(refused(&question), field, "{question}");
    }
    for text in [
        "",
        "no",
        "[]",
        "{\"model\"",
        "{\"model\": \"erlang_b\", \"offered_load\": NaN}",
    ] {
        assert!(line(text)["error"]["field"].is_string(), "{text}");
    }
}

#[test]
fn extremes_are_answered() {
    let zero = ask(
        &json!({"model": "erlang_c", "calls": 0, "interval_s": 900, "aht_s": 180, "target_service_level": 1, "threshold_s": 0}),
    );
    assert_eq!(
        (&zero["agents"], &zero["service_level"]),
        (&json!(1), &json!(1.0))
    );
    let many = ask(
        &json!({"model": "erlang_c", "calls": 1e7, "interval_s": 1800, "aht_s": 180, "target_service_level": 0.8, "threshold_s": 20}),
    );
    assert!(many["agents"].as_u64().unwrap() >= 1_000_001);
    let overload = ask(
        &json!({"model": "erlang_a", "calls": 1e7, "interval_s": 1800, "aht_s": 180, "patience_s": 60, "agents": 500_000, "threshold_s": 20}),
    );
    close(&overload, "p_abandon", 0.5);
    let anything = ask(
        &json!({"model": "erlang_a", "offered_load": 50, "aht_s": 180, "patience_s": 60, "target_service_level": 0, "threshold_s": 20}),
    );
    assert_eq!(anything["agents"], 1);
    assert_eq!(
        ask(&json!({"model": "erlang_b", "offered_load": 5, "servers": 0}))["blocking"],
        1.0
    );
}

#[test]
fn a_line_keeps_its_id_and_says_what_it_did_not_use() {
    let answer =
        ask(&json!({"id": "a7", "model": "erlang_c", "offered_load": 3, "agents": 5, "patience_s": 60}));
    assert_eq!(
        (&answer["id"], &answer["ignored"]),
        (&json!("a7"), &json!(["patience_s"]))
    );
    assert_eq!(line(r#"{"id": 4, "model": "x"}"#)["id"], 4);
}
