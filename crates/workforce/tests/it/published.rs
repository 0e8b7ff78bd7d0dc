//! Published results. They are third-party data and not part of this repository.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::query::ask;

fn cases() -> Option<Vec<Value>> {
    let root = std::env::var_os("RAPPORT_CASES").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cases")),
        PathBuf::from,
    );
    let path = root.join("erlang/published.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("cases not present: {}", path.display());
        return None;
    };
    let all: Value = serde_json::from_str(&text).unwrap();
    Some(all["published"].as_array().unwrap().clone())
}

/// What is asked, from a case that has times in minutes.
fn asked(model: &str, case: &Value, more: Value) -> Value {
    let minutes = |name: &str| case[name].as_f64().map(|minutes| minutes * 60.0);
    let mut question = json!({
        "model": model,
        "calls": case["calls"],
        "interval_s": minutes("interval_min"),
        "aht_s": minutes("aht_min").or(case["aht_s"].as_f64()),
        "patience_s": minutes("patience_min"),
        "agents": case["agents"],
        "shrinkage": case["shrinkage"],
    });
    question
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    ask(&question)
}

/// Compares with as many digits as the case gives.
fn same(answer: &Value, field: &str, want: &Value) {
    if let Some(want) = want.as_f64() {
        let digits = want.to_string().split('.').nth(1).map_or(0, str::len);
        let got = answer[field]
            .as_f64()
            .unwrap_or_else(|| panic!("{field} in {answer}"));
        let half = 0.5 * 10_f64.powi(-i32::try_from(digits).unwrap()) * 1.000_001;
        assert!((got - want).abs() <= half, "{field}: {got}, published {want}");
    }
}

#[test]
fn published_results_come_out() {
    let Some(cases) = cases() else { return };
    let mut seen = 0;
    for case in &cases {
        seen += 1;
        if let Some(target) = case.get("target") {
            let threshold = case["asa_min"].as_f64().unwrap() * 60.0;
            let answer = asked(
                "erlang_c",
                case,
                json!({"target_service_level": target, "threshold_s": threshold, "max_occupancy": case["max_occ"]}),
            );
            assert_eq!(answer["agents"], case["raw"], "{case}");
            assert_eq!(answer["scheduled"], case["positions"], "{case}");
            same(&answer, "service_level", &case["sl"]);
            same(&answer, "occupancy", &case["occ"]);
            same(&answer, "p_wait", &case["p_wait"]);
        } else if let Some(most) = case.get("max_blocking") {
            let answer = ask(
                &json!({"model": "erlang_b", "offered_load": case["offered"], "max_blocking": most, "shrinkage": 0.3}),
            );
            assert_eq!(answer["servers"], case["raw"]);
            assert_eq!(answer["scheduled"], case["positions_shrink30"]);
        } else if case.get("sl_20s").is_some() {
            let answer = asked("erlang_a", case, json!({"threshold_s": 20}));
            same(&answer, "p_wait", &case["p_wait"]);
            same(&answer, "p_abandon", &case["p_abandon"]);
            same(&answer, "occupancy", &case["occ"]);
            same(&answer, "service_level", &case["sl_20s"]);
            let wait = json!({"minutes": answer["mean_wait_s"].as_f64().unwrap() / 60.0});
            same(&wait, "minutes", &case["wait_min"]);
        } else if let Some(calls) = case.get("calls_per_min") {
            let minute = json!({"calls": calls, "interval_s": 60});
            same(
                &asked("erlang_c", case, minute.clone()),
                "asa_s",
                &case["erlangC_asa_s"],
            );
            let answer = asked("erlang_a", case, minute);
            same(&answer, "mean_wait_s", &case["erlangA_asa_s"]);
            same(&answer, "p_abandon", &case["erlangA_abandon"]);
        } else if let Some(agents) = case.get("agents_for_asa_120s") {
            assert_eq!(
                asked("erlang_c", case, json!({"target_asa_s": 120}))["agents"],
                *agents
            );
            let level = json!({"target_service_level": 0.8, "threshold_s": 60});
            assert_eq!(
                asked("erlang_c", case, level)["agents"],
                case["agents_for_sl80_in_60s"]
            );
        } else {
            panic!("nothing is known of {case}");
        }
    }
    println!("{seen} published results");
}
