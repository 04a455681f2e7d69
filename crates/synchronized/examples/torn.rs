//! Half old, half new, live: one real process writes while another one reads, and an
//! exhaustive exploration says what the reader could have seen.
//!
//! The reads are those of the chapter. So are the writes, but for this: the chapter
//! writes once, and these write one number after the other. Both halves of what they
//! write are the same number, so a reader that sees two different halves sees what was
//! never there.

#[cfg(target_os = "linux")]
fn main() -> Result<(), linux::Error> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the processes of this example need Linux; the book and the exercises do not");
    std::process::exit(2);
}

#[cfg(target_os = "linux")]
mod linux {
    //! The example itself.

    use std::fmt::Debug;
    use std::time::{Duration, Instant};

    use os::{InShared, Shared, run_processes};
    use synchronized::real::array::Array;
    use synchronized::real::locks::{barrier::Barrier, guard::hold};
    use synchronized::real::raw_array::RawArray;
    use synchronized::real::raw_value::RawValue;
    use synchronized::real::structure::Struct;
    use synchronized::real::tearing::{self, Point, PointFields};
    use synchronized::shuttle;

    pub(crate) type Error = Box<dyn std::error::Error>;

    /// How long each pair writes and reads.
    const TIME: Duration = Duration::from_millis(150);

    const NUMBER: &str = "a number of eight bytes, no lock";
    const RAW_SLICE: &str = "a slice, no lock";
    const SLICE: &str = "a slice under the array's lock";
    const ELEMENTS: &str = "the same, written one by one";
    const FIELDS: &str = "two fields, a lock for each access";
    const WRITER: &str = "two fields, get_lock by the writer";
    const BOTH: &str = "two fields, get_lock by both";

    /// What a reader sees: two halves of one thing.
    type Halves = (u32, u32);

    /// Lets one process write 1, 2, 3 and so on while another one reads, and prints what
    /// the reader saw. Returns whether a read was torn.
    fn meanwhile<S: InShared>(
        name: &str,
        shared: S,
        writes: fn(&S, u32),
        reads: fn(&S) -> Halves,
    ) -> Result<bool, Error> {
        let shared = Shared::new(shared)?;
        let begin = Shared::new(Barrier::new(2)?)?;
        let seen = Shared::new([0; 3].map(RawValue::<u64>::new))?;
        let [all, changed, torn] = &*seen;
        run_processes(2, |me| {
            begin.wait().expect("nobody breaks it");
            let began = Instant::now();
            if me == 0 {
                let mut number = 0_u32;
                while began.elapsed() < TIME {
                    number = number.wrapping_add(1);
                    writes(&shared, number);
                }
                return;
            }
            let mut last = (0, 0);
            // Only this process counts, so it needs no lock to add one.
            let count =
                |counter: &RawValue<u64>, when| counter.set(counter.get() + u64::from(when));
            while began.elapsed() < TIME {
                let now = reads(&shared);
                count(all, true);
                count(changed, now != last);
                count(torn, now.0 != now.1);
                last = now;
            }
        })?;
        let [all, changed, torn] = [all.get(), changed.get(), torn.get()];
        println!("  {name:<34}  {all:>9}  {changed:>9}  {torn:>9}");
        Ok(torn > 0)
    }

    fn slice(copy: &[u32]) -> Halves {
        (copy[0], copy[1])
    }

    fn moves(point: &Struct<Point>, number: u32) {
        let number = number.cast_signed();
        point.set_x(number);
        point.set_y(number);
    }

    fn moves_at_once(point: &Struct<Point>, number: u32) {
        let _guard = hold(point.get_lock());
        moves(point, number);
    }

    fn place((x, y): (i32, i32)) -> Halves {
        (x.cast_unsigned(), y.cast_unsigned())
    }

