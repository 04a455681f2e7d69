//! Processes that end: by themselves, by others, and who notices.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use handles::entries;
use handles::live::{Context, Entry, Handle, Process, ProcessError, active_children, first_to_end};
use libtest_mimic::Trial;
use os::{Patience, wait_for_any};
use recursive_lock::real::event::Event;

use super::case::Outcome;
use super::start::{both, ends_well, forever, goes_well, nothing};

/// How long a case waits for what must not come.
const SOON: Duration = Duration::from_millis(20);

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        code,
        fails,
        aborts,
        exits,
        waits,
        leaves_a_thread,
        joins_a_thread
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("test_terminate", |context| {
            ended(context, Process::terminate, -15)
        }),
        both("test_kill", |context| ended(context, Process::kill, -9)),
        both("test_sentinel", sentinel),
        both("test_close", close),
        both("test_wait_for_threads", threads),
        both("exit codes", codes),
        both("the first to end is found", first),
        both("a process that is dropped is waited for", dropped),
        both("a daemonic process that is dropped is terminated", daemon),
        both("a process that was not started leaves nothing", not_started),
    ]
    .into_iter()
    .flatten()
    .collect()
}

// No process is joined with a negative time: the type has none.
fn ended(
    context: Context,
    end: fn(&mut Process) -> Result<(), ProcessError>,
    code: i32,
) -> Outcome {
    let mut process = context.process(forever, ());
    process.start()?;
    assert!(process.is_alive()?);
    assert_eq!(process.join_for(Duration::ZERO)?, None);
    let begin = Instant::now();
    assert_eq!(process.join_for(SOON)?, None);
    assert!(begin.elapsed() >= SOON);
    assert!(process.is_alive()?);
    end(&mut process)?;
    assert_eq!(process.join()?.code(), code);
    assert!(!process.is_alive()?);
    // It is not there any more, and nobody else is hit.
    end(&mut process)?;
    assert_eq!(process.exit()?.map(|exit| exit.code()), Some(code));
    Ok(())
}

fn waits((go,): (Handle<Event>,)) {
    go.wait();
}

fn sentinel(context: Context) -> Outcome {
    let go = context.share(Event::new())?;
    let mut process = context.process(waits, (go.clone(),));
    assert_eq!(
        process.sentinel().unwrap_err().to_string(),
        "can only watch a started process: call start() first"
    );
    process.start()?;
    let sentinel = process.sentinel()?;
    assert_eq!(wait_for_any(&[sentinel], Patience::None)?, None);
    go.set();
    assert_eq!(wait_for_any(&[sentinel], Patience::Endless)?, Some(0));
    assert!(process.join()?.success());
    // CPython keeps it until the process is closed; here it is given back by then.
    assert_eq!(
        process.sentinel().unwrap_err().to_string(),
        "cannot watch a process that has ended"
    );
    Ok(())
}

fn close(context: Context) -> Outcome {
    let go = context.share(Event::new())?;
    let mut process = context.process(waits, (go.clone(),));
    process.start()?;
    let running = "cannot close a process while it is still running: call join() or terminate() \
                   first";
    assert_eq!(process.close().unwrap_err().to_string(), running);
    assert!(process.is_alive()?, "it runs on");
    go.set();
    process.join()?;
    process.close()?;
    process.close()?;
    let closed = |error: ProcessError| assert_eq!(error.to_string(), "process object is closed");
    closed(process.start().unwrap_err());
    closed(process.join().unwrap_err());
    closed(process.join_for(SOON).unwrap_err());
    closed(process.is_alive().unwrap_err());
    closed(process.exit().unwrap_err());
    closed(process.terminate().unwrap_err());
    closed(process.kill().unwrap_err());
    closed(process.sentinel().unwrap_err());
    assert_eq!(process.pid(), None);

    // One that has ended unseen can be closed; and one that was never started.
    let mut process = context.process(nothing, ());
    process.start()?;
    wait_for_any(&[process.sentinel()?], Patience::Endless)?;
    process.close()?;
    assert_eq!(active_children(), []);
    let mut process = context.process(nothing, ());
    process.close()?;
    closed(process.start().unwrap_err());
    Ok(())
}

