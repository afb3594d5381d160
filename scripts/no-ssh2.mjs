// Stands for the package ssh2 in the bundle. docker-modem names it when it is loaded, and uses it for ssh:// alone.
export class Client {
  constructor() {
    throw new Error('ssh:// goes through the ssh program');
  }
}
