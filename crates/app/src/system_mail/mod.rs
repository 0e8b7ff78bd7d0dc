//! The organisation's own letters to its agents: invitations, forgotten passwords, notices about an account.
//!
//! They leave through an inbox of the organisation (the one its settings name, else the first that can send), but are never part of a
//! conversation: no reply address, no marker, and `Auto-Submitted: auto-generated`, so that no machine answers them. A letter is a
//! row before it leaves, written in the transaction of what it tells of. The row is sealed, because the letter may hold a link that
//! opens an account, and goes when the letter has left.

mod letters;
mod send;

use domain::agents::Locale;
use domain::{InboxId, InvitationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::core::{Core, Error, Result, Token, Work};

pub(crate) use letters::{Letter, Rendered};
pub use send::SendSystemLetter;
pub(crate) use send::attempt;

/// Who gets a letter, in which language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Receiver<'a> {
    pub(crate) name: &'a str,
    pub(crate) address: &'a str,
    pub(crate) locale: Locale,
}

/// A letter as it waits.
#[derive(Serialize, Deserialize)]
struct Written {
    /// Before the `@` of its Message-ID, the same in every attempt: mail programs then show one copy.
    id: String,
    /// The inbox through which it leaves rather than another.
    #[serde(default)]
    inbox_id: Option<InboxId>,
    from_name: String,
    to_name: String,
    to_address: String,
    subject: String,
    text: String,
    html: String,
    /// When its link stops working; afterwards it is not sent any more.
    until: Option<i64>,
}

/// Whether anything can send.
pub(crate) async fn available(db: &impl db::Executor) -> Result<bool> {
    Ok(store::system_letters::sender(db, None).await?.is_some())
}

/// That nothing can send, as the answer to who asked for a letter.
pub(crate) fn unavailable() -> Error {
    Error::conflict(
        "system_mail_unavailable",
        "no inbox of this organisation can send mail yet: connect one with a server for sending first",
    )
}

/// Writes a letter; it leaves once the work is on disk. False, and nothing is written, when nothing can send.
pub(crate) async fn post(
    core: &Core,
    work: &mut Work<'_>,
    to: Receiver<'_>,
    letter: &Letter<'_>,
    invitation: Option<InvitationId>,
) -> Result<bool> {
    if !available(&work.tx).await? {
        return Ok(false);
    }
    let organisation = store::organisation::find(&work.tx)
        .await?
        .ok_or_else(|| Error::Internal("a letter without an organisation".to_owned()))?;
    let brand = store::brands::list(&work.tx).await?.into_iter().next();
    let color = brand.map_or_else(|| crate::brands::DEFAULT_COLOR.to_owned(), |brand| brand.color);
    let rendered = letters::render(letter, to, &organisation.name, &color);
    let way = Way {
        from_name: &organisation.name,
        inbox: None,
        invitation,
        until: letter.until(),
    };
    keep(core, work, to, rendered, &way).await?;
    Ok(true)
}

/// Writes a letter whose words are there already, to somebody who is no agent; by an inbox where that can send. False, and nothing is
/// written, when nothing can.
pub(crate) async fn post_rendered(
    core: &Core,
    work: &mut Work<'_>,
    to: Receiver<'_>,
    from_name: &str,
    letter: Rendered,
    inbox: Option<InboxId>,
) -> Result<bool> {
    if !available(&work.tx).await? {
        return Ok(false);
    }
    let way = Way {
        from_name,
        inbox,
        invitation: None,
        until: None,
    };
    keep(core, work, to, letter, &way).await?;
    Ok(true)
}

/// How a letter leaves.
struct Way<'a> {
    from_name: &'a str,
    /// The inbox through which it leaves rather than another.
    inbox: Option<InboxId>,
    invitation: Option<InvitationId>,
    until: Option<Timestamp>,
}

async fn keep(
    core: &Core,
    work: &mut Work<'_>,
    to: Receiver<'_>,
    rendered: Rendered,
    way: &Way<'_>,
) -> Result<()> {
    let written = Written {
        id: Token::random(26),
        inbox_id: way.inbox,
        from_name: way.from_name.to_owned(),
        to_name: to.name.to_owned(),
        to_address: to.address.to_owned(),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        until: way.until.map(Timestamp::micros),
    };
    let json = serde_json::to_string(&written).map_err(|error| Error::Internal(error.to_string()))?;
    let sealed = core
        .keys
        .seal(crate::secrets::SYSTEM_LETTER, &json)
        .map_err(|error| Error::Internal(error.to_string()))?;
    let letter_id = store::system_letters::insert(&work.tx, way.invitation, &sealed, work.now).await?;
    work.enqueue(&SendSystemLetter { letter_id }, None).await
}
