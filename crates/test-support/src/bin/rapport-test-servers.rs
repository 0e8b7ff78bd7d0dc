//! Starts real servers for whoever is not a Rust test: `cargo xtask test` and the browser stories.
//!
//! One JSON object on standard output says where they listen. Then each line on standard input is a command as a JSON
//! object, answered by one line; the end of standard input ends the servers.

use std::io::Write as _;

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use serde::Deserialize;
use serde_json::{Value, json};
use test_support::servers::{
    Dovecot, DovecotOptions, MailUser, Nats, PipeTo, Postfix, PostfixOptions, Postgres,
};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// Starts the named servers and prints where they listen.
#[derive(Parser)]
struct Arguments {
    /// A PostgreSQL server.
    #[arg(long)]
    postgres: bool,
    /// A PostgreSQL server that waits for the disk, for measuring.
    #[arg(long, conflicts_with = "postgres")]
    durable_postgres: bool,
    /// A NATS server.
    #[arg(long)]
    nats: bool,
    /// A mailbox, `address:password`; the first one brings up the mail servers.
    #[arg(long = "mailbox", value_name = "ADDRESS:PASSWORD", value_parser = mailbox)]
    mailboxes: Vec<MailUser>,
    /// TLS on the mail servers.
    #[arg(long)]
    tls: bool,
    /// Mail to this address or domain goes into a command: a JSON list, recipient first.
    #[arg(long = "pipe", value_name = "JSON")]
    pipes: Vec<String>,
}

/// What may be asked on standard input.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    /// Puts a mail into a mailbox, past the SMTP server.
    Deliver {
        address: String,
        folder: Option<String>,
        mail: String,
    },
    /// Sends a mail through the SMTP server.
    Send { from: String, to: String, mail: String },
    /// All mails of a mailbox.
    Mails { address: String, folder: Option<String> },
    /// Ends one server.
    Stop { server: Server },
    /// Starts it again on the same port.
    Start { server: Server },
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Server {
    Imap,
    Smtp,
    Nats,
}

struct Running {
    postgres: Option<Postgres>,
    nats: Option<Nats>,
    mail: Option<(Dovecot, Postfix)>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut running = Running::start(Arguments::parse()).await?;
    answer(&running.describe())?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let result = match serde_json::from_str(&line) {
            Ok(command) => running.run(command).await,
            Err(error) => Err(error.into()),
        };
        answer(&result.unwrap_or_else(|error| json!({ "error": format!("{error:#}") })))?;
    }
    Ok(())
}

impl Running {
    async fn start(arguments: Arguments) -> Result<Self> {
        let postgres = if arguments.durable_postgres {
            Some(Postgres::start_durable().await?)
        } else if arguments.postgres {
            Some(Postgres::start().await?)
        } else {
            None
        };
        let nats = if arguments.nats {
            Some(Nats::start().await?)
        } else {
            None
        };
        let mail = if arguments.mailboxes.is_empty() {
            None
        } else {
            let pipes = arguments
                .pipes
                .iter()
                .map(|text| pipe(text))
                .collect::<Result<_>>()?;
            let (users, tls) = (arguments.mailboxes, arguments.tls);
            let dovecot = Dovecot::start(DovecotOptions {
                users,
                tls,
                ..DovecotOptions::default()
            })
            .await?;
            let postfix = Postfix::start(PostfixOptions { tls, pipes }, &dovecot).await?;
            Some((dovecot, postfix))
        };
        Ok(Self { postgres, nats, mail })
    }

    fn describe(&self) -> Value {
        json!({
            "postgres": self.postgres.as_ref().map(|server| json!({ "url": server.url("postgres") })),
            "nats": self.nats.as_ref().map(|server| json!({ "url": server.url() })),
            "mail": self.mail.as_ref().map(|(imap, smtp)| json!({
                "host": "127.0.0.1",
                "imap_port": imap.imap_port(),
                "imaps_port": imap.imaps_port(),
                "smtp_port": smtp.smtp_port(),
                "submission_port": smtp.submission_port(),
                "smtps_port": smtp.smtps_port(),
                "imap_authority": imap.authority_pem(),
                "smtp_authority": smtp.authority_pem(),
            })),
        })
    }

    async fn run(&mut self, command: Command) -> Result<Value> {
        match command {
            Command::Deliver {
                address,
                folder,
                mail,
            } => {
                let folder = folder.as_deref().unwrap_or("INBOX");
                self.mail()?
                    .0
                    .deliver_to(&address, folder, mail.as_bytes())
                    .await?;
            }
            Command::Send { from, to, mail } => {
                let reply = self.mail()?.1.send(&from, &to, mail.as_bytes()).await?;
                return Ok(json!({ "code": reply.code, "text": reply.text }));
            }
            Command::Mails { address, folder } => {
                let mails = self
                    .mail()?
                    .0
                    .mails(&address, folder.as_deref().unwrap_or("INBOX"))
                    .await?;
                let mails = mails.iter().map(|mail| String::from_utf8_lossy(mail));
                return Ok(json!({ "mails": mails.collect::<Vec<_>>() }));
            }
            Command::Stop { server: Server::Imap } => self.mail()?.0.stop().await,
            Command::Stop { server: Server::Smtp } => self.mail()?.1.stop().await,
            Command::Stop { server: Server::Nats } => self.nats()?.stop().await,
            Command::Start { server: Server::Imap } => self.mail()?.0.start_again().await?,
            Command::Start { server: Server::Smtp } => self.mail()?.1.start_again().await?,
            Command::Start { server: Server::Nats } => self.nats()?.start_again().await?,
        }
        Ok(json!({ "ok": true }))
    }

    fn mail(&mut self) -> Result<&mut (Dovecot, Postfix)> {
        self.mail
            .as_mut()
            .context("the mail servers were not asked for: --mailbox")
    }

    fn nats(&mut self) -> Result<&mut Nats> {
        self.nats.as_mut().context("NATS was not asked for: --nats")
    }
}

fn mailbox(text: &str) -> Result<MailUser, String> {
    match text.split_once(':') {
        Some((address, password)) if address.contains('@') => Ok(MailUser::new(address, password)),
        _ => Err("expected address:password".to_owned()),
    }
}

fn pipe(text: &str) -> Result<PipeTo> {
    let mut words: Vec<String> = serde_json::from_str(text).with_context(|| format!("--pipe {text}"))?;
    if words.len() < 2 {
        bail!("--pipe {text}: expected a recipient and a command");
    }
    let recipient = words.remove(0);
    Ok(PipeTo {
        recipient,
        command: words,
        environment: Vec::new(),
    })
}

fn answer(value: &Value) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    out.flush()?;
    Ok(())
}
