//! Frames: how messages are told apart in a stream of bytes.
//!
//! A frame is the length of its payload (`u32`, little-endian), and the payload.

/// The number of bytes before the payload.
const HEADER: usize = size_of::<u32>();

/// The most bytes of a payload, where nobody asks for another limit: 16 MiB.
pub(crate) const DEFAULT_LIMIT: u32 = 16 * 1024 * 1024;

/// The room for what arrives, in bytes, while nothing long does.
const ROOM: usize = 16 * 1024;

/// A frame that is longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of {length} bytes: the limit is {limit}")]
pub struct FrameError {
    /// The length of its payload, in bytes.
    pub length: usize,
    /// The limit, in bytes.
    pub limit: u32,
}

/// What has arrived of a stream, cut into frames.
///
/// What arrives is put into [`room`](Frames::room), in pieces of any size, and
/// [`next`](Frames::next) gives the frames that are whole. Memory is taken for what has
/// arrived, never for what a header says will come: there is at most twice as much as has
/// arrived, and 16 KiB.
#[derive(Debug)]
pub(crate) struct Frames {
    bytes: Vec<u8>,
    /// Up to here all has been handed out.
    start: usize,
    limit: u32,
}

impl Frames {
    /// An empty stream, of frames up to this limit.
    pub(crate) fn new(limit: u32) -> Frames {
        Frames {
            bytes: Vec::new(),
            start: 0,
            limit,
        }
    }

    /// Has another limit from the next frame on.
    pub(crate) fn set_limit(&mut self, limit: u32) {
        self.limit = limit;
    }

    /// Where to append what arrives. There is room for more without new memory.
    pub(crate) fn room(&mut self) -> &mut Vec<u8> {
        let is_tight = |bytes: &Vec<u8>| bytes.capacity() - bytes.len() < ROOM / 2;
        if is_tight(&self.bytes) {
            self.forget_handed_out();
        }
        if is_tight(&self.bytes) {
            self.bytes.reserve(ROOM);
        }
        &mut self.bytes
    }

    /// The payload of the next frame; nothing if it is not all there.
    ///
    /// After an error nobody can tell where the next frame begins: so each call errs.
    pub(crate) fn next(&mut self) -> Result<Option<&[u8]>, FrameError> {
        let Some(length) = self.length_if_whole()? else {
            // What is moved is less than what was handed out: so it costs each byte once.
            if self.start >= self.bytes.len() - self.start {
                self.forget_handed_out();
            }
            return Ok(None);
        };
        let payload = self.start + HEADER;
        self.start = payload + length;
        Ok(Some(&self.bytes[payload..self.start]))
    }

    fn length_if_whole(&self) -> Result<Option<usize>, FrameError> {
        let Some((header, rest)) = self.bytes[self.start..].split_first_chunk() else {
            return Ok(None);
        };
        let length = u32::from_le_bytes(*header) as usize;
        let limit = self.limit;
        // Before a byte of it is waited for.
        if length > limit as usize {
            return Err(FrameError { length, limit });
        }
        Ok((rest.len() >= length).then_some(length))
    }

    fn forget_handed_out(&mut self) {
        self.bytes.drain(..self.start);
        self.start = 0;
        // One long frame must not take memory for ever.
        if self.bytes.capacity() > 4 * ROOM && self.bytes.len() < self.bytes.capacity() / 4 {
            self.bytes.shrink_to(self.bytes.len() + ROOM);
        }
    }

    /// The memory that is taken, in bytes.
    #[cfg(test)]
    fn capacity(&self) -> usize {
        self.bytes.capacity()
    }
}

/// A frame that is being written: where it begins.
#[derive(Debug)]
#[must_use = "the header is not written yet"]
pub(crate) struct Begun(usize);

/// Begins a frame at the end of this buffer. What is appended from now on is its payload.
pub(crate) fn begin_frame(buffer: &mut Vec<u8>) -> Begun {
    let begun = Begun(buffer.len());
    buffer.extend_from_slice(&[0; HEADER]);
    begun
}

/// Ends the frame: all that was appended since it was begun is its payload. One that is too
/// long is taken out of the buffer again.
pub(crate) fn end_frame(
    buffer: &mut Vec<u8>,
    Begun(start): Begun,
    limit: u32,
) -> Result<(), FrameError> {
    let length = buffer.len() - start - HEADER;
    match u32::try_from(length) {
        Ok(short) if short <= limit => {
            buffer[start..start + HEADER].copy_from_slice(&short.to_le_bytes());
            Ok(())
        }
        _ => {
            buffer.truncate(start);
            Err(FrameError { length, limit })
        }
    }
}

#[cfg(test)]
mod tests;
