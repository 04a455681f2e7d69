//! loom as a back end.
//!
//! loom ends the whole test at the first deadlock. So deadlocks are seen here
//! before loom sees them: when the process that is about to wait, or that ends,
//! leaves nobody who can go on. Then the execution is given up in good order:
//! everyone who waits is woken, and every process ends at its next operation. To
//! loom it is an execution like any other, and it goes on to the next.
//!
//! loom's own `RwLock`, channels and barriers are not used: they lack operations,
//! or miss executions. Every primitive but the mutex is built here from one mutex
//! and one condition variable of loom's for each object, its *gate*. An operation
//! takes the gate, looks whether it can be done, and waits if not.
#![allow(
    unsafe_code,
    reason = "a guard is kept beside the lock that it borrows"
)]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::PoisonError;

use crate::model::execution;
use crate::model::{Back, RawCell, RawMutex};
use crate::outcome::Wait;
use crate::step::Process;

/// loom as a back end.
#[doc(hidden)]
#[derive(Debug)]
pub struct Loom;

thread_local! {
    /// The locks of the execution, by object.
    static LOCKS: RefCell<Vec<Option<Held>>> = const { RefCell::new(Vec::new()) };
    /// The gates of the execution, by object.
    static GATES: RefCell<Vec<Option<Rc<Gate>>>> = const { RefCell::new(Vec::new()) };
    /// The guards of locks that a process gave back while it unwound. loom's lock
    /// would be poisoned if they were dropped there.
    static GIVEN_BACK: RefCell<Vec<Guard>> = const { RefCell::new(Vec::new()) };
    /// The deadlock for which the execution was given up.
    static DEADLOCK: RefCell<Option<Vec<Wait>>> = const { RefCell::new(None) };
}

/// The guard of a lock, which the same entry of `LOCKS` keeps alive.
type Guard = ::loom::sync::MutexGuard<'static, ()>;

/// A lock, and its guard while someone holds it.
///
/// The fields are dropped in this order: the guard before what it borrows.
struct Held {
    guard: Option<Guard>,
    mutex: Rc<::loom::sync::Mutex<()>>,
}

/// Where the operations on an object take turns, and wait.
struct Gate {
    mutex: ::loom::sync::Mutex<()>,
    changed: ::loom::sync::Condvar,
    waiting: std::cell::Cell<usize>,
}

/// Forgets the locks of the last execution.
pub(super) fn begin() {
    let guards = LOCKS.take().into_iter().flatten().map(|held| held.guard);
    for guard in guards.flatten().chain(GIVEN_BACK.take()) {
        #[allow(
            clippy::mem_forget,
            reason = "a guard that the program leaked must not be released into another execution"
        )]
        std::mem::forget(guard);
    }
    GATES.take();
    DEADLOCK.set(None);
}

/// The deadlock for which the execution was given up, if it was.
pub(super) fn deadlock() -> Option<Vec<Wait>> {
    DEADLOCK.take()
}

/// Gives the execution up if nobody can go on. The caller may have its turn at a gate.
fn give_up_if_deadlocked(turn_at: Option<&Rc<Gate>>) {
    let waits = execution::with(|execution| {
        let deadlocked = !execution.is_abandoned() && execution.is_deadlocked();
        deadlocked.then(|| {
            execution.abandon();
            execution.waits()
        })
    });
    if let Some(waits) = waits {
        let me = Loom::me();
        DEADLOCK.set(Some(waits));
        let guards: Vec<_> = LOCKS.with_borrow_mut(|locks| {
            locks
                .iter_mut()
                .flatten()
                .map(|held| held.guard.take())
                .collect()
        });
        drop(guards);
        let gates: Vec<Rc<Gate>> =
            GATES.with_borrow(|gates| gates.iter().flatten().map(Rc::clone).collect());
        for gate in gates.iter().filter(|gate| gate.waiting.get() > 0) {
            // Who says that it waits may be about to, still: it has its turn until it does.
            let is_mine = turn_at.is_some_and(|mine| Rc::ptr_eq(mine, gate));
            let _turn = (!is_mine).then(|| {
                let turn = gate.mutex.lock().unwrap_or_else(PoisonError::into_inner);
                execution::goes_on(me);
                turn
            });
            gate.changed.notify_all();
            execution::goes_on(me);
        }
    }
}

impl Back for Loom {
    // loom lets a process that yields run again only when others have.
    const WATCHES_LOOPS: bool = false;

    type Handle<T: 'static> = ::loom::thread::JoinHandle<T>;
    type RawMutex = Lock;
    type RawCell<T> = ::loom::cell::UnsafeCell<T>;

    fn me() -> Process {
        execution::current().expect("a process of loom's runs inside an exploration")
    }

    fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Self::Handle<T> {
        ::loom::thread::spawn(body)
    }

