//! Rosters of real people.

use domain::attendance::Attended;
use domain::rosters::{LeaveState, MeetingKind, Pause, ShiftState, Span, SwapState};
use domain::{ConversationId, LeaveId, MeetingId, ShiftId, SwapId};
use store::rosters::leave as rosters_leave;
use store::rosters::meetings as rosters_meetings;
use store::rosters::shifts as rosters_shifts;
use store::rosters::swaps as rosters_swaps;
use store::rosters::{NewMeeting, NewShift};

use super::*;

pub(super) async fn rosters_of_people(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let agent = world.agent;
    let span = Span {
        start: NOW,
        end: NOW.plus(std::time::Duration::from_secs(8 * 3600)),
    };
    let new = NewShift {
        agent_id: agent,
        span,
        pause: Pause::usual(480),
        state: ShiftState::Draft,
    };
    let meeting = NewMeeting {
        kind: MeetingKind::Training,
        title: "Products".to_owned(),
        span,
        agents: vec![agent],
    };
    let id = rosters_shifts::insert(db, &new, NOW).await.unwrap();
    let days = ("2026-03-02", "2026-03-03");
    run! { outcomes, db,
        rosters_shifts::insert(&new, NOW); rosters_shifts::find(id); rosters_shifts::update(id, &new, NOW);
        rosters_shifts::between(span); rosters_shifts::of_agent(agent, span); rosters_shifts::people();
        rosters_shifts::publish(span, NOW); rosters_shifts::count_published(span);
        rosters_shifts::put_week("2026-03-02", "1 2", NOW); rosters_shifts::put_week("2026-03-02", "3 4", NOW);
        rosters_shifts::set_published("2026-03-02", NOW); rosters_shifts::set_published("2026-03-09", NOW);
        rosters_shifts::week("2026-03-02"); rosters_shifts::last_week("2026-03-16");
        rosters_leave::insert(agent, days, "why", NOW); rosters_leave::is_asked(agent, days.0, days.1);
        rosters_leave::find(LeaveId(1)); rosters_leave::of_agent(agent, days.0); rosters_leave::open();
        rosters_leave::decide(LeaveId(1), (LeaveState::Asked, LeaveState::Granted), Some(agent), NOW);
        rosters_leave::granted(days.0, days.1);
        rosters_swaps::insert(id, agent, None, NOW); rosters_swaps::insert(id, agent, Some(agent), NOW);
        rosters_swaps::find(SwapId(1)); rosters_swaps::offered_to(agent, NOW); rosters_swaps::of_agent(agent, NOW);
        rosters_swaps::take(SwapId(1), agent, NOW); rosters_swaps::accepted();
        rosters_swaps::end(SwapId(1), (SwapState::Accepted, SwapState::Refused), None, NOW);
        rosters_swaps::withdraw_of(id, NOW); rosters_swaps::withdraw_between(span, NOW);
        rosters_meetings::insert(&meeting, NOW); rosters_meetings::update(MeetingId(1), &meeting, NOW);
        rosters_meetings::find(MeetingId(1)); rosters_meetings::between(span, None); rosters_meetings::between(span, Some(agent));
        agents::active_of(&[agent]); rosters_meetings::delete(MeetingId(4711));
        rosters_shifts::named(&[agent]); rosters_shifts::set_contract(agent, 1_200); rosters_shifts::delete(ShiftId(4711)); rosters_shifts::delete_between(span, false);
        rosters_shifts::delete_between(span, true);
        attendance::said(&[agent]); attendance::say_available(&[agent], NOW); attendance::end_unseen(NOW);
        attendance::record(&[agent], (Attended::Ready, None), NOW);
        attendance::record(&[agent], (Attended::Handling, Some("email")), NOW); attendance::tracked(span);
        attendance::channels(&[ConversationId(1)]); attendance::channels(&[]);
        attendance::is_there(agent); attendance::between(span, None); attendance::between(span, Some(agent));
        attendance::is_anybody_there(); attendance::spent(span); attendance::forget(NOW);
    }
}
