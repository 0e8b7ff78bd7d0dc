//! Jobs that run every so often.

use std::time::Duration;

use jobs::Runner;
use tokio_util::sync::CancellationToken;

use crate::support::{both, eventually};
use crate::world::{Bench, Note, Once, options};

const HOUR: Duration = Duration::from_secs(3600);

fn hourly() -> jobs::Registry<crate::world::World> {
    jobs::Registry::new().schedule(HOUR, || Once("hourly".into()))
}

both! {
    async fn a_schedule_runs_once_an_hour_for_all_nodes(db: TestDb) {
        let bench = Bench::with(db, hourly(), options("first")).await;
        let (world, clock) = (bench.world.clone(), bench.clock.clone());
        let other = Runner::new(db.reopen().await, hourly(), world, clock, options("second"));
        for expected in 1..=3 {
            let (first, second) = tokio::join!(bench.runner.run_schedules(), other.run_schedules());
            assert_eq!(first.unwrap() + second.unwrap(), 1);
            assert_eq!(bench.runner.run_schedules().await.unwrap(), 0);
            bench.runner.run_until_empty().await.unwrap();
            assert_eq!(bench.world.count("once hourly"), expected);
            bench.clock.advance(HOUR);
        }
    }

    async fn what_was_missed_is_made_up_for_once(db: TestDb) {
        let bench = Bench::with(db, hourly(), options("first")).await;
        assert_eq!(bench.runner.run_schedules().await.unwrap(), 1);
        bench.clock.advance(HOUR * 30);
        assert_eq!(bench.runner.run_schedules().await.unwrap(), 1);
        assert_eq!(bench.runner.run_schedules().await.unwrap(), 0);
        assert_eq!(bench.left().await, ["Once ready"], "an equal job waited already");
    }

    async fn a_running_runner_keeps_the_schedule(db: TestDb) {
        let bench = Bench::with(db, hourly().register::<Note>(), options("first")).await;
        let stop = CancellationToken::new();
        let running = tokio::spawn({
            let (runner, stop) = (bench.runner.clone(), stop.clone());
            async move { runner.run(stop).await }
        });
        for expected in 1..=2 {
            eventually("the schedule ran", || async { bench.world.count("once hourly") == expected }).await;
            tokio::time::sleep(Duration::from_millis(120)).await;
            assert_eq!(bench.world.count("once hourly"), expected);
            bench.clock.advance(HOUR);
        }
        stop.cancel();
        running.await.unwrap();
    }
}
