//! The laws, asked of each lock over the source down to the futex, and of its broken
//! twin, which must be refuted in the same check.
//!
//! In the shuttle world every interleaving is explored; in the loom world what loom
//! explores. The numbers of executions are printed: `cargo test -p recursive-lock
//! --test laws -- --nocapture`.
#![cfg(target_os = "linux")]

use recursive_lock::{loom as l, shuttle as s};
use verdict::{Check, Class, Part, Verdict, explain, interleavings, loom};

/// The parts must be verified, and the twin refuted as a bug of this class, if it is one.
fn law(name: &str, parts: Vec<Part>, twin: &str, wrong: Part, class: impl Into<Option<Class>>) {
    if let Some(class) = class.into() {
        let found = wrong.run();
        assert_eq!(found.class, Some(class), "{twin}: {}", found.why);
    }
    let check = parts.into_iter().fold(Check::new(name), Check::part);
    let certificate = check.control(twin, wrong).run();
    let parts = certificate.parts.iter();
    let executions: Vec<u64> = parts.map(|part| part.executions).collect();
    println!("{name}: {executions:?} executions");
    let verdict = certificate.verdict;
    assert_eq!(verdict, Verdict::Verified, "{}", explain(&certificate));
}

const TWO: &str = "2 processes";
const THREE: &str = "3 processes";

#[test]
fn a_lock_excludes() {
    law(
        "mutual exclusion of Lock",
        vec![
            interleavings(TWO, || s::laws::mutual_exclusion::<s::lock::Lock>(2)).only([2]),
            interleavings(THREE, || s::laws::mutual_exclusion::<s::lock::Lock>(3)).only([3]),
            loom(TWO, || l::laws::mutual_exclusion::<l::lock::Lock>(2)).only([2]),
        ],
        "a lock that forgets who waits",
        interleavings(THREE, || {
            s::laws::mutual_exclusion::<s::lock_that_forgets::Lock>(3)
        })
        .only([3]),
        Class::LostWakeUp,
    );
}

#[test]
fn what_one_holder_writes_the_next_one_sees() {
    law(
        "order of Lock and RLock",
        vec![
            loom(TWO, || l::laws::order::<l::lock::Lock>(2)).only([2]),
            loom(TWO, || l::laws::order::<l::rlock::RLock>(2)).only([2]),
            interleavings(TWO, || s::laws::order::<s::lock_without_order::Lock>(2)).only([2]),
        ],
        "a lock that orders nothing",
        loom(TWO, || l::laws::order::<l::lock_without_order::Lock>(2)).only([2]),
        Class::DataRace,
    );
}

#[test]
fn a_recursive_lock_is_taken_again_by_its_holder_alone() {
    law(
        "recursion of RLock",
        vec![
            interleavings(TWO, || s::laws::recursion::<s::rlock::RLock>(2)).only([2]),
            loom(TWO, || l::laws::recursion::<l::rlock::RLock>(2)).only([2]),
        ],
        "a plain lock",
        interleavings(TWO, || s::laws::recursion::<s::lock::Lock>(2)).only([2]),
        Class::Deadlock,
    );
}

#[test]
fn a_count_does_not_say_who_holds_a_lock() {
    law(
        "mutual exclusion of RLock",
        vec![
            interleavings(TWO, || s::laws::mutual_exclusion::<s::rlock::RLock>(2)).only([2]),
            loom(TWO, || l::laws::mutual_exclusion::<l::rlock::RLock>(2)).only([2]),
        ],
        "a lock that asks the count",
        interleavings(TWO, || {
            s::laws::mutual_exclusion::<s::rlock_by_count::RLock>(2)
        })
        .only([2]),
        Class::DoubleGrant,
    );
}

#[test]
fn only_its_holder_gives_a_recursive_lock_back() {
    law(
        "ownership of RLock",
        vec![
            interleavings(TWO, s::laws::ownership::<s::rlock::RLock>).only([(2, true)]),
            loom(TWO, l::laws::ownership::<l::rlock::RLock>).only([(2, true)]),
        ],
        "a lock that anyone gives back",
        interleavings(TWO, s::laws::ownership::<s::rlock_for_anyone::RLock>).only([(2, true)]),
        Class::DoubleGrant,
    );
}

#[test]
fn to_look_and_to_add_is_one_step() {
    law(
        "bounded release",
        vec![
            interleavings(TWO, || {
                s::laws::bounded_release::<s::bounded_semaphore::BoundedSemaphore>()
            })
            .only([(1, 1)]),
            loom(TWO, || {
                l::laws::bounded_release::<l::bounded_semaphore::BoundedSemaphore>()
            })
            .only([(1, 1)]),
        ],
        "a release in two steps",
        interleavings(TWO, || {
            s::laws::bounded_release::<s::bounded_in_two_steps::BoundedSemaphore>()
        })
        .only([(1, 1)]),
        Class::CheckThenAct,
    );
}

