//! `Authentication-Results` (RFC 8601): what the receiving server found.
//!
//! Only the topmost field counts: it was added last, by the server that we fetch from; those below may be forged by
//! the sender. Whether that server adds the field at all is a matter of its set-up, so a verdict is a hint to show,
//! never a reason to trust.

use serde::{Deserialize, Serialize};

/// One method's result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthResult {
    /// Not tested, or not said.
    #[default]
    None,
    /// Passed.
    Pass,
    /// Failed.
    Fail,
    /// Probably not allowed, says the sender's domain.
    SoftFail,
    /// The domain says nothing.
    Neutral,
    /// Could not be tested now.
    TempError,
    /// The record is broken.
    PermError,
}

impl AuthResult {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "none" => Self::None,
            "pass" | "bestguesspass" => Self::Pass,
            "fail" | "hardfail" => Self::Fail,
            "softfail" => Self::SoftFail,
            "neutral" | "policy" => Self::Neutral,
            "temperror" => Self::TempError,
            "permerror" => Self::PermError,
            _ => return None,
        })
    }
}

/// What is known of the sender's authenticity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Verdicts {
    /// Sender Policy Framework.
    pub spf: AuthResult,
    /// DKIM; passes when any signature passes.
    pub dkim: AuthResult,
    /// DMARC.
    pub dmarc: AuthResult,
}

/// Reads the value of the topmost field.
#[must_use]
pub fn parse(value: &str) -> Verdicts {
    let mut verdicts = Verdicts::default();
    let mut depth = 0_usize;
    let plain: String = value
        .chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    for result in plain.split(';').skip(1) {
        let Some((method, rest)) = result.trim().split_once('=') else {
            continue;
        };
        let word = rest.trim().split(char::is_whitespace).next().unwrap_or_default();
        let Some(found) = AuthResult::from_word(word) else {
            continue;
        };
        match method
            .trim()
            .split('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "spf" => verdicts.spf = found,
            "dkim" if verdicts.dkim != AuthResult::Pass => verdicts.dkim = found,
            "dmarc" => verdicts.dmarc = found,
            _ => {}
        }
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_and_any_passing_signature_counts() {
        let read = parse(
            "mx.example.com (x; y); dkim=pass header.i=@a.b; dkim=fail header.i=@c.d; spf=softfail (x spf=pass) \
             smtp.mailfrom=a@b; dmarc=pass (p=NONE) header.from=a.b",
        );
        assert_eq!(
            read,
            Verdicts {
                spf: AuthResult::SoftFail,
                dkim: AuthResult::Pass,
                dmarc: AuthResult::Pass
            }
        );
    }

    #[test]
    fn nothing_said_is_none() {
        assert_eq!(parse("mx.example.com; none"), Verdicts::default());
        assert_eq!(parse(""), Verdicts::default());
    }
}
