// Runs once when the page has loaded: theme, phone sidebar, copying of answers, download of the conversation.
() => {
  const KEY = 'passage-theme';
  const remembered = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const remember = theme => { try { localStorage.setItem(KEY, theme); } catch { /* private window: not remembered */ } };
  const system = matchMedia('(prefers-color-scheme: dark)');

  const apply = () => {
    const dark = (remembered() || (system.matches ? 'dark' : 'light')) === 'dark';
    document.body.classList.toggle('dark', dark);
  };
  apply();
  system.addEventListener('change', () => setTimeout(apply));

  Object.assign(window.passage ??= {}, {
    toggleTheme() {
      remember(document.body.classList.contains('dark') ? 'light' : 'dark');
      apply();
    },
    download(words, name) {
      if (!words) return;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([words], {type: 'text/markdown'}));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    },
  });

  // What a reader wants to paste: the answer's words with [1] for its links, then the sources with their quotes.
  const textOf = answer => {
    const copy = answer.cloneNode(true);
    copy.querySelectorAll('a.cite').forEach(link => link.replaceWith(` [${link.textContent.trim()}]`));
    copy.querySelectorAll('.foot, .next').forEach(line => line.remove());
    copy.querySelectorAll('.lead-in').forEach(line => {
      line.replaceWith(`\n${line.textContent}:${line.nextElementSibling.matches('p') ? ' ' : '\n'}`);
    });
    copy.querySelectorAll('br').forEach(end => end.replaceWith('\n'));
    copy.querySelectorAll('p, li').forEach(block => block.append('\n'));
    return copy.textContent.trim();
  };
  const sourcesOf = answer => {
    const link = answer.querySelector('a.cite');
    const [, turn] = link ? link.getAttribute('href').match(/#cite-([0-9a-f]+)-/) : [];
    return turn ? window.passage.sources(turn) : [];
  };
  const sourceLines = ({number, title, where, document, quote}) =>
    `[${number}] ${[title, where, document].filter(Boolean).join(' · ')}\n“${quote.replace(/\s+/g, ' ')}”`;
  const copyAnswer = async (button, answer) => {
    await put([textOf(answer), ...sourcesOf(answer).map(sourceLines)].join('\n\n'));
    button.dataset.copied = 'yes';
    setTimeout(() => delete button.dataset.copied, 1500);
  };
  const put = async words => {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    const box = document.createElement('textarea');   // a page that came over plain http from another machine
    box.value = words;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  };
  document.addEventListener('click', event => {
    const button = event.target.closest('#chatbot .message-buttons button[title="Copy message"]');
    const row = button && button.closest('.message-buttons').previousElementSibling;
    const answer = row && row.querySelector('.answer, .refusal, .notice');
    if (!answer) return;
    event.stopPropagation();
    copyAnswer(button, answer);
  }, true);

  // Files that are too large are left out, and told, before Gradio would turn down all that came with them.
  const taken = files => {
    const most = Number(document.querySelector('#about-documents').dataset.most);
    const small = new DataTransfer();
    const large = [...files].filter(file => file.size > most || !small.items.add(file));
    document.querySelectorAll('#too-large').forEach(old => old.remove());
    if (!large.length) return null;
    const told = document.createElement('div');
    Object.assign(told, {id: 'too-large', className: 'report'});
    told.setAttribute('role', 'alert');
    large.forEach(file => {
      const line = document.createElement('p');
      line.className = 'report-failed';
      line.textContent = `${file.name} is larger than ${most / 2 ** 20} MB: split it, or run 'assistant index' on it.`;
      told.append(line);
    });
    document.querySelector('#upload').after(told);
    return small.files;
  };
  document.addEventListener('change', event => {
    if (!event.target.matches('#upload input[type=file]')) return;
    const small = taken(event.target.files);
    if (small) event.target.files = small;
    if (small && !small.length) event.stopPropagation();
  }, true);
  document.addEventListener('drop', event => {
    const box = event.target.closest('#upload');
    const small = box && taken(event.dataTransfer.files);
    if (!small) return;
    event.preventDefault();
    event.stopPropagation();
    const input = box.querySelector('input[type=file]');
    input.files = small;
    if (small.length) input.dispatchEvent(new Event('change', {bubbles: true}));
  }, true);

  // The button that stops an answer goes away with it: the keyboard is at the question again.
  document.addEventListener('click', event => {
    if (event.target.closest('#ask .stop-button')) document.querySelector('#ask textarea').focus();
  }, true);

  const phone = matchMedia('(max-width: 768px)');   // where Gradio's sidebar covers the page
  const fold = () => { const toggle = document.querySelector('.sidebar.open .toggle-button'); if (toggle) toggle.click(); return toggle; };
  document.addEventListener('click', event => {
    if (phone.matches && event.target.closest('#new')) fold();
    if (!event.target.closest('a[href="#tab-documents"]')) return;
    event.preventDefault();
    document.querySelector('#tab-documents-button').click();
  });
  if (phone.matches) {
    const closing = setInterval(() => { if (fold()) clearInterval(closing); }, 50);
    setTimeout(() => clearInterval(closing), 3000);
  }
}
