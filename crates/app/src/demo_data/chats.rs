//! The made-up company's chat: a site with its widget, and some chats that go on at this moment.

use std::net::Ipv4Addr;

use domain::chat::{Field, FieldKind, Invitation, Texts, Topic, When, Widget};
use domain::{Actor, AgentId, Identity, InboxId, SessionId, TeamId};

use super::Company;
use crate::App;
use crate::chat::{Arrival, Begin, From, Guest, Page, Say};
use crate::conversations::Reply;
use crate::core::{Error, Result};
use crate::inboxes::{ChatInput, NewInbox};

/// Name of the inbox.
const NAME: &str = "Shop chat";

/// A chat that goes on.
struct Talk {
    locale: &'static str,
    name: &'static str,
    email: &'static str,
    topic: &'static str,
    page: &'static str,
    title: &'static str,
    opening: &'static str,
    /// Who took it, by place in the list of colleagues, and what is said in turn, beginning with the answer.
    taken: Option<(usize, &'static [&'static str])>,
}

/// All of a team in which nobody is who looks at the demo: one whose agent is away is offered to the others of the team.
const TALKS: [Talk; 4] = [
    Talk {
        locale: "en",
        name: "Grace Miller",
        email: "grace.miller@example.com",
        topic: "delivery",
        page: "https://shop.lumina.example/product?lamp=crane",
        title: "Crane · Lumina Home",
        opening: "Hello, can I still add the Crane lamp to my order of this morning?",
        taken: Some((
            7,
            &[
                "Hello Grace, you can: it has not left yet. Would you like it in black or brass?",
                "Brass, I think. How long does delivery to Leeds take?",
            ],
        )),
    },
    Talk {
        locale: "vi",
        name: "Phạm Quỳnh Anh",
        email: "quynhanh@example.com",
        topic: "delivery",
        page: "https://shop.lumina.example/cart",
        title: "Giỏ hàng · Lumina Home",
        opening: "Em đặt đèn Lantern hôm thứ Hai mà chưa thấy giao, nhờ shop kiểm tra giúp em với ạ.",
        taken: Some((
            2,
            &[
                "Chào chị Quỳnh Anh, đơn của chị đang ở kho Đà Nẵng, chiều mai sẽ giao đến chị ạ.",
                "Vậy nhờ bên giao hàng gọi em trước 30 phút nhé.",
            ],
        )),
    },
    Talk {
        locale: "ro",
        name: "Mihai Dobre",
        email: "mihai.dobre@example.com",
        topic: "delivery",
        page: "https://shop.lumina.example/product?lamp=bell",
        title: "Bell · Lumina Home",
        opening: "Bună ziua! Pot schimba adresa de livrare pentru comanda de ieri?",
        taken: None,
    },
    Talk {
        locale: "en",
        name: "",
        email: "",
        topic: "delivery",
        page: "https://shop.lumina.example/",
        title: "Lumina Home · lamps",
        opening: "Do you ship to Ireland?",
        taken: None,
    },
];

/// Makes the site.
pub(super) async fn open_site(app: &App, company: &Company) -> Result<InboxId> {
    let system = Actor::system();
    let mail = company.inboxes.first().map(|(id, _)| *id);
    let site = NewInbox {
        channel: channels::chat::CHANNEL.name.to_owned(),
        name: NAME.to_owned(),
        address: String::new(),
        brand_id: None,
        team_id: company.teams.first().copied(),
        email: None,
        chat: Some(ChatInput {
            mail_inbox_id: Some(mail),
            typing_shown: Some(true),
            widget: Some(widget(&company.teams)),
            ..ChatInput::default()
        }),
    };
    let inbox = app.inboxes.create(&system, site).await?.inbox.id;
    let work = app.core().begin().await?;
    for (agent, _) in company.agents.iter().skip(1) {
        store::agents::open_inbox(&work.tx, AgentId(*agent), inbox).await?;
    }
    work.commit().await?;
    Ok(inbox)
}

/// Lets visitors chat in the site.
pub(super) async fn chat(app: &App, company: &Company, inbox: InboxId) -> Result<()> {
    for talk in &TALKS {
        tell(app, company, inbox, talk).await?;
    }
    Ok(())
}

fn words(en: &str, vi: &str, ro: &str) -> std::collections::BTreeMap<String, String> {
    [("en", en), ("vi", vi), ("ro", ro)]
        .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
        .into()
}

