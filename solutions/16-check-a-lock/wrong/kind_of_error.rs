//! Misconception: an error is a promise in every detail. That a stranger is refused is
//! one; how that is called is not.

use recursive_lock::ReleaseError;

use super::lock::{Lock, Question};
use super::sync::thread;

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "a stranger gives a free lock back",
    program: stranger,
    allowed: &[1],
}];

/// A stranger gives back a lock that was given back. Returns whether it is told that it
/// is not the owner.
fn stranger(lock: Lock) -> u32 {
    let mine = lock.clone();
    let holder = thread::spawn(move || {
        mine.acquire();
        mine.release().unwrap();
    });
    let told = lock.release();
    holder.join().unwrap();
    u32::from(matches!(told, Err(ReleaseError::NotOwner { .. })))
}
