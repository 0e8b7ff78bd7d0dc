//! From a question to its answer.

use super::answer::Answer;
use super::fields::{Model, Question};
use crate::Problem;
use crate::queueing::{Chat, ChatModel, ErlangA, ErlangC, chat, erlang_a, erlang_b, erlang_c, inverse};
use crate::units::{Erlangs, Seconds, Share, scheduled, shown};

/// Answers a question.
pub fn solve(question: &Question) -> Result<Answer, Problem> {
    question.refuse_strangers()?;
    let question = &question.completed()?;
    let mut answer = match question.model {
        Model::B => blocked(question)?,
        Model::C => waiting(question)?,
        Model::A => impatient(question)?,
        Model::Chat => chatting(question)?,
    };
    let raw = answer
        .agents
        .or(answer.servers)
        .or(question.agents.map(|(number, _)| number));
    // Who asks for agents wants to know whom to schedule; without shrinkage that is the same number.
    let shrinkage = question
        .shrinkage
        .or(answer.agents.and_then(|_| Share::new("shrinkage", 0.0).ok()));
    if let (Some(raw), Some(shrinkage)) = (raw, shrinkage) {
        answer.scheduled = Some(scheduled(raw, shrinkage)?);
    }
    if answer.offered_load.is_some() {
        answer.calls = question.calls_of(answer.offered_load);
    }
    answer.ignored = question.ignored();
    Ok(answer)
}

/// What is unknown.
enum Unknown {
    /// How a team does under a load.
    Outcome(Erlangs, u32),
    /// How many agents the targets take.
    Agents(Erlangs),
    /// How much load a team can bear.
    Load(u32),
}

impl Question {
    /// Targets that the model knows nothing of are refused: an answer that passes over them would be wrong.
    fn refuse_strangers(&self) -> Result<(), Problem> {
        let name = self.model.name();
        if self.model == Model::B {
            if let Some(target) = self.first_target {
                return Err(Problem::new(
                    target,
                    format!("{name} has no queue and no such target: give max_blocking"),
                ));
            }
        } else if self.max_blocking.is_some() {
            return Err(Problem::new(
                "max_blocking",
                format!("in {name} nobody is turned away: ask erlang_b"),
            ));
        }
        Ok(())
    }

    /// Fills in the load from the calls, or the handling time from both, and sees that they agree.
    fn completed(&self) -> Result<Self, Problem> {
        let mut known = self.clone();
        if let (Some(calls), Some(interval)) = (self.calls, self.interval) {
            match (self.load, self.aht) {
                (load, Some(aht)) => {
                    let of_calls = Erlangs::from_calls(calls, interval, aht)?;
                    if let Some(load) = load
                        && (load.get() - of_calls.get()).abs() > 1e-6 * load.get().max(of_calls.get())
                    {
                        return Err(Problem::new(
                            "offered_load",
                            format!(
                                "{} erlang contradict calls x aht_s / interval_s, which is {}: leave one of them out",
                                shown(load.get()),
                                shown(of_calls.get())
                            ),
                        ));
                    }
                    known.load = Some(load.unwrap_or(of_calls));
                }
                (Some(load), None) if calls > 0.0 && load.get() > 0.0 => {
                    known.aht = Some(Seconds::new("offered_load", load.get() * interval.get() / calls)?);
                }
                (Some(load), None) if calls > 0.0 || load.get() > 0.0 => {
                    return Err(Problem::new(
                        "offered_load",
                        "contradicts calls: only one of them is 0",
                    ));
                }
                _ => {}
            }
        }
        Ok(known)
    }

