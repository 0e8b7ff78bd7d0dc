//! `rapport mail`: what the product makes of mails. Needs neither database nor configuration.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::write_out;
use crate::cli::Mail;

/// Runs the command.
pub fn run(command: Mail) -> anyhow::Result<ExitCode> {
    match command {
        Mail::Inspect { files } => {
            let mut failed = false;
            for file in files {
                // One file that cannot be read does not keep the others from being looked at.
                match read(&file) {
                    Ok(raw) => {
                        let name = file
                            .file_name()
                            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
                        let report = ::mail::inspect::inspect(&name, &raw);
                        write_out(&serde_json::to_vec(&report).context("writing the report")?)?;
                    }
                    Err(error) => {
                        eprintln!("rapport: {error:#}");
                        failed = true;
                    }
                }
            }
            Ok(if failed {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            })
        }
        Mail::Sanitize { file } => {
            let html = read(&file)?;
            let sanitized = ::mail::sanitize::sanitize_html(&String::from_utf8_lossy(&html));
            write_out(sanitized.html.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Mail::Reply { file } => {
            let text = read(&file)?;
            let split = ::mail::reply::split(&String::from_utf8_lossy(&text));
            write_out(split.visible.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}
