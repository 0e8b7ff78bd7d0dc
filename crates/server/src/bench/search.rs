//! Full-text search: rare and common words, phrases, beginnings of words, with and without diacritics.

use app::App;
use domain::Actor;

use super::database;
use super::measure::{AT_ONCE, memory_mib, repeat};
use crate::cli::Bench;

/// What is looked for.
const QUERIES: [(&str, &str); 7] = [
    ("an order number", "LH-48213"),
    ("a common word", "order "),
    ("two words, typed without diacritics", "khieu nai "),
    ("two words, typed with diacritics", "reclamație fisură "),
    ("a phrase", "\"on its way\""),
    ("the beginning of a word", "refu"),
    ("a word but not another", "parcel -refund "),
];

pub async fn run(app: &App, bench: &Bench) -> anyhow::Result<()> {
    let documents = app.search.count_documents().await?;
    println!(
        "{documents} documents ({} conversations) on {}, {AT_ONCE} at once, {} s each, first 20 hits\n",
        bench.conversations,
        database(app),
        bench.seconds
    );
    println!("| what | a second | p50 | p99 | budget |\n| --- | ---: | ---: | ---: | --- |");
    for (what, query) in QUERIES {
        let (app, actor) = (app.clone(), Actor::system());
        let times = repeat(bench.seconds, move |_| {
            let (app, actor) = (app.clone(), actor.clone());
            async move {
                let ask = app::search::Ask {
                    text: query.to_owned(),
                    ..app::search::Ask::default()
                };
                app.search.find(&actor, &ask, None, 20).await?;
                Ok(())
            }
        })
        .await?;
        println!("| {what}: `{}` | {} | p99 100 ms |", query.trim(), times.cells());
    }
    println!("\nMemory under this load: {} MB.", memory_mib());
    Ok(())
}
