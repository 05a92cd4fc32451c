import type { Benchmark } from '../benchmark.js';
import { FEW, makeReports } from '../move-report/make-reports.js';
import { openReports } from '../move-report/open-reports.js';

const MANY = 1_000_000;
const AGAINST = `of which one in a hundred is in quarantine, against that of ${FEW}`;

export const reportSize: Benchmark = {
  name: 'report-size',
  description: `the file of a report of a million groups, ${AGAINST}`,
  unit: 'kB',
  bar: 2,
  isCeiling: true,
  most: 2_000,
  groups: MANY,
  rounds: 1,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const { many, few } = await makeReports(lab, groups);
    const size = (report: string) => Buffer.byteLength(report) / 1_000;
    return { ours: [size(many)], reference: [size(few)], groups };
  },
};

export const reportOpening: Benchmark = {
  name: 'report-opening',
  description: `Chromium opens a report of a million groups, ${AGAINST}`,
  unit: 'ms',
  bar: 2,
  isCeiling: true,
  most: 1_000,
  groups: MANY,
  rounds: 11,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const reports = await makeReports(lab, groups);
    return { ...(await openReports(reports, lab.options.rounds ?? this.rounds)), groups };
  },
};
