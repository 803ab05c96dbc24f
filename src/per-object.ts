/**
 * A function of one object that works its answer out once for each object and keeps it as long as that object lives. Right
 * only for objects that never change, as the parts of a document and the layers of a network.
 */
export function perObject<K extends object, V>(work: (object: K) => V): (object: K) => V {
  const known = new WeakMap<K, V>();
  return (object) => {
    if (known.has(object)) return known.get(object) as V;
    const answer = work(object);
    known.set(object, answer);
    return answer;
  };
}
