//! Uploads that arrive piece by piece: a connection may break, an agent may pause, and it goes on where it stopped.
//!
//! Each piece is a blob of its own and a row that says where it belongs; the row of the upload, locked meanwhile, says how far it is. A
//! piece that does not begin there is refused with the place where it should, which is all that a sender needs to go on.

use bytes::{Bytes, BytesMut};
use domain::{Actor, Timestamp, UploadId};
use store::attachments::Attachment;
use store::uploads::{NewUpload, Upload};

use super::{Attachments, Checked, NewFile};
use crate::core::{Error, Result};

/// How far an upload is.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Key.
    pub id: UploadId,
    /// Bytes that are here; the next piece begins there.
    pub received: i64,
    /// Bytes of the whole.
    pub size: i64,
    /// What it became, once all of it is here.
    pub file: Option<Attachment>,
}

impl Progress {
    fn of(upload: &Upload, file: Option<Attachment>) -> Self {
        Self {
            id: upload.id,
            received: upload.received,
            size: upload.size,
            file,
        }
    }
}

impl Attachments {
    /// Begins an upload of `size` bytes.
    ///
    /// # Errors
    /// As [`Attachments::upload`].
    pub async fn begin(&self, actor: &Actor, new: &NewFile<'_>, size: i64) -> Result<Progress> {
        let checked = self.check(actor, new, size)?;
        let row = NewUpload {
            agent_id: actor.agent_id(),
            name: &checked.name,
            content_type: &checked.content_type,
            size,
            is_inline: checked.inline,
            at: self.core.clock.now(),
        };
        let id = store::uploads::insert(self.core.reader(), &row).await?;
        Ok(Progress {
            id,
            received: 0,
            size,
            file: None,
        })
    }

    /// How far an upload of the actor is.
    ///
    /// # Errors
    /// `upload_not_found`.
    pub async fn progress(&self, actor: &Actor, id: UploadId) -> Result<Progress> {
        let upload = store::uploads::find(self.core.reader(), actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("upload", id))?;
        self.report(actor, &upload).await
    }

    /// Takes the piece that begins at `offset`; with the last one the upload becomes a file.
    ///
    /// # Errors
    /// `upload_not_found`; `wrong_offset` when the piece does not begin where the last one ended; a refusal when it goes beyond the end.
    pub async fn append(&self, actor: &Actor, id: UploadId, offset: i64, piece: Bytes) -> Result<Progress> {
        let agent = actor.agent_id();
        // Stored before the row is locked: nothing slow happens inside of a transaction.
        let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        let before = store::uploads::find(self.core.reader(), agent, id)
            .await?
            .ok_or_else(|| Error::not_found("upload", id))?;
        fits(&before, offset, length)?;
        if length > 0 {
            let key = self.core.blobs.put_piece(piece).await?;
            if let Err(error) = self.note(actor, id, offset, length, &key).await {
                self.core.blobs.remove_piece(&key).await?;
                return Err(error);
            }
        }
        let upload = store::uploads::find(self.core.reader(), agent, id)
            .await?
            .ok_or_else(|| Error::not_found("upload", id))?;
        if upload.received == upload.size && upload.attachment_id.is_none() {
            return self.assemble(actor, &upload).await;
        }
        self.report(actor, &upload).await
    }

    /// Ends an upload that is not wanted any more. One that became a file leaves that alone.
    ///
    /// # Errors
    /// When the database or the blob store fails.
    pub async fn abandon(&self, actor: &Actor, id: UploadId) -> Result<()> {
        let upload = store::uploads::find(self.core.reader(), actor.agent_id(), id).await?;
        match upload {
            Some(_) => self.drop_upload(id).await,
            None => Ok(()),
        }
    }

    /// Forgets uploads that began before `before`, with the pieces of those that never ended.
    pub(super) async fn clear_unfinished(&self, before: Timestamp) -> Result<()> {
        for id in store::uploads::old(self.core.reader(), before).await? {
            self.drop_upload(id).await?;
        }
        Ok(())
    }

    async fn drop_upload(&self, id: UploadId) -> Result<()> {
        let work = self.core.begin().await?;
        let pieces = store::uploads::parts(&work.tx, id).await?;
        store::uploads::delete(&work.tx, id).await?;
        work.commit().await?;
        for key in pieces {
            self.core.blobs.remove_piece(&key).await?;
        }
        Ok(())
    }

    async fn note(&self, actor: &Actor, id: UploadId, offset: i64, length: i64, key: &str) -> Result<()> {
        let work = self.core.begin().await?;
        let upload = store::uploads::lock(&work.tx, actor.agent_id(), id)
            .await?
            .ok_or_else(|| Error::not_found("upload", id))?;
        fits(&upload, offset, length)?;
        store::uploads::add_part(&work.tx, id, offset, key, offset + length).await?;
        work.commit().await
    }

    /// All pieces are here: they become one file. When two requests come here at once, both make a file and the first one counts; the
    /// other one is an upload that nobody names, and goes after a day.
    async fn assemble(&self, actor: &Actor, upload: &Upload) -> Result<Progress> {
        let pieces = store::uploads::parts(self.core.reader(), upload.id).await?;
        let mut whole = BytesMut::with_capacity(usize::try_from(upload.size).unwrap_or_default());
        for key in &pieces {
            whole.extend_from_slice(&self.core.blobs.get(key).await?);
        }
        if i64::try_from(whole.len()).ok() != Some(upload.size) {
            // Another request was faster and the pieces are gone.
            return self.progress(actor, upload.id).await;
        }
        let checked = Checked {
            name: upload.name.clone(),
            content_type: upload.content_type.clone(),
            inline: upload.is_inline,
        };
        let file = self.keep(actor, &checked, whole.freeze()).await?;
        let work = self.core.begin().await?;
        let now = store::uploads::lock(&work.tx, actor.agent_id(), upload.id)
            .await?
            .ok_or_else(|| Error::not_found("upload", upload.id))?;
        if now.attachment_id.is_some() {
            return self.report(actor, &now).await;
        }
        store::uploads::finish(&work.tx, upload.id, file.id).await?;
        work.commit().await?;
        for key in pieces {
            self.core.blobs.remove_piece(&key).await?;
        }
        Ok(Progress::of(upload, Some(file)))
    }

    async fn report(&self, actor: &Actor, upload: &Upload) -> Result<Progress> {
        let file = match upload.attachment_id {
            Some(id) => {
                store::attachments::find(self.core.reader(), actor.scope(), actor.agent_id(), id).await?
            }
            None => None,
        };
        Ok(Progress::of(upload, file))
    }
}

fn fits(upload: &Upload, offset: i64, length: i64) -> Result<()> {
    if offset != upload.received {
        return Err(Error::Conflict {
            code: "wrong_offset",
            detail: format!("the next piece begins at {}", upload.received),
        });
    }
    if length > upload.size - upload.received {
        let left = upload.size - upload.received;
        return Err(Error::field(
            "body",
            "too_large",
            format!("has {length} bytes, but only {left} are missing"),
        ));
    }
    Ok(())
}
