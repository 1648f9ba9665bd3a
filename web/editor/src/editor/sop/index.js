// Reads and changes sop: elements; each change is one command, so undo takes back exactly one edit.
import { is } from 'bpmn-js/lib/util/ModelUtil';

/** The first extension element of a type, or undefined: extension(process, 'sop:Identity'). */
export function extension(owner, type) {
  return extensions(owner, type)[0];
}

/** All extension elements of a type. */
export function extensions(owner, type) {
  return (owner.get('extensionElements')?.get('values') ?? []).filter((value) => is(value, type));
}

/** Commands on the selected element; `owner` is the moddle element that bears the extension elements. */
export class Edits {
  constructor(modeler, element, owner) {
    this.modeling = modeler.get('modeling');
    this.factory = modeler.get('bpmnFactory');
    this.element = element;
    this.owner = owner;
  }

  /** Makes a moddle element inside a parent. */
  create(type, properties, parent) {
    const made = this.factory.create(type, properties);
    made.$parent = parent;
    return made;
  }

  /** Changes properties of any moddle element that belongs to the selected one. */
  update(target, properties) {
    this.modeling.updateModdleProperties(this.element, target, properties);
  }

  /** Changes properties of the extension element of a type, making it when there is none. */
  updateExtension(type, properties) {
    const present = extension(this.owner, type);
    if (present) this.update(present, properties);
    else this.addExtension(type, properties);
  }

  /** Adds an extension element. */
  addExtension(type, properties) {
    const parent = this.owner.get('extensionElements');
    if (parent) {
      const made = this.#filled(type, properties, parent);
      this.update(parent, { values: [...parent.get('values'), made] });
      return;
    }
    const holder = this.create('bpmn:ExtensionElements', { values: [] }, this.owner);
    holder.values = [this.#filled(type, properties, holder)];
    this.update(this.owner, { extensionElements: holder });
  }

  /** Takes an extension element away. */
  removeExtension(target) {
    const parent = this.owner.get('extensionElements');
    this.update(parent, { values: parent.get('values').filter((value) => value !== target) });
  }

  #filled(type, properties, parent) {
    const made = this.create(type, properties, parent);
    for (const value of Object.values(properties).flat()) {
      if (value?.$type) value.$parent = made;
    }
    return made;
  }
}

/** Name of the property of `type` that holds elements of `held`: holderOf(factory, 'sop:Step', 'sop:Output'). */
export function holderOf(factory, type, held) {
  return remembered(`${type} ${held}`, () => (
    factory.create(type).$descriptor.properties.find((property) => property.type === held).name));
}

/** Name of the property that is the text of a type's elements. */
export function textOf(factory, type) {
  return remembered(type, () => factory.create(type).$descriptor.bodyProperty.name);
}

const names = new Map(); // of one set of descriptors, asked for by every cell at every drawing

function remembered(key, find) {
  if (!names.has(key)) names.set(key, find());
  return names.get(key);
}
