//! Noticing that a file was saved, and checking it in a process that can be stopped.
//!
//! Each check is a `workbook check --json` of its own, with all that it starts in one
//! process group: a new save ends the group, and nothing of the old check is shown.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use notify_debouncer_mini::notify::RecursiveMode;
use notify_debouncer_mini::{Config, DebounceEventResult, Debouncer, new_debouncer_opt};

use super::compile;
use crate::book::serve::watch::Changes;

/// How long nothing must have happened: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// What a watch is told.
#[derive(Debug)]
pub(crate) enum News {
    /// Something has happened to this file.
    Saved(PathBuf),
    /// A check has ended by itself.
    Checked(Ended),
}

/// A check that has ended by itself.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Which one: the number that [`Running::start`] gave it.
    pub(crate) number: u64,
    /// Whether it says that it could be asked.
    pub(crate) is_answer: bool,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it printed as errors.
    pub(crate) stderr: String,
}

/// Watches the files in a folder until it is dropped.
///
/// An editor that writes aside and renames is noticed too: it is the folder that is
/// watched.
///
/// # Errors
///
/// If this machine cannot watch it.
pub(crate) fn saves(folder: &Path, send: Sender<News>) -> anyhow::Result<impl Sized + use<>> {
    let config = Config::default().with_timeout(QUIET);
    let tell = move |events: DebounceEventResult| {
        for event in events.into_iter().flatten() {
            // Nobody may be listening any more.
            let _ = send.send(News::Saved(event.path));
        }
    };
    let mut debouncer: Debouncer<Changes> =
        new_debouncer_opt(config, tell).context("cannot watch files on this machine")?;
    debouncer
        .watcher()
        .watch(folder, RecursiveMode::Recursive)
        .with_context(|| format!("cannot watch {}", folder.display()))?;
    Ok(debouncer)
}

/// The check that runs now, if one does.
///
/// # Synchronization
///
/// A child is waited for only under the lock, so its number names no other process while
/// it is being ended.
#[derive(Clone, Debug)]
pub(crate) struct Running(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// The root of the workbook.
    root: PathBuf,
    /// How many were started.
    started: u64,
    child: Option<Child>,
    /// Whether none is started any more.
    closed: bool,
}

impl Running {
    /// Nothing runs yet. What a check that is ended leaves behind is removed from this
    /// root.
    pub(crate) fn new(root: &Path) -> Running {
        let state = State {
            root: root.to_owned(),
            ..State::default()
        };
        Running(Arc::new(Mutex::new(state)))
    }

    /// Ends the check that runs and starts another. Its number, by which it tells its end.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub(crate) fn start(&self, mut command: Command, send: Sender<News>) -> io::Result<u64> {
        let mut state = self.lock();
        state.stop();
        if state.closed {
            return Ok(0);
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        state.started += 1;
        let number = state.started;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        state.child = Some(child);
        let running = self.clone();
        thread::spawn(move || {
            let stderr = thread::spawn(move || text(stderr));
            let stdout = text(stdout);
            let stderr = stderr.join().unwrap_or_default();
            if let Some(status) = running.has_ended(number) {
                // Nobody may be listening any more.
                let _ = send.send(News::Checked(Ended {
                    number,
                    is_answer: matches!(status.code(), Some(0 | 1)),
                    stdout,
                    stderr,
                }));
            }
        });
        Ok(number)
    }

    /// Ends the check that runs, and starts none any more.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.stop();
    }

    /// How the check of this number has ended; nothing if it was ended by us.
    fn has_ended(&self, number: u64) -> Option<ExitStatus> {
        let mut state = self.lock();
        let is_this = state.started == number;
        let mut child = state.child.take_if(|_| is_this)?;
        child.wait().ok()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn stop(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        end_group(&mut child);
        // It is gone, or it cannot be waited for.
        let _ = child.wait();
        let scratch = fs::read_dir(self.root.join("target/workbook"));
        let its = compile::prefix(child.id());
        for entry in scratch.into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&its) {
                // What stays is in `target`, and in nobody's way.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Ends a process and all that it has started. It may have ended just now; then there is
/// nothing to end.
#[cfg(target_os = "linux")]
fn end_group(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
}

#[cfg(not(target_os = "linux"))]
fn end_group(child: &mut Child) {
    let _ = child.kill();
}

fn text(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        // What cannot be read was never said.
        let _ = stream.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn ended(news: &Receiver<News>) -> Ended {
        match news.recv_timeout(Duration::from_secs(60)) {
            Ok(News::Checked(ended)) => ended,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_check_tells_its_end() {
        let (send, news) = channel();
        let running = Running::new(Path::new("/"));
        let number = running.start(shell("echo yes; echo no >&2; exit 1"), send);
        let ended = ended(&news);
        assert_eq!(ended.number, number.expect("it starts"));
        assert!(ended.is_answer);
        assert_eq!((&*ended.stdout, &*ended.stderr), ("yes\n", "no\n"));
    }

    #[test]
    fn a_check_that_is_stopped_tells_nothing_and_leaves_nothing() {
        let root = tempfile::tempdir().expect("a folder");
        let scratch = root.path().join("target/workbook");
        fs::create_dir_all(&scratch).expect("a folder");
        let (send, news) = channel();
        let running = Running::new(root.path());
        let _watched = saves(&scratch, send.clone()).expect("it can be watched");
        // The process that it starts would hold its pipe open for longer than the test.
        let mut endless = shell("sleep 600 & mkdir check-$$-it; wait");
        endless.current_dir(&scratch);
        running.start(endless, send.clone()).expect("it starts");
        let made = news.recv_timeout(Duration::from_secs(60));
        assert!(matches!(made, Ok(News::Saved(_))), "{made:?}");
        let second = running.start(shell("echo second"), send.clone());
        let left = fs::read_dir(&scratch).expect("it is there").count();
        assert_eq!(left, 0, "the folder of the first check is removed");
        let told = loop {
            match news.recv_timeout(Duration::from_secs(60)) {
                Ok(News::Checked(ended)) => break ended,
                Ok(News::Saved(_)) => {}
                Err(error) => panic!("no check has ended: {error}"),
            }
        };
        assert_eq!(told.number, second.expect("it starts"));
        assert_eq!(told.stdout, "second\n");
        running.close();
        let none = running.start(shell("echo third"), send).expect("no error");
        assert_eq!(none, 0);
    }

    #[test]
    fn saving_is_noticed_also_by_a_rename() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("it is there");
        fs::create_dir(root.join("src")).expect("a folder");
        let file = root.join("src/a.rs");
        fs::write(&file, "one").expect("a file");
        let (send, news) = channel();
        let _watched = saves(&root, send).expect("it can be watched");
        let saved = || loop {
            match news.recv_timeout(Duration::from_secs(60)) {
                Ok(News::Saved(path)) if path == file => break,
                Ok(_) => {}
                Err(error) => panic!("nothing was noticed: {error}"),
            }
        };
        fs::write(&file, "two").expect("it is written");
        saved();
        while news.recv_timeout(QUIET * 4).is_ok() {}
        fs::write(root.join("src/.a.rs.new"), "three").expect("it is written");
        fs::rename(root.join("src/.a.rs.new"), &file).expect("it is renamed");
        saved();
    }
}
