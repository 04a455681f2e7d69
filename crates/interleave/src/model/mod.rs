//! The instrumented primitives of the model worlds, written once for both.
//!
//! A primitive does three things around each operation. Before it, it *declares*
//! the operation its process is about to do: on which object, whether it may
//! write, whether it must wait for a lock. Then it lets the back end switch
//! processes and perform the operation. After it, it *records* what happened, on
//! which line of the program.
//!
//! The declaration is what makes reduction possible: a scheduler that knows what
//! every process will do next knows which of them cannot disturb each other.

pub(crate) mod atomic;
pub(crate) mod cell;
pub(crate) mod execution;
pub(crate) mod mutex;
pub(crate) mod panics;
pub(crate) mod thread;

use std::borrow::Cow;
use std::panic::Location;

use crate::step::{Action, Process};
use execution::{Op, Pending};

/// What a checker provides: processes that take turns, and blocking.
#[doc(hidden)]
pub trait Back: Sized + 'static {
    /// The process that runs now.
    fn me() -> Process;

    /// A handle to a process of this back end.
    type Handle<T: 'static>;

    /// Starts a process.
    fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Self::Handle<T>;

    /// Waits for a process to end. The body never panics.
    fn join<T: 'static>(handle: Self::Handle<T>) -> T;

    /// Takes a handle that the program dropped. The process goes on.
    fn let_go<T: 'static>(handle: Self::Handle<T>);

    /// Called before a process waits for another to end.
    fn before_waiting() {}

    /// Called when a process has unwound a panic.
    fn unwound() {}

    /// Called when a process has ended.
    fn process_ended() {}

    /// Lets the others run, for a process that cannot go on by itself.
    fn yield_now();

    /// A lock without data.
    type RawMutex: RawMutex;

    /// Memory whose accesses are watched.
    type RawCell<T>: RawCell<T>;
}

/// A lock without data, as a back end has it.
#[doc(hidden)]
pub trait RawMutex: Send + Sync {
    /// A free lock, for the object of this number.
    fn new(object: usize) -> Self;
    /// Takes the lock; other processes may run before it does.
    fn lock(&self);
    /// Gives the lock back; other processes may run before it does, except under
    /// loom, where a release is no switch point.
    fn unlock(&self);
    /// Gives the lock back at once.
    fn release(&self);
}

/// Memory whose accesses are watched, as a back end has it.
#[doc(hidden)]
pub trait RawCell<T> {
    /// A cell that holds this.
    fn new(value: T) -> Self;
    /// Reads; other processes may run before it does.
    fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R;
    /// Writes; other processes may run before it does.
    fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R;
}

/// Declares an operation, lets the back end perform it, and records it.
pub(crate) fn act<B: Back, R>(
    op: Op,
    place: &'static Location<'static>,
    run: impl FnOnce() -> R,
    action: impl FnOnce(&R) -> Action,
) -> R {
    let me = B::me();
    execution::stop_if_abandoned();
    let object = execution::with(|execution| execution.index(op.object));
    let op = Op { object, ..op };
    execution::declare(me, Pending::Op(op), place);
    let result = run();
    execution::run(me);
    execution::stop_if_abandoned();
    execution::record(me, action(&result), Some(object), place);
    result
}

/// An object that witnesses can call by a name.
pub trait Named {
    #[doc(hidden)]
    fn object(&self) -> usize;
}

/// Gives a shared object the name that witnesses call it by.
///
/// In the real world this does nothing.
pub fn name<T: Named + ?Sized>(object: &T, name: &'static str) {
    execution::with(|execution| {
        let index = execution.index(object.object());
        execution.objects[index].name = Cow::Borrowed(name);
    });
}

/// Makes the modules `cell`, `thread` and `hint` of a world, and its lock: they
/// are the same over every back end.
macro_rules! facade {
    ($back:ty) => {
        pub use std::sync::Arc;
        pub use $crate::model::{Named, name};

        /// A lock with data inside.
        pub type Mutex<T> = $crate::model::mutex::Mutex<T, $back>;
        /// The right to use the data of a [`Mutex`].
        pub type MutexGuard<'a, T> = $crate::model::mutex::MutexGuard<'a, T, $back>;

        /// Plain memory that several processes may reach.
        pub mod cell {
            /// Plain memory, its accesses made visible.
            pub type UnsafeCell<T> = $crate::model::cell::UnsafeCell<T, $back>;
        }

        /// Processes.
        pub mod thread {
            use $crate::model::thread as model;
            pub use $crate::model::thread::ThreadId;

            /// A process that was spawned.
            pub type JoinHandle<T> = model::JoinHandle<T, $back>;
            /// Who a process is.
            pub type Thread = model::Thread<$back>;

            /// Starts a process.
            ///
            /// # Synchronization
            ///
            /// What `main` did before happens before the first step of the child.
            ///
            /// # Panics
            ///
            /// If another process than `main` calls it, or if there are more than
            /// 26 processes beside `main`; loom has room for four.
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
                model::yield_now::<$back>();
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
    };
}

pub(crate) use facade;
