//! One value that a parent and all its forked children use together.

#![allow(
    unsafe_code,
    reason = "a mapping is raw memory until a value lives in it"
)]

use std::{fmt, mem, ops::Deref, ptr};

use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};

use crate::{InShared, OsError};

/// The least page size of any Linux system, in bytes: mappings are aligned to it.
const PAGE_BYTES: usize = 4096;

/// One `T` in an anonymous shared mapping.
///
/// Make it before forking. Each child inherits the mapping at the same address,
/// and what one process writes into it, all of them read.
///
/// Dropping it unmaps the memory in the process that drops it, and in no other.
/// The kernel frees the memory when the last process has dropped it or has ended.
/// A child that never drops it leaks nothing: its mappings end with it.
///
/// # Synchronization
///
/// `Shared::new` → `fork` → all that the child does → the child's exit → the
/// parent's [`Child::wait`](crate::Child::wait): a child sees the initial value,
/// and a parent that has waited sees all that the child wrote. In between, only
/// the operations on `T` order anything.
///
/// # Examples
///
/// ```standalone_crate
/// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
///
/// let counter = os::Shared::new(AtomicU32::new(10))?;
/// os::run_processes(2, |_| {
///     counter.fetch_add(1, Relaxed);
/// })?;
/// assert_eq!(counter.load(Relaxed), 12);
/// # Ok::<(), os::OsError>(())
/// ```
///
/// A standard lock does not compile, because it wakes sleepers of its own process
/// only:
///
/// ```compile_fail,E0277
/// let counter = os::Shared::new(std::sync::Mutex::new(0_u32));
/// ```
///
/// Nor does a pointer, because each process has a heap of its own:
///
/// ```compile_fail,E0277
/// let counter = os::Shared::new(Box::new(0_u32));
/// ```
///
/// Nor does a type with drop glue, even where somebody promised it would do:
///
/// ```compile_fail,E0080
/// struct Noisy(std::sync::atomic::AtomicU32);
/// impl Drop for Noisy {
///     fn drop(&mut self) {}
/// }
/// unsafe impl os::InShared for Noisy {}
/// let counter = os::Shared::new(Noisy(0.into()));
/// ```
///
/// The same type without the `Drop` compiles, so it is the `Drop` that is refused:
///
/// ```
/// struct Quiet(std::sync::atomic::AtomicU32);
/// unsafe impl os::InShared for Quiet {}
/// let counter = os::Shared::new(Quiet(0.into()));
/// # assert!(counter.is_ok());
/// ```
pub struct Shared<T: InShared> {
    /// Start of the mapping; a `T` lives there until `drop`.
    value: *mut T,
}

impl<T: InShared> Shared<T> {
    /// Bytes to map: the kernel refuses a mapping of none.
    const BYTES: usize = if size_of::<T>() == 0 {
        1
    } else {
        size_of::<T>()
    };

    /// Moves `value` into a new shared mapping.
    ///
    /// # Errors
    ///
    /// [`OsError::Map`] when the kernel has no memory or no mapping left.
    pub fn new(value: T) -> Result<Self, OsError> {
        const {
            assert!(
                !mem::needs_drop::<T>(),
                "a value in shared memory must not have drop glue: each process would drop it"
            );
            assert!(
                align_of::<T>() <= PAGE_BYTES,
                "a value in shared memory must not need more alignment than a page has"
            );
        }
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: without MAP_FIXED the kernel picks unused addresses, so no other memory changes.
        let mapped =
            unsafe { mmap_anonymous(ptr::null_mut(), Self::BYTES, protection, MapFlags::SHARED) };
        let address = mapped.map_err(|errno| OsError::Map {
            bytes: Self::BYTES,
            source: errno.into(),
        })?;
        let shared = Self {
            value: address.cast(),
        };
        // SAFETY: the mapping is new, writable, page-aligned and large enough for one `T`.
        unsafe { shared.value.write(value) };
        Ok(shared)
    }
}

impl<T: InShared> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `new` put a `T` there, which stays until `drop`, and which other processes
        // change only as `InShared` allows behind `&T`.
        unsafe { &*self.value }
    }
}

impl<T: InShared> Drop for Shared<T> {
    fn drop(&mut self) {
        // SAFETY: `new` mapped exactly these bytes, and no reference outlives `self`.
        let unmapped = unsafe { munmap(self.value.cast(), Self::BYTES) };
        debug_assert_eq!(unmapped, Ok(()), "the mapping was made by `new`");
    }
}

impl<T: InShared + fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shared").field(&**self).finish()
    }
}

// SAFETY: the mapping belongs to the whole process, any thread may unmap it, and `T` has no
// drop glue that could mind which.
unsafe impl<T: InShared> Send for Shared<T> {}

// SAFETY: `&Shared<T>` gives only `&T`, and `InShared` demands `T: Sync`.
unsafe impl<T: InShared> Sync for Shared<T> {}
