//! CPython's own cases of types that a user registers.

use handles::live::{Context, Entry};
use libtest_mimic::Trial;
use manager::live::{Client, Manager};
use manager::server::Kinds;
use manager::{Makes, ProxyError, Refused};
use serde::{Deserialize, Serialize};

use super::case::Outcome;
use super::words::{both, is_gone, nothing_is_left_at, refused};

pub(crate) fn entries() -> Vec<Entry> {
    manager::serves![kinds]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("_TestMyManager.test_mymanager", test_mymanager),
        both("_TestMyManager.test_mymanager_context", test_context),
        both(
            "_TestMyManager.test_mymanager_context_prestarted",
            test_context_prestarted,
        ),
        both("a method that panics does no harm to the server", panics),
        both("a type that was not registered is refused", unknown),
        both(
            "what a server is to make must be named in serves![]",
            unnamed,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An error of a user's own.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct ValueError {
    why: String,
}

struct FooBar;

impl FooBar {
    fn f(&self) -> String {
        "f()".into()
    }

    fn g(&self) -> Result<(), ValueError> {
        Err(ValueError {
            why: "on purpose".into(),
        })
    }

    fn h(&self) -> String {
        "_h()".into()
    }

    fn panics(&mut self) {
        panic!("on purpose");
    }
}

/// The same type with two lists of exposed methods: each list needs a type of its own.
struct Foo(FooBar);
struct Bar(FooBar);

impl Foo {
    fn new() -> Self {
        Foo(FooBar)
    }

    fn f(&self) -> String {
        self.0.f()
    }

    fn g(&self) -> Result<(), ValueError> {
        self.0.g()
    }

    fn panics(&mut self) {
        self.0.panics();
    }
}

impl Bar {
    fn new() -> Self {
        Bar(FooBar)
    }

    fn f(&self) -> String {
        self.0.f()
    }

    fn h(&self) -> String {
        self.0.h()
    }
}

manager::exposed! {
    proxy FooProxy for Foo as "Foo" {
        fn new() -> Self;
        fn f(&self) -> String;
        fn g(&self) -> Result<(), ValueError>;
        fn panics(&mut self);
    }
}

manager::exposed! {
    proxy BarProxy for Bar as "Bar" {
        fn new() -> Self;
        fn f(&self) -> String;
        fn h(&self) -> String;
    }
}

fn kinds() -> Kinds {
    Kinds::of_every_server()
        .with_type::<Foo>()
        .with_type::<Bar>()
}

fn my_manager(context: Context) -> Result<Manager, manager::live::ManagerError> {
    let started = Manager::builder(context).kinds(kinds).start();
    started.inspect(|manager| nothing_is_left_at(manager.address()))
}

fn common(manager: &Manager) -> Result<FooProxy<Client>, ProxyError> {
    let (one, other) = (
        manager.registered::<Foo>(())?,
        manager.registered::<Bar>(())?,
    );
    assert_eq!(one.f()?, "f()");
    assert_eq!(
        one.g()?,
        Err(ValueError {
            why: "on purpose".into()
        })
    );
    assert_eq!(one.call_by_name::<String>("f", &())?, "f()");
    let hidden = |kind: &str, method: &str| {
        let (kind, method) = (kind.into(), method.into());
        refused(Refused::NotExposed { kind, method })
    };
    assert_eq!(one.call_by_name::<String>("h", &()), hidden("Foo", "h"));

    assert_eq!((other.f()?, other.h()?), ("f()".into(), "_h()".into()));
    assert_eq!(other.call_by_name::<String>("h", &())?, "_h()");
    assert_eq!(other.call_by_name::<String>("g", &()), hidden("Bar", "g"));
    Ok(one)
}

/// There the server may also be terminated.
fn test_mymanager(context: Context) -> Outcome {
    let manager = my_manager(context)?;
    let one = common(&manager)?;
    assert_eq!(manager.shutdown()?.code(), 0);
    assert!(is_gone(&one.f()));
    // Once more, it says the same.
    assert_eq!(manager.shutdown()?.code(), 0);
    Ok(())
}

/// What ends with a block there ends here when the last one of the manager and its proxies
/// is dropped.
fn test_context(context: Context) -> Outcome {
    let manager = my_manager(context)?;
    let pid = manager.pid().ok_or("it was started here")?;
    let one = common(&manager)?;
    drop(manager);
    assert!(super::words::is_alive(pid));
    drop(one);
    assert!(!super::words::is_alive(pid));
    Ok(())
}

/// There are no two ways to start one here; this one is used twice.
fn test_context_prestarted(context: Context) -> Outcome {
    let manager = my_manager(context)?;
    let again = manager.clone();
    common(&manager)?;
    drop(manager);
    common(&again)?;
    assert_eq!(again.shutdown()?.code(), 0);
    Ok(())
}

fn panics(context: Context) -> Outcome {
    let manager = my_manager(context)?;
    let one = manager.registered::<Foo>(())?;
    let Err(ProxyError::Refused(Refused::Panicked { message, place })) = one.panics() else {
        return Err("it must be told of the panic".into());
    };
    assert_eq!(message, "on purpose");
    assert!(place.contains(file!()), "{place}");
    assert_eq!(one.f()?, "f()");
    common(&manager)?;
    Ok(())
}

fn unknown(context: Context) -> Outcome {
    let manager = super::words::manager(context)?;
    let why = Refused::NoSuchKind { kind: "Foo".into() };
    assert_eq!(manager.registered::<Foo>(()).map(drop), refused(why));
    manager.list([1])?;
    Ok(())
}

fn unnamed_kinds() -> Kinds {
    kinds()
}

/// A forked server has the function itself.
fn unnamed(context: Context) -> Outcome {
    let started = Manager::builder(context).kinds(unnamed_kinds).start();
    match context.method() {
        handles::StartMethod::Fork => drop(common(&started?)?),
        handles::StartMethod::Spawn => {
            let error = started.expect_err("it would not be found").to_string();
            assert!(
                error.contains("unnamed_kinds: name it in `serves![...]`"),
                "{error}"
            );
        }
    }
    Ok(())
}
