//! A job exists exactly when the transaction that enqueued it has committed.

use std::time::Duration;

use jobs::{Registry, Runner, enqueue};

use crate::support::both;
use crate::world::{Bench, Note, Once, START, World, options};

both! {
    async fn a_job_commits_with_its_transaction_or_not_at_all(db: TestDb) {
        let bench = Bench::on(db).await;
        let tx = db.begin_write().await.unwrap();
        enqueue(&tx, &Note("lost".into()), None).await.unwrap();
        drop(tx);
        bench.enqueue(Note("kept".into())).await;
        let report = bench.runner.run_until_empty().await.unwrap();
        assert_eq!((report.done, bench.world.lines()), (1, vec!["kept".to_owned()]));
        assert!(bench.left().await.is_empty(), "done jobs are deleted");
    }

    async fn jobs_run_in_the_order_of_their_times(db: TestDb) {
        let bench = Bench::on(db).await;
        let at = |seconds| Some(START.plus(Duration::from_secs(seconds)));
        for (text, time) in [("at 20", at(20)), ("at 10", at(10)), ("now 1", None), ("now 2", None)] {
            bench.enqueue_at(Note(text.into()), time).await;
        }
        bench.runner.run_until_empty().await.unwrap();
        assert_eq!(bench.world.lines(), ["now 1", "now 2"]);
        bench.clock.advance(Duration::from_secs(20));
        bench.runner.run_until_empty().await.unwrap();
        assert_eq!(bench.world.lines(), ["now 1", "now 2", "at 10", "at 20"]);
    }

    async fn an_equal_job_that_waits_is_enough(db: TestDb) {
        let bench = Bench::on(db).await;
        let later = Some(START.plus(Duration::from_secs(60)));
        let first = bench.enqueue_at(Once("a".into()), later).await;
        assert_eq!(bench.enqueue_at(Once("a".into()), later).await, first);
        assert_ne!(bench.enqueue_at(Once("b".into()), later).await, first);
        let long = "x".repeat(5000);
        assert_eq!(bench.enqueue(Once(long.clone())).await, bench.enqueue(Once(long)).await);
        // Wanted earlier, it comes earlier; wanted later, it stays.
        assert_eq!(bench.enqueue(Once("a".into())).await, first);
        assert_eq!(bench.enqueue_at(Once("a".into()), later).await, first);
        bench.runner.run_until_empty().await.unwrap();
        assert_eq!(bench.world.count("once a"), 1);
        assert_eq!(bench.world.count("once b"), 0);
        bench.enqueue(Once("a".into())).await;
        bench.runner.run_until_empty().await.unwrap();
        assert_eq!(bench.world.count("once a"), 2, "what is done counts no more");
    }

    async fn unknown_names_are_left_to_who_knows_them(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Note("a".into())).await;
        let elsewhere = Registry::<World>::new().register::<Once>();
        let (world, clock) = (bench.world.clone(), bench.clock.clone());
        let other = Runner::new(db.db.clone(), elsewhere, world, clock, options("other"));
        assert_eq!(other.run_until_empty().await.unwrap().done, 0);
        assert_eq!(bench.left().await, ["Note ready"]);
        assert_eq!(bench.runner.run_until_empty().await.unwrap().done, 1);
    }

    async fn a_renamed_job_still_runs_under_its_old_name(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Note("old".into())).await;
        db::Executor::exec(&db.db, "UPDATE job SET name = 'WriteNote'", db::args![]).await.unwrap();
        let registry = Registry::<World>::new().register::<Note>().register_as::<Note>("WriteNote");
        let (world, clock) = (bench.world.clone(), bench.clock.clone());
        let runner = Runner::new(db.db.clone(), registry, world, clock, options("other"));
        assert_eq!(runner.run_until_empty().await.unwrap().done, 1);
        assert_eq!(bench.world.lines(), ["old"]);
    }
}
