//! Keeps the connections of an inbox alive: connect, catch up, wait for news, and after any failure again.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::backoff::Backoff;
use super::client::Client;
use super::folder::{Context, Folder};
use super::sink::{ConnectionState, InboxStatus, MailSink, OnServer};
use super::{AfterFetch, FetchedMail, ImapSettings};
use crate::email::{Failure, FailureCode};

/// A server that ends IDLE at once would make us turn in a circle.
const SHORTEST_IDLE: Duration = Duration::from_secs(1);

/// Receives for one inbox.
#[derive(Debug, Clone)]
pub struct ImapReceiver {
    settings: Arc<ImapSettings>,
}

impl ImapReceiver {
    /// For an inbox.
    #[must_use]
    pub fn new(settings: ImapSettings) -> Self {
        Self {
            settings: Arc::new(settings),
        }
    }

    /// Receives until cancelled; failures are told to the sink and retried.
    pub async fn run(&self, sink: Arc<dyn MailSink>, cancel: CancellationToken) {
        let mut workers = JoinSet::new();
        for folders in connections(&self.settings.folders, self.settings.limits.connections) {
            workers.spawn(keep_running(
                Arc::clone(&self.settings),
                folders,
                Arc::clone(&sink),
                cancel.clone(),
            ));
        }
        while workers.join_next().await.is_some() {}
    }
}

/// Which folders share a connection: each has its own while there are enough, the last one takes the rest.
fn connections(folders: &[String], limit: usize) -> Vec<Vec<String>> {
    let own = if folders.len() <= limit {
        folders.len()
    } else {
        limit.saturating_sub(1)
    };
    let (first, rest) = folders.split_at(own);
    let mut groups: Vec<Vec<String>> = first.iter().map(|folder| vec![folder.clone()]).collect();
    if !rest.is_empty() {
        groups.push(rest.to_vec());
    }
    groups
}

/// Starts a worker again should it panic: one bad moment must not silence an inbox until somebody restarts the server.
async fn keep_running(
    settings: Arc<ImapSettings>,
    folders: Vec<String>,
    sink: Arc<dyn MailSink>,
    cancel: CancellationToken,
) {
    loop {
        let worker = Worker::new(Arc::clone(&settings), &folders, Arc::clone(&sink), cancel.clone());
        let ended = AbortOnDropHandle::new(tokio::spawn(worker.run())).await;
        match ended {
            Err(panic) if panic.is_panic() && !cancel.is_cancelled() => {
                tracing::error!(host = %settings.host, ?folders, %panic, "receiving broke down and is started again");
                tokio::time::sleep(settings.timing.retry_min).await;
            }
            _ => return,
        }
    }
}

/// One connection and the folders on it.
struct Worker {
    settings: Arc<ImapSettings>,
    folders: Vec<Folder>,
    sink: Arc<dyn MailSink>,
    cancel: CancellationToken,
    backoff: Backoff,
}

impl Worker {
    fn new(
        settings: Arc<ImapSettings>,
        folders: &[String],
        sink: Arc<dyn MailSink>,
        cancel: CancellationToken,
    ) -> Self {
        let backoff = Backoff::new(settings.timing);
        let folders = folders.iter().map(|name| Folder::new(name)).collect();
        Self {
            settings,
            folders,
            sink,
            cancel,
            backoff,
        }
    }

    async fn run(mut self) {
        let cancel = self.cancel.clone();
        let receiving = async {
            loop {
                let Err(failure) = self.session().await;
                let pause = self.backoff.next(failure.code);
                let attempt = self.backoff.failures();
                tracing::warn!(
                    host = %self.settings.host, user = %self.settings.username, code = %failure.code, detail = %failure.detail,
                    attempt, retry_in = ?pause, "receiving failed and is tried again"
                );
                self.report_all(&ConnectionState::Failed {
                    failure,
                    attempt,
                    retry_in: pause,
                })
                .await;
                tokio::time::sleep(pause).await;
            }
        };
        tokio::select! {
            biased;
            () = cancel.cancelled() => {}
            () = receiving => {}
        }
        self.report_all(&ConnectionState::Stopped).await;
    }

    async fn session(&mut self) -> Result<std::convert::Infallible, Failure> {
        self.report_all(&ConnectionState::Connecting).await;
        let client = sign_in(&self.settings).await?;
        if self.folders.len() == 1 {
            self.watch(client).await
        } else {
            self.poll(client).await
        }
    }

    /// One folder: told of news by IDLE, or looking by itself where the server has none.
    async fn watch(&mut self, mut client: Client) -> Result<std::convert::Infallible, Failure> {
        let settings = Arc::clone(&self.settings);
        let sink = Arc::clone(&self.sink);
        let ctx = Context {
            settings: &settings,
            sink: &*sink,
        };
        let Some(folder) = self.folders.first_mut() else {
            return std::future::pending().await;
        };
        let writable = settings.after_fetch == AfterFetch::MarkSeen;
        let mut push = client.has("IDLE").await?;
        let mut opened = client.open(&folder.name, writable).await?;
        loop {
            opened = folder.catch_up(&mut client, ctx, opened).await?;
            self.backoff.reset();
            report(
                &*sink,
                &folder.name,
                ConnectionState::Watching { push },
                Some(opened),
            )
            .await;
            let known = client.exists;
            if push {
                push = idle(&mut client, settings.timing.idle_refresh).await?;
            } else {
                tokio::time::sleep(settings.timing.poll).await;
            }
            if client.exists == known {
                // Opening it anew shows a changed UIDVALIDITY, and proves that the connection lives.
                opened = client.open(&folder.name, writable).await?;
            } else {
                opened.exists = client.exists;
            }
        }
    }

