//! Chats that are over: rows, so that there is something to count.

use std::time::Duration;

use db::{Value, args};
use domain::agents::Locale;
use domain::conversations::{EntryKind, Status};
use domain::search::searchable;
use domain::text::excerpt;
use domain::{InboxId, Timestamp};

use super::Company;
use super::cast::customer;
use super::conversation::{Batch, NUMBERS_AFTER};
use super::random::Random;
use super::times::Curve;
use crate::conversations::PREVIEW;

/// One for so many mails.
const MAILS_A_CHAT: u32 = 4;

/// Entries of the timeline that are messages.
const MESSAGE_SEQS: [i64; 3] = [2, 4, 5];
/// The last entry.
const LAST_SEQ: i64 = 7;

/// What is said in a chat: question, answer, thanks.
type Talk = [&'static str; 3];

const ENGLISH: [Talk; 3] = [
    [
        "Hi, is the Crane lamp dimmable?",
        "Hello! It is, with any LED dimmer.",
        "Great, thank you!",
    ],
    [
        "Where is my parcel?",
        "It left yesterday and arrives tomorrow before noon.",
        "Perfect, thanks.",
    ],
    [
        "Can I still change the colour of my order?",
        "Yes, it is not packed yet. Which one would you like?",
        "Brass, please. Thank you!",
    ],
];
const VIETNAMESE: [Talk; 3] = [
    [
        "Đèn Crane có chỉnh được độ sáng không shop?",
        "Dạ có ạ, dùng được với mọi loại công tắc LED chỉnh sáng.",
        "Cảm ơn shop nhé!",
    ],
    [
        "Đơn hàng của mình tới đâu rồi?",
        "Dạ hàng đã gửi hôm qua, trưa mai sẽ tới ạ.",
        "Vâng, cảm ơn bạn.",
    ],
    [
        "Mình đổi màu đèn được không?",
        "Dạ được ạ, đơn chưa đóng gói. Anh chị muốn màu nào ạ?",
        "Màu đồng nhé, cảm ơn.",
    ],
];
const ROMANIAN: [Talk; 3] = [
    [
        "Bună! Lampa Crane merge cu variator?",
        "Bună ziua! Da, cu orice variator pentru LED.",
        "Mulțumesc frumos!",
    ],
    [
        "Unde este coletul meu?",
        "A plecat ieri și ajunge mâine până la prânz.",
        "Perfect, mulțumesc.",
    ],
    [
        "Mai pot schimba culoarea comenzii?",
        "Da, încă nu a fost ambalată. Ce culoare doriți?",
        "Alamă, vă rog. Mulțumesc!",
    ],
];

/// Where the keys of new rows begin, and what they are made of.
pub(super) struct Past<'a> {
    pub company: &'a Company,
    pub site: InboxId,
    pub contacts: u32,
    /// Conversations and messages that are there already.
    pub conversations: u32,
    pub messages: i64,
    pub curve: &'a Curve,
    pub now: Timestamp,
}

/// Rows of chats, beside those of every conversation.
pub(super) struct Chats {
    pub batch: Batch,
    pub chats: Vec<Vec<Value>>,
    pub last_number: i64,
}

impl Past<'_> {
    /// Conversations of a day, mails and chats.
    pub(super) fn a_day(&self) -> f64 {
        let all = f64::from(self.conversations) * (1.0 + 1.0 / f64::from(MAILS_A_CHAT));
        all / (self.curve.age(1.0).as_secs_f64() / 86_400.0).max(1.0)
    }
}

/// Makes one chat for every few mails.
pub(super) fn make(past: &Past<'_>) -> Chats {
    let count = past.conversations / MAILS_A_CHAT;
    let mut made = Chats {
        batch: Batch::default(),
        chats: Vec::new(),
        last_number: NUMBERS_AFTER + i64::from(past.conversations + count),
    };
    for index in 0..count {
        let mut random = Random::new(0xC4A7_0001 ^ (u64::from(index) << 16));
        let chance = f64::from(u32::try_from(random.below(1_000)).unwrap_or(0)) / 1_000.0;
        // Not within the last hour: what goes on now is told elsewhere.
        let part = (f64::from(count - 1 - index) + chance) / f64::from(count);
        let age = past.curve.age(part).max(Duration::from_secs(3600));
        one(past, index, past.now.minus(age), &mut random, &mut made);
    }
    made
}

