//! Files, by the hash of their content: the same file sent twice is kept once.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{Clock, Timestamp};
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use sha2::{Digest, Sha256};

/// The blob store failed.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no such blob.
    #[error("the file {0} is missing from the blob store")]
    Missing(String),
    /// The store failed.
    #[error("the blob store failed: {0}")]
    Store(String),
}

/// How long a blob counts as young. Who stores what is older stores it anew, and who removes waits twice as long, so that a row always
/// has its bytes.
const YOUNG: Duration = Duration::from_secs(6 * 3600);

/// By the clock of the machine, as the store's own times are.
fn age(blob: &object_store::ObjectMeta) -> Duration {
    let stored = Timestamp(blob.last_modified.timestamp_micros());
    Clock::System.now().since(stored)
}

/// The blob store.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

impl Blobs {
    /// Over any store.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// In a local folder, which is made when it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn local(folder: &Path) -> Result<Self, BlobError> {
        let failed =
            |error: &dyn std::fmt::Display| BlobError::Store(format!("{}: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|e| failed(&e))?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(folder).map_err(|e| failed(&e))?;
        Ok(Self::new(Arc::new(store.with_fsync(true))))
    }

    /// Under which key bytes lie, by their SHA-256 in hex; none when it is no such hash.
    #[must_use]
    pub fn key(sha256: &str) -> Option<String> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| key_of(sha256))
    }

    /// Stores bytes; returns their key and SHA-256 in hex. The same bytes are there once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put(&self, bytes: Bytes) -> Result<(String, String), BlobError> {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Ok((self.put_hashed(&sha256, bytes).await?, sha256))
    }

    /// Stores bytes whose SHA-256 (hex) is known; returns their key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_hashed(&self, sha256: &str, bytes: Bytes) -> Result<String, BlobError> {
        let key = key_of(sha256);
        let path = object_store::path::Path::from(key.as_str());
        match self.store.head(&path).await {
            // What is old may be about to be removed by somebody who does not know of us yet: storing it anew makes it young.
            Ok(found) if age(&found) < YOUNG => return Ok(key),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(BlobError::Store(error.to_string())),
        }
        self.store
            .put(&path, PutPayload::from_bytes(bytes))
            .await
            .map_err(|error| BlobError::Store(error.to_string()))?;
        Ok(key)
    }

    /// Stores a piece of something that is still arriving, under a name of its own; returns its key.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_piece(&self, bytes: Bytes) -> Result<String, BlobError> {
        let key = format!("pieces/{}", super::Token::random(32));
        self.store
            .put(
                &object_store::path::Path::from(key.as_str()),
                PutPayload::from_bytes(bytes),
            )
            .await
            .map_err(|error| BlobError::Store(error.to_string()))?;
        Ok(key)
    }

    /// Removes a piece. One that is not there is no error.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_piece(&self, key: &str) -> Result<(), BlobError> {
        match self.store.delete(&object_store::path::Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(BlobError::Store(error.to_string())),
        }
    }

    /// Removes a blob that no row names any more, unless it was stored within the last hours: whoever did that may not have written its
    /// row yet. False when it stays.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove_old(&self, key: &str) -> Result<bool, BlobError> {
        let path = object_store::path::Path::from(key);
        match self.store.head(&path).await {
            Ok(found) if age(&found) < 2 * YOUNG => return Ok(false),
            Ok(_) => {}
            Err(object_store::Error::NotFound { .. }) => return Ok(true),
            Err(error) => return Err(BlobError::Store(error.to_string())),
        }
        self.remove_piece(key).await.map(|()| true)
    }

    /// Reads a blob.
    ///
    /// # Errors
    /// [`BlobError::Missing`], or when the store fails.
    pub async fn get(&self, key: &str) -> Result<Bytes, BlobError> {
        let failed = |error: object_store::Error| match error {
            object_store::Error::NotFound { .. } => BlobError::Missing(key.to_owned()),
            other => BlobError::Store(other.to_string()),
        };
        let result = self
            .store
            .get(&object_store::path::Path::from(key))
            .await
            .map_err(failed)?;
        result.bytes().await.map_err(failed)
    }

    /// Reads a part of a blob; only that is fetched from the store.
    ///
    /// # Errors
    /// [`BlobError::Missing`], or when the store fails.
    pub async fn get_part(&self, key: &str, part: Range<u64>) -> Result<Bytes, BlobError> {
        self.store
            .get_range(&object_store::path::Path::from(key), part)
            .await
            .map_err(|error| match error {
                object_store::Error::NotFound { .. } => BlobError::Missing(key.to_owned()),
                other => BlobError::Store(other.to_string()),
            })
    }
}

/// Two levels of folders keep each small enough for any file system.
fn key_of(sha256: &str) -> String {
    format!(
        "{}/{}/{sha256}",
        sha256.get(0..2).unwrap_or("__"),
        sha256.get(2..4).unwrap_or("__")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_stored_just_now_is_not_removed_and_old_bytes_become_young() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::local(folder.path()).unwrap();
        let (key, _) = blobs.put(Bytes::from_static(b"lamp")).await.unwrap();
        assert!(!blobs.remove_old(&key).await.unwrap());
        let path = folder.path().join(&key);
        let grow_old = || {
            let old = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
            std::fs::File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_modified(old)
                .unwrap();
        };
        grow_old();
        blobs.put(Bytes::from_static(b"lamp")).await.unwrap();
        assert!(!blobs.remove_old(&key).await.unwrap(), "it was stored again");
        grow_old();
        assert!(blobs.remove_old(&key).await.unwrap());
        assert!(matches!(blobs.get(&key).await, Err(BlobError::Missing(_))));
    }
}
