//! Who a visitor is, as the company's own server says it: a JSON Web Token signed with the site's identity secret.
//!
//! Only HS256 is understood, whatever the token says of itself; the signature is compared in constant time before anything of it is
//! read. A token must end within a day: one that is caught somewhere must not open an account for ever.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::attributes::AttributeSubject;
use domain::text::clean;
use domain::validate::is_email;
use domain::{ContactId, Timestamp};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::Sha256;
use store::chat::Visitor;
use store::chat::visitors::NewVisitor;

use super::visitors::{Session, TOKEN_LENGTH};
use super::{From, Guest, Site, VisitorChat, contact, described};
use crate::core::{Error, Result, Token, Work};

/// Longest token that is looked at, in bytes.
const MOST_BYTES: usize = 8 * 1024;
/// How far ahead a token may end.
const LONGEST_SECONDS: i64 = 24 * 3600;
/// How far clocks may differ.
const LEEWAY_SECONDS: i64 = 60;
/// Most attributes that are taken.
const MOST_ATTRIBUTES: usize = 50;

/// Who the company says a visitor is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Identity {
    pub id: String,
    pub email: String,
    pub name: String,
    pub attributes: Map<String, Value>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    attributes: Map<String, Value>,
    exp: f64,
    #[serde(default)]
    iat: Option<f64>,
}

/// Reads a signed identity.
pub(super) fn read(token: &str, secret: &str, now: Timestamp) -> Result<Identity> {
    if token.len() > MOST_BYTES {
        return Err(invalid("is too long"));
    }
    let (signed, signature) = token.rsplit_once('.').ok_or_else(|| invalid("is no JWT"))?;
    let (header, claims) = signed.split_once('.').ok_or_else(|| invalid("is no JWT"))?;
    let header: Header = part(header)?;
    if header.alg != "HS256" {
        return Err(invalid("must be signed by HS256"));
    }
    let signature = BASE64.decode(signature).map_err(|_| invalid("is no JWT"))?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| invalid("cannot be checked"))?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature)
        .map_err(|_| invalid("was not signed with the secret of this site"))?;
    let claims: Claims = part(claims)?;
    in_time(&claims, now.seconds())?;
    judge(claims)
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    let bytes = BASE64.decode(text).map_err(|_| invalid("is no JWT"))?;
    serde_json::from_slice(&bytes).map_err(|error| invalid(&format!("cannot be read: {error}")))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds since 1970 are exact in a float for longer than it matters"
)]
fn in_time(claims: &Claims, now: i64) -> Result<()> {
    let now = now as f64;
    let leeway = LEEWAY_SECONDS as f64;
    if !claims.exp.is_finite() || claims.exp + leeway <= now {
        return Err(invalid("has expired"));
    }
    if claims.exp > now + LONGEST_SECONDS as f64 + leeway {
        return Err(invalid("may end at most 24 hours ahead"));
    }
    if claims.iat.is_some_and(|iat| iat > now + leeway) {
        return Err(invalid("was issued in the future: compare the clocks"));
    }
    Ok(())
}

fn judge(claims: Claims) -> Result<Identity> {
    let id = clean(&claims.sub).trim().to_owned();
    if id.is_empty() || id.chars().count() > 200 || id.chars().any(char::is_control) {
        return Err(invalid("needs a claim sub of 1 to 200 characters"));
    }
    let email = claims
        .email
        .map(|email| clean(&email).trim().to_owned())
        .unwrap_or_default();
    if !email.is_empty() && !is_email(&email) {
        return Err(invalid("has a claim email that is no mail address"));
    }
    Ok(Identity {
        id,
        email,
        name: super::visitors::line(&claims.name.unwrap_or_default(), 200),
        attributes: claims.attributes,
    })
}

fn invalid(why: &str) -> Error {
    Error::Unauthenticated {
        code: "identity_invalid",
        detail: format!("the signed identity {why}"),
    }
}

