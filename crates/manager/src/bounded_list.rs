//! A list that is filled up to a bound, and shortened when it is full: with a lock and
//! without.
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a program fails where its server refuses, and panics only where the server does"
)]

use super::channel::{ListProxy, LockProxy, serve};
use super::handles::spaces::start;
use crate::{Makes, ProxyError};

/// How long the list may become.
const BOUND: usize = 2;

// ANCHOR: job
/// Appends the number while the list is short. When it is full, takes out what stands at
/// that index.
pub fn job(_: &LockProxy, list: &ListProxy<u32>, number: u32) -> Result<(), ProxyError> {
    let length = list.len()?;
    if length < BOUND {
        list.append(&number)?;
    } else if (number as usize) < length {
        list.pop_at(number.into())?;
    }
    Ok(())
}

/// The same under a lock.
pub fn locked_job(lock: &LockProxy, list: &ListProxy<u32>, number: u32) -> Result<(), ProxyError> {
    let _guard = lock.hold()?;
    job(lock, list, number)
}
// ANCHOR_END: job

/// A job.
pub type Job = fn(&LockProxy, &ListProxy<u32>, u32) -> Result<(), ProxyError>;

// ANCHOR: program
/// A process for each number, on a list that was so before. Returns the list in the end.
pub fn by_processes(before: &[u32], numbers: &[u32], job: Job) -> Result<Vec<u32>, ProxyError> {
    serve(|manager| {
        let list = manager.list(before.iter().copied())?;
        let argument = (manager.lock()?, list);
        let jobs = numbers.iter().map(|number| {
            let number = *number;
            start(&argument, move |(lock, list)| job(&lock, &list, number))
        });
        let ended = Vec::from_iter(jobs)
            .into_iter()
            .map(|job| job.join().unwrap());
        Vec::from_iter(ended)
            .into_iter()
            .collect::<Result<(), _>>()?;
        argument.1.to_vec()
    })
}

/// One process does all jobs, in this order.
pub fn in_order(before: &[u32], numbers: &[u32]) -> Result<Vec<u32>, ProxyError> {
    serve(|manager| {
        let list = manager.list(before.iter().copied())?;
        let lock = manager.lock()?;
        for number in numbers {
            job(&lock, &list, *number)?;
        }
        list.to_vec()
    })
}
// ANCHOR_END: program
