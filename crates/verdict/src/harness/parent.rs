//! The parent that `cargo test` starts: it starts itself again as the child, waits for it,
//! and reads its record.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};

use wait_timeout::ChildExt;

use super::asked::{Asked, Ended, How};
use super::seed::Seed;
use super::{CHILD, LIMIT, OUTPUT};
use crate::certificate::Certificate;

/// The parent: starts the child, waits for it, and reads its record.
pub(super) fn supervise(subject: &str) -> Certificate {
    match try_supervise(subject) {
        Ok(certificate) => certificate,
        Err(error) => Certificate::broken(subject, format!("The check could not be run: {error}")),
    }
}

fn try_supervise(subject: &str) -> std::io::Result<Certificate> {
    let asked = Asked::new(Seed::HOME)?;
    // No setting of a checker may shorten what is explored, so none reaches the child.
    let mut child = Command::new(std::env::current_exe()?)
        .env_clear()
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().expect("the standard input is a pipe");
    stdin.write_all(&asked.input()?)?;
    drop(stdin);
    let printed = listen(&mut child);
    let status = child.wait_timeout(LIMIT)?;
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let (stdout, stderr) = printed.join().unwrap_or_default();
    let ended = Ended {
        how: status.map_or(How::OutOfTime, how),
        stdout,
        stderr,
    };
    Ok(asked.conclude(&ended).certificate(subject, LIMIT))
}

/// How a process ended by itself.
fn how(status: ExitStatus) -> How {
    match status.code() {
        Some(code) => How::Exited(code),
        None => How::Signalled(signal(status)),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.signal().unwrap_or_default()
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> i32 {
    0
}

/// Keeps the beginning of what the child prints, and reads the rest away, so
/// that the child never waits for a reader.
fn listen(child: &mut Child) -> std::thread::JoinHandle<(String, String)> {
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    std::thread::spawn(move || {
        let keep = |stream: Option<Box<dyn Read + Send>>| {
            std::thread::spawn(move || {
                let mut kept = Vec::new();
                if let Some(mut stream) = stream {
                    // What cannot be read was never said.
                    let _ = stream.by_ref().take(OUTPUT).read_to_end(&mut kept);
                    let _ = std::io::copy(&mut stream, &mut std::io::sink());
                }
                String::from_utf8_lossy(&kept).into_owned()
            })
        };
        let out = keep(stdout.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
        let err = keep(stderr.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
        (
            out.join().unwrap_or_default(),
            err.join().unwrap_or_default(),
        )
    })
}
