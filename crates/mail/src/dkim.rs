//! Signing outgoing mail (RFC 6376, RFC 8463): `rsa-sha256` and `ed25519-sha256`, both canonicalisations relaxed.
//!
//! Only what is DKIM's own is written here, the order of fields and white space; hashing and signing are `ring`'s, which
//! the TLS stack brings along. Headers that decide what a reader sees are signed once more than they occur, so that
//! nobody can add a second `Subject` on the way.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256};

/// Signed wherever they occur.
const SIGNED: [&str; 18] = [
    "from",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "sender",
    "x-rapport-loop",
];
/// Signed once more than they occur.
const NEVER_TWICE: [&str; 7] = ["from", "reply-to", "to", "cc", "subject", "date", "message-id"];

/// Why a key cannot be used or a mail cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// Neither PEM nor base64 of a private key.
    #[error("the DKIM key is neither a PEM private key nor the base64 of an Ed25519 key")]
    NoKey,
    /// A key that cannot sign.
    #[error("the DKIM key cannot be used: {0} (RSA needs 2048 to 4096 bits, the other kind is Ed25519)")]
    BadKey(String),
    /// A domain or selector that DNS could not hold.
    #[error("\"{0}\" is not a DNS name")]
    BadName(String),
    /// The mail has no `From`, or no headers at all.
    #[error("a mail without a From header cannot be signed")]
    NoFrom,
    /// The key refused to sign.
    #[error("signing failed")]
    Signing,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Signs mails for one domain with one key.
pub struct DkimSigner {
    domain: String,
    selector: String,
    key: Key,
}

impl std::fmt::Debug for DkimSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DkimSigner")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}

impl DkimSigner {
    /// A signer; `private_key` is PEM (PKCS#1 or PKCS#8, RSA or Ed25519) or the base64 of an Ed25519 seed.
    ///
    /// # Errors
    /// When the key cannot be read or used, or a name is none.
    pub fn new(domain: &str, selector: &str, private_key: &str) -> Result<Self, DkimError> {
        let domain =
            idna::domain_to_ascii(domain.trim()).map_err(|_| DkimError::BadName(domain.to_owned()))?;
        for name in [domain.as_str(), selector] {
            if !is_dns_name(name) {
                return Err(DkimError::BadName(name.to_owned()));
            }
        }
        Ok(Self {
            domain,
            selector: selector.to_owned(),
            key: read_key(private_key)?,
        })
    }

    /// A new Ed25519 key as PEM.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate_ed25519() -> Result<String, DkimError> {
        let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| DkimError::Signing)?;
        let encoded = BASE64.encode(der.as_ref());
        Ok(format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            wrapped(&encoded, 64, "\n")
        ))
    }

    /// The TXT record to publish: its name and its value.
    #[must_use]
    pub fn dns_record(&self) -> (String, String) {
        let value = match &self.key {
            Key::Rsa(key) => format!(
                "v=DKIM1; k=rsa; p={}",
                BASE64.encode(rsa_public_key_info(key.public_key().as_ref()))
            ),
            Key::Ed25519(key) => format!(
                "v=DKIM1; k=ed25519; p={}",
                BASE64.encode(key.public_key().as_ref())
            ),
        };
        (format!("{}._domainkey.{}", self.selector, self.domain), value)
    }

    /// The `DKIM-Signature` field with its line end, to be put before `raw`.
    ///
    /// # Errors
    /// When the mail has no `From` or the key does not sign.
    pub fn sign(&self, raw: &[u8], at: Timestamp) -> Result<String, DkimError> {
        let (fields, body) = split(raw);
        if !fields.iter().any(|field| field.name == "from") {
            return Err(DkimError::NoFrom);
        }
        let names = names_to_sign(&fields);
        let mut header = self.unsigned_header(&names, &BASE64.encode(body_hash(body)), at);

        let mut signed = Vec::with_capacity(4096);
        for field in chosen(&fields, &names) {
            relaxed_field(field, &mut signed);
            signed.extend_from_slice(b"\r\n");
        }
        // The signature's own field goes last, without its line end and with an empty `b=`.
        if let Some(own) = fields_of(header.as_bytes()).first() {
            relaxed_field(own, &mut signed);
        }
        header.push_str(&wrapped(&BASE64.encode(self.signature(&signed)?), 72, "\r\n\t"));
        header.push_str("\r\n");
        Ok(header)
    }

    /// `raw` with its signature before it.
    ///
    /// # Errors
    /// As [`DkimSigner::sign`].
    pub fn signed(&self, raw: &[u8], at: Timestamp) -> Result<Vec<u8>, DkimError> {
        let header = self.sign(raw, at)?;
        let mut out = Vec::with_capacity(header.len() + raw.len());
        out.extend_from_slice(header.as_bytes());
        out.extend_from_slice(raw);
        Ok(out)
    }

    fn unsigned_header(&self, names: &[String], body_hash: &str, at: Timestamp) -> String {
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let mut header = format!(
            "DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed;\r\n\td={}; s={}; t={};\r\n\th=",
            self.domain,
            self.selector,
            at.seconds().max(0)
        );
        let mut length = 3;
        for (position, name) in names.iter().enumerate() {
            if position > 0 {
                header.push(':');
                if length + name.len() > 70 {
                    header.push_str("\r\n\t");
                    length = 1;
                }
            }
            header.push_str(name);
            length += name.len() + 1;
        }
        let _infallible = write!(header, ";\r\n\tbh={body_hash};\r\n\tb=");
        header
    }

    fn signature(&self, signed: &[u8]) -> Result<Vec<u8>, DkimError> {
        match &self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                // `ring` hashes by itself for RSA.
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed, &mut signature)
                    .map_err(|_| DkimError::Signing)?;
                Ok(signature)
            }
            // RFC 8463, section 3: Ed25519 signs the hash, not the data.
            Key::Ed25519(key) => Ok(key.sign(&Sha256::digest(signed)).as_ref().to_vec()),
        }
    }
}

