//! Files whole or in parts: players jump about in sound and film, and a gigabyte must not be read for each jump.

use std::ops::Range;

use bytes::Bytes;
use domain::{Actor, AttachmentId, Permission};
use store::attachments::Attachment;

use super::Attachments;
use crate::core::{Error, Result};

impl Attachments {
    /// What is known of a file, without its bytes.
    ///
    /// # Errors
    /// `attachment_not_found` when it does not exist or may not be seen.
    pub async fn find(&self, actor: &Actor, id: AttachmentId) -> Result<Attachment> {
        actor.require(Permission::ConversationsRead)?;
        store::attachments::find(self.core.reader(), actor.scope(), actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("attachment", id))
    }

    /// The bytes of a file that [`Attachments::find`] gave, or a part of them that lies within it.
    ///
    /// # Errors
    /// When the blob store fails or has lost the file.
    pub async fn bytes(&self, file: &Attachment, part: Option<Range<u64>>) -> Result<Bytes> {
        Ok(match part {
            Some(part) => self.core.blobs.get_part(&file.blob_key, part).await?,
            None => self.core.blobs.get(&file.blob_key).await?,
        })
    }
}
