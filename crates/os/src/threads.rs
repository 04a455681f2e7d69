//! Counting the threads of this process, because only a process with one may fork.

use std::{fs, io};

/// `PF_EXITING` of the kernel's `include/linux/sched.h`: the thread runs no more
/// code of ours.
const EXITING: u32 = 0x4;

/// Where the kernel lists the threads of this process.
pub(crate) const OWN_THREADS: &str = "/proc/self/task";

/// Counts the threads in such a list that still run code of their process.
///
/// A thread that was joined stays listed for a moment: the kernel wakes whoever
/// joins it before it takes the thread off the list. Such a thread is marked as
/// exiting, holds nothing, and is not counted.
///
/// # Errors
///
/// Whatever reading the list gives; commonly that `/proc` is not mounted.
pub(crate) fn count_threads(list: &str) -> io::Result<usize> {
    let mut threads = 0;
    for task in fs::read_dir(list)? {
        // A thread that ends between being listed and being read has no file left.
        let stat = fs::read_to_string(task?.path().join("stat")).unwrap_or_default();
        if !stat.is_empty() && !is_exiting(&stat) {
            threads += 1;
        }
    }
    Ok(threads)
}

/// Whether a line of `/proc/…/stat` belongs to a thread that is exiting.
///
/// The second field is the thread's name in parentheses, and may hold blanks and
/// parentheses itself; the flags are the seventh field after it.
fn is_exiting(stat: &str) -> bool {
    stat.rsplit_once(')')
        .and_then(|(_, fields)| fields.split_whitespace().nth(6))
        .and_then(|flags| flags.parse::<u32>().ok())
        .is_some_and(|flags| flags & EXITING != 0)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    use super::*;

    #[test]
    fn a_thread_that_has_ended_is_listed_and_not_counted() {
        let mut process = Command::new("true").spawn().expect("true starts");
        let list = format!("/proc/{}/task", process.id());
        // Waits for its end, and leaves the zombie listed.
        let zombie = WaitId::Pid(Pid::from_child(&process));
        waitid(zombie, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).expect("true ends");
        let listed = fs::read_dir(&list).expect("/proc is mounted").count();
        assert_eq!(listed, 1);
        assert_eq!(count_threads(&list).expect("/proc is mounted"), 0);
        process.wait().expect("the zombie is still there");
    }

    #[test]
    fn a_thread_that_runs_is_counted() {
        let count = || count_threads(OWN_THREADS).expect("/proc is mounted");
        std::thread::scope(|scope| {
            let inner = scope.spawn(count).join().expect("counting does not panic");
            assert!(
                inner >= 2,
                "the counting thread and the one that waits for it"
            );
        });
    }

    #[test]
    fn only_the_exiting_flag_marks_a_thread_as_exiting() {
        let running = "7 (a) 4 (b)) R 1 7 7 0 -1 4194368 88 0";
        let exiting = "7 (a) 4 (b)) R 1 7 7 0 -1 4194372 88 0";
        assert!(!is_exiting(running));
        assert!(is_exiting(exiting));
    }

    #[test]
    fn a_line_that_cannot_be_read_counts_as_a_running_thread() {
        assert!(!is_exiting("7 (name) R 1"));
    }
}
