// Runs once when the page has loaded: what keyboards and screen readers need that Gradio leaves out.
() => {
  const attribute = (node, name, wanted) => { if (node.getAttribute(name) !== wanted) node.setAttribute(name, wanted); };
  const every = (selector, change) => document.querySelectorAll(selector).forEach(change);
  const named = (selector, words) => every(selector, node => attribute(node, 'aria-label', typeof words === 'string' ? words : words(node)));

  // The sidebar's contents are off the screen while it is closed: the keyboard passes them by.
  const sidebar = () => every('.sidebar', bar => {
    const open = bar.classList.contains('open');
    bar.querySelector('.sidebar-content').inert = !open;
    const toggle = bar.querySelector('.toggle-button');
    attribute(toggle, 'aria-label', 'Documents and settings');
    attribute(toggle, 'aria-expanded', String(open));
  });

  // One stop of the keyboard for all tabs, and arrow keys among them.
  const TABS = '#tabs > .tab-wrapper [role="tab"]';
  const tabs = () => every(TABS, tab => {
    attribute(tab, 'tabindex', tab.getAttribute('aria-selected') === 'true' ? '0' : '-1');
    const panel = document.getElementById(tab.getAttribute('aria-controls'));
    if (panel) attribute(panel, 'aria-labelledby', tab.id);
  });
  document.addEventListener('keydown', event => {
    if (!event.target.matches(TABS) || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = [...document.querySelectorAll(TABS)];
    const at = all.indexOf(event.target);
    const next = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1}[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = all[(next + all.length) % all.length];
    tab.click();
    tab.focus();
  });

  // Past the list of documents, which may be long, straight to the question.
  const skip = document.createElement('a');
  Object.assign(skip, {href: '#ask', className: 'skip', textContent: 'Skip to the question'});
  skip.addEventListener('click', event => {
    event.preventDefault();
    document.querySelector('#tab-chat-button').click();
    setTimeout(() => document.querySelector('#ask textarea').focus());
  });
  document.querySelector('.gradio-container').prepend(skip);

  // Names for what would otherwise be heard as markup or not at all.
  let naming = 0;
  const nameAll = () => {
    naming = 0;
    every('#chatbot :is([data-testid="user"], [data-testid="bot"])', message => attribute(message, 'role', 'group'));
    named('#chatbot [data-testid="user"]', 'Your question');
    named('#chatbot [data-testid="bot"]', message => (message.querySelector('.thought-group') ? 'Search' : 'Answer'));
    named('#chatbot [role="log"]', 'Conversation');
    named('#chatbot a.cite', link => `Source ${link.textContent.trim()}`);
    named('#chatbot .message-buttons button[title="Copy message"]', 'Copy this answer with its sources');
    named('#ask .submit-button', 'Ask');
    named('#ask .stop-button', 'Stop');
    // Gradio nests a button in a button and calls a row of buttons a list: neither is what a screen reader expects.
    every('#chatbot .thought-group .icon-button', button => { button.inert = true; });
    every('#chatbot .examples[role]', row => row.removeAttribute('role'));
    sidebar();
    tabs();
  };
  new MutationObserver(() => { naming = naming || requestAnimationFrame(nameAll); }).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label', 'aria-selected', 'class'],
  });
  nameAll();
}
