//! Starting processes. No other module of the exercises does.

use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use wait_timeout::ChildExt;

/// A process that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// How; nothing if it was stopped because its time was up.
    pub(crate) status: Option<ExitStatus>,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it printed as errors.
    pub(crate) stderr: String,
}

impl Ended {
    /// Whether it ended by itself, and well.
    pub(crate) fn success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }
}

/// Runs a command to its end, or for this long.
///
/// # Errors
///
/// If the program cannot be started.
pub(crate) fn run(command: &mut Command, limit: Duration) -> anyhow::Result<Ended> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {name}; is it installed and on the path?"))?;
    let stdout = listen(child.stdout.take());
    let stderr = listen(child.stderr.take());
    let status = child
        .wait_timeout(limit)
        .with_context(|| format!("cannot wait for {name}"))?;
    if status.is_none() {
        // It may have ended just now; then there is nothing to kill.
        let _ = child.kill();
        child
            .wait()
            .with_context(|| format!("cannot wait for {name}"))?;
    }
    Ok(Ended {
        status,
        stdout: stdout.join().unwrap_or_default(),
        stderr: stderr.join().unwrap_or_default(),
    })
}

/// Reads a stream on a thread of its own, so that the child never waits for us.
fn listen(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What cannot be read was never said.
            let _ = stream.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
