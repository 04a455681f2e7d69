//! Ctrl-C: it is meant for the program, which then ends its server.

use handles::entries;
use handles::live::{Context, Entry, Queue};
use libtest_mimic::Trial;
use manager::Makes;
use manager::live::{Address, Manager};
use nix::sys::signal::{SigSet, Signal::SIGINT, killpg};
use nix::unistd::{Pid, setpgid};

use super::case::{Outcome, wait_for_ever};
use super::words::{asleep, both, is_alive, nothing_is_left_at, started, wait_until};

pub(crate) fn entries() -> Vec<Entry> {
    entries![program, waits]
}

pub(crate) fn trials() -> Vec<Trial> {
    both(
        "Ctrl-C does not end the server before its parent is done",
        ctrl_c,
    )
    .into()
}

fn waits(_: ()) {
    wait_for_ever()
}

type Told = (Queue<(Address, u32)>, Queue<bool>);

/// A program with a process group of its own. It ends only when it has done its work.
fn program(((told, go_on), spawns): (Told, bool)) -> anyhow::Result<()> {
    setpgid(Pid::from_raw(0), Pid::from_raw(0))?;
    let method = if spawns {
        handles::StartMethod::Spawn
    } else {
        handles::StartMethod::Fork
    };
    let context = Context::new(method);
    let manager = Manager::start(context)?;
    let list = manager.list([1])?;
    // The control: a child that does nothing about it dies.
    let mut child = context.process(waits, ());
    child.start()?;
    asleep(&child);
    // From now on this one holds it back; what it has started does not.
    SigSet::from(SIGINT).thread_block()?;
    let server = manager
        .pid()
        .ok_or_else(|| anyhow::anyhow!("it was started here"))?;
    told.put(&(manager.address().clone(), server))?;
    anyhow::ensure!(go_on.get()?);
    anyhow::ensure!(child.join()?.code() == -2);
    list.append(&2)?;
    anyhow::ensure!(list.to_vec()? == [1, 2]);
    drop((manager, list));
    anyhow::ensure!(!is_alive(server));
    Ok(())
}

fn ctrl_c(context: Context) -> Outcome {
    let spawns = context.method() == handles::StartMethod::Spawn;
    let (told, go_on) = (context.queue(None)?, context.queue(None)?);
    let arguments = ((told.clone(), go_on.clone()), spawns);
    let mut program = started(context.process(program, arguments))?;
    let (address, server) = told.get()?;
    nothing_is_left_at(&address);
    let group = i32::try_from(program.pid().ok_or("it was started")?)?;
    killpg(Pid::from_raw(group), SIGINT)?;
    go_on.put(&true)?;
    let exit = program.join()?;
    assert!(exit.success(), "{exit}");
    wait_until(|| !is_alive(server));
    Ok(())
}
