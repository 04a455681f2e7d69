//! CPython's own cases of managers at an address, restarts and keys.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::{UnixListener, UnixStream};
use std::thread;

use handles::entries;
use handles::live::{AuthKey, Context, Entry};
use libtest_mimic::Trial;
use manager::live::{Address, HandshakeError, Manager, ManagerError};
use manager::server::Kinds;
use manager::{Makes, ProxyError};
use serde::{Deserialize, Serialize, Serializer, ser};

use super::case::{Outcome, case};
use super::words::{both, goes_well, is_gone, wait_until};

pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = manager::serves![kinds];
    entries.extend(entries![puts]);
    entries
}

pub(crate) fn trials() -> Vec<Trial> {
    let both = [
        both("_TestRemoteManager.test_remote", test_remote),
        both("_TestManagerRestart.test_rapid_restart", test_rapid_restart),
        both("an address that is in use is refused", in_use),
        both("a wrong key is refused, and harms nobody", wrong_key),
    ];
    let alone = [
        case(
            "OtherTest.test_deliver_challenge_auth_failure",
            test_deliver_challenge_auth_failure,
        ),
        case(
            "OtherTest.test_answer_challenge_auth_failure",
            test_answer_challenge_auth_failure,
        ),
        case("who is no manager is told from one", no_manager),
    ];
    both.into_iter().flatten().chain(alone).collect()
}

/// What a queue can hold.
#[derive(Clone, Debug, PartialEq, Deserialize)]
enum Word {
    Text(String),
    Nothing,
    Truth(bool),
    Number(f64),
    Bytes(Vec<u8>),
    Unsendable,
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Word::Text(text) => serializer.serialize_newtype_variant("Word", 0, "Text", text),
            Word::Nothing => serializer.serialize_unit_variant("Word", 1, "Nothing"),
            Word::Truth(truth) => serializer.serialize_newtype_variant("Word", 2, "Truth", truth),
            Word::Number(number) => {
                serializer.serialize_newtype_variant("Word", 3, "Number", number)
            }
            Word::Bytes(bytes) => serializer.serialize_newtype_variant("Word", 4, "Bytes", bytes),
            Word::Unsendable => Err(ser::Error::custom("it stays here")),
        }
    }
}

fn words() -> Vec<Word> {
    vec![
        Word::Text("hello world".into()),
        Word::Nothing,
        Word::Truth(true),
        Word::Number(2.25),
        Word::Text("hall\u{e5} v\u{e4}rlden".into()),
        Word::Text("\u{43f}\u{440}\u{438}\u{432}\u{456}\u{442}".into()),
        Word::Bytes(b"hall\xe5 v\xe4rlden".into()),
    ]
}

thread_local! {
    /// The one queue of a server: whoever connects makes an object of its own that leads to
    /// it.
    static QUEUE: RefCell<VecDeque<Vec<Word>>> = const { RefCell::new(VecDeque::new()) };
}

struct TheQueue;

impl TheQueue {
    fn new() -> Self {
        TheQueue
    }

    fn put(&mut self, item: Vec<Word>) {
        QUEUE.with_borrow_mut(|queue| queue.push_back(item));
    }

    fn take(&mut self) -> Option<Vec<Word>> {
        QUEUE.with_borrow_mut(VecDeque::pop_front)
    }
}

manager::exposed! {
    proxy TheQueueProxy for TheQueue as "TheQueue" {
        fn new() -> Self;
        fn put(&mut self, item: Vec<Word>);
        fn take(&mut self) -> Option<Vec<Word>>;
    }
}

fn kinds() -> Kinds {
    Kinds::of_every_server().with_type::<TheQueue>()
}

fn puts((address, key): (Address, AuthKey)) -> anyhow::Result<()> {
    let manager = Manager::connect(&address, &key)?;
    Ok(manager.registered::<TheQueue>(())?.put(words())?)
}

fn any_port() -> Address {
    Address::Tcp(([127, 0, 0, 1], 0).into())
}

fn at(context: Context, address: &Address, key: &AuthKey) -> Result<Manager, ManagerError> {
    let builder = Manager::builder(context).address(address.clone());
    builder.key(key.clone()).kinds(kinds).start()
}

/// A method of a registered type does not wait: so it is asked again and again.
fn test_remote(context: Context) -> Outcome {
    let key = AuthKey::random()?;
    let first = at(context, &any_port(), &key)?;
    let mut child = context.process(puts, (first.address().clone(), key.clone()));
    child.start()?;
    let second = Manager::connect(first.address(), &key)?;
    let queue = second.registered::<TheQueue>(())?;
    let mut item = None;
    wait_until(|| {
        item = queue.take().expect("the server is there");
        item.is_some()
    });
    assert_eq!(item, Some(words()));
    let refused = queue.put(vec![Word::Unsendable]).unwrap_err();
    assert!(
        matches!(refused, ProxyError::NotSerializable { .. }),
        "{refused}"
    );
    super::words::ends_well(child)?;
    // Only who has started it can end it.
    assert!(matches!(second.shutdown(), Err(ManagerError::NotOurs)));
    Ok(())
}

