//! Processes that run: what they are told, who knows whom, and who starts whom.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use handles::live::{
    Context, Entry, Handle, Member, ProcessError, active_children, current_process, parent_process,
};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use recursive_lock::real::event::Event;
use rustix::process::{Pid, WaitOptions, getpid, set_child_subreaper, waitpid};
use serde::{Deserialize, Serialize};

use super::case::Outcome;
use super::keys::{Shown, is_ours, show};
use super::start::{both, ends_well, forever, goes_well, nothing, until};

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        answers,
        default_daemon,
        counts,
        adds,
        forever,
        nothing,
        recurses,
        elder,
        younger,
        names_its_child,
        reads_input
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("test_process", process),
        both("test_args_argument", args_argument),
        both("test_daemon_argument", daemon_argument),
        both("test_active_children", active),
        both("test_recursion", recursion),
        both("test_many_processes", many),
        both("test_parent_process_attributes", parent_attributes),
        both("test_parent_process", parent),
        both("a name tells the ancestors", names),
        both("a process reads nothing", reads_nothing),
        both("a process can be handed to another thread", other_thread),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[derive(Serialize, Deserialize)]
struct Told {
    name: String,
    parent: Member,
    numbers: Vec<u32>,
    words: BTreeMap<String, f64>,
}

type Answer = (Handle<AtomicU32>, Shown);

fn answers((told, answer, came, go): (Told, Answer, Handle<Event>, Handle<Event>)) {
    assert_eq!(told.numbers, [1, 2]);
    assert_eq!(told.words["bye"], 2.54);
    let me = current_process();
    assert_eq!(me.name, told.name);
    assert_eq!(me.pid, std::process::id());
    assert_eq!(parent_process(), Some(told.parent));
    assert!(active_children().is_empty());
    let (pid, key) = answer;
    pid.store(me.pid, SeqCst);
    show(&key).unwrap();
    came.set();
    go.wait();
}

fn process(context: Context) -> Outcome {
    let pid = context.share(AtomicU32::new(0))?;
    let came = context.share(Event::new())?;
    let go = context.share(Event::new())?;
    let told = Told {
        name: "SomeProcess".into(),
        parent: current_process(),
        numbers: vec![1, 2],
        words: [("hello".into(), 23.0), ("bye".into(), 2.54)].into(),
    };
    let key: Shown = context.share(Default::default())?;
    let answer = (pid.clone(), key.clone());
    let arguments = (told, answer, came.clone(), go.clone());
    let mut process = context.process(answers, arguments).named("SomeProcess");
    assert_eq!(process.name(), "SomeProcess");
    assert_eq!(process.pid(), None);
    assert!(!process.is_daemon());
    assert!(!process.is_alive()?);
    assert_eq!(process.exit()?, None);
    assert_eq!(active_children(), []);

    process.start()?;
    came.wait();
    assert_eq!(process.pid(), Some(pid.load(SeqCst)));
    assert!(is_ours(&key)?);
    assert!(process.is_alive()?);
    assert_eq!(process.exit()?, None);
    let name = process.name().to_string();
    let pid = pid.load(SeqCst);
    assert_eq!(active_children(), [Member { pid, name }]);

    go.set();
    assert!(process.join()?.success());
    assert!(process.join()?.success(), "it says the same again");
    assert!(!process.is_alive()?);
    assert_eq!(process.exit()?.map(|exit| exit.code()), Some(0));
    assert_eq!(process.pid(), Some(pid), "it keeps its number");
    assert_eq!(active_children(), []);
    Ok(())
}

fn counts((numbers, sum): (Vec<u32>, Handle<AtomicU32>)) {
    sum.fetch_add(numbers.iter().sum(), SeqCst);
}

fn adds((one, two, three, sum): (u8, i64, Option<char>, Handle<AtomicU32>)) -> u8 {
    assert_eq!(three, Some('x'));
    sum.fetch_add(1, SeqCst);
    one + u8::try_from(two).unwrap()
}

// A function has one argument: a tuple, a list, or nothing.
fn args_argument(context: Context) -> Outcome {
    let sum = context.share(AtomicU32::new(0))?;
    goes_well(context.process(nothing, ()))?;
    goes_well(context.process(counts, (vec![1, 2, 3], sum.clone())))?;
    goes_well(context.process(counts, (vec![], sum.clone())))?;
    assert_eq!(sum.load(SeqCst), 6);
    let mut process = context.process(adds, (1, 2, Some('x'), sum.clone()));
    process.start()?;
    assert_eq!(process.join()?.code(), 3);
    assert_eq!(sum.load(SeqCst), 7);
    Ok(())
}

fn default_daemon((method, expected): (String, bool)) {
    let method: StartMethod = method.parse().unwrap();
    let process = Context::new(method).process(nothing, ());
    assert_eq!(process.is_daemon(), expected);
}

fn daemon_argument(context: Context) -> Outcome {
    assert!(!context.process(nothing, ()).is_daemon());
    assert!(context.process(nothing, ()).daemon(true).is_daemon());
    for daemon in [true, false] {
        let arguments = (context.method().to_string(), daemon);
        goes_well(context.process(default_daemon, arguments).daemon(daemon))?;
    }
    Ok(())
}

fn active(context: Context) -> Outcome {
    assert_eq!(active_children(), []);
    let mut process = context.process(forever, ());
    assert_eq!(active_children(), []);
    process.start()?;
    let pids = || {
        let children = active_children().into_iter();
        children.map(|child| child.pid).collect::<Vec<_>>()
    };
    assert_eq!(pids(), [process.pid().unwrap()]);
    let mut second = context.process(forever, ());
    second.start()?;
    assert_eq!(pids(), [process.pid().unwrap(), second.pid().unwrap()]);
    process.kill()?;
    process.join()?;
    assert_eq!(pids(), [second.pid().unwrap()]);
    second.kill()?;
    // To drop it is to wait for it.
    drop(second);
    assert!(pids().is_empty());
    Ok(())
}

