//! The key of the family: who has it, and that it goes nowhere else.

use std::sync::atomic::{AtomicU8, Ordering::SeqCst};

use handles::StartMethod;
use handles::entries;
use handles::live::pickle::{Pickled, for_message, from_message, is_spawned, is_spawning};
use handles::live::{AuthKey, Context, Entry, Handle, PickleError, ProcessError, family_key};
use libtest_mimic::Trial;
use os::{OsError, fork_child};
use recursive_lock::real::event::Event;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::case::{Outcome, case};
use super::start::{METHODS, both, ends_well, goes_well};

pub(crate) fn entries() -> Vec<Entry> {
    entries![shows_key, shows_key_of_child, shows_key_late, has_this_key]
}

pub(crate) fn trials() -> Vec<Trial> {
    let both = [
        both("a child of a child has the key", grandchild),
        both(
            "who was started before anybody asked for the key has it",
            early,
        ),
        both("a key can be an argument", as_argument),
    ];
    let alone = [
        case(
            "the key is the same whenever it is asked for",
            always_the_same,
        ),
        case("control: another family has another key", another_family),
        case("a key is refused in a message", in_message),
        case("a key that arrives in a message is refused", from_a_message),
        case("a key is never printed", printed),
        case("a key has at least one byte", empty),
        case("a value can ask how it travels", asks),
    ];
    both.into_iter().flatten().chain(alone).collect()
}

/// Where a process shows the key that it has.
pub(crate) type Shown = Handle<[AtomicU8; 32]>;

pub(crate) fn show(shown: &Shown) -> Result<(), OsError> {
    let key = family_key()?.as_bytes();
    assert_eq!(key.len(), shown.len());
    for (place, byte) in shown.iter().zip(key) {
        place.store(*byte, SeqCst);
    }
    Ok(())
}

/// That what was shown is the key of this process.
pub(crate) fn is_ours(shown: &Shown) -> Result<bool, OsError> {
    let key = family_key()?.as_bytes();
    Ok(shown.iter().map(|byte| byte.load(SeqCst)).eq(key.to_vec()))
}

fn shows_key(shown: Shown) -> Result<(), OsError> {
    show(&shown)
}

/// Starts a child under each start method.
fn shows_key_of_child(all: [Shown; 2]) -> Result<(), ProcessError> {
    for (shown, method) in all.into_iter().zip(METHODS) {
        let mut child = Context::new(method).process(shows_key, shown);
        child.start()?;
        assert!(child.join()?.success());
    }
    Ok(())
}

fn grandchild(context: Context) -> Outcome {
    // Only a memory file reaches a child that is spawned by a forked one.
    let shared = Context::new(StartMethod::Spawn);
    let all = [
        shared.share(Default::default())?,
        shared.share(Default::default())?,
    ];
    assert!(!is_ours(&all[0])? && !is_ours(&all[1])?);
    goes_well(context.process(shows_key_of_child, all.clone()))?;
    assert!(is_ours(&all[0])? && is_ours(&all[1])?);
    Ok(())
}

fn shows_key_late((go, shown): (Handle<Event>, Shown)) -> Result<(), OsError> {
    go.wait();
    show(&shown)
}

fn early(context: Context) -> Outcome {
    let go = context.share(Event::new())?;
    let shown: Shown = context.share(Default::default())?;
    let mut process = context.process(shows_key_late, (go.clone(), shown.clone()));
    process.start()?;
    // The first that this process hears of it.
    family_key()?;
    go.set();
    ends_well(process)?;
    assert!(is_ours(&shown)?);
    Ok(())
}

fn has_this_key((key, shown): (AuthKey, Shown)) {
    for (place, byte) in shown.iter().zip(key.as_bytes()) {
        place.store(*byte, SeqCst);
    }
}

fn as_argument(context: Context) -> Outcome {
    let shown: Shown = context.share(Default::default())?;
    goes_well(context.process(has_this_key, (AuthKey::new([7; 32])?, shown.clone())))?;
    assert!(shown.iter().all(|byte| byte.load(SeqCst) == 7));
    Ok(())
}

