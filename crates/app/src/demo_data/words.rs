//! What customers and colleagues say, in three languages. `{name}`, `{order}`, `{product}`, `{amount}` and `{city}` are filled in.

mod english;
mod romanian;
mod vietnamese;

use domain::agents::Locale;

use super::random::Random;

/// A kind of conversation in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Topic {
    /// Place in the list of inboxes.
    pub inbox: usize,
    /// Place in the list of tags.
    pub tag: usize,
    /// Subjects.
    pub subjects: &'static [&'static str],
    /// The customer's first message.
    pub opening: &'static [&'static str],
    /// The first answer.
    pub answers: &'static [&'static str],
    /// What the customer says then.
    pub follow_ups: &'static [&'static str],
    /// What we say then.
    pub closings: &'static [&'static str],
    /// Notes among colleagues.
    pub notes: &'static [&'static str],
}

/// A topic in a language.
pub(super) fn topic(locale: Locale, random: &mut Random) -> Topic {
    let topics: &[Topic] = match locale {
        Locale::En => &english::TOPICS,
        Locale::Vi => &vietnamese::TOPICS,
        Locale::Ro => &romanian::TOPICS,
    };
    random.pick(topics).copied().unwrap_or(english::TOPICS[0])
}

/// What is filled into a text.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    name: String,
    order: String,
    product: &'static str,
    amount: String,
    city: &'static str,
}

const PRODUCTS: [&str; 12] = [
    "Aurora 40",
    "Luna Mini",
    "Opal Desk",
    "Terra Shelf",
    "Nova Pendant",
    "Sola Floor",
    "Brisa Chair",
    "Kiri Table",
    "Halo Strip",
    "Vela Sconce",
    "Mira Mirror",
    "Onda Stool",
];
const CITIES: [&str; 10] = [
    "Hà Nội",
    "Đà Nẵng",
    "Cần Thơ",
    "Huế",
    "București",
    "Timișoara",
    "Iași",
    "Brașov",
    "Leeds",
    "Bristol",
];

impl Slots {
    /// Chance decides; the name is the customer's.
    pub(super) fn random(name: &str, random: &mut Random) -> Self {
        Self {
            name: name.to_owned(),
            order: format!("LH-{}", 20_000 + random.below(70_000)),
            product: random.pick(&PRODUCTS).copied().unwrap_or_default(),
            amount: format!("{}.{:02} €", 19 + random.below(380), random.below(100)),
            city: random.pick(&CITIES).copied().unwrap_or_default(),
        }
    }

    /// Fills a text.
    pub(super) fn fill(&self, text: &str) -> String {
        text.replace("{name}", &self.name)
            .replace("{order}", &self.order)
            .replace("{product}", self.product)
            .replace("{amount}", &self.amount)
            .replace("{city}", self.city)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_filled_and_no_list_is_empty() {
        let slots = Slots::random("Lan", &mut Random::new(1));
        for topic in english::TOPICS
            .iter()
            .chain(&vietnamese::TOPICS)
            .chain(&romanian::TOPICS)
        {
            let lists = [
                topic.subjects,
                topic.opening,
                topic.answers,
                topic.follow_ups,
                topic.closings,
                topic.notes,
            ];
            for list in lists {
                assert!(!list.is_empty());
                for text in list {
                    assert!(!slots.fill(text).contains(['{', '}']), "{text}");
                }
            }
        }
    }
}
