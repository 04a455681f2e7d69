//! What goes wrong, and what is left behind then.

use std::fs;
use std::sync::Arc;
use std::thread;

use handles::entries;
use handles::live::{Context, Entry, JoinableQueue, Queue, QueueError, SimpleQueue};
use libtest_mimic::{Failed, Trial};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::{Deserialize, Deserializer, Serialize};

use super::case::Outcome;
use super::words::{both, ends_well, most, soon, started};

pub(super) fn entries() -> Vec<Entry> {
    entries![uses_all]
}

pub(super) fn trials() -> Vec<Trial> {
    let trials = [
        both("a closed queue says so to every call", closed),
        both(
            "a queue that is closed here is open elsewhere",
            open_elsewhere,
        ),
        both(
            "a call that has begun goes on when the queue is closed",
            begun,
        ),
        both(
            "what arrives as another thing is an error, and frees its place",
            malformed,
        ),
        both(
            "a long item for which there is no descriptor is an error",
            no_descriptor,
        ),
        both("an error is one line", one_line),
        both("no descriptor is left behind", descriptors),
    ];
    trials.into_iter().flatten().collect()
}

fn is_closed<R>(result: Result<R, QueueError>) -> bool {
    matches!(result, Err(QueueError::Closed))
}

fn closed(context: Context) -> Outcome {
    let queue = context.queue(most(1))?;
    let clone = queue.clone();
    queue.put(&1)?;
    clone.close();
    clone.close();
    assert!(is_closed(queue.put(&1)) && is_closed(queue.try_put(&1)));
    assert!(is_closed(queue.put_within(&1, soon())));
    assert!(is_closed(queue.get()) && is_closed(queue.try_get()));
    assert!(is_closed(queue.get_within(soon())));
    assert!(is_closed(queue.is_empty()) && is_closed(queue.len()));

    let queue = context.joinable_queue(most(1))?;
    let clone = queue.clone();
    queue.put(&1)?;
    clone.close();
    assert!(is_closed(queue.put(&1)) && is_closed(queue.try_put(&1)));
    assert!(is_closed(queue.get()) && is_closed(queue.try_get()));
    assert!(is_closed(queue.get_within(soon())) && is_closed(queue.put_within(&1, soon())));
    assert!(is_closed(queue.task_done()) && is_closed(queue.unfinished()));
    assert!(is_closed(queue.join()) && is_closed(queue.join_within(soon())));
    assert!(is_closed(queue.is_empty()) && is_closed(queue.len()));
    Ok(())
}

type Bytes = Vec<u8>;

/// Uses a queue of each kind.
fn uses_all(
    (queue, joinable, simple): (Queue<Bytes>, JoinableQueue<Bytes>, SimpleQueue<Bytes>),
) -> Result<(), QueueError> {
    queue.put(&vec![1; 100_000])?;
    joinable.put(&joinable.get()?)?;
    joinable.task_done()?;
    simple.put(&simple.get()?)?;
    queue.close();
    Ok(())
}

fn open_elsewhere(context: Context) -> Outcome {
    let queue = context.queue(None)?;
    let (joinable, simple) = (context.joinable_queue(None)?, context.simple_queue()?);
    joinable.put(&vec![1])?;
    simple.put(&vec![2; 100_000])?;
    let all = (queue.clone(), joinable.clone(), simple.clone());
    let child = started(context.process(uses_all, all))?;
    ends_well(child)?;
    assert_eq!(queue.try_get()?, vec![1; 100_000]);
    assert_eq!(joinable.try_get()?, [1]);
    assert_eq!(simple.get()?, vec![2; 100_000]);
    joinable.task_done()?;
    joinable.join()?;
    Ok(())
}

fn begun(context: Context) -> Outcome {
    let queue: Queue<u32> = context.queue(None)?;
    let other = queue.clone();
    let begins = Arc::new(std::sync::Barrier::new(2));
    let reader = thread::spawn({
        let (queue, begins) = (queue.clone(), Arc::clone(&begins));
        move || {
            begins.wait();
            queue.get()
        }
    });
    begins.wait();
    other.put(&7)?;
    other.close();
    // Whichever came first.
    match reader.join().expect("it does not panic") {
        Ok(item) => assert_eq!(item, 7),
        Err(error) => assert!(matches!(error, QueueError::Closed)),
    }
    Ok(())
}

/// Can be put in, and cannot be taken out.
#[derive(Serialize)]
struct OneWay(u32);

impl<'de> Deserialize<'de> for OneWay {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("on purpose"))
    }
}

fn malformed(context: Context) -> Outcome {
    let queue = context.queue(most(1))?;
    for item in 0..3 {
        queue.try_put(&OneWay(item))?;
        let error = queue
            .try_get()
            .map(|_| ())
            .expect_err("it cannot be made again");
        assert!(matches!(error, QueueError::Pickle(_)), "{error}");
    }
    Ok(())
}

fn no_descriptor(context: Context) -> Outcome {
    let queue = context.queue(most(1))?;
    queue.put(&vec![1; 100_000])?;
    let before = getrlimit(Resource::Nofile);
    let none = Rlimit {
        current: Some(0),
        ..before
    };
    setrlimit(Resource::Nofile, none)?;
    let error = queue.get().expect_err("there is no descriptor for it");
    setrlimit(Resource::Nofile, before)?;
    assert!(matches!(error, QueueError::Os(_)), "{error}");
    // It is lost. Its place is free, and the next one comes.
    queue.try_put(&vec![2; 100_000])?;
    assert_eq!(queue.get()?, vec![2; 100_000]);
    Ok(())
}

fn one_line(context: Context) -> Outcome {
    let queue = context.queue(most(1))?;
    let words = |result: Result<u32, QueueError>| result.expect_err("it fails").to_string();
    assert_eq!(words(queue.try_get()), "queue is empty");
    queue.put(&1)?;
    assert_eq!(words(queue.try_put(&1).map(|()| 0)), "queue is full");
    queue.close();
    assert_eq!(words(queue.get()), "queue is closed");
    let joinable = context.joinable_queue::<u32>(None)?;
    assert_eq!(
        words(joinable.task_done().map(|()| 0)),
        "task_done() called too many times: no item is unfinished"
    );
    assert_eq!(
        QueueError::Truncated.to_string(),
        "an item did not arrive whole"
    );
    Ok(())
}

fn open_descriptors() -> Result<usize, Failed> {
    // The folder itself is open while it is read.
    Ok(fs::read_dir("/proc/self/fd")?.count() - 1)
}

fn descriptors(context: Context) -> Outcome {
    // What the first use leaves open is not meant.
    open_elsewhere(context)?;
    let before = open_descriptors()?;
    for _ in 0..3 {
        open_elsewhere(context)?;
    }
    assert_eq!(open_descriptors()?, before);

    let queue = context.queue(None)?;
    let joinable = context.joinable_queue::<u32>(None)?;
    let simple = context.simple_queue::<u32>()?;
    let _clones = (queue.clone(), joinable.clone(), simple.clone());
    assert!(open_descriptors()? >= before + 6);
    // An item that nobody takes does not keep its memory file open here.
    queue.put(&vec![0_u8; 100_000])?;
    queue.close();
    joinable.close();
    simple.close();
    assert_eq!(open_descriptors()?, before);
    Ok(())
}
