//! Who is there: shifts, breaks, absence, pauses, and the bench on which those sit who could take something.

use rand::Rng as _;

use super::super::plan::{Step, ticks};
use super::super::table::{AgentId, TeamId};
use super::super::tally::Tally;
use super::agenda::{Event, Ticket};
use super::state::{Agent, LevelId};
use super::{Engine, Shifts};

impl Engine<'_> {
    /// Everybody at their place at the beginning.
    pub(super) fn begin_shifts(&mut self) {
        let plan = self.plan;
        self.agents.clear();
        self.teams.clear();
        let mut first_agent = 0;
        for (team, row) in plan.teams.iter() {
            for _ in 0..row.agents {
                let agent = self.agents.push(Agent::new(row.pool, team));
                if row.begins.0 {
                    self.come(agent);
                }
                self.agents[agent].on_break = row.begins.1;
            }
            self.teams.push(Shifts {
                first_agent,
                next_step: 0,
                period_began: 0,
            });
            first_agent += row.agents;
            self.expect_step(team);
        }
        // Nothing waits yet, and nothing was counted: the bench is all there is to fill.
        for agent in self.agents.keys() {
            self.sit(agent);
            let pool = self.agents[agent].pool;
            let staffed = self.agents[agent].available();
            self.agents[agent].staffed = staffed;
            self.pools[pool].staffed += u32::from(staffed);
        }
    }

    fn expect_step(&mut self, team: TeamId) {
        let steps = &self.plan.teams[team].steps;
        if steps.is_empty() {
            return;
        }
        let shifts = &mut self.teams[team];
        if shifts.next_step >= steps.len() {
            shifts.next_step = 0;
            shifts.period_began += self.plan.period;
        }
        if let Some(&(at, _)) = steps.get(shifts.next_step) {
            self.agenda.add(shifts.period_began + at, Event::Timetable(team));
        }
    }

    /// The next step of a team's timetable.
    pub(super) fn timetable(&mut self, team: TeamId, tally: &mut Tally) {
        let plan = &self.plan.teams[team];
        let shifts = self.teams[team];
        let Some(&(_, step)) = plan.steps.get(shifts.next_step) else {
            return;
        };
        for number in shifts.first_agent..shifts.first_agent + plan.agents {
            let agent = AgentId(number);
            match step {
                Step::Come => self.come(agent),
                Step::Resume => self.agents[agent].on_break = false,
                Step::Break => {
                    self.agents[agent].on_break = true;
                    self.put_mail_aside(agent, tally);
                }
                Step::Leave => {
                    let leaving = &mut self.agents[agent];
                    leaving.on_shift = false;
                    leaving.pause = Ticket::NONE;
                    leaving.away = false;
                    leaving.pausing = false;
                    // Off the bench before the others are asked: this one must not be found.
                    self.settle(agent, tally);
                    self.hand_mail_back(agent, tally);
                }
            }
            self.seek(agent, tally);
        }
        self.teams[team].next_step += 1;
        self.expect_step(team);
    }

    fn come(&mut self, id: AgentId) {
        let team = &self.plan.teams[self.agents[id].team];
        let absent = team.absence > 0.0 && self.chance.random::<f64>() < team.absence;
        let agent = &mut self.agents[id];
        agent.on_shift = true;
        agent.absent = absent;
        self.expect_pause(id);
    }

    fn expect_pause(&mut self, id: AgentId) {
        let Some(pauses) = &self.plan.teams[self.agents[id].team].pauses else {
            return;
        };
        let at = self.now + ticks(pauses.until_next.draw(&mut self.chance));
        self.agents[id].pause = self.agenda.add(at, Event::Pause(id));
    }

    /// A pause begins (as soon as the hands are empty) or ends.
    pub(super) fn pause(&mut self, id: AgentId, tally: &mut Tally) {
        let agent = &mut self.agents[id];
        if agent.pausing {
            agent.pausing = false;
            agent.away = false;
            self.expect_pause(id);
        } else {
            agent.away = true;
            self.put_mail_aside(id, tally);
        }
        self.seek(id, tally);
    }

    /// Brings bench and counts in line with what `id` holds now; after every change of it.
    pub(super) fn settle(&mut self, id: AgentId, tally: &mut Tally) {
        let agent = &self.agents[id];
        if agent.away && !agent.pausing && agent.empty_handed() {
            self.begin_pause(id);
        }
        let agent = &self.agents[id];
        let busy = !agent.empty_handed();
        let staffed = busy || agent.available();
        if busy != agent.busy || staffed != agent.staffed {
            let pool = agent.pool;
            self.count_pool(pool, tally);
            let (agent, pool) = (&mut self.agents[id], &mut self.pools[pool]);
            pool.busy = pool.busy + u32::from(busy) - u32::from(agent.busy);
            pool.staffed = pool.staffed + u32::from(staffed) - u32::from(agent.staffed);
            agent.busy = busy;
            agent.staffed = staffed;
        }
        self.sit(id);
    }

    fn begin_pause(&mut self, id: AgentId) {
        let Some(pauses) = &self.plan.teams[self.agents[id].team].pauses else {
            return;
        };
        let at = self.now + ticks(pauses.length.draw(&mut self.chance));
        let ticket = self.agenda.add(at, Event::Pause(id));
        let agent = &mut self.agents[id];
        agent.pausing = true;
        agent.pause = ticket;
    }

    /// The place on the bench.
    fn sit(&mut self, id: AgentId) {
        let agent = &self.agents[id];
        let level = if !agent.available() || agent.engrossed() || agent.units >= self.plan.full {
            None
        } else if agent.units > 0 {
            Some(LevelId(1 + agent.units))
        } else if agent.mail_active {
            Some(LevelId::ON_MAIL)
        } else {
            Some(LevelId::IDLE)
        };
        let (pool, left) = (agent.pool, agent.level);
        if level == left {
            return;
        }
        let pool = &mut self.pools[pool];
        if let Some(left) = left {
            let list = &mut pool.levels[left];
            list.remove(&mut self.agents, id);
            if list.len == 0 {
                pool.occupied &= !(1 << left.0);
            }
        }
        if let Some(level) = level {
            pool.levels[level].push_back(&mut self.agents, id);
            pool.occupied |= 1 << level.0;
        }
        let agent = &mut self.agents[id];
        agent.level = level;
        agent.since = self.now;
    }
}
