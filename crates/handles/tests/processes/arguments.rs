//! Arguments of spawned children: what is pickled, and what cannot be.

use handles::live::{Context, Copied, Entry, Handle, ProcessError};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use recursive_lock::real::lock::Lock;
use serde::{Deserialize, Serialize};

use super::case::{Outcome, case};
use super::start::{Left, goes_well};

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        has_length,
        cannot_be,
        has_locks,
        takes_refused,
        cannot_arrive,
        changes
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    let one = |name: &str, body: fn(Context) -> Outcome| {
        case(format!("{name} (spawn)"), move || {
            let before = Left::now();
            body(Context::new(StartMethod::Spawn))?;
            assert_eq!(Left::now(), before, "before on the right");
            Ok(())
        })
    };
    vec![
        one("arguments may be long", long),
        one(
            "an argument that cannot be pickled starts nothing",
            unpicklable,
        ),
        one("an argument that panics starts nothing", panicking),
        one("an argument that cannot be made again is told", unmakeable),
        one("many handles", many),
        one("too many handles start nothing", too_many),
        one("a copy is a copy", copied),
    ]
}

fn has_length((text, length): (String, usize)) {
    assert_eq!(text.len(), length);
}

/// Below and above what fits into the socket.
fn long(context: Context) -> Outcome {
    for length in [0, 65_000, 65_536, 1 << 22] {
        goes_well(context.process(has_length, ("x".repeat(length), length)))?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Refuses(Option<String>);

impl Serialize for Refuses {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(why) => Err(serde::ser::Error::custom(why)),
            None => panic!("on purpose"),
        }
    }
}

fn cannot_be((_, _): (Handle<Lock>, Refuses)) {}

fn unpicklable(context: Context) -> Outcome {
    let lock = context.share(Lock::new())?;
    let why = Refuses(Some("it is of no use".into()));
    let mut process = context.process(cannot_be, (lock.clone(), why));
    let refused = process.start().unwrap_err();
    assert!(matches!(refused, ProcessError::Pickle(_)), "{refused:?}");
    let words = refused.to_string();
    assert!(words.starts_with("cannot pickle a "), "{words}");
    assert!(!words.contains('\n'), "{words}");
    assert_eq!(process.pid(), None);
    Ok(())
}

fn panicking(context: Context) -> Outcome {
    let lock = context.share(Lock::new())?;
    let mut process = context.process(cannot_be, (lock.clone(), Refuses(None)));
    std::panic::set_hook(Box::new(|_| ()));
    let start = std::panic::AssertUnwindSafe(|| process.start());
    std::panic::catch_unwind(start).unwrap_err();
    // What was on its way then is not any more.
    let refused = handles::live::pickle::for_message(&lock).unwrap_err();
    assert!(refused.to_string().starts_with("Lock objects should only"));
    Ok(())
}

/// Something that is sent, and is not what is received.
#[derive(Serialize)]
struct Odd(u8);

impl<'de> Deserialize<'de> for Odd {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!("{number} is odd")))
    }
}

fn takes_refused(_: Odd) {}

fn cannot_arrive(_: Copied<bool>) {}

fn unmakeable(context: Context) -> Outcome {
    let shown = {
        use std::os::fd::AsFd;
        std::io::stderr().as_fd().try_clone_to_owned()?
    };
    let nowhere = std::fs::File::options().write(true).open("/dev/null")?;
    rustix::stdio::dup2_stderr(&nowhere)?;
    let mut process = context.process(takes_refused, Odd(3));
    process.start()?;
    let exit = process.join()?;
    rustix::stdio::dup2_stderr(&shown)?;
    assert_eq!(exit.code(), 1);
    let told = exit.to_string();
    assert!(told.contains("cannot unpickle a "), "{told}");
    assert!(!told.contains('\n'), "{told}");
    goes_well(context.process(cannot_arrive, Copied(true)))
}

fn has_locks(locks: Vec<Handle<Lock>>) {
    for lock in &locks {
        lock.acquire();
    }
}

fn locks(context: Context, number: usize) -> Result<Vec<Handle<Lock>>, os::OsError> {
    (0..number).map(|_| context.share(Lock::new())).collect()
}

fn many(context: Context) -> Outcome {
    let locks = locks(context, os::MOST_DESCRIPTORS)?;
    goes_well(context.process(has_locks, locks.clone()))?;
    assert!(locks.iter().all(|lock| lock.is_held()));
    Ok(())
}

fn too_many(context: Context) -> Outcome {
    let locks = locks(context, os::MOST_DESCRIPTORS + 1)?;
    let mut process = context.process(has_locks, locks.clone());
    for _ in 0..2 {
        assert_eq!(
            process.start().unwrap_err().to_string(),
            "a process can be spawned with at most 252 handles: share an array of values"
        );
        assert_eq!(process.pid(), None);
    }
    assert!(locks.iter().all(|lock| !lock.is_held()));
    Ok(())
}

fn changes(mut number: Copied<u32>) -> Result<(), String> {
    *number += 1;
    (*number == 8)
        .then_some(())
        .ok_or_else(|| "another number".into())
}

fn copied(context: Context) -> Outcome {
    let number = Copied(7);
    goes_well(context.process(changes, number))?;
    assert_eq!(*number, 7);
    Ok(())
}
