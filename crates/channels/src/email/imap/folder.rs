//! Catching up with a folder: everything behind the cursor goes to the sink, in order, nothing left out silently.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use domain::Timestamp;

use super::client::Client;
use super::fetch::{Step, not_given, plan};
use super::sink::{ConnectionState, FolderCursor, InboxStatus, MailSink, OnServer, ResetReason, SkipReason};
use super::{AfterFetch, FetchedMail, ImapSettings, SinkError, StartAt};
use crate::email::{Failure, FailureCode};

/// UIDs whose sizes are asked for at once.
const SIZES_AT_ONCE: usize = 500;
/// A mail server's clock may be behind ours by so much without a mail being taken for an old one.
const CLOCKS_APART: Duration = Duration::from_secs(60);
/// Attempts, each on a new connection, before a mail is left behind.
const ATTEMPTS: u32 = 5;

/// What the receiver works with.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) settings: &'a ImapSettings,
    pub(super) sink: &'a dyn MailSink,
}

/// One folder, and what was learnt about troublesome mails in it. Outlives connections.
pub(super) struct Folder {
    pub(super) name: String,
    uid_validity: u32,
    /// A fetch of several mails broke the connection: up to here they are fetched singly, to find the one.
    one_by_one_until: u32,
    /// Failed attempts per mail, with the last reason.
    attempts: HashMap<u32, (u32, String)>,
}

