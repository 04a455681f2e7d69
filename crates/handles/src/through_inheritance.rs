//! A lock on its way into a process that runs already: it has to go by message.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use std::ops::Deref;

use super::copied_lock::adds;
use super::locks::lock::Lock;
use super::queue::Queue;
use super::spaces::{Cross, Handle, start};
use super::synchronized::raw_value::RawValue;
use crate::OnlyByInheritance;

// ANCHOR: send
/// Puts a value into a message; nothing, if it must not travel so.
///
/// # Errors
///
/// If it must not.
pub fn send<T: Cross>(messages: &Queue<Option<T>>, value: &T) -> Result<(), OnlyByInheritance> {
    let message = value.pickled();
    let refused = message.as_ref().err().copied();
    messages.put(message.ok());
    refused.map_or(Ok(()), Err)
}
// ANCHOR_END: send

// ANCHOR: sent
/// Starts a worker, sends it the lock, and adds one beside it. Returns the total.
///
/// # Errors
///
/// If the lock cannot be sent.
pub fn total_with_sent<L>(lock: &L) -> Result<u32, OnlyByInheritance>
where
    L: Cross + Deref<Target = Lock>,
{
    let value = Handle::new(RawValue::new(0).named("value"));
    let messages = Handle::new(Queue::new().named("messages"));
    let worker = start(
        &(value.inherited(), messages.inherited()),
        |(value, messages)| {
            if let Some::<L>(lock) = messages.get() {
                adds(&value, &lock);
            }
        },
    );
    let sent = send(&messages, lock);
    if sent.is_ok() {
        adds(&value, lock);
    }
    worker.join().unwrap();
    sent.map(|()| value.get())
}
// ANCHOR_END: sent
