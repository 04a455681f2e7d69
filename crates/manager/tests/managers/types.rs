//! CPython's own cases of `TestSyncManagerTypes`: each type made here, and used by a child.

use std::collections::BTreeMap;

use handles::entries;
use handles::live::{Context, Entry};
use libtest_mimic::Trial;
use manager::live::{
    ArrayProxy, BarrierProxy, BoundedSemaphoreProxy, ConditionProxy, DictProxy, EventProxy,
    JoinableQueueProxy, ListProxy, LockProxy, NamespaceProxy, QueueProxy, RLockProxy,
    SemaphoreProxy, ValueProxy,
};
use manager::{Makes, ProxyError, Refused};

use super::case::Outcome;
use super::words::{SOON, both, ends_well, goes_well, manager, refused};

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        uses_event,
        uses_lock,
        uses_rlock,
        uses_semaphore,
        uses_bounded_semaphore,
        uses_condition,
        uses_barrier,
        uses_queue,
        uses_joinable_queue,
        uses_list,
        uses_dict,
        uses_value,
        uses_array,
        uses_namespace,
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("TestSyncManagerTypes.test_event", test_event),
        both("TestSyncManagerTypes.test_lock", test_lock),
        both("TestSyncManagerTypes.test_rlock", test_rlock),
        both("TestSyncManagerTypes.test_semaphore", test_semaphore),
        both(
            "TestSyncManagerTypes.test_bounded_semaphore",
            test_bounded_semaphore,
        ),
        both("TestSyncManagerTypes.test_condition", test_condition),
        both("TestSyncManagerTypes.test_barrier", test_barrier),
        both("TestSyncManagerTypes.test_queue", test_queue),
        both(
            "TestSyncManagerTypes.test_joinable_queue",
            test_joinable_queue,
        ),
        both("TestSyncManagerTypes.test_list", test_list),
        both("TestSyncManagerTypes.test_dict", test_dict),
        both("TestSyncManagerTypes.test_value", test_value),
        both("TestSyncManagerTypes.test_array", test_array),
        both("TestSyncManagerTypes.test_namespace", test_namespace),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn uses_event(event: EventProxy) -> Result<(), ProxyError> {
    assert!(event.is_set()?);
    event.wait()?;
    event.clear()?;
    assert!(!event.wait_for(SOON)?);
    Ok(())
}

fn test_event(context: Context) -> Outcome {
    let event = manager(context)?.event()?;
    event.set()?;
    goes_well(context.process(uses_event, event.clone()))?;
    assert!(!event.is_set()?);
    assert!(!event.wait_for(SOON)?);
    Ok(())
}

fn uses_lock(lock: LockProxy) -> Result<(), ProxyError> {
    lock.acquire().map(drop)
}

/// There the lock of a process that has ended is still held, and anybody releases it. Here
/// nobody holds it any more, and the next owner is told; to release it clears that.
fn test_lock(context: Context) -> Outcome {
    let lock = manager(context)?.lock()?;
    goes_well(context.process(uses_lock, lock.clone()))?;
    lock.release()?;
    assert_eq!(lock.release(), refused(Refused::NotHeld));
    Ok(())
}

fn uses_rlock(lock: RLockProxy) -> Result<(), ProxyError> {
    for _ in 0..2 {
        lock.acquire()?;
    }
    for _ in 0..2 {
        lock.release()?;
    }
    Ok(())
}

/// CPython's case has a plain lock by mistake.
fn test_rlock(context: Context) -> Outcome {
    let lock = manager(context)?.rlock()?;
    goes_well(context.process(uses_rlock, lock.clone()))?;
    assert!(!lock.is_held()?);
    Ok(())
}

fn uses_semaphore(semaphore: SemaphoreProxy) -> Result<(), ProxyError> {
    semaphore.acquire()
}

fn test_semaphore(context: Context) -> Outcome {
    let semaphore = manager(context)?.semaphore(1)?;
    goes_well(context.process(uses_semaphore, semaphore.clone()))?;
    semaphore.release()?;
    assert_eq!(semaphore.permits()?, 1);
    Ok(())
}

fn uses_bounded_semaphore(semaphore: BoundedSemaphoreProxy) -> Result<(), ProxyError> {
    semaphore.acquire()
}

fn test_bounded_semaphore(context: Context) -> Outcome {
    let semaphore = manager(context)?.bounded_semaphore(1)?;
    goes_well(context.process(uses_bounded_semaphore, semaphore.clone()))?;
    semaphore.release()?;
    assert_eq!(semaphore.release(), refused(Refused::TooManyPermits));
    Ok(())
}

fn uses_condition(condition: ConditionProxy) -> Result<(), ProxyError> {
    condition.acquire()?;
    condition.release()
}

fn test_condition(context: Context) -> Outcome {
    let condition = manager(context)?.condition()?;
    goes_well(context.process(uses_condition, condition.clone()))?;
    assert!(!condition.is_held()?);
    Ok(())
}

fn uses_barrier(barrier: BarrierProxy) -> Result<(), ProxyError> {
    assert_eq!(barrier.parties()?, 5);
    barrier.reset()
}

fn test_barrier(context: Context) -> Outcome {
    let barrier = manager(context)?.barrier(5)?;
    goes_well(context.process(uses_barrier, barrier.clone()))?;
    assert!(!barrier.is_broken()?);
    Ok(())
}

