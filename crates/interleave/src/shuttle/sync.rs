//! The facade of the shuttle world.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use crate::model::execution;
use crate::model::{self, Back, RawCell, RawMutex};
use crate::step::Process;

pub use crate::model::{Named, name};
pub use std::sync::Arc;

/// A lock with data inside.
pub type Mutex<T> = model::mutex::Mutex<T, Shuttle>;
/// The right to use the data of a [`Mutex`].
pub type MutexGuard<'a, T> = model::mutex::MutexGuard<'a, T, Shuttle>;

/// Atomics, all orderings run as `SeqCst`.
pub mod atomic {
    crate::model::atomic::atomics! {
        crate::shuttle::sync::Shuttle, shuttle,
        load: |cell, order| cell.load(order), load_bool: |cell, order| cell.load(order),
        store: |cell, value, order| cell.store(value, order),
        AtomicI8 i8; AtomicI16 i16; AtomicI32 i32; AtomicI64 i64; AtomicIsize isize;
        AtomicU8 u8; AtomicU16 u16; AtomicU32 u32; AtomicU64 u64; AtomicUsize usize;
    }
}

/// Plain memory that several processes may reach.
pub mod cell {
    /// Plain memory; each access is one step.
    pub type UnsafeCell<T> = crate::model::cell::UnsafeCell<T, super::Shuttle>;
}

/// Processes.
pub mod thread {
    use super::Shuttle;
    use crate::model::thread as model;
    pub use model::ThreadId;

    /// A process that was spawned.
    pub type JoinHandle<T> = model::JoinHandle<T, Shuttle>;
    /// Who a process is.
    pub type Thread = model::Thread<Shuttle>;

    /// Starts a process.
    #[track_caller]
    pub fn spawn<F, T>(body: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        model::spawn(body)
    }

    /// Who the calling process is.
    #[must_use]
    pub fn current() -> Thread {
        model::current()
    }

    /// Lets the others run.
    #[track_caller]
    pub fn yield_now() {
        model::yield_now::<Shuttle>();
    }
}

/// Hints to the processor.
pub mod hint {
    /// Says that the process waits for another: lets the others run.
    #[track_caller]
    pub fn spin_loop() {
        super::thread::yield_now();
    }
}

/// shuttle as a back end.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shuttle;

/// A point where shuttle may switch to another process.
fn switch_point() {
    // shuttle has no clock: sleeping is nothing but a switch point, without the
    // loss of priority that yielding has under PCT.
    ::shuttle::thread::sleep(Duration::ZERO);
}

impl Back for Shuttle {
    type Handle<T: 'static> = ::shuttle::thread::JoinHandle<T>;
    type RawMutex = Lock;
    type RawCell<T> = Memory<T>;

    fn me() -> Process {
        Process::new(usize::from(::shuttle::current::me()))
    }

    fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Self::Handle<T> {
        ::shuttle::thread::spawn(body)
    }

    fn join<T: 'static>(handle: Self::Handle<T>) -> T {
        // Where everyone waits inside shuttle, shuttle takes it for a failed test.
        // So the process that closes a circle of joins waits here, where the
        // driver sees it and never goes on with it.
        while execution::with(|execution| execution.joins_in_a_circle(Self::me())) {
            switch_point();
        }
        handle
            .join()
            .expect("the facade catches every panic of a process")
    }

    fn let_go<T: 'static>(handle: Self::Handle<T>) {
        // shuttle waits for every process anyway.
        drop(handle);
    }

    fn yield_now() {
        ::shuttle::thread::yield_now();
    }
}

/// A lock.
///
/// It never blocks inside shuttle: the driver schedules a process that waits for
/// a lock only when the lock is free, and sees the deadlock when it never is.
#[doc(hidden)]
#[derive(Debug)]
pub struct Lock(AtomicBool);

impl RawMutex for Lock {
    fn new(_object: usize) -> Lock {
        Lock(AtomicBool::new(false))
    }

    fn lock(&self) {
        switch_point();
        let held = self.0.swap(true, SeqCst);
        assert!(!held, "a process was scheduled into a lock that is held");
    }

    fn unlock(&self) {
        switch_point();
        self.release();
    }

    fn release(&self) {
        self.0.store(false, SeqCst);
    }
}

/// Memory whose accesses are steps of the schedule.
#[doc(hidden)]
#[derive(Debug)]
pub struct Memory<T>(std::cell::UnsafeCell<T>);

impl<T> RawCell<T> for Memory<T> {
    fn new(value: T) -> Memory<T> {
        Memory(std::cell::UnsafeCell::new(value))
    }

    fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        switch_point();
        f(self.0.get())
    }

    fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        switch_point();
        f(self.0.get())
    }
}
