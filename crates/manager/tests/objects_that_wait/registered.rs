//! `_TestMyManager`: types that a user registers; and what becomes of a panic.

use handles::real::spaces::{Cross, start};
use manager::proxies::ListProxy;
use manager::real::channel::{Channel, serve, serve_with};
use manager::server::Kinds;
use manager::{Inside, Makes, Over, ProxyError, Refused};
use serde::{Deserialize, Serialize};

use super::direct::{clients, objects};

/// An error of a user's own.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct TooMuch {
    most: u64,
}

#[derive(Debug)]
struct Counter(u64);

impl Counter {
    fn new(start: u64) -> Self {
        assert!(start < 100, "it starts too high");
        Counter(start)
    }

    fn add(&mut self, by: u64) -> u64 {
        self.0 += by;
        self.0
    }

    fn total(&self) -> u64 {
        self.0
    }

    fn take(&mut self, much: u64) -> Result<u64, TooMuch> {
        let left = self.0.checked_sub(much);
        self.0 = left.ok_or(TooMuch { most: self.0 })?;
        Ok(self.0)
    }

    fn fails(&mut self, words: String) {
        self.0 += 1;
        panic!("{words}");
    }

    fn odd(&self) -> Odd {
        Odd
    }
}

/// What cannot be written.
#[derive(Debug, Deserialize)]
struct Odd;

impl Serialize for Odd {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("it is odd"))
    }
}

manager::exposed! {
    /// A counter in a server. `secret` is not exposed.
    proxy CounterProxy for Counter {
        /// Starts from here.
        fn new(start: u64) -> Self;
        /// Adds.
        fn add(&mut self, by: u64) -> u64;
        fn total(&self) -> u64;
        fn take(&mut self, much: u64) -> Result<u64, TooMuch>;
        fn fails(&mut self, words: String);
        fn odd(&self) -> Odd;
    }
}

/// It keeps lists.
#[derive(Default)]
struct Shelf(Vec<ListProxy<u8, Inside>>);

impl Shelf {
    fn new(first: ListProxy<u8, Inside>) -> Self {
        Shelf(vec![first])
    }

    fn keep(&mut self, list: ListProxy<u8, Inside>) {
        self.0.push(list);
    }

    fn last(&self) -> Option<ListProxy<u8, Inside>> {
        self.0.last().cloned()
    }

    fn take(&mut self) -> Option<ListProxy<u8, Inside>> {
        self.0.pop()
    }

    fn looks(&self) -> bool {
        self.0[0].len() == Err(ProxyError::Inside)
    }
}

manager::exposed! {
    proxy ShelfProxy<C> for Shelf as "Shelf" {
        fn new(first: ListProxy<u8, C>) -> Self;
        fn keep(&mut self, list: ListProxy<u8, C>);
        fn last(&self) -> Option<ListProxy<u8, C>>;
        fn take(&mut self) -> Option<ListProxy<u8, C>>;
        fn looks(&self) -> bool;
    }
}

impl Cross for CounterProxy<Channel> {
    fn inherited(&self) -> Self {
        self.over(self.transport().inherited())
    }

    fn pickled(&self) -> Result<Self, handles::OnlyByInheritance> {
        Ok(self.inherited())
    }
}

fn kinds() -> Kinds {
    Kinds::of_every_server()
        .with_type::<Counter>()
        .with_type::<Shelf>()
}

// The exposed list is enforced, and an exception crosses.
#[test]
fn test_mymanager() {
    serve_with(kinds(), |manager| {
        let counter = manager.registered::<Counter>((5,)).unwrap();
        let child = start(&(counter.clone(),), |(counter,)| counter.add(2));
        assert_eq!(child.join().unwrap(), Ok(7));
        assert_eq!(counter.total(), Ok(7));
        assert_eq!(counter.take(3), Ok(Ok(4)));
        assert_eq!(counter.take(9), Ok(Err(TooMuch { most: 4 })));
        let refused = counter.call_by_name::<u64>("secret", &());
        let Err(ProxyError::Refused(Refused::NotExposed { kind, method })) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(method, "secret");
        assert!(kind.ends_with("registered::Counter"), "{kind}");
    });
}

#[test]
fn a_method_is_called_by_its_name() {
    let [one] = clients(kinds());
    let counter = one.registered::<Counter>((5,)).unwrap();
    assert_eq!(counter.call_by_name("add", &(1_u64,)), Ok(6_u64));
    let refused = counter.call_by_name::<u64>("add", &(1_u64, 2_u64));
    assert!(matches!(
        refused,
        Err(ProxyError::Refused(Refused::BadCall { .. }))
    ));
    assert_eq!(counter.total(), Ok(6));
}

#[test]
fn a_server_makes_what_it_was_told_of() {
    serve(|manager| {
        let refused = manager.registered::<Counter>((5,)).map(drop);
        assert!(matches!(
            refused,
            Err(ProxyError::Refused(Refused::NoSuchKind { .. }))
        ));
    });
}

#[track_caller]
fn panicked<R: std::fmt::Debug>(refused: Result<R, ProxyError>, words: &str) {
    let refused = refused.expect_err("it panics");
    let ProxyError::Refused(Refused::Panicked { message, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(message, words);
}

// As in CPython an exception undoes nothing.
#[test]
fn a_server_goes_on_after_a_panic() {
    serve_with(kinds(), |manager| {
        panicked(manager.registered::<Counter>((100,)), "it starts too high");
        let counter = manager.registered::<Counter>((5,)).unwrap();
        panicked(counter.fails("no".into()), "no");
        assert_eq!(counter.total(), Ok(6));
    });
}

#[test]
fn what_cannot_be_sent_is_said() {
    let [one] = clients(kinds());
    let counter = one.registered::<Counter>((5,)).unwrap();
    let refused = counter.odd().unwrap_err();
    let words = "what odd returned cannot be sent";
    assert!(refused.to_string().starts_with(words), "{refused}");
}

#[test]
fn proxies_are_taken_kept_and_given_away() {
    let [one, two] = clients(kinds());
    let lists = [1, 2].map(|element| one.list([element]).unwrap());
    let [first, second] = lists;
    let shelf = one.registered::<Shelf>((first,)).unwrap();
    // The proxies went with the calls, and the lists are there.
    shelf.keep(second).unwrap();
    assert_eq!(objects(), 3);
    let other = one.gives(&shelf, two);
    assert_eq!(other.last().unwrap().unwrap().to_vec(), Ok(vec![2]));
    assert_eq!(objects(), 3);
    // What is taken out is the taker's alone.
    drop(other.take().unwrap());
    assert_eq!(objects(), 2);
    let taken = shelf.take().unwrap().unwrap();
    assert_eq!(objects(), 2);
    assert_eq!(taken.to_vec(), Ok(vec![1]));
    drop(taken);
    assert_eq!(objects(), 1);
    assert_eq!(shelf.take().unwrap().map(drop), None);
}

#[test]
fn what_it_keeps_goes_with_it() {
    let [one] = clients(kinds());
    let shelf = one.registered::<Shelf>((one.list([1]).unwrap(),)).unwrap();
    assert_eq!(objects(), 2);
    drop(shelf);
    assert_eq!(objects(), 0);
}

#[test]
fn a_method_cannot_call_its_own_server() {
    let [one] = clients(kinds());
    let shelf = one.registered::<Shelf>((one.list([1]).unwrap(),)).unwrap();
    assert_eq!(shelf.looks(), Ok(true));
}
