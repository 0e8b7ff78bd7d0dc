//! The runner: places, leases, waking up, stopping.

use std::time::Duration;

use db::{Executor, args};
use jobs::{Runner, RunnerOptions, list_dead, list_pending};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::support::{both, eventually};
use crate::world::{Bench, Note, START, Wait, options, registry};

const SOON: Duration = Duration::from_secs(10);

both! {
    async fn a_commit_wakes_the_runner_before_its_next_look(db: TestDb) {
        let slow = RunnerOptions { poll: Duration::from_secs(3600), ..options("first") };
        let bench = Bench::with(db, registry(), slow).await;
        let stop = CancellationToken::new();
        let running = tokio::spawn({
            let (runner, stop) = (bench.runner.clone(), stop.clone());
            async move { runner.run(stop).await }
        });
        for round in 1..=5 {
            tokio::time::sleep(Duration::from_millis(30)).await;
            bench.enqueue(Note("hello".into())).await;
            eventually("the job ran", || async { bench.world.count("hello") == round }).await;
        }
        stop.cancel();
        timeout(SOON, running).await.unwrap().unwrap();
        assert!(bench.left().await.is_empty());
    }

    async fn a_queue_fills_its_places_and_no_more_and_blocks_no_other(db: TestDb) {
        let bench = Bench::on(db).await;
        for number in 1..=5 {
            bench.enqueue(Wait(number)).await;
        }
        let stop = CancellationToken::new();
        let running = tokio::spawn({
            let (runner, stop) = (bench.runner.clone(), stop.clone());
            async move { runner.run(stop).await }
        });
        eventually("two have begun", || async { bench.world.lines().len() == 2 }).await;
        bench.enqueue(Note("beside".into())).await;
        eventually("the other queue runs", || async { bench.world.count("beside") == 1 }).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(bench.world.lines().len(), 3, "{:?}", bench.world.lines());
        bench.world.open_gate(5);
        eventually("all have run", || async { bench.left().await.is_empty() }).await;
        stop.cancel();
        timeout(SOON, running).await.unwrap().unwrap();
    }

    async fn stopping_waits_for_running_jobs(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Wait(1)).await;
        let stop = CancellationToken::new();
        let running = tokio::spawn({
            let (runner, stop) = (bench.runner.clone(), stop.clone());
            async move { runner.run(stop).await }
        });
        eventually("it has begun", || async { bench.world.count("begin 1") == 1 }).await;
        stop.cancel();
        bench.enqueue(Wait(2)).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        bench.world.open_gate(2);
        timeout(SOON, running).await.unwrap().unwrap();
        assert_eq!(bench.world.lines(), ["begin 1", "end 1"], "no new job is begun");
        assert_eq!(bench.left().await, ["Wait ready"]);
    }

    async fn jobs_that_do_not_end_are_given_back(db: TestDb) {
        let hasty = RunnerOptions { grace: Duration::from_millis(50), ..options("first") };
        let bench = Bench::with(db, registry(), hasty).await;
        bench.enqueue(Wait(1)).await;
        let stop = CancellationToken::new();
        let running = tokio::spawn({
            let (runner, stop) = (bench.runner.clone(), stop.clone());
            async move { runner.run(stop).await }
        });
        eventually("it has begun", || async { bench.world.count("begin 1") == 1 }).await;
        stop.cancel();
        timeout(SOON, running).await.unwrap().unwrap();
        let job = list_pending(&db.db, 10).await.unwrap().remove(0);
        assert_eq!((job.state.as_str(), job.attempts), ("ready", 0), "it can run at once and lost no attempt");
        bench.world.open_gate(1);
        assert_eq!(bench.runner.run_until_empty().await.unwrap().done, 1);
    }

    async fn a_long_job_keeps_its_lease(db: TestDb) {
        let short = RunnerOptions { lease: Duration::from_millis(300), ..options("first") };
        let bench = Bench::with(db, registry(), short).await;
        bench.enqueue(Wait(1)).await;
        let running = tokio::spawn({
            let runner = bench.runner.clone();
            async move { runner.run_until_empty().await.unwrap() }
        });
        eventually("it has begun", || async { bench.world.count("begin 1") == 1 }).await;
        for _ in 0..5 {
            bench.clock.advance(Duration::from_millis(200));
            // The clock stands still while a beat passes.
            tokio::time::sleep(Duration::from_millis(250)).await;
            assert_eq!(bench.runner.reap().await.unwrap(), 0, "the lease was not extended");
        }
        bench.world.open_gate(1);
        assert_eq!(timeout(SOON, running).await.unwrap().unwrap().done, 1);
    }

    async fn a_dead_runner_leaves_its_jobs_to_others(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Wait(1)).await;
        let doomed = tokio::spawn({
            let runner = bench.runner.clone();
            async move { runner.run_until_empty().await }
        });
        eventually("it has begun", || async { bench.world.count("begin 1") == 1 }).await;
        doomed.abort();
        assert!(doomed.await.unwrap_err().is_cancelled());
        let (world, clock) = (bench.world.clone(), bench.clock.clone());
        let other = Runner::new(db.db.clone(), registry(), world, clock, options("second"));
        bench.world.open_gate(1);
        assert_eq!(other.reap().await.unwrap(), 0, "the lease has not run out");
        assert_eq!(other.run_until_empty().await.unwrap().done, 0);
        bench.clock.advance(Duration::from_secs(61));
        assert_eq!(other.reap().await.unwrap(), 1);
        bench.clock.advance(Duration::from_secs(60));
        assert_eq!(other.run_until_empty().await.unwrap().done, 1);
        assert_eq!(bench.world.lines(), ["begin 1", "begin 1", "end 1"]);
    }

    async fn a_job_that_kills_its_runner_every_time_is_given_up(db: TestDb) {
        let bench = Bench::on(db).await;
        bench.enqueue(Note("deadly".into())).await;
        let claim = "UPDATE job SET state = 'running', attempts = max_attempts, locked_by = 'x', locked_until = $1";
        db.exec(claim, args![START]).await.unwrap();
        bench.clock.advance(Duration::from_secs(1));
        assert_eq!(bench.runner.reap().await.unwrap(), 1);
        assert!(list_dead(&db.db, 10).await.unwrap()[0].last_error.as_deref().unwrap().contains("disappeared"));
    }

    async fn who_lost_the_lease_settles_nothing(db: TestDb) {
        let short = RunnerOptions { lease: Duration::from_millis(100), ..options("first") };
        let bench = Bench::with(db, registry(), short).await;
        bench.enqueue(Wait(1)).await;
        let running = tokio::spawn({
            let runner = bench.runner.clone();
            async move { runner.run_until_empty().await.unwrap() }
        });
        eventually("it has begun", || async { bench.world.count("begin 1") == 1 }).await;
        db.exec("UPDATE job SET locked_by = 'somebody else'", args![]).await.unwrap();
        let report = timeout(SOON, running).await.unwrap().unwrap();
        assert_eq!(report, jobs::RunReport::default());
        assert_eq!(bench.left().await, ["Wait running"], "it belongs to the other one");
    }

    async fn two_runners_run_every_job_once(db: TestDb) {
        let bench = Bench::on(db).await;
        let tx = db.begin_write().await.unwrap();
        for number in 0..200 {
            jobs::enqueue(&tx, &Note(format!("note {number}")), None).await.unwrap();
        }
        tx.commit().await.unwrap();
        let stop = CancellationToken::new();
        let mut runners = tokio::task::JoinSet::new();
        for node in ["first", "second"] {
            let (world, clock) = (bench.world.clone(), bench.clock.clone());
            let runner = Runner::new(db.reopen().await, registry(), world, clock, options(node));
            let stop = stop.clone();
            runners.spawn(async move { runner.run(stop).await });
        }
        eventually("all have run", || async { bench.left().await.is_empty() }).await;
        stop.cancel();
        timeout(SOON, runners.join_all()).await.unwrap();
        let mut lines = bench.world.lines();
        lines.sort();
        lines.dedup();
        assert_eq!((lines.len(), bench.world.lines().len()), (200, 200));
    }

    async fn claiming_is_a_search_in_an_index(db: TestDb) {
        Bench::on(db).await;
        // The part of the claim that finds the jobs; a small table is scanned on PostgreSQL whatever the indexes.
        if db.dialect() == db::Dialect::Postgres {
            db.exec_batch(
                "INSERT INTO job (queue, name, payload, state, attempts, max_attempts, run_at, created_at, updated_at)
                 SELECT 'default', 'Note', '', 'ready', 0, 1, i, i, i FROM generate_series(1, 20000) AS i;
                 ANALYZE job",
            )
            .await
            .unwrap();
        }
        let sql = "SELECT id FROM job WHERE state = 'ready' AND queue = $1 AND run_at <= $2 AND name IN ($3)
            ORDER BY run_at, id LIMIT $4";
        let plan = db.explain(sql, args!["default", 5_i64, "Note", 8_i64]).await.unwrap();
        assert!(plan.contains("job_ready") && !plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
