//! Finding the contact behind a mail, or making one.

use db::Executor;
use domain::Timestamp;
use domain::text::clean;
use domain::validate::{fold_email, is_email};
use store::contacts::ContactRef;

use crate::core::Result;

/// Name of a contact who left neither name nor address.
const UNKNOWN: &str = "Unknown sender";

/// The contact behind a mail address, made when nobody has it. A contact that was known by its address alone gets its name when it
/// first gives one; a name that is there is never overwritten by mail, because colleagues may have corrected it.
pub(crate) async fn find_or_create(
    tx: &impl Executor,
    name: &str,
    address: &str,
    locale: Option<&str>,
    now: Timestamp,
) -> Result<ContactRef> {
    let name = domain::text::excerpt(&clean(name), 200);
    let address = clean(address).trim().to_owned();
    let folded = fold_email(&address);
    if let Some(mut found) = store::contacts::find_by_address(tx, "email", &folded).await? {
        if fold_email(&found.name) == folded && !name.is_empty() && fold_email(&name) != folded {
            store::contacts::set_name(tx, found.id, &name, now).await?;
            super::index(tx, found.id, now).await?;
            found.name = name;
        }
        return Ok(found);
    }
    let known = is_email(&address);
    let shown = match (name.is_empty(), known) {
        (false, _) => name,
        (true, true) => address.clone(),
        (true, false) => UNKNOWN.to_owned(),
    };
    let id = store::contacts::insert(tx, &shown, None, locale, "", now).await?;
    if known && !store::contacts::insert_address(tx, id, "email", &address, &folded, true, now).await? {
        // Another transaction made the same contact meanwhile: it is on disk by now, ours is not needed.
        if let Some(found) = store::contacts::find_by_address(tx, "email", &folded).await? {
            store::contacts::delete(tx, id).await?;
            return Ok(found);
        }
    }
    index(tx, &shown, &address, id, now).await?;
    Ok(ContactRef {
        id,
        name: shown,
        blocked: false,
    })
}

async fn index(
    tx: &impl Executor,
    name: &str,
    address: &str,
    id: domain::ContactId,
    now: Timestamp,
) -> Result<()> {
    Ok(store::search::put_contact(tx, id, now, &format!("{name} {address}")).await?)
}
