//! What CPython asks of its own.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use handles::real::spaces::start;
use manager::real::channel::{ListProxy, serve};
use manager::{Makes, Refused};
use serde::{Deserialize, Serialize};

use super::refused;

// `b + [5, 6]` is a copy of the elements with two more: such a thing needs no proxy.
#[test]
fn test_list() {
    serve(|manager| {
        let a = manager.list(0..10).unwrap();
        assert_eq!(a.to_vec().unwrap(), Vec::from_iter(0..10));

        let b = manager.list([]).unwrap();
        assert!(b.to_vec().unwrap().is_empty());
        b.extend(0..5).unwrap();
        assert_eq!(b.to_vec().unwrap(), [0, 1, 2, 3, 4]);
        assert_eq!(b.get(2).unwrap(), 2);
        assert_eq!(b.slice(2..10).unwrap(), [2, 3, 4]);
        b.repeat(2).unwrap();
        assert_eq!(b.to_vec().unwrap(), [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
        assert_eq!(a.to_vec().unwrap(), Vec::from_iter(0..10));

        let e = manager.list([a.clone(), b.clone()]).unwrap();
        let both = e.iter().map(|list| list.unwrap().to_vec().unwrap());
        assert_eq!(
            Vec::from_iter(both),
            [a.to_vec().unwrap(), b.to_vec().unwrap()]
        );

        let f = manager.list([a.clone()]).unwrap();
        a.append(&77).unwrap();
        assert_eq!(f.get(0).unwrap().get(-1).unwrap(), 77);
    });
}

#[test]
fn test_list_iter() {
    serve(|manager| {
        let a = manager.list(0..10).unwrap();
        let mut elements = a.iter();
        let all = elements.by_ref().collect::<Result<Vec<_>, _>>();
        assert_eq!(all.unwrap(), Vec::from_iter(0..10));
        a.append(&10).unwrap();
        assert!(elements.next().is_none(), "it has been to the end");

        let mut elements = a.iter();
        a.set(0, &100).unwrap();
        assert_eq!(elements.next().unwrap().unwrap(), 100);
    });
}

#[derive(Debug, Serialize, Deserialize)]
struct Itself(ListProxy<Itself>);

#[test]
fn test_list_proxy_in_list() {
    serve(|manager| {
        let inner = || manager.list(0..3).unwrap();
        let a = manager.list([(); 5].map(|()| inner())).unwrap();
        let contents = || Vec::from_iter(a.iter().map(|list| list.unwrap().to_vec().unwrap()));
        assert_eq!(contents(), vec![vec![0, 1, 2]; 5]);

        a.get(0).unwrap().set(-1, &55).unwrap();
        assert_eq!(contents()[0], [0, 1, 55]);
        assert_eq!(contents()[1..], vec![vec![0, 1, 2]; 4]);

        assert_eq!(a.get(1).unwrap().pop().unwrap(), 2);
        let lengths = Vec::from_iter(contents().iter().map(Vec::len));
        assert_eq!(lengths, [3, 2, 3, 3, 3]);

        let b = manager.list([]).unwrap();
        b.append(&Itself(b.clone())).unwrap();
        let Itself(again) = b.get(0).unwrap();
        assert_eq!(again.get(0).unwrap().0.len().unwrap(), 1);
    });
}

#[test]
fn test_dict() {
    serve(|manager| {
        let d = manager.dict([]).unwrap();
        let letters = Vec::from_iter((65..70).map(|number| (number, char::from(number as u8))));
        for (number, letter) in &letters {
            d.insert(number, letter).unwrap();
        }
        let copy: HashMap<u32, char> = d.to_map().unwrap();
        assert_eq!(copy, HashMap::from_iter(letters.clone()));
        assert_eq!(d.keys().unwrap(), Vec::from_iter(65..70));
        assert_eq!(d.values().unwrap(), ['A', 'B', 'C', 'D', 'E']);
        assert_eq!(d.items().unwrap(), letters);
    });
}

// A dictionary is gone through as a copy: so there is nothing that could be noticed when its
// size changes meanwhile.
#[test]
fn test_dict_iter() {
    serve(|manager| {
        let d = manager
            .dict((65..70).map(|number| (number, number)))
            .unwrap();
        let mut keys = d.keys().unwrap().into_iter();
        d.clear().unwrap();
        assert_eq!(Vec::from_iter(keys.by_ref()), Vec::from_iter(65..70));
        assert_eq!(keys.next(), None);
    });
}

// In CPython `_hidden` stays in the proxy. Here all attributes are shared.
#[test]
fn test_namespace() {
    serve(|manager| {
        let n = manager.namespace().unwrap();
        n.set("name", "Bob").unwrap();
        n.set("job", "Builder").unwrap();
        n.set("_hidden", "shared").unwrap();
        assert_eq!(n.get::<String>("name").unwrap(), "Bob");
        assert_eq!(n.get::<String>("job").unwrap(), "Builder");
        n.delete("job").unwrap();
        assert_eq!(n.names().unwrap(), ["name", "_hidden"]);
    });
}

#[test]
fn test_semaphore() {
    serve(|manager| {
        let sem = manager.semaphore(2).unwrap();
        walk(
            || sem.permits().unwrap(),
            || sem.try_acquire().unwrap(),
            || sem.release().unwrap(),
        );
        sem.release().unwrap();
        assert_eq!(sem.permits().unwrap(), 3);
        sem.release().unwrap();
        assert_eq!(sem.permits().unwrap(), 4);
    });
}

// CPython does not ask for one permit too many: here it is refused.
#[test]
fn test_bounded_semaphore() {
    serve(|manager| {
        let sem = manager.bounded_semaphore(2).unwrap();
        walk(
            || sem.permits().unwrap(),
            || sem.try_acquire().unwrap(),
            || sem.release().unwrap(),
        );
        let more = sem.release().unwrap_err();
        assert_eq!(more, refused(Refused::TooManyPermits));
        assert_eq!(sem.permits().unwrap(), 2);
    });
}

/// Down from 2 to none, and up again.
fn walk(permits: impl Fn() -> u32, try_acquire: impl Fn() -> bool, release: impl Fn()) {
    assert_eq!(permits(), 2);
    for left in [1, 0] {
        assert!(try_acquire());
        assert_eq!(permits(), left);
    }
    assert!(!try_acquire());
    assert_eq!(permits(), 0);
    for left in [1, 2] {
        release();
        assert_eq!(permits(), left);
    }
}

#[test]
fn test_event() {
    serve(|manager| {
        let event = manager.event().unwrap();
        event.set().unwrap();
        let child = start(&event, |event| {
            assert!(event.is_set().unwrap());
            event.wait().unwrap();
            event.clear().unwrap();
            assert!(!event.wait_for(Duration::ZERO).unwrap());
        });
        child.join().unwrap();
        assert!(!event.is_set().unwrap());
        assert!(!event.wait_for(Duration::ZERO).unwrap());
    });
}

#[test]
fn test_list_and_dict_are_empty_after_every_method_in_a_child() {
    serve(|manager| {
        let list = manager.list([5]).unwrap();
        let dict = manager.dict([("foo".to_owned(), 5)]).unwrap();
        let child = start(&(list.clone(), dict.clone()), |(list, dict)| {
            assert_eq!(list.get(0).unwrap(), 5);
            assert_eq!(list.count(&5).unwrap(), 1);
            assert_eq!(list.position(&5).unwrap(), 0);
            list.sort().unwrap();
            list.reverse().unwrap();
            assert_eq!(list.len().unwrap(), 1);
            assert_eq!(list.pop().unwrap(), 5);

            assert_eq!(dict.get("foo").unwrap(), Some(5));
            assert_eq!(dict.items().unwrap(), [("foo".to_owned(), 5)]);
            assert_eq!(dict.keys().unwrap(), ["foo"]);
            assert_eq!(dict.values().unwrap(), [5]);
            let copy: BTreeMap<String, i32> = dict.to_map().unwrap();
            assert_eq!(copy["foo"], 5);
            assert_eq!(dict.pop_item().unwrap(), Some(("foo".to_owned(), 5)));
        });
        child.join().unwrap();
        assert!(list.is_empty().unwrap());
        assert!(dict.is_empty().unwrap());
    });
}
