//! `rapport admin`: what must work when nobody can sign in.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::{Context as _, bail};
use app::setup::NewOwner;
use realtime::Hub;

use super::write_out;
use crate::cli::Admin;
use crate::config::Config;
use crate::run;

/// Runs the command.
pub async fn run(config: Config, command: Admin) -> anyhow::Result<()> {
    let public_url = config.public_url.clone().unwrap_or_default();
    let app = run::open(&config, public_url, false, Hub::local()).await?;
    match command {
        Admin::CreateOwner {
            name,
            email,
            organisation,
        } => {
            let password = read_password()?;
            let new = NewOwner {
                organisation: &organisation,
                name: &name,
                email: &email,
                password: &password,
                locale: None,
                time_zone: None,
            };
            app.setup.admin_create_owner(&new).await?;
            write_out(format!("{email} is an owner now").as_bytes())?;
        }
        Admin::ResetPassword { email } => {
            let password = read_password()?;
            app.setup.reset_password(&email, &password).await?;
            write_out(format!("the password of {email} is set; their sessions have ended").as_bytes())?;
        }
    }
    app.core().db.close().await?;
    Ok(())
}

/// One line of standard input. A password on the command line would be seen by every user of the machine.
fn read_password() -> anyhow::Result<String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Type the new password and press Enter (it is shown while you type):");
    }
    let mut line = String::new();
    input
        .lock()
        .read_line(&mut line)
        .context("the password cannot be read from standard input")?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        bail!("no password on standard input; for instance: printf %s \"$PASSWORD\" | rapport admin …");
    }
    Ok(password.to_owned())
}
