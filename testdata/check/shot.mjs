// usage: node shot.mjs [--dark] [--width N] [--height N] [--full] [--no-script] PAGE OUT.png
//        node shot.mjs --pdf PAGE OUT.pdf
//
// Writes a picture of a page, or the page as printed on A4.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { launch, look, open } from './browser.mjs'

const { values: flags, positionals: [file, out] } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: 'boolean' },
    width: { type: 'string', default: '1440' },
    height: { type: 'string', default: '900' },
    full: { type: 'boolean' },
    pdf: { type: 'boolean' },
    'no-script': { type: 'boolean' },
  },
})
if (!out) {
  console.error('usage: node shot.mjs [--dark] [--width N] [--height N] [--full] [--pdf] [--no-script] PAGE OUT')
  process.exit(2)
}

const browser = await launch()
try {
  const page = await browser.newPage()
  await page.setJavaScriptEnabled(!flags['no-script'])
  await look(page, { width: Number(flags.width), height: Number(flags.height), dark: flags.dark })
  await open(page, resolve(file))
  if (flags.pdf) {
    await page.pdf({ path: out, format: 'A4', preferCSSPageSize: true, printBackground: true, outline: true, tagged: true })
  } else {
    await page.screenshot({ path: out, fullPage: flags.full })
  }
} finally {
  await browser.close()
}
