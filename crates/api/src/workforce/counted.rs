//! What was counted, as it is shown.

use api_types::{
    AtOnceView, ByChannel, FirstAnswerView, ForecastDayView, ForecastErrorView, HandlingView,
    HistoryChannelView, HistoryDayView, HistoryForecastView, NotMeasuredView, PatienceView, SignView,
    TodayDayView, WorkforceHistoryView, WorkforceTodayView,
};
use app::workforce::demand::PerChannel;
use app::workforce::forecast::{Model, Score};
use app::workforce::overload::{Evidence, Level};
use app::workforce::{COVERAGE, ChannelHistory, Coming, DayPast, History, LATE_AFTER_H, Today};

pub(super) fn history(history: History) -> WorkforceHistoryView {
    let sum = |day: &PerChannel<f64>| day.total();
    let counted = PerChannel::from_fn(|channel| {
        let of = history.channels.iter().find(|known| known.channel == channel);
        of.map_or(0.0, |known| known.contacts)
    });
    WorkforceHistoryView {
        time_zone: history.time_zone,
        days: history
            .days
            .iter()
            .map(|(date, contacts)| HistoryDayView {
                date: date.to_string(),
                contacts: sum(contacts),
                by_channel: by_channel(contacts),
            })
            .collect(),
        contacts: counted.total(),
        per_month: history.per_month,
        mix: counted
            .shares()
            .map(|shares| by_channel(&shares))
            .unwrap_or_default(),
        not_measured: history.channels.iter().flat_map(not_measured).collect(),
        channels: history.channels.into_iter().map(channel).collect(),
        forecast: history.forecast.map(coming),
        missing_days: history.missing_days,
    }
}

fn by_channel(of: &PerChannel<f64>) -> ByChannel {
    ByChannel {
        phone: of.phone,
        chat: of.chat,
        messaging: of.messaging,
        social: of.social,
        email: of.email,
    }
}

fn channel(known: ChannelHistory) -> HistoryChannelView {
    let waits = known.median_minutes.zip(known.within);
    HistoryChannelView {
        channel: known.channel.name().to_owned(),
        contacts: known.contacts,
        reopened: known.reopened,
        profile: known.profile,
        first_answer: waits.map(|(median_minutes, [hour, four, day])| FirstAnswerView {
            sample: known.answered,
            median_minutes,
            within_hour: hour,
            within_four_hours: four,
            within_day: day,
        }),
        handling: known
            .handling
            .map(|(mean_s, sample)| HandlingView { sample, mean_s }),
        at_once: known.at_once.map(|(mean, sample)| AtOnceView { sample, mean }),
        patience: known.patience.map(|patience| PatienceView {
            sample: patience.sample,
            given_up: patience.given_up,
            mean_s: patience.mean_s,
        }),
    }
}

/// What a channel's plan has to assume, because there is too little of it yet.
fn not_measured(known: &ChannelHistory) -> Vec<NotMeasuredView> {
    let channel = known.channel.name();
    let chat = channel == "chat";
    [
        ("handling", known.handling.is_none()),
        ("profile", known.profile.is_none()),
        ("first_answer", known.within.is_none()),
        ("at_once", chat && known.at_once.is_none()),
        ("patience", chat && known.patience.is_none()),
    ]
    .into_iter()
    .filter(|(_, missing)| *missing)
    .map(|(what, _)| NotMeasuredView {
        what: what.to_owned(),
        channel: channel.to_owned(),
        reason: "too_few".to_owned(),
    })
    .collect()
}

fn coming(coming: Coming) -> HistoryForecastView {
    let model = match coming.forecast.model {
        Model::SeasonalNaive => "seasonal_naive",
        Model::FourWeeks => "four_weeks",
        Model::LevelAndShape => "level_and_shape",
    };
    HistoryForecastView {
        days: coming
            .days
            .into_iter()
            .map(|(date, point)| ForecastDayView {
                date: date.to_string(),
                expected: point.expected,
                lower: point.lower,
                upper: point.upper,
            })
            .collect(),
        model: model.to_owned(),
        formula: coming.forecast.formula.to_owned(),
        per_month: coming.per_month,
        coverage: COVERAGE,
        error: coming.score.map(error),
        naive_error: coming.naive.map(error),
    }
}

fn error(score: Score) -> ForecastErrorView {
    ForecastErrorView {
        wape: score.wape,
        mase: score.mase,
        coverage: score.coverage,
        days: score.intervals.try_into().unwrap_or(u64::MAX),
    }
}

pub(super) fn today(today: Today) -> WorkforceTodayView {
    let level = match today.overload.level {
        Level::Calm => "calm",
        Level::Strained => "strained",
        Level::Overloaded => "overloaded",
        Level::Hire => "hire",
    };
    let seen = |sign: &str| today.overload.evidence.iter().any(|seen| seen.sign == sign);
    WorkforceTodayView {
        not_measured: if seen("occupancy") {
            Vec::new()
        } else {
            vec!["occupancy".to_owned()]
        },
        level: level.to_owned(),
        hire: today.overload.hire,
        have_time: today.overload.have_time,
        plan_instead: today.overload.plan_instead,
        signs: today.overload.evidence.iter().map(sign).collect(),
        days_in_a_row: today.days_in_a_row,
        agents: today.agents,
        waiting: today.waiting,
        late: today.late,
        late_after_h: LATE_AFTER_H,
        in_opening_hours: today.in_opening_hours,
        contacts_a_day: today.contacts_a_day,
        solved_a_day: today.solved_a_day,
        begun: today.begun,
        unanswered: today.unanswered,
        days: today.days.into_iter().map(day).collect(),
        formula: today.overload.formula.to_owned(),
    }
}

fn sign(seen: &Evidence) -> SignView {
    SignView {
        sign: seen.sign.to_owned(),
        value: seen.value,
        limit: seen.limit,
        ratio: seen.ratio,
    }
}

fn day(past: DayPast) -> TodayDayView {
    TodayDayView {
        date: past.date.to_string(),
        contacts: past.contacts,
        late: past.late,
        backlog_age_h: past.backlog_age_h,
    }
}
