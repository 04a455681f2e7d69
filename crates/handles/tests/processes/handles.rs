//! Handles: what they share, what refuses to be pickled, and with which words.

use std::any::type_name;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering::SeqCst};

use handles::live::pickle::{Pickled, for_message, from_message};
use handles::live::{Context, Entry, Handle, PickleError, Process};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use os::InShared;
use recursive_lock::real::{
    barrier::Barrier, bounded_semaphore::BoundedSemaphore, condition::Condition, event::Event,
    lock::Lock, rlock::RLock, semaphore::Semaphore,
};
use serde::{Deserialize, Serialize};
use synchronized::real::raw_value::RawValue;
use synchronized::real::{array::Array, shared_string::SharedString, value::Value};

use super::case::{Outcome, case};
use super::start::{Left, both, ends_well, goes_well};

pub(crate) fn entries() -> Vec<Entry> {
    entries![
        count_with_rlock,
        count_in_value,
        count_without,
        has_all,
        is_same,
        keeps
    ]
}

pub(crate) fn trials() -> Vec<Trial> {
    let plain = |name: &str, body: fn() -> Outcome| {
        case(name, move || {
            let before = Left::now();
            body()?;
            assert_eq!(Left::now(), before, "before on the right");
            Ok(())
        })
    };
    let plain = [
        plain("a handle is refused in a message", in_messages),
        plain("a handle is refused wherever it hides", hidden),
        plain("a handle of another type is refused", another_type),
        plain("a handle of another type of that name is refused", twins),
        plain(
            "a handle whose descriptor leads elsewhere is refused",
            elsewhere,
        ),
        plain(
            "a handle that arrives in a message is refused",
            arrived_in_message,
        ),
        plain("what is not whole is refused", not_whole),
    ];
    [
        both("a recursive lock excludes", rlock),
        both("a value counts right", value),
        both("control: without its lock it does not", without),
        both(
            "handles in lists, tuples and structures lead somewhere",
            nested,
        ),
        both("two handles of one value are known as such", same),
        both("what a handle leads to outlives who made it", outlives),
    ]
    .into_iter()
    .flatten()
    .chain(plain)
    .collect()
}

const PROCESSES: u32 = 4;
const ROUNDS: u32 = 2_000;

type Counter<L> = (Handle<L>, Handle<RawValue<u32>>);

fn count_with_rlock((lock, counter): Counter<RLock>) {
    for _ in 0..ROUNDS {
        lock.acquire();
        lock.acquire();
        counter.set(counter.get() + 1);
        lock.release().expect("it is held");
        lock.release().expect("it is held");
    }
}

/// Runs so many processes at once.
fn at_once(new: impl Fn() -> Process) -> Outcome {
    let mut all: Vec<_> = (0..PROCESSES).map(|_| new()).collect();
    for process in &mut all {
        process.start()?;
    }
    all.into_iter().try_for_each(ends_well)
}

fn rlock(context: Context) -> Outcome {
    let counter = (
        context.share(RLock::new())?,
        context.share(RawValue::new(0))?,
    );
    at_once(|| context.process(count_with_rlock, counter.clone()))?;
    assert_eq!(counter.1.get(), PROCESSES * ROUNDS);
    assert!(!counter.0.is_held());
    Ok(())
}

fn count_in_value((value,): (Handle<Value<u32>>,)) {
    for _ in 0..ROUNDS {
        value.get_lock().acquire();
        value.set(value.get() + 1);
        value.get_lock().release().expect("it is held");
    }
}

fn value(context: Context) -> Outcome {
    let value = context.share(Value::new(0))?;
    at_once(|| context.process(count_in_value, (value.clone(),)))?;
    assert_eq!(value.get(), PROCESSES * ROUNDS);
    Ok(())
}

/// Reads, waits for all others to have read, and writes.
fn count_without((value, read): (Handle<Value<u32>>, Handle<Barrier>)) {
    let seen = value.get();
    read.wait().expect("nobody breaks it");
    value.set(seen + 1);
}

