//! A sink that keeps everything in memory, and checks on the way what every sink relies on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use channels::email::Failure;
use channels::email::imap::{
    ConnectionState, FetchedMail, FolderCursor, FolderPlace, ImapReceiver, ImapSettings, InboxStatus,
    MailSink, ResetReason, SinkError, SkipReason,
};
use domain::Timestamp;
use tokio_util::sync::CancellationToken;

use super::eventually;

#[derive(Default)]
pub struct Recorded {
    pub cursors: HashMap<String, FolderCursor>,
    /// What came to any folder before is old.
    pub since: Option<Timestamp>,
    pub mails: Vec<(String, u32, FetchedMail)>,
    pub deliveries: Vec<usize>,
    pub skipped: Vec<(u32, SkipReason)>,
    pub resets: Vec<(FolderCursor, u32, ResetReason)>,
    pub statuses: Vec<InboxStatus>,
}

#[derive(Default)]
pub struct MemorySink {
    pub recorded: Mutex<Recorded>,
    /// So many deliveries fail first.
    pub failing: AtomicU32,
}

impl MemorySink {
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    pub fn read<T>(&self, with: impl FnOnce(&Recorded) -> T) -> T {
        with(&self.recorded.lock().unwrap())
    }

    pub fn count(&self) -> usize {
        self.read(|recorded| recorded.mails.len())
    }

    pub fn subjects(&self) -> Vec<String> {
        self.read(|recorded| {
            recorded
                .mails
                .iter()
                .map(|(_, _, mail)| subject(&mail.raw))
                .collect()
        })
    }

    pub fn failures(&self) -> Vec<Failure> {
        self.read(|recorded| {
            let failed = recorded
                .statuses
                .iter()
                .filter_map(|status| match &status.connection {
                    ConnectionState::Failed { failure, .. } => Some(failure.clone()),
                    _ => None,
                });
            failed.collect()
        })
    }

    pub async fn until_count(&self, count: usize, limit: Duration) {
        let shown = || {
            format!(
                "{count} mails; there are {}, failures: {:?}",
                self.count(),
                self.failures()
            )
        };
        let until = std::time::Instant::now() + limit;
        while self.count() < count {
            assert!(std::time::Instant::now() < until, "{}", shown());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until so many folders have caught up and are being watched.
    pub async fn until_watching(&self, folders: usize) {
        eventually(
            Duration::from_secs(15),
            &format!("watching; failures: {:?}", self.failures()),
            || {
                self.read(|recorded| {
                    let mut last = HashMap::new();
                    for status in &recorded.statuses {
                        last.insert(
                            status.folder.clone(),
                            matches!(status.connection, ConnectionState::Watching { .. }),
                        );
                    }
                    (last.values().filter(|watching| **watching).count() >= folders).then_some(())
                })
            },
        )
        .await;
    }
}

pub fn subject(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    text.lines()
        .find_map(|line| line.strip_prefix("Subject: "))
        .unwrap_or_default()
        .trim()
        .to_owned()
}

pub fn mail(subject: &str) -> Vec<u8> {
    format!("From: lan@example.vn\r\nTo: help@example.ro\r\nSubject: {subject}\r\n\r\nHello\r\n").into_bytes()
}

#[async_trait]
impl MailSink for MemorySink {
    async fn place(&self, folder: &str) -> Result<FolderPlace, SinkError> {
        let recorded = self.recorded.lock().unwrap();
        Ok(FolderPlace {
            cursor: recorded.cursors.get(folder).copied(),
            since: recorded.since,
        })
    }

    async fn started(&self, folder: &str, cursor: FolderCursor) -> Result<(), SinkError> {
        self.recorded
            .lock()
            .unwrap()
            .cursors
            .insert(folder.to_owned(), cursor);
        Ok(())
    }

    async fn deliver(
        &self,
        folder: &str,
        uid_validity: u32,
        mails: Vec<FetchedMail>,
    ) -> Result<(), SinkError> {
        if self.failing.load(Ordering::SeqCst) > 0 {
            self.failing.fetch_sub(1, Ordering::SeqCst);
            return Err("the disk is full".into());
        }
        let mut recorded = self.recorded.lock().unwrap();
        let cursor = recorded.cursors[folder];
        assert_eq!(cursor.uid_validity, uid_validity);
        let uids: Vec<u32> = mails.iter().map(|mail| mail.uid).collect();
        assert!(
            uids.is_sorted() && uids[0] > cursor.last_uid,
            "{uids:?} after {cursor:?}"
        );
        recorded.cursors.insert(
            folder.to_owned(),
            FolderCursor {
                uid_validity,
                last_uid: *uids.last().unwrap(),
            },
        );
        recorded.deliveries.push(mails.len());
        recorded.mails.extend(
            mails
                .into_iter()
                .map(|mail| (folder.to_owned(), uid_validity, mail)),
        );
        Ok(())
    }

    async fn skipped(
        &self,
        folder: &str,
        uid_validity: u32,
        uid: u32,
        reason: SkipReason,
    ) -> Result<(), SinkError> {
        let mut recorded = self.recorded.lock().unwrap();
        assert!(uid > recorded.cursors[folder].last_uid);
        recorded.cursors.insert(
            folder.to_owned(),
            FolderCursor {
                uid_validity,
                last_uid: uid,
            },
        );
        recorded.skipped.push((uid, reason));
        Ok(())
    }

    async fn reset(
        &self,
        folder: &str,
        old: FolderCursor,
        new: FolderCursor,
        reason: ResetReason,
    ) -> Result<(), SinkError> {
        let mut recorded = self.recorded.lock().unwrap();
        recorded.cursors.insert(folder.to_owned(), new);
        recorded.resets.push((old, new.uid_validity, reason));
        Ok(())
    }

    async fn status(&self, status: InboxStatus) {
        self.recorded.lock().unwrap().statuses.push(status);
    }
}

/// A receiver that runs until it is dropped or stopped.
pub struct Running {
    cancel: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    pub fn start(settings: ImapSettings, sink: &Arc<MemorySink>) -> Self {
        let cancel = CancellationToken::new();
        let (receiver, sink, token) = (ImapReceiver::new(settings), Arc::clone(sink), cancel.clone());
        let task = tokio::spawn(async move { receiver.run(sink, token).await });
        Self { cancel, task }
    }

    /// Ends it, which must not take long.
    pub async fn stop(mut self) {
        self.cancel.cancel();
        tokio::time::timeout(Duration::from_secs(2), &mut self.task)
            .await
            .expect("it ends when told to")
            .unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}
