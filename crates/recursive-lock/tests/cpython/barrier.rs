//! `_TestBarrier`: five parties.
//!
//! CPython's `wait` returns a number from 0 on, in the order of arrival; ours returns
//! whether the caller came last. Where CPython gives a part to whoever came as the third,
//! a process has it that is chosen before.

use std::array::from_fn;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use libtest_mimic::{Failed, Trial};
use os::{Shared, run_processes};
use recursive_lock::BarrierError;
use recursive_lock::real::barrier::Barrier;

use super::case::{Outcome, case, elsewhere};
use super::words::{come, soon, wait_for};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        case("test_barrier: one phase in step", || in_step(1)),
        case("test_barrier_10: ten phases in step", || in_step(10)),
        case("test_wait_return: one came last", wait_return),
        case("test_action: once, before anybody leaves", action),
        case("test_abort: who waits gets an error", abort),
        case(
            "test_reset: who waits gets an error, and all pass then",
            reset,
        ),
        case(
            "test_abort_and_reset: broken, whole again, and all pass then",
            abort_and_reset,
        ),
        case("test_timeout: one is late, and all get an error", timeout),
        case("test_single_thread: one party never waits", single),
        case("test_thousand: phase after phase, strictly", thousand),
        case("control: without a barrier, phases mix", mixed),
        case("bounds: a barrier of no parties", no_parties),
    ]
}

const PARTIES: u32 = 5;
const THIRD: usize = 2;

fn all(body: impl Fn(usize)) -> Outcome {
    Ok(run_processes(PARTIES as usize, body)?)
}

/// Counts that start at zero.
fn counts<const N: usize>() -> Result<Shared<[AtomicU32; N]>, Failed> {
    Ok(Shared::new(from_fn(|_| AtomicU32::new(0)))?)
}

fn add(count: &AtomicU32) {
    count.fetch_add(1, SeqCst);
}

// Nothing differs.
fn in_step(phases: u32) -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let counts = counts()?;
    all(|_| {
        let [came, left] = &*counts;
        for phase in 0..phases {
            add(came);
            assert_eq!(left.load(SeqCst), phase * PARTIES);
            barrier.wait().expect("nobody breaks it");
            add(left);
            assert_eq!(came.load(SeqCst), (phase + 1) * PARTIES);
            barrier.wait().expect("nobody breaks it");
        }
        assert!(!barrier.is_broken());
    })?;
    assert_eq!(barrier.arrived(), 0);
    assert_eq!(counts[1].load(SeqCst), phases * PARTIES);
    Ok(())
}

// CPython asks that one got the number 0.
fn wait_return() -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let counts = counts()?;
    all(|_| {
        let last = barrier.wait().expect("nobody breaks it");
        add(&counts[usize::from(last)]);
    })?;
    let [others, last] = &*counts;
    assert_eq!(last.load(SeqCst), 1);
    assert_eq!(others.load(SeqCst), PARTIES - 1);
    Ok(())
}

// The action comes with the call, not with the barrier.
fn action() -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let counts = counts()?;
    all(|_| {
        let [done] = &*counts;
        let last = barrier.wait_and(|| add(done));
        last.expect("nobody breaks it");
        assert_eq!(done.load(SeqCst), 1);
    })?;
    assert_eq!(counts[0].load(SeqCst), 1);
    Ok(())
}

/// Waits at the barrier, and counts who passed and who did not.
fn passes(barrier: &Barrier, [passed, broken]: [&AtomicU32; 2]) {
    match barrier.wait() {
        Ok(_) => add(passed),
        Err(error) => {
            assert_eq!(error, BarrierError::Broken);
            add(broken);
        }
    }
}

// The one that breaks it is chosen before.
fn abort() -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let counts = counts()?;
    all(|me| {
        let [passed, broken] = &*counts;
        barrier.wait().expect("nobody breaks it yet");
        if me == THIRD {
            barrier.abort();
        } else {
            passes(&barrier, [passed, broken]);
        }
    })?;
    assert_eq!(counts.each_ref().map(|count| count.load(SeqCst)), [0, 4]);
    assert!(barrier.is_broken());
    elsewhere(|| assert_eq!(barrier.wait(), Err(BarrierError::Broken)))
}

