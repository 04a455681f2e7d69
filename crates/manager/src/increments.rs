//! Increments through proxies: two calls; two calls under a lock; and one call.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own server does"
)]

use super::channel::{
    ArrayProxy, Channel, DictProxy, ListProxy, LockProxy, NamespaceProxy, ValueProxy, serve,
};
use super::handles::locks::guard::hold;
use super::handles::locks::lock::Lock;
use super::handles::spaces::{Cross, Handle, start};
use crate::Makes;

// ANCHOR: racy
/// `value.value += 1`
pub fn racy(value: &ValueProxy<u32>) {
    let before = value.get().unwrap();
    value.set(before + 1).unwrap();
}

/// `list[0] += 1`
pub fn racy_list(list: &ListProxy<u32>) {
    let before = list.get(0).unwrap();
    list.set(0, &(before + 1)).unwrap();
}

/// `dict["k"] += 1`
pub fn racy_dict(dict: &DictProxy<char, u32>) {
    let before = dict.index(&'k').unwrap();
    dict.insert(&'k', &(before + 1)).unwrap();
}

/// `namespace.x += 1`
pub fn racy_namespace(namespace: &NamespaceProxy) {
    let before: u32 = namespace.get("x").unwrap();
    namespace.set("x", &(before + 1)).unwrap();
}

/// `array[0] += 1`
pub fn racy_array(array: &ArrayProxy<u32>) {
    let before = array.get(0).unwrap();
    array.set(0, before + 1).unwrap();
}
// ANCHOR_END: racy

// ANCHOR: locked
/// The same two calls, under a lock that lies in the server, too.
pub fn locked((lock, value): &(LockProxy, ValueProxy<u32>)) {
    let _guard = lock.hold().unwrap();
    racy(value);
}

/// The same, under a lock that lies in memory that the processes share.
pub fn locked_in_memory((lock, value): &(Handle<Lock>, ValueProxy<u32>)) {
    let _guard = hold(&**lock);
    racy(value);
}
// ANCHOR_END: locked

// ANCHOR: added
/// One call: the server adds.
pub fn added(value: &ValueProxy<u32>) {
    value.fetch_add(1).unwrap();
}
// ANCHOR_END: added

// ANCHOR: updated
/// Two calls, and again if somebody was faster.
pub fn updated(dict: &DictProxy<char, u32>) {
    let one_more = |before: Option<&u32>| before.map(|before| before + 1);
    dict.fetch_update(&'k', one_more).unwrap();
}
// ANCHOR_END: updated

/// What counts: how it is made, and what it says.
pub trait Counter: Cross {
    /// Makes one that says 0.
    #[track_caller]
    fn new(manager: &Channel) -> Self;

    /// What it says.
    #[track_caller]
    fn total(&self) -> u32;
}

// ANCHOR: total
/// So many processes increment so many times each. Returns the total.
pub fn total<C: Counter>(processes: usize, each: usize, increment: fn(&C)) -> u32 {
    serve(|manager| {
        let counter = C::new(manager);
        let started = (0..processes).map(|_| {
            start(&counter, move |counter| {
                (0..each).for_each(|_| increment(&counter));
            })
        });
        for process in Vec::from_iter(started) {
            process.join().unwrap();
        }
        counter.total()
    })
}
// ANCHOR_END: total

/// Of racy increments of a value.
pub fn total_racy<const N: usize>(each: usize) -> u32 {
    total(N, each, racy)
}

// ANCHOR: calls
/// How many calls one increment is.
pub fn calls<C: Counter>(increment: fn(&C)) -> u64 {
    serve(|manager| {
        let counter = C::new(manager);
        let before = manager.calls();
        increment(&counter);
        manager.calls() - before
    })
}
// ANCHOR_END: calls

impl Counter for ValueProxy<u32> {
    fn new(manager: &Channel) -> Self {
        manager.value(0).unwrap()
    }

    fn total(&self) -> u32 {
        self.get().unwrap()
    }
}

impl Counter for ListProxy<u32> {
    fn new(manager: &Channel) -> Self {
        manager.list([0]).unwrap()
    }

    fn total(&self) -> u32 {
        self.get(0).unwrap()
    }
}

impl Counter for DictProxy<char, u32> {
    fn new(manager: &Channel) -> Self {
        manager.dict([('k', 0)]).unwrap()
    }

    fn total(&self) -> u32 {
        self.index(&'k').unwrap()
    }
}

impl Counter for NamespaceProxy {
    fn new(manager: &Channel) -> Self {
        let namespace = manager.namespace().unwrap();
        namespace.set("x", &0).unwrap();
        namespace
    }

    fn total(&self) -> u32 {
        self.get("x").unwrap()
    }
}

impl Counter for ArrayProxy<u32> {
    fn new(manager: &Channel) -> Self {
        manager.array([0]).unwrap()
    }

    fn total(&self) -> u32 {
        self.get(0).unwrap()
    }
}

/// Beside it lies a lock.
impl Counter for (LockProxy, ValueProxy<u32>) {
    fn new(manager: &Channel) -> Self {
        (manager.lock().unwrap(), Counter::new(manager))
    }

    fn total(&self) -> u32 {
        self.1.total()
    }
}

/// Beside it lies a lock that is no proxy.
impl Counter for (Handle<Lock>, ValueProxy<u32>) {
    fn new(manager: &Channel) -> Self {
        (Handle::new(Lock::new()), Counter::new(manager))
    }

    fn total(&self) -> u32 {
        self.1.total()
    }
}
