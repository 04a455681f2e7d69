//! Running a job in the box, seen from the program that asks.

use std::io;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

use super::identity::{NOBODY, Who};
use super::spec::{Pieces, Report, Spec};
use super::{Role, bubblewrap, frame, identity};
use crate::stream::Telling;
use crate::watch::{Seen, Stop, watch};
use crate::{Ended, Error, How, Job, Sandbox, Usage, how};

/// What is around the launcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// Namespaces by bubblewrap.
    Bubblewrap,
    /// Nothing.
    Launcher,
}

impl Backend {
    /// As in [`Sandbox::name`].
    pub(crate) fn name(self) -> &'static str {
        match self {
            Backend::Bubblewrap => "bubblewrap+launcher",
            Backend::Launcher => "launcher",
        }
    }
}

/// The box.
#[derive(Clone, Debug)]
pub(crate) struct Boxed {
    backend: Backend,
    pieces: Pieces,
    /// Our own program.
    launcher: PathBuf,
}

impl Boxed {
    /// A box, not yet tried.
    ///
    /// # Errors
    ///
    /// If our own program cannot be found: it is started anew for each job.
    pub(crate) fn new(backend: Backend, pieces: Pieces) -> Result<Boxed, Error> {
        let launcher = std::env::current_exe();
        let launcher = launcher.and_then(|path| path.canonicalize());
        let launcher = launcher.map_err(|error| {
            let what = "cannot find this program again (was it replaced while it ran?)";
            Error::new(what, error)
        })?;
        Ok(Boxed {
            backend,
            pieces,
            launcher,
        })
    }

    /// Our own program, as the job's program.
    pub(crate) fn launcher(&self) -> &std::path::Path {
        &self.launcher
    }

    fn command(&self, job: &Job) -> Command {
        match self.backend {
            Backend::Bubblewrap => {
                let mut command = Command::new(bubblewrap::PROGRAM);
                command.args(bubblewrap::arguments(job, &self.launcher));
                command.arg("--").arg(bubblewrap::LAUNCHER);
                command
            }
            Backend::Launcher => {
                let mut command = Command::new(&self.launcher);
                if identity::of(job, &self.launcher) == Who::Nobody {
                    command.uid(NOBODY).gid(NOBODY);
                }
                command
            }
        }
    }

    fn spec(&self, job: &Job) -> Result<Spec, Error> {
        let is_first = self.backend == Backend::Bubblewrap;
        let launcher = match is_first {
            true => PathBuf::from(bubblewrap::LAUNCHER),
            false => self.launcher.clone(),
        };
        let word = getrandom::u64().and_then(|one| Ok((one, getrandom::u64()?)));
        let (one, other) = word.map_err(|error| Error::new("no random numbers", error))?;
        Ok(Spec {
            job: Job {
                input: Vec::new(),
                ..job.clone()
            },
            launcher,
            is_first,
            pieces: self.pieces,
            word: format!("{one:016x}{other:016x}:"),
        })
    }
}

impl Sandbox for Boxed {
    fn run(&self, job: &Job) -> Result<Ended, Error> {
        let started = Instant::now();
        let name = job.program.display();
        let cannot = |error: io::Error| Error::new(format!("cannot run {name} in a box"), error);
        let spec = self.spec(job)?;
        let mut told = frame::pack(&spec).map_err(cannot)?;
        told.extend(frame::prefixed(&job.input));
        let (ours, theirs) = UnixStream::pair().map_err(cannot)?;
        let mut child = self
            .command(job)
            .args(Role::Supervisor.arguments())
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .current_dir("/")
            // Ctrl-C is for whoever asked, who may want to let this job end.
            .process_group(0)
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Error::new(format!("cannot make a box for {name}"), error))?;
        let telling = ours.try_clone().and_then(|to| Telling::new(Some(to), told));
        let seen = telling.and_then(|telling| {
            watch(&mut child, telling, &job.limits, started, |child, stop| {
                match stop {
                    // It hears that we hung up. Nothing to hear means that it has ended.
                    Stop::Please => drop(ours.shutdown(Shutdown::Write)),
                    // What it looks after ends with it.
                    Stop::Now => drop(child.kill()),
                }
            })
        });
        if seen.is_err() {
            drop(child.kill());
        }
        child.wait().map_err(cannot)?;
        let seen = seen.map_err(cannot)?;
        let report = report(&ours).map_err(|_| {
            let said = seen.stderr.text();
            Error::new(format!("cannot make a box for {name}"), said.trim_end())
        })?;
        ended(seen, report, &spec, started)
    }

    fn name(&self) -> &'static str {
        self.backend.name()
    }
}

/// What the supervisor wrote before it ended: nobody else can write there. The stream's end
/// is not waited for: a process that another thread starts just now may hold it open.
fn report(mut from: &UnixStream) -> io::Result<Report> {
    frame::read(&mut from)
}

fn ended(seen: Seen, report: Report, spec: &Spec, started: Instant) -> Result<Ended, Error> {
    let limits = &spec.job.limits;
    let Seen {
        stopped,
        stdout,
        stderr,
    } = seen;
    if let Some(said) = stderr.bytes.strip_prefix(spec.word.as_bytes()) {
        let said = String::from_utf8_lossy(said);
        let (what, why) = said.split_once('\n').unwrap_or((&said, "unknown"));
        return Err(Error::new(what, why));
    }
    let status = ExitStatus::from_raw(report.status);
    let how = match stopped {
        Some(why) => why,
        None if report.is_disk_full => How::Disk,
        None => how::by(status, report.cpu, &stderr, limits),
    };
    Ok(Ended {
        how,
        stdout,
        stderr,
        usage: Usage {
            cpu: Some(report.cpu),
            wall: started.elapsed(),
            memory: Some(report.memory),
        },
    })
}
