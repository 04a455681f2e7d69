//! `_TestLock`, and who may give a lock back.

use std::sync::atomic::AtomicU32;

use libtest_mimic::Trial;
use os::{ExitStatus, InShared, PANIC_EXIT_CODE, Shared, fork_child};
use recursive_lock::ReleaseError;
use recursive_lock::real::promises::Exclusive;
use recursive_lock::real::sync::thread::tid;
use recursive_lock::real::{guard::hold, lock::Lock, rlock::RLock, rlock_for_anyone};

use super::case::{Outcome, asleep, beside, case, dies, elsewhere, ends_well, panic_quietly};
use super::words::{come, soon, wait_for};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        case("test_lock: once taken, once given back", lock),
        case(
            "test_rlock: three times taken, three times given back",
            rlock,
        ),
        case("test_lock_context: a guard gives it back", || {
            context(Lock::new(), Lock::try_acquire)
        }),
        case("test_rlock_context: a guard gives it back", || {
            context(RLock::new(), RLock::try_acquire)
        }),
        case(
            "test_lock_locked_2processes: both see that it is held",
            locked,
        ),
        case(
            "test_rlock_locked_2processes: both see that it is held",
            recursively_locked,
        ),
        case("stranger: a lock is given back by anyone, once", stranger),
        case(
            "stranger: a recursive lock is given back by its holder alone",
            refused,
        ),
        case(
            "control: a recursive lock that does not ask who lets another in",
            let_in,
        ),
    ]
}

// `acquire` returns nothing, as it never fails: what is asked is whether others are kept out.
fn lock() -> Outcome {
    let lock = Shared::new(Lock::new())?;
    lock.acquire();
    assert!(!lock.try_acquire());
    elsewhere(|| assert!(!lock.try_acquire()))?;
    assert_eq!(lock.release(), Ok(()));
    assert_eq!(lock.release(), Err(ReleaseError::TooManyTimes));
    elsewhere(|| assert!(lock.try_acquire()))?;
    assert!(lock.is_held());
    Ok(())
}

// The error of the fourth says who asked, not that there was one too many.
fn rlock() -> Outcome {
    let lock = Shared::new(RLock::new())?;
    for depth in 1..=3 {
        lock.acquire();
        assert_eq!(lock.depth(), depth);
    }
    for depth in (0..3).rev() {
        elsewhere(|| assert!(!lock.try_acquire()))?;
        assert_eq!(lock.release(), Ok(()));
        assert_eq!(lock.depth(), depth);
    }
    let caller = tid();
    assert_eq!(lock.release(), Err(ReleaseError::NotOwner { caller }));
    elsewhere(|| assert!(lock.try_acquire()))
}

// `with` yields true; here it is a guard, and a panic is what an exception is there.
fn context<L: Exclusive + InShared>(lock: L, try_acquire: fn(&L) -> bool) -> Outcome {
    let lock = Shared::new(lock)?;
    {
        let _guard = hold(&*lock);
        elsewhere(|| assert!(!try_acquire(&lock)))?;
    }
    let failing = fork_child(|| {
        let _guard = hold(&*lock);
        panic_quietly()
    })?;
    assert_eq!(failing.wait()?, ExitStatus::Exited(PANIC_EXIT_CODE));
    elsewhere(|| assert!(try_acquire(&lock)))?;
    assert!(!try_acquire(&lock));
    Ok(())
}

// `locked()` is `is_held`.
fn locked() -> Outcome {
    let lock = Shared::new(Lock::new())?;
    let held = Shared::new(AtomicU32::new(0))?;
    assert!(!lock.is_held());
    let child = beside(|| {
        lock.acquire();
        assert!(lock.is_held());
        come(&held);
        wait_for(&held, 2);
        assert_eq!(lock.release(), Ok(()));
    })?;
    wait_for(&held, 1);
    assert!(lock.is_held());
    come(&held);
    ends_well(child)?;
    assert!(!lock.is_held());
    Ok(())
}

// There is no `locked()`: the holder sees its depth, and the other one is refused.
fn recursively_locked() -> Outcome {
    let lock = Shared::new(RLock::new())?;
    let held = Shared::new(AtomicU32::new(0))?;
    let child = beside(|| {
        lock.acquire();
        assert!(lock.is_mine());
        come(&held);
        wait_for(&held, 2);
        assert_eq!(lock.release(), Ok(()));
    })?;
    wait_for(&held, 1);
    assert!(!lock.is_mine());
    assert_eq!(lock.depth(), 0);
    assert!(!lock.try_acquire());
    assert!(!lock.acquire_until(soon()));
    come(&held);
    ends_well(child)?;
    assert!(lock.try_acquire());
    Ok(())
}

fn stranger() -> Outcome {
    let lock = Shared::new(Lock::new())?;
    lock.acquire();
    elsewhere(|| {
        assert_eq!(lock.release(), Ok(()));
        assert_eq!(lock.release(), Err(ReleaseError::TooManyTimes));
    })?;
    // CPython's old holder now has a count that is wrong for ever. Here nobody counts.
    assert!(!lock.is_held());
    assert_eq!(lock.release(), Err(ReleaseError::TooManyTimes));
    assert!(lock.try_acquire());
    assert!(!lock.try_acquire());
    Ok(())
}

fn refused() -> Outcome {
    let lock = Shared::new(RLock::new())?;
    lock.acquire();
    lock.acquire();
    elsewhere(|| {
        let caller = tid();
        assert_eq!(lock.release(), Err(ReleaseError::NotOwner { caller }));
        assert_eq!(lock.release(), Err(ReleaseError::NotOwner { caller }));
    })?;
    assert_eq!(lock.depth(), 2);
    elsewhere(|| assert!(!lock.try_acquire()))?;
    assert_eq!(lock.release(), Ok(()));
    elsewhere(|| assert!(!lock.try_acquire()))?;
    assert_eq!(lock.release(), Ok(()));
    elsewhere(|| assert!(lock.try_acquire()))
}

fn let_in() -> Outcome {
    let lock = Shared::new(rlock_for_anyone::RLock::default())?;
    lock.acquire();
    let begins = Shared::new(AtomicU32::new(0))?;
    let kept_out = beside(|| {
        come(&begins);
        lock.acquire();
    })?;
    wait_for(&begins, 1);
    asleep(kept_out.pid());
    dies(kept_out)?;
    elsewhere(|| assert_eq!(lock.release(), Ok(())))?;
    // The caller never gave it back.
    elsewhere(|| lock.acquire())
}
