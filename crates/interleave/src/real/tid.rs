//! The number of the calling thread, without asking the kernel each time.
#![allow(
    unsafe_code,
    reason = "a child that is forked must forget the number that its parent had"
)]

use std::cell::Cell;
use std::sync::Once;

thread_local! {
    /// The number of this thread, or zero as long as nobody has asked for it.
    static KNOWN: Cell<u32> = const { Cell::new(0) };
}

/// A number that no other thread of any process has at this moment, and that is not zero:
/// what the kernel calls a thread ID. A child that is forked has another one than its
/// parent.
///
/// The kernel is asked once a thread, and again in a child. A child that is made past the
/// C library, by the system call itself, would have the number of its parent.
#[inline]
#[must_use]
pub fn tid() -> u32 {
    match KNOWN.get() {
        0 => ask(),
        known => known,
    }
}

#[cold]
fn ask() -> u32 {
    static FORGETS: Once = Once::new();
    FORGETS.call_once(|| {
        // SAFETY: the handler sets a number of the calling thread, and does nothing that is
        // forbidden after a fork.
        let failed = unsafe { libc::pthread_atfork(None, None, Some(forget)) };
        assert_eq!(failed, 0, "there is memory for a handler");
    });
    let tid = rustix::thread::gettid()
        .as_raw_nonzero()
        .get()
        .unsigned_abs();
    KNOWN.set(tid);
    tid
}

extern "C" fn forget() {
    KNOWN.set(0);
}
