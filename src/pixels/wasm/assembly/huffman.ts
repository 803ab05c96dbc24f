/** Codes up to this length are found in one look. */
const LOOK = 9;
/** Bytes of a table: what follows a look (uint16: length · 256 + symbol), last code and offset by length, symbols. */
const LAST = 2 << LOOK, OFFSET = LAST + 4 * 17, SYMBOLS = OFFSET + 4 * 17;

/**
 * Makes a table of SYMBOLS + 256 bytes from a JPEG's counts of codes by length (16 bytes) and its symbols (256 bytes, of
 * which as many count). Gives 0 where the codes do not fit their lengths; all ones is no code, as in libjpeg.
 */
export function huffman(table: usize, counts: usize, symbols: usize): i32 {
  memory.fill(table, 0, LAST);
  memory.copy(table + SYMBOLS, symbols, 256);
  let code = 0, k = 0;
  for (let length = 1; length <= 16; length++) {
    const count = <i32>load<u8>(counts + length - 1);
    store<i32>(table + OFFSET + 4 * length, k - code);
    if (k + count > 256 || (count > 0 && code + count >= 1 << length)) return 0;
    for (let i = 0; i < count; i++, code++, k++) {
      if (length > LOOK) continue;
      const entry = (length << 8) | <i32>load<u8>(symbols + k);
      const first = code << (LOOK - length);
      for (let look = first; look < first + (1 << (LOOK - length)); look++) store<u16>(table + 2 * look, entry);
    }
    store<i32>(table + LAST + 4 * length, count > 0 ? code - 1 : -1);
    code <<= 1;
  }
  return 1;
}

/** The next bits of the entropy-coded data, first bit uppermost, and how many there are. */
let bits: u64 = 0, count: i32 = 0;
let at: usize = 0, end: usize = 0;
/** Of those, how many were made up, since a marker or the end came. */
let missing: i32 = 0;

export function begin(from: usize, to: usize): void {
  at = from;
  end = to;
  bits = 0;
  count = 0;
  missing = 0;
}

/** Whether bits were used that the data do not have. */
export function isOver(): bool {
  return missing > count;
}

/** Drops what is left of the last byte and goes past the restart marker of that number. False where another thing stands. */
export function restart(number: i32): bool {
  if (count - missing >= 8) return false;
  if (at + 2 > end || load<u8>(at) != 0xff || load<u8>(at + 1) != 0xd0 + (number & 7)) return false;
  begin(at + 2, end);
  return true;
}

/** At least 32 bits from here on: a symbol has up to 16, the number behind it up to 15. */
// @ts-ignore: decorator
@inline
export function fill(): void {
  if (count >= 32) return;
  if (at + 4 <= end) {
    const word = bswap<u32>(load<u32>(at));
    // No byte of it is 255.
    if (((~word - 0x01010101) & word & 0x80808080) == 0) {
      bits |= (<u64>word) << (32 - count);
      count += 32;
      at += 4;
      return;
    }
  }
  fillSlowly();
}

/** Byte by byte: a zero behind 255 is left out, a marker ends the data. */
function fillSlowly(): void {
  while (count <= 56) {
    let byte: u64 = 0;
    if (at >= end) missing += 8;
    else if (load<u8>(at) != 0xff) byte = load<u8>(at++);
    else if (at + 1 < end && load<u8>(at + 1) == 0) {
      byte = 0xff;
      at += 2;
    } else missing += 8;
    bits |= byte << (56 - count);
    count += 8;
  }
}

/** The next symbol, or −1 where no code is that of these bits. */
// @ts-ignore: decorator
@inline
export function symbol(table: usize): i32 {
  const entry = <i32>load<u16>(table + (<usize>(bits >> (64 - LOOK)) << 1));
  if (entry == 0) return longSymbol(table);
  const length = entry >> 8;
  bits <<= length;
  count -= length;
  return entry & 255;
}

function longSymbol(table: usize): i32 {
  for (let length = LOOK + 1; length <= 16; length++) {
    const code = <i32>(bits >> (64 - length));
    if (code > load<i32>(table + LAST + 4 * length)) continue;
    bits <<= length;
    count -= length;
    return load<u8>(table + SYMBOLS + ((code + load<i32>(table + OFFSET + 4 * length)) & 255));
  }
  return -1;
}

/** A number of 1 to 15 bits, whose first bit says that it is positive (F.12 of ITU-T T.81). */
// @ts-ignore: decorator
@inline
export function number(size: i32): i32 {
  const value = <i32>(bits >> (64 - size));
  bits <<= size;
  count -= size;
  return value + (((value >> (size - 1)) - 1) & (1 - (1 << size)));
}
