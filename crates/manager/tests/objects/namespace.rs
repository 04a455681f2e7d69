//! Namespaces.

use handles::real::spaces::start;
use manager::real::channel::serve;
use manager::{Makes, ProxyError, Refused};

use super::direct::Direct;
use super::{Unsendable, refused};

#[test]
fn an_attribute_may_change_its_type() {
    serve(|manager| {
        let namespace = manager.namespace().unwrap();
        namespace.set("x", &1_u32).unwrap();
        namespace.set("y", &true).unwrap();
        namespace.set("x", &vec![1.5, 2.5]).unwrap();
        assert_eq!(namespace.get::<Vec<f64>>("x").unwrap(), [1.5, 2.5]);
        assert_eq!(namespace.names().unwrap(), ["x", "y"]);
    });
}

#[test]
fn what_is_missing_is_refused() {
    serve(|manager| {
        let namespace = manager.namespace().unwrap();
        let why = refused(Refused::NoSuchAttribute { name: "x".into() });
        assert_eq!(namespace.get::<u32>("x").unwrap_err(), why);
        assert_eq!(namespace.delete("x").unwrap_err(), why);
        namespace.set("x", &1_u32).unwrap();
        namespace.delete("x").unwrap();
        assert_eq!(namespace.delete("x").unwrap_err(), why);
    });
}

#[test]
fn another_type_is_noticed_if_the_bytes_are_no_such_value() {
    serve(|manager| {
        let namespace = manager.namespace().unwrap();
        namespace.set("x", "three").unwrap();
        assert_eq!(namespace.get::<bool>("x").unwrap_err(), ProxyError::Garbled);
        namespace.set("x", &1_u8).unwrap();
        assert!(namespace.get::<bool>("x").unwrap(), "the same byte");
    });
}

#[test]
fn what_cannot_be_sent_is_not_set() {
    serve(|manager| {
        let namespace = manager.namespace().unwrap();
        let error = namespace.set("x", &Unsendable).unwrap_err();
        assert!(
            matches!(error, ProxyError::NotSerializable { .. }),
            "{error:?}"
        );
        let elsewhere = Direct::of_new_server().list([1]).unwrap();
        assert_eq!(
            namespace.set("x", &elsewhere).unwrap_err(),
            ProxyError::OtherServer
        );
        assert!(namespace.names().unwrap().is_empty());
    });
}

#[test]
fn a_child_sees_and_sets() {
    serve(|manager| {
        let namespace = manager.namespace().unwrap();
        namespace.set("x", &1).unwrap();
        let child = start(&namespace, |namespace| {
            let x: i32 = namespace.get("x").unwrap();
            namespace.set("x", &(x + 1)).unwrap();
        });
        child.join().unwrap();
        assert_eq!(namespace.get::<i32>("x").unwrap(), 2);
    });
}
