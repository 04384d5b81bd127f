// SPDX-License-Identifier: Apache-2.0
// Looks at the page as it is shown, and answers with what is wrong with it for people who see, hear or move differently.
() => {
  const faults = [];
  const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const nameOf = (element) => `${element.tagName.toLowerCase()}#${element.id}.${element.className} "${element.textContent.trim().slice(0, 30)}"`;

  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((channels(color)[3] ?? 1) === 1) {
        return color;
      }
    }
    return 'rgb(255, 255, 255)';
  };

  const texts = all('body *').filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  for (const element of texts.filter((one) => !one.closest('.unseen'))) {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const found = contrast(style.color, ground(element));
    if (found < least) {
      faults.push(`contrast ${found.toFixed(2)} of ${nameOf(element)}`);
    }
  }
  for (const box of all('.box, input[type=search]')) {
    const found = contrast(getComputedStyle(box).borderTopColor, ground(box.parentElement));
    if (found < 3) {
      faults.push(`edge contrast ${found.toFixed(2)} of ${nameOf(box)}`);
    }
  }
  for (const input of all('input, select, textarea')) {
    if (!input.labels?.[0]?.textContent.trim()) {
      faults.push(`no label: ${nameOf(input)}`);
    }
    if (parseFloat(getComputedStyle(input).fontSize) < 14) {
      faults.push(`small text: ${nameOf(input)}`);
    }
  }
  for (const button of all('button, a')) {
    const { width, height } = button.getBoundingClientRect();
    if (!(button.ariaLabel ?? button.textContent).trim()) {
      faults.push(`no name: ${nameOf(button)}`);
    }
    if (button.tagName === 'BUTTON' && (width < 24 || height < 24)) {
      faults.push(`small target ${width}×${height}: ${nameOf(button)}`);
    }
  }
  for (const element of document.querySelectorAll('[aria-describedby], [aria-controls], label[for]')) {
    const ids = `${element.getAttribute('aria-describedby') ?? ''} ${element.getAttribute('aria-controls') ?? ''} ${element.htmlFor ?? ''}`;
    ids.trim().split(/\s+/).filter((id) => id && !document.getElementById(id)).forEach((id) => faults.push(`leads nowhere: ${id}`));
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => faults.push(`id twice: ${id}`));
  for (const [selector, count] of [['main', 1], ['h1', 1], ['[role=status]', 1]]) {
    const found = document.querySelectorAll(selector).length;
    if (found !== count) {
      faults.push(`${found} of ${selector}`);
    }
  }
  for (const svg of all('svg')) {
    if (!svg.closest('[aria-hidden=true]') && !svg.ariaLabel) {
      faults.push(`picture without a word: ${nameOf(svg.parentElement)}`);
    }
  }
  if (!document.documentElement.lang || !document.title) {
    faults.push('no language or no title');
  }
  if (document.documentElement.scrollWidth > innerWidth) {
    faults.push(`wider than the window: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  }
  return faults;
}
