//! Keys: one master key per installation, from which every other key is derived.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::Rng as _;
use sha2::Sha256;

/// Why a key or a sealed secret could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The master key is not 64 hexadecimal digits.
    #[error("the master key must be 64 hexadecimal digits (32 bytes)")]
    Malformed,
    /// The secret was sealed with another key, for another purpose, or was changed.
    #[error("a stored secret cannot be opened: was the master key replaced? Enter the secret again")]
    Unsealable,
}

/// Derives keys and seals secrets. Never printed.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// A new random master key.
    #[must_use]
    pub fn generate() -> Self {
        Self {
            master: rand::rng().random(),
        }
    }

    /// From 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`KeyError::Malformed`].
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let bytes = hex::decode(text.trim()).map_err(|_| KeyError::Malformed)?;
        Ok(Self {
            master: bytes.try_into().map_err(|_| KeyError::Malformed)?,
        })
    }

    /// As 64 hexadecimal digits, to be kept in a file that only the service can read.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.master)
    }

    /// The key for one purpose: HMAC-SHA256(master, purpose), as in the expand step of HKDF (RFC 5869) with one block.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.master).expect("any key length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The key that signs reply addresses and hidden markers.
    #[must_use]
    pub fn mail_signing(&self) -> [u8; 32] {
        self.derive("mail signing v1")
    }

    /// Seals a secret for storage; `purpose` (table and column) must be the same when it is opened, so that a sealed value copied to
    /// another place is worthless.
    ///
    /// # Errors
    /// Never in practice; [`KeyError::Unsealable`] when the cipher refuses its input.
    pub fn seal(&self, purpose: &str, secret: &str) -> Result<String, KeyError> {
        let nonce: [u8; 24] = rand::rng().random();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: purpose.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| KeyError::Unsealable)?;
        Ok(format!(
            "v1:{}",
            BASE64.encode([nonce.as_slice(), &sealed].concat())
        ))
    }

    /// Opens a sealed secret.
    ///
    /// # Errors
    /// [`KeyError::Unsealable`].
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<String, KeyError> {
        let bytes = sealed
            .strip_prefix("v1:")
            .and_then(|text| BASE64.decode(text).ok())
            .ok_or(KeyError::Unsealable)?;
        let (nonce, sealed) = bytes.split_at_checked(24).ok_or(KeyError::Unsealable)?;
        let payload = Payload {
            msg: sealed,
            aad: purpose.as_bytes(),
        };
        let secret = self
            .cipher()
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| KeyError::Unsealable)?;
        String::from_utf8(secret).map_err(|_| KeyError::Unsealable)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(&self.derive("secrets v1")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_open_only_with_the_same_key_and_purpose() {
        let keys = Keys::generate();
        let sealed = keys.seal("email_inbox.imap_secret", "mật khẩu").unwrap();
        assert!(!sealed.contains("khẩu"));
        assert_eq!(keys.open("email_inbox.imap_secret", &sealed).unwrap(), "mật khẩu");
        assert_eq!(
            keys.open("email_inbox.smtp_secret", &sealed),
            Err(KeyError::Unsealable)
        );
        assert_eq!(
            Keys::generate().open("email_inbox.imap_secret", &sealed),
            Err(KeyError::Unsealable)
        );
        assert_eq!(keys.open("x", "v1:AAAA"), Err(KeyError::Unsealable));
        let again = Keys::from_hex(&keys.to_hex()).unwrap();
        assert_eq!(
            again.open("email_inbox.imap_secret", &sealed).unwrap(),
            "mật khẩu"
        );
    }
}
