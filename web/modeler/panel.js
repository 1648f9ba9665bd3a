// Registers Alur's cells with Camunda Modeler, and shows the main ones of a step in its properties panel.
// `descriptor` (bpmn/sop-moddle.json) stands before this in client.js, which Alur makes of both.
(function (window, descriptor) {
  'use strict';

  const plugins = (window.plugins = window.plugins || []);
  plugins.push({ plugin: descriptor, type: 'bpmn.modeler.moddleExtension' });
  const vendor = window.vendor && window.vendor.propertiesPanel;
  if (!vendor || !vendor.common || !vendor.preact) return; // before Camunda Modeler 5: the cells are kept all the same

  // As Alur's own editor reads a plain time (a test holds both against each other): words, kind, unit.
  const MEASURES = [
    ['menit kerja', 'working_time', 'minute'],
    ['jam kerja', 'working_time', 'hour'],
    ['hari kerja', 'working_days', 'working_day'],
    ['hari kalender', 'elapsed', 'day'],
    ['menit', 'service', 'minute'],
    ['jam', 'service', 'hour'],
    ['hari', 'elapsed', 'day'],
    ['minggu', 'elapsed', 'week'],
    ['bulan', 'elapsed', 'month'],
  ];
  const { TextFieldEntry, TextAreaEntry } = vendor.common;
  const h = vendor.preact.root.h;

  const stepOf = (owner) => {
    const extension = owner.get('extensionElements');
    return extension && extension.get('values').find((value) => value.$type === 'sop:Step');
  };

  function Provider(propertiesPanel, injector) {
    this.injector = injector;
    propertiesPanel.registerProvider(400, this);
  }
  Provider.$inject = ['propertiesPanel', 'injector'];
  Provider.prototype.getGroups = function (element) {
    return (groups) => {
      const owner = element.businessObject;
      if (owner && owner.$instanceOf && owner.$instanceOf('bpmn:Activity')) {
        groups.push({ id: 'alur-sop', label: 'SOP (Alur)', entries: entries(element, this.injector) });
      }
      return groups;
    };
  };

  // One entry for each cell: { read(step), write(step, text) -> properties of the step }.
  const CELLS = [
    { id: 'number', label: 'No.', read: (step) => step.get('number'), write: (step, text) => ({ number: text }) },
    { id: 'requirement', label: 'Kelengkapan (satu baris satu butir)', many: true, type: 'sop:Requirement' },
    { id: 'time', label: 'Waktu', read: (step) => (step.get('time') ? step.get('time').get('body') : ''), write: time },
    { id: 'output', label: 'Output (satu baris satu butir)', many: true, type: 'sop:Output' },
    { id: 'remark', label: 'Keterangan', area: true, read: (step) => step.get('remark'), write: (step, text) => ({ remark: text }) },
  ];

  function entries(element, injector) {
    return CELLS.map((cell) => ({ id: `alur-sop-${cell.id}`, element, component: () => shown(cell, element, injector) }));
  }

  function shown(cell, element, injector) {
    const owner = element.businessObject;
    return h(cell.many || cell.area ? TextAreaEntry : TextFieldEntry, {
      id: `alur-sop-${cell.id}`,
      element,
      label: cell.label,
      autoResize: true,
      debounce: injector.get('debounceInput'),
      getValue: () => {
        const step = stepOf(owner);
        if (!step) return '';
        return (cell.many ? step.get(cell.id).map((one) => one.get('body')).join('\n') : cell.read(step)) || '';
      },
      setValue: (text) => change(injector, element, (step, make) => {
        const value = text || undefined;
        return cell.many ? { [cell.id]: lines(step, cell, value, make) } : cell.write(step, value, make);
      }),
    });
  }

  // Lines that say what they said keep their kind, need and code; a line that is worded anew keeps those of its place.
  function lines(step, cell, text, make) {
    const before = step.get(cell.id);
    return (text || '').split('\n').map((line) => line.trim()).filter(Boolean).map((line, place) => {
      const same = before.find((one) => one.get('body') === line);
      if (same) return same;
      const kept = before[place] ? facts(before[place]) : { kind: 'document' };
      return make(cell.type, { ...kept, body: line }, step);
    });
  }

  function facts(thing) {
    const names = thing.$descriptor.properties.filter((one) => one.isAttr && thing.get(one.name) !== undefined);
    return Object.fromEntries(names.map(({ name }) => [name.replace(/^.*:/, ''), thing.get(name)]));
  }

  // The amount and unit follow the words where they are plain; else Alur's check asks for them.
  function time(step, text, make) {
    const before = step.get('time');
    if (!text) return { time: undefined };
    const old = before ? facts(before) : {};
    const made = { effect: 'counts', ...old, ...plain(text, old), body: text };
    return { time: make('sop:Time', { kind: 'none', anchor: 'opened', ...made }, step) };
  }

  function plain(text, old) {
    const found = /^(\d{1,6}) ?(.+)$/.exec(text.trim().toLowerCase().replace(/\s+/g, ' '));
    const measure = found && MEASURES.find(([word]) => found[2] === word || found[2].startsWith(`${word} `));
    if (!measure) return {};
    const [, kind, unit] = measure;
    return { amount: Number(found[1]), kind, unit, anchor: old.anchor || (kind === 'service' ? 'started' : 'opened') };
  }

  // One command of the Modeler's own stack, so one step of undo; the step is made where there is none.
  function change(injector, element, propertiesOf) {
    const [modeling, factory] = ['modeling', 'bpmnFactory'].map((name) => injector.get(name));
    const owner = element.businessObject;
    const make = (type, properties, parent) => {
      const made = factory.create(type, properties);
      made.$parent = parent;
      return made;
    };
    const step = stepOf(owner);
    if (step) {
      modeling.updateModdleProperties(element, step, propertiesOf(step, make));
      return;
    }
    const holder = make('bpmn:ExtensionElements', { values: [] }, owner);
    const fresh = make('sop:Step', { kind: 'task' }, holder);
    Object.assign(fresh, propertiesOf(fresh, make));
    const present = owner.get('extensionElements');
    if (present) {
      fresh.$parent = present;
      modeling.updateModdleProperties(element, present, { values: [...present.get('values'), fresh] });
    } else {
      holder.values = [fresh];
      modeling.updateModdleProperties(element, owner, { extensionElements: holder });
    }
  }

  plugins.push({
    plugin: { __init__: ['alurSop'], alurSop: ['type', Provider] },
    type: 'bpmn.modeler.additionalModules',
  });
}(window, descriptor));
