//! A NATS server of its own.

use std::sync::Arc;

use super::process::{Folder, Process, Spec, greets};
use super::{Account, ServerResult, find_program, free_port, off_the_runtime};

/// A running NATS server.
#[derive(Debug)]
pub struct Nats {
    // Fields are dropped in this order: the process ends before its folder goes.
    process: Option<Process>,
    setup: Arc<Setup>,
}

#[derive(Debug)]
struct Setup {
    folder: Folder,
    account: Account,
    port: u16,
}

impl Nats {
    /// Starts a server without authentication.
    pub async fn start() -> ServerResult<Self> {
        off_the_runtime(|| {
            let account = Account::unprivileged(&["nobody", "nats"])?;
            let folder = Folder::new("nats", &account)?;
            let setup = Setup {
                folder,
                account,
                port: free_port(),
            };
            Ok(Self {
                process: Some(setup.launch()?),
                setup: Arc::new(setup),
            })
        })
        .await
    }

    /// What a client connects to.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.setup.port)
    }

    /// Ends the server; clients lose their connection.
    pub async fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            off_the_runtime(move || process.stop()).await;
        }
    }

    /// Starts it again on the same port.
    pub async fn start_again(&mut self) -> ServerResult<()> {
        self.stop().await;
        let setup = Arc::clone(&self.setup);
        self.process = Some(off_the_runtime(move || setup.launch()).await?);
        Ok(())
    }
}

impl Setup {
    fn launch(&self) -> ServerResult<Process> {
        let program = find_program("nats-server", "nats-server")?;
        let mut process = Process::start(&Spec {
            server: "NATS",
            program: &program,
            args: ["--addr", "127.0.0.1", "--port", &self.port.to_string()]
                .map(str::to_owned)
                .to_vec(),
            account: &self.account,
            signal: "TERM",
            folder: &self.folder,
        })?;
        process.wait_until("answering", || greets(self.port, "INFO"))?;
        Ok(process)
    }
}
