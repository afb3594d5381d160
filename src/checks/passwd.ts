import type { ImageFiles } from '../image/types.ts';

interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Where accounts are looked up; `keeps` of the kinds that do. */
export const ACCOUNT_FILES = ['/etc/passwd', '/etc/group'];

/** The accounts in the image's `/etc/passwd` (passwd(5)); empty when there is none. */
function accountsOf(files: ImageFiles): Account[] {
  const text = files.content('/etc/passwd')?.toString('utf8') ?? '';
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    return /^\d+$/.test(uid) ? [{ name, uid: Number(uid), gid: Number(gid) || 0 }] : [];
  });
}

/**
 * The user and group that a `user[:group]` of a config means.
 *
 * @returns undefined for a name that the image does not have
 */
export function resolveUser(user: string, files: ImageFiles): { uid: number; gid: number } | undefined {
  const [name = ''] = user.split(':');
  const accounts = accountsOf(files);
  if (name === '') return { uid: 0, gid: 0 };
  const account = /^\d+$/.test(name)
    ? (accounts.find((one) => one.uid === Number(name)) ?? { uid: Number(name), gid: 0 })
    : accounts.find((one) => one.name === name);
  return account && { uid: account.uid, gid: account.gid };
}
