//! Passwords: hashed with argon2id, never on a thread that serves requests.

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::text::clean;
use domain::validate::Checks;
use rand::Rng as _;
use tokio::sync::Semaphore;

use crate::core::{Core, Error, Result};

/// What hashing a password costs whoever does it, and whoever guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// What OWASP advises for argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
        }
    }
}

/// Hashing takes 19 MiB each time; without a limit, a burst of sign-ins would be a burst of memory.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Checks a new password: its length and nothing else, as NIST SP 800-63B advises. Comes back composed (NFC), because keyboards differ
/// in how they write accents; spaces are kept.
pub(crate) fn check_new(checks: &mut Checks, field: &str, password: &str) -> String {
    let password = clean(password);
    let length = password.chars().count();
    if length == 0 {
        checks.refuse(field, "required", "must not be empty");
    } else if length < 10 {
        checks.refuse(
            field,
            "too_short",
            format!("has {length} characters, needs at least 10"),
        );
    } else if length > 1000 {
        checks.refuse(
            field,
            "too_long",
            format!("has {length} characters, may have at most 1000"),
        );
    }
    password
}

/// Hashes a password that [`check_new`] has passed.
pub(crate) async fn hash(core: &Core, password: String) -> Result<String> {
    hash_at(core.options.password_cost, password).await
}

async fn hash_at(cost: PasswordCost, password: String) -> Result<String> {
    off_thread(move || {
        let salt: [u8; 16] = rand::rng().random();
        let salt = SaltString::encode_b64(&salt).map_err(failed)?;
        let hash = argon2(cost)?
            .hash_password(password.as_bytes(), &salt)
            .map_err(failed)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password is the one behind the hash. Without a hash it takes as long and is wrong, so that the time of a failed sign-in
/// does not tell whether the account exists.
pub(crate) async fn verify(core: &Core, password: &str, hash: Option<String>) -> Result<bool> {
    verify_at(core.options.password_cost, password, hash).await
}

async fn verify_at(cost: PasswordCost, password: &str, hash: Option<String>) -> Result<bool> {
    let password = clean(password);
    // A longer one was never accepted; hashing megabytes for strangers would be a gift to them.
    let possible = hash.is_some() && password.len() <= 4000;
    off_thread(move || {
        let argon2 = argon2(cost)?;
        if let Some(hash) = hash.filter(|_| possible) {
            let hash = PasswordHash::new(&hash).map_err(failed)?;
            return Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok());
        }
        let mut out = [0_u8; 32];
        argon2
            .hash_password_into(b"nobody", b"sixteen bytes ..", &mut out)
            .map_err(failed)?;
        Ok(false)
    })
    .await
}

fn argon2(cost: PasswordCost) -> Result<Argon2<'static>> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let permit = AT_ONCE.acquire().await.map_err(failed)?;
    let done = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(permit);
        result
    });
    done.await.map_err(failed)?
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_hash_however_its_accents_are_typed() {
        let mut checks = Checks::new();
        let password = check_new(&mut checks, "password", "mật khẩu dài");
        checks.finish().unwrap();
        let cost = PasswordCost::default();
        let hash = hash_at(cost, password).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let decomposed = "ma\u{323}\u{302}t kha\u{302}\u{309}u da\u{300}i";
        assert!(verify_at(cost, decomposed, Some(hash.clone())).await.unwrap());
        assert!(!verify_at(cost, "mat khau dai", Some(hash)).await.unwrap());
        assert!(!verify_at(cost, "mật khẩu dài", None).await.unwrap());
    }

    #[test]
    fn length_is_counted_in_characters() {
        let codes = |password: &str| {
            let mut checks = Checks::new();
            check_new(&mut checks, "password", password);
            checks.finish().err().map(|invalid| invalid.0[0].code)
        };
        assert_eq!(codes(""), Some("required"));
        assert_eq!(codes("ưưưưưưưưư"), Some("too_short"));
        assert_eq!(codes("ưưưưưưưưưư"), None);
        assert_eq!(codes(&"x".repeat(1001)), Some("too_long"));
    }
}