fn is_dns_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

fn read_key(private_key: &str) -> Result<Key, DkimError> {
    let private_key = private_key.trim();
    if !private_key.contains("-----BEGIN") {
        let compact: String = private_key.split_whitespace().collect();
        let seed = BASE64.decode(compact).map_err(|_| DkimError::NoKey)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| DkimError::NoKey)?;
        return Ok(Key::Ed25519(pair));
    }
    match PrivateKeyDer::from_pem_slice(private_key.as_bytes()).map_err(|_| DkimError::NoKey)? {
        PrivateKeyDer::Pkcs1(der) => rsa(RsaKeyPair::from_der(der.secret_pkcs1_der())),
        PrivateKeyDer::Pkcs8(der) => {
            let der = der.secret_pkcs8_der();
            match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
                Ok(pair) => Ok(Key::Ed25519(pair)),
                Err(_) => rsa(RsaKeyPair::from_pkcs8(der)),
            }
        }
        _ => Err(DkimError::BadKey("neither RSA nor Ed25519".to_owned())),
    }
}

fn rsa(pair: Result<RsaKeyPair, ring::error::KeyRejected>) -> Result<Key, DkimError> {
    pair.map(|pair| Key::Rsa(Box::new(pair)))
        .map_err(|why| DkimError::BadKey(why.to_string()))
}

/// One header field, as it stands in the mail.
struct Field<'a> {
    /// Lower case.
    name: String,
    value: &'a [u8],
}

/// Fields and body.
fn split(raw: &[u8]) -> (Vec<Field<'_>>, &[u8]) {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n");
    let (head, body) = match end {
        Some(end) => (
            raw.get(..end + 2).unwrap_or_default(),
            raw.get(end + 4..).unwrap_or_default(),
        ),
        None => (raw, &[][..]),
    };
    (fields_of(head), body)
}

fn fields_of(head: &[u8]) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    let mut start = 0;
    let mut position = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let is_continuation = matches!(line.first(), Some(b' ' | b'\t'));
        if !is_continuation && position > start {
            fields.extend(head.get(start..position).and_then(field));
            start = position;
        }
        position += line.len();
    }
    fields.extend(head.get(start..position).and_then(field));
    fields
}

fn field(bytes: &[u8]) -> Option<Field<'_>> {
    let colon = bytes.iter().position(|byte| *byte == b':')?;
    let name = std::str::from_utf8(bytes.get(..colon)?)
        .ok()?
        .trim()
        .to_ascii_lowercase();
    Some(Field {
        name,
        value: bytes.get(colon + 1..)?,
    })
}

fn names_to_sign(fields: &[Field<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    for name in SIGNED {
        let occurrences = fields.iter().filter(|field| field.name == name).count();
        let extra = usize::from(occurrences > 0 && NEVER_TWICE.contains(&name));
        names.extend(std::iter::repeat_n(name.to_owned(), occurrences + extra));
    }
    names
}

/// The fields that the names stand for: for a repeated name from the last one upwards (RFC 6376, section 5.4.2), and
/// nothing for a name that stands more often than the field occurs.
fn chosen<'f, 'a>(fields: &'f [Field<'a>], names: &[String]) -> Vec<&'f Field<'a>> {
    let mut taken = vec![false; fields.len()];
    let mut chosen = Vec::with_capacity(names.len());
    for name in names {
        let last = fields
            .iter()
            .zip(taken.iter_mut())
            .rev()
            .find(|(field, taken)| !**taken && field.name == *name);
        if let Some((field, taken)) = last {
            *taken = true;
            chosen.push(field);
        }
    }
    chosen
}

