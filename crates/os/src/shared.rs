//! One value that a parent and all its forked children use together.

#![allow(
    unsafe_code,
    reason = "a mapping is raw memory until a value lives in it"
)]

use std::{
    fmt, mem,
    ops::Deref,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    ptr,
};

use rustix::{
    fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, fstat, ftruncate, memfd_create},
    io::Errno,
    mm::{MapFlags, ProtFlags, mmap, mmap_anonymous, munmap},
};

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
    /// The memory file that is mapped, unless the mapping is anonymous.
    file: Option<OwnedFd>,
}

/// What a memory file is sealed with: its size stays, so that nobody's access can fail.
const SEALS: SealFlags = SealFlags::SHRINK
    .union(SealFlags::GROW)
    .union(SealFlags::SEAL);

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
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: without MAP_FIXED the kernel picks unused addresses, so no other memory changes.
        let mapped =
            unsafe { mmap_anonymous(ptr::null_mut(), Self::BYTES, protection, MapFlags::SHARED) };
        let address = mapped.map_err(Self::refused)?;
        let shared = Self {
            value: address.cast(),
            file: None,
        };
        shared.put(value);
        Ok(shared)
    }

    /// As [`new`](Shared::new), but in a memory file: processes that do not inherit the
    /// mapping can have it too, by way of its [`descriptor`](Shared::descriptor).
    ///
    /// The file has no name, so nothing of it is left when the last process is gone.
    ///
    /// # Errors
    ///
    /// [`OsError::Map`] when the kernel has no memory, no mapping or no descriptor left.
    pub fn in_memory_file(value: T) -> Result<Self, OsError> {
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = memfd_create("shared", flags).map_err(Self::refused)?;
        let bytes = u64::try_from(Self::BYTES).map_err(|_| Self::refused(Errno::NOMEM))?;
        ftruncate(&file, bytes).map_err(Self::refused)?;
        fcntl_add_seals(&file, SEALS).map_err(Self::refused)?;
        let shared = Self::map(file)?;
        shared.put(value);
        Ok(shared)
    }

    /// The descriptor of its memory file; none when it is inherited only.
    pub fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.file.as_ref().map(AsFd::as_fd)
    }

    /// Whether both are mappings of one memory file.
    pub fn same_file(&self, other: &Self) -> bool {
        let file = |shared: &Self| {
            let stat = fstat(shared.file.as_ref()?).ok()?;
            Some((stat.st_dev, stat.st_ino))
        };
        file(self).is_some_and(|ours| file(other) == Some(ours))
    }

    /// Maps the value whose memory file this is.
    ///
    /// # Safety
    ///
    /// If it is a sealed memory file of the right size, it was made by
    /// [`in_memory_file`](Shared::in_memory_file) for a value of this very type, by this
    /// very program.
    ///
    /// # Errors
    ///
    /// [`OsError::WrongMapping`] when it is not such a file, [`OsError::Map`] when the
    /// kernel refuses.
    pub unsafe fn attach(file: OwnedFd) -> Result<Self, OsError> {
        let size = fstat(&file)
            .ok()
            .and_then(|stat| usize::try_from(stat.st_size).ok());
        let sealed = fcntl_get_seals(&file).is_ok_and(|seals| seals.contains(SEALS));
        if size != Some(Self::BYTES) || !sealed {
            return Err(OsError::WrongMapping { bytes: Self::BYTES });
        }
        Self::map(file)
    }

    /// Maps a memory file of the right size.
    fn map(file: OwnedFd) -> Result<Self, OsError> {
        let protection = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: without MAP_FIXED the kernel picks unused addresses, so no other memory changes.
        let mapped = unsafe {
            mmap(
                ptr::null_mut(),
                Self::BYTES,
                protection,
                MapFlags::SHARED,
                &file,
                0,
            )
        };
        Ok(Self {
            value: mapped.map_err(Self::refused)?.cast(),
            file: Some(file),
        })
    }

    /// Moves the first value into a new mapping.
    fn put(&self, value: T) {
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
        // SAFETY: the mapping is new, writable, page-aligned and large enough for one `T`.
        unsafe { self.value.write(value) };
    }

    fn refused(errno: Errno) -> OsError {
        OsError::Map {
            bytes: Self::BYTES,
            source: errno.into(),
        }
    }
}

impl<T: InShared> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `put` moved a `T` there, in this process or in the one that the file came
        // from; it stays until `drop`, and others change it only as `InShared` allows.
        unsafe { &*self.value }
    }
}

impl<T: InShared> Drop for Shared<T> {
    fn drop(&mut self) {
        // SAFETY: exactly these bytes were mapped, and no reference outlives `self`.
        let unmapped = unsafe { munmap(self.value.cast(), Self::BYTES) };
        debug_assert_eq!(unmapped, Ok(()), "the mapping was made with this size");
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
