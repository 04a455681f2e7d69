//! Objects in objects.

use manager::Makes;
use manager::real::channel::{DictProxy, ListProxy, serve};

#[test]
fn a_change_of_a_nested_value_is_lost() {
    serve(|manager| {
        let list = manager.list([vec![1]]).unwrap();
        let mut copy = list.get(0).unwrap();
        copy.push(99);
        assert_eq!(list.get(0).unwrap(), [1]);
        list.set(0, &copy).unwrap();
        assert_eq!(list.get(0).unwrap(), [1, 99]);

        let dict = manager.dict([("b".to_owned(), vec![1])]).unwrap();
        dict.get_or_insert("c", &vec![]).unwrap().push(1);
        dict.index("b").unwrap().push(5);
        assert_eq!(dict.values().unwrap(), [vec![1], vec![]]);
    });
}

#[test]
fn a_change_of_a_nested_object_is_seen_everywhere() {
    serve(|manager| {
        let inner = manager.list([1]).unwrap();
        let dict = manager.dict([("list".to_owned(), inner.clone())]).unwrap();
        let outer = manager.list([dict.clone()]).unwrap();
        let namespace = manager.namespace().unwrap();
        namespace.set("dict", &dict).unwrap();

        dict.index("list").unwrap().append(&2).unwrap();
        outer
            .get(0)
            .unwrap()
            .index("list")
            .unwrap()
            .append(&3)
            .unwrap();
        assert_eq!(inner.to_vec().unwrap(), [1, 2, 3]);

        drop((inner, dict));
        let dict: DictProxy<String, ListProxy<i32>> = namespace.get("dict").unwrap();
        assert_eq!(dict.index("list").unwrap().to_vec().unwrap(), [1, 2, 3]);
    });
}

#[test]
fn a_proxy_is_a_key_and_an_element_like_any_other() {
    serve(|manager| {
        let (one, two) = (manager.list([1]).unwrap(), manager.list([1]).unwrap());
        let list = manager.list([one.clone(), two.clone()]).unwrap();
        assert_eq!(
            list.position(&two).unwrap(),
            1,
            "the same object, and not the same contents"
        );

        let dict = manager.dict([(one.clone(), 1)]).unwrap();
        assert_eq!(dict.get(&one).unwrap(), Some(1));
        assert_eq!(dict.get(&two).unwrap(), None);
    });
}
