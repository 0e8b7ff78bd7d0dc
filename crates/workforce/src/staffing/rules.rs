//! What is promised to customers and agents.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::demand::{Channel, PerChannel};
use crate::units::{Seconds, Share, not_negative};

/// What holds in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelRules {
    /// Average handling time in seconds, with what is written up afterwards. In chat: alone, without other chats.
    pub aht_s: f64,
    /// Share that is to be answered within the threshold.
    pub service_level: f64,
    /// Seconds until the answer. In deferred channels seconds of opening time until it is done.
    pub threshold_s: f64,
    /// How long customers are ready to wait on average, in seconds; nobody gives up without it.
    #[serde(default)]
    pub patience_s: Option<f64>,
    /// How many an agent handles at once, 1 for calls and mail.
    #[serde(default = "one")]
    pub concurrency: u32,
    /// By how much each further one at once slows all down, 0 to 1.
    #[serde(default)]
    pub slow_down: f64,
    /// Share of their time that agents may be busy.
    #[serde(default = "usual_occupancy")]
    pub max_occupancy: f64,
    /// Whether somebody waits for the answer, or it is worked off as a backlog.
    #[serde(default)]
    pub live: bool,
}

const fn one() -> u32 {
    1
}

const fn usual_occupancy() -> f64 {
    0.85
}

impl ChannelRules {
    /// Whether somebody waits for the answer.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        self.live
    }

    /// What is usual for a channel. 80 % within 20 s is the field's custom for calls, 4 hours for mail is what 46 % of
    /// customers expect (SuperOffice); the rest are assumptions to be replaced by what is measured.
    #[must_use]
    pub const fn usual(channel: Channel) -> Self {
        let deferred = Self {
            aht_s: 300.0,
            service_level: 0.9,
            threshold_s: 4.0 * 3600.0,
            patience_s: None,
            concurrency: 1,
            slow_down: 0.0,
            max_occupancy: 0.85,
            live: false,
        };
        match channel {
            Channel::Phone => Self {
                service_level: 0.8,
                threshold_s: 20.0,
                patience_s: Some(120.0),
                live: true,
                ..deferred
            },
            Channel::Chat => Self {
                aht_s: 420.0,
                service_level: 0.8,
                threshold_s: 60.0,
                patience_s: Some(180.0),
                concurrency: 3,
                slow_down: 0.2,
                live: true,
                ..deferred
            },
            Channel::Messaging => Self {
                threshold_s: 3600.0,
                ..deferred
            },
            Channel::Social => deferred,
            Channel::Email => Self {
                aht_s: 360.0,
                service_level: 0.95,
                ..deferred
            },
        }
    }

    pub(super) fn check(&self, channel: Channel) -> Result<(), Problem> {
        let name = |field: &str| format!("{}.{field}", channel.name());
        Seconds::new(&name("aht_s"), self.aht_s)?;
        Share::new(&name("service_level"), self.service_level)?;
        Share::new(&name("max_occupancy"), self.max_occupancy)?;
        not_negative(&name("threshold_s"), self.threshold_s)?;
        if self.live != matches!(channel, Channel::Phone | Channel::Chat) {
            return Err(Problem::new(
                name("live"),
                "calls and chats are live, the other channels are not",
            ));
        }
        Ok(())
    }
}

/// What holds for the team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// What holds in each channel.
    pub channels: PerChannel<ChannelRules>,
    /// Length of an interval in minutes: 15, 30 or 60.
    pub minutes: u32,
    /// Share of paid time that is not spent on contacts: leave, illness, breaks, training, meetings. 30 % is customary.
    pub shrinkage: f64,
    /// Whether agents of live channels do mail while nobody calls, up to their occupancy.
    pub blended: bool,
    /// Agents that are there while it is open, whatever comes.
    pub least_agents: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            channels: PerChannel::from_fn(ChannelRules::usual),
            minutes: 30,
            shrinkage: 0.3,
            blended: true,
            least_agents: 1,
        }
    }
}

impl Rules {
    /// What holds in a channel.
    #[must_use]
    pub const fn get(&self, channel: Channel) -> &ChannelRules {
        self.channels.get(channel)
    }

    pub(super) fn check(&self) -> Result<(), Problem> {
        if ![15, 30, 60].contains(&self.minutes) {
            return Err(Problem::new("minutes", "must be 15, 30 or 60"));
        }
        Share::new("shrinkage", self.shrinkage)?;
        for channel in Channel::ALL {
            self.get(channel).check(channel)?;
        }
        Ok(())
    }
}
