//! Rosters of real people.

mod day;
mod leave;
mod meetings;
mod news;
mod shifts;
mod swaps;
mod weeks;

use db::args;
use serde_json::{Value, json};
use test_support::{Client, TestApp};

/// The Monday after the one on which the clock of every test begins.
pub(crate) const WEEK: &str = "2026-03-09";

/// Two agents from 08:00 to 18:00 on working days.
fn needed() -> Vec<u32> {
    (0..336)
        .map(|half_hour| {
            let (day, minute) = (half_hour / 48, half_hour % 48 * 30);
            u32::from(day < 5 && (480..1080).contains(&minute)) * 2
        })
        .collect()
}

/// A desk of four: a supervisor and three agents, each with their key.
struct Desk {
    t: TestApp,
    lead: Client,
    ana: (Client, i64),
    bao: (Client, i64),
    chi: (Client, i64),
}

impl Desk {
    async fn on(db: test_support::TestDb) -> Self {
        let t = TestApp::on(db).await;
        let lead = t.agent("Lead", "supervisor", &[]).await;
        let ana = agent(&t, "Ana").await;
        let bao = agent(&t, "Bao").await;
        let chi = agent(&t, "Chi").await;
        Self {
            t,
            lead,
            ana,
            bao,
            chi,
        }
    }

    /// A shift from a time to another on a day of March; returns its key.
    async fn shift(&self, agent: i64, day: u32, from: &str, to: &str) -> i64 {
        let made = self
            .lead
            .post("/workforce/shifts", shift(agent, day, from, to))
            .await
            .expect_status(201);
        made["shift"]["id"].as_i64().unwrap()
    }

    async fn publish(&self) {
        let path = format!("/workforce/rosters/{WEEK}/publish");
        self.lead.post(&path, json!({})).await.ok();
    }

    async fn count(&self, sql: &str) -> i64 {
        self.t
            .value(&format!("SELECT count(*) FROM {sql}"), args![])
            .await
    }
}

async fn agent(t: &TestApp, name: &str) -> (Client, i64) {
    let client = t.agent(name, "agent", &[]).await;
    let id = t.value("SELECT id FROM agent WHERE name = $1", args![name]).await;
    (client, id)
}

fn shift(agent: i64, day: u32, from: &str, to: &str) -> Value {
    json!({ "agent_id": agent, "start": format!("2026-03-{day:02}T{from}"), "end": format!("2026-03-{day:02}T{to}") })
}
