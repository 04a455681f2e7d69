//! What a handle says when it is sent the wrong way.

// ANCHOR: only_by_inheritance
/// A handle was put into a message. What it leads to would have no meaning where it
/// arrives; CPython says the same (`assert_spawning` in
/// `Lib/multiprocessing/context.py`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{object} objects should only be shared between processes through inheritance")]
pub struct OnlyByInheritance {
    /// The type that the handle leads to, without its path.
    pub object: &'static str,
}
// ANCHOR_END: only_by_inheritance

impl OnlyByInheritance {
    /// The error for a type of this name, with its path.
    pub(crate) fn of(path: &'static str) -> Self {
        let plain = path.split('<').next().unwrap_or(path);
        let object = plain.rsplit("::").next().unwrap_or(plain);
        Self { object }
    }
}

/// An item was called done, and none was unfinished. CPython: `ValueError: task_done()
/// called too many times`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("task_done() called too many times: no item is unfinished")]
pub struct CalledTooOften;
