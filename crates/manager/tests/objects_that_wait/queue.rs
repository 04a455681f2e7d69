//! `TestSyncManagerTypes.test_queue` and `test_joinable_queue`, `_TestQueue.test_task_done`;
//! and items that nobody read.

use std::time::Duration;

use handles::real::spaces::start;
use manager::proxies::{ListProxy, QueueProxy};
use manager::real::channel::{self, serve};
use manager::server::Kinds;
use manager::{Makes, ProxyError, Refused};

use super::direct::{Direct, clients, objects};

const EMPTY: ProxyError = ProxyError::Refused(Refused::QueueEmpty);
const FULL: ProxyError = ProxyError::Refused(Refused::QueueFull);
const SOON: Duration = Duration::from_millis(1);

#[test]
fn test_queue() {
    serve(|manager| {
        let queue = manager.queue(2).unwrap();
        for item in [b'a', b'b'] {
            queue.put(&item).unwrap();
        }
        assert_eq!(queue.is_full(), Ok(true));
        assert_eq!(queue.try_put(&b'c'), Err(FULL));
        let child = start(&(queue.clone(),), |(queue,)| {
            assert_eq!(queue.len(), Ok(2));
            assert_eq!([queue.get(), queue.get()], [Ok(b'a'), Ok(b'b')]);
            assert_eq!(queue.try_get(), Err(EMPTY));
        });
        child.join().unwrap();
        assert_eq!(queue.is_empty(), Ok(true));
    });
}

// `test_task_done` has four workers and ten items.
#[test]
fn test_joinable_queue() {
    serve(|manager| {
        let queue = manager.joinable_queue(0).unwrap();
        let done = manager.value(0).unwrap();
        assert_eq!(queue.join(), Ok(()));
        let workers = [(); 4].map(|()| {
            start(&(queue.clone(), done.clone()), |(queue, done)| {
                while queue.get() != Ok(None::<u8>) {
                    done.fetch_add(1).unwrap();
                    queue.task_done().unwrap();
                }
                queue.task_done().unwrap();
            })
        });
        for item in 0..10 {
            queue.put(&Some(item)).unwrap();
        }
        queue.join().unwrap();
        assert_eq!(done.get(), Ok(10));
        for _ in &workers {
            queue.put(&None).unwrap();
        }
        queue.join().unwrap();
        for worker in workers {
            worker.join().unwrap();
        }
        assert_eq!(queue.task_done(), Err(Refused::CalledTooOften.into()));
    });
}

// A queue in a list; CPython puts one into a dictionary, too, which is no other case.
#[test]
fn test_nested_queue() {
    serve(|manager| {
        let queues: channel::ListProxy<channel::QueueProxy<u8>> = manager.list([]).unwrap();
        queues.append(&manager.queue(0).unwrap()).unwrap();
        queues.get(0).unwrap().put(&7).unwrap();
        let child = start(&(queues.clone(),), |(queues,)| {
            let queue = queues.get(0).unwrap();
            queue.get().unwrap()
        });
        assert_eq!(child.join().unwrap(), 7);
        assert_eq!(queues.get(0).unwrap().is_empty(), Ok(true));
    });
}

/// A queue for each of these clients.
fn queues<const N: usize>(capacity: usize) -> [(Direct, QueueProxy<u8, Direct>); N] {
    let all = clients::<N>(Kinds::of_every_server());
    let queue = all[0].queue(capacity).unwrap();
    all.map(|to| (to, all[0].gives(&queue, to)))
}

#[test]
fn items_go_to_those_who_wait_in_the_order_in_which_they_asked() {
    let [(_, queue), (two, second), (three, third)] = queues(1);
    two.waits(|| second.get());
    three.waits(|| third.get());
    queue.try_put(&1).unwrap();
    // It went by the queue: there is still room.
    queue.try_put(&2).unwrap();
    assert_eq!(two.hears(|| second.get()), Ok(1));
    assert_eq!(three.hears(|| third.get()), Ok(2));
}

#[test]
fn who_waits_for_room_is_let_in() {
    let [(_, queue), (two, second), (three, third)] = queues(1);
    queue.put(&1).unwrap();
    two.waits(|| second.put(&2));
    three.waits(|| third.put(&3));
    assert_eq!(queue.len(), Ok(1));
    assert_eq!(queue.get(), Ok(1));
    assert_eq!(two.hears(|| second.put(&2)), Ok(()));
    assert!(three.still_waits());
    assert_eq!(queue.get(), Ok(2));
    assert_eq!(three.hears(|| third.put(&3)), Ok(()));
    assert_eq!(queue.get(), Ok(3));
}

