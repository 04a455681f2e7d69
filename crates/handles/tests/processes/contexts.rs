//! Start methods: what each means, and what is made under one and used under another.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use handles::live::{Context, Entry, Handle, ProcessError, parent_process};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use recursive_lock::real::lock::Lock;
use recursive_lock::real::semaphore::Semaphore;

use super::case::{Outcome, case};
use super::start::{METHODS, both, descriptors, forever, goes_well};

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        says_what_it_saw,
        takes_and_frees,
        passes_on,
        counts_descriptors,
        makes_its_own
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    let both = both("test_context", context);
    // What is at the level of a module stays there.
    let module_level = METHODS.map(|method| {
        case(
            format!("a handle at the level of a module ({method})"),
            move || module_level(Context::new(method)),
        )
    });
    let one = vec![
        case("test_mixed_startmethod", mixed),
        case("test_nested_startmethod", nested),
        case("test_child_fd_inflation (spawn)", || {
            let (alone, among) = inflation(StartMethod::Spawn)?;
            assert_eq!(alone, among);
            Ok(())
        }),
        case(
            "control: a forked child has the descriptors of its siblings",
            || {
                let (alone, among) = inflation(StartMethod::Fork)?;
                assert!(alone < among, "{alone} {among}");
                Ok(())
            },
        ),
        case("there is no third start method", || {
            let unknown = "forkserver".parse::<StartMethod>().unwrap_err();
            assert_eq!(
                unknown.to_string(),
                r#"there is no start method "forkserver": it is fork or spawn"#
            );
            Ok(())
        }),
    ];
    both.into_iter().chain(module_level).chain(one).collect()
}

/// Written by a parent: a copy of its memory shows it, and a new program does not.
static SET_BY_PARENT: AtomicU32 = AtomicU32::new(0);

fn says_what_it_saw((method, deeper, seen): (String, bool, Handle<AtomicU32>)) -> Outcomes {
    seen.store(SET_BY_PARENT.load(SeqCst), SeqCst);
    if deeper {
        let context = Context::new(method.parse().unwrap());
        SET_BY_PARENT.store(5, SeqCst);
        let mut child = context.process(says_what_it_saw, (method, false, seen));
        child.start()?;
        assert!(child.join()?.success());
    }
    Ok(())
}

type Outcomes = Result<(), ProcessError>;

// There is no method that is set for all, so none is refused to be set.
fn context(context: Context) -> Outcome {
    let method = context.method();
    assert_eq!(Context::new(method.to_string().parse()?), context);
    SET_BY_PARENT.store(3, SeqCst);
    for (deeper, copied) in [(false, 3), (true, 5)] {
        let seen = context.share(AtomicU32::new(9))?;
        let arguments = (method.to_string(), deeper, seen.clone());
        goes_well(context.process(says_what_it_saw, arguments))?;
        let expected = match method {
            StartMethod::Fork => copied,
            StartMethod::Spawn => 0,
        };
        assert_eq!(seen.load(SeqCst), expected);
    }
    Ok(())
}

fn takes_and_frees((lock, count): (Handle<Lock>, Handle<AtomicU32>)) {
    lock.acquire();
    count.fetch_add(1, SeqCst);
    lock.release().expect("it is held");
}

fn mixed() -> Outcome {
    for made in METHODS {
        for used in METHODS {
            let lock = Context::new(made).share(Lock::new())?;
            let count = Context::new(used).share(AtomicU32::new(0))?;
            let arguments = (lock.clone(), count.clone());
            let mut process = Context::new(used).process(takes_and_frees, arguments);
            if (made, used) == (StartMethod::Fork, StartMethod::Spawn) {
                assert_eq!(
                    process.start().unwrap_err().to_string(),
                    "A Lock created in a fork context is being shared with a process in a spawn \
                     context. This is not supported. Please use the same context to create \
                     shared objects and Process."
                );
                assert_eq!(process.pid(), None);
            } else {
                goes_well(process)?;
                assert_eq!(count.load(SeqCst), 1);
                assert!(!lock.is_held());
            }
        }
    }
    Ok(())
}

fn passes_on((methods, lock, count): (Vec<String>, Handle<Lock>, Handle<AtomicU32>)) -> Outcomes {
    takes_and_frees((lock.clone(), count.clone()));
    let Some((method, rest)) = methods.split_first() else {
        return Ok(());
    };
    let context = Context::new(method.parse().unwrap());
    let mut child = context.process(passes_on, (rest.to_vec(), lock, count));
    child.start()?;
    let exit = child.join()?;
    assert!(exit.success(), "{exit}");
    Ok(())
}

// A lock and a number instead of a queue; every start method below every other one.
fn nested() -> Outcome {
    let spawn = Context::new(StartMethod::Spawn);
    for methods in [
        ["fork", "fork", "spawn"],
        ["fork", "spawn", "fork"],
        ["spawn", "fork", "spawn"],
        ["spawn", "spawn", "spawn"],
    ] {
        let lock = spawn.share(Lock::new())?;
        let count = spawn.share(AtomicU32::new(0))?;
        let methods = methods.map(String::from).to_vec();
        goes_well(spawn.process(passes_on, (methods, lock, count.clone())))?;
        assert_eq!(count.load(SeqCst), 4);
    }
    Ok(())
}

fn counts_descriptors((count,): (Handle<AtomicU32>,)) {
    count.store(descriptors().try_into().unwrap(), SeqCst);
}

/// How many descriptors a child has without siblings and with ten of them.
fn inflation(method: StartMethod) -> Result<(u32, u32), libtest_mimic::Failed> {
    let context = Context::new(method);
    let count = || {
        let count = context.share(AtomicU32::new(0))?;
        goes_well(context.process(counts_descriptors, (count.clone(),)))?;
        Ok::<_, libtest_mimic::Failed>(count.load(SeqCst))
    };
    let alone = count()?;
    let mut siblings = Vec::new();
    for _ in 0..10 {
        let mut sibling = context.process(forever, ()).daemon(true);
        sibling.start()?;
        siblings.push(sibling);
    }
    Ok((alone, count()?))
}

/// What CPython's programs write at the level of a module.
static AT_MODULE_LEVEL: OnceLock<Handle<Semaphore>> = OnceLock::new();

/// Takes two permits of the semaphore that this process has; it makes one where none is.
fn makes_its_own((): ()) -> Result<u8, Box<dyn std::error::Error>> {
    assert!(parent_process().is_some());
    let made = Context::new(StartMethod::Spawn).share(Semaphore::new(2)?)?;
    let semaphore = AT_MODULE_LEVEL.get_or_init(|| made);
    semaphore.acquire();
    semaphore.acquire();
    Ok(0)
}

/// A forked child has its parent's; a spawned one makes another, and nobody says so.
fn module_level(context: Context) -> Outcome {
    // One more than the child takes, so that the parent's tells whether it was its own.
    let ours = context.share(Semaphore::new(3)?)?;
    assert!(AT_MODULE_LEVEL.set(ours.clone()).is_ok());
    goes_well(context.process(makes_its_own, ()))?;
    let expected = match context.method() {
        StartMethod::Fork => 1,
        StartMethod::Spawn => 3,
    };
    assert_eq!(ours.permits(), expected);
    Ok(())
}
