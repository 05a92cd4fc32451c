import type { Deployment, RequestContext } from '@cellbridge/objects';
import type { Invocation, OptionDefinition } from './command.js';

export const PROJECT_OPTION: OptionDefinition = {
  flags: '--project <ID>',
  description: "see and change this project's groups only",
};

/** The command acts as admin; `--project` narrows it to one project. */
export function contextOf(deployment: Deployment, { options, io }: Invocation): RequestContext {
  const projectId = options.project;
  if (projectId === undefined) return deployment.adminContext();
  return deployment.context({ userId: io.userName, projectId: String(projectId) });
}
