//! The fields of a problem: which there are, of which type, and within which range.

use serde_json::Value;

use crate::Problem;
use crate::queueing::Targets;
use crate::units::{Erlangs, MOST_AGENTS, Seconds, Share, not_negative, whole};

/// What a problem may ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    B,
    C,
    A,
    Chat,
}

impl Model {
    const ALL: [(&'static str, Self); 4] = [
        ("erlang_b", Self::B),
        ("erlang_c", Self::C),
        ("erlang_a", Self::A),
        ("chat", Self::Chat),
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, model)| *model == self)
            .map_or("", |(name, _)| *name)
    }
}

/// A problem whose numbers are each in order; whether they fit together is not known yet.
#[derive(Debug, Clone)]
pub struct Question {
    pub model: Model,
    pub load: Option<Erlangs>,
    pub calls: Option<f64>,
    pub interval: Option<Seconds>,
    pub aht: Option<Seconds>,
    pub patience: Option<Seconds>,
    /// The number of agents or servers, and the name under which it was given.
    pub agents: Option<(u32, &'static str)>,
    pub threshold: Option<f64>,
    pub targets: Targets,
    /// The first target given, by its name.
    pub first_target: Option<&'static str>,
    pub max_blocking: Option<Share>,
    pub shrinkage: Option<Share>,
    pub quantile: Option<Share>,
    pub concurrency: Option<u32>,
    pub slow_down: Option<f64>,
}

/// The fields that there are.
const KNOWN: [&str; 18] = [
    "model",
    "offered_load",
    "calls",
    "interval_s",
    "aht_s",
    "patience_s",
    "agents",
    "servers",
    "threshold_s",
    "target_service_level",
    "target_asa_s",
    "max_occupancy",
    "max_abandon",
    "max_blocking",
    "shrinkage",
    "quantile",
    "concurrency",
    "slow_down",
];

/// Fields that ask for an agent count to reach something.
const TARGETS: [&str; 4] = [
    "target_service_level",
    "target_asa_s",
    "max_occupancy",
    "max_abandon",
];

/// The fields as given. A field that is null is as good as not given.
#[derive(Debug)]
pub struct Given {
    fields: Vec<(String, Value)>,
    id: Option<Value>,
}

impl Given {
    /// Refuses a field that is there twice: one of them would be lost.
    pub fn new(mut fields: Vec<(String, Value)>) -> Result<Self, Problem> {
        for (index, (name, _)) in fields.iter().enumerate() {
            if fields.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(Problem::new(name, "is given twice"));
            }
        }
        let id = fields
            .iter()
            .position(|(name, _)| name == "id")
            .map(|index| fields.remove(index).1);
        fields.retain(|(_, value)| !value.is_null());
        Ok(Self { fields, id })
    }

    /// What the line calls itself: any value, handed back with the answer.
    pub fn take_id(&mut self) -> Option<Value> {
        self.id.take()
    }

    /// The problem.
    pub fn question(&self) -> Result<Question, Problem> {
        if let Some((name, _)) = self
            .fields
            .iter()
            .find(|(name, _)| !KNOWN.contains(&name.as_str()))
        {
            return Err(Problem::new(
                name,
                format!(
                    "is not a field of these problems; there are id, {}",
                    KNOWN.join(", ")
                ),
            ));
        }
        let share = |name| {
            self.number(name)?
                .map(|value| Share::new(name, value))
                .transpose()
        };
        let seconds = |name| {
            self.number(name)?
                .map(|value| Seconds::new(name, value))
                .transpose()
        };
        let at_least_0 = |name| {
            self.number(name)?
                .map(|value| not_negative(name, value))
                .transpose()
        };
        let model = self.model()?;
        let threshold = at_least_0("threshold_s")?;
        let level = share("target_service_level")?;
        let first_target = TARGETS.into_iter().find(|name| self.value(name).is_some());
        let targets = Targets {
            // Whether the threshold is missing is said when it is known that the level is wanted.
            service_level: level.map(|level| (level, threshold.unwrap_or_default())),
            asa: at_least_0("target_asa_s")?,
            occupancy: share("max_occupancy")?,
            abandon: share("max_abandon")?,
        };
        Ok(Question {
            model,
            load: self
                .number("offered_load")?
                .map(|value| Erlangs::new("offered_load", value))
                .transpose()?,
            calls: at_least_0("calls")?,
            interval: seconds("interval_s")?,
            aht: seconds("aht_s")?,
            patience: seconds("patience_s")?,
            agents: self.agents(model)?,
            threshold,
            targets,
            first_target,
            max_blocking: share("max_blocking")?,
            shrinkage: share("shrinkage")?,
            quantile: share("quantile")?,
            concurrency: self.count("concurrency")?,
            slow_down: at_least_0("slow_down")?,
        })
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.fields
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value)
    }

    fn model(&self) -> Result<Model, Problem> {
        let names = || Model::ALL.map(|(name, _)| name).join(", ");
        match self.value("model") {
            None => Err(Problem::missing("model", &format!("give one of {}", names()))),
            Some(Value::String(text)) => Model::ALL
                .iter()
                .find(|(name, _)| name == text)
                .map(|(_, model)| *model)
                .ok_or_else(|| Problem::new("model", format!("there is no {text:?}, only {}", names()))),
            Some(other) => Err(wrong_type("model", "a text", other)),
        }
    }

    /// Erlang B has servers and the others have agents; either name is understood everywhere.
    fn agents(&self, model: Model) -> Result<Option<(u32, &'static str)>, Problem> {
        let (servers, agents) = (self.count("servers")?, self.count("agents")?);
        let (own, other) = if model == Model::B {
            ((servers, "servers"), (agents, "agents"))
        } else {
            ((agents, "agents"), (servers, "servers"))
        };
        match (own, other) {
            ((Some(_), name), (Some(_), second)) => Err(Problem::new(
                second,
                format!("says the same as {name}: give one of them"),
            )),
            ((Some(number), name), _) | (_, (Some(number), name)) => Ok(Some((number, name))),
            _ => Ok(None),
        }
    }

    fn number(&self, name: &str) -> Result<Option<f64>, Problem> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let number = value.as_f64().filter(|_| value.is_number());
        number
            .map(Some)
            .ok_or_else(|| wrong_type(name, "a number", value))
    }

    fn count(&self, name: &str) -> Result<Option<u32>, Problem> {
        let Some(number) = self.number(name)? else {
            return Ok(None);
        };
        not_negative(name, number)?;
        if number.fract() != 0.0 {
            return Err(Problem::new(
                name,
                format!("must be a whole number, not {number}"),
            ));
        }
        let count =
            whole(number).ok_or_else(|| Problem::new(name, format!("must be at most {MOST_AGENTS}")))?;
        Ok(Some(count))
    }
}

fn wrong_type(name: &str, wanted: &str, value: &Value) -> Problem {
    let got = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Problem::new(name, format!("must be {wanted}, not {got}"))
}
