// Runs once when the page has loaded: a question that is typed is kept until the server has it, and sending one shows.
() => {
  const DRAFT = 'passage-draft';   // what is in the box; the tab keeps it over a page that is loaded anew
  const SENT = 'passage-sent';     // what was sent, until it is in the conversation
  const TALKED = 'passage-talked'; // whether this tab has a conversation
  const GONE = 'The earlier conversation is gone: the server was started anew, or has waited for too long.';
  const NOT_SENT = 'Your question was not sent, because the connection to the server was lost. It is in the box: press Enter to ask again.';

  const keep = (key, words) => {
    try { if (words) sessionStorage.setItem(key, words); else sessionStorage.removeItem(key); } catch { /* not kept */ }
  };
  const kept = key => { try { return sessionStorage.getItem(key) || ''; } catch { return ''; } };
  const box = () => document.querySelector('#ask textarea');
  const questions = () => document.querySelectorAll('#chatbot .user.message');

  const sending = document.createElement('div');
  sending.id = 'sending';
  sending.setAttribute('role', 'status');
  const say = (words, waits) => {
    sending.textContent = words;
    sending.classList.toggle('waits', Boolean(waits));
  };
  let waiting = '';   // the question that the server has not taken yet
  const unsaid = () => { waiting = ''; keep(SENT, ''); say(''); };

  // A laptop without any network still reaches a server of its own: only a request tells.
  const offline = () => {
    const asked = waiting;
    const lost = () => { if (asked && waiting === asked) say(NOT_SENT); };
    fetch('healthz', {cache: 'no-store'}).then(reply => { if (!reply.ok) lost(); }, lost);
  };
  const submitted = words => {
    if (!words.trim()) return;
    waiting = words;
    keep(SENT, words);
    say('Sending your question …', true);
    if (!navigator.onLine) offline();
  };
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target === box()) submitted(box().value);
  }, true);
  document.addEventListener('click', event => {
    if (event.target.closest('#ask .submit-button')) submitted(box().value);
    if (event.target.closest('#new')) { keep(TALKED, ''); say(''); }
  }, true);
  addEventListener('offline', offline);

  Object.assign(window.passage ??= {}, {
    // For the box, whenever its words change: typed, or emptied because the server has the question.
    typed(words) {
      keep(DRAFT, words);
      if (!words) unsaid();
    },
    // For the box when the page has loaded: what stood in it before, where nothing has been typed yet.
    draft(words) {
      if (kept(SENT)) setTimeout(() => say(NOT_SENT));
      return words || kept(DRAFT);
    },
    // When the server has turned a question down: it stays in the box, and a toast says why.
    refused: unsaid,
    // When the server has given the conversation of before, or had none.
    back() {
      setTimeout(() => {
        // The connection may break just after the question has arrived: then it is there, and was sent.
        const last = [...document.querySelectorAll('#chatbot .question')].at(-1);
        if (last && last.textContent.trim() === kept(SENT).trim()) unsaid();
        if (!kept(TALKED) || questions().length) return;
        keep(TALKED, '');
        say(kept(SENT) ? `${GONE} ${NOT_SENT}` : GONE);
      }, 500);   // after the page has drawn it
    },
  });

  // One's own question is always scrolled to.
  let asked = 0;
  new MutationObserver(() => {
    const ask = document.querySelector('#ask');
    if (ask && sending.nextSibling !== ask) ask.before(sending);
    const now = questions().length;
    const wrap = document.querySelector('#chatbot .bubble-wrap');
    if (now > asked && wrap) requestAnimationFrame(() => { wrap.scrollTop = wrap.scrollHeight; });
    if (now > asked) keep(TALKED, 'yes');
    asked = now;
  }).observe(document.body, {childList: true, subtree: true});
}
