//! Rosters as they are shown.

use api_types::{
    AwayView, LeaveView, MadeRosterView, MeetingChangedView, MeetingView, OpenLeaveView, OwnShiftsView,
    RosterAgentView, RosterWeekView, ShiftChangedView, ShiftView, SwapView, TextView,
};
use app::rosters::{
    Changed, FULL_TIME, Leave, LeaveToDecide, Made, MeetingChanged, Own, Placed, PlacedMeeting, PlacedSwap,
    RosterWeek,
};
use domain::{AgentId, Timestamp};

use crate::workforce::blocker;

pub(super) fn week(week: RosterWeek) -> RosterWeekView {
    RosterWeekView {
        week: week.monday.to_string(),
        time_zone: week.time_zone,
        published_at: week.published_at.map(Timestamp::to_rfc3339),
        people: week
            .people
            .into_iter()
            .map(|person| RosterAgentView {
                id: person.id.get(),
                name: person.name,
                hours_per_week: week.manages.then(|| {
                    person
                        .contract_minutes
                        .map_or(FULL_TIME, |minutes| f64::from(minutes) / 60.0)
                }),
            })
            .collect(),
        shifts: week.shifts.into_iter().map(shift).collect(),
        meetings: week.meetings.into_iter().map(meeting).collect(),
        // Why somebody is away is nobody else's affair.
        away: week
            .leave
            .into_iter()
            .map(|leave| AwayView {
                agent_id: leave.agent_id.get(),
                from: leave.from_day,
                to: leave.to_day,
            })
            .collect(),
        required: week.required,
        rostered: week.rostered,
    }
}

pub(super) fn made(made: Made) -> MadeRosterView {
    MadeRosterView {
        week: week(made.week),
        lacking_hours: made.lacking_hours,
        blockers: made.blockers.iter().map(blocker).collect(),
    }
}

pub(super) fn shift(placed: Placed) -> ShiftView {
    let Placed {
        shift,
        local_start,
        local_end,
    } = placed;
    ShiftView {
        id: shift.id.get(),
        agent_id: shift.agent_id.get(),
        paid_minutes: shift.pause().paid_of(shift.span().minutes()),
        agent_name: shift.agent_name,
        start: shift.start_at.to_rfc3339(),
        end: shift.end_at.to_rfc3339(),
        local_start,
        local_end,
        pause_after: shift.pause_after,
        pause_minutes: shift.pause_minutes,
        pause_paid: shift.pause_paid,
        state: shift.state.to_string(),
    }
}

pub(super) fn meeting(placed: PlacedMeeting) -> MeetingView {
    let meeting = placed.meeting;
    MeetingView {
        id: meeting.id.get(),
        kind: meeting.kind.to_string(),
        title: meeting.title,
        start: meeting.span.start.to_rfc3339(),
        end: meeting.span.end.to_rfc3339(),
        local_start: placed.local_start,
        local_end: placed.local_end,
        agents: meeting.agents.into_iter().map(AgentId::get).collect(),
    }
}

pub(super) fn meeting_changed(changed: MeetingChanged) -> MeetingChangedView {
    MeetingChangedView {
        meeting: meeting(changed.meeting),
        not_at_work: changed.not_at_work.into_iter().map(AgentId::get).collect(),
    }
}

pub(super) fn changed(changed: Changed) -> ShiftChangedView {
    let warnings = changed.warnings.into_iter().map(|warning| TextView {
        code: warning.code.to_owned(),
        text: warning.text,
    });
    ShiftChangedView {
        shift: shift(changed.shift),
        warnings: warnings.collect(),
    }
}

pub(super) fn leave(leave: Leave) -> LeaveView {
    LeaveView {
        id: leave.id.get(),
        agent_id: leave.agent_id.get(),
        agent_name: leave.agent_name,
        from: leave.from_day,
        to: leave.to_day,
        reason: leave.reason,
        state: leave.state.to_string(),
        decided_by: leave.decided_by,
        decided_at: leave.decided_at.map(Timestamp::to_rfc3339),
        created_at: leave.created_at.to_rfc3339(),
    }
}

pub(super) fn open_leave(open: LeaveToDecide) -> OpenLeaveView {
    OpenLeaveView {
        leave: leave(open.leave),
        conflicts: open.conflicts.into_iter().map(shift).collect(),
    }
}

pub(super) fn swap(placed: PlacedSwap) -> SwapView {
    let swap = placed.swap;
    SwapView {
        id: swap.id.get(),
        shift_id: swap.shift_id.get(),
        start: swap.start_at.to_rfc3339(),
        end: swap.end_at.to_rfc3339(),
        local_start: placed.local_start,
        local_end: placed.local_end,
        owner_id: swap.owner_id.get(),
        owner_name: swap.owner_name,
        to_agent_id: swap.to_agent_id.map(AgentId::get),
        taker_id: swap.taker_id.map(AgentId::get),
        taker_name: swap.taker_name,
        state: swap.state.to_string(),
    }
}

pub(super) fn own(own: Own) -> OwnShiftsView {
    OwnShiftsView {
        time_zone: own.time_zone,
        shifts: own.shifts.into_iter().map(shift).collect(),
        meetings: own.meetings.into_iter().map(meeting).collect(),
        leave: own.leave.into_iter().map(leave).collect(),
        swaps: own.swaps.into_iter().map(swap).collect(),
        offers: own.offers.into_iter().map(swap).collect(),
    }
}
