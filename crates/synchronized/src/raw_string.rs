//! A string of bytes that processes share, without a lock.

use super::raw_array::RawArray;
use super::synchronized::Object;
use crate::TooLong;

/// Bytes up to a terminator, as `multiprocessing.RawArray('c', …)`.
///
/// A string that is shorter than the room ends with a zero. What lay behind it stays.
#[derive(Debug)]
#[repr(transparent)]
pub struct RawString<const N: usize> {
    bytes: RawArray<u8, N>,
}

impl<const N: usize> RawString<N> {
    /// Room for so many bytes, filled with these.
    #[must_use]
    pub fn new(bytes: [u8; N]) -> RawString<N> {
        RawString {
            bytes: RawArray::new(bytes),
        }
    }

    /// The bytes up to the first zero.
    #[must_use]
    #[track_caller]
    pub fn value(&self) -> Vec<u8> {
        let mut bytes = self.raw();
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(N);
        bytes.truncate(end);
        bytes
    }

    /// All bytes.
    #[must_use]
    #[track_caller]
    pub fn raw(&self) -> Vec<u8> {
        self.bytes.slice(0..N)
    }

    /// Writes a string, and a zero behind it if there is room.
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
        self.bytes.set_slice(0, value).map_err(|_| too_long)?;
        // Without room for it, the string ends where the bytes do.
        let _ = self.bytes.set(value.len(), 0);
        Ok(())
    }
}

impl<const N: usize> Object for RawString<N> {}
