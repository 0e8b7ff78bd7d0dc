//! A week's roster from what it needs: who works when, within the rules and beside what is there already.

use std::collections::BTreeSet;
use std::time::Duration;

use ::workforce::schedule::{self, Blocker, Past, Roster, Who, half_hours};
use domain::rosters::{Pause, ShiftState, Span};
use domain::validate::Checks;
use domain::{Actor, AgentId, Permission, TeamId, Timestamp};
use jiff::civil::Date;
use store::rosters::{Leave, NewShift, Person, Shift};

use super::rules::{is_away, lock};
use super::wall::{Wall, later, read_day, read_monday};
use super::week::read_required;
use super::{RosterWeek, Rosters, changed};
use crate::core::{Error, Result, Work};
use crate::workforce::{Candidate, MOST_PEOPLE, Week, not_plannable, problem, solve};

/// Hours of a full-time contract a week.
pub const FULL_TIME: f64 = 40.0;
/// How far back is looked for days at work in a row.
const PAST: Duration = Duration::from_secs(14 * 24 * 3600);

/// What a roster is made from.
#[derive(Debug, Clone, Default)]
pub struct MakeRoster {
    /// Agents needed in each interval of the week; as the last roster needed them when absent.
    pub agents: Option<Vec<u32>>,
    /// Who is planned; the team, or everybody, when empty.
    pub people: Vec<Hours>,
    /// Whose members are planned, when nobody is named.
    pub team: Option<TeamId>,
    /// Whether published shifts of the week may be replaced.
    pub replace_published: bool,
}

/// An agent and their contract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hours {
    /// Who.
    pub agent: AgentId,
    /// Hours a week, which are kept; those that are known when absent.
    pub hours_per_week: Option<f64>,
}

/// A roster that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The week as it stands now.
    pub week: RosterWeek,
    /// Agent-hours that are lacking.
    pub lacking_hours: f64,
    /// Rules that stand in the way of more.
    pub blockers: Vec<Blocker>,
}

/// Who is planned, in the order of the problem.
struct Team {
    members: Vec<(Person, f64)>,
}

impl Rosters {
    /// Makes the draft of a week anew.
    ///
    /// # Errors
    /// `roster_published` when the week has published shifts that may not be replaced; refused fields; or when the actor may not make
    /// rosters.
    pub async fn make(&self, actor: &Actor, monday: &str, asked: &MakeRoster) -> Result<Made> {
        actor.require(Permission::RostersManage)?;
        let day = read_monday(monday)?;
        let db = self.core.reader();
        let wall = Wall::of(db).await?;
        let span = wall.week(day);
        refuse_published(db, asked, day, span).await?;
        let needed = self.needed(asked, day).await?;
        let team = self.team(asked).await?;
        let before = Span {
            start: span.start.minus(PAST),
            end: span.start,
        };
        let past = store::rosters::shifts::between(db, before).await?;
        let leave = granted(db, day).await?;
        let candidates = team
            .members
            .iter()
            .map(|(person, hours)| Candidate {
                name: person.name.clone(),
                hours_per_week: *hours,
                leave: days_away(&leave, person.id, day),
                past: past_of(&wall, &past, person.id, day),
            })
            .collect();
        let week = Week {
            start: day,
            agents: &needed,
            interval: 30,
            time_zone: &wall.name,
            shifts: &[String::new(), String::new()],
        };
        let roster = solve(problem(&week, candidates).map_err(not_plannable)?).await?;
        let mut work = self.core.begin().await?;
        let shifts = write(&work, &wall, (day, asked), &team, &roster, &needed).await?;
        work.audit(
            actor,
            "roster.made",
            ("roster", None),
            &format!("{day} ({shifts} shifts)"),
        )
        .await?;
        changed(&mut work);
        work.commit().await?;
        Ok(Made {
            week: self.week(actor, monday).await?,
            lacking_hours: roster.cost.lacking_hours,
            blockers: roster.blockers,
        })
    }