fn without(context: Context) -> Outcome {
    let value = context.share(Value::new(0))?;
    let read = context.share(Barrier::new(PROCESSES)?)?;
    at_once(|| context.process(count_without, (value.clone(), read.clone())))?;
    assert_eq!(value.get(), 1);
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct Tools {
    locks: Vec<Handle<Lock>>,
    pair: (Handle<AtomicU32>, Option<Handle<AtomicU32>>),
    named: BTreeMap<String, Handle<AtomicU32>>,
    kind: Kind,
}

#[derive(Serialize, Deserialize)]
enum Kind {
    Plain(u8),
    Shared { number: Box<Handle<AtomicU32>> },
}

/// Adds to each number what tells it from the others.
fn has_all(tools: Tools) {
    tools.locks[1].acquire();
    tools.pair.0.fetch_add(1, SeqCst);
    tools.pair.1.expect("it was given").fetch_add(2, SeqCst);
    tools.named["three"].fetch_add(3, SeqCst);
    tools.named["four"].fetch_add(4, SeqCst);
    let Kind::Shared { number } = tools.kind else {
        panic!("another was given")
    };
    number.fetch_add(5, SeqCst);
}

fn nested(context: Context) -> Outcome {
    let locks = vec![context.share(Lock::new())?, context.share(Lock::new())?];
    let mut numbers = Vec::new();
    for _ in 0..5 {
        numbers.push(context.share(AtomicU32::new(0))?);
    }
    let [one, two, three, four, five] = numbers.clone().try_into().expect("there are five");
    let tools = Tools {
        locks: locks.clone(),
        pair: (one, Some(two)),
        named: [("three".into(), three), ("four".into(), four)].into(),
        kind: Kind::Shared {
            number: Box::new(five),
        },
    };
    goes_well(context.process(has_all, tools))?;
    let seen: Vec<_> = numbers.iter().map(|number| number.load(SeqCst)).collect();
    assert_eq!(seen, [1, 2, 3, 4, 5]);
    assert_eq!([locks[0].is_held(), locks[1].is_held()], [false, true]);
    Ok(())
}

fn is_same((one, again, other): (Handle<Lock>, Handle<Lock>, Handle<Lock>)) {
    assert!(one.same(&one) && one.same(&again));
    assert!(!one.same(&other));
    one.acquire();
    assert!(again.is_held() && !other.is_held());
}

fn same(context: Context) -> Outcome {
    let one = context.share(Lock::new())?;
    let other = context.share(Lock::new())?;
    assert!(one.same(&one.clone()) && !one.same(&other));
    goes_well(context.process(is_same, (one.clone(), one.clone(), other.clone())))?;
    assert!(one.is_held() && !other.is_held());
    Ok(())
}

fn keeps((value, go, out): (Handle<Value<u32>>, Handle<Event>, Handle<AtomicU32>)) {
    go.wait();
    out.store(value.get(), SeqCst);
}

fn outlives(context: Context) -> Outcome {
    let go = context.share(Event::new())?;
    let out = context.share(AtomicU32::new(0))?;
    let value = context.share(Value::new(8))?;
    let mut process = context.process(keeps, (value.clone(), go.clone(), out.clone()));
    process.start()?;
    drop(value);
    go.set();
    ends_well(process)?;
    assert_eq!(out.load(SeqCst), 8);
    Ok(())
}

/// That a handle of this is refused in a message, with CPython's words.
fn refused<T: InShared>(value: T, object: &str) -> Outcome {
    let handle = Context::new(StartMethod::Spawn).share(value)?;
    let error = for_message(&handle).unwrap_err();
    assert!(
        matches!(error, PickleError::OnlyByInheritance(_)),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        format!("{object} objects should only be shared between processes through inheritance")
    );
    Ok(())
}

fn in_messages() -> Outcome {
    refused(Lock::new(), "Lock")?;
    refused(RLock::new(), "RLock")?;
    refused(Semaphore::new(1)?, "Semaphore")?;
    refused(BoundedSemaphore::new(1)?, "BoundedSemaphore")?;
    // CPython's event and barrier say "Condition": their inner part fails first.
    refused(Condition::<RLock>::default(), "Condition")?;
    refused(Event::new(), "Event")?;
    refused(Barrier::new(1)?, "Barrier")?;
    refused(Value::new(1_u32), "Synchronized")?;
    // CPython's names say of what they are: `SynchronizedArray`, `SynchronizedString`.
    refused(Array::new([1_u32, 2]), "Synchronized")?;
    refused(SharedString::new(*b"hello"), "Synchronized")?;
    refused(RawValue::new(1_u32), "RawValue")?;
    refused(AtomicU32::new(1), "AtomicU32")?;
    Ok(())
}

fn hidden() -> Outcome {
    let lock = Context::new(StartMethod::Spawn).share(Lock::new())?;
    let inherited = Context::new(StartMethod::Fork).share(Lock::new())?;
    let words = "Lock objects should only be shared between processes through inheritance";
    let says = |error: Result<Vec<u8>, PickleError>| {
        assert_eq!(error.unwrap_err().to_string(), words);
    };
    says(for_message(&(1, vec![lock.clone()])));
    says(for_message(&Some(Box::new(lock.clone()))));
    says(for_message(&BTreeMap::from([(1, &lock)])));
    says(for_message(&inherited));
    // The control: the same without a handle.
    assert!(for_message(&(1, vec![1], Kind::Plain(1))).is_ok());
    Ok(())
}

fn another_type() -> Outcome {
    let context = Context::new(StartMethod::Spawn);
    // As large as a signed number, so that the size does not tell.
    let number = context.share(AtomicU32::new(1))?;
    let arrived = |pickled: Pickled| pickled.unpickle::<Handle<AtomicI32>>();
    let error = arrived(Pickled::for_child(&number)?).unwrap_err();
    assert!(
        matches!(error, PickleError::WrongHandle { .. }),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        format!(
            "a handle of {} arrived where one of {} was expected",
            type_name::<AtomicU32>(),
            type_name::<AtomicI32>()
        )
    );
    // The control: what it is it can be again, and leads to the same value.
    let again = Pickled::for_child(&number)?.unpickle::<Handle<AtomicU32>>()?;
    again.store(2, SeqCst);
    assert_eq!(number.load(SeqCst), 2);
    assert!(number.same(&again));
    Ok(())
}

/// A handle of a type that lives inside this function; one that is given must be of it.
macro_rules! twin {
    ($given:expr) => {{
        struct Twin(AtomicU32);
        #[allow(unsafe_code, reason = "which types may be shared is a promise")]
        // SAFETY: it is an atomic.
        unsafe impl InShared for Twin {}
        let handle = Context::new(StartMethod::Spawn).share(Twin(AtomicU32::new(1)))?;
        assert_eq!(handle.0.load(SeqCst), 1);
        let given: Option<Pickled> = $given;
        let arrived = given.map(|pickled| pickled.unpickle::<Handle<Twin>>().map(drop));
        (Pickled::for_child(&handle)?, type_name::<Twin>(), arrived)
    }};
}

fn twins() -> Outcome {
    let (pickled, name, _) = twin!(None);
    let (_, same_name, arrived) = twin!(Some(pickled));
    assert_eq!(name, same_name);
    let error = arrived.expect("it was given").unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("a handle of another {name} arrived where one of {name} was expected")
    );
    Ok(())
}

