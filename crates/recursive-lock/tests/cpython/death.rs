//! Processes that die with a lock, and processes that die waiting. CPython does not ask
//! this of itself: there, who notifies waits for ever for a sleeper that was killed.
//!
//! What is asked here is what the types promise. What a holder had stays taken: a
//! deadline passes, and nobody is let in in silence. Who dies asleep keeps nobody from
//! going on.

use std::sync::atomic::AtomicU32;
use std::time::Instant;

use libtest_mimic::{Failed, Trial};
use os::{Child, ExitStatus, InShared, PANIC_EXIT_CODE, Shared, fork_child};
use recursive_lock::real::promises::{Exclusive, Monitor};
use recursive_lock::real::{
    barrier::Barrier, bounded_semaphore::BoundedSemaphore, condition::Condition, event::Event,
    guard::hold, lock::Lock, rlock::RLock, semaphore::Semaphore,
};
use recursive_lock::{BarrierError, ReleaseError};

use super::case::{Outcome, asleep, beside, case, dies, elsewhere, ends_well, panic_quietly};
use super::words::{SOON, come, soon, wait_for};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        case(
            "holder death: a lock stays held, until anyone frees it",
            lock,
        ),
        case("holder death: a recursive lock stays held", rlock),
        case("holder death: a semaphore has a permit less", semaphore),
        case(
            "holder death: a bounded semaphore has a permit less",
            bounded_semaphore,
        ),
        case(
            "holder death: the lock of a condition stays held",
            condition,
        ),
        case("holder death: to return or to panic frees nothing", ends),
        case("control: a guard frees when its holder panics", guarded),
        case("control: a holder that lives gives it back", gives_back),
        case("waiter death: the next one gets the lock", || {
            next_one(Lock::new())
        }),
        case("waiter death: the next one gets the recursive lock", || {
            next_one(RLock::new())
        }),
        case("waiter death: the next one gets the permit", || {
            next_one(Semaphore::new(1)?)?;
            next_one(BoundedSemaphore::new(1)?)
        }),
        case("waiter death: a notification goes to who lives", || {
            notified::<RLock>()?;
            notified::<Lock>()
        }),
        case(
            "control: who waits for sleepers to confirm waits for the dead",
            confirmed,
        ),
        case("waiter death: an event is set for who lives", event),
        case("waiter death: a barrier is aborted and reset", barrier),
        case(
            "waiter death: who waits at a barrier until a deadline gives up",
            barrier_in_vain,
        ),
        case("waiter death: the dead one had come to the barrier", came),
    ]
}

/// A process takes something, and is killed.
fn dies_with(take: impl FnOnce()) -> Outcome {
    let held = Shared::new(AtomicU32::new(0))?;
    let holder = beside(|| {
        take();
        come(&held);
        wait_for(&held, u32::MAX);
    })?;
    wait_for(&held, 1);
    dies(holder)
}

/// Whether something is refused as long as a deadline allows.
fn in_vain(acquire: impl FnOnce() -> bool) -> bool {
    let begin = Instant::now();
    !acquire() && begin.elapsed() >= SOON
}

// ANCHOR: lock
fn lock() -> Outcome {
    let lock = Shared::new(Lock::new())?;
    dies_with(|| lock.acquire())?;
    assert!(lock.is_held());
    assert!(!lock.try_acquire());
    assert!(in_vain(|| lock.acquire_until(soon())));
    elsewhere(|| assert!(!lock.try_acquire()))?;
    assert_eq!(lock.release(), Ok(()));
    assert!(lock.acquire_until(soon()));
    elsewhere(|| assert!(!lock.try_acquire()))
}
// ANCHOR_END: lock

fn rlock() -> Outcome {
    let lock = Shared::new(RLock::new())?;
    dies_with(|| {
        lock.acquire();
        lock.acquire();
    })?;
    assert!(!lock.is_mine());
    assert!(matches!(lock.release(), Err(ReleaseError::NotOwner { .. })));
    assert!(!lock.try_acquire());
    assert!(in_vain(|| lock.acquire_until(soon())));
    elsewhere(|| assert!(!lock.try_acquire()))
}

