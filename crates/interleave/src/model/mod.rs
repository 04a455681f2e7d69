//! The instrumented primitives of the model worlds, written once for both.
//!
//! A primitive does three things around each operation. Before it, it *declares*
//! the operation its process is about to do: on which object, and what. Then it
//! lets the back end switch processes and perform the operation. After it, it
//! *records* what happened, on which line of the program.
//!
//! The declaration is what makes reduction possible: a scheduler that knows what
//! every process will do next knows which of them cannot disturb each other. What
//! an operation needs, touches and changes is written down once, as data, in
//! [`state`] and [`op`].

pub(crate) mod atomic;
pub(crate) mod barrier;
pub(crate) mod cell;
pub(crate) mod clock;
pub(crate) mod condvar;
pub(crate) mod execution;
pub(crate) mod footprint;
pub(crate) mod futex;
pub(crate) mod mpsc;
pub(crate) mod mutex;
pub(crate) mod op;
pub(crate) mod panics;
mod queue;
pub(crate) mod rwlock;
mod scope;
mod spin;
pub(crate) mod state;
pub(crate) mod thread;
pub(crate) mod told;
mod waits;

use std::panic::Location;

use crate::step::{Action, Kind, Object, Process};
use execution::Execution;
use op::Op;
use state::{Answer, Verb};

/// What a checker provides: processes that take turns, and blocking.
#[doc(hidden)]
pub trait Back: Sized + 'static {
    /// Whether processes that spin wait for a change. If not, the checker has its
    /// own way with them.
    const WATCHES_LOOPS: bool;

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

    /// Lets the others run before a declared operation, unless the checker's own
    /// operations do.
    fn switch() {}

    /// Does an operation on an object as soon as it can be done. `step` returns
    /// nothing when it cannot.
    #[doc(hidden)]
    fn pass(object: usize, step: &mut dyn FnMut() -> bool);

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
    /// Takes the lock, as soon as it is free.
    fn lock(&self);
    /// Gives the lock back. A process that unwinds a panic says so.
    fn unlock(&self, unwinding: bool);
}

/// Memory whose accesses are watched, as a back end has it.
#[doc(hidden)]
pub trait RawCell<T> {
    /// A cell that holds this.
    fn new(value: T) -> Self;
    /// Reads.
    fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R;
    /// Writes.
    fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R;
}

/// Declares an operation, lets the back end perform it, and records it.
pub(crate) fn act<B: Back, R>(
    op: Op,
    place: &'static Location<'static>,
    run: impl FnOnce(Process, Op) -> R,
    action: impl FnOnce(&R) -> Action,
) -> R {
    let me = B::me();
    let op = execution::intend(me, op, place);
    B::switch();
    let result = run(me, op);
    execution::acted(me, action(&result), op, place);
    result
}

/// Does an operation that is all in its object's state, as soon as it can be done.
pub(crate) fn step<B: Back>(
    op: Op,
    place: &'static Location<'static>,
    action: impl FnOnce(Answer) -> Action,
) -> Answer {
    act::<B, _>(op, place, pass::<B>, |&answer| action(answer))
}

/// Waits until an operation can be done, and does it.
pub(crate) fn pass<B: Back>(me: Process, op: Op) -> Answer {
    let gate = match op.verb {
        // A channel and its senders have one gate.
        Verb::AddSender | Verb::DropSender => op.object - 1,
        _ => op.object,
    };
    let mut answer = Answer::Done;
    B::pass(gate, &mut || match execution::attempt(me, op) {
        Some(done) => {
            answer = done;
            true
        }
        None => false,
    });
    answer
}

/// How a wait can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// By a wake-up only.
    Endless,
    /// At any time: there are no clocks in a model.
    Limited,
}

/// Waits to be woken at an object. Returns whether it was, and neither went on for no
/// reason nor gave up.
pub(crate) fn wait_for_wake<B: Back>(
    object: usize,
    patience: Patience,
    place: &'static Location<'static>,
) -> bool {
    let verb = match patience {
        Patience::Endless => Verb::Wake,
        Patience::Limited => Verb::WakeOrLeave,
    };
    let mut by = None;
    let answer = act::<B, _>(
        Op::new(object, verb),
        place,
        |me, op| {
            let mut answer = Answer::Done;
            B::pass(op.object, &mut || {
                by = execution::with(|execution| execution.woken_by(me));
                match execution::attempt(me, op) {
                    Some(done) => {
                        answer = done;
                        true
                    }
                    None => false,
                }
            });
            (answer, by)
        },
        |&(answer, by)| match (answer, patience) {
            (Answer::Refused, Patience::Limited) => Action::GiveUp,
            _ => Action::Wake {
                by,
                spurious: answer == Answer::Refused,
            },
        },
    );
    answer.0 == Answer::Done
}

