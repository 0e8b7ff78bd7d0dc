//! From the start of the process to the first answered request, with an empty database; memory and size of the binary.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::measure::Times;
use crate::cli::Bench;
use crate::config::Config;

/// How often it is started.
const STARTS: usize = 10;
/// Longer than any start that deserves the name.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn run(config: &Config, _: &Bench) -> anyhow::Result<()> {
    let binary = std::env::current_exe()?;
    let (mut first, mut again, mut memory) = (Vec::new(), Vec::new(), 0);
    for number in 0..STARTS {
        let data = config.data.join(number.to_string());
        let one = start(&binary, &data)?;
        first.push(one.0);
        let two = start(&binary, &data)?;
        again.push(two.0);
        memory = two.1;
    }
    let (first, again) = (Times::new(first, PATIENCE), Times::new(again, PATIENCE));
    let size = std::fs::metadata(&binary)?.len() / 1_000_000;
    println!("| what | measured | budget |\n| --- | ---: | --- |");
    println!(
        "| first start to first answer (makes folder, keys, database), median of {STARTS} | {:.3} s | 0.3 s |",
        first.permille(500) / 1e3
    );
    println!(
        "| second start to first answer, median of {STARTS} | {:.3} s | |",
        again.permille(500) / 1e3
    );
    println!("| memory when idle | {memory} MB | 60 MB |");
    println!("| binary (profile of this bench, with symbols) | {size} MB | 60 MB |");
    Ok(())
}

/// Starts the product, waits for its first answer, ends it; how long it took and how much memory it held.
fn start(binary: &std::path::Path, data: &std::path::Path) -> anyhow::Result<(Duration, u64)> {
    let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let begin = Instant::now();
    let child = Command::new(binary)
        .args(["serve", "--port", &free.port().to_string(), "--data"])
        .arg(data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("starting the product")?;
    let mut child = Ended(child);
    loop {
        if answers(free) {
            break;
        }
        if begin.elapsed() > PATIENCE || child.0.try_wait()?.is_some() {
            bail!("the product did not start");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let took = begin.elapsed();
    std::thread::sleep(Duration::from_millis(500));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.0.id())).unwrap_or_default();
    let memory = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap_or_default();
    let kib: u64 = memory
        .trim()
        .split(' ')
        .next()
        .and_then(|kib| kib.parse().ok())
        .unwrap_or(0);
    Ok((took, kib / 1024))
}

fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    };
    ask().unwrap_or(false)
}

/// Ends the process with the value.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _already_ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}
