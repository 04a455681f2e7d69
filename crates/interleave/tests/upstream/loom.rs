//! loom: which executions it looks at, and what it makes of memory orderings.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use Ordering::{Acquire, Relaxed, Release, SeqCst};
use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::sync::atomic::{AtomicU32, fence};
use loom::thread;

use crate::{panic_of, pinned, pinned_start, set};

/// loom with its own limits, out of reach of the `LOOM_` variables.
pub(crate) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.max_threads = loom::MAX_THREADS;
    builder.max_branches = 1_000;
    builder.max_permutations = None;
    builder.max_duration = None;
    builder.preemption_bound = None;
    builder.checkpoint_file = None;
    builder.checkpoint_interval = 20_000;
    builder.location = false;
    builder.log = false;
    builder
}

/// What the body returns in each execution, in loom's order.
pub(crate) fn executions<T: Send + 'static>(
    builder: &Builder,
    body: impl Fn() -> T + Send + Sync + 'static,
) -> Vec<T> {
    let results = Arc::new(Mutex::new(Vec::new()));
    let inside = Arc::clone(&results);
    builder.check(move || {
        let result = body();
        inside.lock().unwrap().push(result);
    });
    std::mem::take(&mut results.lock().unwrap())
}

/// What the body returns, over all executions.
pub(crate) fn outcomes<T: Ord + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> BTreeSet<T> {
    set(executions(&builder(), body))
}

/// Two shared variables, both zero at first.
struct Shared {
    x: AtomicU32,
    y: AtomicU32,
}

/// What two threads return, over all executions. The left one is spawned first.
fn pairs<T: Ord + Send + 'static>(
    left: impl Fn(&Shared) -> T + Copy + Send + Sync + 'static,
    right: impl Fn(&Shared) -> T + Copy + Send + Sync + 'static,
) -> BTreeSet<(T, T)> {
    outcomes(move || {
        let shared = Arc::new(Shared {
            x: AtomicU32::new(0),
            y: AtomicU32::new(0),
        });
        let (of_left, of_right) = (Arc::clone(&shared), shared);
        let left = thread::spawn(move || left(&of_left));
        let right = thread::spawn(move || right(&of_right));
        (left.join().unwrap(), right.join().unwrap())
    })
}

/// How a program reads and writes.
#[derive(Clone, Copy)]
struct Access {
    read: fn(&AtomicU32) -> u32,
    write: fn(&AtomicU32, u32),
}

/// As a program is written.
const PLAIN: Access = Access {
    read: |x| x.load(SeqCst),
    write: |x, value| x.store(value, SeqCst),
};

/// So that every access conflicts with every other one.
const ENCODED: Access = Access {
    read: |x| x.fetch_add(0, SeqCst),
    write: |x, value| _ = x.swap(value, SeqCst),
};

/// What the two threads of the lost update read.
fn lost_update(access: Access) -> BTreeSet<(u32, u32)> {
    let increment = move |shared: &Shared| {
        let seen = (access.read)(&shared.x);
        (access.write)(&shared.x, seen + 1);
        seen
    };
    pairs(increment, increment)
}

/// loom 0.7.2 never lets the first thread of the lost update read the second one's store.
#[test]
fn the_first_thread_never_reads_the_store_of_the_second() {
    let release_acquire = Access {
        read: |x| x.load(Acquire),
        write: |x, value| x.store(value, Release),
    };
    let relaxed = Access {
        read: |x| x.load(Relaxed),
        write: |x, value| x.store(value, Relaxed),
    };
    // (1, 0) is missing: the second thread runs to its end, then the first one starts.
    for access in [PLAIN, release_acquire, relaxed] {
        pinned(lost_update(access), set([(0, 0), (0, 1)]));
    }
}

/// loom 0.7.2 sees every order of the lost update once a load is `fetch_add(0)` and a store `swap`.
#[test]
fn the_encoding_shows_the_missing_outcome() {
    pinned(lost_update(ENCODED), set([(0, 0), (0, 1), (1, 0)]));
}

/// loom 0.7.2 never reads 21 in the first thread of `read y` beside `read y; y = 21`.
#[test]
fn the_smallest_miss() {
    let run = |access: Access| {
        pairs(
            move |shared| (access.read)(&shared.y),
            move |shared| {
                let seen = (access.read)(&shared.y);
                (access.write)(&shared.y, 21);
                seen
            },
        )
    };
    pinned(run(PLAIN), set([(0, 0)]));
    assert_eq!(run(ENCODED), set([(0, 0), (21, 0)]), "the control");
}