/// An object that witnesses can call by a name.
pub trait Named {
    #[doc(hidden)]
    fn object(&self) -> usize;
}

/// Gives a shared object the name that witnesses call it by. Of several objects with
/// one name, the later ones get a number.
///
/// In the real world this does nothing.
pub fn name<T: Named + ?Sized>(object: &T, name: &'static str) {
    execution::with(|execution| {
        let index = execution.index(object.object());
        let name = execution.free_name(index, name);
        execution.objects[index].name = name.clone();
        if let Some(senders) = senders(execution, index) {
            senders.name = format!("senders of {name}").into();
        }
    });
}

/// The count of the senders, if this is a channel: it is made just after it.
fn senders(execution: &mut Execution, index: usize) -> Option<&mut Object> {
    let next = execution.objects.get_mut(index + 1)?;
    (next.kind == Kind::Senders).then_some(next)
}

/// Says that an object is the inside of something that people know by its name, as the
/// word of a lock is. A witness then shows who takes it and who gives it back, as
/// `enter` and `leave` say, and not the steps by which they do so. Of a channel it shows
/// nothing: what the messages were for is shown where `tell` says so.
///
/// The schedule has all of the steps. In the real world this does nothing.
pub fn fold<T: Named + ?Sized>(object: &T) {
    execution::with(|execution| {
        let index = execution.index(object.object());
        execution.objects[index].folded = true;
        if let Some(senders) = senders(execution, index) {
            senders.folded = true;
        }
    });
}

/// Says that the calling process now holds what this object grants: that it is
/// inside a lock built from the object, say. A witness shows who was inside with
/// whom.
///
/// It is no step of the schedule, and in the real world it does nothing.
#[track_caller]
pub(crate) fn enter<B: Back, T: Named + ?Sized>(object: &T) {
    mark::<B>(object.object(), Action::Enter, Location::caller());
}

/// Says that the calling process holds it no more. To be called just before or
/// just after the operation that lets the next one in.
#[track_caller]
pub(crate) fn leave<B: Back, T: Named + ?Sized>(object: &T) {
    mark::<B>(object.object(), Action::Leave, Location::caller());
}

fn mark<B: Back>(object: usize, action: Action, place: &'static Location<'static>) {
    execution::stop_if_abandoned();
    execution::mark(B::me(), action, object, place);
}

/// Lets the steps of a function count as taken at this line: that of the caller who is not
/// on the stack any more, when a guard is dropped.
pub(crate) fn at<B: Back, R>(place: &'static Location<'static>, run: impl FnOnce() -> R) -> R {
    let me = B::me();
    let before = execution::takes_place(me, Some(place));
    let done = run();
    execution::takes_place(me, before);
    done
}

