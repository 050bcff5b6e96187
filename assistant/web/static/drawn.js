// Comes before the script of each drawn component. `props.value` is escaped for the template, as parts.py says:
// scripts read and write `drawn.value`, which is not.
const drawn = (() => {
  const mapped = (value, change) => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(one => mapped(one, change));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [change(key), mapped(one, change)]));
  };
  return {
    get value() { return mapped(props.value, text => text.replace(/\\([\\$])/g, '$1')); },
    set value(value) { props.value = mapped(value, text => text.replace(/[\\$]/g, '\\$&')); },
  };
})();

