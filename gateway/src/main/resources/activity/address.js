// SPDX-License-Identifier: Apache-2.0
// The address says everything about what is shown, so that it can be shared, reloaded and gone back to.

const VIEWS = { '/activity': 'calls', '/activity/connections': 'connections', '/activity/quotas': 'quotas' };
export const FILTERS = ['outcome', 'status', 'integration', 'connection', 'provider', 'method', 'error', 'q'];
export const PERIODS = {
  '15m': ['15 min', 900_000],
  '1h': ['1 h', 3_600_000],
  '24h': ['24 h', 86_400_000],
  '7d': ['7 d', 604_800_000]
};
const USUAL = '1h';

let whenMoved = () => {};

export function onMove(work) {
  whenMoved = work;
  addEventListener('popstate', work);
}

export const view = () => VIEWS[location.pathname.replace(/\/$/, '')] ?? 'calls';

export const param = (name) => new URLSearchParams(location.search).get(name) ?? '';

/** The filters that are set, by name. */
export function filters() {
  return Object.fromEntries(FILTERS.map((name) => [name, param(name)]).filter(([, value]) => value));
}

/** The period: a name of PERIODS, or 'custom' with the ISO times `from` and `to`, each of which may be empty. */
export function period() {
  const [from, to] = ['from', 'to'].map((name) => isoOf(param(name)));
  if (from || to) {
    return { name: 'custom', from, to };
  }
  const name = Object.hasOwn(PERIODS, param('period')) ? param('period') : USUAL;
  return { name, from: '', to: '' };
}

function isoOf(text) {
  const time = Date.parse(text);
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}

/** This address with other parameters; empty ones are left out. */
export function changed(changes) {
  const params = new URLSearchParams(location.search);
  Object.entries(changes).forEach(([name, value]) => (value ? params.set(name, value) : params.delete(name)));
  return location.pathname + (params.size > 0 ? `?${params}` : '');
}

export function periodChange(name) {
  return { period: name === USUAL ? '' : name, from: '', to: '' };
}

export function go(address, { replace = false } = {}) {
  if (address !== location.pathname + location.search) {
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    whenMoved();
  }
}

/** Follows a link of this page without loading it anew. */
export function follow(event) {
  const link = event.target.closest?.('a[href^="/activity"]');
  const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (link && !elsewhere && !event.defaultPrevented && !link.target) {
    event.preventDefault();
    go(link.getAttribute('href'));
  }
}
