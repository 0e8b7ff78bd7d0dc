//! How jobs end: done, put off, given up, retried by hand.

use std::time::Duration;

use jobs::{list_dead, list_pending, purge_dead, remove_dead, retry_dead};

use crate::support::both;
use crate::world::{Bench, Fail, Once};

both! {
    async fn a_failing_job_is_tried_again_with_growing_pauses_and_then_kept(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Fail::Retry).await;
        let mut pauses = Vec::new();
        for attempt in 1..=2_u32 {
            assert_eq!(bench.runner.run_until_empty().await.unwrap().retried, 1);
            let job = list_pending(&db.db, 10).await.unwrap().remove(0);
            assert_eq!((job.attempts, job.last_error.as_deref()), (attempt, Some("no luck")));
            let pause = job.run_at.since(bench.clock.now());
            pauses.push(pause.as_secs_f64());
            assert_eq!(bench.runner.run_until_empty().await.unwrap().retried, 0, "not before its time");
            bench.clock.advance(pause);
        }
        assert!((4.0..=6.0).contains(&pauses[0]) && (8.0..=12.0).contains(&pauses[1]), "{pauses:?}");
        assert_eq!(bench.runner.run_until_empty().await.unwrap().dead, 1);
        let lines = ["attempt 1 last false", "attempt 2 last false", "attempt 3 last true"];
        assert_eq!(bench.world.lines(), lines);
        let dead = list_dead(&db.db, 10).await.unwrap();
        assert_eq!((dead[0].name.as_str(), dead[0].attempts, dead[0].last_error.as_deref()), ("Fail", 3, Some("no luck")));
        assert!(bench.left().await.is_empty());
    }

    async fn a_job_may_say_when_to_try_again(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Fail::RetryAfter(600)).await;
        bench.runner.run_until_empty().await.unwrap();
        let job = list_pending(&db.db, 10).await.unwrap().remove(0);
        assert_eq!(job.run_at.since(bench.clock.now()), Duration::from_secs(600));
    }

    async fn a_hopeless_job_is_given_up_at_once(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Fail::Never).await;
        assert_eq!(bench.runner.run_until_empty().await.unwrap().dead, 1);
        assert_eq!(list_dead(&db.db, 10).await.unwrap()[0].last_error.as_deref(), Some("no hope "));
    }

    async fn a_panic_costs_its_job_an_attempt_and_nobody_else_anything(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Fail::Panic).await;
        bench.enqueue(Fail::Never).await;
        let report = bench.runner.run_until_empty().await.unwrap();
        assert_eq!((report.retried, report.dead), (1, 1));
        assert_eq!(list_pending(&db.db, 10).await.unwrap()[0].last_error.as_deref(), Some("it panicked"));
    }

    async fn arguments_that_cannot_be_read_bury_the_job(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Fail::Never).await;
        db::Executor::exec(&db.db, "UPDATE job SET payload = '{'", db::args![]).await.unwrap();
        assert_eq!(bench.runner.run_until_empty().await.unwrap().dead, 1);
        assert!(bench.world.lines().is_empty());
    }

    async fn dead_jobs_are_retried_or_removed_by_hand(db: TestDb) {
        let bench = Bench::on(db).await;
        let [first, second] = [bench.enqueue(Fail::Never).await, bench.enqueue(Fail::Never).await];
        bench.runner.run_until_empty().await.unwrap();
        assert!(retry_dead(&db.db, first, bench.clock.now()).await.unwrap());
        assert!(!retry_dead(&db.db, first, bench.clock.now()).await.unwrap(), "it is not dead any more");
        assert_eq!(list_pending(&db.db, 10).await.unwrap()[0].attempts, 0);
        assert!(remove_dead(&db.db, second).await.unwrap());
        assert!(!remove_dead(&db.db, second).await.unwrap());
        assert_eq!(bench.runner.run_until_empty().await.unwrap().dead, 1);
        let now = bench.clock.now();
        assert_eq!(purge_dead(&db.db, now).await.unwrap(), 0);
        assert_eq!(purge_dead(&db.db, now.plus(Duration::from_secs(1))).await.unwrap(), 1);
        assert!(list_dead(&db.db, 10).await.unwrap().is_empty());
    }

    async fn a_failed_job_makes_way_for_an_equal_one_enqueued_meanwhile(db: TestDb) {
        let bench = Bench::on(db).await;
        let first = bench.enqueue(Once("bad".into())).await;
        // It fails while an equal one waits: enqueued between its claim and its end.
        db::Executor::exec(&db.db, "UPDATE job SET state = 'running', locked_by = 'first', locked_until = 0", db::args![])
            .await
            .unwrap();
        let second = bench.enqueue(Once("bad".into())).await;
        assert_ne!(first, second);
        assert_eq!(bench.runner.reap().await.unwrap(), 1);
        let left: Vec<_> = list_pending(&db.db, 10).await.unwrap().into_iter().map(|job| job.id).collect();
        assert_eq!(left, [second]);
    }
}
