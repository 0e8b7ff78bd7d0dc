//! What the department counted of itself, and what comes next.

use ::workforce::demand::{Channel, PerChannel};
use ::workforce::forecast::{self, FEWEST_DAYS, Forecast, Options, Score};
use ::workforce::units::Share;
use domain::validate::Checks;
use domain::{Actor, InboxId, Permission};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::workforce::{Answered, Arrivals, Counted};

use super::Workforce;
use super::calendar::{Counts, Days, channel, count};
use super::work::Work;
use crate::core::{Error, Result};
use crate::organisation::check_time_zone;

/// Weeks that are looked back at, unless others are asked for.
const WEEKS: u32 = 12;
/// The most weeks: three years, so that a season can be seen twice.
const MOST_WEEKS: u32 = 156;
/// Days that are forecast, unless others are asked for.
const DAYS: u32 = 28;
/// The most days.
const MOST_DAYS: u32 = 90;
/// With fewer contacts chance would make the hours of a channel's week.
const FEWEST_CONTACTS: f64 = 100.0;
/// Share of the days that should lie within the bounds of the forecast.
pub const COVERAGE: f64 = 0.9;
/// How often the past is forecast to try the models.
const FOLDS: usize = 6;
/// Days of a month: a year of 365.25 days in 12 parts.
const MONTH: f64 = 365.25 / 12.0;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct HistoryQuery {
    /// Only of this inbox.
    pub inbox: Option<InboxId>,
    /// Weeks to look back at.
    pub weeks: Option<u32>,
    /// Days to forecast.
    pub days: Option<u32>,
    /// IANA time zone; the organisation's when there is none.
    pub time_zone: Option<String>,
}

/// What was counted.
#[derive(Debug, Clone)]
pub struct History {
    /// Zone of days and hours.
    pub time_zone: String,
    /// Each whole day with its contacts.
    pub days: Vec<(Date, PerChannel<f64>)>,
    /// Each channel that had a contact.
    pub channels: Vec<ChannelHistory>,
    /// Contacts a month, as counted.
    pub per_month: Option<f64>,
    /// What comes next, when there is enough to say.
    pub forecast: Option<Coming>,
    /// Whole days that are missing for a forecast.
    pub missing_days: u32,
}

/// What was counted of a channel.
#[derive(Debug, Clone)]
pub struct ChannelHistory {
    /// The channel.
    pub channel: Channel,
    /// Contacts.
    pub contacts: f64,
    /// Those of them that were a conversation opened again.
    pub reopened: f64,
    /// Contacts in each hour of an average week, Monday first; none where they are too few.
    pub profile: Option<Vec<f64>>,
    /// Conversations that had a first answer.
    pub answered: i64,
    /// Minutes within which half of those had it.
    pub median_minutes: Option<i64>,
    /// Share of those answered within an hour, four hours, a day.
    pub within: Option<[f64; 3]>,
    /// Seconds that a contact takes, and how many were measured.
    pub handling: Option<(f64, i64)>,
    /// Chats that an agent has at once while there is any, and how many were measured; of other channels never known.
    pub at_once: Option<(f64, i64)>,
    /// Of chats: how long customers wait before they give up.
    pub patience: Option<Patience>,
}

/// How long customers wait before they give up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patience {
    /// Mean in seconds: all the waiting there was / those who gave up, because who was served might have waited longer. It is the
    /// maximum-likelihood estimate of an exponential patience, some of which is cut off.
    pub mean_s: f64,
    /// Share of those who waited that gave up.
    pub given_up: f64,
    /// Those who waited.
    pub sample: i64,
}

/// What comes next.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Day by day.
    pub days: Vec<(Date, forecast::Point)>,
    /// The model and how it works.
    pub forecast: Forecast,
    /// How well the model would have done; none with too little past to try.
    pub score: Option<Score>,
    /// How well repeating the last week would have done.
    pub naive: Option<Score>,
    /// Contacts a month at that rate.
    pub per_month: f64,
}

