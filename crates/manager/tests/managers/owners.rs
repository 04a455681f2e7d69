//! Who owns a lock: a thread of a process, and nobody who comes after it.

use std::process::abort;
use std::thread;

use handles::entries;
use handles::live::{Context, Entry};
use libtest_mimic::Trial;
use manager::live::{LockProxy, QueueProxy, RLockProxy};
use manager::{Makes, ProxyError, Refused};

use super::case::{Outcome, wait_for_ever};
use super::words::{asleep, both, dies, ends_well, goes_well, manager, refused, started};

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        releases,
        is_not_the_owner,
        acquires_and_ends,
        acquires_and_dies,
        acquires_and_waits,
        is_told,
        hears_of_it,
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("anybody releases a lock", stranger),
        both("only the owner releases an RLock", strangers),
        both("an RLock belongs to a thread", threads),
        both("a thread that comes later is not the owner", later_threads),
        both("a process that comes later is not the owner", later),
        both("the next owner is told that the last one died", orphaned),
        both("who waits is told that the owner was killed", waits),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn releases(lock: LockProxy) -> Result<(), ProxyError> {
    lock.release()
}

/// As in CPython.
fn stranger(context: Context) -> Outcome {
    let lock = manager(context)?.lock()?;
    lock.acquire()?;
    goes_well(context.process(releases, lock.clone()))?;
    assert!(!lock.is_held()?);
    assert_eq!(lock.release(), refused(Refused::NotHeld));
    Ok(())
}

fn is_not_the_owner(lock: RLockProxy) -> Result<(), ProxyError> {
    assert_eq!(lock.release(), refused(Refused::NotOwner));
    assert_eq!(lock.try_acquire()?, None);
    Ok(())
}

/// Nor is a child that was forked while its parent held it.
fn strangers(context: Context) -> Outcome {
    let lock = manager(context)?.rlock()?;
    lock.acquire()?;
    goes_well(context.process(is_not_the_owner, lock.clone()))?;
    lock.release()?;
    assert!(!lock.is_held()?);
    Ok(())
}

fn threads(context: Context) -> Outcome {
    let lock = manager(context)?.rlock()?;
    lock.acquire()?;
    thread::scope(|scope| scope.spawn(|| is_not_the_owner(lock.clone())).join())
        .expect("it does not panic")?;
    // The control: this thread is.
    lock.acquire()?;
    lock.release()?;
    lock.release()?;
    assert!(!lock.is_held()?);
    Ok(())
}

/// The threads come one after the other, so the kernel and the library may give them the
/// same number.
fn later_threads(context: Context) -> Outcome {
    let lock = manager(context)?.rlock()?;
    thread::scope(|scope| scope.spawn(|| lock.acquire()).join()).expect("it does not panic")?;
    for _ in 0..20 {
        thread::scope(|scope| scope.spawn(|| is_not_the_owner(lock.clone())).join())
            .expect("it does not panic")?;
    }
    Ok(())
}

fn acquires_and_ends(lock: RLockProxy) -> Result<(), ProxyError> {
    lock.acquire().map(drop)
}

fn acquires_and_dies(lock: RLockProxy) {
    lock.acquire().expect("it is free");
    abort();
}

fn is_told(lock: RLockProxy) -> Result<(), ProxyError> {
    assert_eq!(lock.release(), refused(Refused::NotOwner));
    assert!(lock.acquire()?.owner_died);
    lock.release()?;
    // Once: it was in the lock once, and not twice.
    assert!(!lock.is_held()?);
    Ok(())
}

/// CPython takes a new client for the owner that has ended: its server has another thread
/// for it, which has the same number.
fn later(context: Context) -> Outcome {
    let lock = manager(context)?.rlock()?;
    goes_well(context.process(acquires_and_ends, lock.clone()))?;
    goes_well(context.process(is_told, lock.clone()))?;
    let mut owner = started(context.process(acquires_and_dies, lock.clone()))?;
    assert_eq!(owner.join()?.code(), -6);
    goes_well(context.process(is_told, lock.clone()))
}

fn acquires_and_waits((lock, held): (LockProxy, QueueProxy<()>)) {
    lock.acquire().expect("the server is there");
    held.put(&()).expect("the server is there");
    wait_for_ever();
}

fn orphaned(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (lock, held) = (manager.lock()?, manager.queue(0)?);
    let owner = started(context.process(acquires_and_waits, (lock.clone(), held.clone())))?;
    held.get()?;
    dies(owner)?;
    let guard = lock.hold()?;
    assert!(guard.owner_died());
    drop(guard);
    // Once is enough.
    assert!(!lock.acquire()?.owner_died);
    Ok(())
}

fn hears_of_it((lock, comes): (LockProxy, QueueProxy<()>)) -> Result<(), ProxyError> {
    comes.put(&())?;
    assert!(lock.acquire()?.owner_died);
    lock.release()
}

fn waits(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (lock, come) = (manager.lock()?, manager.queue(0)?);
    let both = || (lock.clone(), come.clone());
    let owner = started(context.process(acquires_and_waits, both()))?;
    come.get()?;
    let waiter = started(context.process(hears_of_it, both()))?;
    come.get()?;
    asleep(&waiter);
    dies(owner)?;
    ends_well(waiter)?;
    assert!(!lock.is_held()?);
    Ok(())
}
