//! `_TestCondition`, over its own lock, a given plain one and a given recursive one.

use std::time::Duration;

use handles::real::spaces::start;
use manager::proxies::Woken;
use manager::real::channel::{Channel, ConditionProxy, QueueProxy, serve};
use manager::server::Kinds;
use manager::{Makes, ProxyError, Refused};

use super::direct::{clients, objects};

const NOT_OWNER: ProxyError = ProxyError::Refused(Refused::NotOwner);
const SOON: Duration = Duration::from_millis(1);

const NOTIFIED: Woken = Woken {
    in_time: true,
    owner_died: false,
};
const IN_VAIN: Woken = Woken {
    in_time: false,
    owner_died: false,
};

/// The conditions that there are.
fn conditions(manager: &Channel) -> [ConditionProxy; 3] {
    let plain = manager.condition_with(&manager.lock().unwrap());
    let recursive = manager.condition_with(&manager.rlock().unwrap());
    [manager.condition(), plain, recursive].map(Result::unwrap)
}

/// So many processes wait at a condition, and each says when it has woken. Notified so often,
/// each time as many wake as should.
fn wakes(sleepers: usize, notified: &[(usize, usize)]) {
    serve(|manager| {
        for condition in conditions(manager) {
            let (asleep, awake) = (manager.queue(0).unwrap(), manager.queue(0).unwrap());
            let argument = (condition.clone(), asleep.clone(), awake.clone());
            let children: Vec<_> = (0..sleepers)
                .map(|_| start(&argument, |argument| sleep(&argument)))
                .collect();
            for _ in 0..sleepers {
                asleep.get().unwrap();
            }
            for (count, wake) in notified {
                // Each has let go of the lock, or it could not be had: all are asleep.
                condition.acquire().unwrap();
                condition.notify(*count).unwrap();
                condition.release().unwrap();
                for _ in 0..*wake {
                    awake.get().unwrap();
                }
                // Who was woken has the lock before anybody who asks for it now.
                condition.acquire().unwrap();
                condition.release().unwrap();
                assert_eq!(awake.len(), Ok(0));
            }
            for child in children {
                child.join().unwrap();
            }
        }
    });
}

fn sleep((condition, asleep, awake): &(ConditionProxy, QueueProxy<()>, QueueProxy<()>)) {
    condition.acquire().unwrap();
    asleep.put(&()).unwrap();
    assert_eq!(condition.wait(), Ok(NOTIFIED));
    awake.put(&()).unwrap();
    condition.release().unwrap();
}

#[test]
fn test_notify() {
    wakes(2, &[(1, 1), (1, 1)]);
}

// The six that give up are in `who_gives_up_gets_the_lock_back`.
#[test]
fn test_notify_all() {
    wakes(6, &[(usize::MAX, 6)]);
}

#[test]
fn test_notify_n() {
    wakes(6, &[(2, 2), (4, 4), (3, 0)]);
}

// There is no signal. That a time is over is asked below.
#[test]
fn test_wait_result() {
    serve(|manager| {
        for condition in conditions(manager) {
            let _guard = condition.hold().unwrap();
            assert_eq!(condition.wait_for(Duration::ZERO), Ok(IN_VAIN));
            let child = start(&(condition.clone(),), |(condition,)| {
                let _guard = condition.hold().unwrap();
                condition.notify(1).unwrap();
            });
            assert_eq!(condition.wait(), Ok(NOTIFIED));
            child.join().unwrap();
        }
    });
}

// The count goes up to four, and is a value of the same server.
#[test]
fn test_waitfor() {
    serve(|manager| {
        let (condition, count) = (manager.condition().unwrap(), manager.value(0).unwrap());
        let child = start(&(condition.clone(), count.clone()), |(condition, count)| {
            let _guard = condition.hold().unwrap();
            let woken = condition.wait_until(|| Ok(count.get()? == 4));
            assert_eq!(woken, Ok(NOTIFIED));
            assert_eq!(count.get(), Ok(4));
        });
        for _ in 0..4 {
            let _guard = condition.hold().unwrap();
            count.fetch_add(1).unwrap();
            condition.notify(1).unwrap();
        }
        child.join().unwrap();
        let _guard = condition.hold().unwrap();
        assert_eq!(condition.wait_while(|| Ok(count.get()? != 4)), Ok(NOTIFIED));
    });
}

#[test]
fn test_waitfor_timeout() {
    let [one] = clients(Kinds::of_every_server());
    let condition = one.condition().unwrap();
    condition.acquire().unwrap();
    let never = || Ok(false);
    assert_eq!(condition.wait_until_for(never, Duration::ZERO), Ok(IN_VAIN));
    let mut looks = 0;
    let second_time = || {
        looks += 1;
        Ok(looks == 2)
    };
    let late = Duration::from_secs(3600);
    one.waits(|| condition.wait_until_for(never, late));
    one.expires();
    let woken = one.hears(|| condition.wait_until_for(second_time, late));
    assert_eq!(woken, Ok(NOTIFIED));
}