fn semaphore() -> Outcome {
    let semaphore = Shared::new(Semaphore::new(2)?)?;
    dies_with(|| semaphore.acquire())?;
    assert_eq!(semaphore.permits(), 1);
    assert!(semaphore.acquire_until(soon()));
    assert!(!semaphore.try_acquire());
    assert!(in_vain(|| semaphore.acquire_until(soon())));
    assert_eq!(semaphore.release(), Ok(()));
    elsewhere(|| assert!(semaphore.acquire_until(soon())))
}

fn bounded_semaphore() -> Outcome {
    let semaphore = Shared::new(BoundedSemaphore::new(1)?)?;
    dies_with(|| semaphore.acquire())?;
    assert!(!semaphore.try_acquire());
    assert!(in_vain(|| semaphore.acquire_until(soon())));
    // Anyone may give back what the dead one had, once.
    assert_eq!(semaphore.release(), Ok(()));
    assert_eq!(semaphore.release(), Err(ReleaseError::TooManyTimes));
    elsewhere(|| assert!(semaphore.acquire_until(soon())))
}

fn condition() -> Outcome {
    let recursive = Shared::new(Condition::<RLock>::default())?;
    dies_with(|| recursive.acquire())?;
    assert!(in_vain(|| recursive.lock().acquire_until(soon())));
    assert!(recursive.notify_all().is_err());
    assert!(recursive.wait_until(soon()).is_err());

    let plain = Shared::new(Condition::<Lock>::default())?;
    dies_with(|| plain.acquire())?;
    assert!(in_vain(|| plain.lock().acquire_until(soon())));
    // A plain lock does not know by whom it is held.
    assert_eq!(plain.notify_all(), Ok(()));
    assert!(plain.lock().is_held());
    Ok(())
}

fn ends() -> Outcome {
    let lock = Shared::new(Lock::new())?;
    elsewhere(|| lock.acquire())?;
    assert!(in_vain(|| lock.acquire_until(soon())));
    assert_eq!(lock.release(), Ok(()));

    let panics = fork_child(|| {
        lock.acquire();
        panic_quietly()
    })?;
    assert_eq!(panics.wait()?, ExitStatus::Exited(PANIC_EXIT_CODE));
    assert!(in_vain(|| lock.acquire_until(soon())));
    Ok(())
}

fn guarded() -> Outcome {
    let lock = Shared::new(Lock::new())?;
    let panics = fork_child(|| {
        let _guard = hold(&*lock);
        panic_quietly()
    })?;
    assert_eq!(panics.wait()?, ExitStatus::Exited(PANIC_EXIT_CODE));
    assert!(lock.acquire_until(soon()));
    Ok(())
}

fn gives_back() -> Outcome {
    let lock = Shared::new(RLock::new())?;
    dies_with(|| {
        lock.acquire();
        assert_eq!(lock.release(), Ok(()));
    })?;
    assert!(!in_vain(|| lock.acquire_until(soon())));
    Ok(())
}

/// A process that waits in this and sleeps by now.
fn waiting(wait: impl FnOnce()) -> Result<Child, Failed> {
    let begins = Shared::new(AtomicU32::new(0))?;
    let waiter = beside(|| {
        come(&begins);
        wait();
    })?;
    wait_for(&begins, 1);
    asleep(waiter.pid());
    Ok(waiter)
}

/// Two wait for it, and the one that came first is killed.
fn next_one<L: Exclusive + InShared>(lock: L) -> Outcome {
    let lock = Shared::new(lock)?;
    lock.acquire();
    let first = waiting(|| lock.acquire())?;
    let second = waiting(|| {
        lock.acquire();
        assert_eq!(lock.release(), Ok(()));
    })?;
    dies(first)?;
    asleep(second.pid());
    assert_eq!(lock.release(), Ok(()));
    ends_well(second)?;
    lock.acquire();
    Ok(())
}

