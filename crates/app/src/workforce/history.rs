//! What the department counted of itself, and what comes next.

use ::workforce::demand::{Calendar, Channel, PerChannel};
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
    /// Name of the channel that is forecast alone.
    pub channel: Option<String>,
    /// The first day of the forecast, as `2026-03-02`: it knows nothing of what came from then on. Today when there is none.
    pub until: Option<String>,
}

/// What a forecast is made of beside the counts.
struct Ahead {
    /// Only of this channel.
    channel: Option<Channel>,
    /// Days to forecast.
    days: u32,
    /// Days between what was counted and the first of those.
    skipped: u32,
    /// By how much days differ from their weekdays.
    special: Calendar,
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
        let zone = TimeZone::get(&time_zone).unwrap_or(TimeZone::UTC);
        let channel = query
            .channel
            .as_deref()
            .and_then(|name| read_channel(&mut checks, name));
        let mut days = Days::before(zone, self.core.clock.now(), weeks * 7)
            .ok_or_else(|| Error::Internal("the clock is beyond the calendar".to_owned()))?;
        let until = query.until.as_deref().unwrap_or_default();
        let skipped = begin_on(&mut checks, &mut days, until, weeks * 7);
        checks.finish()?;
        self.refuse_unseen(actor, query.inbox).await?;
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
        let ahead = Ahead {
            channel,
            days: ahead,
            skipped,
            special: self.special(days.first).await?,
        };
        Ok(told(time_zone, &days, counts, channels, &ahead))
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
    ahead: &Ahead,
) -> History {
    let totals = counts.totals();
    let forecast_of = match ahead.channel {
        Some(channel) => counts.days.iter().map(|day| *day.get(channel)).collect(),
        None => totals.clone(),
    };
    let whole = u32::try_from(totals.len()).unwrap_or(u32::MAX);
    let fewest = u32::try_from(FEWEST_DAYS).unwrap_or_default();
    History {
        time_zone,
        per_month: (whole >= 7).then(|| totals.iter().sum::<f64>() / f64::from(whole) * MONTH),
        forecast: coming(days.today, &counts.dates, &forecast_of, ahead),
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

/// One of the channels that are planned.
fn read_channel(checks: &mut Checks, name: &str) -> Option<Channel> {
    let found = Channel::ALL.into_iter().find(|channel| channel.name() == name);
    if found.is_none() {
        let known = Channel::ALL.map(Channel::name).join(", ");
        checks.refuse(
            "channel",
            "unknown_value",
            format!("\"{name}\" is none of {known}"),
        );
    }
    found
}

/// Lets what is counted end before a day of the past. Of a day to come returns how far it is.
fn begin_on(checks: &mut Checks, days: &mut Days, until: &str, back: u32) -> u32 {
    if until.is_empty() {
        return 0;
    }
    let Ok(first) = until.parse::<Date>() else {
        let detail = format!("\"{until}\" is not a day such as 2026-03-02");
        checks.refuse("until", "invalid_date", detail);
        return 0;
    };
    let away = days.today.until(first).map_or(i32::MAX, |span| span.get_days());
    match u32::try_from(away) {
        Ok(skipped) if skipped <= MOST_DAYS => skipped,
        Err(_) if days.end_before(first, back) => 0,
        _ => {
            let detail = format!("must be a day of the calendar, {MOST_DAYS} days ahead at most");
            checks.refuse("until", "out_of_range", detail);
            0
        }
    }
}

/// Forecasts the days from today on; none with too few whole days.
fn coming(today: Date, dates: &[Date], totals: &[f64], ahead: &Ahead) -> Option<Coming> {
    let day = jiff::Span::new().days(1);
    let (days, skipped) = (
        usize::try_from(ahead.days).ok()?,
        usize::try_from(ahead.skipped).ok()?,
    );
    let later = today.series(day).take(days + skipped);
    let factors: Vec<f64> = dates
        .iter()
        .copied()
        .chain(later)
        .map(|date| ahead.special.factor(date))
        .collect();
    let history = forecast::History {
        counts: totals,
        per_day: 1,
        factors: &factors,
    };
    let options = Options {
        days: days + skipped,
        coverage: Share::new("coverage", COVERAGE).ok()?,
        folds: FOLDS,
    };
    // Refused is only what has too few days; the rest was checked before.
    let forecast = forecast::forecast(&history, &options).ok()?;
    let score = |model| forecast.scores.iter().find(|score| score.model == model).copied();
    let days: Vec<_> = today
        .series(day)
        .zip(forecast.points.iter().copied())
        .skip(skipped)
        .collect();
    let expected: f64 = days.iter().map(|(_, point)| point.expected).sum();
    Some(Coming {
        days,
        score: score(forecast.model),
        naive: score(forecast::Model::SeasonalNaive),
        per_month: expected / f64::from(ahead.days) * MONTH,
        forecast,
    })
}

#[cfg(test)]
mod tests {
    use ::workforce::demand::SpecialDay;
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
        let today = date(2026, 3, 2);
        let dates: Vec<Date> = (1..=70)
            .rev()
            .map(|back| today.checked_sub(jiff::Span::new().days(back)).unwrap())
            .collect();
        let ahead = |skipped, special| Ahead {
            channel: None,
            days: 7,
            skipped,
            special,
        };
        let usual = ahead(0, Calendar::default());
        let coming = super::coming(today, &dates, &past, &usual).unwrap();
        assert_eq!(coming.days.first().map(|(day, _)| *day), Some(date(2026, 3, 2)));
        assert!((coming.per_month - week.iter().sum::<f64>() / 7.0 * MONTH).abs() < 5.0);
        assert!(coming.score.is_some() && coming.naive.is_some());
        assert!(super::coming(today, &dates[..13], &past[..13], &usual).is_none());
        let sale = Calendar(vec![SpecialDay {
            date: date(2026, 3, 10),
            name: "Sale".to_owned(),
            factor: 2.5,
            closed: false,
        }]);
        let next = super::coming(today, &dates, &past, &ahead(7, sale)).unwrap();
        let (day, tuesday) = next.days[1];
        assert_eq!(day, date(2026, 3, 10));
        assert!((tuesday.expected - 2.5 * 44.0).abs() < 5.0, "{tuesday:?}");
    }
}
