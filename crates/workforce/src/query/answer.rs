//! Answers, as they are printed.

use serde::Serialize;
use serde_json::Value;

use crate::Problem;

/// The answer to a problem: what was asked for, what it comes to, and by which formula. What a model does not know is
/// left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Load in erlangs, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered_load: Option<f64>,
    /// The same as contacts in the interval given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<f64>,
    /// The smallest number of agents that meets every target, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agents: Option<u32>,
    /// The same for Erlang B, which has servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub servers: Option<u32>,
    /// How many must be scheduled so that so many work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<u32>,
    /// Share of contacts lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocking: Option<f64>,
    /// Share of contacts that wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_wait: Option<f64>,
    /// Share of contacts whose customer gives up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_abandon: Option<f64>,
    /// Average speed of answer in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asa_s: Option<f64>,
    /// Mean wait in seconds over all who arrive, served or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_wait_s: Option<f64>,
    /// Share served within the threshold among all who arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_level: Option<f64>,
    /// Share of their time that agents are busy; for chat, of their places that are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupancy: Option<f64>,
    /// How many wait, on average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_queue: Option<f64>,
    /// The wait in seconds that the share `quantile` does not exceed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_quantile_s: Option<f64>,
    /// Mean time that a chat takes beside others, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_time_s: Option<f64>,
    /// Mean number of chats of an agent who has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chats_at_once: Option<f64>,
    /// The formula.
    pub formula: &'static str,
    /// What it takes for granted.
    pub assumptions: &'static [&'static str],
    /// Fields that were given and that this model has no use for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<&'static str>,
}

#[derive(Serialize)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    #[serde(flatten)]
    content: Content,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content {
    Answer(Box<Answer>),
    Error { error: Problem },
}

/// The line for an outcome.
pub fn to_line(id: Option<Value>, outcome: Result<Answer, Problem>) -> String {
    let content = match outcome {
        Ok(answer) => Content::Answer(Box::new(answer)),
        Err(error) => Content::Error { error },
    };
    serde_json::to_string(&Line { id, content }).unwrap_or_else(|error| {
        // Nothing in these types can fail to be written; should it ever, the line is still an answer.
        format!(
            r#"{{"error":{{"field":"line","reason":{}}}}}"#,
            Value::String(error.to_string())
        )
    })
}
