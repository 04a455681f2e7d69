//! CPython's own cases.

use handles::live::{
    Context, Entry, Handle, JoinableQueue, ProcessError, Queue, QueueError, SimpleQueue,
};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use recursive_lock::real::event::Event;
use serde::{Serialize, Serializer};

use super::case::{Outcome, case};
use super::words::{SOON, both, ends_well, most, soon, started};

pub(super) fn entries() -> Vec<Entry> {
    entries![
        puts_and_puts,
        puts_one,
        puts_ten,
        works,
        tells_twice,
        drains_when_told,
    ]
}

pub(super) fn trials() -> Vec<Trial> {
    let mixed = [case(
        "TestStartMethod.test_mixed_startmethod",
        test_mixed_startmethod,
    )];
    let rest = [
        both(
            "TestStartMethod.test_nested_startmethod",
            test_nested_startmethod,
        ),
        both("_TestQueue.test_put", test_put),
        both("_TestQueue.test_get", test_get),
        both("_TestQueue.test_qsize", test_qsize),
        both("_TestQueue.test_timeout", test_timeout),
        both("_TestQueue.test_fork", test_fork),
        both("_TestQueue.test_task_done", test_task_done),
        both(
            "_TestQueue.test_queue_feeder_donot_stop_onexc",
            test_queue_feeder_donot_stop_onexc,
        ),
        both(
            "_TestQueue.test_closed_queue_put_get_exceptions",
            test_closed_queue_put_get_exceptions,
        ),
        both("TestSimpleQueue.test_empty", test_empty),
        both("TestSimpleQueue.test_close", test_close),
    ];
    mixed
        .into_iter()
        .chain(rest.into_iter().flatten())
        .collect()
}

fn puts_one(queue: Queue<u32>) -> Result<(), QueueError> {
    queue.put(&1)
}

fn puts_and_puts((queue, method): (Queue<u32>, u8)) -> Result<(), String> {
    let method = [StartMethod::Fork, StartMethod::Spawn][usize::from(method)];
    let grandchild = started(Context::new(method).process(puts_one, queue.clone()));
    grandchild
        .map_err(|error| error.to_string())?
        .join()
        .map_err(|error| error.to_string())?;
    queue.put(&2).map_err(|error| error.to_string())
}

/// The grandchild is started in the same way as the child, and its item comes first.
fn test_nested_startmethod(context: Context) -> Outcome {
    let queue = context.queue(None)?;
    let method = (context.method() == StartMethod::Spawn).into();
    let child = started(context.process(puts_and_puts, (queue.clone(), method)))?;
    ends_well(child)?;
    assert_eq!([queue.get()?, queue.get()?], [1, 2]);
    Ok(())
}

/// CPython names the semaphore in its queue.
fn test_mixed_startmethod() -> Outcome {
    let fork = Context::new(StartMethod::Fork);
    let spawn = Context::new(StartMethod::Spawn);
    let refused = |error: ProcessError, object: &str| {
        let words = format!(
            "A {object} created in a fork context is being shared with a process in a spawn \
             context. This is not supported. Please use the same context to create shared \
             objects and Process."
        );
        assert_eq!(error.to_string(), words);
    };
    let process = spawn.process(puts_one, fork.queue(None)?);
    refused(started(process).expect_err("it is refused"), "Queue");
    let process = spawn.process(drains_when_told, (fork.queue(None)?, events(spawn)?));
    refused(started(process).expect_err("it is refused"), "Queue");
    let process = spawn.process(works, fork.joinable_queue(None)?);
    refused(
        started(process).expect_err("it is refused"),
        "JoinableQueue",
    );
    let process = spawn.process(tells_twice, (fork.simple_queue()?, events(spawn)?));
    refused(started(process).expect_err("it is refused"), "SimpleQueue");

    let queue = spawn.queue(None)?;
    ends_well(started(fork.process(puts_one, queue.clone()))?)?;
    assert_eq!(queue.get()?, 1);
    Ok(())
}

/// That the child may begin, and that the parent may go on.
type Events = (Handle<Event>, Handle<Event>);