    fn real() -> Result<(), Error> {
        println!("  {:<34}      reads    changed       torn", "");
        let point = || Struct::new(Point::default());

        let whole = [
            meanwhile(
                NUMBER,
                RawValue::new(0_u64),
                |value, number| value.set(u64::from(number) << 32 | u64::from(number)),
                |value| {
                    let both = value.get();
                    ((both >> 32) as u32, both as u32)
                },
            )?,
            meanwhile(
                SLICE,
                Array::new([0; 2]),
                |array, number| array.set_slice(0, &[number; 2]).expect("it fits"),
                |array| slice(&tearing::copy(array)),
            )?,
            meanwhile(BOTH, point(), moves_at_once, |point| {
                place(tearing::looks_at_once(point))
            })?,
        ];
        println!();
        let halves = [
            meanwhile(
                RAW_SLICE,
                RawArray::new([0; 2]),
                |array, number| array.set_slice(0, &[number; 2]).expect("it fits"),
                |array| slice(&tearing::copy_raw(array)),
            )?,
            meanwhile(
                ELEMENTS,
                Array::new([0; 2]),
                |array, number| {
                    array.set(0, number).expect("it is there");
                    array.set(1, number).expect("it is there");
                },
                |array| slice(&tearing::copy(array)),
            )?,
            meanwhile(FIELDS, point(), moves, |point| place(tearing::looks(point)))?,
            meanwhile(WRITER, point(), moves_at_once, |point| {
                place(tearing::looks(point))
            })?,
        ];
        if whole.contains(&true) {
            return Err("a read was torn that cannot be: a lock is broken".into());
        }
        println!("\n  None of the first three was torn.");
        match halves.iter().filter(|torn| !**torn).count() {
            0 => println!("  Each of the last four was."),
            lucky => println!(
                "  Of the last four, {lucky} showed nothing this time. All four stay wrong:\n  \
                 a run that goes well proves nothing."
            ),
        }
        Ok(())
    }

    /// Explores one writer and one reader, and prints all that the reader can see.
    fn explore<S, R>(name: &str, fresh: fn() -> S, writes: fn(&S), reads: fn(&S) -> R)
    where
        S: Send + Sync + 'static,
        R: Clone + Debug + Ord + Send + 'static,
    {
        let report = interleave::shuttle::explore(move || {
            shuttle::programs::meanwhile(fresh(), writes, reads)
        });
        let outcomes = report.exhaustive().outcomes();
        let seen: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
        println!(
            "  {name:<34}  {:>10}  {}",
            report.executions(),
            seen.join(" ")
        );
    }

    fn possible() {
        use shuttle::array::Array;
        use shuttle::raw_array::RawArray;
        use shuttle::raw_value::RawValue;
        use shuttle::structure::Struct;
        use shuttle::tearing::{self, Point};

        println!("  {:<34}  executions  seen", "");
        let number: fn() -> _ = || RawValue::new(0);
        explore(NUMBER, number, |value| value.set(u64::MAX), RawValue::get);
        let array: fn() -> _ = || Array::new([0; 2]);
        let point: fn() -> _ = || Struct::new(Point::default());
        explore(SLICE, array, tearing::replace, tearing::copy);
        explore(BOTH, point, tearing::moves_at_once, tearing::looks_at_once);
        println!();
        let raw: fn() -> _ = || RawArray::new([0; 2]);
        explore(RAW_SLICE, raw, tearing::replace_raw, tearing::copy_raw);
        explore(ELEMENTS, array, tearing::replace_one_by_one, tearing::copy);
        explore(FIELDS, point, tearing::moves, tearing::looks);
        explore(WRITER, point, tearing::moves_at_once, tearing::looks);
    }

    pub(crate) fn main() -> Result<(), Error> {
        let time = TIME.as_millis();
        println!("Real processes: one writes and one reads, {time} ms for each program\n");
        println!("  changed: reads that saw another thing than the read before. Where they are");
        println!("  few, the writer seldom came between two reads.");
        println!("  torn: a writer that is stopped halfway leaves a torn thing for many reads.\n");
        real()?;
        println!("\nWhat is possible: all is 0; one write, one read, every interleaving\n");
        possible();
        Ok(())
    }
}
