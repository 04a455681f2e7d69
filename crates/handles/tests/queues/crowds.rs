//! Many writers and many readers, processes and threads: nothing is lost, and nothing comes
//! twice.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

use handles::entries;
use handles::live::{Context, Entry, Handle, Queue, QueueError, SimpleQueue};
use libtest_mimic::Trial;

use super::case::Outcome;
use super::words::{both, ends_well, most, started};

const WRITERS: u32 = 4;
const READERS: u32 = 4;
const ITEMS: u32 = 2_000;

/// How often each item came; and how many items came out of their order.
type Seen = ([AtomicU32; (WRITERS * ITEMS) as usize], AtomicU32);

pub(super) fn entries() -> Vec<Entry> {
    entries![writes, reads, writes_simple, reads_simple]
}

pub(super) fn trials() -> Vec<Trial> {
    let trials = [
        both("a crowd, and room without end", |context| crowd(context, 0)),
        both("a crowd, and one place", |context| crowd(context, 1)),
        both("a crowd, and ten places", |context| crowd(context, 10)),
        both("a crowd at a simple queue", simple_crowd),
        both("a crowd of threads", threads),
    ];
    trials.into_iter().flatten().collect()
}

fn seen(context: Context) -> Result<Handle<Seen>, os::OsError> {
    context.share(([const { AtomicU32::new(0) }; _], AtomicU32::new(0)))
}

fn writes((queue, writer): (Queue<Option<u32>>, u32)) -> Result<(), QueueError> {
    let first = writer * ITEMS;
    (first..first + ITEMS).try_for_each(|item| queue.put(&Some(item)))
}

fn reads((queue, seen): (Queue<Option<u32>>, Handle<Seen>)) -> Result<(), QueueError> {
    record(&seen, || queue.get())
}

fn writes_simple((queue, writer): (SimpleQueue<Option<u32>>, u32)) -> Result<(), QueueError> {
    let first = writer * ITEMS;
    (first..first + ITEMS).try_for_each(|item| queue.put(&Some(item)))
}

fn reads_simple((queue, seen): (SimpleQueue<Option<u32>>, Handle<Seen>)) -> Result<(), QueueError> {
    record(&seen, || queue.get())
}

/// Reads until it is told that there are no more.
fn record(
    seen: &Seen,
    get: impl Fn() -> Result<Option<u32>, QueueError>,
) -> Result<(), QueueError> {
    let mut last = [None; WRITERS as usize];
    while let Some(item) = get()? {
        let last = &mut last[(item / ITEMS) as usize];
        seen.1.fetch_add((*last >= Some(item)).into(), SeqCst);
        *last = Some(item);
        seen.0[item as usize].fetch_add(1, SeqCst);
    }
    Ok(())
}

fn all_came_once(seen: &Seen) {
    let wrong = seen.0.iter().filter(|times| times.load(SeqCst) != 1);
    assert_eq!(wrong.count(), 0, "of the items were lost or came twice");
    assert_eq!(seen.1.load(SeqCst), 0, "items came out of order");
}

fn crowd(context: Context, places: u32) -> Outcome {
    let queue = context.queue(most(places))?;
    let seen = seen(context)?;
    let readers: Vec<_> = (0..READERS)
        .map(|_| started(context.process(reads, (queue.clone(), seen.clone()))))
        .collect::<Result<_, _>>()?;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| started(context.process(writes, (queue.clone(), writer))))
        .collect::<Result<_, _>>()?;
    writers.into_iter().try_for_each(ends_well)?;
    for _ in &readers {
        queue.put(&None)?;
    }
    readers.into_iter().try_for_each(ends_well)?;
    all_came_once(&seen);
    assert_eq!((queue.is_empty()?, queue.len()?), (true, 0));
    Ok(())
}

fn simple_crowd(context: Context) -> Outcome {
    let queue = context.simple_queue()?;
    let seen = seen(context)?;
    let readers: Vec<_> = (0..READERS)
        .map(|_| started(context.process(reads_simple, (queue.clone(), seen.clone()))))
        .collect::<Result<_, _>>()?;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| started(context.process(writes_simple, (queue.clone(), writer))))
        .collect::<Result<_, _>>()?;
    writers.into_iter().try_for_each(ends_well)?;
    for _ in &readers {
        queue.put(&None)?;
    }
    readers.into_iter().try_for_each(ends_well)?;
    all_came_once(&seen);
    Ok(())
}

fn threads(context: Context) -> Outcome {
    let queue = context.queue(most(3))?;
    let seen = seen(context)?;
    thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|_| scope.spawn(|| reads((queue.clone(), seen.clone()))))
            .collect();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn({
                    let queue = &queue;
                    move || writes((queue.clone(), writer))
                })
            })
            .collect();
        for writer in writers {
            writer.join().expect("it does not panic")?;
        }
        for _ in &readers {
            queue.put(&None)?;
        }
        readers
            .into_iter()
            .try_for_each(|reader| reader.join().expect("it does not panic"))
    })?;
    all_came_once(&seen);
    Ok(())
}
