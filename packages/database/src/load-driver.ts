import { DriverMissingError } from './errors/driver-missing-error.js';

/**
 * Imports what needs a driver. The drivers are optional peers: who uses one kind of database only
 * need not install the other's.
 *
 * @throws DriverMissingError
 */
export async function loadDriver<T>(driver: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message = '' } = error as { code?: string; message?: string };
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${driver}'`);
    if (!isMissing) throw error;
    const remedy = `The driver ${driver} is not installed; run "npm install ${driver}".`;
    throw new DriverMissingError(remedy, { cause: error });
  }
}
