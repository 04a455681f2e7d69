//! What is taken out for good and never read goes back.

use manager::{Makes, Refused};
use serde::{Deserialize, Serialize};

use super::direct::{Direct, ListProxy};
use super::refused;

#[test]
fn an_element_goes_back_to_its_place() {
    let here = Direct::of_new_server();
    let list = here.list(0..4).unwrap();
    let last = here.another();
    assert_eq!(last.of(&list).pop().unwrap(), 3);
    last.dies(true);
    assert_eq!(list.to_vec().unwrap(), [0, 1, 2, 3]);
    let second = here.another();
    assert_eq!(second.of(&list).pop_at(1).unwrap(), 1);
    second.dies(true);
    assert_eq!(list.to_vec().unwrap(), [0, 1, 2, 3]);
}

#[test]
fn an_element_that_was_read_does_not_go_back() {
    let here = Direct::of_new_server();
    let list = here.list(0..4).unwrap();
    let reads = here.another();
    assert_eq!(reads.of(&list).pop().unwrap(), 3);
    reads.dies(false);
    assert_eq!(list.to_vec().unwrap(), [0, 1, 2]);
    // Who asks again has read the answer before.
    let asks = here.another();
    assert_eq!(asks.of(&list).pop().unwrap(), 2);
    assert_eq!(asks.of(&list).len().unwrap(), 2);
    asks.dies(true);
    assert_eq!(list.to_vec().unwrap(), [0, 1]);
}

#[test]
fn a_place_that_is_gone_is_the_end() {
    let here = Direct::of_new_server();
    let list = here.list(0..4).unwrap();
    let dead = here.another();
    assert_eq!(dead.of(&list).pop().unwrap(), 3);
    list.replace([9]).unwrap();
    dead.dies(true);
    assert_eq!(list.to_vec().unwrap(), [9, 3]);
}

#[test]
fn an_element_that_leads_to_an_object_goes_back_with_it() {
    let here = Direct::of_new_server();
    let outer = here.list([here.list([7]).unwrap()]).unwrap();
    assert_eq!(here.objects(), 2);
    let dead = here.another();
    let inner = dead.of(&outer).pop().unwrap();
    dead.dies(true);
    drop(inner);
    assert_eq!(outer.get(0).unwrap().to_vec().unwrap(), [7]);
    outer.clear().unwrap();
    assert_eq!(here.objects(), 1, "no reference was counted twice");
}

#[test]
fn an_answer_that_is_lost_leaves_no_reference_behind() {
    let here = Direct::of_new_server();
    let outer = here.list([here.list([7]).unwrap()]).unwrap();
    let alive = here.another();
    let inner = alive.of(&outer).pop().unwrap();
    alive.loses_its_connection();
    outer.clear().unwrap();
    assert_eq!(here.objects(), 1);
    let why = refused(Refused::NoSuchObject);
    assert_eq!(inner.len().unwrap_err(), why);
}

#[test]
fn an_entry_goes_back_to_its_place() {
    let here = Direct::of_new_server();
    let entries = [(1, 'a'), (2, 'b'), (3, 'c')];
    let dict = here.dict(entries).unwrap();
    let removes = here.another();
    assert_eq!(removes.of(&dict).remove(&2).unwrap(), Some('b'));
    removes.dies(true);
    assert_eq!(dict.items().unwrap(), entries);
    let pops = here.another();
    assert_eq!(pops.of(&dict).pop_item().unwrap(), Some((3, 'c')));
    pops.dies(true);
    assert_eq!(dict.items().unwrap(), entries);
    let finds_nothing = here.another();
    assert_eq!(finds_nothing.of(&dict).remove(&9).unwrap(), None);
    finds_nothing.dies(true);
    assert_eq!(dict.items().unwrap(), entries);
}

#[test]
fn an_entry_that_was_read_does_not_go_back() {
    let here = Direct::of_new_server();
    let dict = here.dict([(1, 'a'), (2, 'b')]).unwrap();
    let reads = here.another();
    assert_eq!(reads.of(&dict).remove(&1).unwrap(), Some('a'));
    reads.dies(false);
    assert_eq!(dict.items().unwrap(), [(2, 'b')]);
}

#[test]
fn a_newer_value_stays() {
    let here = Direct::of_new_server();
    let dict = here.dict([(1, 'a')]).unwrap();
    let dead = here.another();
    assert_eq!(dead.of(&dict).remove(&1).unwrap(), Some('a'));
    dict.insert(&1, &'z').unwrap();
    dead.dies(true);
    assert_eq!(dict.items().unwrap(), [(1, 'z')]);
}

#[test]
fn an_object_goes_with_its_last_reference() {
    let here = Direct::of_new_server();
    let dict = here.dict([(1, here.list([7]).unwrap())]).unwrap();
    assert_eq!(here.objects(), 2);
    let list = dict.index(&1).unwrap();
    dict.remove(&1).unwrap();
    assert_eq!(list.to_vec().unwrap(), [7]);
    drop(list);
    assert_eq!(here.objects(), 1);
}

#[test]
fn what_is_made_from_proxies_keeps_their_objects() {
    let here = Direct::of_new_server();
    let inner = || here.list([7]).unwrap();
    let list = here.list([inner()]).unwrap();
    list.extend([inner()]).unwrap();
    let dict = here.dict([(inner(), inner())]).unwrap();
    dict.update([(inner(), inner())]).unwrap();
    assert_eq!(here.objects(), 2 + 6);
    for element in &list {
        assert_eq!(element.unwrap().to_vec().unwrap(), [7]);
    }
    for (key, value) in dict.items().unwrap() {
        assert_eq!(key.to_vec().unwrap(), value.to_vec().unwrap());
        assert!(dict.remove(&key).unwrap().is_some());
    }
    assert_eq!(here.objects(), 2 + 2);
    list.replace([inner()]).unwrap();
    assert_eq!(here.objects(), 2 + 1);
    list.replace([]).unwrap();
    assert_eq!(here.objects(), 2);
}

#[derive(Debug, Serialize, Deserialize)]
struct Itself(ListProxy<Itself>);

#[test]
fn a_list_that_contains_itself_goes_when_it_is_emptied() {
    let here = Direct::of_new_server();
    let list = here.list([]).unwrap();
    list.append(&Itself(list.clone())).unwrap();
    list.clear().unwrap();
    drop(list);
    assert_eq!(here.objects(), 0);
}
