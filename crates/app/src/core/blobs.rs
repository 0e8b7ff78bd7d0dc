//! Files, by the hash of their content: the same file sent twice is kept once.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
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

    /// Stores bytes; returns their key and SHA-256 in hex. Storing the same bytes again does nothing.
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
        // Two levels of folders keep each small enough for any file system.
        let key = format!(
            "{}/{}/{sha256}",
            sha256.get(0..2).unwrap_or("__"),
            sha256.get(2..4).unwrap_or("__")
        );
        let path = object_store::path::Path::from(key.as_str());
        match self.store.head(&path).await {
            Ok(_) => return Ok(key),
            Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(BlobError::Store(error.to_string())),
        }
        self.store
            .put(&path, PutPayload::from_bytes(bytes))
            .await
            .map_err(|error| BlobError::Store(error.to_string()))?;
        Ok(key)
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
}