    /// Agents needed in each half hour.
    async fn needed(&self, asked: &MakeRoster, monday: Date) -> Result<Vec<u32>> {
        let Some(agents) = &asked.agents else {
            let last = store::rosters::shifts::last_week(self.core.reader(), &monday.to_string()).await?;
            let required = last.map(|week| read_required(&week.required)).unwrap_or_default();
            return half_hours(&required).ok_or_else(|| {
                let detail = "no earlier week has a roster: say how many agents are needed";
                Error::field("agents", "required", detail)
            });
        };
        half_hours(agents).ok_or_else(|| {
            let detail = format!(
                "must have one number for each 15, 20, 30 or 60 minutes of a week, not {}",
                agents.len()
            );
            Error::field("agents", "out_of_range", detail)
        })
    }

    /// Who is planned.
    async fn team(&self, asked: &MakeRoster) -> Result<Team> {
        let db = self.core.reader();
        let people = store::rosters::shifts::people(db).await?;
        let mut checks = Checks::new();
        let mut members = Vec::new();
        if asked.people.is_empty() {
            let team: Option<BTreeSet<AgentId>> = match asked.team {
                Some(team) => {
                    let all = store::teams::members(db).await?;
                    Some(
                        all.into_iter()
                            .filter(|row| row.0 == team)
                            .map(|row| row.1)
                            .collect(),
                    )
                }
                None => None,
            };
            let wanted = |person: &Person| team.as_ref().is_none_or(|team| team.contains(&person.id));
            members.extend(
                people
                    .into_iter()
                    .filter(wanted)
                    .map(|person| (person.clone(), contract(&person))),
            );
        } else {
            let mut seen = BTreeSet::new();
            for (index, one) in asked.people.iter().enumerate() {
                let person = people.iter().find(|person| person.id == one.agent);
                let hours = one
                    .hours_per_week
                    .or_else(|| person.map(contract))
                    .unwrap_or(FULL_TIME);
                if !(1.0..=80.0).contains(&hours) {
                    let field = format!("people[{index}].hours_per_week");
                    checks.refuse(&field, "out_of_range", format!("is {hours}, must be 1 to 80"));
                }
                let field = format!("people[{index}].agent_id");
                if !seen.insert(one.agent) {
                    checks.refuse(
                        &field,
                        "named_twice",
                        format!("agent {} is there twice", one.agent),
                    );
                }
                match person {
                    Some(person) => members.push((person.clone(), hours)),
                    None => checks.refuse(
                        &field,
                        "does_not_exist",
                        format!("agent {} is not active or may not answer customers", one.agent),
                    ),
                }
            }
        }
        checks.finish()?;
        if members.is_empty() || members.len() > MOST_PEOPLE {
            let detail = format!("must be 1 to {MOST_PEOPLE}, not {}", members.len());
            return Err(Error::field("people", "out_of_range", detail));
        }
        Ok(Team { members })
    }
}

/// Hours of an agent's contract a week.
fn contract(person: &Person) -> f64 {
    person
        .contract_minutes
        .map_or(FULL_TIME, |minutes| f64::from(minutes) / 60.0)
}

/// Keeps contracts that were said and are not what is known.
async fn keep_contracts(work: &Work<'_>, team: &Team) -> Result<()> {
    for (person, hours) in &team.members {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "1 to 80 hours"
        )]
        let minutes = (hours * 60.0).round() as u32;
        if (contract(person) - hours).abs() > f64::EPSILON {
            store::rosters::shifts::set_contract(&work.tx, person.id, minutes).await?;
        }
    }
    Ok(())
}

async fn refuse_published(db: &impl db::Executor, asked: &MakeRoster, day: Date, span: Span) -> Result<()> {
    let published = store::rosters::shifts::count_published(db, span).await?;
    if published == 0 || asked.replace_published {
        return Ok(());
    }
    let detail = format!("{published} shifts of the week of {day} are published: ask to replace them");
    Err(Error::conflict("roster_published", detail))
}

async fn granted(db: &impl db::Executor, monday: Date) -> Result<Vec<Leave>> {
    let (first, last) = (monday.to_string(), later(monday, 7).to_string());
    Ok(store::rosters::leave::granted(db, &first, &last).await?)
}

