//! The product as a process of its own, and what it costs.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::config::Config;

/// Longer than any start that deserves the name.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts the product on the data that were made.
    pub async fn start(config: &Config) -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["serve", "--port", &address.port().to_string(), "--data"])
            .arg(&config.data)
            .env("RAPPORT_HTTP__REQUESTS_PER_SECOND", "0")
            .env("RAPPORT_HTTP__CHAT_SOCKETS_PER_ADDRESS", "0")
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(log(&config.data)?);
        if let Some(url) = &config.database.url {
            command.args(["--database", url]);
        }
        let child = command.spawn().context("starting the product")?;
        let server = Self { child, address };
        let begin = Instant::now();
        let http = reqwest::Client::new();
        while http.get(format!("http://{address}/readyz")).send().await.is_err() {
            if begin.elapsed() > PATIENCE {
                bail!("the server did not start");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(server)
    }

    /// Memory that it holds, in KiB; 0 where the system does not say.
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().split(' ').next()?.parse().ok())
            .unwrap_or(0)
    }

    /// Processor time that it has used, in seconds.
    pub fn cpu_seconds(&self) -> f64 {
        cpu_seconds(&self.child.id().to_string())
    }

    /// Ends it at once, as a machine does that loses its power.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            eprintln!("rapport: the server of the bench could not be ended: {error}");
        }
    }
}

/// Processor time of a process, `self` for this one.
pub fn cpu_seconds(process: &str) -> f64 {
    /// Clock ticks of a second; the same on every Linux that is in use.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in parentheses may hold spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}

fn log(data: &Path) -> anyhow::Result<Stdio> {
    let file = std::fs::File::create(data.join("server.log")).context("the server's log")?;
    Ok(file.into())
}
