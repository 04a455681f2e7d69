//! No box: a job with limits on what it uses up, and on nothing else.

use crate::{Ended, Error, Job, Sandbox};

/// Runs jobs without a box, for a student's own answer on a student's own machine. A job
/// has its limits and its environment, and may otherwise do what its user may. On systems
/// other than Linux only time on the clock and output are limited.
///
/// A process that makes a session of its own is not found, and outlives the job. If the
/// program that asks is killed, the job lives on until its processor time is used up: no
/// supervisor looks after it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unboxed;

impl Sandbox for Unboxed {
    #[cfg(unix)]
    fn run(&self, job: &Job) -> Result<Ended, Error> {
        run(job)
    }

    #[cfg(not(unix))]
    fn run(&self, job: &Job) -> Result<Ended, Error> {
        let what = format!("cannot run {}", job.program.display());
        Err(Error::new(what, "this system is not known: use WSL2"))
    }

    fn name(&self) -> &'static str {
        "unsandboxed"
    }
}

#[cfg(unix)]
fn run(job: &Job) -> Result<Ended, Error> {
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};
    use std::time::Instant;

    use rustix::process::{Pid, Signal, kill_process_group};
    use wait4::Wait4;

    use crate::stream::Telling;
    use crate::watch::{Seen, watch};
    use crate::{Usage, how};

    let name = job.program.display();
    let start = |error| Error::new(format!("cannot start {name}"), error);
    let wait = |error| Error::new(format!("cannot wait for {name}"), error);
    let started = Instant::now();
    let mut child = Command::new(&job.program)
        .args(&job.arguments)
        .current_dir(&job.folder)
        .env_clear()
        .envs(job.environment.iter().map(|(name, value)| (name, value)))
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let group = Pid::from_child(&child);
    // When nobody is left in the group there is nothing to kill.
    let kill = || _ = kill_process_group(group, Signal::KILL);
    #[cfg(target_os = "linux")]
    crate::rlimits::of_child(group, &job.limits);
    let telling = Telling::new(child.stdin.take(), job.input.clone());
    let seen =
        telling.and_then(|telling| watch(&mut child, telling, &job.limits, started, |_, _| kill()));
    // Before the child is reaped: until then the group's number is nobody else's.
    kill();
    let reaped = child.wait4().map_err(wait)?;
    let Seen {
        stopped,
        stdout,
        stderr,
    } = seen.map_err(wait)?;
    let cpu = reaped.rusage.utime + reaped.rusage.stime;
    Ok(Ended {
        how: stopped.unwrap_or_else(|| how::by(reaped.status, cpu, &stderr, &job.limits)),
        stdout,
        stderr,
        usage: Usage {
            cpu: Some(cpu),
            wall: started.elapsed(),
            memory: Some(reaped.rusage.maxrss),
        },
    })
}
