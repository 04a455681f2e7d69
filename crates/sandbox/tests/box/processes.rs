//! Processes: a job reaches no other, starts none unless it may, and leaves none behind.

use std::collections::HashSet;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use libtest_mimic::Failed;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use sandbox::{Children, How, Job, Sandbox, Unboxed};

use crate::Test;
use crate::job::{could, ends, kept, part};

pub(crate) const TESTS: &[Test] = &[
    ("starts no process", |sandbox| {
        kept(sandbox, &part("start", &[]))
    }),
    ("starts processes where it may", starts_where_it_may),
    ("signals nobody", signals_nobody),
    ("limits nobody", |sandbox| {
        kept_both(sandbox, "limit parent")
    }),
    ("makes no session", makes_no_session),
    ("makes no group", makes_no_group),
    ("makes no anonymous file", |sandbox| {
        kept_both(sandbox, "anonymous file")
    }),
    ("signals itself", signals_itself),
    ("leaves no process behind", leaves_none_behind),
    ("leaves no process of a fork bomb", leaves_none_of_a_bomb),
    ("ends when who asked is killed", ends_with_who_asked),
];

fn as_compiler(job: Job) -> Job {
    Job {
        children: Children::Processes,
        ..job
    }
}

fn kept_both(sandbox: &dyn Sandbox, name: &str) -> Result<(), Failed> {
    kept(sandbox, &part(name, &[]))?;
    kept(sandbox, &as_compiler(part(name, &[])))
}

fn starts_where_it_may(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    match could(sandbox, &as_compiler(part("start", &[])))? {
        true => Ok(()),
        false => Err("it could not".into()),
    }
}

fn signals_nobody(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let asks = std::process::id().to_string();
    kept_both(sandbox, "signal parent")?;
    kept(sandbox, &part("signal", &[&asks]))?;
    kept(sandbox, &as_compiler(part("signal", &[&asks])))
}

/// Else it could leave the group that is ended with it. A job leads its group already, so
/// the first process cannot make a session anywhere: its child tries.
fn makes_no_session(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    kept(sandbox, &as_compiler(part("child", &["session"])))
}

fn makes_no_group(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    kept(sandbox, &as_compiler(part("child", &["group"])))
}

fn signals_itself(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    ends(&sandbox.run(&part("kill", &[]))?, How::Signalled(9))?;
    ends(&sandbox.run(&part("abort", &[]))?, How::Signalled(6))
}

fn leaves_none_behind(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let job = |mark: &str| as_compiler(part("leave", &[mark]));
    let mark = mark()?;
    if !could(sandbox, &job(&mark))? {
        return Err("it could not start a process, which shows nothing".into());
    }
    none_left(&mark)?;
    // Without a box, a session of its own is enough to live on.
    let unboxed = format!("{mark}-unboxed");
    could(&Unboxed, &job(&unboxed))?;
    let left = with_mark(&unboxed);
    for pid in &left {
        kill_process(*pid, Signal::KILL)?;
    }
    match left.is_empty() {
        true => Err("none was left without a box, which shows nothing".into()),
        false => Ok(()),
    }
}

fn leaves_none_of_a_bomb(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mark = mark()?;
    let mut job = as_compiler(part("bomb", &[&mark]));
    job.limits.wall = Duration::from_millis(300);
    ends(&sandbox.run(&job)?, How::WallTime)?;
    none_left(&mark)
}

/// A second program runs the job, and is killed.
fn ends_with_who_asked(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mark = mark()?;
    let mut asks = Command::new(crate::job::own())
        .args([crate::parts::MARK, "ask", sandbox.name(), &mark])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = String::new();
    let stdout = asks.stdout.take().ok_or("no output")?;
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut said)?;
    // The job may not have started yet: then its supervisor sees who asked gone even earlier.
    let open = |pid: &Pid| pidfd_open(*pid, PidfdFlags::empty()).ok();
    let running: Vec<_> = with_mark(&mark).iter().filter_map(open).collect();
    asks.kill()?;
    asks.wait()?;
    for process in running {
        let mut ready = [PollFd::new(&process, PollFlags::IN)];
        let patience = Timespec::try_from(Duration::from_secs(10))?;
        if poll(&mut ready, Some(&patience))? == 0 {
            return Err("a process lives on".into());
        }
    }
    Ok(())
}

/// An argument by which processes of one test are found.
fn mark() -> Result<String, Failed> {
    let unique = tempfile::tempdir()?;
    Ok(unique.path().to_string_lossy().into_owned())
}

fn none_left(mark: &str) -> Result<(), Failed> {
    let left = with_mark(mark);
    match left.is_empty() {
        true => Ok(()),
        false => Err(format!("{left:?} are left").into()),
    }
}

/// The processes with this argument. One that has ended has no arguments.
fn with_mark(mark: &str) -> HashSet<Pid> {
    let mut found = HashSet::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = entry.file_name().to_string_lossy().parse().ok();
        let arguments = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let has = arguments
            .split(|byte| *byte == 0)
            .any(|one| one == mark.as_bytes());
        found.extend(pid.filter(|_| has).and_then(Pid::from_raw));
    }
    found
}
