//! A channel where somebody waits for the answer, interval by interval.

use super::ChannelRules;
use crate::Problem;
use crate::queueing::{ChatModel, Targets, chat, erlang_a, erlang_c, inverse};
use crate::units::{Erlangs, Seconds, Share};

/// The channel through the week.
pub(super) struct Live {
    /// Agents in each interval.
    pub agents: Vec<u32>,
    /// Time left for other work, in agents.
    pub idle: Vec<f64>,
    /// Share of all contacts answered within the threshold.
    pub reached: f64,
    /// Share of all contacts whose customer gives up.
    pub abandoned: f64,
    pub formula: &'static str,
    pub assumptions: &'static [&'static str],
}

/// What an interval takes, and what its customers meet.
#[derive(Clone, Copy)]
struct Answer {
    agents: u32,
    busy: f64,
    reached: f64,
    abandoned: f64,
}

/// How a channel is answered.
struct Model {
    aht: Seconds,
    patience: Option<Seconds>,
    chat: Option<ChatModel>,
    targets: Targets,
    threshold: f64,
}

impl Model {
    fn new(rules: &ChannelRules) -> Result<Self, Problem> {
        let aht = Seconds::new("aht_s", rules.aht_s)?;
        let patience = rules
            .patience_s
            .map(|seconds| Seconds::new("patience_s", seconds))
            .transpose()?;
        let targets = Targets {
            service_level: Some((
                Share::new("service_level", rules.service_level)?,
                rules.threshold_s,
            )),
            occupancy: Some(Share::new("max_occupancy", rules.max_occupancy)?),
            ..Targets::default()
        };
        let chat = (rules.concurrency > 1).then_some(ChatModel {
            aht,
            concurrency: rules.concurrency,
            slow_down: rules.slow_down,
            patience,
        });
        Ok(Self {
            aht,
            patience,
            chat,
            targets,
            threshold: rules.threshold_s,
        })
    }

    /// Contacts a second.
    fn answer(&self, rate: f64) -> Result<Answer, Problem> {
        if rate <= 0.0 {
            return Ok(Answer {
                agents: 0,
                busy: 0.0,
                reached: 1.0,
                abandoned: 0.0,
            });
        }
        if let Some(chat) = &self.chat {
            let team = chat.agents_for(rate, &self.targets)?;
            return Ok(Answer {
                agents: team.agents(),
                busy: team.busy(),
                reached: team.service_level(self.threshold),
                abandoned: team.p_abandon(),
            });
        }
        let load = Erlangs::new("load", rate * self.aht.get())?;
        if let Some(patience) = self.patience {
            let team = inverse::agents_a(load, self.aht, patience, &self.targets)?;
            return Ok(Answer {
                agents: team.agents(),
                busy: team.occupancy(),
                reached: team.service_level(self.threshold),
                abandoned: team.p_abandon(),
            });
        }
        let team = inverse::agents_c(load, Some(self.aht), &self.targets)?;
        Ok(Answer {
            agents: team.agents(),
            busy: team.occupancy(),
            reached: team.service_level(self.aht, self.threshold),
            abandoned: 0.0,
        })
    }

    fn named(&self) -> (&'static str, &'static [&'static str]) {
        match (&self.chat, self.patience) {
            (Some(_), _) => (chat::FORMULA, chat::ASSUMPTIONS),
            (None, Some(_)) => (erlang_a::FORMULA, erlang_a::ASSUMPTIONS),
            (None, None) => (erlang_c::FORMULA, erlang_c::ASSUMPTIONS),
        }
    }
}

/// Agents in each interval of so many seconds, for what arrives in it.
pub(super) fn staff(rules: &ChannelRules, arrivals: &[f64], interval: f64) -> Result<Live, Problem> {
    let model = Model::new(rules)?;
    let (formula, assumptions) = model.named();
    let mut live = Live {
        agents: Vec::with_capacity(arrivals.len()),
        idle: Vec::with_capacity(arrivals.len()),
        reached: 0.0,
        abandoned: 0.0,
        formula,
        assumptions,
    };
    let mut last: Option<(f64, Answer)> = None;
    for count in arrivals {
        let answer = match last {
            // Intervals of an hour share their number.
            Some((same, answer)) if same == *count => answer,
            _ => model.answer(count / interval)?,
        };
        last = Some((*count, answer));
        live.agents.push(answer.agents);
        live.idle
            .push((rules.max_occupancy - answer.busy).max(0.0) * f64::from(answer.agents));
        live.reached += answer.reached * count;
        live.abandoned += answer.abandoned * count;
    }
    let total: f64 = arrivals.iter().sum();
    live.reached /= total;
    live.abandoned /= total;
    Ok(live)
}
