//! One file out of a folder that a stranger has filled.
//!
//! The way to it is gone step by step, and no link is followed at any step. What stands
//! at its end is opened without waiting for anybody, and read only if it is a regular
//! file, not too long, and text.
//!
//! The text is taken as it is. A byte order mark at its start stays: some editors write
//! one, and the compiler passes over it.

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use elsewhere::Folder;
#[cfg(unix)]
pub(crate) use unix::Folder;

/// The longest file that is taken, in bytes.
pub(crate) const LONGEST: u64 = 64 << 10;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A file of text.
    Text {
        /// The text.
        text: String,
        /// The SHA-256 of the file, in hexadecimal digits.
        digest: String,
    },
    /// Something that is not taken; why, as the end of a sentence about it.
    Refused(String),
    /// Nothing.
    Nothing,
}

#[cfg(all(test, unix))]
mod tests;
