//! Proxies on their way: in other objects, as arguments, through queues and pools.

use handles::StartMethod;
use handles::entries;
use handles::live::pickle::{for_message, from_message};
use handles::live::{AuthKey, Context, Entry, Queue};
use libtest_mimic::Trial;
use manager::live::{Address, DictProxy, ListProxy, Manager, ValueProxy};
use manager::{Makes, ProxyError, Refused};
use pool::live::Pool;

use super::case::{Outcome, wait_for_ever};
use super::words::{both, dies, ends_well, goes_well, is_gone, manager, started};

pub(crate) fn entries() -> Vec<Entry> {
    let mut entries = entries![
        appends,
        adds_a_list,
        passes_on,
        returns_what_comes,
        puts_and_waits,
    ];
    entries.extend(pool::tasks![adds_in_a_task, makes_in_a_task]);
    entries
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("a proxy in a proxy leads to the one object", nested),
        both("a child puts an object of its own into another", of_a_child),
        both(
            "a child passes a proxy on to both kinds of children",
            argument,
        ),
        both("a proxy goes through a queue and comes back", queue),
        both("proxies go through a pool, in items and in results", pool),
        both("a proxy that was dropped by its sender arrives", dropped),
        both("a proxy arrives once", once),
        both("a proxy whose sender has died does not arrive", dead_sender),
        both("a proxy of another manager is refused", other),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Lists = DictProxy<String, ListProxy<u32>>;

fn appends(lists: Lists) -> Result<(), ProxyError> {
    let list = lists.index("one")?;
    list.append(&1)?;
    lists.insert("two", &list)
}

fn nested(context: Context) -> Outcome {
    let manager = manager(context)?;
    let list = manager.list([])?;
    let lists: Lists = manager.dict([("one".to_owned(), list.clone())])?;
    goes_well(context.process(appends, lists.clone()))?;
    assert_eq!(list.to_vec()?, [1]);
    drop(list);
    lists.index("two")?.append(&2)?;
    lists.remove("two")?;
    assert_eq!(lists.index("one")?.to_vec()?, [1, 2]);
    Ok(())
}

type Way = (Address, AuthKey);

fn adds_a_list((lists, (address, key)): (Lists, Way)) -> anyhow::Result<()> {
    let manager = Manager::connect(&address, &key)?;
    Ok(lists.insert("mine", &manager.list([7])?)?)
}

/// It outlives the child.
fn of_a_child(context: Context) -> Outcome {
    let manager = manager(context)?;
    let lists: Lists = manager.dict([])?;
    let way = (
        manager.address().clone(),
        handles::live::family_key()?.clone(),
    );
    goes_well(context.process(adds_a_list, (lists.clone(), way)))?;
    assert_eq!(lists.index("mine")?.to_vec()?, [7]);
    Ok(())
}

fn passes_on((value, depth): (ValueProxy<u32>, u32)) -> anyhow::Result<()> {
    value.fetch_add(1)?;
    if depth > 0 {
        for method in [StartMethod::Fork, StartMethod::Spawn] {
            let arguments = (value.clone(), depth - 1);
            let mut child = Context::new(method).process(passes_on, arguments);
            child.start()?;
            anyhow::ensure!(child.join()?.success());
        }
    }
    Ok(())
}

/// Forked ones of spawned ones, spawned ones of forked ones: 1 + 2 + 4.
fn argument(context: Context) -> Outcome {
    let value = manager(context)?.value(0)?;
    goes_well(context.process(passes_on, (value.clone(), 2)))?;
    assert_eq!(value.get()?, 7);
    Ok(())
}

type Through = (Queue<ListProxy<u32>>, Queue<ListProxy<u32>>);

fn returns_what_comes((here, there): Through) -> anyhow::Result<()> {
    loop {
        let list = here.get()?;
        if list.is_empty()? {
            // Before it ends, what it has sent must have arrived.
            return Ok(());
        }
        list.append(&2)?;
        there.put(&list)?;
    }
}

fn queue(context: Context) -> Outcome {
    let manager = manager(context)?;
    let (here, there) = (context.queue(None)?, context.queue(None)?);
    let child = started(context.process(returns_what_comes, (here.clone(), there.clone())))?;
    for _ in 0..3 {
        let list = manager.list([1])?;
        here.put(&list)?;
        let back: ListProxy<u32> = there.get()?;
        back.append(&3)?;
        assert_eq!(list.to_vec()?, [1, 2, 3]);
    }
    here.put(&manager.list([])?)?;
    ends_well(child)
}

fn adds_in_a_task((value, by): (ValueProxy<u64>, u64)) -> u64 {
    value.fetch_add(by).expect("the server is there")
}

fn makes_in_a_task((lists, number): (ListProxy<ListProxy<u64>>, u64)) -> ListProxy<u64> {
    let list = lists.get(-1).expect("there is one");
    list.append(&number).expect("the server is there");
    list
}

/// CPython refuses a lock of its own in an item; a proxy of a manager's goes through.
fn pool(context: Context) -> Outcome {
    let manager = manager(context)?;
    let value = manager.value(0_u64)?;
    let pool = Pool::new(context, 3)?;
    let before = pool.map(adds_in_a_task, (1..=100).map(|by| (value.clone(), by)))?;
    assert_eq!(value.get()?, 5050);
    assert_eq!(before.iter().filter(|before| **before == 0).count(), 1);

    let lists = manager.list([manager.list([])?])?;
    let back = pool.map(
        makes_in_a_task,
        (0..20).map(|number| (lists.clone(), number)),
    )?;
    assert_eq!(back.len(), 20);
    for list in &back {
        assert_eq!(list.len()?, 20);
    }
    Ok(())
}

/// CPython: `RemoteError` with a `KeyError`.
fn dropped(context: Context) -> Outcome {
    let manager = manager(context)?;
    let list = manager.list([1_u32, 2, 3])?;
    let pickled = for_message(&list)?;
    drop(list);
    let list: ListProxy<u32> = from_message(&pickled)?;
    assert_eq!(list.to_vec()?, [1, 2, 3]);

    let (here, there) = (context.queue(None)?, context.queue(None)?);
    here.put(&list)?;
    drop(list);
    let child = started(context.process(returns_what_comes, (here.clone(), there.clone())))?;
    let back: ListProxy<u32> = there.get()?;
    assert_eq!(back.to_vec()?, [1, 2, 3, 2]);
    here.put(&manager.list([])?)?;
    ends_well(child)
}

fn told<R>(result: Result<R, handles::live::PickleError>) -> String {
    result.map(drop).unwrap_err().to_string()
}

fn once(context: Context) -> Outcome {
    let list = manager(context)?.list([1])?;
    let pickled = for_message(&list)?;
    from_message::<ListProxy<u32>>(&pickled)?;
    let refused = told(from_message::<ListProxy<u32>>(&pickled));
    assert!(
        refused.contains(&Refused::NoSuchTicket.to_string()),
        "{refused}"
    );
    // As what it is not, it does not arrive at all.
    let refused = told(from_message::<ValueProxy<u32>>(&for_message(&list)?));
    assert!(refused.contains("a proxy of a list arrived"), "{refused}");
    Ok(())
}

fn puts_and_waits((list, queue): (ListProxy<u32>, Queue<ListProxy<u32>>)) -> anyhow::Result<()> {
    queue.put(&list)?;
    wait_for_ever()
}

/// The list itself stays: this process has another reference.
fn dead_sender(context: Context) -> Outcome {
    let list = manager(context)?.list([1])?;
    let queue = context.queue(None)?;
    let sender = started(context.process(puts_and_waits, (list.clone(), queue.clone())))?;
    super::words::wait_until(|| !queue.is_empty().expect("it is open"));
    dies(sender)?;
    let error = queue.get().map(drop).unwrap_err().to_string();
    assert!(
        error.contains(&Refused::NoSuchTicket.to_string()),
        "{error}"
    );
    assert_eq!(list.to_vec()?, [1]);
    Ok(())
}

fn other(context: Context) -> Outcome {
    let (one, other) = (manager(context)?, manager(context)?);
    let lists = one.list([one.list([1])?])?;
    let list = other.list([2])?;
    assert_eq!(lists.append(&list), Err(ProxyError::OtherServer));
    assert_eq!(lists.len()?, 1);
    other.shutdown()?;
    assert!(is_gone(&list.len()));
    lists.append(&one.list([3])?)?;
    Ok(())
}
