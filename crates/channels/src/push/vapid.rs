//! By what a push service knows who sends (VAPID, RFC 8292): a key pair of the installation and a signed claim for each message.

use std::time::Duration;

use domain::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;
use url::Url;

use super::{base64url, from_base64url};
use crate::Secret;

/// How long a claim holds. Services take a day at most; half of one leaves room for clocks that differ.
const VALID: Duration = Duration::from_secs(12 * 3600);

/// Why a key pair cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VapidError {
    /// It is none.
    #[error("the key pair for push services cannot be read")]
    Malformed,
    /// The random generator or the signature failed.
    #[error("the claim for the push service could not be signed")]
    Crypto,
}

/// The key pair of an installation.
pub struct VapidKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl VapidKey {
    /// A new private key, as text to be sealed and stored.
    ///
    /// # Errors
    /// When the random generator fails.
    pub fn generate() -> Result<Secret, VapidError> {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .map_err(|_| VapidError::Crypto)?;
        Ok(Secret::new(base64url(document.as_ref())))
    }

    /// From what [`VapidKey::generate`] made.
    ///
    /// # Errors
    /// When it is something else.
    pub fn read(private: &Secret) -> Result<Self, VapidError> {
        let random = SystemRandom::new();
        let bytes = from_base64url(private.expose()).ok_or(VapidError::Malformed)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &random)
            .map_err(|_| VapidError::Malformed)?;
        Ok(Self { pair, random })
    }

    /// What browsers subscribe with: the public key in base64url.
    #[must_use]
    pub fn public(&self) -> String {
        base64url(self.pair.public_key().as_ref())
    }

    /// The header `Authorization` of a message to that address.
    pub(super) fn authorization(
        &self,
        endpoint: &Url,
        subject: &str,
        now: Timestamp,
    ) -> Result<String, VapidError> {
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now.plus(VALID).seconds(),
            "sub": subject,
        });
        let header = base64url(br#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{header}.{}", base64url(claims.to_string().as_bytes()));
        let signature = self
            .pair
            .sign(&self.random, signed.as_bytes())
            .map_err(|_| VapidError::Crypto)?;
        Ok(format!(
            "vapid t={signed}.{}, k={}",
            base64url(signature.as_ref()),
            self.public()
        ))
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn the_claim_is_for_the_service_alone_and_ends() {
        let secret = VapidKey::generate().unwrap();
        let key = VapidKey::read(&secret).unwrap();
        let endpoint = Url::parse("https://push.example.com/send/abc?x=1").unwrap();
        let now = Timestamp::from_seconds(1_772_442_000);
        let header = key.authorization(&endpoint, "mailto:ops@ours.test", now).unwrap();
        let (token, public) = header
            .strip_prefix("vapid t=")
            .unwrap()
            .split_once(", k=")
            .unwrap();
        assert_eq!(public, key.public());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, from_base64url(public).unwrap())
            .verify(signed.as_bytes(), &from_base64url(signature).unwrap())
            .unwrap();
        let (_, claims) = signed.split_once('.').unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&from_base64url(claims).unwrap()).unwrap();
        assert_eq!(claims["aud"], "https://push.example.com");
        assert_eq!(claims["sub"], "mailto:ops@ours.test");
        assert_eq!(claims["exp"], 1_772_442_000 + 12 * 3600);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert_eq!(
            VapidKey::read(&Secret::new("AAAA")).err(),
            Some(VapidError::Malformed)
        );
        assert_ne!(
            VapidKey::generate().unwrap().expose(),
            VapidKey::generate().unwrap().expose()
        );
    }
}
