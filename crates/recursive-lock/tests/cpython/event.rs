//! `_TestEvent`.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use os::Shared;
use recursive_lock::real::event::Event;
use recursive_lock::real::sync::{futex, time::Deadline};

use super::case::{Outcome, asleep, beside, case, elsewhere, ends_well};
use super::words::{SOON, come, soon, wait_for};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        case("test_event: unset in vain, set by a child, cleared", event),
        case("all who sleep wake", all_wake),
        case("control: a flag that wakes nobody", no_wake_up),
    ]
}

// `wait` returns nothing: it does not return before the event is set. How late a deadline
// ends is not asked: the machine may be busy.
fn event() -> Outcome {
    let event = Shared::new(Event::new())?;
    let now = || Deadline::after(Duration::ZERO);
    assert!(!event.is_set());
    assert!(!event.wait_until(now()));
    let begin = Instant::now();
    assert!(!event.wait_until(soon()));
    assert!(begin.elapsed() >= SOON);

    event.set();
    // Twice is as good as once.
    event.set();
    assert!(event.is_set());
    event.wait();
    assert!(event.wait_until(now()));
    elsewhere(|| {
        assert!(event.is_set());
        event.wait();
        assert!(event.wait_until(now()));
    })?;

    event.clear();
    assert!(!event.is_set());
    elsewhere(|| assert!(!event.wait_until(soon())))?;

    let parent = process::id();
    let child = beside(|| {
        asleep(parent);
        event.set();
    })?;
    event.wait();
    assert!(event.is_set());
    ends_well(child)
}

fn all_wake() -> Outcome {
    let event = Shared::new(Event::new())?;
    let begins = Shared::new(AtomicU32::new(0))?;
    let wait = || {
        come(&begins);
        event.wait();
        assert!(event.is_set());
    };
    let children = [beside(wait)?, beside(wait)?, beside(wait)?];
    wait_for(&begins, 3);
    children.iter().for_each(|child| asleep(child.pid()));
    event.set();
    children.into_iter().try_for_each(ends_well)
}

/// The wait of an event, with a flag that is only stored: who sleeps goes on sleeping.
fn no_wake_up() -> Outcome {
    let flag = Shared::new(AtomicU32::new(0))?;
    let words = Shared::new([AtomicU32::new(0), AtomicU32::new(0)])?;
    let [begins, woken] = &*words;
    let child = beside(|| {
        come(begins);
        while flag.load(SeqCst) == 0 {
            futex::wait(&flag, 0);
        }
        come(woken);
    })?;
    wait_for(begins, 1);
    asleep(child.pid());
    flag.store(1, SeqCst);
    asleep(child.pid());
    assert_eq!(woken.load(SeqCst), 0);
    assert_eq!(futex::wake(&flag, 1), 1);
    ends_well(child)
}
