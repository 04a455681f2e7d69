//! What the cases have in common: start methods, ends, and what is left.

use std::process::{Command, Stdio};
use std::sync::atomic::AtomicU32;
use std::thread::yield_now;

use handles::StartMethod;
use handles::live::{Context, Entry, Process};
use libtest_mimic::Trial;

use super::case::{Outcome, case, wait_for_ever};
pub(crate) use super::left::{Left, descriptors};
use super::{arguments, contexts, ending, handles as with_handles, keys, panics, refused, running};

pub(crate) const METHODS: [StartMethod; 2] = [StartMethod::Fork, StartMethod::Spawn];

/// Every function that a case spawns a child with.
pub(crate) fn entries() -> Vec<Entry> {
    let all = [
        running::entries(),
        ending::entries(),
        contexts::entries(),
        panics::entries(),
        refused::entries(),
        arguments::entries(),
        with_handles::entries(),
        keys::entries(),
    ];
    all.into_iter().flatten().collect()
}

/// A case under each start method. Whatever it is about, nothing may be left of it.
pub(crate) fn both(name: &str, body: fn(Context) -> Outcome) -> Vec<Trial> {
    let under = |method| {
        case(format!("{name} ({method})"), move || {
            let before = Left::now();
            body(Context::new(method))?;
            assert_eq!(Left::now(), before, "before on the right");
            Ok(())
        })
    };
    METHODS.map(under).into()
}

/// What must be noticed.
pub(crate) fn controls() -> Vec<Trial> {
    vec![case("control: what is left is noticed", || {
        let context = Context::new(StartMethod::Spawn);
        let before = Left::now();
        let number = context.share(AtomicU32::new(0))?;
        let with_number = Left::now();
        assert_ne!(with_number, before);
        let inherited = Context::new(StartMethod::Fork).share(AtomicU32::new(0))?;
        assert_ne!(Left::now(), with_number);
        drop((number, inherited));
        assert_eq!(Left::now(), before);
        let mut program = Command::new("/proc/self/exe");
        let mut zombie = program.arg("--list").stdout(Stdio::null()).spawn()?;
        assert_ne!(Left::now(), before);
        zombie.wait()?;
        assert_eq!(Left::now(), before);
        Ok(())
    })]
}

/// Starts a process and waits for it: all goes well in it.
pub(crate) fn goes_well(mut process: Process) -> Outcome {
    process.start()?;
    ends_well(process)
}

/// Waits for a process: all has gone well in it.
pub(crate) fn ends_well(mut process: Process) -> Outcome {
    let exit = process.join()?;
    assert!(exit.success(), "{exit}");
    Ok(())
}

/// Waits until this holds. The runner's limit ends a wait that is in vain.
pub(crate) fn until(condition: impl Fn() -> bool) {
    while !condition() {
        yield_now();
    }
}

/// A process that ends only when it is made to.
pub(crate) fn forever((): ()) {
    wait_for_ever()
}

pub(crate) fn nothing((): ()) {}