/// Makes the modules of a world that are the same over every back end.
macro_rules! facade {
    ($back:ty) => {
        pub use std::sync::Arc;
        pub use $crate::model::{Named, fold, name};

        /// A lock with data inside.
        pub type Mutex<T> = $crate::model::mutex::Mutex<T, $back>;
        /// The right to use the data of a [`Mutex`].
        pub type MutexGuard<'a, T> = $crate::model::mutex::MutexGuard<'a, T, $back>;
        /// A lock with data inside, which many may hold to read.
        pub type RwLock<T> = $crate::model::rwlock::RwLock<T, $back>;
        /// The right to read the data of a [`RwLock`].
        pub type RwLockReadGuard<'a, T> = $crate::model::rwlock::ReadGuard<'a, T, $back>;
        /// The right to use the data of a [`RwLock`].
        pub type RwLockWriteGuard<'a, T> = $crate::model::rwlock::WriteGuard<'a, T, $back>;
        /// A condition variable.
        pub type Condvar = $crate::model::condvar::Condvar<$back>;
        /// A barrier.
        pub type Barrier = $crate::model::barrier::Barrier<$back>;
        pub use $crate::model::barrier::BarrierWaitResult;

        /// Says that the calling process now holds what this object grants: that it
        /// is inside a lock built from the object, say. A witness shows who was
        /// inside with whom. It is no step of the schedule, and in the real world it
        /// does nothing.
        #[track_caller]
        pub fn enter<T: Named + ?Sized>(object: &T) {
            $crate::model::enter::<$back, T>(object);
        }

        /// Says that the calling process holds it no more. To be called just before or
        /// just after the operation that lets the next one in.
        #[track_caller]
        pub fn leave<T: Named + ?Sized>(object: &T) {
            $crate::model::leave::<$back, T>(object);
        }

        /// Lets the steps of a function count as taken at this line: where a guard was
        /// made, say, when it is dropped. In the real world it only calls the function.
        pub fn at<R>(place: &'static std::panic::Location<'static>, run: impl FnOnce() -> R) -> R {
            $crate::model::at::<$back, R>(place, run)
        }

        pub use $crate::Effect;
        pub use $crate::model::told::{Remote, Who};

        /// This process, at this line: for a message that asks another one for something.
        #[must_use]
        #[track_caller]
        pub fn who() -> Who {
            $crate::model::told::who::<$back>()
        }

        /// Says in words what the calling process has just done for another one, to an
        /// object that it keeps, and what that did to the object. A witness shows it as a
        /// row of the process that asked. It is no step of the schedule; in the real world
        /// it does nothing, and makes no words.
        pub fn tell(who: Who, object: &Remote, effect: Effect, words: impl FnOnce() -> String) {
            $crate::model::told::tell::<$back>(who, object, effect, words);
        }

        /// Plain memory that several processes may reach.
        pub mod cell {
            /// Plain memory, its accesses made visible.
            pub type UnsafeCell<T> = $crate::model::cell::UnsafeCell<T, $back>;
        }

        /// Channels.
        pub mod mpsc {
            pub use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};
            use $crate::model::mpsc as model;

            /// Puts messages into a channel that has room for any number.
            pub type Sender<T> = model::Sender<T, $back>;
            /// Puts messages into a channel that has room for some.
            pub type SyncSender<T> = model::SyncSender<T, $back>;
            /// Takes messages out of a channel.
            pub type Receiver<T> = model::Receiver<T, $back>;

            /// A channel with room for any number of messages.
            #[must_use]
            #[track_caller]
            pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
                model::channel()
            }

            /// A channel with room for so many messages. With room for none, a sender
            /// waits until its message is taken.
            #[must_use]
            #[track_caller]
            pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
                model::sync_channel(bound)
            }
        }

        /// Waiting in the kernel until an atomic changes.
        pub mod futex {
            use super::atomic::AtomicU32;

            /// Waits until somebody calls [`wake`] on the atomic, if it has this value.
            /// Comparing and beginning to wait are one step. Returns at once if it has
            /// another value, and may return for no reason.
            #[track_caller]
            pub fn wait(atomic: &AtomicU32, expected: u32) {
                $crate::model::futex::wait(atomic, expected);
            }

            /// As [`wait`], but no longer than until the deadline. In a model it may
            /// pass at any moment. Returns whether it has not: if it has not, the
            /// caller looks again.
            #[track_caller]
            pub fn wait_until(
                atomic: &AtomicU32,
                expected: u32,
                _deadline: super::time::Deadline,
            ) -> bool {
                $crate::model::futex::wait_until(atomic, expected)
            }

            /// Wakes up to so many of the processes that wait at the atomic, whichever.
            /// Returns how many.
            #[track_caller]
            pub fn wake(atomic: &AtomicU32, count: usize) -> usize {
                $crate::model::futex::wake(atomic, count)
            }
        }

        /// When to stop waiting.
        pub mod time {
            pub use $crate::model::futex::Deadline;
        }

        /// Processes.
        pub mod thread {
            use $crate::model::thread as model;
            pub use $crate::model::thread::ThreadId;

            /// A process that was spawned.
            pub type JoinHandle<T> = model::JoinHandle<T, $back>;
            /// A process that was spawned in a [`scope`].
            pub type ScopedJoinHandle<'scope, T> = model::ScopedJoinHandle<'scope, T, $back>;
            /// Where processes that borrow are spawned.
            pub type Scope<'scope, 'env> = model::Scope<'scope, 'env, $back>;
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

            /// Runs a body that spawns processes which borrow from it, and waits for
            /// all of them.
            ///
            /// # Panics
            ///
            /// If a process panicked whose handle was not joined, as in the standard
            /// library.
            #[track_caller]
            pub fn scope<'env, F, T>(body: F) -> T
            where
                F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
            {
                model::scope(body)
            }

            /// Who the calling process is.
            #[must_use]
            pub fn current() -> Thread {
                model::current()
            }

            /// A number that no other thread of any process has at this moment, and
            /// that is not zero: what the kernel calls a thread ID. A child that is
            /// forked has another one than its parent.
            #[must_use]
            pub fn tid() -> u32 {
                model::tid::<$back>()
            }

            /// Waits until somebody calls `unpark` on the calling process, or has
            /// called it since it last parked.
            ///
            /// # Synchronization
            ///
            /// The `unpark` happens before `park` returns.
            #[track_caller]
            pub fn park() {
                model::park::<$back>();
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