/// The accesses of the lost update, execution by execution.
fn stories(access: Access) -> Vec<String> {
    executions(&builder(), move || {
        let x = Arc::new(AtomicU32::new(0));
        let story = Arc::new(Mutex::new(Vec::new()));
        let threads = ["A", "B"].map(|name| {
            let (x, story) = (Arc::clone(&x), Arc::clone(&story));
            thread::spawn(move || {
                let seen = (access.read)(&x);
                story.lock().unwrap().push(format!("{name} reads {seen}"));
                (access.write)(&x, seen + 1);
                story
                    .lock()
                    .unwrap()
                    .push(format!("{name} writes {}", seen + 1));
            })
        });
        let _ = threads.map(|thread| thread.join().unwrap());
        story.lock().unwrap().join(", ")
    })
}

/// loom 0.7.2 reads an old value where SeqCst forbids it, already in its first execution.
#[test]
fn the_first_execution_reads_what_seq_cst_forbids() {
    let stale = "A reads 0, A writes 1, B reads 0, B writes 1";
    pinned(stories(PLAIN)[0].as_str(), stale);
    assert!(
        !stories(ENCODED).iter().any(|story| story == stale),
        "the control: nobody reads an old value of an encoded access"
    );
}

/// loom 0.7.2 shows the honest lost update in its fourth execution of the encoded program.
#[test]
fn the_first_lost_update_of_the_encoded_program() {
    let encoded = stories(ENCODED);
    let lost = |story: &&String| !story.contains("writes 2");
    let (at, story) = encoded
        .iter()
        .enumerate()
        .find(|(_, story)| lost(story))
        .unwrap();
    pinned(
        (at + 1, story.as_str()),
        (4, "A reads 0, B reads 0, B writes 1, A writes 1"),
    );
}

/// Whether two threads that each store to their own variable and then read the
/// other's can both read the old value.
pub(crate) fn store_buffering(ordering: Ordering, fenced: bool) -> bool {
    let side = move |mine: &AtomicU32, other: &AtomicU32| {
        mine.store(1, ordering);
        if fenced {
            fence(SeqCst);
        }
        other.load(if ordering == Release {
            Acquire
        } else {
            ordering
        })
    };
    pairs(
        move |shared| side(&shared.x, &shared.y),
        move |shared| side(&shared.y, &shared.x),
    )
    .contains(&(0, 0))
}

/// loom 0.7.2 lets two SeqCst threads both miss the other's store: a false alarm.
#[test]
fn seq_cst_accesses_run_as_acquire_and_release() {
    pinned(store_buffering(SeqCst, false), true);
    assert!(
        store_buffering(Release, false),
        "the control: here it is right"
    );
}

/// loom 0.7.2 never lets two threads with a SeqCst fence both miss the other's store, and is right.
#[test]
fn seq_cst_fences_are_right() {
    pinned(store_buffering(Relaxed, true), false);
    assert!(store_buffering(Relaxed, false), "the control");
}

/// loom 0.7.2 never lets two relaxed threads both read what the other one stores only later.
#[test]
fn load_buffering_is_never_produced() {
    let load_first = |from: &AtomicU32, to: &AtomicU32| {
        let seen = from.load(Relaxed);
        to.store(1, Relaxed);
        seen
    };
    let seen = pairs(
        move |shared| load_first(&shared.x, &shared.y),
        move |shared| load_first(&shared.y, &shared.x),
    );
    pinned(seen, set([(0, 0), (0, 1), (1, 0)]));
    let store_first = |from: &AtomicU32, to: &AtomicU32| {
        to.store(1, Relaxed);
        from.load(Relaxed)
    };
    let control = pairs(
        move |shared| store_first(&shared.x, &shared.y),
        move |shared| store_first(&shared.y, &shared.x),
    );
    assert!(control.contains(&(1, 1)), "{control:?}");
}

/// What a relaxed reader that knows of all stores can still read of `1..=stores`.
fn readable(stores: u32) -> BTreeSet<u32> {
    let seen = pairs(
        move |shared| {
            for value in 1..=stores {
                shared.x.store(value, Relaxed);
            }
            shared.y.store(1, Relaxed);
            None
        },
        |shared| (shared.y.load(Relaxed) == 1).then(|| shared.x.load(Relaxed)),
    );
    seen.into_iter().filter_map(|(_, read)| read).collect()
}

