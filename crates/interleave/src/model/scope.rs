//! `thread::scope` of the model worlds: processes that borrow.
#![allow(
    unsafe_code,
    reason = "the back ends start only processes that borrow nothing"
)]

use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use super::Back;
use super::thread::{JoinHandle, Thread, spawn};

/// Where processes that borrow are spawned, as `std::thread::Scope`.
pub struct Scope<'scope, 'env: 'scope, B: Back> {
    /// The processes that nobody has joined yet.
    running: Mutex<Vec<Option<JoinHandle<(), B>>>>,
    // Neither lifetime may be shortened or lengthened, as in std.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// A process that was spawned in a scope.
pub struct ScopedJoinHandle<'scope, T, B: Back> {
    number: usize,
    running: &'scope Mutex<Vec<Option<JoinHandle<(), B>>>>,
    result: Arc<Mutex<Option<T>>>,
    thread: Thread<B>,
}

impl<'scope, 'env, B: Back> Scope<'scope, 'env, B> {
    /// Starts a process. The scope does not end before it does.
    ///
    /// # Panics
    ///
    /// As `spawn`.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, body: F) -> ScopedJoinHandle<'scope, T, B>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let result = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&result);
        let body: Box<dyn FnOnce() + Send + 'scope> = Box::new(move || {
            let value = body();
            *lock(&slot) = Some(value);
        });
        // SAFETY: only the lifetime changes, and `scope` returns or unwinds no
        // earlier than the process has ended and dropped the body.
        let body: Box<dyn FnOnce() + Send + 'static> = unsafe { std::mem::transmute(body) };
        let handle = spawn::<B, _, _>(body);
        let thread = handle.thread().clone();
        let mut running = lock(&self.running);
        running.push(Some(handle));
        ScopedJoinHandle {
            number: running.len() - 1,
            running: &self.running,
            result,
            thread,
        }
    }
}

impl<T, B: Back> ScopedJoinHandle<'_, T, B> {
    /// Waits for the process to end.
    ///
    /// # Errors
    ///
    /// If the process panicked: its payload.
    ///
    /// # Panics
    ///
    /// Never: a handle is joined at most once.
    #[track_caller]
    pub fn join(self) -> std::thread::Result<T> {
        let handle = lock(self.running)[self.number].take();
        handle.expect("a handle is joined at most once").join()?;
        let value = lock(&self.result).take();
        Ok(value.expect("a process that did not panic has a result"))
    }

    /// Who the process is.
    #[must_use]
    pub fn thread(&self) -> &Thread<B> {
        &self.thread
    }
}

/// Runs a body that spawns processes which borrow from it, and waits for all.
#[track_caller]
pub(crate) fn scope<'env, B: Back, F, T>(body: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env, B>) -> T,
{
    let scope = Scope {
        running: Mutex::new(Vec::new()),
        scope: PhantomData,
        env: PhantomData,
    };
    // Not unwinding, the processes can be waited for as always.
    let result = catch_unwind(AssertUnwindSafe(|| body(&scope)));
    let mut panicked = false;
    let mut number = 0;
    loop {
        let Some(slot) = lock(&scope.running).get_mut(number).map(Option::take) else {
            break;
        };
        number += 1;
        panicked |= slot.is_some_and(|handle| handle.join().is_err());
    }
    match result {
        Err(payload) => resume_unwind(payload),
        Ok(_) if panicked => panic!("a scoped thread panicked"),
        Ok(value) => value,
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B: Back> fmt::Debug for Scope<'_, '_, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl<T, B: Back> fmt::Debug for ScopedJoinHandle<'_, T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScopedJoinHandle")
            .field(&self.thread)
            .finish()
    }
}