fn events(context: Context) -> Result<Events, os::OsError> {
    Ok((context.share(Event::new())?, context.share(Event::new())?))
}

fn drains_when_told((queue, (begin, go_on)): (Queue<u32>, Events)) -> Result<(), QueueError> {
    begin.wait();
    for _ in 0..6 {
        queue.get()?;
    }
    go_on.set();
    Ok(())
}

/// Full is what a `put` says that may not wait. There is no `full()`.
fn test_put(context: Context) -> Outcome {
    let queue = context.queue(most(6))?;
    let (begin, go_on) = events(context)?;
    let arguments = (queue.clone(), (begin.clone(), go_on.clone()));
    let child = started(context.process(drains_when_told, arguments))?;
    assert!(queue.is_empty()?);
    queue.put(&1)?;
    queue.put_within(&2, os::Patience::Endless)?;
    queue.put_within(&3, soon())?;
    queue.try_put(&4)?;
    queue.put(&5)?;
    assert_eq!(queue.len()?, 5);
    queue.put(&6)?;
    assert_eq!((queue.is_empty()?, queue.len()?), (false, 6));

    assert!(matches!(queue.try_put(&7), Err(QueueError::Full)));
    let start = std::time::Instant::now();
    assert!(matches!(
        queue.put_within(&7, soon()),
        Err(QueueError::Full)
    ));
    assert!(start.elapsed() >= SOON);

    begin.set();
    go_on.wait();
    assert!(queue.is_empty()?);
    for item in 1..=6 {
        queue.try_put(&item)?;
    }
    assert!(matches!(queue.try_put(&7), Err(QueueError::Full)));
    ends_well(child)
}

/// Nothing has to be waited for: what the child has put is there.
fn test_get(context: Context) -> Outcome {
    let queue = context.queue(None)?;
    ends_well(started(context.process(puts_ten, queue.clone()))?)?;
    assert!(!queue.is_empty()?);
    assert_eq!(queue.get()?, 10);
    assert_eq!(queue.get_within(os::Patience::Endless)?, 11);
    assert_eq!(queue.get_within(soon())?, 12);
    for item in 13..20 {
        assert_eq!(queue.try_get()?, item);
    }
    assert!(queue.is_empty()?);
    assert!(matches!(queue.try_get(), Err(QueueError::Empty)));
    assert!(matches!(queue.get_within(soon()), Err(QueueError::Empty)));
    Ok(())
}

fn test_qsize(context: Context) -> Outcome {
    for bound in [None, most(10)] {
        let queue = context.queue(bound)?;
        assert_eq!(queue.len()?, 0);
        queue.put(&1)?;
        assert_eq!(queue.len()?, 1);
        queue.put(&5)?;
        assert_eq!(queue.len()?, 2);
        queue.get()?;
        assert_eq!(queue.len()?, 1);
        queue.get()?;
        assert_eq!(queue.len()?, 0);
    }
    Ok(())
}

fn test_timeout(context: Context) -> Outcome {
    let queue = context.queue::<u32>(None)?;
    let start = std::time::Instant::now();
    assert!(matches!(queue.get_within(soon()), Err(QueueError::Empty)));
    assert!(start.elapsed() >= SOON);
    Ok(())
}

fn puts_ten(queue: Queue<u32>) -> Result<(), QueueError> {
    (10..20).try_for_each(|item| queue.put(&item))
}

/// There is no feeder that a child could lack.
fn test_fork(context: Context) -> Outcome {
    let queue = context.queue(None)?;
    for item in 0..10 {
        queue.put(&item)?;
    }
    ends_well(started(context.process(puts_ten, queue.clone()))?)?;
    for item in 0..20 {
        assert_eq!(queue.get()?, item);
    }
    assert!(matches!(queue.try_get(), Err(QueueError::Empty)));
    Ok(())
}

fn works(queue: JoinableQueue<Option<u32>>) -> Result<(), QueueError> {
    while queue.get()?.is_some() {
        queue.task_done()?;
    }
    // The one that says that there are no more.
    queue.task_done()
}

