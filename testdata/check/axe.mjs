// usage: node axe.mjs SITE_DIR PAGE...
//
// Opens each page from its file and prints a line of JSON for each thing that
// is wrong: what axe-core finds in light and dark and at three widths, a page
// wider than its window, a request that leaves the site, a missing file, an
// error of a script. The last line has the number of pages.
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launch, load, look, open } from './browser.mjs'

const axeWidths = [1440, 390, 320]
const windowWidths = [320, 360, 390, 480, 600, 768, 900, 1024, 1280, 1440]
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const [dir, ...names] = process.argv.slice(2)
const site = pathToFileURL(realpathSync(dir)).href + '/'
const print = finding => process.stdout.write(JSON.stringify(finding) + '\n')

/** watch prints what goes wrong while the page loads, each thing once. */
function watch(page, name) {
  const seen = new Set()
  const once = (rule, message, excerpt = '') => {
    const key = rule + message + excerpt
    if (!seen.has(key)) print({ page: name, rule, message, excerpt })
    seen.add(key)
  }
  page.on('request', r => {
    const url = r.url()
    if (/^(data|blob|about):/.test(url) || url.startsWith(site)) return
    once('request', 'the page asks for something outside of the site', url)
  })
  page.on('requestfailed', r => {
    if (r.url().startsWith(site)) once('missing-file', r.failure()?.errorText ?? 'failed', r.url().slice(site.length))
  })
  page.on('pageerror', err => once('script', String(err)))
  page.on('console', m => {
    if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) once('script', m.text())
  })
}

/** runAxe prints the violations of the page as it is shown now. */
async function runAxe(page, axe, name, view) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(
    values => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'], preload: false }), rules)
  for (const v of violations) {
    for (const node of v.nodes) {
      const detail = [...node.all, ...node.none, ...node.any][0]?.message ?? ''
      print({
        page: name, view, rule: v.id, where: node.target.flat().join(' '),
        message: `${v.help}: ${detail}`, excerpt: node.html.slice(0, 200),
      })
    }
  }
}

/** measure returns by how much the page is too wide, and an element at fault. */
function measure() {
  const root = document.documentElement
  const over = root.scrollWidth - root.clientWidth
  if (over <= 0) return { over }
  const scrolls = el => el !== root && el !== document.body && getComputedStyle(el).overflowX !== 'visible'
  const contained = el => { for (let p = el.parentElement; p; p = p.parentElement) if (scrolls(p)) return true; return false }
  const wide = [...document.querySelectorAll('body *')]
    .filter(el => el.getBoundingClientRect().right > root.clientWidth + 0.5 && !contained(el)).at(-1)
  return { over, where: wide?.tagName.toLowerCase(), excerpt: wide?.outerHTML.slice(0, 200) }
}

async function checkWidths(page, name) {
  for (const width of windowWidths) {
    await look(page, { width })
    const { over, where, excerpt } = await page.evaluate(measure)
    if (over > 0) {
      print({ page: name, view: `light, ${width} px`, rule: 'overflow', where, excerpt, message: `the page is ${over} px wider than the window` })
    }
  }
}

async function check(browser, axe, name) {
  const page = await browser.newPage()
  watch(page, name)
  for (const dark of [false, true]) {
    for (const width of axeWidths) {
      await look(page, { width, height: width > 600 ? 900 : 800, dark })
      await open(page, join(dir, name))
      await runAxe(page, axe, name, `${dark ? 'dark' : 'light'}, ${width} px`)
    }
  }
  await checkWidths(page, name)
  await page.close()
}

const { default: { source: axe } } = await load('axe-core')
const browser = await launch()
try {
  for (const name of names) await check(browser, axe, name)
} finally {
  await browser.close()
}
print({ pages: names.length })
