//! Words that the cases have in common.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::thread::yield_now;
use std::time::Duration;

use handles::StartMethod;
use handles::live::{Context, Process, ProcessError};
use libtest_mimic::Trial;
use manager::live::{Address, Manager, ManagerError};
use manager::{ProxyError, Refused};

use super::case::{Outcome, case};
use super::left::Left;

/// How long a case waits for what must not come.
pub(crate) const SOON: Duration = Duration::from_millis(50);

thread_local! {
    /// The folders of the servers that this case has started.
    static FOLDERS: RefCell<Vec<PathBuf>> = const { RefCell::new(Vec::new()) };
}

/// The case with forked and with spawned processes. Nothing may be left of it.
pub(crate) fn both(name: &'static str, body: fn(Context) -> Outcome) -> [Trial; 2] {
    [StartMethod::Fork, StartMethod::Spawn].map(|method| {
        case(format!("{method}: {name}"), move || {
            let before = Left::now();
            body(Context::new(method))?;
            assert_eq!(Left::now(), before, "before on the right");
            FOLDERS.with_borrow(|folders| assert_eq!(left_of(folders), None));
            Ok(())
        })
    })
}

/// The first of these folders that is still there.
fn left_of(folders: &[PathBuf]) -> Option<&PathBuf> {
    folders.iter().find(|folder| folder.exists())
}

/// What must be noticed.
pub(crate) fn controls() -> Vec<Trial> {
    vec![case("control: a folder that is left is noticed", || {
        let folder = tempfile::tempdir()?;
        let folders = [folder.path().to_owned()];
        assert_eq!(left_of(&folders), Some(&folders[0]));
        folder.close()?;
        assert_eq!(left_of(&folders), None);
        Ok(())
    })]
}

/// A manager whose server is started as the processes of the case are.
pub(crate) fn manager(context: Context) -> Result<Manager, ManagerError> {
    Manager::start(context).inspect(|manager| nothing_is_left_at(manager.address()))
}

/// At the end of the case nothing may be left at this address.
pub(crate) fn nothing_is_left_at(address: &Address) {
    let folder = folder(address);
    FOLDERS.with_borrow_mut(|folders| folders.push(folder));
}

/// The folder of a private socket.
pub(crate) fn folder(address: &Address) -> PathBuf {
    match address {
        Address::Unix(path) => path.parent().expect("a socket lies in a folder").to_owned(),
        Address::Tcp(_) => panic!("a port has no folder"),
    }
}

/// The error that a refusal becomes.
pub(crate) fn refused<R>(why: Refused) -> Result<R, ProxyError> {
    Err(ProxyError::Refused(why))
}

/// Whether a call failed since there is no server.
pub(crate) fn is_gone<R>(result: &Result<R, ProxyError>) -> bool {
    matches!(result, Err(ProxyError::Gone { .. }))
}

pub(crate) fn started(mut process: Process) -> Result<Process, ProcessError> {
    process.start()?;
    Ok(process)
}

pub(crate) fn ends_well(mut process: Process) -> Outcome {
    let exit = process.join()?;
    assert!(exit.success(), "{exit}");
    Ok(())
}

/// Starts a process and waits for it: all goes well in it.
pub(crate) fn goes_well(process: Process) -> Outcome {
    ends_well(started(process)?)
}

/// Kills a process. It is gone when this returns.
pub(crate) fn dies(mut process: Process) -> Outcome {
    process.kill()?;
    assert_eq!(process.join()?.code(), -9);
    Ok(())
}

/// Waits for what another process does. The case has a limit.
pub(crate) fn wait_until(mut so: impl FnMut() -> bool) {
    while !so() {
        yield_now();
    }
}

/// Waits until a process sleeps. It must have said before that all it still does is to
/// wait for what the case is about.
pub(crate) fn asleep(process: &Process) {
    let pid = process.pid().expect("it was started");
    wait_until(|| match state(pid) {
        Some('Z') | None => panic!("it ended where it should have waited"),
        state => state == Some('S'),
    });
}

/// Whether a process is there, and not only as a zombie that nobody has waited for yet.
pub(crate) fn is_alive(pid: u32) -> bool {
    state(pid).is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

/// How the kernel calls what a process does: `S` when it sleeps.
fn state(pid: u32) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // Before it stands a name in parentheses, which can contain anything.
    let (_, fields) = stat.rsplit_once(") ")?;
    fields.chars().next()
}
