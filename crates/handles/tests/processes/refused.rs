//! What is refused: by a typed error, in one line, and with nothing left behind.

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc;

use handles::live::{Context, Entry, Handle, Process, ProcessError, active_children};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use os::{OsError, fork_child};
use recursive_lock::real::event::Event;
use rustix::process::{Pid, WaitOptions, waitpid};

use super::case::{Outcome, case};
use super::start::{Left, both, ends_well, goes_well, nothing};

pub(crate) fn entries() -> Vec<Entry> {
    entries![waits, comes_and_waits, is_refused_a_child]
}

pub(crate) fn trials() -> Vec<Trial> {
    let spawn = Context::new(StartMethod::Spawn);
    let fork = Context::new(StartMethod::Fork);
    let one = |name: &str, body: fn(Context) -> Outcome, context: Context| {
        case(format!("{name} ({})", context.method()), move || {
            let before = Left::now();
            body(context)?;
            assert_eq!(Left::now(), before, "before on the right");
            Ok(())
        })
    };
    let only = vec![
        one("who has no entry is not started", unregistered, spawn),
        one("a closure is not started", closure, spawn),
        one("control: a closure is started", closure_forked, fork),
        one("a function pointer is not started", pointer, spawn),
        one("many threads do not fork", threads, fork),
        // One of its children is waited for by its number, and stays on our list.
        case("control: many threads spawn (spawn)", move || {
            threads_spawn(spawn)
        }),
    ];
    [
        both("a second start is refused", twice),
        both(
            "nothing is done to a process before its start",
            before_start,
        ),
        both("nothing is done to another's process", wrong_process),
        both("a daemon's child is refused", daemons_child),
    ]
    .into_iter()
    .flatten()
    .chain(only)
    .collect()
}

/// The words of an error: one line, and no more.
fn words(error: ProcessError) -> String {
    let words = error.to_string();
    assert!(!words.is_empty() && !words.contains('\n'), "{words:?}");
    words
}

fn waits((go,): (Handle<Event>,)) {
    go.wait();
}

fn comes_and_waits((came, go): (Handle<Event>, Handle<Event>)) {
    came.set();
    go.wait();
}

fn twice(context: Context) -> Outcome {
    let go = context.share(Event::new())?;
    let mut process = context.process(waits, (go.clone(),));
    process.start()?;
    let refused = process.start().unwrap_err();
    assert!(matches!(refused, ProcessError::StartedTwice), "{refused:?}");
    assert_eq!(words(refused), "cannot start a process twice");
    assert_eq!(active_children().len(), 1);
    go.set();
    process.join()?;
    assert_eq!(
        words(process.start().unwrap_err()),
        "cannot start a process twice"
    );
    Ok(())
}

fn before_start(context: Context) -> Outcome {
    let mut process = context.process(nothing, ());
    let can_only = |error: ProcessError, what| {
        assert!(
            matches!(error, ProcessError::NotStarted { .. }),
            "{error:?}"
        );
        let expected = format!("can only {what} a started process: call start() first");
        assert_eq!(words(error), expected);
    };
    can_only(process.join().unwrap_err(), "join");
    can_only(
        process.join_for(std::time::Duration::ZERO).unwrap_err(),
        "join",
    );
    can_only(process.terminate().unwrap_err(), "terminate");
    can_only(process.kill().unwrap_err(), "kill");
    can_only(process.sentinel().unwrap_err(), "watch");
    goes_well(process)
}

/// A forked child has a copy of everything, and so of its parent's processes.
fn wrong_process(context: Context) -> Outcome {
    let go = context.share(Event::new())?;
    // Its owner would terminate it.
    let mut process = context.process(waits, (go.clone(),)).daemon(true);
    let made_by = std::process::id();
    let elsewhere = |run: &mut dyn FnMut(&str)| {
        let status = fork_child(|| {
            run(&format!(
                "process {made_by} made it, and this is {}",
                std::process::id()
            ));
            0
        });
        assert!(status.unwrap().wait().unwrap().success());
    };
    elsewhere(&mut |who| {
        let expected = format!("can only start a child process: {who}");
        assert_eq!(words(process.start().unwrap_err()), expected);
    });
    process.start()?;
    elsewhere(&mut |who| {
        type Do = fn(&mut Process) -> Option<ProcessError>;
        let all: [(&str, Do); 7] = [
            ("start", |it| it.start().err()),
            ("join", |it| it.join().err()),
            ("join", |it| it.exit().err()),
            ("join", |it| it.is_alive().err()),
            ("terminate", |it| it.terminate().err()),
            ("kill", |it| it.kill().err()),
            ("watch", |it| it.sentinel().err()),
        ];
        for (what, run) in all {
            let refused = run(&mut process).expect(what);
            assert!(matches!(refused, ProcessError::WrongProcess { .. }));
            assert_eq!(
                words(refused),
                format!("can only {what} a child process: {who}")
            );
        }
    });
    // To drop the copy neither waits for it nor ends it.
    let mut slot = Some(process);
    elsewhere(&mut |_| drop(slot.take()));
    let mut process = slot.expect("the copy was dropped");
    assert!(process.is_alive()?);
    go.set();
    process.join()?;
    elsewhere(&mut |who| {
        let expected = format!("can only join a child process: {who}");
        assert_eq!(words(process.join().unwrap_err()), expected);
    });
    ends_well(process)
}

