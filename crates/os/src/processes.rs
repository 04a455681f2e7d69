//! Running one closure in many processes at once.

use crate::{Child, OsError, fork_child};

/// Forks `count` children, runs `body(index)` in each, and waits for all of them.
///
/// Indices run from 0. A child succeeds when `body` returns, and fails when it
/// panics or a signal kills the child. [`fork_child`] says what a child shares
/// with its parent, what Ctrl-C does, and which hooks are called for each child.
///
/// If the kernel refuses one of the forks, the children already started are
/// killed and waited for: they may wait for the one that will never start.
///
/// # Synchronization
///
/// All that the caller did → the start of each `body`. All that every `body` does →
/// the return of this call. Between two children, only what they share orders
/// anything.
///
/// # Deadlocks
///
/// Children that wait for one that failed wait for ever, and this call with them.
///
/// # Errors
///
/// - [`OsError::ChildFailed`] for the failed child with the lowest index.
/// - What [`fork_child`] returns, when a child cannot be started.
/// - What [`Child::wait`] returns, when the end of a child stays unknown.
pub fn run_processes(count: usize, body: impl Fn(usize)) -> Result<(), OsError> {
    let body = &body;
    let start = |index| {
        fork_child(move || {
            body(index);
            0
        })
    };
    wait_for_all(start_all(count, start)?)
}

/// Starts `count` children, or leaves none behind.
fn start_all(
    count: usize,
    mut start: impl FnMut(usize) -> Result<Child, OsError>,
) -> Result<Vec<Child>, OsError> {
    let mut children = Vec::new();
    for index in 0..count {
        match start(index) {
            Ok(child) => children.push(child),
            Err(refused) => {
                for child in &children {
                    // The refusal is the error to tell; dropping the children waits for them.
                    let _ = child.kill();
                }
                return Err(refused);
            }
        }
    }
    Ok(children)
}

/// Waits for every child, then tells of the first failure.
fn wait_for_all(children: Vec<Child>) -> Result<(), OsError> {
    let mut outcome = Ok(());
    for (index, child) in children.into_iter().enumerate() {
        let ended = match child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(OsError::ChildFailed { index, status }),
            Err(unknown) => Err(unknown),
        };
        outcome = outcome.and(ended);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        path::Path,
        process::{Command, Stdio},
    };

    use super::*;

    /// Starts a process that ends only when it is killed: its input never ends,
    /// as its parent keeps the other end open. (Were it not killed, the test below
    /// would wait for ever.)
    fn endless() -> (Child, std::process::Child) {
        let process = Command::new("cat")
            .stdin(Stdio::piped())
            .spawn()
            .expect("cat starts");
        let pid = process.id().try_into().expect("process ids are small");
        (Child::new(pid).expect("it runs"), process)
    }

    #[test]
    fn a_refused_start_leaves_no_child_behind() {
        let mut first = None;
        let started = start_all(2, |index| {
            if index == 1 {
                let source = io::ErrorKind::WouldBlock.into();
                return Err(OsError::Fork { source });
            }
            let (child, process) = endless();
            assert!(Path::new(&format!("/proc/{}", child.pid())).exists());
            first = Some(process);
            Ok(child)
        });
        assert!(matches!(started, Err(OsError::Fork { .. })), "{started:?}");
        let pid = first.expect("the first child started").id();
        assert!(!Path::new(&format!("/proc/{pid}")).exists());
    }
}