fn leaves_a_thread((begun,): (Handle<Event>,)) {
    let begun = begun.clone();
    std::thread::spawn(move || {
        begun.set();
        forever(());
    });
}

fn joins_a_thread((sum,): (Handle<AtomicU32>,)) {
    let thread = std::thread::spawn(move || sum.fetch_add(1, SeqCst));
    thread.join().expect("it does not panic");
}

// CPython waits for the threads of a child. Here they end with its function, as with `main`
// in every program; who wants more joins them.
fn threads(context: Context) -> Outcome {
    let begun = context.share(Event::new())?;
    goes_well(context.process(leaves_a_thread, (begun.clone(),)))?;
    let sum = context.share(AtomicU32::new(0))?;
    goes_well(context.process(joins_a_thread, (sum.clone(),)))?;
    assert_eq!(sum.load(SeqCst), 1);
    Ok(())
}

fn code(code: u8) -> u8 {
    code
}

fn fails((): ()) -> Result<(), String> {
    quiet();
    Err("it could not be done".into())
}

fn aborts((): ()) {
    quiet();
    std::process::abort();
}

fn exits((): ()) {
    std::process::exit(7);
}

/// Closes standard error: what is said on purpose is taken for a failure. Whoever writes to
/// it now gets an error.
fn quiet() {
    let (_, writer) = rustix::pipe::pipe().unwrap();
    rustix::stdio::dup2_stderr(&writer).unwrap();
}

fn codes(context: Context) -> Outcome {
    let end = |mut process: Process| -> Result<_, ProcessError> {
        process.start()?;
        process.join()
    };
    for number in [0, 1, 255] {
        let exit = end(context.process(code, number))?;
        assert_eq!(exit.code(), i32::from(number));
        assert_eq!(exit.success(), number == 0);
        assert_eq!(exit.to_string(), format!("exited with code {number}"));
    }
    assert_eq!(end(context.process(fails, ()))?.code(), 1);
    let aborted = end(context.process(aborts, ()))?;
    assert_eq!(aborted.code(), -6);
    assert_eq!(aborted.to_string(), "was killed by signal 6 (SIGABRT)");
    assert_eq!(end(context.process(exits, ()))?.code(), 7);
    Ok(())
}

fn first(context: Context) -> Outcome {
    let events = [context.share(Event::new())?, context.share(Event::new())?];
    let new = |event: &Handle<Event>| context.process(waits, (event.clone(),));
    let mut all: Vec<_> = events.iter().map(new).collect();
    assert!(first_to_end(&mut all, Patience::None).is_err());
    for process in &mut all {
        process.start()?;
    }
    assert_eq!(first_to_end(&mut all, Patience::None)?, None);
    assert_eq!(first_to_end(&mut all, Patience::after(SOON))?, None);
    events[1].set();
    assert_eq!(first_to_end(&mut all, Patience::Endless)?, Some(1));
    assert_eq!(first_to_end(&mut all, Patience::Endless)?, Some(1));
    // Also when its end is known.
    all[1].join()?;
    assert_eq!(first_to_end(&mut all, Patience::Endless)?, Some(1));
    events[0].set();
    all[0].join()?;
    assert_eq!(first_to_end(&mut all, Patience::Endless)?, Some(0));
    // There is none to wait for.
    assert_eq!(first_to_end(&mut [], Patience::Endless)?, None);
    all.into_iter().try_for_each(ends_well)
}

fn dropped(context: Context) -> Outcome {
    let sum = context.share(AtomicU32::new(0))?;
    let mut process = context.process(joins_a_thread, (sum.clone(),));
    process.start()?;
    drop(process);
    assert_eq!(sum.load(SeqCst), 1);
    Ok(())
}

fn daemon(context: Context) -> Outcome {
    let mut process = context.process(forever, ()).daemon(true);
    process.start()?;
    drop(process);
    assert_eq!(active_children(), []);
    Ok(())
}

fn not_started(context: Context) -> Outcome {
    let value = context.share(AtomicU32::new(0))?;
    drop(context.process(joins_a_thread, (value,)));
    Ok(())
}
