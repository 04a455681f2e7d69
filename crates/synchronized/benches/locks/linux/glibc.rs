//! The locks that C programs share between processes: a mutex and a semaphore.

#![allow(unsafe_code, reason = "glibc's locks are called through pointers")]

use std::cell::UnsafeCell;
use std::ffi::CStr;
use std::mem::MaybeUninit;

use os::{InShared, OsError, Shared};

use super::counter::{Beside, Exclude};

/// What a C function says when it has failed.
fn must_be_zero(code: libc::c_int) {
    assert_eq!(code, 0, "glibc refuses to make a lock");
}

/// A mutex with the attribute `PTHREAD_PROCESS_SHARED`. It exists only in shared memory,
/// where [`Mutex::beside_a_number`] makes it: it must not move afterwards.
pub(crate) struct Mutex(UnsafeCell<libc::pthread_mutex_t>);

impl Mutex {
    pub(crate) fn beside_a_number() -> Result<Shared<Beside<Mutex>>, OsError> {
        let unmade = UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER);
        let shared = Shared::new(Beside::new(Mutex(unmade)))?;
        shared.lock.make();
        Ok(shared)
    }

    /// Makes it, once, before anybody else knows it.
    fn make(&self) {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: the pointer is to memory for attributes, which it writes.
        must_be_zero(unsafe { libc::pthread_mutexattr_init(attributes.as_mut_ptr()) });
        let (to, shared) = (attributes.as_mut_ptr(), libc::PTHREAD_PROCESS_SHARED);
        // SAFETY: the attributes have been initialised.
        must_be_zero(unsafe { libc::pthread_mutexattr_setpshared(to, shared) });
        // SAFETY: the attributes have been initialised, and nobody uses the mutex yet.
        must_be_zero(unsafe { libc::pthread_mutex_init(self.0.get(), attributes.as_ptr()) });
        // SAFETY: the attributes have been initialised, and are not used again.
        must_be_zero(unsafe { libc::pthread_mutexattr_destroy(attributes.as_mut_ptr()) });
    }
}

// SAFETY: a mutex is there for several to use it through one pointer.
unsafe impl Sync for Mutex {}
// SAFETY: it is numbers (its list of robust mutexes stays empty), its futex is not private
// to a process, and glibc changes it by atomic operations or while it is held.
unsafe impl InShared for Mutex {}

impl Exclude for Mutex {
    #[inline(always)]
    fn during(&self, step: impl FnOnce()) {
        // SAFETY: `beside_a_number` has made it where it lies.
        unsafe { libc::pthread_mutex_lock(self.0.get()) };
        step();
        // SAFETY: this thread has just taken it.
        unsafe { libc::pthread_mutex_unlock(self.0.get()) };
    }
}

/// A semaphore for processes, with one permit: what CPython's locks are. It exists only in
/// shared memory, as the mutex does.
pub(crate) struct Semaphore(UnsafeCell<MaybeUninit<libc::sem_t>>);

impl Semaphore {
    pub(crate) fn beside_a_number() -> Result<Shared<Beside<Semaphore>>, OsError> {
        let unmade = UnsafeCell::new(MaybeUninit::uninit());
        let shared = Shared::new(Beside::new(Semaphore(unmade)))?;
        let (between_processes, permits) = (1, 1);
        let place = shared.lock.pointer();
        // SAFETY: the pointer is to memory for a semaphore, which nobody uses yet.
        must_be_zero(unsafe { libc::sem_init(place, between_processes, permits) });
        Ok(shared)
    }

    fn pointer(&self) -> *mut libc::sem_t {
        self.0.get().cast()
    }
}

// SAFETY: a semaphore is there for several to use it through one pointer.
unsafe impl Sync for Semaphore {}
// SAFETY: it is numbers that glibc changes by atomic operations, and its futex is not
// private to a process.
unsafe impl InShared for Semaphore {}

impl Exclude for Semaphore {
    #[inline(always)]
    fn during(&self, step: impl FnOnce()) {
        // SAFETY: `beside_a_number` has made it where it lies.
        unsafe { libc::sem_wait(self.pointer()) };
        step();
        // SAFETY: as above.
        unsafe { libc::sem_post(self.pointer()) };
    }
}

/// Which glibc this is.
pub(crate) fn version() -> String {
    // SAFETY: it may be called at any time.
    let version = unsafe { libc::gnu_get_libc_version() };
    // SAFETY: it is a string that lives as long as the program.
    let version = unsafe { CStr::from_ptr(version) };
    version.to_string_lossy().into_owned()
}
