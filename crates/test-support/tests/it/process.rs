//! Servers end with their owner.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use test_support::servers::{Nats, available, free_port};

fn listens(url: &str) -> bool {
    let address = url.rsplit('/').next().unwrap_or_default();
    TcpStream::connect(address).is_ok()
}

#[tokio::test]
async fn a_server_ends_when_it_is_dropped_and_keeps_its_port_over_a_restart() {
    let Some(mut nats) = available(Nats::start().await) else {
        return;
    };
    let url = nats.url();
    assert!(listens(&url));
    nats.stop().await;
    assert!(!listens(&url));
    nats.start_again().await.unwrap();
    assert_eq!(nats.url(), url);
    assert!(listens(&url));
    drop(nats);
    assert!(!listens(&url));
}

#[tokio::test]
async fn a_server_ends_when_its_owner_is_killed() {
    if available(Nats::start().await).is_none() {
        return;
    }
    let mut owner = Command::new(env!("CARGO_BIN_EXE_rapport-test-servers"))
        .arg("--nats")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(
        &mut std::io::BufReader::new(owner.stdout.take().unwrap()),
        &mut line,
    )
    .unwrap();
    let url = serde_json::from_str::<serde_json::Value>(&line).unwrap()["nats"]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(listens(&url));

    owner.kill().unwrap();
    owner.wait().unwrap();

    let started = Instant::now();
    while listens(&url) {
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "the server outlived its owner"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn free_ports_are_outside_the_range_of_outgoing_connections() {
    assert!((0..50).all(|_| free_port() < 32_768));
}
