//! Files: uploaded before they are sent, read by who may see their message.

use std::sync::Arc;

use bytes::Bytes;
use domain::text::clean;
use domain::validate::Checks;
use domain::{Actor, AttachmentId, Permission};
use store::attachments::{Attachment, NewAttachment};

use crate::core::{Core, Error, Result};

/// Use cases of files.
#[derive(Clone)]
pub struct Attachments {
    core: Arc<Core>,
}

impl Attachments {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Stores an upload; it is seen by its uploader alone until it is sent.
    ///
    /// # Errors
    /// When the name is refused, the file is empty or too large, or the actor may neither reply nor write notes.
    pub async fn upload(
        &self,
        actor: &Actor,
        name: &str,
        content_type: &str,
        bytes: Bytes,
    ) -> Result<Attachment> {
        if actor.require(Permission::ConversationsReply).is_err() {
            actor.require(Permission::ConversationsNote)?;
        }
        let mut checks = Checks::new();
        let name = checks.line("name", &safe_name(name), 1, 255);
        if bytes.is_empty() {
            checks.refuse("body", "required", "the file is empty");
        }
        if bytes.len() as u64 > self.core.options.max_upload_bytes {
            let most = self.core.options.max_upload_bytes;
            checks.refuse(
                "body",
                "too_large",
                format!("has {} bytes, may have at most {most}", bytes.len()),
            );
        }
        checks.finish()?;
        let content_type = media_type(content_type);
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let (blob_key, sha256) = self.core.blobs.put(bytes).await?;
        let new = NewAttachment {
            message_id: None,
            inbox_id: None,
            agent_id: actor.agent_id(),
            name: &name,
            content_type: &content_type,
            size,
            sha256: &sha256,
            is_inline: false,
            content_id: None,
            blob_key: &blob_key,
            at: self.core.clock.now(),
        };
        let id = store::attachments::insert(self.core.reader(), &new).await?;
        Ok(Attachment {
            id,
            message_id: None,
            agent_id: actor.agent_id(),
            name,
            content_type,
            size,
            is_inline: false,
            content_id: None,
            blob_key,
        })
    }

    /// A file and its bytes.
    ///
    /// # Errors
    /// `attachment_not_found` when it does not exist or may not be seen.
    pub async fn download(&self, actor: &Actor, id: AttachmentId) -> Result<(Attachment, Bytes)> {
        actor.require(Permission::ConversationsRead)?;
        let file = store::attachments::find(self.core.reader(), actor.scope(), actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("attachment", id))?;
        let bytes = self.core.blobs.get(&file.blob_key).await?;
        Ok((file, bytes))
    }
}

/// A file name without folders.
fn safe_name(name: &str) -> String {
    let name = clean(name);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    last.chars().filter(|c| !c.is_control()).collect()
}

/// A media type without parameters; what is none becomes bytes.
fn media_type(given: &str) -> String {
    let bare = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    match bare.split_once('/') {
        Some((kind, sub)) if token(kind) && token(sub) && bare.len() <= 127 => bare,
        _ => "application/octet-stream".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_no_folders_and_types_no_parameters() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\temp\\Hóa đơn.pdf"), "Hóa đơn.pdf");
        assert_eq!(media_type("Image/PNG; name=x"), "image/png");
        assert_eq!(media_type("text/html<script>"), "application/octet-stream");
    }
}