/// The workers do not sleep before they are done. It is also asked that `join` waits.
fn test_task_done(context: Context) -> Outcome {
    let queue = context.joinable_queue(None)?;
    let workers: Vec<_> = (0..4)
        .map(|_| started(context.process(works, queue.clone())))
        .collect::<Result<_, _>>()?;
    for item in 0..10 {
        queue.put(&Some(item))?;
    }
    queue.join()?;
    assert_eq!((queue.unfinished()?, queue.is_empty()?), (0, true));
    for _ in &workers {
        queue.put(&None)?;
    }
    for worker in workers {
        ends_well(worker)?;
    }
    queue.join()?;
    assert!(matches!(
        queue.task_done(),
        Err(QueueError::CalledTooOften(_))
    ));

    queue.put(&None)?;
    assert!(!queue.join_within(os::Patience::None)?);
    assert!(!queue.join_within(soon())?);
    queue.get()?;
    assert!(!queue.join_within(soon())?);
    queue.task_done()?;
    assert!(queue.join_within(os::Patience::None)?);
    assert!(queue.join_within(soon())?);
    Ok(())
}

struct NotSerializable;

impl Serialize for NotSerializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("on purpose"))
    }
}

/// The error is that of `put`, and not a line on standard error.
fn test_queue_feeder_donot_stop_onexc(context: Context) -> Outcome {
    let queue = context.queue::<Result<bool, NotSerializable>>(most(1))?;
    let refused = queue.put(&Err(NotSerializable));
    assert!(matches!(refused, Err(QueueError::Pickle(_))));
    assert_eq!((queue.len()?, queue.is_empty()?), (0, true));
    // It took no place.
    queue.try_put(&Ok(true))?;
    assert_eq!(queue.len()?, 1);
    // It is refused at once, also when the queue is full.
    let refused = queue.put(&Err(NotSerializable));
    assert!(matches!(refused, Err(QueueError::Pickle(_))));

    let joinable = context.joinable_queue(most(1))?;
    assert!(joinable.put(&NotSerializable).is_err());
    assert_eq!(joinable.unfinished()?, 0);
    let joinable = context.joinable_queue(most(1))?;
    joinable.try_put(&1)?;
    assert!(matches!(joinable.try_put(&2), Err(QueueError::Full)));
    assert_eq!(joinable.unfinished()?, 1);
    Ok(())
}

fn test_closed_queue_put_get_exceptions(context: Context) -> Outcome {
    let queue = context.queue(None)?;
    let clone = queue.clone();
    queue.put(&1)?;
    queue.close();
    for queue in [queue, clone] {
        assert!(matches!(queue.put(&2), Err(QueueError::Closed)));
        assert!(matches!(queue.get(), Err(QueueError::Closed)));
    }
    Ok(())
}

fn tells_twice((queue, (begin, go_on)): (SimpleQueue<bool>, Events)) -> Result<(), QueueError> {
    begin.wait();
    queue.put(&queue.is_empty()?)?;
    queue.put(&queue.is_empty()?)?;
    go_on.set();
    Ok(())
}

fn test_empty(context: Context) -> Outcome {
    let queue = context.simple_queue()?;
    let (begin, go_on) = events(context)?;
    let arguments = (queue.clone(), (begin.clone(), go_on.clone()));
    let child = started(context.process(tells_twice, arguments))?;
    assert!(queue.is_empty()?);
    begin.set();
    go_on.wait();
    assert!(!queue.is_empty()?);
    assert_eq!([queue.get()?, queue.get()?], [true, false]);
    assert!(queue.is_empty()?);
    ends_well(child)
}

/// CPython says "handle is closed" here.
fn test_close(context: Context) -> Outcome {
    let queue = context.simple_queue::<u32>()?;
    queue.close();
    queue.close();
    let words = |result: Result<(), QueueError>| result.expect_err("it is closed").to_string();
    assert_eq!(words(queue.put(&1)), "queue is closed");
    assert_eq!(words(queue.get().map(drop)), "queue is closed");
    assert_eq!(words(queue.is_empty().map(drop)), "queue is closed");
    Ok(())
}
