//! `_TestBarrier`: five parties.

use std::time::Duration;

use handles::real::spaces::{Process, start};
use manager::real::channel::{BarrierProxy, ValueProxy, serve};
use manager::server::Kinds;
use manager::{Makes, ProxyError, Refused};

use super::direct::{Direct, clients};

const PARTIES: u32 = 5;
const BROKEN: ProxyError = ProxyError::Refused(Refused::BrokenBarrier);
const SOON: Duration = Duration::from_millis(1);

/// A barrier and two counts.
type Shared = (BarrierProxy, ValueProxy<u32>, ValueProxy<u32>);

/// Five processes do this. Returns what they return, and what they shared.
fn all<R: Send + 'static>(
    body: impl FnOnce(Shared) -> R + Copy + Send + 'static,
    then: impl FnOnce(Vec<R>, Shared),
) {
    serve(|manager| {
        let barrier = manager.barrier(PARTIES).unwrap();
        let shared = (
            barrier,
            manager.value(0).unwrap(),
            manager.value(0).unwrap(),
        );
        let all: Vec<_> = (0..PARTIES).map(|_| start(&shared, body)).collect();
        let join = |process: Process<R>| process.join().unwrap();
        then(all.into_iter().map(join).collect(), shared);
    });
}

/// Phases in step: nobody leaves before all have come, and nobody comes to the next before
/// all have left.
fn in_step(phases: u32) {
    all(
        move |(barrier, came, left)| {
            for phase in 0..phases {
                came.fetch_add(1).unwrap();
                assert_eq!(left.get(), Ok(phase * PARTIES));
                barrier.wait().unwrap();
                left.fetch_add(1).unwrap();
                assert_eq!(came.get(), Ok((phase + 1) * PARTIES));
                barrier.wait().unwrap();
            }
        },
        |_, (barrier, _, left)| {
            assert_eq!(left.get(), Ok(phases * PARTIES));
            assert_eq!(barrier.n_waiting(), Ok(0));
            assert_eq!(barrier.is_broken(), Ok(false));
            assert_eq!(barrier.parties(), Ok(PARTIES));
        },
    );
}

#[test]
fn test_barrier() {
    in_step(1);
}

#[test]
fn test_barrier_10() {
    in_step(10);
}

// In order of arrival.
#[test]
fn test_wait_return() {
    all(
        |(barrier, ..)| barrier.wait().unwrap(),
        |mut indexes, _| {
            indexes.sort_unstable();
            assert_eq!(indexes, Vec::from_iter(0..PARTIES));
        },
    );
}

#[test]
fn test_action() {
    all(
        |(barrier, acted, _)| {
            let action = || assert_eq!(acted.fetch_add(1), Ok(0));
            barrier.wait_with(action).unwrap();
            assert_eq!(acted.get(), Ok(1));
        },
        |_, (_, acted, _)| assert_eq!(acted.get(), Ok(1)),
    );
}

#[test]
fn test_abort() {
    all(
        |(barrier, ..)| {
            // The third breaks it.
            if barrier.wait().unwrap() == 2 {
                barrier.abort().unwrap();
                return None;
            }
            Some(barrier.wait())
        },
        |ends, (barrier, ..)| {
            assert_eq!(ends.iter().flatten().count(), 4);
            assert!(ends.iter().flatten().all(|end| *end == Err(BROKEN)));
            assert_eq!(barrier.is_broken(), Ok(true));
            assert_eq!(barrier.wait(), Err(BROKEN));
        },
    );
}

#[test]
fn test_reset() {
    all(
        |(barrier, ..)| {
            if barrier.wait().unwrap() == 2 {
                while barrier.n_waiting().unwrap() < 4 {}
                barrier.reset().unwrap();
            } else {
                assert_eq!(barrier.wait(), Err(BROKEN));
            }
            barrier.wait().unwrap();
        },
        |_, (barrier, ..)| assert_eq!(barrier.is_broken(), Ok(false)),
    );
}

#[test]
fn test_abort_and_reset() {
    serve(|manager| {
        let [barrier, other] = [(); 2].map(|()| manager.barrier(PARTIES).unwrap());
        let shared = (barrier.clone(), other);
        let all = [(); PARTIES as usize].map(|()| {
            start(&shared, |(barrier, other)| {
                if barrier.wait().unwrap() == 2 {
                    barrier.abort().unwrap();
                } else {
                    assert_eq!(barrier.wait(), Err(BROKEN));
                }
                // All have left it before it is whole again, and nobody comes before that.
                if other.wait().unwrap() == 2 {
                    barrier.reset().unwrap();
                }
                other.wait().unwrap();
                barrier.wait().unwrap();
            })
        });
        for process in all {
            process.join().unwrap();
        }
        assert_eq!(barrier.is_broken(), Ok(false));
    });
}

#[test]
fn test_single_thread() {
    serve(|manager| {
        let barrier = manager.barrier(1).unwrap();
        assert_eq!(barrier.wait(), Ok(0));
        assert_eq!(barrier.wait_for(Duration::ZERO), Ok(0));
        assert_eq!(barrier.wait_with(|| ()), Ok(0));
    });
}

// Nobody is a phase ahead of another that has not come.
#[test]
fn test_thousand() {
    all(
        |(barrier, came, _)| {
            for phase in 0..1000 {
                came.fetch_add(1).unwrap();
                barrier.wait().unwrap();
                let seen = came.get().unwrap();
                let all = PARTIES * (phase + 1);
                assert!((all..all + PARTIES).contains(&seen));
            }
        },
        |_, (_, came, _)| assert_eq!(came.get(), Ok(1000 * PARTIES)),
    );
}