    /// Which of load, agents and targets is asked for.
    fn unknown(&self) -> Result<Unknown, Problem> {
        let target = if self.model == Model::B {
            self.max_blocking.map(|_| "max_blocking")
        } else {
            self.first_target
        };
        if self.targets.service_level.is_some() && self.threshold.is_none() {
            return Err(Problem::missing(
                "threshold_s",
                "a service level is a share answered within so many seconds",
            ));
        }
        match (self.load, self.agents, target) {
            (Some(_), Some((_, name)), Some(target)) => Err(Problem::new(
                name,
                format!("is given together with {target}: leave one out, and it is what is asked for"),
            )),
            (Some(load), Some((agents, _)), None) => Ok(Unknown::Outcome(load, agents)),
            (Some(load), None, Some(_)) => Ok(Unknown::Agents(load)),
            // A load that was begun is completed before a team's limit is asked for.
            (None, Some((agents, _)), Some(_)) if self.calls.is_none() => Ok(Unknown::Load(agents)),
            (None, ..) => Err(self.missing_load()),
            (Some(_), None, None) if self.model == Model::B => {
                Err(Problem::missing("servers", "give their number, or max_blocking"))
            }
            (Some(_), None, None) => Err(Problem::missing(
                "agents",
                "give their number, or a target: target_service_level with threshold_s, target_asa_s, max_occupancy or \
                 max_abandon",
            )),
        }
    }

    fn missing_load(&self) -> Problem {
        let why = "the load is offered_load, or calls, interval_s and aht_s together";
        match (self.calls, self.interval, self.aht) {
            (Some(_), None, _) => Problem::missing("interval_s", why),
            (Some(_), Some(_), None) => Problem::missing("aht_s", why),
            (None, Some(_), _) => Problem::missing("calls", why),
            _ => Problem::missing("offered_load", why),
        }
    }

    fn needed_aht(&self) -> Result<Seconds, Problem> {
        self.aht
            .ok_or_else(|| Problem::missing("aht_s", "it is the measure for patience, waits and chats"))
    }

    /// A load as contacts in the interval given.
    fn calls_of(&self, load: Option<f64>) -> Option<f64> {
        Some(load? * self.interval?.get() / self.aht?.get())
    }

    /// Fields that describe the world and that this model does not look at.
    fn ignored(&self) -> Vec<&'static str> {
        let chat = self.model == Model::Chat;
        let blocked = self.model == Model::B;
        [
            (
                "patience_s",
                self.patience.is_some() && matches!(self.model, Model::B | Model::C),
            ),
            ("threshold_s", self.threshold.is_some() && blocked),
            ("quantile", self.quantile.is_some() && blocked),
            ("concurrency", self.concurrency.is_some() && !chat),
            ("slow_down", self.slow_down.is_some() && !chat),
        ]
        .into_iter()
        .filter_map(|(name, ignored)| ignored.then_some(name))
        .collect()
    }
}

fn blocked(question: &Question) -> Result<Answer, Problem> {
    let mut answer = Answer {
        formula: erlang_b::FORMULA,
        assumptions: erlang_b::ASSUMPTIONS,
        ..Answer::default()
    };
    let most = question
        .max_blocking
        .map_or_else(|| Share::new("max_blocking", 1.0), Ok)?;
    let blocking = match question.unknown()? {
        Unknown::Outcome(load, servers) => erlang_b::blocking(load, servers),
        Unknown::Agents(load) => {
            let (servers, blocking) = erlang_b::servers_for(load, most)?;
            answer.servers = Some(servers);
            blocking
        }
        Unknown::Load(servers) => {
            let load = inverse::bearable_b(servers, most)?;
            answer.offered_load = Some(load);
            erlang_b::blocking(Erlangs::new("offered_load", load)?, servers)
        }
    };
    answer.blocking = Some(blocking);
    Ok(answer)
}

fn waiting(question: &Question) -> Result<Answer, Problem> {
    let mut answer = Answer {
        formula: erlang_c::FORMULA,
        assumptions: erlang_c::ASSUMPTIONS,
        ..Answer::default()
    };
    let queue = match question.unknown()? {
        Unknown::Outcome(load, agents) => ErlangC::new(load, agents)?,
        Unknown::Agents(load) => {
            let queue = inverse::agents_c(load, question.aht, &question.targets)?;
            answer.agents = Some(queue.agents());
            queue
        }
        Unknown::Load(agents) => {
            let load = inverse::bearable_c(agents, question.aht, &question.targets)?;
            answer.offered_load = Some(load);
            ErlangC::new(Erlangs::new("offered_load", load)?, agents)?
        }
    };
    answer.p_wait = Some(queue.p_wait());
    answer.occupancy = Some(queue.occupancy());
    answer.mean_queue = Some(queue.mean_queue());
    if let Some(aht) = question.aht {
        answer.asa_s = Some(queue.asa(aht));
        answer.service_level = question
            .threshold
            .map(|threshold| queue.service_level(aht, threshold));
        answer.wait_quantile_s = quantile(question, |share| queue.wait_quantile(aht, share))?;
    } else if question.threshold.is_some() || question.quantile.is_some() {
        question.needed_aht()?;
    }
    Ok(answer)
}