fn one(past: &Past<'_>, index: u32, begun: Timestamp, random: &mut Random, made: &mut Chats) {
    let number = u32::try_from(random.below(past.contacts.into())).unwrap_or(0);
    let person = customer(number);
    let Some((agent, agent_name)) = random.pick(&past.company.agents).copied() else {
        return;
    };
    let talks = match person.locale {
        Locale::En => &ENGLISH,
        Locale::Vi => &VIETNAMESE,
        Locale::Ro => &ROMANIAN,
    };
    let Some(talk) = random.pick(talks) else { return };
    let accepted = begun.plus(Duration::from_secs(8 + random.below(80)));
    let over = Over {
        id: i64::from(past.conversations) + i64::from(index) + 1,
        first_message: past.messages + i64::from(index) * 3 + 1,
        contact: i64::from(number) + 1,
        name: person.name,
        agent,
        agent_name,
        locale: person.locale,
        talk,
        begun,
        accepted,
        answered: accepted.plus(Duration::from_secs(15 + random.below(60))),
        ended: accepted.plus(Duration::from_secs(180 + random.below(300) + random.below(300))),
    };
    over.entries(&mut made.batch);
    over.messages(past.site, &mut made.batch);
    over.conversation(past, &mut made.batch);
    made.chats
        .push(args![over.id, past.site, begun, accepted, over.ended, LAST_SEQ]);
}

/// What the rows of an ended chat say.
struct Over {
    id: i64,
    first_message: i64,
    contact: i64,
    name: String,
    agent: i64,
    agent_name: &'static str,
    locale: Locale,
    talk: &'static Talk,
    begun: Timestamp,
    accepted: Timestamp,
    answered: Timestamp,
    ended: Timestamp,
}

impl Over {
    fn entries(&self, rows: &mut Batch) {
        let mut entry =
            |seq: i64, kind: EntryKind, by_agent: bool, message: Option<i64>, to: Option<&str>, at| {
                let (actor_kind, actor, name) = if by_agent {
                    ("agent", self.agent, self.agent_name.to_owned())
                } else {
                    ("contact", self.contact, self.name.clone())
                };
                rows.entries.push(args![
                    self.id,
                    seq,
                    kind.as_str(),
                    actor_kind,
                    actor,
                    name,
                    message,
                    None::<&str>,
                    to,
                    at
                ]);
            };
        let [asked, said, thanked] = MESSAGE_SEQS;
        let first = self.first_message;
        entry(1, EntryKind::Created, false, None, None, self.begun);
        entry(asked, EntryKind::Message, false, Some(first), None, self.begun);
        entry(
            3,
            EntryKind::Assigned,
            true,
            None,
            Some(self.agent_name),
            self.accepted,
        );
        entry(
            said,
            EntryKind::Message,
            true,
            Some(first + 1),
            None,
            self.answered,
        );
        entry(
            thanked,
            EntryKind::Message,
            false,
            Some(first + 2),
            None,
            self.ended,
        );
        entry(6, EntryKind::ChatEnded, true, None, None, self.ended);
        entry(
            LAST_SEQ,
            EntryKind::StatusChanged,
            true,
            None,
            Some("solved"),
            self.ended,
        );
    }

    fn messages(&self, site: InboxId, rows: &mut Batch) {
        let times = [self.begun, self.answered, self.ended];
        let turns = self.talk.iter().zip(times).zip(MESSAGE_SEQS);
        for (id, ((text, at), seq)) in (self.first_message..).zip(turns) {
            let ours = seq == MESSAGE_SEQS[1];
            rows.messages.push(args![
                id,
                self.id,
                site,
                if ours { "out" } else { "in" },
                ours.then_some(self.agent),
                (!ours).then_some(self.contact),
                if ours { self.agent_name } else { self.name.as_str() },
                "",
                "{}",
                "",
                *text,
                self.locale.as_str(),
                None::<&str>,
                if ours { "sent" } else { "received" },
                ours.then_some(at),
                at,
            ]);
            let words = searchable(text);
            rows.documents
                .push(args!["message", self.id, id, None::<i64>, site, seq, at, words]);
        }
    }

    fn conversation(&self, past: &Past<'_>, rows: &mut Batch) {
        let number = NUMBERS_AFTER + self.id;
        let [subject, _, last] = self.talk;
        let [_, said, thanked] = MESSAGE_SEQS;
        rows.documents.push(args![
            "conversation",
            self.id,
            None::<i64>,
            None::<i64>,
            past.site,
            None::<i64>,
            self.begun,
            searchable(&format!("{number} {subject}"))
        ]);
        rows.conversations.push(args![
            self.id,
            number,
            format!("demo{number:0>16}"),
            past.site,
            self.contact,
            *subject,
            excerpt(last, PREVIEW),
            Status::Solved.as_str(),
            false,
            "normal",
            self.agent,
            past.company.teams.first().copied(),
            self.locale.as_str(),
            3_i64,
            LAST_SEQ,
            thanked,
            said,
            None::<Timestamp>,
            self.answered,
            self.ended,
            self.begun,
            self.ended,
            channels::chat::CHANNEL.name,
        ]);
    }
}