fn always_the_same() -> Outcome {
    let first = family_key()?.as_bytes().to_vec();
    goes_well(Context::new(StartMethod::Fork).process(|(): ()| (), ()))?;
    let asked = std::thread::spawn(family_key).join();
    assert_eq!(asked.expect("it does not panic")?.as_bytes(), first);
    assert_ne!(AuthKey::random()?.as_bytes(), first, "it is random");
    Ok(())
}

/// Nobody has asked for it here, and a plain fork does not.
fn another_family() -> Outcome {
    let context = Context::new(StartMethod::Fork);
    let [one, other]: [Shown; 2] = [
        context.share(Default::default())?,
        context.share(Default::default())?,
    ];
    for shown in [&one, &other] {
        let child = fork_child(|| show(shown).is_err().into());
        assert!(child?.wait()?.success());
    }
    assert!(!is_ours(&one)? && !is_ours(&other)?);
    // From now on there is one to inherit.
    let child = fork_child(|| show(&one).is_err().into());
    assert!(child?.wait()?.success());
    assert!(is_ours(&one)?);
    Ok(())
}

const WORDS: &str =
    "an AuthKey is a secret: it is given to a child that is being spawned, and to nobody else";

fn in_message() -> Outcome {
    let key = family_key()?;
    let refused = [
        for_message(key),
        for_message(&(1, vec![key])),
        for_message(&Some(Box::new(key))),
    ];
    for refused in refused {
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, PickleError::Secret { object: "AuthKey" }),
            "{refused:?}"
        );
        assert_eq!(refused.to_string(), WORDS);
    }
    // The control: the same without a key.
    for_message(&(1, vec![1]))?;
    Ok(())
}

fn from_a_message() -> Outcome {
    let key = family_key()?;
    let pickled = Pickled::for_child(key)?;
    let refused = from_message::<AuthKey>(pickled.bytes()).unwrap_err();
    assert!(matches!(refused, PickleError::Secret { .. }), "{refused:?}");
    assert_eq!(refused.to_string(), WORDS);
    // The control: the same bytes where they belong.
    let again: AuthKey = pickled.unpickle()?;
    assert_eq!(again.as_bytes(), key.as_bytes());
    Ok(())
}

fn printed() -> Outcome {
    let key = AuthKey::new("swordfish")?;
    assert_eq!(format!("{key:?} {key:#?}"), "AuthKey(..) AuthKey(..)");
    // Nor are the bytes in which it travels.
    let pickled = format!("{:?}", Pickled::for_child(&key)?);
    assert_eq!(pickled, "Pickled { bytes: 10, descriptors: 0 }");
    Ok(())
}

fn empty() -> Outcome {
    let words = "an AuthKey must have at least one byte: 32 random ones are recommended";
    assert_eq!(AuthKey::new([]).unwrap_err().to_string(), words);
    assert_eq!(AuthKey::new([1])?.as_bytes(), [1]);
    let pickled = Pickled {
        bytes: vec![0],
        descriptors: vec![],
    };
    let refused = pickled.unpickle::<AuthKey>().unwrap_err();
    assert!(
        matches!(refused, PickleError::Malformed { .. }),
        "{refused:?}"
    );
    Ok(())
}

/// Says on its way whether it leaves for a child, and whether it arrives in one.
#[derive(Debug, PartialEq)]
struct Asks {
    left: bool,
    arrived: bool,
}

impl Serialize for Asks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        assert!(!is_spawned());
        is_spawning().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Asks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        assert!(!is_spawning());
        Ok(Asks {
            left: bool::deserialize(deserializer)?,
            arrived: is_spawned(),
        })
    }
}

fn asks() -> Outcome {
    let asks = Asks {
        left: false,
        arrived: false,
    };
    let both = |both| Asks {
        left: both,
        arrived: both,
    };
    let again: Asks = Pickled::for_child(&asks)?.unpickle()?;
    assert_eq!(again, both(true));
    let again: Asks = from_message(&for_message(&asks)?)?;
    assert_eq!(again, both(false));
    assert!(!is_spawning() && !is_spawned());
    Ok(())
}
