//! Testing an inbox's settings step by step, so that an administrator learns which one is wrong and what to do.

mod imap;
mod smtp;

use std::future::Future;

use serde::Serialize;
use tokio::time::Instant;

use super::imap::ImapSettings;
use super::smtp::SmtpSettings;
use super::{Failure, FailureCode, presets};

/// What a test found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProbeReport {
    /// Nothing failed.
    pub ok: bool,
    /// The steps of receiving, in their order; empty when it was not tested.
    pub imap: Vec<StepReport>,
    /// The steps of sending, in their order; empty when it was not tested.
    pub smtp: Vec<StepReport>,
    /// The folders on the server.
    pub folders: Vec<FolderReport>,
    /// Whether the server announces new mail (IDLE); otherwise it is looked for every minute.
    pub push: bool,
    /// The largest mail that the sending server takes, when it says so.
    pub max_send_bytes: Option<u64>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// Which.
    pub step: Step,
    /// How it went.
    pub state: StepState,
    /// Why it failed.
    pub code: Option<FailureCode>,
    /// Technical detail: what was found, or what went wrong.
    pub detail: Option<String>,
    /// What to do next, in English; interfaces translate by `code`.
    pub hint: Option<String>,
    /// How long it took.
    pub milliseconds: u64,
}

/// Steps of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The name has an address.
    Dns,
    /// The port is open.
    Connect,
    /// Encryption and greeting.
    Greeting,
    /// Signing in.
    Login,
    /// The folders of the settings exist and can be opened.
    Folders,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Well.
    Ok,
    /// Not.
    Failed,
    /// It was not tried, because an earlier one failed.
    Skipped,
}

/// A folder on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FolderReport {
    /// As people read it.
    pub name: String,
    /// `inbox`, `sent`, `junk`, `trash`, `drafts`, `archive`, `all`, `flagged`, when the server says so.
    pub special_use: Option<&'static str>,
    /// Mails in it, when they were counted.
    pub mails: Option<u32>,
    /// Whether the settings name it.
    pub chosen: bool,
}

/// Tests receiving and sending as far as they are set up; both at once.
pub async fn probe(imap: Option<&ImapSettings>, smtp: Option<&SmtpSettings>) -> ProbeReport {
    let mut report = ProbeReport::default();
    let receiving = async {
        match imap {
            Some(settings) => imap::run(settings).await,
            None => imap::Found::default(),
        }
    };
    let sending = async {
        match smtp {
            Some(settings) => smtp::run(settings).await,
            None => smtp::Found::default(),
        }
    };
    let (received, sent) = tokio::join!(receiving, sending);
    report.imap = received.steps;
    report.folders = received.folders;
    report.push = received.push;
    report.smtp = sent.steps;
    report.max_send_bytes = sent.max_bytes;
    report.ok = report
        .imap
        .iter()
        .chain(&report.smtp)
        .all(|step| step.state == StepState::Ok);
    report
}

/// The steps of one half, as they happen.
struct Steps {
    done: Vec<StepReport>,
    host: String,
}

impl Steps {
    fn new(host: &str) -> Self {
        Self {
            done: Vec::new(),
            host: host.to_owned(),
        }
    }

    /// Runs a step; `None` when it failed.
    async fn run<T>(
        &mut self,
        step: Step,
        work: impl Future<Output = Result<(T, String), Failure>>,
    ) -> Option<T> {
        let begun = Instant::now();
        let outcome = work.await;
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut report = StepReport {
            step,
            state: StepState::Ok,
            code: None,
            detail: None,
            hint: None,
            milliseconds,
        };
        match outcome {
            Ok((value, detail)) => {
                report.detail = Some(detail).filter(|detail| !detail.is_empty());
                self.done.push(report);
                Some(value)
            }
            Err(failure) => {
                let (failure, hint) = explain(failure, &self.host);
                report.state = StepState::Failed;
                report.code = Some(failure.code);
                report.detail = Some(failure.detail);
                report.hint = Some(hint);
                self.done.push(report);
                None
            }
        }
    }

    /// The report, with the steps that were not reached.
    fn finish(mut self, all: &[Step]) -> Vec<StepReport> {
        for step in all.iter().skip(self.done.len()) {
            let skipped = StepReport {
                step: *step,
                state: StepState::Skipped,
                code: None,
                detail: None,
                hint: None,
                milliseconds: 0,
            };
            self.done.push(skipped);
        }
        self.done
    }
}

/// Adds what is known of the provider: some never take the account's password, and say nothing but "wrong password".
fn explain(failure: Failure, host: &str) -> (Failure, String) {
    let preset = presets::for_host(host);
    let needs_other = preset.filter(|preset| preset.sign_in != presets::SignIn::Password);
    match (failure.code, needs_other) {
        (FailureCode::LoginFailed | FailureCode::AppPasswordNeeded, Some(preset)) => {
            let hint = format!("{} {}", preset.note, preset.help_url);
            (Failure::new(FailureCode::AppPasswordNeeded, failure.detail), hint)
        }
        (code, _) => {
            let hint = code.hint().to_owned();
            (failure, hint)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_that_refuse_the_normal_password_are_named() {
        let refused = || Failure::new(FailureCode::LoginFailed, "login: Invalid credentials");
        let (failure, hint) = explain(refused(), "imap.gmail.com");
        assert_eq!(failure.code, FailureCode::AppPasswordNeeded);
        assert!(hint.contains("2-Step Verification"));
        let (failure, hint) = explain(refused(), "outlook.office365.com");
        assert_eq!(failure.code, FailureCode::AppPasswordNeeded);
        assert!(hint.contains("Sign in with Microsoft"));
        let (failure, hint) = explain(refused(), "mail.example.ro");
        assert_eq!(
            (failure.code, hint.as_str()),
            (FailureCode::LoginFailed, FailureCode::LoginFailed.hint())
        );
    }
}