impl Workforce {
    /// Counts the past of the inboxes that the actor sees, and forecasts.
    ///
    /// # Errors
    /// `inbox_not_found`, refused fields, or when the actor may not read conversations.
    pub async fn history(&self, actor: &Actor, query: &HistoryQuery) -> Result<History> {
        actor.require(Permission::ConversationsRead)?;
        let (weeks, ahead) = (query.weeks.unwrap_or(WEEKS), query.days.unwrap_or(DAYS));
        let mut checks = Checks::new();
        checks.range("weeks", weeks.into(), 1, MOST_WEEKS.into());
        checks.range("days", ahead.into(), 1, MOST_DAYS.into());
        let time_zone = match &query.time_zone {
            Some(zone) => check_time_zone(&mut checks, "time_zone", zone),
            None => self.time_zone().await?,
        };
        checks.finish()?;
        self.refuse_unseen(actor, query.inbox).await?;
        let zone = TimeZone::get(&time_zone).unwrap_or(TimeZone::UTC);
        let days = Days::before(zone, self.core.clock.now(), weeks * 7)
            .ok_or_else(|| Error::Internal("the clock is beyond the calendar".to_owned()))?;
        let counted = Counted {
            scope: actor.scope(),
            inbox: query.inbox,
            from: days.begin(days.first),
            until: days.begin(days.today),
        };
        let db = self.core.reader();
        let mut arrivals = store::workforce::begun(db, &counted).await?;
        let reopened = store::workforce::reopened(db, &counted).await?;
        let answers = store::workforce::first_answers(db, &counted).await?;
        let again = by_channel(&reopened);
        arrivals.extend(reopened);
        let all = by_channel(&arrivals);
        let counts = Counts::of(&days, &arrivals);
        let work = Work::of(db, &counted).await?;
        let channels = Channel::ALL
            .into_iter()
            .filter(|channel| *all.get(*channel) > 0.0)
            .map(|channel| ChannelHistory {
                contacts: *all.get(channel),
                reopened: *again.get(channel),
                profile: profile(&counts, channel, *all.get(channel)),
                ..work.told(first_answers(channel, &answers))
            })
            .collect();
        Ok(told(time_zone, &days, counts, channels, ahead))
    }

    /// The zone of the organisation.
    pub(super) async fn time_zone(&self) -> Result<String> {
        let organisation = store::organisation::find(self.core.reader()).await?;
        Ok(organisation.map_or_else(|| "UTC".to_owned(), |organisation| organisation.time_zone))
    }

    /// Refuses an inbox that the actor does not see.
    pub(super) async fn refuse_unseen(&self, actor: &Actor, inbox: Option<InboxId>) -> Result<()> {
        let Some(inbox) = inbox else { return Ok(()) };
        store::inboxes::find(self.core.reader(), actor.scope(), inbox)
            .await?
            .map(|_| ())
            .ok_or_else(|| Error::not_found("inbox", inbox))
    }
}

fn told(
    time_zone: String,
    days: &Days,
    counts: Counts,
    channels: Vec<ChannelHistory>,
    ahead: u32,
) -> History {
    let totals = counts.totals();
    let whole = u32::try_from(totals.len()).unwrap_or(u32::MAX);
    let fewest = u32::try_from(FEWEST_DAYS).unwrap_or_default();
    History {
        time_zone,
        per_month: (whole >= 7).then(|| totals.iter().sum::<f64>() / f64::from(whole) * MONTH),
        forecast: coming(days.today, &totals, ahead),
        missing_days: fewest.saturating_sub(whole),
        days: counts.dates.into_iter().zip(counts.days).collect(),
        channels,
    }
}

fn by_channel(rows: &[Arrivals]) -> PerChannel<f64> {
    let mut sums = PerChannel::default();
    for row in rows {
        *sums.get_mut(channel(&row.channel)) += count(row.contacts);
    }
    sums
}

