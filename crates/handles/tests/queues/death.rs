//! Readers and writers that are killed at any moment.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread::yield_now;

use handles::live::{Context, Entry, Handle, Process, Queue, QueueError};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use os::Patience;

use super::case::Outcome;
use super::words::{both, dies, ends_well, most, soon, started};

/// How many are killed: few where it takes long to start one.
fn deaths(context: Context) -> u32 {
    match context.method() {
        StartMethod::Fork => 300,
        StartMethod::Spawn => 40,
    }
}

pub(super) fn entries() -> Vec<Entry> {
    entries![takes, counts_up, waits_for_one]
}

pub(super) fn trials() -> Vec<Trial> {
    let trials = [
        both(
            "a reader that is killed while it waits starves nobody",
            waiting_reader,
        ),
        both(
            "readers that are killed at any moment: no place is lost",
            |context| {
                killed_readers(context, 1)?;
                killed_readers(context, 3)
            },
        ),
        both(
            "readers that are killed at any moment: room without end",
            |context| killed_readers(context, 0),
        ),
        both(
            "a writer that is killed leaves what it had put",
            killed_writers,
        ),
    ];
    trials.into_iter().flatten().collect()
}

fn waits_for_one((queue, comes): (Queue<u32>, Handle<AtomicU32>)) -> Result<(), QueueError> {
    comes.fetch_add(1, SeqCst);
    queue.get().map(drop)
}

/// Waits until a process sleeps. It must have said before that all it still does is to
/// wait for what the case is about.
fn asleep(process: &Process) {
    let pid = process.pid().expect("it was started");
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
        let stat = stat.expect("nobody has waited for it yet");
        // Before it stands a name in parentheses, which can contain anything.
        let (_, fields) = stat.rsplit_once(") ").expect("it has a name");
        match fields.chars().next() {
            Some('S') => return,
            Some('Z') => panic!("it ended where it should have waited"),
            _ => yield_now(),
        }
    }
}

/// CPython: all others find the queue empty for ever.
fn waiting_reader(context: Context) -> Outcome {
    let queue = context.queue(None)?;
    let comes = context.share(AtomicU32::new(0))?;
    let start = || started(context.process(waits_for_one, (queue.clone(), comes.clone())));
    let (first, second) = (start()?, start()?);
    while comes.load(SeqCst) < 2 {
        yield_now();
    }
    asleep(&first);
    asleep(&second);
    dies(first)?;
    queue.put(&1)?;
    ends_well(second)?;
    queue.put(&2)?;
    assert_eq!(queue.get_within(soon())?, 2);
    Ok(())
}

/// The item that came last, and how many came that were not behind it.
type Taken = (AtomicU32, AtomicU32, AtomicU32);

fn takes((queue, taken): (Queue<u32>, Handle<Taken>)) -> Result<(), QueueError> {
    loop {
        let item = queue.get()?;
        let before = taken.0.swap(item, SeqCst);
        taken.1.fetch_add((before >= item).into(), SeqCst);
        taken.2.fetch_add(1, SeqCst);
    }
}

/// One reader after the other is killed, while this process puts in whatever there is
/// room for. Each takes along the item in its hand, and no more; and at last there is
/// room for as many as at first.
fn killed_readers(context: Context, places: u32) -> Outcome {
    let queue = context.queue(most(places))?;
    let taken = context.share(Taken::default())?;
    let mut next = 1;
    for death in 0..deaths(context) {
        let reader = started(context.process(takes, (queue.clone(), taken.clone())))?;
        // So many items later, wherever the reader is then.
        let end = next + death % 7 * 5;
        while next <= end {
            // Time enough for a machine that does much else.
            queue.put_within(&next, Patience::after(std::time::Duration::from_secs(20)))?;
            next += 1;
        }
        for _ in 0..death % 50 {
            yield_now();
        }
        dies(reader)?;
    }
    let mut left = 0;
    while let Ok(item) = queue.try_get() {
        left += 1;
        assert_eq!(item, next - 1 - queue.len()? as u32, "the rest is in order");
    }
    let lost = next - 1 - left - taken.2.load(SeqCst);
    assert_eq!(taken.1.load(SeqCst), 0, "an item came twice");
    assert!(lost <= deaths(context), "{lost} items were lost");
    // The next item tells what became of those before it.
    queue.try_put(&0)?;
    assert_eq!(queue.try_get()?, 0);
    for item in 0..places {
        queue.try_put(&item)?;
    }
    let full = places == 0 || matches!(queue.try_put(&0), Err(QueueError::Full));
    assert!(full, "there are more places than at first");
    Ok(())
}

fn counts_up((queue, put): (Queue<u32>, Handle<AtomicU32>)) -> Result<(), QueueError> {
    for item in 1.. {
        queue.put(&item)?;
        put.store(item, SeqCst);
    }
    Ok(())
}

/// What it had put is there, without a hole, and at most one item more.
fn killed_writers(context: Context) -> Outcome {
    for death in 0..deaths(context) {
        let queue = context.queue(None)?;
        let put = context.share(AtomicU32::new(0))?;
        let writer = started(context.process(counts_up, (queue.clone(), put.clone())))?;
        for item in 1..=death {
            assert_eq!(queue.get()?, item);
        }
        dies(writer)?;
        let mut last = death;
        while let Ok(item) = queue.try_get() {
            last += 1;
            assert_eq!(item, last);
        }
        let put = put.load(SeqCst);
        assert!(
            last == put || last == put + 1,
            "{last} came, {put} were put"
        );
        assert_eq!(queue.len()?, 0);
    }
    Ok(())
}
