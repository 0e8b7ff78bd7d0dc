//! Channels, and contacts that move from one to another.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::units::{Share, not_negative};

/// A way in which customers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Calls: one at a time, nobody waits long.
    Phone,
    /// Live chat: several at a time, seconds to a minute.
    Chat,
    /// Messaging applications: answered within the hour.
    Messaging,
    /// Social networks: answered within hours.
    Social,
    /// Mail and forms: answered within hours or days.
    Email,
}

impl Channel {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Phone,
        Self::Chat,
        Self::Messaging,
        Self::Social,
        Self::Email,
    ];

    /// Its name in data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Chat => "chat",
            Self::Messaging => "messaging",
            Self::Social => "social",
            Self::Email => "email",
        }
    }
}

/// Something for each channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerChannel<T> {
    /// For calls.
    pub phone: T,
    /// For live chat.
    pub chat: T,
    /// For messaging applications.
    pub messaging: T,
    /// For social networks.
    pub social: T,
    /// For mail and forms.
    pub email: T,
}

impl<T> PerChannel<T> {
    /// What belongs to a channel.
    pub const fn get(&self, channel: Channel) -> &T {
        match channel {
            Channel::Phone => &self.phone,
            Channel::Chat => &self.chat,
            Channel::Messaging => &self.messaging,
            Channel::Social => &self.social,
            Channel::Email => &self.email,
        }
    }

    /// What belongs to a channel, to change it.
    pub const fn get_mut(&mut self, channel: Channel) -> &mut T {
        match channel {
            Channel::Phone => &mut self.phone,
            Channel::Chat => &mut self.chat,
            Channel::Messaging => &mut self.messaging,
            Channel::Social => &mut self.social,
            Channel::Email => &mut self.email,
        }
    }

    /// Made for each channel.
    pub fn from_fn(mut make: impl FnMut(Channel) -> T) -> Self {
        Self {
            phone: make(Channel::Phone),
            chat: make(Channel::Chat),
            messaging: make(Channel::Messaging),
            social: make(Channel::Social),
            email: make(Channel::Email),
        }
    }
}

impl PerChannel<f64> {
    /// All together.
    #[must_use]
    pub fn total(&self) -> f64 {
        Channel::ALL.iter().map(|channel| self.get(*channel)).sum()
    }

    /// Each as a share of all.
    ///
    /// # Errors
    /// Names `mix` when one is negative or all are 0.
    pub fn shares(&self) -> Result<Self, Problem> {
        for channel in Channel::ALL {
            not_negative("mix", *self.get(channel))?;
        }
        let total = self.total();
        if total <= 0.0 || !total.is_finite() {
            return Err(Problem::new("mix", "must give at least one channel a share"));
        }
        Ok(Self::from_fn(|channel| self.get(channel) / total))
    }
}

/// How contacts are spread over channels when nothing is known. An assumption without a source: replace it by your own.
pub const TYPICAL_MIX: PerChannel<f64> = PerChannel {
    phone: 0.30,
    chat: 0.20,
    messaging: 0.08,
    social: 0.02,
    email: 0.40,
};

/// Contacts that are moved on and make work twice, as shares of those handled in the first channel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switching {
    /// Chats that are moved on to mail.
    pub chat_to_email: f64,
    /// Calls that are moved on to mail.
    pub phone_to_email: f64,
    /// Mails that are moved on to a call.
    pub email_to_phone: f64,
}

impl Default for Switching {
    /// 25 % of chats and 20 % of calls go on as mail, 5 % of mails as a call (LiveAgent).
    fn default() -> Self {
        Self {
            chat_to_email: 0.25,
            phone_to_email: 0.20,
            email_to_phone: 0.05,
        }
    }
}

impl Switching {
    /// Nothing is moved, or what was counted has it in it already.
    pub const NONE: Self = Self {
        chat_to_email: 0.0,
        phone_to_email: 0.0,
        email_to_phone: 0.0,
    };

    /// What is handled in each channel, from what comes first there.
    ///
    /// A mail that becomes a call may go on as mail again: mail = (mail first + 25 % of chats + 20 % of calls first) /
    /// (1 - 20 % x 5 %), and calls = calls first + 5 % of that.
    ///
    /// # Errors
    /// Names a share that is out of range, or `email_to_phone` when everything goes round for ever.
    pub fn handled(&self, first: &PerChannel<f64>) -> Result<PerChannel<f64>, Problem> {
        Share::new("chat_to_email", self.chat_to_email)?;
        let round = Share::new("phone_to_email", self.phone_to_email)?.get()
            * Share::new("email_to_phone", self.email_to_phone)?.get();
        if round >= 1.0 {
            return Err(Problem::new(
                "email_to_phone",
                "with all calls and all mails moved on nothing is ever solved",
            ));
        }
        let email = (first.email + self.chat_to_email * first.chat + self.phone_to_email * first.phone)
            / (1.0 - round);
        Ok(PerChannel {
            phone: first.phone + self.email_to_phone * email,
            email,
            ..*first
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{PerChannel, Switching};

    #[test]
    fn moved_contacts_are_work_in_both_channels() {
        // 1,000 calls, 400 chats, 2,000 mails: mail = (2,000 + 100 + 200) / 0.99, calls = 1,000 + 5 % of it.
        let first = PerChannel {
            phone: 1000.0,
            chat: 400.0,
            email: 2000.0,
            ..PerChannel::default()
        };
        let handled = Switching::default().handled(&first).unwrap();
        assert!((handled.email - 2_323.232_323).abs() < 1e-6);
        assert!((handled.phone - 1_116.161_616).abs() < 1e-6);
        assert_eq!(handled.chat, 400.0);
        // Every mail is a first one, or comes from a chat or a call.
        assert!((handled.email - (2000.0 + 0.25 * handled.chat + 0.2 * handled.phone)).abs() < 1e-9);
        assert_eq!(Switching::NONE.handled(&first).unwrap(), first);
    }

    #[test]
    fn shares_add_up() {
        let shares = PerChannel {
            phone: 3.0,
            email: 1.0,
            ..PerChannel::default()
        }
        .shares()
        .unwrap();
        assert_eq!((shares.phone, shares.email), (0.75, 0.25));
        assert_eq!(PerChannel::<f64>::default().shares().unwrap_err().field, "mix");
        let round = Switching {
            phone_to_email: 1.0,
            email_to_phone: 1.0,
            chat_to_email: 0.0,
        };
        assert!(round.handled(&shares).is_err());
    }
}
