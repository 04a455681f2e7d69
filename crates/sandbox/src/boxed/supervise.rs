//! The supervisor: starts the launcher, waits for its end or for a word from outside,
//! ends what is left, and reports.

use std::fs;
use std::io::{self, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{
    DumpableBehavior, Pid, Signal, WaitOptions, getpid, kill_process, kill_process_group,
    set_child_subreaper, set_dumpable_behavior, setsid, wait,
};
use wait4::Wait4;

use super::Role;
use super::disk::Disk;
use super::frame::{self, BothWays, Unbuffered};
use super::spec::{Report, Spec};
use crate::{Error, end};

/// Looks after one job.
///
/// # Synchronization
///
/// When the report is written, no process of the job is left; inside a PID namespace,
/// when this process has ended.
pub(super) fn supervise() -> Result<(), Error> {
    let failed = |error: io::Error| Error::new("cannot look after a job", error);
    let spec: Spec = frame::read(&mut Unbuffered).map_err(failed)?;
    let input = frame::read_bytes(&mut Unbuffered).map_err(failed)?;
    prepare(&spec).map_err(failed)?;
    let child = start(&spec, input).map_err(failed)?;
    let report = look_after(child, &spec).map_err(failed)?;
    let report = frame::pack(&report).map_err(failed)?;
    // If nobody listens, nobody wants to know.
    drop(BothWays.write_all(&report));
    std::process::exit(0)
}

fn prepare(spec: &Spec) -> io::Result<()> {
    // Ctrl-C at the terminal is for the program that asks; its end is seen from here.
    // A process that leads a session already needs no other.
    _ = setsid();
    // The job may be of the same user, and must not read or stop this process.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    if !spec.is_first {
        // Whose parent has died becomes our child, and can be waited for.
        set_child_subreaper(Some(getpid()))?;
    }
    close_fds::set_fds_cloexec(3, &[]);
    Ok(())
}

/// Starts the launcher, and feeds it on a thread.
fn start(spec: &Spec, input: Vec<u8>) -> io::Result<Child> {
    let mut told = frame::pack(spec)?;
    // A pipe, and no file: what was read is gone. A nonce that the job's first lines have
    // read cannot be read again.
    told.extend(input);
    let mut child = Command::new(&spec.launcher)
        .args(Role::Launcher.arguments())
        .env_clear()
        .process_group(0)
        .stdin(Stdio::piped())
        .spawn()?;
    let stdin = child.stdin.take();
    thread::spawn(move || {
        // Who does not listen need not be told.
        stdin.map(|mut stdin| stdin.write_all(&told))
    });
    Ok(child)
}

fn look_after(child: Child, spec: &Spec) -> io::Result<Report> {
    let disk = Disk::of(&spec.job);
    let end = end::of(&child)?;
    loop {
        let mut ready = [
            PollFd::new(&end, PollFlags::IN),
            PollFd::from_borrowed_fd(rustix::stdio::stdin(), PollFlags::IN),
        ];
        let pause = disk.pause().map(Timespec::try_from);
        let pause = pause.transpose().map_err(io::Error::other)?;
        match poll(&mut ready, pause.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        // On the second nothing is said but by hanging up.
        let is_over = ready.iter().any(|one| !one.revents().is_empty());
        if is_over || disk.is_full() {
            break;
        }
    }
    // The child is not reaped yet, so the group's number is nobody else's.
    _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
    let reaped = child.wait4()?;
    if !spec.is_first {
        end_orphans();
    }
    Ok(Report {
        status: reaped.status.into_raw(),
        cpu: reaped.rusage.utime + reaped.rusage.stime,
        memory: reaped.rusage.maxrss,
        is_disk_full: disk.is_full(),
    })
}

/// Ends what left the group and its parent. A child of a process that ends here becomes
/// ours, and is ended in the next round.
fn end_orphans() {
    let children = format!("/proc/self/task/{}/children", getpid().as_raw_nonzero());
    loop {
        for pid in fs::read_to_string(&children).unwrap_or_default().split(' ') {
            if let Some(pid) = pid.parse().ok().and_then(Pid::from_raw) {
                // A zombie needs no signal.
                _ = kill_process(pid, Signal::KILL);
            }
        }
        // One at least, and then all that have ended: there may be thousands.
        let mut options = WaitOptions::empty();
        loop {
            match wait(options) {
                Ok(Some(_)) => options = WaitOptions::NOHANG,
                Ok(None) => break,
                Err(Errno::INTR) => {}
                // No child is left.
                Err(_) => return,
            }
        }
    }
}
