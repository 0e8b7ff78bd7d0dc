//! What a push says, in the agent's language: no page of ours is open that could translate it.

use domain::agents::Locale;
use domain::notifications::{NotificationKind, RosterNews};
use jiff::civil::Date;
use store::notifications::Notification;

/// Who did what.
pub(super) fn title(locale: Locale, one: &Notification) -> String {
    use NotificationKind as K;
    let name = if one.actor_name.trim().is_empty() {
        &one.contact_name
    } else {
        &one.actor_name
    };
    if let Some(news) = news(one) {
        return roster_title(locale, news, name);
    }
    match (locale, one.kind) {
        // Without its topic there is nothing more to say of it.
        (_, K::ShiftsChanged | K::RosterAsked | K::RosterDecided) => name.clone(),
        (Locale::En, K::Assigned) => format!("{name} assigned a conversation to you"),
        (Locale::En, K::Mentioned) => format!("{name} mentioned you"),
        (Locale::En, K::Replied) => format!("{name} replied"),
        (Locale::En, K::Failed) => "Your message could not be delivered".to_owned(),
        (Locale::En, K::Arrived) => format!("New conversation from {name}"),
        (Locale::En, K::ChatOffered) => format!("Chat from {name}"),
        (Locale::En, K::ChatIdle) => format!("{name} is waiting for your answer"),
        (Locale::Vi, K::Assigned) => format!("{name} đã giao một hội thoại cho bạn"),
        (Locale::Vi, K::Mentioned) => format!("{name} đã nhắc đến bạn"),
        (Locale::Vi, K::Replied) => format!("{name} đã trả lời"),
        (Locale::Vi, K::Failed) => "Thư của bạn không gửi được".to_owned(),
        (Locale::Vi, K::Arrived) => format!("Hội thoại mới từ {name}"),
        (Locale::Vi, K::ChatOffered) => format!("Trò chuyện từ {name}"),
        (Locale::Vi, K::ChatIdle) => format!("{name} đang chờ bạn trả lời"),
        (Locale::Ro, K::Assigned) => format!("{name} ți-a atribuit o conversație"),
        (Locale::Ro, K::Mentioned) => format!("{name} te-a menționat"),
        (Locale::Ro, K::Replied) => format!("{name} a răspuns"),
        (Locale::Ro, K::Failed) => "Mesajul tău nu a putut fi livrat".to_owned(),
        (Locale::Ro, K::Arrived) => format!("Conversație nouă de la {name}"),
        (Locale::Ro, K::ChatOffered) => format!("Chat de la {name}"),
        (Locale::Ro, K::ChatIdle) => format!("{name} așteaptă răspunsul tău"),
    }
}

fn news(one: &Notification) -> Option<RosterNews> {
    one.topic.as_deref()?.parse().ok()
}

/// What happened to rosters.
fn roster_title(locale: Locale, news: RosterNews, name: &str) -> String {
    use RosterNews as N;
    match (locale, news) {
        (Locale::En, N::Published) => "Your shifts are published".to_owned(),
        (Locale::En, N::Changed) => format!("{name} changed your shifts"),
        (Locale::En, N::LeaveAsked) => format!("{name} asks for leave"),
        (Locale::En, N::SwapOffered) => format!("{name} offers you a shift"),
        (Locale::En, N::SwapTaken) => format!("{name} would take a colleague's shift"),
        (Locale::En, N::LeaveGranted) => "Your leave is granted".to_owned(),
        (Locale::En, N::LeaveRefused) => "Your leave is refused".to_owned(),
        (Locale::En, N::SwapApproved) => "The swap of a shift is approved".to_owned(),
        (Locale::En, N::SwapRefused) => "The swap of a shift is refused".to_owned(),
        (Locale::Vi, N::Published) => "Đã có lịch ca làm của bạn".to_owned(),
        (Locale::Vi, N::Changed) => format!("{name} đã thay đổi ca làm của bạn"),
        (Locale::Vi, N::LeaveAsked) => format!("{name} xin nghỉ phép"),
        (Locale::Vi, N::SwapOffered) => format!("{name} đề nghị nhường một ca cho bạn"),
        (Locale::Vi, N::SwapTaken) => format!("{name} muốn nhận ca của đồng nghiệp"),
        (Locale::Vi, N::LeaveGranted) => "Đơn xin nghỉ của bạn đã được duyệt".to_owned(),
        (Locale::Vi, N::LeaveRefused) => "Đơn xin nghỉ của bạn bị từ chối".to_owned(),
        (Locale::Vi, N::SwapApproved) => "Việc đổi ca đã được duyệt".to_owned(),
        (Locale::Vi, N::SwapRefused) => "Việc đổi ca bị từ chối".to_owned(),
        (Locale::Ro, N::Published) => "Turele tale au fost publicate".to_owned(),
        (Locale::Ro, N::Changed) => format!("{name} ți-a schimbat turele"),
        (Locale::Ro, N::LeaveAsked) => format!("{name} cere concediu"),
        (Locale::Ro, N::SwapOffered) => format!("{name} îți oferă o tură"),
        (Locale::Ro, N::SwapTaken) => format!("{name} ar prelua tura unui coleg"),
        (Locale::Ro, N::LeaveGranted) => "Concediul tău a fost aprobat".to_owned(),
        (Locale::Ro, N::LeaveRefused) => "Concediul tău a fost refuzat".to_owned(),
        (Locale::Ro, N::SwapApproved) => "Schimbul de tură a fost aprobat".to_owned(),
        (Locale::Ro, N::SwapRefused) => "Schimbul de tură a fost refuzat".to_owned(),
    }
}

/// The day as it is written in the language.
fn day_words(locale: Locale, day: &str) -> String {
    let Ok(day) = day.parse::<Date>() else {
        return day.to_owned();
    };
    let form = match locale {
        Locale::En => "%-d %B %Y",
        Locale::Vi => "%d/%m/%Y",
        Locale::Ro => "%d.%m.%Y",
    };
    day.strftime(form).to_string()
}

/// Where.
pub(super) fn body(locale: Locale, one: &Notification) -> String {
    if let (Some(news), Some(day)) = (news(one), &one.day) {
        let day = day_words(locale, day);
        return match (locale, news.kind()) {
            (Locale::En, NotificationKind::ShiftsChanged) => format!("Week of {day}"),
            (Locale::Vi, NotificationKind::ShiftsChanged) => format!("Tuần từ {day}"),
            (Locale::Ro, NotificationKind::ShiftsChanged) => format!("Săptămâna din {day}"),
            _ => day,
        };
    }
    let subject = match (one.subject.trim(), locale) {
        ("", Locale::En) => "No subject",
        ("", Locale::Vi) => "Không có tiêu đề",
        ("", Locale::Ro) => "Fără subiect",
        (subject, _) => subject,
    };
    // A push has some 4,000 bytes for all; a subject may have 500 characters.
    let subject: String = subject.chars().take(200).collect();
    format!("#{} {subject}", one.number)
}

/// The test: its title and text.
pub(super) const fn test(locale: Locale) -> (&'static str, &'static str) {
    match locale {
        Locale::En => (
            "Notifications work",
            "This browser will tell you, even while Rapport is closed.",
        ),
        Locale::Vi => (
            "Thông báo đã hoạt động",
            "Trình duyệt này sẽ báo cho bạn, kể cả khi Rapport đang đóng.",
        ),
        Locale::Ro => (
            "Notificările funcționează",
            "Acest browser te va anunța chiar și când Rapport este închis.",
        ),
    }
}