#[test]
fn a_time_that_is_over_says_so() {
    let [(one, queue), (_, second)] = queues(1);
    one.waits(|| queue.get_for(SOON));
    one.expires();
    assert_eq!(one.hears(|| queue.get_for(SOON)), Err(EMPTY));
    queue.put(&1).unwrap();
    one.waits(|| queue.put_for(&2, SOON));
    one.expires();
    assert_eq!(one.hears(|| queue.put_for(&2, SOON)), Err(FULL));
    // What came too late never came, and nobody waits for what is there.
    assert_eq!(second.get(), Ok(1));
    assert_eq!(second.try_get(), Err(EMPTY));
}

#[test]
fn a_join_that_takes_too_long_says_so() {
    let [one] = clients(Kinds::of_every_server());
    let queue = one.joinable_queue::<u8>(0).unwrap();
    queue.put(&1).unwrap();
    assert_eq!(queue.join_for(Duration::ZERO), Ok(false));
    one.waits(|| queue.join_for(SOON));
    one.expires();
    assert_eq!(one.hears(|| queue.join_for(SOON)), Ok(false));
    queue.get().unwrap();
    queue.task_done().unwrap();
    assert_eq!(queue.join_for(SOON), Ok(true));
}

#[test]
fn a_join_ends_with_the_last_item() {
    let [one, two] = clients(Kinds::of_every_server());
    let queue = one.joinable_queue::<u8>(0).unwrap();
    let second = one.gives(&queue, two);
    queue.put(&1).unwrap();
    queue.put(&2).unwrap();
    two.waits(|| second.join());
    queue.task_done().unwrap();
    assert!(two.still_waits());
    queue.task_done().unwrap();
    assert_eq!(two.hears(|| second.join()), Ok(()));
}

#[test]
fn an_item_that_nobody_read_goes_back_to_the_front() {
    let [(_, queue), (two, second)] = queues(2);
    queue.put(&1).unwrap();
    queue.put(&2).unwrap();
    assert_eq!(second.get(), Ok(1));
    // There is room by now, and it is taken.
    queue.put(&3).unwrap();
    two.dies_before_it_reads();
    assert_eq!(queue.len(), Ok(3));
    assert_eq!([1, 2, 3].map(|_| queue.get().unwrap()), [1, 2, 3]);
}

#[test]
fn an_item_that_nobody_read_goes_to_who_waits() {
    let [(_, queue), (two, second), (three, third)] = queues(0);
    two.waits(|| second.get());
    three.waits(|| third.get());
    queue.put(&1).unwrap();
    two.dies_before_it_reads();
    assert_eq!(three.hears(|| third.get()), Ok(1));
}

#[test]
fn an_item_that_was_read_does_not_come_back() {
    let [(_, queue), (two, second)] = queues(0);
    queue.put(&1).unwrap();
    assert_eq!(second.get(), Ok(1));
    two.dies();
    assert_eq!(queue.try_get(), Err(EMPTY));
}

#[test]
fn a_dead_getter_gets_nothing() {
    let [(_, queue), (two, second), (three, third)] = queues(0);
    two.waits(|| second.get());
    three.waits(|| third.get());
    two.dies();
    queue.put(&1).unwrap();
    assert_eq!(three.hears(|| third.get()), Ok(1));
}

#[test]
fn a_dead_putter_puts_nothing() {
    let [(_, queue), (two, second), (three, third)] = queues(1);
    queue.put(&1).unwrap();
    two.waits(|| second.put(&2));
    three.waits(|| third.put(&3));
    two.dies();
    assert_eq!(queue.get(), Ok(1));
    assert_eq!(three.hears(|| third.put(&3)), Ok(()));
    assert_eq!(queue.get(), Ok(3));
}

#[test]
fn an_item_keeps_what_it_leads_to() {
    let [one, two] = clients(Kinds::of_every_server());
    let queue = one.queue::<ListProxy<u8, Direct>>(0).unwrap();
    let second = one.gives(&queue, two);
    let list = one.list([7]).unwrap();
    queue.put(&list).unwrap();
    drop(list);
    assert_eq!(objects(), 2);
    // It goes to somebody, comes back, and goes to somebody else.
    let unread = second.get().unwrap();
    two.dies_before_it_reads();
    assert_eq!(queue.get().unwrap().to_vec(), Ok(vec![7]));
    assert_eq!(objects(), 1);
    drop(unread);
}
