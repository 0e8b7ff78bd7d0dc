//! The people and places of the made-up company, a shop for lamps and small furniture in Romania and Vietnam.

use domain::agents::Locale;

use super::random::Random;

/// Name of the company.
pub(super) const ORGANISATION: &str = "Lumina Home";
/// Where its clock stands.
pub(super) const TIME_ZONE: &str = "Europe/Bucharest";
/// Name of its owner.
pub(super) const OWNER_NAME: &str = "Andreea Marin";
/// Mail address of its owner, to sign in with.
pub const OWNER_EMAIL: &str = "owner@lumina.example";
/// Password of its owner. It is printed at every start; there is nothing to protect.
pub const OWNER_PASSWORD: &str = "lumina-demo";
/// Password of all others.
pub(super) const COLLEAGUE_PASSWORD: &str = "lumina-demo";

/// A colleague.
pub(super) struct Colleague {
    pub name: &'static str,
    pub email: &'static str,
    pub locale: Locale,
    pub leads: bool,
}

const fn colleague(name: &'static str, email: &'static str, locale: Locale, leads: bool) -> Colleague {
    Colleague {
        name,
        email,
        locale,
        leads,
    }
}

/// The colleagues.
pub(super) const AGENTS: [Colleague; 7] = [
    colleague("Trần Minh Khoa", "khoa@lumina.example", Locale::Vi, true),
    colleague("Nguyễn Thu Hà", "ha@lumina.example", Locale::Vi, false),
    colleague("Lê Quốc Bảo", "bao@lumina.example", Locale::Vi, false),
    colleague("Ioana Petrescu", "ioana@lumina.example", Locale::Ro, true),
    colleague("Ștefan Țurcanu", "stefan@lumina.example", Locale::Ro, false),
    colleague("Emily Carter", "emily@lumina.example", Locale::En, false),
    colleague("James O'Connor", "james@lumina.example", Locale::En, false),
];

/// The teams, one for each inbox.
pub(super) const TEAMS: [&str; 3] = ["Customer care", "Billing", "Returns and repairs"];

/// An inbox.
pub(super) struct Place {
    pub name: &'static str,
    pub address: &'static str,
    pub signature: &'static str,
}

/// The inboxes.
pub(super) const INBOXES: [Place; 3] = [
    Place {
        name: "Support",
        address: "support@lumina.example",
        signature: "Lumina Home · support@lumina.example",
    },
    Place {
        name: "Billing",
        address: "billing@lumina.example",
        signature: "Lumina Home · Billing",
    },
    Place {
        name: "Returns",
        address: "returns@lumina.example",
        signature: "Lumina Home · Returns and repairs",
    },
];

/// The tags, with their colours.
pub(super) const TAGS: [(&str, &str); 8] = [
    ("Delivery", "#0ea5e9"),
    ("Refund", "#f59e0b"),
    ("Warranty", "#8b5cf6"),
    ("VIP", "#eab308"),
    ("Damaged", "#ef4444"),
    ("Invoice", "#14b8a6"),
    ("Product question", "#64748b"),
    ("Praise", "#22c55e"),
];

/// A customer.
pub(super) struct Customer {
    pub name: String,
    pub email: String,
    pub locale: Locale,
}

const VI_FAMILY: [&str; 12] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô",
];
const VI_MIDDLE: [&str; 8] = ["Thị", "Văn", "Minh", "Ngọc", "Thu", "Quốc", "Hồng", "Đức"];
const VI_GIVEN: [&str; 16] = [
    "Lan", "Hương", "Tuấn", "Dũng", "Linh", "Trang", "Hải", "Phương", "Thảo", "Sơn", "Yến", "Khánh", "Tuyết",
    "Đạt", "Quỳnh", "Ánh",
];
const RO_FAMILY: [&str; 12] = [
    "Popescu",
    "Ionescu",
    "Dumitru",
    "Stan",
    "Gheorghe",
    "Constantinescu",
    "Munteanu",
    "Țepeș",
    "Șerban",
    "Drăgan",
    "Moldovan",
    "Rusu",
];
const RO_GIVEN: [&str; 14] = [
    "Maria",
    "Andrei",
    "Elena",
    "Mihai",
    "Ștefania",
    "Ioan",
    "Cătălina",
    "Răzvan",
    "Anca",
    "Bogdan",
    "Lăcrămioara",
    "Țvetana",
    "Doru",
    "Irina",
];
const EN_FAMILY: [&str; 12] = [
    "Smith", "Johnson", "Williams", "Brown", "Taylor", "Davies", "Evans", "Walker", "Wright", "Robinson",
    "Hughes", "Clarke",
];
const EN_GIVEN: [&str; 14] = [
    "Olivia",
    "Jack",
    "Amelia",
    "Harry",
    "Isla",
    "George",
    "Grace",
    "Oscar",
    "Freya",
    "Leo",
    "Charlotte",
    "Thomas",
    "Ruby",
    "Henry",
];
const DOMAINS: [&str; 6] = [
    "example.com",
    "example.net",
    "example.org",
    "mail.example.com",
    "post.example.net",
    "home.example.org",
];

/// The customer with this number.
pub(super) fn customer(number: u32) -> Customer {
    let mut random = Random::new(0xC0FF_EE00 ^ (u64::from(number) << 8));
    let mut one = |of: &'static [&'static str]| random.pick(of).copied().unwrap_or_default();
    let (name, locale) = match number % 10 {
        0..=3 => (
            format!("{} {} {}", one(&VI_FAMILY), one(&VI_MIDDLE), one(&VI_GIVEN)),
            Locale::Vi,
        ),
        4..=6 => (format!("{} {}", one(&RO_GIVEN), one(&RO_FAMILY)), Locale::Ro),
        _ => (format!("{} {}", one(&EN_GIVEN), one(&EN_FAMILY)), Locale::En),
    };
    let local = domain::text::fold(&name).replace([' ', '\''], ".");
    let email = format!("{local}.{number}@{}", one(&DOMAINS));
    Customer { name, email, locale }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_are_always_the_same_and_their_addresses_usable() {
        for number in 0..200 {
            let person = customer(number);
            assert!(domain::validate::is_email(&person.email), "{}", person.email);
            assert_eq!(person.email, customer(number).email);
        }
    }
}
