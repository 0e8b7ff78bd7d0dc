//! Knowing the same mail again when it arrives twice by different routes.

use sha2::{Digest, Sha256};

use crate::header::words;
use crate::mime::transfer;
use crate::mime::tree::Tree;

/// Header fields that make a mail what it is. Everything else is trace: added, rewritten or removed on the way.
const IDENTITY: [&str; 4] = ["From", "Date", "Message-ID", "Subject"];

/// SHA-256 over what identifies a mail, as 64 lower-case hex digits.
///
/// Included: `From`, `Date`, `Message-ID` and `Subject` (unfolded, decoded, white space collapsed), then for each part
/// in order its media type, file name and decoded content; texts without white space at line ends and with `\n` for
/// every line end.
/// Left out: all other header fields (`Received`, `Delivered-To`, `X-*`, signatures, list fields), boundaries, transfer
/// encodings and empty lines at the end of texts, all of which differ between two copies of one mail. Two mails that
/// share a `Message-ID` but say different things differ here.
#[must_use]
pub fn content_hash(raw: &[u8]) -> String {
    let tree = Tree::read(raw);
    let mut digest = Sha256::new();
    if let Some(root) = tree.root() {
        for name in IDENTITY {
            let value = root
                .fields
                .value(raw, name)
                .map(|v| words::decode(&v, None))
                .unwrap_or_default();
            feed(&mut digest, name.as_bytes());
            feed(
                &mut digest,
                value.split_whitespace().collect::<Vec<_>>().join(" ").as_bytes(),
            );
        }
    }
    for part in tree.parts.iter().filter(|part| part.children.is_empty()) {
        feed(&mut digest, part.content_type.as_bytes());
        feed(&mut digest, part.file_name().unwrap_or_default().as_bytes());
        let mut content = Sha256::new();
        if part.is("text/") || part.is("message/") {
            let bytes = transfer::decode(part.encoding, part.raw_body(raw));
            let text = bytes.trim_ascii_end();
            for line in text.split(|b| *b == b'\n') {
                content.update(line.trim_ascii_end());
                content.update(b"\n");
            }
        } else {
            transfer::decode_chunks(part.encoding, part.raw_body(raw), &mut |chunk| {
                content.update(chunk)
            });
        }
        digest.update(content.finalize());
    }
    hex::encode(digest.finalize())
}

/// Lengths keep neighbouring values apart.
fn feed(digest: &mut Sha256, bytes: &[u8]) {
    digest.update((bytes.len() as u64).to_be_bytes());
    digest.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: a@b.c\r\nDate: Mon, 2 Mar 2026 10:00:00 +0700\r\nMessage-ID: <1@b.c>\r\nSubject: Hi\r\n\r\nText\r\n";

    #[test]
    fn the_route_does_not_matter() {
        let other = format!("Received: by x\r\nDelivered-To: d@e.f\r\nX-Spam: no\r\n{MAIL}\r\n");
        assert_eq!(content_hash(MAIL.as_bytes()), content_hash(other.as_bytes()));
        let unix = MAIL.replace("\r\n", "\n").replace("Subject: Hi", "Subject:\n Hi");
        assert_eq!(content_hash(MAIL.as_bytes()), content_hash(unix.as_bytes()));
        let encoded = MAIL.replace(
            "\r\n\r\nText",
            "\r\nContent-Transfer-Encoding: base64\r\n\r\nVGV4dA==",
        );
        assert_eq!(content_hash(MAIL.as_bytes()), content_hash(encoded.as_bytes()));
    }

    #[test]
    fn the_content_does() {
        for (from, to) in [
            ("Text", "Test"),
            ("Hi", "Ho"),
            ("1@b.c", "2@b.c"),
            ("10:00", "10:01"),
            ("a@b.c", "x@b.c"),
        ] {
            assert_ne!(
                content_hash(MAIL.as_bytes()),
                content_hash(MAIL.replacen(from, to, 1).as_bytes()),
                "{from}"
            );
        }
    }
}
