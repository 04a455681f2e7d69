//! Files: what a job was not given it cannot touch, and it makes nothing but files.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use libtest_mimic::Failed;
use sandbox::{Children, Job, Sandbox, Unboxed};
use tempfile::TempDir;

use crate::Test;
use crate::job::{could, kept, own, part};
use crate::parts::COPY;

pub(crate) const TESTS: &[Test] = &[
    ("reads nothing else", |sandbox| {
        on_secret(sandbox, "read", &[])
    }),
    ("writes to nothing else", |sandbox| {
        on_secret(sandbox, "append", &[])
    }),
    ("cuts nothing off", |sandbox| on_secret(sandbox, "cut", &[])),
    ("changes no modes", |sandbox| {
        on_secret(sandbox, "chmod", &[])
    }),
    ("removes nothing else", |sandbox| {
        on_secret(sandbox, "remove", &[])
    }),
    ("moves nothing in", |sandbox| {
        on_secret(sandbox, "rename", &["in/moved"])
    }),
    ("links nothing in", |sandbox| {
        on_secret(sandbox, "link", &["in/linked"])
    }),
    ("makes no symbolic link", |sandbox| {
        on_secret(sandbox, "symlink", &["in/name"])
    }),
    ("makes no file elsewhere", |sandbox| {
        kept_in(sandbox, "write", &["new", "text"])
    }),
    ("makes no FIFO", |sandbox| {
        kept_in(sandbox, "fifo", &["in/fifo"])
    }),
    ("makes no socket file", |sandbox| {
        kept_in(sandbox, "unix file", &["in/socket"])
    }),
    ("lists no other folder", |sandbox| {
        kept_in(sandbox, "list", &["."])
    }),
    ("reads no other file by a link", |sandbox| {
        by_link(sandbox, "read")
    }),
    ("writes to no other file by a link", |sandbox| {
        by_link(sandbox, "append")
    }),
    (
        "does not change what it may read",
        does_not_change_what_it_reads,
    ),
    ("does not change its own program", does_not_change_itself),
    ("does not change its own memory", |sandbox| {
        kept(sandbox, &part("own memory", &[]))
    }),
    ("inherits no descriptor", inherits_nothing),
    ("executes nothing that it wrote", executes_nothing_it_wrote),
];

/// A folder with a secret, and a folder `in` in which the job may write.
fn place() -> Result<TempDir, Failed> {
    let place = tempfile::tempdir()?;
    fs::write(place.path().join("secret"), "secret")?;
    fs::create_dir(place.path().join("in"))?;
    Ok(place)
}

/// A part that is given paths in the place.
fn in_place(place: &TempDir, name: &str, paths: &[&str]) -> Job {
    let paths = paths.iter().map(|path| place.path().join(path));
    let paths: Vec<_> = paths
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let paths: Vec<_> = paths.iter().map(String::as_str).collect();
    Job {
        writable: vec![place.path().join("in")],
        ..part(name, &paths)
    }
}

fn kept_in(sandbox: &dyn Sandbox, name: &str, paths: &[&str]) -> Result<(), Failed> {
    let place = place()?;
    kept(sandbox, &in_place(&place, name, paths))
}

fn on_secret(sandbox: &dyn Sandbox, name: &str, more: &[&str]) -> Result<(), Failed> {
    let place = place()?;
    let secret = place.path().join("secret");
    let before = fs::metadata(&secret)?.permissions();
    let job = in_place(&place, name, &[&["secret"], more].concat());
    if could(sandbox, &job)? {
        return Err("it was possible in the box".into());
    }
    let is_same = fs::read(&secret)? == b"secret" && fs::metadata(&secret)?.permissions() == before;
    if !is_same {
        return Err("the file is not as it was".into());
    }
    match could(&Unboxed, &job)? {
        true => Ok(()),
        false => Err("it was not possible without a box, which shows nothing".into()),
    }
}

/// A link that stands in its own folder, as a hand-out might have one.
fn by_link(sandbox: &dyn Sandbox, name: &str) -> Result<(), Failed> {
    let place = place()?;
    let link = place.path().join("in/link");
    std::os::unix::fs::symlink(place.path().join("secret"), link)?;
    kept(sandbox, &in_place(&place, name, &["in/link"]))
}

fn does_not_change_what_it_reads(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    for name in ["append", "cut", "remove", "chmod"] {
        let place = place()?;
        let mut job = in_place(&place, name, &["secret"]);
        job.readable.push(place.path().join("secret"));
        kept(sandbox, &job).map_err(|failed| format!("{name}: {failed:?}"))?;
    }
    Ok(())
}

fn does_not_change_itself(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    for name in ["chmod", "remove"] {
        let place = place()?;
        let program = place.path().join("program");
        fs::copy(own(), &program)?;
        let program = program.to_string_lossy().into_owned();
        let mut job = part(name, &[&program]);
        job.program = PathBuf::from(&program);
        kept(sandbox, &job).map_err(|failed| format!("{name}: {failed:?}"))?;
    }
    Ok(())
}

fn inherits_nothing(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let place = place()?;
    let secret = fs::File::open(place.path().join("secret"))?;
    // Unlike what Rust opens, this one is left open in every process that is started.
    let _left_open = rustix::io::dup(&secret)?;
    kept(sandbox, &part("inherited", &[]))
}

fn executes_nothing_it_wrote(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let place = place()?;
    let program = place.path().join("in/program");
    fs::copy(own(), &program)?;
    fs::set_permissions(&program, Permissions::from_mode(0o755))?;
    let mut job = part("start", &[]);
    job.children = Children::Processes;
    job.writable.push(place.path().join("in"));
    job.environment
        .push((COPY.into(), program.into_os_string()));
    kept(sandbox, &job)
}
