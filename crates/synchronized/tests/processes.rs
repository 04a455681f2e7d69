//! The same types in real processes, in memory that they share.

#[cfg(target_os = "linux")]
mod linux {
    use libtest_mimic::{Arguments, Failed, Trial};
    use os::{Shared, run_processes};
    use synchronized::real::array::Array;
    use synchronized::real::locks::guard::hold;
    use synchronized::real::locks::lock::Lock;
    use synchronized::real::raw_array::RawArray;
    use synchronized::real::raw_value::RawValue;
    use synchronized::real::shared_string::SharedString;
    use synchronized::real::synchronized::synchronized;
    use synchronized::real::value::Value;

    const ROUNDS: u32 = 10_000;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = vec![
            Trial::test("get_lock_loses_nothing", get_lock),
            Trial::test("one_lock_beside_a_bare_value_loses_nothing", one_lock),
            Trial::test("a_locked_slice_is_never_torn", slices),
            Trial::test("every_scalar_keeps_what_is_put_in", scalars),
            Trial::test("a_wrapper_has_the_lock_that_it_is_given", locks),
            Trial::test("elements_and_slices_have_their_errors", elements),
            Trial::test("a_string_ends_at_its_terminator", strings),
        ];
        libtest_mimic::run(&arguments, trials).exit();
    }

    fn get_lock() -> Result<(), Failed> {
        let value = Shared::new(Value::new(0_u32))?;
        run_processes(4, |_| {
            for _ in 0..25_000 {
                let _guard = hold(value.get_lock());
                value.set(value.get() + 1);
            }
        })?;
        assert_eq!(value.get(), 100_000);
        Ok(())
    }

    fn one_lock() -> Result<(), Failed> {
        let value = Shared::new(RawValue::new(0_u32))?;
        let lock = Shared::new(Lock::new())?;
        run_processes(4, |_| {
            for _ in 0..ROUNDS {
                let _guard = hold(&*lock);
                value.set(value.get() + 1);
            }
        })?;
        assert_eq!(value.get(), 4 * ROUNDS);
        Ok(())
    }

    fn slices() -> Result<(), Failed> {
        let array = Shared::new(Array::new([0_u64; 64]))?;
        run_processes(2, |me| {
            for round in 0..u64::from(ROUNDS) {
                if me == 0 {
                    array.set_slice(0, &[round; 64]).expect("it fits");
                } else {
                    let copy = array.slice(0..64);
                    assert!(copy.iter().all(|element| *element == copy[0]));
                }
            }
        })?;
        Ok(())
    }

    fn scalars() -> Result<(), Failed> {
        macro_rules! keeps {
            ($($value:expr),+) => {$({
                let shared = Shared::new(RawValue::new(Default::default()))?;
                run_processes(1, |_| shared.set($value))?;
                assert_eq!(shared.get(), $value);
            })+};
        }
        keeps!(true, i8::MIN, i16::MIN, i32::MIN, i64::MIN);
        keeps!(u8::MAX, u16::MAX, u32::MAX, u64::MAX, 1.5_f32, -2.5e300_f64);
        Ok(())
    }

    // ANCHOR: locks
    fn locks() -> Result<(), Failed> {
        let value = Value::new(5_i32);
        let _twice = [hold(value.get_lock()), hold(value.get_lock())];
        assert_eq!(value.get(), 5);

        let lock = Lock::new();
        let (one, other) = (Value::with_lock(1, &lock), Value::with_lock(2, &lock));
        assert!(std::ptr::eq(*one.get_lock(), &lock));
        assert!(std::ptr::eq(*one.get_lock(), *other.get_lock()));

        let bare = RawValue::new(7);
        bare.set(8);
        assert_eq!(synchronized(bare, &lock).get(), 8);
        Ok(())
    }
    // ANCHOR_END: locks

    // ANCHOR: elements
    fn elements() -> Result<(), Failed> {
        let array = Shared::new(Array::new([1_i32, 2, 3]))?;
        assert_eq!(array.get(2), Ok(3));
        assert_eq!(
            array.get(3).unwrap_err().to_string(),
            "there is no element 3: the array has 3"
        );
        assert!(array.set(3, 0).is_err());
        assert_eq!(array.slice(1..100), [2, 3]);
        assert!(array.slice(100..200).is_empty());
        assert_eq!(
            array.set_slice(2, &[7, 8]).unwrap_err().to_string(),
            "2 elements cannot replace 1 from 2 on: the array has 3"
        );
        assert_eq!(array.slice(0..3), [1, 2, 3]);
        let raw = RawArray::new([0.5_f64]);
        raw.set(0, 1.5)?;
        assert_eq!(raw.slice(0..1), [1.5]);
        Ok(())
    }
    // ANCHOR_END: elements

    // ANCHOR: strings
    fn strings() -> Result<(), Failed> {
        let string = Shared::new(SharedString::new(*b"hello"))?;
        assert_eq!(string.value(), b"hello");
        string.set_value(b"hi")?;
        assert_eq!(string.value(), b"hi");
        assert_eq!(string.raw(), b"hi\0lo");
        string.set_value(b"a\0b")?;
        assert_eq!(string.value(), b"a");
        string.set_value(b"world")?;
        assert_eq!(
            string.set_value(b"toolong").unwrap_err().to_string(),
            "7 bytes are too long for a string of 5"
        );
        assert_eq!(string.value(), b"world");
        Ok(())
    }
    // ANCHOR_END: strings
}

fn main() {
    #[cfg(target_os = "linux")]
    linux::main();
}
