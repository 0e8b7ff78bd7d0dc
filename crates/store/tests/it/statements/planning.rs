//! What was counted of the work.

use store::special_days::SpecialDay;

use super::*;

pub(super) async fn what_was_counted(world: &World, db: &Recorder, outcomes: &mut Outcomes) {
    let day = SpecialDay {
        day: "2026-12-25".to_owned(),
        name: "Christmas".to_owned(),
        percent: 40,
    };
    let mut pay = store::budgets::BudgetLine {
        name: "Pay".to_owned(),
        planned: 1200,
        spent: [None; store::budgets::MONTHS],
    };
    pay.spent[0] = Some(100);
    let lines = [pay];
    run! { outcomes, db,
        budgets::find(2026); budgets::replace(2026, None, &lines, NOW); budgets::replace(2026, Some(1), &lines, NOW);
        budgets::find(2026);
    }
    run! { outcomes, db,
        special_days::put(&day, NOW); special_days::put(&day, NOW); special_days::since("2026-01-01");
        special_days::delete(&day.day);
    }
    for scope in [Actor::system().scope(), world.agents_scope()] {
        for inbox in [None, Some(world.support)] {
            let counted = workforce::Counted {
                scope,
                inbox,
                from: domain::Timestamp(0),
                until: NOW,
            };
            run! { outcomes, db,
                workforce::begun(&counted); workforce::reopened(&counted); workforce::first_answers(&counted);
                workforce::chats_handled(&counted);
                workforce::chats_queued(&counted); workforce::worked(&counted); workforce::slow(&counted, 60_000_000); workforce::solved(&counted); workforce::first(scope);
                workforce::waiting(scope, inbox); workforce::agents(inbox);
            }
        }
    }
}