impl VisitorChat {
    /// Reads a signed identity with the secret of a site.
    pub(super) fn identity(&self, site: &Site, token: &str) -> Result<Identity> {
        let sealed = site.row.identity_secret.as_ref();
        let sealed = sealed.ok_or_else(|| invalid("cannot be checked: this site has no identity secret"))?;
        let secret = self
            .core
            .keys
            .open(crate::secrets::CHAT_IDENTITY, sealed)
            .map_err(|error| Error::Internal(error.to_string()))?;
        read(token, &secret, self.core.clock.now())
    }

    /// Signs a visitor in by a signed identity, or out without one. The session that comes back may be of another visitor: what one
    /// customer did on a device must not be there for the next.
    ///
    /// # Errors
    /// `identity_invalid`.
    pub async fn identify(
        &self,
        guest: &Guest,
        own_token: &str,
        signed: Option<&str>,
        from: &From<'_>,
    ) -> Result<Session> {
        let identity = match signed {
            Some(signed) => Some(self.identity(&guest.site, signed)?),
            None => None,
        };
        let mut work = self.core.begin().await?;
        let visitor = store::chat::visitors::lock(&work.tx, guest.visitor.id)
            .await?
            .ok_or_else(|| Error::not_found("visitor", guest.visitor.id))?;
        let stays = match &identity {
            Some(identity) => !visitor.verified || visitor.external_id.as_deref() == Some(&identity.id),
            None => !visitor.verified,
        };
        let (token, visitor) = if stays {
            (own_token.to_owned(), visitor)
        } else {
            // Whoever comes next at this browser must not come in as the customer who left.
            let gone = Token::hash(&Token::random(TOKEN_LENGTH));
            store::chat::visitors::set_token(&work.tx, visitor.id, &gone).await?;
            another(&work, &visitor, from).await?
        };
        let visitor = match &identity {
            Some(identity) => settle(&mut work, visitor, identity).await?,
            None => visitor,
        };
        work.commit().await?;
        self.visitors_changed(visitor.inbox_id);
        let guest = Guest {
            visitor,
            site: guest.site.clone(),
        };
        self.session(token, guest).await
    }
}

/// A new visitor at the same browser.
async fn another(work: &Work<'_>, was: &Visitor, from: &From<'_>) -> Result<(String, Visitor)> {
    let token = Token::random(TOKEN_LENGTH);
    let new = NewVisitor {
        token_hash: &Token::hash(&token),
        browser_hash: None,
        locale: &was.locale,
        country: &was.country,
        ip: from.ip,
        user_agent: &was.user_agent,
        referrer: &was.referrer,
        utm: &was.utm,
        page_url: &was.page_url,
        page_title: &was.page_title,
    };
    let id = store::chat::visitors::insert(&work.tx, was.inbox_id, &new, work.now).await?;
    store::chat::visitors::move_browser(&work.tx, was.id, id).await?;
    let visitor = store::chat::visitors::find(&work.tx, id)
        .await?
        .ok_or_else(|| Error::Internal("a visitor vanished".to_owned()))?;
    Ok((token, visitor))
}

/// Makes the visitor the customer: name, address, attributes, and one contact with what was said before.
pub(super) async fn settle(work: &mut Work<'_>, visitor: Visitor, identity: &Identity) -> Result<Visitor> {
    let kept = |said: &str, known: &str| {
        if said.is_empty() {
            known.to_owned()
        } else {
            said.to_owned()
        }
    };
    let visitor = Visitor {
        verified: true,
        external_id: Some(identity.id.clone()),
        // An address that was only claimed does not become one that the company vouches for.
        email: if visitor.verified {
            kept(&identity.email, &visitor.email)
        } else {
            identity.email.clone()
        },
        name: kept(&identity.name, &visitor.name),
        ..visitor
    };
    let (name, email) = (&visitor.name, &visitor.email);
    store::chat::visitors::set_identity(&work.tx, visitor.id, &identity.id, name, email).await?;
    let contact = contact::verified(work, &visitor, &identity.id).await?;
    if let Some(before) = visitor.contact_id.filter(|before| *before != contact.id) {
        contact::unite(work, before, contact.id).await?;
    }
    store::chat::visitors::set_contact(&work.tx, visitor.id, contact.id).await?;
    attributes(work, contact.id, &identity.attributes).await?;
    Ok(Visitor {
        contact_id: Some(contact.id),
        ..visitor
    })
}

