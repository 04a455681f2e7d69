//! Jobs to try: this very program, in one of its parts.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use libtest_mimic::Failed;
use sandbox::{Children, Ended, How, Job, Limits, Sandbox, Unboxed, any_program};

use crate::parts::MARK;

/// Enough for every honest part.
pub(crate) const LIMITS: Limits = Limits {
    cpu: Duration::from_secs(5),
    wall: Duration::from_secs(20),
    memory: 512 << 20,
    output: 64 << 10,
    file: 1 << 20,
};

/// A part of this program, with threads and no other process.
pub(crate) fn part(name: &str, arguments: &[&str]) -> Job {
    let mark = [OsString::from(MARK), name.into()];
    Job {
        program: own(),
        arguments: mark
            .into_iter()
            .chain(arguments.iter().map(OsString::from))
            .collect(),
        folder: PathBuf::from("/"),
        environment: Vec::new(),
        input: Vec::new(),
        readable: Vec::new(),
        runnable: any_program(),
        writable: Vec::new(),
        children: Children::Threads,
        limits: LIMITS,
    }
}

/// This program.
pub(crate) fn own() -> PathBuf {
    std::env::current_exe().expect("this program has a name")
}

/// What a part said: whether it could do what it tried. It must end well.
pub(crate) fn could(sandbox: &dyn Sandbox, job: &Job) -> Result<bool, Failed> {
    let ended = sandbox.run(job)?;
    match (ended.how, ended.stdout.text().lines().last()) {
        (How::Exited(0), Some("could")) => Ok(true),
        (How::Exited(0), Some(line)) if line.starts_with("could not") => Ok(false),
        _ => Err(told(&ended)),
    }
}

/// Nothing of it in the box, and all of it without.
pub(crate) fn kept(sandbox: &dyn Sandbox, job: &Job) -> Result<(), Failed> {
    if could(sandbox, job)? {
        return Err("it was possible in the box".into());
    }
    match could(&Unboxed, job)? {
        true => Ok(()),
        false => Err("it was not possible without a box, which shows nothing".into()),
    }
}

/// Whether it ended like that.
pub(crate) fn ends(ended: &Ended, how: How) -> Result<(), Failed> {
    match ended.how == how {
        true => Ok(()),
        false => Err(format!(
            "not {how:?}, but {}",
            told(ended).message().unwrap_or_default()
        )
        .into()),
    }
}

/// All that is known of an end.
pub(crate) fn told(ended: &Ended) -> Failed {
    let cut: String = ended.stdout.text().chars().take(300).collect();
    let errors: String = ended.stderr.text().chars().take(300).collect();
    format!(
        "{:?}, {:?}\nout: {cut}\nerr: {errors}",
        ended.how, ended.usage
    )
    .into()
}