fn widget(teams: &[TeamId]) -> Widget {
    let texts = |greeting: &str, subtitle: &str, offline: &str, privacy: &str| Texts {
        greeting: greeting.to_owned(),
        subtitle: subtitle.to_owned(),
        offline: offline.to_owned(),
        privacy: privacy.to_owned(),
    };
    let field = |key: &str, label, kind, required, bound_to: &str| Field {
        key: key.to_owned(),
        label,
        kind,
        required,
        options: Vec::new(),
        bound_to: bound_to.to_owned(),
    };
    let topic = |key: &str, label, team: Option<&TeamId>| Topic {
        key: key.to_owned(),
        label,
        team: team.copied(),
    };
    Widget {
        texts: [
            (
                "en".to_owned(),
                texts(
                    "Hello!",
                    "Ask us anything about our lamps.",
                    "Nobody is here at the moment. Leave us a message and we write back by e-mail.",
                    "We keep what you write here to answer you.",
                ),
            ),
            (
                "vi".to_owned(),
                texts(
                    "Xin chào!",
                    "Bạn cứ hỏi mọi điều về đèn của Lumina.",
                    "Hiện không có ai trực. Hãy để lại lời nhắn, chúng tôi sẽ trả lời qua email.",
                    "Chúng tôi lưu nội dung bạn viết để trả lời bạn.",
                ),
            ),
            (
                "ro".to_owned(),
                texts(
                    "Bună!",
                    "Întrebați-ne orice despre lămpile noastre.",
                    "Momentan nu este nimeni aici. Lăsați-ne un mesaj și vă răspundem prin e-mail.",
                    "Păstrăm ce scrieți aici ca să vă putem răspunde.",
                ),
            ),
        ]
        .into(),
        fields: vec![
            field(
                "name",
                words("Your name", "Tên của bạn", "Numele dumneavoastră"),
                FieldKind::Text,
                false,
                "name",
            ),
            field(
                "email",
                words("E-mail", "Email", "E-mail"),
                FieldKind::Email,
                false,
                "email",
            ),
        ],
        topics: vec![
            topic(
                "products",
                words("Our lamps", "Sản phẩm", "Lămpile noastre"),
                teams.first(),
            ),
            topic(
                "delivery",
                words(
                    "Orders and delivery",
                    "Đơn hàng và giao hàng",
                    "Comenzi și livrare",
                ),
                teams.get(1),
            ),
            topic(
                "returns",
                words(
                    "Returns and repairs",
                    "Đổi trả và sửa chữa",
                    "Retururi și reparații",
                ),
                teams.get(2),
            ),
        ],
        invitations: vec![Invitation {
            id: "cart".to_owned(),
            when: When {
                url_contains: Some("/cart".to_owned()),
                seconds_on_page: Some(20),
                min_cart_value: Some(200.0),
                ..When::default()
            },
            text: words(
                "Questions about your order? I am here.",
                "Bạn cần hỏi gì về đơn hàng không? Mình ở đây.",
                "Aveți întrebări despre comandă? Sunt aici.",
            ),
            agent_name: "Emily".to_owned(),
            once_every_hours: 24,
            open: false,
        }],
        ..Widget::default()
    }
}

async fn tell(app: &App, company: &Company, inbox: InboxId, talk: &Talk) -> Result<()> {
    let from = From {
        ip: "192.0.2.10",
        network: Ipv4Addr::new(192, 0, 2, 10).into(),
        country: "",
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        origin: None,
    };
    let settings = store::chat::sites::find(app.core().reader(), inbox).await?;
    let key = settings.ok_or_else(|| Error::not_found("site", inbox))?.site_key;
    let site = app.chat.site(&key, &from).await?;
    let arrival = Arrival {
        locale: talk.locale,
        page: Page {
            url: talk.page,
            title: talk.title,
            referrer: "https://www.example.com/",
        },
        ..Arrival::default()
    };
    let session = app.chat.arrive(site, &arrival, &from).await?;
    let guest = session.guest;
    let begin = Begin {
        text: talk.opening.to_owned(),
        topic: Some(talk.topic.to_owned()),
        fields: [("name", talk.name), ("email", talk.email)]
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .into(),
        ..Begin::default()
    };
    let token = app.chat.begin(&guest, &begin, "begin").await?;
    let Some((agent, said)) = talk.taken else {
        return Ok(());
    };
    let Some((agent, name)) = company.agents.get(agent) else {
        return Ok(());
    };
    let actor = Actor {
        identity: Identity::Agent(AgentId(*agent), SessionId(0)),
        name: (*name).to_owned(),
        ..Actor::system()
    };
    talk_on(app, &actor, &guest, &token, said).await
}

/// In turn, beginning with the agent.
async fn talk_on(app: &App, actor: &Actor, guest: &Guest, token: &str, said: &[&str]) -> Result<()> {
    for (turn, words) in said.iter().enumerate() {
        let own = app.chat.own(guest, token).await?;
        if turn % 2 == 0 {
            let reply = Reply {
                text: (*words).to_owned(),
                ..Reply::default()
            };
            app.conversations.reply(actor, own.conversation_id, reply).await?;
        } else {
            let say = Say {
                text: (*words).to_owned(),
                ..Say::default()
            };
            app.chat.say(guest, &own, &say, &format!("turn-{turn}")).await?;
        }
    }
    Ok(())
}
