"""What a wrapper has, and what it lets through in silence."""

import ctypes
import multiprocessing

# ANCHOR: locks
value = multiprocessing.Value("i", 5)
assert type(value.get_lock()).__name__ == "RLock"
bare = multiprocessing.Value("i", 5, lock=False)
assert not hasattr(bare, "get_lock")
mine = multiprocessing.Lock()
assert multiprocessing.Value("i", 5, lock=mine).get_lock() is mine
# ANCHOR_END: locks

# ANCHOR: silence
value.valeu = 7  # a slip of the keyboard: an attribute that nobody shares
assert value.value == 5
value.value = 2**31  # too large for an int
assert value.value == -(2**31)
# ANCHOR_END: silence

# ANCHOR: strings
text = multiprocessing.Array("c", b"hello")
text.value = b"hi"
assert text.value == b"hi"
assert text.raw == b"hi\0lo"
# ANCHOR_END: strings

# ANCHOR: codes
sizes = {
    code: ctypes.sizeof(multiprocessing.RawArray(code, 1))
    for code in "cbBhHiIlLqQfdu"
}
# ANCHOR_END: codes
print("bytes of each type code:", sizes)
assert sizes == {
    "c": 1, "b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4,
    "l": 8, "L": 8, "q": 8, "Q": 8, "f": 4, "d": 8, "u": 4,
}
