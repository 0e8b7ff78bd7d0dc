//! How long the work took, from what was recorded anyway.

use ::workforce::demand::Channel;
use db::Executor;
use domain::Visible;
use domain::rosters::Span;
use store::attendance::Tracked;
use store::workforce::{Counted, Handled, Queued, Worked};

use super::calendar::{channel, count};
use super::history::{ChannelHistory, Patience};
use crate::core::Result;

/// With fewer chats, conversations or customers who gave up, a mean says little.
const FEWEST: i64 = 20;
/// With fewer microseconds on record, what agents had on screen says little: ten hours.
const LEAST_TRACKED: i64 = 10 * 3600 * 1_000_000;
/// Seconds of a microsecond.
const MICRO: f64 = 1e-6;

/// What was recorded of the work.
pub(super) struct Work {
    chats: Handled,
    queue: Queued,
    acts: Vec<Worked>,
    /// What agents had on screen, with how many conversations they did anything in meanwhile.
    tracked: Vec<(Tracked, i64)>,
}

impl Work {
    /// Looks at the chats, the queue and what agents did.
    pub async fn of(db: &impl Executor, counted: &Counted) -> Result<Self> {
        Ok(Self {
            chats: store::workforce::chats_handled(db, counted).await?,
            queue: store::workforce::chats_queued(db, counted).await?,
            acts: store::workforce::worked(db, counted).await?,
            tracked: tracked(db, counted).await?,
        })
    }

    /// What is known of a channel, with how its work went.
    pub fn told(&self, known: ChannelHistory) -> ChannelHistory {
        if known.channel == Channel::Chat {
            return ChannelHistory {
                handling: chat_seconds(&self.chats),
                at_once: at_once(&self.chats),
                patience: patience(&self.queue),
                ..known
            };
        }
        let on_screen = self
            .tracked
            .iter()
            .find(|(row, _)| channel(&row.channel) == known.channel);
        let acts = self
            .acts
            .iter()
            .find(|row| channel(&row.channel) == known.channel);
        ChannelHistory {
            handling: on_screen
                .and_then(|(row, conversations)| seconds_on_screen(row, *conversations))
                .or_else(|| acts.and_then(seconds)),
            ..known
        }
    }
}

/// What agents had on screen, and in how many conversations of the channel anything was done since that is written down. It is known of the
/// whole organisation only.
async fn tracked(db: &impl Executor, counted: &Counted) -> Result<Vec<(Tracked, i64)>> {
    if counted.inbox.is_some() || counted.scope.visible() != Visible::Everything {
        return Ok(Vec::new());
    }
    let time = Span {
        start: counted.from,
        end: counted.until,
    };
    let mut found = Vec::new();
    for row in store::attendance::tracked(db, time).await? {
        let since = Counted {
            from: row.since,
            ..*counted
        };
        let acts = store::workforce::worked(db, &since).await?;
        let conversations = acts
            .iter()
            .find(|acts| acts.channel == row.channel)
            .map_or(0, |acts| acts.conversations);
        found.push((row, conversations));
    }
    Ok(found)
}

/// Seconds that a conversation was on screen, for each in which anything was done: who only looked worked too.
fn seconds_on_screen(row: &Tracked, conversations: i64) -> Option<(f64, i64)> {
    let known = conversations >= FEWEST && row.micros >= LEAST_TRACKED;
    known.then(|| (count(row.micros) / count(conversations) * MICRO, conversations))
}

fn chat_seconds(chats: &Handled) -> Option<(f64, i64)> {
    (chats.chats >= FEWEST).then(|| (count(chats.micros) / count(chats.chats) * MICRO, chats.chats))
}

fn at_once(chats: &Handled) -> Option<(f64, i64)> {
    (chats.chats >= FEWEST && chats.busy > 0).then(|| (count(chats.micros) / count(chats.busy), chats.chats))
}

fn patience(queue: &Queued) -> Option<Patience> {
    (queue.given_up >= FEWEST).then(|| Patience {
        mean_s: count(queue.micros) / count(queue.given_up) * MICRO,
        given_up: count(queue.given_up) / count(queue.chats),
        sample: queue.chats,
    })
}

/// Seconds that a conversation takes: each thing that is done takes as long as the mean of those of which it is known, because what an
/// agent begins with after a pause took its time too.
fn seconds(row: &Worked) -> Option<(f64, i64)> {
    let known = row.conversations >= FEWEST && 2 * row.followed >= row.acts;
    known.then(|| {
        let each = count(row.micros) / count(row.followed) * MICRO;
        (
            each * count(row.acts) / count(row.conversations),
            row.conversations,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_without_a_known_beginning_took_as_long_as_the_others() {
        let row = Worked {
            channel: "email".to_owned(),
            conversations: 20,
            acts: 60,
            followed: 40,
            micros: 40 * 90_000_000,
        };
        assert_eq!(seconds(&row), Some((270.0, 20)), "three acts of 90 s each");
        let few = Worked {
            conversations: 19,
            ..row.clone()
        };
        assert_eq!(seconds(&few), None);
        let rare = Worked { followed: 29, ..row };
        assert_eq!(
            seconds(&rare),
            None,
            "most acts came after a pause: who knows what they took"
        );
    }

    #[test]
    fn what_was_on_screen_is_shared_by_what_was_done() {
        let row = Tracked {
            channel: "email".to_owned(),
            micros: LEAST_TRACKED,
            since: domain::Timestamp(0),
        };
        assert_eq!(seconds_on_screen(&row, 100), Some((360.0, 100)));
        assert_eq!(seconds_on_screen(&row, 19), None);
        let short = Tracked {
            micros: LEAST_TRACKED - 1,
            ..row
        };
        assert_eq!(seconds_on_screen(&short, 100), None);
    }

    #[test]
    fn who_was_served_might_have_waited_longer() {
        // 80 waited 30 s and were served, 20 waited 60 s and left: 3,600 s of waiting, 20 lost.
        let queue = Queued {
            chats: 100,
            given_up: 20,
            micros: 3_600_000_000,
        };
        let found = patience(&queue).map(|patience| (patience.mean_s, patience.given_up, patience.sample));
        assert_eq!(found, Some((180.0, 0.2, 100)));
        assert_eq!(
            patience(&Queued {
                given_up: 19,
                ..queue
            }),
            None
        );
    }

    #[test]
    fn chats_beside_each_other_are_counted_by_the_time_they_share() {
        let chats = Handled {
            chats: 40,
            micros: 40 * 600_000_000,
            busy: 16 * 600_000_000,
        };
        assert_eq!(at_once(&chats), Some((2.5, 40)));
        assert_eq!(chat_seconds(&chats), Some((600.0, 40)));
    }
}