fn impatient(question: &Question) -> Result<Answer, Problem> {
    let mut answer = Answer {
        formula: erlang_a::FORMULA,
        assumptions: erlang_a::ASSUMPTIONS,
        ..Answer::default()
    };
    let unknown = question.unknown()?;
    let aht = question.needed_aht()?;
    let patience = question.patience.ok_or_else(|| {
        Problem::missing(
            "patience_s",
            "the mean time that customers are ready to wait; without it ask erlang_c",
        )
    })?;
    let queue = match unknown {
        Unknown::Outcome(load, agents) => ErlangA::new(load, agents, aht, patience)?,
        Unknown::Agents(load) => {
            let queue = inverse::agents_a(load, aht, patience, &question.targets)?;
            answer.agents = Some(queue.agents());
            queue
        }
        Unknown::Load(agents) => {
            let load = inverse::bearable_a(agents, aht, patience, &question.targets)?;
            answer.offered_load = Some(load);
            ErlangA::new(Erlangs::new("offered_load", load)?, agents, aht, patience)?
        }
    };
    answer.p_wait = Some(queue.p_wait());
    answer.p_abandon = Some(queue.p_abandon());
    answer.mean_wait_s = Some(queue.mean_wait());
    answer.mean_queue = Some(queue.mean_queue());
    answer.occupancy = Some(queue.occupancy());
    answer.service_level = question.threshold.map(|threshold| queue.service_level(threshold));
    answer.wait_quantile_s = quantile(question, |share| queue.wait_quantile(share))?;
    Ok(answer)
}

fn chatting(question: &Question) -> Result<Answer, Problem> {
    let mut answer = Answer {
        formula: chat::FORMULA,
        assumptions: chat::ASSUMPTIONS,
        ..Answer::default()
    };
    if question.quantile.is_some() {
        return Err(Problem::new("quantile", "is not known for chat"));
    }
    let unknown = question.unknown()?;
    let aht = question.needed_aht()?;
    let model = ChatModel {
        aht,
        concurrency: question.concurrency.unwrap_or(1),
        slow_down: question.slow_down.unwrap_or_default(),
        patience: question.patience,
    };
    let chat: Chat = match unknown {
        Unknown::Outcome(load, agents) => model.with(load.get() / aht.get(), agents)?,
        Unknown::Agents(load) => {
            let chat = model.agents_for(load.get() / aht.get(), &question.targets)?;
            answer.agents = Some(chat.agents());
            chat
        }
        Unknown::Load(_) => return Err(question.missing_load()),
    };
    answer.p_wait = Some(chat.p_wait());
    answer.p_abandon = question.patience.map(|_| chat.p_abandon());
    answer.mean_wait_s = Some(chat.mean_wait());
    answer.mean_queue = Some(chat.mean_queue());
    answer.occupancy = Some(chat.occupancy());
    answer.service_level = question.threshold.map(|threshold| chat.service_level(threshold));
    answer.chat_time_s = Some(chat.chat_time());
    answer.chats_at_once = Some(chat.chats_at_once());
    Ok(answer)
}

/// The wait that the share asked for does not exceed.
fn quantile(question: &Question, wait: impl Fn(Share) -> f64) -> Result<Option<f64>, Problem> {
    let Some(share) = question.quantile else {
        return Ok(None);
    };
    let wait = wait(share);
    if wait.is_finite() {
        Ok(Some(wait))
    } else {
        Err(Problem::new(
            "quantile",
            "some wait longer than any time: ask for less than 1",
        ))
    }
}