#[test]
fn who_does_not_hold_the_lock_may_not_wait() {
    serve(|manager| {
        for condition in conditions(manager) {
            assert_eq!(condition.wait(), Err(NOT_OWNER));
            assert_eq!(condition.wait_for(SOON), Err(NOT_OWNER));
            assert_eq!(condition.notify_all(), Err(NOT_OWNER));
            let _guard = condition.hold().unwrap();
            let stranger = start(&(condition.clone(),), |(condition,)| {
                [condition.wait().map(drop), condition.notify(1)]
            });
            assert_eq!(stranger.join().unwrap(), [Err(NOT_OWNER), Err(NOT_OWNER)]);
        }
    });
}

#[test]
fn only_a_lock_can_be_that_of_a_condition() {
    let [one] = clients(Kinds::of_every_server());
    let lock = one.lock().unwrap();
    let condition = one.condition_with(&lock).unwrap();
    assert_eq!(objects(), 2);
    // The condition keeps its lock.
    drop(lock);
    assert_eq!(objects(), 2);
    condition.acquire().unwrap();
    drop(condition);
    assert_eq!(objects(), 0);
}

#[test]
fn the_lock_of_a_condition_is_the_one_that_was_given() {
    serve(|manager| {
        let lock = manager.lock().unwrap();
        let condition = manager.condition_with(&lock).unwrap();
        condition.acquire().unwrap();
        assert_eq!(lock.is_held(), Ok(true));
        assert_eq!(lock.try_acquire(), Ok(None));
        lock.release().unwrap();
        assert_eq!(condition.is_held(), Ok(false));
    });
}

/// *Depth*: three times in, once waited, three times in.
#[test]
fn recursion() {
    let [one, two] = clients(Kinds::of_every_server());
    let condition = one.condition().unwrap();
    let other = one.gives(&condition, two);
    for _ in 0..3 {
        condition.acquire().unwrap();
    }
    one.waits(|| condition.wait());
    other.acquire().unwrap();
    other.notify_all().unwrap();
    assert!(one.still_waits());
    other.release().unwrap();
    assert_eq!(one.hears(|| condition.wait()), Ok(NOTIFIED));
    for _ in 0..3 {
        assert_eq!(other.is_held(), Ok(true));
        condition.release().unwrap();
    }
    assert_eq!(other.is_held(), Ok(false));
}

// `test_timeout`, and the first half of `test_notify_all`.
#[test]
fn who_gives_up_gets_the_lock_back() {
    let all = clients::<6>(Kinds::of_every_server());
    let first = all[0].condition().unwrap();
    let conditions = all.map(|to| all[0].gives(&first, to));
    for (client, condition) in all.iter().zip(&conditions) {
        condition.acquire().unwrap();
        client.waits(|| condition.wait_for(SOON));
    }
    for client in all {
        client.expires();
    }
    for (client, condition) in all.iter().zip(&conditions) {
        assert_eq!(client.hears(|| condition.wait_for(SOON)), Ok(IN_VAIN));
        // The others get it one after the other.
        condition.release().unwrap();
    }
    // None of them is left for a notification.
    first.acquire().unwrap();
    first.notify_all().unwrap();
    first.release().unwrap();
    assert!(all.iter().all(|client| client.still_waits()));
}

// CPython's `notify` waits for ever for a sleeper that was killed.
#[test]
fn a_dead_waiter_is_forgotten() {
    let [one, two, three] = clients(Kinds::of_every_server());
    let condition = one.condition().unwrap();
    let [second, third] = [two, three].map(|to| one.gives(&condition, to));
    for (client, condition) in [(two, &second), (three, &third)] {
        condition.acquire().unwrap();
        client.waits(|| condition.wait());
    }
    two.dies();
    condition.acquire().unwrap();
    // One notification: it is not spent on the dead one.
    condition.notify(1).unwrap();
    condition.release().unwrap();
    assert_eq!(three.hears(|| third.wait()), Ok(NOTIFIED));
    assert_eq!(third.release(), Ok(()));
    assert_eq!(condition.is_held(), Ok(false));
}

#[test]
fn who_dies_on_the_way_back_to_the_lock_is_forgotten() {
    let [one, two] = clients(Kinds::of_every_server());
    let condition = one.condition().unwrap();
    let second = one.gives(&condition, two);
    second.acquire().unwrap();
    two.waits(|| second.wait());
    condition.acquire().unwrap();
    condition.notify(1).unwrap();
    two.dies();
    condition.release().unwrap();
    assert_eq!(condition.is_held(), Ok(false));
}

#[test]
fn a_waiter_is_told_that_the_owner_died() {
    let [one, two] = clients(Kinds::of_every_server());
    let condition = one.condition().unwrap();
    let second = one.gives(&condition, two);
    second.acquire().unwrap();
    two.waits(|| second.wait());
    condition.acquire().unwrap();
    condition.notify(1).unwrap();
    one.dies();
    let woken = Woken {
        in_time: true,
        owner_died: true,
    };
    assert_eq!(two.hears(|| second.wait()), Ok(woken));
}

#[test]
fn a_lock_that_came_back_unread_goes_on() {
    let [one, two] = clients(Kinds::of_every_server());
    let condition = one.condition().unwrap();
    let second = one.gives(&condition, two);
    second.acquire().unwrap();
    second.acquire().unwrap();
    two.waits(|| second.wait());
    condition.acquire().unwrap();
    condition.notify(1).unwrap();
    condition.release().unwrap();
    two.dies_before_it_reads();
    let how = condition.try_acquire().unwrap().expect("nobody holds it");
    assert!(!how.owner_died);
}
