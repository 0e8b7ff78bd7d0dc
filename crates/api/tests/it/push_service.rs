//! A push service and the browsers behind it: takes what we send, checks who signed it and reads it as a browser would.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use ring::{aead, hmac, signature};
use serde_json::{Value, json};

/// What a message looked like on the wire.
#[derive(Clone)]
pub struct Received {
    pub browser: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Default)]
struct Inner {
    received: Vec<Received>,
    answer: Option<(u16, Option<u64>)>,
}

/// A push service on this machine.
#[derive(Clone)]
pub struct PushService {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
}

impl PushService {
    pub async fn start() -> Self {
        let inner = Arc::new(Mutex::new(Inner::default()));
        let router = Router::new()
            .route("/send/{browser}", axum::routing::post(take))
            .with_state(Arc::clone(&inner));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inner }
    }

    /// What it answers from now on, with how many seconds to wait.
    pub fn answers(&self, status: u16, wait: Option<u64>) {
        self.inner.lock().unwrap().answer = Some((status, wait));
    }

    /// What it was sent since it was last asked.
    pub fn received(&self) -> Vec<Received> {
        std::mem::take(&mut self.inner.lock().unwrap().received)
    }

    /// A browser that is registered there.
    pub fn browser(&self, name: &str) -> Browser {
        Browser {
            secret: p256::SecretKey::from_slice(&[7; 32]).unwrap(),
            auth: [9; 16],
            origin: format!("http://{}", self.address),
            name: name.to_owned(),
        }
    }
}

async fn take(
    State(inner): State<Arc<Mutex<Inner>>>,
    Path(browser): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap) {
    let mut inner = inner.lock().unwrap();
    inner.received.push(Received {
        browser,
        headers,
        body,
    });
    let (status, wait) = inner.answer.unwrap_or((201, None));
    let mut headers = HeaderMap::new();
    if let Some(wait) = wait {
        headers.insert("retry-after", wait.to_string().parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers)
}

/// A browser with its keys.
pub struct Browser {
    secret: p256::SecretKey,
    auth: [u8; 16],
    origin: String,
    name: String,
}

impl Browser {
    fn public(&self) -> Vec<u8> {
        self.secret
            .public_key()
            .to_encoded_point(false)
            .as_bytes()
            .to_vec()
    }

    /// What it tells the application when it subscribes.
    pub fn subscription(&self) -> Value {
        json!({
            "endpoint": format!("{}/send/{}", self.origin, self.name),
            "p256dh": BASE64_URL.encode(self.public()),
            "auth": BASE64_URL.encode(self.auth),
        })
    }

    /// Checks who signed a message (RFC 8292) and decrypts it (RFC 8291).
    pub fn read(&self, message: &Received, public_key: &str) -> Value {
        assert_eq!(message.browser, self.name);
        self.check_claim(message, public_key);
        assert_eq!(message.headers["content-encoding"], "aes128gcm");
        let body = message.body.as_ref();
        let (salt, rest) = body.split_at(16);
        let (record_size, rest) = rest.split_at(4);
        assert_eq!(record_size, 4096_u32.to_be_bytes());
        let (sender, record) = rest[1..].split_at(rest[0].into());
        let theirs = p256::PublicKey::from_sec1_bytes(sender).unwrap();
        let shared = p256::ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), theirs.as_affine());
        let info = [b"WebPush: info\0".as_slice(), &self.public(), sender].concat();
        let input = hkdf(&self.auth, shared.raw_secret_bytes(), &info, 32);
        let key = hkdf(salt, &input, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = hkdf(salt, &input, b"Content-Encoding: nonce\0", 12);
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key).unwrap());
        let nonce = aead::Nonce::try_assume_unique_for_key(&nonce).unwrap();
        let mut record = record.to_vec();
        let plain = key.open_in_place(nonce, aead::Aad::empty(), &mut record).unwrap();
        let end = plain.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(plain[end], 2, "the last record");
        serde_json::from_slice(&plain[..end]).unwrap()
    }

    fn check_claim(&self, message: &Received, public_key: &str) {
        let header = message.headers["authorization"].to_str().unwrap();
        let (token, key) = header
            .strip_prefix("vapid t=")
            .unwrap()
            .split_once(", k=")
            .unwrap();
        assert_eq!(key, public_key, "the key that the browser subscribed with");
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = BASE64_URL.decode(key).unwrap();
        signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, key)
            .verify(signed.as_bytes(), &BASE64_URL.decode(signature).unwrap())
            .expect("a valid signature");
        let claims = signed.split_once('.').unwrap().1;
        let claims: Value = serde_json::from_slice(&BASE64_URL.decode(claims).unwrap()).unwrap();
        assert_eq!(claims["aud"], self.origin.as_str());
        assert!(claims["sub"].as_str().unwrap().starts_with("mailto:"));
        assert!(claims["exp"].as_i64().unwrap() > 1_772_442_000);
    }
}

fn hkdf(salt: &[u8], input: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    let extract = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), input);
    let key = hmac::Key::new(hmac::HMAC_SHA256, extract.as_ref());
    hmac::sign(&key, &[info, &[1]].concat()).as_ref()[..length].to_vec()
}
