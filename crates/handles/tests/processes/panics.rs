//! Children that panic: the message and the place arrive in the parent.

use std::os::fd::AsFd;
use std::panic::{catch_unwind, panic_any, resume_unwind};

use handles::entries;
use handles::live::{Context, Entry, Exit, PanicReport};
use libtest_mimic::{Failed, Trial};
use rustix::stdio::dup2_stderr;

use super::case::Outcome;
use super::start::both;

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        panics,
        compares,
        says_nothing,
        catches,
        catches_and_panics,
        goes_on
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("a panic's message and place arrive", arrives),
        both("a long message arrives", long),
        both("a message of several lines is told in one", one_line),
        both("a panic without words is a panic", without_words),
        both("a panic that is caught is none", caught),
        both("a panic that is resumed is told", resumed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Runs a process whose panic is not shown: a reader would take it for a failure.
fn end<A, R>(
    context: Context,
    function: impl Fn(A) -> R + Copy + Send + Sync + 'static,
    arguments: A,
) -> Result<Exit, Failed>
where
    A: serde::Serialize + Send + 'static,
    R: handles::live::Outcome + 'static,
{
    let shown = std::io::stderr().as_fd().try_clone_to_owned()?;
    let nowhere = std::fs::File::options().write(true).open("/dev/null")?;
    dup2_stderr(&nowhere)?;
    let mut process = context.process(function, arguments);
    let exit = process.start().and_then(|()| process.join());
    dup2_stderr(&shown)?;
    Ok(exit?)
}

const LINE: u32 = line!() + 3;

fn panics(length: usize) {
    panic!("on purpose{}", "!".repeat(length));
}

fn arrives(context: Context) -> Outcome {
    let exit = end(context, panics, 1)?;
    assert_eq!(exit.code(), 101);
    let PanicReport { message, place } = exit.panic.clone().expect("it panicked");
    assert_eq!(message, "on purpose!");
    let expected = format!("{}:{LINE}:5", file!());
    assert_eq!(place, expected);
    assert_eq!(
        exit.to_string(),
        format!("exited with code 101: it panicked at {expected}: on purpose!")
    );
    Ok(())
}

fn long(context: Context) -> Outcome {
    let exit = end(context, panics, 1 << 20)?;
    let message = exit.panic.expect("it panicked").message;
    assert_eq!(message.len(), "on purpose".len() + (1 << 20));
    Ok(())
}

fn compares((one, other): (u32, u32)) {
    assert_eq!(one, other);
}

fn one_line(context: Context) -> Outcome {
    let exit = end(context, compares, (1, 2))?;
    let told = exit.to_string();
    assert!(
        told.ends_with("assertion `left == right` failed; left: 1; right: 2"),
        "{told}"
    );
    Ok(())
}

fn says_nothing((): ()) {
    panic_any(5_u32);
}

fn without_words(context: Context) -> Outcome {
    let exit = end(context, says_nothing, ())?;
    assert_eq!(exit.code(), 101);
    assert_eq!(exit.panic.expect("it panicked").message, "(no words)");
    Ok(())
}

fn catches((): ()) -> u8 {
    catch_unwind(|| panic!("on purpose")).unwrap_err();
    3
}

fn catches_and_panics((): ()) -> u8 {
    catches(());
    panic!("the second");
}

fn caught(context: Context) -> Outcome {
    let exit = end(context, catches, ())?;
    assert_eq!((exit.code(), exit.panic), (3, None));
    let exit = end(context, catches_and_panics, ())?;
    assert_eq!(exit.panic.expect("it panicked").message, "the second");
    Ok(())
}

fn goes_on((): ()) {
    let thread = std::thread::spawn(|| panic!("in a thread"));
    let payload = thread.join().unwrap_err();
    // It was caught long ago, and is not what this process ends with.
    catches(());
    resume_unwind(payload);
}

/// The place is that of another thread, which nobody has asked.
fn resumed(context: Context) -> Outcome {
    let exit = end(context, goes_on, ())?;
    assert_eq!(exit.code(), 101);
    assert_eq!(exit.panic.expect("it panicked").message, "in a thread");
    Ok(())
}
