//! Semaphores.

use std::time::Duration;

use handles::real::spaces::start;
use manager::real::channel::serve;
use manager::{Makes, Refused};

use super::direct::Direct;
use super::refused;

#[test]
fn never_more_are_in_than_there_are_permits() {
    const PERMITS: u32 = 2;
    const PROCESSES: u32 = 4;
    const EACH: u32 = 50;
    serve(|manager| {
        let semaphore = manager.bounded_semaphore(PERMITS).unwrap();
        let inside = manager.value(0_u32).unwrap();
        let processes = Vec::from_iter((0..PROCESSES).map(|_| {
            start(
                &(semaphore.clone(), inside.clone()),
                |(semaphore, inside)| {
                    let mut most = 0;
                    for _ in 0..EACH {
                        semaphore.acquire().unwrap();
                        most = most.max(inside.fetch_add(1).unwrap() + 1);
                        inside.fetch_add(u32::MAX).unwrap();
                        semaphore.release().unwrap();
                    }
                    most
                },
            )
        }));
        let most = processes.into_iter().map(|process| process.join().unwrap());
        assert!(most.max().unwrap() <= PERMITS);
        assert_eq!(semaphore.permits().unwrap(), PERMITS);
        assert_eq!(inside.get().unwrap(), 0);
    });
}

#[test]
fn anybody_gives_a_permit_and_what_was_done_before_is_seen() {
    serve(|manager| {
        let semaphore = manager.semaphore(0).unwrap();
        let list = manager.list([]).unwrap();
        let child = start(&(semaphore.clone(), list.clone()), |(semaphore, list)| {
            list.append(&7).unwrap();
            semaphore.release().unwrap();
        });
        semaphore.acquire().unwrap();
        assert_eq!(list.to_vec().unwrap(), [7]);
        child.join().unwrap();
        assert!(!semaphore.acquire_for(Duration::ZERO).unwrap());
    });
}

#[test]
fn there_is_a_greatest_number_of_permits() {
    serve(|manager| {
        let semaphore = manager.semaphore(u32::MAX - 1).unwrap();
        semaphore.release().unwrap();
        assert_eq!(
            semaphore.release().unwrap_err(),
            refused(Refused::TooManyPermits)
        );
        let none = manager.bounded_semaphore(0).unwrap();
        assert!(!none.try_acquire().unwrap());
        assert_eq!(
            none.release().unwrap_err(),
            refused(Refused::TooManyPermits)
        );
    });
}

#[test]
fn who_waits_longest_is_the_next() {
    let here = Direct::of_new_server();
    let semaphore = here.semaphore(0).unwrap();
    let [first, second] = [(); 2].map(|()| here.another());
    for process in [&first, &second] {
        let waits = process.of(&semaphore).acquire();
        assert_eq!(waits.unwrap_err(), Direct::WAITS);
    }
    semaphore.release().unwrap();
    assert_eq!(first.late(), Some(Ok(true)));
    assert_eq!(second.late::<bool>(), None);
    semaphore.release().unwrap();
    assert_eq!(second.late(), Some(Ok(true)));
    assert_eq!(semaphore.permits().unwrap(), 0);
}

#[test]
fn who_waits_too_long_goes_without() {
    let here = Direct::of_new_server();
    let semaphore = here.semaphore(0).unwrap();
    let other = here.another();
    let waits = other.of(&semaphore).acquire_for(Duration::from_secs(1));
    assert_eq!(waits.unwrap_err(), Direct::WAITS);
    assert_eq!(other.time_is_over(), Some(Duration::from_secs(1)));
    assert_eq!(other.late(), Some(Ok(false)));
    semaphore.release().unwrap();
    assert_eq!(semaphore.permits().unwrap(), 1);
}

#[test]
fn who_dies_while_it_waits_is_forgotten() {
    let here = Direct::of_new_server();
    let semaphore = here.semaphore(0).unwrap();
    let [dead, next] = [(); 2].map(|()| here.another());
    for process in [&dead, &next] {
        let waits = process.of(&semaphore).acquire();
        assert_eq!(waits.unwrap_err(), Direct::WAITS);
    }
    dead.dies(true);
    semaphore.release().unwrap();
    assert_eq!(next.late(), Some(Ok(true)));
}

#[test]
fn a_permit_of_the_dead_does_not_come_back() {
    let here = Direct::of_new_server();
    let semaphore = here.semaphore(1).unwrap();
    let other = here.another();
    other.of(&semaphore).acquire().unwrap();
    other.dies(false);
    assert_eq!(semaphore.permits().unwrap(), 0);
    semaphore.release().unwrap();
    assert!(semaphore.try_acquire().unwrap());
}

#[test]
fn a_permit_that_was_never_heard_of_goes_to_the_next() {
    let here = Direct::of_new_server();
    let semaphore = here.bounded_semaphore(1).unwrap();
    let [dead, next] = [(); 2].map(|()| here.another());
    dead.of(&semaphore).acquire().unwrap();
    let waits = next.of(&semaphore).acquire();
    assert_eq!(waits.unwrap_err(), Direct::WAITS);
    dead.dies(true);
    assert_eq!(next.late(), Some(Ok(true)));
    next.dies(true);
    assert_eq!(semaphore.permits().unwrap(), 1);
}
