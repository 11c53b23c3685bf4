// Starts Chromium for the checks. LORE_CHROMIUM is its path, LORE_NPM the
// folder with node_modules; internal/engine sets both.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const npm = createRequire(join(process.env.LORE_NPM ?? '.', 'package.json'))

/** load imports a module from node_modules in LORE_NPM. */
export const load = name => import(pathToFileURL(npm.resolve(name)))

/**
 * launch starts a Chromium that talks to nobody: the flags stop its own
 * services, and no host name resolves. Its sandbox cannot run as root.
 * Through a pipe, it ends with this process however that ends.
 */
export async function launch() {
  const { default: puppeteer } = await load('puppeteer-core')
  return puppeteer.launch({
    executablePath: process.env.LORE_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    pipe: true,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND',
    ],
  })
}

/** look sets the size of the window and the colours that the reader prefers. */
export async function look(page, { width, height = 900, dark = false }) {
  await page.setViewport({ width, height })
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
    { name: 'prefers-reduced-motion', value: 'reduce' }, // so that no transition is caught half way
  ])
}

/** open goes to a file and waits until it and its fonts are there. */
export async function open(page, path) {
  await page.goto(pathToFileURL(path).href, { waitUntil: 'load', timeout: 60_000 })
  await page.evaluate(() => document.fonts.ready.then(() => {}))
}