#[test]
fn a_semaphore_lets_in_as_many_as_it_says() {
    law(
        "at most n in a Semaphore",
        vec![
            interleavings("2 processes, 1 permit", || {
                s::laws::at_most::<s::semaphore::Semaphore>(1, 2)
            })
            .only([(true, 1)]),
            loom("2 processes, 1 permit", || {
                l::laws::at_most::<l::semaphore::Semaphore>(1, 2)
            })
            .only([(true, 1)]),
        ],
        "one permit too many",
        interleavings("2 processes, 2 permits", || {
            let (_, left) = s::laws::at_most::<s::semaphore::Semaphore>(2, 2);
            (true, left)
        })
        .only([(true, 1)]),
        Class::WrongValue,
    );
}

#[test]
fn who_gives_up_leaves_the_lock_in_order() {
    law(
        "giving up",
        vec![
            interleavings(TWO, s::laws::giving_up).only([(1, false), (2, false)]),
            loom(TWO, l::laws::giving_up).only([(1, false), (2, false)]),
        ],
        "nobody ever gives up",
        interleavings(TWO, s::laws::giving_up).only([(2, false)]),
        None,
    );
}

#[test]
fn an_event_is_never_missed() {
    law(
        "no lost wake-up of Event",
        vec![
            interleavings(TWO, s::laws_of_waiting::no_lost_wake_up::<s::event::Event>).only([7]),
            loom(TWO, l::laws_of_waiting::no_lost_wake_up::<l::event::Event>).only([7]),
        ],
        "an event that wakes first",
        interleavings(
            TWO,
            s::laws_of_waiting::no_lost_wake_up::<s::event_that_wakes_first::Event>,
        )
        .only([7]),
        Class::LostWakeUp,
    );
}

#[test]
fn a_notification_is_never_lost() {
    use l::laws_of_waiting::Flag as InLoom;
    use s::laws_of_waiting::Flag;
    law(
        "no lost wake-up of Condition",
        vec![
            interleavings(
                "2 processes, over a Lock",
                s::laws_of_waiting::no_lost_wake_up::<Flag<s::condition::Condition<s::lock::Lock>>>,
            )
            .only([7]),
            interleavings(
                "2 processes, over an RLock",
                s::laws_of_waiting::no_lost_wake_up::<Flag<s::condition::Condition<s::rlock::RLock>>>,
            )
            .only([7]),
            loom(
                "2 processes, over a Lock",
                l::laws_of_waiting::no_lost_wake_up::<InLoom<l::condition::Condition<l::lock::Lock>>>,
            )
            .only([7]),
        ],
        "a condition that sleeps late",
        interleavings(
            "2 processes, over a Lock",
            s::laws_of_waiting::no_lost_wake_up::<
                Flag<s::condition_that_sleeps_late::Condition<s::lock::Lock>>,
            >,
        )
        .only([7]),
        // It did look at the word, and saw the notification: what it missed, it does not
        // know.
        Class::Deadlock,
    );
}

#[test]
fn a_condition_gives_the_lock_back_as_deep_as_it_was() {
    law(
        "depth after waiting",
        vec![
            interleavings(
                TWO,
                s::laws_of_waiting::depth_after_waiting::<s::condition::Condition<s::rlock::RLock>>,
            )
            .only([3]),
        ],
        "another depth",
        interleavings(
            TWO,
            s::laws_of_waiting::depth_after_waiting::<s::condition::Condition<s::rlock::RLock>>,
        )
        .only([1]),
        Class::WrongValue,
    );
}

#[test]
fn nobody_is_a_round_ahead_at_a_barrier() {
    let body = || {
        let barrier = s::barrier::Barrier::new(2).expect("two parties");
        s::laws_of_waiting::lockstep(barrier, |barrier| {
            barrier.wait().expect("nobody breaks it");
        })
    };
    let twin = || {
        s::laws_of_waiting::lockstep(s::barrier_without_turns::Barrier::new(2), |barrier| {
            barrier.wait();
        })
    };
    law(
        "lockstep of Barrier",
        vec![interleavings("2 processes, 2 rounds", body).only([true])],
        "a barrier without turns",
        interleavings("2 processes, 2 rounds", twin).only([true]),
        None,
    );
}

#[test]
fn who_gives_up_breaks_a_barrier_for_all() {
    let body = || {
        let barrier = s::barrier::Barrier::new(2).expect("two parties");
        s::laws_of_waiting::broken_together(barrier)
    };
    // Both pass, or both are told.
    law(
        "a barrier breaks for all",
        vec![interleavings(TWO, body).only([(true, true), (false, false)])],
        "nobody ever gives up",
        interleavings(TWO, body).only([(true, true)]),
        Class::WrongValue,
    );
}
