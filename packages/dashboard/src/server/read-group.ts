import {
  describeQuarantined,
  type ExplanationDocument,
  explainGroup,
  explanationDocument,
  isUnknownGroup,
  listQuarantined,
  type QuarantineDescriptionDocument,
  quarantineDescriptionDocument,
  type ReportedQuarantined,
  reportQuarantined,
} from '@cellbridge/migrator';
import { type Deployment, InvalidInputError } from '@cellbridge/objects';
import { unknownGroup } from './failure.js';

/**
 * Reads both sides of a group in quarantine: a document for each cell that holds it.
 *
 * @throws FailedRequest if it was never there. · CellUnavailableError
 */
export async function readDescriptions(
  deployment: Deployment,
  uuid: string,
): Promise<QuarantineDescriptionDocument[]> {
  const descriptions = await known(uuid, () => describeQuarantined(deployment, uuid));
  return descriptions.map(quarantineDescriptionDocument);
}

/**
 * Reads what a group is in quarantine for in each cell that holds it, with both sides where the cell can be asked.
 *
 * @throws FailedRequest if it was never there.
 */
export async function readQuarantined(
  deployment: Deployment,
  uuid: string,
): Promise<ReportedQuarantined[]> {
  const filter = { groupUuids: [uuid], resolved: true };
  const entries = await known(uuid, () => listQuarantined(deployment, filter));
  return await reportQuarantined(deployment, entries);
}

async function known<T>(uuid: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!InvalidInputError.isInstance(error)) throw error;
    throw unknownGroup(uuid, error.message);
  }
}

/**
 * Reads where a group is.
 *
 * @throws FailedRequest if no database knows it, and every one has answered.
 */
export async function readExplanation(
  deployment: Deployment,
  uuid: string,
): Promise<ExplanationDocument> {
  const document = explanationDocument(await explainGroup(deployment, uuid));
  if (document.unavailableCells.length > 0 || !isUnknownGroup(document)) return document;
  const message = `No database knows group ${document.groupUuid}; check the uuid.`;
  throw unknownGroup(uuid, message);
}
