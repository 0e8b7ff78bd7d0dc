//! Addresses of a contact: replaced as a set, each belonging to one contact.

use db::Executor;
use domain::validate::{Checks, fold_email};
use domain::{ContactId, Timestamp};

use crate::core::{Error, Result};

/// Addresses of one contact.
const MOST: usize = 50;

/// An address as somebody typed it.
#[derive(Debug, Clone, Default)]
pub struct AddressInput {
    /// `email` or `phone`.
    pub kind: String,
    /// The address.
    pub value: String,
}

/// An address that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    /// Place in the request.
    index: usize,
    kind: &'static str,
    /// As it is shown.
    pub(super) value: String,
    /// As it is compared.
    folded: String,
}

/// Checks a list of addresses; the same one twice is taken once.
pub(super) fn check(checks: &mut Checks, input: &[AddressInput]) -> Vec<Checked> {
    if input.is_empty() {
        checks.refuse("addresses", "required", "name at least one address");
    }
    if input.len() > MOST {
        let detail = format!("has {} addresses, may have at most {MOST}", input.len());
        checks.refuse("addresses", "too_many", detail);
    }
    let mut all: Vec<Checked> = Vec::new();
    for (index, address) in input.iter().enumerate().take(MOST) {
        let field = field(index);
        let (kind, value, folded) = match address.kind.as_str() {
            "email" => {
                let value = checks.email(&field, &address.value);
                let folded = fold_email(&value);
                ("email", value, folded)
            }
            "phone" => {
                let (value, folded) = phone(checks, &field, &address.value);
                ("phone", value, folded)
            }
            other => {
                let detail = format!("\"{other}\" is not a kind of address; use email or phone");
                checks.refuse(&format!("addresses.{index}.kind"), "unknown_value", detail);
                continue;
            }
        };
        if !all.iter().any(|a| a.kind == kind && a.folded == folded) {
            all.push(Checked {
                index,
                kind,
                value,
                folded,
            });
        }
    }
    all
}

fn field(index: usize) -> String {
    format!("addresses.{index}.value")
}

/// A phone number, compared by its digits; `+` and `00` both begin an international one.
fn phone(checks: &mut Checks, field: &str, value: &str) -> (String, String) {
    let value = checks.line(field, value, 1, 40);
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let plain = value
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '(' | ')' | '/'));
    if !value.is_empty() && (!plain || !(3..=15).contains(&digits.len())) {
        let detail = format!("\"{value}\" is not a phone number such as +84 90 123 45 67");
        checks.refuse(field, "invalid_phone", detail);
    }
    let folded = match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None if value.starts_with('+') => format!("+{digits}"),
        None => digits,
    };
    (value, folded)
}

/// Makes these the addresses of a contact. Those that stay keep what is known about them, for instance that mail comes back.
pub(super) async fn set(
    tx: &impl Executor,
    contact: ContactId,
    wanted: &[Checked],
    now: Timestamp,
) -> Result<()> {
    let present = store::contacts::addresses(tx, &[contact]).await?;
    for old in &present {
        if !wanted
            .iter()
            .any(|w| w.kind == old.kind && w.folded == old.value_folded)
        {
            store::contacts::delete_address(tx, old.id).await?;
        }
    }
    for new in wanted {
        // The first of each kind is the main one.
        let primary = wanted
            .iter()
            .find(|w| w.kind == new.kind)
            .is_some_and(|w| w.index == new.index);
        match present
            .iter()
            .find(|old| old.kind == new.kind && old.value_folded == new.folded)
        {
            Some(old) => store::contacts::set_address(tx, old.id, &new.value, primary).await?,
            None => insert(tx, contact, new, primary, now).await?,
        }
    }
    Ok(())
}

async fn insert(
    tx: &impl Executor,
    contact: ContactId,
    new: &Checked,
    primary: bool,
    now: Timestamp,
) -> Result<()> {
    if new.kind == "email" && store::inboxes::owner_of_address(tx, &new.folded).await?.is_some() {
        let detail = format!("{} is an address of ours", new.value);
        return Err(Error::field(&field(new.index), "own_address", detail));
    }
    let added =
        store::contacts::insert_address(tx, contact, new.kind, &new.value, &new.folded, primary, now).await?;
    if added {
        return Ok(());
    }
    let detail = format!("{} belongs to another contact", new.value);
    Err(Error::taken(&field(new.index), "address_taken", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(kind: &str, value: &str) -> AddressInput {
        AddressInput {
            kind: kind.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn the_same_address_twice_is_one() {
        let mut checks = Checks::new();
        let list = [
            input("email", "Lan@Example.com"),
            input("email", "lan@example.com"),
            input("phone", "+84 90-123"),
            input("phone", "0084 90 123"),
        ];
        let checked = check(&mut checks, &list);
        assert!(checks.finish().is_ok());
        let shown: Vec<_> = checked.iter().map(|a| (a.kind, a.value.as_str())).collect();
        assert_eq!(shown, [("email", "Lan@Example.com"), ("phone", "+84 90-123")]);
    }

    #[test]
    fn refusals_name_the_place() {
        let mut checks = Checks::new();
        check(
            &mut checks,
            &[input("fax", "1"), input("email", "x"), input("phone", "call me")],
        );
        let refused = checks.finish().unwrap_err().0;
        let refused: Vec<_> = refused.iter().map(|e| (e.field.as_str(), e.code)).collect();
        assert_eq!(
            refused,
            [
                ("addresses.0.kind", "unknown_value"),
                ("addresses.1.value", "invalid_email"),
                ("addresses.2.value", "invalid_phone")
            ]
        );
    }
}