    fn join<T: 'static>(handle: Self::Handle<T>) -> T {
        handle
            .join()
            .expect("the facade catches every panic of a process")
    }

    fn let_go<T: 'static>(handle: Self::Handle<T>) {
        // loom waits for every process anyway.
        drop(handle);
    }

    fn yield_now() {
        ::loom::thread::yield_now();
    }

    fn before_waiting() {
        give_up_if_deadlocked(None);
        execution::stop_if_abandoned();
    }

    fn unwound() {
        drop(GIVEN_BACK.take());
    }

    fn process_ended() {
        // The process itself is done: it has nothing left to stop.
        give_up_if_deadlocked(None);
    }

    fn pass(object: usize, step: &mut dyn FnMut() -> bool) {
        let is_mutex = LOCKS.with_borrow(|locks| locks.get(object).is_some_and(Option::is_some));
        if is_mutex {
            // It has been taken already, and keeps the others out.
            step();
            return;
        }
        let gate = GATES.with_borrow_mut(|gates| {
            if gates.len() <= object {
                gates.resize_with(object + 1, || None);
            }
            Rc::clone(gates[object].get_or_insert_with(|| {
                Rc::new(Gate {
                    mutex: ::loom::sync::Mutex::new(()),
                    changed: ::loom::sync::Condvar::new(),
                    waiting: std::cell::Cell::new(0),
                })
            }))
        });
        let is_abandoned = || execution::with(|execution| execution.is_abandoned());
        if is_abandoned() {
            // Only destructors come here still, and nothing depends on what they do.
            execution::stop_if_abandoned();
            return;
        }
        let me = Loom::me();
        let mut turn = gate.mutex.lock().unwrap_or_else(PoisonError::into_inner);
        execution::goes_on(me);
        loop {
            if is_abandoned() {
                // Given back before the process unwinds, or the gate would be poisoned.
                drop(turn);
                execution::stop_if_abandoned();
                return;
            }
            if step() {
                break;
            }
            give_up_if_deadlocked(Some(&gate));
            if is_abandoned() {
                continue;
            }
            gate.waiting.set(gate.waiting.get() + 1);
            turn = gate
                .changed
                .wait(turn)
                .unwrap_or_else(PoisonError::into_inner);
            gate.waiting.set(gate.waiting.get() - 1);
            // Whoever ran meanwhile said so.
            execution::goes_on(me);
        }
        if gate.waiting.get() > 0 {
            gate.changed.notify_all();
            execution::goes_on(me);
        }
        drop(turn);
    }
}

/// A lock, from loom's mutex.
#[doc(hidden)]
#[derive(Debug)]
pub struct Lock(usize);

impl RawMutex for Lock {
    fn new(object: usize) -> Lock {
        let object = execution::with(|execution| execution.index(object));
        LOCKS.with_borrow_mut(|locks| {
            if locks.len() <= object {
                locks.resize_with(object + 1, || None);
            }
            let mutex = Rc::new(::loom::sync::Mutex::new(()));
            locks[object] = Some(Held { guard: None, mutex });
        });
        Lock(object)
    }

    fn lock(&self) {
        give_up_if_deadlocked(None);
        execution::stop_if_abandoned();
        let mutex = LOCKS.with_borrow(|locks| {
            let held = locks[self.0]
                .as_ref()
                .expect("the lock was made in this execution");
            Rc::clone(&held.mutex)
        });
        let me = Loom::me();
        let guard = mutex.lock().expect("loom's own data is never poisoned");
        execution::goes_on(me);
        if execution::with(|execution| execution.is_abandoned()) {
            // Taken only because it was freed to give the execution up.
            return;
        }
        // SAFETY: the guard borrows the mutex that the same entry of `LOCKS`
        // keeps alive, and the entry drops the guard first.
        let guard: Guard = unsafe { std::mem::transmute(guard) };
        LOCKS.with_borrow_mut(|locks| {
            let held = locks[self.0]
                .as_mut()
                .expect("the lock was made in this execution");
            held.guard = Some(guard);
        });
    }

    fn unlock(&self, unwinding: bool) {
        // A release is no switch point of loom's, and needs none as long as
        // nobody can ask for a lock without waiting for it.
        let guard = LOCKS.with_borrow_mut(|locks| {
            let held = locks[self.0]
                .as_mut()
                .expect("the lock was made in this execution");
            held.guard.take()
        });
        GIVEN_BACK.with_borrow_mut(|all| all.extend(guard));
        if !unwinding {
            Loom::unwound();
        }
    }
}

impl<T> RawCell<T> for ::loom::cell::UnsafeCell<T> {
    fn new(value: T) -> Self {
        ::loom::cell::UnsafeCell::new(value)
    }

    fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        ::loom::cell::UnsafeCell::with(self, f)
    }

    fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        ::loom::cell::UnsafeCell::with_mut(self, f)
    }
}
