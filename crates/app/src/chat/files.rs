//! Files of chats: uploaded by visitors, downloaded by both sides.
//!
//! What a file is, is found in its bytes and not believed from its sender. Programs are not taken; what a browser could run as a page is
//! kept as bytes, so that it can only be downloaded.

use bytes::Bytes;
use domain::AttachmentId;
use domain::validate::Checks;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use store::attachments::Attachment;

use super::{Guest, Site, VisitorChat};
use crate::attachments::safe_name;
use crate::core::{Error, Result};

/// Hexadecimal digits of a file's token: 128 bits.
const TOKEN_DIGITS: usize = 32;
/// Files that a visitor may have uploaded and not sent.
const MOST_UNSENT: i64 = 30;

impl VisitorChat {
    /// The largest file that visitors of a site may send, in bytes; 0 for none.
    #[must_use]
    pub fn most_upload(&self, site: &Site) -> i64 {
        let most = i64::try_from(self.core.options.max_upload_bytes).unwrap_or(i64::MAX);
        site.widget.max_upload_bytes.clamp(0, most)
    }

    /// Stores a file of a visitor; nobody else sees it until it is sent.
    ///
    /// # Errors
    /// Refused name, size or kind; `uploads_off` where the site takes none.
    pub async fn upload(&self, guest: &Guest, name: &str, bytes: Bytes) -> Result<Attachment> {
        let most = self.most_upload(&guest.site);
        if most == 0 {
            return Err(Error::Forbidden {
                code: "uploads_off",
                detail: "this site takes no files".to_owned(),
            });
        }
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let mut checks = Checks::new();
        let name = checks.line("name", &safe_name(name), 1, 255);
        if size < 1 {
            checks.refuse("body", "required", "the file is empty");
        }
        if size > most {
            checks.refuse(
                "body",
                "too_large",
                format!("has {size} bytes, may have at most {most}"),
            );
        }
        let kind = kind(&bytes);
        if kind.is_none() {
            checks.refuse("body", "file_refused", "programs are not taken");
        }
        checks.finish()?;
        let db = self.core.reader();
        if store::attachments::count_unsent_of_visitor(db, guest.visitor.id).await? >= MOST_UNSENT {
            return Err(Error::conflict(
                "too_many_files",
                "send what was uploaded before, or wait a day",
            ));
        }
        let (blob_key, sha256) = self.core.blobs.put(bytes).await?;
        let new = store::attachments::NewAttachment {
            message_id: None,
            inbox_id: None,
            agent_id: None,
            name: &name,
            content_type: kind.unwrap_or_default(),
            size,
            sha256: &sha256,
            is_inline: false,
            content_id: None,
            blob_key: &blob_key,
            at: self.core.clock.now(),
        };
        let id = store::attachments::insert_of_visitor(db, guest.visitor.id, &new).await?;
        let stored = store::attachments::find_of_chat(db, id).await?;
        stored.ok_or_else(|| Error::not_found("attachment", id))
    }

    /// A file that was shown to a visitor, by its token.
    ///
    /// # Errors
    /// `attachment_not_found`, which does not say whether file or token is wrong.
    pub async fn file(&self, id: AttachmentId, token: &str) -> Result<Attachment> {
        let right = self.file_token(id);
        let same: bool = subtle::ConstantTimeEq::ct_eq(right.as_bytes(), token.as_bytes()).into();
        let found = if same {
            store::attachments::find_of_chat(self.core.reader(), id).await?
        } else {
            None
        };
        found.ok_or_else(|| Error::not_found("attachment", id))
    }

    /// What opens a file without a header, as browsers load pictures: who was shown the file has it, and nobody can guess another's.
    #[must_use]
    pub fn file_token(&self, id: AttachmentId) -> String {
        let key = self.core.keys.derive("chat files v1");
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&key).expect("any key length");
        mac.update(&id.get().to_be_bytes());
        let mut token = hex::encode(mac.finalize().into_bytes());
        token.truncate(TOKEN_DIGITS);
        token
    }
}

/// The media type of bytes, as found in them; none for programs.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    if let Some(found) = infer::get(bytes) {
        return match (found.matcher_type(), found.mime_type()) {
            (infer::MatcherType::App, _) => None,
            // Pages and drawings with scripts.
            (_, "text/html" | "text/xml" | "image/svg+xml" | "application/xml") => {
                Some("application/octet-stream")
            }
            (infer::MatcherType::Text, "text/x-shellscript") => None,
            (_, mime) => Some(mime),
        };
    }
    let start = bytes.get(..bytes.len().min(8 * 1024)).unwrap_or_default();
    let is_text = match std::str::from_utf8(start) {
        Ok(text) => is_plain(text),
        // Cut within a letter.
        Err(error) => {
            error.error_len().is_none()
                && start
                    .get(..error.valid_up_to())
                    .is_some_and(|whole| is_plain(&String::from_utf8_lossy(whole)))
        }
    };
    Some(if is_text {
        "text/plain"
    } else {
        "application/octet-stream"
    })
}

/// Text without control characters and without anything that looks like a page.
fn is_plain(text: &str) -> bool {
    let looks_like_page = text.trim_start().starts_with('<');
    !looks_like_page
        && !text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_what_their_bytes_say() {
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n0000"), Some("image/png"));
        assert_eq!(kind(b"%PDF-1.7 x"), Some("application/pdf"));
        assert_eq!(kind("Xin chào\n".as_bytes()), Some("text/plain"));
        for page in [
            "<!DOCTYPE html><script>alert(1)</script>",
            "  <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            "<?xml version=\"1.0\"?><svg/>",
            "<html>",
        ] {
            assert_eq!(kind(page.as_bytes()), Some("application/octet-stream"), "{page}");
        }
        for head in [
            &b"MZ\x90\x00\x03\x00\x00\x00"[..],
            b"\x7fELF\x02\x01\x01\x00",
            b"#!/bin/sh\nrm -rf /\n",
        ] {
            // No program is shorter than its header: 64 bytes of ELF.
            let mut program = head.to_vec();
            program.resize(64, b'\n');
            assert_eq!(kind(&program), None, "{head:?}");
        }
        assert_eq!(kind(&[0, 1, 2, 3]), Some("application/octet-stream"));
        let long = "ă".repeat(8 * 1024);
        assert_eq!(
            kind(&long.as_bytes()[..8191]),
            Some("text/plain"),
            "cut within a letter"
        );
    }
}
