//! What a plan is made from.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::cost::{FollowTheSun, InHouse, Needs, Vendor};
use crate::demand::channels::TYPICAL_MIX;
use crate::demand::{Channel, Opening, PerChannel, Switching, Volume, WeekProfile};
use crate::staffing::{Roster, Rules};

/// Everything that a plan is made from. Only the volume has to be given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanInput {
    /// Tickets a month, or customers and incident rate.
    pub volume: Volume,
    /// How contacts are spread over channels, in any unit.
    pub mix: PerChannel<f64>,
    /// Which of them move on to another channel.
    pub switching: Switching,
    /// Share of contacts that a bot answers, so that nobody else has to.
    pub bot_deflection: f64,
    /// Contacts in each of the 168 hours of a week, Monday first, by channel, where they were measured.
    pub profiles: Option<PerChannel<Option<Vec<f64>>>>,
    /// When the team is there.
    pub opening: Opening,
    /// What is promised.
    pub rules: Rules,
    /// How people work.
    pub roster: Roster,
    /// What a team of one's own costs.
    pub in_house: InHouse,
    /// What a vendor costs.
    pub vendor: Vendor,
    /// Share of the work that stays in-house in the hybrid: the complex and the new.
    pub hybrid_in_house: f64,
    /// Offices in several time zones.
    pub follow_the_sun: FollowTheSun,
    /// What decides between them.
    pub needs: Needs,
    /// How often uncertain inputs are drawn.
    pub draws: u32,
    /// The seed of the draws: the same gives the same.
    pub seed: u64,
}

impl Default for PlanInput {
    fn default() -> Self {
        Self {
            volume: Volume::default(),
            mix: TYPICAL_MIX,
            switching: Switching::default(),
            bot_deflection: 0.0,
            profiles: None,
            opening: Opening::default(),
            rules: Rules::default(),
            roster: Roster::default(),
            in_house: InHouse::default(),
            vendor: Vendor::default(),
            hybrid_in_house: 0.4,
            follow_the_sun: FollowTheSun::default(),
            needs: Needs::default(),
            draws: 2_000,
            seed: 1,
        }
    }
}

impl PlanInput {
    /// Only a number of tickets a month.
    #[must_use]
    pub fn tickets(tickets: f64) -> Self {
        Self {
            volume: Volume {
                tickets: Some(tickets),
                ..Volume::default()
            },
            ..Self::default()
        }
    }

    /// When contacts come: as measured, or as is usual.
    pub(super) fn week_profiles(&self) -> Result<PerChannel<WeekProfile>, Problem> {
        let mut profiles = PerChannel::from_fn(WeekProfile::industry);
        if let Some(measured) = &self.profiles {
            for channel in Channel::ALL {
                if let Some(counts) = measured.get(channel) {
                    *profiles.get_mut(channel) = WeekProfile::measured(counts).map_err(|problem| {
                        Problem::new(format!("profiles.{}", channel.name()), problem.reason)
                    })?;
                }
            }
        }
        Ok(profiles)
    }

    /// Whether it was measured for every channel in use when contacts come.
    fn hours_are_measured(&self) -> bool {
        self.profiles.as_ref().is_some_and(|measured| {
            Channel::ALL
                .into_iter()
                .all(|channel| *self.mix.get(channel) <= 0.0 || measured.get(channel).is_some())
        })
    }

    /// Whether any channel in use still has the rules of this crate: one that was measured says nothing of the others.
    fn rules_are_assumed(&self, usual: &Self) -> bool {
        Channel::ALL.into_iter().any(|channel| {
            *self.mix.get(channel) > 0.0 && self.rules.get(channel) == usual.rules.get(channel)
        })
    }

    /// The inputs that are still as this crate has them.
    #[must_use]
    pub fn assumed(&self) -> Vec<&'static str> {
        let usual = Self::default();
        [
            ("spread over channels", self.mix == usual.mix),
            (
                "moves between channels (LiveAgent)",
                self.switching == usual.switching,
            ),
            (
                "hours of the week (Zendesk, Talkdesk)",
                !self.hours_are_measured(),
            ),
            (
                "handling times, targets and patience",
                self.rules_are_assumed(&usual),
            ),
            ("shrinkage", self.rules.shrinkage == usual.rules.shrinkage),
            ("cost of a team of one's own", self.in_house == usual.in_house),
            ("offer of a vendor", self.vendor == usual.vendor),
            ("kind of product and needs", self.needs == usual.needs),
        ]
        .into_iter()
        .filter_map(|(name, assumed)| assumed.then_some(name))
        .collect()
    }

    /// The same as a share of all that can be replaced.
    #[must_use]
    pub(super) fn assumed_share(&self) -> f64 {
        f64::from(u32::try_from(self.assumed().len()).unwrap_or_default()) / 8.0
    }
}
