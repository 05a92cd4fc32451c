/**
 * A page and a report that show a move of instance groups.
 *
 * @packageDocumentation
 */
export { isReport, renderReport } from './report/render-report.js';
export { createDashboard, type Dashboard } from './server/create-dashboard.js';
export type { DashboardAccess, DashboardOptions } from './server/dashboard-options.js';
