//! Signed reply addresses: `support+r.<token>.<mac>@example.com`.
//!
//! The token names the conversation, not the inbox, so a conversation keeps its address when it moves. Everything is
//! lower-case base32 and digits, because mail servers on the way change the case. The signature is an HMAC-SHA256 cut
//! to 80 bits: enough against guessing over SMTP, short enough for the 64 characters of a local part.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Marks the tag of a reply address.
const TAG: &str = "r.";
/// Base32 characters of a signature: 80 bits.
const MAC_LEN: usize = 16;
/// Longest token.
const MAX_TOKEN: usize = 40;

/// The reply address of the conversation named by `token` at the inbox `address`; `None` when the token holds anything
/// but lower-case letters and digits, or the inbox is no address.
#[must_use]
pub fn sign(address: &str, token: &str, key: &[u8]) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    // An inbox address that has a tag of its own keeps it in front.
    let signature = mac(token, "reply", key);
    (is_token(token) && !local.is_empty()).then(|| format!("{local}+{TAG}{token}.{signature}@{domain}"))
}

/// The token of a signed reply address, wherever in `text` the address stands (a header value may hold several); `None`
/// when there is none or its signature is wrong.
#[must_use]
pub fn verify(text: &str, key: &[u8]) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let mut candidates = text.match_indices(['+', '-', '=']).take(200);
    candidates.find_map(|(at, _)| {
        let tag = text.get(at + 1..)?.strip_prefix(TAG)?;
        let end = tag
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .unwrap_or(tag.len());
        let mut parts = tag.get(..end)?.split('.');
        let (token, signature) = (parts.next()?, parts.next()?);
        verified(token, signature, "reply", key)
    })
}

/// The token when its signature for `purpose` is right. Tokens of one purpose are worthless for another.
pub(super) fn verified(token: &str, signature: &str, purpose: &str, key: &[u8]) -> Option<String> {
    if !is_token(token) || signature.len() != MAC_LEN {
        return None;
    }
    let expected = mac(token, purpose, key);
    bool::from(expected.as_bytes().ct_eq(signature.as_bytes())).then(|| token.to_owned())
}

/// The signature of a token.
pub(super) fn mac(token: &str, purpose: &str, key: &[u8]) -> String {
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    hmac.update(purpose.as_bytes());
    hmac.update(b":");
    hmac.update(token.as_bytes());
    let digest = hmac.finalize().into_bytes();
    base32(digest.as_slice()).chars().take(MAC_LEN).collect()
}

/// Whether `token` can stand in an address.
pub(super) fn is_token(token: &str) -> bool {
    (1..=MAX_TOKEN).contains(&token.len())
        && token
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Lower-case base32 (RFC 4648) without padding.
fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let value = (buffer >> bits) & 31;
            let letter = if value < 26 {
                b'a' + value as u8
            } else {
                b'2' + (value - 26) as u8
            };
            out.push(char::from(letter));
        }
        buffer &= (1 << bits) - 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of the installation";

    #[test]
    fn what_is_signed_verifies_in_any_case_and_anywhere() {
        let address = sign("support@example.com", "k7f3q2", KEY).unwrap();
        assert!(address.starts_with("support+r.k7f3q2.") && address.split('@').next().unwrap().len() <= 64);
        for text in [
            address.clone(),
            address.to_uppercase(),
            format!("\"Help\" <{address}>, x@y.z"),
            format!("for {address};"),
        ] {
            assert_eq!(verify(&text, KEY).as_deref(), Some("k7f3q2"), "{text}");
        }
    }

    #[test]
    fn forged_addresses_do_not() {
        let address = sign("support@example.com", "k7f3q2", KEY).unwrap();
        assert_eq!(verify(&address, b"another key"), None);
        assert_eq!(verify(&address.replace("k7f3q2", "k7f3q3"), KEY), None);
        assert_eq!(verify("support+r.k7f3q2@example.com", KEY), None);
        assert_eq!(verify("support+r..@example.com", KEY), None);
        assert_eq!(sign("support@example.com", "No Token", KEY), None);
        assert_eq!(sign("support", "abc", KEY), None);
    }

    #[test]
    fn base32_is_the_standard_one() {
        assert_eq!(base32(b"fooba"), "mzxw6ytb");
    }
}
