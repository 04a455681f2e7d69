//! Where CPython's queue surprises, and ours must not.

use handles::entries;
use handles::live::pickle::for_message;
use handles::live::{Context, Copied, Entry, Handle, Queue, QueueError};
use libtest_mimic::Trial;
use os::Patience;
use recursive_lock::real::event::Event;
use recursive_lock::real::lock::Lock;

use super::case::Outcome;
use super::words::{SOON, both, dies, ends_well, most, soon, started};

pub(super) fn entries() -> Vec<Entry> {
    entries![puts, puts_and_dies, puts_and_waits]
}

pub(super) fn trials() -> Vec<Trial> {
    let trials = [
        both("what was put is there", what_was_put_is_there),
        both("an item outlives who put it", an_item_outlives_who_put_it),
        both("join before drain: there is room", join_before_drain),
        both(
            "join before drain: there is no room",
            join_before_drain_without_room,
        ),
        both(
            "what the kernel has no room for takes no place",
            no_room_in_the_kernel,
        ),
        both(
            "a handle in an item is an error of put",
            a_handle_in_an_item,
        ),
        both("a queue in a message is refused", a_queue_in_a_message),
    ];
    trials.into_iter().flatten().collect()
}

/// CPython: `empty()` is true in four of five runs.
fn what_was_put_is_there(context: Context) -> Outcome {
    let (queue, simple) = (context.queue(None)?, context.simple_queue()?);
    for item in 0..200 {
        assert!(queue.is_empty()? && simple.is_empty()?);
        queue.put(&item)?;
        simple.put(&item)?;
        assert!(!queue.is_empty()? && !simple.is_empty()?);
        assert_eq!(queue.len()?, 1);
        assert_eq!((queue.try_get()?, simple.get()?), (item, item));
    }
    Ok(())
}

fn puts_and_dies(queue: Queue<String>) {
    queue.put(&"a last word".into()).expect("there is room");
    std::process::abort();
}

fn puts_and_waits((queue, put): (Queue<String>, Handle<Event>)) {
    queue.put(&"another one".into()).expect("there is room");
    put.set();
    // Nobody clears it: it is killed here.
    while put.is_set() {
        std::thread::park();
    }
}

/// CPython loses it, 50 of 50.
fn an_item_outlives_who_put_it(context: Context) -> Outcome {
    let queue = context.queue(None)?;
    let mut child = started(context.process(puts_and_dies, queue.clone()))?;
    assert_eq!(child.join()?.code(), -6);
    assert_eq!(queue.try_get()?, "a last word");

    let put = context.share(Event::new())?;
    let child = started(context.process(puts_and_waits, (queue.clone(), put.clone())))?;
    put.wait();
    dies(child)?;
    assert_eq!(queue.try_get()?, "another one");
    Ok(())
}

fn puts((queue, items, bytes): (Queue<Vec<u8>>, u32, usize)) -> Result<(), QueueError> {
    (0..items).try_for_each(|_| queue.put(&vec![7; bytes]))
}

/// CPython waits for ever from 64 KiB on.
fn join_before_drain(context: Context) -> Outcome {
    for bytes in [1, 65_500, 65_536, 1 << 20] {
        let queue = context.queue(None)?;
        let child = started(context.process(puts, (queue.clone(), 1, bytes)))?;
        ends_well(child)?;
        assert_eq!(queue.try_get()?.len(), bytes);
    }
    Ok(())
}

/// Then the producer is still in `put`.
fn join_before_drain_without_room(context: Context) -> Outcome {
    // The second kind of queue has room for all, and the kernel has not.
    for (bound, items) in [(most(2), 3), (None, 100_000)] {
        let queue = context.queue(bound)?;
        let mut child = started(context.process(puts, (queue.clone(), items, 1)))?;
        assert_eq!(child.join_for(SOON)?, None);
        for _ in 0..items {
            queue.get()?;
        }
        ends_well(child)?;
        assert!(queue.is_empty()?);
    }
    Ok(())
}

/// Puts items of so many bytes in until the queue is full, tries a few times more, and
/// takes them all. Returns how many fit.
fn fill_and_drain(queue: &Queue<Vec<u8>>, bytes: usize) -> Result<u32, QueueError> {
    let mut items = 0;
    let item = vec![7; bytes];
    while let Ok(()) = queue.try_put(&item) {
        items += 1;
    }
    for patience in [Patience::None, soon()] {
        let full = queue.put_within(&item, patience);
        assert!(matches!(full, Err(QueueError::Full)));
    }
    for _ in 0..items {
        assert_eq!(queue.try_get()?.len(), bytes);
    }
    Ok(items)
}

/// Large items fill the kernel before the places are taken; then there are as many places
/// for small ones as before.
fn no_room_in_the_kernel(context: Context) -> Outcome {
    let held = fill_and_drain(&context.queue(None)?, 1)?;
    let queue = context.queue(most(held))?;
    assert!(fill_and_drain(&queue, 10_000)? < held);
    assert_eq!(fill_and_drain(&queue, 1)?, held);
    Ok(())
}

/// CPython prints a line on standard error, and drops the item.
fn a_handle_in_an_item(context: Context) -> Outcome {
    let queue = context.queue(most(1))?;
    let lock = context.share(Lock::new())?;
    let words = "Lock objects should only be shared between processes through inheritance";
    for patience in [Patience::None, soon(), Patience::Endless] {
        let refused = queue.put_within(&(1, lock.clone()), patience);
        let refused = refused.expect_err("there is a handle in it");
        assert!(matches!(refused, QueueError::Pickle(_)));
        assert_eq!(refused.to_string(), words);
    }
    assert_eq!((queue.len()?, queue.is_empty()?), (0, true));

    let copies = context.queue(most(1))?;
    copies.try_put(&Copied(1))?;
    assert_eq!(*copies.try_get()?, 1);
    Ok(())
}

fn a_queue_in_a_message(context: Context) -> Outcome {
    let words = |object: &str| {
        format!("{object} objects should only be shared between processes through inheritance")
    };
    let queue = context.queue::<u32>(None)?;
    let refused = for_message(&queue).expect_err("it is a handle");
    assert_eq!(refused.to_string(), words("Queue"));
    let simple = context.simple_queue::<Vec<u32>>()?;
    let refused = for_message(&simple).expect_err("it is a handle");
    assert_eq!(refused.to_string(), words("SimpleQueue"));
    let joinable = context.joinable_queue::<Option<u32>>(None)?;
    let refused = for_message(&joinable).expect_err("it is a handle");
    assert_eq!(refused.to_string(), words("JoinableQueue"));

    queue.close();
    let refused = for_message(&queue).expect_err("it is closed");
    assert_eq!(
        refused.to_string(),
        "cannot pickle a Queue: queue is closed"
    );
    Ok(())
}
