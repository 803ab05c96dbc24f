/** What is used of jsfive 0.4.2, which has no types of its own. It throws strings as well as errors. */
declare module "jsfive" {
  export class Group {
    readonly keys: string[];
    /** `null` where a soft link leads nowhere. */
    get(path: string): Group | Dataset | null;
  }

  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }

  export class Dataset {
    readonly shape: number[];
    /** As in numpy, `<f4`; a list for what is no number. */
    readonly dtype: string | readonly unknown[];
    readonly _dataobjects: DataObjects;
  }

  interface DataObjects {
    find_msg_type(type: number): Map<"offset_to_message", number>[];
    /** The version, a number of axes, the class of layout, and where its properties begin. */
    _get_data_message_properties(offset: number): [number, number | undefined, number, number];
  }
}
