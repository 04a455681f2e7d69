//! Two processes and one item: to look and to take as two calls, under a lock, and as one
//! call.
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a program fails where its server refuses, and panics only where the server does"
)]

use super::channel::{ListProxy, LockProxy, serve};
use super::handles::spaces::start;
use crate::{Makes, ProxyError, Refused};

/// The item that was taken, or nothing if there was none.
pub type Taken = Result<Option<u32>, ProxyError>;

// ANCHOR: two_calls
/// Looks whether there is an item, and takes it.
pub fn looks_first(_: &LockProxy, list: &ListProxy<u32>) -> Taken {
    if list.len()? == 0 {
        return Ok(None);
    }
    list.pop().map(Some)
}
// ANCHOR_END: two_calls

// ANCHOR: locked
/// The same under a lock.
pub fn looks_under_lock(lock: &LockProxy, list: &ListProxy<u32>) -> Taken {
    let _guard = lock.hold()?;
    looks_first(lock, list)
}
// ANCHOR_END: locked

// ANCHOR: one_call
/// Takes the item, and hears it if there is none.
pub fn takes(_: &LockProxy, list: &ListProxy<u32>) -> Taken {
    match list.pop() {
        Err(ProxyError::Refused(Refused::IndexOutOfRange)) => Ok(None),
        taken => taken.map(Some),
    }
}
// ANCHOR_END: one_call

// ANCHOR: program
/// Two processes take from a list with one item. Returns what each of them got.
pub fn by_two(takes: fn(&LockProxy, &ListProxy<u32>) -> Taken) -> [Taken; 2] {
    serve(|manager| {
        let argument = (manager.lock().unwrap(), manager.list([7]).unwrap());
        let takers = [(); 2].map(|()| start(&argument, move |(lock, list)| takes(&lock, &list)));
        takers.map(|taker| taker.join().unwrap())
    })
}
// ANCHOR_END: program
