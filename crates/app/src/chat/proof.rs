//! Proof of work: what a browser has to do before it becomes a visitor, where a site asks for it.
//!
//! One visitor does not notice it; who wants thousands pays for each. A challenge is signed, so that no node needs to remember those
//! that it gave; it ends after some minutes, and each node takes it once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};

use super::{Site, VisitorChat};
use crate::core::{Error, Result, Token};

/// How long a challenge may be worked on, in seconds.
const VALID_SECONDS: i64 = 300;
/// Longest nonce, in bytes.
const MOST_NONCE: usize = 64;
/// Challenges that are remembered as taken; when there are more, the oldest may be taken again.
const MOST_TAKEN: usize = 100_000;

/// Work that was done.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// The challenge as it was given.
    pub challenge: &'a str,
    /// What makes the hash right.
    pub nonce: &'a str,
}

/// Challenges that were taken, with the second in which they end.
#[derive(Default)]
pub(super) struct Taken(Mutex<HashMap<String, i64>>);

impl Taken {
    /// Takes a challenge; false when it was taken before.
    fn take(&self, challenge: &str, until: i64, now: i64) -> bool {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.len() >= MOST_TAKEN {
            taken.retain(|_, until| *until > now);
        }
        if taken.len() >= MOST_TAKEN {
            taken.clear();
        }
        taken.insert(challenge.to_owned(), until).is_none()
    }
}

impl VisitorChat {
    /// Lets in who has done the work that the site asks for.
    ///
    /// # Errors
    /// `proof_required` with a challenge to work on.
    pub fn prove(&self, site: &Site, proof: Option<Proof<'_>>) -> Result<()> {
        let bits = site.row.proof_bits;
        if bits == 0 {
            return Ok(());
        }
        let now = self.core.clock.now().seconds();
        let key = self.core.keys.derive("chat proof v1");
        let done = proof.is_some_and(|proof| {
            until(proof.challenge, &site.row.site_key, &key).is_some_and(|until| {
                until > now
                    && proof.nonce.len() <= MOST_NONCE
                    && leading_zeros(proof.challenge, proof.nonce) >= bits
                    && self.shared.taken.take(proof.challenge, until, now)
            })
        });
        if done {
            return Ok(());
        }
        Err(Error::ProofRequired {
            difficulty: bits,
            challenge: challenge(&site.row.site_key, now + VALID_SECONDS, &key),
        })
    }
}

fn challenge(site_key: &str, until: i64, key: &[u8]) -> String {
    let random = Token::random(16);
    let signature = sign(site_key, until, &random, key);
    format!("{until}.{random}.{signature}")
}

/// Until when a challenge of ours counts; none when it is not ours, or of another site.
fn until(challenge: &str, site_key: &str, key: &[u8]) -> Option<i64> {
    let mut parts = challenge.split('.');
    let (until, random, signature) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    let right = sign(site_key, until, random, key);
    let same: bool = subtle::ConstantTimeEq::ct_eq(right.as_bytes(), signature.as_bytes()).into();
    (same && parts.next().is_none()).then_some(until)
}

fn sign(site_key: &str, until: i64, random: &str, key: &[u8]) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key length");
    mac.update(format!("{site_key}.{until}.{random}").as_bytes());
    let mut signature = hex::encode(mac.finalize().into_bytes());
    signature.truncate(32);
    signature
}

/// Zero bits that SHA-256 of challenge, colon and nonce begins with.
fn leading_zeros(challenge: &str, nonce: &str) -> u32 {
    let hash = Sha256::digest(format!("{challenge}:{nonce}").as_bytes());
    let mut zeros = 0;
    for byte in hash {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_of_one_site_and_cannot_be_made_up() {
        let given = challenge("shop", 1_000, b"key");
        assert_eq!(until(&given, "shop", b"key"), Some(1_000));
        assert_eq!(until(&given, "other", b"key"), None);
        assert_eq!(until(&given, "shop", b"another"), None);
        assert_eq!(until(&given.replace("1000", "9000"), "shop", b"key"), None);
        for junk in ["", "..", "x.y.z", "1.2", &format!("{given}.x")] {
            assert_eq!(until(junk, "shop", b"key"), None, "{junk}");
        }
    }

    #[test]
    fn work_is_counted_in_bits_and_a_challenge_is_taken_once() {
        let nonce = (0..)
            .map(|n: u32| n.to_string())
            .find(|nonce| leading_zeros("c", nonce) >= 8)
            .unwrap();
        let hash = hex::encode(Sha256::digest(format!("c:{nonce}")));
        assert!(hash.starts_with("00"), "{hash}");
        let taken = Taken::default();
        assert!(taken.take("c", 10, 1));
        assert!(!taken.take("c", 10, 1));
    }
}