// The one that resets it is chosen before.
fn reset() -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let counts = counts()?;
    all(|me| {
        let [passed, broken, after] = &*counts;
        barrier.wait().expect("nobody breaks it");
        if me == THIRD {
            while barrier.arrived() < PARTIES - 1 {
                spin_loop();
            }
            barrier.reset();
        } else {
            passes(&barrier, [passed, broken]);
        }
        barrier.wait().expect("it is whole");
        add(after);
    })?;
    assert_eq!(counts.each_ref().map(|count| count.load(SeqCst)), [0, 4, 5]);
    assert!(!barrier.is_broken());
    Ok(())
}

// The ones that break and reset it are chosen before.
fn abort_and_reset() -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let other = Shared::new(Barrier::new(PARTIES)?)?;
    let counts = counts()?;
    all(|me| {
        let [passed, broken, after] = &*counts;
        barrier.wait().expect("nobody breaks it yet");
        if me == THIRD {
            barrier.abort();
        } else {
            passes(&barrier, [passed, broken]);
        }
        // All have left it before it is whole again, and nobody comes before that.
        if other.wait().expect("nobody breaks it") {
            assert!(barrier.is_broken());
            barrier.reset();
        }
        other.wait().expect("nobody breaks it");
        barrier.wait().expect("it is whole");
        add(after);
    })?;
    assert_eq!(counts.each_ref().map(|count| count.load(SeqCst)), [0, 4, 5]);
    Ok(())
}

// The late one comes when the others have given up, however long that takes.
fn timeout() -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let counts = counts()?;
    all(|me| {
        let [broken] = &*counts;
        barrier.wait().expect("nobody breaks it yet");
        if me == THIRD {
            wait_for(broken, PARTIES - 1);
        }
        assert_eq!(barrier.wait_until(soon()), Err(BarrierError::Broken));
        come(broken);
    })?;
    assert_eq!(counts[0].load(SeqCst), PARTIES);
    assert!(barrier.is_broken());
    Ok(())
}

// Nothing differs.
fn single() -> Outcome {
    let barrier = Shared::new(Barrier::new(1)?)?;
    for _ in 0..3 {
        assert_eq!(barrier.wait(), Ok(true));
    }
    elsewhere(|| assert_eq!(barrier.wait(), Ok(true)))
}

const PHASES: usize = 1_000;

/// What five processes write down, each after each phase: the numbers of the phases.
fn record(phases: usize, wait: impl Fn(usize, &[AtomicU32])) -> Result<Vec<u32>, Failed> {
    let next = Shared::new(AtomicU32::new(0))?;
    let record = counts::<{ PHASES * PARTIES as usize }>()?;
    let places = &record[..phases * PARTIES as usize];
    all(|me| {
        for phase in 1.. {
            if phase > phases {
                return;
            }
            wait(me, places);
            let place = next.fetch_add(1, SeqCst) as usize;
            places[place].store(u32::try_from(phase).expect("there are few"), SeqCst);
        }
    })?;
    Ok(places.iter().map(|place| place.load(SeqCst)).collect())
}

// The record is an array in shared memory, where CPython has a pipe and a lock.
fn thousand() -> Outcome {
    let barrier = Shared::new(Barrier::new(PARTIES)?)?;
    let record = record(PHASES, |_, _| {
        barrier.wait().expect("nobody breaks it");
    })?;
    assert_eq!(record.len(), 5_000);
    assert!(record.is_sorted());
    assert_eq!((record[0], record[4], record[5]), (1, 1, 2));
    Ok(())
}

/// One of them is through before the others begin.
fn mixed() -> Outcome {
    let record = record(2, |me, places| {
        while me != THIRD && places[1].load(SeqCst) == 0 {
            spin_loop();
        }
    })?;
    assert_eq!(record[..2], [1, 2]);
    assert!(!record.is_sorted());
    Ok(())
}

// CPython 3.11 accepts it, and who waits there never returns.
fn no_parties() -> Outcome {
    assert_eq!(Barrier::new(0).err(), Some(BarrierError::NoParties));
    assert_eq!(Barrier::new(1).err(), None);
    Ok(())
}
