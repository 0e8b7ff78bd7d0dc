//! Reading a mail: all that needs neither database nor order, so that it can run ahead on another core.

use bytes::Bytes;
use mail::{Mail, ParseOptions};

use crate::core::{Core, Error, Result};

/// A mail, read, with its files stored.
#[derive(Debug)]
pub(super) struct ReadMail {
    /// What it says.
    pub mail: Mail,
    /// What makes it the same when it arrives twice.
    pub content_hash: String,
    /// HTML without quotes, where that differs.
    pub html_reply: Option<String>,
    /// Where each attachment's bytes are, in the order of `mail.attachments`.
    pub blobs: Vec<String>,
}

/// Why a mail was not read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It never will be: the mail is quarantined.
    Mail(String),
    /// Something of ours failed: it is tried again.
    Ours(Error),
}

impl From<Error> for Unreadable {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// Reads a mail on a thread for heavy work; a crash of the reader is a property of that mail, not of the mailbox.
pub(super) async fn read(core: &Core, raw: Bytes) -> std::result::Result<ReadMail, Unreadable> {
    let bytes = raw.clone();
    let parsed = tokio::task::spawn_blocking(move || {
        let mail = mail::parse(&bytes, &ParseOptions::default()).map_err(|error| error.to_string())?;
        let content_hash = mail::content_hash(&bytes);
        let html_reply = mail
            .html
            .as_deref()
            .and_then(mail::reply::split_html)
            .map(|split| split.visible_html);
        let html_reply = html_reply.filter(|reply| Some(reply) != mail.html.as_ref());
        Ok::<_, String>((mail, content_hash, html_reply))
    })
    .await;
    let (mail, content_hash, html_reply) = match parsed {
        Ok(Ok(read)) => read,
        Ok(Err(reason)) => return Err(Unreadable::Mail(reason)),
        Err(crash) if crash.is_panic() => {
            return Err(Unreadable::Mail(
                "the reader crashed on this mail; please report it".to_owned(),
            ));
        }
        Err(cancelled) => return Err(Unreadable::Ours(Error::Internal(cancelled.to_string()))),
    };
    let blobs = store_files(core, &mail, &raw).await?;
    Ok(ReadMail {
        mail,
        content_hash,
        html_reply,
        blobs,
    })
}

async fn store_files(core: &Core, mail: &Mail, raw: &Bytes) -> Result<Vec<String>> {
    let mut keys = Vec::with_capacity(mail.attachments.len());
    for attachment in &mail.attachments {
        let bytes = match attachment.bytes(raw) {
            // Not encoded: a view of the raw mail, without a copy.
            std::borrow::Cow::Borrowed(part) => raw_slice(raw, part),
            std::borrow::Cow::Owned(decoded) => Bytes::from(decoded),
        };
        keys.push(core.blobs.put_hashed(&attachment.sha256, bytes).await?);
    }
    Ok(keys)
}

/// `part` as a view of `raw` when it lies inside, else a copy.
fn raw_slice(raw: &Bytes, part: &[u8]) -> Bytes {
    let range = raw.as_ptr_range();
    let inside = range.contains(&part.as_ptr()) && part.as_ptr_range().end <= range.end;
    if inside {
        raw.slice_ref(part)
    } else {
        Bytes::copy_from_slice(part)
    }
}
