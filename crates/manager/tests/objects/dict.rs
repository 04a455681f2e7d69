//! Dictionaries.

use std::collections::BTreeMap;

use handles::real::spaces::{Cross, start};
use manager::real::channel::{DictProxy, serve};
use manager::{Makes, ProxyError, Refused};

use super::{Unsendable, refused};

fn entry(key: &str, value: u32) -> (String, u32) {
    (key.into(), value)
}

#[test]
fn the_order_is_that_of_the_first_insertion() {
    serve(|manager| {
        let dict = manager.dict([entry("b", 1), entry("a", 2)]).unwrap();
        dict.insert("c", &3).unwrap();
        dict.insert("b", &4).unwrap();
        assert_eq!(dict.keys().unwrap(), ["b", "a", "c"]);
        dict.remove("b").unwrap();
        dict.insert("b", &5).unwrap();
        assert_eq!(
            dict.items().unwrap(),
            [entry("a", 2), entry("c", 3), entry("b", 5)]
        );
        assert_eq!(dict.values().unwrap(), [2, 3, 5]);
    });
}

#[test]
fn a_key_that_is_missing_is_nothing_or_refused() {
    serve(|manager| {
        let dict = manager.dict([entry("a", 1)]).unwrap();
        assert_eq!(dict.get("a").unwrap(), Some(1));
        assert_eq!(dict.get("b").unwrap(), None);
        assert_eq!(dict.index("a").unwrap(), 1);
        assert_eq!(dict.index("b").unwrap_err(), refused(Refused::NoSuchKey));
        assert!(dict.contains_key("a").unwrap());
        assert!(!dict.contains_key("b").unwrap());
        assert_eq!(dict.remove("b").unwrap(), None);
        assert_eq!(dict.remove("a").unwrap(), Some(1));
        assert!(dict.is_empty().unwrap());
        assert_eq!(dict.pop_item().unwrap(), None);
    });
}

#[test]
fn keys_are_equal_if_their_bytes_are() {
    serve(|manager| {
        let dict = manager.dict([(0.0, 1), (f64::NAN, 2)]).unwrap();
        assert_eq!(dict.get(&-0.0).unwrap(), None);
        assert_eq!(dict.get(&f64::NAN).unwrap(), Some(2));
        dict.insert(&-0.0, &3).unwrap();
        assert_eq!(dict.len().unwrap(), 3);
    });
}

#[test]
fn the_last_entry_is_popped_first() {
    serve(|manager| {
        let dict = manager.dict([entry("a", 1), entry("b", 2)]).unwrap();
        assert_eq!(dict.pop_item().unwrap(), Some(entry("b", 2)));
        assert_eq!(dict.pop_item().unwrap(), Some(entry("a", 1)));
        assert_eq!(dict.pop_item().unwrap(), None);
    });
}

#[test]
fn a_default_is_only_for_a_key_without_a_value() {
    serve(|manager| {
        let dict = manager.dict([entry("a", 1)]).unwrap();
        assert_eq!(dict.get_or_insert("a", &9).unwrap(), 1);
        assert_eq!(dict.get_or_insert("b", &9).unwrap(), 9);
        assert_eq!(dict.items().unwrap(), [entry("a", 1), entry("b", 9)]);
    });
}

#[test]
fn an_update_and_a_copy_are_one_call_each() {
    serve(|manager| {
        let dict = manager.dict([entry("a", 1)]).unwrap();
        let before = manager.calls();
        dict.update([entry("b", 2), entry("a", 3), entry("b", 4)])
            .unwrap();
        assert_eq!(manager.calls() - before, 1);
        let copy: BTreeMap<_, _> = dict.to_map().unwrap();
        assert_eq!(manager.calls() - before, 2);
        assert_eq!(copy, BTreeMap::from([entry("a", 3), entry("b", 4)]));
        dict.clear().unwrap();
        assert_eq!(copy.len(), 2, "a copy is a copy");
        assert_eq!(dict.len().unwrap(), 0);
    });
}

#[test]
fn an_exchange_happens_only_if_nobody_was_faster() {
    serve(|manager| {
        let dict = manager.dict([entry("a", 1)]).unwrap();
        let exchange = |expected: Option<&u32>, new: Option<&u32>| {
            dict.compare_exchange("a", expected, new).unwrap()
        };
        assert!(!exchange(None, Some(&2)));
        assert!(!exchange(Some(&2), Some(&3)));
        assert!(!exchange(Some(&2), None));
        assert_eq!(dict.index("a").unwrap(), 1);
        assert!(exchange(Some(&1), Some(&2)));
        assert_eq!(dict.index("a").unwrap(), 2);
        assert!(exchange(Some(&2), None));
        assert!(!dict.contains_key("a").unwrap());
        assert!(exchange(None, None));
        assert!(exchange(None, Some(&4)));
        assert_eq!(dict.index("a").unwrap(), 4);
    });
}

#[test]
fn an_update_between_two_calls_is_lost() {
    serve(|manager| {
        let dict = manager.dict([entry("k", 0)]).unwrap();
        let other = dict.inherited();
        let (one, two) = (dict.index("k").unwrap(), other.index("k").unwrap());
        dict.insert("k", &(one + 1)).unwrap();
        other.insert("k", &(two + 1)).unwrap();
        assert_eq!(dict.index("k").unwrap(), 1);
    });
}

#[test]
fn an_update_by_exchange_sees_who_was_faster() {
    serve(|manager| {
        let dict = manager.dict([entry("k", 0)]).unwrap();
        let other = dict.inherited();
        let mut seen = Vec::new();
        let before = dict.fetch_update("k", |value| {
            if seen.is_empty() {
                other.insert("k", &10).unwrap();
            }
            seen.push(*value.unwrap());
            value.map(|value| value + 1)
        });
        assert_eq!(before.unwrap(), Some(10));
        assert_eq!(seen, [0, 10]);
        assert_eq!(dict.index("k").unwrap(), 11);
    });
}

#[test]
fn no_update_by_exchange_is_lost() {
    const PROCESSES: u32 = 4;
    const EACH: u32 = 50;
    fn add_one(dict: &DictProxy<String, u32>) {
        let more = |value: Option<&u32>| Some(value.map_or(1, |value| value + 1));
        dict.fetch_update("k", more).unwrap();
    }
    serve(|manager| {
        let dict = manager.dict([]).unwrap();
        let processes = Vec::from_iter(
            (0..PROCESSES).map(|_| start(&dict, |dict| (0..EACH).for_each(|_| add_one(&dict)))),
        );
        processes
            .into_iter()
            .for_each(|process| process.join().unwrap());
        assert_eq!(dict.index("k").unwrap(), PROCESSES * EACH);
    });
}

#[test]
fn nothing_changes_when_an_entry_cannot_be_sent() {
    serve(|manager| {
        let dict = manager.dict::<u32, Unsendable>([]).unwrap();
        let errors = [
            dict.insert(&1, &Unsendable).unwrap_err(),
            dict.get_or_insert(&1, &Unsendable).unwrap_err(),
            dict.update([(1, Unsendable)]).unwrap_err(),
            dict.compare_exchange(&1, None, Some(&Unsendable))
                .unwrap_err(),
        ];
        for error in errors {
            let said = matches!(error, ProxyError::NotSerializable { .. });
            assert!(said, "{error:?}");
        }
        assert!(dict.is_empty().unwrap());
    });
}
