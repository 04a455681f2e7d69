//! shuttle: what it sees, what it counts, how a run ends, and what seeds one.

use std::cell::UnsafeCell;
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use Ordering::{Relaxed, SeqCst};
use shuttle::scheduler::{DfsScheduler, RandomScheduler, Scheduler};
use shuttle::sync::atomic::{AtomicU32, fence};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner, thread};

use crate::{panic_of, pinned, pinned_start, set};

fn config() -> Config {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.silence_warnings = true;
    config
}

/// What the body returns in each execution, in shuttle's order.
pub(crate) fn executions<T: Send + 'static>(
    scheduler: impl Scheduler + 'static,
    body: impl Fn() -> T + Send + Sync + 'static,
) -> Vec<T> {
    let results = Arc::new(std::sync::Mutex::new(Vec::new()));
    let inside = Arc::clone(&results);
    let runs = Runner::new(scheduler, config()).run(move || {
        let result = body();
        inside.lock().unwrap().push(result);
    });
    let results = std::mem::take(&mut *results.lock().unwrap());
    assert_eq!(results.len(), runs);
    results
}

/// Every schedule, depth first.
pub(crate) fn dfs() -> DfsScheduler {
    DfsScheduler::new(None, false)
}

/// What the body returns, over all schedules.
pub(crate) fn outcomes<T: Ord + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    set(executions(dfs(), body))
}

/// What two threads read that each store to their own variable first, and the
/// number of schedules.
fn store_buffering(fenced: bool) -> (BTreeSet<(u32, u32)>, usize) {
    let side = move |mine: &AtomicU32, other: &AtomicU32| {
        mine.store(1, Relaxed);
        if fenced {
            fence(SeqCst);
        }
        other.load(Relaxed)
    };
    let all = executions(dfs(), move || {
        let [x, y] = [0; 2].map(|zero| Arc::new(AtomicU32::new(zero)));
        let (other_x, other_y) = (Arc::clone(&x), Arc::clone(&y));
        let left = thread::spawn(move || side(&x, &y));
        let right = thread::spawn(move || side(&other_y, &other_x));
        (left.join().unwrap(), right.join().unwrap())
    });
    let count = all.len();
    (set(all), count)
}

/// shuttle 0.9.9 runs relaxed accesses as SeqCst, and a fence does nothing.
#[test]
fn every_atomic_is_seq_cst() {
    let without = store_buffering(false);
    pinned(without.0.clone(), set([(0, 1), (1, 0), (1, 1)]));
    pinned(store_buffering(true), without);
    let control = crate::loom::store_buffering(Relaxed, false);
    assert!(control, "the control: loom sees (0, 0)");
}

/// Memory that two threads write without asking each other.
struct Plain(UnsafeCell<u32>);

#[allow(unsafe_code, reason = "the race is the point")]
// SAFETY: shuttle's threads are coroutines of one thread of the machine, so no two of
// them run at once, and `add` keeps no reference.
unsafe impl Sync for Plain {}

impl Plain {
    #[allow(unsafe_code, reason = "the race is the point")]
    fn add(&self, between: fn()) -> u32 {
        // SAFETY: nobody else runs now, and nobody keeps a reference.
        let seen = unsafe { *self.0.get() };
        between();
        // SAFETY: as above.
        unsafe { *self.0.get() = seen + 1 };
        seen + 1
    }
}

/// shuttle 0.9.9 does not look at plain memory: it reports no race, and loses no update.
#[test]
fn a_data_race_is_not_found() {
    let run = |between: fn()| {
        outcomes(move || {
            let plain = Arc::new(Plain(UnsafeCell::new(0)));
            let threads =
                [Arc::clone(&plain), plain].map(|plain| thread::spawn(move || plain.add(between)));
            threads
                .map(|thread| thread.join().unwrap())
                .into_iter()
                .max()
        })
    };
    pinned(run(|| ()), set([Some(2)]));
    assert_eq!(
        run(thread::yield_now),
        set([Some(1), Some(2)]),
        "the control"
    );
}

/// As many schedules of two threads as Runner::run returns, and their totals.
fn counters(increment: fn(&AtomicU32), times: usize) -> (usize, BTreeSet<u32>) {
    let all = executions(dfs(), move || {
        let x = Arc::new(AtomicU32::new(0));
        let threads = [1, 2].map(|_| {
            let x = Arc::clone(&x);
            thread::spawn(move || (0..times).for_each(|_| increment(&x)))
        });
        let _ = threads.map(|thread| thread.join().unwrap());
        x.load(SeqCst)
    });
    (all.len(), set(all))
}

fn choose(n: usize, k: usize) -> usize {
    (0..k).fold(1, |ways, i| ways * (n - i) / (i + 1))
}

/// shuttle 0.9.9 counts C(4M+4, 2M+2) - 1 schedules of M loads and stores by each of two threads.
#[test]
fn schedules_of_loads_and_stores() {
    let racy = |x: &AtomicU32| x.store(x.load(SeqCst) + 1, SeqCst);
    for (times, fewest) in [(1, 1), (2, 2), (3, 2)] {
        let (schedules, totals) = counters(racy, times);
        pinned(schedules, choose(4 * times + 4, 2 * times + 2) - 1);
        let most = u32::try_from(2 * times).unwrap();
        assert_eq!(totals, set(fewest..=most));
    }
}

