//! Message encryption for Web Push (RFC 8291) in one record of `aes128gcm` (RFC 8188).

use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{aead, hmac};

use super::from_base64url;

/// An uncompressed point of P-256.
const POINT: usize = 65;
/// Salt at the beginning of a message.
const SALT: usize = 16;
/// The record size that push services must take (RFC 8030, 7.2), header and tag included.
const RECORD: u32 = 4096;
/// The longest payload that fits with salt, record size, key, delimiter and tag.
pub const MOST_BYTES: usize = RECORD as usize - (SALT + 4 + 1 + POINT) - 1 - 16;

/// Why a payload cannot be encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncryptError {
    /// `p256dh` is no point of the curve.
    #[error("the browser's public key is not valid")]
    PublicKey,
    /// `auth` is not 16 bytes.
    #[error("the browser's authentication secret is not valid")]
    Auth,
    /// Longer than a push can be.
    #[error("the payload is longer than {MOST_BYTES} bytes")]
    TooLong,
    /// The random generator or the cipher failed.
    #[error("the message could not be encrypted")]
    Crypto,
}

/// What a browser gave us to encrypt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserKeys {
    public: [u8; POINT],
    auth: [u8; 16],
}

impl BrowserKeys {
    /// Reads both from base64url.
    ///
    /// # Errors
    /// When one of them cannot be such a key. Whether the point lies on the curve shows when it is used.
    pub fn read(p256dh: &str, auth: &str) -> Result<Self, EncryptError> {
        let public: [u8; POINT] = from_base64url(p256dh)
            .and_then(|bytes| bytes.try_into().ok())
            .filter(|bytes: &[u8; POINT]| bytes.first() == Some(&4))
            .ok_or(EncryptError::PublicKey)?;
        let auth = from_base64url(auth)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(EncryptError::Auth)?;
        Ok(Self { public, auth })
    }

    /// Whether a message can be encrypted for them, found out by doing it.
    ///
    /// # Errors
    /// When the point does not lie on the curve.
    pub fn check(&self) -> Result<(), EncryptError> {
        encrypt(self, b"").map(drop)
    }
}

/// The body of a push request: a fresh key pair and salt for each.
pub(super) fn encrypt(keys: &BrowserKeys, payload: &[u8]) -> Result<Vec<u8>, EncryptError> {
    let random = SystemRandom::new();
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &random).map_err(|_| EncryptError::Crypto)?;
    let own_public = own.compute_public_key().map_err(|_| EncryptError::Crypto)?;
    let mut salt = [0; SALT];
    random.fill(&mut salt).map_err(|_| EncryptError::Crypto)?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, keys.public);
    // The only refusal of an agreement is a point that is none.
    agree_ephemeral(own, &theirs, |shared| {
        seal(keys, own_public.as_ref(), &salt, shared, payload)
    })
    .map_err(|_| EncryptError::PublicKey)?
}

/// Everything after the agreement, the same each time for the same input: the example of RFC 8291 is a test.
fn seal(
    keys: &BrowserKeys,
    own_public: &[u8],
    salt: &[u8; SALT],
    shared: &[u8],
    payload: &[u8],
) -> Result<Vec<u8>, EncryptError> {
    if payload.len() > MOST_BYTES {
        return Err(EncryptError::TooLong);
    }
    let info = [b"WebPush: info\0".as_slice(), &keys.public, own_public].concat();
    let secret = expand(&extract(&keys.auth, shared), &info);
    let random = extract(salt, secret.as_ref());
    let key = expand(&random, b"Content-Encoding: aes128gcm\0");
    let nonce = expand(&random, b"Content-Encoding: nonce\0");
    let key = key.as_ref().get(..16).ok_or(EncryptError::Crypto)?;
    let nonce = nonce.as_ref().get(..12).ok_or(EncryptError::Crypto)?;
    let key = aead::UnboundKey::new(&aead::AES_128_GCM, key).map_err(|_| EncryptError::Crypto)?;
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| EncryptError::Crypto)?;
    // 2 marks the end of the last record, and this one is the last.
    let mut record = [payload, &[2]].concat();
    aead::LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce, aead::Aad::empty(), &mut record)
        .map_err(|_| EncryptError::Crypto)?;
    let id_length = u8::try_from(own_public.len()).map_err(|_| EncryptError::Crypto)?;
    Ok([
        salt.as_slice(),
        &RECORD.to_be_bytes(),
        &[id_length],
        own_public,
        &record,
    ]
    .concat())
}

/// HKDF's first step (RFC 5869).
fn extract(salt: &[u8], input: &[u8]) -> hmac::Key {
    let key = hmac::Key::new(hmac::HMAC_SHA256, salt);
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, input).as_ref())
}

/// HKDF's second step for up to 32 bytes, which is one block.
fn expand(key: &hmac::Key, info: &[u8]) -> hmac::Tag {
    hmac::sign(key, &[info, &[1]].concat())
}

#[cfg(test)]
mod tests {
    use super::super::base64url;
    use super::*;

    const PUBLIC: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn the_example_of_the_standard_comes_out() {
        let keys = BrowserKeys::read(PUBLIC, AUTH).unwrap();
        let read = |text: &str| from_base64url(text).unwrap();
        let own =
            read("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let salt = read("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let shared = read("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let payload = b"When I grow up, I want to be a watermelon";
        let body = seal(&keys, &own, &salt, &shared, payload).unwrap();
        assert_eq!(
            base64url(&body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl\
             7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn no_two_messages_are_alike_and_none_is_too_long() {
        let keys = BrowserKeys::read(PUBLIC, AUTH).unwrap();
        assert_ne!(encrypt(&keys, b"x").unwrap(), encrypt(&keys, b"x").unwrap());
        let longest = encrypt(&keys, &vec![b'x'; MOST_BYTES]).unwrap();
        assert_eq!(longest.len(), RECORD as usize);
        assert_eq!(
            encrypt(&keys, &vec![b'x'; MOST_BYTES + 1]),
            Err(EncryptError::TooLong)
        );
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        assert!(BrowserKeys::read(&format!("{PUBLIC}="), &format!("{AUTH}==")).is_ok());
        assert_eq!(BrowserKeys::read("", AUTH), Err(EncryptError::PublicKey));
        assert_eq!(BrowserKeys::read("?", AUTH), Err(EncryptError::PublicKey));
        assert_eq!(BrowserKeys::read(PUBLIC, "AAAA"), Err(EncryptError::Auth));
        let off_curve = base64url(&[&[4], [7; 64].as_slice()].concat());
        let keys = BrowserKeys::read(&off_curve, AUTH).unwrap();
        assert_eq!(keys.check(), Err(EncryptError::PublicKey));
    }
}
