//! Help and configuration: whoever gets something wrong is told what.

use serde_json::Value;

use super::{run, stderr, stdout};
use crate::support::Product;

#[test]
fn help_says_what_it_is_and_what_there_is() {
    let product = Product::new();
    let help = run(product.bare_command(&["--help"]), b"");
    assert!(help.status.success());
    let text = stdout(&help);
    let beginning: Vec<&str> = text.lines().take(5).collect();
    assert_eq!(
        beginning,
        [
            "Customer service: every channel in one inbox.",
            "",
            "Start with `rapport serve` and open the address that it prints, or look around first with `rapport demo`.",
            "",
            "Usage: rapport [OPTIONS] <COMMAND>",
        ]
    );
    for command in ["serve", "demo", "mail-gate", "mail", "admin", "openapi"] {
        let described = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix(command))
            .any(|rest| rest.starts_with("  ") && rest.trim().len() > 10);
        assert!(described, "{command} in {text}");
        let help = run(product.bare_command(&[command, "--help"]), b"");
        assert!(help.status.success(), "{command}");
    }
    let version = stdout(&run(product.bare_command(&["--version"]), b""));
    assert_eq!(version.trim(), format!("rapport {}", env!("CARGO_PKG_VERSION")));
    let unknown = run(product.bare_command(&["sevre"]), b"");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("serve"), "{}", stderr(&unknown));
}

#[test]
fn the_api_describes_itself() {
    let output = run(Product::new().bare_command(&["openapi"]), b"");
    assert!(output.status.success(), "{}", stderr(&output));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"].as_object().unwrap().len() > 40);
}

/// Starts a server with something wrong; returns what it says.
fn refusal(file: &str, environment: &[(&str, &str)], args: &[&str]) -> String {
    let mut product = Product::new();
    for (name, value) in environment {
        product.set(name, value);
    }
    // The file that is found by itself in the working folder.
    std::fs::write(product.folder().join("rapport.toml"), file).unwrap();
    let mut command = product.command(&["serve"]);
    command.args(args);
    let output = run(command, b"");
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(
        !product.data().exists(),
        "nothing is made before the settings are right"
    );
    stderr(&output)
}

/// A file, an environment, arguments, and what must be named.
type Wrong = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
    &'static str,
);

#[test]
fn wrong_settings_are_named() {
    let cases: [Wrong; 9] = [
        ("[http]\nport = \"many\"", &[], &[], "http.port"),
        ("[http]\nprot = 80", &[], &[], "prot"),
        ("[mail]\npoll_seconds = 0", &[], &[], "mail.poll_seconds"),
        ("", &[("RAPPORT_HTTP__PORT", "70000")], &[], "http.port"),
        (
            "",
            &[("RAPPORT_PUBLIC_URL", "help.example.com")],
            &[],
            "public_url",
        ),
        (
            "",
            &[("RAPPORT_DATABASE__SYNCHRONOUS", "never")],
            &[],
            "database.synchronous",
        ),
        ("", &[("RAPPORT_LOG__FILTER", "a=b=c")], &[], "log.filter"),
        ("", &[], &["--roles", "web,cook"], "cook"),
        ("", &[], &["--config", "nowhere.toml"], "nowhere.toml"),
    ];
    for (file, environment, args, named) in cases {
        let said = refusal(file, environment, args);
        // Figment writes keys of the environment in capitals.
        assert!(said.to_lowercase().contains(named), "{named} in: {said}");
        assert!(said.starts_with("rapport: "), "{said}");
    }
}

#[test]
fn a_broken_file_is_named_with_the_place() {
    let said = refusal("[http\n", &[], &[]);
    assert!(said.contains("rapport.toml") || said.contains("line 1"), "{said}");
}
