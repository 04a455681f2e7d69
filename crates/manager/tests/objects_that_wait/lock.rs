//! `_TestLock`; and who is told of a death.

use handles::real::spaces::start;
use manager::real::channel::serve;
use manager::server::Kinds;
use manager::{Acquired, Makes, ProxyError, Refused};

use super::direct::clients;

const WELL: Acquired = Acquired { owner_died: false };
const ORPHANED: Acquired = Acquired { owner_died: true };

const NOT_HELD: ProxyError = ProxyError::Refused(Refused::NotHeld);
const NOT_OWNER: ProxyError = ProxyError::Refused(Refused::NotOwner);

#[test]
fn test_lock() {
    serve(|manager| {
        let lock = manager.lock().unwrap();
        assert_eq!(lock.acquire(), Ok(WELL));
        assert_eq!(lock.try_acquire(), Ok(None));
        assert_eq!(lock.is_held(), Ok(true));
        assert_eq!(lock.release(), Ok(()));
        assert_eq!(lock.is_held(), Ok(false));
        assert_eq!(lock.release(), Err(NOT_HELD));
    });
}

#[test]
fn test_rlock() {
    serve(|manager| {
        let lock = manager.rlock().unwrap();
        for _ in 0..3 {
            assert_eq!(lock.acquire(), Ok(WELL));
        }
        for _ in 0..3 {
            assert_eq!(lock.release(), Ok(()));
        }
        assert_eq!(lock.release(), Err(NOT_HELD));
    });
}

// CPython's suite passes a plain lock here by mistake.
#[test]
fn test_rlock_of_another_process() {
    serve(|manager| {
        let lock = manager.rlock().unwrap();
        let child = start(&(lock.clone(),), |(lock,)| {
            lock.acquire().unwrap();
            lock.acquire().unwrap();
            lock.release().unwrap();
            // One time is left: the thread keeps it when it ends.
        });
        child.join().unwrap();
        assert_eq!(lock.try_acquire(), Ok(None));
        assert_eq!(lock.release(), Err(NOT_OWNER));
    });
}

// `TestSyncManagerTypes.test_lock`.
#[test]
fn anybody_may_release_a_plain_lock() {
    serve(|manager| {
        let lock = manager.lock().unwrap();
        let child = start(&(lock.clone(),), |(lock,)| lock.acquire());
        assert_eq!(child.join().unwrap(), Ok(WELL));
        assert_eq!(lock.release(), Ok(()));
        assert_eq!(lock.release(), Err(NOT_HELD));
    });
}

#[test]
fn the_next_owner_is_told_of_a_death() {
    let [one, two, three] = clients(Kinds::of_every_server());
    let lock = one.rlock().unwrap();
    let [second, third] = [two, three].map(|to| one.gives(&lock, to));
    assert_eq!(lock.acquire(), Ok(WELL));
    two.waits(|| second.acquire());
    three.waits(|| third.acquire());
    one.dies();
    assert_eq!(two.hears(|| second.acquire()), Ok(ORPHANED));
    assert!(three.still_waits());
    assert_eq!(second.release(), Ok(()));
    assert_eq!(three.hears(|| third.acquire()), Ok(WELL));
}

#[test]
fn who_never_read_that_it_has_the_lock_never_had_it() {
    let [one, two, three] = clients(Kinds::of_every_server());
    let lock = one.lock().unwrap();
    let [second, third] = [two, three].map(|to| one.gives(&lock, to));
    assert_eq!(lock.acquire(), Ok(WELL));
    two.waits(|| second.acquire());
    three.waits(|| third.acquire());
    assert_eq!(lock.release(), Ok(()));
    two.dies_before_it_reads();
    assert_eq!(three.hears(|| third.acquire()), Ok(WELL));
}

#[test]
fn the_news_of_a_death_is_not_lost_with_who_never_read_it() {
    let [one, two, three] = clients(Kinds::of_every_server());
    let lock = one.lock().unwrap();
    let [second, third] = [two, three].map(|to| one.gives(&lock, to));
    assert_eq!(lock.acquire(), Ok(WELL));
    two.waits(|| second.acquire());
    one.dies();
    two.dies_before_it_reads();
    assert_eq!(third.acquire(), Ok(ORPHANED));
}

#[test]
fn a_lock_that_went_on_to_others_is_not_taken_back_from_them() {
    let [one, two] = clients(Kinds::of_every_server());
    let lock = one.lock().unwrap();
    let second = one.gives(&lock, two);
    assert_eq!(lock.acquire(), Ok(WELL));
    // A stranger releases it, and somebody else has it.
    assert_eq!(second.release(), Ok(()));
    assert_eq!(second.acquire(), Ok(WELL));
    one.dies_before_it_reads();
    assert_eq!(second.is_held(), Ok(true));
    assert_eq!(second.release(), Ok(()));
}

#[test]
fn a_time_that_is_over_says_so() {
    let [one, two] = clients(Kinds::of_every_server());
    let lock = one.lock().unwrap();
    let second = one.gives(&lock, two);
    assert_eq!(lock.acquire(), Ok(WELL));
    let soon = std::time::Duration::from_millis(1);
    two.waits(|| second.acquire_for(soon));
    two.expires();
    assert_eq!(two.hears(|| second.acquire_for(soon)), Ok(None));
    assert_eq!(lock.release(), Ok(()));
    assert_eq!(second.is_held(), Ok(false));
}
