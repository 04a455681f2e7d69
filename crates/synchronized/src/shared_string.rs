//! A string of bytes that processes share, with a lock.

use super::array::Array;
use super::locks::guard::hold;
use super::locks::promises::Exclusive;
use super::locks::rlock::RLock;
use crate::TooLong;

/// Bytes up to a terminator, as `multiprocessing.Array('c', …)`.
///
/// A string that is shorter than the room ends with a zero. What lay behind it stays.
#[derive(Debug)]
#[repr(transparent)]
pub struct SharedString<const N: usize, L: Exclusive = RLock> {
    bytes: Array<u8, N, L>,
}

impl<const N: usize> SharedString<N> {
    /// Room for so many bytes, filled with these.
    #[must_use]
    pub fn new(bytes: [u8; N]) -> SharedString<N> {
        SharedString {
            bytes: Array::new(bytes),
        }
    }
}

impl<const N: usize, L: Exclusive> SharedString<N, L> {
    /// The bytes up to the first zero, under the lock.
    #[must_use]
    #[track_caller]
    pub fn value(&self) -> Vec<u8> {
        let mut bytes = self.raw();
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(N);
        bytes.truncate(end);
        bytes
    }

    /// All bytes, under the lock.
    #[must_use]
    #[track_caller]
    pub fn raw(&self) -> Vec<u8> {
        self.bytes.slice(0..N)
    }

    /// Writes a string, under the lock, and a zero behind it if there is room.
    ///
    /// # Errors
    ///
    /// If it is too long. Nothing is written then.
    #[track_caller]
    pub fn set_value(&self, value: &[u8]) -> Result<(), TooLong> {
        let too_long = TooLong {
            given: value.len(),
            room: N,
        };
        let _guard = hold(self.bytes.get_lock());
        let bytes = self.bytes.get_obj();
        bytes.set_slice(0, value).map_err(|_| too_long)?;
        // Without room for it, the string ends where the bytes do.
        let _ = bytes.set(value.len(), 0);
        Ok(())
    }

    /// The lock: the same one at every call.
    pub fn get_lock(&self) -> &L {
        self.bytes.get_lock()
    }
}
