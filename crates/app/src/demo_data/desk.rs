//! What the made-up team has made for itself: saved replies and views.

use domain::conversations::{Priority, Status};
use domain::views::Condition;
use domain::{Actor, TagId};

use crate::App;
use crate::core::Result;
use crate::saved_replies::SavedReplyInput;
use crate::views::ViewInput;

/// A saved reply that everyone has.
struct Reply {
    name: &'static str,
    folder: &'static str,
    language: &'static str,
    body: &'static str,
}

const REPLIES: [Reply; 9] = [
    Reply {
        name: "Delivery time",
        folder: "Delivery",
        language: "en",
        body: "Hello {{contact.first_name|there}},\n\nyour order left our warehouse today and arrives within two working days. \
               The carrier writes to you on the morning of the delivery.\n\nKind regards\n{{agent.first_name}}",
    },
    Reply {
        name: "Thời gian giao hàng",
        folder: "Delivery",
        language: "vi",
        body: "Chào {{contact.name|bạn}},\n\nĐơn hàng của bạn đã rời kho hôm nay và sẽ đến trong hai ngày làm việc. Đơn vị vận \
               chuyển sẽ nhắn cho bạn vào sáng ngày giao.\n\nTrân trọng,\n{{agent.name}}",
    },
    Reply {
        name: "Termen de livrare",
        folder: "Delivery",
        language: "ro",
        body: "Bună ziua, {{contact.first_name|stimate client}},\n\ncomanda dumneavoastră a plecat astăzi din depozit și ajunge în două \
               zile lucrătoare. Curierul vă scrie în dimineața livrării.\n\nCu stimă,\n{{agent.first_name}}",
    },
    Reply {
        name: "Refund on its way",
        folder: "Billing",
        language: "en",
        body: "Hello {{contact.first_name|there}},\n\nthe refund is on its way. Banks usually take three working days.\n\nKind \
               regards\n{{agent.first_name}}",
    },
    Reply {
        name: "Hoàn tiền",
        folder: "Billing",
        language: "vi",
        body: "Chào {{contact.name|bạn}},\n\nChúng tôi đã hoàn tiền cho bạn. Ngân hàng thường cần ba ngày làm việc.\n\nTrân \
               trọng,\n{{agent.name}}",
    },
    Reply {
        name: "Rambursare",
        folder: "Billing",
        language: "ro",
        body: "Bună ziua, {{contact.first_name|stimate client}},\n\nam trimis rambursarea. De obicei, banca are nevoie de trei zile \
               lucrătoare.\n\nCu stimă,\n{{agent.first_name}}",
    },
    Reply {
        name: "Photo of the damage",
        folder: "Returns",
        language: "en",
        body: "Hello {{contact.first_name|there}},\n\nI am sorry that it arrived like this. Could you answer with a photo of the \
               damage and of the parcel? Then I send the replacement today.\n\nKind regards\n{{agent.first_name}}",
    },
    Reply {
        name: "Ảnh chụp hư hỏng",
        folder: "Returns",
        language: "vi",
        body: "Chào {{contact.name|bạn}},\n\nRất xin lỗi vì sản phẩm đến tay bạn không nguyên vẹn. Bạn gửi giúp ảnh chụp phần hư \
               hỏng và kiện hàng nhé, chúng tôi sẽ gửi hàng thay thế ngay hôm nay.\n\nTrân trọng,\n{{agent.name}}",
    },
    Reply {
        name: "Fotografie cu defectul",
        folder: "Returns",
        language: "ro",
        body: "Bună ziua, {{contact.first_name|stimate client}},\n\nîmi pare rău că a ajuns așa. Ne puteți răspunde cu o fotografie a \
               defectului și a coletului? Trimitem astăzi produsul de schimb.\n\nCu stimă,\n{{agent.first_name}}",
    },
];

/// Lists that a desk of this size looks at: what waits too long, and what must not go wrong.
fn views(vip: Option<TagId>) -> Vec<ViewInput> {
    let open = Condition::Status {
        any_of: vec![Status::Open],
    };
    let everyone = |name: &str, conditions: Vec<Condition>, sort: &str| ViewInput {
        name: name.to_owned(),
        owner: Some("everyone".to_owned()),
        conditions,
        sort: Some(sort.to_owned()),
        ..ViewInput::default()
    };
    let mut views = vec![everyone(
        "Waiting over 2 hours",
        vec![open.clone(), Condition::Waiting { minutes: 120 }],
        "waiting",
    )];
    let urgent = Condition::Priority {
        any_of: vec![Priority::High, Priority::Urgent],
    };
    views.push(everyone("High priority", vec![open.clone(), urgent], "waiting"));
    if let Some(vip) = vip {
        let tagged = Condition::Tag { any_of: vec![vip] };
        views.push(everyone("VIP customers", vec![open, tagged], "newest"));
    }
    views
}

/// Writes saved replies and views as an administrator would.
pub(super) async fn furnish(app: &App, vip: Option<TagId>) -> Result<()> {
    let actor = Actor::system();
    for reply in &REPLIES {
        let input = SavedReplyInput {
            name: reply.name.to_owned(),
            folder: Some(reply.folder.to_owned()),
            language: Some(reply.language.to_owned()),
            body: reply.body.to_owned(),
            owner: Some("everyone".to_owned()),
            team: None,
        };
        app.saved_replies.create(&actor, &input).await?;
    }
    for view in views(vip) {
        app.views.create(&actor, &view).await?;
    }
    Ok(())
}