/// The hours of a channel's week, when every weekday was counted and enough came.
fn profile(counts: &Counts, channel: Channel, contacts: f64) -> Option<Vec<f64>> {
    let week = counts.week.get(channel);
    let known = counts.dates.len() >= 7 && contacts >= FEWEST_CONTACTS && week.iter().any(|hour| *hour > 0.0);
    known.then(|| week.clone())
}

/// What is known of the first answers in a channel; all else is filled in by the caller.
fn first_answers(of: Channel, rows: &[Answered]) -> ChannelHistory {
    let mut minutes: Vec<(i64, i64)> = rows
        .iter()
        .filter(|row| channel(&row.channel) == of)
        .map(|row| (row.minutes, row.conversations))
        .collect();
    minutes.sort_unstable();
    let answered: i64 = minutes.iter().map(|(_, conversations)| conversations).sum();
    let mut seen = 0;
    let median = minutes.iter().find_map(|(minutes, conversations)| {
        seen += conversations;
        (2 * seen >= answered).then_some(*minutes)
    });
    let within = |most: i64| {
        let quick = minutes.iter().filter(|(minutes, _)| *minutes < most);
        count(quick.map(|(_, conversations)| conversations).sum()) / count(answered)
    };
    ChannelHistory {
        channel: of,
        contacts: 0.0,
        reopened: 0.0,
        profile: None,
        answered,
        median_minutes: median,
        within: (answered > 0).then(|| [within(60), within(240), within(1440)]),
        handling: None,
        at_once: None,
        patience: None,
    }
}

/// Forecasts the days from today on; none with too few whole days.
fn coming(today: Date, totals: &[f64], ahead: u32) -> Option<Coming> {
    let history = forecast::History {
        counts: totals,
        per_day: 1,
        factors: &[],
    };
    let options = Options {
        days: usize::try_from(ahead).ok()?,
        coverage: Share::new("coverage", COVERAGE).ok()?,
        folds: FOLDS,
    };
    // Refused is only what has too few days; the rest was checked before.
    let forecast = forecast::forecast(&history, &options).ok()?;
    let score = |model| forecast.scores.iter().find(|score| score.model == model).copied();
    let expected: f64 = forecast.points.iter().map(|point| point.expected).sum();
    let days = today
        .series(jiff::Span::new().days(1))
        .zip(forecast.points.iter().copied())
        .collect();
    Some(Coming {
        days,
        score: score(forecast.model),
        naive: score(forecast::Model::SeasonalNaive),
        per_month: expected / f64::from(ahead) * MONTH,
        forecast,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn half_of_the_answers_came_within_the_median() {
        let row = |minutes, conversations| Answered {
            channel: "email".to_owned(),
            minutes,
            conversations,
        };
        let told = first_answers(Channel::Email, &[row(500, 1), row(10, 4), row(70, 3)]);
        assert_eq!((told.answered, told.median_minutes), (8, Some(10)));
        assert_eq!(told.within, Some([0.5, 0.875, 1.0]));
        assert_eq!(first_answers(Channel::Chat, &[row(1, 1)]).within, None);
    }

    #[test]
    fn a_forecast_begins_today_and_needs_two_weeks() {
        let week = [50.0, 44.0, 40.0, 41.0, 38.0, 12.0, 8.0];
        let past: Vec<f64> = week.iter().copied().cycle().take(70).collect();
        let coming = super::coming(date(2026, 3, 2), &past, 7).unwrap();
        assert_eq!(coming.days.first().map(|(day, _)| *day), Some(date(2026, 3, 2)));
        assert!((coming.per_month - week.iter().sum::<f64>() / 7.0 * MONTH).abs() < 5.0);
        assert!(coming.score.is_some() && coming.naive.is_some());
        assert!(super::coming(date(2026, 3, 2), &past[..13], 7).is_none());
    }
}
