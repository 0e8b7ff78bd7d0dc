//! `rapport mail-gate`: a mail from standard input straight into the database, so that it works while the server restarts.
//!
//! The mail server that pipes into it must learn the truth from the exit code (sysexits.h): only 0 means that the mail is stored.

use std::io::Read as _;
use std::process::ExitCode;

use app::inbound;
use domain::inboxes::MailSource;
use realtime::Hub;

use crate::cli::MailGate;
use crate::config::Config;
use crate::run;

/// EX_DATAERR: this is no mail.
const NO_MAIL: u8 = 65;
/// EX_NOUSER: there is no such inbox.
const NO_INBOX: u8 = 67;
/// EX_TEMPFAIL: keep the mail and try again.
const TRY_AGAIN: u8 = 75;

/// A broken configuration is repaired sooner or later: the mail server keeps the mail until then.
pub fn misconfigured(error: &anyhow::Error) -> ExitCode {
    eprintln!("rapport: {error:#}");
    ExitCode::from(TRY_AGAIN)
}

/// Runs the command.
pub async fn run(config: Config, gate: &MailGate) -> ExitCode {
    let mut raw = Vec::new();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut raw) {
        eprintln!("rapport: the mail cannot be read from standard input: {error}");
        return ExitCode::from(TRY_AGAIN);
    }
    // The line that mbox files and some pipes put in front of a mail is not part of it.
    if raw.starts_with(b"From ")
        && let Some(end) = raw.iter().position(|b| *b == b'\n')
    {
        raw.drain(..=end);
    }
    if raw.iter().all(u8::is_ascii_whitespace) {
        eprintln!("rapport: there is no mail on standard input");
        return ExitCode::from(NO_MAIL);
    }
    match take_in(&config, gate, raw).await {
        Ok(code) => code,
        Err(error) => misconfigured(&error),
    }
}

async fn take_in(config: &Config, gate: &MailGate, raw: Vec<u8>) -> anyhow::Result<ExitCode> {
    let app = run::open(
        config,
        config.public_url.clone().unwrap_or_default(),
        false,
        Hub::local(),
    )
    .await?;
    let Some(inbox) = app.inboxes.by_recipient(&gate.inbox).await? else {
        eprintln!("rapport: no enabled inbox has the address {}", gate.inbox);
        return Ok(ExitCode::from(NO_INBOX));
    };
    inbound::accept(app.core(), inbox, MailSource::Gate, raw.into()).await?;
    app.core().db.close().await?;
    Ok(ExitCode::SUCCESS)
}
