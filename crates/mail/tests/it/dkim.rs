//! Signatures over outgoing mail, checked by a verifier that shares nothing with the signer but the standard. The
//! verifier itself is checked against the example of RFC 8463 first.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::Timestamp;
use mail::Mailbox;
use mail::compose::{Outgoing, OutgoingAttachment, compose};
use mail::dkim::{DkimError, DkimSigner};
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use sha2::{Digest as _, Sha256};

const RSA_KEY: &str = include_str!("fixtures/dkim-rsa-test-key.pem");
const RSA_KEY_PKCS8: &str = include_str!("fixtures/dkim-rsa-test-key.pkcs8.pem");
const RSA_PUBLIC: &str = include_str!("fixtures/dkim-rsa-test-key.pub.pem");
const EXAMPLE_PUBLIC_KEY: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const EXAMPLE_SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

/// RFC 8463, appendix A.3.
const EXAMPLE: &str = "\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r
 d=football.example.com; i=@football.example.com;\r
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r
 subject : date : message-id : from : subject : date;\r
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r
From: Joe SixPack <joe@football.example.com>\r
To: Suzie Q <suzie@shopping.example.net>\r
Subject: Is dinner ready?\r
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r
Message-ID: <20030712040037.46341.5F8J@football.example.com>\r
\r
Hi.\r
\r
We lost the game.  Are you hungry yet?\r
\r
Joe.\r
";

/// A verifier for relaxed/relaxed signatures in the mail's first field. `Err` says which of the two hashes is wrong.
fn verify(raw: &str, public_key: &[u8]) -> Result<(), &'static str> {
    let (head, body) = raw.split_once("\r\n\r\n").unwrap_or((raw, ""));
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut fields: Vec<(String, String)> = unfolded
        .split("\r\n")
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.trim().to_lowercase(), squeeze(value).trim().to_owned()))
        .collect();
    let (name, signature) = fields.remove(0);
    assert_eq!(name, "dkim-signature");
    let tag = |wanted: &str| {
        signature
            .split(';')
            .find_map(|tag| tag.trim().strip_prefix(wanted)?.trim_start().strip_prefix('='))
            .unwrap()
    };
    let compact = |value: &str| value.split_whitespace().collect::<String>();

    let mut lines: Vec<String> = body
        .split("\r\n")
        .map(|line| squeeze(line).trim_end().to_owned())
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let canonical: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    if BASE64.encode(Sha256::digest(canonical)) != compact(tag("bh")) {
        return Err("body");
    }

    let mut signed = String::new();
    for name in compact(tag("h")).split(':') {
        if let Some(position) = fields
            .iter()
            .rposition(|(field, _)| field == &name.to_lowercase())
        {
            let (field, value) = fields.remove(position);
            signed.push_str(&format!("{field}:{value}\r\n"));
        }
    }
    let unsigned = signature.split_at(signature.rfind("b=").unwrap() + 2).0;
    signed.push_str(&format!("dkim-signature:{unsigned}"));
    let bytes = BASE64.decode(compact(tag("b"))).unwrap();
    let outcome = match tag("a") {
        "ed25519-sha256" => {
            UnparsedPublicKey::new(&ED25519, public_key).verify(&Sha256::digest(signed), &bytes)
        }
        "rsa-sha256" => {
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key).verify(signed.as_bytes(), &bytes)
        }
        other => panic!("unknown algorithm {other}"),
    };
    outcome.map_err(|_| "signature")
}

fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let c = if c == '\t' { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// The key inside a SubjectPublicKeyInfo of 2048 bits: behind 24 bytes that are always the same length.
fn rsa_key_of(info: &[u8]) -> Vec<u8> {
    info[24..].to_vec()
}

fn a_mail() -> Vec<u8> {
    let mut mail = Outgoing::new(
        Mailbox::new("Ana Popescu", "help@example.ro"),
        vec![Mailbox::new("Nguyễn Thị Lan", "lan@example.vn")],
        "Re: Đơn hàng 42 chưa đến, và một dòng tiêu đề đủ dài để bị ngắt dòng khi gửi đi",
        "1.2@example.ro",
        Timestamp::from_seconds(1_772_000_000),
    );
    mail.text = "Chào chị,  hai dấu cách \n\nđây là thư trả lời.\n\n\n".to_owned();
    mail.html = Some("<p>Chào chị</p>".to_owned());
    mail.references = (0..30)
        .map(|n| format!("{n}.long-enough-to-fold@mail.example.vn"))
        .collect();
    mail.attachments = vec![OutgoingAttachment {
        name: "a.bin".to_owned(),
        content_type: "application/octet-stream".to_owned(),
        data: vec![7; 10_000].into(),
    }];
    compose(&mail).unwrap().raw
}

fn signed(key: &str) -> (DkimSigner, String) {
    let signer = DkimSigner::new("example.ro", "s1", key).unwrap();
    let raw = signer
        .signed(&a_mail(), Timestamp::from_seconds(1_772_000_001))
        .unwrap();
    (signer, String::from_utf8(raw).unwrap())
}

#[test]
fn the_verifier_takes_the_example_of_the_standard_and_nothing_else() {
    let key = BASE64.decode(EXAMPLE_PUBLIC_KEY).unwrap();
    assert_eq!(verify(EXAMPLE, &key), Ok(()));
    // White space may change on the way, that is what "relaxed" is for.
    assert_eq!(
        verify(&EXAMPLE.replace("game.  Are", "game. \t Are"), &key),
        Ok(())
    );
    assert_eq!(verify(&EXAMPLE.replace("hungry", "angry"), &key), Err("body"));
    assert_eq!(
        verify(&EXAMPLE.replace("dinner", "supper"), &key),
        Err("signature")
    );
}

#[test]
fn an_ed25519_signature_is_valid() {
    let (signer, raw) = signed(EXAMPLE_SEED);
    let (name, record) = signer.dns_record();
    assert_eq!(name, "s1._domainkey.example.ro");
    assert_eq!(record, format!("v=DKIM1; k=ed25519; p={EXAMPLE_PUBLIC_KEY}"));
    let key = BASE64.decode(EXAMPLE_PUBLIC_KEY).unwrap();
    assert_eq!(verify(&raw, &key), Ok(()));
    assert_eq!(verify(&raw.replacen("Ana", "Eva", 1), &key), Err("signature"));
    assert_eq!(
        verify(&raw.replacen("Message-ID: <1.2", "Message-ID: <1.3", 1), &key),
        Err("signature")
    );
    assert_eq!(verify(&format!("{raw}more\r\n"), &key), Err("body"));
}

#[test]
fn a_field_added_on_the_way_breaks_the_signature() {
    let (_, raw) = signed(EXAMPLE_SEED);
    let key = BASE64.decode(EXAMPLE_PUBLIC_KEY).unwrap();
    for added in [
        "Subject: You have won",
        "From: evil@example.com",
        "Cc: evil@example.com",
        "Reply-To: evil@example.com",
    ] {
        let forged = raw.replacen("\r\nMIME-Version", &format!("\r\n{added}\r\nMIME-Version"), 1);
        let expected = if added.starts_with("Cc") || added.starts_with("Reply-To") {
            Ok(())
        } else {
            Err("signature")
        };
        // A Cc or Reply-To that was not there cannot be told from one that a mailing list adds.
        assert_eq!(verify(&forged, &key), expected, "{added}");
    }
}

#[test]
fn an_rsa_signature_is_valid_from_both_forms_of_the_key() {
    let published: String = RSA_PUBLIC
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    for pem in [RSA_KEY, RSA_KEY_PKCS8] {
        let (signer, raw) = signed(pem);
        // What is published is exactly what OpenSSL says the public key is.
        assert_eq!(signer.dns_record().1, format!("v=DKIM1; k=rsa; p={published}"));
        let key = rsa_key_of(&BASE64.decode(&published).unwrap());
        assert_eq!(verify(&raw, &key), Ok(()));
        assert_eq!(verify(&raw.replacen("Ana", "Eva", 1), &key), Err("signature"));
    }
}

#[test]
fn signature_lines_stay_short_and_mails_of_any_shape_can_be_signed() {
    let (_, raw) = signed(RSA_KEY);
    let field_end = raw.find("\r\nDate:").unwrap();
    assert!(
        raw[..field_end].split("\r\n").all(|line| line.len() <= 78),
        "{}",
        &raw[..field_end]
    );

    let signer = DkimSigner::new("example.ro", "s1", EXAMPLE_SEED).unwrap();
    let key = BASE64.decode(EXAMPLE_PUBLIC_KEY).unwrap();
    for odd in [
        "From: a@b\r\n\r\n",
        "From: a@b\r\n\r\nno line end",
        "From: a@b\r\nX:\r\n\r\n\r\n\r\n \r\n",
        "From:a@b\r\n \tc\r\n\r\nx \t \r\n",
    ] {
        let raw = String::from_utf8(signer.signed(odd.as_bytes(), Timestamp(0)).unwrap()).unwrap();
        assert_eq!(verify(&raw, &key), Ok(()), "{odd:?}");
    }
    assert_eq!(signer.sign(b"", Timestamp(0)), Err(DkimError::NoFrom));
}

#[test]
fn a_generated_key_signs_and_short_rsa_keys_are_refused() {
    let (_, raw) = signed(&DkimSigner::generate_ed25519().unwrap());
    assert!(raw.starts_with(
        "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n\td=example.ro; s=s1; t=1772000001;"
    ));
    assert!(matches!(
        DkimSigner::new(
            "example.ro",
            "s1",
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"
        ),
        Err(DkimError::BadKey(_))
    ));
}
