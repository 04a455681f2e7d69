//! Small programs, in every interleaving. Beside each stands one that does not keep the
//! law.

use std::fmt::Debug;

use handles::shuttle::spaces::{Process, start};
use interleave::{Outcome, shuttle};
use manager::Makes;
use manager::shuttle::channel::{BarrierProxy, ConditionProxy, QueueProxy, ValueProxy, serve};

/// All outcomes of a program; a deadlock is `None`.
#[track_caller]
fn outcomes<T: Clone + Debug + Ord + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> Vec<Option<T>> {
    let report = shuttle::explore(body);
    println!("{} executions", report.executions());
    let outcomes = report
        .exhaustive()
        .outcomes()
        .into_iter()
        .map(|outcome| match outcome {
            Outcome::Returned(value) => Some(value),
            Outcome::Deadlocked(_) => None,
            other => panic!("{other:?}"),
        });
    let mut outcomes: Vec<_> = outcomes.collect();
    // Deadlocks differ in who waits for what.
    outcomes.sort();
    outcomes.dedup();
    outcomes
}

fn join<R>(process: Process<R>) -> R {
    process.join().unwrap()
}

/// Two wait for a flag, and one sets it and notifies. Returns how many of the two had to
/// be woken.
fn two_waiters(notify: fn(&ConditionProxy)) -> u32 {
    serve(|manager| {
        let (condition, flag) = (manager.condition().unwrap(), manager.value(false).unwrap());
        let waiters = [(); 2].map(|()| {
            start(&(condition.clone(), flag.clone()), |(condition, flag)| {
                condition.acquire().unwrap();
                let mut looks = 0;
                let is_set = || {
                    looks += 1;
                    flag.get()
                };
                assert!(condition.wait_until(is_set).unwrap().in_time);
                condition.release().unwrap();
                looks - 1
            })
        });
        condition.acquire().unwrap();
        flag.set(true).unwrap();
        notify(&condition);
        condition.release().unwrap();
        waiters.map(join).into_iter().sum()
    })
}

#[test]
fn who_notifies_all_wakes_both() {
    let all = outcomes(|| two_waiters(|condition| condition.notify_all().unwrap()));
    assert_eq!(all, [Some(0), Some(1), Some(2)]);
}

#[test]
fn who_notifies_one_leaves_the_other() {
    let one = outcomes(|| two_waiters(|condition| condition.notify(1).unwrap()));
    assert_eq!(one, [None, Some(0), Some(1)]);
}

/// Two processes count themselves, meet, and look. Returns what each sees, and as which one
/// it came.
fn meet(wait: fn(&BarrierProxy) -> u32) -> [(u32, u32); 2] {
    serve(|manager| {
        let (barrier, count) = (manager.barrier(2).unwrap(), manager.value(0).unwrap());
        let come = move |(barrier, count): (_, ValueProxy<u32>)| {
            count.fetch_add(1).unwrap();
            let index = wait(&barrier);
            (count.get().unwrap(), index)
        };
        [(); 2]
            .map(|()| start(&(barrier.clone(), count.clone()), come))
            .map(join)
    })
}

#[test]
fn nobody_leaves_a_barrier_alone() {
    let all = outcomes(|| meet(|barrier| barrier.wait().unwrap()));
    assert_eq!(all, [Some([(2, 0), (2, 1)]), Some([(2, 1), (2, 0)])]);
}

#[test]
fn without_a_barrier_one_is_alone() {
    let all = outcomes(|| meet(|_| 0));
    let seen = [[1, 2], [2, 1], [2, 2]];
    assert_eq!(all, seen.map(|seen| Some(seen.map(|count| (count, 0)))));
}

/// The one who comes last acts, and both look whether it is done.
fn act(wait: fn(&BarrierProxy, &ValueProxy<u32>)) -> [u32; 2] {
    serve(|manager| {
        let (barrier, count) = (manager.barrier(2).unwrap(), manager.value(0).unwrap());
        let come = move |(barrier, count): (_, ValueProxy<u32>)| {
            wait(&barrier, &count);
            count.get().unwrap()
        };
        [(); 2]
            .map(|()| start(&(barrier.clone(), count.clone()), come))
            .map(join)
    })
}

#[test]
fn the_action_is_done_once_before_anybody_leaves() {
    let all = outcomes(|| {
        act(|barrier, count| {
            let action = || assert_eq!(count.fetch_add(1), Ok(0));
            barrier.wait_with(action).unwrap();
        })
    });
    assert_eq!(all, [Some([1, 1])]);
}

#[test]
fn what_the_last_does_after_the_barrier_comes_too_late() {
    let all = outcomes(|| {
        act(|barrier, count| {
            if barrier.wait().unwrap() == 1 {
                count.fetch_add(1).unwrap();
            }
        })
    });
    assert_eq!(all, [[0, 1], [1, 0], [1, 1]].map(Some));
}

/// Two put an item each, and two get one each. Returns what they got.
fn two_and_two(capacity: usize, get: fn(&QueueProxy<u8>) -> u8) -> [u8; 2] {
    serve(|manager| {
        let queue = manager.queue(capacity).unwrap();
        let getters = [(); 2].map(|()| start(&(queue.clone(),), move |(queue,)| get(&queue)));
        let putters =
            [1, 2].map(|item| start(&(queue.clone(),), move |(queue,)| queue.put(&item).unwrap()));
        let got = getters.map(join);
        for putter in putters {
            join(putter);
        }
        got
    })
}

#[test]
fn each_item_goes_to_one_getter() {
    for capacity in [0, 1] {
        let all = outcomes(move || two_and_two(capacity, |queue| queue.get().unwrap()));
        assert_eq!(all, [Some([1, 2]), Some([2, 1])]);
    }
}

#[test]
fn who_does_not_wait_gets_nothing_at_times() {
    let all = outcomes(|| two_and_two(0, |queue| queue.try_get().unwrap_or_default()));
    let got = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]];
    assert_eq!(all, got.map(Some));
}
