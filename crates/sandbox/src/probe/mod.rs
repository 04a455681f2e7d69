//! Which box works on this machine: attacked, and not asked for.

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod attacks;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod trial;

use std::fmt;
use std::time::{Duration, Instant};

use crate::{Error, Sandbox};

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
pub(crate) use attacks::attack;

/// What was tried, strongest first.
#[derive(Debug)]
pub struct Probed {
    /// Each box, with what came of it.
    pub tried: Vec<Tried>,
    /// How long it took.
    pub took: Duration,
    /// What is done about us being root, if we are.
    pub root: Option<&'static str>,
}

/// A box that was attacked.
#[derive(Debug)]
pub struct Tried {
    /// Its name, as in [`Sandbox::name`].
    pub name: &'static str,
    /// The box, if it withstood all attacks.
    pub outcome: Result<Box<dyn Sandbox>, Flaw>,
}

/// Why a box is not used.
#[derive(Debug)]
pub enum Flaw {
    /// No job runs in it.
    Fails(Error),
    /// These attacks succeeded: what the job could do that it may not.
    LetsOut(Vec<String>),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Fails(error) => write!(f, "does not work: {error}"),
            Flaw::LetsOut(attacks) => {
                write!(f, "does not hold: a job could {}", attacks.join(", "))
            }
        }
    }
}

/// No box holds on this machine.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    /// What was tried, why it does not do, and what can be done.
    pub why: String,
}

impl Probed {
    /// The strongest box that withstood.
    ///
    /// # Errors
    ///
    /// If none did. Whoever wants to go on without one asks for [`Unboxed`] by name.
    ///
    /// [`Unboxed`]: crate::Unboxed
    pub fn strongest(self) -> Result<Box<dyn Sandbox>, Refusal> {
        let mut flaws = Vec::new();
        for tried in self.tried {
            match tried.outcome {
                Ok(sandbox) => return Ok(sandbox),
                Err(flaw) => flaws.push(format!("- {}: {flaw}", tried.name)),
            }
        }
        let why = match flaws.is_empty() {
            true => "there is no box for this system".to_owned(),
            false => format!("no box holds on this machine:\n{}", flaws.join("\n")),
        };
        let why = format!("{why}\n{HELP}");
        Err(Refusal { why })
    }
}

/// What can be done without a box.
const HELP: &str = "A box needs Linux 5.13 or newer with Landlock (`cat \
/sys/kernel/security/lsm` names it) on x86-64 or AArch64. The package `bubblewrap` makes \
a stronger one, where user namespaces are allowed. On Windows use WSL2, on macOS a virtual \
machine.";

/// Attacks each box from inside: files outside, the network, other processes, memory,
/// processor time and output. One job a box does it all, in some ten milliseconds. Processor time is not used
/// up for it: that the limit is there, and cannot be raised, must do.
#[must_use]
pub fn probe() -> Probed {
    probe_broken(Broken::Nothing)
}

/// What a job is when we are root.
const ROOT: &str = "running as root: a job gets no capability, and is the user nobody \
where nobody can reach its files and no user namespace is around it";

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// A part of the box to leave out.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// None: a box as it should be.
    Nothing,
    /// Files are not restricted.
    Landlock,
    /// System calls are not restricted.
    Seccomp,
    /// Nothing is limited.
    Rlimits,
    /// Rights are not given up.
    Rights,
}

/// [`probe`], of boxes that lack a part. For the probe's own negative control.
#[doc(hidden)]
#[must_use]
pub fn probe_broken(broken: Broken) -> Probed {
    let started = Instant::now();
    let tried = each(broken);
    Probed {
        tried,
        took: started.elapsed(),
        root: is_root().then_some(ROOT),
    }
}

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
fn each(broken: Broken) -> Vec<Tried> {
    use crate::boxed::Backend;
    let all = [Backend::Bubblewrap, Backend::Launcher];
    all.map(|backend| trial::of(backend, broken)).into()
}

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
fn each(_: Broken) -> Vec<Tried> {
    Vec::new()
}
