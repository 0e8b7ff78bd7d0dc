//! Which mails are new, how large they are, and fetching them.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use domain::Timestamp;
use imap_proto::{AttributeValue, MailboxDatum, Response};

use super::client::Client;
use super::frame::Frame;
use super::response::{internal_date, search_day, uid_set};
use super::{FetchedMail, Limits};
use crate::email::{Failure, FailureCode};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is done next for mails of known sizes, in ascending order of UID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Fetched together.
    Fetch(Vec<u32>),
    /// Not fetched at all.
    TooLarge { uid: u32, bytes: u64 },
}

/// Batches bounded by count and bytes; a mail larger than a whole batch comes alone.
pub(super) fn plan(sizes: &[(u32, u64)], limits: &Limits, one_by_one_until: u32) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut batch = Vec::new();
    let mut bytes = 0_u64;
    for (uid, size) in sizes {
        let full =
            batch.len() >= limits.batch_mails.max(1) || bytes.saturating_add(*size) > limits.batch_bytes;
        let alone = batch.last().is_some_and(|last| *last <= one_by_one_until);
        if !batch.is_empty() && (full || alone || *size > limits.max_mail_bytes) {
            steps.push(Step::Fetch(std::mem::take(&mut batch)));
            bytes = 0;
        }
        if *size > limits.max_mail_bytes {
            steps.push(Step::TooLarge {
                uid: *uid,
                bytes: *size,
            });
            continue;
        }
        batch.push(*uid);
        bytes = bytes.saturating_add(*size);
    }
    if !batch.is_empty() {
        steps.push(Step::Fetch(batch));
    }
    steps
}

/// What a FETCH of mails brought.
#[derive(Default)]
pub(super) struct Fetched {
    pub(super) mails: HashMap<u32, FetchedMail>,
    /// Mails larger than their announced size allowed.
    pub(super) oversized: HashMap<u32, u64>,
    /// The server's words when it refused.
    pub(super) refusal: Option<String>,
}

impl Client {
    /// UIDs above `after`, ascending.
    pub(super) async fn uids_after(&mut self, after: u32) -> Result<Vec<u32>, Failure> {
        let Some(first) = after.checked_add(1) else {
            return Ok(Vec::new());
        };
        let mut uids = self.search(&format!("UID {first}:*")).await?;
        // `7:*` also finds the last mail when its UID is below 7.
        uids.retain(|uid| *uid > after);
        Ok(uids)
    }

