//! shuttle as a back end.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use crate::model::{Back, RawCell, RawMutex, execution};
use crate::step::Process;

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
