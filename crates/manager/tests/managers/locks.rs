//! CPython's own cases of locks and semaphores, through a manager.

use handles::entries;
use handles::live::{Context, Entry};
use libtest_mimic::Trial;
use manager::live::{BoundedSemaphoreProxy, LockProxy, RLockProxy, SemaphoreProxy, ValueProxy};
use manager::{Acquired, Makes, ProxyError, Refused};

use super::case::Outcome;
use super::words::{both, ends_well, goes_well, manager, refused, started};

pub(crate) fn entries() -> Vec<Entry> {
    entries![is_held, adds, leaves, leaves_bounded]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("_TestLock.test_lock", test_lock),
        both("_TestLock.test_rlock", test_rlock),
        both("_TestLock.test_lock_context", test_lock_context),
        both(
            "_TestLock.test_lock_locked_2processes, test_rlock_locked_2processes",
            test_locked_2processes,
        ),
        both("_TestSemaphore.test_semaphore", test_semaphore),
        both(
            "_TestSemaphore.test_bounded_semaphore",
            test_bounded_semaphore,
        ),
        both("permits are counted across processes", counted),
        both("one lock, four processes: no increment is lost", four),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const QUIETLY: Acquired = Acquired { owner_died: false };

/// To release too often is `RuntimeError` there.
fn test_lock(context: Context) -> Outcome {
    let lock = manager(context)?.lock()?;
    assert_eq!(lock.acquire()?, QUIETLY);
    assert_eq!(lock.try_acquire()?, None);
    lock.release()?;
    assert_eq!(lock.release(), refused(Refused::NotHeld));
    Ok(())
}

/// Asked again after the fourth release: it is free.
fn test_rlock(context: Context) -> Outcome {
    let lock = manager(context)?.rlock()?;
    for _ in 0..3 {
        assert_eq!(lock.acquire()?, QUIETLY);
    }
    for _ in 0..3 {
        assert!(lock.is_held()?);
        lock.release()?;
    }
    assert!(!lock.is_held()?);
    assert_eq!(lock.release(), refused(Refused::NotHeld));
    Ok(())
}

/// What `with` yields there is a guard here.
fn test_lock_context(context: Context) -> Outcome {
    let lock = manager(context)?.lock()?;
    let guard = lock.hold()?;
    assert!(!guard.owner_died() && lock.is_held()?);
    drop(guard);
    assert!(!lock.is_held()?);
    Ok(())
}

fn is_held((lock, rlock): (LockProxy, RLockProxy)) -> Result<(), ProxyError> {
    assert!(lock.is_held()? && rlock.is_held()?);
    assert_eq!((lock.try_acquire()?, rlock.try_acquire()?), (None, None));
    Ok(())
}

/// Both locks in one case.
fn test_locked_2processes(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (lock, rlock) = (manager.lock()?, manager.rlock()?);
    let (one, other) = (lock.hold()?, rlock.hold()?);
    goes_well(context.process(is_held, (lock.clone(), rlock.clone())))?;
    assert!(lock.is_held()? && rlock.is_held()?);
    drop((one, other));
    Ok(())
}

fn test_semaphore(context: Context) -> Outcome {
    let semaphore = manager(context)?.semaphore(2)?;
    let permits = || semaphore.permits();
    for left in [1, 0] {
        assert!(semaphore.try_acquire()?);
        assert_eq!(permits()?, left);
    }
    assert!(!semaphore.try_acquire()?);
    assert_eq!(permits()?, 0);
    for there in 1..=4 {
        semaphore.release()?;
        assert_eq!(permits()?, there);
    }
    Ok(())
}

/// It is also asked that one permit too many is refused.
fn test_bounded_semaphore(context: Context) -> Outcome {
    let semaphore = manager(context)?.bounded_semaphore(2)?;
    for left in [1, 0] {
        assert!(semaphore.try_acquire()?);
        assert_eq!(semaphore.permits()?, left);
    }
    assert!(!semaphore.try_acquire()?);
    for there in [1, 2] {
        semaphore.release()?;
        assert_eq!(semaphore.permits()?, there);
    }
    assert_eq!(semaphore.release(), refused(Refused::TooManyPermits));
    assert_eq!(semaphore.permits()?, 2);
    Ok(())
}

fn leaves(semaphore: SemaphoreProxy) -> Result<(), ProxyError> {
    semaphore.acquire()
}

fn leaves_bounded(semaphore: BoundedSemaphoreProxy) -> Result<(), ProxyError> {
    semaphore.acquire()
}

/// A permit has no owner: that of a process that has ended does not come back, and anybody
/// gives it.
fn counted(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (plain, bounded) = (manager.semaphore(2)?, manager.bounded_semaphore(2)?);
    for left in [1, 0] {
        goes_well(context.process(leaves, plain.clone()))?;
        goes_well(context.process(leaves_bounded, bounded.clone()))?;
        assert_eq!((plain.permits()?, bounded.permits()?), (left, left));
    }
    plain.release()?;
    bounded.release()?;
    assert_eq!((plain.permits()?, bounded.permits()?), (1, 1));
    Ok(())
}

const TIMES: u64 = 100;

fn adds((lock, value): (LockProxy, ValueProxy<u64>)) -> Result<(), ProxyError> {
    for _ in 0..TIMES {
        let _guard = lock.hold()?;
        let now = value.get()?;
        value.set(now + 1)?;
    }
    Ok(())
}

fn four(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (lock, value) = (manager.lock()?, manager.value(0)?);
    let start = |_| started(context.process(adds, (lock.clone(), value.clone())));
    let processes: Vec<_> = (0..4).map(start).collect::<Result<_, _>>()?;
    processes.into_iter().try_for_each(ends_well)?;
    assert_eq!(value.get()?, 4 * TIMES);
    Ok(())
}