    /// Several folders in turn.
    async fn poll(&mut self, mut client: Client) -> Result<std::convert::Infallible, Failure> {
        let settings = Arc::clone(&self.settings);
        let sink = Arc::clone(&self.sink);
        let ctx = Context {
            settings: &settings,
            sink: &*sink,
        };
        let writable = settings.after_fetch == AfterFetch::MarkSeen;
        loop {
            for folder in &mut self.folders {
                match client.open(&folder.name, writable).await {
                    Ok(opened) => {
                        let on_server = folder.catch_up(&mut client, ctx, opened).await?;
                        report(
                            ctx.sink,
                            &folder.name,
                            ConnectionState::Watching { push: false },
                            Some(on_server),
                        )
                        .await;
                    }
                    // One folder that is gone must not keep the others from being read.
                    Err(failure)
                        if matches!(
                            failure.code,
                            FailureCode::FolderMissing | FailureCode::ServerRefused
                        ) =>
                    {
                        let retry_in = settings.timing.poll;
                        let failed = ConnectionState::Failed {
                            failure,
                            attempt: 1,
                            retry_in,
                        };
                        report(ctx.sink, &folder.name, failed, None).await;
                    }
                    Err(failure) => return Err(failure),
                }
            }
            self.backoff.reset();
            tokio::time::sleep(settings.timing.poll).await;
        }
    }

    async fn report_all(&self, state: &ConnectionState) {
        for folder in &self.folders {
            report(&*self.sink, &folder.name, state.clone(), None).await;
        }
    }
}

async fn report(sink: &dyn MailSink, folder: &str, connection: ConnectionState, on_server: Option<OnServer>) {
    sink.status(InboxStatus {
        folder: folder.to_owned(),
        connection,
        on_server,
    })
    .await;
}

/// Waits for news. `false` when the server refuses IDLE although it lists it: then it is not asked again.
async fn idle(client: &mut Client, refresh: Duration) -> Result<bool, Failure> {
    let begun = tokio::time::Instant::now();
    let known = client.exists;
    match client.idle(refresh).await {
        Ok(()) => {}
        Err(failure) if failure.code == FailureCode::ServerRefused => {
            tracing::warn!(detail = %failure.detail, "the server refuses IDLE; the folder is polled");
            return Ok(false);
        }
        Err(failure) => return Err(failure),
    }
    if client.exists == known {
        tokio::time::sleep_until(begun + SHORTEST_IDLE.min(refresh)).await;
    }
    Ok(true)
}

/// A connection that is logged in. A refused token is renewed once.
pub(crate) async fn sign_in(settings: &ImapSettings) -> Result<Client, Failure> {
    let mut force_refresh = false;
    loop {
        let credentials = settings.auth.credentials(force_refresh).await?;
        let mut client = Client::connect(settings).await?;
        match client.login(&settings.username, &credentials).await {
            Ok(()) => return Ok(client),
            Err(failure)
                if !force_refresh
                    && settings.auth.can_refresh()
                    && failure.code == FailureCode::OauthSignInAgain =>
            {
                force_refresh = true;
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Fetches one mail by hand, for instance one that was skipped. `max_mail_bytes` of the settings applies.
///
/// # Errors
/// When it cannot be reached, is gone, or the folder's UIDs are not the ones that were meant.
pub async fn fetch_one(
    settings: &ImapSettings,
    folder: &str,
    uid_validity: u32,
    uid: u32,
) -> Result<FetchedMail, Failure> {
    let mut client = sign_in(settings).await?;
    let opened = client.open(folder, false).await?;
    if opened.uid_validity != uid_validity {
        return Err(Failure::new(
            FailureCode::ServerRefused,
            "the folder was made anew; the mail has another number now",
        ));
    }
    let mut fetched = client.mails(&[uid]).await?;
    client.logout().await;
    if let Some(bytes) = fetched.oversized.get(&uid) {
        return Err(Failure::new(
            FailureCode::ServerRefused,
            format!("the mail has {bytes} bytes, more than is allowed"),
        ));
    }
    fetched.mails.remove(&uid).ok_or_else(|| {
        super::fetch::not_given(
            fetched
                .refusal
                .as_deref()
                .or(Some("the mail is not there any more")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::connections;

    #[test]
    fn folders_beyond_the_limit_share_a_connection() {
        let folders: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        assert_eq!(connections(&folders, 4).len(), 4);
        assert_eq!(
            connections(&folders, 2),
            [vec!["a".to_owned()], ["b", "c", "d"].map(str::to_owned).to_vec()]
        );
        assert_eq!(connections(&folders, 1).len(), 1);
        assert_eq!(connections(&folders, 0).len(), 1);
        assert!(connections(&[], 4).is_empty());
    }
}
