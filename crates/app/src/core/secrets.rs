//! Random tokens for cookies, API tokens and links. Only their hash is stored.

use rand::Rng as _;
use sha2::{Digest, Sha256};

/// Letters and digits that cannot be mistaken for one another, in one letter case because mail systems change it.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A random token.
pub struct Token;

impl Token {
    /// `length` random characters, 5 bits each.
    #[must_use]
    pub fn random(length: usize) -> String {
        let mut rng = rand::rng();
        (0..length)
            .map(|_| char::from(*ALPHABET.get(rng.random_range(0..ALPHABET.len())).unwrap_or(&b'a')))
            .collect()
    }

    /// The form in which a token is stored: SHA-256 in hex. Fast on purpose: tokens are random, so guessing is hopeless.
    #[must_use]
    pub fn hash(token: &str) -> String {
        hex::encode(Sha256::digest(token.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_hash_to_64_digits() {
        assert_ne!(Token::random(24), Token::random(24));
        assert_eq!(Token::random(24).len(), 24);
        assert_eq!(Token::hash("x").len(), 64);
    }
}
