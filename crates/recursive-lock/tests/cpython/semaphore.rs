//! `_TestSemaphore`, and what happens when two processes give back too much at once.

use std::array::from_fn;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use os::{InShared, Shared, run_processes};
use recursive_lock::real::semaphore::{MOST, Semaphore};
use recursive_lock::real::sync::time::Deadline;
use recursive_lock::real::{bounded_semaphore::BoundedSemaphore, lock::Lock};
use recursive_lock::{ReleaseError, TooManyPermits};

use super::case::{Outcome, case, elsewhere};
use super::words::{Meeting, SOON, come, meet, soon, wait_for};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        case("test_semaphore: from 2 to 0, and on to 4", semaphore),
        case(
            "test_bounded_semaphore: from 2 to 0, back to 2, and no further",
            bounded,
        ),
        case("test_timeout: no permit, and not too early", timeout),
        case("bounds: no permit at all, and one too many", bounds),
        case(
            "over-release: a lock has never two owners, 100,000 rounds",
            lock_storm,
        ),
        case(
            "over-release: a bounded semaphore has never two owners, 100,000 rounds",
            bounded_storm,
        ),
        case(
            "control: a semaphore without a bound has two owners",
            unbounded_storm,
        ),
        case(
            "control: a count that looks and then adds has two owners",
            two_steps,
        ),
    ]
}

/// Two down, refused, and two up again. Another process sees each of the steps.
fn walk<S: InShared>(
    semaphore: &S,
    acquire: fn(&S) -> bool,
    release: fn(&S) -> Result<(), ReleaseError>,
    permits: fn(&S) -> u32,
) -> Outcome {
    let has = |expected: u32| elsewhere(|| assert_eq!(permits(semaphore), expected));
    has(2)?;
    assert!(acquire(semaphore));
    has(1)?;
    elsewhere(|| assert!(acquire(semaphore)))?;
    has(0)?;
    assert!(!acquire(semaphore));
    elsewhere(|| assert!(!acquire(semaphore)))?;
    has(0)?;
    assert_eq!(release(semaphore), Ok(()));
    has(1)?;
    elsewhere(|| assert_eq!(release(semaphore), Ok(())))?;
    has(2)
}

// `acquire` that waits returns nothing, so all go through `try_acquire`.
fn semaphore() -> Outcome {
    let semaphore = Shared::new(Semaphore::new(2)?)?;
    walk(
        &*semaphore,
        Semaphore::try_acquire,
        Semaphore::release,
        Semaphore::permits,
    )?;
    elsewhere(|| assert_eq!(semaphore.release(), Ok(())))?;
    assert_eq!(semaphore.permits(), 3);
    assert_eq!(semaphore.release(), Ok(()));
    elsewhere(|| assert_eq!(semaphore.permits(), 4))
}

// CPython leaves out what is beyond the bound; here it is asked.
fn bounded() -> Outcome {
    let semaphore = Shared::new(BoundedSemaphore::new(2)?)?;
    walk(
        &*semaphore,
        BoundedSemaphore::try_acquire,
        BoundedSemaphore::release,
        BoundedSemaphore::permits,
    )?;
    let too_many = Err(ReleaseError::TooManyTimes);
    elsewhere(|| assert_eq!(semaphore.release(), too_many))?;
    assert_eq!(semaphore.release(), too_many);
    assert_eq!(semaphore.permits(), 2);
    Ok(())
}

// A deadline is no longer than the case needs. How late it ends is not asked: the machine
// may be busy.
fn timeout() -> Outcome {
    let semaphore = Shared::new(Semaphore::new(0)?)?;
    assert!(!semaphore.try_acquire());
    assert!(!semaphore.acquire_until(Deadline::after(Duration::ZERO)));
    let begin = Instant::now();
    assert!(!semaphore.acquire_until(soon()));
    assert!(begin.elapsed() >= SOON);
    // What was waited for in vain is not owed to anybody later.
    assert_eq!(semaphore.permits(), 0);
    assert_eq!(semaphore.release(), Ok(()));
    assert!(semaphore.acquire_until(Deadline::after(Duration::ZERO)));
    Ok(())
}

fn bounds() -> Outcome {
    let asked = MOST + 1;
    let too_many = TooManyPermits { asked };
    assert_eq!(Semaphore::new(asked).err(), Some(too_many));
    assert_eq!(BoundedSemaphore::new(asked).err(), Some(too_many));

    let full = Shared::new(Semaphore::new(MOST)?)?;
    elsewhere(|| assert_eq!(full.release(), Err(ReleaseError::TooManyTimes)))?;
    assert_eq!(full.permits(), MOST);

    let none = Shared::new(BoundedSemaphore::new(0)?)?;
    elsewhere(|| assert_eq!(none.release(), Err(ReleaseError::TooManyTimes)))?;
    assert!(!none.try_acquire());
    Ok(())
}

