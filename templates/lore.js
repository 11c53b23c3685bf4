// What a page gains from a script. It is complete without one: nothing here
// makes text, it only adds buttons and follows the reader.
(function () {
  'use strict';
  var doc = document, root = doc.documentElement;
  function all(selector, node) { return Array.prototype.slice.call((node || doc).querySelectorAll(selector)); }

  // The theme: the system's, light or dark, kept for the site.
  var theme = doc.getElementById('lore-theme'), themes = ['', 'light', 'dark'];
  function named() { return root.dataset.theme || 'system'; }
  function label() { theme.setAttribute('aria-label', 'Theme: ' + named()); theme.title = 'Theme: ' + named(); }
  if (theme) {
    theme.hidden = false;
    label();
    theme.addEventListener('click', function () {
      var next = themes[(themes.indexOf(root.dataset.theme || '') + 1) % 3];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      try { if (next) localStorage.setItem('lore-theme', next); else localStorage.removeItem('lore-theme'); } catch (e) {}
      label();
    });
  }

  // The tree as a drawer on small screens. Without a script, :target opens it.
  var tree = doc.getElementById('lore-tree'), menu = doc.getElementById('lore-menu');
  if (tree && menu) {
    menu.setAttribute('role', 'button');
    menu.setAttribute('aria-expanded', 'false');
    var drawer = function (open) {
      tree.classList.toggle('lore-open', open);
      menu.setAttribute('aria-expanded', open);
    };
    menu.addEventListener('click', function (e) {
      e.preventDefault();
      drawer(!tree.classList.contains('lore-open'));
    });
    menu.addEventListener('keydown', function (e) { if (e.key === ' ') { e.preventDefault(); menu.click(); } });
    all('.lore-close', tree).forEach(function (a) {
      a.addEventListener('click', function (e) { e.preventDefault(); drawer(false); menu.focus(); });
    });
    doc.addEventListener('keydown', function (e) {
      if (e.key === 'Escape' && tree.classList.contains('lore-open')) { drawer(false); menu.focus(); }
    });
    var here = tree.querySelector('[aria-current]');
    if (here && here.offsetTop > tree.clientHeight - 60) tree.scrollTop = here.offsetTop - tree.clientHeight / 2;
  }

  // Copying: the code as it is in its file; of a session, what is typed.
  function typed(line) {
    if (!line.querySelector('.gp, .gc')) return null;
    line = line.cloneNode(true);
    all('.gp, .go', line).forEach(function (n) { n.remove(); });
    return line.textContent;
  }
  function copied(pre) {
    if (pre.dataset.copy !== undefined) return pre.dataset.copy;
    var lines = all('.l', pre);
    if (!pre.closest('.lore-term')) return lines.map(function (l) { return l.textContent; }).join('');
    return lines.map(typed).filter(function (t) { return t !== null; }).join('');
  }
  function put(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    return new Promise(function (done, fail) {
      var area = doc.createElement('textarea');
      area.value = text;
      area.style.cssText = 'position:fixed;opacity:0';
      doc.body.appendChild(area);
      area.select();
      if (doc.execCommand('copy')) done(); else fail();
      area.remove();
    });
  }
  all('.lore-code').forEach(function (pre) {
    var button = doc.createElement('button'), tools = pre.parentNode.querySelector('.lore-tools');
    button.type = 'button';
    button.className = 'lore-btn lore-copy';
    button.textContent = 'Copy';
    button.addEventListener('click', function () {
      put(copied(pre)).then(function () { button.textContent = 'Copied'; }, function () { button.textContent = 'Failed'; })
        .then(function () { setTimeout(function () { button.textContent = 'Copy'; }, 1600); });
    });
    if (tools) tools.appendChild(button); else pre.parentNode.appendChild(button);
  });

  // A block that does not scroll needs no place in the order of focus.
  var scrollers = all('.lore-code, .lore-table');
  function scrolls() {
    scrollers.forEach(function (n) {
      var over = n.scrollWidth > n.clientWidth + 1;
      if (over) { n.tabIndex = 0; n.setAttribute('role', 'region'); }
      else { n.removeAttribute('tabindex'); n.removeAttribute('role'); }
    });
  }
  if (scrollers.length) {
    scrolls();
    addEventListener('resize', scrolls);
    if (doc.fonts && doc.fonts.ready) doc.fonts.ready.then(scrolls);
  }

  // The heading that is being read, in the contents of the page.
  var links = all('.lore-toc li a');
  var heads = links.map(function (a) { return doc.getElementById(decodeURIComponent(a.hash.slice(1))); });
  function spy() {
    var at = 0;
    heads.forEach(function (h, i) { if (h && h.getBoundingClientRect().top < 160) at = i; });
    links.forEach(function (a, i) { a.classList.toggle('lore-on', i === at); });
  }
  if (links.length && window.IntersectionObserver) {
    var seen = new IntersectionObserver(spy, { rootMargin: '-80px 0px 0px 0px', threshold: [0, 1] });
    heads.forEach(function (h) { if (h) seen.observe(h); });
  }
})();
