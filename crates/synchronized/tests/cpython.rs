//! What CPython asks of its own shared values, arrays, strings and structures, asked of
//! ours in real processes; and what it does not ask: a holder that dies.
//!
//! A case has the name of CPython's test (`Lib/test/_test_multiprocessing.py`, 3.11), and
//! the same meaning. A line above each says what is different here. The rest is named by
//! what it asks, and a control by what must fail.
//!
//! Left out:
//!
//! - `test_array_from_size`: an array has no size without elements. Its zeros are written
//!   where it is made.
//! - `test_array_accepts_long`: Python 2 had two kinds of whole number.
//! - The lock that is none, `lock='navalue'`: it does not compile. Nor does asking a bare
//!   object for its lock; `Synchronized` shows the like in its documentation.
//! - The rest of `_TestSharedCTypes` and `_TestHeap`: there is no heap in shared memory,
//!   and what is shared has its place from the start.

#[cfg(target_os = "linux")]
#[path = "../../recursive-lock/tests/cpython/case.rs"]
mod case;

#[cfg(target_os = "linux")]
#[path = "../../recursive-lock/tests/cpython/words.rs"]
mod words;

#[cfg(target_os = "linux")]
mod linux {
    use std::ptr;
    use std::sync::atomic::AtomicU32;

    use libtest_mimic::Arguments;
    use os::{ExitStatus, PANIC_EXIT_CODE, Shared, run_processes};
    use synchronized::Fields;
    use synchronized::real::array::Array;
    use synchronized::real::locks::{guard::hold, lock::Lock, rlock::RLock};
    use synchronized::real::raw_array::RawArray;
    use synchronized::real::raw_string::RawString;
    use synchronized::real::raw_struct::RawStruct;
    use synchronized::real::raw_value::RawValue;
    use synchronized::real::shared_string::SharedString;
    use synchronized::real::structure::Struct;
    use synchronized::real::synchronized::synchronized;
    use synchronized::real::value::Value;

