//! The facade of the real world: plain re-exports, at no cost.

pub use std::sync::{
    Arc, Barrier, BarrierWaitResult, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard,
    RwLockWriteGuard,
};

/// Atomics.
pub mod atomic {
    pub use std::sync::atomic::{
        AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
        AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
    };
}

/// Threads.
pub mod thread {
    pub use std::thread::{
        JoinHandle, Scope, ScopedJoinHandle, Thread, ThreadId, current, park, scope, spawn,
        yield_now,
    };

    #[cfg(target_os = "linux")]
    pub use crate::real::tid::tid;
}

/// Channels.
pub mod mpsc {
    pub use std::sync::mpsc::{
        Receiver, RecvError, SendError, Sender, SyncSender, TryRecvError, TrySendError, channel,
        sync_channel,
    };
}

/// Waiting in the kernel until an atomic changes.
#[cfg(target_os = "linux")]
pub mod futex {
    pub use crate::real::futex::{wait, wait_until, wake};
}

/// When to stop waiting.
#[cfg(target_os = "linux")]
pub mod time {
    pub use crate::real::futex::Deadline;
}

/// Hints to the processor.
pub mod hint {
    pub use std::hint::spin_loop;
}

/// Plain memory that several threads may reach.
pub mod cell {
    /// Plain memory, with its accesses made visible as in the model worlds.
    #[derive(Debug, Default)]
    #[repr(transparent)]
    pub struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        /// A cell that holds this.
        pub const fn new(value: T) -> UnsafeCell<T> {
            UnsafeCell(std::cell::UnsafeCell::new(value))
        }

        /// Reads what is inside, through a pointer that is good for the call.
        #[inline]
        pub fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
            f(self.0.get())
        }

        /// Writes what is inside, through a pointer that is good for the call.
        #[inline]
        pub fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
            f(self.0.get())
        }
    }
}

/// Gives a shared object the name that witnesses call it by. Here nobody
/// watches, so it does nothing.
#[inline]
pub fn name<T: ?Sized>(_object: &T, _name: &'static str) {}

/// Lets the steps of a function count as taken at this line. Here nobody watches, so it
/// only calls the function.
#[inline]
pub fn at<R>(_place: &'static std::panic::Location<'static>, run: impl FnOnce() -> R) -> R {
    run()
}

/// Says that an object is the inside of something that people know by its name. Here
/// nobody watches, so it does nothing.
#[inline]
pub fn fold<T: ?Sized>(_object: &T) {}

/// Says that the calling process now holds what this object grants. Here nobody
/// watches, so it does nothing.
#[inline]
pub fn enter<T: ?Sized>(_object: &T) {}

/// Says that the calling process holds it no more. Here nobody watches, so it does
/// nothing.
#[inline]
pub fn leave<T: ?Sized>(_object: &T) {}

pub use crate::Effect;

/// A process, and the line on which it asks for something. Here nobody watches, so it is
/// the line alone.
#[derive(Clone, Copy, Debug)]
pub struct Who(&'static std::panic::Location<'static>);

impl Who {
    /// The line.
    #[must_use]
    #[inline]
    pub fn place(self) -> &'static std::panic::Location<'static> {
        self.0
    }
}

/// An object that a process keeps, and others know by its name. Here nobody watches, so it
/// is nothing.
#[derive(Debug)]
pub struct Remote(());

impl Remote {
    /// An object of this name.
    #[must_use]
    #[inline]
    pub fn new(_called: &'static str) -> Remote {
        Remote(())
    }
}

/// This process, at this line: for a message that asks another one for something.
#[must_use]
#[inline]
#[track_caller]
pub fn who() -> Who {
    Who(std::panic::Location::caller())
}

/// Says in words what the calling process has just done for another one. Here nobody
/// watches, so it does nothing, and makes no words.
#[inline]
pub fn tell(_who: Who, _object: &Remote, _effect: Effect, _words: impl FnOnce() -> String) {}