const ROUNDS: u32 = 100_000;
/// So many rounds are one batch, each with a thing of its own: if the two met for each of
/// them, they would mostly wait.
const BATCH: usize = u32::BITS as usize;
const BATCHES: u32 = ROUNDS / u32::BITS;

/// In how many rounds nobody, one and both of the two were granted something.
#[derive(Debug, PartialEq)]
struct Storm {
    released: [u32; 3],
    acquired: [u32; 3],
}

/// In each round, two processes at once give back what one of them has, and then both
/// ask for it.
fn storm<S: InShared>(
    batches: u32,
    things: [S; BATCH],
    release: impl Fn(&S) -> bool,
    acquire: impl Fn(&S) -> bool,
) -> Result<Storm, Failed> {
    assert!(things.iter().all(&acquire));
    let things = Shared::new(things)?;
    let meeting: Shared<Meeting> = Shared::new(zeros())?;
    // For each process a word, with a bit for each thing that it was granted.
    let granted: Shared<[[AtomicU32; 2]; 2]> = Shared::new([zeros(), zeros()])?;
    let tally: Shared<[[AtomicU32; 3]; 2]> = Shared::new([zeros(), zeros()])?;
    run_processes(2, |me| {
        let asks = |what: usize, ask: &dyn Fn(&S) -> bool| {
            let ask = |mask, thing: &S| mask << 1 | u32::from(ask(thing));
            granted[what][me].store(things.iter().fold(0, ask), SeqCst);
            meet(&meeting, me);
            if me == 0 {
                // The other one writes it again only when it was met once more.
                let [ours, theirs] = granted[what].each_ref().map(|mask| mask.load(SeqCst));
                let [nobody, one, both] = &tally[what];
                nobody.fetch_add((!ours & !theirs).count_ones(), SeqCst);
                one.fetch_add((ours ^ theirs).count_ones(), SeqCst);
                both.fetch_add((ours & theirs).count_ones(), SeqCst);
            }
        };
        for _ in 0..batches {
            asks(0, &release);
            asks(1, &acquire);
        }
    })?;
    let [released, acquired] = &*tally;
    let read = |tally: &[AtomicU32; 3]| tally.each_ref().map(|rounds| rounds.load(SeqCst));
    Ok(Storm {
        released: read(released),
        acquired: read(acquired),
    })
}

fn zeros<const N: usize>() -> [AtomicU32; N] {
    from_fn(|_| AtomicU32::new(0))
}

/// Of the two who give back, one has nothing; of the two who ask, one is refused.
const ONE_OWNER: Storm = Storm {
    released: [0, ROUNDS, 0],
    acquired: [0, ROUNDS, 0],
};

fn lock_storm() -> Outcome {
    let release = |lock: &Lock| lock.release().is_ok();
    let locks = from_fn(|_| Lock::new());
    let storm = storm(BATCHES, locks, release, Lock::try_acquire)?;
    assert_eq!(storm, ONE_OWNER);
    Ok(())
}

fn bounded_storm() -> Outcome {
    let release = |semaphore: &BoundedSemaphore| semaphore.release().is_ok();
    let semaphores = from_fn(|_| BoundedSemaphore::new(1).expect("one is few"));
    let storm = storm(BATCHES, semaphores, release, BoundedSemaphore::try_acquire)?;
    assert_eq!(storm, ONE_OWNER);
    Ok(())
}

const TWO_OWNERS: Storm = Storm {
    released: [0, 0, u32::BITS],
    acquired: [0, 0, u32::BITS],
};

fn unbounded_storm() -> Outcome {
    let release = |semaphore: &Semaphore| semaphore.release().is_ok();
    let semaphores = from_fn(|_| Semaphore::new(1).expect("one is few"));
    let storm = storm(1, semaphores, release, Semaphore::try_acquire)?;
    assert_eq!(storm, TWO_OWNERS);
    Ok(())
}

/// The two processes are made to look before either adds, as bad luck does now and then.
fn two_steps() -> Outcome {
    type Count = (AtomicU32, AtomicU32);
    let counts: [Count; BATCH] = from_fn(|_| (AtomicU32::new(1), AtomicU32::new(0)));
    let release = |(permits, looked): &Count| {
        if permits.load(SeqCst) > 0 {
            return false;
        }
        come(looked);
        wait_for(looked, 2);
        permits.fetch_add(1, SeqCst);
        true
    };
    let acquire = |(permits, _): &Count| {
        let less = |permits: u32| permits.checked_sub(1);
        permits.fetch_update(SeqCst, SeqCst, less).is_ok()
    };
    assert_eq!(storm(1, counts, release, acquire)?, TWO_OWNERS);
    Ok(())
}