/// Writes the roster down in place of the draft that is there; returns the number of its shifts. What was granted or planned since
/// the search began stands: a shift that does not fit beside it is left out.
async fn write(
    work: &Work<'_>,
    wall: &Wall,
    (day, asked): (Date, &MakeRoster),
    team: &Team,
    roster: &Roster,
    needed: &[u32],
) -> Result<usize> {
    let span = wall.week(day);
    let needed: Vec<String> = needed.iter().map(u32::to_string).collect();
    store::rosters::shifts::put_week(&work.tx, &day.to_string(), &needed.join(" "), work.now).await?;
    let mut agents: Vec<AgentId> = team.members.iter().map(|(person, _)| person.id).collect();
    agents.sort_unstable();
    // In one order, so that two who do this wait for each other and not in a circle.
    for agent in agents {
        lock(work, agent).await?;
    }
    refuse_published(&work.tx, asked, day, span).await?;
    keep_contracts(work, team).await?;
    if asked.replace_published {
        // Offers are touched before their shifts, as by whoever approves one: nobody waits in a circle.
        store::rosters::swaps::withdraw_between(&work.tx, span, work.now).await?;
    }
    store::rosters::shifts::delete_between(&work.tx, span, asked.replace_published).await?;
    let around = Span {
        start: span.start,
        end: wall.days(day, later(day, 8)).end,
    };
    let others = store::rosters::shifts::between(&work.tx, around).await?;
    let leave = granted(&work.tx, day).await?;
    let mut written = 0;
    for shift in &roster.shifts {
        let Some(new) = draft(shift, team) else { continue };
        let taken = |other: &Shift| other.agent_id == new.agent_id && other.span().overlaps(new.span);
        if is_away(wall, &leave, new.agent_id, new.span) || others.iter().any(taken) {
            continue;
        }
        store::rosters::shifts::insert(&work.tx, &new, work.now).await?;
        written += 1;
    }
    Ok(written)
}

/// A shift of the search as one of an agent.
fn draft(shift: &schedule::Shift, team: &Team) -> Option<NewShift> {
    let Who::Person(index) = shift.who else {
        return None;
    };
    let (person, _) = team.members.get(index)?;
    let instant = |at: jiff::Timestamp| Timestamp(at.as_microsecond());
    let start = instant(shift.start);
    let minutes = |from: Timestamp, to: Timestamp| Span { start: from, end: to }.minutes();
    let pause = shift
        .breaks
        .first()
        .map_or_else(Pause::default, |(from, to)| Pause {
            after: minutes(start, instant(*from)),
            minutes: minutes(instant(*from), instant(*to)),
            paid: false,
        });
    Some(NewShift {
        agent_id: person.id,
        span: Span {
            start,
            end: instant(shift.end),
        },
        pause,
        state: ShiftState::Draft,
    })
}

/// Days of the week on which an agent is away.
fn days_away(leave: &[Leave], agent: AgentId, monday: Date) -> Vec<Date> {
    (0..7)
        .map(|day| later(monday, day))
        .filter(|day| {
            leave.iter().any(|leave| {
                let holds = |from: &Date, to: &Date| from <= day && day <= to;
                let days = (read_day("from", &leave.from_day), read_day("to", &leave.to_day));
                leave.agent_id == agent && matches!(&days, (Ok(from), Ok(to)) if holds(from, to))
            })
        })
        .collect()
}

/// What an agent brings along from the days before a week.
fn past_of(wall: &Wall, shifts: &[Shift], agent: AgentId, monday: Date) -> Past {
    let own: Vec<&Shift> = shifts.iter().filter(|shift| shift.agent_id == agent).collect();
    let worked: BTreeSet<Date> = own.iter().map(|shift| wall.day(shift.start_at)).collect();
    let in_a_row = (1_i64..=14).take_while(|back| worked.contains(&later(monday, -back)));
    Past {
        last_end: own
            .iter()
            .map(|shift| shift.end_at)
            .max()
            .and_then(|end| jiff::Timestamp::from_microsecond(end.micros()).ok()),
        days_in_a_row: u8::try_from(in_a_row.count()).unwrap_or(u8::MAX),
        ..Past::default()
    }
}
