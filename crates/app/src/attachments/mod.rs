//! Files: uploaded before they are sent, read by who may see their message.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::text::clean;
use domain::validate::Checks;
use domain::{Actor, AttachmentId, Permission};
use store::attachments::{Attachment, NewAttachment};

use crate::core::{Core, Error, Result, Token};

mod part;
mod pieces;

pub use pieces::Progress;

/// Largest picture that may stand in the text, in bytes: what is larger makes mails that servers refuse.
const MOST_INLINE: i64 = 5 * 1024 * 1024;
/// Pictures that every mail program shows.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/// How long an upload waits for being sent.
const UNUSED_AFTER: Duration = Duration::from_secs(24 * 3600);

/// A file about to be uploaded.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// File name; folders are cut off.
    pub name: &'a str,
    /// Media type.
    pub content_type: &'a str,
    /// Whether it is a picture that stands in the text.
    pub inline: bool,
}

/// A [`NewFile`] that passed its checks.
struct Checked {
    name: String,
    content_type: String,
    inline: bool,
}

/// Use cases of files.
#[derive(Clone)]
pub struct Attachments {
    core: Arc<Core>,
}

impl Attachments {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Stores an upload; it is seen by its uploader alone until it is sent. A picture may be meant to stand in the text: then it gets
    /// the id by which the text names it.
    ///
    /// # Errors
    /// When the name is refused, the file is empty or too large, or the actor may neither reply nor write notes.
    pub async fn upload(&self, actor: &Actor, new: &NewFile<'_>, bytes: Bytes) -> Result<Attachment> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let checked = self.check(actor, new, size)?;
        self.keep(actor, &checked, bytes).await
    }

    fn check(&self, actor: &Actor, new: &NewFile<'_>, size: i64) -> Result<Checked> {
        if actor.require(Permission::ConversationsReply).is_err() {
            actor.require(Permission::ConversationsNote)?;
        }
        let most = i64::try_from(self.core.options.max_upload_bytes).unwrap_or(i64::MAX);
        let content_type = media_type(new.content_type);
        let mut checks = Checks::new();
        let name = checks.line("name", &safe_name(new.name), 1, 255);
        if size < 1 {
            checks.refuse("body", "required", "the file is empty");
        }
        if size > most {
            let detail = format!("has {size} bytes, may have at most {most}");
            checks.refuse("body", "too_large", detail);
        }
        if new.inline && !PICTURES.contains(&content_type.as_str()) {
            let detail = "only PNG, JPEG, GIF and WebP pictures can stand in the text";
            checks.refuse("inline", "not_a_picture", detail);
        }
        if new.inline && size > MOST_INLINE {
            let detail =
                format!("a picture in the text may have at most {MOST_INLINE} bytes; attach it instead");
            checks.refuse("inline", "too_large", detail);
        }
        checks.finish()?;
        Ok(Checked {
            name,
            content_type,
            inline: new.inline,
        })
    }

    async fn keep(&self, actor: &Actor, checked: &Checked, bytes: Bytes) -> Result<Attachment> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let (blob_key, sha256) = self.core.blobs.put(bytes).await?;
        let content_id = checked
            .inline
            .then(|| format!("{}@inline.rapport", Token::random(24)));
        let new = NewAttachment {
            message_id: None,
            inbox_id: None,
            agent_id: actor.agent_id(),
            name: &checked.name,
            content_type: &checked.content_type,
            size,
            sha256: &sha256,
            is_inline: checked.inline,
            content_id: content_id.as_deref(),
            blob_key: &blob_key,
            at: self.core.clock.now(),
        };
        let id = store::attachments::insert(self.core.reader(), &new).await?;
        Ok(Attachment {
            id,
            message_id: None,
            agent_id: actor.agent_id(),
            name: checked.name.clone(),
            content_type: checked.content_type.clone(),
            size,
            is_inline: checked.inline,
            content_id,
            blob_key,
        })
    }

    /// Deletes uploads that nobody sent within a day and that no draft and no scheduled answer needs, with their bytes.
    ///
    /// # Errors
    /// When the database or the blob store fails.
    pub async fn clear_unused(&self) -> Result<()> {
        let work = self.core.begin().await?;
        let before = work.now.minus(UNUSED_AFTER);
        let blobs = store::attachments::delete_unused(&work.tx, before).await?;
        work.commit().await?;
        for key in blobs {
            if !store::attachments::is_blob_used(self.core.reader(), &key).await? {
                self.core.blobs.remove_old(&key).await?;
            }
        }
        self.clear_unfinished(before).await
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
pub(crate) fn safe_name(name: &str) -> String {
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
