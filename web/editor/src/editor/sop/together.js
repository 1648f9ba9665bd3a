// Several changes as one command: commandStack.execute('alur.together', { run }) is undone in one step.

class Together {
  preExecute({ run }) {
    run();
  }
}

class TogetherRegistration {
  constructor(commandStack) {
    commandStack.registerHandler('alur.together', Together);
  }
}
TogetherRegistration.$inject = ['commandStack'];

export default { __init__: ['together'], together: ['type', TogetherRegistration] };
