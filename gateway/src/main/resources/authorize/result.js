(() => {
  const { origin, message } = document.body.dataset;
  const result = JSON.parse(message);
  history.replaceState(null, '', location.pathname); // the address still holds the code
  if (window.opener) {
    window.opener.postMessage(result, origin);
    if (result.type === 'connected') {
      window.close();
    }
  } else {
    // A provider's page may have cut the tie to the opener; windows of the same origin hear this one.
    new BroadcastChannel('sallyport-authorize').postMessage(result);
  }
})();
