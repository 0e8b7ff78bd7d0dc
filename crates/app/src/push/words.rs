//! What a push says, in the agent's language: no page of ours is open that could translate it.

use domain::agents::Locale;
use domain::notifications::NotificationKind;
use store::notifications::Notification;

/// Who did what.
pub(super) fn title(locale: Locale, one: &Notification) -> String {
    use NotificationKind as K;
    let name = if one.actor_name.trim().is_empty() {
        &one.contact_name
    } else {
        &one.actor_name
    };
    match (locale, one.kind) {
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

/// Where.
pub(super) fn body(locale: Locale, one: &Notification) -> String {
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