fn elsewhere() -> Outcome {
    let context = Context::new(StartMethod::Spawn);
    let number = context.share(AtomicU32::new(1))?;
    let arrived = |descriptors| {
        let bytes = Pickled::for_child(&number)?.bytes().to_vec();
        let pickled = Pickled { bytes, descriptors };
        pickled.unpickle::<Handle<AtomicU32>>().map(drop)
    };
    let error = arrived(vec![]).unwrap_err();
    assert!(
        matches!(error, PickleError::NoDescriptor { .. }),
        "{error:?}"
    );
    let object = type_name::<AtomicU32>();
    let expected = format!("a handle of {object} arrived without its descriptor");
    assert_eq!(error.to_string(), expected);

    let long = Pickled::for_child(&context.share([1, 2].map(AtomicU32::new))?)?;
    let error = arrived(long.descriptors).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the descriptor that arrived does not lead to a shared value of 4 bytes"
    );
    let error = arrived(vec![std::fs::File::open("/dev/null")?.into()]).unwrap_err();
    assert!(
        matches!(error, PickleError::Os(os::OsError::WrongMapping { .. })),
        "{error:?}"
    );
    // The control: its own descriptor leads there.
    let good = Pickled::for_child(&number)?;
    Ok(arrived(good.descriptors)?)
}

/// Bytes of a handle, as they are while a process is being spawned.
fn arrived_in_message() -> Outcome {
    let lock = Context::new(StartMethod::Spawn).share(Lock::new())?;
    let bytes = Pickled::for_child(&lock)?.bytes().to_vec();
    let error = from_message::<Handle<Lock>>(&bytes).unwrap_err();
    assert!(matches!(error, PickleError::InMessage { .. }), "{error:?}");
    Ok(())
}

fn not_whole() -> Outcome {
    let bytes = for_message(&(7_u32, String::from("text")))?;
    let good: (u32, String) = from_message(&bytes)?;
    assert_eq!(good, (7, "text".into()));
    let refused = |bytes: &[u8]| {
        let error = from_message::<(u32, String)>(bytes).unwrap_err();
        assert!(matches!(error, PickleError::Malformed { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            "cannot unpickle a (u32, alloc::string::String): the message is truncated, or holds \
             something else"
        );
    };
    for length in 0..bytes.len() {
        refused(&bytes[..length]);
    }
    refused(&[&bytes[..], &[0]].concat());
    refused(&[0xff; 16]);
    Ok(())
}