fn uses_queue(queue: QueueProxy<u32>) -> Result<(), ProxyError> {
    assert_eq!(queue.len()?, 2);
    assert!(queue.is_full()? && !queue.is_empty()?);
    assert_eq!(queue.try_put(&7), refused(Refused::QueueFull));
    assert_eq!(queue.get()?, 5);
    assert!(!queue.is_empty()?);
    assert_eq!(queue.get()?, 6);
    assert!(queue.is_empty()?);
    assert_eq!(queue.try_get(), refused(Refused::QueueEmpty));
    Ok(())
}

fn test_queue(context: Context) -> Outcome {
    let queue = manager(context)?.queue(2)?;
    queue.put(&5)?;
    queue.put(&6)?;
    goes_well(context.process(uses_queue, queue.clone()))?;
    assert!(queue.is_empty()? && !queue.is_full()?);
    Ok(())
}

fn uses_joinable_queue(queue: JoinableQueueProxy<u32>) -> Result<(), ProxyError> {
    assert!(queue.is_full()?);
    for item in [5, 6] {
        assert_eq!(queue.get()?, item);
        queue.task_done()?;
    }
    assert_eq!(queue.task_done(), refused(Refused::CalledTooOften));
    Ok(())
}

/// There the case has a plain queue's methods only.
fn test_joinable_queue(context: Context) -> Outcome {
    let queue = manager(context)?.joinable_queue(2)?;
    queue.put(&5)?;
    queue.put(&6)?;
    assert!(!queue.join_for(SOON)?);
    let mut child = context.process(uses_joinable_queue, queue.clone());
    child.start()?;
    queue.join()?;
    ends_well(child)?;
    assert!(queue.is_empty()? && !queue.is_full()?);
    Ok(())
}

fn uses_list(list: ListProxy<u32>) -> Result<(), ProxyError> {
    assert_eq!(list.get(0)?, 5);
    assert_eq!(list.count(&5)?, 1);
    assert_eq!(list.position(&5)?, 0);
    list.sort()?;
    list.reverse()?;
    for element in &list {
        element?;
    }
    assert_eq!(list.len()?, 1);
    assert_eq!(list.pop_at(0)?, 5);
    Ok(())
}

fn test_list(context: Context) -> Outcome {
    let list = manager(context)?.list([])?;
    list.append(&5)?;
    goes_well(context.process(uses_list, list.clone()))?;
    assert!(list.is_empty()?);
    Ok(())
}

/// In CPython `list(d)` and `for k in d` fail in a child.
fn uses_dict(dict: DictProxy<String, u32>) -> Result<(), ProxyError> {
    let entry = ("foo".to_owned(), 5);
    assert_eq!(dict.len()?, 1);
    assert_eq!(dict.index("foo")?, 5);
    assert_eq!(dict.get("foo")?, Some(5));
    assert_eq!(dict.items()?, std::slice::from_ref(&entry));
    assert_eq!(dict.keys()?, ["foo"]);
    assert_eq!(dict.values()?, [5]);
    assert_eq!(
        dict.to_map::<BTreeMap<_, _>>()?,
        BTreeMap::from([entry.clone()])
    );
    assert_eq!(dict.pop_item()?, Some(entry));
    Ok(())
}

fn test_dict(context: Context) -> Outcome {
    let dict: DictProxy<String, u32> = manager(context)?.dict([])?;
    dict.insert("foo", &5)?;
    goes_well(context.process(uses_dict, dict.clone()))?;
    assert!(dict.is_empty()?);
    Ok(())
}

fn uses_value(value: ValueProxy<i32>) -> Result<(), ProxyError> {
    assert_eq!(value.get()?, 1);
    value.set(2)
}

fn test_value(context: Context) -> Outcome {
    let value = manager(context)?.value(1)?;
    goes_well(context.process(uses_value, value.clone()))?;
    assert_eq!(value.get()?, 2);
    Ok(())
}

fn uses_array(array: ArrayProxy<i32>) -> Result<(), ProxyError> {
    assert_eq!((array.get(0)?, array.get(1)?), (0, 1));
    assert_eq!(array.len()?, 2);
    assert_eq!(array.to_vec()?, [0, 1]);
    array.set(1, 7)
}

/// It is also asked that the child's change is seen.
fn test_array(context: Context) -> Outcome {
    let array = manager(context)?.array([0, 1])?;
    goes_well(context.process(uses_array, array.clone()))?;
    assert_eq!(array.to_vec()?, [0, 7]);
    Ok(())
}

fn uses_namespace(namespace: NamespaceProxy) -> Result<(), ProxyError> {
    assert_eq!(
        (namespace.get::<u32>("x")?, namespace.get::<u32>("y")?),
        (0, 1)
    );
    namespace.set("z", "set by a child")
}

/// It is also asked that the child's attribute is seen.
fn test_namespace(context: Context) -> Outcome {
    let namespace = manager(context)?.namespace()?;
    namespace.set("x", &0_u32)?;
    namespace.set("y", &1_u32)?;
    goes_well(context.process(uses_namespace, namespace.clone()))?;
    assert_eq!(namespace.get::<String>("z")?, "set by a child");
    Ok(())
}