    /// UIDs that a search finds, ascending.
    async fn search(&mut self, what: &str) -> Result<Vec<u32>, Failure> {
        let answer = self.command(&format!("UID SEARCH {what}")).await?;
        answer.completion.ok("UID SEARCH")?;
        let mut uids = Vec::new();
        for frame in &answer.untagged {
            let Frame::Whole(line) = frame else { continue };
            if let Ok((_, Response::MailboxData(MailboxDatum::Search(found)))) = Response::parse(line) {
                uids.extend(found);
            }
        }
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// The lowest UID of a mail that the server received at `since` or later; dates are asked for `at_once` mails at a time.
    pub(super) async fn first_received_since(
        &mut self,
        since: Timestamp,
        at_once: usize,
    ) -> Result<Option<u32>, Failure> {
        // A search knows days only, and those of the server, wherever it is.
        let candidates = self
            .search(&format!("SINCE {}", search_day(since.minus(DAY))))
            .await?;
        for chunk in candidates.chunks(at_once.max(1)) {
            let command = format!("UID FETCH {} (UID INTERNALDATE)", uid_set(chunk));
            let answer = self.command(&command).await?;
            let dates: HashMap<u32, Timestamp> = answer
                .untagged
                .iter()
                .filter_map(|frame| match frame {
                    Frame::Whole(line) => received_at(line),
                    Frame::Oversized { .. } => None,
                })
                .collect();
            // A mail that the server says nothing of is gone, or, when it refused, taken for a new one rather than lost.
            let refused = answer.completion.ok("UID FETCH").is_err();
            let is_new = |uid: &&u32| dates.get(uid).map_or(refused, |at| *at >= since);
            if let Some(first) = chunk.iter().find(is_new) {
                return Ok(Some(*first));
            }
        }
        Ok(None)
    }

    /// Sizes of those of `uids` that still exist, ascending.
    pub(super) async fn sizes(&mut self, uids: &[u32]) -> Result<Vec<(u32, u64)>, Failure> {
        let answer = self
            .command(&format!("UID FETCH {} (UID RFC822.SIZE)", uid_set(uids)))
            .await?;
        let mut sizes: Vec<(u32, u64)> = Vec::with_capacity(uids.len());
        for frame in &answer.untagged {
            let Frame::Whole(line) = frame else { continue };
            let Ok((_, Response::Fetch(_, attributes))) = Response::parse(line) else {
                continue;
            };
            let uid = attributes.iter().find_map(|a| {
                if let AttributeValue::Uid(uid) = a {
                    Some(*uid)
                } else {
                    None
                }
            });
            let size = attributes.iter().find_map(|a| {
                if let AttributeValue::Rfc822Size(n) = a {
                    Some(*n)
                } else {
                    None
                }
            });
            if let (Some(uid), Some(size)) = (uid, size) {
                sizes.push((uid, u64::from(size)));
            }
        }
        // A refusal of the whole set leaves unknown sizes: each mail is then fetched alone, which tells what is wrong.
        if answer.completion.clone().ok("UID FETCH").is_err() {
            let known: HashMap<u32, u64> = sizes.iter().copied().collect();
            return Ok(uids
                .iter()
                .map(|uid| (*uid, known.get(uid).copied().unwrap_or(0)))
                .collect());
        }
        sizes.retain(|(uid, _)| uids.binary_search(uid).is_ok());
        sizes.sort_unstable();
        sizes.dedup_by_key(|(uid, _)| *uid);
        Ok(sizes)
    }

    /// The mails themselves, without marking them as read.
    pub(super) async fn mails(&mut self, uids: &[u32]) -> Result<Fetched, Failure> {
        let command = format!("UID FETCH {} (UID FLAGS INTERNALDATE BODY.PEEK[])", uid_set(uids));
        let answer = self.command(&command).await?;
        let mut fetched = Fetched::default();
        for frame in answer.untagged {
            match frame {
                Frame::Whole(bytes) => {
                    // Flag changes of other mails look alike and have no body; only what was asked for counts.
                    if let Some(mail) = mail(&bytes).filter(|mail| uids.binary_search(&mail.uid).is_ok()) {
                        fetched.mails.insert(mail.uid, mail);
                    }
                }
                Frame::Oversized { rest, bytes } => {
                    let uid = uid_in(&rest).or(if let [only] = uids { Some(*only) } else { None });
                    fetched.oversized.extend(uid.map(|uid| (uid, bytes)));
                }
            }
        }
        fetched.refusal = answer
            .completion
            .ok("UID FETCH")
            .err()
            .map(|failure| failure.detail);
        Ok(fetched)
    }

    /// Whether a mail is still there.
    pub(super) async fn still_exists(&mut self, uid: u32) -> Result<bool, Failure> {
        Ok(self.search(&format!("UID {uid}")).await?.contains(&uid))
    }

    /// Whether the server gives out any mail but this one, so that the mail is at fault and not the server. With no
    /// other mail in the folder there is nothing to compare, and the mail is taken to be at fault.
    pub(super) async fn gives_out_others(&mut self, uid: u32) -> Result<bool, Failure> {
        if self.exists < 2 {
            return Ok(true);
        }
        let answer = self
            .command(&format!("FETCH 1,{} (UID BODY.PEEK[]<0.64>)", self.exists))
            .await?;
        Ok(answer.untagged.iter().any(
            |frame| matches!(frame, Frame::Whole(bytes) if mail(bytes).is_some_and(|other| other.uid != uid)),
        ))
    }

    /// Marks mails as read.
    pub(super) async fn mark_seen(&mut self, uids: &[u32]) -> Result<(), Failure> {
        let answer = self
            .command(&format!("UID STORE {} +FLAGS.SILENT (\\Seen)", uid_set(uids)))
            .await?;
        answer.completion.ok("UID STORE").map(|_| ())
    }
}

/// The mail in a FETCH response; its bytes are a slice of the response's, not a copy.
fn mail(frame: &Bytes) -> Option<FetchedMail> {
    let (_, Response::Fetch(_, attributes)) = Response::parse(frame).ok()? else {
        return None;
    };
    let mut mail = FetchedMail {
        uid: 0,
        raw: Bytes::new(),
        internal_date: None,
        flags: Vec::new(),
    };
    let mut has_body = false;
    for attribute in &attributes {
        match attribute {
            AttributeValue::Uid(uid) => mail.uid = *uid,
            AttributeValue::InternalDate(date) => mail.internal_date = internal_date(date),
            AttributeValue::Flags(flags) => mail.flags = flags.iter().map(|flag| flag.to_string()).collect(),
            AttributeValue::BodySection {
                section: None,
                data: Some(data),
                ..
            }
            | AttributeValue::Rfc822(Some(data)) => {
                has_body = true;
                mail.raw = match data {
                    std::borrow::Cow::Borrowed(slice) => frame.slice_ref(slice),
                    std::borrow::Cow::Owned(bytes) => Bytes::from(bytes.clone()),
                };
            }
            _ => {}
        }
    }
    (has_body && mail.uid > 0).then_some(mail)
}

/// UID and date in a FETCH response.
fn received_at(frame: &[u8]) -> Option<(u32, Timestamp)> {
    let (_, Response::Fetch(_, attributes)) = Response::parse(frame).ok()? else {
        return None;
    };
    let (mut uid, mut at) = (None, None);
    for attribute in &attributes {
        match attribute {
            AttributeValue::Uid(number) => uid = Some(*number),
            AttributeValue::InternalDate(date) => at = internal_date(date),
            _ => {}
        }
    }
    uid.zip(at)
}

/// The UID in a response whose literal was dropped.
fn uid_in(rest: &[u8]) -> Option<u32> {
    let text = String::from_utf8_lossy(rest);
    let (_, after) = text.split_once("UID ")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The failure that stands for a mail which its server lists and does not give out.
pub(super) fn not_given(refusal: Option<&str>) -> Failure {
    let words = refusal.unwrap_or("the server lists the mail but does not send it");
    Failure::new(FailureCode::ServerRefused, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        max_mail_bytes: 1000,
        batch_mails: 3,
        batch_bytes: 100,
        connections: 1,
    };

    #[test]
    fn batches_are_bounded_by_count_and_bytes() {
        let sizes = [
            (1, 10),
            (2, 10),
            (3, 10),
            (4, 10),
            (5, 95),
            (6, 500),
            (7, 2000),
            (8, 1),
        ];
        let expected = [
            Step::Fetch(vec![1, 2, 3]),
            Step::Fetch(vec![4]),
            Step::Fetch(vec![5]),
            Step::Fetch(vec![6]),
            Step::TooLarge { uid: 7, bytes: 2000 },
            Step::Fetch(vec![8]),
        ];
        assert_eq!(plan(&sizes, &LIMITS, 0), expected);
        assert!(plan(&[], &LIMITS, 0).is_empty());
    }

    #[test]
    fn suspects_are_fetched_one_by_one() {
        let sizes = [(1, 1), (2, 1), (3, 1), (4, 1)];
        let steps = plan(&sizes, &LIMITS, 2);
        assert_eq!(
            steps,
            [
                Step::Fetch(vec![1]),
                Step::Fetch(vec![2]),
                Step::Fetch(vec![3, 4])
            ]
        );
    }

    #[test]
    fn a_mail_with_any_bytes_is_a_slice_of_its_response() {
        let frame = Bytes::from_static(
            b"* 3 FETCH (UID 7 FLAGS (\\Seen $Label) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[] {6}\r\na\0\xff\r\n))\r\n",
        );
        let mail = mail(&frame).unwrap();
        assert_eq!((mail.uid, mail.raw.as_ref()), (7, b"a\0\xff\r\n)".as_slice()));
        assert_eq!(mail.flags, ["\\Seen", "$Label"]);
        assert!(
            frame.as_ptr_range().contains(&mail.raw.as_ptr()),
            "the body must not be copied"
        );
    }
}