/// In which order processes began: how many have, and who.
type Log = (AtomicU32, [AtomicU32; 8]);

fn recurses((log, me, method): (Handle<Log>, u32, String)) -> Result<(), ProcessError> {
    let (begun, order) = &*log;
    let turn = begun.fetch_add(1, SeqCst) as usize;
    order[turn].store(me, SeqCst);
    if me < 100 {
        let context = Context::new(method.parse().unwrap());
        for child in 1..=2 {
            let arguments = (log.clone(), me * 10 + child, method.clone());
            let mut process = context.process(recurses, arguments);
            process.start()?;
            let exit = process.join()?;
            assert!(exit.success(), "{exit}");
        }
    }
    Ok(())
}

fn recursion(context: Context) -> Outcome {
    let log: Handle<Log> = context.share(Log::default())?;
    let method = context.method().to_string();
    goes_well(context.process(recurses, (log.clone(), 1, method.clone())))?;
    assert_eq!(log.0.load(SeqCst), 7);
    let order = log.1.each_ref().map(|one| one.load(SeqCst));
    // Each goes down before its sibling begins.
    assert_eq!(order, [1, 11, 111, 112, 12, 121, 122, 0]);
    Ok(())
}

// As many under spawn as under fork.
fn many(context: Context) -> Outcome {
    const PROCESSES: usize = 100;
    let mut all: Vec<_> = (0..PROCESSES)
        .map(|_| context.process(nothing, ()))
        .collect();
    for process in &mut all {
        process.start()?;
    }
    assert_eq!(active_children().len(), PROCESSES);
    all.into_iter().try_for_each(ends_well)?;

    let mut all: Vec<_> = (0..PROCESSES)
        .map(|_| context.process(forever, ()))
        .collect();
    for process in &mut all {
        process.start()?;
    }
    for process in &mut all {
        process.terminate()?;
    }
    for process in &mut all {
        assert_eq!(process.join()?.code(), -15);
    }
    Ok(())
}

fn parent_attributes(context: Context) -> Outcome {
    // The runner of a case is no process of ours.
    assert_eq!(parent_process(), None);
    assert_eq!(current_process().name, "MainProcess");
    let slot = context.share(AtomicU32::new(0))?;
    let mut process = context.process(younger, (slot.clone(), current_process()));
    process.start()?;
    until(|| slot.load(SeqCst) != 0);
    process.kill()?;
    process.join()?;
    Ok(())
}

fn elder((slot, method): (Handle<AtomicU32>, String)) -> Result<(), ProcessError> {
    let context = Context::new(method.parse().unwrap());
    let mut child = context.process(younger, (slot, current_process()));
    child.start()?;
    child.join()?;
    Ok(())
}

fn younger((slot, parent): (Handle<AtomicU32>, Member)) {
    assert_eq!(parent_process(), Some(parent));
    slot.store(std::process::id(), SeqCst);
    forever(());
}

// CPython's grandchild looks whether its parent lives. Ours ends with it.
fn parent(context: Context) -> Outcome {
    // The grandchild comes to this process, which can then see how it ends.
    set_child_subreaper(Some(getpid()))?;
    let slot = context.share(AtomicU32::new(0))?;
    let method = context.method().to_string();
    let mut process = context.process(elder, (slot.clone(), method));
    process.start()?;
    until(|| slot.load(SeqCst) != 0);
    process.kill()?;
    assert_eq!(process.join()?.code(), -9);

    let grandchild = Pid::from_raw(slot.load(SeqCst).try_into()?);
    let ended = waitpid(grandchild, WaitOptions::empty())?;
    let (_, status) = ended.expect("it was waited for");
    assert_eq!(status.terminating_signal(), Some(9), "{status:?}");
    Ok(())
}

fn names_its_child((expected, method): (Vec<String>, String)) -> Result<(), ProcessError> {
    let context = Context::new(method.parse().unwrap());
    for name in expected {
        assert_eq!(context.process(nothing, ()).name(), name);
    }
    Ok(())
}

fn names(context: Context) -> Outcome {
    assert_eq!(context.process(nothing, ()).name(), "Process-1");
    let expects = |names: [&str; 2]| {
        let method = context.method().to_string();
        (names.map(String::from).to_vec(), method)
    };
    let second = expects(["Process-2:1", "Process-2:2"]);
    goes_well(context.process(names_its_child, second))?;
    // A name of one's own changes nothing for the children.
    let third = expects(["Process-3:1", "Process-3:2"]);
    goes_well(context.process(names_its_child, third).named("my-own-9"))
}

fn reads_input((): ()) -> Result<(), std::io::Error> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    assert_eq!(input, "");
    Ok(())
}

// As in CPython: several processes would take the input from each other.
fn reads_nothing(context: Context) -> Outcome {
    let (reader, writer) = rustix::pipe::pipe()?;
    rustix::io::write(&writer, b"for the parent")?;
    let before = std::io::stdin().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdin(&reader)?;
    goes_well(context.process(reads_input, ()))?;
    drop(writer);
    let mut left = String::new();
    File::from(reader).read_to_string(&mut left)?;
    assert_eq!(left, "for the parent");
    rustix::stdio::dup2_stdin(&before)?;
    Ok(())
}

fn other_thread(context: Context) -> Outcome {
    let mut process = context.process(forever, ());
    process.start()?;
    let waits = std::thread::spawn(move || {
        process.kill()?;
        process.join()
    });
    let exit = waits.join().expect("it does not panic")?;
    assert_eq!(exit.code(), -9);
    assert_eq!(active_children(), []);
    Ok(())
}
