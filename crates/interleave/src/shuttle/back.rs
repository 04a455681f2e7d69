//! shuttle as a back end.

use std::time::Duration;

use crate::model::mutex::Free;
use crate::model::{Back, RawCell, execution};
use crate::step::Process;

/// shuttle as a back end.
///
/// All state is in the execution, and the driver lets a process go on only when
/// its next operation can be done. So nothing ever waits inside shuttle.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shuttle;

impl Back for Shuttle {
    const WATCHES_LOOPS: bool = true;

    type Handle<T: 'static> = ::shuttle::thread::JoinHandle<T>;
    type RawMutex = Free;
    type RawCell<T> = Memory<T>;

    fn me() -> Process {
        // The driver says who goes on whenever shuttle asks.
        execution::current().unwrap_or(Process::MAIN)
    }

    fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Self::Handle<T> {
        ::shuttle::thread::spawn(body)
    }

    fn join<T: 'static>(handle: Self::Handle<T>) -> T {
        // Where everyone waits inside shuttle, shuttle takes it for a failed test.
        // So the process that closes a circle of joins waits here, where the
        // driver sees it and never goes on with it.
        while execution::with(|execution| execution.joins_in_a_circle(Self::me())) {
            Self::switch();
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

    fn switch() {
        if !super::driver::goes_on() {
            // shuttle has no clock: sleeping is nothing but a switch point, without
            // the loss of priority that yielding has under PCT.
            ::shuttle::thread::sleep(Duration::ZERO);
        }
    }

    fn pass(_object: usize, step: &mut dyn FnMut() -> bool) {
        assert!(step(), "a process was scheduled where it cannot go on");
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
        f(self.0.get())
    }

    fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }
}
