(() => {
  const { origin, message } = document.body.dataset;
  const result = JSON.parse(message);
  history.replaceState(null, '', location.pathname); // the address still holds the code
  if (cameInThisTab()) {
    sessionStorage.setItem('sallyport.away', message);
    document.querySelector('.back').hidden = false;
  } else if (window.opener) {
    window.opener.postMessage(result, origin);
    if (result.type === 'connected') {
      window.close();
    }
  } else {
    // A provider's page may have cut the tie to the opener; windows of the same origin hear this one.
    new BroadcastChannel('sallyport-authorize').postMessage(result);
  }

  // From the connect page, which may have an opener of its own.
  function cameInThisTab() {
    try {
      return sessionStorage.getItem('sallyport.away') !== null;
    } catch {
      return false; // no storage, no connect page
    }
  }
})();