/// shuttle 0.9.9 counts C(2M+4, M+2) - 1 schedules of M `fetch_add`s by each of two threads.
#[test]
fn schedules_of_fetch_adds() {
    for times in 1..=4 {
        let (schedules, totals) = counters(|x| _ = x.fetch_add(1, SeqCst), times);
        pinned(schedules, choose(2 * times + 4, times + 2) - 1);
        assert_eq!(totals, set([u32::try_from(2 * times).unwrap()]));
    }
}

/// How a run ends if one of its two threads meets its fate in some executions, and
/// how many executions start.
fn fate(fate: fn()) -> (String, usize) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let died = panic_of(|| {
        Runner::new(dfs(), config()).run(move || {
            counted.fetch_add(1, SeqCst);
            let x = Arc::new(AtomicU32::new(0));
            let other = Arc::clone(&x);
            let second = thread::spawn(move || {
                if other.fetch_add(1, SeqCst) == 1 {
                    fate();
                }
            });
            x.fetch_add(1, SeqCst);
            drop(second.join());
        })
    });
    (died, runs.load(SeqCst))
}

/// shuttle 0.9.9 ends the whole run when a thread panics: `join` never returns an error.
#[test]
fn a_panic_of_a_thread_ends_the_run() {
    let (died, runs) = fate(|| panic!("of the thread"));
    pinned_start(&died, "of the thread");
    let (control, all) = fate(|| ());
    assert_eq!(control, "(it does not panic)", "the control");
    assert!(runs < all, "{runs} of {all}");
}

/// shuttle 0.9.9 stops at the first deadlock, so it cannot count deadlocks.
#[test]
fn a_deadlock_ends_the_run() {
    let (died, runs) = fate(thread::park);
    pinned_start(&died, "deadlock! blocked tasks: [");
    let (control, all) = fate(|| ());
    assert_eq!(control, "(it does not panic)", "the control");
    assert!(runs < all, "{runs} of {all}");
}

/// How many executions of a loop that waits for main's flag start, and how many end.
fn spins(scheduler: impl Scheduler + 'static, steps: MaxSteps) -> (usize, usize) {
    let ended = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&ended);
    let mut config = config();
    config.max_steps = steps;
    let started = Runner::new(scheduler, config).run(move || {
        let flag = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&flag);
        let waiting = thread::spawn(move || {
            while seen.load(SeqCst) == 0 {
                thread::yield_now();
            }
        });
        flag.store(1, SeqCst);
        waiting.join().unwrap();
        counted.fetch_add(1, SeqCst);
    });
    (started, ended.load(SeqCst))
}

/// shuttle 0.9.9 never comes to the end of a depth-first search through a loop with `yield_now`.
#[test]
fn depth_first_search_never_ends_a_spin_loop() {
    for steps in [10, 100, 1_000] {
        let died = panic_of(|| spins(dfs(), MaxSteps::FailAfter(steps)));
        pinned_start(&died, &format!("exceeded max_steps bound {steps}."));
    }
    let random = RandomScheduler::new_from_seed(1, 100);
    let control = spins(random, MaxSteps::FailAfter(1_000));
    assert_eq!(control, (100, 100), "the control");
}

/// shuttle 0.9.9 counts the executions that `ContinueAfter` cuts as if they had ended.
#[test]
fn cut_executions_count() {
    for steps in [10, 100, 1_000] {
        let (started, ended) = spins(dfs(), MaxSteps::ContinueAfter(steps));
        pinned((started, ended), (steps - 1, steps - 4));
    }
}

/// shuttle 0.9.9 returns from a run that `max_time` cut short as from a run that is complete.
#[test]
fn a_run_out_of_time_looks_like_success() {
    let run = |time: Option<Duration>| {
        let mut config = config();
        config.max_time = time;
        Runner::new(dfs(), config).run(|| {
            let other = thread::spawn(thread::yield_now);
            thread::yield_now();
            other.join().unwrap();
        })
    };
    let all = run(None);
    assert!(all > 1, "the control");
    // The clock may not have moved before the first execution; it has after it.
    pinned(run(Some(Duration::ZERO)) <= 1, true);
}

/// The order in which two threads of random schedules come first.
fn random_orders(seed: u64) -> String {
    let scheduler = RandomScheduler::new_from_seed(seed, 64);
    let orders = executions(scheduler, || {
        let x = Arc::new(AtomicU32::new(0));
        let other = Arc::clone(&x);
        let thread = thread::spawn(move || other.fetch_add(1, SeqCst));
        x.fetch_add(1, SeqCst);
        thread.join().unwrap()
    });
    orders.iter().map(u32::to_string).collect()
}

/// shuttle 0.9.9 takes the seed of `SHUTTLE_RANDOM_SEED`, also where the program gives one.
#[test]
fn the_seed_of_the_environment_wins() {
    const ASKED: &str = "UPSTREAM_SEED";
    // A variable of this process would reach other tests, so this test runs itself.
    if let Ok(seed) = std::env::var(ASKED) {
        println!("\norders: {}", random_orders(seed.parse().unwrap()));
        return;
    }
    let orders = |asked: &str, environment: Option<&str>| {
        let name = concat!(module_path!(), "::the_seed_of_the_environment_wins");
        let (_, name) = name.split_once("::").unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", name, "--nocapture"]);
        command.env(ASKED, asked).env_remove("SHUTTLE_RANDOM_SEED");
        command.envs(environment.map(|seed| ("SHUTTLE_RANDOM_SEED", seed)));
        let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let line = output
            .lines()
            .find_map(|line| line.strip_prefix("orders: "));
        line.expect("the child prints its orders").to_owned()
    };
    let (one, two) = (orders("1", None), orders("2", None));
    assert_ne!(one, two, "the control");
    pinned(orders("1", Some("2")), two);
}
