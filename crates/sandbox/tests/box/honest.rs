//! What a job may do, it can do: else a box that stops everything would pass.

use std::fs;
use std::path::Path;
use std::sync::Barrier;
use std::thread;

use libtest_mimic::Failed;
use sandbox::{Job, Sandbox};

use crate::Test;
use crate::job::{could, part, told};

pub(crate) const TESTS: &[Test] = &[
    ("reads, computes and writes", works),
    ("input comes whole and once", input),
    ("environment is what was given", environment),
    ("what is missing is our fault", missing),
    ("several at once", several),
    ("nobody, where nobody can reach its files", nobody),
];

fn work(folder: &Path) -> Result<Job, Failed> {
    fs::write(folder.join("given"), "stressed")?;
    fs::create_dir(folder.join("in"))?;
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let mut job = part("work", &[&path("given"), &path("in/made")]);
    job.readable.push(folder.join("given"));
    job.writable.push(folder.join("in"));
    job.folder = folder.join("in");
    Ok(job)
}

fn works(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    let job = work(place.path())?;
    match could(sandbox, &job)? && fs::read_to_string(place.path().join("in/made"))? == "desserts" {
        true => Ok(()),
        false => Err("it could not".into()),
    }
}

/// More than a pipe holds, and nothing of ours in it.
fn input(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let line = "a line of the input\n";
    let mut job = part("echo", &[]);
    job.input = line.repeat(20_000).into_bytes();
    job.limits.output = 1 << 20;
    let ended = sandbox.run(&job)?;
    match ended.stdout.text() == format!("{}could\n", line.repeat(20_000)) {
        true => Ok(()),
        false => Err(told(&ended)),
    }
}

fn environment(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mut job = part("environment", &[]);
    job.environment = vec![("ONE".into(), "two three".into())];
    let ended = sandbox.run(&job)?;
    match ended.stdout.text() == "ONE=two three\ncould\n" {
        true => Ok(()),
        false => Err(told(&ended)),
    }
}

/// It is not the program that failed.
fn missing(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let mut program = part("echo", &[]);
    program.program = "/no/such/program".into();
    let mut file = part("echo", &[]);
    file.readable.push("/no/such/file".into());
    let mut text = part("echo", &[]);
    text.program = "/etc/passwd".into();
    for (job, named) in [
        (program, "/no/such/program"),
        (file, "/no/such/file"),
        (text, "passwd"),
    ] {
        match sandbox.run(&job) {
            Err(error) if error.to_string().contains(named) => {}
            other => return Err(format!("{named}: {other:?}").into()),
        }
    }
    Ok(())
}

fn several(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let start = Barrier::new(4);
    let failed = thread::scope(|scope| {
        let one = || {
            start.wait();
            works(sandbox)
        };
        let all: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        let ended = all.into_iter().map(|one| one.join());
        ended.filter(|one| !matches!(one, Ok(Ok(())))).count()
    });
    match failed {
        0 => Ok(()),
        _ => Err(format!("{failed} of 4 failed").into()),
    }
}

/// Only root can see to that, and bubblewrap has a user namespace for it.
fn nobody(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    const NOBODY: u32 = 65534;
    let open = || fs::Permissions::from_mode(0o755);
    if !rustix::process::geteuid().is_root() || sandbox.name() != "launcher" {
        println!("skipped: it takes root, and no user namespace");
        return Ok(());
    }
    let place = tempfile::tempdir()?;
    fs::set_permissions(place.path(), open())?;
    let mut job = work(place.path())?;
    chown(place.path().join("in"), Some(NOBODY), Some(NOBODY))?;
    // A copy that nobody can reach, wherever this program stands.
    let program = place.path().join("program");
    fs::copy(&job.program, &program)?;
    fs::set_permissions(&program, open())?;
    job.program = program;
    if !could(sandbox, &job)? {
        return Err("it could not".into());
    }
    let launcher = crate::job::own();
    let is_reachable = launcher
        .ancestors()
        .all(|path| path.metadata().is_ok_and(|path| path.mode() & 0o1 == 1));
    let owner = fs::metadata(place.path().join("in/made"))?.uid();
    match (owner, is_reachable) {
        (NOBODY, true) | (0, false) => Ok(()),
        _ => Err(format!("user {owner} made the file").into()),
    }
}
