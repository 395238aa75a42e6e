/** The little of WebAssembly that is used here: Node has it, TypeScript's types for it are a browser's. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  type Imports = object;
  type Exports = object;
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Exports;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}

/** The package has types, but does not export them. */
declare module 'tesseract-wasm' {
  export interface OCREngine {
    setVariable(name: string, value: string): void;
    loadModel(model: Uint8Array): void;
    loadImage(image: { data: Uint8ClampedArray; width: number; height: number }): void;
    clearImage(): void;
    destroy(): void;
    /** `confidence` is 0 to 1. */
    getTextBoxes(unit: 'line' | 'word'): {
      text: string;
      confidence: number;
      rect: { left: number; top: number; right: number; bottom: number };
    }[];
  }
  export function createOCREngine(options: { wasmBinary: Uint8Array }): Promise<OCREngine>;
}
