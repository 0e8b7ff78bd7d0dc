//! Who is not let in to chat: addresses, ranges, countries; at one site or at all of them.

use std::net::IpAddr;
use std::sync::Arc;

use domain::chat::is_country;
use domain::validate::Checks;
use domain::{Actor, ChatBlockId, InboxId, Permission, Timestamp};
use ipnet::IpNet;
pub use store::chat_blocks::ChatBlock;
use store::chat_blocks::NewChatBlock;

use crate::core::{Core, Error, Result};

/// A block about to be.
#[derive(Debug, Clone, Default)]
pub struct NewBlock {
    /// Of which site; none for every site.
    pub inbox_id: Option<InboxId>,
    /// `ip`, `range` or `country`.
    pub kind: String,
    /// Which.
    pub value: String,
    /// Why.
    pub reason: String,
    /// Until when; none for good.
    pub expires_at: Option<Timestamp>,
}

/// Use cases of blocks.
#[derive(Clone)]
pub struct ChatBlocks {
    core: Arc<Core>,
}

impl ChatBlocks {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Blocks of the sites that the actor may see, and those of every site.
    ///
    /// # Errors
    /// When the actor manages neither inboxes nor teams.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<ChatBlock>> {
        allowed(actor)?;
        Ok(store::chat_blocks::list(self.core.reader(), actor.scope()).await?)
    }

    /// Keeps somebody out. Whoever has a socket open keeps it until the next request.
    ///
    /// # Errors
    /// Refused fields; `every_site` when the actor does not see every inbox and names none.
    pub async fn create(&self, actor: &Actor, new: &NewBlock) -> Result<ChatBlock> {
        allowed(actor)?;
        let mut checks = Checks::new();
        let value = value(&mut checks, &new.kind, &new.value);
        let reason = checks.line("reason", &new.reason, 0, 500);
        let mut work = self.core.begin().await?;
        if new.expires_at.is_some_and(|until| until <= work.now) {
            checks.refuse(
                "expires_at",
                "in_the_past",
                "this time is over; choose a later one",
            );
        }
        match new.inbox_id {
            Some(inbox) => {
                let found = store::inboxes::find(&work.tx, actor.scope(), inbox).await?;
                if found.is_none() {
                    checks.refuse("inbox_id", "inbox_not_found", "there is no such inbox");
                }
            }
            None if !actor.all_inboxes => {
                let detail = "name a site: you do not see all of them";
                checks.refuse("inbox_id", "every_site", detail);
            }
            None => {}
        }
        checks.finish()?;
        let block = NewChatBlock {
            inbox_id: new.inbox_id,
            kind: &new.kind,
            value: &value,
            reason: &reason,
            created_by: &actor.name,
            expires_at: new.expires_at,
        };
        let id = store::chat_blocks::put(&work.tx, &block, work.now).await?;
        let subject = ("chat_block", Some(id.get()));
        work.audit(
            actor,
            "chat_block.created",
            subject,
            &format!("{} {value}", new.kind),
        )
        .await?;
        let made = store::chat_blocks::find(&work.tx, id)
            .await?
            .ok_or_else(|| Error::not_found("chat_block", id))?;
        work.settings_changed("chat_blocks");
        work.commit().await?;
        Ok(made)
    }

    /// Lets somebody in again.
    ///
    /// # Errors
    /// `chat_block_not_found`.
    pub async fn delete(&self, actor: &Actor, id: ChatBlockId) -> Result<()> {
        allowed(actor)?;
        let mut work = self.core.begin().await?;
        let missing = || Error::not_found("chat_block", id);
        let block = store::chat_blocks::find(&work.tx, id)
            .await?
            .ok_or_else(missing)?;
        let may = match block.inbox_id {
            Some(inbox) => store::inboxes::find(&work.tx, actor.scope(), inbox)
                .await?
                .is_some(),
            None => actor.all_inboxes,
        };
        if !may {
            return Err(missing());
        }
        store::chat_blocks::delete(&work.tx, id).await?;
        let subject = ("chat_block", Some(id.get()));
        let detail = format!("{} {}", block.kind, block.value);
        work.audit(actor, "chat_block.deleted", subject, &detail).await?;
        work.settings_changed("chat_blocks");
        work.commit().await
    }
}

/// Whoever leads a team sees abuse first, and need not be able to set up inboxes.
fn allowed(actor: &Actor) -> Result<()> {
    if actor.require(Permission::TeamsManage).is_err() {
        actor.require(Permission::InboxesManage)?;
    }
    Ok(())
}

/// The value in its one form, so that the same is never there twice under two spellings.
fn value(checks: &mut Checks, kind: &str, value: &str) -> String {
    let text = value.trim();
    let (shown, code, like) = match kind {
        "ip" => (
            text.parse::<IpAddr>()
                .ok()
                .map(|ip| ip.to_canonical().to_string()),
            "invalid_ip",
            "an address such as 203.0.113.7",
        ),
        "range" => (
            // A range over everything is a mistake.
            text.parse::<IpNet>()
                .ok()
                .filter(|net| net.prefix_len() > 0)
                .map(|net| net.trunc().to_string()),
            "invalid_range",
            "a range such as 203.0.113.0/24",
        ),
        "country" => (
            Some(text.to_ascii_uppercase()).filter(|country| is_country(country)),
            "invalid_country",
            "a country such as VN",
        ),
        other => {
            let detail = format!("\"{other}\" is none of ip, range, country");
            checks.refuse("kind", "unknown_value", detail);
            return String::new();
        }
    };
    shown.unwrap_or_else(|| {
        checks.refuse("value", code, format!("\"{text}\" is not {like}"));
        String::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_blocked_has_one_spelling() {
        for (kind, given, kept) in [
            ("ip", " 203.0.113.7 ", "203.0.113.7"),
            ("ip", "::ffff:203.0.113.7", "203.0.113.7"),
            ("ip", "2001:DB8:0::1", "2001:db8::1"),
            ("range", "203.0.113.77/24", "203.0.113.0/24"),
            ("country", "vn", "VN"),
        ] {
            let mut checks = Checks::new();
            assert_eq!(value(&mut checks, kind, given), kept);
            assert_eq!(checks.finish(), Ok(()), "{given}");
        }
        for (kind, given) in [
            ("ip", "203.0.113.0/24"),
            ("ip", ""),
            ("range", "0.0.0.0/0"),
            ("range", "::/0"),
            ("country", "Vietnam"),
            ("name", "Lan"),
        ] {
            let mut checks = Checks::new();
            value(&mut checks, kind, given);
            assert!(checks.finish().is_err(), "{kind} {given}");
        }
    }
}
