//! A process that dies while it holds a lock, and the next owner.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own server does"
)]

use super::channel::{LockProxy, ValueProxy, dies, serve};
use super::handles::spaces::start;
use crate::Makes;

// ANCHOR: owner
/// Takes the lock, and dies in the middle of its work.
pub fn killed(lock: &LockProxy, half: &ValueProxy<bool>) {
    lock.acquire().unwrap();
    half.set(true).unwrap();
    dies(lock);
}

/// Takes the lock, and ends without a word: the server is not told.
pub fn unnoticed(lock: &LockProxy, half: &ValueProxy<bool>) {
    lock.acquire().unwrap();
    half.set(true).unwrap();
}

/// Does its work to the end.
pub fn lives(lock: &LockProxy, half: &ValueProxy<bool>) {
    lock.acquire().unwrap();
    half.set(true).unwrap();
    half.set(false).unwrap();
    lock.release().unwrap();
}
// ANCHOR_END: owner

// ANCHOR: next
/// One process works under a lock, and another one takes the lock at some time. Returns
/// whether that one was told that the owner had died, and whether it found the work half
/// done.
pub fn next(owner: fn(&LockProxy, &ValueProxy<bool>)) -> (bool, bool) {
    serve(|manager| {
        let argument = (manager.lock().unwrap(), manager.value(false).unwrap());
        let process = start(&argument, move |(lock, half)| owner(&lock, &half));
        let (lock, half) = &argument;
        let guard = lock.hold().unwrap();
        let told = guard.owner_died();
        let seen = (told, half.get().unwrap());
        drop(guard);
        process.join().unwrap();
        seen
    })
}
// ANCHOR_END: next
