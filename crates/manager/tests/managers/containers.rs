//! CPython's own cases of lists, dictionaries and namespaces.

use std::collections::BTreeMap;

use handles::live::Context;
use libtest_mimic::Trial;
use manager::live::{DictProxy, ListProxy, QueueProxy};
use manager::{Makes, Refused};
use serde::{Deserialize, Serialize};

use super::case::Outcome;
use super::words::{both, manager, refused};

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("_TestContainers.test_list", test_list),
        both("_TestContainers.test_list_iter", test_list_iter),
        both(
            "_TestContainers.test_list_proxy_in_list",
            test_list_proxy_in_list,
        ),
        both("_TestContainers.test_dict", test_dict),
        both("_TestContainers.test_dict_iter", test_dict_iter),
        both(
            "_TestContainers.test_dict_proxy_nested",
            test_dict_proxy_nested,
        ),
        both("_TestContainers.test_nested_queue", test_nested_queue),
        both("_TestContainers.test_namespace", test_namespace),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// There is no `b + [5, 6]`: one extends the copy.
fn test_list(context: Context) -> Outcome {
    let manager = manager(context)?;
    let a = manager.list(0..10)?;
    assert!(a.to_vec()?.into_iter().eq(0..10));
    let b = manager.list([])?;
    assert!(b.is_empty()?);
    b.extend(0..5)?;
    assert_eq!(b.to_vec()?, [0, 1, 2, 3, 4]);
    assert_eq!(b.get(2)?, 2);
    assert_eq!(b.slice(2..10)?, [2, 3, 4]);
    b.repeat(2)?;
    assert_eq!(b.to_vec()?, [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
    assert!(a.to_vec()?.into_iter().eq(0..10));

    let e: ListProxy<ListProxy<i32>> = manager.list([a.clone(), b.clone()])?;
    let inner: Vec<Vec<i32>> = e
        .iter()
        .map(|inner| inner?.to_vec())
        .collect::<Result<_, _>>()?;
    assert_eq!(inner, [a.to_vec()?, b.to_vec()?]);
    let f = manager.list([a.clone()])?;
    a.append(&10)?;
    assert!(f.get(0)?.to_vec()?.into_iter().eq(0..11));
    Ok(())
}

fn test_list_iter(context: Context) -> Outcome {
    let a = manager(context)?.list(0..10)?;
    let mut all = a.iter();
    let seen: Vec<i32> = all.by_ref().collect::<Result<_, _>>()?;
    assert!(seen.into_iter().eq(0..10));
    assert!(all.next().is_none(), "it is at its end");
    let mut all = a.iter();
    a.set(0, &100)?;
    assert_eq!(all.next(), Some(Ok(100)));
    Ok(())
}

/// A list that may contain itself.
#[derive(Serialize, Deserialize)]
struct Itself(ListProxy<Itself>);

fn test_list_proxy_in_list(context: Context) -> Outcome {
    let manager = manager(context)?;
    let a = manager.list([
        manager.list(0..3)?,
        manager.list(0..3)?,
        manager.list(0..3)?,
    ])?;
    a.get(0)?.set(-1, &55)?;
    assert_eq!(a.get(0)?.to_vec()?, [0, 1, 55]);
    for i in 1..3 {
        assert_eq!(a.get(i)?.to_vec()?, [0, 1, 2]);
    }
    assert_eq!(a.get(1)?.pop()?, 2);
    assert_eq!(a.get(1)?.len()?, 2);
    for i in [0, 2] {
        assert_eq!(a.get(i)?.len()?, 3);
    }
    drop(a);

    let b = manager.list([])?;
    b.append(&Itself(b.clone()))?;
    assert_eq!(b.get(0)?.0.len()?, 1);
    Ok(())
}

fn letters() -> BTreeMap<u8, char> {
    (65..70).map(|i| (i, char::from(i))).collect()
}

fn test_dict(context: Context) -> Outcome {
    let d: DictProxy<u8, char> = manager(context)?.dict([])?;
    for (i, letter) in letters() {
        d.insert(&i, &letter)?;
    }
    assert_eq!(d.to_map::<BTreeMap<_, _>>()?, letters());
    assert!(d.keys()?.into_iter().eq(letters().into_keys()));
    assert!(d.values()?.into_iter().eq(letters().into_values()));
    assert!(d.items()?.into_iter().eq(letters()));
    Ok(())
}

/// One goes through a copy of the keys: so it does not matter what becomes of the
/// dictionary meanwhile.
fn test_dict_iter(context: Context) -> Outcome {
    let d = manager(context)?.dict(letters())?;
    let keys = d.keys()?;
    d.clear()?;
    assert!(keys.into_iter().eq(letters().into_keys()));
    assert!(d.is_empty()?);
    Ok(())
}

type Stock = DictProxy<String, u32>;

fn stock<const N: usize>(entries: [(&str, u32); N]) -> [(String, u32); N] {
    entries.map(|(name, count)| (name.into(), count))
}

/// The last two lines are left out: a list has elements of one type.
fn test_dict_proxy_nested(context: Context) -> Outcome {
    let manager = manager(context)?;
    let pets = manager.dict(stock([("ferrets", 2), ("hamsters", 4)]))?;
    let supplies = manager.dict(stock([("water", 10), ("feed", 3)]))?;
    let both = [("pets", pets.clone()), ("supplies", supplies.clone())];
    let d: DictProxy<String, Stock> =
        manager.dict(both.map(|(name, all)| (name.to_owned(), all)))?;
    assert_eq!(supplies.index("water")?, 10);
    assert_eq!(d.index("supplies")?.index("water")?, 10);
    for (name, count) in [("blankets", 5), ("water", 7)] {
        d.index("supplies")?.insert(name, &count)?;
        assert_eq!(supplies.index(name)?, count);
        assert_eq!(d.index("supplies")?.index(name)?, count);
    }
    drop((pets, supplies));
    assert_eq!(d.index("pets")?.index("ferrets")?, 2);
    d.index("supplies")?.insert("blankets", &11)?;
    assert_eq!(d.index("supplies")?.index("blankets")?, 11);

    let (pets, supplies) = (d.index("pets")?, d.index("supplies")?);
    d.clear()?;
    assert_eq!(d.len()?, 0);
    assert_eq!(supplies.index("water")?, 7);
    assert_eq!(pets.index("hamsters")?, 4);
    let l = manager.list([pets.clone(), supplies.clone()])?;
    l.get(0)?.insert("marmots", &1)?;
    assert_eq!(pets.index("marmots")?, 1);
    drop((pets, supplies));
    assert_eq!(l.get(0)?.index("marmots")?, 1);
    Ok(())
}

fn test_nested_queue(context: Context) -> Outcome {
    let manager = manager(context)?;
    let a: ListProxy<QueueProxy<u32>> = manager.list([])?;
    a.append(&manager.queue(0)?)?;
    a.get(0)?.put(&123)?;
    assert_eq!(a.get(0)?.get()?, 123);
    let b: DictProxy<u32, QueueProxy<u32>> = manager.dict([])?;
    b.insert(&0, &manager.queue(0)?)?;
    b.index(&0)?.put(&456)?;
    assert_eq!(b.index(&0)?.get()?, 456);
    Ok(())
}

/// Every attribute is shared, also one that begins with `_`.
fn test_namespace(context: Context) -> Outcome {
    let n = manager(context)?.namespace()?;
    for (name, value) in [("name", "Bob"), ("job", "Builder"), ("_hidden", "hidden")] {
        n.set(name, value)?;
    }
    assert_eq!(n.get::<String>("name")?, "Bob");
    assert_eq!(n.get::<String>("job")?, "Builder");
    n.delete("job")?;
    assert_eq!(n.names()?, ["name", "_hidden"]);
    let why = Refused::NoSuchAttribute { name: "job".into() };
    assert_eq!(n.get::<String>("job"), refused(why));
    Ok(())
}