fn is_refused_a_child((method, made): (String, Handle<AtomicU32>)) {
    let context = Context::new(method.parse().unwrap());
    let mut child = context.process(nothing, ());
    let refused = child.start().unwrap_err();
    assert_eq!(
        words(refused),
        "daemonic processes are not allowed to have children"
    );
    assert_eq!(child.pid(), None);
    made.fetch_add(1, SeqCst);
}

fn daemons_child(context: Context) -> Outcome {
    let made = context.share(AtomicU32::new(0))?;
    for child in ["fork", "spawn"] {
        let arguments = (child.to_string(), made.clone());
        goes_well(context.process(is_refused_a_child, arguments).daemon(true))?;
    }
    assert_eq!(made.load(SeqCst), 2);
    Ok(())
}

fn unknown((): ()) {}

fn unregistered(context: Context) -> Outcome {
    let mut process = context.process(unknown, ());
    for _ in 0..2 {
        let refused = process.start().unwrap_err();
        assert!(
            matches!(refused, ProcessError::NotRegistered { .. }),
            "{refused:?}"
        );
        assert_eq!(
            words(refused),
            "a spawned child cannot find processes::processes::refused::unknown: begin main() \
             with `handles::live::bootstrap(entries![…])`, and name it there"
        );
    }
    Ok(())
}

const NAMELESS: &str = "a spawned child finds a function by its name, and a closure or a function \
                        pointer has none: give it a function";

fn closure(context: Context) -> Outcome {
    let refused = context.process(|(): ()| (), ()).start().unwrap_err();
    assert!(matches!(refused, ProcessError::Nameless), "{refused:?}");
    assert_eq!(words(refused), NAMELESS);
    Ok(())
}

fn closure_forked(context: Context) -> Outcome {
    let seven = 7;
    let mut process = context.process(move |(): ()| seven, ());
    process.start()?;
    assert_eq!(process.join()?.code(), 7);
    Ok(())
}

/// Two of them have one name, and a child could not tell which is meant.
fn pointer(context: Context) -> Outcome {
    let refused = context.process(nothing as fn(()), ()).start().unwrap_err();
    assert_eq!(words(refused), NAMELESS);
    Ok(())
}

/// Runs this while there is a second thread.
fn beside_a_thread(run: impl FnOnce()) {
    let (release, released) = mpsc::channel::<()>();
    // Ends when the sender is dropped.
    let thread = std::thread::spawn(move || released.recv().is_err());
    run();
    drop(release);
    assert!(thread.join().expect("it does not panic"));
}

fn threads(context: Context) -> Outcome {
    let mut process = context.process(nothing, ());
    beside_a_thread(|| {
        let refused = process.start().unwrap_err();
        let expected = OsError::ManyThreads { threads: 2 }.to_string();
        assert!(matches!(
            refused,
            ProcessError::Os(OsError::ManyThreads { threads: 2 })
        ));
        assert_eq!(words(refused), expected);
        assert_eq!(process.pid(), None);
    });
    // It can be tried again.
    goes_well(process)
}

fn threads_spawn(context: Context) -> Outcome {
    let go = context.share(Event::new())?;
    let mut process = context.process(waits, (go.clone(),));
    beside_a_thread(|| process.start().unwrap());
    // Nor does it end with the thread that started it.
    let came = context.share(Event::new())?;
    let theirs = (came.clone(), go.clone());
    let started = std::thread::spawn(move || {
        let mut second = context.process(comes_and_waits, theirs);
        second.start().unwrap();
        // By then the kernel has been told with whom it ends.
        came.wait();
        // This thread ends first, and so cannot wait for it.
        ManuallyDrop::new(second).pid()
    });
    let second = started.join().expect("it does not panic");
    go.set();
    let second = Pid::from_raw(second.expect("it was started").try_into()?);
    let (_, status) = waitpid(second, WaitOptions::empty())?.expect("it was waited for");
    assert_eq!(status.exit_status(), Some(0), "{status:?}");
    ends_well(process)
}
