// Reads codes from pictures, apart from the page: what the page itself may do stays as strict as everywhere.
importScripts("vendor/barcode-detector-3.2.2/ponyfill.js");
const {BarcodeDetector, prepareZXingModule} = BarcodeDetectionAPI;
prepareZXingModule({overrides: {locateFile: file => new URL("vendor/zxing-wasm-3.1.3/" + file, location.href).href}});
const detector = new BarcodeDetector({formats: ["code_128", "code_39", "ean_13", "ean_8", "upc_a", "qr_code", "data_matrix"]});

onmessage = async ({data}) => {
  try {
    const found = await detector.detect(new ImageData(new Uint8ClampedArray(data.pixels), data.width, data.height));
    postMessage({codes: found.map(code => ({text: code.rawValue, top: code.boundingBox.top}))});
  } catch {
    postMessage({failed: true});
  }
};