fn notified<L: Monitor + Default + InShared>() -> Outcome {
    let condition = Shared::new(Condition::<L>::default())?;
    let wait = || {
        let _guard = hold(&*condition);
        condition.wait().expect("the lock is held");
    };
    let first = waiting(wait)?;
    let second = waiting(wait)?;
    dies(first)?;
    asleep(second.pid());
    {
        // It had let go of the lock before it died.
        let _guard = hold(&*condition);
        condition.notify(1)?;
    }
    ends_well(second)?;

    let third = waiting(wait)?;
    dies(third)?;
    let _guard = hold(&*condition);
    assert_eq!(condition.notify(1), Ok(()));
    assert_eq!(condition.notify_all(), Ok(()));
    assert_eq!(condition.wait_until(soon()), Ok(false));
    Ok(())
}

/// A condition as CPython has it: who notifies waits until the sleeper has said that it
/// woke.
fn confirmed() -> Outcome {
    let call = Shared::new(Semaphore::new(0)?)?;
    let woken = Shared::new(Semaphore::new(0)?)?;
    let wait = || {
        call.acquire();
        assert_eq!(woken.release(), Ok(()));
    };
    let lives = waiting(wait)?;
    call.release()?;
    woken.acquire();
    ends_well(lives)?;

    dies(waiting(wait)?)?;
    call.release()?;
    assert!(in_vain(|| woken.acquire_until(soon())));
    Ok(())
}

fn event() -> Outcome {
    let event = Shared::new(Event::new())?;
    let first = waiting(|| event.wait())?;
    let second = waiting(|| event.wait())?;
    dies(first)?;
    asleep(second.pid());
    assert!(!event.is_set());
    event.set();
    assert!(event.is_set());
    ends_well(second)?;
    event.clear();
    assert!(in_vain(|| event.wait_until(soon())));
    Ok(())
}

fn barrier() -> Outcome {
    let barrier = Shared::new(Barrier::new(3)?)?;
    let wait = || {
        barrier.wait().expect("nobody breaks it");
    };
    let first = waiting(wait)?;
    let second = waiting(|| assert_eq!(barrier.wait(), Err(BarrierError::Broken)))?;
    dies(first)?;
    asleep(second.pid());
    barrier.abort();
    ends_well(second)?;
    assert!(barrier.is_broken());

    barrier.reset();
    assert_eq!(barrier.arrived(), 0);
    let others = [waiting(wait)?, waiting(wait)?];
    assert_eq!(barrier.wait(), Ok(true));
    others.into_iter().try_for_each(ends_well)
}

fn barrier_in_vain() -> Outcome {
    let barrier = Shared::new(Barrier::new(3)?)?;
    dies(waiting(|| {
        let _ = barrier.wait();
    })?)?;
    let begin = Instant::now();
    assert_eq!(barrier.wait_until(soon()), Err(BarrierError::Broken));
    assert!(begin.elapsed() >= SOON);
    assert!(barrier.is_broken());
    Ok(())
}

/// It is counted, as in CPython's barrier of a manager, and missed the next time.
fn came() -> Outcome {
    let barrier = Shared::new(Barrier::new(2)?)?;
    dies(waiting(|| {
        let _ = barrier.wait();
    })?)?;
    assert_eq!(barrier.arrived(), 1);
    assert_eq!(barrier.wait(), Ok(true));
    assert_eq!(barrier.wait_until(soon()), Err(BarrierError::Broken));
    // Without the dead one, its place has to be emptied.
    barrier.reset();
    dies(waiting(|| {
        let _ = barrier.wait();
    })?)?;
    barrier.reset();
    assert_eq!(barrier.arrived(), 0);
    assert_eq!(barrier.wait_until(soon()), Err(BarrierError::Broken));
    Ok(())
}
