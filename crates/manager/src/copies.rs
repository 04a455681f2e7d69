//! What lies in a list of a server: plain values, which are copied, and proxies, which
//! are not.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own server does"
)]

use super::channel::{Channel, ListProxy, LockProxy, serve};
use super::handles::spaces::{Cross, start};
use crate::Makes;

// ANCHOR: lists
/// A list in a list: plain, inside the item.
pub type Plain = ListProxy<Vec<u32>>;

/// A list in a list: in the server, too, and what lies in the item is a proxy.
pub type Nested = ListProxy<ListProxy<u32>>;
// ANCHOR_END: lists

// ANCHOR: changes
/// `outer[0].append(number)`
pub fn in_a_copy(outer: &Plain, number: u32) {
    let mut inner = outer.get(0).unwrap();
    inner.push(number);
}

/// `inner = outer[0]; inner.append(number); outer[0] = inner`
pub fn put_back(outer: &Plain, number: u32) {
    let mut inner = outer.get(0).unwrap();
    inner.push(number);
    outer.set(0, &inner).unwrap();
}

/// `outer[0].append(number)`
pub fn in_a_proxy(outer: &Nested, number: u32) {
    let inner = outer.get(0).unwrap();
    inner.append(&number).unwrap();
}
// ANCHOR_END: changes

/// As `put_back`, under a lock.
pub fn put_back_locked((lock, outer): &(LockProxy, Plain), number: u32) {
    let _guard = lock.hold().unwrap();
    put_back(outer, number);
}

/// A list with an empty list inside.
pub trait Outer: Cross {
    /// Makes it.
    #[track_caller]
    fn new(manager: &Channel) -> Self;

    /// What the list inside contains.
    #[track_caller]
    fn inside(&self) -> Vec<u32>;
}

// ANCHOR: inside
/// So many processes put a number each into the list inside: 1, 2 and so on. Returns what
/// is in it then.
pub fn inside<O: Outer>(processes: u32, change: fn(&O, u32)) -> Vec<u32> {
    serve(|manager| {
        let outer = O::new(manager);
        let started =
            (1..=processes).map(|number| start(&outer, move |outer| change(&outer, number)));
        for process in Vec::from_iter(started) {
            process.join().unwrap();
        }
        outer.inside()
    })
}
// ANCHOR_END: inside

impl Outer for Plain {
    fn new(manager: &Channel) -> Self {
        manager.list([Vec::new()]).unwrap()
    }

    fn inside(&self) -> Vec<u32> {
        self.get(0).unwrap()
    }
}

/// Beside it lies a lock.
impl Outer for (LockProxy, Plain) {
    fn new(manager: &Channel) -> Self {
        (manager.lock().unwrap(), Outer::new(manager))
    }

    fn inside(&self) -> Vec<u32> {
        self.1.inside()
    }
}

impl Outer for Nested {
    fn new(manager: &Channel) -> Self {
        let inner = manager.list([]).unwrap();
        manager.list([inner]).unwrap()
    }

    fn inside(&self) -> Vec<u32> {
        self.get(0).unwrap().to_vec().unwrap()
    }
}
