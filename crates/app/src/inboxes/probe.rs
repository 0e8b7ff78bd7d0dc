//! Trying settings before they are stored.

use std::sync::Arc;

use async_trait::async_trait;
use channels::email::probe::{ProbeReport, Step, StepReport, StepState};
use channels::email::{EmailDriver, Failure, MailAuth, TokenProvider};
use channels::{ChannelDriver as _, Secret};
use domain::validate::Checks;
use domain::{Actor, InboxId, Permission};
use store::inboxes::EmailInbox;

use super::input::Trial;
use super::{Inboxes, check, merge, visible};
use crate::core::{Error, Result};
use crate::mailbox::{self, open};
use crate::secrets;

/// What a connection test found.
#[derive(Debug, Clone, Default)]
pub struct TestReport {
    /// Nothing failed.
    pub ok: bool,
    /// Each step in order, those of fetching first.
    pub steps: Vec<TestStep>,
    /// Folders on the server.
    pub folders: Vec<TestedFolder>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct TestStep {
    /// `imap` or `smtp`.
    pub server: &'static str,
    /// `resolve`, `connect`, `greeting`, `login` or `folders`.
    pub step: &'static str,
    /// `ok`, `failed` or `skipped`.
    pub state: &'static str,
    /// Stable code of the failure.
    pub code: Option<&'static str>,
    /// What was found or went wrong.
    pub detail: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// A folder on the server.
#[derive(Debug, Clone)]
pub struct TestedFolder {
    /// Name.
    pub name: String,
    /// `sent`, `junk`, …
    pub special_use: Option<&'static str>,
    /// Messages in it.
    pub messages: Option<u32>,
}

impl Inboxes {
    /// Connects with settings that are not stored yet, without fetching or sending anything.
    ///
    /// # Errors
    /// When a field is refused, there is neither server to try, or the actor may not manage inboxes. What the servers say is in the
    /// report and no error.
    pub async fn test(&self, actor: &Actor, trial: &Trial) -> Result<TestReport> {
        actor.require(Permission::InboxesManage)?;
        let db = self.core.reader();
        let before = match trial.inbox_id {
            Some(id) => {
                visible(db, actor, id).await?;
                store::inboxes::find_email(db, id).await?
            }
            None => None,
        };
        let before = before.unwrap_or_else(|| EmailInbox::empty(trial.inbox_id.unwrap_or(InboxId(0))));
        let mut checks = Checks::new();
        let address = checks.email("address", &trial.address);
        let checked = check::settings(&mut checks, &trial.email, &address);
        let now = self.core.clock.now();
        let merged = merge::settings(&self.core, db, actor, &before, checked, &mut checks, now).await?;
        checks.finish()?;
        if merged.email.imap_host.is_none() && merged.email.smtp_host.is_none() {
            let detail = "name a server for fetching or for sending";
            return Err(Error::field("email", "nothing_to_test", detail));
        }
        let report = self.driver(&merged.email, merged.grant.is_some())?.test().await;
        Ok(TestReport::from(report))
    }

    /// A driver with these settings. Tokens of a sign-in that is not saved yet are not where the driver looks for them.
    fn driver(&self, email: &EmailInbox, unsaved_tokens: bool) -> Result<EmailDriver> {
        let mut imap = mailbox::imap_settings(&self.core, email)?;
        let mut smtp = mailbox::smtp_settings(&self.core, email)?;
        if let (true, Some(sealed)) = (unsaved_tokens, &email.oauth_access_secret) {
            let token = Secret::new(open(&self.core, secrets::OAUTH_ACCESS, sealed)?);
            let provider: Arc<dyn TokenProvider> = Arc::new(JustSignedIn(token));
            let auths = imap
                .iter_mut()
                .map(|s| &mut s.auth)
                .chain(smtp.iter_mut().map(|s| &mut s.auth));
            for auth in auths {
                if matches!(auth, MailAuth::XOAuth2(_)) {
                    *auth = MailAuth::XOAuth2(Arc::clone(&provider));
                }
            }
        }
        Ok(EmailDriver::new(imap, smtp))
    }
}

/// The token of a sign-in that was finished a moment ago.
struct JustSignedIn(Secret);

#[async_trait]
impl TokenProvider for JustSignedIn {
    async fn access_token(&self, _: bool) -> std::result::Result<Secret, Failure> {
        Ok(self.0.clone())
    }
}

impl From<ProbeReport> for TestReport {
    fn from(report: ProbeReport) -> Self {
        let imap = report.imap.into_iter().map(|step| shown("imap", step));
        let smtp = report.smtp.into_iter().map(|step| shown("smtp", step));
        Self {
            ok: report.ok,
            steps: imap.chain(smtp).collect(),
            folders: report
                .folders
                .into_iter()
                .map(|folder| TestedFolder {
                    name: folder.name,
                    special_use: folder.special_use,
                    messages: folder.mails,
                })
                .collect(),
        }
    }
}

fn shown(server: &'static str, report: StepReport) -> TestStep {
    TestStep {
        server,
        step: match report.step {
            Step::Dns => "resolve",
            Step::Connect => "connect",
            Step::Greeting => "greeting",
            Step::Login => "login",
            Step::Folders => "folders",
        },
        state: match report.state {
            StepState::Ok => "ok",
            StepState::Failed => "failed",
            StepState::Skipped => "skipped",
        },
        code: report.code.map(|code| code.as_str()),
        detail: report.detail.unwrap_or_default(),
        hint: report.hint,
    }
}
