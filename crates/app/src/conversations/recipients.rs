//! Whom a reply goes to: proposed from the message that is answered, shown to the agent, never changed behind their back.

use db::Executor;
use domain::conversations::Direction;
use domain::validate::{Checks, fold_email};
use store::conversations::Summary;
use store::messages::{Mailbox, Message};

use crate::core::Result;

/// Most recipients of one answer; more is a campaign, not an answer.
pub(crate) const MOST_RECIPIENTS: usize = 100;

/// Whom a reply goes to unless the agent says otherwise.
#[derive(Debug, Clone, Default)]
pub struct ProposedRecipients {
    /// To.
    pub to: Vec<Mailbox>,
    /// Copies, for a reply to all.
    pub cc: Vec<Mailbox>,
}

impl ProposedRecipients {
    /// From the last message of the customer, else from the last answer, else from the contact.
    /// Nobody where the channel leaves no choice.
    pub(super) async fn find(db: &impl Executor, summary: &Summary) -> Result<Self> {
        if !channels::registry::of(&summary.channel).capabilities.recipients {
            return Ok(Self::default());
        }
        let own = store::inboxes::own_addresses(db).await?;
        let proposed = match store::messages::last(db, summary.id, Direction::In).await? {
            Some(message) => Self::answering(&message, &own, summary.contact_email.as_deref()),
            None => match store::messages::last(db, summary.id, Direction::Out).await? {
                Some(message) => Self {
                    to: message.recipients.to,
                    cc: message.recipients.cc,
                },
                None => Self::default(),
            },
        };
        if !proposed.to.is_empty() {
            return Ok(proposed);
        }
        let contact = summary.contact_email.iter();
        let to = contact.map(|address| Mailbox {
            name: summary.contact_name.clone(),
            address: address.clone(),
        });
        Ok(Self {
            to: to.collect(),
            cc: proposed.cc,
        })
    }

    /// `Reply-To` where the sender asks for it, else the sender; everyone else who got the message may get a copy. Our own addresses
    /// are left out: an inbox must not answer itself. When somebody else wrote and the customer was in it, the answer is still for the
    /// customer: among copies they would be overlooked, and whose conversation it is would change behind the agent's back.
    fn answering(message: &Message, own: &[String], customer: Option<&str>) -> Self {
        let is_ours = |mailbox: &Mailbox| own.contains(&fold_email(&mailbox.address));
        let sender = Mailbox {
            name: message.from_name.clone(),
            address: message.from_address.clone(),
        };
        let wanted = if message.recipients.reply_to.is_empty() {
            vec![sender]
        } else {
            message.recipients.reply_to.clone()
        };
        let received = message.recipients.to.iter().chain(&message.recipients.cc);
        let others: Vec<Mailbox> = received.filter(|m| !is_ours(m)).cloned().collect();
        let customer = customer.map(fold_email);
        let is_customer = |m: &Mailbox| customer.as_ref().is_some_and(|c| *c == fold_email(&m.address));
        let asked = wanted.into_iter().filter(|m| !is_ours(m));
        let to = distinct(
            asked.chain(others.iter().filter(|m| is_customer(m)).cloned()),
            &[],
        );
        let mut cc = distinct(others.into_iter(), &to);
        cc.truncate(MOST_RECIPIENTS / 2);
        Self { to, cc }
    }
}

/// Each address once, in order, without those of `but`.
fn distinct(mailboxes: impl Iterator<Item = Mailbox>, but: &[Mailbox]) -> Vec<Mailbox> {
    let mut seen: std::collections::HashSet<String> = but.iter().map(|m| fold_email(&m.address)).collect();
    mailboxes
        .filter(|m| domain::validate::is_email(&m.address))
        .filter(|m| seen.insert(fold_email(&m.address)))
        .collect()
}

/// Checks what the agent wrote into To, CC or BCC.
pub(super) fn check(checks: &mut Checks, field: &str, mailboxes: &[Mailbox]) -> Vec<Mailbox> {
    let checked: Vec<Mailbox> = mailboxes
        .iter()
        .enumerate()
        .map(|(i, mailbox)| Mailbox {
            name: checks.line(&format!("{field}[{i}].name"), &mailbox.name, 0, 200),
            address: checks.email(&format!("{field}[{i}].address"), &mailbox.address),
        })
        .collect();
    distinct(checked.into_iter(), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(address: &str) -> Mailbox {
        Mailbox {
            name: String::new(),
            address: address.to_owned(),
        }
    }

    #[test]
    fn each_address_stands_once_and_who_is_in_to_is_not_in_cc() {
        let to = distinct(
            [mailbox("Lan@x.com"), mailbox("lan@X.com"), mailbox("broken")].into_iter(),
            &[],
        );
        assert_eq!(to, [mailbox("Lan@x.com")]);
        assert_eq!(
            distinct([mailbox("LAN@x.com"), mailbox("b@x.com")].into_iter(), &to),
            [mailbox("b@x.com")]
        );
    }
}