/// loom 0.7.2 keeps only the 7 newest stores of an atomic, and the first value is one of them.
#[test]
fn an_old_store_is_gone_after_seven_newer_ones() {
    for stores in 1..=6 {
        assert_eq!(readable(stores), set(0..=stores), "the control");
    }
    pinned(readable(7), set(1..=7));
    pinned(readable(9), set(3..=9));
}

/// As many threads, beside main, that end at once.
fn threads(builder: &Builder, count: u32) {
    builder.check(move || (0..count).for_each(|_| drop(thread::spawn(|| ()))));
}

/// loom 0.7.2 runs four threads beside main, and dies of a fifth.
#[test]
fn a_sixth_thread_dies() {
    threads(&builder(), 4);
    let died = panic_of(|| threads(&builder(), 5));
    pinned_start(&died, "assertion failed: self.threads.len() < self.max()");
}

/// loom 0.7.2 cannot be told to run more than five threads.
#[test]
fn a_higher_limit_on_threads_dies_too() {
    let mut more = builder();
    more.max_threads = 7;
    let died = panic_of(|| threads(&more, 5));
    pinned_start(
        &died,
        "index out of bounds: the len is 5 but the index is 5",
    );
}

/// How many executions two increments by each of two threads have.
fn runs(builder: &Builder) -> usize {
    executions(builder, || {
        let x = Arc::new(AtomicU32::new(0));
        let threads = [1, 2].map(|_| {
            let x = Arc::clone(&x);
            thread::spawn(move || (0..2).for_each(|_| x.store(x.load(SeqCst) + 1, SeqCst)))
        });
        let _ = threads.map(|thread| thread.join().unwrap());
    })
    .len()
}

/// loom 0.7.2 looks at its limits only before every 20000th execution, and stops one too early.
#[test]
fn limits_are_looked_at_every_20000_executions() {
    let all = runs(&builder());
    let mut five = builder();
    five.max_permutations = Some(5);
    pinned((five.checkpoint_interval, runs(&five)), (20_000, all));
    five.checkpoint_interval = 1;
    pinned(runs(&five), 4);
    assert!(all > 100, "the control: there are only {all} executions");
}

/// loom 0.7.2 returns from a run that a limit cut short as from a run that is complete.
#[test]
fn a_truncated_run_looks_like_success() {
    // Nothing runs before the limit, so not even this fails.
    let wrong =
        |builder: Builder| panic_of(|| builder.check(|| panic!("every execution is wrong")));
    let mut none = builder();
    none.checkpoint_interval = 1;
    none.max_permutations = Some(1);
    pinned_start(&wrong(none), "(it does not panic)");
    let mut no_time = builder();
    no_time.checkpoint_interval = 1;
    no_time.max_duration = Some(Duration::ZERO);
    pinned_start(&wrong(no_time), "(it does not panic)");
    assert_eq!(wrong(builder()), "every execution is wrong", "the control");
}

/// A thread waits for a flag that main sets.
fn spin(wait: fn()) -> BTreeSet<u32> {
    outcomes(move || {
        let flag = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&flag);
        let waiting = thread::spawn(move || {
            while seen.load(Acquire) == 0 {
                wait();
            }
        });
        flag.store(1, Release);
        waiting.join().unwrap();
        flag.load(Relaxed)
    })
}

/// loom 0.7.2 dies of a loop that waits for another thread, unless the loop calls `yield_now`.
#[test]
fn a_spin_loop_without_yield_runs_out_of_branches() {
    let died = panic_of(|| spin(|| ()));
    pinned_start(&died, "Model exceeded maximum number of branches.");
    assert_eq!(spin(thread::yield_now), set([1]), "the control");
}

/// loom 0.7.2 finds two unordered writes to an `UnsafeCell` in its first execution.
#[test]
fn a_data_race_is_found() {
    let run = |ordered: bool| {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let found = panic_of(|| {
            builder().check(move || {
                counted.fetch_add(1, Relaxed);
                let cell = loom::sync::Arc::new(UnsafeCell::new(0));
                let inside = loom::sync::Arc::clone(&cell);
                let other = thread::spawn(move || inside.with_mut(|_| ()));
                if ordered {
                    other.join().unwrap();
                }
                cell.with_mut(|_| ());
            });
        });
        (found, runs.load(Relaxed))
    };
    let (found, runs) = run(false);
    pinned_start(
        &found,
        "Causality violation: Concurrent write accesses to `UnsafeCell`.",
    );
    pinned(runs, 1);
    assert_eq!(run(true).0, "(it does not panic)", "the control");
}
