//! Messages between our processes: a length in eight bytes, then JSON.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// As bytes.
pub(super) fn pack(message: &impl Serialize) -> io::Result<Vec<u8>> {
    Ok(prefixed(&serde_json::to_vec(message)?))
}

/// Bytes with their length before them.
pub(super) fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u64;
    [&length.to_le_bytes(), bytes].concat()
}

/// Reads what [`prefixed`] made, and not a byte more.
pub(super) fn read_bytes(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Reads what [`pack`] made, and not a byte more.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    Ok(serde_json::from_slice(&read_bytes(from)?)?)
}

/// Standard input without a buffer: what is not asked for is left to who comes next.
pub(super) struct Unbuffered;

impl Read for Unbuffered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(rustix::stdio::stdin(), buffer)?)
    }
}

/// Standard input where both ends write, as a supervisor has it.
pub(super) struct BothWays;

impl Write for BothWays {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdin(), bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