/// A mail that was dealt with.
enum Settled {
    Mail(FetchedMail),
    Skip(SkipReason),
}

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            uid_validity: 0,
            one_by_one_until: 0,
            attempts: HashMap::new(),
        }
    }

    /// Delivers everything that is new. Returns what is on the server then.
    pub(super) async fn catch_up(
        &mut self,
        client: &mut Client,
        ctx: Context<'_>,
        opened: OnServer,
    ) -> Result<OnServer, Failure> {
        if self.uid_validity != opened.uid_validity {
            self.uid_validity = opened.uid_validity;
            self.one_by_one_until = 0;
            self.attempts.clear();
        }
        let mut cursor = self.cursor(client, ctx, &opened).await?;
        let mut on_server = opened;
        loop {
            let known = client.exists;
            let uids = client.uids_after(cursor.last_uid).await?;
            // Mail that is announced while nothing was found yet would not be announced again.
            if uids.is_empty() && client.exists == known {
                break;
            }
            self.take_over(client, ctx, &uids, &on_server).await?;
            cursor.last_uid = uids.last().copied().unwrap_or(cursor.last_uid);
        }
        self.attempts.clear();
        on_server.exists = client.exists;
        on_server.uid_next = Some(
            on_server
                .uid_next
                .unwrap_or(0)
                .max(cursor.last_uid.saturating_add(1)),
        );
        Ok(on_server)
    }

    /// The place to go on from, after telling the sink when it is a new one.
    async fn cursor(
        &self,
        client: &mut Client,
        ctx: Context<'_>,
        opened: &OnServer,
    ) -> Result<FolderCursor, Failure> {
        let uid_validity = opened.uid_validity;
        let place = ctx.sink.place(&self.name).await.map_err(storage_failed)?;
        let Some(stored) = place.cursor else {
            let last_uid = match ctx.settings.start {
                StartAt::All => 0,
                StartAt::FromNow => beginning(client, opened, place.since).await?,
            };
            let cursor = FolderCursor {
                uid_validity,
                last_uid,
            };
            ctx.sink
                .started(&self.name, cursor)
                .await
                .map_err(storage_failed)?;
            return Ok(cursor);
        };
        let reason = if stored.uid_validity != uid_validity {
            ResetReason::UidValidityChanged
        } else if went_back(client, &stored, opened).await? {
            ResetReason::UidsWentBack
        } else {
            return Ok(stored);
        };
        // What was old when the inbox was made is old still, under whatever number.
        let last_uid = match place.since {
            Some(since) => beginning(client, opened, Some(since)).await?,
            None => 0,
        };
        let anew = FolderCursor {
            uid_validity,
            last_uid,
        };
        tracing::warn!(folder = %self.name, ?stored, ?anew, ?reason, "the folder is read again from its beginning");
        ctx.sink
            .reset(&self.name, stored, anew, reason)
            .await
            .map_err(storage_failed)?;
        Ok(anew)
    }

    async fn take_over(
        &mut self,
        client: &mut Client,
        ctx: Context<'_>,
        uids: &[u32],
        on_server: &OnServer,
    ) -> Result<(), Failure> {
        let mut waiting = uids.len();
        for chunk in uids.chunks(SIZES_AT_ONCE) {
            let sizes = client.sizes(chunk).await?;
            for step in plan(&sizes, &ctx.settings.limits, self.one_by_one_until) {
                let connection = ConnectionState::Fetching {
                    waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
                };
                let status = InboxStatus {
                    folder: self.name.clone(),
                    connection,
                    on_server: Some(*on_server),
                };
                ctx.sink.status(status).await;
                let settled = match step {
                    Step::TooLarge { uid, bytes } => {
                        BTreeMap::from([(uid, Settled::Skip(SkipReason::TooLarge { bytes }))])
                    }
                    Step::Fetch(uids) => self.fetch(client, &uids).await?,
                };
                waiting = waiting.saturating_sub(settled.len());
                self.hand_over(client, ctx, settled).await?;
            }
        }
        Ok(())
    }

    /// Fetches a batch. Mails that were deleted in the meantime are missing from the result; nothing else is.
    async fn fetch(&mut self, client: &mut Client, uids: &[u32]) -> Result<BTreeMap<u32, Settled>, Failure> {
        let mut settled = BTreeMap::new();
        if let [only] = uids
            && let Some(reason) = self.given_up(client, *only).await?
        {
            settled.insert(*only, Settled::Skip(reason));
            return Ok(settled);
        }
        let fetched = match client.mails(uids).await {
            Ok(fetched) => fetched,
            Err(failure) => {
                self.suspect(uids, &failure);
                return Err(failure);
            }
        };
        settled.extend(
            fetched
                .mails
                .into_iter()
                .map(|(uid, mail)| (uid, Settled::Mail(mail))),
        );
        for (uid, bytes) in fetched.oversized {
            settled.insert(uid, Settled::Skip(SkipReason::TooLarge { bytes }));
        }
        for uid in uids {
            if !settled.contains_key(uid) && client.still_exists(*uid).await? {
                // Go back, and come again: singly from here on, and with a pause that gives the server time.
                let failure = not_given(fetched.refusal.as_deref());
                self.suspect(uids, &failure);
                return Err(failure);
            }
        }
        Ok(settled)
    }

    fn suspect(&mut self, uids: &[u32], failure: &Failure) {
        if let [only] = uids {
            let (attempts, why) = self.attempts.entry(*only).or_default();
            *attempts += 1;
            why.clone_from(&failure.detail);
            self.one_by_one_until = self.one_by_one_until.max(*only);
        } else if let Some(last) = uids.last() {
            self.one_by_one_until = self.one_by_one_until.max(*last);
        }
    }

    /// The reason to leave a mail behind, once it failed often enough. Before the last attempt the server must show that
    /// it gives out other mails; otherwise the trouble is not this mail's, and nothing is counted against it.
    async fn given_up(&self, client: &mut Client, uid: u32) -> Result<Option<SkipReason>, Failure> {
        match self.attempts.get(&uid) {
            Some((attempts, why)) if *attempts >= ATTEMPTS => {
                Ok(Some(SkipReason::Unfetchable { detail: why.clone() }))
            }
            Some((attempts, why)) if *attempts == ATTEMPTS - 1 && !client.gives_out_others(uid).await? => {
                let detail = format!("the server gives out no mail at all: {why}");
                Err(Failure::new(FailureCode::ServerRefused, detail))
            }
            _ => Ok(None),
        }
    }

    /// Gives the sink what was fetched, in ascending order and in as few deliveries as the skips between allow.
    async fn hand_over(
        &mut self,
        client: &mut Client,
        ctx: Context<'_>,
        settled: BTreeMap<u32, Settled>,
    ) -> Result<(), Failure> {
        let mut run = Vec::new();
        for (uid, outcome) in settled {
            match outcome {
                Settled::Mail(mail) => run.push(mail),
                Settled::Skip(reason) => {
                    self.deliver(client, ctx, std::mem::take(&mut run)).await?;
                    tracing::warn!(folder = %self.name, uid, ?reason, "a mail is left on the server");
                    let skipping = ctx.sink.skipped(&self.name, self.uid_validity, uid, reason);
                    skipping.await.map_err(storage_failed)?;
                }
            }
        }
        self.deliver(client, ctx, run).await
    }

    async fn deliver(
        &mut self,
        client: &mut Client,
        ctx: Context<'_>,
        mails: Vec<FetchedMail>,
    ) -> Result<(), Failure> {
        if mails.is_empty() {
            return Ok(());
        }
        let uids: Vec<u32> = mails.iter().map(|mail| mail.uid).collect();
        ctx.sink
            .deliver(&self.name, self.uid_validity, mails)
            .await
            .map_err(storage_failed)?;
        if ctx.settings.after_fetch == AfterFetch::MarkSeen {
            // The mails are safe; a mark that could not be set is not worth fetching them again.
            if let Err(failure) = client.mark_seen(&uids).await {
                tracing::warn!(folder = %self.name, %failure, "mails could not be marked as read");
            }
        }
        Ok(())
    }
}

/// The last UID before the mail that comes from `since` on, or before the next one that comes when nobody said since when. A server may
/// have been out of reach for days: what came in the meantime is as new as what comes from now on.
async fn beginning(client: &mut Client, opened: &OnServer, since: Option<Timestamp>) -> Result<u32, Failure> {
    let next = match opened.uid_next {
        Some(next) if next > 0 => next - 1,
        _ => client.uids_after(0).await?.last().copied().unwrap_or(0),
    };
    let Some(since) = since else { return Ok(next) };
    let first = client
        .first_received_since(since.minus(CLOCKS_APART), SIZES_AT_ONCE)
        .await?;
    Ok(first.map_or(next, |first| next.min(first.saturating_sub(1))))
}

/// Whether the folder was restored from an older copy: its next UID is one that we have passed, and the mail that we saw
/// there is gone. One sign alone is not enough, some servers answer with an old UIDNEXT.
async fn went_back(client: &mut Client, stored: &FolderCursor, opened: &OnServer) -> Result<bool, Failure> {
    match opened.uid_next {
        Some(next) if next > 0 && next <= stored.last_uid => {
            Ok(!client.still_exists(stored.last_uid).await?)
        }
        _ => Ok(false),
    }
}

fn storage_failed(why: SinkError) -> Failure {
    Failure::new(FailureCode::StorageFailed, why.to_string())
}
