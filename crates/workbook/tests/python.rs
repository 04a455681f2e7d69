//! The Python listings of the book run, and print what is recorded beside them.
//!
//! What the listing `name.py` prints stands in `name.txt`, where a page can include it.
//! What differs from run to run a listing writes as an error, which is not compared.

// Locks that have no name, and the length of a pipe, are those of Linux.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use wait_timeout::ChildExt;

/// How long a listing may take. The slowest needs some seconds; more means that it hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// How many listings run at once. Most of them mostly wait.
const AT_ONCE: usize = 4;

/// Whether there is a Python, and if not, says so where the harness does not swallow it.
fn python_is_here() -> bool {
    match Command::new("python3").arg("--version").output() {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            writeln!(io::stderr(), "no python3: the listings are not run")
                .expect("an error stream");
            false
        }
        Err(error) => panic!("python3 cannot be started: {error}"),
    }
}

/// The names of the files of a folder that end so.
fn names(folder: &Path, extension: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder).expect("a folder");
    files
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end == extension))
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

/// Everything in which a folder of listings differs from its record.
fn problems(folder: &Path, limit: Duration) -> Vec<String> {
    let (listings, records) = (names(folder, "py"), names(folder, "txt"));
    let mut problems: Vec<String> = records
        .difference(&listings)
        .map(|name| format!("{name}.txt: there is no {name}.py"))
        .collect();
    let queue = Mutex::new(listings.iter());
    let next = || queue.lock().expect("no thread has panicked").next();
    thread::scope(|scope| {
        let work = || {
            let runs = std::iter::from_fn(next);
            runs.filter_map(|name| problem(folder, name, limit))
                .collect()
        };
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            let found: Vec<String> = thread.join().expect("a thread that ends");
            problems.extend(found);
        }
    });
    problems.sort();
    problems
}

/// What is wrong with one listing, if anything.
fn problem(folder: &Path, name: &str, limit: Duration) -> Option<String> {
    let printed = match run(&folder.join(format!("{name}.py")), limit) {
        Ok(printed) => printed,
        Err(why) => return Some(format!("{name}.py: {why}")),
    };
    match fs::read_to_string(folder.join(format!("{name}.txt"))) {
        Ok(recorded) if recorded == printed => None,
        Ok(recorded) => Some(format!(
            "{name}.py: prints\n{printed}but {name}.txt says\n{recorded}"
        )),
        Err(error) => Some(format!("{name}.txt: {error}; {name}.py prints\n{printed}")),
    }
}

/// What a listing prints; or why it did not end well.
fn run(listing: &Path, limit: Duration) -> Result<String, String> {
    // Files and no pipes: a process that a listing leaves behind would keep a pipe open.
    let (mut stdout, mut stderr) = (file(), file());
    let mut child = Command::new("python3")
        .arg(listing)
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().expect("a second handle"))
        .stderr(stderr.try_clone().expect("a second handle"))
        .process_group(0)
        .spawn()
        .expect("python3 starts");
    let status = child.wait_timeout(limit).expect("a child to wait for");
    let Some(status) = status else {
        // Its own child processes as well: they may hang with it.
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        kill_process_group(group.expect("a process"), Signal::KILL).expect("a group to kill");
        child.wait().expect("a child to wait for");
        return Err(format!("still runs after {limit:?}"));
    };
    if status.success() {
        Ok(text(&mut stdout))
    } else {
        Err(format!("{status}\n{}", text(&mut stderr)))
    }
}

fn file() -> File {
    tempfile::tempfile().expect("a temporary file")
}

fn text(file: &mut File) -> String {
    let mut text = String::new();
    file.rewind().expect("a file");
    file.read_to_string(&mut text).expect("text");
    text
}

#[test]
fn every_listing_prints_what_is_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/python");
    assert!(!names(&folder, "py").is_empty(), "no listings");
    if python_is_here() {
        let problems = problems(&folder, LIMIT);
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    }
}

/// The control: listings with one thing wrong in each, and one with nothing wrong.
#[test]
fn what_is_not_as_recorded_is_told() {
    let folder = TempDir::new().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file");
    };
    write("differs.py", "print(11)");
    write("differs.txt", "12\n");
    write("fails.py", "print(12)\nassert False, 'the reason'");
    write("fails.txt", "12\n");
    write(
        "hangs.py",
        "import os, signal\nprint(12, flush=True)\nos.fork()\nsignal.pause()",
    );
    write("hangs.txt", "12\n");
    write("left_over.txt", "12\n");
    write("missing.py", "print(12)");
    write(
        "right.py",
        "import sys\nprint(12)\nprint(13, file=sys.stderr)",
    );
    write("right.txt", "12\n");
    if !python_is_here() {
        return;
    }
    let limit = Duration::from_secs(5);
    let told = problems(folder.path(), limit);
    let expected = [
        ("differs.py: prints\n11\n", "says\n12\n"),
        ("fails.py: exit status: 1\n", "AssertionError: the reason\n"),
        ("hangs.py: ", "still runs after 5s"),
        ("left_over.txt: ", "there is no left_over.py"),
        ("missing.txt: ", "; missing.py prints\n12\n"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, (start, end)) in told.iter().zip(expected) {
        assert!(told.starts_with(start) && told.ends_with(end), "{told}");
    }
}