/// CPython tries again when the address is in use still. Here it is asked for ten times,
/// at a port and at a path.
fn test_rapid_restart(context: Context) -> Outcome {
    let key = AuthKey::random()?;
    let folder = tempfile::tempdir()?;
    for address in [any_port(), Address::Unix(folder.path().join("socket"))] {
        let mut manager = at(context, &address, &key)?;
        let address = manager.address().clone();
        for _ in 0..10 {
            goes_well(context.process(puts, (address.clone(), key.clone())))?;
            let queue = manager.registered::<TheQueue>(())?;
            assert_eq!(queue.take()?, Some(words()));
            assert_eq!(manager.shutdown()?.code(), 0);
            manager = at(context, &address, &key)?;
            assert_eq!(*manager.address(), address);
            // The old proxy does not reach the new server.
            assert!(is_gone(&queue.take()));
        }
    }
    assert!(!folder.path().join("socket").exists());
    Ok(())
}

fn in_use(context: Context) -> Outcome {
    let key = AuthKey::random()?;
    let folder = tempfile::tempdir()?;
    for address in [any_port(), Address::Unix(folder.path().join("socket"))] {
        let manager = at(context, &address, &key)?;
        let second = at(context, manager.address(), &key);
        let Err(ManagerError::NotStarted { why }) = second else {
            return Err("two servers cannot have one address".into());
        };
        assert!(why.contains(&manager.address().to_string()), "{why}");
        manager.list([1])?;
    }
    Ok(())
}

fn wrong_key(context: Context) -> Outcome {
    let (key, other) = (AuthKey::random()?, AuthKey::random()?);
    let manager = at(context, &any_port(), &key)?;
    let value = manager.value(1)?;
    for _ in 0..3 {
        let refused = Manager::connect(manager.address(), &other).unwrap_err();
        let rejected = ManagerError::Handshake(HandshakeError::DigestRejected);
        assert_eq!(refused.to_string(), rejected.to_string());
        assert!(matches!(
            refused,
            ManagerError::Handshake(HandshakeError::DigestRejected)
        ));
    }
    let child = context.process(puts, (manager.address().clone(), other));
    let mut child = super::words::started(child)?;
    assert_eq!(child.join()?.code(), 1);
    // The control: with the key it works, and nobody has put anything in.
    let queue = Manager::connect(manager.address(), &key)?.registered::<TheQueue>(())?;
    assert_eq!(queue.take()?, None);
    assert_eq!(value.get()?, 1);
    Ok(())
}

/// The mark of the protocol, and as many bytes as follow it.
fn message(rest: &[u8]) -> Vec<u8> {
    let message = [b"updates\x01", rest].concat();
    let length = u32::try_from(message.len()).expect("it is short");
    [&length.to_le_bytes(), message.as_slice()].concat()
}

/// A client that does not have the key sends something bogus.
fn test_deliver_challenge_auth_failure() -> Outcome {
    let context = Context::new(handles::StartMethod::Spawn);
    let manager = at(context, &any_port(), &AuthKey::random()?)?;
    let Address::Tcp(port) = manager.address() else {
        return Err("it listens at a port".into());
    };
    let mut bogus = TcpStream::connect(port)?;
    let mut hello = [0; 4 + 8 + 32];
    bogus.read_exact(&mut hello)?;
    assert_eq!(hello[..12], message(&[0; 32])[..12]);
    bogus.write_all(&message(&[7; 64]))?;
    // It is told that it is refused, and nothing else: no digest of the server's.
    let mut told = Vec::new();
    bogus.read_to_end(&mut told)?;
    assert_eq!(told, message(&[0; 32]));
    manager.list([1])?;
    Ok(())
}

/// What a client says to a server that sends this, one after the other.
fn answered(sends: &'static [&[u8]]) -> Result<ManagerError, libtest_mimic::Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("socket");
    let listener = UnixListener::bind(&path)?;
    let server = thread::spawn(move || -> std::io::Result<()> {
        let (mut client, _): (UnixStream, _) = listener.accept()?;
        for send in sends {
            client.write_all(&message(send))?;
            let mut answer = [0; 4 + 8 + 64];
            // It may have heard enough already.
            let _ = client.read_exact(&mut answer);
        }
        Ok(())
    });
    let refused = Manager::connect(&Address::Unix(path), &AuthKey::random()?).unwrap_err();
    server.join().expect("it does not panic")?;
    Ok(refused)
}

/// A server that does not have the key sends something bogus.
fn test_answer_challenge_auth_failure() -> Outcome {
    let refused = answered(&[&[1; 32], &[7; 32]])?;
    assert!(
        matches!(
            refused,
            ManagerError::Handshake(HandshakeError::DigestWrong)
        ),
        "{refused:?}"
    );
    Ok(())
}

fn no_manager() -> Outcome {
    let refused = answered(&[&[1; 31]])?;
    let wrong = matches!(
        refused,
        ManagerError::Handshake(HandshakeError::WrongLength { .. })
    );
    assert!(wrong, "{refused:?}");
    Ok(())
}