/// Sets those attributes of the contact that the organisation keeps; others, and values that do not fit, are left out: the company's
/// server must be able to send more than is kept.
async fn attributes(work: &Work<'_>, contact: ContactId, given: &Map<String, Value>) -> Result<()> {
    if given.is_empty() {
        return Ok(());
    }
    let known = store::attributes::list(&work.tx).await?;
    for (key, value) in given.iter().take(MOST_ATTRIBUTES) {
        let Some(value) = described::value(value) else {
            continue;
        };
        if known
            .iter()
            .any(|attribute| attribute.subject == AttributeSubject::Contact && attribute.key == *key)
        {
            contact::know(work, contact, key, value).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_442_000);
    const SECRET: &str = "abcdefghijkmnpqrstuvwxyz23456789";

    fn signed(header: &Value, claims: &Value, secret: &str) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(mac.finalize().into_bytes()))
    }

    fn why(token: &str) -> String {
        read(token, SECRET, NOW).unwrap_err().to_string()
    }

    #[test]
    fn a_right_token_says_who_it_is() {
        let claims = json!({"sub": "c-17", "email": "lan@example.com", "name": "Lan\n", "exp": NOW.seconds() + 3600, "iat": NOW.seconds(),
            "attributes": {"plan": "gold"}, "more": [1, 2]});
        let found = read(
            &signed(&json!({"alg": "HS256", "typ": "JWT"}), &claims, SECRET),
            SECRET,
            NOW,
        )
        .unwrap();
        assert_eq!(
            (found.id.as_str(), found.email.as_str(), found.name.as_str()),
            ("c-17", "lan@example.com", "Lan")
        );
        assert_eq!(found.attributes.get("plan"), Some(&json!("gold")));
    }

    #[test]
    fn forged_and_stale_tokens_are_refused() {
        let (alg, soon) = (json!({"alg": "HS256"}), NOW.seconds() + 3600);
        let good = json!({"sub": "c-17", "exp": soon});
        let token = signed(&alg, &good, SECRET);
        assert!(read(&token, SECRET, NOW).is_ok());
        assert!(why(&signed(&alg, &good, "another secret")).contains("not signed with"));
        assert!(why(&signed(&alg, &good, "")).contains("not signed with"));
        for other in ["none", "HS512", "RS256", "hs256", ""] {
            let token = signed(&json!({"alg": other}), &good, SECRET);
            assert!(why(&token).contains("HS256"), "{other}");
        }
        let (head, _) = token.rsplit_once('.').unwrap();
        assert!(read(&format!("{head}."), SECRET, NOW).is_err(), "no signature");
        let claims = BASE64.encode(json!({"sub": "c-1", "exp": soon}).to_string());
        let mut parts: Vec<&str> = token.split('.').collect();
        parts[1] = &claims;
        assert!(
            why(&parts.join(".")).contains("not signed with"),
            "other claims under the signature"
        );
        for (claims, reason) in [
            (json!({"sub": "c", "exp": NOW.seconds() - 61}), "expired"),
            (json!({"sub": "c", "exp": NOW.seconds() + 25 * 3600}), "24 hours"),
            (json!({"sub": "c"}), "exp"),
            (json!({"exp": soon}), "sub"),
            (json!({"sub": "  ", "exp": soon}), "sub"),
            (
                json!({"sub": "c", "exp": soon, "iat": NOW.seconds() + 600}),
                "future",
            ),
            (json!({"sub": "c", "exp": soon, "email": "nope"}), "mail address"),
        ] {
            assert!(why(&signed(&alg, &claims, SECRET)).contains(reason), "{claims}");
        }
        for junk in ["", ".", "..", "a.b.c", "a.b", &"x".repeat(10_000)] {
            assert!(read(junk, SECRET, NOW).is_err());
        }
    }
}
