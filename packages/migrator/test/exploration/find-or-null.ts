import { InstanceGroupNotFoundError } from '@cellbridge/objects';

/** What is found; `null` where there is no such group. */
export async function findOrNull<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof InstanceGroupNotFoundError) return null;
    throw error;
  }
}