/// RFC 6376, section 3.4.2, without the line end.
fn relaxed_field(field: &Field<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(field.name.as_bytes());
    out.push(b':');
    let mut space = false;
    let mut begun = false;
    for byte in field.value {
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            space = begun;
            continue;
        }
        if space {
            out.push(b' ');
            space = false;
        }
        begun = true;
        out.push(*byte);
    }
}

/// RFC 6376, section 3.4.4, hashed line by line: a body of any size needs no copy.
fn body_hash(body: &[u8]) -> impl AsRef<[u8]> + use<> {
    let mut hash = Sha256::new();
    let mut empty_lines = 0_usize;
    let mut line_bytes = Vec::with_capacity(1024);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        relaxed_line(line, &mut line_bytes);
        if line_bytes.is_empty() {
            empty_lines += 1;
            continue;
        }
        // Empty lines count only when something follows them.
        for _ in 0..empty_lines {
            hash.update(b"\r\n");
        }
        empty_lines = 0;
        hash.update(&line_bytes);
        hash.update(b"\r\n");
    }
    hash.finalize()
}

fn relaxed_line(line: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut space = false;
    for byte in line {
        if matches!(byte, b' ' | b'\t') {
            space = true;
            continue;
        }
        if space {
            out.push(b' ');
            space = false;
        }
        out.push(*byte);
    }
}

fn wrapped(text: &str, width: usize, separator: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / width * separator.len());
    for (position, c) in text.chars().enumerate() {
        if position > 0 && position % width == 0 {
            out.push_str(separator);
        }
        out.push(c);
    }
    out
}

/// What DNS holds for RSA is a SubjectPublicKeyInfo; `ring` gives the key inside it.
fn rsa_public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    /// `SEQUENCE { OID rsaEncryption, NULL }`.
    const ALGORITHM: [u8; 15] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let mut bits = vec![0];
    bits.extend_from_slice(pkcs1);
    let mut inner = ALGORITHM.to_vec();
    der(0x03, &bits, &mut inner);
    let mut out = Vec::new();
    der(0x30, &inner, &mut out);
    out
}

fn der(tag: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    let length = content.len();
    if let Ok(short @ 0..=0x7f) = u8::try_from(length) {
        out.push(short);
    } else {
        let bytes: Vec<u8> = length
            .to_be_bytes()
            .into_iter()
            .skip_while(|byte| *byte == 0)
            .collect();
        out.push(0x80 | u8::try_from(bytes.len()).unwrap_or_default());
        out.extend_from_slice(&bytes);
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_are_canonicalised_as_it_says() {
        // RFC 6376, section 3.4.5.
        let (fields, body) = split(b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
        let mut out = Vec::new();
        for field in &fields {
            relaxed_field(field, &mut out);
            out.extend_from_slice(b"\r\n");
        }
        assert_eq!(out, b"a:X\r\nb:Y Z\r\n");
        assert_eq!(
            body_hash(body).as_ref(),
            Sha256::digest(b" C\r\nD E\r\n").as_slice()
        );
        assert_eq!(body_hash(b"").as_ref(), Sha256::digest(b"").as_slice());
        assert_eq!(body_hash(b"\r\n\r\n").as_ref(), Sha256::digest(b"").as_slice());
        assert_eq!(
            body_hash(b"no line end").as_ref(),
            Sha256::digest(b"no line end\r\n").as_slice()
        );
    }

    #[test]
    fn useless_keys_and_names_are_refused() {
        assert_eq!(
            DkimSigner::new("example.com", "s", "").err(),
            Some(DkimError::NoKey)
        );
        assert_eq!(
            DkimSigner::new("example.com", "s", "aGVsbG8=").err(),
            Some(DkimError::NoKey)
        );
        let key = DkimSigner::generate_ed25519().unwrap();
        assert!(matches!(
            DkimSigner::new("exa mple.com", "s", &key),
            Err(DkimError::BadName(_))
        ));
        assert!(matches!(
            DkimSigner::new("example.com", "a;b", &key),
            Err(DkimError::BadName(_))
        ));
        let signer = DkimSigner::new("example.com", "s", &key).unwrap();
        assert_eq!(
            signer.sign(b"Subject: x\r\n\r\n", Timestamp(0)),
            Err(DkimError::NoFrom)
        );
    }
}
