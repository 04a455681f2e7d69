//! A compiler in one box, and what it made in another.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use libtest_mimic::Failed;
use sandbox::{Children, How, Job, Limits, Sandbox, any_linker, any_program};

use crate::Test;
use crate::job::{LIMITS, ends, told};

pub(crate) const TESTS: &[Test] = &[("rustc links a program, which runs", compiles_and_runs)];

fn compiles_and_runs(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let Some(sysroot) = toolchain()? else {
        println!("skipped: there is no rustc");
        return Ok(());
    };
    let place = tempfile::tempdir()?;
    let source = place.path().join("hello.rs");
    let out = place.path().join("out");
    fs::write(&source, "fn main() { println!(\"hello from the box\"); }")?;
    fs::create_dir(&out)?;
    let compiled = sandbox.run(&compiler(sysroot, &source, &out))?;
    ends(&compiled, How::Exited(0))?;
    let program = out.join("hello");
    let ran = sandbox.run(&Job {
        program,
        arguments: Vec::new(),
        folder: PathBuf::from("/"),
        environment: Vec::new(),
        input: Vec::new(),
        readable: Vec::new(),
        runnable: any_program(),
        writable: Vec::new(),
        children: Children::Threads,
        limits: LIMITS,
    })?;
    match ran.success() && ran.stdout.text() == "hello from the box\n" {
        true => Ok(()),
        false => Err(told(&ran)),
    }
}

/// Where the compiler is, if there is one.
fn toolchain() -> Result<Option<PathBuf>, Failed> {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    match sysroot {
        Ok(sysroot) if !sysroot.status.success() => {
            Err(String::from_utf8_lossy(&sysroot.stderr).into())
        }
        Ok(sysroot) => Ok(Some(PathBuf::from(
            String::from_utf8(sysroot.stdout)?.trim_end(),
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn compiler(sysroot: PathBuf, source: &Path, out: &Path) -> Job {
    Job {
        program: sysroot.join("bin/rustc"),
        arguments: vec![source.into(), "--out-dir".into(), out.into()],
        folder: out.to_owned(),
        environment: vec![
            ("PATH".into(), "/usr/bin".into()),
            ("TMPDIR".into(), out.into()),
        ],
        input: Vec::new(),
        readable: vec![source.to_owned()],
        runnable: [any_linker(), any_program(), vec![sysroot]].concat(),
        writable: vec![out.to_owned()],
        children: Children::Processes,
        limits: Limits {
            cpu: Duration::from_secs(20),
            wall: Duration::from_secs(60),
            memory: 3 << 30,
            output: 1 << 20,
            file: 64 << 20,
        },
    }
}
