import {
  describeQuarantined,
  type ExplanationDocument,
  explainGroup,
  explanationDocument,
  isUnknownGroup,
  type QuarantineDescriptionDocument,
  quarantineDescriptionDocument,
} from '@cellbridge/migrator';
import { type Deployment, InvalidInputError } from '@cellbridge/objects';
import { unknownGroup } from './failure.js';

/**
 * Reads both sides of a group in quarantine: a document for each cell that holds it.
 *
 * @throws FailedRequest if it was never there.
 */
export async function readDescriptions(
  deployment: Deployment,
  uuid: string,
): Promise<QuarantineDescriptionDocument[]> {
  try {
    const descriptions = await describeQuarantined(deployment, uuid);
    return descriptions.map(quarantineDescriptionDocument);
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
