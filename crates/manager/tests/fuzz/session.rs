//! A client and its server without sockets, and every request that the client sends.

use std::cell::RefCell;
use std::fmt::Debug;
use std::time::Duration;

use manager::server::{Dispatch, Kinds};
use manager::{
    ClientId, ConnectionId, Makes, ObjectId, ProxyError, Refused, Request, TicketId, Transport,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

struct Server {
    dispatch: Dispatch,
    client: ClientId,
    connections: u64,
    requests: Vec<Vec<u8>>,
}

thread_local! {
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
}

/// A way to the server of this thread. Each call has a connection of its own: some wait.
#[derive(Clone, Copy, Debug)]
struct Recorded;

impl Recorded {
    fn ask<A: Serialize + ?Sized>(self, request: &Request<'_>, arguments: &A) -> Option<Vec<u8>> {
        let bytes = postcard::to_stdvec(request).expect("a request can be written");
        let bytes = postcard::to_extend(arguments, bytes).expect("so can its arguments");
        SERVER.with_borrow_mut(|server| {
            let server = server.as_mut().expect("the session has begun");
            server.connections += 1;
            let connection = ConnectionId(server.connections);
            server.dispatch.handle(connection, server.client, &bytes);
            server.requests.push(bytes);
            let answers: Vec<_> = server.dispatch.answers().collect();
            let mine = answers.into_iter().find(|answer| answer.to == connection);
            mine.map(|answer| answer.bytes)
        })
    }
}

impl Transport for Recorded {
    type Ticket = TicketId;

    fn call<A: Serialize + Debug + ?Sized, R: DeserializeOwned + Debug>(
        &self,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        let answer = self.ask(&request(1), arguments);
        let why = "it waits".into();
        let answer = answer.ok_or(ProxyError::Gone { why })?;
        let answer: Result<R, Refused> = postcard::from_bytes(&answer).expect("it fits");
        Ok(answer?)
    }

    fn release(&self, object: ObjectId) {
        self.ask(&Request::Release(object), &());
    }

    fn server(&self) -> u64 {
        0
    }

    fn send(&self, object: ObjectId) -> Result<TicketId, ProxyError> {
        self.call(|_| Request::Send(object), &())
    }

    fn receive(ticket: TicketId) -> Result<(Self, ObjectId), ProxyError> {
        Ok((Recorded, Recorded.call(|_| Request::Receive(ticket), &())?))
    }
}

impl Makes for Recorded {
    type Transport = Recorded;

    fn transport(&self) -> &Recorded {
        self
    }
}

/// All requests of the session.
pub(crate) fn requests() -> Vec<Vec<u8>> {
    let mut dispatch = Dispatch::new(Kinds::of_every_server());
    let client = dispatch.client();
    SERVER.set(Some(Server {
        dispatch,
        client,
        connections: 0,
        requests: Vec::new(),
    }));
    containers().expect("nothing waits here");
    numbers().expect("nothing waits here");
    // Here some calls wait, and are never answered.
    drop(waiting());
    SERVER.take().expect("it was set").requests
}

fn containers() -> Result<(), ProxyError> {
    let list = Recorded.list([1_u32, 2, 3])?;
    list.get(-1)?;
    list.set(0, &7)?;
    list.to_vec()?;
    list.slice(1..2)?;
    list.append(&4)?;
    list.extend([5, 6])?;
    list.insert(1, &8)?;
    list.pop()?;
    list.pop_at(0)?;
    list.remove(&8)?;
    list.position(&4)?;
    list.count(&4)?;
    list.repeat(2)?;
    list.reverse()?;
    list.len()?;
    list.sort()?;
    list.replace([1, 2])?;
    list.clear()?;
    // A list in a list, a proxy that is sent, and one that arrives.
    let outer = Recorded.list([list.clone()])?;
    outer.get(0)?.append(&1)?;
    let message = postcard::to_stdvec(&outer).expect("a proxy can be sent");
    drop(postcard::from_bytes::<
        manager::proxies::ListProxy<manager::proxies::ListProxy<u32, Recorded>, Recorded>,
    >(&message));

    let dict = Recorded.dict([(1_u32, 2_u32)])?;
    dict.get(&1)?;
    dict.insert(&2, &3)?;
    dict.get_or_insert(&3, &4)?;
    dict.update([(4, 5)])?;
    dict.compare_exchange(&4, Some(&5), Some(&6))?;
    dict.contains_key(&4)?;
    dict.keys()?;
    dict.values()?;
    dict.items()?;
    dict.remove(&1)?;
    dict.pop_item()?;
    dict.len()?;
    dict.clear()?;
    let namespace = Recorded.namespace()?;
    namespace.set("x", &1_u32)?;
    namespace.get::<u32>("x")?;
    Ok(())
}

fn numbers() -> Result<(), ProxyError> {
    let array = Recorded.array([1_i32, 2, 3])?;
    array.get(0)?;
    array.set(1, -7)?;
    array.fetch_add(2, 5)?;
    array.len()?;
    let value = Recorded.value(1_u64)?;
    value.get()?;
    value.set(2)?;
    value.fetch_add(u64::MAX)?;
    value.compare_exchange(1, 9)?;
    let real = Recorded.value(0.5_f64)?;
    real.fetch_add(f64::NAN)?;
    Ok(())
}

/// Everything at which one can wait. What each call answers does not matter.
fn waiting() -> Result<(), ProxyError> {
    const TIME: Duration = Duration::from_millis(1);
    let lock = Recorded.lock()?;
    drop(lock.try_acquire());
    drop(lock.acquire());
    drop(lock.acquire_for(TIME));
    drop(lock.is_held());
    drop(lock.release());
    let rlock = Recorded.rlock()?;
    drop(rlock.acquire());
    drop(rlock.acquire());
    drop(rlock.release());
    for condition in [Recorded.condition()?, Recorded.condition_with(&lock)?] {
        drop(condition.try_acquire());
        drop(condition.wait_for(TIME));
        drop(condition.try_acquire());
        drop(condition.notify(1));
        drop(condition.notify_all());
        drop(condition.wait());
        drop(condition.release());
    }
    let semaphore = Recorded.semaphore(1)?;
    drop(semaphore.acquire());
    drop(semaphore.acquire());
    drop(semaphore.release());
    let bounded = Recorded.bounded_semaphore(1)?;
    drop(bounded.acquire());
    drop(bounded.release());
    drop(bounded.release());
    let event = Recorded.event()?;
    drop(event.wait());
    drop(event.wait_for(TIME));
    drop(event.set());
    drop(event.is_set());
    drop(event.clear());
    let barrier = Recorded.barrier(2)?;
    drop(barrier.wait());
    drop(barrier.wait_with(|| ()));
    drop(barrier.wait_for(TIME));
    drop(barrier.n_waiting());
    drop(barrier.abort());
    drop(barrier.reset());
    let queue = Recorded.queue::<u32>(1)?;
    drop(queue.put(&1));
    drop(queue.put(&2));
    drop(queue.try_put(&3));
    drop(queue.get());
    drop(queue.get());
    drop(queue.get());
    drop(queue.get_for(TIME));
    drop(queue.len());
    drop(queue.is_full());
    let joinable = Recorded.joinable_queue::<u32>(0)?;
    drop(joinable.put(&1));
    drop(joinable.join());
    drop(joinable.get());
    drop(joinable.task_done());
    drop(joinable.join_for(TIME));
    Ok(())
}
