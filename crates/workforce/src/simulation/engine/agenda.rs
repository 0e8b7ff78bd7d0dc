//! What happens next: a heap of events, sixteen bytes each, nothing allocated per event.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::plan::Ticks;
use super::super::table::{AgentId, ChannelId, ContactId, TeamId};

/// An event, in the order in which those of one instant happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// An interval of the period begins.
    Interval,
    /// The work on a contact is done.
    Finish(ContactId),
    /// The next step in the timetable of a team.
    Timetable(TeamId),
    /// A pause of an agent begins or ends.
    Pause(AgentId),
    /// A contact that was passed on with delay gets there.
    Arrive(ContactId),
    /// The next contact from outside.
    Arrival(ChannelId),
    /// Patience is over.
    GiveUp(ContactId),
}

/// Names an entry, so that who put it there can tell whether it still counts: entries are never searched for and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket(u32);

impl Ticket {
    /// Of no entry.
    pub(super) const NONE: Self = Self(u32::MAX);
}

/// Time, then kind, then the order of coming in, then the number of what it concerns: one comparison of whole numbers.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Reverse<u128>>,
    next: u32,
}

const NUMBER_BITS: u32 = 29;
const TICKET_BITS: u32 = 32;

impl Agenda {
    pub(super) fn clear(&mut self) {
        self.heap.clear();
        self.next = 0;
    }

    pub(super) fn add(&mut self, at: Ticks, event: Event) -> Ticket {
        let (kind, number) = match event {
            Event::Interval => (0, 0),
            Event::Finish(contact) => (1, contact.0),
            Event::Timetable(team) => (2, team.0),
            Event::Pause(agent) => (3, agent.0),
            Event::Arrive(contact) => (4, contact.0),
            Event::Arrival(channel) => (5, channel.0),
            Event::GiveUp(contact) => (6, contact.0),
        };
        let ticket = self.next;
        self.next = self.next.wrapping_add(1) % u32::MAX;
        let low = kind << (TICKET_BITS + NUMBER_BITS) | u64::from(ticket) << NUMBER_BITS | u64::from(number);
        self.heap.push(Reverse(u128::from(at) << 64 | u128::from(low)));
        Ticket(ticket)
    }

    /// The next event before `end`.
    pub(super) fn next(&mut self, end: Ticks) -> Option<(Ticks, Event, Ticket)> {
        let Reverse(entry) = self.heap.pop()?;
        let (at, low) = ((entry >> 64) as u64, entry as u64);
        if at >= end {
            return None;
        }
        let number = (low & ((1 << NUMBER_BITS) - 1)) as u32;
        let event = match low >> (TICKET_BITS + NUMBER_BITS) {
            0 => Event::Interval,
            1 => Event::Finish(ContactId(number)),
            2 => Event::Timetable(TeamId(number)),
            3 => Event::Pause(AgentId(number)),
            4 => Event::Arrive(ContactId(number)),
            5 => Event::Arrival(ChannelId(number)),
            _ => Event::GiveUp(ContactId(number)),
        };
        Some((at, event, Ticket((low >> NUMBER_BITS) as u32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_time_then_kind_then_order() {
        let mut agenda = Agenda::default();
        agenda.add(5, Event::GiveUp(ContactId(1)));
        agenda.add(5, Event::Finish(ContactId(9)));
        let ticket = agenda.add(5, Event::Finish(ContactId(2)));
        agenda.add(4, Event::Arrival(ChannelId(63)));
        let order: Vec<Event> = std::iter::from_fn(|| agenda.next(100))
            .map(|(_, event, _)| event)
            .collect();
        let expected = [
            Event::Arrival(ChannelId(63)),
            Event::Finish(ContactId(9)),
            Event::Finish(ContactId(2)),
            Event::GiveUp(ContactId(1)),
        ];
        assert_eq!(order, expected);
        assert_ne!(ticket, Ticket::NONE);
    }

    #[test]
    fn what_lies_behind_the_end_does_not_happen() {
        let mut agenda = Agenda::default();
        agenda.add(10, Event::Interval);
        assert_eq!(agenda.next(10), None);
    }
}