    use crate::case::{self, Outcome, asleep, beside, case, dies, elsewhere, panic_quietly};
    use crate::words::{Meeting, come, meet, soon, wait_for};

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = vec![
            case("test_value: five kinds, changed by a child", value),
            case("test_rawvalue: five kinds, changed by a child", raw_value),
            case("control: a value that is not shared", not_shared),
            case(
                "test_getobj_getlock: the lock of a value is the one given",
                lock_of_value,
            ),
            case("test_array: a child adds up", array),
            case("test_rawarray: a child adds up", raw_array),
            case(
                "test_getobj_getlock_obj: the lock of an array is the one given",
                lock_of_array,
            ),
            case("test_sharedctypes: a child doubles all kinds", bare),
            case(
                "test_synchronize: a child doubles all kinds that have locks",
                locked,
            ),
            case("test_copy: a copy is independent", copy),
            case("control: what is not a copy changes along", not_a_copy),
            case("control: a lock for each access loses an update", loses),
            case("locks: a plain lock waits for itself", waits_for_itself),
            case(
                "holder death: a value waits for ever, its object does not",
                holder_dies,
            ),
            case(
                "holder death: a guard gives the lock of a value back",
                panics,
            ),
        ];
        let trials = case::trials().into_iter().chain(trials).collect();
        libtest_mimic::run(&arguments, trials).exit();
    }

    /// Values of five kinds start as they should, and a child makes others of them.
    macro_rules! changed_by_a_child {
        ($make:path) => {{
            let values = Shared::new((
                $make(-5_i32),
                $make(0.75_f64),
                $make(i16::MIN),
                $make(i64::MAX - 1),
                $make(b'a'),
            ))?;
            let (int, double, short, long, char) = &*values;
            let get = || (int.get(), double.get(), short.get(), long.get(), char.get());
            assert_eq!(get(), (-5, 0.75, i16::MIN, i64::MAX - 1, b'a'));
            elsewhere(|| {
                int.set(70_000);
                double.set(-0.125);
                short.set(300);
                long.set(1 << 40);
                char.set(b'z');
            })?;
            assert_eq!(get(), (70_000, -0.125, 300, 1 << 40, b'z'));
            Ok(())
        }};
    }

    // The type of a value says what a letter says in CPython.
    fn value() -> Outcome {
        changed_by_a_child!(Value::new)
    }

    // As above.
    fn raw_value() -> Outcome {
        changed_by_a_child!(RawValue::new)
    }

    /// A child has a copy of whatever is not shared.
    fn not_shared() -> Outcome {
        let value = Value::new(1);
        elsewhere(|| {
            value.set(2);
            assert_eq!(value.get(), 2);
        })?;
        assert_eq!(value.get(), 1);
        Ok(())
    }

    // A lock that is given by reference is the same object, wherever else it is used.
    fn lock_of_value() -> Outcome {
        let lock = Shared::new(Lock::new())?;
        let value = Value::with_lock(5, &*lock);
        let other = Value::with_lock(6, &*lock);
        assert!(ptr::eq(*value.get_lock(), &*lock));
        assert!(ptr::eq(*value.get_lock(), *other.get_lock()));
        assert!(ptr::eq(value.get_obj(), value.get_obj()));
        assert_eq!(value.get_obj().get(), 5);
        {
            let _guard = hold(value.get_lock());
            elsewhere(|| assert!(!lock.try_acquire()))?;
        }
        elsewhere(|| assert!(lock.try_acquire()))?;

        let own: Shared<Value<i32, RLock>> = Shared::new(Value::new(5))?;
        let second = Value::new(5);
        assert!(ptr::eq(own.get_lock(), own.get_lock()));
        assert!(!ptr::eq(own.get_lock(), second.get_lock()));
        let _guards = [hold(own.get_lock()), hold(own.get_lock())];
        assert_eq!(own.get_lock().depth(), 2);
        assert_eq!(own.get(), 5);
        Ok(())
    }

    /// An array is read and written like a list, and a child adds each element to the
    /// next.
    macro_rules! added_up {
        ($make:path) => {{
            let mut list = [3, 1, 4, 1, 5, 9, 2, 6];
            let array = Shared::new($make(list))?;
            assert_eq!(array.slice(0..usize::MAX).len(), 8);
            assert_eq!(array.get(4), Ok(5));
            assert_eq!(array.slice(2..6), list[2..6]);

            list[1..4].copy_from_slice(&[7, -8, 9]);
            array.set_slice(1, &[7, -8, 9])?;
            assert_eq!(array.slice(0..8), list);

            let mut sum = 0;
            let sums = list.map(|element| {
                sum += element;
                sum
            });
            elsewhere(|| {
                for index in 1..8 {
                    let add = || {
                        let sum = array.get(index - 1)? + array.get(index)?;
                        array.set(index, sum)
                    };
                    add().expect("there are eight");
                }
            })?;
            assert_eq!(array.slice(0..8), sums);
            assert!(array.get(8).is_err());
            Ok(())
        }};
    }

    // The length of an array belongs to its type: what is asked is how much a slice has.
    fn array() -> Outcome {
        added_up!(Array::new)
    }

    // As above.
    fn raw_array() -> Outcome {
        added_up!(RawArray::new)
    }

    // As `test_getobj_getlock`.
    fn lock_of_array() -> Outcome {
        let lock = RLock::new();
        let array = Array::with_lock([1, 2, 3], &lock);
        let string = SharedString::with_lock(*b"abc", &lock);
        let structure = Struct::with_lock(Mixed::default(), &lock);
        let again = synchronized(RawArray::new([4, 5, 6]), &lock);
        assert!(ptr::eq(*array.get_lock(), &lock));
        assert!(ptr::eq(*string.get_lock(), &lock));
        assert!(ptr::eq(*structure.get_lock(), &lock));
        assert!(ptr::eq(*again.get_lock(), &lock));
        let _guard = hold(array.get_lock());
        // The lock is recursive, so whoever holds it can go on with any of them.
        assert_eq!(array.slice(0..3), [1, 2, 3]);
        assert_eq!(array.get_obj().slice(0..3), [1, 2, 3]);
        assert_eq!(again.get(2), Ok(6));
        assert_eq!(string.value(), b"abc");
        assert_eq!(structure.copy(), Mixed::default());
        assert_eq!(lock.depth(), 1);
        Ok(())
    }

    /// A structure with fields of three kinds.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Fields)]
    #[fields(from = synchronized::real)]
    struct Mixed {
        x: i32,
        y: f64,
        z: i64,
    }

    /// A child doubles whatever can be shared.
    macro_rules! doubled_by_a_child {
        ($value:ident, $array:ident, $string:ident, $structure:ident) => {{
            let mixed = Mixed {
                x: 11,
                y: 1.25,
                z: -3,
            };
            let shared = Shared::new((
                $value::new(21_i32),
                $value::new(0.2_f64),
                $value::new(1_i64 << 50),
                $structure::new(mixed),
                $array::new([0.5_f64, 1.0, 1.5, 2.0]),
                $string::new([0; 12]),
            ))?;
            let (int, double, long, mixed, array, string) = &*shared;
            string.set_value(b"again")?;
            elsewhere(|| {
                int.set(2 * int.get());
                double.set(2.0 * double.get());
                long.set(2 * long.get());
                mixed.set_x(2 * mixed.x());
                mixed.set_y(2.0 * mixed.y());
                let twice = [string.value(), string.value()].concat();
                string.set_value(&twice).expect("it fits");
                for index in 0..4 {
                    let element = array.get(index).expect("there are four");
                    array.set(index, 2.0 * element).expect("there are four");
                }
            })?;
            assert_eq!((int.get(), long.get()), (42, 1 << 51));
            // To double a number changes its exponent alone.
            assert_eq!(double.get(), 0.4);
            let doubled = Mixed {
                x: 22,
                y: 2.5,
                z: -3,
            };
            assert_eq!(mixed.copy(), doubled);
            assert_eq!(array.slice(0..4), [1.0, 2.0, 3.0, 4.0]);
            assert_eq!(string.value(), b"againagain");
            assert_eq!(string.raw(), b"againagain\0\0");
            Ok(())
        }};
    }

    // Each kind has its own type, with or without a lock, and the fields of a structure
    // are functions.
    fn bare() -> Outcome {
        doubled_by_a_child!(RawValue, RawArray, RawString, RawStruct)
    }

    // As above.
    fn locked() -> Outcome {
        doubled_by_a_child!(Value, Array, SharedString, Struct)
    }

    const MIXED: Mixed = Mixed {
        x: 7,
        y: 0.5,
        z: -1 << 40,
    };

    // A copy is a plain structure: another shared one is made of it.
    fn copy() -> Outcome {
        let mixed = Shared::new(RawStruct::new(MIXED))?;
        let plain = mixed.copy();
        let shared = Shared::new(RawStruct::new(mixed.copy()))?;
        elsewhere(|| {
            mixed.set_x(0);
            mixed.set_y(0.0);
            mixed.set_z(0);
        })?;
        assert_eq!(mixed.copy(), Mixed::default());
        assert_eq!(plain, MIXED);
        assert_eq!(shared.copy(), MIXED);
        elsewhere(|| shared.assign(Mixed::default()))?;
        assert_eq!(plain, MIXED);
        Ok(())
    }

    /// The object of a structure that has a lock is no copy of it.
    fn not_a_copy() -> Outcome {
        let mixed = Shared::new(Struct::new(MIXED))?;
        let object = mixed.get_obj();
        elsewhere(|| mixed.assign(Mixed::default()))?;
        assert_eq!(object.copy(), Mixed::default());
        Ok(())
    }

    /// Both read before either writes, and no access is without the lock.
    fn loses() -> Outcome {
        let value = Shared::new(Value::new(10))?;
        let meeting: Shared<Meeting> = Shared::new([const { AtomicU32::new(0) }; 3])?;
        run_processes(2, |me| {
            let seen = value.get();
            meet(&meeting, me);
            value.set(seen + 1);
        })?;
        assert_eq!(value.get(), 11);
        Ok(())
    }

    /// CPython's `Value('i', 0, lock=Lock())` does the same.
    fn waits_for_itself() -> Outcome {
        let value = Shared::new(Value::with_lock(3, Lock::new()))?;
        let begins = Shared::new(AtomicU32::new(0))?;
        let child = beside(|| {
            let _guard = hold(value.get_lock());
            assert_eq!(value.get_obj().get(), 3);
            come(&begins);
            value.set(4);
        })?;
        wait_for(&begins, 1);
        asleep(child.pid());
        dies(child)?;
        assert_eq!(value.get_obj().get(), 3);
        assert!(!value.get_lock().acquire_until(soon()));
        Ok(())
    }

    /// In CPython, too, the object is the way past the lock.
    fn holder_dies() -> Outcome {
        let value = Shared::new(Value::new(3))?;
        let words = Shared::new([AtomicU32::new(0), AtomicU32::new(0)])?;
        let [held, begins] = &*words;
        let holder = beside(|| {
            value.get_lock().acquire();
            value.set(4);
            come(held);
            wait_for(held, u32::MAX);
        })?;
        wait_for(held, 1);
        dies(holder)?;
        assert!(!value.get_lock().acquire_until(soon()));
        assert_eq!(value.get_obj().get(), 4);
        let reader = beside(|| {
            come(begins);
            let _ = value.get();
        })?;
        wait_for(begins, 1);
        asleep(reader.pid());
        dies(reader)
    }

    fn panics() -> Outcome {
        let value = Shared::new(Value::new(3))?;
        let child = beside(|| {
            let _guard = hold(value.get_lock());
            value.set(4);
            panic_quietly();
        })?;
        assert_eq!(child.wait()?, ExitStatus::Exited(PANIC_EXIT_CODE));
        assert_eq!(value.get(), 4);
        assert!(value.get_lock().acquire_until(soon()));
        Ok(())
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    linux::main();
}