#[test]
fn a_barrier_for_nobody_is_refused() {
    let [one] = clients(Kinds::of_every_server());
    let refused = one.barrier(0).map(drop);
    assert_eq!(refused, Err(Refused::NoParties.into()));
}

// `test_timeout`.
#[test]
fn who_gives_up_breaks_it_for_all() {
    let [one, two, three] = clients(Kinds::of_every_server());
    let barrier = one.barrier(3).unwrap();
    let [second, third] = [two, three].map(|to| one.gives(&barrier, to));
    one.waits(|| barrier.wait());
    two.waits(|| second.wait_for(SOON));
    two.expires();
    assert_eq!(one.hears(|| barrier.wait()), Err(BROKEN));
    assert_eq!(two.hears(|| second.wait_for(SOON)), Err(BROKEN));
    assert_eq!(third.wait(), Err(BROKEN));
    assert_eq!(third.is_broken(), Ok(true));
}

#[test]
fn who_has_no_time_at_all_breaks_it() {
    let [one, two] = clients(Kinds::of_every_server());
    let barrier = one.barrier(3).unwrap();
    let second = one.gives(&barrier, two);
    one.waits(|| barrier.wait());
    assert_eq!(second.wait_for(Duration::ZERO), Err(BROKEN));
    assert_eq!(one.hears(|| barrier.wait()), Err(BROKEN));
}

// In CPython it counts as one who came: two go on together, one of them dead.
#[test]
fn a_dead_party_breaks_it_for_all() {
    let [one, two, three] = clients(Kinds::of_every_server());
    let barrier = one.barrier(3).unwrap();
    let [second, third] = [two, three].map(|to| one.gives(&barrier, to));
    one.waits(|| barrier.wait());
    two.waits(|| second.wait());
    assert_eq!(third.n_waiting(), Ok(2));
    two.dies();
    assert_eq!(one.hears(|| barrier.wait()), Err(BROKEN));
    assert_eq!(third.n_waiting(), Ok(0));
    assert_eq!(third.wait(), Err(BROKEN));
    // Whole again, it is for three again.
    third.reset().unwrap();
    one.waits(|| barrier.wait());
    three.waits(|| third.wait());
}

#[test]
fn who_dies_after_all_have_come_breaks_nothing() {
    let [one, two] = clients(Kinds::of_every_server());
    let barrier = one.barrier(2).unwrap();
    let second = one.gives(&barrier, two);
    one.waits(|| barrier.wait());
    assert_eq!(second.wait(), Ok(1));
    two.dies();
    assert_eq!(one.hears(|| barrier.wait()), Ok(0));
    assert_eq!(barrier.is_broken(), Ok(false));
}

/// The last one acts; another one has come and waits for it. In the middle of the action
/// this happens. Returns what the one that waited was told, and what the actor was.
fn while_it_acts(
    happens: impl FnOnce([Direct; 2]),
) -> (Result<u32, ProxyError>, Result<u32, ProxyError>) {
    let [one, two] = clients(Kinds::of_every_server());
    let barrier = one.barrier(2).unwrap();
    let second = one.gives(&barrier, two);
    one.waits(|| barrier.wait());
    let acted = second.wait_with(|| {
        assert!(one.still_waits());
        happens([one, two]);
    });
    (one.hears(|| barrier.wait()), acted)
}

#[test]
fn nobody_leaves_before_the_action_is_done() {
    assert_eq!(while_it_acts(|_| ()), (Ok(0), Ok(1)));
}

#[test]
fn who_dies_in_the_action_breaks_it() {
    let (waited, _) = while_it_acts(|[_, actor]| actor.dies());
    assert_eq!(waited, Err(BROKEN));
}

#[test]
fn who_never_read_that_it_is_to_act_breaks_it() {
    let (waited, _) = while_it_acts(|[_, actor]| actor.dies_before_it_reads());
    assert_eq!(waited, Err(BROKEN));
}

#[test]
fn who_waits_for_the_action_and_dies_breaks_it() {
    let (_, acted) = while_it_acts(|[waiter, _]| waiter.dies());
    assert_eq!(acted, Err(BROKEN));
}

#[test]
fn a_panic_in_the_action_breaks_it() {
    serve(|manager| {
        let barrier = manager.barrier(2).unwrap();
        let child = start(&(barrier.clone(),), |(barrier,)| barrier.wait());
        while barrier.n_waiting().unwrap() == 0 {}
        let action = || std::panic::resume_unwind(Box::new("the action fails"));
        let acts = std::panic::AssertUnwindSafe(|| barrier.wait_with(action));
        std::panic::catch_unwind(acts).unwrap_err();
        assert_eq!(child.join().unwrap(), Err(BROKEN));
        assert_eq!(barrier.is_broken(), Ok(true));
    });
}

#[test]
fn who_comes_during_the_action_has_come_for_the_next_turn() {
    let [one, two, three] = clients(Kinds::of_every_server());
    let barrier = one.barrier(2).unwrap();
    let [second, third] = [two, three].map(|to| one.gives(&barrier, to));
    one.waits(|| barrier.wait());
    let acted = second.wait_with(|| {
        three.waits(|| third.wait());
        assert_eq!(barrier.n_waiting(), Ok(1));
    });
    assert_eq!(acted, Ok(1));
    assert!(three.still_waits());
    assert_eq!(second.wait(), Ok(1));
    assert_eq!(three.hears(|| third.wait()), Ok(0));
}
