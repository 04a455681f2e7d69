//! How many calls the methods of the proxies are.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own server does"
)]

use super::channel::serve;
use crate::{Makes, ProxyError};

/// A method, and how many calls it is.
pub type Method = (&'static str, u64);

fn done<T>(call: Result<T, ProxyError>) {
    let _answer = call.unwrap();
}

// ANCHOR: methods
/// Those of the methods that are not one call, used once each by one process: on lists and
/// dictionaries with three items, and on locks that are free.
pub fn not_one_call() -> Vec<Method> {
    serve(|manager| {
        let list = manager.list([3, 1, 2]).unwrap();
        let dict = manager.dict([(1, 1), (2, 2), (3, 3)]).unwrap();
        let namespace = manager.namespace().unwrap();
        let value = manager.value(0).unwrap();
        let array = manager.array([1, 2, 3]).unwrap();
        let queue = manager.joinable_queue(0).unwrap();
        let lock = manager.lock().unwrap();
        let rlock = manager.rlock().unwrap();
        let semaphore = manager.semaphore(1).unwrap();
        let bounded = manager.bounded_semaphore(1).unwrap();
        let event = manager.event().unwrap();
        let condition = manager.condition().unwrap();
        let barrier = manager.barrier(1).unwrap();
        let methods: &[(&str, &dyn Fn())] = &[
            ("list.get", &|| done(list.get(0))),
            ("list.set", &|| done(list.set(0, &3))),
            ("list.to_vec", &|| done(list.to_vec())),
            ("list.slice", &|| done(list.slice(1..))),
            ("list.append", &|| done(list.append(&4))),
            ("list.extend", &|| done(list.extend([5, 6]))),
            ("list.insert", &|| done(list.insert(0, &9))),
            ("list.remove", &|| done(list.remove(&9))),
            ("list.pop", &|| done(list.pop())),
            ("list.sort", &|| done(list.sort())),
            ("list.replace", &|| done(list.replace([3, 1, 2]))),
            ("for item in &list", &|| list.iter().for_each(done)),
            ("dict.get", &|| done(dict.get(&1))),
            ("dict.insert", &|| done(dict.insert(&1, &1))),
            ("dict.update", &|| done(dict.update([(1, 1), (2, 2)]))),
            ("dict.get_or_insert", &|| done(dict.get_or_insert(&4, &4))),
            ("dict.fetch_update", &|| {
                done(dict.fetch_update(&1, |_| Some(7)))
            }),
            ("dict.items", &|| done(dict.items())),
            ("dict.remove", &|| done(dict.remove(&4))),
            ("namespace.set", &|| done(namespace.set("x", &1))),
            ("namespace.get", &|| done(namespace.get::<u32>("x"))),
            ("value.get", &|| done(value.get())),
            ("value.set", &|| done(value.set(1))),
            ("value.fetch_add", &|| done(value.fetch_add(1))),
            ("value.compare_exchange", &|| {
                done(value.compare_exchange(2, 3))
            }),
            ("array.get", &|| done(array.get(0))),
            ("array.set", &|| done(array.set(0, 1))),
            ("array.fetch_add", &|| done(array.fetch_add(0, 1))),
            ("array.to_vec", &|| done(array.to_vec())),
            ("queue.put", &|| done(queue.put(&1))),
            ("queue.get", &|| done(queue.get())),
            ("queue.len", &|| done(queue.len())),
            ("queue.task_done", &|| done(queue.task_done())),
            ("queue.join", &|| done(queue.join())),
            ("lock.acquire", &|| done(lock.acquire())),
            ("lock.release", &|| done(lock.release())),
            ("lock.hold", &|| done(lock.hold())),
            ("rlock.hold", &|| done(rlock.hold())),
            ("semaphore.acquire", &|| done(semaphore.acquire())),
            ("semaphore.release", &|| done(semaphore.release())),
            ("bounded.acquire", &|| done(bounded.acquire())),
            ("bounded.release", &|| done(bounded.release())),
            ("event.set", &|| done(event.set())),
            ("event.wait", &|| done(event.wait())),
            ("event.clear", &|| done(event.clear())),
            ("condition.acquire", &|| done(condition.acquire())),
            ("condition.notify", &|| done(condition.notify(1))),
            ("condition.release", &|| done(condition.release())),
            ("barrier.wait", &|| done(barrier.wait())),
        ];
        let calls = methods.iter().map(|(name, method)| {
            let before = manager.calls();
            method();
            (*name, manager.calls() - before)
        });
        calls.filter(|(_, calls)| *calls != 1).collect()
    })
}
// ANCHOR_END: methods
